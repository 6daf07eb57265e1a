/* SPDX-License-Identifier: Apache-2.0
 * A custom classifier as a caller wants it: the rules that it must keep, and the text that will be
 * stored.
 *
 * The real service looks at little: its acceptance tests in Terraform's provider store "pattern1"
 * as a Grok pattern, "custompattern1" as custom patterns and "jsonpath1" as a JSON path. What is
 * refused here could never match anything. */
#ifndef PROPOLIS_CATALOG_CLASSIFIER_DRAFT_H
#define PROPOLIS_CATALOG_CLASSIFIER_DRAFT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/shape.h"

/* Kept in the file: append only. */
enum classifier_kind {
    CLASSIFIER_KIND_GROK = 1,
    CLASSIFIER_KIND_XML = 2,
    CLASSIFIER_KIND_JSON = 3,
    CLASSIFIER_KIND_CSV = 4,
    CLASSIFIER_KINDS
};

/* The member of a Classifier that holds one of this kind: "GrokClassifier". */
const char *classifier_kind_member(enum classifier_kind kind);

/* The shape of a document of this kind. */
const struct shape *classifier_kind_shape(enum classifier_kind kind);

/* Lays the members of a request (CreateGrokClassifierRequest, UpdateGrokClassifierRequest, ...)
 * over a document of the kind, by their names. */
void classifier_draft_overlay(enum classifier_kind kind, const struct shape *request,
                              const struct value *given, struct value *document);

/* Checks the rules of a document and renders its stored text, without braces and without what the
 * server owns, into the arena. ERR_INVALID names the member and the rule: a Grok pattern that is
 * not closed or names an unknown one, a row tag that is no XML name, a JSON path with open
 * brackets, a delimiter that is the quote symbol, an unknown data type. */
int classifier_draft_make(enum classifier_kind kind, const struct value *document,
                          struct arena *arena, struct text *tail, struct err *err) MUST_CHECK;

/* The way back: decodes a stored text. */
int classifier_tail_decode(enum classifier_kind kind, struct text tail, struct arena *arena,
                           struct value **document, struct err *err) MUST_CHECK;

#endif
