/* SPDX-License-Identifier: Apache-2.0
 * Where in a table's document the facts of its schema stand. Crawlers and people write the same
 * fact in different places; the first place that says it counts. */
#include "catalog/schema_diff.h"

#include "catalog/shape.h"
#include "catalog/shapes_table.h"

enum scope { SCOPE_TABLE, SCOPE_DESCRIPTOR, SCOPE_SERDE, SCOPES };

struct source {
    enum schema_fact fact;
    enum scope scope;
    const char *key; /* in the Parameters of that scope */
};

/* LazySimpleSerDe: field.delim, escape.delim; OpenCSVSerde: separatorChar, quoteChar, escapeChar;
 * Glue's crawlers repeat the delimiter in the table's parameters. */
static const struct source sources[] = {
    {SCHEMA_CLASSIFICATION, SCOPE_TABLE, "classification"},
    {SCHEMA_CLASSIFICATION, SCOPE_DESCRIPTOR, "classification"},
    {SCHEMA_COMPRESSION, SCOPE_TABLE, "compressionType"},
    {SCHEMA_COMPRESSION, SCOPE_DESCRIPTOR, "compressionType"},
    {SCHEMA_DELIMITER, SCOPE_SERDE, "field.delim"},
    {SCHEMA_DELIMITER, SCOPE_SERDE, "separatorChar"},
    {SCHEMA_DELIMITER, SCOPE_TABLE, "delimiter"},
    {SCHEMA_DELIMITER, SCOPE_DESCRIPTOR, "delimiter"},
    {SCHEMA_QUOTE, SCOPE_SERDE, "quoteChar"},
    {SCHEMA_ESCAPE, SCOPE_SERDE, "escapeChar"},
    {SCHEMA_ESCAPE, SCOPE_SERDE, "escape.delim"},
    {SCHEMA_HEADER_LINES, SCOPE_TABLE, "skip.header.line.count"},
    {SCHEMA_HEADER_LINES, SCOPE_DESCRIPTOR, "skip.header.line.count"},
    {SCHEMA_HEADER_LINES, SCOPE_SERDE, "skip.header.line.count"},
    {SCHEMA_ORC_INDEX_ACCESS, SCOPE_SERDE, "orc.column.index.access"},
    {SCHEMA_ORC_INDEX_ACCESS, SCOPE_TABLE, "orc.column.index.access"},
    {SCHEMA_PARQUET_INDEX_ACCESS, SCOPE_SERDE, "parquet.column.index.access"},
    {SCHEMA_PARQUET_INDEX_ACCESS, SCOPE_TABLE, "parquet.column.index.access"},
};

static const struct schema_column *columns_of(const struct value *list, struct arena *arena,
                                              size_t *count)
{
    *count = list->set ? list->list.count : 0;
    struct schema_column *columns = ARENA_ARRAY(arena, struct schema_column, *count);
    for (size_t i = 0; i < *count; i++) {
        const struct value *column = list->list.items[i].members;
        columns[i] = (struct schema_column){column[COLUMN_NAME].text, column[COLUMN_TYPE].text,
                                            column[COLUMN_COMMENT].text};
    }
    return columns;
}

static void read_sources(const struct value *parameters[SCOPES], struct table_schema *out)
{
    for (size_t i = 0; i < COUNT(sources); i++) {
        const struct source *s = &sources[i];
        const struct value *found =
            parameters[s->scope] ? value_map_get(parameters[s->scope], text_of(s->key)) : NULL;
        if (found && out->facts[s->fact].n == 0)
            out->facts[s->fact] = found->text;
    }
}

void schema_of_table_input(const struct value *table_input, struct arena *arena,
                           struct table_schema *out)
{
    *out = (struct table_schema){0};
    const struct value *parameters[SCOPES] = {[SCOPE_TABLE] = &table_input[TABLE_INPUT_PARAMETERS]};
    const struct value *descriptor = table_input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    out->keys = columns_of(&table_input[TABLE_INPUT_PARTITION_KEYS], arena, &out->keys_count);
    if (descriptor) {
        const struct value *serde = descriptor[STORAGE_DESCRIPTOR_SERDE_INFO].members;
        out->columns =
            columns_of(&descriptor[STORAGE_DESCRIPTOR_COLUMNS], arena, &out->columns_count);
        out->facts[SCHEMA_INPUT_FORMAT] = descriptor[STORAGE_DESCRIPTOR_INPUT_FORMAT].text;
        out->facts[SCHEMA_OUTPUT_FORMAT] = descriptor[STORAGE_DESCRIPTOR_OUTPUT_FORMAT].text;
        parameters[SCOPE_DESCRIPTOR] = &descriptor[STORAGE_DESCRIPTOR_PARAMETERS];
        if (serde) {
            out->facts[SCHEMA_SERDE] = serde[SER_DE_INFO_SERIALIZATION_LIBRARY].text;
            parameters[SCOPE_SERDE] = &serde[SER_DE_INFO_PARAMETERS];
        }
    }
    read_sources(parameters, out);
}
