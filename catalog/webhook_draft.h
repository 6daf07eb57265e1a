/* SPDX-License-Identifier: Apache-2.0
 * A webhook as a caller wants it: the rules it must keep, and the text that will be stored, made
 * before the write queue. And the form of its secrets, which is that of Standard Webhooks
 * (github.com/standard-webhooks/standard-webhooks). */
#ifndef PROPOLIS_CATALOG_WEBHOOK_DRAFT_H
#define PROPOLIS_CATALOG_WEBHOOK_DRAFT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"
#include "catalog/glob.h"
#include "catalog/schema_diff.h"

struct value;

/* Checks the rules and renders the stored text of decoded values of the shape Webhook
 * (catalog/shapes_alert.h): its members that the caller writes, without braces. ERR_INVALID names
 * the member and the rule. `tail` lives in the arena. */
int webhook_draft_make(const struct value *webhook, struct arena *arena, struct text *tail,
                       struct err *err) MUST_CHECK;

/* The way back: decodes a stored text into the values of a Webhook. */
int webhook_tail_decode(struct text tail, struct arena *arena, struct value **webhook,
                        struct err *err) MUST_CHECK;

/* http or https, a host, an optional port; no user, password, fragment, escapes in the host, or
 * characters outside of ASCII. `host` (borrowed, without brackets) may be NULL. */
int webhook_url_check(struct text url, struct text *host, struct err *err) MUST_CHECK;

/* "whsec_" and the base64 of 24 to 64 bytes. */
int webhook_secret_decode(struct text secret, struct buf *key, struct err *err) MUST_CHECK;
void webhook_secret_encode(struct text key, struct buf *secret);

/* Which events a webhook wants to be told. */
struct webhook_filter {
    struct glob *databases, *tables, *crawlers; /* none: all */
    size_t databases_count, tables_count, crawlers_count;
    enum severity severity_min;
};

/* Reads the filter of decoded values. It borrows from them and from the arena. */
int webhook_filter_make(const struct value *webhook, struct arena *arena,
                        struct webhook_filter *out, struct err *err) MUST_CHECK;

/* What of an event a filter looks at; an empty crawler: it was no crawler. */
struct webhook_subject {
    struct text database, table, crawler;
    enum severity severity;
};

bool webhook_filter_matches(const struct webhook_filter *filter,
                            const struct webhook_subject *subject) MUST_CHECK;

#endif
