/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/policy_pattern.h"

#include <string.h>

/* Control characters, which no policy may hold, are the signs. */
enum { SIGN_MANY = 1, SIGN_ONE = 2, SIGN_VARIABLE = 3, SIGNS_END = 32 };

enum { SHOWN_BYTES = 128 };

static const char *const key_names[POLICY_KEYS] = {
    [POLICY_PRINCIPAL_ARN] = "aws:PrincipalArn",
    [POLICY_PRINCIPAL_ACCOUNT] = "aws:PrincipalAccount",
    [POLICY_PRINCIPAL_TYPE] = "aws:PrincipalType",
    [POLICY_USERNAME] = "aws:username",
    [POLICY_SOURCE_IP] = "aws:SourceIp",
    [POLICY_SECURE_TRANSPORT] = "aws:SecureTransport",
    [POLICY_CURRENT_TIME] = "aws:CurrentTime",
    [POLICY_EPOCH_TIME] = "aws:EpochTime",
    [POLICY_REQUESTED_REGION] = "aws:RequestedRegion",
    [POLICY_RESOURCE_ACCOUNT] = "aws:ResourceAccount",
    [POLICY_BY_TAGS] = "glue:EvaluatedByLakeFormationTags",
};

int policy_key_find(struct text name)
{
    for (int i = 0; i < POLICY_KEYS; i++)
        if (text_equal_nocase(name, text_of(key_names[i])))
            return i;
    return -1;
}

/* --- reading --- */

/* Texts that always are the same and always there; a time is not, nor what Lake Formation says. */
static bool is_variable(int key)
{
    return key >= 0 && key != POLICY_CURRENT_TIME && key != POLICY_EPOCH_TIME &&
           key != POLICY_BY_TAGS;
}

/* Reads what stands at "${": ${*}, ${?} and ${$} are the characters themselves. Returns the bytes
 * read, or 0 with the error set. */
static size_t read_variable(struct text rest, char *sign, struct err *err)
{
    size_t end = text_find(rest, '}');
    struct text name = {rest.p + 2, end < 2 ? 0 : end - 2};
    int key = policy_key_find(name);
    if (end == rest.n)
        err_set(err, ERR_INVALID, "a variable does not end: %.*s",
                TEXT_ARG(text_cut(rest, SHOWN_BYTES)));
    else if (name.n == 1 && strchr("*?$", name.p[0]))
        *sign = name.p[0];
    else if (is_variable(key))
        *sign = (char)(SIGN_VARIABLE + key);
    else
        err_set(err, ERR_INVALID, "the variable ${%.*s} is not evaluated here",
                TEXT_ARG(text_cut(name, SHOWN_BYTES)));
    return err->code == ERR_NONE ? end + 1 : 0;
}

static char sign_of(char c, unsigned flags)
{
    if (!(flags & PATTERN_WILDCARDS))
        return c;
    return c == '*' ? SIGN_MANY : c == '?' ? SIGN_ONE : c;
}

int policy_pattern_decode(struct policy_pattern *out, struct text t, unsigned flags,
                          struct arena *arena, struct err *err)
{
    char *bytes = arena_alloc(arena, t.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < t.n;) {
        struct text rest = {t.p + i, t.n - i};
        if ((unsigned char)t.p[i] < SIGNS_END)
            return err_set(err, ERR_INVALID, "a control character in %.*s",
                           TEXT_ARG(text_cut(t, i < SHOWN_BYTES ? i : SHOWN_BYTES)));
        if ((flags & PATTERN_VARIABLES) && text_starts_with(rest, TEXT("${"))) {
            size_t taken = read_variable(rest, &bytes[n++], err);
            if (taken == 0)
                return -1;
            i += taken;
        } else {
            bytes[n++] = sign_of(t.p[i++], flags);
        }
    }
    out->bytes = (struct text){bytes, n};
    return 0;
}

/* --- matching --- */

struct matcher {
    struct text pattern;
    const struct policy_facts *facts;
    bool ignore_case;
};

/* A place in the pattern, and in the value of the variable that stands there. */
struct place {
    size_t at, inside;
};

static bool is_variable_sign(unsigned char c)
{
    return c >= SIGN_VARIABLE && c < SIGNS_END;
}

/* The character or sign at a place, behind variables that are over; 0 at the end. */
static unsigned char at_place(const struct matcher *m, struct place *k)
{
    while (k->at < m->pattern.n) {
        unsigned char c = (unsigned char)m->pattern.p[k->at];
        if (!is_variable_sign(c))
            return c;
        struct text value = m->facts->values[c - SIGN_VARIABLE];
        if (k->inside < value.n)
            return (unsigned char)value.p[k->inside];
        *k = (struct place){k->at + 1, 0};
    }
    return 0;
}

static void step(const struct matcher *m, struct place *k)
{
    if (is_variable_sign((unsigned char)m->pattern.p[k->at]))
        k->inside++;
    else
        k->at++;
}

static unsigned char fold(unsigned char c)
{
    return c >= 'A' && c <= 'Z' ? (unsigned char)(c | 0x20) : c;
}

/* How many bytes of the text the character or sign takes; 0: it does not fit. */
static size_t taken(const struct matcher *m, unsigned char c, struct text rest)
{
    unsigned char first = (unsigned char)rest.p[0];
    size_t n = 1;
    if (c != SIGN_ONE)
        return c == first || (m->ignore_case && fold(c) == fold(first));
    while (n < rest.n && ((unsigned char)rest.p[n] & 0xC0) == 0x80)
        n++;
    return n;
}

static bool has_values(const struct matcher *m)
{
    for (size_t i = 0; i < m->pattern.n; i++) {
        unsigned char c = (unsigned char)m->pattern.p[i];
        if (is_variable_sign(c) && !m->facts->values[c - SIGN_VARIABLE].p)
            return false;
    }
    return true;
}

bool policy_pattern_matches(const struct policy_pattern *pattern, struct text t,
                            const struct policy_facts *facts, bool ignore_case)
{
    const struct matcher m = {pattern->bytes, facts, ignore_case};
    struct place k = {0, 0}, behind_many = {0, 0};
    size_t i = 0, many_from = 0;
    bool had_many = false;
    if (!has_values(&m))
        return false;
    for (;;) {
        unsigned char c = at_place(&m, &k);
        if (c == SIGN_MANY) {
            step(&m, &k);
            behind_many = k;
            many_from = i;
            had_many = true;
            continue;
        }
        if (c == 0 && i == t.n)
            return true;
        size_t n = c != 0 && i < t.n ? taken(&m, c, (struct text){t.p + i, t.n - i}) : 0;
        if (n > 0) {
            i += n;
            step(&m, &k);
        } else if (had_many && many_from < t.n) {
            i = ++many_from;
            k = behind_many;
        } else {
            return false;
        }
    }
}

/* --- ARNs --- */

/* Cuts at the first colons; the last part keeps the others. */
static struct text next_part(struct text *rest, bool is_last)
{
    struct text part = *rest;
    if (is_last)
        *rest = (struct text){NULL, 0};
    else
        part = text_split(rest, ':');
    return part;
}

int policy_arn_decode(struct policy_arn *out, struct text t, unsigned flags, struct arena *arena,
                      struct err *err)
{
    struct policy_pattern whole;
    if (policy_pattern_decode(&whole, t, flags, arena, err) != 0)
        return -1;
    struct text rest = whole.bytes;
    out->count = 0;
    while (rest.p && out->count < POLICY_ARN_PARTS) {
        struct text part = next_part(&rest, out->count + 1 == POLICY_ARN_PARTS);
        out->parts[out->count++].bytes = part;
    }
    struct text last = out->parts[out->count - 1].bytes;
    bool is_open = last.n > 0 && last.p[last.n - 1] == SIGN_MANY;
    bool is_arn = text_is(out->parts[0].bytes, "arn") || (out->count == 1 && last.n == 1);
    if (last.n > 0 && is_arn && (out->count == POLICY_ARN_PARTS || is_open))
        return 0;
    return err_set(err, ERR_INVALID,
                   "%.*s is not an ARN (arn:partition:service:region:account:...)",
                   TEXT_ARG(text_cut(t, SHOWN_BYTES)));
}

bool policy_arn_matches(const struct policy_arn *pattern, struct text arn,
                        const struct policy_facts *facts)
{
    struct text rest = arn;
    for (size_t i = 0; i < pattern->count; i++) {
        struct text part = next_part(&rest, i + 1 == pattern->count);
        if (!part.p || !policy_pattern_matches(&pattern->parts[i], part, facts, false))
            return false;
    }
    return true;
}
