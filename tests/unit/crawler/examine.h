/* SPDX-License-Identifier: Apache-2.0
 * Plays the caller of format_examine over a file that is held in memory. */
#ifndef PROPOLIS_TESTS_UNIT_CRAWLER_EXAMINE_H
#define PROPOLIS_TESTS_UNIT_CRAWLER_EXAMINE_H

#include "crawler/format.h"

/* The finding for a file of these bytes. Each read is a block of its own of exactly the size asked
 * for, gone afterwards, so that reading past it or keeping parts of it is seen. `*reads` (may be
 * NULL) counts them. */
struct finding examine(struct arena *a, const char *name, struct text file, int *reads);

/* "name type,name type,..." of the columns as a table gets them; or "refused: reason". */
const char *columns_of(struct arena *a, const struct finding *f);

/* The value of a parameter of the table or of its SerDe; "(none)" where there is none. */
const char *parameter_of(struct arena *a, const struct finding *f, const char *name);

/* The reason of a refusal, or "(schema)". */
const char *reason_of(struct arena *a, const struct finding *f);

/* The whole file below tests/corpus, in the arena. */
struct text corpus(struct arena *a, const char *name);

#endif
