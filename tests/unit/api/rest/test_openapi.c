/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "api/operations/operation.h"
#include "api/rest/openapi.h"
#include "base/limits.h"
#include "tests/unit/base/jansson_apart.h"

struct bench {
    struct buf text;
    json_t *root;
};

static int set_up(void **state)
{
    static struct bench bench;
    json_error_t error;
    buf_init(&bench.text, LIMIT_DOCUMENT_BYTES);
    openapi_print(&bench.text);
    bench.root = json_loadb(bench.text.p, bench.text.n, JSON_REJECT_DUPLICATES, &error);
    if (!bench.root)
        fail_msg("line %d: %s", error.line, error.text);
    *state = &bench;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    json_decref(b->root);
    buf_release(&b->text);
    return 0;
}

static void layout(void **state)
{
    /* The text is the same each time, ends with one line end, and has no blank at the end of a
     * line, so that it can be kept under version control. */
    struct bench *b = *state;
    struct buf again;
    buf_init(&again, LIMIT_DOCUMENT_BYTES);
    openapi_print(&again);
    assert_true(text_equal(buf_text(&again), buf_text(&b->text)));
    struct text t = buf_text(&b->text);
    assert_true(t.p[t.n - 1] == '\n' && t.p[t.n - 2] == '}');
    for (size_t i = 1; i < t.n; i++)
        assert_false(t.p[i] == '\n' && (t.p[i - 1] == ' ' || t.p[i - 1] == '\n'));
    assert_string_equal(json_string_value(json_object_get(b->root, "openapi")), "3.1.0");
    buf_release(&again);
}

/* An operation, and the path that it is written under, which may name its parameters otherwise. */
static json_t *operation_of(const struct bench *b, const struct operation *row, const char **path)
{
    static const char *const verbs[] = {
        [METHOD_GET] = "get", [METHOD_HEAD] = "head",   [METHOD_POST] = "post",
        [METHOD_PUT] = "put", [METHOD_PATCH] = "patch", [METHOD_DELETE] = "delete"};
    json_t *item;
    json_object_foreach(json_object_get(b->root, "paths"), *path, item)
    {
        json_t *operation = json_object_get(item, verbs[row->method]);
        const char *name = json_string_value(json_object_get(operation, "operationId"));
        if (name && strcmp(name, row->name) == 0)
            return operation;
    }
    return NULL;
}

static bool has_parameter(json_t *operation, const char *name, const char *place)
{
    size_t i;
    json_t *parameter;
    json_array_foreach(
        json_object_get(operation, "parameters"), i,
        parameter) if (strcmp(json_string_value(json_object_get(parameter, "name")), name) == 0 &&
                       strcmp(json_string_value(json_object_get(parameter, "in")), place) ==
                           0) return true;
    return false;
}

static void operations(void **state)
{
    /* Every row has its place with its name, its success and its problems; each {Parameter} of its
     * path is declared. */
    struct bench *b = *state;
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++) {
            const struct operation *row = &operation_lists[i].operations[j];
            const char *path;
            json_t *operation = operation_of(b, row, &path);
            if (!operation)
                fail_msg("%s is missing", row->name);
            json_t *responses = json_object_get(operation, "responses");
            char status[8];
            snprintf(status, sizeof status, "%d", row->status ? row->status : 200);
            assert_non_null(json_object_get(responses, status));
            assert_non_null(json_object_get(responses, "400"));
            for (const char *brace = path; (brace = strchr(brace, '{')); brace++) {
                char name[64];
                snprintf(name, sizeof name, "%.*s", (int)strcspn(brace + 1, "}"), brace + 1);
                if (!has_parameter(operation, name, "path"))
                    fail_msg("%s does not declare {%s}", row->name, name);
            }
        }
}

static void follow(const struct bench *b, const char *reference)
{
    static const char start[] = "#/components/";
    char kind[64];
    assert_memory_equal(reference, start, sizeof start - 1);
    const char *rest = reference + sizeof start - 1, *slash = strchr(rest, '/');
    assert_non_null(slash);
    snprintf(kind, sizeof kind, "%.*s", (int)(slash - rest), rest);
    json_t *components = json_object_get(json_object_get(b->root, "components"), kind);
    if (!json_object_get(components, slash + 1))
        fail_msg("%s leads nowhere", reference);
}

static void check_references(const struct bench *b, json_t *value, int *count)
{
    const char *name;
    size_t i;
    json_t *inner;
    if (json_is_object(value) && json_is_string(json_object_get(value, "$ref"))) {
        follow(b, json_string_value(json_object_get(value, "$ref")));
        ++*count;
    }
    if (json_is_object(value))
        json_object_foreach(value, name, inner) check_references(b, inner, count);
    if (json_is_array(value))
        json_array_foreach(value, i, inner) check_references(b, inner, count);
}

static void references(void **state)
{
    /* Every reference leads to a component that is there. */
    struct bench *b = *state;
    int count = 0;
    check_references(b, b->root, &count);
    assert_true(count > 100);
}

static void schemas(void **state)
{
    /* Schemas carry the limits of the shapes. */
    struct bench *b = *state;
    json_t *schemas = json_object_get(json_object_get(b->root, "components"), "schemas");
    json_t *input = json_object_get(schemas, "TableInput");
    json_t *name = json_object_get(json_object_get(input, "properties"), "Name");
    assert_string_equal(json_string_value(json_object_get(name, "type")), "string");
    assert_int_equal(json_integer_value(json_object_get(name, "maxLength")), 255);
    assert_int_equal(json_integer_value(json_object_get(name, "minLength")), 1);
    assert_non_null(json_object_get(name, "pattern"));
    json_t *column = json_object_get(schemas, "Column");
    assert_string_equal(json_string_value(json_array_get(json_object_get(column, "required"), 0)),
                        "Name");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(layout, set_up, tear_down),
        cmocka_unit_test_setup_teardown(operations, set_up, tear_down),
        cmocka_unit_test_setup_teardown(references, set_up, tear_down),
        cmocka_unit_test_setup_teardown(schemas, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
