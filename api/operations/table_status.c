/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/table_status.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"

static void put_validation(struct buf *out, const struct value *representation, int64_t updated_ms)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "Dialect", representation[VIEW_REPRESENTATION_DIALECT].text);
    if (representation[VIEW_REPRESENTATION_DIALECT_VERSION].set)
        json_put_string_member(out, "DialectVersion",
                               representation[VIEW_REPRESENTATION_DIALECT_VERSION].text);
    if (representation[VIEW_REPRESENTATION_VIEW_ORIGINAL_TEXT].set)
        json_put_string_member(out, "ViewValidationText",
                               representation[VIEW_REPRESENTATION_VIEW_ORIGINAL_TEXT].text);
    json_put_ms_member(out, "UpdateTime", updated_ms);
    json_put_string_member(out, "State", TEXT("SUCCESS"));
    buf_put_char(out, '}');
}

static void put_status(struct buf *out, const struct value *table)
{
    const struct list *list =
        &table[TABLE_VIEW_DEFINITION].members[VIEW_DEFINITION_REPRESENTATIONS].list;
    int64_t updated_ms = table[TABLE_UPDATE_TIME].integer;
    bool is_new = text_is(table[TABLE_VERSION_ID].text, "0");
    buf_put(out, TEXT(",\"Status\":{"));
    if (table[TABLE_CREATED_BY].set)
        json_put_string_member(out, "RequestedBy", table[TABLE_CREATED_BY].text);
    json_put_ms_member(out, "RequestTime", updated_ms);
    json_put_ms_member(out, "UpdateTime", updated_ms);
    json_put_string_member(out, "Action", is_new ? TEXT("CREATE") : TEXT("UPDATE"));
    json_put_string_member(out, "State", TEXT("SUCCESS"));
    buf_put(out, TEXT(",\"Details\":{\"ViewValidations\":["));
    for (size_t i = 0; i < list->count; i++)
        put_validation(out, list->items[i].members, updated_ms);
    buf_put(out, TEXT("]}}"));
}

void table_status_add(struct buf *out, size_t begin)
{
    struct arena arena;
    struct err err = {0};
    struct value *table;
    if (buf_over(out))
        return;
    arena_init(&arena, LIMIT_REQUEST_ARENA_BYTES, NULL);
    struct text document = arena_copy(&arena, (struct text){out->p + begin, out->n - begin});
    if (shape_decode_text(&shape_table, document, &arena, &table, &err) == 0 &&
        table[TABLE_IS_MULTI_DIALECT_VIEW].boolean) {
        out->n--;
        put_status(out, table);
        buf_put_char(out, '}');
    }
    arena_release(&arena);
}
