/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/rest/route.h"

static void segments(void **state)
{
    /* A template is walked segment by segment, and its parameters lose their braces. */
    (void)state;
    struct text path = TEXT("/v1/{Name}/x"), segment;
    bool is_parameter;
    assert_true(route_next_segment(&path, &segment, &is_parameter));
    assert_true(text_is(segment, "v1") && !is_parameter);
    assert_true(route_next_segment(&path, &segment, &is_parameter));
    assert_true(text_is(segment, "Name") && is_parameter);
    assert_true(route_next_segment(&path, &segment, &is_parameter));
    assert_true(text_is(segment, "x") && !is_parameter);
    assert_false(route_next_segment(&path, &segment, &is_parameter));
}

/* The path of a row with "v0", "v1", ... for its parameters. */
static size_t fill_in(const struct operation *row, struct buf *out)
{
    struct text path = text_of(row->path), segment;
    bool is_parameter;
    size_t count = 0;
    buf_clear(out);
    while (route_next_segment(&path, &segment, &is_parameter)) {
        buf_put_char(out, '/');
        if (is_parameter)
            buf_printf(out, "v%zu", count++);
        else
            buf_put(out, segment);
    }
    return count;
}

static void check_row(const struct operation *row)
{
    struct route_match match;
    struct buf path;
    buf_init(&path, 4096);
    size_t count = fill_in(row, &path);
    assert_true(count <= ROUTE_PARAMETERS_MAX);
    assert_true(route_find(row->method, buf_text(&path), &match));
    assert_ptr_equal(match.operation, row);
    assert_int_equal(match.count, count);
    for (size_t i = 0; i < count; i++) {
        char wanted[3] = {'v', (char)('0' + i), '\0'};
        assert_true(text_is(match.values[i], wanted));
        assert_true(shape_find(row->input, match.names[i]) >= 0);
    }
    if (row->method == METHOD_GET) {
        assert_true(route_find(METHOD_HEAD, buf_text(&path), &match));
        assert_ptr_equal(match.operation, row);
    }
    buf_put_char(&path, '/');
    assert_false(route_find(row->method, buf_text(&path), &match));
    buf_release(&path);
}

static void rows(void **state)
{
    /* Every row is found by its method and path, HEAD finds what GET finds, parameters are members
     * of the input, and a slash behind the path leads nowhere. */
    (void)state;
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++)
            check_row(&operation_lists[i].operations[j]);
}

static void nowhere(void **state)
{
    /* Paths that no row has are not found, whatever is odd about them. */
    (void)state;
    static const char *const paths[] = {"",
                                        "/",
                                        "/v1",
                                        "/v1/",
                                        "v1/databases",
                                        "/v1/databases/",
                                        "/v1//databases",
                                        "/v1/databases//tables",
                                        "/v1/Databases",
                                        "/v1/databases/a/tables/b/c",
                                        "/v1/%64atabases",
                                        "/v2/databases"};
    struct route_match match;
    for (size_t i = 0; i < COUNT(paths); i++) {
        if (route_find(METHOD_GET, text_of(paths[i]), &match))
            fail_msg("%s finds %s", paths[i], match.operation->name);
        assert_false(match.other_method);
    }
}

static void methods(void **state)
{
    /* A path that exists under other methods is told as such, with their names. */
    (void)state;
    struct route_match match;
    struct buf out;
    buf_init(&out, 100);
    assert_false(route_find(METHOD_PATCH, TEXT("/v1/databases/x"), &match));
    assert_true(match.other_method);
    route_put_methods(TEXT("/v1/databases/x"), &out);
    assert_true(text_is(buf_text(&out), "GET, HEAD, PUT, DELETE"));
    buf_clear(&out);
    route_put_methods(TEXT("/v1/nowhere"), &out);
    assert_int_equal(out.n, 0);
    buf_release(&out);
    for (enum method method = METHOD_GET; method <= METHOD_OTHER; method++)
        assert_true(strlen(method_name(method)) > 0);
}

static void verbatim(void **state)
{
    /* Values come as they stand in the path: still encoded, and braces are characters like others.
     */
    (void)state;
    static const char *const values[] = {"%7Bx%7D", "{x}", "{", "{}", "{ab", "a+b", "a%2Fb", "."};
    struct route_match match;
    for (size_t i = 0; i < COUNT(values); i++) {
        struct buf path;
        buf_init(&path, 200);
        buf_printf(&path, "/v1/databases/%s", values[i]);
        assert_true(route_find(METHOD_GET, buf_text(&path), &match));
        assert_true(text_is(match.values[0], values[i]));
        buf_release(&path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments), cmocka_unit_test(rows),     cmocka_unit_test(nowhere),
        cmocka_unit_test(methods),  cmocka_unit_test(verbatim),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
