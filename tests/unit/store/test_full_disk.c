/* SPDX-License-Identifier: Apache-2.0
 * A full disk: files of the store cannot grow past a budget. The program's pwrite64 stands in front
 * of the C library's, so the engine meets it wherever it writes. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cmocka.h>

#include "store/db.h"
#include "tests/unit/store/store_bench.h"

/* How many bytes files whose names end so may still grow by. */
static struct {
    const char *suffix; /* NULL: the disk is large */
    int error;          /* 0: ENOSPC */
    atomic_llong bytes;
    atomic_int refused;
} disk;

static bool is_on_disk(int fd)
{
    char link[64], path[4096];
    const char *suffix = disk.suffix;
    if (!suffix)
        return false;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t n = readlink(link, path, sizeof path);
    return n > 0 && text_ends_with((struct text){path, (size_t)n}, text_of(suffix));
}

/* False, and nothing taken, where the write would grow the file by more than there is. */
static bool take_space(int fd, size_t n, off64_t offset)
{
    struct stat st;
    if (!is_on_disk(fd) || fstat(fd, &st) != 0)
        return true;
    int64_t grows = offset + (int64_t)n - st.st_size;
    if (grows <= 0 || atomic_fetch_sub(&disk.bytes, grows) >= grows)
        return true;
    atomic_fetch_add(&disk.bytes, grows);
    atomic_fetch_add(&disk.refused, 1);
    return false;
}

ssize_t pwrite64(int fd, const void *p, size_t n, off64_t offset)
{
    if (take_space(fd, n, offset))
        return syscall(SYS_pwrite64, fd, p, n, offset);
    errno = disk.error ? disk.error : ENOSPC;
    return -1;
}

static void shrink_disk(const char *suffix, int64_t bytes)
{
    atomic_store(&disk.bytes, bytes);
    atomic_store(&disk.refused, 0);
    disk.suffix = suffix;
}

static void grow_disk(void)
{
    disk.suffix = NULL;
    disk.error = 0;
}

static int tear_down(void **state)
{
    grow_disk();
    return store_bench_close(state);
}

/* A row of a size, by number. */
struct row {
    struct write write; /* first */
    struct err err;
    int number, bytes, result;
    atomic_bool over;
};

static int put_row(struct tx *tx, void *context)
{
    const struct row *row = context;
    struct query q;
    query_begin_once(&q, tx->db, "INSERT INTO meta (key, value) VALUES (?1, zeroblob(?2))",
                     tx->err);
    query_put_int(&q, row->number);
    query_put_int(&q, row->bytes);
    return query_run(&q, NULL);
}

static int write_row(struct store_bench *b, int number, int bytes)
{
    struct row row = {.number = number, .bytes = bytes};
    return store_bench_write(b, put_row, &row);
}

static void check_whole(struct store_bench *b)
{
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM pragma_integrity_check WHERE "
                                        "integrity_check = 'ok'"),
                     1);
}

static void fill_and_empty(struct store_bench *b)
{
    int acknowledged = 0, failed = 0;
    shrink_disk("", 300000);
    for (int i = 0; i < 200; i++) {
        if (write_row(b, i, 10000) == 0) {
            acknowledged++;
        } else {
            assert_int_equal(b->err.code, ERR_FULL);
            assert_non_null(strstr(b->err.text, "disk is full"));
            failed++;
        }
        assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), acknowledged);
    }
    assert_true(acknowledged > 5 && failed > 5 && atomic_load(&disk.refused) > 0);
    grow_disk();
    for (int i = 200; i < 210; i++)
        assert_int_equal(write_row(b, i, 10000), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), acknowledged + 10);
    check_whole(b);
    store_bench_reopen(b);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), acknowledged + 10);
    check_whole(b);
}

static void writes_fail_reads_go_on(void **state)
{
    /* On a full disk writes fail and say why, reads answer, nothing acknowledged is lost, and with
     * space writes succeed again. */
    fill_and_empty(*state);
}

static void quota(void **state)
{
    /* A quota that is used up is a full disk. */
    disk.error = EDQUOT;
    fill_and_empty(*state);
}

static void file_limit(void **state)
{
    /* So is a limit on the size of files. */
    disk.error = EFBIG;
    fill_and_empty(*state);
}

static void row_done(struct write *write, int result)
{
    struct row *row = (struct row *)write;
    row->result = result;
    atomic_store(&row->over, true);
}

static void what_fits_succeeds(void **state)
{
    /* Of writes that wait together the one that does not fit fails alone. */
    struct store_bench *b = *state;
    static struct row rows[30];
    assert_int_equal(write_row(b, 1000, 10), 0);
    shrink_disk("", 900000);
    for (int i = 0; i < (int)COUNT(rows); i++) {
        rows[i] = (struct row){.number = i, .bytes = i == 7 ? 8 << 20 : 10};
        rows[i].write = (struct write){.body = put_row,
                                       .context = &rows[i],
                                       .origin = &store_bench_origin,
                                       .err = &rows[i].err,
                                       .done = row_done};
    }
    for (size_t i = 0; i < COUNT(rows); i++)
        store_submit(b->store, LANE_FOREGROUND, &rows[i].write);
    for (size_t i = 0; i < COUNT(rows); i++)
        while (!atomic_load(&rows[i].over))
            usleep(1000);
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(rows[i].result, i == 7 ? -1 : 0);
        assert_int_equal(rows[i].err.code, i == 7 ? ERR_FULL : ERR_NONE);
    }
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), COUNT(rows));
    grow_disk();
    store_bench_reopen(b);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), COUNT(rows));
    check_whole(b);
}

static void log_stays(void **state)
{
    /* While the file itself cannot grow, commits stay safe in the log, and reach the file once
     * there is space. */
    struct store_bench *b = *state;
    shrink_disk("/propolis.db", 0);
    for (int i = 0; i < 300; i++)
        assert_int_equal(write_row(b, i, 100000),
                         0); /* past the size at which a commit empties it */
    usleep(400000);          /* and a quiet moment */
    assert_true(atomic_load(&disk.refused) > 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), 300);
    store_bench_reopen(b);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), 300);
    grow_disk();
    assert_int_equal(write_row(b, 300, 10), 0);
    store_bench_reopen(b);
    struct store_figures f;
    store_figures(b->store, &f);
    assert_true(f.file_bytes > 300 * 100000);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), 301);
    check_whole(b);
}

static void index_of_the_log(void **state)
{
    /* A write whose log needs a larger index than there is room for fails like any other. */
    struct store_bench *b = *state;
    assert_int_equal(write_row(b, 0, 10), 0);
    shrink_disk("-shm", 0);
    assert_int_equal(write_row(b, 1, 50 << 20), -1);
    assert_int_equal(b->err.code, ERR_FULL);
    assert_true(atomic_load(&disk.refused) > 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), 1);
    assert_int_equal(write_row(b, 2, 10), 0);
    grow_disk();
    assert_int_equal(write_row(b, 3, 50 << 20), 0);
    store_bench_reopen(b);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), 3);
    check_whole(b);
}

static void opening(void **state)
{
    /* A store that needs space to open says so and opens when there is some. */
    struct store_bench *b = *state;
    struct store_options options = {.folder = b->folder, .account_id = TEXT(BENCH_ACCOUNT)};
    bench_database_create(b, "kept");
    store_close(b->store);
    shrink_disk("", 0);
    b->store = store_open(&options, &b->err);
    grow_disk();
    if (!b->store) {
        assert_int_equal(b->err.code, ERR_FULL);
        err_clear(&b->err);
        b->store = store_open(&options, &b->err);
    }
    assert_non_null(b->store);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM databases"), 1);
}

static void copying(void **state)
{
    /* A backup for which there is no space fails and leaves no half of it; the store goes on, and
     * so does a backup to the same place once there is space. */
    struct store_bench *b = *state;
    char path[128];
    assert_int_equal(write_row(b, 0, 1 << 20), 0);
    snprintf(path, sizeof path, "%s/copy", b->folder);
    shrink_disk("/copy", 100000);
    err_clear(&b->err);
    assert_int_equal(store_backup(b->store, path, &b->err), -1);
    assert_int_equal(b->err.code, ERR_FULL);
    assert_int_equal(write_row(b, 1, 10), 0);
    assert_int_equal(store_bench_ask(b, "SELECT count(*) FROM meta"), 2);
    assert_int_equal(access(path, F_OK), -1);
    grow_disk();
    err_clear(&b->err);
    if (store_backup(b->store, path, &b->err) != 0)
        fail_msg("%s", b->err.text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_fail_reads_go_on, store_bench_open, tear_down),
        cmocka_unit_test_setup_teardown(quota, store_bench_open, tear_down),
        cmocka_unit_test_setup_teardown(file_limit, store_bench_open, tear_down),
        cmocka_unit_test_setup_teardown(what_fits_succeeds, store_bench_open, tear_down),
        cmocka_unit_test_setup_teardown(log_stays, store_bench_open, tear_down),
        cmocka_unit_test_setup_teardown(index_of_the_log, store_bench_open, tear_down),
        cmocka_unit_test_setup_teardown(opening, store_bench_open, tear_down),
        cmocka_unit_test_setup_teardown(copying, store_bench_open, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
