/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "crawler/schema_union.h"
#include "crawler/variant.h"
#include "tests/unit/crawler/lake_fixture.h"

static void alike_files(void **state)
{
    /* Files that are alike are one variant whose types hold all of them, with counts added up. */
    (void)state;
    struct lake_fixture lake;
    lake_fixture_init(&lake);
    lake_fixture_add(&lake, "a.csv", "a:int b:int c:int");
    lake_fixture_add(&lake, "b.csv", "a:bigint b:int c:int");
    lake_fixture_add(&lake, "c.csv", "a:bigint b:int c:int d:string");
    lake_fixture_close(&lake);
    const struct folder *f = lake.tree.root;
    assert_int_equal(f->variants_n, 1);
    assert_int_equal(f->variants[0].names_n, 3);
    const struct schema *s = f->variants[0].schema;
    assert_int_equal(s->n, 4);
    assert_int_equal(s->columns[0].type->kind, HIVE_BIGINT);
    assert_int_equal(s->files, 3);
    assert_int_equal(s->records, 30);
    lake_fixture_release(&lake);
}

static void other_kinds(void **state)
{
    /* Files of other kinds are variants of their own, the largest first, and beyond the last one
     * they are left alone. */
    (void)state;
    struct lake_fixture lake;
    char path[32], columns[32];
    lake_fixture_init(&lake);
    lake.tree.limits.samples_max = FOLDER_VARIANTS_MAX + 3;
    for (int i = 0; i < FOLDER_VARIANTS_MAX + 2; i++) {
        snprintf(path, sizeof path, "f%02d.csv", i);
        snprintf(columns, sizeof columns, "c%d:int", i);
        lake_fixture_add(&lake, path, columns);
    }
    lake_fixture_add(&lake, "g.csv", "c1:int");
    lake_fixture_close(&lake);
    const struct folder *f = lake.tree.root;
    assert_int_equal(f->variants_n, FOLDER_VARIANTS_MAX);
    assert_int_equal(f->variants[0].names_n, 2);
    assert_true(text_is(f->variants[0].schema->columns[0].name, "c1"));
    assert_int_equal(f->skipped_n, 2);
    lake_fixture_release(&lake);
}

static void speaks_for_all(void **state)
{
    /* Counts of a folder's samples are scaled to all of its bytes. */
    (void)state;
    struct lake_fixture lake;
    lake_fixture_init(&lake);
    lake.tree.limits.samples_max = 2;
    for (int i = 0; i < 8; i++) {
        char path[32];
        snprintf(path, sizeof path, "f%02d.csv", i);
        lake_fixture_add(&lake, path, "a:int");
    }
    lake_fixture_close(&lake);
    const struct schema *s = lake.tree.root->variants[0].schema;
    assert_int_equal(s->files, 8);
    assert_int_equal(s->file_bytes, 8000);
    assert_int_equal(s->records, 80);
    assert_false(s->records_exact);
    lake_fixture_release(&lake);
}

static struct schema schema_of(const char *columns, struct lake_fixture *lake)
{
    char path[64];
    static int number;
    snprintf(path, sizeof path, "u%d/f.csv", number++);
    lake_fixture_add(lake, path, columns);
    return *lake->tree.root->last->variants[0].schema;
}

static void unions(void **state)
{
    /* A union holds every column and value of what was added, and takes memory only for what is
     * new. */
    (void)state;
    struct lake_fixture lake;
    lake_fixture_init(&lake);
    struct schema one = schema_of("a:int b:string", &lake),
                  two = schema_of("b:string c:double", &lake), three = schema_of("a:bigint", &lake);
    struct schema_union u = {.arena = &lake.arena};
    schema_union_add(&u, &one);
    schema_union_add(&u, &two);
    schema_union_add(&u, &three);
    assert_int_equal(u.schema->n, 3);
    assert_int_equal(u.schema->columns[0].type->kind, HIVE_BIGINT);
    size_t before = lake.arena.bytes_used;
    for (int i = 0; i < 1000; i++) {
        schema_union_add(&u, &one);
        schema_union_add(&u, &two);
        schema_union_add(&u, &three);
    }
    assert_int_equal(lake.arena.bytes_used, before);
    assert_int_equal(u.schema->files, 3003);
    assert_true(schema_same_columns(&one, &one));
    assert_false(schema_same_columns(&one, &two));
    lake_fixture_release(&lake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alike_files),
        cmocka_unit_test(other_kinds),
        cmocka_unit_test(speaks_for_all),
        cmocka_unit_test(unions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
