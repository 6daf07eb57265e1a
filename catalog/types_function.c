/* SPDX-License-Identifier: Apache-2.0
 * Types first used by functions. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

#include "catalog/shapes_function.h"

static const char *const function_type_values[] = {"REGULAR_FUNCTION", "AGGREGATE_FUNCTION",
                                                   "STORED_PROCEDURE", NULL};
const struct type type_function_type = {"FunctionType", KIND_TEXT, .max = NO_MAXIMUM,
                                        .values = function_type_values};

static const char *const principal_type_values[] = {"USER", "ROLE", "GROUP", NULL};
const struct type type_principal_type = {"PrincipalType", KIND_TEXT, .max = NO_MAXIMUM,
                                         .values = principal_type_values};

static const char *const resource_type_values[] = {"JAR", "FILE", "ARCHIVE", NULL};
const struct type type_resource_type = {"ResourceType", KIND_TEXT, .max = NO_MAXIMUM,
                                        .values = resource_type_values};

const struct type type_resource_uri = {"ResourceUri", KIND_STRUCT, .shape = &shape_resource_uri};

const struct type type_resource_uri_list = {"ResourceUriList", KIND_LIST, .max = 1000,
                                            .element = &type_resource_uri};

static const char *const governance_mode_values[] = {"IAM_ONLY", "LAKE_FORMATION", NULL};
const struct type type_governance_mode = {"GovernanceMode", KIND_TEXT, .max = NO_MAXIMUM,
                                          .values = governance_mode_values};

const struct type type_user_defined_function_input = {"UserDefinedFunctionInput", KIND_STRUCT,
                                                      .shape = &shape_user_defined_function_input};

const struct type type_user_defined_function = {"UserDefinedFunction", KIND_STRUCT,
                                                .shape = &shape_user_defined_function};

const struct type type_user_defined_function_list = {"UserDefinedFunctionList", KIND_LIST,
                                                     .max = NO_MAXIMUM,
                                                     .element = &type_user_defined_function};
