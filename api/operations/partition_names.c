/* SPDX-License-Identifier: Apache-2.0
 * Partitions without their bodies: names and counts. They are read from the keys alone. */
#include <string.h>

#include "api/operations/input.h"
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/partition_prefix.h"
#include "api/operations/partition_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/partition_name.h"
#include "catalog/shapes_partition.h"
#include "catalog/types.h"

static const struct type type_partition_name = {"PartitionName", KIND_TEXT, .max = NO_MAXIMUM};
static const struct type type_partition_names = {"PartitionNames", KIND_LIST, .max = NO_MAXIMUM,
                                                 .element = &type_partition_name};
static const struct type type_name_prefix = {"PartitionNamePrefix", KIND_TEXT, .max = 2048};
static const struct type type_partition_count = {"PartitionCount", KIND_LONG, .max = INT64_MAX};

enum {
    NAMES_CATALOG_ID,
    NAMES_DATABASE_NAME,
    NAMES_TABLE_NAME,
    NAMES_PREFIX,
    NAMES_EXPRESSION,
    NAMES_SEGMENT,
    NAMES_NEXT_TOKEN,
    NAMES_MAX_RESULTS
};
static const struct member get_partition_names_request_members[] = {
    [NAMES_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [NAMES_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [NAMES_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [NAMES_PREFIX] = {"Prefix", &type_name_prefix, 0,
                      "Only names that begin so, as in day=2026-11-21/ or day=2026-1."},
    [NAMES_EXPRESSION] = {"Expression", &type_predicate_string, 0,
                          "Only partitions that match, as in GetPartitions."},
    [NAMES_SEGMENT] = {"Segment", &type_segment},
    [NAMES_NEXT_TOKEN] = {"NextToken", &type_token},
    [NAMES_MAX_RESULTS] = {"MaxResults", &type_page_size},
};
static const struct shape shape_get_partition_names_request =
    SHAPE("GetPartitionNamesRequest", get_partition_names_request_members);
static const struct member get_partition_names_response_members[] = {
    {"PartitionNames", &type_partition_names, MEMBER_REQUIRED,
     "key=value/key=value, escaped as in the names of Hive's folders."},
    {"NextToken", &type_token},
};
static const struct shape shape_get_partition_names_response =
    SHAPE("GetPartitionNamesResponse", get_partition_names_response_members);

enum { COUNT_CATALOG_ID, COUNT_DATABASE_NAME, COUNT_TABLE_NAME, COUNT_EXPRESSION };
static const struct member count_partitions_request_members[] = {
    [COUNT_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [COUNT_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [COUNT_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [COUNT_EXPRESSION] = {"Expression", &type_predicate_string, 0,
                          "Only partitions that match, as in GetPartitions."},
};
static const struct shape shape_count_partitions_request =
    SHAPE("CountPartitionsRequest", count_partitions_request_members);
static const struct member count_partitions_response_members[] = {
    {"Count", &type_partition_count, MEMBER_REQUIRED,
     "9223372036854775807 stands for that and more."},
};
static const struct shape shape_count_partitions_response =
    SHAPE("CountPartitionsResponse", count_partitions_response_members);

struct names {
    struct call *call;
    const struct partition_keys *keys;
    struct text prefix;
    struct buf name;
};

static struct text name_of(struct names *n, const struct text *values)
{
    buf_clear(&n->name);
    for (size_t i = 0; i < n->keys->count; i++) {
        if (i > 0)
            buf_put_char(&n->name, '/');
        partition_name_put_pair(&n->name, n->keys->names[i], values[i]);
    }
    return buf_text(&n->name);
}

static bool has_prefix(void *context, const struct text *values)
{
    struct names *n = context;
    return text_starts_with(name_of(n, values), n->prefix);
}

static int put_name(void *context, const struct text *values, int64_t id)
{
    struct names *n = context;
    (void)id;
    json_put_comma(&n->call->reply);
    json_put_string(&n->call->reply, name_of(n, values));
    return 0;
}

static int put_names(struct call *call, struct partition_reader *r, struct partition_list *list,
                     struct page *page)
{
    struct names names = {.call = call, .keys = &r->t.keys, .prefix = IN(call, NAMES_PREFIX)->text};
    const struct partition_sink sink = {
        .put = put_name, .wants = names.prefix.n ? has_prefix : NULL, .context = &names};
    buf_init(&names.name, LIMIT_DOCUMENT_BYTES);
    int result = partition_reader_list(r, list, page, &sink, &call->reply);
    buf_release(&names.name);
    return result;
}

static int get_partition_names(struct call *call)
{
    struct partition_reader r;
    struct partition_list list = {.without_columns = true};
    struct page page;
    struct text given = IN(call, NAMES_EXPRESSION)->text;
    struct text prefix = IN(call, NAMES_PREFIX)->text;
    if (partition_reader_open(call, &r) != 0 ||
        input_segment(call, IN(call, NAMES_SEGMENT), &list.segment, &list.segments) != 0 ||
        /* By itself first, so that errors are told in the caller's words. */
        expression_parse(given, &r.t.keys, &call->arena, &list.filter, &call->err) != 0)
        return -1;
    list.expression = partition_prefix_expression(&r.t.keys, prefix, given, &call->arena);
    if (expression_parse(list.expression, &r.t.keys, &call->arena, &list.filter, &call->err) != 0)
        return -1;
    struct text scope =
        arena_printf(&call->arena, "%lld/%lld/%lld/%zu/%.*s/%.*s", (long long)r.t.table.id,
                     (long long)list.segment, (long long)list.segments, prefix.n, TEXT_ARG(prefix),
                     TEXT_ARG(given));
    if (page_begin(call, IN(call, NAMES_NEXT_TOKEN), IN(call, NAMES_MAX_RESULTS), scope, &page) !=
        0)
        return -1;
    buf_put(&call->reply, TEXT("{\"PartitionNames\":["));
    if (put_names(call, &r, &list, &page) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}

/* A filter or a prefix may look at every key of the table. */
static enum where where_to_list(const struct call *call)
{
    return call->in[NAMES_EXPRESSION].text.n == 0 && call->in[NAMES_PREFIX].text.n == 0 ? INLINE
                                                                                        : POOL;
}

static int count_partitions(struct call *call)
{
    struct partition_reader r;
    struct partition_list list = {.expression = IN(call, COUNT_EXPRESSION)->text};
    int64_t count = 0;
    if (partition_reader_open(call, &r) != 0 ||
        expression_parse(list.expression, &r.t.keys, &call->arena, &list.filter, &call->err) != 0 ||
        partition_reader_count(&r, &list, &count) != 0)
        return -1;
    buf_put_char(&call->reply, '{');
    json_put_int_member(&call->reply, "Count", count);
    buf_put_char(&call->reply, '}');
    return 0;
}

const struct operation partition_name_operations[PARTITION_NAME_OPERATIONS] = {
    {.name = "GetPartitionNames",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/tables/{TableName}/partition-names",
     .input = &shape_get_partition_names_request,
     .output = &shape_get_partition_names_response,
     .where = INLINE,
     .choose = where_to_list,
     .touches = TOUCHES_TABLE,
     .run = get_partition_names,
     .about = "Lists the names of partitions, by a prefix or an expression.",
     .errors = "NOT_FOUND INVALID_STATE LIMIT"},
    {.name = "CountPartitions",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/tables/{TableName}/partition-count",
     .input = &shape_count_partitions_request,
     .output = &shape_count_partitions_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .run = count_partitions,
     .about = "Counts partitions, all of them or those that match an expression.",
     .errors = "NOT_FOUND INVALID_STATE LIMIT"},
};
