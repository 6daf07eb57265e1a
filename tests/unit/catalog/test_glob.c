/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/limits.h"
#include "catalog/glob.h"
#include "tests/unit/base/cpu_time.h"

enum { ARENA_BYTES = 1 << 20 };

static const struct {
    const char *pattern, *path;
    bool matches;
} MATCHES[] = {
    {"*.csv", "a.csv", true},
    {"*.csv", ".csv", true},
    {"*.csv", "d/a.csv", false},
    {"*.csv", "a.csv.gz", false},
    {"*.*", "a.b", true},
    {"*.*", "ab", false},
    {"*.{csv,avro}", "x.avro", true},
    {"*.{csv,avro}", "x.json", false},
    {"foo.?", "foo.b", true},
    {"foo.?", "foo.", false},
    {"foo.?", "foo.bc", false},
    {"a?b", "a/b", false},
    {"a?b",
     "a\xC3\xA9"
     "b",
     true},
    {"myfolder/*", "myfolder/x.csv", true},
    {"myfolder/*", "myfolder/a/x.csv", false},
    {"myfolder/*/*", "myfolder/a/x.csv", true},
    {"myfolder/**", "myfolder/a/b/x.csv", true},
    {"myfolder/**", "myfolder/", true},
    {"myfolder/**", "myfolder", false},
    {"myfolder**", "myfolder", true},
    {"**", "", true},
    {"**/x", "a/b/x", true},
    {"**/x", "x", false},
    {"**.parquet", "a/b/c.parquet", true},
    {"\\*.csv", "*.csv", true},
    {"\\*.csv", "a.csv", false},
    {"a\\{b,c\\}", "a{b,c}", true},
    {"a,b", "a,b", true},
    {"a}b", "a}b", true},
    {"[abc]x", "bx", true},
    {"[abc]x", "dx", false},
    {"[a-z]x", "mx", true},
    {"[a-z]x", "Mx", false},
    {"[abce-g]", "f", true},
    {"[!a-c]", "d", true},
    {"[!a-c]", "b", false},
    {"[!a]", "/", false},
    {"[*?\\]", "\\", true},
    {"[*?\\]", "*", true},
    {"[-a]", "-", true},
    {"[!-a]", "-", false},
    {"[!-a]", "b", true},
    {"[a-]", "-", true},
    {"[]]", "]", true},
    {"[\xC3\xA0-\xC3\xBF]", "\xC3\xA9", true},
    {"{a,b}", "a", true},
    {"{a,b}", "b", true},
    {"{a,b}", "a,b", false},
    {"{a}", "a", true},
    {"{,a}b", "b", true},
    {"{,a}b", "ab", true},
    {"{}b", "b", true},
    {"x{a*,**c}y{1,2}", "x/d/cy2", true},
    {"x{a*,**c}y{1,2}", "x/d/cy3", false},
    {".hidden", ".hidden", true},
    {"*", ".hidden", true},
    /* The example of the documentation: all but January 10 of January to December 2015. */
    {"2015/01/{[!0],0[8-9]}**", "2015/01/10/x.csv", true},
    {"2015/01/{[!0],0[8-9]}**", "2015/01/09/x.csv", true},
    {"2015/01/{[!0],0[8-9]}**", "2015/01/07/x.csv", false},
    {"2015/0[2-9]/**", "2015/02/01/x.csv", true},
    {"2015/0[2-9]/**", "2015/01/01/x.csv", false},
    {"2015/1[0-2]/**", "2015/11/01/x.csv", true},
    {"2015/1[0-2]/**", "2015/13/01/x.csv", false},
};

static void matching(void **state)
{
    /* Each construct of the pattern language matches what the documentation says and no more. */
    (void)state;
    for (size_t i = 0; i < COUNT(MATCHES); i++) {
        struct arena a;
        struct glob g;
        struct err err = {0};
        arena_init(&a, ARENA_BYTES, NULL);
        if (glob_decode(&g, text_of(MATCHES[i].pattern), &a, &err))
            fail_msg("%s", err.text);
        if (glob_matches(&g, text_of(MATCHES[i].path)) != MATCHES[i].matches)
            fail_msg("%s on %s is not %d", MATCHES[i].pattern, MATCHES[i].path, MATCHES[i].matches);
        arena_release(&a);
    }
}

static const struct {
    const char *pattern, *part;
} REFUSALS[] = {
    {"", "1 to 1024 bytes"},       {"a\\", "ends with '\\'"},          {"[abc", "']' is missing"},
    {"[", "']' is missing"},       {"[!", "']' is missing"},           {"[]", "']' is missing"},
    {"[a/b]", "'/' cannot stand"}, {"[z-a]", "ends before it begins"}, {"{a,b", "'}' is missing"},
    {"{a,{b,c}}", "do not nest"},
};

static void refusals(void **state)
{
    /* Wrong patterns are refused with the reason. */
    (void)state;
    for (size_t i = 0; i < COUNT(REFUSALS); i++) {
        struct arena a;
        struct glob g;
        struct err err = {0};
        arena_init(&a, ARENA_BYTES, NULL);
        assert_int_equal(glob_decode(&g, text_of(REFUSALS[i].pattern), &a, &err), -1);
        assert_int_equal(err.code, ERR_INVALID);
        if (!strstr(err.text, REFUSALS[i].part))
            fail_msg("%s: %s", REFUSALS[i].pattern, err.text);
        arena_release(&a);
    }
}

static void covering(void **state)
{
    /* A folder is pruned only where everything below it is excluded. */
    (void)state;
    static const struct {
        const char *pattern, *folder;
        bool covers;
    } rows[] = {
        {"a/**", "a/", true},        {"a/**", "a/b/", true},       {"a/**", "b/", false},
        {"a/*", "a/", false},        {"a**", "abc/", true},        {"a/**.csv", "a/", false},
        {"**", "x/", true},          {"{a,b}/**", "b/", true},     {"a/{**,x}", "a/", true},
        {"a/**{,.csv}", "a/", true}, {"a/**/c/**", "a/b/", false}, {"a/**/c/**", "a/b/c/", true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena a;
        struct glob g;
        struct err err = {0};
        arena_init(&a, ARENA_BYTES, NULL);
        assert_int_equal(glob_decode(&g, text_of(rows[i].pattern), &a, &err), 0);
        if (glob_covers(&g, text_of(rows[i].folder)) != rows[i].covers)
            fail_msg("%s on %s is not %d", rows[i].pattern, rows[i].folder, rows[i].covers);
        arena_release(&a);
    }
}

static void no_blow_up(void **state)
{
    /* The longest pattern of stars against the longest path that nearly fits ends in well under a
     * second. */
    (void)state;
    char pattern[LIMIT_GLOB_BYTES + 1], path[1024];
    for (size_t i = 0; i < LIMIT_GLOB_BYTES; i += 2)
        memcpy(pattern + i, "*a", 2);
    pattern[LIMIT_GLOB_BYTES - 1] = 'b';
    memset(path, 'a', sizeof path);
    struct arena a;
    struct glob g;
    struct err err = {0};
    arena_init(&a, ARENA_BYTES, NULL);
    assert_int_equal(glob_decode(&g, (struct text){pattern, LIMIT_GLOB_BYTES}, &a, &err), 0);
    int64_t begin = cpu_time_us();
    assert_false(glob_matches(&g, (struct text){path, sizeof path}));
    assert_true(cpu_time_us() - begin < 1000000);
    arena_release(&a);
}

static void largest(void **state)
{
    /* A pattern of the largest size is taken, one byte more is refused, and commas in a group fill
     * the step table safely. */
    (void)state;
    char pattern[LIMIT_GLOB_BYTES + 1];
    memset(pattern, ',', sizeof pattern);
    pattern[0] = '{';
    pattern[LIMIT_GLOB_BYTES - 1] = '}';
    struct arena a;
    struct glob g;
    struct err err = {0};
    arena_init(&a, ARENA_BYTES, NULL);
    assert_int_equal(glob_decode(&g, (struct text){pattern, LIMIT_GLOB_BYTES}, &a, &err), 0);
    assert_true(glob_matches(&g, TEXT("")));
    assert_false(glob_matches(&g, TEXT(",")));
    assert_int_equal(glob_decode(&g, (struct text){pattern, LIMIT_GLOB_BYTES + 1}, &a, &err), -1);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matching),   cmocka_unit_test(refusals), cmocka_unit_test(covering),
        cmocka_unit_test(no_blow_up), cmocka_unit_test(largest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
