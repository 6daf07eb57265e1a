/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/links.h"

#include "api/operations/access.h"
#include "catalog/shapes_database.h"
#include "catalog/shapes_table.h"

/* Which members name a thing; -1: none of the input. */
struct members {
    int catalog, database, table, table_input, database_input;
};

struct route {
    struct call *call;
    struct members at;
    bool follows_table, by_database, by_table;
    struct table_name target;
};

static int find(const struct call *call, const char *member)
{
    int at = shape_find(call->operation->input, text_of(member));
    return at >= 0 && call->in[at].set ? at : -1;
}

static struct members find_members(const struct call *call)
{
    bool is_database = call->operation->links == LINKS_OF_DATABASE_ITSELF;
    struct members at = {.catalog = shape_find(call->operation->input, TEXT("CatalogId")),
                         .database = find(call, is_database ? "Name" : "DatabaseName"),
                         .table = -1,
                         .table_input = find(call, "TableInput"),
                         .database_input = find(call, "DatabaseInput")};
    if (!is_database)
        at.table = find(call, "TableName") >= 0 ? find(call, "TableName") : find(call, "Name");
    return at;
}

/* The name inside an input document, or NULL. */
static struct value *inner_name(const struct call *call, int document, size_t name)
{
    struct value *inner = document >= 0 ? &call->in[document].members[name] : NULL;
    return inner && inner->set ? inner : NULL;
}

static struct text table_of(const struct route *r)
{
    const struct value *inner = inner_name(r->call, r->at.table_input, TABLE_INPUT_NAME);
    return r->at.table >= 0 ? r->call->in[r->at.table].text : inner ? inner->text : TEXT("");
}

/* A document that says where a link leads speaks of the link itself. */
static const struct value *given_target(const struct route *r, int document, size_t member)
{
    const struct value *target = document >= 0 ? &r->call->in[document].members[member]
                                               : &(const struct value){.set = false};
    return target->set ? target : NULL;
}

static int read_links(struct tx *tx, void *context)
{
    struct route *r = context;
    struct call *call = r->call;
    struct table_name name = {call->in[r->at.catalog].text, call->in[r->at.database].text,
                              table_of(r)};
    struct database_name database = {name.catalog, name.database};
    int found = link_of_database(tx, &database, &call->arena, &r->target);
    if (found < 0)
        return -1;
    r->by_database = found == 1;
    if (r->by_database)
        name = (struct table_name){r->target.catalog, r->target.database, name.table};
    if (!r->follows_table || name.table.n == 0)
        return 0;
    struct table_name target;
    found = link_of_table(tx, &name, &call->arena, &target);
    r->by_table = found == 1;
    if (r->by_table && !r->by_database)
        r->target = target;
    return found < 0 ? -1 : 0;
}

static void rename(struct value *v, struct text from, struct text to)
{
    if (v && v->set && text_equal(v->text, from))
        v->text = to;
}

/* From here on the call is one on the target. */
static int go_there(struct route *r)
{
    struct call *call = r->call;
    struct value *catalog = &call->in[r->at.catalog], *database = &call->in[r->at.database];
    struct text table = table_of(r);
    rename(inner_name(call, r->at.database_input, DATABASE_INPUT_NAME), database->text,
           r->target.database);
    catalog->text = r->target.catalog;
    catalog->set = catalog->text.n > 0;
    database->text = r->target.database;
    if (r->by_table && !r->by_database) {
        rename(inner_name(call, r->at.table_input, TABLE_INPUT_NAME), table, r->target.table);
        if (r->at.table >= 0)
            rename(&call->in[r->at.table], table, r->target.table);
    }
    call->is_linked = true;
    return access_check_again(call);
}

/* Through two links reads find nothing, and writes are refused. */
static int answer_both(struct call *call)
{
    static const struct {
        const char *operation, *answer;
    } empty[] = {
        {"GetPartition", "{}"},
        {"GetPartitions", "{\"Partitions\":[]}"},
        {"BatchGetPartition", "{\"Partitions\":[],\"UnprocessedKeys\":[]}"},
    };
    if (call->operation->where == WRITE)
        return err_set(&call->err, ERR_INVALID,
                       "%s through both a database resource link and a table resource link is not "
                       "supported.",
                       call->operation->name);
    for (size_t i = 0; i < COUNT(empty); i++)
        if (text_is(text_of(empty[i].operation), call->operation->name)) {
            buf_put_string(&call->reply, empty[i].answer);
            call->answered = true;
        }
    return 0;
}

/* What a document may say of the target of a link. 1: follow, 0: the link itself is meant, -1. */
static int check_documents(struct route *r)
{
    struct call *call = r->call;
    if (given_target(r, r->at.table_input, TABLE_INPUT_TARGET_TABLE) && r->by_database)
        return err_set(&call->err, ERR_INVALID,
                       "TargetTable: a table resource link cannot be written through a database "
                       "resource link.");
    const struct value *target =
        given_target(r, r->at.database_input, DATABASE_INPUT_TARGET_DATABASE);
    if (!target)
        return 1;
    struct text named = target->members[DATABASE_IDENTIFIER_DATABASE_NAME].text;
    return text_equal_nocase(named, r->target.database)
               ? 0
               : err_set(&call->err, ERR_INVALID,
                         "TargetDatabase: a resource link cannot lead to another database; delete "
                         "it and create a new one.");
}

static bool may_lead_on(const struct route *r)
{
    struct store *store = r->call->service->store;
    struct text database = r->call->in[r->at.database].text, table = table_of(r);
    return link_may_be(store, database, TEXT("")) ||
           (r->follows_table && table.n && link_may_be(store, database, table));
}

int links_follow(struct call *call)
{
    const struct operation *operation = call->operation;
    bool is_inside = operation->touches == TOUCHES_TABLE || operation->touches == TOUCHES_FUNCTION;
    if ((!is_inside && operation->links != LINKS_OF_DATABASE_ITSELF) ||
        !link_any(call->service->store))
        return 0;
    struct route r = {.call = call, .at = find_members(call)};
    r.follows_table = operation->touches == TOUCHES_TABLE && operation->links == LINKS_ALL &&
                      !given_target(&r, r.at.table_input, TABLE_INPUT_TARGET_TABLE);
    if (r.at.catalog < 0 || r.at.database < 0 || !may_lead_on(&r))
        return 0;
    if (store_read(call->service->store, read_links, &r, &call->err) != 0)
        return -1;
    if (!r.by_database && !r.by_table)
        return 0;
    int follow = check_documents(&r);
    if (follow <= 0)
        return follow;
    if (r.by_database && r.by_table && (answer_both(call) != 0 || call->answered))
        return call->answered ? 0 : -1;
    return go_there(&r);
}

static bool sees(void *context, const struct table_name *target)
{
    struct access_table table = {target->catalog, target->database, target->table};
    return access_sees_table(context, &table);
}

struct link_viewer links_viewer(struct call *call)
{
    return (struct link_viewer){sees, call};
}
