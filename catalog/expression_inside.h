/* SPDX-License-Identifier: Apache-2.0
 * What the files of expressions share: tokens, the tree as written, and the tree that is evaluated.
 */
#ifndef PROPOLIS_CATALOG_EXPRESSION_INSIDE_H
#define PROPOLIS_CATALOG_EXPRESSION_INSIDE_H

#include "catalog/expression.h"

enum token_kind {
    TOKEN_END,
    TOKEN_BAD, /* no token begins here, or one does not end */
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_COMMA,
    TOKEN_OPERATOR,
    TOKEN_WORD,
    TOKEN_NUMBER,
    TOKEN_DATE,   /* bare, perhaps with a time */
    TOKEN_NAME,   /* in back quotes */
    TOKEN_QUOTED, /* in double quotes: a name or a text */
    TOKEN_TEXT    /* in single quotes */
};

enum comparison { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_GE, COMPARE_GT, COMPARE_LE };

struct token {
    enum token_kind kind;
    enum comparison comparison; /* of an operator */
    struct text text;           /* without quotes and suffixes */
    size_t offset;              /* in the expression */
};

struct lexer {
    struct text whole, rest;
    struct arena *arena;
};

struct token lexer_next(struct lexer *lexer);

/* A literal as written. */
struct literal {
    enum { LITERAL_PLAIN, LITERAL_NULL, LITERAL_DATE, LITERAL_TIMESTAMP } kind;
    struct text text;
};

enum written_kind {
    WRITTEN_AND,
    WRITTEN_OR,
    WRITTEN_NOT,
    WRITTEN_COMPARE,
    WRITTEN_IN,
    WRITTEN_BETWEEN,
    WRITTEN_LIKE,
    WRITTEN_IS_NULL
};

/* The tree as written; children are a list. */
struct written {
    enum written_kind kind;
    struct written *first, *next; /* first child, next sibling */
    size_t key;                   /* of a predicate */
    enum comparison comparison;
    const struct literal *literals;
    size_t literals_count;
    char escape; /* of LIKE */
};

/* NULL in `*out`: a blank expression. */
int expression_read(struct text expression, const struct partition_keys *keys, struct arena *arena,
                    const struct written **out, struct err *err) MUST_CHECK;

enum node_kind { NODE_AND, NODE_OR, NODE_DOMAIN, NODE_LIKE };

/* The tree that is evaluated has no NOT: it went into the leaves. So unknown and false need not be
 * told apart, and all conditions on one key under one AND or OR are one set. */
struct node {
    enum node_kind kind;
    bool negated; /* of NODE_LIKE */
    char escape;
    size_t key;
    struct key_domain domain; /* of a leaf; of NODE_LIKE one that all that match are in */
    struct text pattern;
    struct node **children;
    size_t count;
};

int expression_compile(const struct written *written, const struct partition_keys *keys,
                       struct arena *arena, const struct node **out, struct err *err) MUST_CHECK;

/* Positions of encoded values, as bytes: [low, high). */
struct key_range {
    struct text low, high;
};

struct key_ranges {
    const struct key_range *ranges;
    size_t count;
    bool is_everything;
};

struct expression {
    const struct partition_keys *keys;
    const struct node *root;    /* NULL: everything matches */
    struct key_domain *domains; /* one per key */
    struct key_ranges *ranges;  /* the same as bytes of keys */
    size_t keys_used;           /* keys behind these are in no condition */
    bool is_product;
};

/* The ranges of encoded values of a domain. In the arena. */
struct key_ranges expression_ranges(const struct key_domain *d, enum key_kind declared,
                                    enum key_kind kept, struct arena *arena);

/* What one leaf says of a value. */
int expression_node_has(const struct node *n, enum key_kind declared, struct text encoded);

bool like_matches(struct text value, struct text pattern, char escape);

/* Whether the character there takes the meaning of a wildcard behind it: before anything but a
 * wildcard and itself, the escape stands for itself. */
bool like_escapes(struct text pattern, size_t at, char escape);

#endif
