/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as the rules of a projected table: a date pattern and a date, or properties of two
 * columns, one "name=value" a line. Dates that are read are written and read back as the same; of
 * rules that are taken, each value that is looked at is found again where it stands. */
#include <stdlib.h>

#include "catalog/projection_select.h"
#include "catalog/shapes_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void try_pattern(struct arena *a, struct text pattern, struct text date)
{
    struct date_pattern p;
    struct err err = {0};
    struct buf out;
    int64_t ms, again;
    if (date_pattern_parse(pattern, a, &p, &err) != 0 || !date_pattern_read(&p, date, &ms))
        return;
    check(ms == date_pattern_truncate(&p, ms));
    buf_init(&out, 1 << 20);
    date_pattern_write(&p, ms, &out);
    check(date_pattern_read(&p, buf_text(&out), &again) && again == ms);
    buf_release(&out);
}

static void try_value(const struct projection_column *c, uint64_t i)
{
    struct buf out;
    uint64_t again;
    buf_init(&out, 1 << 20);
    projection_column_value(c, i, &out);
    check(projection_column_find(c, buf_text(&out), &again) && again == i);
    buf_release(&out);
}

static void try_filter(struct arena *a, const struct projection *p, struct text filter)
{
    const struct text names[] = {TEXT("a"), TEXT("b")}, types[] = {TEXT("string"), TEXT("int")};
    const enum key_kind kinds[] = {KEY_TEXT, KEY_INTEGER};
    const struct partition_keys keys = {
        .names = names, .types = types, .kinds = kinds, .kept = kinds, .count = 2};
    const struct expression *e;
    struct projection_selection s;
    struct projection_walk walk;
    struct err err = {0};
    if (expression_parse(filter, &keys, a, &e, &err) != 0 ||
        projection_select(p, e, a, &s, &err) != 0 ||
        projection_walk_begin(&walk, &s, NULL, a, &err) != 0)
        return;
    for (int i = 0; i < 20 && projection_walk_next(&walk, &err) == 1; i++)
        check(projection_has(p, walk.values));
    projection_walk_end(&walk);
}

static void try_rules(struct arena *a, struct text lines, struct text filter)
{
    struct value parameters = {.set = true}, columns[2] = {{.set = true}, {.set = true}};
    struct value *pairs = ARENA_ARRAY(a, struct value, lines.n * 2 + 4);
    struct projection p;
    struct err err = {0};
    size_t count = 0;
    for (size_t i = 0; i < 2; i++) {
        columns[i].members = ARENA_ARRAY(a, struct value, shape_column.count);
        columns[i].members[COLUMN_NAME] = value_text(i == 0 ? TEXT("a") : TEXT("b"));
        columns[i].members[COLUMN_TYPE] = value_text(i == 0 ? TEXT("string") : TEXT("int"));
    }
    while (lines.p) {
        struct text value = text_split(&lines, '\n');
        struct text name = text_split(&value, '=');
        pairs[2 * count] = value_text(name);
        pairs[2 * count++ + 1] = value_text(value.p ? value : TEXT(""));
    }
    parameters.list = (struct list){pairs, count};
    const struct value keys = value_list(columns, 2);
    const struct projection_table t = {&parameters, &keys, TEXT("s3://lake/t")};
    projection_check(&t, a);
    if (projection_read(&t, INT64_C(1795264496789), a, &p, &err) != 0) {
        check(err.code == ERR_INVALID && err.text[0] != '\0');
        return;
    }
    for (size_t i = 0; i < p.count; i++)
        if (!p.columns[i].is_empty) {
            try_value(&p.columns[i], 0);
            try_value(&p.columns[i], p.columns[i].last / 2);
            try_value(&p.columns[i], p.columns[i].last);
        }
    try_filter(a, &p, filter);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct text rest = {(const char *)data, size};
    if (size == 0 || size > 65536)
        return 0;
    arena_init(&a, 256u << 20, NULL);
    struct text first = text_split(&rest, '\n');
    if (rest.p)
        try_pattern(&a, first, rest);
    if (rest.p && text_is_utf8(rest))
        try_rules(&a, rest, first);
    arena_release(&a);
    return 0;
}
