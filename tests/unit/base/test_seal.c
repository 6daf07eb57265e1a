/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/limits.h"
#include "base/seal.h"

struct bench {
    struct crypto *crypto;
    char folder[64], path[96];
    struct buf a, b;
};

static int set_up(void **state)
{
    struct err e = {0};
    struct bench *t = calloc(1, sizeof *t);
    assert_int_equal(crypto_open(&t->crypto, &e), 0);
    strcpy(t->folder, "/tmp/test_seal.XXXXXX");
    assert_non_null(mkdtemp(t->folder));
    snprintf(t->path, sizeof t->path, "%s/seal.key", t->folder);
    buf_init(&t->a, 4096);
    buf_init(&t->b, 4096);
    *state = t;
    return 0;
}

static int tear_down(void **state)
{
    struct bench *t = *state;
    unlink(t->path);
    rmdir(t->folder);
    buf_release(&t->a);
    buf_release(&t->b);
    crypto_close(t->crypto);
    free(t);
    return 0;
}

static void write_file(const char *path, const char *content, mode_t mode)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(content, f);
    fclose(f);
    assert_int_equal(chmod(path, mode), 0);
}

static const char LINE_1[] = "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
static const char LINE_2[] = "2 ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

static void made_once(void **state)
{
    /* The key file is made with mode 0600 on the first start and read, unchanged, on the second. */
    struct bench *t = *state;
    struct seal_keys first, second;
    struct err e = {0};
    struct stat st;
    assert_int_equal(seal_keys_load(&first, t->path, SEAL_REFUSE, &e), -1);
    assert_int_equal(e.code, ERR_NOT_FOUND);
    err_clear(&e);
    assert_int_equal(seal_keys_load(&first, t->path, SEAL_CREATE, &e), 0);
    assert_int_equal(stat(t->path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(seal_keys_load(&second, t->path, SEAL_CREATE, &e), 0);
    assert_memory_equal(&first, &second, sizeof first);
    assert_int_equal(first.count, 1);
}

static void left_over_of_a_crash(void **state)
{
    /* A half-written file of an earlier start that was killed does not stop the next one. */
    struct bench *t = *state;
    struct seal_keys keys;
    struct err e = {0};
    char half[128];
    snprintf(half, sizeof half, "%s.new", t->path);
    write_file(half, "1 0001", 0600);
    assert_int_equal(seal_keys_load(&keys, t->path, SEAL_CREATE, &e), 0);
    assert_int_equal(access(half, F_OK), -1);
}

static void open_to_others(void **state)
{
    /* A key file that the group or the world may touch is refused, and so is a link. */
    struct bench *t = *state;
    static const mode_t modes[] = {0640, 0604, 0660, 0601, 0620};
    struct seal_keys keys;
    for (size_t i = 0; i < COUNT(modes); i++) {
        struct err e = {0};
        write_file(t->path, LINE_1, modes[i]);
        assert_int_equal(seal_keys_load(&keys, t->path, SEAL_CREATE, &e), -1);
        assert_int_equal(e.code, ERR_INVALID);
        assert_non_null(strstr(e.text, "0600"));
    }
    struct err e = {0};
    unlink(t->path);
    assert_int_equal(symlink("/etc/hostname", t->path), 0);
    assert_int_equal(seal_keys_load(&keys, t->path, SEAL_CREATE, &e), -1);
    assert_int_equal(e.code, ERR_IO);
}

static void unreadable_files(void **state)
{
    /* Each way in which the text of a key file can be wrong is told, none reads over an end. */
    (void)state;
    static const char *const bad[] = {
        "",
        "# nothing\n\n",
        "1\n",
        "1 00\n",
        "0 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "256 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "x 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "1 0g0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
        "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00",
        ("1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n"
         "1 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct seal_keys keys;
        struct err e = {0};
        assert_int_equal(seal_keys_decode(&keys, text_of(bad[i]), &e), -1);
        assert_int_equal(e.code, ERR_INVALID);
    }
}

static void too_many_keys(void **state)
{
    /* One key over the limit, and a file over its size, are refused. */
    struct bench *t = *state;
    struct seal_keys keys;
    struct err e = {0};
    char line[100];
    for (int i = 1; i <= SEAL_KEYS_MAX + 1; i++) {
        snprintf(line, sizeof line, "%d%s", i, LINE_1 + 1);
        buf_put_string(&t->a, line);
        assert_int_equal(seal_keys_decode(&keys, buf_text(&t->a), &e), i <= SEAL_KEYS_MAX ? 0 : -1);
    }
    FILE *f = fopen(t->path, "w");
    for (int i = 0; i <= LIMIT_SEAL_KEY_FILE_BYTES; i++)
        fputc('#', f);
    fclose(f);
    chmod(t->path, 0600);
    err_clear(&e);
    assert_int_equal(seal_keys_load(&keys, t->path, SEAL_CREATE, &e), -1);
    assert_non_null(strstr(e.text, "larger"));
}

static void rotation(void **state)
{
    /* After a second key was added, new texts use it and old ones still open; without the old key
     * they do not. */
    struct bench *t = *state;
    struct seal_keys one, two, other;
    struct err e = {0};
    char both[200];
    snprintf(both, sizeof both, "%s# newer\r\n%s", LINE_1, LINE_2);
    assert_int_equal(seal_keys_decode(&one, text_of(LINE_1), &e), 0);
    assert_int_equal(seal_keys_decode(&two, text_of(both), &e), 0);
    assert_int_equal(seal_keys_decode(&other, text_of(LINE_2), &e), 0);
    struct seal s = {t->crypto, &one};
    seal_encrypt(&s, TEXT("row 1"), TEXT("old secret"), &t->a);
    s.keys = &two;
    assert_int_equal(seal_decrypt(&s, TEXT("row 1"), buf_text(&t->a), &t->b, &e), 0);
    assert_true(text_is(buf_text(&t->b), "old secret"));
    s.keys = &other;
    assert_int_equal(seal_decrypt(&s, TEXT("row 1"), buf_text(&t->a), &t->b, &e), -1);
    assert_non_null(strstr(e.text, "key 1"));
    buf_clear(&t->a);
    s.keys = &two;
    seal_encrypt(&s, TEXT("row 1"), TEXT("new"), &t->a);
    assert_int_equal(t->a.p[0], 2);
    buf_clear(&t->b);
    seal_keys_encode(&two, &t->b);
    assert_int_equal(seal_keys_decode(&other, buf_text(&t->b), &(struct err){0}), 0);
    assert_memory_equal(&other, &two, sizeof two);
}

static void bound_to_its_place(void **state)
{
    /* A sealed text opens only with its associated data, whole and unchanged; the same plain text
     * never looks the same. */
    struct bench *t = *state;
    struct seal_keys keys;
    struct err e = {0};
    assert_int_equal(seal_keys_decode(&keys, text_of(LINE_1), &e), 0);
    struct seal s = {t->crypto, &keys};
    seal_encrypt(&s, TEXT("row 1"), TEXT("secret"), &t->a);
    assert_int_equal(t->a.n, 6 + SEAL_BYTES_ADDED);
    assert_int_equal(seal_decrypt(&s, TEXT("row 2"), buf_text(&t->a), &t->b, &e), -1);
    assert_int_equal(e.code, ERR_INVALID);
    for (size_t n = 0; n < t->a.n; n++) {
        err_clear(&e);
        assert_int_equal(seal_decrypt(&s, TEXT("row 1"), (struct text){t->a.p, n}, &t->b, &e), -1);
        assert_int_equal(t->b.n, 0);
    }
    seal_encrypt(&s, TEXT("row 1"), TEXT("secret"), &t->b);
    assert_memory_not_equal(t->a.p + 1, t->b.p + 1, CRYPTO_NONCE_BYTES);
}

static void nothing_to_seal(void **state)
{
    /* An empty secret is sealed and opened like any other. */
    struct bench *t = *state;
    struct seal_keys keys;
    struct err e = {0};
    assert_int_equal(seal_keys_decode(&keys, text_of(LINE_1), &e), 0);
    struct seal s = {t->crypto, &keys};
    seal_encrypt(&s, TEXT(""), TEXT(""), &t->a);
    assert_int_equal(seal_decrypt(&s, TEXT(""), buf_text(&t->a), &t->b, &e), 0);
    assert_int_equal(t->b.n, 0);
}

static void passphrase(void **state)
{
    /* The right passphrase opens, a wrong one, a changed cost, a cut text and a foreign text do
     * not. */
    struct bench *t = *state;
    struct err e = {0};
    seal_passphrase_encrypt(t->crypto, TEXT("correct horse"), TEXT("the keys"), &t->a);
    assert_int_equal(
        seal_passphrase_decrypt(t->crypto, TEXT("correct horse"), buf_text(&t->a), &t->b, &e), 0);
    assert_true(text_is(buf_text(&t->b), "the keys"));
    assert_int_equal(seal_passphrase_decrypt(t->crypto, TEXT("wrong"), buf_text(&t->a), &t->b, &e),
                     -1);
    struct text cut = {t->a.p, t->a.n - 1};
    assert_int_equal(seal_passphrase_decrypt(t->crypto, TEXT("correct horse"), cut, &t->b, &e), -1);
    cut.n = 20;
    assert_int_equal(seal_passphrase_decrypt(t->crypto, TEXT("correct horse"), cut, &t->b, &e), -1);
    err_clear(&e);
    t->a.p[15] = 60;
    assert_int_equal(
        seal_passphrase_decrypt(t->crypto, TEXT("correct horse"), buf_text(&t->a), &t->b, &e), -1);
    assert_non_null(strstr(e.text, "2^60"));
    assert_int_equal(
        seal_passphrase_decrypt(t->crypto, TEXT("x"), TEXT("PK\3\4 some zip"), &t->b, &e), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(made_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(left_over_of_a_crash, set_up, tear_down),
        cmocka_unit_test_setup_teardown(open_to_others, set_up, tear_down),
        cmocka_unit_test(unreadable_files),
        cmocka_unit_test_setup_teardown(too_many_keys, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rotation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bound_to_its_place, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nothing_to_seal, set_up, tear_down),
        cmocka_unit_test_setup_teardown(passphrase, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
