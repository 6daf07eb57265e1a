/* SPDX-License-Identifier: Apache-2.0
 * The lake against a real S3 server, versitygw, which checks every signature. Skipped where it was
 * not set up: `make test` does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/unit/lake/process.h"
#include "tests/unit/lake/recorder.h"

struct bench {
    char folder[64], endpoint[64];
    pid_t server;
    struct lake *lake;
    struct recorder r;
};

static const char *server_program(void)
{
    const char *named = getenv("VERSITYGW");
    return named ? named : "build/bin/versitygw";
}

static struct lake *open_lake(const struct bench *t, bool path_style, const char *secret)
{
    struct lake *lake;
    struct err e = {0};
    const struct lake_config config = {.endpoint = t->endpoint,
                                       .path_style = path_style,
                                       .region = "us-east-1",
                                       .access_key_id = "testkey",
                                       .secret_key = secret,
                                       .parallel_max = 8};
    if (lake_open(&lake, &config, &e) < 0)
        fail_msg("%s", e.text);
    return lake;
}

static int start_server(void **state)
{
    struct bench *t = calloc(1, sizeof *t);
    char address[32], domain[32], path[128];
    int port = process_free_port();
    *state = t;
    if (access(server_program(), X_OK) != 0)
        return 0;
    strcpy(t->folder, "/tmp/test_s3.XXXXXX");
    assert_non_null(mkdtemp(t->folder));
    snprintf(path, sizeof path, "%s/lake-1", t->folder);
    mkdir(path, 0755);
    snprintf(path, sizeof path, "%s/dotted.bucket", t->folder);
    mkdir(path, 0755);
    snprintf(address, sizeof address, "127.0.0.1:%d", port);
    snprintf(domain, sizeof domain, "localhost:%d", port);
    snprintf(t->endpoint, sizeof t->endpoint, "http://localhost:%d", port);
    setenv("ROOT_ACCESS_KEY", "testkey", 1);
    setenv("ROOT_SECRET_KEY", "testsecret123", 1);
    const char *const arguments[] = {
        server_program(), "--port",  address, "--virtual-domain", domain, "--quiet",
        "posix",          t->folder, NULL};
    t->server = process_start(arguments, port);
    assert_int_not_equal(t->server, 0);
    t->lake = open_lake(t, true, "testsecret123");
    recorder_init(&t->r);
    return 0;
}

static int stop_server(void **state)
{
    struct bench *t = *state;
    char command[128];
    if (t->server) {
        lake_close(t->lake);
        recorder_release(&t->r);
        process_stop(t->server);
        snprintf(command, sizeof command, "rm -rf '%s'", t->folder);
        assert_int_equal(system(command), 0);
    }
    free(t);
    return 0;
}

#define NEEDS_SERVER(t)                                                                            \
    if (!(t)->server)                                                                              \
    skip()

/* Keys that are easy to encode wrongly: in the path, in the query, in the XML. */
static const char *const ODD_NAMES[] = {
    "k=v",
    "a b",
    "a+b",
    "100%",
    "%41",
    "\xc3\xbc\xe2\x82\xac\xf0\x9f\x90\x9d",
    "a&b<c>\"d'",
    "(x)!*,;:@$",
    "~tilde_-.",
    "semi;colon?question#hash",
    "back\\slash[]{}|^`",
};

static void odd_keys(void **state)
{
    /* Every odd key is written, listed under its own name and read again, in both address styles.
     */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    struct lake *const lakes[] = {t->lake, open_lake(t, false, "testsecret123")};
    const struct lake_read read = {.bytes = 100};
    for (size_t style = 0; style < COUNT(lakes); style++) {
        for (size_t i = 0; i < COUNT(ODD_NAMES); i++) {
            char at[256], folder[256], want[128];
            snprintf(folder, sizeof folder, "s3://lake-1/odd%zu/%s/", style, ODD_NAMES[i]);
            snprintf(at, sizeof at, "%s%s", folder, ODD_NAMES[i]);
            snprintf(want, sizeof want, "%s ", ODD_NAMES[i]);
            if (recorded_put(&t->r, lakes[style], at, text_of(ODD_NAMES[i]), false) != ERR_NONE)
                fail_msg("%s: %s", at, t->r.err.text);
            if (recorded_list(&t->r, lakes[style], folder) != ERR_NONE || !recorded(&t->r, want))
                fail_msg("%s: %s", folder, t->r.err.text);
            if (recorded_read(&t->r, lakes[style], at, &read) != ERR_NONE ||
                !text_is(buf_text(&t->r.bytes), ODD_NAMES[i]))
                fail_msg("%s: %s", at, t->r.err.text);
        }
    }
    lake_close(lakes[1]);
}

static void folders_and_tags(void **state)
{
    /* Folders come by delimiter; the listed tag reads the object, and after a change it is
     * CONCURRENT. */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    assert_int_equal(
        recorded_put(&t->r, t->lake, "s3://lake-1/t/year=2026/a.csv", TEXT("one"), false),
        ERR_NONE);
    assert_int_equal(
        recorded_put(&t->r, t->lake, "s3://lake-1/t/year=2027/b.csv", TEXT("two"), false),
        ERR_NONE);
    assert_int_equal(recorded_put(&t->r, t->lake, "s3://lake-1/t/top.csv", TEXT("three"), false),
                     ERR_NONE);
    assert_int_equal(recorded_list(&t->r, t->lake, "s3://lake-1/t/"), ERR_NONE);
    assert_true(recorded(&t->r, "year=2026/ year=2027/ top.csv "));
    assert_int_equal(t->r.object_bytes, 5);
    assert_true(t->r.modified_ms > INT64_C(1500000000000));
    char etag[128];
    snprintf(etag, sizeof etag, "%.*s", TEXT_ARG(buf_text(&t->r.etag)));
    const struct lake_read read = {.bytes = 100, .etag = text_of(etag)};
    assert_int_equal(recorded_read(&t->r, t->lake, "s3://lake-1/t/top.csv", &read), ERR_NONE);
    assert_true(text_is(buf_text(&t->r.etag), etag));
    assert_int_equal(recorded_put(&t->r, t->lake, "s3://lake-1/t/top.csv", TEXT("four"), false),
                     ERR_NONE);
    assert_int_equal(recorded_read(&t->r, t->lake, "s3://lake-1/t/top.csv", &read), ERR_CONCURRENT);
}

static void ranges(void **state)
{
    /* Beginning, middle, end, beyond the end, more than there is, and an empty object. */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    static const struct {
        uint64_t offset;
        size_t bytes;
        bool from_end;
        const char *want;
    } rows[] = {
        {0, 4, false, "0123"},       {0, 100, false, "0123456789"},
        {8, 4, false, "89"},         {0, 4, true, "6789"},
        {0, 10, true, "0123456789"}, {0, 11, true, "0123456789"},
        {10, 4, false, ""},          {99, 4, false, ""},
    };
    assert_int_equal(recorded_put(&t->r, t->lake, "s3://lake-1/r/f", TEXT("0123456789"), false),
                     ERR_NONE);
    assert_int_equal(recorded_put(&t->r, t->lake, "s3://lake-1/r/empty", TEXT(""), false),
                     ERR_NONE);
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct lake_read read = {
            .offset = rows[i].offset, .bytes = rows[i].bytes, .from_end = rows[i].from_end};
        if (recorded_read(&t->r, t->lake, "s3://lake-1/r/f", &read) != ERR_NONE)
            fail_msg("%zu: %s", i, t->r.err.text);
        assert_true(text_is(buf_text(&t->r.bytes), rows[i].want));
        if (recorded_read(&t->r, t->lake, "s3://lake-1/r/empty", &read) != ERR_NONE)
            fail_msg("%zu: %s", i, t->r.err.text);
        assert_int_equal(t->r.bytes.n, 0);
    }
}

static void errors_by_name(void **state)
{
    /* A missing bucket, a missing key, a wrong secret and an unknown key are told apart. */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    const struct lake_read read = {.bytes = 100};
    assert_int_equal(recorded_list(&t->r, t->lake, "s3://no-such-bucket/"), ERR_NOT_FOUND);
    assert_non_null(strstr(t->r.err.text, "s3://no-such-bucket/"));
    assert_int_equal(recorded_read(&t->r, t->lake, "s3://lake-1/none", &read), ERR_NOT_FOUND);
    assert_int_equal(recorded_list(&t->r, t->lake, "s3://lake-1/none/"), ERR_NONE);
    assert_int_equal(t->r.entries, 0);
    struct lake *wrong = open_lake(t, true, "anothersecret");
    assert_int_equal(recorded_list(&t->r, wrong, "s3://lake-1/"), ERR_ACCESS_DENIED);
    lake_close(wrong);
    struct err e = {0};
    const struct lake_config anonymous = {
        .endpoint = t->endpoint, .path_style = true, .anonymous = true};
    assert_int_equal(lake_open(&wrong, &anonymous, &e), 0);
    assert_int_equal(recorded_list(&t->r, wrong, "s3://lake-1/"), ERR_ACCESS_DENIED);
    lake_close(wrong);
}

static void only_new(void **state)
{
    /* An object that must be new is not written twice. */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    assert_int_equal(recorded_put(&t->r, t->lake, "s3://lake-1/n/f", TEXT("one"), true), ERR_NONE);
    assert_int_equal(recorded_put(&t->r, t->lake, "s3://lake-1/n/f", TEXT("two"), true),
                     ERR_EXISTS);
}

static void dotted_bucket(void **state)
{
    /* A bucket with dots is named in the path although host style is asked for. */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    struct lake *lake = open_lake(t, false, "testsecret123");
    assert_int_equal(recorded_put(&t->r, lake, "s3://dotted.bucket/a", TEXT("x"), false), ERR_NONE);
    assert_int_equal(recorded_list(&t->r, lake, "s3://dotted.bucket/"), ERR_NONE);
    assert_true(recorded(&t->r, "a "));
    lake_close(lake);
}

static void many_pages(void **state)
{
    /* A folder of 2,500 files comes in three pages, each entry once. */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    char path[160];
    snprintf(path, sizeof path, "%s/lake-1/many", t->folder);
    mkdir(path, 0755);
    for (int i = 0; i < 2500; i++) {
        snprintf(path, sizeof path, "%s/lake-1/many/%05d.csv", t->folder, i);
        FILE *f = fopen(path, "w");
        assert_non_null(f);
        fclose(f);
    }
    assert_int_equal(recorded_list(&t->r, t->lake, "s3://lake-1/many/"), ERR_NONE);
    assert_int_equal(t->r.entries, 2500);
    assert_int_equal(t->r.pages, 3);
    assert_memory_equal(t->r.names.p, "00000.csv 00001.csv ", 20);
}

/* A walk over a tree that asks for more from within its answers, as a crawl does. */
struct walk {
    struct lake *lake;
    int folders, objects, reads, errors;
};

struct step {
    struct walk *walk;
    char key[128];
};

static void on_walked_content(void *context, const struct lake_content *content, struct err *e)
{
    struct walk *walk = context;
    (void)e;
    walk->reads++;
    walk->errors += !content || content->object_bytes != 1;
}

static bool on_walked_page(void *context, const struct lake_page *page, struct err *e);

static void walk_into(struct walk *walk, struct text key)
{
    struct step *step = calloc(1, sizeof *step);
    step->walk = walk;
    snprintf(step->key, sizeof step->key, "%.*s", TEXT_ARG(key));
    const struct location folder = {LOCATION_S3, TEXT("lake-1"), text_of(step->key)};
    walk->folders++;
    lake_list(walk->lake, &folder, on_walked_page, step);
}

static bool on_walked_page(void *context, const struct lake_page *page, struct err *e)
{
    struct step *step = context;
    (void)e;
    step->walk->errors += !page;
    for (size_t i = 0; page && i < page->folder_count; i++)
        walk_into(step->walk, page->folders[i].key);
    for (size_t i = 0; page && i < page->object_count; i++) {
        const struct lake_read read = {
            .object = {LOCATION_S3, TEXT("lake-1"), page->objects[i].key}, .bytes = 10};
        step->walk->objects++;
        lake_read(step->walk->lake, &read, on_walked_content, step->walk);
    }
    if (!page || page->last)
        free(step);
    return true;
}

static void a_walk(void **state)
{
    /* Lists and reads that are asked for from within answers run side by side until nothing is
     * left. */
    struct bench *t = *state;
    NEEDS_SERVER(t);
    char path[160];
    snprintf(path, sizeof path, "%s/lake-1/w", t->folder);
    mkdir(path, 0755);
    for (int i = 0; i < 60; i++) {
        snprintf(path, sizeof path, "%s/lake-1/w/d=%d", t->folder, i);
        mkdir(path, 0755);
        for (int k = 0; k < 3; k++) {
            snprintf(path, sizeof path, "%s/lake-1/w/d=%d/%d.csv", t->folder, i, k);
            FILE *f = fopen(path, "w");
            assert_non_null(f);
            fputc('x', f);
            fclose(f);
        }
    }
    struct walk walk = {.lake = t->lake};
    walk_into(&walk, TEXT("w/"));
    while (lake_unfinished(t->lake) > 0)
        lake_step(t->lake, 1000);
    assert_int_equal(walk.errors, 0);
    assert_int_equal(walk.folders, 61);
    assert_int_equal(walk.objects, 180);
    assert_int_equal(walk.reads, 180);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(odd_keys),   cmocka_unit_test(folders_and_tags),
        cmocka_unit_test(ranges),     cmocka_unit_test(errors_by_name),
        cmocka_unit_test(only_new),   cmocka_unit_test(dotted_bucket),
        cmocka_unit_test(many_pages), cmocka_unit_test(a_walk),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
