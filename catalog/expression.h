/* SPDX-License-Identifier: Apache-2.0
 * Filter expressions over partition keys: the grammar of Glue's GetPartitions in the dialects that
 * engines send it in.
 *
 *   expression  = blank | or
 *   or          = and { OR and }             and = unit { AND unit }
 *   unit        = NOT unit | ( or ) | predicate
 *   predicate   = key op literal | literal op key | key [NOT] IN ( literal, ... )
 *               | key [NOT] BETWEEN literal AND literal | key [NOT] LIKE text [ESCAPE character]
 *               | key IS [NOT] NULL
 *   op          = = == <> != < <= > >=
 *   key         = a name, bare, in back quotes or in double quotes; without regard to case
 *   literal     = 'text' or "text" ('' or \' for a quote) | number with an optional suffix L S Y D
 *                 F BD | 2024-01-01 [hh:mm:ss[.f]] | DATE 'text' | TIMESTAMP 'text' | TRUE | FALSE
 *                 | NULL | __HIVE_DEFAULT_PARTITION__
 *
 * Keywords in any case; each may also be the name of a key. Keys and literals may stand in
 * parentheses.
 *
 * In a pattern without ESCAPE, ".*" is a run of any characters too, as Spark and Hive write it.
 *
 * A literal is cast to the key's type as it stands: ERR_INVALID `"x" is not an integer.` Values are
 * cast when they are looked at: ERR_INVALID_STATE where the answer hangs on one that is no value of
 * its key's type. An unknown key's message is "Invalid partition expression!", an unreadable text's
 * "Unsupported expression '...'", that of a key of a type without order "Unknown type : 'float'".
 *
 * Three-valued logic. __HIVE_DEFAULT_PARTITION__ is the null of every type: IS NULL finds it, no
 * comparison with another value does, and as a literal it equals itself. */
#ifndef PROPOLIS_CATALOG_EXPRESSION_H
#define PROPOLIS_CATALOG_EXPRESSION_H

#include "base/compiler.h"
#include "base/err.h"
#include "catalog/key_domain.h"
#include "catalog/partition_key.h"

struct expression;

/* Parses. `*out` and all below it live in the arena; it borrows `keys`. ERR_INVALID. */
int expression_parse(struct text expression, const struct partition_keys *keys, struct arena *arena,
                     const struct expression **out, struct err *err) MUST_CHECK;

/* True where every partition matches. */
bool expression_is_everything(const struct expression *e);

/* 1: the encoded key (catalog/partition_key.h) matches; 0: it does not; -1: ERR_INVALID_STATE.
 * Allocates nothing unless a key is not kept by its type. */
int expression_matches(const struct expression *e, struct text key, struct err *err) MUST_CHECK;

/* The same for the values themselves, one per key. */
int expression_matches_values(const struct expression *e, const struct text *values,
                              struct err *err) MUST_CHECK;

/* Which values of a key partitions that match can have: all of them are in the set, whatever the
 * other keys hold. `other` is not KEY_OTHER_OUT where a value that cannot be cast may be an error
 * or match. Borrowed from the expression. */
const struct key_domain *expression_domain(const struct expression *e, size_t key);

/* True where a partition matches if and only if each of its values is in the domain of its key:
 * then the domains say all, and nothing is left to filter. */
bool expression_is_product(const struct expression *e);

/* Many keys by columns: per column its distinct encoded values, and per row which of them it has.
 */
struct key_column {
    const struct text *values;
    size_t values_count;
    const uint16_t *codes;
};

/* Judges many rows at once, each of them as expression_matches does: a value is looked at once, and
 * rows cost a few steps. `scratch` is for what is needed meanwhile. */
enum { VERDICT_NO, VERDICT_ERROR, VERDICT_YES };
void expression_judge(const struct expression *e, const struct key_column *columns, size_t rows,
                      struct arena *scratch, uint8_t *verdicts);

/* Seeks among sorted keys. Keys from `from` on that can match begin
 *   EXPRESSION_HERE  at `from` itself
 *   EXPRESSION_ON    at `next` or behind it (emptied first)
 *   EXPRESSION_NOWHERE   nowhere
 * `from` is a key, a key with a zero byte behind it (the place after it), or empty. */
enum expression_place { EXPRESSION_HERE, EXPRESSION_ON, EXPRESSION_NOWHERE };
enum expression_place expression_seek(const struct expression *e, struct text from,
                                      struct buf *next);

#endif
