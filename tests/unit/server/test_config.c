/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "server/config.h"

/* One load with its places. */
struct load {
    struct config config;
    struct err err;
    struct command_line line;
    int result;
};

enum { WORDS_MAX = 16 };

static void load(struct load *l, unsigned command, const char *const *words,
                 const char *const *environment)
{
    *l =
        (struct load){.line = {.command = command, .arguments = words, .environment = environment}};
    while (words && words[l->line.arguments_count])
        l->line.arguments_count++;
    l->result = config_load(&l->config, &l->line, &l->err);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void assert_fails(const char *const *words, const char *const *environment,
                         const char *expected)
{
    struct load l;
    load(&l, FOR_SERVE, words, environment);
    assert_int_equal(l.result, -1);
    if (!strstr(l.err.text, expected))
        fail_msg("\"%s\" does not say \"%s\"", l.err.text, expected);
    config_release(&l.config);
}

static void defaults(void **state)
{
    /* Without any word each option has the value that the help shows. */
    (void)state;
    struct load l;
    load(&l, FOR_SERVE, NULL, NULL);
    assert_int_equal(l.result, 0);
    assert_string_equal(l.config.listen, "127.0.0.1:9085");
    assert_string_equal(l.config.account_id, "123456789012");
    assert_int_equal(l.config.auth, AUTH_SIGV4);
    assert_int_equal(l.config.log_level, LEVEL_INFO);
    assert_int_equal(l.config.body_bytes_max, 16 << 20);
    assert_int_equal(l.config.request_timeout_ms, 30000);
    assert_null(l.config.s3_endpoint);
    assert_false(l.config.s3_path_style);
    assert_int_equal(config_check(&l.config, &l.err), 0);
    config_release(&l.config);
}

static void places(void **state)
{
    /* The command line goes before the environment, both ways of writing a value work, an empty
     * variable is none. */
    (void)state;
    struct load l;
    load(&l, FOR_SERVE, WORDS("--region=line", "--s3-path-style", "--threads", "3"),
         WORDS("PROPOLIS_REGION=environment", "PROPOLIS_ACCOUNT_ID=000000000001",
               "PROPOLIS_S3_REGION=", "PROPOLIS_S3_PATH_STYLE=no", "PROPOLIS_THREADSX=9"));
    assert_int_equal(l.result, 0);
    assert_string_equal(l.config.region, "line");
    assert_string_equal(l.config.account_id, "000000000001");
    assert_null(l.config.s3_region);
    assert_true(l.config.s3_path_style);
    assert_int_equal(l.config.threads, 3);
    config_release(&l.config);
}

static void operands(void **state)
{
    /* Words that are no options are operands, also behind "--"; a variable of another command's
     * option is left alone. */
    (void)state;
    struct load l;
    load(&l, FOR_CRAWL, WORDS("one", "--wait", "--data", "d", "-", "--", "--wait"),
         WORDS("PROPOLIS_LISTEN=nonsense"));
    assert_int_equal(l.result, 0);
    assert_int_equal(l.line.operands_count, 3);
    assert_string_equal(l.line.operands[0], "one");
    assert_string_equal(l.line.operands[1], "-");
    assert_string_equal(l.line.operands[2], "--wait");
    assert_true(l.config.wait);
    config_release(&l.config);
}

static void lists(void **state)
{
    /* A list given twice in one place is joined; one of a weightier place replaces the lighter. */
    (void)state;
    struct load l;
    load(&l, FOR_SERVE, WORDS("--webhook-allow", "10.0.0.0/8", "--webhook-allow=127.0.0.1"),
         WORDS("PROPOLIS_WEBHOOK_ALLOW=192.168.0.0/16"));
    assert_int_equal(l.result, 0);
    assert_string_equal(l.config.webhook_allow, "10.0.0.0/8,127.0.0.1");
    config_release(&l.config);
}

static void file(void **state)
{
    /* A file's lines are read with blanks and comments around them, below the environment. */
    (void)state;
    char path[] = "/tmp/test_config.XXXXXX";
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    dprintf(fd, "# comment\r\n\n  region =  from-file \nwebhook-allow = 10.0.0.0/8\n"
                "webhook-allow = ::1\ns3-path-style = YES\nlog-format=text");
    close(fd);
    struct load l;
    load(&l, FOR_SERVE, WORDS("--config", path), WORDS("PROPOLIS_LOG_FORMAT=json"));
    unlink(path);
    if (l.result != 0)
        fail_msg("%s", l.err.text);
    assert_string_equal(l.config.region, "from-file");
    assert_string_equal(l.config.webhook_allow, "10.0.0.0/8,::1");
    assert_true(l.config.s3_path_style);
    assert_int_equal(l.config.log_format, LOG_AS_JSON);
    config_release(&l.config);
}

static void numbers(void **state)
{
    /* Units are taken in any case, bounds belong to the range, and no product overflows. */
    (void)state;
    struct load l;
    load(&l, FOR_SERVE,
         WORDS("--body-max", "1kib", "--request-timeout", "100ms", "--idle-timeout", "1h",
               "--memory-max", "1024GiB"),
         NULL);
    if (l.result != 0)
        fail_msg("%s", l.err.text);
    assert_int_equal(l.config.body_bytes_max, 1024);
    assert_int_equal(l.config.request_timeout_ms, 100);
    assert_int_equal(l.config.idle_timeout_ms, 3600000);
    assert_int_equal(l.config.memory_bytes_max, INT64_C(1) << 40);
    config_release(&l.config);
    assert_fails(WORDS("--body-max", "1023"), NULL, "from 1024");
    assert_fails(WORDS("--request-timeout", "99ms"), NULL, "from 100");
    assert_fails(WORDS("--idle-timeout", "61m"), NULL, "to 3600000 ms");
    assert_fails(WORDS("--memory-max", "9223372036854775807GiB"), NULL, "from");
    assert_fails(WORDS("--memory-max", "99999999999999999999"), NULL, "a number of bytes");
    assert_fails(WORDS("--request-timeout", "30"), NULL, "a time such as");
    assert_fails(WORDS("--threads", ""), NULL, "a whole number");
    assert_fails(WORDS("--threads", " 1"), NULL, "a whole number");
}

static void refusals(void **state)
{
    /* Each error names the place, the value and the rule. */
    (void)state;
    assert_fails(WORDS("--nothing", "1"), NULL, "--nothing is not an option");
    assert_fails(WORDS("--wait"), NULL, "--wait is not an option");
    assert_fails(WORDS("-v"), NULL, "-v is not an option");
    assert_fails(WORDS("-listen=x"), NULL, "-listen is not an option");
    assert_fails(WORDS("--root-secret-access-key", "x"), NULL, "is not an option");
    assert_fails(WORDS("--auth"), NULL, "sigv4|none is missing");
    assert_fails(WORDS("--auth", "x"), NULL, "--auth: \"x\": must be sigv4|none");
    assert_fails(WORDS("--s3-path-style=maybe"), NULL, "must be true or false");
    assert_fails(WORDS("--region", "a\tb"), NULL, "one line");
    assert_fails(WORDS("--region", "\xff"), NULL, "UTF-8");
    assert_fails(NULL, WORDS("PROPOLIS_AUTH=x"), "PROPOLIS_AUTH: \"x\"");
    assert_fails(NULL, WORDS("PROPOLIS_ROOT_SECRET_ACCESS_KEY=short"), "\"...\": must be 8");
    assert_fails(WORDS("--config", "/nowhere/at/all"), NULL, "/nowhere/at/all");
    assert_fails(WORDS("--config"), NULL, "FILE is missing");
}

static void addresses(void **state)
{
    /* Hosts and ports come apart, IPv6 in brackets only. */
    (void)state;
    char host[ADDRESS_HOST_BYTES], port[ADDRESS_PORT_BYTES], text[400];
    assert_true(address_split(TEXT("localhost:0"), host, port));
    assert_string_equal(host, "localhost");
    assert_string_equal(port, "0");
    assert_true(address_split(TEXT("[::1]:65535"), host, port));
    assert_string_equal(host, "::1");
    static const char *const bad[] = {"",     ":",       ":80",         "x:",    "x",  "x:65536",
                                      "x:-1", "x:80x",   "::1:80",      "[]:80", "[]", "x: 80",
                                      "x:+1", "[::1]80", "x:000000080", "[x:80"};
    for (size_t i = 0; i < COUNT(bad); i++)
        if (address_split(text_of(bad[i]), host, port))
            fail_msg("%s was taken", bad[i]);
    memset(text, 'x', sizeof text);
    memcpy(text + 256, ":80", 4);
    assert_false(address_split(text_of(text), host, port));
    memcpy(text + 255, ":80", 4);
    assert_true(address_split(text_of(text), host, port));
}

static void loopback(void **state)
{
    /* Only what can never leave the machine counts as loopback. */
    (void)state;
    assert_true(host_is_loopback("127.0.0.1") && host_is_loopback("127.9.9.9") &&
                host_is_loopback("::1") && host_is_loopback("localhost"));
    assert_false(host_is_loopback("127.0.0.1.example.org") || host_is_loopback("0.0.0.0") ||
                 host_is_loopback("::") || host_is_loopback("10.0.0.1") ||
                 host_is_loopback("localhost.example.org") || host_is_loopback(""));
}

static void rules_between_options(void **state)
{
    /* Halves of TLS, halves of a root key, and an open door to the network are refused. */
    (void)state;
    static const struct {
        const char *const words[WORDS_MAX];
        const char *rule;
    } rows[] = {
        {{"--tls-key", "k"}, "belong together"},
        {{"--tls-certificate", "c"}, "belong together"},
        {{"--auth", "none", "--listen", "0.0.0.0:80"}, "--allow-unauthenticated-remote"},
        {{"--auth", "none", "--listen", "[::]:80"}, "--allow-unauthenticated-remote"},
        {{"--auth", "none", "--listen", "host.example:80"}, "--allow-unauthenticated-remote"},
        {{"--auth", "none", "--listen", "127.0.0.2:80"}, NULL},
        {{"--auth", "none", "--listen", "[::1]:80"}, NULL},
        {{"--auth", "none", "--listen", "0.0.0.0:80", "--allow-unauthenticated-remote"}, NULL},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct load l;
        load(&l, FOR_SERVE, rows[i].words, NULL);
        assert_int_equal(l.result, 0);
        int result = config_check(&l.config, &l.err);
        assert_int_equal(result, rows[i].rule ? -1 : 0);
        if (rows[i].rule)
            assert_non_null(strstr(l.err.text, rows[i].rule));
        config_release(&l.config);
    }
}

static void table(void **state)
{
    /* Every row is sound: a command to belong to, words or bounds where its kind needs them, a
     * default that its own rule takes, a name that is there once, and few enough rows for the set
     * of those seen. */
    (void)state;
    assert_true(option_rows_count <= 64);
    for (size_t i = 0; i < option_rows_count; i++) {
        const struct option_row *row = &option_rows[i];
        assert_true(row->commands != 0);
        assert_true((row->kind == OPTION_WORD) == (row->words != NULL));
        assert_true((row->kind == OPTION_FLAG) == (row->argument == NULL));
        if (row->kind == OPTION_COUNT || row->kind == OPTION_BYTES || row->kind == OPTION_DURATION)
            assert_true(row->max > row->min && row->fallback != NULL);
        for (size_t j = 0; j < i; j++)
            assert_string_not_equal(row->name, option_rows[j].name);
    }
}

static void help(void **state)
{
    /* The help of a command lists its options and no others. */
    (void)state;
    struct buf out;
    buf_init(&out, 1 << 16);
    config_put_help(FOR_CRAWL, &out);
    buf_put_char(&out, '\0');
    assert_non_null(strstr(out.p, "--wait"));
    assert_non_null(strstr(out.p, "--data DIR"));
    assert_non_null(strstr(out.p, "--config FILE"));
    assert_null(strstr(out.p, "--listen"));
    buf_clear(&out);
    config_put_help(FOR_SERVE, &out);
    buf_put_char(&out, '\0');
    assert_non_null(strstr(out.p, "PROPOLIS_ROOT_SECRET_ACCESS_KEY"));
    assert_null(strstr(out.p, "--root-secret"));
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults), cmocka_unit_test(places),
        cmocka_unit_test(operands), cmocka_unit_test(lists),
        cmocka_unit_test(file),     cmocka_unit_test(numbers),
        cmocka_unit_test(refusals), cmocka_unit_test(addresses),
        cmocka_unit_test(loopback), cmocka_unit_test(table),
        cmocka_unit_test(help),     cmocka_unit_test(rules_between_options),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
