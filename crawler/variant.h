/* SPDX-License-Identifier: Apache-2.0
 * Puts the schemas of a folder's files together: files that are alike form a variant. Most folders
 * have one. */
#ifndef PROPOLIS_CRAWLER_VARIANT_H
#define PROPOLIS_CRAWLER_VARIANT_H

#include "crawler/folder.h"
#include "crawler/schema.h"

/* Adds what was found in a file. Everything that is kept is copied. */
void variant_add(struct tree *t, struct folder *f, struct text name, const struct schema *s);

/* After the last file: the largest variant comes first, and its counts speak for the files that
 * were not looked at too. */
void variants_close(struct folder *f);

#endif
