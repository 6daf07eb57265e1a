/* SPDX-License-Identifier: Apache-2.0 */
#include "base/metrics.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json_write.h"
#include "base/memory.h"

/* Upper bounds of the latency buckets; the last one has none. */
static const int64_t bucket_us[] = {100,   250,    500,    1000,   2500,    5000,    10000,   25000,
                                    50000, 100000, 250000, 500000, 1000000, 2500000, 10000000};
enum { BUCKETS = COUNT(bucket_us) + 1, SHARDS_MAX = 16 };

static const struct {
    const char *name, *labels, *help;
} counters[METRICS] = {
#define X(ID, name, labels, help) [METRIC_##ID] = {name, labels, help},
#include "base/metrics.def"
#undef X
};

/* What one operation's requests came to. */
struct operation_counts {
    atomic_int_fast64_t results[ERR_CODES];
    atomic_int_fast64_t buckets[BUCKETS];
    atomic_int_fast64_t us_sum;
};

struct shard {
    atomic_int_fast64_t counters[METRICS];
    struct operation_counts *operations;
};

/* Finds an operation's number by the address of its name: open addressing, at most half full. */
struct slot {
    const char *name;
    size_t index;
};

struct metrics {
    size_t shards_count, operations_count, slots_count;
    const char **names; /* the last one is "none" */
    struct slot *slots;
    struct shard shards[SHARDS_MAX];
};

static size_t slot_of(const struct metrics *m, const char *name)
{
    size_t i = ((uintptr_t)name * UINT64_C(0x9E3779B97F4A7C15)) >> 32;
    for (i &= m->slots_count - 1; m->slots[i].name && m->slots[i].name != name;)
        i = (i + 1) & (m->slots_count - 1);
    return i;
}

static size_t shards_wanted(void)
{
    long processors = sysconf(_SC_NPROCESSORS_CONF);
    size_t n = 1;
    while (n < SHARDS_MAX && (long)n < processors)
        n *= 2;
    return n;
}

struct metrics *metrics_new(const char *const *operations, size_t count)
{
    struct metrics *m = memory_new(sizeof *m);
    m->operations_count = count + 1;
    m->shards_count = shards_wanted();
    m->slots_count = 4;
    while (m->slots_count < 2 * m->operations_count)
        m->slots_count *= 2;
    m->slots = memory_new(m->slots_count * sizeof *m->slots);
    m->names = memory_new(m->operations_count * sizeof *m->names);
    for (size_t i = 0; i < count; i++) {
        m->names[i] = operations[i];
        m->slots[slot_of(m, operations[i])] = (struct slot){operations[i], i};
    }
    m->names[count] = "none";
    for (size_t i = 0; i < m->shards_count; i++)
        m->shards[i].operations = memory_new(m->operations_count * sizeof *m->shards[i].operations);
    return m;
}

void metrics_free(struct metrics *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->shards_count; i++)
        free(m->shards[i].operations);
    free(m->names);
    free(m->slots);
    free(m);
}

static struct shard *own_shard(struct metrics *m)
{
    return &m->shards[(unsigned)sched_getcpu() & (m->shards_count - 1)];
}

static void add(atomic_int_fast64_t *to, int64_t n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

void metrics_add(struct metrics *m, enum metric which, int64_t n)
{
    if (m)
        add(&own_shard(m)->counters[which], n);
}

void metrics_count_request(struct metrics *m, const char *operation, enum err_code result,
                           int64_t duration_us)
{
    if (!m)
        return;
    const struct slot *slot = operation ? &m->slots[slot_of(m, operation)] : NULL;
    size_t index = slot && slot->name ? slot->index : m->operations_count - 1;
    struct operation_counts *counts = &own_shard(m)->operations[index];
    size_t bucket = 0;
    while (bucket < BUCKETS - 1 && duration_us > bucket_us[bucket])
        bucket++;
    add(&counts->results[result], 1);
    add(&counts->buckets[bucket], 1);
    add(&counts->us_sum, duration_us);
}

/* Begins a family of figures. */
static void put_family(struct buf *out, const char *name, const char *kind, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

static void print_counters(const struct metrics *m, struct buf *out)
{
    const char *family = "";
    for (size_t c = 0; c < METRICS; c++) {
        int64_t sum = 0;
        for (size_t s = 0; s < m->shards_count; s++)
            sum += atomic_load_explicit(&m->shards[s].counters[c], memory_order_relaxed);
        if (strcmp(family, counters[c].name) != 0)
            put_family(out, counters[c].name, "counter", counters[c].help);
        family = counters[c].name;
        if (counters[c].labels[0])
            buf_printf(out, "%s{%s} %lld\n", family, counters[c].labels, (long long)sum);
        else
            buf_printf(out, "%s %lld\n", family, (long long)sum);
    }
}

/* The copies of one operation added up. */
struct operation_sums {
    int64_t results[ERR_CODES];
    int64_t buckets[BUCKETS];
    int64_t us_sum, requests;
};

static struct operation_sums sum_up(const struct metrics *m, size_t operation)
{
    struct operation_sums sums = {0};
    for (size_t s = 0; s < m->shards_count; s++) {
        const struct operation_counts *counts = &m->shards[s].operations[operation];
        for (size_t r = 0; r < ERR_CODES; r++)
            sums.results[r] += atomic_load_explicit(&counts->results[r], memory_order_relaxed);
        for (size_t b = 0; b < BUCKETS; b++)
            sums.buckets[b] += atomic_load_explicit(&counts->buckets[b], memory_order_relaxed);
        sums.us_sum += atomic_load_explicit(&counts->us_sum, memory_order_relaxed);
    }
    for (size_t b = 0; b < BUCKETS; b++)
        sums.requests += sums.buckets[b];
    return sums;
}

static void print_requests(const struct metrics *m, struct buf *out)
{
    put_family(out, "propolis_requests_total", "counter",
               "Requests answered, by operation and result.");
    for (size_t i = 0; i < m->operations_count; i++) {
        struct operation_sums sums = sum_up(m, i);
        for (size_t r = 0; r < ERR_CODES; r++)
            if (sums.results[r])
                buf_printf(out, "propolis_requests_total{operation=\"%s\",result=\"%s\"} %lld\n",
                           m->names[i], r == ERR_NONE ? "OK" : err_name(r),
                           (long long)sums.results[r]);
    }
}

static void print_latency(const char *operation, const struct operation_sums *sums, struct buf *out)
{
    static const char name[] = "propolis_request_duration_seconds";
    int64_t below = 0;
    for (size_t b = 0; b < BUCKETS - 1; b++) {
        below += sums->buckets[b];
        buf_printf(out, "%s_bucket{operation=\"%s\",le=\"", name, operation);
        json_put_double(out, (double)bucket_us[b] / 1e6);
        buf_printf(out, "\"} %lld\n", (long long)below);
    }
    buf_printf(out, "%s_bucket{operation=\"%s\",le=\"+Inf\"} %lld\n", name, operation,
               (long long)sums->requests);
    buf_printf(out, "%s_sum{operation=\"%s\"} ", name, operation);
    json_put_double(out, (double)sums->us_sum / 1e6);
    buf_printf(out, "\n%s_count{operation=\"%s\"} %lld\n", name, operation,
               (long long)sums->requests);
}

void metrics_print(const struct metrics *m, struct buf *out)
{
    print_counters(m, out);
    print_requests(m, out);
    put_family(out, "propolis_request_duration_seconds", "histogram",
               "From the last byte of a request to its answer.");
    for (size_t i = 0; i < m->operations_count; i++) {
        struct operation_sums sums = sum_up(m, i);
        if (sums.requests)
            print_latency(m->names[i], &sums, out);
    }
}

void metrics_print_figure(struct buf *out, enum metric_kind kind, const char *name,
                          const char *help, double value)
{
    put_family(out, name, kind == METRIC_COUNTER ? "counter" : "gauge", help);
    buf_put_string(out, name);
    buf_put_char(out, ' ');
    json_put_double(out, value);
    buf_put_char(out, '\n');
}
