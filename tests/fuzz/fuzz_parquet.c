/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as the Thrift bytes of a Parquet footer. What is accepted must have types that print to
 * texts that read back. */
#include <stdlib.h>
#include <string.h>

#include "crawler/format.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_types(const struct finding *f, struct arena *a)
{
    struct table_format t;
    format_describe(f->schema, a, &t);
    for (size_t i = 0; i < t.n; i++) {
        struct err e = {0};
        const struct hive_type *again;
        struct text type = hive_type_text(t.columns[i].type, a);
        if (hive_type_parse(a, type, &again, &e) != 0 || !hive_type_equal(again, t.columns[i].type))
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct finding f;
    char *tail = malloc(size + 8);
    memcpy(tail, data, size);
    for (size_t i = 0; i < 4; i++)
        tail[size + i] = (char)(size >> 8 * i & 0xFF);
    memcpy(tail + size + 4, "PAR1", 4);
    struct sample s = {
        .name = TEXT("x.parquet"), .file_bytes = size + 12, .tail = {tail, size + 8}};
    arena_init(&a, 256u << 20, NULL);
    format_examine(&s, &a, &f);
    if (f.kind == FINDING_SCHEMA)
        check_types(&f, &a);
    arena_release(&a);
    free(tail);
    return 0;
}
