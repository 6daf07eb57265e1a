/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/limits.h"
#include "crawler/csv_read.h"

/* The cells of all records: "[a|b][c]"; quoted ones as 'a'. The text is a block of its own size. */
static void assert_reads(const char *text, bool whole, const char *expected)
{
    struct arena a;
    struct csv_reader r;
    struct buf b;
    size_t n = strlen(text);
    char *copy = malloc(n ? n : 1);
    memcpy(copy, text, n);
    arena_init(&a, 1 << 20, NULL);
    buf_init(&b, 1 << 16);
    csv_reader_init(&r, (struct text){copy, n}, whole, ',', &a);
    while (csv_next(&r)) {
        for (size_t i = 0; i < r.n; i++)
            buf_printf(&b, r.cells[i].quoted ? "%s'%.*s'" : "%s%.*s", i ? "|" : "[",
                       TEXT_ARG(r.cells[i].text));
        buf_put_char(&b, ']');
    }
    buf_put_char(&b, '\0');
    assert_string_equal(b.p, expected);
    buf_release(&b);
    arena_release(&a);
    free(copy);
}

/* Proves how lines and cells are cut. */
static void cuts_records(void **state)
{
    (void)state;
    assert_reads("", true, "");
    assert_reads("\n\r\n", true, "");
    assert_reads("a", true, "[a]");
    assert_reads("a,b\nc", true, "[a|b][c]");
    assert_reads("a,\n,b\n,\n", true, "[a|][|b][|]");
    assert_reads("a,", true, "[a|]");
    assert_reads("a\r\nb\rc\n\nd", true, "[a][b][c][d]");
}

/* Proves that a record that may be cut off does not count. */
static void drops_cut_records(void **state)
{
    (void)state;
    assert_reads("a,b\nc,d", false, "[a|b]");
    assert_reads("a,b\nc,", false, "[a|b]");
    assert_reads("a,b\n\"c\"", false, "[a|b]");
    assert_reads("a,b\n\"c", false, "[a|b]");
    assert_reads("a,b\n\"c\n", false, "[a|b]");
    assert_reads("a", false, "");
}

/* Proves what quotes do, and where they are ordinary characters. */
static void reads_quotes(void **state)
{
    (void)state;
    assert_reads("\"a,b\",c\n", true, "['a,b'|c]");
    assert_reads("\"a\nb\"\n", true, "['a\nb']");
    assert_reads(" \"a\" ,b\n", true, "['a'|b]");
    assert_reads("\"\",\"\"\"\"\n", true, "[''|'\"\"']");
    assert_reads("\"a\\\"b\"\n", true, "['a\\\"b']");
    assert_reads("\"a\"b,c\n", true, "[\"a\"b|c]");
    assert_reads("a\"b,c\"\n", true, "[a\"b|c\"]");
    assert_reads("\"a,b\nc\n", true, "[\"a|b][c]");
    assert_reads("\"", true, "[\"]");
    assert_reads("\"\\", true, "[\"\\]");
    assert_reads("\"a\"", true, "['a']");
}

/* Proves that a quoted cell up to the limit is one cell, and a longer one a stray quote. */
static void bounds_quoted_cells(void **state)
{
    (void)state;
    struct arena a;
    struct csv_reader r;
    size_t n = LIMIT_CSV_QUOTED_BYTES + 2;
    char *text = malloc(n + 1);
    arena_init(&a, 1 << 20, NULL);
    memset(text, ',', n + 1);
    text[0] = text[n - 2] = '"';
    csv_reader_init(&r, (struct text){text, n - 1}, true, ',', &a);
    assert_true(csv_next(&r));
    assert_int_equal(r.n, 1);
    text[n - 2] = ',';
    text[n] = '"';
    csv_reader_init(&r, (struct text){text, n + 1}, true, ',', &a);
    assert_true(csv_next(&r));
    assert_int_equal(r.n, LIMIT_SCHEMA_FIELDS);
    free(text);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cuts_records),
        cmocka_unit_test(drops_cut_records),
        cmocka_unit_test(reads_quotes),
        cmocka_unit_test(bounds_quoted_cells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
