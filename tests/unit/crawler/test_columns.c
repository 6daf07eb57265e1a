/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "crawler/columns.h"
#include "crawler/schema.h"

enum { COLUMNS_MAX = 16 };

/* What is known and found ("name:type ..."; a type of void: no value was seen), the policy, and
 * what is planned, wanted and told: "name:type ... | name:type ... | kind(column)+ kind(column)-",
 * + applied. */
static const struct {
    const char *known, *found;
    enum column_policy policy;
    enum missing_policy missing;
    const char *planned;
    bool in_file_order;
} ROWS[] = {
    {"a:int b:string", "a:int b:string", COLUMNS_REPLACE, MISSING_GOES,
     "a:int b:string | a:int b:string | "},
    {"a:int", "a:int b:int", COLUMNS_REPLACE, MISSING_GOES,
     "a:int b:int | a:int b:int | added(b)+ "},
    {"a:int b:int", "a:int", COLUMNS_REPLACE, MISSING_GOES, "a:int | a:int | removed(b)+ "},
    {"a:int b:int", "b:int a:int", COLUMNS_REPLACE, MISSING_GOES, "a:int b:int | a:int b:int | "},
    {"a:int", "a:bigint", COLUMNS_REPLACE, MISSING_GOES, "a:bigint | a:bigint | widened(a)+ "},
    {"a:bigint", "a:string", COLUMNS_REPLACE, MISSING_GOES, "a:string | a:string | widened(a)+ "},
    {"a:string", "a:bigint", COLUMNS_REPLACE, MISSING_GOES, "a:string | a:string | narrowed(a)- "},
    {"a:bigint", "a:int", COLUMNS_REPLACE, MISSING_GOES, "a:bigint | a:bigint | narrowed(a)- "},
    {"a:bigint", "a:void", COLUMNS_REPLACE, MISSING_GOES, "a:bigint | a:bigint | "},
    {"a:struct<x:int>", "a:struct<x:int,y:int>", COLUMNS_REPLACE, MISSING_GOES,
     "a:struct<x:int,y:int> | a:struct<x:int,y:int> | widened(a)+ "},
    {"A:int", "a:int", COLUMNS_REPLACE, MISSING_GOES, "A:int | A:int | "},
    {"a:mystery<int", "a:int", COLUMNS_REPLACE, MISSING_GOES, "a:mystery<int | a:mystery<int | "},
    {"a:int b:int", "a:int", COLUMNS_REPLACE, MISSING_STAYS,
     "a:int b:int | a:int b:int | missing(b)- "},
    {"a:int b:int", "a:int", COLUMNS_REPLACE, MISSING_TOLD, "a:int b:int | a:int | missing(b)- "},
    {"a:int b:int", "a:bigint c:int", COLUMNS_ADD, MISSING_GOES,
     "a:int b:int c:int | a:bigint c:int | widened(a)- removed(b)- added(c)+ "},
    {"a:struct<x:int,z:int>", "a:struct<x:bigint,y:int>", COLUMNS_ADD, MISSING_GOES,
     "a:struct<x:int,z:int,y:int> | a:struct<x:bigint,z:int,y:int> | widened(a)- "},
    {"a:array<struct<x:int>>", "a:array<struct<x:int,y:int>>", COLUMNS_ADD, MISSING_GOES,
     "a:array<struct<x:int,y:int>> | a:array<struct<x:int,y:int>> | widened(a)+ "},
    {"a:int b:int", "a:bigint c:int", COLUMNS_KEEP, MISSING_GOES,
     "a:int b:int | a:bigint c:int | widened(a)- removed(b)- added(c)- "},
    {"a:int b:int", "b:int a:int", COLUMNS_REPLACE, MISSING_GOES, "b:int a:int | b:int a:int | ",
     .in_file_order = true},
    {"a:int b:int", "b:int a:int", COLUMNS_ADD, MISSING_GOES, "a:int b:int | b:int a:int | ",
     .in_file_order = true},
    {"a:int b:int", "b:int a:int", COLUMNS_KEEP, MISSING_GOES, "a:int b:int | b:int a:int | ",
     .in_file_order = true},
    {"a:int b:int", "a:int c:int b:int", COLUMNS_REPLACE, MISSING_GOES,
     "a:int c:int b:int | a:int c:int b:int | added(c)+ ", .in_file_order = true},
    {"a:int b:int", "a:int c:int b:int", COLUMNS_ADD, MISSING_GOES,
     "a:int c:int b:int | a:int c:int b:int | added(c)+ ", .in_file_order = true},
    {"a:int b:int c:int", "c:int a:int", COLUMNS_REPLACE, MISSING_GOES,
     "c:int a:int | c:int a:int | removed(b)+ ", .in_file_order = true},
    {"a:int b:int c:int", "c:int a:int", COLUMNS_REPLACE, MISSING_STAYS,
     "a:int b:int c:int | a:int b:int c:int | missing(b)- ", .in_file_order = true},
    {"", "a:int", COLUMNS_REPLACE, MISSING_GOES, "a:int | a:int | added(a)+ "},
    {"a:int", "", COLUMNS_REPLACE, MISSING_GOES, " |  | removed(a)+ "},
};

static size_t read_known(const char *text, struct known_column *out)
{
    size_t n = 0;
    for (struct text rest = text_of(text); rest.p && rest.n; n++) {
        struct text type = text_split(&rest, ' ');
        out[n].name = text_split(&type, ':');
        out[n].type = type;
    }
    return n;
}

static void put_columns(struct buf *out, const struct planned_column *columns, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s%.*s:%.*s", i ? " " : "", TEXT_ARG(columns[i].name),
                   TEXT_ARG(columns[i].type));
    buf_put_string(out, " | ");
}

static void check_row(size_t row)
{
    struct arena a;
    struct buf out;
    struct known_column known[COLUMNS_MAX], read[COLUMNS_MAX];
    struct column found[COLUMNS_MAX] = {{{NULL, 0}, {NULL, 0}, NULL, false}};
    bool empty[COLUMNS_MAX];
    struct column_plan plan;
    arena_init(&a, 1 << 20, NULL);
    buf_init(&out, 1 << 16);
    struct column_input in = {.known = known,
                              .found = found,
                              .found_empty = empty,
                              .policy = ROWS[row].policy,
                              .missing = ROWS[row].missing,
                              .in_file_order = ROWS[row].in_file_order};
    in.known_n = read_known(ROWS[row].known, known);
    in.found_n = read_known(ROWS[row].found, read);
    for (size_t i = 0; i < in.found_n; i++) {
        struct err err = {0};
        found[i].name = read[i].name;
        empty[i] = text_is(read[i].type, "void");
        assert_int_equal(hive_type_parse(&a, read[i].type, &found[i].type, &err), 0);
    }
    column_plan_make(&in, &a, &plan);
    put_columns(&out, plan.columns, plan.n);
    put_columns(&out, plan.wanted, plan.wanted_n);
    for (size_t i = 0; i < plan.changes_n; i++) {
        buf_printf(&out, "%s(%.*s)%s ", plan.changes[i].kind, TEXT_ARG(plan.changes[i].column),
                   plan.changes[i].applied ? "+" : "-");
        assert_true(plan.changes[i].applied == (plan.changes[i].reason == NULL));
    }
    buf_put_char(&out, '\0');
    if (strcmp(out.p, ROWS[row].planned) != 0)
        fail_msg("%s, %s: %s instead of %s", ROWS[row].known, ROWS[row].found, out.p,
                 ROWS[row].planned);
    buf_release(&out);
    arena_release(&a);
}

static void plans(void **state)
{
    /* What becomes of each column under each policy, and what is told about it. */
    (void)state;
    for (size_t i = 0; i < COUNT(ROWS); i++)
        check_row(i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(plans)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
