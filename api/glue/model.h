/* SPDX-License-Identifier: Apache-2.0
 * What the Glue door takes and answers, printed from the tables in the form of AWS's service models
 * (service-2.json): so the two can be compared by programs. */
#ifndef PROPOLIS_API_GLUE_MODEL_H
#define PROPOLIS_API_GLUE_MODEL_H

#include "base/buf.h"

/* Appends {"operations":{...},"shapes":{...}} and a line end. Errors are those of an operation's
 * own row, beside what any operation may answer. */
void model_print(struct buf *out);

#endif
