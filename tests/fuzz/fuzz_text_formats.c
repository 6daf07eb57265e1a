/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as a file of a text format: CSV, JSON, gzip around them. The first byte chooses a name
 * and whether the sample is all of the file. Merging a schema with itself must change no type, and
 * each type must print to a text that reads back. */
#include <stdlib.h>
#include <string.h>

#include "crawler/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
    if (!holds)
        abort();
}

static void check_schema(const struct schema *s, struct arena *a)
{
    struct table_format t, both;
    format_describe(s, a, &t);
    format_describe(schema_merge(s, schema_copy(s, a), a), a, &both);
    check(t.n == both.n);
    check(schema_similarity(s, s) > 0.999);
    for (size_t i = 0; i < t.n; i++) {
        struct err e = {0};
        const struct hive_type *again;
        struct text type = hive_type_text(t.columns[i].type, a);
        check(t.columns[i].name.n > 0 && text_is_utf8(t.columns[i].name));
        check(hive_type_parse(a, type, &again, &e) == 0);
        check(hive_type_equal(again, both.columns[i].type));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct finding f;
    unsigned choice = size > 0 ? data[0] : 0;
    size_t n = size > 0 ? size - 1 : 0;
    char *head = malloc(n + 1);
    if (n > 0)
        memcpy(head, data + 1, n);
    struct sample s = {.name = choice & 1 ? TEXT("x.csv.gz") : TEXT("part-0"),
                       .file_bytes = choice & 2 ? n : n + (16u << 20),
                       .head = {head, n}};
    arena_init(&a, 256u << 20, NULL);
    format_examine(&s, &a, &f);
    if (f.kind == FINDING_NEEDS && n > 0) {
        s.file_bytes = n;
        format_examine(&s, &a, &f);
    }
    if (f.kind == FINDING_SCHEMA)
        check_schema(f.schema, &a);
    arena_release(&a);
    free(head);
    return 0;
}
