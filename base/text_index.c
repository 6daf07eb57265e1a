/* SPDX-License-Identifier: Apache-2.0 */
#include "base/text_index.h"

struct text_index_slot {
    struct text name; /* name.p is NULL in a free slot */
    uint64_t hash;
    size_t number;
};

enum { ROOM_MIN = 8 };

void text_index_init(struct text_index *index, struct arena *arena)
{
    *index = (struct text_index){.arena = arena};
}

/* FNV-1a over the folded bytes. Callers bound the number of names, so that names made to
 * collide cost time but not much. */
static uint64_t hash_of(struct text name)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t i = 0; i < name.n; i++) {
        unsigned char c = (unsigned char)name.p[i];
        c = (unsigned char)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        hash = (hash ^ c) * 1099511628211u;
    }
    return hash ^ hash >> 32;
}

/* The slot that holds the name, or the free one where it belongs. At most three quarters are
 * taken, so there is one. */
static struct text_index_slot *slot_of(const struct text_index *index, struct text name,
                                       uint64_t hash)
{
    for (size_t at = hash & (index->room - 1);; at = (at + 1) & (index->room - 1)) {
        struct text_index_slot *slot = &index->slots[at];
        if (!slot->name.p || (slot->hash == hash && text_equal_nocase(slot->name, name)))
            return slot;
    }
}

static void grow(struct text_index *index)
{
    struct text_index old = *index;
    index->room = old.room ? old.room * 2 : ROOM_MIN;
    index->slots = ARENA_ARRAY(index->arena, struct text_index_slot, index->room);
    for (size_t i = 0; i < old.room; i++)
        if (old.slots[i].name.p)
            *slot_of(index, old.slots[i].name, old.slots[i].hash) = old.slots[i];
}

size_t text_index_find(const struct text_index *index, struct text name)
{
    if (index->n == 0)
        return TEXT_INDEX_NONE;
    struct text_index_slot *slot = slot_of(index, name, hash_of(name));
    return slot->name.p ? slot->number : TEXT_INDEX_NONE;
}

/* The slot of the name, made if there was none. */
static struct text_index_slot *take_slot(struct text_index *index, struct text name, size_t number)
{
    if (index->n + 1 > index->room / 4 * 3)
        grow(index);
    uint64_t hash = hash_of(name);
    struct text_index_slot *slot = slot_of(index, name, hash);
    if (slot->name.p)
        return slot;
    *slot = (struct text_index_slot){name.p ? name : TEXT(""), hash, number};
    index->n++;
    return slot;
}

size_t text_index_add(struct text_index *index, struct text name, size_t number)
{
    return take_slot(index, name, number)->number;
}

void text_index_set(struct text_index *index, struct text name, size_t number)
{
    take_slot(index, name, number)->number = number;
}
