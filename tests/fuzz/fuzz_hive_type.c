/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as a Hive type. What is accepted must print to a text that reads back as the same
 * type, and the laws of merging and comparing must hold for it. */
#include <stdlib.h>

#include "catalog/hive_type.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_laws(struct arena *a, const struct hive_type *t)
{
    struct err e = {0};
    const struct hive_type *again = NULL;
    struct text text = hive_type_text(t, a);
    check(hive_type_parse(a, text, &again, &e) == 0);
    check(hive_type_equal(t, again));
    check(text_equal(text, hive_type_text(again, a)));
    check(hive_type_compare(t, again) == HIVE_SAME);
    check(hive_type_equal(hive_type_merge(a, t, again, NULL), t));
}

/* Two types in one input, separated by a line end. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {0};
    const struct hive_type *x = NULL, *y = NULL;
    struct text rest = {(const char *)data, size};
    struct text first = text_split(&rest, '\n');
    arena_init(&a, 256u << 20, NULL);
    if (hive_type_parse(&a, first, &x, &e) == 0)
        check_laws(&a, x);
    if (x && e.code == ERR_NONE && hive_type_parse(&a, rest, &y, &e) == 0) {
        const struct hive_type *both = hive_type_merge(&a, x, y, NULL);
        check(hive_type_compare(both, hive_type_merge(&a, y, x, NULL)) == HIVE_SAME);
        check(hive_type_compare(x, y) != HIVE_WIDENED || hive_type_compare(y, x) == HIVE_NARROWED);
    }
    arena_release(&a);
    return 0;
}
