/* SPDX-License-Identifier: Apache-2.0
 * The documents of resource policies and what they are made of. Member indexes stand in the order
 * of the model. */
#ifndef PROPOLIS_CATALOG_SHAPES_POLICY_H
#define PROPOLIS_CATALOG_SHAPES_POLICY_H

#include "catalog/shape.h"

enum glue_policy_member {
    GLUE_POLICY_POLICY_IN_JSON,
    GLUE_POLICY_POLICY_HASH,
    GLUE_POLICY_CREATE_TIME,
    GLUE_POLICY_UPDATE_TIME
};
extern const struct shape shape_glue_policy;

#endif
