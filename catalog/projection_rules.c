/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/projection_rules.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"

enum { PROPERTY_BYTES = LIMIT_COLUMN_NAME_BYTES * 4 + 64, SHOWN_BYTES = 200 };

/* Names of columns are folded; properties are often not. */
const struct value *projection_property(const struct projection_context *context,
                                        const struct projection_column *c, const char *property)
{
    char name[PROPERTY_BYTES];
    const struct value *map = context->parameters;
    int n = snprintf(name, sizeof name, "projection.%.*s.%s", TEXT_ARG(c->name), property);
    if (n < 0 || (size_t)n >= sizeof name)
        return NULL;
    for (size_t i = 0; i < map->list.count; i++)
        if (text_equal_nocase(map->list.items[2 * i].text, (struct text){name, (size_t)n}))
            return &map->list.items[2 * i + 1];
    return NULL;
}

int projection_fail(const struct projection_context *context, const struct projection_column *c,
                    const char *property, const char *format, ...)
{
    char rule[ERR_TEXT_BYTES];
    struct text name = text_cut(c->name, SHOWN_BYTES);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(rule, sizeof rule, format, arguments);
    va_end(arguments);
    const struct value *value = projection_property(context, c, property);
    if (!value)
        return err_set(context->err, ERR_INVALID,
                       "Partition projection, column '%.*s': projection.%.*s.%s is missing: %s",
                       TEXT_ARG(name), TEXT_ARG(name), property, rule);
    return err_set(context->err, ERR_INVALID,
                   "Partition projection, column '%.*s': projection.%.*s.%s \"%.*s\": %s",
                   TEXT_ARG(name), TEXT_ARG(name), property,
                   TEXT_ARG(text_cut(value->text, SHOWN_BYTES)), rule);
}

/* Java's Long.parseLong takes a plus sign. */
static bool read_long(struct text t, int64_t *out)
{
    t = text_trim(t);
    if (t.n > 1 && t.p[0] == '+' && t.p[1] != '-')
        t = (struct text){t.p + 1, t.n - 1};
    return text_to_int64(t, out);
}

int projection_read_positive(const struct projection_context *context,
                             const struct projection_column *c, const char *property, int64_t *out)
{
    const struct value *value = projection_property(context, c, property);
    if (!value || (read_long(value->text, out) && *out > 0))
        return 0;
    return projection_fail(context, c, property, "it must be a positive integer.");
}

int projection_read_range(const struct projection_context *context,
                          const struct projection_column *c, struct text *from, struct text *to)
{
    const struct value *value = projection_property(context, c, "range");
    *to = value ? value->text : TEXT("");
    *from = text_split(to, ',');
    if (!value || !to->p || text_find(*to, ',') != to->n)
        return projection_fail(context, c, "range",
                               "it must hold the first and the last value, separated by a comma.");
    return 0;
}

/* White space belongs to the values, as Athena's guide says. What is empty would name no folder,
 * and is left out, as in Trino. */
static int read_enum(const struct projection_context *context, struct projection_column *c)
{
    const struct value *value = projection_property(context, c, "values");
    struct text rest = value ? value->text : TEXT("");
    size_t count = 0, most = 1;
    for (size_t i = 0; i < rest.n; i++)
        most += rest.p[i] == ',';
    if (most > LIMIT_PROJECTION_ENUM_VALUES)
        return projection_fail(context, c, "values", "it lists more than %d values.",
                               LIMIT_PROJECTION_ENUM_VALUES);
    struct text *texts = ARENA_ARRAY(context->arena, struct text, most);
    while (rest.p) {
        struct text one = text_split(&rest, ',');
        if (one.n > 0)
            texts[count++] = one;
    }
    if (count == 0)
        return projection_fail(context, c, "values",
                               "it must list the values, separated by commas.");
    projection_column_list(c, texts, count, context->arena);
    return 0;
}

/* Numbers sort as the keys do where the key is a number, or all texts have one length and no sign.
 */
static bool sorts(const struct projection_column *c, int64_t to)
{
    char first[64], last[64];
    if (c->kind == KEY_INTEGER || c->kind == KEY_DECIMAL)
        return true;
    int width = c->digits < 32 ? c->digits : 32;
    return c->first >= 0 && snprintf(first, sizeof first, "%0*" PRId64, width, c->first) ==
                                snprintf(last, sizeof last, "%0*" PRId64, width, to);
}

static int read_integer(const struct projection_context *context, struct projection_column *c)
{
    struct text from, to;
    int64_t last, digits = 0;
    c->interval = 1;
    if (projection_read_range(context, c, &from, &to) != 0)
        return -1;
    if (!read_long(from, &c->first) || !read_long(to, &last))
        return projection_fail(context, c, "range",
                               "its bounds must be integers of 64 bits, as in 0,10.");
    if (c->first > last)
        return projection_fail(context, c, "range",
                               "the first value must not be greater than the last.");
    if (projection_read_positive(context, c, "interval", &c->interval) != 0 ||
        projection_read_positive(context, c, "digits", &digits) != 0)
        return -1;
    if (digits > LIMIT_PROJECTION_DIGITS)
        return projection_fail(context, c, "digits", "at most %d digits.", LIMIT_PROJECTION_DIGITS);
    c->digits = (int)digits;
    c->last = ((uint64_t)last - (uint64_t)c->first) / (uint64_t)c->interval;
    c->is_sorted = sorts(c, last);
    return 0;
}

/* "Only columns of string type are supported" (Athena's guide). */
static int read_injected(const struct projection_context *context, struct projection_column *c)
{
    if (c->kind != KEY_TEXT && c->kind != KEY_CHAR)
        return projection_fail(context, c, "type",
                               "only columns of type string can be injected, this one is %.*s.",
                               TEXT_ARG(text_cut(c->key_type, SHOWN_BYTES)));
    c->is_empty = true;
    return 0;
}

typedef int read_rule(const struct projection_context *context, struct projection_column *c);
static read_rule *const readers[PROJECTION_TYPES] = {[PROJECTION_ENUM] = read_enum,
                                                     [PROJECTION_INTEGER] = read_integer,
                                                     [PROJECTION_DATE] = projection_read_date,
                                                     [PROJECTION_INJECTED] = read_injected};

static int read_type(const struct projection_context *context, struct projection_column *c)
{
    const struct value *value = projection_property(context, c, "type");
    struct text type = value ? text_trim(value->text) : TEXT("");
    for (size_t i = 0; i < PROJECTION_TYPES; i++)
        if (text_equal_nocase(type, text_of(projection_type_names[i]))) {
            c->type = (enum projection_type)i;
            return 0;
        }
    return projection_fail(context, c, "type", "it must be enum, integer, date or injected.");
}

/* What the column's key cannot hold, no engine could read: the first value is tried, of a list all.
 * Null is a value of every type. */
static int check_values(const struct projection_context *context, const struct projection_column *c)
{
    static const char *const properties[] = {"values", "range", "format", "type"};
    struct key_value key;
    struct buf out;
    bool is_list = c->type == PROJECTION_ENUM;
    if (c->kind == KEY_UNKNOWN || c->type == PROJECTION_INJECTED || c->is_empty)
        return 0;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    bool good = true;
    for (uint64_t i = 0; good && i <= (is_list ? c->last : 0); i++) {
        buf_clear(&out);
        projection_column_value(c, i, &out);
        good = text_equal(buf_text(&out), PARTITION_NULL) ||
               key_value_read(c->kind, buf_text(&out), &key);
    }
    struct text shown = text_cut(buf_text(&out), SHOWN_BYTES);
    int result =
        good ? 0
             : projection_fail(context, c, properties[c->type],
                               "it gives the value \"%.*s\", which is not %s, as the column's type "
                               "%.*s asks for.",
                               TEXT_ARG(shown), key_kind_name(c->kind),
                               TEXT_ARG(text_cut(c->key_type, SHOWN_BYTES)));
    buf_release(&out);
    return result;
}

int projection_column_read(const struct projection_context *context, struct projection_column *c)
{
    if (read_type(context, c) != 0 || readers[c->type](context, c) != 0)
        return -1;
    return check_values(context, c);
}
