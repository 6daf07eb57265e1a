/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/policy_condition.h"

#include "base/cidr.h"
#include "base/date.h"

enum { SHOWN_BYTES = 128, MS_PER_SECOND = 1000, DAY_TEXT_BYTES = 10 };

struct policy_operand {
    union {
        struct policy_pattern pattern;
        struct policy_arn arn;
        struct cidr range;
        int64_t number; /* dates: milliseconds */
        bool boolean;
    };
};

/* What a value is compared as. */
enum comparison {
    AS_TEXT,
    AS_TEXT_ANY_CASE,
    AS_PATTERN,
    AS_ARN,
    AS_NUMBER,
    AS_DATE,
    AS_BOOLEAN,
    AS_ADDRESS,
    AS_NULL
};

/* Which results of (what the request has) compared with (the value) fit. */
enum order { EQUAL = 1, LESS = 2, GREATER = 4 };

struct policy_operator {
    const char *name;
    enum comparison as;
    bool is_negated;
    unsigned order; /* of numbers and dates */
};

static const struct policy_operator operators[] = {
    {"StringEquals", AS_TEXT, false, 0},
    {"StringNotEquals", AS_TEXT, true, 0},
    {"StringEqualsIgnoreCase", AS_TEXT_ANY_CASE, false, 0},
    {"StringNotEqualsIgnoreCase", AS_TEXT_ANY_CASE, true, 0},
    {"StringLike", AS_PATTERN, false, 0},
    {"StringNotLike", AS_PATTERN, true, 0},
    {"ArnEquals", AS_ARN, false, 0},
    {"ArnLike", AS_ARN, false, 0},
    {"ArnNotEquals", AS_ARN, true, 0},
    {"ArnNotLike", AS_ARN, true, 0},
    {"NumericEquals", AS_NUMBER, false, EQUAL},
    {"NumericNotEquals", AS_NUMBER, true, EQUAL},
    {"NumericLessThan", AS_NUMBER, false, LESS},
    {"NumericLessThanEquals", AS_NUMBER, false, LESS | EQUAL},
    {"NumericGreaterThan", AS_NUMBER, false, GREATER},
    {"NumericGreaterThanEquals", AS_NUMBER, false, GREATER | EQUAL},
    {"DateEquals", AS_DATE, false, EQUAL},
    {"DateNotEquals", AS_DATE, true, EQUAL},
    {"DateLessThan", AS_DATE, false, LESS},
    {"DateLessThanEquals", AS_DATE, false, LESS | EQUAL},
    {"DateGreaterThan", AS_DATE, false, GREATER},
    {"DateGreaterThanEquals", AS_DATE, false, GREATER | EQUAL},
    {"Bool", AS_BOOLEAN, false, 0},
    {"IpAddress", AS_ADDRESS, false, 0},
    {"NotIpAddress", AS_ADDRESS, true, 0},
    {"Null", AS_NULL, false, 0},
};

/* Which comparisons go with which key. */
#define OF(comparison) (1u << (comparison))
enum {
    TEXTS = OF(AS_TEXT) | OF(AS_TEXT_ANY_CASE) | OF(AS_PATTERN) | OF(AS_NULL),
};
static const unsigned comparisons[POLICY_KEYS] = {
    [POLICY_PRINCIPAL_ARN] = TEXTS | OF(AS_ARN),
    [POLICY_PRINCIPAL_ACCOUNT] = TEXTS,
    [POLICY_PRINCIPAL_TYPE] = TEXTS,
    [POLICY_USERNAME] = TEXTS,
    [POLICY_SOURCE_IP] = OF(AS_ADDRESS) | OF(AS_NULL),
    [POLICY_SECURE_TRANSPORT] = OF(AS_BOOLEAN) | OF(AS_NULL),
    [POLICY_CURRENT_TIME] = OF(AS_DATE) | OF(AS_NULL),
    [POLICY_EPOCH_TIME] = OF(AS_DATE) | OF(AS_NUMBER) | OF(AS_NULL),
    [POLICY_REQUESTED_REGION] = TEXTS,
    [POLICY_RESOURCE_ACCOUNT] = TEXTS,
    [POLICY_BY_TAGS] = OF(AS_BOOLEAN) | OF(AS_NULL),
};

/* --- reading --- */

static const struct policy_operator *find_operator(struct text name)
{
    for (size_t i = 0; i < COUNT(operators); i++)
        if (text_is(name, operators[i].name))
            return &operators[i];
    return NULL;
}

int policy_condition_begin(struct policy_condition *out, struct text operator_name,
                           struct text key_name, struct err *err)
{
    static const struct text suffix = TEXT_INIT("IfExists");
    struct text plain = operator_name;
    *out = (struct policy_condition){.key = policy_key_find(key_name)};
    out->if_exists = text_ends_with(plain, suffix);
    plain.n -= out->if_exists ? suffix.n : 0;
    out->op = find_operator(plain);
    bool is_null_if_exists = out->op && out->op->as == AS_NULL && out->if_exists;
    if (!out->op || is_null_if_exists)
        return err_set(err, ERR_INVALID, "the operator %.*s is not evaluated here",
                       TEXT_ARG(text_cut(operator_name, SHOWN_BYTES)));
    if (out->key < 0)
        return err_set(err, ERR_INVALID, "the key %.*s is not evaluated here",
                       TEXT_ARG(text_cut(key_name, SHOWN_BYTES)));
    if (!(comparisons[out->key] & OF(out->op->as)))
        return err_set(err, ERR_INVALID, "%.*s does not compare what %.*s holds",
                       TEXT_ARG(text_cut(operator_name, SHOWN_BYTES)), TEXT_ARG(key_name));
    return 0;
}

struct policy_operand *policy_operands_new(struct arena *arena, size_t count)
{
    return ARENA_ARRAY(arena, struct policy_operand, count);
}

/* A moment: seconds since 1970, a day, or a day and a time in UTC. */
static bool read_date(struct text value, struct arena *arena, int64_t *ms)
{
    int64_t seconds;
    if (text_to_int64(value, &seconds)) {
        bool fits = seconds >= 0 && seconds <= INT64_MAX / MS_PER_SECOND;
        *ms = fits ? seconds * MS_PER_SECOND : 0;
        return fits;
    }
    if (value.n == DAY_TEXT_BYTES)
        value = arena_printf(arena, "%.*sT00:00:00Z", TEXT_ARG(value));
    return date_decode_iso8601(value, ms);
}

static bool read_boolean(struct text value, bool *out)
{
    *out = text_equal_nocase(value, TEXT("true"));
    return *out || text_equal_nocase(value, TEXT("false"));
}

int policy_condition_add(struct policy_condition *condition, struct text value, unsigned flags,
                         struct arena *arena, struct err *err)
{
    struct policy_operand *o = &condition->operands[condition->count];
    struct err ignored = {0};
    bool is_good = true;
    switch (condition->op->as) {
    case AS_TEXT:
    case AS_TEXT_ANY_CASE:
        if (policy_pattern_decode(&o->pattern, value, flags, arena, err) != 0)
            return -1;
        break;
    case AS_PATTERN:
        flags |= PATTERN_WILDCARDS;
        if (policy_pattern_decode(&o->pattern, value, flags, arena, err) != 0)
            return -1;
        break;
    case AS_ARN:
        if (policy_arn_decode(&o->arn, value, flags | PATTERN_WILDCARDS, arena, err) != 0)
            return -1;
        break;
    case AS_NUMBER:
        is_good = text_to_int64(value, &o->number);
        break;
    case AS_DATE:
        is_good = read_date(value, arena, &o->number);
        break;
    case AS_BOOLEAN:
    case AS_NULL:
        is_good = read_boolean(value, &o->boolean);
        break;
    case AS_ADDRESS:
        is_good = cidr_decode(&o->range, value, &ignored) == 0;
        break;
    }
    if (!is_good)
        return err_set(err, ERR_INVALID, "the value %.*s is none that %s can compare",
                       TEXT_ARG(text_cut(value, SHOWN_BYTES)), condition->op->name);
    condition->count++;
    return 0;
}

/* --- evaluating --- */

static bool is_ordered(const struct policy_operator *op, int64_t present, int64_t value)
{
    enum order order = present < value ? LESS : present > value ? GREATER : EQUAL;
    return (op->order & order) != 0;
}

static bool is_in_range(struct text present, const struct cidr *range)
{
    struct cidr address;
    struct err err = {0};
    return cidr_decode(&address, present, &err) == 0 && cidr_contains(range, &address);
}

static bool fits(const struct policy_condition *condition, const struct policy_operand *o,
                 const struct policy_facts *facts)
{
    struct text present = facts->values[condition->key];
    switch (condition->op->as) {
    case AS_TEXT:
    case AS_PATTERN:
        return policy_pattern_matches(&o->pattern, present, facts, false);
    case AS_TEXT_ANY_CASE:
        return policy_pattern_matches(&o->pattern, present, facts, true);
    case AS_ARN:
        return policy_arn_matches(&o->arn, present, facts);
    case AS_NUMBER:
        return is_ordered(condition->op, facts->now_ms / MS_PER_SECOND, o->number);
    case AS_DATE:
        return is_ordered(condition->op, facts->now_ms, o->number);
    case AS_BOOLEAN:
        return text_equal_nocase(present, TEXT("true")) == o->boolean;
    case AS_ADDRESS:
        return is_in_range(present, &o->range);
    case AS_NULL:
        return (present.p == NULL) == o->boolean;
    }
    return false;
}

static bool any_fits(const struct policy_condition *condition, const struct policy_facts *facts)
{
    for (size_t i = 0; i < condition->count; i++)
        if (fits(condition, &condition->operands[i], facts))
            return true;
    return false;
}

bool policy_condition_holds(const struct policy_condition *condition,
                            const struct policy_facts *facts)
{
    if (!facts->values[condition->key].p && condition->op->as != AS_NULL)
        return condition->if_exists || condition->op->is_negated;
    return any_fits(condition, facts) != condition->op->is_negated;
}
