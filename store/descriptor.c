/* SPDX-License-Identifier: Apache-2.0 */
#include "store/descriptor.h"

#include "base/crypto.h"
#include "store/db.h"
#include "store/store_inside.h"

enum {
    COLUMNS_FIND,
    COLUMNS_INSERT,
    DESCRIPTOR_FIND,
    DESCRIPTOR_INSERT,
    DESCRIPTOR_GET,
    DESCRIPTOR_GET_TEXT
};
static const char *const texts[] = {
    [COLUMNS_FIND] = "SELECT id, text FROM column_lists WHERE table_id = ?1 AND hash = ?2",
    [COLUMNS_INSERT] =
        "INSERT INTO column_lists (id, table_id, hash, text) VALUES (?1, ?2, ?3, ?4)",
    [DESCRIPTOR_FIND] = "SELECT id, text FROM descriptors WHERE table_id = ?1 AND hash = ?2",
    [DESCRIPTOR_INSERT] = "INSERT INTO descriptors (id, table_id, hash, columns_id, text) "
                          "VALUES (?1, ?2, ?3, ?5, ?4)",
    [DESCRIPTOR_GET] = "SELECT d.text, c.text FROM descriptors d JOIN column_lists c "
                       "ON c.id = d.columns_id WHERE d.id = ?1",
    [DESCRIPTOR_GET_TEXT] = "SELECT text, '' FROM descriptors WHERE id = ?1",
};
const struct statements descriptor_statements = {texts, COUNT(texts)};

/* The two kinds of shared text differ in their statements and counter alone. */
struct shared_kind {
    const char *counter;
    int find, insert;
};
static const struct shared_kind columns_kind = {"column_lists", COLUMNS_FIND, COLUMNS_INSERT};
static const struct shared_kind descriptor_kind = {"descriptors", DESCRIPTOR_FIND,
                                                   DESCRIPTOR_INSERT};

/* What identifies a shared text in its table: its bytes, and for a descriptor the columns that it
 * goes with. */
struct shared_text {
    int64_t table_id, columns_id;
    struct text text;
};

static struct text hash_of(struct tx *tx, const struct shared_text *shared,
                           unsigned char out[CRYPTO_HASH_BYTES])
{
    const struct text parts[] = {{(const char *)&shared->columns_id, sizeof shared->columns_id},
                                 shared->text};
    crypto_hmac(store_crypto(tx->store), TEXT("shared"), parts, COUNT(parts), out);
    return (struct text){(const char *)out, CRYPTO_HASH_BYTES};
}

static int insert(struct tx *tx, const struct shared_kind *kind, const struct shared_text *shared,
                  struct text hash, int64_t *id)
{
    struct query q;
    if (store_next_id(tx, kind->counter, id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_DESCRIPTOR, (size_t)kind->insert);
    query_put_int(&q, *id);
    query_put_int(&q, shared->table_id);
    query_put_blob(&q, hash);
    query_put_text(&q, shared->text);
    if (kind == &descriptor_kind)
        query_put_int(&q, shared->columns_id);
    return query_run(&q, NULL);
}

static int intern(struct tx *tx, const struct shared_kind *kind, const struct shared_text *shared,
                  int64_t *id)
{
    unsigned char digest[CRYPTO_HASH_BYTES];
    struct text hash = hash_of(tx, shared, digest);
    struct query q;
    query_begin(&q, tx, STATEMENTS_DESCRIPTOR, (size_t)kind->find);
    query_put_int(&q, shared->table_id);
    query_put_blob(&q, hash);
    bool found = query_step(&q);
    bool equal = false;
    if (found) {
        *id = query_int(&q);
        equal = text_equal(query_text(&q), shared->text);
    }
    if (query_end(&q) != 0)
        return -1;
    if (found)
        return equal ? 0
                     : err_set(tx->err, ERR_INTERNAL, "Two texts of one table share a SHA-256.");
    return insert(tx, kind, shared, hash, id);
}

/* Most of a batch is one descriptor repeated, so what was met is compared before anything is
 * hashed. */
static const struct descriptor *find_met(const struct descriptor *met,
                                         const struct descriptor *wanted)
{
    for (; met; met = met->next)
        if (text_equal(met->text, wanted->text) && text_equal(met->columns, wanted->columns))
            return met;
    return NULL;
}

/* In a set's arena, so that all of them together stay within its limit. */
static const struct descriptor *keep(struct descriptor_set *set, const struct descriptor *d)
{
    struct descriptor *kept = ARENA_NEW(set->arena, struct descriptor);
    *kept = (struct descriptor){set->met, d->id, arena_copy(set->arena, d->columns),
                                arena_copy(set->arena, d->text)};
    set->met = kept;
    return kept;
}

int descriptor_intern(struct tx *tx, struct descriptor_set *set, const struct descriptor *wanted,
                      int64_t *id)
{
    const struct descriptor *known = find_met(set->met, wanted);
    if (known) {
        *id = known->id;
        return 0;
    }
    struct shared_text columns = {set->table_id, 0, wanted->columns};
    struct shared_text descriptor = {set->table_id, 0, wanted->text};
    if (intern(tx, &columns_kind, &columns, &descriptor.columns_id) != 0 ||
        intern(tx, &descriptor_kind, &descriptor, id) != 0)
        return -1;
    struct descriptor found = {NULL, *id, wanted->columns, wanted->text};
    keep(set, &found);
    return 0;
}

int descriptor_get(struct tx *tx, struct descriptor_set *set, int64_t id,
                   const struct descriptor **out)
{
    for (const struct descriptor *d = set->met; d; d = d->next)
        if (d->id == id) {
            *out = d;
            return 0;
        }
    struct query q;
    query_begin(&q, tx, STATEMENTS_DESCRIPTOR,
                set->without_columns ? DESCRIPTOR_GET_TEXT : DESCRIPTOR_GET);
    query_put_int(&q, id);
    bool found = query_step(&q);
    if (found) {
        struct text text = query_text(&q), columns = query_text(&q);
        *out = keep(set, &(struct descriptor){NULL, id, columns, text});
    }
    if (query_end(&q) != 0)
        return -1;
    if (arena_over(set->arena))
        return err_set(tx->err, ERR_TOO_LARGE,
                       "The storage descriptors of these partitions are too large together; "
                       "ask for fewer.");
    return found ? 0 : err_set(tx->err, ERR_INTERNAL, "A partition's descriptor is missing.");
}
