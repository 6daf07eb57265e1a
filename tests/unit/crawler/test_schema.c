/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "tests/unit/crawler/examine.h"

static int set_up(void **state)
{
    struct arena *a = malloc(sizeof *a);
    arena_init(a, 512u << 20, NULL);
    *state = a;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}

static const struct schema *schema(struct arena *a, const char *text)
{
    struct finding f = examine(a, "x.csv", text_of(text), NULL);
    if (f.kind != FINDING_SCHEMA)
        fail_msg("%s", reason_of(a, &f));
    return f.schema;
}

static const char *columns(struct arena *a, const struct schema *s)
{
    return columns_of(a, &(struct finding){.kind = FINDING_SCHEMA, .schema = (struct schema *)s});
}

static const char *clean(struct arena *a, const char *name)
{
    struct text t = column_name_clean(text_of(name), a);
    return arena_copy(a, t).p;
}

/* Proves the rule for clean names, and the gentler one for formats that are read by name. */
static void cleans_names(void **state)
{
    struct arena *a = *state;
    assert_string_equal(clean(a, "User Id"), "user_id");
    assert_string_equal(clean(a, "  a -- b  "), "a_b");
    assert_string_equal(clean(a, "a__b_"), "a__b_");
    assert_string_equal(clean(a, "_id"), "_id");
    assert_string_equal(clean(a, "%%"), "");
    assert_string_equal(clean(a, ""), "");
    assert_string_equal(clean(a, "a\xff"), "a");
    assert_string_equal(clean(a, "gr\xc3\xb6\xc3\x9f"
                                 "e"),
                        "gr\xc3\xb6\xc3\x9f"
                        "e");
    char *longest = arena_alloc(a, 400);
    memset(longest, 'x', 399);
    assert_int_equal(strlen(clean(a, longest)), LIMIT_CLEAN_NAME_BYTES);
    assert_true(text_is(column_name_keep(TEXT("Mixed Case\x01-\xff"), a), "mixed case_-_"));
}

/* Proves that names are made unique, also against names that look like the made ones, and that ten
 * thousand equal ones are named in a moment. */
static void makes_names_unique(void **state)
{
    enum { N = 10000 };
    struct arena *a = *state;
    struct column few[] = {{.original = TEXT("a")},  {.original = TEXT("a_1")},
                           {.original = TEXT("A")},  {.original = TEXT("")},
                           {.original = TEXT("a!")}, {.original = TEXT("col3")}};
    static const char *const names[] = {"a", "a_1", "a_2", "col3", "a_3", "col3_1"};
    column_names_clean(few, COUNT(few), a);
    for (size_t i = 0; i < COUNT(few); i++)
        assert_true(text_is(few[i].name, names[i]));
    struct column *many = ARENA_ARRAY(a, struct column, N);
    for (size_t i = 0; i < N; i++)
        many[i].original = TEXT("same");
    column_names_clean(many, N, a);
    assert_true(text_is(many[N - 1].name, "same_9999"));
}

/* Proves that columns are united by name, with merged types and added counts. */
static void merges_schemas(void **state)
{
    struct arena *a = *state;
    const struct schema *left = schema(a, "id,name,x\n1,a,\n2,b,\n");
    const struct schema *right = schema(a, "name,id,Y\nc,1.5,2026\n");
    struct schema *both = schema_merge(left, right, a);
    assert_string_equal(columns(a, both), "id double,name string,x string,y bigint");
    assert_int_equal(both->files, 2);
    assert_int_equal(both->records, 3);
    assert_int_equal(both->sampled_records, 3);
    assert_int_equal(both->file_bytes, left->file_bytes + right->file_bytes);
    assert_true(both->records_exact);
    assert_string_equal(columns(a, left), "id bigint,name string,x string");
}

/* Proves that one quoted file makes the whole table quoted, with the types that follow. */
static void merges_quotes(void **state)
{
    struct arena *a = *state;
    const struct schema *plain = schema(a, "id,n\n1,\n2,3\n");
    const struct schema *quoted = schema(a, "id,n\n\"1\",4\n");
    assert_string_equal(columns(a, plain), "id bigint,n bigint");
    assert_string_equal(columns(a, schema_merge(plain, quoted, a)), "id bigint,n string");
    assert_string_equal(columns(a, schema_merge(quoted, plain, a)), "id bigint,n string");
}

/* Proves that a conflict, notes and renamed fields of either side survive merging. */
static void merges_findings(void **state)
{
    struct arena *a = *state;
    const struct schema *left = schema(a, "{\"a\":{\"b-c\":1}}\n{\"a\":{\"b-c\":2}}\nx\n");
    const struct schema *right = schema(a, "[{\"a\":5,\"d\":{\"e f\":1,\"b-c\":2}}]\n");
    struct schema *both = schema_merge(left, right, a);
    assert_string_equal(columns(a, both), "a string,d struct<e_f:int,b_c:int>");
    assert_true(both->conflict);
    assert_int_equal(both->notes_n, 2);
    struct finding f = {.kind = FINDING_SCHEMA, .schema = both};
    assert_string_equal(parameter_of(a, &f, "mapping.b_c"), "b-c");
    assert_string_equal(parameter_of(a, &f, "mapping.e_f"), "e f");
}

/* Proves which files cannot be one table whatever their columns are. */
static void finds_mismatches(void **state)
{
    struct arena *a = *state;
    const struct schema *comma = schema(a, "a,b\n1,2\n"), *bar = schema(a, "a|b\n1|2\n");
    const struct schema *bare = schema(a, "1,2\n3,4\n"), *json = schema(a, "{\"a\":1}\n");
    assert_int_equal(schema_mismatch(comma, comma, a).n, 0);
    assert_true(text_is(schema_mismatch(comma, json, a), "one is csv, the other json"));
    assert_true(text_is(schema_mismatch(comma, bar, a), "their delimiters differ"));
    assert_true(
        text_is(schema_mismatch(comma, bare, a), "one has a header line, the other has none"));
    struct schema zipped = *comma;
    zipped.compression = COMPRESSION_GZIP;
    assert_true(
        text_is(schema_mismatch(comma, &zipped, a), "one has compression none, the other gzip"));
}

static void assert_similarity(struct arena *a, const char *left, const char *right, double expected)
{
    const struct schema *x = schema(a, left), *y = schema(a, right);
    char there[32], back[32], wanted[32];
    snprintf(there, sizeof there, "%.4f", schema_similarity(x, y));
    snprintf(back, sizeof back, "%.4f", schema_similarity(y, x));
    snprintf(wanted, sizeof wanted, "%.4f", expected);
    assert_string_equal(there, wanted);
    assert_string_equal(back, wanted);
}

/* Proves the number that tells how alike two schemas are, the same in both directions. */
static void measures_similarity(void **state)
{
    struct arena *a = *state;
    assert_similarity(a, "{\"a\":1,\"b\":2}\n", "{\"B\":2,\"A\":1}\n", 1);
    assert_similarity(a, "{\"a\":1,\"b\":2}\n", "{\"a\":3000000000,\"b\":null}\n", 1);
    assert_similarity(a, "{\"a\":1,\"b\":2}\n", "{\"a\":\"x\",\"b\":2}\n", 0.75);
    assert_similarity(a, "{\"a\":1,\"b\":2}\n", "{\"a\":true,\"b\":2}\n", 0.75);
    assert_similarity(a, "{\"a\":1,\"b\":2}\n", "{\"a\":{\"c\":1},\"b\":2}\n", 0.5);
    assert_similarity(a, "{\"a\":[1],\"b\":2}\n", "{\"a\":{\"c\":1},\"b\":2}\n", 0.5);
    assert_similarity(a, "{\"a\":{\"c\":1},\"b\":2}\n", "{\"a\":{\"d\":1},\"b\":2}\n", 1);
    assert_similarity(a, "{\"a\":1,\"b\":2,\"c\":3}\n", "{\"a\":1,\"b\":2}\n", 2.0 / 3);
    assert_similarity(a, "{\"a\":1}\n", "{\"b\":1}\n", 0);
}

/* Proves that a copy lives without the arena of the original. */
static void copies(void **state)
{
    struct arena *a = *state, gone;
    arena_init(&gone, 1 << 20, NULL);
    struct finding f = examine(&gone, "x", TEXT("{\"A b\":{\"c-d\":[1]}}\nx\n"), NULL);
    struct schema *copy = schema_copy(f.schema, a);
    arena_release(&gone);
    assert_string_equal(columns(a, copy), "a_b struct<c_d:array<int>>");
    struct finding of_copy = {.kind = FINDING_SCHEMA, .schema = copy};
    assert_string_equal(parameter_of(a, &of_copy, "mapping.c_d"), "c-d");
    assert_non_null(strstr(copy->notes[0].p, "1 of 2 records"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cleans_names),        cmocka_unit_test(makes_names_unique),
        cmocka_unit_test(merges_schemas),      cmocka_unit_test(merges_quotes),
        cmocka_unit_test(merges_findings),     cmocka_unit_test(finds_mismatches),
        cmocka_unit_test(measures_similarity), cmocka_unit_test(copies),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
