/* SPDX-License-Identifier: Apache-2.0
 * The lake against a store that misbehaves: tests/doubles/s3_double.py, whose buckets are named
 * after what they do. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <pthread.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/http_client.h"
#include "base/limits.h"
#include "tests/unit/lake/process.h"
#include "tests/unit/lake/recorder.h"

struct bench {
    char endpoint[64];
    pid_t server;
    struct lake *lake;
    struct recorder r;
};

static struct lake *open_lake(const struct bench *t, size_t parallel_max)
{
    struct lake *lake;
    struct err e = {0};
    const struct lake_config config = {.endpoint = t->endpoint,
                                       .path_style = true,
                                       .region = "us-east-1",
                                       .access_key_id = "key",
                                       .secret_key = "secret",
                                       .parallel_max = parallel_max,
                                       .pause_ms_max = 10,
                                       .timeout_ms = 1000};
    if (lake_open(&lake, &config, &e) < 0)
        fail_msg("%s", e.text);
    return lake;
}

static int start_server(void **state)
{
    struct bench *t = calloc(1, sizeof *t);
    char port_text[16];
    int port = process_free_port();
    snprintf(port_text, sizeof port_text, "%d", port);
    snprintf(t->endpoint, sizeof t->endpoint, "http://127.0.0.1:%d", port);
    const char *const arguments[] = {"python3", "tests/doubles/s3_double.py", port_text, NULL};
    t->server = process_start(arguments, port);
    assert_int_not_equal(t->server, 0);
    recorder_init(&t->r);
    *state = t;
    return 0;
}

static int stop_server(void **state)
{
    struct bench *t = *state;
    recorder_release(&t->r);
    process_stop(t->server);
    free(t);
    return 0;
}

static int open_bench(void **state)
{
    struct bench *t = *state;
    t->lake = open_lake(t, 4);
    return 0;
}

static int close_bench(void **state)
{
    struct bench *t = *state;
    lake_close(t->lake);
    return 0;
}

static enum err_code list(struct bench *t, const char *bucket)
{
    char at[128];
    snprintf(at, sizeof at, "s3://%s/", bucket);
    return recorded_list(&t->r, t->lake, at);
}

static void check_listed(struct bench *t, const char *bucket)
{
    if (list(t, bucket) != ERR_NONE)
        fail_msg("%s: %s", bucket, t->r.err.text);
    assert_true(recorded(&t->r, "a b "));
    assert_int_equal(t->r.answers, 1);
}

static void passing_failures(void **state)
{
    /* Throttling, broken servers, errors under a 200, cut answers and lost connections are tried
     * again, and then succeed. */
    static const char *const buckets[] = {"slow-once",    "busy-without-words", "broken-inside",
                                          "error-in-200", "cut-listing",        "cut-xml",
                                          "hang-up-once"};
    for (size_t i = 0; i < COUNT(buckets); i++)
        check_listed(*state, buckets[i]);
}

static void lasting_failures(void **state)
{
    /* What stays broken ends after the attempts with an error that names the bucket; what is
     * refused is not tried again. */
    static const struct {
        const char *bucket;
        enum err_code code;
        const char *says;
    } rows[] = {
        {"slow-forever", ERR_UNAVAILABLE, "SlowDown"},
        {"hang-up-forever", ERR_IO, "hang-up-forever"},
        {"denied-in-200", ERR_ACCESS_DENIED, "AccessDenied"},
        {"silent", ERR_TIMEOUT, "silent"},
        {"expired", ERR_ACCESS_DENIED, "ExpiredToken"},
        {"no-such-behaviour", ERR_NOT_FOUND, "NoSuchBucket"},
        {"web-page", ERR_IO, "S3 endpoint"},
        {"not-xml", ERR_IO, "XML"},
    };
    struct bench *t = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (list(t, rows[i].bucket) != rows[i].code || !strstr(t->r.err.text, rows[i].says))
            fail_msg("%s: %s %s", rows[i].bucket, err_name(t->r.err.code), t->r.err.text);
        assert_int_equal(t->r.answers, 1);
    }
}

static void other_regions(void **state)
{
    /* A bucket of another region is found by header or body, whatever the status, and then
     * remembered. */
    static const char *const buckets[] = {"moved", "moved-by-scope", "moved-for-now"};
    struct bench *t = *state;
    for (size_t i = 0; i < COUNT(buckets); i++) {
        check_listed(t, buckets[i]);
        check_listed(t, buckets[i]);
    }
}

static void redirects_are_not_followed(void **state)
{
    /* A redirect without a region, one that changes its mind each time, and one to something that
     * is no region all fail; no Location is ever followed. */
    static const char *const buckets[] = {"moved-nowhere", "moved-on-and-on", "moved-to-a-host"};
    struct bench *t = *state;
    for (size_t i = 0; i < COUNT(buckets); i++) {
        assert_int_equal(list(t, buckets[i]), ERR_IO);
        assert_non_null(strstr(t->r.err.text, "PermanentRedirect"));
    }
}

static void clocks(void **state)
{
    /* A store whose clock is an hour ahead is signed for by its clock; one that is never content
     * fails. */
    struct bench *t = *state;
    check_listed(t, "skewed");
    check_listed(t, "skewed");
    assert_int_equal(list(t, "skewed-forever"), ERR_IO);
}

static void odd_pages(void **state)
{
    /* Short and empty pages on the way are fine; their tokens may hold any character. */
    struct bench *t = *state;
    assert_int_equal(list(t, "few-per-page"), ERR_NONE);
    assert_true(recorded(&t->r, "a b c "));
    assert_int_equal(t->r.pages, 4);
}

static void endless_listings(void **state)
{
    /* Circles of pages, one page for ever, empty pages for ever, and a page that promises more
     * without a token end with an error, soon. */
    static const struct {
        const char *bucket;
        enum err_code code;
        size_t pages_max;
    } rows[] = {
        {"circle", ERR_LIMIT, 20},
        {"same-page", ERR_LIMIT, 2},
        {"ignored-token", ERR_LIMIT, 2},
        {"endless-and-empty", ERR_LIMIT, LIMIT_LAKE_EMPTY_PAGES + 1},
        {"no-token", ERR_IO, 0},
    };
    struct bench *t = *state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        if (list(t, rows[i].bucket) != rows[i].code)
            fail_msg("%s: %s %s", rows[i].bucket, err_name(t->r.err.code), t->r.err.text);
        assert_in_range(t->r.pages, 0, rows[i].pages_max);
    }
}

static void hostile_listings(void **state)
{
    /* More entries or bytes than asked for and an entity bomb are refused in bounded memory. */
    static const char *const buckets[] = {"too-many", "huge", "bomb"};
    struct bench *t = *state;
    for (size_t i = 0; i < COUNT(buckets); i++) {
        assert_int_not_equal(list(t, buckets[i]), ERR_NONE);
        assert_int_equal(t->r.pages, 0);
    }
}

static const struct {
    const char *bucket;
    struct lake_read read;
    enum err_code code;
    const char *bytes;
    uint64_t object_bytes;
} READS[] = {
    {"ranges", {.bytes = 4}, ERR_NONE, "0123", 10},
    {"ranges", {.offset = 8, .bytes = 4}, ERR_NONE, "89", 10},
    {"ranges", {.offset = 10, .bytes = 4}, ERR_NONE, "", 10},
    {"ranges", {.bytes = 4, .from_end = true}, ERR_NONE, "6789", 10},
    {"ranges", {.bytes = 40, .from_end = true}, ERR_NONE, "0123456789", 10},
    {"no-long-suffix", {.bytes = 40, .from_end = true}, ERR_NONE, "0123456789", 10},
    {"no-suffix", {.bytes = 4, .from_end = true}, ERR_NONE, "6789", 10},
    {"no-suffix", {.bytes = 10, .from_end = true}, ERR_NONE, "0123456789", 10},
    {"no-ranges", {.bytes = 4}, ERR_NONE, "0123", 10},
    {"no-ranges", {.offset = 2, .bytes = 4}, ERR_NONE, "2345", 10},
    {"no-ranges", {.bytes = 4, .from_end = true}, ERR_NONE, "6789", 10},
    {"no-ranges-large", {.bytes = 4}, ERR_NONE, "0123", 100000},
    {"no-ranges-large", {.bytes = 4, .from_end = true}, ERR_IO, "", 0},
    {"no-ranges-large", {.offset = 99990, .bytes = 4}, ERR_IO, "", 0},
    {"wrong-range", {.bytes = 4}, ERR_IO, "", 0},
    {"wrong-length", {.bytes = 4}, ERR_IO, "", 0},
    {"empty-200", {.bytes = 4}, ERR_NONE, "", 0},
    {"empty-200", {.bytes = 4, .from_end = true}, ERR_NONE, "", 0},
    {"empty-206", {.bytes = 4}, ERR_NONE, "", 0},
    {"empty-206", {.bytes = 4, .from_end = true}, ERR_NONE, "", 0},
    {"empty-416", {.bytes = 4}, ERR_NONE, "", 0},
    {"empty-416", {.bytes = 4, .from_end = true}, ERR_NONE, "", 0},
    {"cut-object", {.bytes = 10}, ERR_NONE, "0123456789", 10},
    {"changed", {.bytes = 4, .etag = TEXT_INIT("\"e\"")}, ERR_CONCURRENT, "", 0},
    {"changed", {.bytes = 4, .etag = TEXT_INIT("\"e\"\r\nX-Injected: 1")}, ERR_VALIDATION, "", 0},
    {"archived", {.bytes = 4}, ERR_INVALID, "", 0},
};

static void reads(void **state)
{
    /* Ranges as stores really answer them: empty objects in three ways, no suffixes, no ranges at
     * all, wrong parts, cut bodies; and a tag that tries to smuggle in a header. */
    struct bench *t = *state;
    for (size_t i = 0; i < COUNT(READS); i++) {
        char at[64];
        snprintf(at, sizeof at, "s3://%s/key", READS[i].bucket);
        enum err_code code = recorded_read(&t->r, t->lake, at, &READS[i].read);
        if (code != READS[i].code)
            fail_msg("%zu %s: %s %s", i, at, err_name(code), t->r.err.text);
        assert_int_equal(t->r.answers, 1);
        if (code != ERR_NONE)
            continue;
        if (!text_is(buf_text(&t->r.bytes), READS[i].bytes) ||
            t->r.object_bytes != READS[i].object_bytes)
            fail_msg("%zu %s: '%.*s' of %d", i, at, TEXT_ARG(buf_text(&t->r.bytes)),
                     (int)t->r.object_bytes);
    }
}

/* A figure of the double's statistics. */
static int stat(const struct bench *t, const char *name)
{
    static const struct http_client_config config = {.parallel_max = 1};
    struct http_client *client;
    struct http_response response;
    struct err e = {0};
    char url[96], json[4096];
    snprintf(url, sizeof url, "%s/_stats", t->endpoint);
    const struct http_request request = {.method = "GET",
                                         .url = url,
                                         .response_bytes_max = sizeof json - 1,
                                         .timeout_ms = 5000,
                                         .connect_timeout_ms = 1000};
    assert_int_equal(http_client_open(&client, &config, &e), 0);
    assert_int_equal(http_client_perform(client, &request, &response, &e), 0);
    snprintf(json, sizeof json, "%.*s", TEXT_ARG(buf_text(&response.body)));
    http_response_release(&response);
    http_client_close(client);
    const char *at = strstr(json, name);
    return at ? atoi(at + strlen(name) + 2) : -1;
}

static void side_by_side(void **state)
{
    /* Requests run at once up to the limit and not beyond, and every one is answered. */
    struct bench *t = *state;
    struct recorder all[60];
    const struct location folder = {LOCATION_S3, TEXT("crowd"), TEXT("")};
    for (size_t i = 0; i < COUNT(all); i++) {
        recorder_init(&all[i]);
        lake_list(t->lake, &folder, record_page, &all[i]);
    }
    while (lake_unfinished(t->lake) > 0)
        lake_step(t->lake, 1000);
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_true(recorded(&all[i], "a b "));
        recorder_release(&all[i]);
    }
    assert_int_equal(stat(t, "\"crowd\""), COUNT(all));
    assert_int_equal(stat(t, "\"at_once_max\""), 4);
}

static void cancelled(void **state)
{
    /* Cancelling answers what runs, waits or pauses with UNAVAILABLE, once each; closing with work
     * under way is quiet. */
    struct bench *t = *state;
    struct recorder all[12];
    static const struct text buckets[] = {TEXT_INIT("silent"), TEXT_INIT("slow-forever"),
                                          TEXT_INIT("crowd")};
    for (size_t i = 0; i < COUNT(all); i++) {
        const struct location folder = {LOCATION_S3, buckets[i % COUNT(buckets)], TEXT("")};
        recorder_init(&all[i]);
        all[i].pages_wanted = 1;
        lake_list(t->lake, &folder, record_page, &all[i]);
    }
    lake_step(t->lake, 1);
    lake_cancel(t->lake);
    assert_int_equal(lake_unfinished(t->lake), 0);
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_int_equal(all[i].answers, 1);
        assert_int_equal(all[i].err.code, ERR_UNAVAILABLE);
        recorder_clear(&all[i]);
        const struct location folder = {LOCATION_S3, buckets[i % COUNT(buckets)], TEXT("")};
        lake_list(t->lake, &folder, record_page, &all[i]);
    }
    lake_step(t->lake, 1);
    lake_close(t->lake);
    for (size_t i = 0; i < COUNT(all); i++) {
        assert_int_equal(all[i].answers, 0);
        recorder_release(&all[i]);
    }
    t->lake = open_lake(t, 4);
}

static void *wake_soon(void *lake)
{
    usleep(50000);
    lake_wake(lake);
    return NULL;
}

static void woken(void **state)
{
    /* Another thread ends a wait, as a stopped crawl must. */
    struct bench *t = *state;
    pthread_t thread;
    int64_t begin = clock_monotonic_us();
    pthread_create(&thread, NULL, wake_soon, t->lake);
    lake_step(t->lake, 10000);
    assert_in_range(clock_monotonic_us() - begin, 0, 5000000);
    pthread_join(thread, NULL);
}

static void bad_configuration(void **state)
{
    /* Endpoints and regions that cannot become a host name are refused when the lake is opened. */
    static const struct lake_config bad[] = {
        {.endpoint = "127.0.0.1:9000"},
        {.endpoint = "ftp://host"},
        {.endpoint = "http://"},
        {.endpoint = "http://user@host/"},
        {.endpoint = "http://host/?a=b"},
        {.endpoint = "http://ho st"},
        {.region = "eu west"},
        {.region = "a.b"},
        {.region = ""},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct lake *lake = NULL;
        struct err e = {0};
        assert_int_equal(lake_open(&lake, &bad[i], &e), -1);
        assert_int_equal(e.code, ERR_VALIDATION);
        assert_null(lake);
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, open_bench, close_bench)
    const struct CMUnitTest tests[] = {
        TEST(side_by_side),
        TEST(passing_failures),
        TEST(lasting_failures),
        TEST(other_regions),
        TEST(redirects_are_not_followed),
        TEST(clocks),
        TEST(odd_pages),
        TEST(endless_listings),
        TEST(hostile_listings),
        TEST(reads),
        TEST(cancelled),
        TEST(woken),
        cmocka_unit_test(bad_configuration),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
