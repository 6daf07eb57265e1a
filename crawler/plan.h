/* SPDX-License-Identifier: Apache-2.0
 * The plan of a crawl: what was found and what the catalog knows, compared, as a list of things to
 * do with their reasons. Pure: it reads nothing and writes nothing. Its steps, in order:
 *
 *     plan_init, plan_know (each table of the database), [look at the files], plan_tables,
 *     for each planned table with `known`: plan_partition_known (each of its partitions),
 *     plan_partitions_close (each planned table)
 *
 * The plan is printed as the report of the crawl (crawler/report.h) before it is carried out
 * (crawler/apply.h). */
#ifndef PROPOLIS_CRAWLER_PLAN_H
#define PROPOLIS_CRAWLER_PLAN_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/crawler_configuration.h"
#include "catalog/shape.h"
#include "crawler/columns.h"
#include "crawler/document.h"
#include "crawler/folder.h"

struct found_table;
struct found_partition;

/* A table of the crawler's database, with its location below a target. */
struct known_table {
    struct text name, location;
    int64_t version;
    struct value *input; /* members of a TableInput */
    size_t keys_n;       /* partition keys */
    bool is_ours;        /* this crawler wrote it last */
    bool is_foreign;     /* a view, or of a table format with metadata of its own: left alone */
    bool was_found;
    struct known_table *next;
};

enum delete_behavior { DELETE_LOG, DELETE_DEPRECATE, DELETE_DROP };

struct plan_options {
    struct text crawler, run; /* its name and the CrawlId */
    struct text table_prefix;
    struct crawler_configuration configuration;
    bool update_is_log; /* UpdateBehavior LOG */
    enum delete_behavior delete_behavior;
    bool new_folders_only;
    int64_t now_ms;
};

/* One target of the crawler. */
struct plan_target {
    struct text location;           /* with a slash at its end */
    struct text file;               /* the target is this file of that folder; empty: all of it */
    bool is_folder;                 /* its path says so, by a slash at its end */
    const struct value *exclusions; /* of the S3Target */
    struct tree tree;
    int table_depth; /* the level that the configuration names, below this target; LAYOUT_NO_DEPTH
                      */
    bool is_partial; /* some of it could not be listed or read: what was not met may still be there
                      */
    bool has_unread; /* folders with data files of which nothing became a table */
    struct plan_target *next;
};

enum plan_action {
    PLAN_CREATE,
    PLAN_UPDATE,  /* a new version */
    PLAN_REFRESH, /* nothing but counts: the version that goes is not kept */
    PLAN_KEEP,
    PLAN_LOG, /* it would change, and the policy says that it must not */
    PLAN_DEPRECATE,
    PLAN_DELETE,
    PLAN_LEAVE /* it cannot be crawled, the reason says why */
};

enum partition_action { PARTITION_CREATE, PARTITION_UPDATE, PARTITION_DEPRECATE, PARTITION_DELETE };

struct planned_partition {
    enum partition_action action;
    const struct found_partition *found; /* NULL: what is deprecated or deleted */
    struct text vals;                    /* the values as a JSON array */
};

struct partition_counts {
    int64_t created, updated, unchanged, deprecated, deleted, missing;
};

enum { PLAN_NOTES_MAX = 16 };

struct planned_table {
    struct text name, location;
    enum plan_action action;
    struct text reason; /* a sentence */
    struct text notes[PLAN_NOTES_MAX];
    size_t notes_n;
    struct known_table *known; /* NULL: a new one */
    struct found_table *found; /* NULL: one whose data is gone */
    struct document_writer writer;
    struct value *input; /* what is written; NULL: nothing */
    struct column_plan columns;
    /* A difference that is told and not applied: what the table is after the crawl, and what it
     * would be if the files alone decided. NULL: none. */
    struct value *finding_from, *finding_to;
    bool saw_everything; /* findings of earlier crawls that were not met again are over */

    struct planned_partition *partitions;
    size_t partitions_n, partitions_room;
    struct partition_counts counts;
    int64_t unread;                       /* partitions whose files no format can read; they stay */
    struct partition_index *index;        /* inside plan_partitions.c */
    struct partition_template *templates; /* inside plan_partitions.c */
    struct planned_table *next;
};

struct plan {
    struct arena *arena; /* borrowed: takes all of it */
    struct plan_options options;
    struct plan_target *targets;
    struct known_table *known;
    struct planned_table *first, *last;
    size_t tables_n;
    struct name_list *names_taken; /* inside plan.c */
};

void plan_init(struct plan *p, struct arena *arena, const struct plan_options *options);

/* What the crawler says of a target. */
struct plan_source {
    struct text path;
    const struct value *exclusions; /* a list of texts, or NULL */
    struct tree_limits limits;
};

/* Adds a target with an empty tree. ERR_INVALID: a wrong exclusion. */
int plan_add_target(struct plan *p, const struct plan_source *source, struct plan_target **out,
                    struct err *err) MUST_CHECK;

/* Makes a target that was added as a folder the one file that it turned out to be. */
void plan_target_is_file(struct plan *p, struct plan_target *t, const struct listed_file *file);

/* Tells the plan of a table of the database: the Table object as the catalog answers it (borrowed).
 */
int plan_know(struct plan *p, struct text table_object, struct err *err) MUST_CHECK;

/* Lays out all targets and decides on each table. ERR_LIMIT: more tables than the threshold or the
 * limit. */
int plan_tables(struct plan *p, struct err *err) MUST_CHECK;

/* Tells of a partition that the catalog knows: its values as a JSON array, its location and its
 * parameters as a JSON object. */
void plan_partition_known(struct plan *p, struct planned_table *t, struct text vals,
                          struct text location, struct text parameters);
void plan_partitions_close(struct plan *p, struct planned_table *t);

/* The PartitionInput of a planned partition that was found; in `a`. */
struct value *plan_partition_input(struct planned_table *t, const struct found_partition *p,
                                   struct arena *a);

/* Adds a sentence to what the report says of the table. */
void planned_table_note(struct planned_table *t, struct text sentence);

/* A location with one slash at its end, and s3:// for all names of that scheme. */
struct text plan_folder_location(struct text location, struct arena *a);

#endif
