/* SPDX-License-Identifier: Apache-2.0
 * The OpenAPI 3.1 text, derived from the operation tables and their shapes. */
#ifndef PROPOLIS_API_REST_OPENAPI_H
#define PROPOLIS_API_REST_OPENAPI_H

#include "base/buf.h"

/* Appends the whole document, indented, with a line end behind it. */
void openapi_print(struct buf *out);

#endif
