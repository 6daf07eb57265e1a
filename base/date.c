/* SPDX-License-Identifier: Apache-2.0 */
#include "base/date.h"

/* By counting from the first of March, so that the leap day is the year's last. */
int64_t date_days(int year, int month, int day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t m = month > 2 ? month - 3 : month + 9;
    return y * 365 + y / 4 - y / 100 + y / 400 + (m * 153 + 2) / 5 + day - 1 - 719468;
}

/* Its inverse: eras of 400 years, and in them years that begin on the first of March. */
struct date_day date_of_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t of_era = z - era * 146097;
    int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * of_year + 2) / 153;
    return (struct date_day){.year = (int)(year + era * 400 + (month >= 10)),
                             .month = (int)(month < 10 ? month + 3 : month - 9),
                             .day = (int)(of_year - (153 * month + 2) / 5 + 1)};
}

struct fields {
    int year, month, day, hour, minute, second;
};

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static bool is_day(const struct fields *f)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (f->year < 1970 || f->month < 1 || f->month > 12 || f->day < 1)
        return false;
    return f->day <= days[f->month - 1] + (f->month == 2 && is_leap(f->year));
}

/* A leap second, 60, is taken. */
static bool to_ms(const struct fields *f, int64_t *out_ms)
{
    bool ok = is_day(f) && f->hour >= 0 && f->hour <= 23 && f->minute >= 0 && f->minute <= 59 &&
              f->second >= 0 && f->second <= 60;
    if (ok)
        *out_ms = (date_days(f->year, f->month, f->day) * 86400 + f->hour * 3600 + f->minute * 60 +
                   f->second) *
                  1000;
    return ok;
}

/* The number that `n` digits name, or -1. */
static int digits(const char *p, size_t n)
{
    int sum = 0;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return -1;
        sum = sum * 10 + (p[i] - '0');
    }
    return sum;
}

bool date_decode_basic(struct text t, int64_t *out_ms)
{
    if (t.n != 16 || t.p[8] != 'T' || t.p[15] != 'Z')
        return false;
    const struct fields f = {digits(t.p, 4),     digits(t.p + 4, 2),  digits(t.p + 6, 2),
                             digits(t.p + 9, 2), digits(t.p + 11, 2), digits(t.p + 13, 2)};
    return to_ms(&f, out_ms);
}

/* ".123456789" into milliseconds, or -1. */
static int fraction_ms(struct text t)
{
    if (t.n == 0)
        return 0;
    if (t.n < 2 || t.n > 10 || t.p[0] != '.' || digits(t.p + 1, t.n - 1) < 0)
        return -1;
    int ms = 0;
    for (size_t i = 1; i <= 3; i++)
        ms = ms * 10 + (i < t.n ? t.p[i] - '0' : 0);
    return ms;
}

/* Cuts "Z" or an offset such as "-07:30" off the end. */
static bool cut_zone(struct text *t, int *minutes)
{
    *minutes = 0;
    if (t->n > 0 && t->p[t->n - 1] == 'Z') {
        t->n--;
        return true;
    }
    if (t->n < 6)
        return false;
    const char *p = t->p + t->n - 6;
    int hour = digits(p + 1, 2), minute = digits(p + 4, 2);
    if ((p[0] != '+' && p[0] != '-') || p[3] != ':' || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59)
        return false;
    *minutes = (hour * 60 + minute) * (p[0] == '-' ? -1 : 1);
    t->n -= 6;
    return true;
}

bool date_decode_iso8601(struct text t, int64_t *out_ms)
{
    int zone;
    if (!cut_zone(&t, &zone) || t.n < 19 || t.p[4] != '-' || t.p[7] != '-' || t.p[10] != 'T' ||
        t.p[13] != ':' || t.p[16] != ':')
        return false;
    const struct fields f = {digits(t.p, 4),      digits(t.p + 5, 2),  digits(t.p + 8, 2),
                             digits(t.p + 11, 2), digits(t.p + 14, 2), digits(t.p + 17, 2)};
    int ms = fraction_ms((struct text){t.p + 19, t.n - 19});
    if (ms < 0 || !to_ms(&f, out_ms))
        return false;
    *out_ms += ms - zone * INT64_C(60000);
    return true;
}

static int month_of(struct text name)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (int i = 0; i < (int)COUNT(months); i++)
        if (text_is(name, months[i]))
            return i + 1;
    return -1;
}

bool date_decode_http(struct text t, int64_t *out_ms)
{
    if (t.n != 29 || t.p[3] != ',' || t.p[4] != ' ' || t.p[7] != ' ' || t.p[11] != ' ' ||
        t.p[16] != ' ' || t.p[19] != ':' || t.p[22] != ':' ||
        !text_is((struct text){t.p + 25, 4}, " GMT"))
        return false;
    const struct fields f = {digits(t.p + 12, 4), month_of((struct text){t.p + 8, 3}),
                             digits(t.p + 5, 2),  digits(t.p + 17, 2),
                             digits(t.p + 20, 2), digits(t.p + 23, 2)};
    return to_ms(&f, out_ms);
}
