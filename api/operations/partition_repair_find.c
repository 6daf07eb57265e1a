/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "api/operations/partition_repair.h"
#include "api/operations/projection_settings.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "base/memory.h"
#include "catalog/partition_key.h"
#include "catalog/partition_name.h"
#include "catalog/projection.h"
#include "catalog/shapes_table.h"
#include "lake/walk.h"

/* Doubles an array that is full. */
static void *make_room(void *items, size_t n, size_t *room, size_t item_bytes)
{
    if (n < *room)
        return items;
    *room = *room ? 2 * *room : 64;
    return memory_resize(items, *room * item_bytes);
}

/* --- values that are equal by the types of their keys ------------------------------------- */

static bool is_by_value(enum key_kind kind)
{
    return kind != KEY_UNKNOWN && kind != KEY_TEXT;
}

static void put_key(struct buf *out, enum key_kind kind, struct text value)
{
    struct key_value read;
    bool is_null = text_equal(value, PARTITION_NULL);
    bool by_value = !is_null && is_by_value(kind) && key_value_read(kind, value, &read);
    struct text bytes = by_value ? read.bytes : value;
    buf_put_char(out, is_null ? 'n' : by_value ? 'v' : 't');
    buf_put_int(out, (int64_t)bytes.n);
    buf_put_char(out, ':');
    buf_put(out, bytes);
}

struct repair_hash repair_key_of(struct repair *r, const struct value *vals)
{
    buf_clear(&r->bytes);
    for (size_t i = 0; i < vals->list.count; i++)
        put_key(&r->bytes, r->table.keys.kinds[i], vals->list.items[i].text);
    return repair_hash_of(r->crypto, buf_text(&r->bytes));
}

/* --- what is registered ------------------------------------------------------------------- */

int repair_values(const struct repair *r, struct text vals, struct arena *arena,
                  const struct value **out, struct err *err)
{
    struct json_reader reader;
    struct text t;
    size_t n = 0, count = r->table.keys.count;
    int more = -1;
    struct value *items = ARENA_ARRAY(arena, struct value, count);
    struct value *list = ARENA_NEW(arena, struct value);
    if (json_reader_init(&reader, vals, arena, err) != 0 || json_enter_array(&reader) != 0)
        return -1;
    while (n < count && (more = json_next_element(&reader)) == 1) {
        if (json_read_string(&reader, &t) != 0)
            return -1;
        items[n++] = value_text(t);
    }
    *list = value_list(items, n);
    *out = list;
    return more < 0 ? -1 : 0;
}

struct text repair_path_below(struct repair *r, struct text location)
{
    struct location l;
    struct err unread = {0};
    if (!location.n || location_decode(&l, location, &unread) != 0 || l.kind != r->root.kind ||
        !text_equal(l.bucket, r->root.bucket) || !text_starts_with(l.key, r->root.key))
        return (struct text){NULL, 0};
    struct text path = {l.key.p + r->root.key.n, l.key.n - r->root.key.n};
    while (path.n && path.p[path.n - 1] == '/')
        path.n--;
    return path.n ? arena_printf(&r->scratch, "%.*s/", TEXT_ARG(path)) : (struct text){NULL, 0};
}

struct reading {
    struct repair *repair;
    struct tx *tx;
};

static int take_known(void *context, const struct partition_row *row)
{
    struct reading *reading = context;
    struct repair *r = reading->repair;
    const struct value *vals;
    arena_release(&r->scratch);
    if (repair_values(r, row->vals, &r->scratch, &vals, reading->tx->err) != 0)
        return -1;
    repair_set_add(&r->keys, repair_key_of(r, vals));
    struct text path = repair_path_below(r, row->location);
    if (path.p)
        repair_set_add(&r->paths, repair_hash_of(r->crypto, path));
    r->known_n++;
    return r->known_n % 1000 ? 0 : repair_check_going_on(r, reading->tx->err);
}

/* The table's location as a folder. */
static int read_location(struct repair *r, struct err *err)
{
    struct text given = r->descriptor ? r->descriptor[STORAGE_DESCRIPTOR_LOCATION].text : TEXT("");
    struct text name = r->table.table.name;
    if (r->table.keys.count == 0)
        return err_set(err, ERR_INVALID, "Table %.*s has no partition keys.", TEXT_ARG(name));
    if (given.n == 0)
        return err_set(err, ERR_INVALID, "Table %.*s has no location.", TEXT_ARG(name));
    while (given.n && given.p[given.n - 1] == '/')
        given.n--;
    r->base = arena_printf(&r->arena, "%.*s/", TEXT_ARG(given));
    if (location_decode(&r->root, r->base, err) == 0)
        return 0;
    err->code = ERR_INVALID;
    return err_wrap(err, "Table %.*s has a location that cannot be listed: %.*s", TEXT_ARG(name),
                    TEXT_ARG(text_cut(given, 256)));
}

static int check_projection(struct repair *r, const struct value *input, struct err *err)
{
    const struct projection_table projected = projection_table_of(input);
    bool is_on = projection_settings(r->call->service)->serve == PROJECTION_SERVE_ALWAYS;
    if (!is_on || !projection_is_served(&projected))
        return 0;
    return err_set(err, ERR_INVALID,
                   "Table %.*s projects its partitions (projection.enabled), so there is nothing "
                   "to repair; propolis.projection.serve=false has it live by those that are "
                   "registered.",
                   TEXT_ARG(r->table.table.name));
}

static int read_table(struct tx *tx, void *context)
{
    struct repair *r = context;
    struct reading reading = {r, tx};
    struct value *input;
    r->known_n = 0;
    repair_set_release(&r->keys);
    repair_set_release(&r->paths);
    if (partition_table_open(tx, &r->name, &r->arena, &r->table) != 0 ||
        table_tail_decode(r->table.table.tail, &r->arena, &input, tx->err) != 0)
        return -1;
    r->descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    if (check_projection(r, input, tx->err) != 0 || read_location(r, tx->err) != 0)
        return -1;
    return partition_each(tx, &r->table, TEXT(""), take_known, &reading);
}

int repair_read(struct repair *r)
{
    if (store_read(r->call->service->store, read_table, r, r->err) != 0)
        return -1;
    repair_set_sort(&r->keys);
    repair_set_sort(&r->paths);
    return 0;
}

/* --- what is found ------------------------------------------------------------------------ */

/* A value as a folder's name gives it. NULL, or why no partition may have it. */
static const char *read_value(const struct repair *r, size_t place, struct text escaped,
                              struct arena *arena, struct text *out)
{
    struct key_value unused;
    struct buf value;
    buf_init(&value, escaped.n + 1);
    partition_name_take(&value, escaped);
    *out = arena_copy(arena, buf_text(&value));
    buf_release(&value);
    enum key_kind kind = r->table.keys.kinds[place];
    bool is_typed = is_by_value(kind) && !text_equal(*out, PARTITION_NULL);
    return out->n == 0                                        ? "its value is empty"
           : !text_is_utf8(*out) || memchr(out->p, 0, out->n) ? "its value is no text"
           : is_typed && !key_value_read(kind, *out, &unused)
               ? "its value is not of the type of the partition key"
               : NULL;
}

/* Names of keys are compared without regard to their case, as the catalog keeps them folded. */
static bool is_key(struct repair *r, size_t place, struct text escaped)
{
    struct buf name;
    buf_init(&name, escaped.n + 1);
    partition_name_take(&name, escaped);
    bool same = text_equal_nocase(buf_text(&name), r->table.keys.names[place]);
    buf_release(&name);
    return same;
}

/* The parts of the path were looked at one by one before. */
const struct value *repair_folder_values(const struct repair *r, const struct repair_folder *folder,
                                         struct arena *arena)
{
    size_t n = 0;
    struct text path = folder->path;
    struct value *items = ARENA_ARRAY(arena, struct value, r->table.keys.count);
    struct value *list = ARENA_NEW(arena, struct value);
    for (; n < r->table.keys.count; n++) {
        struct text part = text_split(&path, '/'), value;
        (void)text_split(&part, '=');
        (void)read_value(r, n, part, arena, &value);
        items[n] = value_text(value);
    }
    *list = value_list(items, n);
    return list;
}

static void take_folder(struct repair *r, struct text path)
{
    struct repair_hash hash = repair_hash_of(r->crypto, path);
    if (repair_set_has(&r->paths, hash)) {
        repair_set_mark(&r->paths, hash);
        return;
    }
    if (!r->adds)
        return;
    struct repair_folder folder = {.path = arena_copy(&r->arena, path)};
    folder.key = repair_key_of(r, repair_folder_values(r, &folder, &r->scratch));
    r->folders = make_room(r->folders, r->folders_n, &r->folders_room, sizeof *r->folders);
    r->folders[r->folders_n++] = folder;
}

/* Hidden folders are nobody's: Hive, Spark and Trino keep what is not data there. As in Spark, a
 * folder "_key=value" is not hidden. */
static bool is_hidden(struct text name)
{
    return name.p[0] == '.' || (name.p[0] == '_' && !memchr(name.p, '=', name.n));
}

static bool on_folder(void *context, struct text path, size_t depth, struct err *err)
{
    struct repair *r = context;
    struct text name = location_name(path), value, rest = name;
    size_t place = depth - 1;
    arena_release(&r->scratch);
    if (is_hidden(name))
        return false;
    struct text key = text_split(&rest, '=');
    if (!rest.p || !is_key(r, place, key)) {
        struct text wanted = r->table.keys.names[place];
        struct text why = arena_printf(&r->scratch, "its name is not %.*s=value", TEXT_ARG(wanted));
        repair_ignore(r, path, why);
        return false;
    }
    const char *reason = read_value(r, place, rest, &r->scratch, &value);
    if (reason) {
        repair_ignore(r, path, text_of(reason));
        return false;
    }
    if (depth == r->table.keys.count)
        take_folder(r, path);
    return repair_check_going_on(r, err) == 0 && depth < r->table.keys.count;
}

static void on_unreadable(void *context, struct text path)
{
    repair_ignore(context, path,
                  TEXT("it has entries that are not UTF-8, or links that are not followed"));
}

int repair_look(struct repair *r, struct lake *lake)
{
    const struct lake_walk walk = {.root = r->root,
                                   .folders_max = LIMIT_REPAIR_FOLDERS,
                                   .deadline_us = r->deadline_us,
                                   .is_stopping = r->call->service->is_stopping,
                                   .on_folder = on_folder,
                                   .on_unreadable = on_unreadable,
                                   .context = r};
    return lake_walk(lake, &walk, r->err);
}
