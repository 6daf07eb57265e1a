/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lake/profile.h"

static const char CREDENTIALS[] = "# my keys\n"
                                  "stray = line\n"
                                  "[default]\r\n"
                                  "aws_access_key_id = AKIDEFAULT\r\n"
                                  "aws_secret_access_key=a/b+c=d==\r\n"
                                  "\n"
                                  "[ other ]\n"
                                  "; a comment\n"
                                  "aws_access_key_id=AKIOTHER\n"
                                  "aws_secret_access_key = secret\n"
                                  "  aws_session_token = indented, so a part of the line above\n"
                                  "aws_session_token\t=\ttoken \n"
                                  "no value\n"
                                  "[broken\n"
                                  "aws_access_key_id = AKIBROKEN\n"
                                  "[profile third]\n"
                                  "aws_access_key_id = AKITHIRD";

static void sections(void **state)
{
    /* Keys of a section, with any blanks and line ends; comments, indented and stray lines are
     * passed over. */
    (void)state;
    struct profile p = {0};
    assert_true(profile_decode(text_of(CREDENTIALS), TEXT("default"), false, &p));
    assert_true(text_is(p.access_key_id, "AKIDEFAULT"));
    assert_true(text_is(p.secret_key, "a/b+c=d=="));
    assert_int_equal(p.session_token.n, 0);
    p = (struct profile){0};
    assert_true(profile_decode(text_of(CREDENTIALS), TEXT("other"), false, &p));
    assert_true(text_is(p.access_key_id, "AKIOTHER"));
    assert_true(text_is(p.session_token, "token"));
    p = (struct profile){0};
    assert_false(profile_decode(text_of(CREDENTIALS), TEXT("broken"), false, &p));
    assert_false(profile_decode(text_of(CREDENTIALS), TEXT("none"), false, &p));
    assert_false(profile_decode(TEXT(""), TEXT("default"), false, &p));
    assert_int_equal(p.access_key_id.n, 0);
}

static void config_file(void **state)
{
    /* In the configuration file profiles carry the word "profile"; what is set already stays; other
     * sources are noticed. */
    (void)state;
    static const char config[] =
        "[default]\nregion = eu-west-1\n[profile  other]\nregion=us-west-2\n"
        "aws_access_key_id = LATER\ns3 =\n  addressing_style = path\nrole_arn = arn:x\n"
        "[third]\nregion = x\n[profiled]\n";
    struct profile p = {.access_key_id = TEXT("FIRST")};
    assert_true(profile_decode(text_of(config), TEXT("other"), true, &p));
    assert_true(text_is(p.region, "us-west-2"));
    assert_true(text_is(p.access_key_id, "FIRST"));
    assert_true(text_is(p.unsupported, "role_arn"));
    p = (struct profile){0};
    assert_true(profile_decode(text_of(config), TEXT("default"), true, &p));
    assert_true(text_is(p.region, "eu-west-1"));
    assert_false(profile_decode(text_of(config), TEXT("third"), true, &p));
    assert_false(profile_decode(text_of(config), TEXT("d"), true, &p));
}

static void odd_sections(void **state)
{
    /* Brackets without content, without an end or alone on the line are no section of any name. */
    (void)state;
    static const char *const files[] = {"[",        "[]",        "[ ]",       "[\n]",
                                        "[default", "]default[", "[profile]", "[profile ]"};
    struct profile p = {0};
    for (size_t i = 0; i < COUNT(files); i++) {
        assert_false(profile_decode(text_of(files[i]), TEXT("default"), false, &p));
        assert_false(profile_decode(text_of(files[i]), TEXT("default"), true, &p));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sections),
        cmocka_unit_test(config_file),
        cmocka_unit_test(odd_sections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
