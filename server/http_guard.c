/* SPDX-License-Identifier: Apache-2.0 */
#include "server/http_guard.h"

#include "server/http.h"

/* What the rules ask about, counted in one walk over the headers. */
struct findings {
    const struct http_head *head;
    struct http_length length;
    unsigned hosts, lengths, encodings;
    struct text content_length, encoding;
    bool bad_name, bad_value;
};

static const struct {
    struct text name;
    enum method method;
} methods[] = {
    {TEXT_INIT("POST"), METHOD_POST},
    {TEXT_INIT("GET"), METHOD_GET},
    {TEXT_INIT("HEAD"), METHOD_HEAD},
    {TEXT_INIT("PUT"), METHOD_PUT},
    {TEXT_INIT("PATCH"), METHOD_PATCH},
    {TEXT_INIT("DELETE"), METHOD_DELETE},
    /* Known, and allowed nowhere: 405 tells what is, where 501 would say that nobody knows them. */
    {TEXT_INIT("OPTIONS"), METHOD_OTHER},
    {TEXT_INIT("TRACE"), METHOD_OTHER},
};

/* Token characters of RFC 9110, section 5.6.2. */
static bool is_token(struct text t)
{
    static const bool others[128] = {
        ['!'] = true,  ['#'] = true, ['$'] = true, ['%'] = true, ['&'] = true,
        ['\''] = true, ['*'] = true, ['+'] = true, ['-'] = true, ['.'] = true,
        ['^'] = true,  ['_'] = true, ['`'] = true, ['|'] = true, ['~'] = true,
    };
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        bool alphanumeric =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!alphanumeric && (c >= 128 || !others[c]))
            return false;
    }
    return t.n > 0;
}

static bool has_control(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (((unsigned char)t.p[i] < ' ' && t.p[i] != '\t') || t.p[i] == 0x7f)
            return true;
    return false;
}

static void look_at(struct findings *f, const struct header *header)
{
    f->bad_name = f->bad_name || !is_token(header->name);
    f->bad_value = f->bad_value || has_control(header->value);
    if (text_equal_nocase(header->name, TEXT("host"))) {
        f->hosts++;
    } else if (text_equal_nocase(header->name, TEXT("content-length"))) {
        f->lengths++;
        f->content_length = header->value;
    } else if (text_equal_nocase(header->name, TEXT("transfer-encoding"))) {
        f->encodings++;
        f->encoding = header->value;
    }
}

static bool headers_cut(struct findings *f)
{
    return f->head->headers_cut;
}

/* libmicrohttpd cuts values at a NUL, ends the head at a line that begins with ':', joins a folded
 * line to the name of its header, and skips blanks in the request line; each of them is a way to
 * mean one thing to a proxy and another to us. */
static bool is_disjoint(struct findings *f)
{
    return f->head->is_disjoint;
}

static bool is_1_1(const struct findings *f)
{
    return text_is(f->head->version, "HTTP/1.1");
}

static bool bad_version(struct findings *f)
{
    return !is_1_1(f) && !text_is(f->head->version, "HTTP/1.0");
}

static bool bad_method(struct findings *f)
{
    for (size_t i = 0; i < COUNT(methods); i++) {
        if (text_equal(f->head->method, methods[i].name)) {
            f->length.method = methods[i].method;
            return false;
        }
    }
    return true;
}

struct text http_path_and_query(struct text target)
{
    static const struct text schemes[] = {TEXT_INIT("http://"), TEXT_INIT("https://")};
    for (size_t i = 0; i < COUNT(schemes); i++) {
        size_t begin = schemes[i].n, end = begin;
        if (target.n < begin || !text_equal_nocase((struct text){target.p, begin}, schemes[i]))
            continue;
        while (end < target.n && target.p[end] != '/' && target.p[end] != '?')
            end++;
        struct text host = {target.p + begin, end - begin}, rest = {target.p + end, target.n - end};
        if (host.n > 0 && text_find(host, '@') == host.n)
            return rest.n > 0 ? rest : TEXT("/");
    }
    return target;
}

static bool bad_target(struct findings *f)
{
    struct text t = f->head->target, path = http_path_and_query(t);
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] <= ' ' || t.p[i] > '~' || t.p[i] == '#')
            return true;
    return path.n == 0 || path.p[0] != '/';
}

static bool bad_name(struct findings *f)
{
    return f->bad_name;
}

static bool bad_value(struct findings *f)
{
    return f->bad_value;
}

static bool bad_host(struct findings *f)
{
    return f->hosts > 1 || (f->hosts == 0 && is_1_1(f));
}

static bool two_lengths(struct findings *f)
{
    return f->lengths + f->encodings > 1;
}

static bool encoding_in_1_0(struct findings *f)
{
    return f->encodings > 0 && !is_1_1(f);
}

/* Exact, without trimming: libmicrohttpd reads "chunked " as an encoding that it does not know and
 * waits for ever. */
static bool bad_encoding(struct findings *f)
{
    f->length.is_chunked = f->encodings > 0;
    return f->encodings > 0 && !text_equal_nocase(f->encoding, TEXT("chunked"));
}

static bool bad_length(struct findings *f)
{
    uint64_t n = 0;
    for (size_t i = 0; i < f->content_length.n; i++) {
        char c = f->content_length.p[i];
        if (c < '0' || c > '9' || n > (UINT64_MAX - 9) / 10)
            return true;
        n = n * 10 + (uint64_t)(c - '0');
    }
    f->length.content_bytes = n;
    return f->lengths > 0 && f->content_length.n == 0;
}

/* In the order in which they are told. */
static const struct {
    struct http_refusal refusal;
    bool (*is_broken)(struct findings *f);
} rules[] = {
    {{431, "The request has more than 100 headers."}, headers_cut},
    {{505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."}, bad_version},
    {{501, "The method is none of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS and TRACE."},
     bad_method},
    {{400, "The request target is not a path of printable ASCII that begins with '/'."},
     bad_target},
    {{400, "The head is not lines of `name: value` that end in CRLF, or a line is folded."},
     is_disjoint},
    {{400, "The name of a header holds a character that is not allowed."}, bad_name},
    {{400, "The value of a header holds a control character."}, bad_value},
    {{400, "There must be exactly one Host header."}, bad_host},
    {{400, "The length of the body is told more than once."}, two_lengths},
    {{400, "HTTP/1.0 has no Transfer-Encoding."}, encoding_in_1_0},
    {{501, "The only Transfer-Encoding known here is chunked."}, bad_encoding},
    {{400, "Content-Length is not a number of bytes."}, bad_length},
};
_Static_assert(HTTP_HEADERS_MAX == 100, "the text of the first rule names it");

const struct http_refusal *http_guard(const struct http_head *head, struct http_length *length)
{
    struct findings f = {.head = head};
    for (size_t i = 0; i < head->headers_count; i++)
        look_at(&f, &head->headers[i]);
    for (size_t i = 0; i < COUNT(rules); i++)
        if (rules[i].is_broken(&f))
            return &rules[i].refusal;
    *length = f.length;
    return NULL;
}
