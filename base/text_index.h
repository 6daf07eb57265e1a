/* SPDX-License-Identifier: Apache-2.0
 * Finds the number of a name among many: column names, struct fields, file names. Names are
 * compared without regard to the case of ASCII letters, because catalog names are. The index
 * lives in an arena and is never freed on its own. */
#ifndef PROPOLIS_BASE_TEXT_INDEX_H
#define PROPOLIS_BASE_TEXT_INDEX_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/text.h"

struct text_index_slot;

struct text_index {
    struct arena *arena; /* borrowed */
    struct text_index_slot *slots;
    size_t n, room;
};

#define TEXT_INDEX_NONE SIZE_MAX

/* An empty index; takes nothing from the arena until a name is added. */
void text_index_init(struct text_index *index, struct arena *arena);

/* The number that was given with `name`, or TEXT_INDEX_NONE. */
size_t text_index_find(const struct text_index *index, struct text name) MUST_CHECK;

/* Adds `name` (borrowed, must outlive the index) under `number` unless it is there already.
 * Returns the number it has now. */
size_t text_index_add(struct text_index *index, struct text name, size_t number);

/* Gives `name` (borrowed, must outlive the index) the number, whether it was there already or not.
 */
void text_index_set(struct text_index *index, struct text name, size_t number);

#endif
