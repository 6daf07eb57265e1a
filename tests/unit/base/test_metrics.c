/* SPDX-License-Identifier: Apache-2.0 */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/metrics.h"

static const char *const names[] = {"GetTable", "CreateTable", "DeleteTable"};

static void assert_line(const struct metrics *m, const char *line, bool expected)
{
    struct buf out;
    buf_init(&out, 1 << 20);
    metrics_print(m, &out);
    buf_put_char(&out, '\0');
    assert_false(buf_over(&out));
    if ((strstr(out.p, line) != NULL) != expected)
        fail_msg("%s %s in:\n%s", line, expected ? "is not" : "is", out.p);
    buf_release(&out);
}

static void counters(void **state)
{
    /* Counters add up, and a family is announced once however many rows it has. */
    (void)state;
    struct metrics *m = metrics_new(names, COUNT(names));
    metrics_add(m, METRIC_CRAWLS_FAILED, 2);
    metrics_add(m, METRIC_CRAWLS_FAILED, 3);
    metrics_add(NULL, METRIC_CRAWLS_FAILED, 1);
    assert_line(m, "\npropolis_crawls_total{result=\"failed\"} 5\n", true);
    assert_line(m, "\npropolis_connections_accepted_total 0\n", true);
    assert_line(m,
                "# TYPE propolis_crawls_total counter\npropolis_crawls_total{result=\"succeeded\"}"
                " 0\npropolis_crawls_total{result=\"failed\"} 5\n",
                true);
    metrics_free(m);
}

static void requests(void **state)
{
    /* Requests are told apart by operation and result; unknown names count as "none". */
    (void)state;
    struct metrics *m = metrics_new(names, COUNT(names));
    metrics_count_request(m, names[0], ERR_NONE, 90);
    metrics_count_request(m, names[0], ERR_NOT_FOUND, 100);
    metrics_count_request(m, names[0], ERR_NONE, 99000000);
    metrics_count_request(m, NULL, ERR_UNKNOWN_KEY, 1);
    metrics_count_request(m, "GetTables", ERR_NONE, 1);
    assert_line(m, "propolis_requests_total{operation=\"GetTable\",result=\"OK\"} 2\n", true);
    assert_line(m, "{operation=\"GetTable\",result=\"NOT_FOUND\"} 1\n", true);
    assert_line(m, "{operation=\"none\",result=\"UNKNOWN_KEY\"} 1\n", true);
    assert_line(m, "{operation=\"none\",result=\"OK\"} 1\n", true);
    assert_line(m, "operation=\"CreateTable\"", false);
    metrics_free(m);
}

static void latency(void **state)
{
    /* Buckets are cumulative, a bound belongs to its own bucket, and the last one holds all. */
    (void)state;
    struct metrics *m = metrics_new(names, COUNT(names));
    metrics_count_request(m, names[1], ERR_NONE, 100);
    metrics_count_request(m, names[1], ERR_NONE, 101);
    metrics_count_request(m, names[1], ERR_NONE, 60000000);
    assert_line(m, "_bucket{operation=\"CreateTable\",le=\"0.0001\"} 1\n", true);
    assert_line(m, "_bucket{operation=\"CreateTable\",le=\"0.00025\"} 2\n", true);
    assert_line(m, "_bucket{operation=\"CreateTable\",le=\"10\"} 2\n", true);
    assert_line(m, "_bucket{operation=\"CreateTable\",le=\"+Inf\"} 3\n", true);
    assert_line(m, "_sum{operation=\"CreateTable\"} 60.000201\n", true);
    assert_line(m, "_count{operation=\"CreateTable\"} 3\n", true);
    metrics_free(m);
}

static void *count_many(void *context)
{
    for (int i = 0; i < 20000; i++)
        metrics_count_request(context, names[2], ERR_NONE, 1000);
    return NULL;
}

static void threads(void **state)
{
    /* Nothing is lost when threads count the same thing. */
    (void)state;
    struct metrics *m = metrics_new(names, COUNT(names));
    pthread_t t[4];
    for (size_t i = 0; i < COUNT(t); i++)
        assert_int_equal(pthread_create(&t[i], NULL, count_many, m), 0);
    for (size_t i = 0; i < COUNT(t); i++)
        pthread_join(t[i], NULL);
    assert_line(m, "_count{operation=\"DeleteTable\"} 80000\n", true);
    metrics_free(m);
}

static void no_operations(void **state)
{
    /* Without any operation "none" is still there. */
    (void)state;
    struct metrics *m = metrics_new(NULL, 0);
    metrics_count_request(m, "GetTable", ERR_NONE, 1);
    assert_line(m, "{operation=\"none\",result=\"OK\"} 1\n", true);
    metrics_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counters), cmocka_unit_test(requests),      cmocka_unit_test(latency),
        cmocka_unit_test(threads),  cmocka_unit_test(no_operations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
