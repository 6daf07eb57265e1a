/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/webhook_draft.h"

#include "base/encode.h"
#include "base/limits.h"
#include "catalog/shape.h"
#include "catalog/shapes_alert.h"

#define SECRET_PREFIX "whsec_"

/* Where the authority ends and the path or the query begins. */
static size_t end_of_authority(struct text rest)
{
    size_t n = 0;
    while (n < rest.n && rest.p[n] != '/' && rest.p[n] != '?' && rest.p[n] != '#')
        n++;
    return n;
}

static int fail_url(struct err *err, const char *rule)
{
    return err_set(err, ERR_INVALID, "Url is not valid: %s.", rule);
}

static int check_port(struct text port, struct err *err)
{
    int64_t number;
    if (text_to_int64(port, &number) && number >= 1 && number <= 65535 && port.p[0] != '-')
        return 0;
    return fail_url(err, "the port is a number from 1 to 65535");
}

/* Cuts "[::1]:80" or "name:80"; a port is checked. */
static int split_host(struct text authority, struct text *host, struct err *err)
{
    struct text port = {NULL, 0};
    if (authority.n && authority.p[0] == '[') {
        size_t close = text_find(authority, ']');
        if (close == authority.n)
            return fail_url(err, "a bracket of the address is not closed");
        *host = (struct text){authority.p + 1, close - 1};
        port = (struct text){authority.p + close + 1, authority.n - close - 1};
        if (port.n && port.p[0] != ':')
            return fail_url(err, "only a port may follow the address in brackets");
    } else {
        size_t colon = text_find(authority, ':');
        *host = (struct text){authority.p, colon};
        port = (struct text){authority.p + colon, authority.n - colon};
    }
    if (host->n == 0)
        return fail_url(err, "it names no host");
    return port.n ? check_port((struct text){port.p + 1, port.n - 1}, err) : 0;
}

static int check_characters(struct text url, struct err *err)
{
    for (size_t i = 0; i < url.n; i++) {
        unsigned char c = (unsigned char)url.p[i];
        if (c <= ' ' || c >= 0x7F)
            return fail_url(err, "blanks, control characters and characters outside of ASCII must "
                                 "be percent-encoded, and names in Punycode");
        if (c == '\\' || c == '#')
            return fail_url(err, "it has a backslash or a fragment");
    }
    return 0;
}

int webhook_url_check(struct text url, struct text *host, struct err *err)
{
    static const struct text schemes[] = {TEXT_INIT("https://"), TEXT_INIT("http://")};
    struct text rest = {NULL, 0}, found = {NULL, 0};
    for (size_t i = 0; i < COUNT(schemes); i++)
        if (url.n >= schemes[i].n &&
            text_equal_nocase((struct text){url.p, schemes[i].n}, schemes[i]))
            rest = (struct text){url.p + schemes[i].n, url.n - schemes[i].n};
    if (!rest.p)
        return fail_url(err, "it must begin with https:// or http://");
    if (url.n > LIMIT_WEBHOOK_URL_BYTES)
        return fail_url(err, "it is longer than 2048 bytes");
    if (check_characters(url, err) != 0)
        return -1;
    struct text authority = {rest.p, end_of_authority(rest)};
    if (text_find(authority, '@') < authority.n)
        return fail_url(err, "it must not hold a user or password");
    if (text_find(authority, '%') < authority.n)
        return fail_url(err, "the host must not be percent-encoded");
    if (split_host(authority, &found, err) != 0)
        return -1;
    if (host)
        *host = found;
    return 0;
}

int webhook_secret_decode(struct text secret, struct buf *key, struct err *err)
{
    struct text prefix = TEXT(SECRET_PREFIX);
    struct text coded = text_starts_with(secret, prefix)
                            ? (struct text){secret.p + prefix.n, secret.n - prefix.n}
                            : (struct text){NULL, 0};
    size_t before = key->n;
    if (coded.p && decode_base64(key, coded) && !buf_over(key) &&
        key->n - before >= LIMIT_WEBHOOK_SECRET_BYTES_MIN &&
        key->n - before <= LIMIT_WEBHOOK_SECRET_BYTES_MAX)
        return 0;
    return err_set(err, ERR_INVALID,
                   "Secret is not valid: it is \"whsec_\" and the base64 of 24 to 64 bytes.");
}

void webhook_secret_encode(struct text key, struct buf *secret)
{
    buf_put(secret, TEXT(SECRET_PREFIX));
    encode_base64(secret, key);
}

int webhook_draft_make(const struct value *webhook, struct arena *arena, struct text *tail,
                       struct err *err)
{
    struct webhook_filter filter;
    struct buf rendered;
    if (webhook_url_check(webhook[WEBHOOK_URL].text, NULL, err) != 0 ||
        webhook_filter_make(webhook, arena, &filter, err) != 0)
        return -1;
    buf_init(&rendered, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_webhook, webhook, &rendered);
    *tail = arena_copy(arena, buf_text(&rendered));
    buf_release(&rendered);
    return 0;
}

/* The stored text lacks the members of the head, which decoding would miss; only those that the
 * caller writes are looked at here. */
int webhook_tail_decode(struct text tail, struct arena *arena, struct value **webhook,
                        struct err *err)
{
    static const struct text head =
        TEXT_INIT("{\"WebhookId\":\"-\",\"Name\":\"-\",\"State\":\"ENABLED\",\"CreatedTime\":0,"
                  "\"UpdatedTime\":0,");
    struct buf whole;
    buf_init(&whole, LIMIT_DOCUMENT_BYTES);
    buf_put(&whole, head);
    buf_put(&whole, tail);
    buf_put_char(&whole, '}');
    struct text text = arena_copy(arena, buf_text(&whole));
    buf_release(&whole);
    return shape_decode_text(&shape_webhook, text, arena, webhook, err);
}

static int read_patterns(const struct value *list, struct arena *arena, struct glob **out,
                         struct err *err)
{
    *out = ARENA_ARRAY(arena, struct glob, list->list.count);
    for (size_t i = 0; i < list->list.count; i++)
        if (glob_decode(&(*out)[i], list->list.items[i].text, arena, err) != 0)
            return -1;
    return 0;
}

int webhook_filter_make(const struct value *webhook, struct arena *arena,
                        struct webhook_filter *out, struct err *err)
{
    struct text severity =
        value_text_or(&webhook[WEBHOOK_MINIMUM_SEVERITY], text_of(severity_name(SEVERITY_INFO)));
    *out = (struct webhook_filter){
        .databases_count = webhook[WEBHOOK_DATABASE_NAMES].list.count,
        .tables_count = webhook[WEBHOOK_TABLE_NAMES].list.count,
        .crawlers_count = webhook[WEBHOOK_CRAWLER_NAMES].list.count,
    };
    if (!severity_of(severity, &out->severity_min))
        return err_set(err, ERR_INVALID, "MinimumSeverity is INFO, WARNING or BREAKING.");
    if (read_patterns(&webhook[WEBHOOK_DATABASE_NAMES], arena, &out->databases, err) != 0)
        return err_wrap(err, "DatabaseNames");
    if (read_patterns(&webhook[WEBHOOK_TABLE_NAMES], arena, &out->tables, err) != 0)
        return err_wrap(err, "TableNames");
    if (read_patterns(&webhook[WEBHOOK_CRAWLER_NAMES], arena, &out->crawlers, err) != 0)
        return err_wrap(err, "CrawlerNames");
    return 0;
}

static bool any_matches(const struct glob *patterns, size_t count, struct text name)
{
    for (size_t i = 0; i < count; i++)
        if (glob_matches(&patterns[i], name))
            return true;
    return count == 0;
}

bool webhook_filter_matches(const struct webhook_filter *filter,
                            const struct webhook_subject *subject)
{
    return subject->severity >= filter->severity_min &&
           any_matches(filter->databases, filter->databases_count, subject->database) &&
           any_matches(filter->tables, filter->tables_count, subject->table) &&
           (filter->crawlers_count == 0 ||
            (subject->crawler.n > 0 &&
             any_matches(filter->crawlers, filter->crawlers_count, subject->crawler)));
}
