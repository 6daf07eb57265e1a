/* SPDX-License-Identifier: Apache-2.0
 * Exclusion patterns of a crawler's targets: the globs of Java's file systems, matched against a
 * path below the target.
 *
 * '*' stands for any characters but '/', '**' for any characters, '?' for one character but '/';
 * '\' takes the special meaning from the next character; [abc], [a-z], [!a-c] for one character of
 * a set, in which '*', '?' and '\' are ordinary and '-' is when it stands first; {a,b} for
 * alternatives, which do not nest. A leading dot is an ordinary character. Source:
 * docs.aws.amazon.com/glue, "Include and exclude patterns";
 * java.nio.file.FileSystem.getPathMatcher.
 *
 * A pattern becomes a list of steps, and matching keeps the set of steps that may come next. The
 * work is at most (length of the path) x (number of steps); there is no backtracking. */
#ifndef PROPOLIS_CATALOG_GLOB_H
#define PROPOLIS_CATALOG_GLOB_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"

struct glob_step;

struct glob {
    const struct glob_step *steps; /* in the arena that compiled them */
    size_t count;
    struct text pattern; /* borrowed: as the caller wrote it */
};

/* Reads a pattern of at most LIMIT_GLOB_BYTES. ERR_INVALID says what is wrong and shows the
 * pattern. */
int glob_decode(struct glob *g, struct text pattern, struct arena *a, struct err *err) MUST_CHECK;

/* True where the whole path fits. `path` is valid UTF-8, without a leading slash. */
bool glob_matches(const struct glob *g, struct text path) MUST_CHECK;

/* True where every path that begins with `folder` ("a/b/") fits, so that the folder need not be
 * listed. */
bool glob_covers(const struct glob *g, struct text folder) MUST_CHECK;

#endif
