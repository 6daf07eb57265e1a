/* SPDX-License-Identifier: Apache-2.0 */
#include "store/link.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "base/memory.h"
#include "catalog/catalog_id.h"
#include "catalog/shapes_database.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "store/db.h"
#include "store/store_inside.h"

enum { LINKED_DATABASES, LINKED_TABLES };
/* The conditions stand as in the indexes database_links and table_links, which hold the few rows
 * that fulfil them. */
static const char *const texts[] = {
    [LINKED_DATABASES] =
        "SELECT name, tail FROM databases WHERE instr(tail, '\"TargetDatabase\":') > 0",
    [LINKED_TABLES] = "SELECT d.name, t.name, t.tail FROM tables t JOIN databases d "
                      "ON d.id = t.database_id WHERE instr(t.tail, '\"TargetTable\":') > 0",
};
const struct statements link_statements = {texts, COUNT(texts)};

/* --- names ------------------------------------------------------------------------------------ */

/* One bit per hash: a name that shares the bit of a link's costs one look that finds nothing. */
enum { NAME_BITS = 1 << 16, WORD_BITS = 64 };

struct link_names {
    atomic_bool any;
    atomic_uint_least64_t words[NAME_BITS / WORD_BITS];
};

struct link_names *link_names_new(void)
{
    return memory_new(sizeof(struct link_names));
}

void link_names_free(struct link_names *names)
{
    free(names);
}

/* FNV-1a; names hold no line end. */
static uint32_t hash_on(uint32_t hash, struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        hash = (hash ^ (unsigned char)t.p[i]) * 16777619u;
    return (hash ^ '\n') * 16777619u;
}

static uint32_t bit_of(struct text database, struct text table)
{
    uint32_t hash = hash_on(hash_on(2166136261u, database), table);
    return (hash ^ hash >> 16) % NAME_BITS;
}

bool link_any(struct store *store)
{
    return atomic_load_explicit(&store_links(store)->any, memory_order_acquire);
}

bool link_may_be(struct store *store, struct text database, struct text table)
{
    struct link_names *names = store_links(store);
    if (!link_any(store))
        return false;
    uint32_t bit = bit_of(database, table);
    return atomic_load(&names->words[bit / WORD_BITS]) >> bit % WORD_BITS & 1;
}

static bool may_be_link(struct text tail, struct text table)
{
    struct text member = table.n ? TEXT("\"TargetTable\":") : TEXT("\"TargetDatabase\":");
    return tail.n && memmem(tail.p, tail.n, member.p, member.n);
}

void link_note(struct tx *tx, struct text database, struct text table, struct text tail)
{
    struct link_names *names = store_links(tx->store);
    uint32_t bit = bit_of(database, table);
    if (!may_be_link(tail, table))
        return;
    atomic_fetch_or(&names->words[bit / WORD_BITS], UINT64_C(1) << bit % WORD_BITS);
    atomic_store_explicit(&names->any, true, memory_order_release);
}

static int load(struct tx *tx, int statement)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_LINK, statement);
    while (query_step(&q)) {
        struct text database = query_text(&q);
        struct text table = statement == LINKED_TABLES ? query_text(&q) : TEXT("");
        link_note(tx, database, table, query_text(&q));
    }
    return query_end(&q);
}

int link_names_load(struct tx *tx)
{
    return load(tx, LINKED_DATABASES) != 0 || load(tx, LINKED_TABLES) != 0 ? -1 : 0;
}

/* --- targets ---------------------------------------------------------------------------------- */

/* Without a catalog the link's own is meant. */
static struct text target_catalog(struct tx *tx, const struct value *catalog, struct text of_link,
                                  struct arena *arena)
{
    return catalog_id_canonical(catalog->text.n ? catalog->text : of_link, store_account(tx->store),
                                arena);
}

static int decode_database(struct tx *tx, struct text tail, struct arena *arena,
                           struct value **input)
{
    return shape_decode_partial(&shape_database_input,
                                arena_printf(arena, "{%.*s}", TEXT_ARG(tail)), arena, input,
                                tx->err);
}

static int database_target(struct tx *tx, const struct database *d, struct arena *arena,
                           struct table_name *target)
{
    struct value *input;
    if (!may_be_link(d->tail, TEXT("")))
        return 0;
    if (decode_database(tx, d->tail, arena, &input) != 0)
        return -1;
    const struct value *link = &input[DATABASE_INPUT_TARGET_DATABASE];
    if (!link->set || !link->members[DATABASE_IDENTIFIER_DATABASE_NAME].text.n)
        return 0;
    *target = (struct table_name){
        target_catalog(tx, &link->members[DATABASE_IDENTIFIER_CATALOG_ID], d->catalog_name, arena),
        arena_fold(arena, link->members[DATABASE_IDENTIFIER_DATABASE_NAME].text), TEXT("")};
    return 1;
}

/* `link` gets the TargetTable as it was given. */
static int table_target(struct tx *tx, const struct table *t, struct arena *arena,
                        struct value *link, struct table_name *target)
{
    struct value *input;
    if (!may_be_link(t->tail, t->name))
        return 0;
    if (table_tail_decode(t->tail, arena, &input, tx->err) != 0)
        return -1;
    *link = input[TABLE_INPUT_TARGET_TABLE];
    if (!link->set || !link->members[TABLE_IDENTIFIER_DATABASE_NAME].text.n ||
        !link->members[TABLE_IDENTIFIER_NAME].text.n)
        return 0;
    *target = (struct table_name){
        target_catalog(tx, &link->members[TABLE_IDENTIFIER_CATALOG_ID], t->catalog_name, arena),
        arena_fold(arena, link->members[TABLE_IDENTIFIER_DATABASE_NAME].text),
        arena_fold(arena, link->members[TABLE_IDENTIFIER_NAME].text)};
    return 1;
}

/* What is not there is told by who asks for it. */
static int not_there(struct tx *tx)
{
    if (tx->err->code != ERR_NOT_FOUND)
        return -1;
    err_clear(tx->err);
    return 0;
}

int link_of_database(struct tx *tx, const struct database_name *name, struct arena *arena,
                     struct table_name *target)
{
    struct database found;
    return database_find(tx, name, arena, &found) != 0 ? not_there(tx)
                                                       : database_target(tx, &found, arena, target);
}

int link_of_table(struct tx *tx, const struct table_name *name, struct arena *arena,
                  struct table_name *target)
{
    struct table found;
    struct value link;
    return table_find(tx, name, arena, &found) != 0
               ? not_there(tx)
               : table_target(tx, &found, arena, &link, target);
}

/* --- what is shown ---------------------------------------------------------------------------- */

static bool sees(const struct link_viewer *viewer, const struct table_name *target)
{
    return viewer && (!viewer->sees || viewer->sees(viewer->context, target));
}

/* The target's document under the link's name, with where the link leads as it was given. */
static int put_through(struct tx *tx, const struct table *link, const struct table *target,
                       struct arena *arena, struct buf *out)
{
    struct table shown = *target;
    struct table_name name;
    struct value identifier;
    if (table_target(tx, link, arena, &identifier, &name) < 0)
        return -1;
    shown.name = link->name;
    shown.database_name = link->database_name;
    shown.catalog_name = link->catalog_name;
    table_put(&shown, target->tail, target->version, target->updated_ms, out);
    out->n -= !buf_over(out); /* the closing brace */
    json_put_name(out, "TargetTable");
    shape_encode_value(&type_table_identifier, &identifier, out);
    buf_put_char(out, '}');
    return 0;
}

/* 1: `target` is what a reader is to see in place of the link. */
static int target_shown(struct tx *tx, const struct table *link, const struct link_viewer *viewer,
                        struct arena *arena, struct table *target)
{
    struct table_name name;
    struct value identifier;
    int is_link = table_target(tx, link, arena, &identifier, &name);
    if (is_link <= 0 || !sees(viewer, &name))
        return is_link < 0 ? -1 : 0;
    if (table_find(tx, &name, arena, target) != 0)
        return not_there(tx);
    return !may_be_link(target->tail, target->name);
}

int link_put_table(struct tx *tx, const struct table *link, const struct link_viewer *viewer,
                   struct object_mark *mark, struct buf *out)
{
    struct arena arena;
    struct table target;
    if (!may_be_link(link->tail, link->name))
        return 0;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = target_shown(tx, link, viewer, &arena, &target);
    if (result == 1)
        result = put_through(tx, link, &target, &arena, out) == 0 ? 1 : -1;
    if (result == 1 && mark)
        *mark = (struct object_mark){target.id, target.version};
    arena_release(&arena);
    return result;
}

int link_put_listed(struct tx *tx, const struct table *t, struct text table_type,
                    const struct table_filter *filter, struct buf *out)
{
    size_t begin = out->n;
    int linked =
        filter->what == TABLES_WHOLE ? link_put_table(tx, t, filter->viewer, NULL, out) : 0;
    if (linked == 0)
        table_filter_put(filter, t, table_type, out);
    else if (linked == 1 && filter->complete)
        filter->complete(out, begin);
    return linked < 0 ? -1 : 0;
}

/* 1: `location` is the target's LocationUri, 0: it has none, or is not to be seen; -1. */
static int target_location(struct tx *tx, const struct table_name *name,
                           const struct link_viewer *viewer, struct arena *arena,
                           struct value *location)
{
    struct database target;
    struct value *input;
    if (!sees(viewer, name))
        return 0;
    if (database_find(tx, &(struct database_name){name->catalog, name->database}, arena, &target) !=
        0)
        return not_there(tx);
    if (decode_database(tx, target.tail, arena, &input) != 0)
        return -1;
    *location = input[DATABASE_INPUT_LOCATION_URI];
    return location->set;
}

int link_database_tail(struct tx *tx, const struct database *d, const struct link_viewer *viewer,
                       struct arena *arena, struct text *tail)
{
    struct table_name name;
    struct value location, *input;
    struct buf out;
    int is_link = database_target(tx, d, arena, &name);
    *tail = d->tail;
    int found = is_link == 1 ? target_location(tx, &name, viewer, arena, &location) : is_link;
    if (found <= 0 || decode_database(tx, d->tail, arena, &input) != 0)
        return found < 0 || found == 1 ? -1 : 0;
    if (input[DATABASE_INPUT_LOCATION_URI].set)
        return 0;
    input[DATABASE_INPUT_LOCATION_URI] = location;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_database_input, input, &out);
    *tail = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return 0;
}
