/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/partition_call.h"

#include "api/operations/input.h"
#include "api/operations/page.h"
#include "api/operations/partition_read.h"
#include "api/operations/partition_register.h"
#include "api/operations/table_input.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_partition.h"
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

/* What the rules make anew at each read cannot be deleted: no catalog holds it. */
static int fail_delete(struct call *call, struct partition_table *t, const struct value *values)
{
    if (call->err.code == ERR_NOT_FOUND && partition_call_is_projected(call, t, values)) {
        err_clear(&call->err);
        err_set(&call->err, ERR_NOT_FOUND,
                "The partition comes from the table's projection and is not registered; it goes "
                "when the projection no longer makes it.");
    }
    return -1;
}

int partition_call_delete(struct call *call, struct partition_table *t, const struct value *values,
                          struct changed_partitions *changed)
{
    struct buf vals;
    int64_t id;
    if (partition_check_values(call->tx, t, values) != 0)
        return -1;
    if (partition_delete(call->tx, t, values, &id) != 0)
        return fail_delete(call, t, values);
    buf_init(&vals, LIMIT_DOCUMENT_BYTES);
    partition_put_values(values, &vals);
    changed_partitions_add(changed, buf_text(&vals), id);
    buf_release(&vals);
    return 0;
}

/* Writes each of the objects in `items` in the form that the list wants. */
static int put_each(struct call *call, const struct partition_call_list *asked, struct text items)
{
    struct json_reader r;
    struct text span;
    int more;
    if (json_reader_init(&r, items, &call->arena, &call->err) != 0 || json_enter_array(&r) != 0)
        return -1;
    while ((more = json_next_element(&r)) == 1) {
        if (json_skip(&r, &span) != 0)
            return -1;
        json_put_comma(&call->reply);
        asked->put(asked, span, &call->reply);
    }
    return more;
}

static int put_page(struct partition_reader *r, const struct partition_call_list *asked,
                    const struct partition_list *list, struct page *page)
{
    struct call *call = r->call;
    struct buf items;
    if (!asked->put)
        return partition_reader_put_list(r, list, page, &call->reply);
    buf_init(&items, LIMIT_REPLY_BYTES);
    buf_put_char(&items, '[');
    int result = partition_reader_put_list(r, list, page, &items);
    buf_put_char(&items, ']');
    if (result == 0)
        result = put_each(call, asked, buf_text(&items));
    buf_release(&items);
    return result;
}

int partition_call_list(struct call *call, const struct partition_call_list *given)
{
    struct partition_call_list asked = *given;
    struct partition_reader r;
    struct partition_list list = {.expression = asked.expression,
                                  .without_columns = asked.without_columns};
    struct page page;
    if (partition_reader_open(call, &r) != 0 ||
        input_segment(call, asked.segment, &list.segment, &list.segments) != 0 ||
        expression_parse(asked.expression, &r.t.keys, &call->arena, &list.filter, &call->err) !=
            0 ||
        (asked.begin && asked.begin(&asked, call, &r.t) != 0))
        return -1;
    struct text scope =
        arena_printf(&call->arena, "%lld/%lld/%lld/%.*s", (long long)r.t.table.id,
                     (long long)list.segment, (long long)list.segments, TEXT_ARG(list.expression));
    if (page_begin(call, asked.next_token, asked.max_results, scope, &page) != 0)
        return -1;
    buf_put_char(&call->reply, '{');
    json_put_name(&call->reply, asked.name);
    buf_put_char(&call->reply, '[');
    if (put_page(&r, &asked, &list, &page) != 0)
        return -1;
    buf_put_char(&call->reply, ']');
    page_end(call, &page, scope);
    buf_put_char(&call->reply, '}');
    return 0;
}
