/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/projection_engines.h"

#include <inttypes.h>

#include "base/limits.h"

typedef bool column_test(const struct projection_column *c);

static bool is_type(const struct projection_column *c, const char *const *types)
{
    struct text type = {c->key_type.p, text_find(c->key_type, '(')};
    for (; *types; types++)
        if (text_equal_nocase(type, text_of(*types)))
            return true;
    return false;
}

static bool enum_of_other_type(const struct projection_column *c)
{
    static const char *const types[] = {"string", "varchar", NULL};
    return c->type == PROJECTION_ENUM && !is_type(c, types);
}

static bool enum_with_blanks(const struct projection_column *c)
{
    for (size_t i = 0; c->type == PROJECTION_ENUM && i < c->values_count; i++)
        if (text_trim(c->values[i].text).n != c->values[i].text.n)
            return true;
    return false;
}

static bool enum_with_signs(const struct projection_column *c)
{
    for (size_t i = 0; c->type == PROJECTION_ENUM && i < c->values_count; i++) {
        struct text t = c->values[i].text;
        if (text_find(t, '$') < t.n || text_find(t, '\\') < t.n)
            return true;
    }
    return false;
}

static bool integer_of_other_type(const struct projection_column *c)
{
    static const char *const types[] = {"string", "varchar", "int", "integer", "bigint", NULL};
    return c->type == PROJECTION_INTEGER && !is_type(c, types);
}

static bool integer_too_large(const struct projection_column *c)
{
    int64_t last = (int64_t)((uint64_t)c->first + c->last * (uint64_t)c->interval);
    return c->type == PROJECTION_INTEGER &&
           (c->first < INT32_MIN || last > INT32_MAX || c->interval > INT32_MAX);
}

static bool date_of_other_type(const struct projection_column *c)
{
    static const char *const types[] = {"string", "varchar", "date", "timestamp", NULL};
    return c->type == PROJECTION_DATE && !is_type(c, types);
}

static bool is_beyond_trino(enum date_unit unit)
{
    return unit < DATE_DAYS || unit > DATE_SECONDS;
}

static bool date_in_default_months(const struct projection_column *c)
{
    return c->type == PROJECTION_DATE && c->is_unit_default && is_beyond_trino(c->step_unit);
}

static bool date_in_other_units(const struct projection_column *c)
{
    return c->type == PROJECTION_DATE && !c->is_unit_default && is_beyond_trino(c->step_unit);
}

static bool date_from_other_units(const struct projection_column *c)
{
    bool from = c->from.is_relative && c->from.added != 0 && is_beyond_trino(c->from.unit);
    bool to = c->to.is_relative && c->to.added != 0 && is_beyond_trino(c->to.unit);
    return c->type == PROJECTION_DATE && (from || to);
}

static bool date_of_one_value(const struct projection_column *c)
{
    return c->type == PROJECTION_DATE && c->from.ms >= c->to.ms;
}

static bool date_without_day(const struct projection_column *c)
{
    return c->type == PROJECTION_DATE && c->pattern.precision < DATE_DAYS;
}

static const struct {
    column_test *holds;
    bool refuses;
    const char *words;
} trino[] = {
    {enum_of_other_type, true, "enum is for columns of type varchar alone"},
    {enum_with_blanks, false,
     "white space around the values is trimmed, so other folders are read"},
    {enum_with_signs, false, "$ and \\ in a value are misread in locations"},
    {integer_of_other_type, true, "integer is for columns of type varchar, int and bigint alone"},
    {integer_too_large, true, "integers have 32 bits"},
    {date_of_other_type, true, "date is for columns of type varchar, date and timestamp alone"},
    {date_in_default_months, true,
     "the default interval.unit of this format, MONTHS, is not supported"},
    {date_in_other_units, true, "interval.unit is DAYS, HOURS, MINUTES or SECONDS"},
    {date_from_other_units, true, "NOW takes DAYS, HOURS, MINUTES and SECONDS alone"},
    {date_of_one_value, true, "the first date must lie before the last"},
    {date_without_day, true, "formats without a day fail: Unable to obtain LocalDateTime"},
};
_Static_assert(COUNT(trino) <= PROJECTION_NOTES_PER_COLUMN, "room for each");

const struct projection_note *projection_notes_of_trino(const struct projection *p,
                                                        struct arena *arena, size_t *count)
{
    struct projection_note *notes =
        ARENA_ARRAY(arena, struct projection_note,
                    p->count * PROJECTION_NOTES_PER_COLUMN + PROJECTION_NOTES_OF_TABLE);
    *count = 0;
    for (size_t i = 0; i < p->count; i++)
        for (size_t j = 0; j < COUNT(trino); j++)
            if (trino[j].holds(&p->columns[i]))
                notes[(*count)++] =
                    (struct projection_note){trino[j].refuses, &p->columns[i], trino[j].words};
    if (p->location_template.p)
        notes[(*count)++] = (struct projection_note){
            false, NULL, "tables with storage.location.template are read and not written"};
    notes[(*count)++] =
        (struct projection_note){false, NULL,
                                 "the rules are evaluated where hive.partition-projection-enabled "
                                 "is set; else the catalog is "
                                 "asked for the partitions"};
    return notes;
}

const struct projection_note *projection_notes_of_athena(const struct projection *p,
                                                         bool has_registered, struct arena *arena,
                                                         size_t *count)
{
    struct projection_note *notes =
        ARENA_ARRAY(arena, struct projection_note, PROJECTION_NOTES_OF_TABLE);
    *count = 0;
    if (p->location_template.p && !text_ends_with(p->location_template, TEXT("/")))
        notes[(*count)++] =
            (struct projection_note){false, NULL, "storage.location.template should end with /"};
    if (has_registered)
        notes[(*count)++] =
            (struct projection_note){false, NULL, "the registered partitions are ignored"};
    return notes;
}

enum { SHOWN_VALUES = 100, SHOWN_BYTES = 200 };

static void put_enum(const struct projection_column *c, struct buf *out)
{
    buf_put(out, TEXT("one of the values "));
    for (size_t i = 0; i < c->values_count && i < SHOWN_VALUES; i++)
        buf_printf(out, "%s\"%.*s\"", i ? ", " : "",
                   TEXT_ARG(text_cut(c->values[i].text, SHOWN_BYTES)));
    if (c->values_count > SHOWN_VALUES)
        buf_printf(out, " and %zu more", c->values_count - SHOWN_VALUES);
}

void projection_put_rule(const struct projection_column *c, struct buf *out)
{
    switch (c->type) {
    case PROJECTION_ENUM:
        put_enum(c, out);
        return;
    case PROJECTION_INTEGER:
        buf_printf(out, "integers from %" PRId64 " to %" PRId64 " in steps of %" PRId64, c->first,
                   (int64_t)((uint64_t)c->first + c->last * (uint64_t)c->interval), c->interval);
        if (c->digits > 0)
            buf_printf(out, ", written with %d digits", c->digits);
        return;
    case PROJECTION_DATE:
        buf_printf(out, "dates of the format %.*s from %.*s to %.*s in steps of %" PRId64 " %s",
                   TEXT_ARG(c->format), TEXT_ARG(text_cut(text_trim(c->from.text), SHOWN_BYTES)),
                   TEXT_ARG(text_cut(text_trim(c->to.text), SHOWN_BYTES)), c->step_count,
                   date_unit_names[c->step_unit]);
        return;
    case PROJECTION_INJECTED:
        buf_put(out, TEXT("the values that a filter asks for by = or IN"));
        return;
    case PROJECTION_TYPES:
        return;
    }
}
