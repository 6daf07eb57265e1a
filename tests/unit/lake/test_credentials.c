/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <unistd.h>

#include "lake/credentials.h"
#include "tests/unit/lake/process.h"

struct bench {
    pid_t server;
    char url[64], folder[64], path[128];
};

static const char *const VARIABLES[] = {
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "AWS_PROFILE",
    "AWS_REGION",
    "AWS_DEFAULT_REGION",
    "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_ROLE_ARN",
    "AWS_ENDPOINT_URL_STS",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN",
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "AWS_EC2_METADATA_SERVICE_ENDPOINT",
};

static int start(void **state)
{
    struct bench *t = calloc(1, sizeof *t);
    char port_text[16];
    int port = process_free_port();
    snprintf(port_text, sizeof port_text, "%d", port);
    snprintf(t->url, sizeof t->url, "http://127.0.0.1:%d", port);
    const char *const arguments[] = {"python3", "tests/doubles/s3_double.py", port_text, NULL};
    t->server = process_start(arguments, port);
    assert_int_not_equal(t->server, 0);
    *state = t;
    return 0;
}

static int stop(void **state)
{
    struct bench *t = *state;
    process_stop(t->server);
    free(t);
    return 0;
}

/* An environment in which nothing is found, and nobody asks the network. */
static int set_up(void **state)
{
    struct bench *t = *state;
    strcpy(t->folder, "/tmp/test_credentials.XXXXXX");
    assert_non_null(mkdtemp(t->folder));
    for (size_t i = 0; i < COUNT(VARIABLES); i++)
        unsetenv(VARIABLES[i]);
    setenv("HOME", t->folder, 1);
    setenv("AWS_EC2_METADATA_DISABLED", "true", 1);
    return 0;
}

static int tear_down(void **state)
{
    struct bench *t = *state;
    char command[128];
    snprintf(command, sizeof command, "rm -rf '%s'", t->folder);
    assert_int_equal(system(command), 0);
    return 0;
}

/* Writes a file of the test's folder and names it in a variable. */
static void write_file(struct bench *t, const char *name, const char *content, const char *variable)
{
    snprintf(t->path, sizeof t->path, "%s/%s", t->folder, name);
    FILE *f = fopen(t->path, "w");
    assert_non_null(f);
    fputs(content, f);
    fclose(f);
    if (variable)
        setenv(variable, t->path, 1);
}

/* Expects keys of that id. */
static void check(const struct lake_config *config, const char *id)
{
    static const struct lake_config nothing;
    struct credentials *c = credentials_open(config ? config : &nothing);
    struct credential_keys keys;
    struct err e = {0};
    if (credentials_get(c, &keys, &e) < 0)
        fail_msg("%s", e.text);
    if (!text_is(keys.access_key_id, id))
        fail_msg("%.*s", TEXT_ARG(keys.access_key_id));
    assert_int_not_equal(keys.secret_key.n, 0);
    credentials_close(c);
}

/* Expects an error that says something. */
static void check_refused(const char *says)
{
    static const struct lake_config nothing;
    struct credentials *c = credentials_open(&nothing);
    struct credential_keys keys;
    for (int i = 0; i < 2; i++) { /* the second time from memory */
        struct err e = {0};
        assert_int_equal(credentials_get(c, &keys, &e), -1);
        if (!strstr(e.text, says))
            fail_msg("%s", e.text);
    }
    credentials_close(c);
}

static void order(void **state)
{
    /* Configuration goes before environment, before the shared credentials file, before the
     * configuration file. */
    struct bench *t = *state;
    const struct lake_config config = {.access_key_id = "CONFIGURED", .secret_key = "s"};
    write_file(t, "config", "[default]\naws_access_key_id=CONFIG\naws_secret_access_key=s\n",
               "AWS_CONFIG_FILE");
    check(NULL, "CONFIG");
    write_file(t, "credentials",
               "[default]\naws_access_key_id=SHARED\naws_secret_access_key=s\n"
               "[two]\naws_access_key_id=TWO\naws_secret_access_key=s\n",
               "AWS_SHARED_CREDENTIALS_FILE");
    check(NULL, "SHARED");
    setenv("AWS_PROFILE", "two", 1);
    check(NULL, "TWO");
    setenv("AWS_ACCESS_KEY_ID", "ENVIRONMENT", 1);
    setenv("AWS_SECRET_ACCESS_KEY", "s", 1);
    check(NULL, "ENVIRONMENT");
    check(&config, "CONFIGURED");
}

static void home(void **state)
{
    /* Without variables the files are those of the home folder. */
    struct bench *t = *state;
    char path[128];
    snprintf(path, sizeof path, "mkdir %s/.aws", t->folder);
    assert_int_equal(system(path), 0);
    write_file(t, ".aws/credentials", "[default]\naws_access_key_id=HOME\naws_secret_access_key=s",
               NULL);
    check(NULL, "HOME");
}

static void nothing_found(void **state)
{
    /* Nothing anywhere, halves of key pairs, missing profiles and sources that we do not know are
     * told by name. */
    struct bench *t = *state;
    check_refused("AWS_ACCESS_KEY_ID");
    setenv("AWS_PROFILE", "none", 1);
    check_refused("'none'");
    write_file(t, "config", "[profile none]\nrole_arn=arn:aws:iam::1:role/x\n", "AWS_CONFIG_FILE");
    check_refused("role_arn");
    setenv("AWS_ACCESS_KEY_ID", "HALF", 1);
    check_refused("AWS_SECRET_ACCESS_KEY");
    unsetenv("AWS_ACCESS_KEY_ID");
    setenv("AWS_CONFIG_FILE", t->folder, 1);
    check_refused(t->folder);
}

static void too_large(void **state)
{
    /* A shared file without an end is refused. */
    (void)state;
    setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/zero", 1);
    check_refused("larger than");
}

static void regions(void **state)
{
    /* Region: configuration, AWS_REGION, AWS_DEFAULT_REGION, the profile's, us-east-1; what is no
     * region is passed over. */
    struct bench *t = *state;
    static const struct {
        const char *name, *value, *region;
    } steps[] = {
        {"AWS_UNUSED", "", "us-east-1"},
        {"AWS_CONFIG_FILE", NULL, "eu-north-1"},
        {"AWS_DEFAULT_REGION", "eu-west-2", "eu-west-2"},
        {"AWS_REGION", "eu-west-3", "eu-west-3"},
        {"AWS_REGION", "no region", "us-east-1"},
    };
    write_file(t, "config", "[default]\nregion = eu-north-1\n", NULL);
    for (size_t i = 0; i < COUNT(steps); i++) {
        static const struct lake_config nothing;
        setenv(steps[i].name, steps[i].value ? steps[i].value : t->path, 1);
        struct credentials *c = credentials_open(&nothing);
        assert_true(text_is(credentials_region(c), steps[i].region));
        credentials_close(c);
    }
    const struct lake_config config = {.region = "local-1"};
    struct credentials *c = credentials_open(&config);
    assert_true(text_is(credentials_region(c), "local-1"));
    credentials_close(c);
}

static void web_identity(void **state)
{
    /* A token from a file is exchanged at STS, encoded so that nothing in it is lost; a refusal
     * says what STS said. */
    struct bench *t = *state;
    char sts[96];
    snprintf(sts, sizeof sts, "%s/sts", t->url);
    setenv("AWS_ENDPOINT_URL_STS", sts, 1);
    setenv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/lake", 1);
    write_file(t, "token", "web token+/=\n", "AWS_WEB_IDENTITY_TOKEN_FILE");
    check(NULL, "ASIAWEB");
    write_file(t, "token", "another", NULL);
    check_refused("InvalidIdentityToken");
    setenv("AWS_WEB_IDENTITY_TOKEN_FILE", "/nowhere/token", 1);
    check_refused("/nowhere/token");
    write_file(t, "token", "x", "AWS_WEB_IDENTITY_TOKEN_FILE");
    setenv("AWS_ENDPOINT_URL_STS", "http://127.0.0.1:1", 1);
    check_refused("did not answer");
}

static void container(void **state)
{
    /* A container's keys come with its token, from an address of this machine or by https only. */
    struct bench *t = *state;
    char url[96];
    snprintf(url, sizeof url, "%s/container", t->url);
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
    check_refused("403");
    setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "let me in", 1);
    check(NULL, "ASIACONTAINER");
    write_file(t, "token", "let me in\n", "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    setenv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "wrong", 1);
    check(NULL, "ASIACONTAINER");
    static const char *const far[] = {"http://10.0.0.1/x", "http://localhost.example/x",
                                      "http://127.0.0.1@example.com/", "file:///etc/passwd",
                                      "http://127.0.0.1.example/"};
    for (size_t i = 0; i < COUNT(far); i++) {
        setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", far[i], 1);
        check_refused("must be https");
    }
    snprintf(url, sizeof url, "%s/senseless-container", t->url);
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
    check_refused("container");
}

static void renewal(void **state)
{
    /* Keys that are about to expire are fetched again; when that fails, those that still hold are
     * used. */
    struct bench *t = *state;
    static const struct lake_config nothing;
    char url[96], first[32];
    struct credential_keys keys;
    struct err e = {0};
    snprintf(url, sizeof url, "%s/brief-container", t->url);
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", url, 1);
    struct credentials *c = credentials_open(&nothing);
    assert_int_equal(credentials_get(c, &keys, &e), 0);
    snprintf(first, sizeof first, "%.*s", TEXT_ARG(keys.access_key_id));
    assert_int_equal(credentials_get(c, &keys, &e), 0);
    assert_false(text_is(keys.access_key_id, first));
    snprintf(first, sizeof first, "%.*s", TEXT_ARG(keys.access_key_id));
    setenv("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:1/", 1);
    assert_int_equal(credentials_get(c, &keys, &e), 0);
    assert_true(text_is(keys.access_key_id, first));
    assert_true(credentials_renew(c));
    credentials_close(c);
}

static void machine(void **state)
{
    /* A machine's role, by the metadata service that wants a token first; nobody there means no
     * keys, without an error. */
    struct bench *t = *state;
    unsetenv("AWS_EC2_METADATA_DISABLED");
    setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", t->url, 1);
    check(NULL, "ASIAMACHINE");
    setenv("AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:1", 1);
    check_refused("no keys for S3");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(order),        TEST(home),      TEST(nothing_found), TEST(too_large), TEST(regions),
        TEST(web_identity), TEST(container), TEST(renewal),       TEST(machine),
    };
    return cmocka_run_group_tests(tests, start, stop);
}
