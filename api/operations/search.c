/* SPDX-License-Identifier: Apache-2.0 */
#include "store/search.h"

#include "api/operations/access.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/table_status.h"
#include "base/limits.h"
#include "catalog/epoch_seconds.h"
#include "catalog/shapes_search.h"
#include "catalog/types.h"

enum {
    SEARCH_CATALOG_ID,
    SEARCH_NEXT_TOKEN,
    SEARCH_FILTERS,
    SEARCH_SEARCH_TEXT,
    SEARCH_SORT_CRITERIA,
    SEARCH_MAX_RESULTS,
    SEARCH_RESOURCE_SHARE_TYPE,
    SEARCH_INCLUDE_STATUS_DETAILS
};
static const struct member search_tables_request_members[] = {
    [SEARCH_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [SEARCH_NEXT_TOKEN] = {"NextToken", &type_token},
    [SEARCH_FILTERS] = {"Filters", &type_search_property_predicates},
    [SEARCH_SEARCH_TEXT] = {"SearchText", &type_value_string},
    [SEARCH_SORT_CRITERIA] = {"SortCriteria", &type_sort_criteria},
    [SEARCH_MAX_RESULTS] = {"MaxResults", &type_page_size},
    [SEARCH_RESOURCE_SHARE_TYPE] = {"ResourceShareType", &type_resource_share_type},
    [SEARCH_INCLUDE_STATUS_DETAILS] = {"IncludeStatusDetails", &type_boolean_nullable},
};
static const struct shape shape_search_tables_request =
    SHAPE("SearchTablesRequest", search_tables_request_members);

static const struct member search_tables_response_members[] = {
    {"NextToken", &type_token},
    {"TableList", &type_table_list},
};
static const struct shape shape_search_tables_response =
    SHAPE("SearchTablesResponse", search_tables_response_members);

/* --- filters -----------------------------------------------------------------------------------*/

enum comparator { EQUALS, GREATER_THAN, LESS_THAN, GREATER_THAN_EQUALS, LESS_THAN_EQUALS };
static const char *const comparators[] = {
    [EQUALS] = "EQUALS",
    [GREATER_THAN] = "GREATER_THAN",
    [LESS_THAN] = "LESS_THAN",
    [GREATER_THAN_EQUALS] = "GREATER_THAN_EQUALS",
    [LESS_THAN_EQUALS] = "LESS_THAN_EQUALS",
};

static enum comparator comparator_of(const struct value *member)
{
    for (size_t i = 0; i < COUNT(comparators); i++)
        if (text_is(member->text, comparators[i]))
            return (enum comparator)i;
    return EQUALS; /* none was given: the shape lets no other text in */
}

enum { DAY_MS = 24 * 60 * 60 * 1000 };

/* Seconds or milliseconds since 1970, or ISO 8601, of which a day is enough. The times that equal
 * it are those within the precision that it is given with. */
static int time_of(struct call *call, struct text value, struct search_span *equal)
{
    static const struct member member = {"Value", &type_timestamp};
    struct value decoded;
    int64_t ms;
    bool is_day = value.n == 10 && text_find(value, '-') == 4;
    struct text whole =
        is_day ? arena_printf(&call->arena, "%.*sT00:00:00Z", TEXT_ARG(value)) : value;
    if (text_to_int64(value, &ms) && ms > 0 && epoch_is_milliseconds(ms) &&
        ms / 1000 <= TIME_SECONDS_MAX) {
        *equal = (struct search_span){.first_ms = ms, .last_ms = ms};
        return 0;
    }
    if (shape_decode_plain(&member, whole, &call->arena, &decoded, &call->err) != 0) {
        err_clear(&call->err);
        return err_set(&call->err, ERR_INVALID,
                       "Filters: '%.*s' is not a time; give seconds since 1970 or ISO 8601.",
                       TEXT_ARG(text_cut(value, 64)));
    }
    bool has_fraction = text_find(value, '.') < value.n;
    equal->first_ms = decoded.integer;
    equal->last_ms = equal->first_ms + (is_day ? DAY_MS : has_fraction ? 1 : 1000) - 1;
    return 0;
}

static void narrow(struct search_span *span, enum comparator comparator, struct search_span equal)
{
    struct search_span asked = SEARCH_ANY_TIME;
    switch (comparator) {
    case EQUALS:
        asked = equal;
        break;
    case GREATER_THAN:
        asked.first_ms = equal.last_ms + 1;
        break;
    case LESS_THAN:
        asked.last_ms = equal.first_ms - 1;
        break;
    case GREATER_THAN_EQUALS:
        asked.first_ms = equal.first_ms;
        break;
    case LESS_THAN_EQUALS:
        asked.last_ms = equal.last_ms;
        break;
    }
    span->first_ms = asked.first_ms > span->first_ms ? asked.first_ms : span->first_ms;
    span->last_ms = asked.last_ms < span->last_ms ? asked.last_ms : span->last_ms;
}

static int fail_filter(struct call *call, struct text key, const char *why)
{
    return err_set(&call->err, ERR_INVALID, "Filters: Key '%.*s': %s.", TEXT_ARG(text_cut(key, 64)),
                   why);
}

static const char *const times[SEARCH_TIMES] = {
    [SEARCH_CREATED] = "CreateTime",
    [SEARCH_UPDATED] = "UpdateTime",
    [SEARCH_ACCESSED] = "LastAccessTime",
    [SEARCH_ANALYZED] = "LastAnalyzedTime",
};

/* Which time a key names; SEARCH_TIMES: none. */
static size_t time_named(struct text key)
{
    size_t i = 0;
    while (i < SEARCH_TIMES && !text_is(key, times[i]))
        i++;
    return i;
}

static int add_time(struct call *call, struct search_span *span, const struct value *filter)
{
    struct search_span equal = SEARCH_ANY_TIME;
    if (time_of(call, filter[PROPERTY_PREDICATE_VALUE].text, &equal) != 0)
        return -1;
    narrow(span, comparator_of(&filter[PROPERTY_PREDICATE_COMPARATOR]), equal);
    return 0;
}

static int add_filter(struct call *call, struct search *search, const struct value *filter)
{
    struct text key = filter[PROPERTY_PREDICATE_KEY].text;
    struct text value = filter[PROPERTY_PREDICATE_VALUE].text;
    if (!key.n || !value.n)
        return fail_filter(call, key, "a filter needs a Key and a Value");
    if (time_named(key) < SEARCH_TIMES)
        return add_time(call, &search->times[time_named(key)], filter);
    if (comparator_of(&filter[PROPERTY_PREDICATE_COMPARATOR]) != EQUALS)
        return fail_filter(call, key,
                           "only CreateTime, UpdateTime, LastAccessTime and LastAnalyzedTime can "
                           "be compared otherwise than by EQUALS");
    if (text_is(key, "CatalogId")) {
        search->phrases.match_nothing |=
            !text_equal(value, catalog_shown(call->service->store, search->catalog));
        return 0;
    }
    return search_phrases_add_filter(&search->phrases, key, value, &call->arena, &call->err);
}

/* --- order -------------------------------------------------------------------------------------*/

static const struct {
    const char *field;
    enum search_sort sort;
} sorts[] = {
    {"Name", SEARCH_SORT_NAME},          {"DatabaseName", SEARCH_SORT_DATABASE},
    {"TableType", SEARCH_SORT_TYPE},     {"CreateTime", SEARCH_SORT_CREATED},
    {"UpdateTime", SEARCH_SORT_UPDATED},
};

static int add_sort(struct call *call, struct search *search, const struct value *criteria)
{
    if (criteria->list.count == 0)
        return 0;
    const struct value *criterion = criteria->list.items[0].members;
    struct text field = criterion[SORT_CRITERION_FIELD_NAME].text;
    search->descending = text_is(criterion[SORT_CRITERION_SORT].text, "DESC");
    for (size_t i = 0; i < COUNT(sorts); i++)
        if (text_is(field, sorts[i].field)) {
            search->sort = sorts[i].sort;
            return 0;
        }
    return err_set(&call->err, ERR_INVALID,
                   "SortCriteria: FieldName '%.*s' is none of Name, DatabaseName, TableType, "
                   "CreateTime, UpdateTime.",
                   TEXT_ARG(text_cut(field, 64)));
}

static int prepare_search(struct call *call)
{
    const struct value *filters = IN(call, SEARCH_FILTERS);
    struct search *search = ARENA_NEW(&call->arena, struct search);
    if (filters->list.count > LIMIT_SEARCH_FILTERS)
        return err_set(&call->err, ERR_INVALID, "Filters: a search has at most %d.",
                       LIMIT_SEARCH_FILTERS);
    for (size_t i = 0; i < SEARCH_TIMES; i++)
        search->times[i] = (struct search_span)SEARCH_ANY_TIME;
    call->prepared = search;
    search->catalog = IN(call, SEARCH_CATALOG_ID)->text;
    search_phrases_add_text(&search->phrases, IN(call, SEARCH_SEARCH_TEXT)->text, &call->arena);
    for (size_t i = 0; i < filters->list.count; i++)
        if (add_filter(call, search, filters->list.items[i].members) != 0)
            return -1;
    return add_sort(call, search, IN(call, SEARCH_SORT_CRITERIA));
}

/* All that says what is searched: a token of another search is foreign. */
static struct text scope_of(struct call *call)
{
    static const int members[] = {SEARCH_CATALOG_ID, SEARCH_SEARCH_TEXT, SEARCH_FILTERS,
                                  SEARCH_SORT_CRITERIA};
    struct buf scope;
    buf_init(&scope, LIMIT_BODY_BYTES_DEFAULT);
    for (size_t i = 0; i < COUNT(members); i++) {
        if (IN(call, members[i])->set)
            shape_encode_value(search_tables_request_members[members[i]].type, IN(call, members[i]),
                               &scope);
        buf_put_char(&scope, ';');
    }
    struct text text = arena_copy(&call->arena, buf_text(&scope));
    buf_release(&scope);
    return text;
}

/* Nobody shares a table with this catalog. */
static bool is_nothing_shared(const struct value *share_type)
{
    return share_type->set && !text_is(share_type->text, "ALL");
}

static int sees(void *context, struct tx *tx, const struct table_name *name)
{
    (void)tx;
    struct access_table table = {name->catalog, name->database, name->table};
    return access_sees_table(context, &table);
}

/* The operation declares no EntityNotFoundException. */
static int fail_search(struct call *call)
{
    struct err missing = call->err;
    if (missing.code == ERR_NOT_FOUND) {
        err_clear(&call->err);
        err_set(&call->err, ERR_INVALID, "%s", missing.text);
    }
    return -1;
}

static int search_tables_page(struct call *call)
{
    struct search *search = call->prepared;
    struct text scope = scope_of(call);
    struct page page;
    if (page_begin(call, IN(call, SEARCH_NEXT_TOKEN), IN(call, SEARCH_MAX_RESULTS), scope, &page))
        return -1;
    if (is_nothing_shared(IN(call, SEARCH_RESOURCE_SHARE_TYPE)))
        search->phrases.match_nothing = true;
    if (IN(call, SEARCH_INCLUDE_STATUS_DETAILS)->boolean)
        search->filter.complete = table_status_add;
    if (!access_sees_all(call)) {
        search->allows = sees;
        search->context = call;
    }
    buf_put(&call->reply, TEXT("{\"TableList\":["));
    if (search_tables(call->tx, search, &page, &call->reply) != 0)
        return fail_search(call);
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

const struct operation search_operations[SEARCH_OPERATIONS] = {
    {.name = "SearchTables",
     .method = METHOD_POST,
     .path = "/v1/search",
     .input = &shape_search_tables_request,
     .output = &shape_search_tables_response,
     .where = POOL,
     .touches = TOUCHES_CATALOG,
     .prepare = prepare_search,
     .run = search_tables_page,
     .page_max = 100,
     .about = "Finds tables of a catalog by words and filters, all of them.",
     .errors = ""},
};
