/* SPDX-License-Identifier: Apache-2.0
 * Errors as values. A fallible function takes a `struct err *` and returns 0 or -1; on -1 the error
 * is set. The first error wins: a later `err_set` on a set error changes nothing, so clean-up code
 * may fail without hiding the cause. */
#ifndef PROPOLIS_BASE_ERR_H
#define PROPOLIS_BASE_ERR_H

#include "base/compiler.h"
#include "base/text.h"

enum err_code {
    ERR_NONE = 0,
#define X(code, meaning) ERR_##code,
#include "base/err.def"
#undef X
    ERR_CODES
};

enum { ERR_TEXT_BYTES = 1024 };

struct err {
    enum err_code code;
    char text[ERR_TEXT_BYTES]; /* a sentence for people: names the member or thing and the rule */
};

/* Sets the error if none is set. Always returns -1, so that `return err_set(...)` fails the
 * function. */
int err_set(struct err *e, enum err_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts "context: " in front of the text of a set error; returns -1. */
int err_wrap(struct err *e, const char *format, ...) PRINTF_LIKE(2, 3);

/* The text of a set error, borrowed from it. */
struct text err_text(const struct err *e);

/* The name of a code as err.def spells it ("NOT_FOUND"); "NONE" for ERR_NONE. */
const char *err_name(enum err_code code);

void err_clear(struct err *e);

#endif
