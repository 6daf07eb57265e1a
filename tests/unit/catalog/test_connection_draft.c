/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/connection_draft.h"
#include "catalog/connection_secret.h"
#include "catalog/shapes_connection.h"

enum { BYTES = 4 << 20 };

static const struct value *decode(const char *json, struct arena *a)
{
    struct value *values;
    struct err err = {0};
    if (shape_decode_text(&shape_connection_input, text_of(json), a, &values, &err) != 0)
        fail_msg("%s", err.text);
    return values;
}

static bool contains(struct text t, const char *part)
{
    size_t n = strlen(part);
    for (size_t i = 0; i + n <= t.n; i++)
        if (memcmp(t.p + i, part, n) == 0)
            return true;
    return false;
}

static struct connection_draft make(const char *json, struct arena *a)
{
    struct connection_draft draft;
    struct err err = {0};
    if (connection_draft_make(decode(json, a), a, &draft, &err) != 0)
        fail_msg("%s", err.text);
    return draft;
}

static void texts(void **state)
{
    /* Without secrets there is one text; with some there are two, which differ in them alone. */
    (void)state;
    struct arena a;
    arena_init(&a, BYTES, NULL);
    struct connection_draft plain = make(
        "{\"Name\":\"c\",\"ConnectionType\":\"CUSTOM\",\"ConnectionProperties\":{\"HOST\":\"h\"}}",
        &a);
    assert_true(text_is(plain.tail, "\"ConnectionType\":\"CUSTOM\",\"ConnectionProperties\":"
                                    "{\"HOST\":\"h\"}"));
    assert_null(plain.secret_tail.p);
    assert_null(plain.credentials.p);
    assert_int_equal(plain.schema_version, 1);
    struct connection_draft both =
        make("{\"Name\":\"c\",\"ConnectionType\":\"CUSTOM\",\"ConnectionProperties\":{\"PASSWORD\":"
             "\"p\","
             "\"HOST\":\"h\"},\"PythonProperties\":{\"apiKey\":\"q\",\"x\":\"y\"}}",
             &a);
    assert_true(text_is(both.tail, "\"ConnectionType\":\"CUSTOM\",\"ConnectionProperties\":"
                                   "{\"HOST\":\"h\"},\"PythonProperties\":{\"x\":\"y\"}"));
    assert_true(
        text_is(both.secret_tail,
                "\"ConnectionType\":\"CUSTOM\",\"ConnectionProperties\":{\"PASSWORD\":"
                "\"p\",\"HOST\":\"h\"},\"PythonProperties\":{\"apiKey\":\"q\",\"x\":\"y\"}"));
    assert_int_equal(both.schema_version, 2);
    arena_release(&a);
}

static void credentials(void **state)
{
    /* Credentials are in no tail; parameters of a token's URL are with secrets only. */
    (void)state;
    struct arena a;
    arena_init(&a, BYTES, NULL);
    struct connection_draft draft =
        make("{\"Name\":\"c\",\"ConnectionType\":\"SALESFORCE\",\"ConnectionProperties\":{},"
             "\"AuthenticationConfiguration\":{\"AuthenticationType\":\"OAUTH2\","
             "\"BasicAuthenticationCredentials\":{\"Username\":\"u\",\"Password\":\"first\"},"
             "\"CustomAuthenticationCredentials\":{\"k\":\"second\"},"
             "\"OAuth2Properties\":{\"OAuth2GrantType\":\"JWT_BEARER\",\"TokenUrlParametersMap\":"
             "{\"client_secret\":\"third\",\"audience\":\"x\"},"
             "\"OAuth2Credentials\":{\"AccessToken\":\"fourth\"}}}}",
             &a);
    static const char *const all[] = {"first", "second", "third", "fourth"};
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_false(contains(draft.tail, all[i]));
        assert_true(contains(draft.credentials, all[i]));
        assert_int_equal(contains(draft.secret_tail, all[i]), i == 2);
    }
    assert_true(contains(draft.tail, "\"TokenUrlParametersMap\":{\"audience\":\"x\"}"));
    arena_release(&a);
}

static void masked_urls(void **state)
{
    /* Passwords inside of URLs are masked wherever drivers take them, and nothing else is. */
    (void)state;
    static const char *const rows[][2] = {
        {"mongodb://u:p@h/d", "mongodb://u:****@h/d"},
        {"mongodb://u:p:q@r@h/d", "mongodb://u:****@h/d"},
        {"mongodb://u@h/d", NULL},
        {"mongodb://u:@h/d", NULL},
        {"jdbc:mysql://h/d?password=p", "jdbc:mysql://h/d?password=****"},
        {"jdbc:mysql://u:p@h/d?Password=p&x=y&pwd=q",
         "jdbc:mysql://u:****@h/d?Password=****&x=y&pwd=****"},
        {"jdbc:sqlserver://h;user=u;password=p;x=y", "jdbc:sqlserver://h;user=u;password=****;x=y"},
        {"jdbc:oracle:thin:u/p@h:1:s", "jdbc:oracle:thin:u/****@h:1:s"},
        {"jdbc:oracle:thin:@h:1:s", NULL},
        {"jdbc:oracle:thin:@//h:1/s", NULL},
        {"jdbc:postgresql://h/d?password=", NULL},
        {"https://h:1/x:y@z", NULL},
        {"//", NULL},
        {"", NULL},
        {"thin:", NULL},
        {"@", NULL},
    };
    struct arena a;
    arena_init(&a, BYTES, NULL);
    for (size_t i = 0; i < COUNT(rows); i++) {
        bool found = false;
        struct value pair[] = {value_text(TEXT("CONNECTION_URL")), value_text(text_of(rows[i][0]))};
        struct value map = value_list(pair, 1);
        struct value hidden = connection_secret_hide(&map, &a, &found);
        struct text shown = hidden.list.items[1].text;
        assert_int_equal(found, rows[i][1] != NULL);
        if (!text_is(shown, rows[i][1] ? rows[i][1] : rows[i][0]))
            fail_msg("%s: %.*s", rows[i][0], TEXT_ARG(shown));
    }
    arena_release(&a);
}

/* `%` stands for a text that is longer than any limit. */
static void decode_broken(const char *members, struct err *err)
{
    char longer[4000] = {0};
    struct arena a;
    struct buf json;
    struct value *values;
    memset(longer, 'Z', sizeof longer - 1);
    arena_init(&a, BYTES, NULL);
    buf_init(&json, BYTES);
    buf_put_string(&json, "{\"Name\":\"c\",\"ConnectionType\":\"CUSTOM\",");
    for (const char *p = members; *p; p++)
        buf_put_string(&json, *p == '%' ? longer : (char[]){*p, 0});
    buf_put_char(&json, '}');
    assert_int_equal(shape_decode_text(&shape_connection_input, buf_text(&json), &a, &values, err),
                     -1);
    assert_int_equal(err->code, ERR_VALIDATION);
    buf_release(&json);
    arena_release(&a);
}

static void messages(void **state)
{
    /* A limit that a secret breaks is told without the secret; keys and other members are shown. */
    (void)state;
    static const struct {
        const char *members, *part;
        bool is_shown;
    } rows[] = {
        {"\"ConnectionProperties\":{\"PASSWORD\":\"\"}", "Value at 'connectionProperties'", false},
        {"\"ConnectionProperties\":{\"PASSWORD\":\"%\"}", "Value at 'connectionProperties'", false},
        {"\"ConnectionProperties\":{},\"SparkProperties\":{\"x\":\"%\"}",
         "Value at 'sparkProperties'", false},
        {"\"ConnectionProperties\":{},\"AuthenticationConfiguration\":{\"OAuth2Properties\":{"
         "\"OAuth2Credentials\":{\"AccessToken\":\"%%\"}}}",
         "Credentials.accessToken'", false},
        {"\"ConnectionProperties\":{},\"AuthenticationConfiguration\":{"
         "\"BasicAuthenticationCredentials\":{\"Username\":\"u\",\"Password\":\"%\"}}",
         "Credentials.password'", false},
        {"\"ConnectionProperties\":{\"%\":\"x\"}", "Value 'ZZZ", true},
        {"\"ConnectionProperties\":{},\"Description\":\"%\"", "Value 'ZZZ", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct err err = {0};
        decode_broken(rows[i].members, &err);
        if (!strstr(err.text, rows[i].part) ||
            (strstr(err.text, "ZZZ") != NULL) != rows[i].is_shown)
            fail_msg("%s: %s", rows[i].members, err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts),
        cmocka_unit_test(credentials),
        cmocka_unit_test(masked_urls),
        cmocka_unit_test(messages),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
