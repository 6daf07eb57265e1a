/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/access.h"

#include <pthread.h>
#include <stdlib.h>

#include "api/operations/access_inside.h"
#include "base/clock.h"
#include "base/limits.h"
#include "base/memory.h"
#include "store/resource_policy.h"

enum {
    SET_BYTES_MAX = 2 * LIMIT_RESOURCE_POLICIES * LIMIT_POLICY_BYTES,
    ARNS_BYTES_MAX = 1 << 20,
    SHOWN_ARN_BYTES = 512,
    SHOWN_CALLER_BYTES = 128
};

struct access_entry {
    struct text resource;
    const struct policy *policy;
};

struct access_set {
    atomic_size_t owners;
    struct arena arena;
    struct access_entry *entries; /* by resource */
    size_t count;
};

struct access {
    struct access_options options;
    atomic_size_t count;         /* of the current set: what most requests look at */
    pthread_mutex_t lock;        /* guards `current` */
    pthread_mutex_t reload_lock; /* who reads the store later must not be overtaken */
    struct access_set *current;
};

/* --- sets --- */

struct access_set *access_set_take(struct access *access)
{
    pthread_mutex_lock(&access->lock);
    struct access_set *set = access->current;
    atomic_fetch_add(&set->owners, 1);
    pthread_mutex_unlock(&access->lock);
    return set;
}

void access_set_drop(struct access_set *set)
{
    if (!set || atomic_fetch_sub(&set->owners, 1) != 1)
        return;
    for (size_t i = 0; i < set->count; i++)
        policy_drop(set->entries[i].policy);
    arena_release(&set->arena);
    free(set);
}

const struct policy *access_set_find(const struct access_set *set, struct text resource)
{
    size_t low = 0, high = set ? set->count : 0;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = text_compare(set->entries[middle].resource, resource);
        if (order == 0)
            return set->entries[middle].policy;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

struct reading {
    struct access_set *set;
    struct resource_policy *found;
    size_t count;
};

static int read_all(struct tx *tx, void *context)
{
    struct reading *r = context;
    return resource_policy_read_all(tx, &r->set->arena, &r->found, &r->count);
}

/* What was checked when it was put is not checked against the region again, which may change. */
static int fill(struct access_set *set, const struct reading *r, struct err *err)
{
    static const struct policy_rules rules = {.kind = POLICY_OF_RESOURCE};
    set->entries = ARENA_ARRAY(&set->arena, struct access_entry, r->count + 1);
    for (size_t i = 0; i < r->count; i++) {
        const struct policy *policy = policy_new(r->found[i].policy, &rules, err);
        if (!policy)
            return err_wrap(err, "the policy of %.*s", TEXT_ARG(r->found[i].resource));
        set->entries[set->count++] = (struct access_entry){r->found[i].resource, policy};
    }
    return 0;
}

static int read_set(struct access *access, struct err *err)
{
    struct access_set *set = memory_new(sizeof *set);
    struct reading r = {.set = set};
    atomic_store(&set->owners, 1);
    arena_init(&set->arena, SET_BYTES_MAX, NULL);
    if (store_read(access->options.store, read_all, &r, err) != 0 || fill(set, &r, err) != 0) {
        access_set_drop(set);
        return -1;
    }
    pthread_mutex_lock(&access->lock);
    struct access_set *old = access->current;
    access->current = set;
    atomic_store(&access->count, set->count);
    pthread_mutex_unlock(&access->lock);
    access_set_drop(old);
    return 0;
}

int access_reload(struct access *access, struct err *err)
{
    pthread_mutex_lock(&access->reload_lock);
    int result = read_set(access, err);
    pthread_mutex_unlock(&access->reload_lock);
    return result;
}

struct access *access_open(const struct access_options *options, struct err *err)
{
    struct access *access = memory_new(sizeof *access);
    access->options = *options;
    pthread_mutex_init(&access->lock, NULL);
    pthread_mutex_init(&access->reload_lock, NULL);
    if (access_reload(access, err) == 0)
        return access;
    access_close(access);
    return NULL;
}

void access_close(struct access *access)
{
    if (!access)
        return;
    access_set_drop(access->current);
    pthread_mutex_destroy(&access->lock);
    pthread_mutex_destroy(&access->reload_lock);
    free(access);
}

struct policy_rules access_rules(const struct service *service)
{
    return (struct policy_rules){POLICY_OF_RESOURCE, service->region, service->account_id};
}

/* --- one question --- */

/* Why not. */
enum verdict { ALLOWED, NOBODY_ALLOWS, IDENTITY_DENIES, RESOURCE_DENIES };

static enum verdict judge(const struct access_asker *asker, const struct access_step *step,
                          const struct policy_question *question)
{
    const struct policy *identity = asker->call->caller.policy;
    enum policy_answer own = identity ? policy_evaluate(identity, question) : POLICY_ALLOWS;
    bool is_allowed = own == POLICY_ALLOWS;
    if (own == POLICY_DENIES)
        return IDENTITY_DENIES;
    for (; step; step = step->above) {
        enum policy_answer answer =
            step->policy ? policy_evaluate(step->policy, question) : POLICY_IS_SILENT;
        if (answer == POLICY_DENIES)
            return RESOURCE_DENIES;
        is_allowed = is_allowed || answer == POLICY_ALLOWS;
    }
    return is_allowed ? ALLOWED : NOBODY_ALLOWS;
}

/* In the words of the real service. */
static int refuse(struct access_asker *asker, struct text arn, enum verdict verdict)
{
    static const char *const reasons[] = {
        [IDENTITY_DENIES] = "with an explicit deny in an identity-based policy",
        [RESOURCE_DENIES] = "with an explicit deny in a resource-based policy",
    };
    struct err *err = &asker->call->err;
    struct text caller = text_cut(asker->call->caller.arn, SHOWN_CALLER_BYTES);
    struct text shown = text_cut(arn, SHOWN_ARN_BYTES), service = asker->service,
                action = asker->action;
    if (asker->quiet)
        return -1;
    if (verdict == NOBODY_ALLOWS)
        return err_set(err, ERR_ACCESS_DENIED,
                       "User: %.*s is not authorized to perform: %.*s:%.*s on resource: %.*s "
                       "because no identity-based policy allows the %.*s:%.*s action",
                       TEXT_ARG(caller), TEXT_ARG(service), TEXT_ARG(action), TEXT_ARG(shown),
                       TEXT_ARG(service), TEXT_ARG(action));
    return err_set(err, ERR_ACCESS_DENIED,
                   "User: %.*s is not authorized to perform: %.*s:%.*s on resource: %.*s %s",
                   TEXT_ARG(caller), TEXT_ARG(service), TEXT_ARG(action), TEXT_ARG(shown),
                   reasons[verdict]);
}

struct access_step access_below(const struct access_asker *asker, const struct access_step *above,
                                struct text path)
{
    return (struct access_step){above, path, access_set_find(asker->call->policies, path)};
}

int access_ask(struct access_asker *asker, const struct access_step *step)
{
    struct call *call = asker->call;
    struct text region = call->service->region, account = call->service->account_id;
    bool is_global = text_is(asker->service, "iam"); /* IAM knows no regions */
    struct text arn = arena_printf(asker->arena, "arn:aws:%.*s:%.*s:%.*s:%.*s",
                                   TEXT_ARG(asker->service), is_global ? 0 : (int)region.n,
                                   region.p, TEXT_ARG(account), TEXT_ARG(step->path));
    struct policy_question question = {asker->service, asker->action, arn, &asker->facts};
    enum verdict verdict = judge(asker, step, &question);
    return verdict == ALLOWED ? 0 : refuse(asker, arn, verdict);
}

/* --- calls --- */

static void fill_facts(struct policy_facts *facts, const struct call *call)
{
    const struct caller *caller = &call->caller;
    *facts = (struct policy_facts){.now_ms = clock_now_ms()};
    facts->values[POLICY_PRINCIPAL_ARN] = caller->arn;
    facts->values[POLICY_PRINCIPAL_ACCOUNT] = call->service->account_id;
    facts->values[POLICY_PRINCIPAL_TYPE] = TEXT("User");
    facts->values[POLICY_USERNAME] = caller->name;
    facts->values[POLICY_SECURE_TRANSPORT] = caller->is_tls ? TEXT("true") : TEXT("false");
    facts->values[POLICY_CURRENT_TIME] = TEXT("now");
    facts->values[POLICY_EPOCH_TIME] = TEXT("now");
    facts->values[POLICY_REQUESTED_REGION] = call->service->region;
    facts->values[POLICY_RESOURCE_ACCOUNT] = call->service->account_id;
    if (!text_is(call->origin.source, "socket"))
        facts->values[POLICY_SOURCE_IP] = call->origin.source;
}

static bool has_resource_policies(const struct service *service)
{
    return service->access && atomic_load_explicit(&service->access->count, memory_order_acquire);
}

bool access_sees_all(const struct call *call)
{
    return call->caller.is_root || (!call->caller.policy && !call->policies);
}

static void begin(struct access_asker *asker, struct call *call)
{
    *asker =
        (struct access_asker){.call = call,
                              .arena = &call->arena,
                              .service = TEXT("glue"),
                              .action = text_of(call->operation->action ? call->operation->action
                                                                        : call->operation->name)};
    fill_facts(&asker->facts, call);
}

/* Over REST a PUT creates what is missing, so it takes both rights. */
static int ask_create(struct access_asker *asker)
{
    static const struct text update = TEXT_INIT("Update");
    struct text name = text_of(asker->call->operation->name);
    if (!asker->call->create_missing || !text_starts_with(name, update))
        return 0;
    asker->action = arena_printf(&asker->call->arena, "Create%.*s", (int)(name.n - update.n),
                                 name.p + update.n);
    return access_ask_all(asker);
}

int access_check(struct call *call)
{
    struct access_asker asker;
    const struct caller *caller = &call->caller;
    if (caller->is_root || call->operation->touches == TOUCHES_NOTHING)
        return 0;
    if (has_resource_policies(call->service))
        call->policies = access_set_take(call->service->access);
    else if (!caller->policy)
        return 0;
    begin(&asker, call);
    return access_ask_all(&asker) != 0 ? -1 : ask_create(&asker);
}

int access_check_again(struct call *call)
{
    struct access_asker asker;
    if (access_sees_all(call))
        return 0;
    begin(&asker, call);
    return access_ask_all(&asker);
}

bool access_sees_table(struct call *call, const struct access_table *table)
{
    struct access_asker asker;
    struct arena arena;
    if (access_sees_all(call))
        return true;
    begin(&asker, call);
    arena_init(&arena, ARNS_BYTES_MAX, NULL);
    asker.arena = &arena;
    asker.quiet = true;
    bool sees = access_ask_table(&asker, table) == 0;
    arena_release(&arena);
    return sees;
}

void access_release(struct call *call)
{
    policy_drop(call->caller.policy);
    access_set_drop(call->policies);
    call->caller.policy = NULL;
    call->policies = NULL;
}
