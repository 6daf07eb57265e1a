/* SPDX-License-Identifier: Apache-2.0
 * Tags: short texts that callers hang on catalog objects. They are kept by kind and id of the
 * object and go with it.
 *
 * A new noun joins with three lines: a kind here, a row in the table of tag.c (how its ARN begins
 * and which function finds its id), and a call of tags_clear where it is deleted; where it is
 * created with tags, tags_put follows the insert. */
#ifndef PROPOLIS_STORE_TAG_H
#define PROPOLIS_STORE_TAG_H

#include "base/buf.h"
#include "catalog/shape.h"
#include "store/store.h"

/* Kept in the file: append only. */
enum tag_kind {
    TAG_CATALOG = 1,
    TAG_DATABASE = 2,
    TAG_TABLE = 3,
    TAG_FUNCTION = 4,
    TAG_CONNECTION = 5,
    TAG_CRAWLER = 6,
    TAG_CLASSIFIER = 7,
    TAG_WEBHOOK = 8
};

/* What a caller may set: the rules that the model does not say. `map` is a decoded map of tags; an
 * absent one is empty. ERR_INVALID: a key or a value that begins with "aws:", which AWS keeps for
 * itself (docs.aws.amazon.com/glue, "AWS tags in AWS Glue"). */
int tags_check(const struct value *map, struct err *err) MUST_CHECK;

/* Adds the tags of a checked map to those that the object has, replacing equal keys; NULL or
 * absent: none. ERR_INVALID above LIMIT_TAGS. */
int tags_put(struct tx *tx, enum tag_kind kind, int64_t id, const struct value *map) MUST_CHECK;

/* Takes all tags of an object that goes away. */
int tags_clear(struct tx *tx, enum tag_kind kind, int64_t id) MUST_CHECK;

/* 1: the object has all of the tags (NULL or absent: none are asked for). 0: it has not. -1. */
int tags_match(struct tx *tx, enum tag_kind kind, int64_t id, const struct value *map) MUST_CHECK;

/* The object that an ARN names. */
struct tagged {
    enum tag_kind kind;
    int64_t id;
};

/* The account may be left out, the region is not looked at. ERR_NOT_FOUND; ERR_INVALID for what is
 * no ARN or names a type that has no tags. */
int tagged_find(struct tx *tx, struct text arn, struct arena *arena, struct tagged *out) MUST_CHECK;

/* The operations on the object of an ARN, logged as changes. Keys that are not there may be taken
 * away. */
int tagged_put(struct tx *tx, struct text arn, const struct value *map) MUST_CHECK;
int tagged_remove(struct tx *tx, struct text arn, const struct value *keys) MUST_CHECK;

/* Appends the tags as a JSON object, by key. */
int tagged_get(struct tx *tx, struct text arn, struct buf *out) MUST_CHECK;

#endif
