/* SPDX-License-Identifier: Apache-2.0 */
#include "server/figures.h"

#include <stddef.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "server/server.h"
#include "store/projection_warning.h"

enum figure_unit { UNIT_ONE, UNIT_MICROSECONDS /* printed as seconds */ };

static const struct {
    const char *name;
    enum metric_kind kind;
    enum figure_unit unit;
    size_t offset;
    const char *help;
} store_rows[] = {
#define ROW(NAME, KIND, UNIT, FIELD, HELP)                                                         \
    {                                                                                              \
        NAME, METRIC_##KIND, UNIT_##UNIT, offsetof(struct store_figures, FIELD), HELP              \
    }
    ROW("propolis_store_commits_total", COUNTER, ONE, commits,
        "Commits; each makes a group of writes durable."),
    ROW("propolis_store_writes_total", COUNTER, ONE, writes,
        "Writes committed; divided by commits, the size of a group."),
    ROW("propolis_store_writes_failed_total", COUNTER, ONE, writes_failed, "Writes rolled back."),
    ROW("propolis_store_rows_written_total", COUNTER, ONE, rows_written, "Rows written."),
    ROW("propolis_store_commit_seconds_total", COUNTER, MICROSECONDS, commit_us_sum,
        "Time spent in commits."),
    ROW("propolis_store_cache_hits_total", COUNTER, ONE, cache_hits,
        "Reads answered by the object cache."),
    ROW("propolis_store_cache_misses_total", COUNTER, ONE, cache_misses,
        "Reads that the object cache could not answer."),
    ROW("propolis_store_cache_bytes", GAUGE, ONE, cache_bytes, "Size of the object cache."),
    ROW("propolis_store_key_cache_hits_total", COUNTER, ONE, key_cache_hits,
        "Stretches of partition keys that a filter found in the key cache."),
    ROW("propolis_store_key_cache_misses_total", COUNTER, ONE, key_cache_misses,
        "Stretches of partition keys that a filter had to read."),
    ROW("propolis_store_key_cache_bytes", GAUGE, ONE, key_cache_bytes, "Size of the key cache."),
    ROW("propolis_store_key_cache_keys", GAUGE, ONE, key_cache_keys,
        "Partition keys in the key cache."),
    ROW("propolis_store_file_bytes", GAUGE, ONE, file_bytes, "Size of the database file."),
    ROW("propolis_store_wal_bytes", GAUGE, ONE, wal_bytes, "Size of the write-ahead log."),
    ROW("propolis_store_writes_waiting", GAUGE, ONE, writes_waiting, "Writes in the queue."),
};

static void print_store(const struct server *server, struct buf *out)
{
    struct store_figures figures = {0};
    store_figures(server->store, &figures);
    for (size_t i = 0; i < COUNT(store_rows); i++) {
        int64_t value = *(const int64_t *)((const char *)&figures + store_rows[i].offset);
        metrics_print_figure(out, store_rows[i].kind, store_rows[i].name, store_rows[i].help,
                             store_rows[i].unit == UNIT_ONE ? (double)value : (double)value / 1e6);
    }
}

static int count_warnings(struct tx *tx, void *context)
{
    return projection_warning_count(tx, context);
}

static void print_warnings(const struct server *server, struct buf *out)
{
    int64_t count = 0;
    struct err err = {.code = ERR_NONE};
    if (store_read(server->store, count_warnings, &count, &err) == 0)
        metrics_print_figure(out, METRIC_GAUGE, "propolis_projection_warnings",
                             "Tables whose partition projection has wrong rules.", (double)count);
}

/* Resident pages: the second number of /proc/self/statm. */
static double resident_bytes(void)
{
    char line[128] = "";
    FILE *file = fopen("/proc/self/statm", "re");
    if (file && !fgets(line, sizeof line, file))
        line[0] = '\0';
    if (file)
        fclose(file);
    struct text rest = text_of(line);
    int64_t pages = 0;
    text_split(&rest, ' ');
    if (!rest.p || !text_to_int64(text_split(&rest, ' '), &pages))
        return 0;
    return (double)pages * (double)sysconf(_SC_PAGESIZE);
}

static double seconds(struct timeval t)
{
    return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

void figures_print(void *context, struct buf *out)
{
    struct server *server = context;
    struct rusage usage;
    print_store(server, out);
    print_warnings(server, out);
    metrics_print_figure(out, METRIC_GAUGE, "propolis_connections", "Connections open now.",
                         (double)http_connections(server->public));
    metrics_print_figure(out, METRIC_GAUGE, "propolis_request_memory_bytes",
                         "Memory that all requests together hold, of --memory-max.",
                         (double)atomic_load(&server->budget.bytes_used));
    metrics_print_figure(out, METRIC_GAUGE, "process_resident_memory_bytes",
                         "Resident memory of the process.", resident_bytes());
    if (getrusage(RUSAGE_SELF, &usage) == 0)
        metrics_print_figure(out, METRIC_COUNTER, "process_cpu_seconds_total",
                             "User and system time of the process.",
                             seconds(usage.ru_utime) + seconds(usage.ru_stime));
}
