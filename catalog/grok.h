/* SPDX-License-Identifier: Apache-2.0
 * Grok patterns: regular expressions with references to named ones, %{NAME}, %{NAME:field} or
 * %{NAME:field:type}. The names that need no definition are those of the section "AWS Glue built-in
 * patterns" of Glue's developer guide. */
#ifndef PROPOLIS_CATALOG_GROK_H
#define PROPOLIS_CATALOG_GROK_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

/* Checks that every reference of a pattern and of the custom ones (one a line: name, blank,
 * expression) is closed and names a pattern that exists. ERR_INVALID names member and reference. */
int grok_check(struct text pattern, struct text custom, struct arena *arena,
               struct err *err) MUST_CHECK;

#endif
