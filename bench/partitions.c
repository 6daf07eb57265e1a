/* SPDX-License-Identifier: Apache-2.0
 * Requests about one table with very many partitions: a day, a customer and an hour each, written
 * as time passes. */
#include "bench/partitions.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    HOURS = 24,
    CUSTOMERS = 417,
    COLUMNS = 20,
    COLUMNS_WIDE = 1000,
    PER_BATCH = 100,
    PER_BATCH_GET = 1000,
    PAGE = 1000
};

static const int64_t first_day_s = INT64_C(1704067200); /* 2024-01-01 */

struct place {
    char day[16];
    int customer, hour;
};

/* Customers come hour by hour, so that what is written next lies near, but not beside, what was
 * written last. */
static struct place place_of(int64_t n)
{
    struct place p = {.customer = (int)(n % CUSTOMERS), .hour = (int)(n / CUSTOMERS % HOURS)};
    time_t at = (time_t)(first_day_s + n / (CUSTOMERS * HOURS) * 86400);
    struct tm day;
    gmtime_r(&at, &day);
    strftime(p.day, sizeof p.day, "%Y-%m-%d", &day);
    return p;
}

/* Spread over all partitions, the same in every run. */
static struct place any_place(const struct load_options *o, int64_t number)
{
    uint64_t x = (uint64_t)(number + 1) * UINT64_C(0x9E3779B97F4A7C15);
    return place_of((int64_t)((x ^ x >> 32) % (uint64_t)o->partitions));
}

/* A request of a thousand columns a hundred times is written without printf, so that the load
 * generator is not what is measured. */
static void put_columns(struct buf *out, int count)
{
    char name[] = "{\"Name\":\"column_0000\",\"Type\":\"";
    char *digits = strstr(name, "0000");
    buf_put(out, TEXT("\"Columns\":["));
    for (int i = 0; i < count; i++) {
        for (int d = 3, rest = i; d >= 0; d--, rest /= 10)
            digits[d] = (char)('0' + rest % 10);
        if (i > 0)
            buf_put_char(out, ',');
        buf_put(out, (struct text){name, sizeof name - 1});
        buf_put(out, i % 3 ? TEXT("string\"}") : TEXT("bigint\"}"));
    }
    buf_put(out, TEXT("]"));
}

static void put_formats(struct buf *out)
{
    buf_put(out, TEXT(",\"InputFormat\":"
                      "\"org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat\","
                      "\"OutputFormat\":"
                      "\"org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat\","
                      "\"SerdeInfo\":{\"SerializationLibrary\":"
                      "\"org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe\","
                      "\"Parameters\":{\"serialization.format\":\"1\"}}}"));
}

static void put_names(struct buf *out, const struct load_options *o)
{
    buf_printf(out, "{\"DatabaseName\":\"bench\",\"TableName\":\"%.*s\"", TEXT_ARG(o->suffix));
}

static int columns_of(const struct load_options *o)
{
    return text_starts_with(o->suffix, TEXT("wide")) ? COLUMNS_WIDE : COLUMNS;
}

static void create_database(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)o, (void)number;
    buf_put(out, TEXT("{\"DatabaseInput\":{\"Name\":\"bench\"}}"));
}

static void create_table(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)number;
    buf_printf(out,
               "{\"DatabaseName\":\"bench\",\"TableInput\":{\"Name\":\"%.*s\","
               "\"TableType\":\"EXTERNAL_TABLE\",\"PartitionKeys\":["
               "{\"Name\":\"day\",\"Type\":\"date\"},{\"Name\":\"customer\",\"Type\":\"string\"},"
               "{\"Name\":\"hour\",\"Type\":\"int\"}],\"StorageDescriptor\":{"
               "\"Location\":\"s3://bench/%.*s/\",",
               TEXT_ARG(o->suffix), TEXT_ARG(o->suffix));
    put_columns(out, columns_of(o));
    put_formats(out);
    buf_put(out, TEXT("}}"));
}

static void delete_table(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)number;
    buf_printf(out, "{\"DatabaseName\":\"bench\",\"Name\":\"%.*s\"}", TEXT_ARG(o->suffix));
}

static void create_index(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)number;
    put_names(out, o);
    buf_put(out, TEXT(",\"PartitionIndex\":{\"IndexName\":\"by_customer\",\"Keys\":[\"customer\","
                      "\"hour\"]}}"));
}

static void delete_index(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)number;
    put_names(out, o);
    buf_put(out, TEXT(",\"IndexName\":\"by_customer\"}"));
}

/* Its parameters are 50 bytes. */
static void put_partition(struct buf *out, const struct load_options *o, int64_t n)
{
    struct place p = place_of(n);
    buf_printf(out, "{\"Values\":[\"%s\",\"customer-%04d\",\"%d\"],\"StorageDescriptor\":{", p.day,
               p.customer, p.hour);
    put_columns(out, columns_of(o));
    buf_printf(out, ",\"Location\":\"s3://bench/%.*s/day=%s/customer=customer-%04d/hour=%d/\"",
               TEXT_ARG(o->suffix), p.day, p.customer, p.hour);
    put_formats(out);
    buf_printf(out,
               ",\"Parameters\":{\"numRows\":\"%08" PRId64 "\",\"totalSize\":\"%012" PRId64 "\"}}",
               n, n * 100);
}

static void load(struct buf *out, const struct load_options *o, int64_t number)
{
    int64_t first = number * PER_BATCH;
    put_names(out, o);
    buf_put(out, TEXT(",\"PartitionInputList\":["));
    for (int64_t n = first; n < first + PER_BATCH && n < o->partitions; n++) {
        if (n > first)
            buf_put_char(out, ',');
        put_partition(out, o, n);
    }
    buf_put(out, TEXT("]}"));
}

static void put_list(struct buf *out, const struct load_options *o)
{
    put_names(out, o);
    buf_printf(out, ",\"MaxResults\":%d,\"ExcludeColumnSchema\":true", PAGE);
}

static void leading(struct buf *out, const struct load_options *o, int64_t number)
{
    struct place p = any_place(o, number);
    put_list(out, o);
    buf_printf(out, ",\"Expression\":\"day = '%s'\"}", p.day);
}

static void leading_two(struct buf *out, const struct load_options *o, int64_t number)
{
    struct place p = any_place(o, number);
    put_list(out, o);
    buf_printf(out, ",\"Expression\":\"day = '%s' AND customer = 'customer-%04d'\"}", p.day,
               p.customer);
}

/* One partition of a day is found. */
static void later(struct buf *out, const struct load_options *o, int64_t number)
{
    struct place p = any_place(o, number);
    put_list(out, o);
    buf_printf(out, ",\"Expression\":\"customer = 'customer-%04d' AND hour = %d\"}", p.customer,
               p.hour);
}

static void get(struct buf *out, const struct load_options *o, int64_t number)
{
    struct place p = any_place(o, number);
    put_names(out, o);
    buf_printf(out, ",\"PartitionValues\":[\"%s\",\"customer-%04d\",\"%d\"]}", p.day, p.customer,
               p.hour);
}

static void batch_get(struct buf *out, const struct load_options *o, int64_t number)
{
    put_names(out, o);
    buf_put(out, TEXT(",\"PartitionsToGet\":["));
    for (int64_t i = 0; i < PER_BATCH_GET; i++) {
        struct place p = any_place(o, number * PER_BATCH_GET + i);
        buf_printf(out, "%s{\"Values\":[\"%s\",\"customer-%04d\",\"%d\"]}", i ? "," : "", p.day,
                   p.customer, p.hour);
    }
    buf_put(out, TEXT("]}"));
}

/* What waits while something large goes on. */
static void small_write(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)o;
    buf_printf(out, "{\"DatabaseName\":\"bench\",\"TableInput\":{\"Name\":\"small_%" PRId64 "\"}}",
               number);
}

static void scan(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)number;
    put_list(out, o);
    buf_printf(out, ",\"Segment\":{\"SegmentNumber\":%" PRId64 ",\"TotalSegments\":%" PRId64 "}",
               o->segment, o->segments);
    if (o->token.n > 0)
        buf_printf(out, ",\"NextToken\":\"%.*s\"", TEXT_ARG(o->token));
    buf_put_char(out, '}');
}

const struct scenario partition_scenarios[PARTITION_SCENARIOS] = {
    {"partitions_database", "CreateDatabase", false, create_database},
    {"partitions_table", "CreateTable", false, create_table},
    {"partitions_drop", "DeleteTable", false, delete_table},
    {"partitions_index", "CreatePartitionIndex", false, create_index},
    {"partitions_no_index", "DeletePartitionIndex", false, delete_index},
    {"partitions_load", "BatchCreatePartition", false, load},
    {"partitions_leading", "GetPartitions", true, leading},
    {"partitions_leading_two", "GetPartitions", true, leading_two},
    {"partitions_later", "GetPartitions", true, later},
    {"partitions_get", "GetPartition", true, get},
    {"partitions_batch_get", "BatchGetPartition", false, batch_get},
    {"partitions_small_write", "CreateTable", false, small_write},
    {"partitions_scan", "GetPartitions", false, scan},
};
