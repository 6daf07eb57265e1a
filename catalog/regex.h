/* SPDX-License-Identifier: Apache-2.0
 * Regular expressions in Java's manner, over PCRE2. They come from outside, so every match is
 * bounded in steps and memory and no expression can stall the server. */
#ifndef PROPOLIS_CATALOG_REGEX_H
#define PROPOLIS_CATALOG_REGEX_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct regex;

enum regex_flag { REGEX_ANY_CASE = 1 };

/* New. `shown` stands in the message where the expression is wrong: the caller's own words, which
 * may differ from what is compiled. ERR_INVALID says where the expression is wrong. */
struct regex *regex_new(struct text expression, unsigned flags, struct text shown,
                        struct err *err) MUST_CHECK;
void regex_free(struct regex *regex); /* NULL is allowed */

/* Whether the expression matches the whole text. The regex may be used by one thread at a time. */
enum regex_verdict {
    REGEX_MATCHES,
    REGEX_MATCHES_NOT,
    REGEX_TOO_LONG /* it would take too many steps, or too much memory */
};
enum regex_verdict regex_match(struct regex *regex, struct text text);

/* The same at once, for a pattern of our own tables, which is right by construction. */
bool regex_pattern_matches(const char *pattern, struct text text);

#endif
