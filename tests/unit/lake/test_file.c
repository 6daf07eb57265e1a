/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/limits.h"
#include "tests/unit/lake/recorder.h"

struct bench {
    char top[64], root[96];
    struct lake *lake;
    struct recorder r;
    char location[512];
};

/* A path below the top folder. */
static const char *in(struct bench *t, const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", t->top, name);
    return path;
}

static const char *at(struct bench *t, const char *key)
{
    snprintf(t->location, sizeof t->location, "file://%s/%s", t->root, key);
    return t->location;
}

static void write_file(struct bench *t, const char *name, const char *content)
{
    FILE *f = fopen(in(t, name), "w");
    assert_non_null(f);
    fputs(content, f);
    fclose(f);
}

static int set_up(void **state)
{
    struct bench *t = calloc(1, sizeof *t);
    struct err e = {0};
    strcpy(t->top, "/tmp/test_file.XXXXXX");
    assert_non_null(mkdtemp(t->top));
    snprintf(t->root, sizeof t->root, "%s/lake", t->top);
    mkdir(t->root, 0755);
    mkdir(in(t, "outside"), 0755);
    write_file(t, "outside/secret", "secret");
    const struct lake_config config = {.file_root = t->root};
    assert_int_equal(lake_open(&t->lake, &config, &e), 0);
    recorder_init(&t->r);
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *t = *state;
    char command[128];
    lake_close(t->lake);
    recorder_release(&t->r);
    snprintf(command, sizeof command, "rm -rf '%s'", t->top);
    assert_int_equal(system(command), 0);
    free(t);
    return 0;
}

static void order_and_kinds(void **state)
{
    /* Entries come in S3's order, folders told apart; pipes are left out; names that are not UTF-8
     * are counted. */
    struct bench *t = *state;
    mkdir(in(t, "lake/a"), 0755);
    mkdir(in(t, "lake/a-b"), 0755);
    write_file(t, "lake/k=v \xc3\xbc+%", "12345");
    write_file(t, "lake/\xff", "");
    mkfifo(in(t, "lake/pipe"), 0644);
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "")), ERR_NONE);
    assert_true(recorded(&t->r, "a-b/ a/ k=v \xc3\xbc+% "));
    assert_int_equal(t->r.object_bytes, 5);
    assert_int_equal(t->r.unreadable, 1);
    assert_int_equal(t->r.pages, 1);
    assert_true(t->r.ended);
}

static void prefixes_and_missing(void **state)
{
    /* A location without a slash lists what begins with it; an empty folder is one empty page; a
     * missing one is NOT_FOUND. */
    struct bench *t = *state;
    mkdir(in(t, "lake/part"), 0755);
    write_file(t, "lake/part-1", "");
    write_file(t, "lake/other", "");
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "part")), ERR_NONE);
    assert_true(recorded(&t->r, "part/ part-1 "));
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "part/")), ERR_NONE);
    assert_true(recorded(&t->r, ""));
    assert_true(t->r.ended);
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "none/")), ERR_NOT_FOUND);
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "other/")), ERR_NOT_FOUND);
}

static void pages(void **state)
{
    /* A thousand and one entries are two pages; a caller who has enough after the first sees no
     * second. */
    struct bench *t = *state;
    for (int i = 0; i <= LIMIT_LAKE_PAGE_ENTRIES; i++) {
        char name[32];
        snprintf(name, sizeof name, "lake/%05d", i);
        write_file(t, name, "");
    }
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "")), ERR_NONE);
    assert_int_equal(t->r.pages, 2);
    assert_int_equal(t->r.entries, LIMIT_LAKE_PAGE_ENTRIES + 1);
    t->r.pages_wanted = 1;
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "")), ERR_NONE);
    assert_int_equal(t->r.pages, 1);
}

static void links(void **state)
{
    /* Links to files below the root are followed, relative ones only; links to folders are not
     * listed; nothing leads out. */
    struct bench *t = *state;
    mkdir(in(t, "lake/d"), 0755);
    write_file(t, "lake/d/f", "inside");
    assert_int_equal(symlink("d/f", in(t, "lake/l1")), 0);
    assert_int_equal(symlink("d", in(t, "lake/l2")), 0);
    assert_int_equal(symlink(".", in(t, "lake/loop")), 0);
    assert_int_equal(symlink("../outside/secret", in(t, "lake/out1")), 0);
    assert_int_equal(symlink("/etc/hostname", in(t, "lake/out2")), 0);
    assert_int_equal(symlink("../outside", in(t, "lake/out3")), 0);
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "")), ERR_NONE);
    assert_true(recorded(&t->r, "d/ l1 "));
    const struct lake_read read = {.bytes = 100};
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "l1"), &read), ERR_NONE);
    assert_true(text_is(buf_text(&t->r.bytes), "inside"));
    static const char *const out[] = {"out1", "out2", "out3/secret"};
    for (size_t i = 0; i < COUNT(out); i++) {
        assert_int_equal(recorded_read(&t->r, t->lake, at(t, out[i]), &read), ERR_ACCESS_DENIED);
        assert_non_null(strstr(t->r.err.text, "file root"));
    }
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "out3/")), ERR_ACCESS_DENIED);
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, "out3/new"), TEXT("x"), false),
                     ERR_ACCESS_DENIED);
    assert_int_equal(access(in(t, "outside/new"), F_OK), -1);
}

static void only_below_the_root(void **state)
{
    /* Other paths, a sibling whose name begins alike, and every path without a root are refused
     * with the option's name. */
    struct bench *t = *state;
    struct lake *rootless;
    struct err e = {0};
    const struct lake_config config = {0};
    const struct lake_read read = {.bytes = 100};
    char sibling[256];
    mkdir(in(t, "lakeside"), 0755);
    snprintf(sibling, sizeof sibling, "file://%s/lakeside/", t->top);
    assert_int_equal(recorded_list(&t->r, t->lake, sibling), ERR_ACCESS_DENIED);
    assert_int_equal(recorded_read(&t->r, t->lake, "file:///etc/hostname", &read),
                     ERR_ACCESS_DENIED);
    assert_int_equal(recorded_list(&t->r, t->lake, "file:///"), ERR_ACCESS_DENIED);
    assert_int_equal(lake_open(&rootless, &config, &e), 0);
    assert_int_equal(recorded_list(&t->r, rootless, at(t, "")), ERR_ACCESS_DENIED);
    assert_non_null(strstr(t->r.err.text, "--file-root"));
    lake_close(rootless);
}

static void the_root_by_two_names(void **state)
{
    /* A root that is named through a link is known by that name and by its real one; a root that is
     * no folder is refused. */
    struct bench *t = *state;
    struct lake *lake;
    struct err e = {0};
    char named[128];
    const struct lake_read read = {.bytes = 10};
    write_file(t, "lake/f", "x");
    assert_int_equal(symlink("lake", in(t, "alias")), 0);
    snprintf(named, sizeof named, "%s/alias/", t->top);
    struct lake_config config = {.file_root = named};
    assert_int_equal(lake_open(&lake, &config, &e), 0);
    assert_int_equal(recorded_read(&t->r, lake, at(t, "f"), &read), ERR_NONE);
    snprintf(t->location, sizeof t->location, "file://%s/alias/f", t->top);
    assert_int_equal(recorded_read(&t->r, lake, t->location, &read), ERR_NONE);
    lake_close(lake);
    snprintf(named, sizeof named, "%s/lake/f", t->top);
    assert_int_equal(lake_open(&lake, &config, &e), -1);
    assert_int_equal(e.code, ERR_IO);
}

static void ranges(void **state)
{
    /* Beginning, middle and end of a file; ranges that pass its end are cut; an empty file has
     * empty ranges. */
    struct bench *t = *state;
    static const struct {
        uint64_t offset;
        size_t bytes;
        bool from_end;
        const char *want;
    } rows[] = {
        {0, 4, false, "0123"},       {0, 100, false, "0123456789"},
        {8, 4, false, "89"},         {10, 4, false, ""},
        {99, 4, false, ""},          {0, 4, true, "6789"},
        {0, 10, true, "0123456789"}, {0, 11, true, "0123456789"},
    };
    write_file(t, "lake/f", "0123456789");
    write_file(t, "lake/empty", "");
    for (size_t i = 0; i < COUNT(rows); i++) {
        const struct lake_read read = {
            .offset = rows[i].offset, .bytes = rows[i].bytes, .from_end = rows[i].from_end};
        assert_int_equal(recorded_read(&t->r, t->lake, at(t, "f"), &read), ERR_NONE);
        assert_true(text_is(buf_text(&t->r.bytes), rows[i].want));
        assert_int_equal(t->r.object_bytes, 10);
        assert_int_equal(recorded_read(&t->r, t->lake, at(t, "empty"), &read), ERR_NONE);
        assert_int_equal(t->r.bytes.n + t->r.object_bytes, 0);
    }
}

static void refused_reads(void **state)
{
    /* Nothing, too much, folders, pipes and missing files are errors; a pipe does not make us wait.
     */
    struct bench *t = *state;
    struct lake_read read = {.bytes = 0};
    write_file(t, "lake/f", "x");
    mkfifo(in(t, "lake/pipe"), 0644);
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "f"), &read), ERR_VALIDATION);
    read.bytes = LIMIT_LAKE_READ_BYTES + 1;
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "f"), &read), ERR_VALIDATION);
    read.bytes = 10;
    read.offset = UINT64_MAX;
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "f"), &read), ERR_VALIDATION);
    read.offset = 0;
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "none"), &read), ERR_NOT_FOUND);
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, ""), &read), ERR_NOT_FOUND);
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "pipe"), &read), ERR_NOT_FOUND);
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "f/x"), &read), ERR_NOT_FOUND);
}

static void another_content(void **state)
{
    /* The tag of the listing is the tag of the content; after a change the old tag is refused with
     * CONCURRENT. */
    struct bench *t = *state;
    struct lake_read read = {.bytes = 100};
    char etag[128];
    write_file(t, "lake/f", "one");
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "")), ERR_NONE);
    snprintf(etag, sizeof etag, "%.*s", TEXT_ARG(buf_text(&t->r.etag)));
    read.etag = text_of(etag);
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "f"), &read), ERR_NONE);
    assert_true(text_is(buf_text(&t->r.etag), etag));
    write_file(t, "lake/f", "three");
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "f"), &read), ERR_CONCURRENT);
}

static void puts_whole_files(void **state)
{
    /* A file appears with the folders that it needs, replaces an old one, or is refused where it
     * must be new; no half-written file is left. */
    struct bench *t = *state;
    const struct lake_read read = {.bytes = 100};
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, "x/y/f"), TEXT("one"), true), ERR_NONE);
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, "x/y/f"), TEXT("two"), true), ERR_EXISTS);
    assert_int_equal(recorded_read(&t->r, t->lake, at(t, "x/y/f"), &read), ERR_NONE);
    assert_true(text_is(buf_text(&t->r.bytes), "one"));
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, "x/y/f"), TEXT(""), false), ERR_NONE);
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "x/y/")), ERR_NONE);
    assert_true(recorded(&t->r, "f "));
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, "x/y/"), TEXT("x"), false), ERR_VALIDATION);
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, ""), TEXT("x"), false), ERR_VALIDATION);
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, "x/y/f/z"), TEXT("x"), false),
                     ERR_NOT_FOUND);
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, "x/y"), TEXT("x"), false), ERR_IO);
    assert_int_equal(recorded_list(&t->r, t->lake, at(t, "x/")), ERR_NONE);
    assert_true(recorded(&t->r, "y/ "));
    char name[400] = "x/";
    memset(name + 2, 'n', 300);
    assert_int_equal(recorded_put(&t->r, t->lake, at(t, name), TEXT("x"), false), ERR_VALIDATION);
}

static void waiting_and_cancelling(void **state)
{
    /* The waiting forms work on files; cancelling answers all that waits; closing drops it quietly.
     */
    struct bench *t = *state;
    struct buf out;
    struct err e = {0};
    struct location object;
    buf_init(&out, 100);
    assert_int_equal(location_decode(&object, text_of(at(t, "f")), &e), 0);
    const struct lake_put put = {object, TEXT("content"), false};
    const struct lake_read read = {.object = object, .bytes = 4, .from_end = true};
    assert_int_equal(lake_put_wait(t->lake, &put, &e), 0);
    assert_int_equal(lake_read_wait(t->lake, &read, &out, &e), 0);
    assert_true(text_is(buf_text(&out), "tent"));
    buf_release(&out);
    recorder_clear(&t->r);
    lake_read(t->lake, &read, record_content, &t->r);
    assert_int_equal(lake_unfinished(t->lake), 1);
    lake_cancel(t->lake);
    assert_int_equal(t->r.err.code, ERR_UNAVAILABLE);
    assert_int_equal(lake_unfinished(t->lake), 0);
    lake_read(t->lake, &read, record_content, &t->r);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        TEST(order_and_kinds),
        TEST(prefixes_and_missing),
        TEST(pages),
        TEST(links),
        TEST(only_below_the_root),
        TEST(the_root_by_two_names),
        TEST(ranges),
        TEST(refused_reads),
        TEST(another_content),
        TEST(puts_whole_files),
        TEST(waiting_and_cancelling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
