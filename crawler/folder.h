/* SPDX-License-Identifier: Apache-2.0
 * What was listed below one target, as a tree of folders. A folder keeps how many data files it has
 * and which of them will be looked at, and says of every other file why it is left alone.
 *
 * Left alone are what engines leave behind (names that begin with '_' or '.', `name_$folder$`,
 * folder markers), what is excluded by a pattern, empty files, and files in a storage class that
 * cannot be read at once. A name that begins with '_' and holds a '=' is a partition, as Spark
 * and Hive see it. */
#ifndef PROPOLIS_CRAWLER_FOLDER_H
#define PROPOLIS_CRAWLER_FOLDER_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"
#include "catalog/glob.h"

struct schema;

/* A file as a listing names it. All borrowed. */
struct listed_file {
    struct text name; /* its last part; empty for a folder marker */
    uint64_t bytes;
    int64_t modified_ms;
    struct text etag;          /* {NULL, 0}: none */
    struct text storage_class; /* {NULL, 0}: the ordinary one */
};

struct sample_file {
    struct text name, etag;
    uint64_t bytes;
    int64_t modified_ms;
    size_t name_room, etag_room; /* memory behind the texts, used again for the next file */
};

/* Something that was left alone, and why ("its name begins with '_'"). */
struct skipped {
    struct text name, reason;
};

enum { FOLDER_SKIPPED_SHOWN = 10, FOLDER_VARIANTS_MAX = 64, TREE_RECENT_SCHEMAS = 8 };

/* Files of one folder that are alike. */
struct variant {
    struct schema *schema;
    struct text *names; /* of the files that were looked at */
    size_t names_n;
};

struct folder {
    struct text name; /* its last part; empty for the target itself */
    struct text path; /* below the target, with a slash at its end; empty for the target itself */
    struct folder *parent, *first, *last, *next; /* children in the order in which they came */
    unsigned depth;                              /* below the target */

    uint64_t files, bytes; /* data files */
    int64_t newest_ms;     /* of their times of modification */
    struct sample_file *samples;
    size_t samples_n, samples_room;

    struct skipped *skipped; /* the first FOLDER_SKIPPED_SHOWN; NULL: none, as in most folders */
    uint64_t skipped_n;      /* all of them */

    /* Once its samples were looked at: */
    struct variant *variants; /* the one with the most files first */
    size_t variants_n;

    /* Why nothing came of it; empty: something did. It holds a table of a format with metadata of
     * its own (which one); it could not be listed (why). */
    struct text foreign, problem;
    bool is_old; /* its data is in the catalog, and only new folders are to be looked at */

    /* A table of the catalog has its location here: the number of its partition keys. Otherwise
     * FOLDER_NOT_KNOWN. */
    int known_levels;
    bool knows_files; /* tables that the crawler made of its files are in the catalog */

    /* Once it was laid out (crawler/layout.h): */
    bool joined; /* it belongs to the table that its parent belongs to */
    struct found_table *table;
    struct found_partition *partition; /* of that table, where it has partitions */
    double similarity;                 /* with that table */
    const struct schema *schema;       /* of the files that belong to its table */
    struct text reason;                /* why it is where it is: a sentence */
};

enum { FOLDER_NOT_KNOWN = -1 };

struct tree_limits {
    size_t folders_max;
    unsigned depth_max;
    size_t samples_max; /* files looked at per folder */
};

struct tree {
    struct arena *arena; /* borrowed: takes all of it */
    struct tree_limits limits;
    const struct glob *exclusions; /* borrowed */
    size_t exclusions_n;
    struct folder *root;
    size_t folders; /* the root counts */
    uint64_t files, bytes, skipped_n;
    /* Schemas met of late: equal ones share their columns, so that a lake of a million alike
     * folders keeps one list of them. */
    const struct schema *recent[TREE_RECENT_SCHEMAS];
};

/* A tree with an empty root. `t->limits` and `t->exclusions` are set by the caller. */
void tree_init(struct tree *t, struct arena *arena);

/* Adds a folder that a listing of `parent` named. `*out` is NULL where it is left alone, which is
 * noted in the parent. ERR_LIMIT when there are too many folders. */
int tree_add_folder(struct tree *t, struct folder *parent, struct text name, struct folder **out,
                    struct err *err) MUST_CHECK;

/* Adds a file that a listing of `f` named: counts it, and keeps it as a sample where it is among
 * the newest. */
void tree_add_file(struct tree *t, struct folder *f, const struct listed_file *file);

/* Notes that something in a folder is left alone. Both texts are copied. */
void folder_skip(struct tree *t, struct folder *f, struct text name, struct text reason);

/* After the listing: what belongs to a table of a format with metadata of its own (Delta Lake,
 * Iceberg, Hudi) is not looked into, because its files alone do not say which of them are data and
 * which are gone. */
void tree_leave_foreign(struct tree *t);

/* The folder of a path below the target ("a/b/"), or NULL. */
struct folder *tree_find(const struct tree *t, struct text path);

/* The folder that follows in a walk over all of them, parents first; begin with the root. NULL at
 * the end. */
struct folder *folder_next(const struct folder *f);

/* The folder that follows in that walk once the folder and all below it are done. */
const struct folder *folder_behind(const struct folder *f);

/* True where the name has the form key=value. The key is in lower case and clean, the value
 * percent-decoded; in `a`. */
bool folder_key(const struct folder *f, struct arena *a, struct text *key, struct text *value);

/* True where a plain name looks like a value and not like a word: 2026, 2026-11-19, 20261119T08. */
bool folder_is_value(const struct folder *f);

#endif
