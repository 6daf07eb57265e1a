/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/projection_settings.h"

#include "api/operations/operation.h"

static const struct projection_settings defaults = {.partitions_max = 1000000, .exists_ms = 60000};

const struct projection_settings *projection_settings(const struct service *service)
{
    return service->projection ? service->projection : &defaults;
}
