/* SPDX-License-Identifier: Apache-2.0
 * Small readings of a call's input that many nouns share. */
#ifndef PROPOLIS_API_OPERATIONS_INPUT_H
#define PROPOLIS_API_OPERATIONS_INPUT_H

#include "api/operations/operation.h"

/* The name inside an input document ("DatabaseInput", member "Name"): `inner` where it is given,
 * else the name from the path, which is then put into `inner`. ERR_VALIDATION when there is
 * neither. */
int input_name(struct call *call, const char *document, struct value *inner,
               const struct value *outer) MUST_CHECK;

/* A list of names folded in place: list elements have no member of their own to carry the flag. */
void input_fold_list(struct call *call, struct value *list);

/* The version in a VersionId: a decimal number, or LATEST or nothing for the current one
 * (TABLE_ANY_VERSION). ERR_INVALID. */
int input_version(struct call *call, const struct value *version_id, int64_t *version) MUST_CHECK;

/* The share that a decoded Segment asks for; without one all: 0 of 0. ERR_INVALID. */
int input_segment(struct call *call, const struct value *segment, int64_t *number,
                  int64_t *total) MUST_CHECK;

/* As the service model says, one of QueryAsOfTime and TransactionId may be given. ERR_INVALID. */
int input_check_as_of(struct call *call, const struct value *as_of,
                      const struct value *transaction) MUST_CHECK;

/* The Glue name of an error for per-item failures in batches ("AlreadyExistsException"). */
const char *error_glue_name(enum err_code code);

/* Appends "ErrorDetail":{"ErrorCode":...,"ErrorMessage":...}, comma included. */
void reply_error_detail(struct buf *reply, const struct err *err);

/* The same under another name. */
void reply_error_member(struct buf *reply, const char *name, const struct err *err);

#endif
