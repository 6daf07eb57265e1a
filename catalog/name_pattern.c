/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/name_pattern.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/limits.h"
#include "base/memory.h"
#include "catalog/java_regex.h"
#include "catalog/regex.h"

struct name_pattern {
    struct regex *regex;
    struct buf shown, prefix;
};

struct name_pattern *name_pattern_new(struct text expression, struct err *err)
{
    struct name_pattern *pattern = memory_new(sizeof *pattern);
    struct buf translated;
    buf_init(&translated, 16 * LIMIT_EXPRESSION_BYTES);
    buf_init(&pattern->prefix, LIMIT_EXPRESSION_BYTES);
    buf_init(&pattern->shown, LIMIT_EXPRESSION_BYTES);
    buf_put(&pattern->shown, text_cut(expression, 128));
    if (java_regex_translate(expression, &translated, &pattern->prefix, err) == 0)
        pattern->regex = regex_new(buf_text(&translated), REGEX_ANY_CASE, expression, err);
    buf_release(&translated);
    if (pattern->regex)
        return pattern;
    name_pattern_free(pattern);
    return NULL;
}

void name_pattern_free(struct name_pattern *pattern)
{
    if (!pattern)
        return;
    regex_free(pattern->regex);
    buf_release(&pattern->shown);
    buf_release(&pattern->prefix);
    free(pattern);
}

int name_pattern_matches(struct name_pattern *pattern, struct text name, struct err *err)
{
    enum regex_verdict verdict = regex_match(pattern->regex, name);
    if (verdict != REGEX_TOO_LONG)
        return verdict == REGEX_MATCHES;
    return err_set(err, ERR_INVALID,
                   "Expression '%.*s' takes too many steps on the name '%.*s'; nested "
                   "repetitions are the usual reason.",
                   TEXT_ARG(buf_text(&pattern->shown)), TEXT_ARG(text_cut(name, 64)));
}

struct text name_pattern_prefix(const struct name_pattern *pattern)
{
    return buf_text(&pattern->prefix);
}
