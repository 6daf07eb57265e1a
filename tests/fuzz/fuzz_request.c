/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as the body of any operation: the first byte chooses the operation. What is decoded is
 * written as canonical text, which must decode again to the same text; a table that comes with it
 * must survive the way to the store and back. */
#include <stdlib.h>

#include "api/operations/operation.h"
#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "catalog/table_draft.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static const struct operation *choose(unsigned number)
{
    size_t count = 0;
    for (size_t i = 0; i < operation_lists_count; i++)
        count += operation_lists[i].count;
    number %= (unsigned)count;
    for (size_t i = 0; i < operation_lists_count; i++) {
        if (number < operation_lists[i].count)
            return &operation_lists[i].operations[number];
        number -= (unsigned)operation_lists[i].count;
    }
    return NULL;
}

static struct text written(const struct shape *shape, const struct value *values,
                           struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    buf_put_char(&out, '{');
    shape_encode(shape, values, &out);
    buf_put_char(&out, '}');
    struct text text = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return text;
}

static void check_stable(const struct shape *shape, const struct value *values, struct arena *arena)
{
    struct err e = {0};
    struct value *again;
    struct text once = written(shape, values, arena);
    check(shape_decode_text(shape, once, arena, &again, &e) == 0);
    check(text_equal(once, written(shape, again, arena)));
    check(shape_check_required(shape, again, &e) == 0);
}

static void check_table(const struct value *input, struct arena *arena)
{
    struct err e = {0};
    struct table_draft draft, again;
    struct value *back;
    if (table_draft_make(input, arena, &draft, &e) != 0) {
        check(e.code == ERR_INVALID || e.code == ERR_TOO_LARGE);
        return;
    }
    check(table_tail_decode(draft.tail, arena, &back, &e) == 0);
    check(table_draft_make(back, arena, &again, &e) == 0);
    check(text_equal(draft.tail, again.tail) && text_equal(draft.schema, again.schema));
    check(text_equal(draft.key_layout, again.key_layout));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena;
    struct err e = {0}, partial_error = {0};
    struct value *values = NULL, *partial = NULL;
    if (size == 0)
        return 0;
    const struct shape *shape = choose(data[0])->input;
    struct text body = {(const char *)data + 1, size - 1};
    arena_init(&arena, 512u << 20, NULL);
    int result = shape_decode_text(shape, body, &arena, &values, &e);
    check(text_is_utf8(err_text(&e)));
    int half = shape_decode_partial(shape, body, &arena, &partial, &partial_error);
    check(result != 0 || half == 0);
    if (result == 0) {
        check_stable(shape, values, &arena);
        int table = shape_find(shape, TEXT("TableInput"));
        if (table >= 0 && values[table].set)
            check_table(values[table].members, &arena);
    }
    arena_release(&arena);
    return 0;
}
