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

static bool is_own(size_t member)
{
    return member == STORAGE_DESCRIPTOR_LOCATION || member == STORAGE_DESCRIPTOR_PARAMETERS;
}

/* Equal at the first look: lists and structures are the same where the decoder found them to be
 * (MEMBER_REPEATS). */
static bool is_same(const struct type *type, const struct value *a, const struct value *b)
{
    if (a->set != b->set)
        return false;
    switch (type->kind) {
    case KIND_TEXT:
    case KIND_DOCUMENT:
        return text_equal(a->text, b->text);
    case KIND_INTEGER:
    case KIND_LONG:
    case KIND_TIMESTAMP:
        return a->integer == b->integer;
    case KIND_BOOLEAN:
        return a->boolean == b->boolean;
    case KIND_STRUCT:
        return a->members == b->members;
    case KIND_LIST:
    case KIND_MAP:
        return a->list.items == b->list.items && a->list.count == b->list.count;
    case KIND_DOUBLE:
        break;
    }
    return false;
}

static bool is_like_last(const struct partition_drafting *drafting, const struct value *members)
{
    const struct shape *shape = &shape_storage_descriptor;
    if (!drafting->members)
        return false;
    for (size_t i = 0; i < shape->count; i++)
        if (!is_own(i) && !is_same(shape->members[i].type, &members[i], &drafting->members[i]))
            return false;
    return true;
}

/* What partitions share: the columns, and all else but what is a partition's own. */
static void render_shared(struct partition_drafting *drafting, const struct value *members)
{
    struct value rest[SHAPE_MEMBERS_MAX];
    struct buf text;
    for (size_t i = 0; i < shape_storage_descriptor.count; i++)
        rest[i] = is_own(i) ? (struct value){0} : members[i];
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    shape_encode_less(&shape_storage_descriptor, rest, STORAGE_DESCRIPTOR_COLUMNS, &text);
    drafting->descriptor = arena_copy(drafting->arena, buf_text(&text));
    drafting->columns =
        render(&type_column_list, &members[STORAGE_DESCRIPTOR_COLUMNS], drafting->arena);
    drafting->members = members;
    buf_release(&text);
}

static void render_descriptor(struct partition_drafting *drafting, const struct value *members,
                              struct partition_draft *out)
{
    if (!is_like_last(drafting, members))
        render_shared(drafting, members);
    out->has_descriptor = true;
    out->columns = drafting->columns;
    out->descriptor = drafting->descriptor;
    out->location = members[STORAGE_DESCRIPTOR_LOCATION].text;
    out->sd_parameters = render_map(&members[STORAGE_DESCRIPTOR_PARAMETERS], drafting->arena);
}

int partition_draft_make(struct partition_drafting *drafting, const struct value *input,
                         const struct value *default_values, struct partition_draft *out,
                         struct err *err)
{
    struct arena *arena = drafting->arena;
    const struct value *values = &input[PARTITION_INPUT_VALUES];
    *out = (struct partition_draft){.values = values->set ? values : default_values};
    if (!out->values || out->values->list.count == 0)
        return err_set(err, ERR_INVALID, "Partition values cannot be null or empty");
    out->vals = render(&type_value_string_list, out->values, arena);
    if (input[PARTITION_INPUT_STORAGE_DESCRIPTOR].set)
        render_descriptor(drafting, input[PARTITION_INPUT_STORAGE_DESCRIPTOR].members, out);
    if (input[PARTITION_INPUT_PARAMETERS].list.count > 0) /* a partition always shows some */
        out->parameters = render_map(&input[PARTITION_INPUT_PARAMETERS], arena);
    out->accessed = input[PARTITION_INPUT_LAST_ACCESS_TIME];
    out->analyzed = input[PARTITION_INPUT_LAST_ANALYZED_TIME];
    return 0;
}
