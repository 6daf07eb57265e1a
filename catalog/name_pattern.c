/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/name_pattern.h"

#include "base/buf.h"
#include "base/limits.h"
#include "catalog/regex.h"

/* A star that quantifies nothing a regular expression would quantify is a glob's: behind a letter,
 * a digit, an underscore, a hyphen or nothing it means "anything"; behind a dot, a group, a class
 * or an escape it stays a quantifier. */
static void translate(struct text expression, struct buf *out)
{
    bool is_escaped = false, is_repeatable = false;
    for (size_t i = 0; i < expression.n; i++) {
        char c = expression.p[i];
        if (c == '*' && !is_escaped && !is_repeatable)
            buf_put(out, TEXT(".*"));
        else
            buf_put_char(out, c);
        is_repeatable = is_escaped || c == '.' || c == ')' || c == ']' || c == '}';
        is_escaped = c == '\\' && !is_escaped;
    }
}

struct regex *name_pattern_new(struct text expression, struct err *err)
{
    struct buf pattern;
    buf_init(&pattern, 2 * LIMIT_EXPRESSION_BYTES);
    translate(expression, &pattern);
    struct regex *regex = regex_new(buf_text(&pattern), REGEX_ANY_CASE, expression, err);
    buf_release(&pattern);
    return regex;
}
