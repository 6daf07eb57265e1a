/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crawler/folder.h"

enum { ARENA_BYTES = 1 << 24 };

static void open_tree(struct tree *t, struct arena *a)
{
    *t = (struct tree){.limits = {.folders_max = 10, .depth_max = 3, .samples_max = 3}};
    arena_init(a, ARENA_BYTES, NULL);
    tree_init(t, a);
}

static struct folder *add(struct tree *t, struct folder *parent, const char *name)
{
    struct folder *f;
    struct err err = {0};
    assert_int_equal(tree_add_folder(t, parent, text_of(name), &f, &err), 0);
    return f;
}

static void add_file(struct tree *t, struct folder *f, const char *name, uint64_t bytes, int64_t ms)
{
    const struct listed_file file = {.name = text_of(name), .bytes = bytes, .modified_ms = ms};
    tree_add_file(t, f, &file);
}

static void left_alone(void **state)
{
    /* Every kind of file and folder that is left alone is, with its reason, and counts. */
    (void)state;
    static const struct {
        const char *name;
        uint64_t bytes;
        const char *storage_class, *reason;
    } files[] = {
        {"a.csv", 1, NULL, NULL},
        {"", 0, NULL, "it is a folder marker"},
        {"_SUCCESS", 1, NULL, "its name begins with '_'"},
        {"_a=b", 1, NULL, NULL},
        {".x", 1, NULL, "its name begins with '.'"},
        {"x_$folder$", 1, NULL, "it is a folder marker"},
        {"b.csv", 0, NULL, "it is empty"},
        {"c.csv", 1, "GLACIER", "its storage class cannot be read without restoring it first"},
        {"d.csv", 1, "DEEP_ARCHIVE", "its storage class cannot be read without restoring it first"},
        {"e.csv", 1, "GLACIER_IR", NULL},
        {"f.csv", 1, "STANDARD", NULL},
        {"\xFF.csv", 1, NULL, "its name is not UTF-8"},
    };
    for (size_t i = 0; i < COUNT(files); i++) {
        struct tree t;
        struct arena a;
        open_tree(&t, &a);
        const struct listed_file file = {.name = text_of(files[i].name),
                                         .bytes = files[i].bytes,
                                         .storage_class = text_of(files[i].storage_class)};
        tree_add_file(&t, t.root, &file);
        assert_int_equal(t.files, files[i].reason ? 0 : 1);
        assert_int_equal(t.root->skipped_n, files[i].reason ? 1 : 0);
        if (files[i].reason)
            assert_true(text_is(t.root->skipped[0].reason, files[i].reason));
        arena_release(&a);
    }
}

static void folders(void **state)
{
    /* Folders get paths, are found by them, walked parents first, and bounded in number and depth.
     */
    (void)state;
    struct tree t;
    struct arena a;
    struct folder *none;
    struct err err = {0};
    open_tree(&t, &a);
    struct folder *x = add(&t, t.root, "x"), *y = add(&t, x, "y"), *z = add(&t, t.root, "z");
    assert_true(text_is(y->path, "x/y/") && text_is(y->name, "y"));
    assert_ptr_equal(tree_find(&t, TEXT("x/y/")), y);
    assert_ptr_equal(tree_find(&t, TEXT("")), t.root);
    assert_null(tree_find(&t, TEXT("x/y")));
    assert_null(tree_find(&t, TEXT("q/")));
    assert_ptr_equal(folder_next(t.root), x);
    assert_ptr_equal(folder_next(x), y);
    assert_ptr_equal(folder_next(y), z);
    assert_null(folder_next(z));
    assert_null(add(&t, add(&t, y, "deep"), "deeper"));
    assert_null(add(&t, t.root, "_temporary"));
    assert_null(add(&t, t.root, ""));
    for (int i = 0; i < 5; i++) {
        char name[16];
        snprintf(name, sizeof name, "n%d", i);
        add(&t, t.root, name);
    }
    assert_int_equal(t.folders, 10);
    assert_int_equal(tree_add_folder(&t, t.root, TEXT("more"), &none, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    arena_release(&a);
}

static void newest_samples(void **state)
{
    /* Of many files the newest are the samples, and their memory is used again. */
    (void)state;
    struct tree t;
    struct arena a;
    char name[16];
    open_tree(&t, &a);
    for (int i = 0; i < 10000; i++) {
        snprintf(name, sizeof name, "f%05d", i);
        add_file(&t, t.root, name, 10, i);
    }
    assert_int_equal(t.root->files, 10000);
    assert_int_equal(t.root->bytes, 100000);
    assert_int_equal(t.root->newest_ms, 9999);
    assert_int_equal(t.root->samples_n, 3);
    for (size_t i = 0; i < 3; i++)
        assert_true(t.root->samples[i].modified_ms >= 9997);
    assert_true(a.bytes_used < 10000);
    add_file(&t, t.root, "old", 10, 1);
    for (size_t i = 0; i < 3; i++)
        assert_false(text_is(t.root->samples[i].name, "old"));
    arena_release(&a);
}

static void exclusions(void **state)
{
    /* Patterns exclude folders that they cover and files that they match, by paths below the
     * target. */
    (void)state;
    struct tree t;
    struct arena a;
    struct glob globs[2];
    struct err err = {0};
    open_tree(&t, &a);
    assert_int_equal(glob_decode(&globs[0], TEXT("x/**"), &a, &err), 0);
    assert_int_equal(glob_decode(&globs[1], TEXT("y/*.tmp"), &a, &err), 0);
    t.exclusions = globs;
    t.exclusions_n = 2;
    assert_null(add(&t, t.root, "x"));
    struct folder *y = add(&t, t.root, "y");
    add_file(&t, y, "a.tmp", 1, 1);
    add_file(&t, y, "a.csv", 1, 1);
    assert_int_equal(t.files, 1);
    assert_true(text_is(y->skipped[0].reason, "it is excluded by 'y/*.tmp'"));
    assert_int_equal(t.skipped_n, 2);
    arena_release(&a);
}

static void keys_and_values(void **state)
{
    /* Which names are key=value, and which look like a value. */
    (void)state;
    static const struct {
        const char *name, *key, *value; /* key NULL: none */
        bool is_value;
    } rows[] = {
        {"year=2026", "year", "2026", false},
        {"Year=a%20b", "year", "a b", false},
        {"a=b=c", "a", "b=c", false},
        {"a=", "a", "", false},
        {"=b", NULL, NULL, false},
        {"plain", NULL, NULL, false},
        {"2026", NULL, NULL, true},
        {"2026-11-19", NULL, NULL, true},
        {"20261119T08", NULL, NULL, true},
        {"v1", NULL, NULL, false},
        {"-1", NULL, NULL, false},
        {"1a", NULL, NULL, false},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct tree t;
        struct arena a;
        struct text key, value;
        open_tree(&t, &a);
        struct folder *f = add(&t, t.root, rows[i].name);
        assert_int_equal(folder_key(f, &a, &key, &value), rows[i].key != NULL);
        if (rows[i].key)
            assert_true(text_is(key, rows[i].key) && text_is(value, rows[i].value));
        assert_int_equal(folder_is_value(f), rows[i].is_value);
        arena_release(&a);
    }
}

static void foreign(void **state)
{
    /* What lies below a table of another format is not looked into; what lies beside it is. */
    (void)state;
    struct tree t;
    struct arena a;
    open_tree(&t, &a);
    struct folder *d = add(&t, t.root, "delta"), *below = add(&t, d, "d=1"),
                  *ice = add(&t, t.root, "ice"), *meta = add(&t, ice, "metadata"),
                  *plain = add(&t, t.root, "plain");
    assert_null(add(&t, d, "_delta_log"));
    add_file(&t, below, "a.parquet", 1, 1);
    add_file(&t, meta, "v1.metadata.json", 1, 1);
    add_file(&t, plain, "a.csv", 1, 1);
    tree_leave_foreign(&t);
    assert_true(text_is(below->foreign, "a Delta Lake table") && below->samples_n == 0);
    assert_true(text_is(meta->foreign, "an Iceberg table") && meta->samples_n == 0);
    assert_true(plain->foreign.n == 0 && plain->samples_n == 1);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(left_alone),      cmocka_unit_test(folders),
        cmocka_unit_test(newest_samples),  cmocka_unit_test(exclusions),
        cmocka_unit_test(keys_and_values), cmocka_unit_test(foreign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
