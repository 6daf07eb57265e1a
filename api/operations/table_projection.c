/* SPDX-License-Identifier: Apache-2.0
 * GetTableProjection: a table's partition projection, explained. */
#include "api/operations/operations.h"
#include "api/operations/page.h"
#include "api/operations/partition_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/projection_engines.h"
#include "catalog/projection_select.h"
#include "catalog/types.h"
#include "store/projection_warning.h"

static const struct type type_sentence = {"Sentence", KIND_TEXT, .max = NO_MAXIMUM};
static const struct type type_sentences = {"Sentences", KIND_LIST, .max = NO_MAXIMUM,
                                           .element = &type_sentence};
static const struct type type_partition_count = {"PartitionCount", KIND_LONG, .max = INT64_MAX};

enum {
    GET_CATALOG_ID,
    GET_DATABASE_NAME,
    GET_TABLE_NAME,
    GET_EXPRESSION,
    GET_NEXT_TOKEN,
    GET_MAX_RESULTS
};
static const struct member get_table_projection_request_members[] = {
    [GET_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [GET_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_TABLE_NAME] = {"TableName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [GET_EXPRESSION] = {"Expression", &type_predicate_string, 0,
                        "Count and Partitions are of those that match, as in GetPartitions."},
    [GET_NEXT_TOKEN] = {"NextToken", &type_token},
    [GET_MAX_RESULTS] = {"MaxResults", &type_page_size, 0, "Of Partitions; otherwise 100."},
};
static const struct shape shape_get_table_projection_request =
    SHAPE("GetTableProjectionRequest", get_table_projection_request_members);

static const struct member projected_column_members[] = {
    {"Name", &type_sentence},
    {"KeyType", &type_sentence, 0, "The type of the partition key."},
    {"Type", &type_sentence, 0, "enum, integer, date or injected."},
    {"Rule", &type_sentence, 0, "What the properties say, in words."},
    {"First", &type_sentence, 0, "The first value as of now."},
    {"Last", &type_sentence, 0, "The last value as of now."},
    {"Count", &type_partition_count, 0, "How many values there are as of now."},
};
static const struct shape shape_projected_column =
    SHAPE("ProjectedColumn", projected_column_members);
static const struct type type_projected_column = {"ProjectedColumn", KIND_STRUCT,
                                                  .shape = &shape_projected_column};
static const struct type type_projected_columns = {"ProjectedColumns", KIND_LIST, .max = NO_MAXIMUM,
                                                   .element = &type_projected_column};

static const struct member projected_partition_members[] = {
    {"Values", &type_value_string_list},
    {"Location", &type_sentence, 0, "Where the rules put it."},
    {"Registered", &type_boolean, 0, "Whether it is registered, which goes before the rules."},
};
static const struct shape shape_projected_partition =
    SHAPE("ProjectedPartition", projected_partition_members);
static const struct type type_projected_partition = {"ProjectedPartition", KIND_STRUCT,
                                                     .shape = &shape_projected_partition};
static const struct type type_projected_partitions = {
    "ProjectedPartitions", KIND_LIST, .max = NO_MAXIMUM, .element = &type_projected_partition};

static const struct member projection_engine_members[] = {
    {"Name", &type_sentence, 0,
     "Athena or Trino, where they evaluate the rules themselves; others ask the catalog."},
    {"Accepts", &type_boolean, 0, "Whether it would read the table."},
    {"Refusals", &type_sentences, 0, "Why it would not."},
    {"Notes", &type_sentences, 0, "What else it does with the table."},
};
static const struct shape shape_projection_engine =
    SHAPE("ProjectionEngine", projection_engine_members);
static const struct type type_projection_engine = {"ProjectionEngine", KIND_STRUCT,
                                                   .shape = &shape_projection_engine};
static const struct type type_projection_engines = {
    "ProjectionEngines", KIND_LIST, .max = NO_MAXIMUM, .element = &type_projection_engine};

static const struct member get_table_projection_response_members[] = {
    {"Enabled", &type_boolean, MEMBER_REQUIRED, "Whether the table's Parameters ask for it."},
    {"Served", &type_boolean, MEMBER_REQUIRED, "Whether reads answer the projected partitions."},
    {"ExistingOnly", &type_boolean, 0, "Whether only those are answered whose folder exists."},
    {"Warning", &type_sentence, 0, "What the write of the table found to be wrong."},
    {"Error", &type_sentence, 0, "What is wrong now: the error of a read."},
    {"LocationTemplate", &type_sentence},
    {"Columns", &type_projected_columns},
    {"Count", &type_partition_count, 0,
     "How many partitions the rules make; absent where a column's values must be given."},
    {"Partitions", &type_projected_partitions, 0, "A page of those that match the expression."},
    {"Engines", &type_projection_engines},
    {"NextToken", &type_token},
};
static const struct shape shape_get_table_projection_response =
    SHAPE("GetTableProjectionResponse", get_table_projection_response_members);

static void put_value(struct buf *out, const char *name, const struct projection_column *c,
                      uint64_t i)
{
    struct buf value;
    buf_init(&value, LIMIT_DOCUMENT_BYTES);
    projection_column_value(c, i, &value);
    json_put_string_member(out, name, buf_text(&value));
    buf_release(&value);
}

static int64_t shown_count(uint64_t count)
{
    return count > INT64_MAX ? INT64_MAX : (int64_t)count;
}

static void put_column(struct buf *out, const struct projection_column *c)
{
    struct buf rule;
    buf_init(&rule, LIMIT_DOCUMENT_BYTES);
    projection_put_rule(c, &rule);
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", c->name);
    json_put_string_member(out, "KeyType", c->key_type);
    json_put_string_member(out, "Type", text_of(projection_type_names[c->type]));
    json_put_string_member(out, "Rule", buf_text(&rule));
    if (!c->is_empty) {
        put_value(out, "First", c, 0);
        put_value(out, "Last", c, c->last);
    }
    if (c->type != PROJECTION_INJECTED)
        json_put_int_member(out, "Count", shown_count(projection_column_count(c)));
    buf_put_char(out, '}');
    buf_release(&rule);
}

static void put_note(struct buf *out, const struct projection_note *note)
{
    struct buf sentence;
    buf_init(&sentence, LIMIT_DOCUMENT_BYTES);
    if (note->column) {
        buf_put(&sentence, note->column->name);
        buf_put(&sentence, TEXT(": "));
    }
    buf_put_string(&sentence, note->words);
    json_put_comma(out);
    json_put_string(out, buf_text(&sentence));
    buf_release(&sentence);
}

static void put_notes(struct buf *out, const char *name, const struct projection_note *notes,
                      size_t count, bool refusing)
{
    json_put_name(out, name);
    buf_put_char(out, '[');
    for (size_t i = 0; i < count; i++)
        if (notes[i].refuses == refusing)
            put_note(out, &notes[i]);
    buf_put_char(out, ']');
}

static void put_engine(struct buf *out, const char *name, const struct projection_note *notes,
                       size_t count)
{
    bool accepts = true;
    for (size_t i = 0; i < count; i++)
        accepts &= !notes[i].refuses;
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "Name", text_of(name));
    json_put_boolean_member(out, "Accepts", accepts);
    put_notes(out, "Refusals", notes, count, true);
    put_notes(out, "Notes", notes, count, false);
    buf_put_char(out, '}');
}

/* What is answered is all that they know of the rules. */
static const struct projection_note others_served[] = {
    {false, NULL, "ask the catalog, and are answered with the partitions that the rules make"}};
static const struct projection_note others_existing[] = {
    {false, NULL,
     "ask the catalog, and are answered with those partitions of the rules whose folder exists"}};
static const struct projection_note others_not[] = {
    {false, NULL, "ask the catalog, and see the registered partitions alone"}};

static void put_others(struct partition_reader *r, bool is_served, struct buf *out)
{
    const struct projection_note *notes = !is_served          ? others_not
                                          : r->wants_existing ? others_existing
                                                              : others_served;
    put_engine(out, "Spark, Hive and others", notes, 1);
}

static void put_engines(struct partition_reader *r, bool is_served, struct buf *out)
{
    struct arena *arena = &r->call->arena;
    size_t athena_count, trino_count;
    const struct projection_note *athena =
        projection_notes_of_athena(&r->projection, r->has_registered, arena, &athena_count);
    const struct projection_note *trino =
        projection_notes_of_trino(&r->projection, arena, &trino_count);
    json_put_name(out, "Engines");
    buf_put_char(out, '[');
    put_engine(out, "Athena", athena, athena_count);
    put_engine(out, "Trino", trino, trino_count);
    put_others(r, is_served, out);
    buf_put_char(out, ']');
}

static void put_rules(struct partition_reader *r, bool is_served, struct buf *out)
{
    const struct projection *p = &r->projection;
    if (p->location_template.p)
        json_put_string_member(out, "LocationTemplate", p->location_template);
    json_put_name(out, "Columns");
    buf_put_char(out, '[');
    for (size_t i = 0; i < p->count; i++)
        put_column(out, &p->columns[i]);
    buf_put_char(out, ']');
    put_engines(r, is_served, out);
}

struct partitions {
    struct partition_reader *r;
    struct buf *out;
};

static int put_partition(void *context, const struct text *values, int64_t id)
{
    struct partitions *s = context;
    struct buf location;
    buf_init(&location, LIMIT_DOCUMENT_BYTES);
    json_put_comma(s->out);
    buf_put(s->out, TEXT("{\"Values\":["));
    for (size_t i = 0; i < s->r->projection.count; i++) {
        json_put_comma(s->out);
        json_put_string(s->out, values[i]);
    }
    buf_put_char(s->out, ']');
    if (projection_has(&s->r->projection, values)) {
        projection_put_location(&s->r->projection, values, &location);
        json_put_string_member(s->out, "Location", buf_text(&location));
    }
    json_put_boolean_member(s->out, "Registered", id != 0);
    buf_put_char(s->out, '}');
    buf_release(&location);
    return 0;
}

static bool needs_values(const struct projection *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (p->columns[i].type == PROJECTION_INJECTED)
            return true;
    return false;
}

/* A count that would have to be counted out is left to CountPartitions. */
static int put_count(struct partition_reader *r, const struct expression *filter)
{
    struct projection_selection selection;
    if (projection_select(&r->projection, filter, &r->call->arena, &selection, &r->call->err) != 0)
        return -1;
    if (selection.is_exact)
        json_put_int_member(&r->call->reply, "Count", shown_count(selection.candidates));
    return 0;
}

static int put_partitions(struct partition_reader *r)
{
    struct call *call = r->call;
    struct text expression = IN(call, GET_EXPRESSION)->text;
    struct partition_list list = {.without_columns = true};
    struct partitions partitions = {r, &call->reply};
    const struct partition_sink sink = {.put = put_partition, .context = &partitions};
    struct page page;
    bool is_asked = text_trim(expression).n > 0;
    if (!is_asked && needs_values(&r->projection))
        return 0;
    struct text scope =
        arena_printf(&call->arena, "%lld/%.*s", (long long)r->t.table.id, TEXT_ARG(expression));
    if (expression_parse(expression, &r->t.keys, &call->arena, &list.filter, &call->err) != 0 ||
        put_count(r, list.filter) != 0)
        return -1;
    if (!is_asked)
        return 0;
    if (page_begin(call, IN(call, GET_NEXT_TOKEN), IN(call, GET_MAX_RESULTS), scope, &page) != 0)
        return -1;
    json_put_name(&call->reply, "Partitions");
    buf_put_char(&call->reply, '[');
    if (partition_reader_list(r, &list, &page, &sink, &call->reply) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    return 0;
}

static int put_enabled(struct partition_reader *r, bool is_served)
{
    struct call *call = r->call;
    if (partition_reader_project(r) != 0)
        return -1;
    if (partition_reader_rules(r) == 0) {
        put_rules(r, is_served, &call->reply);
        return put_partitions(r);
    }
    if (call->err.code != ERR_INVALID)
        return -1;
    json_put_string_member(&call->reply, "Error", err_text(&call->err));
    err_clear(&call->err);
    return 0;
}

static int get_table_projection(struct call *call)
{
    struct partition_reader r;
    struct text warning;
    if (partition_reader_open(call, &r) != 0 ||
        projection_warning_get(call->tx, r.t.table.id, &call->arena, &warning) != 0)
        return -1;
    bool is_enabled = projection_is_enabled(&r.rules);
    buf_put_char(&call->reply, '{');
    json_put_boolean_member(&call->reply, "Enabled", is_enabled);
    json_put_boolean_member(&call->reply, "Served", r.is_projected);
    json_put_boolean_member(&call->reply, "ExistingOnly", projection_wants_existing(&r.rules));
    if (warning.p)
        json_put_string_member(&call->reply, "Warning", warning);
    if (is_enabled && put_enabled(&r, r.is_projected) != 0)
        return -1;
    buf_put_char(&call->reply, '}');
    return 0;
}

const struct operation table_projection_operations[TABLE_PROJECTION_OPERATIONS] = {
    {.name = "GetTableProjection",
     .method = METHOD_GET,
     .path = "/v1/databases/{DatabaseName}/tables/{TableName}/projection",
     .input = &shape_get_table_projection_request,
     .output = &shape_get_table_projection_response,
     .where = POOL,
     .touches = TOUCHES_TABLE,
     .run = get_table_projection,
     .page_max = 100,
     .about = "Explains the partition projection of a table: its rules as they are understood, how "
              "many partitions they make, and what engines do with them.",
     .errors = "NOT_FOUND INVALID_STATE LIMIT"},
};
