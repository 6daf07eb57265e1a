/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "alerts/retry.h"

#define NOW INT64_C(1795000000000)

static const int64_t pauses_s[] = {5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400};

static void follows_the_schedule(void **state)
{
    /* Nine pauses as Standard Webhooks recommends them, each up to a fifth longer by chance; then
     * no more. */
    int64_t due_ms;
    (void)state;
    struct retry_answer refused = {.status = 500};
    for (unsigned random = 0; random < 1000; random += 333)
        for (size_t i = 0; i < COUNT(pauses_s); i++) {
            struct retry_clock clock = {NOW, 1000, random};
            assert_int_equal(retry_judge(&refused, (int64_t)i + 1, &clock, &due_ms), RETRY_LATER);
            assert_true(due_ms - NOW >= pauses_s[i] * 1000);
            assert_true(due_ms - NOW <= pauses_s[i] * 1200);
        }
    assert_int_equal(retry_judge(&refused, 10, &(struct retry_clock){NOW, 1000, 0}, &due_ms),
                     RETRY_GIVE_UP);
    assert_int_equal(retry_attempts_max(), 10);
}

static void scales_for_tests(void **state)
{
    /* A scale shortens the schedule, down to nothing. */
    int64_t due_ms;
    (void)state;
    struct retry_answer refused = {.status = 0};
    assert_int_equal(retry_judge(&refused, 1, &(struct retry_clock){NOW, 100, 0}, &due_ms),
                     RETRY_LATER);
    assert_int_equal(due_ms - NOW, 500);
}

struct verdict_case {
    int status;
    enum retry_verdict verdict;
};

static const struct verdict_case verdict_cases[] = {
    {0, RETRY_LATER},   {100, RETRY_LATER}, {199, RETRY_LATER}, {200, RETRY_DONE},
    {204, RETRY_DONE},  {299, RETRY_DONE},  {300, RETRY_LATER}, {301, RETRY_LATER},
    {307, RETRY_LATER}, {400, RETRY_LATER}, {404, RETRY_LATER}, {410, RETRY_GONE},
    {429, RETRY_LATER}, {500, RETRY_LATER}, {999, RETRY_LATER},
};

static void judges_statuses(void **state)
{
    /* Only 2xx is a success, a redirect is none, and 410 is the end. */
    int64_t due_ms;
    (void)state;
    for (size_t i = 0; i < COUNT(verdict_cases); i++) {
        struct retry_answer answer = {.status = verdict_cases[i].status};
        assert_int_equal(retry_judge(&answer, 1, &(struct retry_clock){NOW, 1000, 0}, &due_ms),
                         verdict_cases[i].verdict);
    }
}

struct after_case {
    const char *value;
    int64_t ms; /* 0: not understood */
};

static const struct after_case after_cases[] = {
    {"120", NOW + 120000},
    {" 0 ", NOW},
    {"999999999", NOW + 999999999000},
    {"Sun, 06 Nov 1994 08:49:37 GMT", INT64_C(784111777000)},
    {"Sat, 21 Nov 2026 09:30:00 GMT", INT64_C(1795253400000)},
    {"", 0},
    {"-5", 0},
    {"1.5", 0},
    {"soon", 0},
    {"9999999999", 0},
    {"Sun, 06 Nov 1994 08:49:37 CET", 0},
    {"Sun, 99 Nov 1994 08:49:37 GMT", 0},
    {"Sun, 06 Nix 1994 08:49:37 GMT", 0},
    {"Sun, 06 Nov 1994 25:49:37 GMT", 0},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 0},
    {"Sun, 06 Nov 1994 08:49:37 GMTx", 0},
    {"                          GMT", 0},
};

static void reads_retry_after(void **state)
{
    /* Seconds and the one current form of a date; anything else counts as nothing. */
    (void)state;
    for (size_t i = 0; i < COUNT(after_cases); i++)
        if (retry_after_ms(text_of(after_cases[i].value), NOW) != after_cases[i].ms)
            fail_msg("%s", after_cases[i].value);
}

static void heeds_retry_after(void **state)
{
    /* With 429, 502, 503 and 504 a longer pause is granted, up to a day; with others, and when
     * shorter, the schedule holds. */
    int64_t due_ms;
    (void)state;
    const struct retry_clock clock = {NOW, 1000, 0};
    static const int statuses[] = {429, 502, 503, 504};
    for (size_t i = 0; i < COUNT(statuses); i++) {
        struct retry_answer answer = {statuses[i], TEXT("60")};
        assert_int_equal(retry_judge(&answer, 1, &clock, &due_ms), RETRY_LATER);
        assert_int_equal(due_ms - NOW, 60000);
    }
    struct retry_answer answer = {500, TEXT("60")};
    assert_int_equal(retry_judge(&answer, 1, &clock, &due_ms), RETRY_LATER);
    assert_int_equal(due_ms - NOW, 5000);
    answer = (struct retry_answer){429, TEXT("1")};
    assert_int_equal(retry_judge(&answer, 1, &clock, &due_ms), RETRY_LATER);
    assert_int_equal(due_ms - NOW, 5000);
    answer.retry_after = TEXT("999999999");
    assert_int_equal(retry_judge(&answer, 1, &clock, &due_ms), RETRY_LATER);
    assert_int_equal(due_ms - NOW, 86400000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_the_schedule), cmocka_unit_test(scales_for_tests),
        cmocka_unit_test(judges_statuses),      cmocka_unit_test(reads_retry_after),
        cmocka_unit_test(heeds_retry_after),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
