/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "alerts/standard_webhooks.h"

#define SECRET    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static const struct webhook_message example = {
    .id = TEXT_INIT("msg_p5jXN8AQM9LWM0D4loKWxJek"),
    .timestamp_s = 1614265330,
    .body = TEXT_INIT("{\"test\": 2432232314}"),
};

struct bench {
    struct crypto *crypto;
    struct buf out;
    struct err err;
};

static int set_up(void **state)
{
    static struct bench b;
    b = (struct bench){0};
    buf_init(&b.out, 1024);
    *state = &b;
    return crypto_open(&b.crypto, &b.err);
}

static int tear_down(void **state)
{
    struct bench *b = *state;
    buf_release(&b->out);
    crypto_close(b->crypto);
    return 0;
}

static void signs_the_example(void **state)
{
    /* The example that the specification publishes comes out to the letter. */
    struct bench *b = *state;
    assert_int_equal(standard_webhooks_sign(b->crypto, TEXT(SECRET), &example, &b->out, &b->err),
                     0);
    assert_true(text_is(buf_text(&b->out), SIGNATURE));
}

static void signs_under_two_secrets(void **state)
{
    /* A second secret adds its signature behind a blank. */
    struct bench *b = *state;
    static const struct text other = TEXT_INIT("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert_int_equal(standard_webhooks_sign(b->crypto, other, &example, &b->out, &b->err), 0);
    assert_int_equal(standard_webhooks_sign(b->crypto, TEXT(SECRET), &example, &b->out, &b->err),
                     0);
    assert_true(text_ends_with(buf_text(&b->out), TEXT(" " SIGNATURE)));
    assert_int_equal(b->out.n, 2 * (sizeof SIGNATURE - 1) + 1);
}

static void refuses_bad_secrets(void **state)
{
    /* What is no secret signs nothing. */
    struct bench *b = *state;
    assert_int_equal(
        standard_webhooks_sign(b->crypto, TEXT("whsec_c2hvcnQ="), &example, &b->out, &b->err), -1);
    assert_int_equal(b->out.n, 0);
    assert_int_equal(b->err.code, ERR_INVALID);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {TEST(signs_the_example), TEST(signs_under_two_secrets),
                                       TEST(refuses_bad_secrets)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
