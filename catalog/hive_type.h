/* SPDX-License-Identifier: Apache-2.0
 * A Hive column type as a tree: read from its text ("array<struct<id:bigint,tag:string>>"),
 * printed, merged with others into the narrowest type that can hold all of them, and compared
 * with an earlier one. Trees are never changed once they exist; they share branches and live in
 * arenas.
 *
 * The grammar is that of Hive's type strings (Language Manual, Types; TypeInfoUtils): commas
 * and colons count only outside of angle brackets and parentheses. Names of struct fields keep
 * their case; every comparison of them ignores it, as Hive does. */
#ifndef PROPOLIS_CATALOG_HIVE_TYPE_H
#define PROPOLIS_CATALOG_HIVE_TYPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

enum hive_kind {
    HIVE_VOID, /* no value seen yet; the bottom of the lattice */
    HIVE_BOOLEAN,
    HIVE_TINYINT,
    HIVE_SMALLINT,
    HIVE_INT,
    HIVE_BIGINT,
    HIVE_DECIMAL, /* precision, scale */
    HIVE_FLOAT,
    HIVE_DOUBLE,
    HIVE_STRING,  /* the top of the lattice */
    HIVE_VARCHAR, /* length */
    HIVE_CHAR,    /* length */
    HIVE_BINARY,
    HIVE_DATE,
    HIVE_TIMESTAMP,
    HIVE_TIMESTAMP_LOCAL,
    HIVE_INTERVAL_YEAR_MONTH,
    HIVE_INTERVAL_DAY_TIME,
    HIVE_OTHER, /* a word that Hive does not know; Glue stores types unchecked, so it occurs */
    HIVE_ARRAY, /* one child */
    HIVE_MAP,   /* two children: key, value */
    HIVE_STRUCT,
    HIVE_UNION,
    HIVE_KINDS
};

enum { HIVE_DECIMAL_PRECISION_MAX = 38, HIVE_VARCHAR_MAX = 65535, HIVE_CHAR_MAX = 255 };

struct hive_type;

struct hive_child {
    struct text name; /* of a struct field; empty in the other kinds */
    const struct hive_type *type;
};

struct hive_type {
    enum hive_kind kind;
    int precision;    /* of a decimal; the length of a varchar or char */
    int scale;        /* of a decimal */
    struct text name; /* of HIVE_OTHER: the text in lower case */
    const struct hive_child *children;
    size_t n; /* of children */
};

/* Reads a type. `*out` and all below it live in `a` and copy what they need of `t`. Refuses
 * (ERR_VALIDATION) unbalanced brackets, a wrong number of parameters, precision or length out
 * of Hive's range, two fields of one name, more than LIMIT_HIVE_TYPE_DEPTH levels, more than
 * LIMIT_HIVE_TYPE_BYTES bytes. Struct field names may hold any character but those of the
 * grammar; a field with several colons is named by all that stands before the last. Names in
 * backticks may hold anything. */
int hive_type_parse(struct arena *a, struct text t, const struct hive_type **out,
                    struct err *e) MUST_CHECK;

/* Writes the canonical text: lower case, no blanks, `decimal(10,0)` in full. Reading it gives
 * an equal tree. */
void hive_type_print(const struct hive_type *t, struct buf *out);

/* The canonical text in the arena. */
struct text hive_type_text(const struct hive_type *t, struct arena *a);

/* The type of a kind without parameters (before HIVE_OTHER, not decimal, varchar or char);
 * borrowed for ever. */
const struct hive_type *hive_type_plain(enum hive_kind kind);

/* New types in the arena; children are borrowed and must live as long. */
const struct hive_type *hive_type_decimal(struct arena *a, int precision, int scale);
const struct hive_type *hive_type_array(struct arena *a, const struct hive_type *element);
const struct hive_type *hive_type_map(struct arena *a, const struct hive_type *key,
                                      const struct hive_type *value);
const struct hive_type *hive_type_struct(struct arena *a, const struct hive_child *fields,
                                         size_t n);

/* A copy that owns all it points to, in `a`. */
const struct hive_type *hive_type_copy(struct arena *a, const struct hive_type *t);

/* True for arrays, maps, structs and unions. */
bool hive_type_is_nested(const struct hive_type *t);

/* How many arrays, maps, structs and unions stand around the innermost type. */
unsigned hive_type_depth(const struct hive_type *t);

/* The same type, fields in the same order; the case of field names does not count. */
bool hive_type_equal(const struct hive_type *a, const struct hive_type *b);

/* The narrowest type that holds every value of both:
 *   void < everything < string
 *   tinyint < smallint < int < bigint < decimal(p,s) < double, float < double; two decimals
 *   keep the digits of both on either
 *   side of the point and become double past 38 digits
 *   date < timestamp; varchar(n) < varchar(m); char(n) < char(m)
 *   structs unite their fields by name, those of `left` first; arrays, maps and unions merge
 *   their children
 * Scalars without a common type become string. So does a nested type that meets anything else,
 * but that loses its structure: `*conflict` (may be NULL) is then set, and left alone
 * otherwise. Commutative (up to the order of struct fields), associative and idempotent.
 * Returns `left` itself when `right` adds nothing; the result may share branches of both. */
const struct hive_type *hive_type_merge(struct arena *a, const struct hive_type *left,
                                        const struct hive_type *right, bool *conflict);

/* What a change of a column's type means for its readers; each is worse than the one before. */
enum hive_change {
    HIVE_SAME,
    HIVE_WIDENED, /* everything that was written under the old type can be read under the new one */
    HIVE_NARROWED,    /* the other way round, or a part went each way */
    HIVE_INCOMPATIBLE /* neither */
};

/* Compares by the rules of catalog/hive_type_compare.c, whose table names their sources. Nested
 * types are compared part by part (struct fields by name, in any order; a gained field widens,
 * a lost one narrows) and the worst part speaks for the whole. */
enum hive_change hive_type_compare(const struct hive_type *from, const struct hive_type *to);

/* "same", "widened", "narrowed", "incompatible". */
const char *hive_change_name(enum hive_change change);

/* The canonical name of a kind ("bigint", "uniontype"); empty for HIVE_OTHER. */
const char *hive_kind_name(enum hive_kind kind);

/* How many digits a whole number of this kind may have (3 for tinyint ... 19 for bigint); 0 for
 * other kinds. */
int hive_kind_digits(enum hive_kind kind);

#endif
