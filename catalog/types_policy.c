/* SPDX-License-Identifier: Apache-2.0
 * Types first used by resource policies. Limits: the service model of AWS Glue, API version
 * 2017-03-31 (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_policy.h"

const struct type type_policy_json_string = {"PolicyJsonString", KIND_TEXT, .min = 2,
                                             .max = NO_MAXIMUM};

static const char *const exist_condition_values[] = {"MUST_EXIST", "NOT_EXIST", "NONE", NULL};
const struct type type_exist_condition = {"ExistCondition", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = exist_condition_values};

static const char *const enable_hybrid_values_values[] = {"TRUE", "FALSE", NULL};
const struct type type_enable_hybrid_values = {"EnableHybridValues", KIND_TEXT, .max = NO_MAXIMUM,
                                               .values = enable_hybrid_values_values};

const struct type type_glue_policy = {"GluePolicy", KIND_STRUCT, .shape = &shape_glue_policy};

const struct type type_get_resource_policies_response_list = {
    "GetResourcePoliciesResponseList", KIND_LIST, .max = NO_MAXIMUM, .element = &type_glue_policy};
