/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/policy.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "base/memory.h"
#include "catalog/policy_inside.h"

enum { SHOWN_BYTES = 128, NUMBER_BYTES = 32 };

/* What is compiled is a few times as large as its text. */
enum { ARENA_BYTES = 256 * LIMIT_POLICY_BYTES };

struct reader {
    struct policy *policy;
    const struct policy_rules *rules;
    unsigned flags;    /* of patterns */
    struct text *sids; /* in the JSON */
    size_t sids_count;
    struct err *err;
};

static struct text text_of_json(const json_t *value)
{
    return (struct text){json_string_value(value), json_string_length(value)};
}

static struct text copy_of_json(struct reader *r, const json_t *value)
{
    return arena_copy(&r->policy->arena, text_of_json(value));
}

/* --- one or several --- */

/* Elements that are one text or a list of them. */
static size_t count_of(const json_t *value)
{
    return json_is_array(value) ? json_array_size(value) : 1;
}

static const json_t *item_of(const json_t *value, size_t i)
{
    return json_is_array(value) ? json_array_get(value, i) : value;
}

static int check_texts(struct reader *r, const json_t *value, const char *element)
{
    size_t count = count_of(value);
    if (count == 0)
        return err_set(r->err, ERR_INVALID, "%s is empty", element);
    for (size_t i = 0; i < count; i++)
        if (!json_is_string(item_of(value, i)))
            return err_set(r->err, ERR_INVALID, "%s is a text or a list of texts", element);
    return 0;
}

/* Refuses members that the grammar does not know. */
static int check_members(struct reader *r, const json_t *object, const char *const *known)
{
    for (void *i = json_object_iter((json_t *)object); i;
         i = json_object_iter_next((json_t *)object, i)) {
        const char *name = json_object_iter_key(i);
        size_t k = 0;
        while (known[k] && strcmp(known[k], name) != 0)
            k++;
        if (!known[k])
            return err_set(r->err, ERR_INVALID, "the element %.*s is not known",
                           TEXT_ARG(text_cut(text_of(name), SHOWN_BYTES)));
    }
    return 0;
}

/* Of an element and its opposite one must be there. */
static int choose(struct reader *r, const json_t *object, const char *const names[2],
                  const json_t **value)
{
    const json_t *plain = json_object_get(object, names[0]);
    const json_t *opposite = json_object_get(object, names[1]);
    *value = plain ? plain : opposite;
    if (plain && opposite)
        return err_set(r->err, ERR_INVALID, "%s and %s exclude each other", names[0], names[1]);
    if (!*value)
        return err_set(r->err, ERR_INVALID, "%s (or %s) is missing", names[0], names[1]);
    return opposite != NULL;
}

/* --- the elements of a statement --- */

static int read_sid(struct reader *r, const json_t *object)
{
    const json_t *value = json_object_get(object, "Sid");
    if (!value)
        return 0;
    if (!json_is_string(value))
        return err_set(r->err, ERR_INVALID, "Sid is a text");
    struct text sid = text_of_json(value);
    for (size_t i = 0; i < r->sids_count; i++)
        if (sid.n > 0 && text_equal(sid, r->sids[i]))
            return err_set(r->err, ERR_INVALID, "the Sid %.*s is there twice",
                           TEXT_ARG(text_cut(sid, SHOWN_BYTES)));
    r->sids[r->sids_count++] = sid;
    return 0;
}

static int read_effect(struct reader *r, const json_t *object, struct policy_statement *s)
{
    struct text effect = text_of_json(json_object_get(object, "Effect"));
    s->is_deny = text_is(effect, "Deny");
    if (s->is_deny || text_is(effect, "Allow"))
        return 0;
    return err_set(r->err, ERR_INVALID, "Effect is \"Allow\" or \"Deny\"");
}

/* Services are checked and not kept: none of them calls here, so none is ever meant. */
static int check_services(struct reader *r, const json_t *names)
{
    if (!names)
        return 0;
    if (check_texts(r, names, "Principal") != 0)
        return -1;
    for (size_t i = 0; i < count_of(names); i++)
        if (policy_service_check(text_of_json(item_of(names, i)), r->err) != 0)
            return -1;
    return 0;
}

static int read_names(struct reader *r, const json_t *names, struct policy_statement *s)
{
    if (!names)
        return 0;
    if (check_texts(r, names, "Principal") != 0)
        return -1;
    s->principals = ARENA_ARRAY(&r->policy->arena, struct policy_principal, count_of(names));
    for (size_t i = 0; i < count_of(names); i++)
        if (policy_principal_decode(s, copy_of_json(r, item_of(names, i)), r->err) != 0)
            return -1;
    return 0;
}

/* "*", or {"AWS": one or several, "Service": one or several}. */
static int read_principals(struct reader *r, const json_t *value, struct policy_statement *s)
{
    static const char *const types[] = {"AWS", "Service", NULL};
    const json_t *names = json_object_get(value, types[0]);
    const json_t *services = json_object_get(value, types[1]);
    if (json_is_string(value) && text_is(text_of_json(value), "*"))
        names = value;
    if (json_is_object(value) && check_members(r, value, types) != 0)
        return -1;
    if (!names && !services)
        return err_set(r->err, ERR_INVALID,
                       "a principal is \"*\", {\"AWS\": ...} or {\"Service\": ...}");
    return check_services(r, services) != 0 ? -1 : read_names(r, names, s);
}

static int choose_principals(struct reader *r, const json_t *object, struct policy_statement *s)
{
    static const char *const names[] = {"Principal", "NotPrincipal"};
    const json_t *value;
    if (r->rules->kind == POLICY_OF_IDENTITY) {
        if (json_object_get(object, names[0]) || json_object_get(object, names[1]))
            return err_set(r->err, ERR_INVALID, "the policy of a key names no principal");
        return 0;
    }
    int opposite = choose(r, object, names, &value);
    s->has_principals = true;
    s->not_principals = opposite == 1;
    return opposite < 0 ? -1 : read_principals(r, value, s);
}

static bool is_service(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!((t.p[i] >= 'a' && t.p[i] <= 'z') || (t.p[i] >= 'A' && t.p[i] <= 'Z') ||
              (t.p[i] >= '0' && t.p[i] <= '9') || t.p[i] == '-'))
            return false;
    return t.n > 0;
}

static int read_action(struct reader *r, const json_t *value, struct policy_action *action)
{
    struct text whole = copy_of_json(r, value), name = whole;
    struct text service = text_split(&name, ':');
    if (text_is(whole, "*"))
        return 0;
    if (!name.p || name.n == 0 || !is_service(service))
        return err_set(r->err, ERR_INVALID, "%.*s is no action (service:Operation)",
                       TEXT_ARG(text_cut(whole, SHOWN_BYTES)));
    if (r->rules->kind == POLICY_OF_RESOURCE && !text_equal_nocase(service, TEXT("glue")))
        return err_set(r->err, ERR_INVALID, "%.*s is no action on a catalog (glue:Operation)",
                       TEXT_ARG(text_cut(whole, SHOWN_BYTES)));
    action->service = service;
    return policy_pattern_decode(&action->name, name, PATTERN_WILDCARDS, &r->policy->arena, r->err);
}

static int read_actions(struct reader *r, const json_t *object, struct policy_statement *s)
{
    static const char *const names[] = {"Action", "NotAction"};
    const json_t *value;
    int opposite = choose(r, object, names, &value);
    if (opposite < 0 || check_texts(r, value, names[opposite]) != 0)
        return -1;
    s->not_actions = opposite == 1;
    s->actions_count = count_of(value);
    s->actions = ARENA_ARRAY(&r->policy->arena, struct policy_action, s->actions_count);
    for (size_t i = 0; i < s->actions_count; i++)
        if (read_action(r, item_of(value, i), &s->actions[i]) != 0)
            return -1;
    return 0;
}

/* The policy of a catalog speaks of what is in it: "*" is not allowed there, as the real service
 * has it. A resource elsewhere would never be asked about. */
static int check_resource(struct reader *r, const struct policy_arn *arn, struct text t)
{
    static const struct policy_facts nothing;
    const struct text own[] = {TEXT("arn"), TEXT("aws"), TEXT("glue"), r->rules->region,
                               r->rules->account};
    bool is_own = arn->count > 1;
    for (size_t i = 0; i < COUNT(own) && i < arn->count && is_own; i++)
        is_own =
            !own[i].p || policy_pattern_matches(&arn->parts[i], own[i], &nothing, false) || i == 1;
    if (is_own)
        return 0;
    return err_set(r->err, ERR_INVALID, "the resource %.*s does not lie in arn:aws:glue:%.*s:%.*s:",
                   TEXT_ARG(text_cut(t, SHOWN_BYTES)), TEXT_ARG(r->rules->region),
                   TEXT_ARG(r->rules->account));
}

static int read_resources(struct reader *r, const json_t *object, struct policy_statement *s)
{
    static const char *const names[] = {"Resource", "NotResource"};
    const json_t *value;
    int opposite = choose(r, object, names, &value);
    if (opposite < 0 || check_texts(r, value, names[opposite]) != 0)
        return -1;
    s->not_resources = opposite == 1;
    s->resources_count = count_of(value);
    s->resources = ARENA_ARRAY(&r->policy->arena, struct policy_arn, s->resources_count);
    for (size_t i = 0; i < s->resources_count; i++) {
        struct text t = text_of_json(item_of(value, i));
        if (policy_arn_decode(&s->resources[i], t, r->flags | PATTERN_WILDCARDS, &r->policy->arena,
                              r->err) != 0)
            return -1;
        if (r->rules->kind == POLICY_OF_RESOURCE && check_resource(r, &s->resources[i], t) != 0)
            return -1;
    }
    return 0;
}

/* --- conditions --- */

/* A value may be written as a text, a number or a boolean. */
static int read_value(struct reader *r, const json_t *value, struct policy_condition *condition)
{
    struct text t = text_of_json(value);
    if (json_is_boolean(value))
        t = json_is_true(value) ? TEXT("true") : TEXT("false");
    else if (json_is_integer(value))
        t = arena_printf(&r->policy->arena, "%lld", (long long)json_integer_value(value));
    else if (!json_is_string(value))
        return err_set(r->err, ERR_INVALID, "a value is a text, a whole number or a boolean");
    return policy_condition_add(condition, t, r->flags, &r->policy->arena, r->err);
}

static int read_values(struct reader *r, const json_t *values, struct policy_condition *condition)
{
    size_t count = count_of(values);
    if (count == 0)
        return err_set(r->err, ERR_INVALID, "a list of values is empty");
    condition->operands = policy_operands_new(&r->policy->arena, count);
    for (size_t i = 0; i < count; i++)
        if (read_value(r, item_of(values, i), condition) != 0)
            return -1;
    return 0;
}

/* {"aws:username": values, ...} behind one operator. */
static int read_operator(struct reader *r, const char *operator_name, const json_t *keys,
                         struct policy_statement *s)
{
    for (void *i = json_object_iter((json_t *)keys); i;
         i = json_object_iter_next((json_t *)keys, i)) {
        struct policy_condition *condition = &s->conditions[s->conditions_count++];
        if (policy_condition_begin(condition, text_of(operator_name),
                                   text_of(json_object_iter_key(i)), r->err) != 0 ||
            read_values(r, json_object_iter_value(i), condition) != 0)
            return err_wrap(r->err, "Condition");
    }
    return 0;
}

static int read_conditions(struct reader *r, const json_t *object, struct policy_statement *s)
{
    json_t *operators = json_object_get(object, "Condition");
    size_t count = 0;
    if (!operators)
        return 0;
    if (!json_is_object(operators))
        return err_set(r->err, ERR_INVALID, "Condition is an object of operators");
    for (void *i = json_object_iter(operators); i; i = json_object_iter_next(operators, i)) {
        const json_t *keys = json_object_iter_value(i);
        if (!json_is_object(keys) || json_object_size(keys) == 0)
            return err_set(r->err, ERR_INVALID, "Condition: %.*s is an object of keys",
                           TEXT_ARG(text_cut(text_of(json_object_iter_key(i)), SHOWN_BYTES)));
        count += json_object_size(keys);
    }
    s->conditions = ARENA_ARRAY(&r->policy->arena, struct policy_condition, count + 1);
    for (void *i = json_object_iter(operators); i; i = json_object_iter_next(operators, i))
        if (read_operator(r, json_object_iter_key(i), json_object_iter_value(i), s) != 0)
            return -1;
    return 0;
}

/* --- the whole --- */

static int read_statement(struct reader *r, const json_t *object, struct policy_statement *s)
{
    static const char *const known[] = {"Sid",       "Effect",    "Principal", "NotPrincipal",
                                        "Action",    "NotAction", "Resource",  "NotResource",
                                        "Condition", NULL};
    if (!json_is_object(object))
        return err_set(r->err, ERR_INVALID, "it is no object");
    if (check_members(r, object, known) != 0 || read_sid(r, object) != 0 ||
        read_effect(r, object, s) != 0 || choose_principals(r, object, s) != 0 ||
        read_actions(r, object, s) != 0 || read_resources(r, object, s) != 0)
        return -1;
    return read_conditions(r, object, s);
}

/* Statement by statement: one object, or a list of them. */
static int read_statements(struct reader *r, const json_t *value)
{
    struct policy *policy = r->policy;
    if (!value || count_of(value) == 0)
        return err_set(r->err, ERR_INVALID, "it holds no Statement");
    policy->statements = ARENA_ARRAY(&policy->arena, struct policy_statement, count_of(value));
    r->sids = ARENA_ARRAY(&policy->arena, struct text, count_of(value));
    for (size_t i = 0; i < count_of(value); i++)
        if (read_statement(r, item_of(value, i), &policy->statements[policy->statements_count++]))
            return err_wrap(r->err, "statement %zu", i + 1);
    return 0;
}

/* Without a Version a policy is of the older one, which knows no variables. */
static int read_version(struct reader *r, const json_t *root)
{
    const json_t *value = json_object_get(root, "Version");
    struct text version = value ? text_of_json(value) : TEXT("2008-10-17");
    if (text_is(version, "2012-10-17"))
        r->flags = PATTERN_VARIABLES;
    else if (!text_is(version, "2008-10-17"))
        return err_set(r->err, ERR_INVALID, "Version is \"2012-10-17\" or \"2008-10-17\"");
    return 0;
}

static int read_policy(struct reader *r, const json_t *root)
{
    static const char *const known[] = {"Version", "Id", "Statement", NULL};
    const json_t *id = json_object_get(root, "Id");
    if (!json_is_object(root))
        return err_set(r->err, ERR_INVALID, "it is no JSON object");
    if (check_members(r, root, known) != 0 || read_version(r, root) != 0)
        return -1;
    if (id && !json_is_string(id))
        return err_set(r->err, ERR_INVALID, "Id is a text");
    return read_statements(r, json_object_get(root, "Statement"));
}

static int parse(struct reader *r, struct text json)
{
    json_error_t error;
    json_t *root = json_loadb(json.p, json.n, JSON_REJECT_DUPLICATES, &error);
    if (!root && json_error_code(&error) == json_error_out_of_memory)
        memory_exhausted(json.n);
    if (!root)
        return err_set(r->err, ERR_INVALID, "line %d, column %d: %s", error.line, error.column,
                       error.text);
    int result = read_policy(r, root);
    json_decref(root);
    return result;
}

static bool is_everything(const struct policy_statement *s)
{
    return !s->is_deny && !s->has_principals && s->conditions_count == 0 && !s->not_actions &&
           !s->not_resources && s->actions_count == 1 && !s->actions[0].service.p &&
           s->resources_count == 1 && s->resources[0].count == 1;
}

static bool allows_everything(const struct policy *policy)
{
    bool all = false;
    for (size_t i = 0; i < policy->statements_count; i++) {
        if (policy->statements[i].is_deny)
            return false;
        all = all || is_everything(&policy->statements[i]);
    }
    return all;
}

struct policy *policy_new(struct text json, const struct policy_rules *rules, struct err *err)
{
    if (json.n > LIMIT_POLICY_BYTES) {
        err_set(err, ERR_INVALID, "The policy is %zu bytes long; %d are allowed.", json.n,
                LIMIT_POLICY_BYTES);
        return NULL;
    }
    struct policy *policy = memory_new(sizeof *policy);
    struct reader r = {.policy = policy, .rules = rules, .err = err};
    atomic_store(&policy->owners, 1);
    arena_init(&policy->arena, ARENA_BYTES, NULL);
    if (parse(&r, json) == 0) {
        policy->allows_everything = allows_everything(policy);
        return policy;
    }
    err_wrap(err, "The policy cannot be used");
    policy_drop(policy);
    return NULL;
}

const struct policy *policy_take(const struct policy *policy)
{
    if (policy)
        atomic_fetch_add(&((struct policy *)policy)->owners, 1);
    return policy;
}

void policy_drop(const struct policy *policy)
{
    struct policy *mine = (struct policy *)policy;
    if (!mine || atomic_fetch_sub(&mine->owners, 1) != 1)
        return;
    arena_release(&mine->arena);
    free(mine);
}

bool policy_allows_everything(const struct policy *policy)
{
    return policy->allows_everything;
}
