/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "api/operations/entity_tag.h"
#include "base/compiler.h"

/* A header holds a tag where one of its list is that tag; a weak one only weakly. */
static void test_lists(void **state)
{
    static const struct {
        const char *header;
        bool strongly, weakly;
    } rows[] = {
        {"*", true, true},
        {" * ", true, true},
        {"\"t1-0\"", true, true},
        {"t1-0", true, true},
        {"W/\"t1-0\"", false, true},
        {"\"x\", \"t1-0\"", true, true},
        {"\"x\",\"t1-0\" ,\"y\"", true, true},
        {"\"x\" , W/\"t1-0\"", false, true},
        {"W/\"t1-0\", \"t1-0\"", true, true},
        {", ,\"t1-0\"", true, true},
        {"\"x,t1-0,y\"", false, false},
        {"\"x\", \"y\"", false, false},
        {"\"t1-0", true, true},
        {"\"t1-00\"", false, false},
        {"\"T1-0\"", false, false},
        {"\"*\"", false, false},
        {"w/\"t1-0\"", false, false},
        {"W/", false, false},
        {"W/\"", false, false},
        {"\"", false, false},
        {",", false, false},
        {"", false, false},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct text header = text_of(rows[i].header);
        print_message("%s\n", rows[i].header);
        assert_int_equal(entity_tag_is_among(header, TEXT("t1-0"), ENTITY_TAG_STRONG),
                         rows[i].strongly);
        assert_int_equal(entity_tag_is_among(header, TEXT("t1-0"), ENTITY_TAG_WEAK),
                         rows[i].weakly);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_lists)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
