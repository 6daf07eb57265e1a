/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/s3_endpoint.h"

#include "base/buf.h"
#include "base/encode.h"
#include "base/limits.h"

static bool is_host_character(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == ':' || c == '[' || c == ']';
}

static bool is_authority(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (!is_host_character(t.p[i]))
            return false;
    return t.n > 0;
}

static bool is_base_path(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] <= ' ' || t.p[i] >= 0x7f || t.p[i] == '?' || t.p[i] == '#' || t.p[i] == '%')
            return false;
    return true;
}

/* HTTP clients leave the default port out of the Host header, and the signature covers that header.
 */
static struct text without_default_port(struct text authority, struct text scheme)
{
    struct text port = text_is(scheme, "http") ? TEXT(":80") : TEXT(":443");
    if (text_ends_with(authority, port))
        authority.n -= port.n;
    return authority;
}

int s3_endpoint_decode(struct s3_endpoint *out, const char *url, struct arena *a, struct err *e)
{
    static const struct text schemes[] = {TEXT_INIT("http"), TEXT_INIT("https")};
    *out = (struct s3_endpoint){.path_style = false};
    if (!url)
        return 0;
    struct text rest = arena_copy(a, text_of(url));
    for (size_t i = 0; i < COUNT(schemes) && out->scheme.n == 0; i++) {
        struct text head = arena_printf(a, "%s://", schemes[i].p);
        if (!text_starts_with(rest, head))
            continue;
        out->scheme = schemes[i];
        rest.p += head.n;
        rest.n -= head.n;
    }
    size_t host_bytes = text_find(rest, '/');
    out->authority = (struct text){rest.p, host_bytes};
    out->base_path = (struct text){rest.p + host_bytes, rest.n - host_bytes};
    while (out->base_path.n > 0 && out->base_path.p[out->base_path.n - 1] == '/')
        out->base_path.n--;
    if (out->scheme.n == 0 || !is_authority(out->authority) || !is_base_path(out->base_path))
        return err_set(e, ERR_VALIDATION,
                       "the S3 endpoint '%.200s' is not of the form http://host:port", url);
    out->authority = without_default_port(out->authority, out->scheme);
    return 0;
}

bool s3_is_region(struct text region)
{
    for (size_t i = 0; i < region.n; i++) {
        char c = region.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return region.n > 0 && region.n < LIMIT_REGION_BYTES;
}

static bool fits_host_name(struct text bucket)
{
    for (size_t i = 0; i < bucket.n; i++) {
        char c = bucket.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return true;
}

static struct text aws_host(struct text region, struct arena *a)
{
    bool china = text_starts_with(region, TEXT("cn-"));
    return arena_printf(a, "s3.%.*s.amazonaws.com%s", TEXT_ARG(region), china ? ".cn" : "");
}

struct s3_address s3_address_of(const struct s3_endpoint *endpoint, const struct location *location,
                                struct text key, struct text region, struct arena *a)
{
    bool in_path = endpoint->path_style || !fits_host_name(location->bucket);
    struct s3_address out = {.scheme = endpoint->scheme.n ? endpoint->scheme : TEXT("https")};
    out.host = endpoint->scheme.n ? endpoint->authority : aws_host(region, a);
    if (!in_path)
        out.host = arena_printf(a, "%.*s.%.*s", TEXT_ARG(location->bucket), TEXT_ARG(out.host));
    struct buf path;
    buf_init(&path, LIMIT_CANONICAL_REQUEST_BYTES);
    buf_put(&path, endpoint->base_path);
    if (in_path) {
        buf_put_char(&path, '/');
        encode_percent(&path, location->bucket, false);
    }
    if (!in_path || key.n > 0)
        buf_put_char(&path, '/');
    encode_percent(&path, key, true);
    out.path = arena_copy(a, buf_text(&path));
    buf_release(&path);
    return out;
}
