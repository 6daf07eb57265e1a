/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/connection_secret.h"

#include "base/limits.h"

/* Of the model's ConnectionPropertyKey; each has an encrypted form with ENCRYPTED_ before it. */
static const char *const SECRET_KEYS[] = {
    "PASSWORD",
    "KAFKA_CLIENT_KEYSTORE_PASSWORD",
    "KAFKA_CLIENT_KEY_PASSWORD",
    "KAFKA_SASL_PLAIN_PASSWORD",
    "KAFKA_SASL_SCRAM_PASSWORD",
};
static const char *const ENCRYPTED_KEYS[COUNT(SECRET_KEYS)] = {
    "ENCRYPTED_PASSWORD",
    "ENCRYPTED_KAFKA_CLIENT_KEYSTORE_PASSWORD",
    "ENCRYPTED_KAFKA_CLIENT_KEY_PASSWORD",
    "ENCRYPTED_KAFKA_SASL_PLAIN_PASSWORD",
    "ENCRYPTED_KAFKA_SASL_SCRAM_PASSWORD",
};

/* Parts of the names that connectors give to secrets of their own. */
static const char *const SECRET_WORDS[] = {
    "password",   "passwd",       "passphrase",  "client_secret", "clientsecret",
    "secret_key", "secretkey",    "private_key", "privatekey",    "api_key",
    "apikey",     "access_token", "accesstoken"};

#define MASK TEXT("****")

static bool contains_nocase(struct text t, const char *word)
{
    struct text w = text_of(word);
    for (size_t i = 0; i + w.n <= t.n; i++)
        if (text_equal_nocase((struct text){t.p + i, w.n}, w))
            return true;
    return false;
}

static bool is_secret(struct text key)
{
    for (size_t i = 0; i < COUNT(SECRET_KEYS); i++)
        if (text_is(key, SECRET_KEYS[i]) || text_is(key, ENCRYPTED_KEYS[i]))
            return true;
    for (size_t i = 0; i < COUNT(SECRET_WORDS); i++)
        if (contains_nocase(key, SECRET_WORDS[i]))
            return true;
    return false;
}

struct text connection_secret_encrypted_key(struct text key)
{
    for (size_t i = 0; i < COUNT(SECRET_KEYS); i++)
        if (text_is(key, SECRET_KEYS[i]))
            return text_of(ENCRYPTED_KEYS[i]);
    return (struct text){NULL, 0};
}

struct text connection_secret_plain_key(struct text key)
{
    for (size_t i = 0; i < COUNT(ENCRYPTED_KEYS); i++)
        if (text_is(key, ENCRYPTED_KEYS[i]))
            return text_of(SECRET_KEYS[i]);
    return (struct text){NULL, 0};
}

/* --- passwords inside of URLs --------------------------------------------------------------- */

struct span {
    size_t from, to;
};

/* "//user:password@host", and Oracle's "thin:user/password@host". */
static bool find_user_password(struct text url, struct span *out)
{
    size_t slashes = 0, at = url.n;
    while (slashes + 1 < url.n && !(url.p[slashes] == '/' && url.p[slashes + 1] == '/'))
        slashes++;
    bool has_authority = slashes + 1 < url.n;
    struct text thin = TEXT("thin:");
    size_t begin = has_authority ? slashes + 2 : 0;
    for (size_t i = 0; i + thin.n < url.n; i++)
        if (text_equal_nocase((struct text){url.p + i, thin.n}, thin)) {
            begin = i + thin.n;
            has_authority = false;
        }
    for (size_t i = begin; i < url.n && !(has_authority && text_find(TEXT("/?#"), url.p[i]) < 3);
         i++)
        if (url.p[i] == '@')
            at = i;
    char separator = has_authority ? ':' : '/';
    size_t colon = begin;
    while (colon < at && url.p[colon] != separator)
        colon++;
    *out = (struct span){colon + 1, at};
    return at < url.n && colon + 1 < at;
}

/* "password=..." up to the next separator, from `from` on. */
static bool find_parameter(struct text url, size_t from, struct span *out)
{
    static const char *const names[] = {"password=", "pwd=", "passwd="};
    for (size_t i = from; i < url.n; i++) {
        for (size_t j = 0; j < COUNT(names); j++) {
            struct text name = text_of(names[j]);
            if (i + name.n >= url.n || !text_equal_nocase((struct text){url.p + i, name.n}, name))
                continue;
            size_t end = i + name.n;
            while (end < url.n && text_find(TEXT("&;,)"), url.p[end]) == 4)
                end++;
            *out = (struct span){i + name.n, end};
            return end > i + name.n;
        }
    }
    return false;
}

/* The URL with its passwords masked, or as it is. */
static struct text mask_url(struct text url, struct arena *arena, bool *found)
{
    struct span span;
    struct buf out;
    size_t done = 0;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    if (find_user_password(url, &span)) {
        buf_put(&out, (struct text){url.p, span.from});
        buf_put(&out, MASK);
        done = span.to;
    }
    while (find_parameter(url, done, &span)) {
        buf_put(&out, (struct text){url.p + done, span.from - done});
        buf_put(&out, MASK);
        done = span.to;
    }
    if (done > 0) {
        *found = true;
        buf_put(&out, (struct text){url.p + done, url.n - done});
        url = arena_copy(arena, buf_text(&out));
    }
    buf_release(&out);
    return url;
}

struct value connection_secret_hide(const struct value *properties, struct arena *arena,
                                    bool *found)
{
    const struct list *given = &properties->list;
    struct value *kept = ARENA_ARRAY(arena, struct value, 2 * given->count + 1);
    size_t count = 0;
    if (!properties->set)
        return *properties;
    for (size_t i = 0; i < given->count; i++) {
        struct text key = given->items[2 * i].text, value = given->items[2 * i + 1].text;
        if (is_secret(key)) {
            *found = true;
            continue;
        }
        kept[2 * count] = value_text(key);
        kept[2 * count + 1] = value_text(mask_url(value, arena, found));
        count++;
    }
    return value_list(kept, count);
}
