/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/encode.h"

enum { ROOM = 4096 };

struct pair {
    struct text plain, encoded;
};

static void check_text(struct buf *out, struct text want)
{
    assert_false(buf_over(out));
    assert_int_equal(out->n, want.n);
    if (want.n)
        assert_memory_equal(out->p, want.p, want.n);
    buf_clear(out);
}

static void hex_round_trip(void **state)
{
    /* Every byte value survives hex, and upper-case digits read the same as lower-case ones. */
    (void)state;
    char bytes[256], digits[512];
    unsigned char back[256];
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    encode_hex((struct text){bytes, 256}, digits);
    assert_memory_equal(digits, "000102", 6);
    assert_memory_equal(digits + 510, "ff", 2);
    assert_true(decode_hex((struct text){digits, 512}, back));
    assert_memory_equal(back, bytes, 256);
    assert_true(decode_hex(TEXT("Ff"), back));
    assert_int_equal(back[0], 0xFF);
    assert_true(decode_hex(TEXT(""), back));
}

static void hex_refusals(void **state)
{
    /* Odd lengths, characters next to the digit ranges and signs are no hex. */
    (void)state;
    unsigned char out[4];
    const char *const bad[] = {"0", "0g", "g0", "/0", ":0", "@0", "`0", "-1", " 1", "0x", "abc"};
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_false(decode_hex(text_of(bad[i]), out));
}

static const struct pair BASE64_PAIRS[] = {
    {TEXT_INIT(""), TEXT_INIT("")},
    {TEXT_INIT("f"), TEXT_INIT("Zg==")},
    {TEXT_INIT("fo"), TEXT_INIT("Zm8=")},
    {TEXT_INIT("foo"), TEXT_INIT("Zm9v")},
    {TEXT_INIT("foob"), TEXT_INIT("Zm9vYg==")},
    {TEXT_INIT("fooba"), TEXT_INIT("Zm9vYmE=")},
    {TEXT_INIT("foobar"), TEXT_INIT("Zm9vYmFy")},
    {TEXT_INIT("\xfb\xff\xfe\0"), TEXT_INIT("+//+AA==")},
};

static void base64_vectors(void **state)
{
    /* The vectors of RFC 4648 section 10, and the two special characters, in both directions. */
    (void)state;
    struct buf out;
    buf_init(&out, ROOM);
    for (size_t i = 0; i < COUNT(BASE64_PAIRS); i++) {
        encode_base64(&out, BASE64_PAIRS[i].plain);
        check_text(&out, BASE64_PAIRS[i].encoded);
        assert_true(decode_base64(&out, BASE64_PAIRS[i].encoded));
        check_text(&out, BASE64_PAIRS[i].plain);
    }
    buf_release(&out);
}

static void base64_refusals(void **state)
{
    /* One meaning per text: no missing or early padding, no stray bits, no blanks, no URL alphabet.
     */
    (void)state;
    const char *const bad[] = {"Z",    "Zg",   "Zg=",      "Zg===",    "====",     "Z===",   "Zh==",
                               "Zm9=", "Zm8",  "Zg==Zg==", "Zm=v",     "Zm9v\n",   "Zm 9",   "-__-",
                               "=m9v", "Z=9v", "Zm9vYg=a", "Zm8=Zm9v", "Zm9v Zm9", "Zm\xff="};
    struct buf out;
    buf_init(&out, ROOM);
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(decode_base64(&out, text_of(bad[i])));
        buf_clear(&out);
    }
    buf_release(&out);
}

static const struct pair PERCENT_PAIRS[] = {
    {TEXT_INIT(""), TEXT_INIT("")},
    {TEXT_INIT("AZaz09-_.~"), TEXT_INIT("AZaz09-_.~")},
    {TEXT_INIT("k=v a+b%c"), TEXT_INIT("k%3Dv%20a%2Bb%25c")},
    {TEXT_INIT("\xc3\xbc/\0\x7f"), TEXT_INIT("%C3%BC%2F%00%7F")},
    {TEXT_INIT("!*'()"), TEXT_INIT("%21%2A%27%28%29")},
};

static void percent_pairs(void **state)
{
    /* S3's set of unreserved characters stays, everything else becomes an upper-case escape;
     * decoding undoes it. */
    (void)state;
    struct buf out;
    buf_init(&out, ROOM);
    for (size_t i = 0; i < COUNT(PERCENT_PAIRS); i++) {
        encode_percent(&out, PERCENT_PAIRS[i].plain, false);
        check_text(&out, PERCENT_PAIRS[i].encoded);
        assert_true(decode_percent(&out, PERCENT_PAIRS[i].encoded));
        check_text(&out, PERCENT_PAIRS[i].plain);
        assert_true(decode_form(&out, PERCENT_PAIRS[i].encoded));
        check_text(&out, PERCENT_PAIRS[i].plain);
    }
    encode_percent(&out, TEXT("/a b//c/"), true);
    check_text(&out, TEXT("/a%20b//c/"));
    buf_release(&out);
}

static void percent_edges(void **state)
{
    /* '+' is a space in forms only; lower-case escapes are read; a cut or foreign escape is
     * refused. */
    (void)state;
    const char *const bad[] = {"%", "%2", "a%", "%zz", "%2g", "%%41", "%-1"};
    struct buf out;
    buf_init(&out, ROOM);
    assert_true(decode_percent(&out, TEXT("a+b%2b%2B")));
    check_text(&out, TEXT("a+b++"));
    assert_true(decode_form(&out, TEXT("a+b%2b%2B")));
    check_text(&out, TEXT("a b++"));
    for (size_t i = 0; i < COUNT(bad); i++) {
        assert_false(decode_percent(&out, text_of(bad[i])));
        assert_false(decode_form(&out, text_of(bad[i])));
        buf_clear(&out);
    }
    buf_release(&out);
}

static void full_buffer(void **state)
{
    /* A buffer that is too small tells it instead of holding a cut text as if it were whole. */
    (void)state;
    struct buf out;
    buf_init(&out, 5);
    encode_percent(&out, TEXT("ab  "), false);
    assert_true(buf_over(&out));
    buf_clear(&out);
    encode_base64(&out, TEXT("foobar"));
    assert_true(buf_over(&out));
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hex_round_trip), cmocka_unit_test(hex_refusals),
        cmocka_unit_test(base64_vectors), cmocka_unit_test(base64_refusals),
        cmocka_unit_test(percent_pairs),  cmocka_unit_test(percent_edges),
        cmocka_unit_test(full_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
