/* SPDX-License-Identifier: Apache-2.0
 * The documents of searches and what they are made of. Member indexes stand in the order of the
 * model. */
#ifndef PROPOLIS_CATALOG_SHAPES_SEARCH_H
#define PROPOLIS_CATALOG_SHAPES_SEARCH_H

#include "catalog/shape.h"

enum property_predicate_member {
    PROPERTY_PREDICATE_KEY,
    PROPERTY_PREDICATE_VALUE,
    PROPERTY_PREDICATE_COMPARATOR
};
extern const struct shape shape_property_predicate;

enum sort_criterion_member { SORT_CRITERION_FIELD_NAME, SORT_CRITERION_SORT };
extern const struct shape shape_sort_criterion;

#endif
