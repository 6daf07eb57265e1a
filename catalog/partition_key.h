/* SPDX-License-Identifier: Apache-2.0
 * Partition keys: the values of a partition as bytes that sort by value under memcmp.
 *
 * Per value, by the type that the table's key layout froze for it:
 *
 *   null     0x10                                       __HIVE_DEFAULT_PARTITION__, whatever the
 * type integer  0x20, 8 bytes big-endian with the sign bit flipped, then 0x00 where the text is the
 * canonical one, or 0x01, the text, 0x00 (as with "01" beside "1": both may exist, and stand side
 * by side) text     0x30, the bytes, 0x00                      all other types, and integers that
 * cannot be read
 *
 * Values hold no NUL, because the JSON reader refuses it, so 0x00 ends them. */
#ifndef PROPOLIS_CATALOG_PARTITION_KEY_H
#define PROPOLIS_CATALOG_PARTITION_KEY_H

#include "base/buf.h"
#include "base/text.h"

/* The value that stands for null in Hive's folder names. */
#define PARTITION_NULL TEXT("__HIVE_DEFAULT_PARTITION__")

/* Appends the value at position `index` of a table with this key layout ("string,int,"). */
void partition_key_put(struct buf *out, struct text key_layout, size_t index, struct text value);

/* The same without what tells "01" from "1": all keys whose value equals this one begin with these
 * bytes. */
void partition_key_put_prefix(struct buf *out, struct text key_layout, size_t index,
                              struct text value);

/* Cuts the first value off an encoded key: returns its bytes, moves `rest` behind them. {NULL,0} at
 * the end. */
struct text partition_key_next(struct text *rest);

/* True where a prefix is the whole encoding, so that the next value's bytes follow directly. */
bool partition_key_is_whole(struct text prefix);

/* True where the type at this position is one that sorts as an integer. */
bool partition_key_is_integer(struct text key_layout, size_t index);

/* The smallest bytes above all that begin with `prefix`, in place; false where there are none (all
 * 0xFF). */
bool partition_key_after(struct buf *prefix);

#endif
