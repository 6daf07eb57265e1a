/* SPDX-License-Identifier: Apache-2.0
 * The rules of columns of type date. */
#include <string.h>

#include "catalog/projection_rules.h"

static const int64_t forever = INT64_C(1000) * 1000 * 1000 * 1000 * 1000;

/* What Java's \s takes. */
static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip_spaces(struct text *t)
{
    while (t->n > 0 && is_space(t->p[0]))
        *t = (struct text){t->p + 1, t->n - 1};
}

static bool skip_word(struct text *t, struct text word)
{
    if (!text_starts_with(*t, word))
        return false;
    *t = (struct text){t->p + word.n, t->n - word.n};
    return true;
}

/* Digits as a number; huge ones are cut, since they lead out of all years anyway. */
static bool skip_number(struct text *t, int64_t *out)
{
    size_t n = 0;
    *out = 0;
    for (; n < t->n && t->p[n] >= '0' && t->p[n] <= '9'; n++)
        if (*out < forever)
            *out = *out * 10 + (t->p[n] - '0');
    *t = (struct text){t->p + n, t->n - n};
    return n > 0;
}

static bool skip_unit(struct text *t, enum date_unit *out)
{
    for (size_t i = 0; i < DATE_MILLISECONDS; i++) {
        struct text plural = text_of(date_unit_names[i]);
        if (skip_word(t, (struct text){plural.p, plural.n - 1})) {
            skip_word(t, TEXT("S"));
            *out = (enum date_unit)i;
            return true;
        }
    }
    return false;
}

/* Athena's \s*NOW\s*(([\+\-])\s*([0-9]+)\s*(YEARS?|...|SECONDS?)\s*)? */
static bool read_now(struct text t, struct projection_bound *out)
{
    skip_spaces(&t);
    if (!skip_word(&t, TEXT("NOW")))
        return false;
    out->is_relative = true;
    out->unit = DATE_SECONDS;
    skip_spaces(&t);
    if (t.n == 0)
        return true;
    int sign = t.p[0] == '-' ? -1 : 1;
    if (!skip_word(&t, TEXT("-")) && !skip_word(&t, TEXT("+")))
        return false;
    skip_spaces(&t);
    if (!skip_number(&t, &out->added))
        return false;
    out->added *= sign;
    skip_spaces(&t);
    if (!skip_unit(&t, &out->unit))
        return false;
    skip_spaces(&t);
    return t.n == 0;
}

/* Whether the format can tell the moment: two digits of a year tell 2000 to 2099 alone. */
static bool is_told(const struct date_pattern *pattern, int64_t ms)
{
    struct date_fields f;
    date_fields_of(ms, &f);
    for (size_t i = 0; i < pattern->count; i++)
        if (pattern->items[i].is_reduced && f.year / 100 != 20)
            return false;
    return true;
}

int projection_read_bound(const struct projection_context *context,
                          const struct projection_column *c, struct text text,
                          struct projection_bound *out)
{
    *out = (struct projection_bound){.text = text};
    struct text shown = text_cut(text, 100);
    if (!read_now(text, out)) {
        *out = (struct projection_bound){.text = text};
        if (date_pattern_read(&c->pattern, text, &out->ms))
            return 0;
        return projection_fail(context, c, "range",
                               "\"%.*s\" is neither a date of the format %.*s (blanks belong to "
                               "it) nor NOW, NOW+1DAY, NOW-3YEARS and so on.",
                               TEXT_ARG(shown), TEXT_ARG(c->format));
    }
    if (!date_plus(context->now_ms, out->added, out->unit, &out->ms) ||
        !is_told(&c->pattern, out->ms))
        return projection_fail(context, c, "range",
                               "\"%.*s\" leads to a year that the format %.*s cannot tell.",
                               TEXT_ARG(shown), TEXT_ARG(c->format));
    out->ms = date_pattern_truncate(&c->pattern, out->ms);
    return 0;
}

static int read_unit(const struct projection_context *context, struct projection_column *c)
{
    const struct value *value = projection_property(context, c, "interval.unit");
    for (size_t i = 0; value && i < DATE_UNITS; i++)
        if (text_equal_nocase(text_trim(value->text), text_of(date_unit_names[i]))) {
            c->step_unit = (enum date_unit)i;
            return 0;
        }
    if (value)
        return projection_fail(context, c, "interval.unit",
                               "it must be YEARS, MONTHS, WEEKS, DAYS, HOURS, MINUTES, SECONDS or "
                               "MILLISECONDS.");
    c->is_unit_default = true;
    c->step_unit = c->pattern.precision;
    return 0;
}

/* "When the provided dates are at single-day or single-month precision, the interval is optional
 * [...]. Otherwise, interval is required." */
static int read_interval(const struct projection_context *context, struct projection_column *c)
{
    static const char *const properties[] = {"interval", "interval.unit"};
    bool has_default = c->pattern.precision == DATE_DAYS || c->pattern.precision == DATE_MONTHS;
    c->step_count = 1;
    for (size_t i = 0; !has_default && i < COUNT(properties); i++)
        if (!projection_property(context, c, properties[i]))
            return projection_fail(context, c, properties[i],
                                   "only formats that end with the day or the month have a "
                                   "default.");
    if (projection_read_positive(context, c, "interval", &c->step_count) != 0)
        return -1;
    return read_unit(context, c);
}

/* How long a step is, at the least and at the most. */
static void length_of(enum date_unit unit, int64_t n, int64_t *shortest, int64_t *longest)
{
    static const int64_t day = 86400000;
    int64_t unit_longest = unit == DATE_YEARS    ? 366 * day
                           : unit == DATE_MONTHS ? 31 * day
                                                 : date_unit_ms(unit);
    int64_t unit_shortest = unit == DATE_YEARS    ? 365 * day
                            : unit == DATE_MONTHS ? 28 * day
                                                  : unit_longest;
    if (n > forever / unit_longest)
        n = forever / unit_longest;
    *shortest = n * unit_shortest;
    *longest = n * unit_longest;
}

/* Steps that are finer than the format make a value several times. Where they meet every value of
 * it, it is stepped through by the format's own unit; where they meet some of them twice, nobody
 * can say what is meant. */
static int make_steps(const struct projection_context *context, struct projection_column *c,
                      int64_t *last_ms)
{
    const struct date_pattern *p = &c->pattern;
    int64_t shortest, longest, unit_shortest, unit_longest;
    uint64_t last;
    bool is_fraction = p->precision == DATE_MILLISECONDS;
    int64_t unit_count = is_fraction ? p->precision_ms : 1;
    date_steps_init(&c->steps, c->from.ms, c->step_count, c->step_unit);
    length_of(c->step_unit, c->step_count, &shortest, &longest);
    length_of(p->precision, unit_count, &unit_shortest, &unit_longest);
    bool is_whole = c->step_unit == p->precision && c->step_count % unit_count == 0;
    bool months_of_years = c->step_unit == DATE_MONTHS && p->precision == DATE_YEARS;
    if (is_whole || shortest >= unit_longest || (months_of_years && c->step_count >= 12))
        return 0;
    if (longest > unit_shortest && !months_of_years)
        return projection_fail(context, c, "format",
                               "steps of %lld %s give some of its values twice and leave out "
                               "others; use a finer format or another interval.",
                               (long long)c->step_count, date_unit_names[c->step_unit]);
    if (date_steps_last(&c->steps, c->to.ms, &last))
        *last_ms = date_pattern_truncate(p, date_steps_at(&c->steps, last));
    date_steps_init(&c->steps, c->from.ms, unit_count, p->precision);
    return 0;
}

/* A range from a date to NOW may be empty for now; one between two dates, or two that both move,
 * never holds anything. */
static int find_last(const struct projection_context *context, struct projection_column *c)
{
    int64_t last_ms = c->to.ms;
    if (c->from.ms > c->to.ms && c->from.is_relative == c->to.is_relative)
        return projection_fail(context, c, "range", "the first date is later than the last.");
    if (make_steps(context, c, &last_ms) != 0)
        return -1;
    c->is_empty = !date_steps_last(&c->steps, last_ms, &c->last);
    return 0;
}

int projection_read_date(const struct projection_context *context, struct projection_column *c)
{
    const struct value *format = projection_property(context, c, "format");
    struct err err = {0};
    struct text from, to;
    c->format = format ? format->text : TEXT("");
    if (c->format.n == 0)
        return projection_fail(context, c, "format",
                               "it must be a pattern of Java's DateTimeFormatter, as in "
                               "yyyy-MM-dd.");
    if (date_pattern_parse(c->format, context->arena, &c->pattern, &err) != 0)
        return projection_fail(context, c, "format", "%s.", err.text);
    if (projection_read_range(context, c, &from, &to) != 0 ||
        projection_read_bound(context, c, from, &c->from) != 0 ||
        projection_read_bound(context, c, to, &c->to) != 0 || read_interval(context, c) != 0)
        return -1;
    c->is_sorted = c->pattern.sorts;
    return find_last(context, c);
}
