/* SPDX-License-Identifier: Apache-2.0
 * Partition keys: the values of a partition as bytes that sort by value under memcmp.
 *
 * Per value, by the type that the table's key layout froze for it:
 *
 *   null       0x10              __HIVE_DEFAULT_PARTITION__, whatever the type
 *   integer    0x20, value, end
 *   date       0x24, value, end
 *   timestamp  0x28, value, end
 *   decimal    0x2C, value, end
 *   text       0x30, the bytes, 0x00     all other types, and what is no value of its type
 *
 * `value` is that of catalog/key_value.h. `end` is 0x00 where the text is the shortest one of its
 * value, or 0x01, the text, 0x00 (as with "01" beside "1": both may exist, and stand side by side).
 *
 * In a layout a leading '=' marks the types other than integers that are kept by value: tables made
 * before these were have layouts without it, and keep such values as text.
 *
 * Values hold no NUL, because the JSON reader refuses it, so 0x00 ends them. */
#ifndef PROPOLIS_CATALOG_PARTITION_KEY_H
#define PROPOLIS_CATALOG_PARTITION_KEY_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"
#include "catalog/key_value.h"

/* The partition keys of a table, in their order or in that of a partition index. */
struct partition_keys {
    const struct text *names;   /* folded */
    const enum key_kind *kinds; /* by the types that the table declares now */
    const enum key_kind *kept;  /* by the layout: how values are encoded; KEY_TEXT: as text */
    const struct text *types;   /* as declared, for messages */
    size_t count;
};

/* Appends to a layout what the values of a type are kept by. */
void partition_layout_put(struct buf *layout, struct text type);

/* How the values at each position are kept by a layout ("string,int,=date,"). In the arena. */
enum key_kind *partition_layout_read(struct text layout, size_t count, struct arena *arena);

/* Appends one value. */
void partition_key_put(struct buf *out, enum key_kind kept, struct text value);

/* Cuts the first value off an encoded key: returns its bytes, moves `rest` behind them. {NULL,0} at
 * the end. */
struct text partition_key_next(struct text *rest);

/* What one encoded value holds. */
struct partition_key_part {
    bool is_null;
    enum key_kind kind; /* KEY_TEXT where it is kept as text */
    struct text bytes;  /* catalog/key_value.h; of a text the text */
    struct text text;   /* as it was given; {NULL,0}: the shortest text of `bytes` */
};
struct partition_key_part partition_key_read(struct text value);

/* Appends a value as it was given. */
void partition_key_put_text(struct text value, struct buf *out);

/* Positions among encoded values of one kind, for ranges of keys: appends the smallest bytes that
 * are not below any encoding of `bytes`, or with `after` those above all of them. */
void partition_key_put_bound(struct buf *out, enum key_kind kept, struct text bytes, bool after);

/* First bytes of the classes, as bounds: all values of a class begin with its byte. */
enum {
    PARTITION_KEY_NULL = 0x10,
    PARTITION_KEY_AFTER_NULL = 0x11,
    PARTITION_KEY_TEXT = 0x30,
    PARTITION_KEY_END = 0x31
};
char partition_key_class(enum key_kind kept);

#endif
