/* SPDX-License-Identifier: Apache-2.0
 * What a call touches: from the word in its row and the names in its input to ARNs. Permission is
 * asked for on the thing and on all above it.
 *
 * Source: docs.aws.amazon.com/glue, "Specifying AWS Glue resource ARNs". */
#include <string.h>

#include "api/operations/access_inside.h"
#include "catalog/catalog_id.h"
#include "catalog/resource_arn.h"

enum { NAMES_PATHS_MAX = 8, SHOWN_BYTES = 128 };

/* Where the ARN of a noun hangs. */
enum place {
    PLACE_ALONE,       /* crawler/name: the catalog is not asked for */
    PLACE_IN_CATALOG,  /* connection/name */
    PLACE_IN_DATABASE, /* table/database/name */
};

struct noun {
    const char *kind;
    enum place place;
    const char *service;
    /* Members that name it, each a text or a list of texts; "A.B" leads into a structure. All that
     * are given count. Where none is, all things of the kind are meant. */
    const char *members[NAMES_PATHS_MAX];
};

static const struct noun nouns[] = {
    [TOUCHES_NOTHING] = {0},
    [TOUCHES_CATALOG] = {"catalog", PLACE_IN_CATALOG, "glue", {NULL}},
    [TOUCHES_CATALOG_CONTENTS] = {"catalog", PLACE_IN_CATALOG, "glue", {NULL}},
    [TOUCHES_DATABASE] = {"database",
                          PLACE_IN_CATALOG,
                          "glue",
                          {"DatabaseName", "Name", "DatabaseInput.Name"}},
    [TOUCHES_DATABASE_CONTENTS] = {"database", PLACE_IN_CATALOG, "glue", {"Name"}},
    [TOUCHES_TABLE] = {"table",
                       PLACE_IN_DATABASE,
                       "glue",
                       {"TableName", "Name", "TableInput.Name", "TablesToDelete"}},
    [TOUCHES_FUNCTION] = {"userDefinedFunction",
                          PLACE_IN_DATABASE,
                          "glue",
                          {"FunctionName", "FunctionInput.FunctionName"}},
    [TOUCHES_CONNECTION] = {"connection",
                            PLACE_IN_CATALOG,
                            "glue",
                            {"ConnectionName", "Name", "ConnectionInput.Name",
                             "TestConnectionInput.Name", "ConnectionNameList"}},
    [TOUCHES_CRAWLER] = {"crawler",
                         PLACE_ALONE,
                         "glue",
                         {"CrawlerName", "Name", "CrawlerNames", "CrawlerNameList"}},
    [TOUCHES_CLASSIFIER] = {"classifier",
                            PLACE_ALONE,
                            "glue",
                            {"Name", "GrokClassifier.Name", "XMLClassifier.Name",
                             "JsonClassifier.Name", "CsvClassifier.Name"}},
    [TOUCHES_WEBHOOK] = {"webhook", PLACE_ALONE, "glue", {"WebhookId"}},
    [TOUCHES_RESOURCE] = {"", PLACE_ALONE, "glue", {"ResourceArn"}},
    [TOUCHES_USER] = {"user", PLACE_ALONE, "iam", {"UserName"}},
};

static const char *const catalog_members[NAMES_PATHS_MAX] = {"CatalogId", "ParentCatalogId"};
static const char *const database_members[NAMES_PATHS_MAX] = {"DatabaseName"};

/* --- names in the input --- */

/* The value at "A" or "A.B", or NULL where it is not given. */
static const struct value *value_at(const struct call *call, const char *member)
{
    const struct shape *shape = call->operation->input;
    const struct value *values = call->in;
    struct text rest = text_of(member);
    for (;;) {
        int at = shape_find(shape, text_split(&rest, '.'));
        if (at < 0 || !values[at].set)
            return NULL;
        if (!rest.p)
            return &values[at];
        shape = shape->members[at].type->shape;
        values = values[at].members;
    }
}

static enum kind kind_at(const struct call *call, const char *member)
{
    const struct shape *shape = call->operation->input;
    struct text rest = text_of(member);
    for (;;) {
        const struct type *type = shape->members[shape_find(shape, text_split(&rest, '.'))].type;
        if (!rest.p)
            return type->kind;
        shape = type->shape;
    }
}

struct names {
    struct text *items;
    size_t count;
};

static void add_name(struct names *names, struct text name)
{
    if (names->count == 0 || !text_equal(names->items[names->count - 1], name))
        names->items[names->count++] = name;
}

/* All names that are given, as the store knows them. */
static struct names names_at(struct call *call, const char *const *members, bool keep_case)
{
    struct names names = {NULL, 0};
    size_t most = 1;
    for (size_t i = 0; i < NAMES_PATHS_MAX && members[i]; i++) {
        const struct value *v = value_at(call, members[i]);
        most += v && kind_at(call, members[i]) == KIND_LIST ? v->list.count : 1;
    }
    names.items = ARENA_ARRAY(&call->arena, struct text, most);
    for (size_t i = 0; i < NAMES_PATHS_MAX && members[i]; i++) {
        const struct value *v = value_at(call, members[i]);
        bool is_list = v && kind_at(call, members[i]) == KIND_LIST;
        for (size_t j = 0; v && j < (is_list ? v->list.count : 1); j++) {
            struct text name = is_list ? v->list.items[j].text : v->text;
            add_name(&names, keep_case ? name : arena_fold(&call->arena, name));
        }
    }
    return names;
}

static struct names names_or_all(struct call *call, const char *const *members, bool keep_case)
{
    struct names names = names_at(call, members, keep_case);
    if (names.count == 0)
        names.items[names.count++] = TEXT("*");
    return names;
}

/* --- what is meant --- */

struct target {
    const struct noun *noun;
    struct text catalog;    /* path of a nested one; "" for the account's own */
    struct names databases; /* of things in databases */
    struct names names;     /* of the things; none: the catalog is meant */
    bool with_contents;
};

struct text access_catalog_path(const struct service *service, struct text id, struct arena *arena)
{
    struct text canonical = catalog_id_canonical(id, service->account_id, arena);
    struct text path = catalog_id_path(canonical, service->account_id);
    return path.p ? path : canonical; /* there is no such catalog */
}

static bool keeps_case(const struct noun *noun)
{
    return noun->place == PLACE_ALONE || strcmp(noun->kind, "connection") == 0;
}

static bool is_catalog(const struct noun *noun)
{
    return strcmp(noun->kind, "catalog") == 0;
}

/* A new catalog's Name is a path below the account. */
static struct text catalog_of_input(struct call *call, const struct noun *noun)
{
    struct names ids = names_at(call, catalog_members, true);
    const struct value *name = is_catalog(noun) ? value_at(call, "Name") : NULL;
    struct text account = call->service->account_id, id = ids.count ? ids.items[0] : TEXT("");
    if (name && !text_starts_with(name->text, account))
        id = arena_printf(&call->arena, "%.*s:%.*s", TEXT_ARG(account), TEXT_ARG(name->text));
    else if (name)
        id = name->text;
    return access_catalog_path(call->service, id, &call->arena);
}

static struct target target_of_input(struct call *call)
{
    enum touches touches = call->operation->touches;
    const struct noun *noun = &nouns[touches];
    struct target t = {.noun = noun};
    t.with_contents = touches == TOUCHES_CATALOG_CONTENTS || touches == TOUCHES_DATABASE_CONTENTS;
    if (noun->place != PLACE_ALONE)
        t.catalog = catalog_of_input(call, noun);
    if (noun->place == PLACE_IN_DATABASE)
        t.databases = names_or_all(call, database_members, false);
    if (!is_catalog(noun))
        t.names = names_or_all(call, noun->members, keeps_case(noun));
    return t;
}

static const struct noun *noun_of_kind(struct text kind)
{
    for (size_t i = 0; i < COUNT(nouns); i++)
        if (nouns[i].kind && nouns[i].kind[0] && text_equal_nocase(kind, text_of(nouns[i].kind)) &&
            text_is(text_of(nouns[i].service), "glue"))
            return &nouns[i];
    return NULL;
}

static struct names one_name(struct call *call, struct text name)
{
    struct text *item = ARENA_NEW(&call->arena, struct text);
    *item = name;
    return (struct names){item, 1};
}

/* [catalog/]database/name, as the parts of the ARN are found by the store: a path leads to the same
 * thing in several forms. False where it has too few names. */
static bool read_path(struct call *call, struct text path, struct target *t)
{
    if (keeps_case(t->noun)) {
        t->names = one_name(call, path);
        return path.n > 0;
    }
    path = path.p ? arena_fold(&call->arena, path) : path;
    if (!is_catalog(t->noun))
        t->names = one_name(call, resource_arn_cut_last(&path));
    if (t->noun->place == PLACE_IN_DATABASE)
        t->databases = one_name(call, resource_arn_cut_last(&path));
    t->catalog = access_catalog_path(call->service, path, &call->arena);
    return (is_catalog(t->noun) || t->names.items[0].n) &&
           (t->noun->place != PLACE_IN_DATABASE || t->databases.items[0].n);
}

/* False for what is no ARN of a thing. */
static bool target_of_arn(struct call *call, struct text arn, struct target *t)
{
    struct resource_arn parts = {.type = TEXT("catalog")};
    struct err ignored = {0};
    *t = (struct target){.noun = &nouns[TOUCHES_CATALOG], .catalog = TEXT("")};
    if (arn.p && resource_arn_decode(arn, &parts, &ignored) != 0)
        return false;
    const struct noun *noun = noun_of_kind(parts.type);
    struct target found = {.noun = noun, .catalog = TEXT("")};
    if (!noun || !read_path(call, parts.path, &found))
        return false;
    *t = found;
    return true;
}

/* --- the way down --- */

/* "database", "a/b", "db": "database/a/b/db". */
static struct text path_of(struct arena *arena, const char *kind, struct text catalog,
                           struct text name)
{
    return arena_printf(arena, "%s/%.*s%s%.*s", kind, TEXT_ARG(catalog), catalog.n ? "/" : "",
                        TEXT_ARG(name));
}

/* A place on the way, from which it goes on. */
struct way {
    struct access_asker *asker;
    const struct access_step *above;
    struct text catalog;
};

static int ask_each(const struct way *way, const char *kind, const struct names *names,
                    struct text within)
{
    for (size_t i = 0; i < names->count; i++) {
        struct text name = names->items[i];
        if (within.n)
            name = arena_printf(way->asker->arena, "%.*s/%.*s", TEXT_ARG(within), TEXT_ARG(name));
        struct access_step step = access_below(
            way->asker, way->above, path_of(way->asker->arena, kind, way->catalog, name));
        if (access_ask(way->asker, &step) != 0)
            return -1;
    }
    return 0;
}

static int ask_contents(const struct way *way, struct text database)
{
    static const char *const kinds[] = {"table", "userDefinedFunction"};
    struct text all = TEXT("*");
    for (size_t i = 0; i < COUNT(kinds); i++)
        if (ask_each(way, kinds[i], &(struct names){&all, 1}, database) != 0)
            return -1;
    return 0;
}

static int ask_in_database(const struct way *way, const struct target *t, struct text database)
{
    struct text path = path_of(way->asker->arena, "database", way->catalog, database);
    struct access_step step = access_below(way->asker, way->above, path);
    struct way inside = {way->asker, &step, way->catalog};
    if (access_ask(way->asker, &step) != 0)
        return -1;
    if (t->with_contents)
        return ask_contents(&inside, database);
    return t->noun->place == PLACE_IN_DATABASE
               ? ask_each(&inside, t->noun->kind, &t->names, database)
               : 0;
}

static int ask_in_catalog(const struct way *way, const struct target *t)
{
    if (is_catalog(t->noun))
        return t->with_contents ? ask_in_database(way, t, TEXT("*")) : 0;
    if (strcmp(t->noun->kind, "connection") == 0)
        return ask_each(way, t->noun->kind, &t->names, TEXT(""));
    const struct names *databases = t->noun->place == PLACE_IN_DATABASE ? &t->databases : &t->names;
    for (size_t i = 0; i < databases->count; i++)
        if (ask_in_database(way, t, databases->items[i]) != 0)
            return -1;
    return 0;
}

/* From the account's catalog through those that are nested in it; `at` bytes of the path are
 * behind us. */
static int ask_nested(const struct way *way, const struct target *t, size_t at)
{
    if (at >= t->catalog.n)
        return ask_in_catalog(way, t);
    struct text rest = {t->catalog.p + at, t->catalog.n - at};
    size_t end = at + text_find(rest, '/');
    struct access_step step = access_below(
        way->asker, way->above,
        path_of(way->asker->arena, "catalog", TEXT(""), (struct text){t->catalog.p, end}));
    struct way inside = {way->asker, &step, t->catalog};
    if (access_ask(way->asker, &step) != 0)
        return -1;
    return ask_nested(&inside, t, end + 1);
}

int access_ask_all(struct access_asker *asker)
{
    struct call *call = asker->call;
    struct access_step top = access_below(asker, NULL, TEXT("catalog"));
    struct way way = {asker, &top, TEXT("")};
    struct target t;
    if (call->operation->touches == TOUCHES_RESOURCE) {
        const struct value *arn = value_at(call, "ResourceArn");
        if (!target_of_arn(call, arn ? arn->text : (struct text){NULL, 0}, &t))
            t.noun = &nouns[TOUCHES_CATALOG]; /* the handler says what is wrong with it */
    } else {
        t = target_of_input(call);
    }
    asker->service = text_of(t.noun->service);
    if (t.noun->place == PLACE_ALONE)
        return ask_each(&way, t.noun->kind, &t.names, TEXT(""));
    return access_ask(asker, &top) != 0 ? -1 : ask_nested(&way, &t, 0);
}

/* The account's own catalog is not asked for: the row of the list has that. */
int access_ask_table(struct access_asker *asker, const struct access_table *table)
{
    struct text database = table->database, name = table->table;
    struct target t = {
        .noun = &nouns[TOUCHES_TABLE], .databases = {&database, 1}, .names = {&name, 1}};
    struct access_step top = access_below(asker, NULL, TEXT("catalog"));
    struct way way = {asker, &top, TEXT("")};
    if (name.n == 0)
        t = (struct target){.noun = &nouns[TOUCHES_DATABASE], .names = {&database, 1}};
    t.catalog = access_catalog_path(asker->call->service, table->catalog, asker->arena);
    return ask_nested(&way, &t, 0);
}

/* --- names of policies --- */

int access_resource(struct call *call, struct text arn, struct text *resource)
{
    struct resource_arn parts = {.account = TEXT("")};
    struct target t;
    if (arn.p && resource_arn_decode(arn, &parts, &call->err) != 0)
        return -1;
    if (parts.account.n && !text_equal(parts.account, call->service->account_id))
        return err_set(&call->err, ERR_INVALID, "ResourceArn: the account is not %.*s.",
                       TEXT_ARG(call->service->account_id));
    if (!target_of_arn(call, arn, &t) || t.noun->place == PLACE_ALONE)
        return err_set(&call->err, ERR_INVALID,
                       "ResourceArn: catalogs, databases, tables, functions and connections have "
                       "policies, %.*s has none.",
                       TEXT_ARG(text_cut(arn, SHOWN_BYTES)));
    struct text name = t.names.count ? t.names.items[0] : TEXT("");
    if (t.databases.count)
        name =
            arena_printf(&call->arena, "%.*s/%.*s", TEXT_ARG(t.databases.items[0]), TEXT_ARG(name));
    *resource = path_of(&call->arena, t.noun->kind, t.catalog, name);
    while (resource->n && resource->p[resource->n - 1] == '/') /* a catalog has no name in it */
        resource->n--;
    return 0;
}
