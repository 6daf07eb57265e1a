/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/crypto.h"
#include "base/encode.h"

static int open_crypto(void **state)
{
    struct err e = {0};
    struct crypto *c = NULL;
    assert_int_equal(crypto_open(&c, &e), 0);
    *state = c;
    return 0;
}

static int close_crypto(void **state)
{
    crypto_close(*state);
    return 0;
}

static void assert_hex(const unsigned char *bytes, const char *want)
{
    unsigned char expected[256];
    assert_true(decode_hex(text_of(want), expected));
    assert_memory_equal(bytes, expected, strlen(want) / 2);
}

static void sha256_vectors(void **state)
{
    /* The digests of FIPS 180-4's examples: nothing, one block, two blocks; one context serves all
     * in turn. */
    static const struct {
        const char *text, *hash;
    } rows[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        unsigned char hash[CRYPTO_HASH_BYTES];
        char hex[CRYPTO_HASH_HEX];
        crypto_sha256(*state, text_of(rows[i].text), hash);
        assert_hex(hash, rows[i].hash);
        crypto_sha256_hex(*state, text_of(rows[i].text), hex);
        assert_memory_equal(hex, rows[i].hash, sizeof hex);
    }
}

static void hmac_vectors(void **state)
{
    /* RFC 4231 cases 1, 2 and 6 (a key longer than a block), with the text in one part and in
     * pieces. */
    unsigned char out[CRYPTO_HASH_BYTES];
    char key[131];
    memset(key, 0x0b, 20);
    struct text parts[3] = {TEXT("Hi "), TEXT(""), TEXT("There")};
    crypto_hmac(*state, (struct text){key, 20}, parts, 3, out);
    assert_hex(out, "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
    struct text question = TEXT("what do ya want for nothing?");
    crypto_hmac(*state, TEXT("Jefe"), &question, 1, out);
    assert_hex(out, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    struct text large = TEXT("Test Using Larger Than Block-Size Key - Hash Key First");
    crypto_hmac(*state, (struct text){key, sizeof key}, &large, 1, out);
    assert_hex(out, "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

static void hmac_of_nothing(void **state)
{
    /* An empty key and no parts are a valid HMAC, not a crash. */
    unsigned char out[CRYPTO_HASH_BYTES];
    crypto_hmac(*state, (struct text){NULL, 0}, NULL, 0, out);
    assert_hex(out, "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

struct gcm_row {
    const char *key, *nonce, *associated, *plain, *sealed;
};

static const struct gcm_row GCM_ROWS[] = {
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "", "530f8afbc74536b9a963b4f1c4cb738b"},
    {"0000000000000000000000000000000000000000000000000000000000000000", "000000000000000000000000",
     "", "00000000000000000000000000000000",
     "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"},
    {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b"
     "525"
     "b16aedf5aa0de657ba637b39",
     "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828"
     "838"
     "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b"},
};

static struct text unhex(const char *hex, unsigned char *out)
{
    assert_true(decode_hex(text_of(hex), out));
    return (struct text){(const char *)out, strlen(hex) / 2};
}

static void gcm_vectors(void **state)
{
    /* Cases 13, 14 and 16 of the GCM specification, both ways; any changed bit of text, tag or
     * associated data fails. */
    unsigned char bytes[5][128], out[128];
    for (size_t i = 0; i < COUNT(GCM_ROWS); i++) {
        const struct gcm_row *row = &GCM_ROWS[i];
        struct crypto_box box = {(const unsigned char *)unhex(row->key, bytes[0]).p,
                                 (const unsigned char *)unhex(row->nonce, bytes[1]).p,
                                 unhex(row->associated, bytes[2])};
        struct text plain = unhex(row->plain, bytes[3]), sealed = unhex(row->sealed, bytes[4]);
        crypto_encrypt(*state, &box, plain, out);
        assert_memory_equal(out, sealed.p, sealed.n);
        assert_true(crypto_decrypt(*state, &box, sealed, out));
        assert_memory_equal(out, bytes[3], plain.n);
        for (size_t bit = 0; bit < sealed.n * 8; bit++) {
            bytes[4][bit / 8] ^= (unsigned char)(1 << bit % 8);
            assert_false(crypto_decrypt(*state, &box, sealed, out));
            bytes[4][bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        box.associated = TEXT("elsewhere");
        assert_false(crypto_decrypt(*state, &box, sealed, out));
    }
}

static void gcm_too_short(void **state)
{
    /* Less than a tag is refused before any cipher runs. */
    static const unsigned char zero[CRYPTO_KEY_BYTES];
    unsigned char out[16];
    struct crypto_box box = {zero, zero, {NULL, 0}};
    assert_false(crypto_decrypt(*state, &box, (struct text){(const char *)zero, 15}, out));
    assert_false(crypto_decrypt(*state, &box, (struct text){NULL, 0}, out));
}

static void scrypt_vector(void **state)
{
    /* RFC 7914 section 12, the case with N = 16384, r = 8, p = 1 (the first half of its 64 bytes).
     */
    (void)state;
    unsigned char key[CRYPTO_KEY_BYTES];
    crypto_scrypt(TEXT("pleaseletmein"), TEXT("SodiumChloride"), 14, key);
    assert_hex(key, "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2");
}

static void randomness_and_comparison(void **state)
{
    /* Two draws differ; equality looks at every byte and takes zero of them. */
    (void)state;
    unsigned char a[32], b[32];
    crypto_random(a, sizeof a);
    crypto_random(b, sizeof b);
    assert_false(crypto_equal(a, b, sizeof a));
    memcpy(b, a, sizeof b);
    assert_true(crypto_equal(a, b, sizeof a));
    b[31] ^= 1;
    assert_false(crypto_equal(a, b, sizeof a));
    assert_true(crypto_equal(a, b, 0));
    crypto_wipe(a, sizeof a);
    for (size_t i = 0; i < sizeof a; i++)
        assert_int_equal(a[i], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_vectors),
        cmocka_unit_test(hmac_vectors),
        cmocka_unit_test(hmac_of_nothing),
        cmocka_unit_test(gcm_vectors),
        cmocka_unit_test(gcm_too_short),
        cmocka_unit_test(scrypt_vector),
        cmocka_unit_test(randomness_and_comparison),
    };
    return cmocka_run_group_tests(tests, open_crypto, close_crypto);
}
