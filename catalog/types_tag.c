/* SPDX-License-Identifier: Apache-2.0
 * Types first used by tags. Limits: the service model of AWS Glue, API version 2017-03-31
 * (botocore 1.44.5, glue/2017-03-31/service-2.json). */
#include "catalog/types.h"

const struct type type_tag_keys_list = {"TagKeysList", KIND_LIST, .max = 50,
                                        .element = &type_tag_key};
