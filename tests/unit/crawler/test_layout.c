/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "crawler/layout.h"
#include "tests/unit/crawler/lake_fixture.h"

struct file {
    const char *path, *columns;
};

/* One lake, what is asked of the layout, and the tables in words: "path(key,key) column:type,... n;
 * ", n partitions. */
struct scene {
    const char *about;
    struct file files[12];
    struct layout_options options;
    const char *known; /* a folder that is a table of the catalog */
    int known_levels;
    const char *tables;
};

#define ANY                                                                                        \
    {                                                                                              \
        .table_depth = LAYOUT_NO_DEPTH, .tables_max = 1000                                         \
    }

static const struct scene SCENES[] = {
    {"datasets with key=value folders are one table each",
     {{"orders/year=2026/month=11/day=19/a.csv", "id:bigint name:string"},
      {"orders/year=2026/month=11/day=20/a.csv", "id:bigint name:string"},
      {"zones/year=2026/month=11/day=19/a.json", "zone:string p:double"}},
     ANY,
     .tables = "orders/(year,month,day) id:bigint,name:string 2; "
               "zones/(year,month,day) zone:string,p:double 1; "},
    {"datasets that look alike stay apart when key=value folders lie below",
     {{"eu/year=2026/a.csv", "id:bigint name:string"},
      {"us/year=2026/a.csv", "id:bigint name:string"}},
     ANY,
     .tables = "eu/(year) id:bigint,name:string 1; us/(year) id:bigint,name:string 1; "},
    {"key=value folders of many kinds are tables where no kind holds more than half of all files",
     {{"t/y=0/a.csv", "a:int"},
      {"t/y=0/b.csv", "a:int"},
      {"t/y=0/c.csv", "a:int"},
      {"t/y=0/d.csv", "a:int"},
      {"t/y=0/e.csv", "a:int"},
      {"t/y=0/f.csv", "a:int"},
      {"t/y=1/a.csv", "b:int"},
      {"t/y=2/a.csv", "c:int"},
      {"t/y=3/a.csv", "d:int"},
      {"t/y=4/a.csv", "e:int"},
      {"t/y=5/a.csv", "f:int"},
      {"t/y=6/a.csv", "g:int"}},
     ANY,
     .tables = "t/y=0/() a:int 1; t/y=1/() b:int 1; t/y=2/() c:int 1; t/y=3/() d:int 1; "
               "t/y=4/() e:int 1; t/y=5/() f:int 1; t/y=6/() g:int 1; "},
    {"unless compatible schemas are combined",
     {{"eu/year=2026/a.csv", "id:bigint name:string"},
      {"us/year=2026/a.csv", "id:bigint name:string"}},
     {.combine_compatible = true, .table_depth = LAYOUT_NO_DEPTH, .tables_max = 1000},
     .tables = "(partition_0,year) id:bigint,name:string 2; "},
    {"key=value folders join however their columns change, in the order of their folders",
     {{"t/d=1/a.csv", "a:int b:int"},
      {"t/d=2/a.csv", "c:int b:string"},
      {"t/d=3/a.csv", "e:int c:int"}},
     ANY,
     .tables = "t/(d) a:int,b:string,c:int,e:int 3; "},
    {"key=value folders without a common column are tables, as in Glue's example",
     {{"t/year=2017/a.csv", "a:int b:int"}, {"t/year=2018/a.csv", "c:int d:int"}},
     ANY,
     .tables = "t/year=2017/() a:int,b:int 1; t/year=2018/() c:int,d:int 1; "},
    {"and one table where compatible schemas are to be combined",
     {{"t/year=2017/a.csv", "a:int b:int"}, {"t/year=2018/a.csv", "c:int d:int"}},
     {.combine_compatible = true, .table_depth = LAYOUT_NO_DEPTH, .tables_max = 1000},
     .tables = "t/(year) a:int,b:int,c:int,d:int 2; "},
    {"a key=value folder without a column of most others is a table beside theirs",
     {{"t/d=1/a.csv", "a:int"}, {"t/d=2/a.csv", "a:int"}, {"t/d=3/a.csv", "e:int"}},
     ANY,
     .tables = "t/d=3/() e:int 1; t/(d) a:int 2; "},
    {"the target itself is the table when key=value folders lie in it",
     {{"d=1/a.csv", "a:int"}, {"d=2/a.csv", "a:int"}},
     ANY,
     .tables = "(d) a:int 2; "},
    {"plain folders that are alike are partitions",
     {{"one/a.csv", "a:int b:int c:int d:int"}, {"two/a.csv", "a:int b:int c:int d:bigint"}},
     ANY,
     .tables = "(partition_0) a:int,b:int,c:int,d:bigint 2; "},
    {"plain folders that are not alike are tables",
     {{"one/a.csv", "a:int b:int c:int"}, {"two/a.csv", "a:int y:int z:int"}},
     ANY,
     .tables = "one/() a:int,b:int,c:int 1; two/() a:int,y:int,z:int 1; "},
    {"exactly 70 % alike is not enough",
     {{"one/a.csv", "a:int b:int c:int d:int e:int f:int g:int h:int i:int j:int"},
      {"two/a.csv", "a:int b:int c:int d:int e:int f:int g:int"}},
     ANY,
     .tables = "one/() a:int,b:int,c:int,d:int,e:int,f:int,g:int,h:int,i:int,j:int 1; "
               "two/() a:int,b:int,c:int,d:int,e:int,f:int,g:int 1; "},
    {"a few folders of another kind become tables and the others partitions",
     {{"1/a.csv", "a:int b:int"},
      {"2/a.csv", "a:int b:int"},
      {"3/a.csv", "a:int b:int"},
      {"4/a.csv", "a:int b:int"},
      {"5/a.csv", "x:int y:int"}},
     ANY,
     .tables = "5/() x:int,y:int 1; (partition_0) a:int,b:int 4; "},
    {"another format or compression beside it is not alike",
     {{"one/a.csv", "a:int"}, {"two/a.json", "a:int"}, {"six/a.csv.gz", "a:int"}},
     ANY,
     .tables = "one/() a:int 1; six/() a:int 1; two/() a:int 1; "},
    {"dated plain folders are partitions, even a single one",
     {{"orders/2026/11/19/a.csv", "a:int b:int"}},
     ANY,
     .tables = "orders/(partition_0,partition_1,partition_2) a:int,b:int 1; "},
    {"a single plain folder with a word for a name is a table",
     {{"orders/a.csv", "a:int b:int"}},
     ANY,
     .tables = "orders/() a:int,b:int 1; "},
    {"files in the target are a table",
     {{"a.csv", "a:int"}, {"b.csv", "a:bigint"}},
     ANY,
     .tables = "() a:bigint 1; "},
    {"files of one folder that are not alike are tables",
     {{"a.csv", "a:int b:int"}, {"b.json", "x:int y:int"}},
     ANY,
     .tables = "a.csv() a:int,b:int 1; b.json() x:int,y:int 1; "},
    {"a lone file of another kind among many is left alone",
     {{"t/a.csv", "a:int"},
      {"t/b.csv", "a:int"},
      {"t/c.csv", "a:int"},
      {"t/d.csv", "a:int"},
      {"t/m.json", "x:int"}},
     ANY,
     .tables = "t/() a:int 1; "},
    {"files beside plain folders split them",
     {{"t/x.csv", "a:int"}, {"t/one/a.csv", "a:int"}, {"t/two/a.csv", "a:int"}},
     ANY,
     .tables = "t/one/() a:int 1; t/two/() a:int 1; t/() a:int 1; "},
    {"a file beside key=value folders is left alone",
     {{"t/x.csv", "a:int"}, {"t/d=1/a.csv", "a:int"}, {"t/d=2/a.csv", "a:int"}},
     ANY,
     .tables = "t/(d) a:int 2; "},
    {"a plain folder beside key=value folders is a table",
     {{"t/old/a.csv", "a:int"}, {"t/d=1/a.csv", "a:int"}, {"t/d=2/a.csv", "a:int"}},
     ANY,
     .tables = "t/old/() a:int 1; t/(d) a:int 2; "},
    {"folders of another depth or key are tables",
     {{"t/d=1/h=1/a.csv", "a:int"},
      {"t/d=1/h=2/a.csv", "a:int"},
      {"t/d=2/a.csv", "a:int"},
      {"t/e=1/h=2/a.csv", "a:int"}},
     ANY,
     .tables = "t/d=2/() a:int 1; t/e=1/(h) a:int 1; t/(d,h) a:int 2; "},
    {"a key that comes twice gets a number",
     {{"t/d=1/d=2/a.csv", "a:int"}},
     ANY,
     .tables = "t/(d,d_1) a:int 1; "},
    {"keys are cleaned and in lower case",
     {{"t/Event-Day=1/a.csv", "a:int"}},
     ANY,
     .tables = "t/(event_day) a:int 1; "},
    {"a known table keeps its partitions, however they change",
     {{"t/2026/11/a.csv", "a:int b:int"}, {"t/2026/12/a.csv", "x:int y:int"}},
     ANY,
     "t/",
     2,
     .tables = "t/(partition_0,partition_1) a:int,b:int,x:int,y:int 2; "},
    {"without it they would be tables",
     {{"t/2026/11/a.csv", "a:int b:int"}, {"t/2026/12/a.csv", "x:int y:int"}},
     ANY,
     .tables = "t/2026/11/() a:int,b:int 1; t/2026/12/() x:int,y:int 1; "},
    {"a known table is not joined with what is like it",
     {{"a/x.csv", "a:int"}, {"b/x.csv", "a:int"}},
     ANY,
     "a/",
     0,
     .tables = "a/() a:int 1; b/() a:int 1; "},
    {"a configured level makes tables",
     {{"x/a/1/f.csv", "a:int"}, {"x/b/1/f.csv", "b:int"}, {"y/a/1/f.csv", "a:int"}},
     {.table_depth = 1, .tables_max = 1000},
     .tables = "x/(partition_0,partition_1) a:int,b:int 2; y/(partition_0,partition_1) a:int 1; "},
    {"more than five kinds are never one table",
     {{"1/a.csv", "a:int"},
      {"2/a.csv", "a:int"},
      {"3/a.csv", "b:int"},
      {"4/a.csv", "c:int"},
      {"5/a.csv", "d:int"},
      {"6/a.csv", "e:int"},
      {"7/a.csv", "f:int"}},
     ANY,
     .tables =
         "1/() a:int 1; 2/() a:int 1; 3/() b:int 1; 4/() c:int 1; 5/() d:int 1; 6/() e:int 1; "
         "7/() f:int 1; "},
    {"a lake without data has no table", {{"t/_SUCCESS", "a:int"}}, ANY, .tables = ""},
};

static void describe(const struct layout *l, struct buf *out)
{
    for (const struct found_table *t = l->first; t; t = t->next) {
        buf_put(out, t->root->path);
        buf_put(out, t->file);
        buf_put_char(out, '(');
        for (size_t i = 0; i < t->levels_n; i++) {
            buf_put_string(out, i ? "," : "");
            buf_put(out, t->levels[i].key);
        }
        buf_put_string(out, ") ");
        for (size_t i = 0; i < t->schema->n; i++) {
            buf_put_string(out, i ? "," : "");
            buf_put(out, t->schema->columns[i].name);
            buf_put_char(out, ':');
            hive_type_print(t->schema->columns[i].type, out);
        }
        buf_printf(out, " %zu; ", t->levels_n ? t->partitions_n : 1);
        assert_true(t->reason.n > 0);
    }
}

static void check_scene(const struct scene *scene)
{
    struct lake_fixture lake;
    struct err err = {0};
    struct buf out;
    lake_fixture_init(&lake);
    buf_init(&out, 1 << 16);
    for (size_t i = 0; i < COUNT(scene->files) && scene->files[i].path; i++)
        lake_fixture_add(&lake, scene->files[i].path, scene->files[i].columns);
    lake_fixture_close(&lake);
    if (scene->known)
        tree_find(&lake.tree, text_of(scene->known))->known_levels = scene->known_levels;
    struct layout l = {.arena = &lake.arena, .options = scene->options};
    assert_int_equal(layout_make(&l, &lake.tree, &err), 0);
    describe(&l, &out);
    buf_put_char(&out, '\0');
    if (strcmp(out.p, scene->tables) != 0)
        fail_msg("%s:\n  %s\n  instead of\n  %s", scene->about, out.p, scene->tables);
    buf_release(&out);
    lake_fixture_release(&lake);
}

static void scenes(void **state)
{
    /* Each rule of the layout, on a small lake that shows it. */
    (void)state;
    for (size_t i = 0; i < COUNT(SCENES); i++)
        check_scene(&SCENES[i]);
}

static void values(void **state)
{
    /* Partition values come from the folders, percent-decoded where they are named key=value. */
    (void)state;
    struct lake_fixture lake;
    struct err err = {0};
    lake_fixture_init(&lake);
    lake_fixture_add(&lake, "t/day=2026%2D11/x=__HIVE_DEFAULT_PARTITION__/a.csv", "a:int");
    lake_fixture_add(&lake, "t/day=b%zz/x=/a.csv", "a:int");
    lake_fixture_close(&lake);
    struct layout l = {.arena = &lake.arena, .options = ANY};
    assert_int_equal(layout_make(&l, &lake.tree, &err), 0);
    assert_int_equal(l.first->partitions_n, 2);
    const struct found_partition *p = l.first->partitions;
    assert_true(text_is(p[0].values[0], "2026-11"));
    assert_true(text_is(p[0].values[1], "__HIVE_DEFAULT_PARTITION__"));
    assert_true(text_is(p[1].values[0], "b%zz"));
    assert_true(text_is(p[1].values[1], "__HIVE_DEFAULT_PARTITION__"));
    lake_fixture_release(&lake);
}

static void reasons(void **state)
{
    /* Every folder with data says why it is where it is, and how alike it is to its table. */
    (void)state;
    struct lake_fixture lake;
    struct err err = {0};
    lake_fixture_init(&lake);
    lake_fixture_add(&lake, "one/a.csv", "a:int b:int c:int");
    lake_fixture_add(&lake, "two/a.csv", "a:int y:int z:int");
    lake_fixture_add(&lake, "six/d=1/a.csv", "a:int b:int");
    lake_fixture_add(&lake, "six/d=2/a.json", "a:int");
    lake_fixture_close(&lake);
    struct layout l = {.arena = &lake.arena, .options = ANY};
    assert_int_equal(layout_make(&l, &lake.tree, &err), 0);
    const struct folder *two = tree_find(&lake.tree, TEXT("two/"));
    assert_true(text_is(two->reason,
                        "Its columns are 20 % like those of 'one', which lies beside it; "
                        "more than 70 % would make one table."));
    const struct folder *d2 = tree_find(&lake.tree, TEXT("six/d=2/"));
    assert_true(text_starts_with(d2->reason, TEXT("Folders named key=value are partitions")));
    assert_true(d2->similarity > 0.49 && d2->similarity < 0.51);
    assert_true(text_is(d2->table->partitions[1].mismatch, "one is csv, the other json"));
    assert_int_equal(d2->table->partitions[0].mismatch.n, 0);
    lake_fixture_release(&lake);
}

static void too_many(void **state)
{
    /* More tables than the limit fail the layout with both numbers. */
    (void)state;
    struct lake_fixture lake;
    struct err err = {0};
    lake_fixture_init(&lake);
    lake_fixture_add(&lake, "one/a.csv", "a:int");
    lake_fixture_add(&lake, "two/a.csv", "b:int");
    lake_fixture_close(&lake);
    struct layout l = {.arena = &lake.arena,
                       .options = {.table_depth = LAYOUT_NO_DEPTH, .tables_max = 1}};
    assert_int_equal(layout_make(&l, &lake.tree, &err), -1);
    assert_int_equal(err.code, ERR_LIMIT);
    assert_non_null(strstr(err.text, "2 tables, more than the limit of 1"));
    lake_fixture_release(&lake);
}

static void many_partitions(void **state)
{
    /* A table of 20,000 partitions with the same columns keeps one list of columns for all of them.
     */
    (void)state;
    struct lake_fixture lake;
    struct err err = {0};
    char path[64];
    lake_fixture_init(&lake);
    for (int i = 0; i < 20000; i++) {
        snprintf(path, sizeof path, "t/y=%d/d=%d/a.csv", i / 200, i);
        struct lake_fixture *l = &lake;
        lake_fixture_add(l, path, "a:int b:string c:double d:array<struct<x:int,y:string>>");
    }
    lake_fixture_close(&lake);
    size_t before = lake.arena.bytes_used;
    struct layout l = {.arena = &lake.arena, .options = ANY};
    assert_int_equal(layout_make(&l, &lake.tree, &err), 0);
    assert_int_equal(l.tables_n, 1);
    assert_int_equal(l.first->partitions_n, 20000);
    assert_int_equal(l.first->schema->files, 20000);
    assert_int_equal(l.first->schema->records, 200000);
    assert_true(lake.arena.bytes_used - before < 20000 * 1000);
    lake_fixture_release(&lake);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scenes),   cmocka_unit_test(values),          cmocka_unit_test(reasons),
        cmocka_unit_test(too_many), cmocka_unit_test(many_partitions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
