/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/iceberg_table.h"

#include <string.h>

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"

/* CommentString of the model. */
enum { COMMENT_BYTES = 255 };

static struct text text_of_id(int32_t id, struct arena *arena)
{
    return arena_printf(arena, "%d", id);
}

static struct value column_parameters(const struct iceberg_column *column, struct arena *arena)
{
    const struct iceberg_pair pairs[] = {
        {TEXT("iceberg.field.current"), TEXT("true")},
        {TEXT("iceberg.field.id"), text_of_id(column->id, arena)},
        {TEXT("iceberg.field.optional"), column->is_required ? TEXT("false") : TEXT("true")}};
    struct value *items = ARENA_ARRAY(arena, struct value, 2 * COUNT(pairs));
    for (size_t i = 0; i < COUNT(pairs); i++) {
        items[2 * i] = value_text(pairs[i].name);
        items[2 * i + 1] = value_text(pairs[i].value);
    }
    return value_list(items, COUNT(pairs));
}

static int describe_column(const struct iceberg_column *column, struct arena *arena,
                           struct value *out, struct err *err)
{
    struct value *members = ARENA_ARRAY(arena, struct value, shape_column.count + 1);
    struct text type = hive_type_text(column->type, arena);
    if (text_length(column->name) > LIMIT_COLUMN_NAME_BYTES)
        return err_set(err, ERR_INVALID, "Schema: the name '%.*s...' is longer than %d characters.",
                       TEXT_ARG(text_cut(column->name, 64)), LIMIT_COLUMN_NAME_BYTES);
    if (type.n > LIMIT_HIVE_TYPE_BYTES)
        return err_set(err, ERR_INVALID, "Schema: the type of '%.*s' is longer than %d bytes.",
                       TEXT_ARG(text_cut(column->name, 64)), LIMIT_HIVE_TYPE_BYTES);
    members[COLUMN_NAME] = value_text(arena_fold(arena, column->name));
    members[COLUMN_TYPE] = value_text(type);
    if (column->doc.n)
        members[COLUMN_COMMENT] = value_text(text_cut(column->doc, COMMENT_BYTES));
    members[COLUMN_PARAMETERS] = column_parameters(column, arena);
    *out = value_struct(members);
    return 0;
}

static int describe_columns(const struct iceberg_metadata *m, struct arena *arena,
                            struct value *out, struct err *err)
{
    const struct iceberg_schema *schema = iceberg_metadata_schema(m);
    struct value *items = ARENA_ARRAY(arena, struct value, schema->columns_count + 1);
    for (size_t i = 0; i < schema->columns_count; i++)
        if (describe_column(&schema->columns[i], arena, &items[i], err) != 0)
            return -1;
    *out = value_list(items, schema->columns_count);
    return 0;
}

/* A copy of the map with the pair set, or taken out where its value is {NULL, 0}. */
static void set_parameter(struct value *map, struct text name, struct text value,
                          struct arena *arena)
{
    struct value *items = ARENA_ARRAY(arena, struct value, 2 * (map->list.count + 1));
    size_t count = 0;
    for (size_t i = 0; i < map->list.count; i++) {
        if (text_equal(map->list.items[2 * i].text, name))
            continue;
        items[2 * count] = map->list.items[2 * i];
        items[2 * count++ + 1] = map->list.items[2 * i + 1];
    }
    if (value.p) {
        items[2 * count] = value_text(name);
        items[2 * count++ + 1] = value_text(value);
    }
    *map = value_list(items, count);
}

static int describe_storage(const struct iceberg_metadata *m, struct arena *arena,
                            struct value *descriptor, struct err *err)
{
    struct value *members = ARENA_ARRAY(arena, struct value, shape_storage_descriptor.count + 1);
    if (descriptor->set)
        memcpy(members, descriptor->members, shape_storage_descriptor.count * sizeof *members);
    members[STORAGE_DESCRIPTOR_LOCATION] = value_text(m->location);
    *descriptor = value_struct(members);
    return describe_columns(m, arena, &members[STORAGE_DESCRIPTOR_COLUMNS], err);
}

int iceberg_table_describe(const struct iceberg_metadata *m, const struct iceberg_pointer *pointer,
                           struct arena *arena, struct value *input, struct err *err)
{
    iceberg_table_point(pointer, arena, input);
    input[TABLE_INPUT_PARTITION_KEYS] = value_list(NULL, 0);
    return describe_storage(m, arena, &input[TABLE_INPUT_STORAGE_DESCRIPTOR], err);
}

void iceberg_table_point(const struct iceberg_pointer *pointer, struct arena *arena,
                         struct value *input)
{
    struct value *parameters = &input[TABLE_INPUT_PARAMETERS];
    input[TABLE_INPUT_TABLE_TYPE] = value_text(TEXT("EXTERNAL_TABLE"));
    set_parameter(parameters, TEXT("table_type"), TEXT("ICEBERG"), arena);
    set_parameter(parameters, TEXT("metadata_location"), pointer->metadata_location, arena);
    set_parameter(parameters, TEXT("previous_metadata_location"), pointer->previous, arena);
}

struct text iceberg_table_location(const struct value *parameters)
{
    const struct value *type = value_map_get(parameters, TEXT("table_type"));
    const struct value *location = value_map_get(parameters, TEXT("metadata_location"));
    return type && location && text_equal_nocase(type->text, TEXT("ICEBERG"))
               ? location->text
               : (struct text){NULL, 0};
}

/* The number before the first '-' of "00012-<uuid>.metadata.json"; -1 for other names. */
static int64_t file_number(struct text file)
{
    struct text name = {NULL, 0};
    int64_t number;
    for (struct text rest = file; rest.p;)
        name = text_split(&rest, '/');
    struct text digits = {name.p, text_find(name, '-')};
    return text_to_int64(digits, &number) && number >= 0 && number < INT32_MAX ? number : -1;
}

struct text iceberg_table_next_file(const struct iceberg_metadata *m, struct text before,
                                    struct text uuid, struct arena *arena)
{
    const struct iceberg_pair *path =
        iceberg_pair_find(&m->properties, TEXT("write.metadata.path"));
    struct text folder = path ? path->value : m->location;
    while (folder.n > 0 && folder.p[folder.n - 1] == '/')
        folder.n--;
    return arena_printf(arena, "%.*s%s/%05d-%.*s.metadata.json", TEXT_ARG(folder),
                        path ? "" : "/metadata", (int)(before.p ? file_number(before) + 1 : 0),
                        TEXT_ARG(uuid));
}

/* ---- the API's own form ---- */

static void put_schema(const struct iceberg_schema *schema, struct buf *out)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_int_member(out, "SchemaId", schema->id);
    if (schema->identifiers.p) {
        json_put_name(out, "IdentifierFieldIds");
        buf_put(out, schema->identifiers);
    }
    buf_put(out, TEXT(",\"Type\":\"struct\",\"Fields\":["));
    for (size_t i = 0; i < schema->columns_count; i++) {
        const struct iceberg_column *column = &schema->columns[i];
        json_put_comma(out);
        buf_put_char(out, '{');
        json_put_int_member(out, "Id", column->id);
        json_put_string_member(out, "Name", column->name);
        json_put_name(out, "Type");
        buf_put(out, column->json_type);
        json_put_boolean_member(out, "Required", column->is_required);
        if (column->doc.p)
            json_put_string_member(out, "Doc", column->doc);
        buf_put_char(out, '}');
    }
    buf_put(out, TEXT("]}"));
}

static void put_term(const struct iceberg_spec *spec, const struct iceberg_term *term,
                     struct buf *out)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_int_member(out, "SourceId", term->source_id);
    json_put_string_member(out, "Transform", term->transform);
    if (spec->is_order) {
        json_put_string_member(out, "Direction", term->direction);
        json_put_string_member(out, "NullOrder", term->null_order);
    } else {
        json_put_string_member(out, "Name", term->name);
        json_put_int_member(out, "FieldId", term->field_id);
    }
    buf_put_char(out, '}');
}

static void put_specs(const char *name, const struct iceberg_spec *specs, size_t count,
                      struct buf *out)
{
    json_put_name(out, name);
    buf_put_char(out, '[');
    for (size_t i = 0; i < count; i++) {
        json_put_comma(out);
        buf_put_char(out, '{');
        json_put_int_member(out, specs[i].is_order ? "OrderId" : "SpecId", specs[i].id);
        buf_put(out, TEXT(",\"Fields\":["));
        for (size_t j = 0; j < specs[i].count; j++)
            put_term(&specs[i], &specs[i].terms[j], out);
        buf_put(out, TEXT("]}"));
    }
    buf_put_char(out, ']');
}

void iceberg_table_put(const struct iceberg_metadata *m, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "FormatVersion", m->format_version == 1 ? TEXT("1") : TEXT("2"));
    if (m->uuid.p)
        json_put_string_member(out, "TableUuid", m->uuid);
    json_put_string_member(out, "Location", m->location);
    buf_put(out, TEXT(",\"Properties\":{"));
    for (size_t i = 0; i < m->properties.count; i++) {
        json_put_comma(out);
        json_put_string(out, m->properties.items[i].name);
        buf_put_char(out, ':');
        json_put_string(out, m->properties.items[i].value);
    }
    buf_put(out, TEXT("},\"Schemas\":["));
    for (size_t i = 0; i < m->schemas_count; i++)
        put_schema(&m->schemas[i], out);
    buf_put_char(out, ']');
    json_put_int_member(out, "CurrentSchemaId", m->current_schema_id);
    json_put_int_member(out, "LastColumnId", m->last_column_id);
    put_specs("PartitionSpecs", m->specs, m->specs_count, out);
    json_put_int_member(out, "DefaultSpecId", m->default_spec_id);
    json_put_int_member(out, "LastPartitionId", m->last_partition_id);
    put_specs("SortOrders", m->orders, m->orders_count, out);
    json_put_int_member(out, "DefaultSortOrderId", m->default_order_id);
    buf_put_char(out, '}');
}
