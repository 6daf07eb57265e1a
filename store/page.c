/* SPDX-License-Identifier: Apache-2.0 */
#include "store/page.h"

#include <inttypes.h>

#include "base/limits.h"

bool page_has_room(struct page *page)
{
    if (!page->last.p)
        return true;
    page->next = page->last;
    return false;
}

/* True when the item just written is the last one. */
static bool fills(struct page *page, const struct buf *out)
{
    return ++page->count >= page->limit || out->n >= LIMIT_PAGE_BYTES || buf_over(out);
}

void page_add(struct page *page, struct text position, const struct buf *out)
{
    if (fills(page, out))
        page->last = arena_copy(page->arena, position);
}

void page_add_number(struct page *page, int64_t position, const struct buf *out)
{
    if (fills(page, out))
        page->last = arena_printf(page->arena, "%" PRId64, position);
}
