/* SPDX-License-Identifier: Apache-2.0
 * Severities and consequences. Sources:
 *   Athena   its user guide, "Handle schema updates" (which change which format survives) and
 * "Update tables with partitions" (columns of a partition are checked against the table's by
 * position: HIVE_PARTITION_SCHEMA_MISMATCH) Trino    trinodb/trino, Hive connector: by-index ORC,
 * by-name Parquet; coercions of columnar files came late (pull requests 21509, 22246, 22277 of
 * 2024), Athena and Spark refuse them Hive     the metastore's ColumnType.areColTypesCompatible;
 * LazySimpleSerDe reads what does not parse as NULL Avro     the specification, Schema Resolution
 * A change is breaking when the new schema cannot read what was written under the old one, or a
 * query that ran fails. */
#include "catalog/schema_diff_rules.h"

#include <assert.h>

static const char mismatch[] = "Partitions keep their own columns, and Athena and Trino compare "
                               "them with the table's by position: queries over a partition "
                               "with other types there fail with HIVE_PARTITION_SCHEMA_MISMATCH "
                               "until its columns are updated.";

static const char refused[] = "The files hold the earlier type: Athena fails with HIVE_BAD_DATA "
                              "and Spark with a conversion error on files written before; "
                              "Hive and recent Trino convert.";

static const struct drift_rule rules[] = {
    /* Athena: adding at the end is safe in every format; the new column is NULL in earlier files.
     */
    {DRIFT_ADDED_LAST, FAMILY_ANY, SEVERITY_INFO,
     "Files written before do not have the column: it reads as NULL there."},
    /* Athena: adding in the middle breaks CSV, TSV and what is read by index. */
    {DRIFT_ADDED_BETWEEN, FAMILY_ANY, SEVERITY_WARNING,
     "How the files are read is not known; a reader that goes by position gives every later column "
     "its neighbour's values."},
    {DRIFT_ADDED_BETWEEN, FAMILY_BY_NAME, SEVERITY_INFO,
     "Files written before do not have the column: it reads as NULL there."},
    {DRIFT_ADDED_BETWEEN, FAMILY_BY_POSITION, SEVERITY_BREAKING,
     "Columns are read by position: in files written before, this column and every later one read "
     "their neighbour's values; "
     "Athena, Trino and Spark return wrong values, NULL, or fail on the type."},
    {DRIFT_ADDED_BETWEEN, FAMILY_JSON_PARTITIONED, SEVERITY_WARNING, mismatch},
    {DRIFT_ADDED_BETWEEN, FAMILY_AVRO_PARTITIONED, SEVERITY_WARNING, mismatch},
    /* Athena: a struct is one type, and the partition's differs from the table's. */
    {DRIFT_ADDED_INSIDE, FAMILY_ANY, SEVERITY_INFO,
     "Files written before do not have the field: it reads as NULL there."},
    {DRIFT_ADDED_INSIDE, FAMILY_JSON_PARTITIONED, SEVERITY_WARNING, mismatch},
    {DRIFT_ADDED_INSIDE, FAMILY_AVRO_PARTITIONED, SEVERITY_WARNING, mismatch},
    /* Athena: renaming breaks what is read by name, and nothing else. */
    {DRIFT_ADDED_RENAMED, FAMILY_ANY, SEVERITY_WARNING,
     "It looks like a renamed column, but readers by name do not find the new name in files "
     "written before: NULL there."},
    {DRIFT_ADDED_RENAMED, FAMILY_BY_POSITION, SEVERITY_INFO,
     "It looks like a renamed column; columns are read by position, so earlier values show under "
     "the new name."},
    {DRIFT_REMOVED_LAST, FAMILY_ANY, SEVERITY_BREAKING,
     "Queries and views that name the column fail; files written before can still be read."},
    {DRIFT_REMOVED_BETWEEN, FAMILY_ANY, SEVERITY_BREAKING,
     "Queries and views that name the column fail."},
    {DRIFT_REMOVED_BETWEEN, FAMILY_BY_POSITION, SEVERITY_BREAKING,
     "Columns are read by position: in files written before, every later column reads its "
     "neighbour's values; queries and views "
     "that name the column fail."},
    {DRIFT_REMOVED_RENAMED, FAMILY_ANY, SEVERITY_BREAKING,
     "It looks like a renamed column: queries and views that use the earlier name fail."},
    /* Athena: reordering breaks CSV, TSV and what is read by index. */
    {DRIFT_REORDERED, FAMILY_ANY, SEVERITY_WARNING,
     "How the files are read is not known; a reader that goes by position mixes up the columns."},
    {DRIFT_REORDERED, FAMILY_BY_NAME, SEVERITY_INFO,
     "Columns are found by name; only SELECT * and INSERT without a column list see another "
     "order."},
    {DRIFT_REORDERED, FAMILY_BY_POSITION, SEVERITY_BREAKING,
     "Columns are read by position: in files written before, the moved columns read each other's "
     "values."},
    {DRIFT_REORDERED, FAMILY_JSON_PARTITIONED, SEVERITY_WARNING, mismatch},
    {DRIFT_REORDERED, FAMILY_AVRO_PARTITIONED, SEVERITY_WARNING, mismatch},
    /* Hive, Avro, and every columnar reader: upward within whole numbers, floats, decimals, texts.
     */
    {DRIFT_WIDENED, FAMILY_ANY, SEVERITY_INFO, "Every earlier value fits the new type."},
    /* Trino: issue 21556 of 2024, decimals read wrongly from whole numbers in Parquet. */
    {DRIFT_TO_DECIMAL, FAMILY_ANY, SEVERITY_WARNING,
     "Every earlier value fits, but not every reader converts files written before, and older "
     "Trino reads wrong decimals."},
    {DRIFT_TO_DECIMAL, FAMILY_TEXT, SEVERITY_INFO, "Numbers are read from their text."},
    {DRIFT_TO_DECIMAL, FAMILY_JSON, SEVERITY_INFO, "Numbers are read from their text."},
    {DRIFT_TO_FLOAT, FAMILY_ANY, SEVERITY_WARNING,
     "Large whole numbers and decimals lose digits, and not every reader converts earlier files."},
    {DRIFT_TO_FLOAT, FAMILY_TEXT, SEVERITY_INFO,
     "Numbers are read from their text; large ones lose digits."},
    {DRIFT_TO_FLOAT, FAMILY_JSON, SEVERITY_INFO,
     "Numbers are read from their text; large ones lose digits."},
    /* Avro: int and long are promoted to float and double. */
    {DRIFT_TO_FLOAT, FAMILY_AVRO, SEVERITY_INFO,
     "Avro promotes whole numbers when it reads; large ones lose digits."},
    {DRIFT_TO_FLOAT, FAMILY_NAMED, SEVERITY_BREAKING, refused},
    {DRIFT_TO_FLOAT, FAMILY_INDEXED, SEVERITY_BREAKING, refused},
    {DRIFT_TO_TEXT, FAMILY_ANY, SEVERITY_WARNING,
     "Every value has a text, but queries that compute with the column or compare it with numbers "
     "or dates fail, or compare "
     "texts."},
    /* Avro: no promotion from numbers to string. */
    {DRIFT_TO_TEXT, FAMILY_AVRO, SEVERITY_BREAKING,
     "Avro does not resolve the earlier type as a string: files written before cannot be read."},
    {DRIFT_TO_TEXT, FAMILY_NAMED, SEVERITY_BREAKING, refused},
    {DRIFT_TO_TEXT, FAMILY_INDEXED, SEVERITY_BREAKING, refused},
    {DRIFT_CONVERTED, FAMILY_ANY, SEVERITY_WARNING,
     "Hive converts earlier values; Athena, Trino and Spark may read NULL or fail on files written "
     "before."},
    {DRIFT_CONVERTED, FAMILY_AVRO, SEVERITY_BREAKING,
     "Avro does not resolve the earlier type as the new one: files written before cannot be read."},
    {DRIFT_CONVERTED, FAMILY_NAMED, SEVERITY_BREAKING, refused},
    {DRIFT_CONVERTED, FAMILY_INDEXED, SEVERITY_BREAKING, refused},
    {DRIFT_NARROWED, FAMILY_ANY, SEVERITY_BREAKING,
     "Earlier values may not fit the new type: Hive and Spark read NULL for them, Athena and Trino "
     "NULL or HIVE_BAD_DATA."},
    {DRIFT_INCOMPATIBLE, FAMILY_ANY, SEVERITY_BREAKING,
     "Earlier values do not read as the new type: Athena and Trino fail with HIVE_BAD_DATA or "
     "HIVE_PARTITION_SCHEMA_MISMATCH, "
     "Hive and Spark read NULL or fail."},
    {DRIFT_COMMENTED, FAMILY_ANY, SEVERITY_INFO, "No reader is affected."},
    /* Partition values are stored by position, and Hive allows no change of keys while partitions
       exist. */
    {DRIFT_KEY_ADDED, FAMILY_ANY, SEVERITY_BREAKING,
     "Existing partitions have no value for the key: they must be made anew, and queries over them "
     "fail until then."},
    {DRIFT_KEY_REMOVED, FAMILY_ANY, SEVERITY_BREAKING,
     "Existing partitions have a value too many: they must be made anew, and queries that filter "
     "by the key fail."},
    {DRIFT_KEY_REORDERED, FAMILY_ANY, SEVERITY_BREAKING,
     "Partition values are kept by position: existing partitions show each key the value of "
     "another."},
    {DRIFT_KEY_WIDENED, FAMILY_ANY, SEVERITY_INFO,
     "Partition values are texts, and every one reads as the new type."},
    {DRIFT_KEY_TO_TEXT, FAMILY_ANY, SEVERITY_WARNING,
     "Partition values now compare as texts: filters with numbers or dates fail or choose other "
     "partitions."},
    {DRIFT_KEY_RETYPED, FAMILY_ANY, SEVERITY_BREAKING,
     "A partition value that does not read as the new type makes Athena and Trino fail, and Hive's "
     "filters leave it out."},
    {DRIFT_FACT_SAID, FAMILY_ANY, SEVERITY_INFO, "It was not said before."},
    {DRIFT_FORMAT, FAMILY_ANY, SEVERITY_BREAKING,
     "Files in the earlier format can be read only through partitions whose descriptors still name "
     "it."},
    {DRIFT_SERDE, FAMILY_ANY, SEVERITY_WARNING,
     "Another reader takes the files apart: types, NULLs and quotes may come out otherwise."},
    /* Hive's text readers choose the codec by the file's suffix. */
    {DRIFT_COMPRESSION, FAMILY_ANY, SEVERITY_INFO, "Engines recognise the compression by file."},
    {DRIFT_DELIMITER, FAMILY_ANY, SEVERITY_INFO, "The format does not use it."},
    {DRIFT_DELIMITER, FAMILY_TEXT, SEVERITY_BREAKING,
     "Files with the earlier character are cut at the wrong places: columns read NULL or parts of "
     "other values."},
    {DRIFT_HEADER, FAMILY_ANY, SEVERITY_INFO, "The format does not use it."},
    {DRIFT_HEADER, FAMILY_TEXT, SEVERITY_WARNING,
     "Files written before lose their first row of data, or show their header as one."},
};

static const enum family wider[FAMILIES] = {
    [FAMILY_ANY] = FAMILY_ANY,
    [FAMILY_BY_NAME] = FAMILY_ANY,
    [FAMILY_BY_POSITION] = FAMILY_ANY,
    [FAMILY_TEXT] = FAMILY_BY_POSITION,
    [FAMILY_NAMED] = FAMILY_BY_NAME,
    [FAMILY_INDEXED] = FAMILY_BY_POSITION,
    [FAMILY_JSON] = FAMILY_BY_NAME,
    [FAMILY_AVRO] = FAMILY_BY_NAME,
    [FAMILY_JSON_PARTITIONED] = FAMILY_JSON,
    [FAMILY_AVRO_PARTITIONED] = FAMILY_AVRO,
};

static const struct drift_rule *find_exact(enum drift drift, enum family family)
{
    for (size_t i = 0; i < COUNT(rules); i++)
        if (rules[i].drift == drift && rules[i].family == family)
            return &rules[i];
    return NULL;
}

const struct drift_rule *drift_rule_find(enum drift drift, enum family family)
{
    const struct drift_rule *rule = find_exact(drift, family);
    while (!rule && family != FAMILY_ANY) {
        family = wider[family];
        rule = find_exact(drift, family);
    }
    assert(rule);
    return rule;
}

struct spelling {
    const char *name;
    enum family family;
};

/* The last part of a SerDe library's class name decides: it is what reads the files. */
static const struct spelling serdes[] = {
    {"LazySimpleSerDe", FAMILY_TEXT},   {"OpenCSVSerde", FAMILY_TEXT},
    {"MultiDelimitSerDe", FAMILY_TEXT}, {"RegexSerDe", FAMILY_TEXT},
    {"GrokSerDe", FAMILY_TEXT},         {"JsonSerDe", FAMILY_JSON},
    {"IonHiveSerDe", FAMILY_JSON},      {"AvroSerDe", FAMILY_AVRO},
    {"ParquetHiveSerDe", FAMILY_NAMED}, {"OrcSerde", FAMILY_INDEXED},
};

static const struct spelling classifications[] = {
    {"csv", FAMILY_TEXT}, {"tsv", FAMILY_TEXT},  {"grok", FAMILY_TEXT},     {"json", FAMILY_JSON},
    {"ion", FAMILY_JSON}, {"avro", FAMILY_AVRO}, {"parquet", FAMILY_NAMED}, {"orc", FAMILY_INDEXED},
};

static enum family lookup(const struct spelling *list, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal_nocase(name, text_of(list[i].name)))
            return list[i].family;
    return FAMILY_ANY;
}

static struct text after_last_dot(struct text t)
{
    while (text_find(t, '.') < t.n)
        (void)text_split(&t, '.');
    return t;
}

enum family family_of(const struct table_schema *schema)
{
    const struct text *facts = schema->facts;
    enum family family = lookup(serdes, COUNT(serdes), after_last_dot(facts[SCHEMA_SERDE]));
    if (family == FAMILY_ANY)
        family = lookup(classifications, COUNT(classifications), facts[SCHEMA_CLASSIFICATION]);
    if (family == FAMILY_INDEXED &&
        text_equal_nocase(facts[SCHEMA_ORC_INDEX_ACCESS], TEXT("false")))
        return FAMILY_NAMED;
    if (family == FAMILY_NAMED &&
        text_equal_nocase(facts[SCHEMA_PARQUET_INDEX_ACCESS], TEXT("true")))
        return FAMILY_INDEXED;
    if (schema->keys_count > 0 && family == FAMILY_JSON)
        return FAMILY_JSON_PARTITIONED;
    if (schema->keys_count > 0 && family == FAMILY_AVRO)
        return FAMILY_AVRO_PARTITIONED;
    return family;
}

enum family family_inside(enum family family)
{
    return family == FAMILY_INDEXED ? FAMILY_NAMED : family;
}
