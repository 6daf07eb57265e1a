/* SPDX-License-Identifier: Apache-2.0
 * Shapes: what the documents and requests of the catalog look like, as const tables. A *type* is a
 * kind of value with its limits, a *shape* is a structure with named members. Decoding, validation,
 * the stored text and the OpenAPI text all follow from the tables; nobody writes a parser for a
 * request.
 *
 * Names and limits of Glue's own types are those of the service model of API version 2017-03-31. */
#ifndef PROPOLIS_CATALOG_SHAPE_H
#define PROPOLIS_CATALOG_SHAPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/json_read.h"
#include "base/text.h"

enum kind {
    KIND_TEXT,
    KIND_INTEGER, /* 32 bits */
    KIND_LONG,    /* 64 bits */
    KIND_DOUBLE,
    KIND_BOOLEAN,
    KIND_TIMESTAMP, /* on the wire: seconds since 1970 as a number; here: milliseconds */
    KIND_STRUCT,
    KIND_LIST,
    KIND_MAP,     /* text to text, in the caller's order */
    KIND_DOCUMENT /* any JSON value, kept as it came */
};

/* Which characters a text may hold. The patterns are the model's. */
enum text_class {
    CLASS_ANY,
    CLASS_SINGLE_LINE, /* no control characters but tab */
    CLASS_MULTI_LINE   /* no control characters but tab, CR and LF */
};

/* The model's pattern of a class; NULL for CLASS_ANY. */
const char *text_class_pattern(enum text_class text_class);

#define NO_MAXIMUM INT64_MAX

/* Every time lies in the years 1 to 9999, in seconds since 1970: those of ISO 8601, and all that
 * Python's datetime can hold. One table with a time beyond, say in milliseconds, would end every
 * list that shows it in an error of boto3's. */
#define TIME_SECONDS_MIN INT64_C(-62135596800)
#define TIME_SECONDS_MAX INT64_C(253402300799)

/* The model's blobs travel as Base64 (RFC 4648, section 4). */
#define BASE64_PATTERN "(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"

struct shape;

struct type {
    const char *name; /* as Glue's model calls it */
    enum kind kind;
    enum text_class text_class;
    int64_t min, max;           /* code points, elements, pairs, or the number itself; a double with
                                   no maximum of any kind has no minimum either */
    const char *pattern;        /* a regular expression for the whole text; NULL: any */
    const char *const *values;  /* the allowed texts, NULL-ended; NULL: any */
    const struct shape *shape;  /* KIND_STRUCT */
    const struct type *key;     /* KIND_MAP */
    const struct type *element; /* KIND_LIST; the values of a KIND_MAP */
};

enum member_flag {
    MEMBER_REQUIRED = 1,
    MEMBER_ALWAYS =
        2,           /* written with its empty value ([], {}, 0, false) when the caller gave none */
    MEMBER_FOLD = 4, /* a name: ASCII letters become lower case, as Glue folds them */
    MEMBER_HEAD = 8, /* kept as a column of the store and not in the stored text */
    MEMBER_SECRET = 16, /* no message shows what was given for it or below it */
    MEMBER_REPEATS = 32 /* a list or structure that the items of a batch have in common, mostly byte
                           for byte: then it is decoded once, and the items share the value */
};

struct member {
    const char *name;
    const struct type *type;
    unsigned flags;
    /* One sentence for the OpenAPI text; NULL where Glue's documentation says it. */
    const char *about;
};

struct shape {
    const char *name;
    const struct member *members;
    size_t count;
    bool is_closed; /* members that it does not have are refused, where Glue's are ignored */
};

/* At most this many members in a shape: a decoder notes what it has seen in one word. */
enum { SHAPE_MEMBERS_MAX = 64 };

#define SHAPE(NAME, MEMBERS)                                                                       \
    {                                                                                              \
        NAME, MEMBERS, COUNT(MEMBERS), false                                                       \
    }

/* For documents of our own where a misspelt member would be taken for an absent one. */
#define CLOSED_SHAPE(NAME, MEMBERS)                                                                \
    {                                                                                              \
        NAME, MEMBERS, COUNT(MEMBERS), true                                                        \
    }

struct value;

struct list {
    struct value *items; /* a map holds key, value, key, value, ... */
    size_t count;        /* elements, or pairs of a map */
};

/* A decoded value. An absent or null member is `set == false` and all zero: no text, no items, no
 * members. */
struct value {
    bool set;
    union {
        struct text text; /* KIND_TEXT, and the verbatim text of a KIND_DOCUMENT */
        int64_t integer;  /* KIND_INTEGER, KIND_LONG, KIND_TIMESTAMP (ms) */
        double real;
        bool boolean;
        struct list list;      /* KIND_LIST, KIND_MAP */
        struct value *members; /* KIND_STRUCT: one per member of the shape, by its index */
    };
};

/* Decodes one object by its shape in one pass: an array of shape->count values in the reader's
 * arena, texts borrowed from the input or the arena. Nulls are ignored, and so are unknown members
 * unless the shape is closed.
 *
 * ERR_MALFORMED: not JSON, a member of the wrong kind, a member given twice. ERR_VALIDATION: a
 * limit, in the words of the real service ("1 validation error detected: Value '...' at
 * 'tableInput.name' failed to satisfy constraint: Member must have length less than or equal to
 * 255", as quoted in github.com/boto/boto3/issues/3229). Malformed input goes before a broken limit
 * wherever it stands. ERR_TOO_LARGE: the arena's limit or budget. */
int shape_decode(const struct shape *shape, struct json_reader *r, struct value **out) MUST_CHECK;

/* The same for a whole text, which must hold nothing else. An empty text counts as {}. */
int shape_decode_text(const struct shape *shape, struct text input, struct arena *arena,
                      struct value **out, struct err *err) MUST_CHECK;

/* The same, but members of the outermost object may be missing: the caller fills them in from
 * elsewhere (a path, a query) and calls shape_check_required then. */
int shape_decode_partial(const struct shape *shape, struct text input, struct arena *arena,
                         struct value **out, struct err *err) MUST_CHECK;

/* Decodes one member's value from a text outside JSON (a path segment, a query parameter): texts,
 * numbers and booleans as they stand; ERR_VALIDATION names the member. Lists of texts take one
 * element per call. */
int shape_decode_plain(const struct member *member, struct text plain, struct arena *arena,
                       struct value *out, struct err *err) MUST_CHECK;

/* Checks the number of elements of a list that was decoded one by one. */
int shape_check_count(const struct member *member, size_t count, struct err *err) MUST_CHECK;

/* Checks that required members are set; `shape_decode` has done so already. */
int shape_check_required(const struct shape *shape, const struct value *values,
                         struct err *err) MUST_CHECK;

/* Writes the members as canonical JSON in the order of the shape, without the braces around them:
 * absent members left out except MEMBER_ALWAYS, MEMBER_HEAD ones of the outermost shape left out.
 */
void shape_encode(const struct shape *shape, const struct value *values, struct buf *out);

/* The same less one member, given by its index. */
void shape_encode_less(const struct shape *shape, const struct value *values, size_t left_out,
                       struct buf *out);

/* Writes one value of a type. */
void shape_encode_value(const struct type *type, const struct value *v, struct buf *out);

/* The index of a member by its JSON name, or -1. */
int shape_find(const struct shape *shape, struct text name);

/* Values made by our own code. */
struct value value_text(struct text t);
struct value value_integer(int64_t integer);
struct value value_boolean(bool boolean);
struct value value_list(struct value *items, size_t count);
struct value value_struct(struct value *members);

/* The value of a text member, or `otherwise` where it is absent. */
struct text value_text_or(const struct value *v, struct text otherwise);
int64_t value_integer_or(const struct value *v, int64_t otherwise);

/* The value of a key in a decoded map, or NULL. Keys compare exactly. */
const struct value *value_map_get(const struct value *map, struct text key);

#endif
