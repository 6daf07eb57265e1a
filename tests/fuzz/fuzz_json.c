/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as JSON, against jansson as the oracle: both take or both refuse, except for what
 * base/json_read.h bounds further (depth, digits of a number). What is taken is written anew from
 * what the reader gave and must mean the same to jansson. */
#include <stdlib.h>
#include <string.h>

#include "base/json_read.h"
#include "base/json_write.h"
#include "tests/unit/base/jansson_apart.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static int copy_value(struct json_reader *r, struct buf *out);

static int copy_object(struct json_reader *r, struct buf *out)
{
    struct text name;
    int more;
    if (json_enter_object(r) != 0)
        return -1;
    buf_put_char(out, '{');
    while ((more = json_next_member(r, &name)) == 1) {
        json_put_comma(out);
        json_put_string(out, name);
        buf_put_char(out, ':');
        if (copy_value(r, out) != 0)
            return -1;
    }
    buf_put_char(out, '}');
    return more;
}

static int copy_array(struct json_reader *r, struct buf *out)
{
    int more;
    if (json_enter_array(r) != 0)
        return -1;
    buf_put_char(out, '[');
    while ((more = json_next_element(r)) == 1) {
        json_put_comma(out);
        if (copy_value(r, out) != 0)
            return -1;
    }
    buf_put_char(out, ']');
    return more;
}

static int copy_number(struct json_reader *r, struct buf *out)
{
    struct json_number n;
    if (json_read_number(r, &n) != 0)
        return -1;
    if (n.is_integer)
        buf_put_int(out, n.integer);
    else
        json_put_double(out, n.real);
    return 0;
}

static int copy_string(struct json_reader *r, struct buf *out)
{
    struct text t;
    if (json_read_string(r, &t) != 0)
        return -1;
    check(text_is_utf8(t));
    json_put_string(out, t);
    return 0;
}

static int copy_value(struct json_reader *r, struct buf *out)
{
    bool flag;
    switch (json_peek(r)) {
    case JSON_OBJECT:
        return copy_object(r, out);
    case JSON_ARRAY:
        return copy_array(r, out);
    case JSON_STRING:
        return copy_string(r, out);
    case JSON_NUMBER:
        return copy_number(r, out);
    case JSON_TRUE:
    case JSON_FALSE:
        if (json_read_boolean(r, &flag) != 0)
            return -1;
        buf_put_string(out, flag ? "true" : "false");
        return 0;
    case JSON_NULL:
        buf_put(out, TEXT("null"));
        return json_read_null(r);
    case JSON_BAD:
        return -1;
    }
    return -1;
}

/* Where the reader refuses and jansson does not. (jansson passes over a NUL behind a number.) */
static bool is_bounded_further(struct text input, const struct err *e)
{
    return text_find(input, '\0') < input.n || strstr(e->text, "nested too deeply") ||
           strstr(e->text, "too many digits");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const size_t flags = JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL;
    struct json_reader r;
    struct arena arena;
    struct buf copy;
    struct err e = {0}, skip_error = {0};
    json_error_t ignored;
    struct text input = {(const char *)data, size};
    arena_init(&arena, 256u << 20, NULL);
    buf_init(&copy, 64u << 20);
    bool skipped = json_reader_init(&r, input, &arena, &skip_error) == 0 &&
                   json_skip(&r, NULL) == 0 && json_finish(&r) == 0;
    bool taken = json_reader_init(&r, input, &arena, &e) == 0 && copy_value(&r, &copy) == 0 &&
                 json_finish(&r) == 0;
    check(skipped == taken && e.code == skip_error.code && text_is_utf8(err_text(&e)));
    json_t *oracle = json_loadb((const char *)data, size, flags, &ignored);
    if (taken) {
        json_t *again = json_loadb(copy.p, copy.n, flags, &ignored);
        check(oracle && again && json_equal(oracle, again));
        json_decref(again);
    } else {
        check(!oracle || is_bounded_further(input, &e));
    }
    json_decref(oracle);
    buf_release(&copy);
    arena_release(&arena);
    return 0;
}
