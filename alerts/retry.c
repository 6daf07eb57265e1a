/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts/retry.h"

#include <time.h>

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS, HOUR_MS = 60 * MINUTE_MS };

/* The schedule that Standard Webhooks recommends. */
static const int64_t pauses_ms[] = {
    5 * SECOND_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS,  5 * HOUR_MS,
    10 * HOUR_MS,  14 * HOUR_MS,  20 * HOUR_MS,   24 * HOUR_MS,
};

/* A receiver may ask for a pause, but not for ever. */
enum { RETRY_AFTER_MS_MAX = 24 * HOUR_MS };

int64_t retry_attempts_max(void)
{
    return (int64_t)COUNT(pauses_ms) + 1;
}

int64_t retry_pause_ms(int64_t attempt)
{
    return attempt >= 1 && attempt <= (int64_t)COUNT(pauses_ms) ? pauses_ms[attempt - 1] : 0;
}

/* The statuses that carry a Retry-After: too many requests, and the proxies' and overload ones. */
static bool heeds_retry_after(int status)
{
    return status == 429 || status == 502 || status == 503 || status == 504;
}

static int64_t later(const struct retry_answer *answer, int64_t attempt,
                     const struct retry_clock *clock)
{
    int64_t pause = retry_pause_ms(attempt) * clock->scale_permille / 1000;
    int64_t due_ms = clock->now_ms + pause + pause / 5 * (int64_t)(clock->random % 1000) / 1000;
    int64_t wanted =
        heeds_retry_after(answer->status) ? retry_after_ms(answer->retry_after, clock->now_ms) : 0;
    if (wanted > clock->now_ms + RETRY_AFTER_MS_MAX)
        wanted = clock->now_ms + RETRY_AFTER_MS_MAX;
    return wanted > due_ms ? wanted : due_ms;
}

enum retry_verdict retry_judge(const struct retry_answer *answer, int64_t attempt,
                               const struct retry_clock *clock, int64_t *due_ms)
{
    *due_ms = clock->now_ms;
    if (answer->status >= 200 && answer->status <= 299)
        return RETRY_DONE;
    if (answer->status == 410)
        return RETRY_GONE;
    if (attempt >= retry_attempts_max())
        return RETRY_GIVE_UP;
    *due_ms = later(answer, attempt, clock);
    return RETRY_LATER;
}

/* Cuts the next word off and reads it as a number of one to `digits_max` digits; -1 otherwise. */
static int64_t next_number(struct text *rest, char separator, size_t digits_max)
{
    int64_t number;
    struct text word = text_split(rest, separator);
    if (word.n == 0 || word.n > digits_max || word.p[0] == '-' || !text_to_int64(word, &number))
        return -1;
    return number;
}

static int month_of(struct text name)
{
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    for (size_t i = 0; i < COUNT(months); i++)
        if (text_is(name, months[i]))
            return (int)i;
    return -1;
}

/* "Sun, 06 Nov 1994 08:49:37 GMT"; the two older forms of a date are no longer sent. */
static int64_t date_ms(struct text value)
{
    struct text rest = value;
    if (value.n != 29 || !text_ends_with(value, TEXT(" GMT")))
        return 0;
    (void)text_split(&rest, ' ');
    int64_t day = next_number(&rest, ' ', 2);
    int month = month_of(text_split(&rest, ' '));
    int64_t year = next_number(&rest, ' ', 4);
    int64_t hour = next_number(&rest, ':', 2), minute = next_number(&rest, ':', 2);
    int64_t second = next_number(&rest, ' ', 2);
    if (day < 1 || day > 31 || month < 0 || year < 1970 || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59 || second < 0 || second > 60)
        return 0;
    struct tm tm = {.tm_year = (int)year - 1900,
                    .tm_mon = month,
                    .tm_mday = (int)day,
                    .tm_hour = (int)hour,
                    .tm_min = (int)minute,
                    .tm_sec = (int)second};
    return (int64_t)timegm(&tm) * 1000;
}

int64_t retry_after_ms(struct text value, int64_t now_ms)
{
    int64_t seconds;
    value = text_trim(value);
    if (value.n == 0)
        return 0;
    if (value.n <= 9 && value.p[0] != '-' && text_to_int64(value, &seconds))
        return now_ms + seconds * 1000;
    return date_ms(value);
}
