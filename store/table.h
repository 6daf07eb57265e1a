/* SPDX-License-Identifier: Apache-2.0
 * Tables of a database, with their versions. The current version is in `tables`, archived ones in
 * `table_versions`. Names arrive folded to lower case. Any write that changes a schema makes a
 * drift event in the same transaction. */
#ifndef PROPOLIS_STORE_TABLE_H
#define PROPOLIS_STORE_TABLE_H

#include "catalog/table_draft.h"
#include "store/change.h"
#include "store/database.h"

/* Which table is meant. Borrowed. */
struct table_name {
    struct text catalog, database, table;
};

/* A table that was found; texts live in the arena it was found with. */
struct table {
    int64_t id, database_id, catalog_id;
    struct text catalog_name, database_name, name;
    int64_t version, created_ms, updated_ms;
    struct text created_by, key_layout, schema_hash, tail;
    int64_t next_partition;
};

/* What is told of a write to the table or to something in it: no versions, partitions or detail
 * yet. Borrows the table's texts. */
struct change table_change(enum change_kind kind, const struct table *t);

/* ERR_NOT_FOUND names the database or the table, whichever is missing. */
int table_find(struct tx *tx, const struct table_name *name, struct arena *arena,
               struct table *out) MUST_CHECK;

/* Appends the Table object, a link's as it is. `mark` gets its id and version. */
int table_get(struct tx *tx, const struct table_name *name, struct buf *out,
              struct object_mark *mark) MUST_CHECK;

/* The same without a transaction when the cache has it: true when it was appended. Otherwise
 * `epoch` is to be handed to table_get_filling. */
bool table_get_cached(struct store *store, const struct table_name *name, struct buf *out,
                      struct object_mark *mark, uint64_t *epoch);

/* table_get, and the document offered to the cache. */
int table_get_filling(struct tx *tx, const struct table_name *name, uint64_t epoch, struct buf *out,
                      struct object_mark *mark) MUST_CHECK;

/* Which tables a list shows. */
struct table_filter {
    /* 1: shown, 0: not, -1: failed with the transaction's error set. NULL: all. */
    int (*matches)(void *context, struct tx *tx, struct text name);
    void *context;
    struct text prefix; /* only names that begin so */
    bool is_federated;  /* only those that stand for something elsewhere */
    enum { TABLES_WHOLE, TABLES_NAMES, TABLES_NAMES_AND_TYPES } what;
    int64_t at_ms;                                   /* for table_list_as_of alone */
    const struct link_viewer *viewer;                /* shows links; not for table_list_as_of */
    void (*complete)(struct buf *out, size_t begin); /* may add to a Table object; NULL: nothing */
};

/* 1: a table of this name is shown, 0: not, -1: failed. */
int table_filter_shows(const struct table_filter *filter, struct tx *tx,
                       struct text name) MUST_CHECK;

/* The same for what a table holds. */
int table_filter_takes(const struct table_filter *filter, struct tx *tx,
                       struct text tail) MUST_CHECK;

/* Appends a page of Table objects, separated by commas, by name. */
int table_list(struct tx *tx, const struct database_name *database,
               const struct table_filter *filter, struct page *page, struct buf *out) MUST_CHECK;

/* ERR_EXISTS, ERR_NOT_FOUND (the database). `id` (may be NULL) gets the new table's. */
int table_create(struct tx *tx, const struct table_name *name, const struct table_draft *draft,
                 int64_t *id) MUST_CHECK;

struct table_update {
    const struct table_draft *draft;
    bool skip_archive;   /* the version that goes is not kept */
    int64_t expected_id; /* of If-Match: 0 for any. ERR_PRECONDITION unless it and the version are
                            current */
    int64_t expected_version;    /* TABLE_ANY_VERSION: no lock. ERR_CONCURRENT when it is not the
                                    current one */
    bool is_view_update;         /* may replace a view of several dialects */
    bool unchanged_is_no_update; /* an equal text makes no new version (idempotent PUT) */
};
enum { TABLE_ANY_VERSION = -1 };

/* Makes the next version. `mark` (may be NULL) gets it. ERR_NOT_FOUND, ERR_CONCURRENT,
 * ERR_PRECONDITION; ERR_INVALID for what stored partitions or dialects of a view do not allow. */
int table_update(struct tx *tx, const struct table_name *name, const struct table_update *update,
                 struct object_mark *mark) MUST_CHECK;

/* Versions and partitions go with it. `expected` (NULL: any) is what If-Match asks for.
 * ERR_NOT_FOUND, ERR_PRECONDITION. */
int table_delete(struct tx *tx, const struct table_name *name,
                 const struct object_mark *expected) MUST_CHECK;

/* What a document of a table begins with, from its columns; the tail follows. For the version list
 * too. */
void table_put(const struct table *table, struct text tail, int64_t version, int64_t updated_ms,
               struct buf *out);

/* The same for a list, with what the filter adds. */
void table_filter_put(const struct table_filter *filter, const struct table *table,
                      struct text table_type, struct buf *out);

/* The same for a table of this id; `database` is where it lies. Nothing where there is none. */
int table_put_by_id(struct tx *tx, int64_t id, const struct database *database,
                    const struct table_filter *filter, struct buf *out) MUST_CHECK;

/* The same for a list of names: names and type only. */
void table_put_name(const struct table *table, struct text table_type, struct buf *out);

#endif
