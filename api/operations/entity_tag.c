/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/entity_tag.h"

/* Cuts the next tag off the list. A comma inside of quotes is part of the tag. */
static struct text next_tag(struct text *rest, bool *is_weak)
{
    struct text t = text_trim(*rest), tag;
    *is_weak = text_starts_with(t, TEXT("W/"));
    if (*is_weak)
        t = (struct text){t.p + 2, t.n - 2};
    if (t.n > 0 && t.p[0] == '"') {
        t = (struct text){t.p + 1, t.n - 1};
        tag = text_split(&t, '"');
        if (t.p)
            (void)text_split(&t, ',');
    } else {
        tag = text_trim(text_split(&t, ','));
    }
    *rest = t;
    return tag;
}

bool entity_tag_is_among(struct text header, struct text tag, enum entity_tag_comparison comparison)
{
    struct text rest = header;
    if (text_is(text_trim(header), "*"))
        return true;
    while (rest.p) {
        bool is_weak;
        struct text one = next_tag(&rest, &is_weak);
        if (text_equal(one, tag) && !(is_weak && comparison == ENTITY_TAG_STRONG))
            return true;
    }
    return false;
}
