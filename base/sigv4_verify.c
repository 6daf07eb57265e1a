/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sigv4_verify.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/limits.h"
#include "base/memory.h"

enum {
    CACHE_SETS = 32,
    CACHE_WAYS = 4,
    CACHE_SCOPE_BYTES = LIMIT_ACCESS_KEY_ID_BYTES + LIMIT_REGION_BYTES + 64,
    SCOPE_PARTS = 5,
};

/* One remembered signing key. The scope is "<access key id>/<day>/<region>/<service>", as the
 * request spells it. */
struct cached_key {
    size_t scope_bytes; /* 0: free */
    char scope[CACHE_SCOPE_BYTES];
    unsigned char key[CRYPTO_HASH_BYTES];
};

struct cache_set {
    struct cached_key ways[CACHE_WAYS];
    unsigned next; /* the way that is given up next */
};

struct sigv4_verifier {
    struct sigv4_verifier_config config;
    struct crypto *crypto;
    struct buf canonical;
    uint64_t keys_generation;
    struct cache_set cache[CACHE_SETS];
};

/* The request's claim, taken apart. */
struct claim {
    struct text credential;     /* <access key id>/<day>/<region>/<service>/aws4_request */
    struct text signed_headers; /* host;x-amz-date */
    struct text signature;      /* 64 hex digits */
    struct text parts[SCOPE_PARTS];
    struct text time;       /* x-amz-date */
    struct text scope;      /* <day>/<region>/<service> */
    struct text remembered; /* <access key id>/<scope> */
    struct sigv4_names names;
};

int sigv4_verifier_open(struct sigv4_verifier **out, const struct sigv4_verifier_config *config,
                        struct err *e)
{
    struct sigv4_verifier *v = memory_new(sizeof *v);
    v->config = *config;
    buf_init(&v->canonical, LIMIT_CANONICAL_REQUEST_BYTES);
    if (crypto_open(&v->crypto, e) < 0) {
        sigv4_verifier_close(v);
        return -1;
    }
    *out = v;
    return 0;
}

void sigv4_verifier_close(struct sigv4_verifier *v)
{
    if (!v)
        return;
    crypto_wipe(v->cache, sizeof v->cache);
    buf_release(&v->canonical);
    crypto_close(v->crypto);
    free(v);
}

/* FNV-1a. Only scopes with a good signature are remembered, so nobody can fill a set on purpose
 * without a key. */
static struct cache_set *cache_set_of(struct sigv4_verifier *v, struct text scope)
{
    uint32_t hash = 2166136261u;
    for (size_t i = 0; i < scope.n; i++)
        hash = (hash ^ (unsigned char)scope.p[i]) * 16777619u;
    return &v->cache[(hash ^ hash >> 16) % CACHE_SETS];
}

static const struct cached_key *cache_get(struct sigv4_verifier *v, struct text scope)
{
    struct cache_set *set = cache_set_of(v, scope);
    for (size_t i = 0; i < CACHE_WAYS; i++)
        if (text_equal((struct text){set->ways[i].scope, set->ways[i].scope_bytes}, scope))
            return &set->ways[i];
    return NULL;
}

static void cache_put(struct sigv4_verifier *v, struct text scope,
                      const unsigned char key[CRYPTO_HASH_BYTES])
{
    if (scope.n > CACHE_SCOPE_BYTES)
        return;
    struct cache_set *set = cache_set_of(v, scope);
    struct cached_key *way = &set->ways[set->next++ % CACHE_WAYS];
    memcpy(way->scope, scope.p, scope.n);
    way->scope_bytes = scope.n;
    memcpy(way->key, key, CRYPTO_HASH_BYTES);
}

/* True where the query carries a signature of its own. */
static bool query_is_signed(struct text query)
{
    while (query.p) {
        struct text parameter = text_split(&query, '&');
        struct text name = text_split(&parameter, '=');
        if (text_equal_nocase(name, TEXT("X-Amz-Signature")) ||
            text_equal_nocase(name, TEXT("X-Amz-Algorithm")))
            return true;
    }
    return false;
}

/* The one Authorization header. */
static int find_authorization(const struct sigv4_request *request, struct text *out, struct err *e)
{
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        if (!text_equal_nocase(request->headers[i].name, TEXT("authorization")))
            continue;
        *out = text_trim(request->headers[i].value);
        count++;
    }
    bool in_query = query_is_signed(request->query);
    if (count > 1 || (count == 1 && in_query))
        return err_set(e, ERR_INCOMPLETE_SIGNATURE, "The request is signed more than once.");
    if (in_query)
        return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                       "Presigned URLs are not taken here; sign with the Authorization header.");
    if (count == 0)
        return err_set(e, ERR_MISSING_AUTHENTICATION, "Missing Authentication Token");
    if (out->n > LIMIT_AUTHORIZATION_BYTES)
        return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                       "The Authorization header is longer than %d bytes.",
                       LIMIT_AUTHORIZATION_BYTES);
    return 0;
}

static int take_field(struct claim *claim, struct text field, struct err *e)
{
    struct text value = field;
    struct text name = text_split(&value, '=');
    const struct {
        struct text name, *value;
    } fields[] = {
        {TEXT("Credential"), &claim->credential},
        {TEXT("SignedHeaders"), &claim->signed_headers},
        {TEXT("Signature"), &claim->signature},
    };
    for (size_t i = 0; i < COUNT(fields); i++) {
        if (!text_equal(fields[i].name, name))
            continue;
        if (fields[i].value->p)
            return err_set(e, ERR_INCOMPLETE_SIGNATURE, "The Authorization header repeats '%s'.",
                           fields[i].name.p);
        *fields[i].value = value;
        return 0;
    }
    return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                   "The Authorization header holds something other than Credential, SignedHeaders "
                   "and Signature.");
}

static int check_fields(const struct claim *claim, struct err *e)
{
    const struct {
        const char *name;
        size_t n;
    } fields[] = {
        {"Credential", claim->credential.n},
        {"SignedHeaders", claim->signed_headers.n},
        {"Signature", claim->signature.n},
    };
    for (size_t i = 0; i < COUNT(fields); i++)
        if (fields[i].n == 0)
            return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                           "The Authorization header requires a '%s' parameter.", fields[i].name);
    if (claim->signature.n != SIGV4_SIGNATURE_BYTES)
        return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                       "The 'Signature' parameter is not %d hex digits.", SIGV4_SIGNATURE_BYTES);
    return 0;
}

/* "AWS4-HMAC-SHA256 Credential=..., SignedHeaders=..., Signature=..." in any order. */
static int parse_authorization(struct text value, struct claim *claim, struct err *e)
{
    struct text algorithm = text_split(&value, ' ');
    if (!text_equal(algorithm, TEXT("AWS4-HMAC-SHA256")))
        return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                       "The Authorization header does not begin with 'AWS4-HMAC-SHA256'.");
    while (value.p)
        if (take_field(claim, text_trim(text_split(&value, ',')), e) < 0)
            return -1;
    return check_fields(claim, e);
}

static bool is_header_name(struct text name)
{
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (c <= ' ' || c >= 0x7f || (c >= 'A' && c <= 'Z') || c == ':' || c == ',')
            return false;
    }
    return name.n > 0;
}

/* Ascending order makes doubles impossible and look-ups unambiguous. */
static int parse_names(struct claim *claim, struct err *e)
{
    struct text rest = claim->signed_headers;
    struct sigv4_names *names = &claim->names;
    names->joined = rest;
    names->count = 0;
    while (rest.p) {
        struct text name = text_split(&rest, ';');
        if (names->count == LIMIT_SIGNED_HEADERS)
            return err_set(e, ERR_INCOMPLETE_SIGNATURE, "More than %d headers are signed.",
                           LIMIT_SIGNED_HEADERS);
        if (!is_header_name(name) ||
            (names->count > 0 && text_compare(names->names[names->count - 1], name) >= 0))
            return err_set(
                e, ERR_INCOMPLETE_SIGNATURE,
                "'SignedHeaders' must be lower-case names in ascending order, joined by ';'.");
        names->names[names->count++] = name;
    }
    return 0;
}

static bool must_be_signed(struct text name)
{
    return text_equal_nocase(name, TEXT("host")) || text_equal_nocase(name, TEXT("content-type")) ||
           (name.n > 6 && text_equal_nocase((struct text){name.p, 6}, TEXT("x-amz-")));
}

static bool is_signed(const struct sigv4_names *names, struct text name)
{
    for (size_t i = 0; i < names->count; i++)
        if (text_equal_nocase(names->names[i], name))
            return true;
    return false;
}

static int check_signed_headers(const struct claim *claim, const struct sigv4_request *request,
                                struct err *e)
{
    const struct sigv4_names *names = &claim->names;
    if (!is_signed(names, TEXT("host")))
        return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                       "'Host' must be a 'SignedHeader' in the AWS Authorization.");
    for (size_t i = 0; i < request->header_count; i++) {
        struct text name = request->headers[i].name;
        if (must_be_signed(name) && !is_signed(names, name))
            return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                           "The header '%.*s' was sent but not signed.",
                           (int)(name.n < 64 ? name.n : 64), name.p);
    }
    return 0;
}

static int check_sent_headers(const struct claim *claim, const struct sigv4_request *request,
                              struct err *e)
{
    const struct sigv4_names *names = &claim->names;
    for (size_t i = 0; i < names->count; i++)
        if (!header_find(request->headers, request->header_count, names->names[i]))
            return err_set(e, ERR_INVALID_SIGNATURE, "The header '%.*s' was signed but not sent.",
                           (int)(names->names[i].n < 64 ? names->names[i].n : 64),
                           names->names[i].p);
    return 0;
}

static int parse_date(struct claim *claim, const struct sigv4_request *request, int64_t *time_ms,
                      struct err *e)
{
    size_t count = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        if (!text_equal_nocase(request->headers[i].name, TEXT("x-amz-date")))
            continue;
        claim->time = text_trim(request->headers[i].value);
        count++;
    }
    if (count != 1)
        return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                       "Authorization header requires existence of exactly one 'X-Amz-Date' "
                       "header.");
    if (!date_decode_basic(claim->time, time_ms))
        return err_set(e, ERR_INCOMPLETE_SIGNATURE,
                       "'X-Amz-Date' must be a time in UTC of the form 20150830T123600Z.");
    return 0;
}

static bool one_of(struct text t, const struct text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(t, texts[i]))
            return true;
    return false;
}

static bool is_region(struct text t)
{
    for (size_t i = 0; i < t.n; i++) {
        char c = t.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
              c == '-' || c == '_'))
            return false;
    }
    return t.n > 0 && t.n <= LIMIT_REGION_BYTES;
}

static int split_credential(struct claim *claim, struct err *e)
{
    struct text rest = claim->credential;
    size_t count = 0;
    while (rest.p) {
        struct text part = text_split(&rest, '/');
        if (count < SCOPE_PARTS)
            claim->parts[count] = part;
        count++;
    }
    struct text id = claim->parts[0];
    if (count != SCOPE_PARTS || id.n == 0 || id.n > LIMIT_ACCESS_KEY_ID_BYTES)
        return err_set(
            e, ERR_INCOMPLETE_SIGNATURE,
            "'Credential' must be <access key id>/<yyyymmdd>/<region>/<service>/aws4_request.");
    size_t tail = claim->parts[4].n + 1;
    claim->remembered = (struct text){claim->credential.p, claim->credential.n - tail};
    claim->scope = (struct text){id.p + id.n + 1, claim->remembered.n - id.n - 1};
    return 0;
}

/* The names of these errors and the beginnings of their texts are the real service's
 * (aws/aws-sdk-ruby#431, fsouza/s3-upload-proxy#241). */
static int check_scope(const struct sigv4_verifier *v, const struct claim *claim,
                       const struct sigv4_incoming *in, struct err *e)
{
    const struct text *parts = claim->parts;
    const struct sigv4_verifier_config *config = &v->config;
    if (!text_equal(parts[4], TEXT("aws4_request")))
        return err_set(e, ERR_INVALID_SIGNATURE,
                       "Credential should be scoped with a valid terminator: 'aws4_request'.");
    if (!text_equal(parts[1], (struct text){claim->time.p, SIGV4_DATE_BYTES}))
        return err_set(e, ERR_INVALID_SIGNATURE,
                       "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of "
                       "date from HTTP: it is not the day of 'X-Amz-Date'.");
    if (!is_region(parts[2]) ||
        (config->regions && !one_of(parts[2], config->regions, config->region_count)))
        return err_set(e, ERR_INVALID_SIGNATURE,
                       "Credential should be scoped to a valid region, not '%.*s'.",
                       TEXT_ARG(text_cut(parts[2], LIMIT_REGION_BYTES)));
    if (!one_of(parts[3], in->services, in->service_count))
        return err_set(e, ERR_INVALID_SIGNATURE,
                       "Credential should be scoped to correct service: '%.*s'.",
                       TEXT_ARG(in->services[0]));
    return 0;
}

static int check_clock(const struct sigv4_verifier *v, const struct claim *claim, int64_t time_ms,
                       int64_t now_ms, struct err *e)
{
    long long off = (long long)(time_ms - now_ms) / 1000;
    if (time_ms < now_ms - v->config.skew_ms)
        return err_set(
            e, ERR_INVALID_SIGNATURE,
            "Signature expired: %.*s is %lld seconds behind the server's clock, %lld are allowed.",
            TEXT_ARG(claim->time), -off, (long long)v->config.skew_ms / 1000);
    if (time_ms > now_ms + v->config.skew_ms)
        return err_set(e, ERR_INVALID_SIGNATURE,
                       "Signature not yet current: %.*s is %lld seconds ahead of the server's "
                       "clock, %lld are allowed.",
                       TEXT_ARG(claim->time), off, (long long)v->config.skew_ms / 1000);
    return 0;
}

static int read_claim(const struct sigv4_verifier *v, const struct sigv4_incoming *in,
                      struct claim *claim, struct err *e)
{
    struct text authorization;
    int64_t time_ms = 0;
    if (find_authorization(&in->request, &authorization, e) < 0 ||
        parse_authorization(authorization, claim, e) < 0 || parse_names(claim, e) < 0 ||
        check_signed_headers(claim, &in->request, e) < 0 ||
        parse_date(claim, &in->request, &time_ms, e) < 0 ||
        check_sent_headers(claim, &in->request, e) < 0 || split_credential(claim, e) < 0 ||
        check_scope(v, claim, in, e) < 0)
        return -1;
    return check_clock(v, claim, time_ms, in->now_ms, e);
}

/* Makes the signing key of a request whose key is not remembered. Where there is no such access key
 * the same work is done for nothing, so that the time does not tell. */
static int derive_key(struct sigv4_verifier *v, const struct claim *claim,
                      unsigned char key[CRYPTO_HASH_BYTES], struct err *e)
{
    struct buf secret;
    buf_init(&secret, LIMIT_SECRET_KEY_BYTES);
    int found = v->config.find_secret(v->config.context, claim->parts[0], &secret, e);
    if (found < 0) {
        buf_clear(&secret);
        buf_put(&secret, TEXT("an access key that is not known here...."));
    }
    sigv4_signing_key(v->crypto, buf_text(&secret), claim->scope, key);
    crypto_wipe(secret.p, secret.n);
    buf_release(&secret);
    return found;
}

/* The hash of the body; where the client sent its own, both must agree. */
static int hash_body(struct sigv4_verifier *v, const struct sigv4_request *request,
                     char hash[CRYPTO_HASH_HEX], struct err *e)
{
    crypto_sha256_hex(v->crypto, request->body, hash);
    for (size_t i = 0; i < request->header_count; i++) {
        if (!text_equal_nocase(request->headers[i].name, TEXT("x-amz-content-sha256")))
            continue;
        struct text sent = text_trim(request->headers[i].value);
        if (!text_equal(sent, (struct text){hash, CRYPTO_HASH_HEX}))
            return err_set(
                e, ERR_INVALID_SIGNATURE,
                "'X-Amz-Content-Sha256' is not the hash of the body; unsigned and chunked "
                "payloads are not taken here.");
    }
    return 0;
}

static int check_signature(struct sigv4_verifier *v, const struct sigv4_incoming *in,
                           const struct claim *claim, struct err *e)
{
    unsigned char key[CRYPTO_HASH_BYTES];
    char hash[CRYPTO_HASH_HEX], signature[SIGV4_SIGNATURE_BYTES];
    struct err key_error = {0};
    if (hash_body(v, &in->request, hash, e) < 0)
        return -1;
    buf_clear(&v->canonical);
    if (sigv4_canonical_request(&in->request, &claim->names, (struct text){hash, sizeof hash},
                                &v->canonical, e) < 0)
        return -1;
    const struct cached_key *cached = cache_get(v, claim->remembered);
    if (cached)
        memcpy(key, cached->key, sizeof key);
    int found = cached ? 0 : derive_key(v, claim, key, &key_error);
    const struct sigv4_stamp stamp = {claim->time, claim->scope};
    sigv4_signature(v->crypto, key, &stamp, buf_text(&v->canonical), signature);
    bool equal = crypto_equal(signature, claim->signature.p, sizeof signature);
    if (found == 0 && equal && !cached)
        cache_put(v, claim->remembered, key);
    if (!equal && cached) /* as slow as for a key that is not remembered */
        sigv4_signing_key(v->crypto, TEXT("a remembered key"), claim->scope, key);
    crypto_wipe(key, sizeof key);
    if (found < 0 && key_error.code != ERR_UNKNOWN_KEY)
        return err_set(e, key_error.code, "%s", key_error.text);
    if (found < 0)
        return err_set(
            e, ERR_UNKNOWN_KEY,
            "The security token included in the request is invalid: there is no access key "
            "of that id here.");
    if (!equal)
        return err_set(
            e, ERR_INVALID_SIGNATURE,
            "The request signature we calculated does not match the signature you provided. Check "
            "the secret access key and the signing method.");
    return 0;
}

int sigv4_verify(struct sigv4_verifier *v, const struct sigv4_incoming *in,
                 struct sigv4_caller *caller, struct err *e)
{
    struct claim claim;
    claim.credential = claim.signed_headers = claim.signature = (struct text){NULL, 0};
    if (v->keys_generation != in->keys_generation) {
        crypto_wipe(v->cache, sizeof v->cache);
        v->keys_generation = in->keys_generation;
    }
    if (read_claim(v, in, &claim, e) < 0 || check_signature(v, in, &claim, e) < 0)
        return -1;
    const struct header *token =
        header_find(in->request.headers, in->request.header_count, TEXT("x-amz-security-token"));
    *caller = (struct sigv4_caller){.access_key_id = claim.parts[0],
                                    .region = claim.parts[2],
                                    .service = claim.parts[3],
                                    .session_token = token ? text_trim(token->value) : TEXT("")};
    return 0;
}
