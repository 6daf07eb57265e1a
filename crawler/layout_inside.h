/* SPDX-License-Identifier: Apache-2.0
 * What layout.c, which decides, and layout_table.c, which makes the tables, share. */
#ifndef PROPOLIS_CRAWLER_LAYOUT_INSIDE_H
#define PROPOLIS_CRAWLER_LAYOUT_INSIDE_H

#include "base/text_index.h"
#include "crawler/layout.h"
#include "crawler/schema_union.h"

/* A folder that holds one kind of data in one shape, and may become a table or a part of one. */
struct subtree {
    struct folder *folder;
    struct text shape; /* of the levels below: "year=/month=/" or "*" and "/" for a plain one */
    struct text shape_below;     /* kept while siblings are compared by key too */
    const struct schema *schema; /* of its largest part */
    uint64_t files;
    size_t leaves;
    int cluster; /* among its siblings, or NO_CLUSTER */
};

enum { NO_CLUSTER = -1 };

enum strictness { BY_LIKENESS, BY_COLUMNS, BY_SHAPE };

struct cluster {
    struct subtree *seed;
    uint64_t files;
    size_t members;
    struct text_index names;      /* of the columns of all members, where those decide */
    const struct column *columns; /* of the member that came last */
    int nearest_percent;          /* how alike the most similar one was that was compared with it */
};

struct siblings {
    struct subtree **items;
    size_t n, room;
    struct cluster clusters[LAYOUT_KINDS_MAX + 1];
    size_t clusters_n;
    uint64_t files;
    uint64_t files_apart; /* of folders beside them that are tables already; of those named
                             key=value, tables of the catalog */
};

struct children {
    struct siblings named, plain;
    bool forced; /* below a table that is known, or at the configured level: likeness does not count
                  */
    bool lenient; /* a partition in any case */
    int levels; /* of partitions that a known table has from here on; FOLDER_NOT_KNOWN: no table */
};

struct walk {
    struct layout *layout;
    struct tree *tree;
};

/* Makes a table of a subtree. `reason` says why, as a sentence. */
void layout_emit(struct walk *w, struct subtree *s, struct text reason);

/* Makes a table of one file of a folder. `reason` as above. */
void layout_emit_file(struct walk *w, struct folder *f, const struct variant *v, size_t index,
                      struct text reason);

/* Why a folder is not joined with those beside it; why it is a table. */
struct text layout_reason_apart(struct walk *w, const struct subtree *s, const struct cluster *c);
struct text layout_reason_root(struct walk *w, const struct folder *f);

#endif
