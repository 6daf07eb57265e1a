/* SPDX-License-Identifier: Apache-2.0
 * A text: bytes and their number, without a closing NUL. It never owns its bytes; whoever hands one
 * out says how long they live. Text from outside is valid UTF-8 once it has passed the JSON reader
 * or `text_is_utf8`. */
#ifndef PROPOLIS_BASE_TEXT_H
#define PROPOLIS_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text {
    const char *p;
    size_t n;
};

/* A text constant from a string literal; usable in static initialisers. */
#define TEXT(literal) ((struct text){literal, sizeof(literal) - 1})
#define TEXT_INIT(literal)                                                                         \
    {                                                                                              \
        literal, sizeof(literal) - 1                                                               \
    }

/* For printf: printf("%.*s", TEXT_ARG(t)). */
#define TEXT_ARG(t) (int)(t).n, (t).p

/* The text of a NUL-terminated string, borrowed; NULL gives the empty text. */
struct text text_of(const char *string);

bool text_equal(struct text a, struct text b);
bool text_is(struct text t, const char *string);

/* Equality without regard to the case of ASCII letters (HTTP header names, keywords). */
bool text_equal_nocase(struct text a, struct text b);

/* Byte-wise order, as memcmp; a prefix sorts first. */
int text_compare(struct text a, struct text b);

bool text_starts_with(struct text t, struct text prefix);
bool text_ends_with(struct text t, struct text suffix);

/* Without blanks, tabs and line ends at both ends. Borrowed from `t`. */
struct text text_trim(struct text t);

/* Cuts `t` at the first `separator`: returns what stands before it and moves `rest` behind it.
 * Without a separator the whole text is returned and `rest` becomes {NULL, 0}. Call it until
 * `rest->p` is NULL. */
struct text text_split(struct text *rest, char separator);

/* The offset of the first `c`, or t.n. */
size_t text_find(struct text t, char c);

/* True where all bytes form valid UTF-8 (RFC 3629: no surrogates, no overlong forms, nothing above
 * U+10FFFF). */
bool text_is_utf8(struct text t);

/* The number of code points of valid UTF-8. */
size_t text_length(struct text t);

/* The longest prefix of at most `bytes_max` bytes that does not cut a code point. */
struct text text_cut(struct text t, size_t bytes_max);

/* A decimal number with an optional minus sign and nothing else. False on any other text or when it
 * does not fit. */
bool text_to_int64(struct text t, int64_t *out);

#endif
