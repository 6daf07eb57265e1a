/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sigv4.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/encode.h"

static const struct text ALGORITHM = TEXT_INIT("AWS4-HMAC-SHA256");
static const struct text TERMINATOR = TEXT_INIT("aws4_request");

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* Runs of blanks become one space. */
static void put_folded(struct buf *out, struct text value)
{
    value = text_trim(value);
    size_t begin = 0;
    if (value.n == 0)
        return;
    for (size_t i = 0; i < value.n; i++) {
        bool ordinary = !is_blank(value.p[i]) || (value.p[i] == ' ' && !is_blank(value.p[i + 1]));
        if (ordinary)
            continue;
        buf_put(out, (struct text){value.p + begin, i - begin});
        while (is_blank(value.p[i + 1]))
            i++;
        buf_put_char(out, ' ');
        begin = i + 1;
    }
    buf_put(out, (struct text){value.p + begin, value.n - begin});
}

static void put_header(struct buf *out, const struct sigv4_request *request, struct text name)
{
    bool first = true;
    buf_put(out, name);
    buf_put_char(out, ':');
    for (size_t i = 0; i < request->header_count; i++) {
        if (!text_equal_nocase(request->headers[i].name, name))
            continue;
        if (!first)
            buf_put_char(out, ',');
        first = false;
        put_folded(out, request->headers[i].value);
    }
    buf_put_char(out, '\n');
}

/* A part of a query in its one spelling. An escape that is none stands for its own characters. */
static void put_query_part(struct buf *out, struct text part)
{
    while (part.n > 0) {
        char byte = part.p[0];
        unsigned char decoded;
        size_t taken = 1;
        if (byte == '%' && part.n >= 3 && decode_hex((struct text){part.p + 1, 2}, &decoded)) {
            byte = (char)decoded;
            taken = 3;
        } else if (byte == '+') {
            byte = ' ';
        }
        encode_percent(out, (struct text){&byte, 1}, false);
        part.p += taken;
        part.n -= taken;
    }
}

struct parameter {
    struct text name, value; /* encoded */
};

static int compare_parameters(const void *a, const void *b)
{
    const struct parameter *x = a, *y = b;
    int order = text_compare(x->name, y->name);
    return order != 0 ? order : text_compare(x->value, y->value);
}

static struct text encode_part(struct buf *scratch, struct text part)
{
    size_t begin = scratch->n;
    put_query_part(scratch, part);
    return (struct text){scratch->p + begin, scratch->n - begin};
}

/* Encodes into `scratch`, which has room for all from the start so that nothing moves, and sorts.
 */
static int read_parameters(struct text query, struct buf *scratch, struct parameter *parameters,
                           size_t *count)
{
    *count = 0;
    if (!buf_reserve(scratch, 3 * query.n))
        return -1;
    while (query.p) {
        struct text value = text_split(&query, '&');
        if (value.n == 0)
            continue;
        if (*count == LIMIT_SIGNED_QUERY_PARAMETERS)
            return -1;
        struct text name = text_split(&value, '=');
        struct parameter *p = &parameters[(*count)++];
        p->name = encode_part(scratch, name);
        p->value = encode_part(scratch, value);
    }
    qsort(parameters, *count, sizeof *parameters, compare_parameters);
    return 0;
}

static int put_query(struct buf *out, struct text query, struct err *e)
{
    if (query.n == 0)
        return 0;
    struct parameter parameters[LIMIT_SIGNED_QUERY_PARAMETERS];
    size_t count;
    struct buf scratch;
    buf_init(&scratch, LIMIT_CANONICAL_REQUEST_BYTES);
    int result = read_parameters(query, &scratch, parameters, &count);
    if (result < 0)
        err_set(e, ERR_TOO_LARGE,
                "the query is longer, or has more than %d parameters, than can be signed",
                LIMIT_SIGNED_QUERY_PARAMETERS);
    for (size_t i = 0; i < count && result == 0; i++) {
        if (i > 0)
            buf_put_char(out, '&');
        buf_put(out, parameters[i].name);
        buf_put_char(out, '=');
        buf_put(out, parameters[i].value);
    }
    buf_release(&scratch);
    return result;
}

int sigv4_canonical_request(const struct sigv4_request *request, const struct sigv4_names *names,
                            struct text payload_hash, struct buf *out, struct err *e)
{
    buf_put(out, request->method);
    buf_put_char(out, '\n');
    if (request->path.n == 0)
        buf_put_char(out, '/');
    else if (request->path_rule == SIGV4_PATH_AS_SENT)
        buf_put(out, request->path);
    else
        encode_percent(out, request->path, true);
    buf_put_char(out, '\n');
    if (put_query(out, request->query, e) < 0)
        return -1;
    buf_put_char(out, '\n');
    for (size_t i = 0; i < names->count; i++)
        put_header(out, request, names->names[i]);
    buf_put_char(out, '\n');
    buf_put(out, names->joined);
    buf_put_char(out, '\n');
    buf_put(out, payload_hash);
    if (buf_over(out))
        return err_set(e, ERR_TOO_LARGE,
                       "the request line and headers are longer than can be signed");
    return 0;
}

void sigv4_signing_key(struct crypto *c, struct text secret_key, struct text scope,
                       unsigned char out[CRYPTO_HASH_BYTES])
{
    char first[4 + LIMIT_SECRET_KEY_BYTES] = "AWS4";
    size_t n = secret_key.n < LIMIT_SECRET_KEY_BYTES ? secret_key.n : LIMIT_SECRET_KEY_BYTES;
    if (n)
        memcpy(first + 4, secret_key.p, n);
    struct text key = {first, 4 + n};
    while (scope.p) {
        struct text part = text_split(&scope, '/');
        crypto_hmac(c, key, &part, 1, out);
        key = (struct text){(const char *)out, CRYPTO_HASH_BYTES};
    }
    crypto_hmac(c, key, &TERMINATOR, 1, out);
    crypto_wipe(first, 4 + n);
}

void sigv4_signature(struct crypto *c, const unsigned char signing_key[CRYPTO_HASH_BYTES],
                     const struct sigv4_stamp *stamp, struct text canonical_request,
                     char out[SIGV4_SIGNATURE_BYTES])
{
    char hash[CRYPTO_HASH_HEX];
    unsigned char signature[CRYPTO_HASH_BYTES];
    crypto_sha256_hex(c, canonical_request, hash);
    const struct text string_to_sign[] = {
        ALGORITHM,      TEXT_INIT("\n"), stamp->time,     TEXT_INIT("\n"),     stamp->scope,
        TEXT_INIT("/"), TERMINATOR,      TEXT_INIT("\n"), {hash, sizeof hash},
    };
    crypto_hmac(c, (struct text){(const char *)signing_key, CRYPTO_HASH_BYTES}, string_to_sign,
                COUNT(string_to_sign), signature);
    encode_hex((struct text){(const char *)signature, sizeof signature}, out);
}

/* "20150830T123600Z" in the arena. */
static struct text time_text(int64_t now_ms, struct arena *a)
{
    char iso[CLOCK_ISO8601_BYTES];
    clock_iso8601(now_ms, iso);
    return arena_printf(a, "%.4s%.2s%.5s%.2s%.2sZ", iso, iso + 5, iso + 8, iso + 14, iso + 17);
}

static void add_header(struct sigv4_signed *out, struct text name, struct text value)
{
    out->headers[out->count++] = (struct header){name, value};
}

/* All headers that will be signed: the request's and the added ones. */
static struct sigv4_request with_added(const struct sigv4_request *request,
                                       const struct sigv4_signed *added, struct arena *a)
{
    struct sigv4_request whole = *request;
    struct header *all = ARENA_ARRAY(a, struct header, request->header_count + added->count);
    if (request->header_count)
        memcpy(all, request->headers, request->header_count * sizeof *all);
    memcpy(all + request->header_count, added->headers, added->count * sizeof *all);
    whole.headers = all;
    whole.header_count = request->header_count + added->count;
    return whole;
}

static int compare_texts(const void *a, const void *b)
{
    return text_compare(*(const struct text *)a, *(const struct text *)b);
}

static int names_of(const struct sigv4_request *request, struct sigv4_names *names, struct arena *a,
                    struct err *e)
{
    if (request->header_count > LIMIT_SIGNED_HEADERS)
        return err_set(e, ERR_TOO_LARGE, "more than %d headers to sign", LIMIT_SIGNED_HEADERS);
    struct buf joined;
    buf_init(&joined, LIMIT_CANONICAL_REQUEST_BYTES);
    names->count = request->header_count;
    for (size_t i = 0; i < names->count; i++)
        names->names[i] = arena_fold(a, request->headers[i].name);
    qsort(names->names, names->count, sizeof *names->names, compare_texts);
    for (size_t i = 0; i < names->count; i++) {
        if (i > 0)
            buf_put_char(&joined, ';');
        buf_put(&joined, names->names[i]);
    }
    names->joined = arena_copy(a, buf_text(&joined));
    buf_release(&joined);
    return 0;
}

/* Adds the Authorization header over all headers of `whole`; x-amz-date and x-amz-content-sha256
 * stand in `out` already. */
static int authorize(const struct sigv4_signer *signer, const struct sigv4_request *whole,
                     struct arena *a, struct sigv4_signed *out, struct err *e)
{
    unsigned char key[CRYPTO_HASH_BYTES];
    char signature[SIGV4_SIGNATURE_BYTES];
    struct sigv4_names names;
    struct buf canonical;
    struct sigv4_stamp stamp = {.time = out->headers[0].value};
    stamp.scope = arena_printf(a, "%.8s/%.*s/%.*s", stamp.time.p, TEXT_ARG(signer->region),
                               TEXT_ARG(signer->service));
    if (names_of(whole, &names, a, e) < 0)
        return -1;
    buf_init(&canonical, LIMIT_CANONICAL_REQUEST_BYTES);
    int result = sigv4_canonical_request(whole, &names, out->headers[1].value, &canonical, e);
    if (result == 0) {
        sigv4_signing_key(signer->crypto, signer->secret_key, stamp.scope, key);
        sigv4_signature(signer->crypto, key, &stamp, buf_text(&canonical), signature);
        crypto_wipe(key, sizeof key);
        struct text value =
            arena_printf(a, "%s Credential=%.*s/%.*s/%s, SignedHeaders=%.*s, Signature=%.64s",
                         ALGORITHM.p, TEXT_ARG(signer->access_key_id), TEXT_ARG(stamp.scope),
                         TERMINATOR.p, TEXT_ARG(names.joined), signature);
        add_header(out, TEXT("authorization"), value);
    }
    buf_release(&canonical);
    return result;
}

int sigv4_sign(const struct sigv4_signer *signer, const struct sigv4_request *request,
               struct arena *a, struct sigv4_signed *out, struct err *e)
{
    char hash[CRYPTO_HASH_HEX];
    *out = (struct sigv4_signed){0};
    crypto_sha256_hex(signer->crypto, request->body, hash);
    add_header(out, TEXT("x-amz-date"), time_text(signer->now_ms, a));
    add_header(out, TEXT("x-amz-content-sha256"), arena_copy(a, (struct text){hash, sizeof hash}));
    if (signer->session_token.n)
        add_header(out, TEXT("x-amz-security-token"), signer->session_token);
    struct sigv4_request whole = with_added(request, out, a);
    return authorize(signer, &whole, a, out, e);
}
