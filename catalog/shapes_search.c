/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_search.h"

#include "catalog/types.h"

static const struct member property_predicate_members[] = {
    [PROPERTY_PREDICATE_KEY] = {"Key", &type_value_string},
    [PROPERTY_PREDICATE_VALUE] = {"Value", &type_value_string},
    [PROPERTY_PREDICATE_COMPARATOR] = {"Comparator", &type_comparator},
};
const struct shape shape_property_predicate =
    SHAPE("PropertyPredicate", property_predicate_members);

static const struct member sort_criterion_members[] = {
    [SORT_CRITERION_FIELD_NAME] = {"FieldName", &type_value_string},
    [SORT_CRITERION_SORT] = {"Sort", &type_sort},
};
const struct shape shape_sort_criterion = SHAPE("SortCriterion", sort_criterion_members);
