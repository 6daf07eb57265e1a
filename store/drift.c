/* SPDX-License-Identifier: Apache-2.0 */
#include "store/drift.h"

#include "base/crypto.h"
#include "base/limits.h"
#include "catalog/schema_diff.h"
#include "store/drift_event.h"
#include "store/store_inside.h"

struct text schema_hash(struct tx *tx, struct text schema, struct schema_hash *space)
{
    crypto_sha256(store_crypto(tx->store), schema, space->bytes);
    return (struct text){(const char *)space->bytes, sizeof space->bytes};
}

static int diff_of(struct text before_tail, struct text after_tail, struct arena *arena,
                   struct schema_diff *out, struct err *err)
{
    struct value *before, *after;
    struct table_schema from, to;
    if (table_tail_decode(before_tail, arena, &before, err) != 0 ||
        table_tail_decode(after_tail, arena, &after, err) != 0)
        return -1;
    schema_of_table_input(before, arena, &from);
    schema_of_table_input(after, arena, &to);
    schema_diff(&from, &to, arena, out);
    return 0;
}

int drift_put_diff(struct text before_tail, struct text after_tail, struct arena *arena,
                   struct buf *out, struct err *err)
{
    struct schema_diff diff;
    if (diff_of(before_tail, after_tail, arena, &diff, err) != 0)
        return -1;
    schema_diff_put(out, &diff);
    return 0;
}

static int add_event(struct tx *tx, const struct change *change, int64_t seq,
                     const struct schema_diff *diff)
{
    struct drift_event event = {.change_seq = seq,
                                .catalog_id = change->catalog_id,
                                .database_id = change->database_id,
                                .table_id = change->table_id,
                                .catalog_name = change->catalog_name,
                                .database_name = change->database_name,
                                .table_name = change->object_name,
                                .version_before = change->version_before,
                                .version_after = change->version_after,
                                .diff = diff};
    return drift_event_add(tx, &event, NULL);
}

int drift_record_update(struct tx *tx, struct change *change, struct arena *arena)
{
    struct schema_diff diff;
    struct buf detail;
    int64_t seq;
    if (diff_of(change->before_tail, change->after_tail, arena, &diff, tx->err) != 0)
        return -1;
    buf_init(&detail, LIMIT_DOCUMENT_BYTES);
    schema_diff_put(&detail, &diff);
    change->detail = buf_text(&detail);
    int result = change_add(tx, change, &seq);
    if (result == 0 && diff.is_drift)
        result = add_event(tx, change, seq, &diff);
    buf_release(&detail);
    return result;
}
