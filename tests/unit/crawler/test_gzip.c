/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

#include "base/limits.h"
#include "crawler/gzip.h"

static int set_up(void **state)
{
    struct arena *a = malloc(sizeof *a);
    arena_init(a, 256 << 20, NULL);
    *state = a;
    return 0;
}

static int tear_down(void **state)
{
    arena_release(*state);
    free(*state);
    return 0;
}

/* `t` as one gzip member. */
static struct text zip(struct arena *a, struct text t)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    size_t room = deflateBound(&z, t.n) + 32;
    char *out = arena_alloc(a, room);
    z.next_in = (Bytef *)t.p;
    z.avail_in = (uInt)t.n;
    z.next_out = (Bytef *)out;
    z.avail_out = (uInt)room;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    deflateEnd(&z);
    return (struct text){out, (size_t)((char *)z.next_out - out)};
}

static struct text join(struct arena *a, struct text x, struct text y)
{
    char *p = arena_alloc(a, x.n + y.n);
    memcpy(p, x.p, x.n);
    memcpy(p + x.n, y.p, y.n);
    return (struct text){p, x.n + y.n};
}

static enum gzip_end inflate_to(struct arena *a, struct text input, size_t max, const char *text)
{
    struct gzip g;
    gzip_inflate(input, max, a, &g);
    if (text)
        assert_true(text_is(g.text, text));
    return g.end;
}

/* Proves that a whole member, several members and padding with zeros give one whole text. */
static void joins_members(void **state)
{
    struct arena *a = *state;
    struct text one = zip(a, TEXT("a,b\n1,")), two = zip(a, TEXT("2\n"));
    assert_true(gzip_begins(one));
    assert_int_equal(inflate_to(a, one, 100, "a,b\n1,"), GZIP_WHOLE);
    assert_int_equal(inflate_to(a, join(a, one, two), 100, "a,b\n1,2\n"), GZIP_WHOLE);
    assert_int_equal(inflate_to(a, join(a, one, TEXT("\0\0\0")), 100, "a,b\n1,"), GZIP_WHOLE);
    assert_int_equal(inflate_to(a, zip(a, TEXT("")), 100, ""), GZIP_WHOLE);
}

/* Proves that every prefix gives a prefix of the text and says that it was cut. */
static void gives_what_arrived(void **state)
{
    struct arena *a = *state;
    struct text t = arena_printf(a, "%060d%030d,some text that is no run of one byte\n", 7, 9);
    struct text zipped = zip(a, t);
    for (size_t n = 0; n < zipped.n; n++) {
        struct gzip g;
        gzip_inflate((struct text){zipped.p, n}, 1000, a, &g);
        assert_int_equal(g.end, GZIP_CUT);
        assert_true(text_starts_with(t, g.text));
    }
}

/* Proves that the maximum holds to the byte. */
static void stops_at_the_maximum(void **state)
{
    struct arena *a = *state;
    struct text zipped = zip(a, TEXT("0123456789"));
    assert_int_equal(inflate_to(a, zipped, 4, "0123"), GZIP_FULL);
    assert_int_equal(inflate_to(a, zipped, 11, "0123456789"), GZIP_WHOLE);
}

/* Proves that damage and foreign bytes are found and that the text before them is kept. */
static void finds_damage(void **state)
{
    struct arena *a = *state;
    struct text zipped = zip(a, TEXT("0123456789"));
    char *bent = (char *)arena_copy(a, zipped).p;
    bent[zipped.n - 6] ^= 1; /* in the check sum */
    assert_int_equal(inflate_to(a, (struct text){bent, zipped.n}, 100, "0123456789"), GZIP_CORRUPT);
    assert_int_equal(inflate_to(a, join(a, zipped, TEXT("tail")), 100, "0123456789"), GZIP_CORRUPT);
    assert_int_equal(inflate_to(a, TEXT("\x1f\x8b\xff\xff\xff"), 100, ""), GZIP_CORRUPT);
    assert_int_equal(inflate_to(a, TEXT("plain text"), 100, ""), GZIP_CORRUPT);
}

/* Proves that a bomb gives neither text nor more memory than the maximum. */
static void refuses_bombs(void **state)
{
    struct arena *a = *state;
    struct text zeros = {arena_alloc(a, 64 << 20), 64 << 20};
    struct text bomb = zip(a, zeros);
    size_t before = a->bytes_used;
    assert_int_equal(inflate_to(a, bomb, LIMIT_SAMPLE_JSON_BYTES, ""), GZIP_BOMB);
    assert_true(a->bytes_used - before <= LIMIT_SAMPLE_JSON_BYTES);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(joins_members),        cmocka_unit_test(gives_what_arrived),
        cmocka_unit_test(stops_at_the_maximum), cmocka_unit_test(finds_damage),
        cmocka_unit_test(refuses_bombs),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
