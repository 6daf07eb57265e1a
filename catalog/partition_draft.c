/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/partition_draft.h"

#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"

static struct text render(const struct type *type, const struct value *v, struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    shape_encode_value(type, v, &out);
    struct text text = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return text;
}

static struct text render_map(const struct value *map, struct arena *arena)
{
    return map->set ? render(&type_parameters_map, map, arena) : (struct text){NULL, 0};
}

static void render_descriptor(const struct value *members, struct arena *arena,
                              struct partition_draft *out)
{
    struct value rest[SHAPE_MEMBERS_MAX];
    struct buf text;
    for (size_t i = 0; i < shape_storage_descriptor.count; i++)
        rest[i] = members[i];
    out->has_descriptor = true;
    out->columns = render(&type_column_list, &members[STORAGE_DESCRIPTOR_COLUMNS], arena);
    out->location = members[STORAGE_DESCRIPTOR_LOCATION].text;
    out->sd_parameters = render_map(&members[STORAGE_DESCRIPTOR_PARAMETERS], arena);
    rest[STORAGE_DESCRIPTOR_LOCATION] = rest[STORAGE_DESCRIPTOR_PARAMETERS] = (struct value){0};
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    shape_encode_less(&shape_storage_descriptor, rest, STORAGE_DESCRIPTOR_COLUMNS, &text);
    out->descriptor = arena_copy(arena, buf_text(&text));
    buf_release(&text);
}

int partition_draft_make(const struct value *input, const struct value *default_values,
                         struct arena *arena, struct partition_draft *out, struct err *err)
{
    const struct value *values = &input[PARTITION_INPUT_VALUES];
    *out = (struct partition_draft){.values = values->set ? values : default_values};
    if (!out->values || out->values->list.count == 0)
        return err_set(err, ERR_INVALID, "Partition values cannot be null or empty");
    out->vals = render(&type_value_string_list, out->values, arena);
    if (input[PARTITION_INPUT_STORAGE_DESCRIPTOR].set)
        render_descriptor(input[PARTITION_INPUT_STORAGE_DESCRIPTOR].members, arena, out);
    if (input[PARTITION_INPUT_PARAMETERS].list.count > 0) /* a partition always shows some */
        out->parameters = render_map(&input[PARTITION_INPUT_PARAMETERS], arena);
    out->accessed = input[PARTITION_INPUT_LAST_ACCESS_TIME];
    out->analyzed = input[PARTITION_INPUT_LAST_ANALYZED_TIME];
    return 0;
}
