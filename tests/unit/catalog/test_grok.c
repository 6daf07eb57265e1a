/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "catalog/grok.h"

enum { BYTES = 1 << 20 };

static void references(void **state)
{
    /* References must be closed and known; what is escaped or a remark is none. */
    (void)state;
    static const struct {
        const char *pattern, *custom, *part; /* part NULL: allowed */
    } rows[] = {
        {"pattern1", "", NULL},
        {"pattern", "custompattern1", NULL},
        {"%{WORD}%{INT:n}%{NUMBER:x:float}", "", NULL},
        {"%{USER:ident;boolean}", "", NULL},
        {"%{MINE:a} %{custompattern1}", "MINE x\ncustompattern1", NULL},
        {"%{MINE}", "  MINE\t%{OTHER}\r\n\nOTHER .*\r\n", NULL},
        {"\\%{", "", NULL},
        {"%", "%", NULL},
        {"100% {x}", "", NULL},
        {"%{MINE}", "# MINE x", "GrokPattern: there is no pattern 'MINE'"},
        {"x", "# %{\nA b", NULL},
        {"%{WORD", "", "GrokPattern: the reference '%{WORD' is not closed"},
        {"\\\\%{WORD", "", "is not closed"},
        {"%{", "", "is not closed"},
        {"%{}", "", "the reference %{} names no pattern"},
        {"%{:a}", "", "names no pattern"},
        {"x", "A %{B}", "CustomPatterns: there is no pattern 'B'"},
        {"x", "A %{B", "CustomPatterns: the reference '%{B' is not closed"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena a;
        struct err err = {0};
        arena_init(&a, BYTES, NULL);
        int result = grok_check(text_of(rows[i].pattern), text_of(rows[i].custom), &a, &err);
        if ((result == 0) != (rows[i].part == NULL) ||
            (rows[i].part && (err.code != ERR_INVALID || !strstr(err.text, rows[i].part))))
            fail_msg("%s | %s: %s", rows[i].pattern, rows[i].custom, err.text);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
