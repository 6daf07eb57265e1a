/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/name_pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/memory.h"

/* Steps and memory of one match; a name is at most 255 characters long. */
enum { MATCH_STEPS_MAX = 100000, MATCH_DEPTH_MAX = 1000, MATCH_HEAP_KIB_MAX = 1024 };

struct name_pattern {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

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

struct name_pattern *name_pattern_new(struct text expression, struct err *err)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    struct buf regex;
    buf_init(&regex, 2 * LIMIT_EXPRESSION_BYTES);
    translate(expression, &regex);
    struct text text = buf_text(&regex);
    pcre2_code *compiled =
        pcre2_compile((PCRE2_SPTR)(text.p ? text.p : ""), text.n,
                      PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_CASELESS | PCRE2_UTF |
                          PCRE2_NO_UTF_CHECK | PCRE2_NEVER_BACKSLASH_C,
                      &code, &at, NULL);
    buf_release(&regex);
    if (!compiled) {
        PCRE2_UCHAR message[128];
        pcre2_get_error_message(code, message, sizeof message);
        err_set(err, ERR_INVALID, "Expression '%.*s' is not a pattern: %s at character %zu.",
                TEXT_ARG(text_cut(expression, 128)), (const char *)message, (size_t)at);
        return NULL;
    }
    struct name_pattern *pattern = memory_new(sizeof *pattern);
    pattern->code = compiled;
    pattern->data = pcre2_match_data_create(1, NULL);
    pattern->context = pcre2_match_context_create(NULL);
    if (!pattern->data || !pattern->context)
        memory_exhausted(0);
    pcre2_set_match_limit(pattern->context, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(pattern->context, MATCH_DEPTH_MAX);
    pcre2_set_heap_limit(pattern->context, MATCH_HEAP_KIB_MAX);
    return pattern;
}

void name_pattern_free(struct name_pattern *pattern)
{
    if (!pattern)
        return;
    pcre2_match_context_free(pattern->context);
    pcre2_match_data_free(pattern->data);
    pcre2_code_free(pattern->code);
    free(pattern);
}

bool name_pattern_matches(struct name_pattern *pattern, struct text name)
{
    return pcre2_match(pattern->code, (PCRE2_SPTR)name.p, name.n, 0, PCRE2_NO_UTF_CHECK,
                       pattern->data, pattern->context) >= 0;
}
