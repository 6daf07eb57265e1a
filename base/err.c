/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A cut text must not end inside a code point, because it goes out as JSON. */
static void end_on_code_point(char *text, size_t size)
{
    size_t n = strnlen(text, size - 1);
    struct text whole = text_cut((struct text){text, n}, n);
    size_t end = whole.n;
    while (end > 0 && !text_is_utf8((struct text){text, end}) && whole.n - end < 4)
        end--;
    text[end] = '\0';
}

int err_set(struct err *e, enum err_code code, const char *format, ...)
{
    if (e->code != ERR_NONE)
        return -1;
    va_list args;
    va_start(args, format);
    e->code = code;
    int n = vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    if (n >= (int)sizeof e->text)
        end_on_code_point(e->text, sizeof e->text);
    return -1;
}

int err_wrap(struct err *e, const char *format, ...)
{
    char context[ERR_TEXT_BYTES / 2];
    char inner[ERR_TEXT_BYTES];
    va_list args;
    va_start(args, format);
    int n = vsnprintf(context, sizeof context, format, args);
    va_end(args);
    if (n >= (int)sizeof context)
        end_on_code_point(context, sizeof context);
    memcpy(inner, e->text, sizeof inner);
    n = snprintf(e->text, sizeof e->text, "%s: %s", context, inner);
    if (n >= (int)sizeof e->text)
        end_on_code_point(e->text, sizeof e->text);
    return -1;
}

struct text err_text(const struct err *e)
{
    return text_of(e->text);
}

const char *err_name(enum err_code code)
{
    static const char *const names[ERR_CODES] = {
        [ERR_NONE] = "NONE",
#define X(code, meaning) [ERR_##code] = #code,
#include "base/err.def"
#undef X
    };
    return names[code];
}

void err_clear(struct err *e)
{
    e->code = ERR_NONE;
    e->text[0] = '\0';
}
