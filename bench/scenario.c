/* SPDX-License-Identifier: Apache-2.0
 * What the load generator asks, as rows. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/sigv4.h"
#include "bench/load.h"
#include "bench/partitions.h"
#include "bench/projection.h"

enum { COLUMNS = 12, PARTITIONS_PER_BATCH = 100, PAGE = 1000 };

/* Spread over all numbers below `below`, the same in every run. */
static int64_t spread(int64_t number, int64_t below)
{
    uint64_t x = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15);
    return (int64_t)((x ^ x >> 32) % (uint64_t)below);
}

static void put_columns(struct buf *out)
{
    buf_put(out, TEXT("\"Columns\":["));
    for (int i = 0; i < COLUMNS; i++)
        buf_printf(out, "%s{\"Name\":\"column_%02d\",\"Type\":\"%s\",\"Comment\":\"a column\"}",
                   i ? "," : "", i, i % 3 ? "string" : "bigint");
    buf_put(out, TEXT("]"));
}

static void put_descriptor(struct buf *out, const char *location, int64_t number)
{
    buf_put(out, TEXT("\"StorageDescriptor\":{"));
    put_columns(out);
    buf_printf(out,
               ",\"Location\":\"s3://bench/%s/%" PRId64 "/\",\"InputFormat\":"
               "\"org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat\",\"OutputFormat\":"
               "\"org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat\",\"SerdeInfo\":"
               "{\"SerializationLibrary\":"
               "\"org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe\","
               "\"Parameters\":{\"serialization.format\":\"1\"}}}",
               location, number);
}

static void create_database(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)number;
    buf_printf(out, "{\"DatabaseInput\":{\"Name\":\"bench%.*s\"}}", TEXT_ARG(o->suffix));
}

static void create_table(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableInput\":{\"Name\":\"table_%" PRId64 "\",",
               TEXT_ARG(o->suffix), number);
    put_descriptor(out, "tables", number);
    buf_put(out, TEXT(",\"PartitionKeys\":[{\"Name\":\"day\",\"Type\":\"string\"},{\"Name\":"
                      "\"hour\",\"Type\":\"int\"}],\"TableType\":\"EXTERNAL_TABLE\",\"Parameters\":"
                      "{\"classification\":\"parquet\",\"owner\":\"bench\"}}}"));
}

static void get_table(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out, "{\"DatabaseName\":\"bench%.*s\",\"Name\":\"table_%" PRId64 "\"}",
               TEXT_ARG(o->suffix), spread(number, o->tables));
}

static void batch_create_partition(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableName\":\"table_%" PRId64
               "\",\"PartitionInputList\":[",
               TEXT_ARG(o->suffix), o->tables ? number % 8 : 0);
    for (int64_t i = 0; i < PARTITIONS_PER_BATCH; i++) {
        int64_t n = number * PARTITIONS_PER_BATCH + i;
        buf_printf(out, "%s{\"Values\":[\"day-%08" PRId64 "\",\"%" PRId64 "\"],", i ? "," : "",
                   n / 24, n % 24);
        put_descriptor(out, "partitions", n);
        buf_put(out, TEXT("}"));
    }
    buf_put(out, TEXT("]}"));
}

static void get_partitions(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableName\":\"table_%" PRId64
               "\",\"MaxResults\":%d,\"ExcludeColumnSchema\":true}",
               TEXT_ARG(o->suffix), number % 8, PAGE);
}

/* A catalog as wide as it gets: small tables with words to look for. */
static const char *const words[] = {"orders",    "customers", "clicks", "payments",
                                    "shipments", "returns",   "visits", "prices"};

static void create_wide_table(struct buf *out, const struct load_options *o, int64_t number)
{
    const char *word = words[spread(number, COUNT(words))];
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableInput\":{\"Name\":\"%s_%07" PRId64
               "\",\"Description\":\"%s of region %d, loaded nightly\",\"Owner\":\"team-%d\",",
               TEXT_ARG(o->suffix), word, number, word, (int)spread(number + 1, 50),
               (int)spread(number + 2, 200));
    buf_printf(out,
               "\"StorageDescriptor\":{\"Columns\":[{\"Name\":\"id\",\"Type\":\"bigint\"},{"
               "\"Name\":\"%s_total\",\"Type\":\"decimal(18,2)\",\"Comment\":\"in cents\"}],"
               "\"Location\":\"s3://lake/%s/%" PRId64
               "/\"},\"PartitionKeys\":[{\"Name\":\"day\",\"Type\":\"date\"}],\"TableType\":"
               "\"EXTERNAL_TABLE\",\"Parameters\":{\"classification\":\"%s\"}}}",
               word, word, number, number % 10 ? "parquet" : "csv");
}

static void search(struct buf *out, const char *question)
{
    buf_printf(out, "{\"SearchText\":\"%s\",\"MaxResults\":10}", question);
}

/* A name, of which there is one. */
static void search_rare(struct buf *out, const struct load_options *o, int64_t number)
{
    char question[64];
    snprintf(question, sizeof question, "%07" PRId64, spread(number, o->tables));
    search(out, question);
}

/* Three words that stand in hundreds of tables together and in most of them alone. */
static void search_words(struct buf *out, const struct load_options *o, int64_t number)
{
    char question[64];
    (void)o;
    snprintf(question, sizeof question, "%s parquet \\\"region %d\\\"",
             words[number % (int64_t)COUNT(words)], (int)spread(number, 50));
    search(out, question);
}

/* A field and a parameter instead of words. */
static void search_filters(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)o;
    buf_printf(out,
               "{\"Filters\":[{\"Key\":\"Owner\",\"Value\":\"team-%d\"},{\"Key\":"
               "\"classification\",\"Value\":\"csv\"}],\"MaxResults\":10}",
               (int)spread(number, 200));
}

static void search_sorted(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)o;
    buf_printf(out,
               "{\"SearchText\":\"team-%d\",\"SortCriteria\":[{\"FieldName\":\"Name\",\"Sort\":"
               "\"DESC\"}],\"MaxResults\":10}",
               (int)spread(number, 200));
}

static void search_common(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)o;
    (void)number;
    search(out, "nightly");
}

static void search_common_sorted(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)o;
    buf_printf(out,
               "{\"SearchText\":\"%s\",\"SortCriteria\":[{\"FieldName\":\"UpdateTime\",\"Sort\":"
               "\"DESC\"}],\"MaxResults\":10}",
               words[number % (int64_t)COUNT(words)]);
}

/* Words of tables that changed in the last second: of none, because the load is over. */
static void search_times(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)o;
    buf_printf(out,
               "{\"SearchText\":\"%s\",\"Filters\":[{\"Key\":\"UpdateTime\",\"Comparator\":"
               "\"GREATER_THAN\",\"Value\":\"%" PRId64 "\"}],\"MaxResults\":10}",
               words[number % (int64_t)COUNT(words)], clock_now_ms() / 1000 - 1);
}

static void get_tables(struct buf *out, const struct load_options *o, const char *expression)
{
    buf_printf(out, "{\"DatabaseName\":\"bench%.*s\",\"Expression\":\"%s\",\"MaxResults\":10}",
               TEXT_ARG(o->suffix), expression);
}

static void get_tables_prefix(struct buf *out, const struct load_options *o, int64_t number)
{
    char expression[64];
    snprintf(expression, sizeof expression, "%s_%04" PRId64 "*", words[number % 8],
             spread(number, o->tables / 1000 + 1));
    get_tables(out, o, expression);
}

static void get_tables_inside(struct buf *out, const struct load_options *o, int64_t number)
{
    char expression[64];
    snprintf(expression, sizeof expression, "*_%07" PRId64, spread(number, o->tables));
    get_tables(out, o, expression);
}

static void get_tables_page(struct buf *out, const struct load_options *o, int64_t number)
{
    char expression[64];
    snprintf(expression, sizeof expression, "table_%" PRId64 "[0-9]?", spread(number, o->tables));
    get_tables(out, o, expression);
}

static void search_table(struct buf *out, const struct load_options *o, int64_t number)
{
    char question[64];
    snprintf(question, sizeof question, "table_%" PRId64, spread(number, o->tables));
    search(out, question);
}

/* What a commit of an engine does: a pointer moves. */
static void commit_table(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"SkipArchive\":true,\"TableInput\":{\"Name\":"
               "\"table_%" PRId64 "\",",
               TEXT_ARG(o->suffix), spread(number, o->tables));
    put_descriptor(out, "tables", spread(number, o->tables));
    buf_printf(out,
               ",\"PartitionKeys\":[{\"Name\":\"day\",\"Type\":\"string\"},{\"Name\":"
               "\"hour\",\"Type\":\"int\"}],\"TableType\":\"EXTERNAL_TABLE\",\"Parameters\":"
               "{\"classification\":\"parquet\",\"owner\":\"bench\",\"metadata_location\":"
               "\"s3://bench/%" PRId64 ".metadata.json\"}}}",
               number);
}

/* What a person does: words change. */
static void update_table(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableInput\":{\"Name\":\"table_%" PRId64
               "\",\"Description\":\"in its state %" PRId64 "\",",
               TEXT_ARG(o->suffix), spread(number, o->tables), number);
    put_descriptor(out, "tables", spread(number, o->tables));
    buf_put(out, TEXT(",\"TableType\":\"EXTERNAL_TABLE\",\"PartitionKeys\":[{\"Name\":\"day\","
                      "\"Type\":\"string\"},{\"Name\":\"hour\",\"Type\":\"int\"}]}}"));
}

/* One partition of a job's output. */
static void add_partition(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableName\":\"table_%" PRId64
               "\",\"PartitionInputList\":[{\"Values\":[\"run-%" PRId64 "\",\"0\"],",
               TEXT_ARG(o->suffix), number % 8, number);
    put_descriptor(out, "runs", number);
    buf_put(out, TEXT("}]}"));
}

static const struct scenario *etl_part(int64_t number);

static const struct scenario scenarios[] = {
    {"create_database", "CreateDatabase", false, create_database},
    {"create_table", "CreateTable", false, create_table},
    {"get_table", "GetTable", true, get_table},
    {"batch_create_partition", "BatchCreatePartition", false, batch_create_partition},
    {"get_partitions", "GetPartitions", true, get_partitions},
    {"commit_table", "UpdateTable", false, commit_table},
    {"update_table", "UpdateTable", false, update_table},
    {"create_wide_table", "CreateTable", false, create_wide_table},
    {"search_rare", "SearchTables", true, search_rare},
    {"search_words", "SearchTables", true, search_words},
    {"search_filters", "SearchTables", true, search_filters},
    {"search_common", "SearchTables", true, search_common},
    {"search_times", "SearchTables", true, search_times},
    {"search_common_sorted", "SearchTables", true, search_common_sorted},
    {"search_sorted", "SearchTables", true, search_sorted},
    {"get_tables_prefix", "GetTables", true, get_tables_prefix},
    {"get_tables_inside", "GetTables", true, get_tables_inside},
    {"etl", NULL, false, NULL, etl_part},
};

/* A day of jobs, as twenty requests: 16 read, 4 write. */
static const struct scenario *etl_part(int64_t number)
{
    static const struct scenario list = {"", "GetTables", false, get_tables_page},
                                 find = {"", "SearchTables", false, search_table},
                                 add = {"", "BatchCreatePartition", false, add_partition},
                                 read = {"", "GetTable", false, get_table},
                                 commit = {"", "UpdateTable", false, commit_table};
    static const struct scenario *const day[] = {
        &read, &read, &read, &commit, &read, &read, &list, &read, &add, &read,
        &read, &read, &find, &commit, &read, &read, &list, &read, &add, &read};
    return day[number % (int64_t)COUNT(day)];
}

const struct scenario *scenario_find(const char *name)
{
    static const struct {
        const struct scenario *items;
        size_t count;
    } lists[] = {
        {scenarios, COUNT(scenarios)},
        {projection_scenarios, PROJECTION_SCENARIOS},
        {partition_scenarios, PARTITION_SCENARIOS},
    };
    for (size_t l = 0; l < COUNT(lists); l++)
        for (size_t i = 0; i < lists[l].count; i++)
            if (strcmp(name, lists[l].items[i].name) == 0)
                return &lists[l].items[i];
    return NULL;
}

static void put_header(struct buf *out, struct header header)
{
    buf_printf(out, "%.*s: %.*s\r\n", TEXT_ARG(header.name), TEXT_ARG(header.value));
}

void scenario_put_request(const struct scenario *scenario, const struct load_options *options,
                          struct crypto *crypto, int64_t number, struct buf *out)
{
    struct arena arena;
    struct buf body;
    struct err err = {.code = ERR_NONE};
    arena_init(&arena, 1 << 20, NULL);
    buf_init(&body, 1 << 24);
    if (scenario->part)
        scenario = scenario->part(number);
    scenario->body(&body, options, number);
    struct header headers[] = {
        {TEXT("host"), arena_printf(&arena, "127.0.0.1:%u", options->port)},
        {TEXT("content-type"), TEXT("application/x-amz-json-1.1")},
        {TEXT("x-amz-target"), arena_printf(&arena, "AWSGlue.%s", scenario->target)},
    };
    struct sigv4_signer signer = {.crypto = crypto,
                                  .access_key_id = options->key_id,
                                  .secret_key = options->secret,
                                  .region = TEXT("us-east-1"),
                                  .service = TEXT("glue"),
                                  .now_ms = clock_now_ms()};
    struct sigv4_request request = {.method = TEXT("POST"),
                                    .path = TEXT("/"),
                                    .headers = headers,
                                    .header_count = COUNT(headers),
                                    .body = buf_text(&body)};
    struct sigv4_signed added;
    if (sigv4_sign(&signer, &request, &arena, &added, &err) != 0) {
        fprintf(stderr, "signing failed: %s\n", err.text);
        exit(1);
    }
    buf_put(out, TEXT("POST / HTTP/1.1\r\n"));
    for (size_t i = 0; i < COUNT(headers); i++)
        put_header(out, headers[i]);
    for (size_t i = 0; i < added.count; i++)
        put_header(out, added.headers[i]);
    buf_printf(out, "content-length: %zu\r\n\r\n", body.n);
    buf_put(out, buf_text(&body));
    buf_release(&body);
    arena_release(&arena);
}
