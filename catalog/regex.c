/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/regex.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <assert.h>
#include <pcre2.h>
#include <stdlib.h>

#include "base/memory.h"

/* Steps and memory of one match; most names are at most 255 characters long. */
enum { MATCH_STEPS_MAX = 100000, MATCH_DEPTH_MAX = 1000, MATCH_HEAP_KIB_MAX = 1024 };

struct regex {
    pcre2_code *code;
    pcre2_match_data *data;
    pcre2_match_context *context;
};

struct regex *regex_new(struct text expression, unsigned flags, struct text shown, struct err *err)
{
    int code = 0;
    PCRE2_SIZE at = 0;
    uint32_t options = PCRE2_ANCHORED | PCRE2_ENDANCHORED | PCRE2_UTF | PCRE2_NO_UTF_CHECK |
                       PCRE2_NEVER_BACKSLASH_C | (flags & REGEX_ANY_CASE ? PCRE2_CASELESS : 0);
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)(expression.p ? expression.p : ""),
                                         expression.n, options, &code, &at, NULL);
    if (!compiled) {
        PCRE2_UCHAR message[128];
        pcre2_get_error_message(code, message, sizeof message);
        err_set(err, ERR_INVALID, "Expression '%.*s' is not a pattern: %s.",
                TEXT_ARG(text_cut(shown, 128)), (const char *)message);
        return NULL;
    }
    struct regex *regex = memory_new(sizeof *regex);
    regex->code = compiled;
    regex->data = pcre2_match_data_create(1, NULL);
    regex->context = pcre2_match_context_create(NULL);
    if (!regex->data || !regex->context)
        memory_exhausted(0);
    pcre2_set_match_limit(regex->context, MATCH_STEPS_MAX);
    pcre2_set_depth_limit(regex->context, MATCH_DEPTH_MAX);
    pcre2_set_heap_limit(regex->context, MATCH_HEAP_KIB_MAX);
    return regex;
}

void regex_free(struct regex *regex)
{
    if (!regex)
        return;
    pcre2_match_context_free(regex->context);
    pcre2_match_data_free(regex->data);
    pcre2_code_free(regex->code);
    free(regex);
}

enum regex_verdict regex_match(struct regex *regex, struct text text)
{
    int rc = pcre2_match(regex->code, (PCRE2_SPTR)(text.p ? text.p : ""), text.n, 0,
                         PCRE2_NO_UTF_CHECK, regex->data, regex->context);
    if (rc >= 0)
        return REGEX_MATCHES;
    return rc == PCRE2_ERROR_NOMATCH ? REGEX_MATCHES_NOT : REGEX_TOO_LONG;
}

bool regex_pattern_matches(const char *pattern, struct text text)
{
    struct err err = {.code = ERR_NONE};
    struct regex *regex = regex_new(text_of(pattern), 0, text_of(pattern), &err);
    assert(regex);
    bool matches = regex_match(regex, text) == REGEX_MATCHES;
    regex_free(regex);
    return matches;
}
