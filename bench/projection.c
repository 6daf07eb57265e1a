/* SPDX-License-Identifier: Apache-2.0
 * A table whose partitions are the hours of a thousand years by rules alone: points and short
 * ranges of it. */
#include "bench/projection.h"

#include <inttypes.h>

static void create_projected(struct buf *out, const struct load_options *o, int64_t number)
{
    (void)number;
    buf_printf(out, "{\"DatabaseName\":\"bench%.*s\",\"TableInput\":{\"Name\":\"projected\",",
               TEXT_ARG(o->suffix));
    buf_put(out,
            TEXT("\"TableType\":\"EXTERNAL_TABLE\",\"StorageDescriptor\":{\"Columns\":["
                 "{\"Name\":\"url\",\"Type\":\"string\"},{\"Name\":\"bytes\",\"Type\":\"bigint\"}],"
                 "\"Location\":\"s3://bench/projected/\"},\"PartitionKeys\":["
                 "{\"Name\":\"hour\",\"Type\":\"string\"}],\"Parameters\":{"
                 "\"projection.enabled\":\"true\",\"projection.hour.type\":\"date\","
                 "\"projection.hour.format\":\"yyyy/MM/dd/HH\",\"projection.hour.range\":"
                 "\"1500/01/01/00,2499/12/31/23\",\"projection.hour.interval\":\"1\","
                 "\"projection.hour.interval.unit\":\"HOURS\","
                 "\"storage.location.template\":\"s3://bench/projected/${hour}/\"}}}"));
}

/* Some hour of all of them, in a month that has 28 days at least. */
static void put_hour(struct buf *out, int64_t number)
{
    uint64_t x = (uint64_t)number * UINT64_C(0x9E3779B97F4A7C15) >> 20;
    buf_printf(out, "%04d/%02d/%02d/", (int)(1500 + x % 1000), (int)(1 + x / 1000 % 12),
               (int)(1 + x / 12000 % 28));
}

static void projected_point(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableName\":\"projected\","
               "\"PartitionValues\":[\"",
               TEXT_ARG(o->suffix));
    put_hour(out, number);
    buf_put(out, TEXT("07\"]}"));
}

static void projected_range(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(
        out,
        "{\"DatabaseName\":\"bench%.*s\",\"TableName\":\"projected\",\"ExcludeColumnSchema\":"
        "true,\"Expression\":\"hour BETWEEN '",
        TEXT_ARG(o->suffix));
    put_hour(out, number);
    buf_put(out, TEXT("00' AND '"));
    put_hour(out, number);
    buf_put(out, TEXT("23'\"}"));
}

static void projected_count(struct buf *out, const struct load_options *o, int64_t number)
{
    buf_printf(out,
               "{\"DatabaseName\":\"bench%.*s\",\"TableName\":\"projected\","
               "\"Expression\":\"hour >= '",
               TEXT_ARG(o->suffix));
    put_hour(out, number);
    buf_put(out, TEXT("12'\"}"));
}

const struct scenario projection_scenarios[PROJECTION_SCENARIOS] = {
    {"create_projected", "CreateTable", false, create_projected},
    {"projected_point", "GetPartition", true, projected_point},
    {"projected_range", "GetPartitions", true, projected_range},
    {"projected_count", "CountPartitions", true, projected_count},
};
