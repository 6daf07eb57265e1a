/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/projection.h"

#include "base/limits.h"
#include "catalog/partition_name.h"
#include "catalog/shapes_table.h"

struct projection_table projection_table_of(const struct value *input)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    return (struct projection_table){.parameters = &input[TABLE_INPUT_PARAMETERS],
                                     .keys = &input[TABLE_INPUT_PARTITION_KEYS],
                                     .location = descriptor
                                                     ? descriptor[STORAGE_DESCRIPTOR_LOCATION].text
                                                     : (struct text){NULL, 0}};
}

static bool is_true(const struct projection_table *t, struct text key)
{
    const struct value *value = value_map_get(t->parameters, key);
    return value && text_equal_nocase(text_trim(value->text), TEXT("true"));
}

bool projection_is_enabled(const struct projection_table *t)
{
    return is_true(t, TEXT("projection.enabled")) && t->keys->list.count > 0;
}

bool projection_is_served(const struct projection_table *t)
{
    const struct value *value = value_map_get(t->parameters, TEXT("propolis.projection.serve"));
    bool is_off = value && text_equal_nocase(text_trim(value->text), TEXT("false"));
    return projection_is_enabled(t) && !is_off;
}

bool projection_wants_existing(const struct projection_table *t)
{
    return is_true(t, TEXT("propolis.projection.exists"));
}

/* Athena's words (its guide, "Setting up partition projection"). */
static int check_missing(const struct projection_context *context, const struct projection *p)
{
    struct buf names;
    buf_init(&names, ERR_TEXT_BYTES / 2);
    for (size_t i = 0; i < p->count; i++) {
        if (projection_property(context, &p->columns[i], "type"))
            continue;
        if (names.n > 0)
            buf_put(&names, TEXT(", "));
        buf_put(&names, text_cut(p->columns[i].name, 100));
    }
    int result = 0;
    if (names.n > 0)
        result = err_set(context->err, ERR_INVALID,
                         "The table is configured for partition projection, but the following "
                         "partition columns are missing projection configuration: [%.*s]; each "
                         "needs projection.<column>.type.",
                         TEXT_ARG(buf_text(&names)));
    buf_release(&names);
    return result;
}

static int fail_template(const struct projection_context *context, struct text name,
                         const char *rule)
{
    return err_set(context->err, ERR_INVALID, "storage.location.template: %s '%.*s'.", rule,
                   TEXT_ARG(text_cut(name, 100)));
}

static bool find_column(const struct projection *p, struct text name, size_t *at)
{
    for (*at = 0; *at < p->count; ++*at)
        if (text_equal_nocase(p->columns[*at].name, name))
            return true;
    return false;
}

static int check_all_used(const struct projection_context *context, const struct projection *p,
                          const struct projection_part *parts, size_t count)
{
    for (size_t i = 0; i < p->count; i++) {
        bool is_used = false;
        for (size_t j = 0; j < count; j++)
            is_used |= !parts[j].literal.p && parts[j].column == i;
        if (!is_used)
            return fail_template(context, p->columns[i].name,
                                 "it must hold a placeholder for every partition column, and has "
                                 "none for");
    }
    return 0;
}

/* "${day}" where the text begins with it. */
static struct text placeholder_of(struct text rest)
{
    struct text none = {NULL, 0};
    if (!text_starts_with(rest, TEXT("${")))
        return none;
    struct text name = {rest.p + 2, rest.n - 2};
    size_t end = text_find(name, '}');
    return end == name.n ? none : (struct text){name.p, end};
}

static int read_template(const struct projection_context *context, struct text text,
                         struct projection *p)
{
    struct projection_part *parts = ARENA_ARRAY(context->arena, struct projection_part, text.n + 1);
    size_t count = 0;
    for (struct text rest = text; rest.n > 0;) {
        struct projection_part *part = &parts[count++];
        struct text name = placeholder_of(rest);
        size_t n = name.p ? name.n + 3 : 1;
        if (name.p && !find_column(p, name, &part->column))
            return fail_template(context, name, "there is no partition column");
        while (!name.p && n < rest.n && rest.p[n] != '$')
            n++;
        if (!name.p)
            part->literal = (struct text){rest.p, n};
        rest = (struct text){rest.p + n, rest.n - n};
    }
    p->location_template = text;
    p->parts = parts;
    p->parts_count = count;
    return check_all_used(context, p, parts, count);
}

/* <location>/c1=v1/c2=v2/ */
static int make_default(const struct projection_context *context, struct text location,
                        struct projection *p)
{
    struct projection_part *parts =
        ARENA_ARRAY(context->arena, struct projection_part, p->count * 2 + 2);
    struct buf name;
    if (location.n == 0)
        return err_set(context->err, ERR_INVALID,
                       "storage.location.template is missing, and the table has no Location that "
                       "could stand for it.");
    while (location.n > 0 && location.p[location.n - 1] == '/')
        location.n--;
    for (size_t i = 0; i < p->count; i++) {
        buf_init(&name, LIMIT_DOCUMENT_BYTES);
        if (i == 0)
            buf_put(&name, location);
        buf_put_char(&name, '/');
        partition_name_put(&name, p->columns[i].name);
        buf_put_char(&name, '=');
        parts[2 * i].literal = arena_copy(context->arena, buf_text(&name));
        parts[2 * i + 1] = (struct projection_part){.column = i, .is_escaped = true};
        buf_release(&name);
    }
    parts[2 * p->count].literal = TEXT("/");
    p->parts = parts;
    p->parts_count = p->count * 2 + 1;
    return 0;
}

static int read_parts(const struct projection_context *context, const struct projection_table *t,
                      struct projection *p)
{
    const struct value *text = value_map_get(t->parameters, TEXT("storage.location.template"));
    return text && text_trim(text->text).n > 0 ? read_template(context, text_trim(text->text), p)
                                               : make_default(context, t->location, p);
}

int projection_read(const struct projection_table *t, int64_t now_ms, struct arena *arena,
                    struct projection *out, struct err *err)
{
    const struct projection_context context = {t->parameters, now_ms, arena, err};
    size_t count = t->keys->list.count;
    *out = (struct projection){.columns = ARENA_ARRAY(arena, struct projection_column, count + 1),
                               .count = count};
    for (size_t i = 0; i < count; i++) {
        const struct value *key = t->keys->list.items[i].members;
        out->columns[i].name = key[COLUMN_NAME].text;
        out->columns[i].key_type = value_text_or(&key[COLUMN_TYPE], TEXT("string"));
        out->columns[i].kind = key_kind_of(out->columns[i].key_type);
    }
    if (check_missing(&context, out) != 0)
        return -1;
    for (size_t i = 0; i < count; i++)
        if (projection_column_read(&context, &out->columns[i]) != 0)
            return -1;
    return read_parts(&context, t, out);
}

/* Rules that move with the clock are right or wrong at any time, so one moment stands for all. */
struct text projection_check(const struct projection_table *t, struct arena *arena)
{
    static const int64_t some_ms = INT64_C(1767225600000); /* 2026-01-01 */
    struct projection p;
    struct err err = {0};
    const struct value *enabled = value_map_get(t->parameters, TEXT("projection.enabled"));
    if (!enabled)
        return (struct text){NULL, 0};
    struct text word = text_trim(enabled->text);
    bool is_word = text_equal_nocase(word, TEXT("true")) || text_equal_nocase(word, TEXT("false"));
    if (!is_word)
        err_set(&err, ERR_INVALID, "projection.enabled \"%.*s\": it must be true or false.",
                TEXT_ARG(text_cut(word, 100)));
    else if (text_equal_nocase(word, TEXT("true")) && t->keys->list.count == 0)
        err_set(&err, ERR_INVALID,
                "projection.enabled is true, but the table has no partition columns.");
    else if (!projection_is_enabled(t) || projection_read(t, some_ms, arena, &p, &err) == 0)
        return (struct text){NULL, 0};
    return arena_copy(arena, err_text(&err));
}

bool projection_has(const struct projection *p, const struct text *values)
{
    uint64_t index;
    for (size_t i = 0; i < p->count; i++)
        if (p->columns[i].type == PROJECTION_INJECTED
                ? values[i].n == 0
                : !projection_column_find(&p->columns[i], values[i], &index))
            return false;
    return true;
}

void projection_put_location(const struct projection *p, const struct text *values, struct buf *out)
{
    for (size_t i = 0; i < p->parts_count; i++) {
        const struct projection_part *part = &p->parts[i];
        if (part->literal.p)
            buf_put(out, part->literal);
        else if (part->is_escaped)
            partition_name_put(out, values[part->column]);
        else
            buf_put(out, values[part->column]);
    }
}
