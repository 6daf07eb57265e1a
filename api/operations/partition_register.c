/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/partition_register.h"

#include "api/operations/partition_read.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
#include "catalog/shapes_table.h"

static bool is_moved(const struct value *values, const struct partition_draft *draft)
{
    if (!draft || draft->values->list.count != values->list.count)
        return draft != NULL;
    for (size_t i = 0; i < values->list.count; i++)
        if (!text_equal(values->list.items[i].text, draft->values->list.items[i].text))
            return true;
    return false;
}

/* The partition as the rules alone make it. */
static int draft_of_rules(struct partition_reader *r, const struct value *values,
                          struct partition_draft *out)
{
    struct arena *arena = &r->call->arena;
    const struct value *table = r->t.input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    struct value *input = ARENA_ARRAY(arena, struct value, shape_partition_input.count);
    struct value *descriptor = ARENA_ARRAY(arena, struct value, shape_storage_descriptor.count);
    struct text *texts = ARENA_ARRAY(arena, struct text, values->list.count + 1);
    struct buf location;
    buf_init(&location, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; i < values->list.count; i++)
        texts[i] = values->list.items[i].text;
    projection_put_location(&r->projection, texts, &location);
    for (size_t i = 0; table && i < shape_storage_descriptor.count; i++)
        descriptor[i] = table[i];
    descriptor[STORAGE_DESCRIPTOR_LOCATION] = value_text(arena_copy(arena, buf_text(&location)));
    buf_release(&location);
    input[PARTITION_INPUT_VALUES] = *values;
    input[PARTITION_INPUT_STORAGE_DESCRIPTOR] = value_struct(descriptor);
    struct partition_drafting drafting = {.arena = arena};
    return partition_draft_make(&drafting, input, NULL, out, &r->call->err);
}

static int make_draft(struct partition_reader *r, const struct value *values,
                      const struct partition_draft *given, struct partition_draft *out)
{
    if (given && given->has_descriptor) {
        *out = *given;
        return 0;
    }
    if (draft_of_rules(r, values, out) != 0)
        return -1;
    if (given) {
        out->parameters = given->parameters;
        out->accessed = given->accessed;
        out->analyzed = given->analyzed;
    }
    return 0;
}

/* Wrong rules make nothing: what the caller asked for stays to be judged without them. */
static bool is_made(struct partition_reader *r, const struct value *values)
{
    bool made;
    if (partition_reader_makes(r, values, &made) == 0)
        return made;
    err_clear(&r->call->err);
    return false;
}

int partition_register(struct call *call, struct partition_table *t, const struct value *values,
                       const struct partition_draft *given, struct partition_written *out)
{
    struct partition_reader r;
    struct partition_draft draft;
    *out = (struct partition_written){.is_new = false};
    if (partition_reader_take(call, t, &r) != 0)
        return -1;
    if (!is_made(&r, values))
        return 0;
    if (is_moved(values, given))
        return err_set(&call->err, ERR_INVALID,
                       "The partition comes from the table's projection and cannot get other "
                       "values.");
    out->is_new = true;
    return make_draft(&r, values, given, &draft) == 0
               ? partition_create(call->tx, t, &draft, &out->id)
               : -1;
}

bool partition_call_is_projected(struct call *call, struct partition_table *t,
                                 const struct value *values)
{
    struct err kept = call->err;
    struct partition_reader r;
    err_clear(&call->err);
    bool made = partition_reader_take(call, t, &r) == 0 && is_made(&r, values);
    call->err = kept;
    return made;
}

int partition_call_update(struct call *call, struct partition_table *t, const struct value *values,
                          const struct partition_draft *draft, struct partition_written *out)
{
    *out = (struct partition_written){.is_new = false};
    if (partition_update(call->tx, t, values, draft, &out->id) == 0)
        return 0;
    if (call->err.code != ERR_NOT_FOUND)
        return -1;
    struct err missing = call->err;
    err_clear(&call->err);
    if (partition_register(call, t, values, draft, out) != 0)
        return -1;
    if (out->is_new)
        return 0;
    if (!call->create_missing) {
        call->err = missing;
        return -1;
    }
    out->is_new = true;
    return partition_create(call->tx, t, draft, &out->id);
}

int partition_call_register(struct call *call, const struct value *values)
{
    struct changed_partitions changed = CHANGED_PARTITIONS_NONE;
    struct err missing = call->err;
    struct partition_table t;
    struct buf vals;
    struct partition_written written;
    if (missing.code != ERR_NOT_FOUND)
        return -1;
    err_clear(&call->err);
    if (partition_call_open(call, &t) != 0 ||
        partition_register(call, &t, values, NULL, &written) != 0)
        return -1;
    if (!written.is_new) {
        call->err = missing;
        return -1;
    }
    buf_init(&vals, LIMIT_DOCUMENT_BYTES);
    partition_put_values(values, &vals);
    changed_partitions_add(&changed, buf_text(&vals), written.id);
    buf_release(&vals);
    return changed_partitions_log(call, &t, CHANGE_PARTITIONS_CREATED, &changed);
}
