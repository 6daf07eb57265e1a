/* SPDX-License-Identifier: Apache-2.0
 * Types first used by searches. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_search.h"

static const char *const comparator_values[] = {
    "EQUALS", "GREATER_THAN", "LESS_THAN", "GREATER_THAN_EQUALS", "LESS_THAN_EQUALS", NULL};
const struct type type_comparator = {"Comparator", KIND_TEXT, .max = NO_MAXIMUM,
                                     .values = comparator_values};

const struct type type_property_predicate = {"PropertyPredicate", KIND_STRUCT,
                                             .shape = &shape_property_predicate};

const struct type type_search_property_predicates = {
    "SearchPropertyPredicates", KIND_LIST, .max = NO_MAXIMUM, .element = &type_property_predicate};

static const char *const sort_values[] = {"ASC", "DESC", NULL};
const struct type type_sort = {"Sort", KIND_TEXT, .max = NO_MAXIMUM, .values = sort_values};

const struct type type_sort_criterion = {"SortCriterion", KIND_STRUCT,
                                         .shape = &shape_sort_criterion};

const struct type type_sort_criteria = {"SortCriteria", KIND_LIST, .max = 1,
                                        .element = &type_sort_criterion};
