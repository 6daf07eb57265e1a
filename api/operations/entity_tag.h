/* SPDX-License-Identifier: Apache-2.0
 * The headers If-Match and If-None-Match (RFC 9110, section 13.1): "*", or a list of entity tags.
 */
#ifndef PROPOLIS_API_OPERATIONS_ENTITY_TAG_H
#define PROPOLIS_API_OPERATIONS_ENTITY_TAG_H

#include "base/text.h"

/* If-Match compares strongly: a tag that is marked as weak (W/"...") matches nothing.
 * If-None-Match compares weakly: the mark does not count. */
enum entity_tag_comparison { ENTITY_TAG_STRONG, ENTITY_TAG_WEAK };

/* True where the header is "*", or holds the tag, which comes without quotes. A tag that the
 * header spells without quotes counts as one with them. */
bool entity_tag_is_among(struct text header, struct text tag,
                         enum entity_tag_comparison comparison);

#endif
