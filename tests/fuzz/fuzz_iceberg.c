/* SPDX-License-Identifier: Apache-2.0
 * Any bytes as the metadata file of an Iceberg table. What is accepted must be written to a text
 * that reads back, and is written again, as the same. */
#include <stdlib.h>

#include "base/limits.h"
#include "catalog/iceberg_table.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(struct arena *a, const struct iceberg_metadata *m)
{
    struct err e = {0};
    struct iceberg_metadata again;
    struct buf first, second;
    buf_init(&first, LIMIT_ICEBERG_METADATA_BYTES);
    buf_init(&second, LIMIT_ICEBERG_METADATA_BYTES);
    iceberg_metadata_put(m, &first);
    if (iceberg_metadata_decode(buf_text(&first), a, &again, &e) != 0)
        abort();
    iceberg_metadata_put(&again, &second);
    if (!text_equal(buf_text(&first), buf_text(&second)))
        abort();
    iceberg_table_put(m, &second);
    buf_release(&first);
    buf_release(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = {0};
    struct iceberg_metadata m;
    arena_init(&a, 256u << 20, NULL);
    if (iceberg_metadata_decode((struct text){(const char *)data, size}, &a, &m, &e) == 0)
        check_again(&a, &m);
    arena_release(&a);
    return 0;
}
