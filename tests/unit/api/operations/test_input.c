/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "api/operations/input.h"
#include "base/limits.h"
#include "store/table.h"

static int set_up(void **state)
{
    static struct service service;
    static struct call call;
    call_init(&call, &service);
    *state = &call;
    return 0;
}

static int tear_down(void **state)
{
    call_release(*state);
    return 0;
}

static void names(void **state)
{
    /* The name inside a document goes before the one from the path, which fills in for it; without
     * both the message names the member. */
    struct call *call = *state;
    struct value inner = value_text(TEXT("in")), outer = value_text(TEXT("out"));
    struct value none = {.set = false};
    assert_int_equal(input_name(call, "TableInput", &inner, &outer), 0);
    assert_true(text_is(inner.text, "in"));
    inner.set = false;
    assert_int_equal(input_name(call, "TableInput", &inner, &outer), 0);
    assert_true(inner.set && text_is(inner.text, "out"));
    inner.set = false;
    assert_int_equal(input_name(call, "TableInput", &inner, &none), -1);
    assert_int_equal(call->err.code, ERR_VALIDATION);
    assert_non_null(strstr(call->err.text, "Value null at 'tableInput.name'"));
}

static void folded_lists(void **state)
{
    /* All names of a list are folded. */
    struct value items[] = {value_text(TEXT("AbC")), value_text(TEXT("")), value_text(TEXT("d"))};
    struct value list = value_list(items, 3), none = {.set = false};
    input_fold_list(*state, &list);
    input_fold_list(*state, &none);
    assert_true(text_is(items[0].text, "abc"));
    assert_true(text_is(items[2].text, "d"));
}

static void versions(void **state)
{
    /* A version is a number; nothing and LATEST, in any case, are the current one. */
    struct call *call = *state;
    static const struct {
        const char *text;
        int64_t version;
    } good[] = {{"", TABLE_ANY_VERSION},
                {"LATEST", TABLE_ANY_VERSION},
                {"latest", TABLE_ANY_VERSION},
                {"0", 0},
                {"42", 42},
                {"9223372036854775807", INT64_MAX}};
    static const char *const bad[] = {"-1", "x", "1.0", " 1", "9223372036854775808", "LATEST1"};
    int64_t version;
    for (size_t i = 0; i < COUNT(good); i++) {
        struct value v = value_text(text_of(good[i].text));
        assert_int_equal(input_version(call, &v, &version), 0);
        assert_true(version == good[i].version);
    }
    assert_int_equal(input_version(call, &(struct value){.set = false}, &version), 0);
    assert_int_equal(version, TABLE_ANY_VERSION);
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct value v = value_text(text_of(bad[i]));
        err_clear(&call->err);
        assert_int_equal(input_version(call, &v, &version), -1);
        assert_int_equal(call->err.code, ERR_INVALID);
    }
}

static void error_names(void **state)
{
    /* Every error has a name for clients. */
    (void)state;
    for (enum err_code code = ERR_NONE + 1; code < ERR_CODES; code++)
        assert_true(strlen(error_glue_name(code)) > strlen("Exception"));
    assert_string_equal(error_glue_name(ERR_EXISTS), "AlreadyExistsException");
    assert_string_equal(error_glue_name(ERR_NONE), "");
}

static void details(void **state)
{
    /* The error of one item of a batch stands in the answer as code and message. */
    struct call *call = *state;
    struct err err = {.code = ERR_NONE};
    err_set(&err, ERR_NOT_FOUND, "\"x\" is not there");
    buf_put_char(&call->reply, '{');
    reply_error_detail(&call->reply, &err);
    buf_put_char(&call->reply, '}');
    assert_true(text_is(buf_text(&call->reply),
                        "{\"ErrorDetail\":{\"ErrorCode\":\"EntityNotFoundException\","
                        "\"ErrorMessage\":\"\\\"x\\\" is not there\"}}"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(folded_lists, set_up, tear_down),
        cmocka_unit_test_setup_teardown(versions, set_up, tear_down),
        cmocka_unit_test_setup_teardown(error_names, set_up, tear_down),
        cmocka_unit_test_setup_teardown(details, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
