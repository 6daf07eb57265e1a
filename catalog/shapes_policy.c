/* SPDX-License-Identifier: Apache-2.0
 * Limits: the service model of AWS Glue, API version 2017-03-31 (botocore 1.44.5,
 * glue/2017-03-31/service-2.json). */
#include "catalog/shapes_policy.h"

#include "catalog/types.h"

static const struct member glue_policy_members[] = {
    [GLUE_POLICY_POLICY_IN_JSON] = {"PolicyInJson", &type_policy_json_string},
    [GLUE_POLICY_POLICY_HASH] = {"PolicyHash", &type_hash_string},
    [GLUE_POLICY_CREATE_TIME] = {"CreateTime", &type_timestamp},
    [GLUE_POLICY_UPDATE_TIME] = {"UpdateTime", &type_timestamp},
};
const struct shape shape_glue_policy = SHAPE("GluePolicy", glue_policy_members);
