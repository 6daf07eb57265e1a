/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as a filter expression over keys of every type. Whatever is accepted must judge rows
 * alike by their values and by their encoded keys, keep its promise about domains, and be false
 * where its negation is true. */
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "catalog/expression.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { KEYS = 7 };
static const struct text names[KEYS] = {TEXT_INIT("n"), TEXT_INIT("s"), TEXT_INIT("d"),
                                        TEXT_INIT("t"), TEXT_INIT("m"), TEXT_INIT("c"),
                                        TEXT_INIT("b")};
static const enum key_kind kinds[KEYS] = {KEY_INTEGER, KEY_TEXT, KEY_DATE,   KEY_TIMESTAMP,
                                          KEY_DECIMAL, KEY_CHAR, KEY_BOOLEAN};
static const enum key_kind kept[KEYS] = {KEY_INTEGER, KEY_TEXT, KEY_DATE, KEY_TIMESTAMP,
                                         KEY_DECIMAL, KEY_TEXT, KEY_TEXT};
static const struct partition_keys keys = {names, kinds, kept, names, KEYS};

static const struct text rows[][KEYS] = {
    {TEXT_INIT("1"), TEXT_INIT("a"), TEXT_INIT("2024-01-01"), TEXT_INIT("2024-01-01 00:00:00"),
     TEXT_INIT("1.5"), TEXT_INIT("x "), TEXT_INIT("true")},
    {TEXT_INIT("02"), TEXT_INIT(""), TEXT_INIT("2024-1-2"), TEXT_INIT("2024-01-01 00:00:00.5"),
     TEXT_INIT("-1.50"), TEXT_INIT(""), TEXT_INIT("FALSE")},
    {TEXT_INIT("__HIVE_DEFAULT_PARTITION__"), TEXT_INIT("__HIVE_DEFAULT_PARTITION__"),
     TEXT_INIT("x"), TEXT_INIT("x"), TEXT_INIT("x"), TEXT_INIT("x\t"), TEXT_INIT("x")},
};

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_domains(const struct expression *e, const struct text *row)
{
    struct key_value value;
    for (size_t i = 0; i < KEYS; i++) {
        const struct key_domain *d = expression_domain(e, i);
        if (text_equal(row[i], PARTITION_NULL))
            check(d->null);
        else if (!key_value_read(kinds[i], row[i], &value))
            check(d->other != KEY_OTHER_OUT);
        else
            check(key_domain_has(d, value.bytes));
    }
}

static int judge(const struct expression *e, const struct text *row)
{
    struct buf key, next;
    struct err err = {.code = ERR_NONE};
    buf_init(&key, 1000);
    buf_init(&next, 1 << 20);
    for (size_t i = 0; i < KEYS; i++)
        partition_key_put(&key, kept[i], row[i]);
    int result = expression_matches(e, buf_text(&key), &err);
    err_clear(&err);
    check(expression_matches_values(e, row, &err) == result);
    enum expression_place place = expression_seek(e, buf_text(&key), &next);
    check(result == 0 || place == EXPRESSION_HERE);
    check(place != EXPRESSION_ON || text_compare(buf_text(&next), buf_text(&key)) > 0);
    if (result != 0)
        check_domains(e, row);
    buf_release(&key);
    buf_release(&next);
    return result;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err err = {.code = ERR_NONE};
    const struct expression *e = NULL, *negated = NULL;
    struct text text = {(const char *)data, size};
    if (memchr(data, 0, size) || !text_is_utf8(text))
        return 0; /* a predicate comes through the JSON reader */
    arena_init(&a, 256u << 20, NULL);
    if (expression_parse(text, &keys, &a, &e, &err) == 0) {
        struct text not = arena_printf(&a, "NOT (%.*s)", TEXT_ARG(text));
        bool is_there =
            !expression_is_everything(e) && expression_parse(not, &keys, &a, &negated, &err) == 0;
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            int one = judge(e, rows[i]);
            check(!is_there || one != 1 || judge(negated, rows[i]) == 0);
        }
    } else {
        check(err.code == ERR_INVALID);
    }
    arena_release(&a);
    return 0;
}
