/* SPDX-License-Identifier: Apache-2.0
 * The HTTP status of each error at the REST door. */
#ifndef PROPOLIS_API_REST_REST_STATUS_H
#define PROPOLIS_API_REST_REST_STATUS_H

#include "base/err.h"

int rest_status(enum err_code code);

#endif
