/* SPDX-License-Identifier: Apache-2.0
 * What patterns mean. Reading and writing dates by them: projection_pattern_text.c. */
#include "catalog/projection_pattern.h"

#include <string.h>

#include "base/limits.h"

/* The most letters of one kind in a row, and what they stand for. */
static const struct {
    char letter;
    enum date_field field;
    int count_max;
} letters[] = {
    {'u', FIELD_YEAR, 19},         {'y', FIELD_YEAR, 19},        {'M', FIELD_MONTH, 4},
    {'L', FIELD_MONTH, 4},         {'d', FIELD_DAY, 2},          {'D', FIELD_DAY_OF_YEAR, 3},
    {'E', FIELD_WEEKDAY, 4},       {'a', FIELD_AMPM, 1},         {'H', FIELD_HOUR, 2},
    {'k', FIELD_CLOCK_HOUR, 2},    {'K', FIELD_HOUR_OF_AMPM, 2}, {'h', FIELD_CLOCK_HOUR_AMPM, 2},
    {'m', FIELD_MINUTE, 2},        {'s', FIELD_SECOND, 2},       {'S', FIELD_FRACTION, 9},
    {'A', FIELD_MILLI_OF_DAY, 19},
};

/* Letters of Java's that no projected date can have. */
static const struct {
    const char *letters, *why;
} refused_letters[] = {
    {"VvzOXxZ", "projected dates have no time zone; quote it ('Z') to have the letter itself"},
    {"YwW", "dates cannot be read back from weeks; use y for the year"},
    {"Qq", "dates cannot be read back from quarters"},
    {"nN", "projected dates are told to the millisecond"},
    {"GFceBg", "this letter is not supported"},
};

struct reader {
    struct text rest;
    struct pattern_item *items;
    size_t count;
    struct arena *arena;
    struct err *err;
};

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static void advance(struct reader *r, size_t n)
{
    r->rest.p += n;
    r->rest.n -= n;
}

static int fail_letter(struct reader *r, char letter)
{
    for (size_t i = 0; i < COUNT(refused_letters); i++)
        if (strchr(refused_letters[i].letters, letter))
            return err_set(r->err, ERR_INVALID, "the letter %c: %s", letter,
                           refused_letters[i].why);
    return err_set(r->err, ERR_INVALID,
                   "the letter %c has no meaning in a date pattern; literal text stands in single "
                   "quotes",
                   letter);
}

/* Months and weekdays are texts from three letters on; a weekday and AM always are. */
static int text_size_of(enum date_field field, size_t count)
{
    static const int sizes[] = {0, 0, 0, 1, 2};
    if (field == FIELD_AMPM)
        return 1;
    if (field == FIELD_WEEKDAY)
        return count < 3 ? 1 : sizes[count];
    return field == FIELD_MONTH ? sizes[count] : 0;
}

static void put_number(struct pattern_item *item, int count)
{
    enum { WIDEST = 19 };
    item->is_reduced = item->field == FIELD_YEAR && count == 2;
    item->width_min = count;
    item->width_max = count;
    if (item->field == FIELD_DAY_OF_YEAR)
        item->width_max = 3;
    else if (item->field == FIELD_MILLI_OF_DAY || (item->field == FIELD_YEAR && count == 3) ||
             (item->field != FIELD_FRACTION && count == 1))
        item->width_max = WIDEST;
}

static int read_letters(struct reader *r)
{
    char letter = r->rest.p[0];
    size_t count = 1, at = 0;
    while (count < r->rest.n && r->rest.p[count] == letter)
        count++;
    while (at < COUNT(letters) && letters[at].letter != letter)
        at++;
    if (at == COUNT(letters))
        return fail_letter(r, letter);
    if (count > (size_t)letters[at].count_max)
        return err_set(r->err, ERR_INVALID, "too many letters %c in a row; at most %d", letter,
                       letters[at].count_max);
    struct pattern_item *item = &r->items[r->count++];
    item->field = letters[at].field;
    item->text_size = text_size_of(item->field, count);
    if (item->text_size == 0)
        put_number(item, (int)count);
    advance(r, count);
    return 0;
}

/* 'text', with '' for a quote; '' alone is a quote too. */
static int read_quoted(struct reader *r)
{
    char *out = arena_alloc(r->arena, r->rest.n + 1);
    size_t n = 0;
    advance(r, 1);
    for (;; advance(r, 1)) {
        if (r->rest.n == 0)
            return err_set(r->err, ERR_INVALID, "a single quote is not closed");
        bool is_quote = r->rest.p[0] == '\'';
        bool is_doubled = is_quote && r->rest.n > 1 && r->rest.p[1] == '\'';
        if (is_quote && !is_doubled)
            break;
        out[n++] = r->rest.p[0];
        if (is_doubled)
            advance(r, 1);
    }
    advance(r, 1);
    if (n == 0)
        out[n++] = '\'';
    r->items[r->count++] = (struct pattern_item){.literal = {out, n}};
    return 0;
}

static int read_plain(struct reader *r)
{
    size_t n = 0;
    while (n < r->rest.n && !is_letter(r->rest.p[n]) && !strchr("'[]{}#", r->rest.p[n]))
        n++;
    if (n == 0)
        return err_set(r->err, ERR_INVALID,
                       "the character %c is not supported; literal text stands in single quotes",
                       r->rest.p[0]);
    r->items[r->count++] = (struct pattern_item){.literal = {r->rest.p, n}};
    advance(r, n);
    return 0;
}

static bool has(unsigned fields, enum date_field field)
{
    return fields >> field & 1;
}

/* What is told, coarsest first, each with its name for people. */
enum { LEVELS = 7 };
static void find_levels(unsigned f, bool told[LEVELS])
{
    bool of_day = has(f, FIELD_MILLI_OF_DAY);
    bool halved = has(f, FIELD_HOUR_OF_AMPM) || has(f, FIELD_CLOCK_HOUR_AMPM);
    told[0] = has(f, FIELD_YEAR);
    told[1] = has(f, FIELD_MONTH) || has(f, FIELD_DAY_OF_YEAR);
    told[2] = has(f, FIELD_DAY) || has(f, FIELD_DAY_OF_YEAR);
    told[3] =
        of_day || has(f, FIELD_HOUR) || has(f, FIELD_CLOCK_HOUR) || (halved && has(f, FIELD_AMPM));
    told[4] = of_day || has(f, FIELD_MINUTE);
    told[5] = of_day || has(f, FIELD_SECOND);
    told[6] = of_day || has(f, FIELD_FRACTION);
}

static const char *const level_names[LEVELS] = {"year",   "month",  "day",     "hour",
                                                "minute", "second", "fraction"};
static const struct {
    enum date_unit unit;
    int64_t ms;
} level_units[LEVELS] = {
    {DATE_YEARS, INT64_C(365) * 86400000},
    {DATE_MONTHS, INT64_C(28) * 86400000},
    {DATE_DAYS, 86400000},
    {DATE_HOURS, 3600000},
    {DATE_MINUTES, 60000},
    {DATE_SECONDS, 1000},
    {DATE_MILLISECONDS, 1},
};

/* A date is told from the year down without a gap, else it could not be read back. */
static int find_precision(struct date_pattern *p, unsigned fields, struct err *err)
{
    bool told[LEVELS];
    size_t level = 0;
    find_levels(fields, told);
    while (level < LEVELS && told[level])
        level++;
    for (size_t finer = level; finer < LEVELS; finer++)
        if (told[finer])
            return err_set(err, ERR_INVALID, "it tells the %s but not the %s", level_names[finer],
                           level_names[level]);
    if (level == 0)
        return err_set(err, ERR_INVALID, "it does not tell the year");
    if (has(fields, FIELD_WEEKDAY) && level < 3)
        return err_set(err, ERR_INVALID, "it tells the weekday but not the day");
    if (level < 4 && (has(fields, FIELD_AMPM) || has(fields, FIELD_HOUR_OF_AMPM) ||
                      has(fields, FIELD_CLOCK_HOUR_AMPM)))
        return err_set(err, ERR_INVALID,
                       "the letters h and K need a beside them, and a needs one "
                       "of them");
    p->precision = level_units[level - 1].unit;
    p->precision_ms = level_units[level - 1].ms;
    return 0;
}

/* The rank of a field in the order of significance, 0 for those that say nothing new. */
static int rank_of(const struct pattern_item *item)
{
    static const int ranks[DATE_FIELDS] = {
        [FIELD_YEAR] = 1, [FIELD_MONTH] = 2,  [FIELD_DAY] = 3,    [FIELD_DAY_OF_YEAR] = 3,
        [FIELD_HOUR] = 4, [FIELD_MINUTE] = 5, [FIELD_SECOND] = 6, [FIELD_FRACTION] = 7};
    return ranks[item->field];
}

/* True where fields of fixed width follow each other from the year down. What repeats a field that
 * stood before changes no order; a day of the year stands for month and day. */
static bool find_order(const struct date_pattern *p)
{
    int seen = 0, finest = 0;
    for (size_t i = 0; i < p->count; i++)
        finest = rank_of(&p->items[i]) > finest ? rank_of(&p->items[i]) : finest;
    for (size_t i = 0; i < p->count && seen < finest; i++) {
        const struct pattern_item *item = &p->items[i];
        int rank = rank_of(item);
        if (item->field == FIELD_LITERAL || (rank > 0 && rank <= seen))
            continue;
        bool is_next = rank == seen + 1 || (item->field == FIELD_DAY_OF_YEAR && seen == 1);
        if (!is_next || item->text_size > 0 || item->width_min != item->width_max)
            return false;
        seen = rank;
    }
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Two numbers without a fixed width side by side could not be told apart ("yMd": 2026111). */
static int check_apart(const struct reader *r)
{
    bool is_open = false; /* a number of varying width is at its end, or numbers behind it */
    for (size_t i = 0; i < r->count; i++) {
        const struct pattern_item *item = &r->items[i];
        bool is_number = item->field != FIELD_LITERAL && item->text_size == 0;
        bool varies = is_number && item->width_min != item->width_max;
        bool is_digits = item->field == FIELD_LITERAL && is_digit(item->literal.p[0]);
        if (is_open && (varies || is_digits))
            return err_set(r->err, ERR_INVALID,
                           "numbers of varying width stand side by side and cannot be told apart");
        is_open = varies || (is_open && is_number);
    }
    return 0;
}

/* What the last of the digits stands for; one fraction, since two of different widths would tell
 * different numbers of one moment. */
static int find_fraction(const struct reader *r, unsigned fields, struct date_pattern *out)
{
    size_t fractions = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (r->items[i].field != FIELD_FRACTION)
            continue;
        if (fractions++ > 0)
            return err_set(r->err, ERR_INVALID, "it tells the fraction of the second twice");
        if (r->items[i].width_min < 3 && !has(fields, FIELD_MILLI_OF_DAY))
            out->precision_ms = r->items[i].width_min == 1 ? 100 : 10;
    }
    return 0;
}

static int finish(struct reader *r, struct date_pattern *out)
{
    unsigned fields = 0;
    if (check_apart(r) != 0)
        return -1;
    for (size_t i = 0; i < r->count; i++)
        fields |= 1u << r->items[i].field;
    *out = (struct date_pattern){.items = r->items, .count = r->count};
    if (find_precision(out, fields, r->err) != 0 || find_fraction(r, fields, out) != 0)
        return -1;
    /* Where a coarser field is told by something without a rank (K, A), the order is not looked
     * for. */
    const unsigned unranked = 1u << FIELD_MILLI_OF_DAY | 1u << FIELD_CLOCK_HOUR |
                              1u << FIELD_HOUR_OF_AMPM | 1u << FIELD_CLOCK_HOUR_AMPM;
    out->sorts = !(fields & unranked) && find_order(out);
    return 0;
}

int date_pattern_parse(struct text pattern, struct arena *arena, struct date_pattern *out,
                       struct err *err)
{
    if (pattern.n > LIMIT_PROJECTION_FORMAT_BYTES)
        return err_set(err, ERR_INVALID, "it is longer than %d bytes",
                       LIMIT_PROJECTION_FORMAT_BYTES);
    struct reader r = {pattern, ARENA_ARRAY(arena, struct pattern_item, pattern.n + 1), 0, arena,
                       err};
    while (r.rest.n > 0) {
        int result = is_letter(r.rest.p[0]) ? read_letters(&r)
                     : r.rest.p[0] == '\''  ? read_quoted(&r)
                                            : read_plain(&r);
        if (result != 0)
            return -1;
    }
    return finish(&r, out);
}

int64_t date_pattern_truncate(const struct date_pattern *p, int64_t ms)
{
    if (p->precision != DATE_MILLISECONDS)
        return date_truncate(ms, p->precision);
    int64_t over = ms % p->precision_ms;
    return ms - (over < 0 ? over + p->precision_ms : over);
}
