/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/epoch_seconds.h"

#include "catalog/shape.h"

bool epoch_seconds_decimal(struct text raw, int64_t *ms)
{
    struct text fraction = raw, whole = text_split(&fraction, '.');
    int64_t seconds, thousandths = 0;
    for (size_t i = 0; i < fraction.n; i++)
        if (fraction.p[i] < '0' || fraction.p[i] > '9')
            return false;
    if (!text_to_int64(whole, &seconds) || seconds >= INT64_MAX / 1000 ||
        seconds <= INT64_MIN / 1000)
        return false;
    for (size_t i = 0; i < 3; i++)
        thousandths = thousandths * 10 + (i < fraction.n ? fraction.p[i] - '0' : 0);
    thousandths += fraction.n > 3 && fraction.p[3] >= '5';
    *ms = seconds * 1000 + (raw.p[0] == '-' ? -thousandths : thousandths);
    return true;
}

/* What was kept must read back as the same time, so the detour over a double is left to numbers
 * with an exponent, which we never write. */
static int64_t nearest_ms(struct json_number n)
{
    int64_t exact;
    if (epoch_seconds_decimal(n.raw, &exact))
        return exact;
    double ms = n.real * 1000.0;
    return ms >= 9e18    ? INT64_MAX
           : ms <= -9e18 ? INT64_MIN
                         : (int64_t)(ms < 0 ? ms - 0.5 : ms + 0.5);
}

int64_t epoch_seconds_to_ms(struct json_number n)
{
    const int64_t end_ms = (TIME_SECONDS_MAX + 1) * 1000;
    int64_t ms = nearest_ms(n);
    if (n.real < (double)TIME_SECONDS_MIN)
        return INT64_MIN;
    return n.real < (double)(TIME_SECONDS_MAX + 1) && ms == end_ms ? end_ms - 1 : ms;
}

bool epoch_is_milliseconds(int64_t n)
{
    const int64_t far = INT64_C(100000000000);
    return n >= far || n <= -far;
}
