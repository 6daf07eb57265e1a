/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/partition_call.h"

#include "api/operations/table_input.h"
#include "base/limits.h"
#include "catalog/types.h"

int partition_call_open(struct call *call, struct partition_table *t)
{
    struct table_name name = input_table_name(call);
    return partition_table_open(call->tx, &name, &call->arena, t);
}

void changed_partitions_add(struct changed_partitions *c, struct text vals, int64_t id)
{
    if (c->values.n > 0)
        buf_put_char(&c->values, ',');
    else
        c->first_id = id;
    buf_put(&c->values, vals);
    c->last_id = id;
}

int changed_partitions_log(struct call *call, struct partition_table *t, enum change_kind kind,
                           struct changed_partitions *c)
{
    struct partition_changes changes = {buf_text(&c->values), c->first_id, c->last_id};
    int result = partition_log(call->tx, t, kind, &changes);
    buf_release(&c->values);
    return result;
}

void partition_put_values(const struct value *values, struct buf *out)
{
    shape_encode_value(&type_value_string_list, values, out);
}

int partition_call_delete(struct call *call, struct partition_table *t, const struct value *values,
                          struct changed_partitions *changed)
{
    struct buf vals;
    int64_t id;
    if (partition_check_values(call->tx, t, values) != 0 ||
        partition_delete(call->tx, t, values, &id) != 0)
        return -1;
    buf_init(&vals, LIMIT_DOCUMENT_BYTES);
    partition_put_values(values, &vals);
    changed_partitions_add(changed, buf_text(&vals), id);
    buf_release(&vals);
    return 0;
}
