/* SPDX-License-Identifier: Apache-2.0
 * One partition. Lists of many: partition_read_list.c. */
#include "api/operations/partition_read.h"

#include "api/operations/existence.h"
#include "api/operations/partition_call.h"
#include "api/operations/partition_read_inside.h"
#include "api/operations/projection_settings.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "store/partition_scan.h"

int partition_reader_take(struct call *call, const struct partition_table *t,
                          struct partition_reader *r)
{
    bool is_on = projection_settings(call->service)->serve == PROJECTION_SERVE_ALWAYS;
    *r = (struct partition_reader){.call = call, .t = *t, .now_ms = call->tx->now_ms};
    r->rules = projection_table_of(t->input);
    r->is_projected = is_on && projection_is_served(&r->rules);
    r->wants_existing = r->is_projected && projection_wants_existing(&r->rules);
    r->has_registered = true;
    return r->is_projected ? partition_scan_any(call->tx, &r->t, &r->has_registered) : 0;
}

int partition_reader_project(struct partition_reader *r)
{
    r->is_projected = projection_is_enabled(&r->rules);
    return partition_scan_any(r->call->tx, &r->t, &r->has_registered);
}

int partition_reader_open(struct call *call, struct partition_reader *r)
{
    struct partition_table t;
    return partition_call_open(call, &t) == 0 ? partition_reader_take(call, &t, r) : -1;
}

int partition_reader_rules(struct partition_reader *r)
{
    if (r->is_read)
        return 0;
    r->is_read = true;
    return projection_read(&r->rules, r->now_ms, &r->call->arena, &r->projection, &r->call->err);
}

static const struct text *texts_of(struct arena *arena, const struct value *values)
{
    struct text *texts = ARENA_ARRAY(arena, struct text, values->list.count + 1);
    for (size_t i = 0; i < values->list.count; i++)
        texts[i] = values->list.items[i].text;
    return texts;
}

int partition_reader_makes(struct partition_reader *r, const struct value *values, bool *makes)
{
    *makes = false;
    if (!r->is_projected || values->list.count != r->t.keys.count)
        return 0;
    if (partition_reader_rules(r) != 0)
        return -1;
    *makes = projection_has(&r->projection, texts_of(&r->call->arena, values));
    return 0;
}

enum exists partition_reader_exists(struct partition_reader *r, const struct text *values)
{
    struct buf location;
    if (!r->wants_existing)
        return EXISTS_YES;
    buf_init(&location, LIMIT_DOCUMENT_BYTES);
    projection_put_location(&r->projection, values, &location);
    enum exists exists = existence_ask(r->call, buf_text(&location));
    buf_release(&location);
    return exists;
}

/* The table's storage descriptor stands for that of each partition. */
static void put_descriptor(const struct value *descriptor, struct buf *out)
{
    struct value rest[SHAPE_MEMBERS_MAX] = {0};
    for (size_t i = 0; i < shape_storage_descriptor.count; i++)
        rest[i] = descriptor[i];
    rest[STORAGE_DESCRIPTOR_LOCATION] = (struct value){0};
    shape_encode_less(&shape_storage_descriptor, rest, STORAGE_DESCRIPTOR_COLUMNS, out);
}

static struct text take(struct buf *out, struct arena *arena)
{
    struct text text = arena_copy(arena, buf_text(out));
    buf_release(out);
    return text;
}

void partition_reader_style(struct partition_reader *r, bool without_columns)
{
    const struct table *t = &r->t.table;
    const struct value *descriptor = r->t.input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    buf_put(&out, TEXT("]"));
    json_put_string_member(&out, "DatabaseName", t->database_name);
    json_put_string_member(&out, "TableName", t->name);
    json_put_string_member(&out, "CatalogId", t->catalog_name);
    json_put_ms_member(&out, "CreationTime", t->created_ms);
    buf_put(&out, TEXT(",\"StorageDescriptor\":{"));
    if (descriptor && !without_columns) {
        buf_put(&out, TEXT("\"Columns\":"));
        shape_encode_value(&type_column_list, &descriptor[STORAGE_DESCRIPTOR_COLUMNS], &out);
    }
    json_put_name(&out, "Location");
    r->middle = take(&out, &r->call->arena);
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    if (descriptor) {
        buf_put_char(&out, ',');
        put_descriptor(descriptor, &out);
    }
    buf_put(&out, TEXT("},\"Parameters\":{}}"));
    r->end = take(&out, &r->call->arena);
}

void partition_reader_put(struct partition_reader *r, const struct text *values, struct buf *out)
{
    struct buf location;
    buf_init(&location, LIMIT_DOCUMENT_BYTES);
    buf_put(out, TEXT("{\"Values\":["));
    for (size_t i = 0; i < r->projection.count; i++) {
        json_put_comma(out);
        json_put_string(out, values[i]);
    }
    buf_put(out, r->middle);
    projection_put_location(&r->projection, values, &location);
    json_put_string(out, buf_text(&location));
    buf_put(out, r->end);
    buf_release(&location);
}

int partition_reader_get(struct partition_reader *r, const struct value *values, bool *found,
                         struct buf *out)
{
    bool is_there;
    struct tx *tx = r->call->tx;
    if (partition_check_values(tx, &r->t, values) != 0 ||
        partition_get(tx, &r->t, values, &is_there, out) != 0)
        return -1;
    if (!is_there) {
        if (partition_reader_makes(r, values, &is_there) != 0)
            return -1;
        const struct text *texts = texts_of(&r->call->arena, values);
        is_there = is_there && partition_reader_exists(r, texts) == EXISTS_YES;
        if (is_there && !r->middle.p)
            partition_reader_style(r, false);
        if (is_there)
            partition_reader_put(r, texts, out);
    }
    if (found)
        *found = is_there;
    return is_there || found ? 0
           : r->call->fetch  ? 0 /* it is asked for, and this runs again */
                             : err_set(&r->call->err, ERR_NOT_FOUND, "Cannot find partition.");
}
