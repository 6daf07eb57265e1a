/* SPDX-License-Identifier: Apache-2.0
 * Paging tokens. A token holds the position behind which the next page begins and a signature over
 * it, the operation and what is listed, so that a tampered or foreign one is refused; it holds
 * nothing else, so it survives restarts and writes. */
#ifndef PROPOLIS_API_OPERATIONS_PAGE_H
#define PROPOLIS_API_OPERATIONS_PAGE_H

#include "api/operations/operation.h"
#include "store/page.h"

struct page_signer;

/* New. `key` is copied. */
struct page_signer *page_signer_new(struct text key, struct err *err) MUST_CHECK;
void page_signer_free(struct page_signer *signer); /* NULL is allowed */

/* Begins a page from the members NextToken ("" is none) and MaxResults. `scope` names what is
 * listed: a token of one scope is foreign to another. ERR_INVALID for a token that we did not give
 * out. */
int page_begin(struct call *call, const struct value *next_token, const struct value *max_results,
               struct text scope, struct page *page) MUST_CHECK;

/* Appends `,"NextToken":"..."` when there is a next page, and nothing otherwise: clients that loop
 * until the member is absent would not end on an empty one. */
void page_end(struct call *call, const struct page *page, struct text scope);

#endif
