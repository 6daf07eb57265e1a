/* SPDX-License-Identifier: Apache-2.0
 * Patterns over names in the dialect of java.util.regex, written anew for PCRE2. What Java has and
 * PCRE2 reads otherwise is translated ( \uXXXX, \p{Lower}, \p{javaLowerCase}, \p{IsLatin}, unions
 * of classes, \Q..\E in classes, flags), what cannot be is refused, and so are PCRE2's own
 * extensions (recursion, conditions, verbs, callouts): they would mean something else in Java.
 *
 * A star that quantifies nothing a regular expression would quantify is a glob's, as in Hive:
 * behind a letter, a digit, an underscore, a hyphen or nothing it means "anything"; behind a dot, a
 * group, a class or an escape it stays a quantifier. */
#ifndef PROPOLIS_CATALOG_JAVA_REGEX_H
#define PROPOLIS_CATALOG_JAVA_REGEX_H

#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* Appends the expression for PCRE2 to `out`, and to `prefix` what every match begins with, ASCII
 * letters in lower case; empty where that is not known. ERR_INVALID shows the expression and says
 * what is wrong. */
int java_regex_translate(struct text expression, struct buf *out, struct buf *prefix,
                         struct err *err) MUST_CHECK;

#endif
