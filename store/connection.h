/* SPDX-License-Identifier: Apache-2.0
 * Connections of a catalog. Names count with their case. Secrets arrive and leave sealed
 * (base/seal.h) with the associated data that connection_seal_place gives. */
#ifndef PROPOLIS_STORE_CONNECTION_H
#define PROPOLIS_STORE_CONNECTION_H

#include "base/buf.h"
#include "catalog/shape.h"
#include "store/page.h"
#include "store/store.h"

/* Which connection is meant: the CatalogId as the caller gave it, and the name. Borrowed. */
struct connection_name {
    struct text catalog, connection;
};

/* What is written. Borrowed. */
struct connection_write {
    struct connection_name name;
    struct text type;
    int schema_version;
    struct text tail;                /* catalog/connection_draft.h: without secrets */
    struct text seal_uid;            /* drawn anew for each write */
    struct text sealed, credentials; /* sealed; {NULL, 0}: no secrets */
    const struct value *tags;        /* of a new one; NULL: none */
};

/* A connection that was found; texts live in the arena, or are borrowed from the row in a list. */
struct connection {
    int64_t id;
    struct text name, type;
    int64_t schema_version, created_ms, updated_ms;
    struct text updated_by, tail, seal_uid, sealed, credentials;
};

/* The associated data of a connection's sealed texts ("sealed", "credentials"), in the arena. */
struct text connection_seal_place(struct text name, struct text seal_uid, const char *column,
                                  struct arena *arena);

/* ERR_NOT_FOUND. */
int connection_find(struct tx *tx, const struct connection_name *name, struct arena *arena,
                    struct connection *out) MUST_CHECK;

/* Appends the Connection object with a tail of the caller's choice: with secrets or without. */
void connection_put(const struct connection *connection, struct text tail, struct buf *out);

/* Called for each connection of a list: 1 when it wrote it to `out`, 0 to leave it out, -1. */
typedef int connection_visit(void *context, const struct connection *connection, struct buf *out);

/* Appends a page of what `visit` writes, separated by commas, by name. */
struct connection_list {
    struct text catalog;
    connection_visit *visit;
    void *context;
};
int connection_list(struct tx *tx, const struct connection_list *list, struct page *page,
                    struct buf *out) MUST_CHECK;

/* ERR_EXISTS, ERR_LIMIT above LIMIT_CONNECTIONS in a catalog. */
int connection_create(struct tx *tx, const struct connection_write *write) MUST_CHECK;

/* Replaces all but the tags. ERR_NOT_FOUND. */
int connection_update(struct tx *tx, const struct connection_write *write) MUST_CHECK;

/* Its tags go with it. ERR_NOT_FOUND. */
int connection_delete(struct tx *tx, const struct connection_name *name) MUST_CHECK;

#endif
