/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/location.h"

#include "base/limits.h"

static const struct {
    struct text scheme;
    enum location_kind kind;
} SCHEMES[] = {
    {TEXT_INIT("s3://"), LOCATION_S3},
    {TEXT_INIT("s3a://"), LOCATION_S3},
    {TEXT_INIT("s3n://"), LOCATION_S3},
    {TEXT_INIT("file:///"), LOCATION_FILE},
};

static bool is_bucket_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_';
}

/* The rule for general purpose buckets, and the capitals and underscores that old ones may have.
 * The name becomes a part of a host name, so nothing else may pass. */
static bool is_bucket(struct text t)
{
    if (t.n < 3 || t.n > 63 || t.p[0] == '.' || t.p[0] == '-' || t.p[t.n - 1] == '.' ||
        t.p[t.n - 1] == '-')
        return false;
    for (size_t i = 0; i < t.n; i++)
        if (!is_bucket_character(t.p[i]) || (t.p[i] == '.' && t.p[i + 1] == '.'))
            return false;
    return true;
}

static int check_file_path(struct text path, struct err *e)
{
    struct text rest = path;
    while (rest.p) {
        struct text part = text_split(&rest, '/');
        bool closing = part.n == 0 && !rest.p;
        if (text_is(part, ".") || text_is(part, "..") || (part.n == 0 && !closing))
            return err_set(e, ERR_VALIDATION,
                           "a file location must not have empty, '.' or '..' parts");
    }
    return 0;
}

static int check_key(struct text key, struct err *e)
{
    if (key.n > LIMIT_OBJECT_KEY_BYTES)
        return err_set(e, ERR_VALIDATION, "a location's key is longer than %d bytes",
                       LIMIT_OBJECT_KEY_BYTES);
    if (!text_is_utf8(key) || text_find(key, '\0') < key.n)
        return err_set(e, ERR_VALIDATION, "a location is not UTF-8 text");
    return 0;
}

int location_decode(struct location *out, struct text t, struct err *e)
{
    size_t i = 0;
    while (i < COUNT(SCHEMES) && !text_starts_with(t, SCHEMES[i].scheme))
        i++;
    if (i == COUNT(SCHEMES))
        return err_set(e, ERR_VALIDATION, "a location must begin with s3:// or file:///");
    struct text key = {t.p + SCHEMES[i].scheme.n, t.n - SCHEMES[i].scheme.n};
    *out = (struct location){.kind = SCHEMES[i].kind};
    if (out->kind == LOCATION_S3) {
        out->bucket = text_split(&key, '/');
        if (!is_bucket(out->bucket))
            return err_set(e, ERR_VALIDATION,
                           "'%.*s' is not a bucket name: 3 to 63 letters, digits, '-', '.', '_'",
                           (int)(out->bucket.n < 64 ? out->bucket.n : 64), out->bucket.p);
    }
    out->key = key.p ? key : TEXT("");
    if (check_key(out->key, e) < 0)
        return -1;
    return out->kind == LOCATION_FILE ? check_file_path(out->key, e) : 0;
}

void location_encode(const struct location *location, struct buf *out)
{
    if (location->kind == LOCATION_S3) {
        buf_put_string(out, "s3://");
        buf_put(out, location->bucket);
        buf_put_char(out, '/');
    } else {
        buf_put_string(out, "file:///");
    }
    buf_put(out, location->key);
}

struct location location_with_key(const struct location *location, struct text key)
{
    return (struct location){location->kind, location->bucket, key};
}

struct text location_name(struct text key)
{
    if (key.n > 0 && key.p[key.n - 1] == '/')
        key.n--;
    size_t begin = key.n;
    while (begin > 0 && key.p[begin - 1] != '/')
        begin--;
    return (struct text){key.p + begin, key.n - begin};
}
