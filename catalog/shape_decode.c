/* SPDX-License-Identifier: Apache-2.0
 * From JSON to values, by shape, in one pass. */
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "catalog/epoch_seconds.h"
#include "catalog/shape_path.h"

/* A value that was decoded from these bytes, as deep in the input as it may be used again. */
struct span {
    struct span *next;
    const struct type *type;
    unsigned depth;
    struct text bytes;
    struct value value;
};
enum { SPANS_MAX = 16 };

struct decoder {
    struct json_reader *r;
    /* The first broken limit; the rest of the input is still read for its syntax. */
    struct err limit;
    bool is_partial;    /* members of the outermost object may come from elsewhere */
    struct span *spans; /* those of MEMBER_REPEATS, the one met last in front */
};

static int decode_value(struct decoder *d, const struct type *type, const struct path *path,
                        struct value *out);

static int fail_kind(struct decoder *d, const struct path *path, enum json_kind found,
                     const char *wanted)
{
    struct buf where;
    if (!path)
        return err_set(d->r->err, ERR_MALFORMED, "The text must be %s, not %s.", wanted,
                       json_kind_name(found));
    buf_init(&where, 400);
    path_put(path, &where);
    err_set(d->r->err, ERR_MALFORMED, "Member '%.*s' must be %s, not %s.",
            TEXT_ARG(buf_text(&where)), wanted, json_kind_name(found));
    buf_release(&where);
    return -1;
}

static int decode_text(struct decoder *d, const struct type *type, const struct path *path,
                       struct value *out)
{
    enum json_kind found = json_peek(d->r);
    if (found != JSON_STRING)
        return found == JSON_BAD ? -1 : fail_kind(d, path, found, "a string");
    if (json_read_string(d->r, &out->text) != 0)
        return -1;
    if (type_check_text(type, out->text, path, &d->limit) != 0)
        return 0; /* reported at the end */
    return 0;
}

static int decode_named_double(struct decoder *d, const struct path *path, struct value *out)
{
    struct text name;
    if (json_read_string(d->r, &name) != 0)
        return -1;
    return double_of_name(name, &out->real) ? 0 : fail_kind(d, path, JSON_STRING, "a number");
}

static int decode_number(struct decoder *d, const struct type *type, const struct path *path,
                         struct value *out)
{
    struct json_number n;
    enum json_kind found = json_peek(d->r);
    if (found == JSON_STRING && type_takes_double_names(type))
        return decode_named_double(d, path, out);
    if (found != JSON_NUMBER)
        return found == JSON_BAD ? -1 : fail_kind(d, path, found, "a number");
    if (json_read_number(d->r, &n) != 0)
        return -1;
    if (type->kind == KIND_DOUBLE) {
        out->real = n.real;
        if (type_check_double(type, n.real, path, &d->limit) != 0)
            return 0; /* reported at the end */
        return 0;
    }
    if (type->kind == KIND_TIMESTAMP) {
        out->integer = epoch_seconds_to_ms(n);
        if (type_check_time(out->integer, n.raw, path, &d->limit) != 0)
            return 0; /* reported at the end */
        return 0;
    }
    bool fits = n.is_integer &&
                (type->kind == KIND_LONG || (n.integer >= INT32_MIN && n.integer <= INT32_MAX));
    if (!fits)
        return fail_kind(d, path, JSON_NUMBER,
                         type->kind == KIND_LONG ? "an integer of 64 bits"
                                                 : "an integer of 32 bits");
    out->integer = n.integer;
    if (type_check_integer(type, n.integer, path, &d->limit) != 0)
        return 0; /* reported at the end */
    return 0;
}

static int decode_boolean(struct decoder *d, const struct path *path, struct value *out)
{
    enum json_kind found = json_peek(d->r);
    if (found != JSON_TRUE && found != JSON_FALSE)
        return found == JSON_BAD ? -1 : fail_kind(d, path, found, "a boolean");
    return json_read_boolean(d->r, &out->boolean);
}

static int check_room(struct decoder *d)
{
    if (!arena_over(d->r->arena))
        return 0;
    return err_set(d->r->err, ERR_TOO_LARGE, "The request needs more memory than is allowed.");
}

/* Room for the item at `count`, which may lie past the end by one (a map takes two at a time); the
 * array doubles. */
static struct value *grow(struct arena *arena, struct list *list, size_t count, size_t *room)
{
    if (count < *room)
        return list->items + count;
    size_t wider = *room ? *room * 2 : 8;
    struct value *items = ARENA_ARRAY(arena, struct value, wider);
    if (*room)
        memcpy(items, list->items, *room * sizeof *items);
    list->items = items;
    *room = wider;
    return items + count;
}

/* A null in a list is nobody's intention; as a broken limit it never reaches a handler. */
static int decode_element(struct decoder *d, const struct type *type, const struct path *path,
                          struct value *out)
{
    if (decode_value(d, type, path, out) != 0)
        return -1;
    if (!out->set)
        path_fail(path, (struct text){NULL, 0}, &d->limit, "Member must not be null");
    return 0;
}

static int decode_list(struct decoder *d, const struct type *type, const struct path *path,
                       struct value *out)
{
    enum json_kind found = json_peek(d->r);
    if (found != JSON_ARRAY)
        return found == JSON_BAD ? -1 : fail_kind(d, path, found, "an array");
    size_t room = 0, count = 0;
    int more;
    if (json_enter_array(d->r) != 0)
        return -1;
    while ((more = json_next_element(d->r)) == 1) {
        struct path here = {path, NULL, count, false};
        bool beyond = (int64_t)count >= type->max; /* counted for the message, not kept */
        if (check_room(d) != 0)
            return -1;
        if (beyond ? json_skip(d->r, NULL) != 0
                   : decode_element(d, type->element, &here,
                                    grow(d->r->arena, &out->list, count, &room)) != 0)
            return -1;
        count++;
    }
    if (more != 0)
        return -1;
    out->list.count = (int64_t)count > type->max ? (size_t)type->max : count;
    if (type_check_count(type, count, path, &d->limit) != 0)
        return 0; /* reported at the end */
    return 0;
}

/* A key given twice is refused: which of the two a reader takes differs from client to client. In a
 * small map each key is compared with those before it, the keys of a larger one are sorted at its
 * end. */
enum { MAP_SEARCH_MAX = 64 };

static int fail_twice(struct decoder *d, struct text key)
{
    return err_set(d->r->err, ERR_MALFORMED, "The key '%.*s' is given twice.",
                   TEXT_ARG(text_cut(key, 128)));
}

static int check_new_key(struct decoder *d, const struct list *map, struct text key)
{
    for (size_t i = 0; i < map->count && map->count < MAP_SEARCH_MAX; i++)
        if (text_equal(map->items[2 * i].text, key))
            return fail_twice(d, key);
    return 0;
}

static int compare_keys(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static int check_all_keys(struct decoder *d, const struct list *map)
{
    if (map->count < MAP_SEARCH_MAX)
        return 0;
    struct text *keys = ARENA_ARRAY(d->r->arena, struct text, map->count);
    for (size_t i = 0; i < map->count; i++)
        keys[i] = map->items[2 * i].text;
    qsort(keys, map->count, sizeof *keys, compare_keys);
    for (size_t i = 1; i < map->count; i++)
        if (text_equal(keys[i - 1], keys[i]))
            return fail_twice(d, keys[i]);
    return 0;
}

/* Keys are no secrets where their values are. */
static int check_key(struct decoder *d, const struct type *type, struct text key,
                     const struct path *path)
{
    struct path plain = path ? *path : (struct path){0};
    plain.is_secret = false;
    return type_check_text(type, key, path ? &plain : NULL, &d->limit);
}

static int decode_map(struct decoder *d, const struct type *type, const struct path *path,
                      struct value *out)
{
    enum json_kind found = json_peek(d->r);
    if (found != JSON_OBJECT)
        return found == JSON_BAD ? -1 : fail_kind(d, path, found, "an object");
    size_t room = 0;
    struct text key;
    int more;
    if (json_enter_object(d->r) != 0)
        return -1;
    while ((more = json_next_member(d->r, &key)) == 1) {
        struct list *map = &out->list;
        if (check_room(d) != 0 || check_new_key(d, map, key) != 0)
            return -1;
        (void)grow(d->r->arena, map, 2 * map->count + 1, &room);
        struct value *pair = map->items + 2 * map->count;
        pair[0] = value_text(key);
        if (decode_value(d, type->element, path, pair + 1) != 0)
            return -1;
        if (!pair[1].set)
            continue; /* a null value counts as absent */
        if (check_key(d, type->key, key, path) == 0)
            map->count++;
    }
    if (more != 0 || check_all_keys(d, &out->list) != 0)
        return -1;
    if (type_check_count(type, out->list.count, path, &d->limit) != 0)
        return 0; /* reported at the end */
    return 0;
}

static struct text fold(struct arena *arena, struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] >= 'A' && t.p[i] <= 'Z')
            return arena_fold(arena, t);
    return t;
}

/* Clients mostly send members in the model's order, so the search begins behind the last hit. */
static size_t find_from(const struct shape *shape, struct text name, size_t from)
{
    for (size_t i = 0; i < shape->count; i++) {
        size_t at = (from + i) % shape->count;
        if (text_is(name, shape->members[at].name))
            return at;
    }
    return shape->count;
}

static void check_required(const struct shape *shape, const struct value *values,
                           const struct path *path, struct err *err)
{
    for (size_t i = 0; i < shape->count; i++) {
        if (!(shape->members[i].flags & MEMBER_REQUIRED) || values[i].set)
            continue;
        struct path here = {path, shape->members[i].name, 0, false};
        path_fail(&here, (struct text){NULL, 0}, err, "Member must not be null");
        return;
    }
}

/* An array or object is over where its brackets close. So input that begins with the whole of one
 * that is known holds just that one, whose end need not be searched, nor its bytes be hashed. */
static bool begins_with(const struct json_reader *r, struct text bytes)
{
    return bytes.n <= (size_t)(r->end - r->p) && memcmp(r->p, bytes.p, bytes.n) == 0;
}

static bool take_known(struct decoder *d, const struct type *type, struct value *out)
{
    struct json_reader *r = d->r;
    for (struct span **at = &d->spans; *at; at = &(*at)->next) {
        struct span *s = *at;
        if (s->type != type || s->depth != r->depth || !begins_with(r, s->bytes))
            continue;
        *at = s->next;
        s->next = d->spans;
        d->spans = s;
        r->p += s->bytes.n;
        r->fresh = false;
        *out = s->value;
        return true;
    }
    return false;
}

/* The one that was not met for the longest gives its place. */
static void keep_span(struct decoder *d, const struct span *span)
{
    size_t count = 0;
    struct span **at = &d->spans, *kept;
    for (; *at && (*at)->next; at = &(*at)->next)
        count++;
    if (count + 1 >= SPANS_MAX) {
        kept = *at;
        *at = NULL;
    } else {
        kept = ARENA_NEW(d->r->arena, struct span);
    }
    *kept = *span;
    kept->next = d->spans;
    d->spans = kept;
}

static int decode_repeating(struct decoder *d, const struct type *type, const struct path *path,
                            struct value *out)
{
    struct span span = {.type = type, .depth = d->r->depth};
    if (json_peek(d->r) == JSON_BAD)
        return -1;
    if (take_known(d, type, out))
        return 0;
    const char *begin = d->r->p;
    if (decode_value(d, type, path, out) != 0)
        return -1;
    span.bytes = (struct text){begin, (size_t)(d->r->p - begin)};
    span.value = *out;
    if (out->set)
        keep_span(d, &span);
    return 0;
}

static int decode_member(struct decoder *d, const struct member *member, const struct path *path,
                         struct value *out)
{
    struct path here = {path, member->name, 0, (member->flags & MEMBER_SECRET) != 0};
    if (member->flags & MEMBER_REPEATS)
        return decode_repeating(d, member->type, &here, out);
    if (decode_value(d, member->type, &here, out) != 0)
        return -1;
    if (out->set && member->flags & MEMBER_FOLD)
        out->text = fold(d->r->arena, out->text);
    return 0;
}

static int leave_out(struct decoder *d, const struct shape *shape, struct text name)
{
    enum { SHOWN_BYTES_MAX = 64 };
    if (shape->is_closed && d->limit.code == ERR_NONE)
        err_set(&d->limit, ERR_VALIDATION, "'%.*s' is not a member of %s.",
                TEXT_ARG(text_cut(name, SHOWN_BYTES_MAX)), shape->name);
    return json_skip(d->r, NULL);
}

static int decode_struct(struct decoder *d, const struct shape *shape, const struct path *path,
                         struct value **out)
{
    struct value *values = ARENA_ARRAY(d->r->arena, struct value, shape->count + 1);
    uint64_t seen = 0;
    size_t next = 0;
    struct text name;
    int more;
    enum json_kind found = json_peek(d->r);
    if (found != JSON_OBJECT)
        return found == JSON_BAD ? -1 : fail_kind(d, path, found, "an object");
    if (json_enter_object(d->r) != 0)
        return -1;
    while ((more = json_next_member(d->r, &name)) == 1) {
        size_t at = find_from(shape, name, next);
        if (at == shape->count) {
            if (leave_out(d, shape, name) != 0)
                return -1;
            continue;
        }
        if (seen >> at & 1)
            return err_set(d->r->err, ERR_MALFORMED, "Member '%s' is given twice.",
                           shape->members[at].name);
        seen |= UINT64_C(1) << at;
        next = at + 1;
        if (decode_member(d, &shape->members[at], path, &values[at]) != 0)
            return -1;
    }
    if (path || !d->is_partial)
        check_required(shape, values, path, &d->limit);
    *out = values;
    return more;
}

static int decode_value(struct decoder *d, const struct type *type, const struct path *path,
                        struct value *out)
{
    *out = (struct value){.set = false};
    if (json_peek(d->r) == JSON_NULL)
        return json_read_null(d->r);
    out->set = true;
    switch (type->kind) {
    case KIND_TEXT:
        return decode_text(d, type, path, out);
    case KIND_INTEGER:
    case KIND_LONG:
    case KIND_DOUBLE:
    case KIND_TIMESTAMP:
        return decode_number(d, type, path, out);
    case KIND_BOOLEAN:
        return decode_boolean(d, path, out);
    case KIND_STRUCT:
        return decode_struct(d, type->shape, path, &out->members);
    case KIND_LIST:
        return decode_list(d, type, path, out);
    case KIND_MAP:
        return decode_map(d, type, path, out);
    case KIND_DOCUMENT:
        return json_skip(d->r, &out->text);
    }
    return -1;
}

static int tell_limit(const struct decoder *d)
{
    if (d->limit.code == ERR_NONE)
        return 0;
    return err_set(d->r->err, d->limit.code, "%s", d->limit.text);
}

int shape_decode(const struct shape *shape, struct json_reader *r, struct value **out)
{
    struct decoder d = {.r = r};
    if (decode_struct(&d, shape, NULL, out) != 0 || check_room(&d) != 0)
        return -1;
    return tell_limit(&d);
}

static int decode_text_whole(const struct shape *shape, struct json_reader *r, bool is_partial,
                             struct value **out)
{
    struct decoder d = {.r = r, .is_partial = is_partial};
    if (decode_struct(&d, shape, NULL, out) != 0 || check_room(&d) != 0 || json_finish(r) != 0)
        return -1;
    return tell_limit(&d);
}

static struct text body_of(struct text input)
{
    struct text body = text_trim(input);
    return body.n ? body : TEXT("{}");
}

int shape_decode_text(const struct shape *shape, struct text input, struct arena *arena,
                      struct value **out, struct err *err)
{
    struct json_reader r;
    if (json_reader_init(&r, body_of(input), arena, err) != 0)
        return -1;
    return decode_text_whole(shape, &r, false, out);
}

int shape_decode_partial(const struct shape *shape, struct text input, struct arena *arena,
                         struct value **out, struct err *err)
{
    struct json_reader r;
    if (json_reader_init(&r, body_of(input), arena, err) != 0)
        return -1;
    return decode_text_whole(shape, &r, true, out);
}

int shape_check_required(const struct shape *shape, const struct value *values, struct err *err)
{
    struct err missing = {.code = ERR_NONE};
    check_required(shape, values, NULL, &missing);
    return missing.code == ERR_NONE ? 0 : err_set(err, missing.code, "%s", missing.text);
}

static int plain_boolean(struct text plain, const struct path *path, struct value *out,
                         struct err *err)
{
    out->boolean = text_is(plain, "true");
    if (!out->boolean && !text_is(plain, "false"))
        return path_fail(path, plain, err, "Member must be true or false");
    return 0;
}

static int plain_integer(const struct type *type, struct text plain, const struct path *path,
                         struct value *out, struct err *err)
{
    if (!text_to_int64(plain, &out->integer))
        return path_fail(path, plain, err, "Member must be an integer");
    return type_check_integer(type, out->integer, path, err);
}

/* True for what JSON calls a number, which may have an exponent. */
static bool is_number(struct text plain, struct arena *arena, struct json_number *out)
{
    struct json_reader r;
    struct err why = {.code = ERR_NONE};
    return json_reader_init(&r, plain, arena, &why) == 0 && json_peek(&r) == JSON_NUMBER &&
           json_read_number(&r, out) == 0 && json_finish(&r) == 0;
}

/* The '+' of an offset that nobody encoded is a blank by the time it comes here. */
static struct text with_offset(struct text plain, struct arena *arena)
{
    enum { OFFSET_BYTES = 6 };
    if (plain.n <= OFFSET_BYTES || plain.p[plain.n - OFFSET_BYTES] != ' ')
        return plain;
    return arena_printf(arena, "%.*s+%.*s", (int)(plain.n - OFFSET_BYTES), plain.p,
                        OFFSET_BYTES - 1, plain.p + plain.n - OFFSET_BYTES + 1);
}

static int plain_time(struct text plain, struct arena *arena, const struct path *path,
                      struct value *out, struct err *err)
{
    struct json_number n;
    if (is_number(plain, arena, &n))
        out->integer = epoch_seconds_to_ms(n);
    else if (!epoch_seconds_decimal(plain, &out->integer) &&
             !date_decode_iso8601(with_offset(plain, arena), &out->integer))
        return path_fail(path, plain, err,
                         "Member must be seconds since 1970 or a time like 2026-01-31T08:30:00Z");
    return type_check_time(out->integer, plain, path, err);
}

int shape_decode_plain(const struct member *member, struct text plain, struct arena *arena,
                       struct value *out, struct err *err)
{
    const struct type *type = member->type;
    struct path path = {NULL, member->name, 0, (member->flags & MEMBER_SECRET) != 0};
    *out = (struct value){.set = true};
    if (!text_is_utf8(plain) || text_find(plain, '\0') < plain.n)
        return path_fail(&path, TEXT("?"), err, "Member must be valid UTF-8 without NUL");
    if (type->kind == KIND_LIST)
        type = type->element;
    switch (type->kind) {
    case KIND_TEXT:
        out->text = member->flags & MEMBER_FOLD ? fold(arena, plain) : plain;
        return type_check_text(type, plain, &path, err);
    case KIND_INTEGER:
    case KIND_LONG:
        return plain_integer(type, plain, &path, out, err);
    case KIND_BOOLEAN:
        return plain_boolean(plain, &path, out, err);
    case KIND_TIMESTAMP:
        return plain_time(plain, arena, &path, out, err);
    case KIND_DOUBLE:
    case KIND_STRUCT:
    case KIND_LIST:
    case KIND_MAP:
    case KIND_DOCUMENT:
        break;
    }
    return path_fail(&path, plain, err, "Member cannot be given in a path or query");
}

int shape_check_count(const struct member *member, size_t count, struct err *err)
{
    struct path path = {NULL, member->name, 0, (member->flags & MEMBER_SECRET) != 0};
    return type_check_count(member->type, count, &path, err);
}
