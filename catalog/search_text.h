/* SPDX-License-Identifier: Apache-2.0
 * What of a table is searched, and what a search asks for, as *tokens*: runs of letters and digits
 * in lower case, so "Customer-Link_2" has the tokens customer, link and 2. Everything that is
 * neither a letter nor a digit separates tokens, as SearchTables has it ("split on certain
 * punctuation characters", service model). Letters are folded by simple case pairs of Latin, Greek
 * and Cyrillic; other letters are compared as they are.
 *
 * The texts here are tokens with a blank behind each. The same table must have the same texts
 * always: an index takes an old text out by giving it once more (docs/decisions/0008). */
#ifndef PROPOLIS_CATALOG_SEARCH_TEXT_H
#define PROPOLIS_CATALOG_SEARCH_TEXT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

enum search_field {
    SEARCH_NAME,
    SEARCH_DATABASE,
    SEARCH_DESCRIPTION,
    SEARCH_OWNER,
    SEARCH_TYPE,
    SEARCH_LOCATION,
    SEARCH_COLUMNS,    /* names and comments, of partition keys too */
    SEARCH_PARAMETERS, /* keys and values */
    SEARCH_PAIRS,      /* per parameter: tokens that hold its key and one token of its value */
    SEARCH_FIELDS,
    SEARCH_ANY_FIELD = SEARCH_FIELDS
};

struct search_text {
    struct text fields[SEARCH_FIELDS];
};

/* The texts of a decoded TableInput; the names of the table and of its database are the store's to
 * add with search_tokens. In the arena. */
void search_text_make(const struct value *table_input, struct arena *arena,
                      struct search_text *out);

bool search_text_equal(const struct search_text *a, const struct search_text *b);

/* The tokens of any text. In the arena. */
struct text search_tokens(struct text t, struct arena *arena);

/* A run of tokens that must stand in one value of the field, next to each other. */
struct search_phrase {
    enum search_field field; /* SEARCH_ANY_FIELD: any but the pairs */
    struct text tokens;
};

struct search_phrases {
    struct search_phrase *items; /* all of them must be found */
    size_t count;
    bool match_nothing; /* something was asked for that no table has */
};

/* Whether a table holds all of them. */
bool search_text_matches(const struct search_text *text, const struct search_phrases *phrases);

/* Adds what a SearchText asks for: each word is a phrase of its own ("a-b" is two tokens side by
 * side), and so is what stands between double quotes. In the arena. */
void search_phrases_add_text(struct search_phrases *phrases, struct text search_text,
                             struct arena *arena);

/* Adds what a filter asks for: all tokens of the value in the field of this key, or in the
 * parameter of this key. ERR_INVALID: the key is one whose values are not searched. */
int search_phrases_add_filter(struct search_phrases *phrases, struct text key, struct text value,
                              struct arena *arena, struct err *err) MUST_CHECK;

#endif
