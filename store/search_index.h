/* SPDX-License-Identifier: Apache-2.0
 * The full-text index over tables: tokens (catalog/search_text.h) by table id, and with it what
 * searches sort by (store/search_keys.h). This file pair is the one that knows which engine keeps
 * the index (SQLite's FTS5), because another database has another.
 *
 * Writes of tables do not touch the index: a small transaction costs it as much as a large one. The
 * change log says which tables it does not know yet, and the writer brings those in together,
 * before the commit that would leave more than a few hundred, and when nothing else is to be done.
 * A search looks at the others itself, so it sees what was written and nothing else, always.
 * docs/decisions/0008 says what follows from that. */
#ifndef PROPOLIS_STORE_SEARCH_INDEX_H
#define PROPOLIS_STORE_SEARCH_INDEX_H

#include "catalog/search_text.h"
#include "store/db.h"
#include "store/search_ids.h"
#include "store/table.h"

/* --- searching -------------------------------------------------------------------------------- */

/* Begins a query for the ids of all tables that hold the phrases (there is one), in order: as far
 * as the index knows. `expression` must live until the query's end. */
struct search_range {
    const struct search_phrases *phrases;
    int64_t after; /* ids on the other side of it are left out, and it itself */
    bool descending;
};
void search_index_begin(struct query *q, struct tx *tx, const struct search_range *range,
                        struct buf *expression);

/* Adds the ids of the tables that changed since: what the index says of them does not count. */
int search_index_unknown(struct tx *tx, struct search_ids *out) MUST_CHECK;

/* Whether a table holds the phrases as it is stored: 1, 0, or -1. */
int search_index_look_at(struct tx *tx, int64_t table_id,
                         const struct search_phrases *phrases) MUST_CHECK;

/* --- keeping ---------------------------------------------------------------------------------- */

/* Tells what is searched of a version that a write makes, which saves the writer the trouble of
 * reading it out of the row: the draft was made elsewhere. Only a hint, and lost when the process
 * ends; of a write that is undone it does no harm, because no row has its version. */
void search_index_note(struct tx *tx, int64_t table_id, int64_t version,
                       const struct table_draft *draft);

struct search_texts;
struct search_texts *search_texts_new(void);
void search_texts_free(struct search_texts *texts); /* NULL is allowed */

/* Brings all changes in that the log holds; there are enough of them to do so: 1, 0, or -1. */
int search_index_catch_up(struct tx *tx) MUST_CHECK;
int search_index_is_due(struct tx *tx) MUST_CHECK;

/* Takes the text out of a table whose row is to go without a change of its own (a dropped
 * database); its key goes with search_keys_remove. The index must have caught up. */
int search_index_remove(struct tx *tx, const struct table *table) MUST_CHECK;

/* The step behind the migration: fills the index from the tables there are, some at a time. */
enum { SEARCH_MIGRATION = 15 };
int search_index_fill(struct tx *tx, int64_t *cursor, bool *done) MUST_CHECK;

#endif
