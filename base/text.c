/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text.h"

#include <string.h>

struct text text_of(const char *string)
{
    return (struct text){string, string ? strlen(string) : 0};
}

bool text_equal(struct text a, struct text b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool text_is(struct text t, const char *string)
{
    return text_equal(t, text_of(string));
}

static unsigned char lower(char c)
{
    return (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
}

bool text_equal_nocase(struct text a, struct text b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++)
        if (lower(a.p[i]) != lower(b.p[i]))
            return false;
    return true;
}

int text_compare(struct text a, struct text b)
{
    size_t n = a.n < b.n ? a.n : b.n;
    int order = n ? memcmp(a.p, b.p, n) : 0;
    if (order != 0)
        return order;
    return (a.n > b.n) - (a.n < b.n);
}

bool text_starts_with(struct text t, struct text prefix)
{
    return t.n >= prefix.n && text_equal((struct text){t.p, prefix.n}, prefix);
}

bool text_ends_with(struct text t, struct text suffix)
{
    return t.n >= suffix.n && text_equal((struct text){t.p + t.n - suffix.n, suffix.n}, suffix);
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct text text_trim(struct text t)
{
    while (t.n > 0 && is_blank(t.p[0])) {
        t.p++;
        t.n--;
    }
    while (t.n > 0 && is_blank(t.p[t.n - 1]))
        t.n--;
    return t;
}

size_t text_find(struct text t, char c)
{
    const char *hit = t.n ? memchr(t.p, c, t.n) : NULL;
    return hit ? (size_t)(hit - t.p) : t.n;
}

struct text text_split(struct text *rest, char separator)
{
    size_t at = text_find(*rest, separator);
    struct text head = {rest->p, at};
    *rest =
        at == rest->n ? (struct text){NULL, 0} : (struct text){rest->p + at + 1, rest->n - at - 1};
    return head;
}

/* The length of the UTF-8 sequence at p, or 0 where there is none (RFC 3629, section 4). */
static size_t sequence_length(const unsigned char *p, size_t left)
{
    size_t n = p[0] < 0x80   ? 1
               : p[0] < 0xC2 ? 0
               : p[0] < 0xE0 ? 2
               : p[0] < 0xF0 ? 3
               : p[0] < 0xF5 ? 4
                             : 0;
    if (n == 0 || n > left)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (p[0] == 0xE0 && p[1] < 0xA0) || (p[0] == 0xF0 && p[1] < 0x90);
    bool surrogate = p[0] == 0xED && p[1] >= 0xA0;
    bool too_high = p[0] == 0xF4 && p[1] >= 0x90;
    return overlong || surrogate || too_high ? 0 : n;
}

bool text_is_utf8(struct text t)
{
    const unsigned char *p = (const unsigned char *)t.p;
    size_t left = t.n;
    while (left > 0) {
        /* Nearly all metadata is ASCII: eight bytes at a time. */
        uint64_t word;
        if (left >= 8 && (memcpy(&word, p, 8), (word & UINT64_C(0x8080808080808080)) == 0)) {
            p += 8;
            left -= 8;
            continue;
        }
        size_t n = sequence_length(p, left);
        if (n == 0)
            return false;
        p += n;
        left -= n;
    }
    return true;
}

size_t text_length(struct text t)
{
    size_t n = 0;
    for (size_t i = 0; i < t.n; i++)
        n += ((unsigned char)t.p[i] & 0xC0) != 0x80;
    return n;
}

struct text text_cut(struct text t, size_t bytes_max)
{
    if (t.n <= bytes_max)
        return t;
    size_t n = bytes_max;
    while (n > 0 && ((unsigned char)t.p[n] & 0xC0) == 0x80)
        n--;
    return (struct text){t.p, n};
}

bool text_to_int64(struct text t, int64_t *out)
{
    bool negative = t.n > 0 && t.p[0] == '-';
    uint64_t limit = negative ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
    uint64_t sum = 0;
    size_t i = negative;
    if (i == t.n)
        return false;
    for (; i < t.n; i++) {
        if (t.p[i] < '0' || t.p[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(t.p[i] - '0');
        if (sum > (limit - digit) / 10)
            return false;
        sum = sum * 10 + digit;
    }
    *out = negative ? (int64_t)(0 - sum) : (int64_t)sum;
    return true;
}
