/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/connection_target.h"

enum { SHOWN_BYTES_MAX = 128, HOST_BYTES_MAX = 253 };

/* The ports that are registered for a protocol, or that its vendor documents. `begins`: how a URL
 * begins; the longer ones come first. */
static const struct scheme {
    const char *begins;
    int port;
    bool is_tls;
} SCHEMES[] = {
    {"jdbc:postgresql:", 5432, false},
    {"jdbc:mysql:", 3306, false},
    {"jdbc:mariadb:", 3306, false},
    {"jdbc:redshift:", 5439, false},
    {"jdbc:sqlserver:", 1433, false},
    {"jdbc:oracle:", 1521, false},
    {"jdbc:db2:", 50000, false},
    {"jdbc:sap:", 30015, false},
    {"jdbc:snowflake:", 443, true},
    {"jdbc:mongodb:", 27017, false},
    {"jdbc:teradata:", 1025, false},
    {"jdbc:vertica:", 5433, false},
    {"mongodb://", 27017, false},
    {"postgresql://", 5432, false},
    {"mysql://", 3306, false},
    {"redis://", 6379, false},
    {"rediss://", 6379, true},
    {"https://", 443, true},
    {"http://", 80, false},
};

static bool starts_with_nocase(struct text t, const char *prefix)
{
    struct text p = text_of(prefix);
    return t.n >= p.n && text_equal_nocase((struct text){t.p, p.n}, p);
}

/* Where `word` begins, or the length of the text. */
static size_t find_nocase(struct text t, const char *word)
{
    for (size_t i = 0; i < t.n; i++)
        if (starts_with_nocase((struct text){t.p + i, t.n - i}, word))
            return i;
    return t.n;
}

static struct text from(struct text t, size_t n)
{
    n = n < t.n ? n : t.n;
    return (struct text){t.p + n, t.n - n};
}

/* Up to the first of some characters. */
static struct text until(struct text t, const char *ends)
{
    size_t n = 0;
    struct text set = text_of(ends);
    while (n < t.n && text_find(set, t.p[n]) == set.n)
        n++;
    return (struct text){t.p, n};
}

/* --- one host --- */

static bool is_host(struct text host)
{
    for (size_t i = 0; i < host.n; i++) {
        char c = host.p[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter && text_find(TEXT("-._:"), c) == 4)
            return false;
    }
    return host.n > 0 && host.n <= HOST_BYTES_MAX && host.p[0] != '-';
}

static int add(struct connection_targets *out, struct text host, struct text port, int otherwise,
               struct err *err)
{
    int64_t number = otherwise;
    if (!is_host(host))
        return err_set(err, ERR_INVALID, "'%.*s' is not a host.",
                       TEXT_ARG(text_cut(host, SHOWN_BYTES_MAX)));
    if (port.n && (!text_to_int64(port, &number) || number < 1 || number > 65535))
        return err_set(err, ERR_INVALID, "The port of %.*s is not a number from 1 to 65535.",
                       TEXT_ARG(host));
    if (number == 0)
        return err_set(err, ERR_INVALID, "The port of %.*s is missing.", TEXT_ARG(host));
    if (out->count == LIMIT_CONNECTION_TARGETS)
        return err_set(err, ERR_INVALID, "There may be at most %d hosts.",
                       LIMIT_CONNECTION_TARGETS);
    out->items[out->count++] = (struct connection_target){host, (int)number};
    return 0;
}

/* "host", "host:port", "[::1]:port", SQL Server's "host\instance:port". */
static int add_host_port(struct connection_targets *out, struct text t, int otherwise,
                         struct err *err)
{
    struct text rest = t;
    if (t.n && t.p[0] == '[') {
        size_t close = text_find(t, ']');
        rest = from(t, close + 2);
        if (close == t.n || (close + 1 < t.n && t.p[close + 1] != ':'))
            return err_set(
                err, ERR_INVALID,
                "An address in brackets is not closed, or followed by more than a port.");
        return add(out, (struct text){t.p + 1, close - 1}, rest, otherwise, err);
    }
    struct text host = text_split(&rest, ':');
    return add(out, until(host, "\\"), rest.p ? rest : TEXT(""), otherwise, err);
}

static int add_list(struct connection_targets *out, struct text list, int otherwise,
                    struct err *err)
{
    while (list.p) {
        struct text one = text_trim(text_split(&list, ','));
        if (one.n && add_host_port(out, one, otherwise, err) != 0)
            return -1;
    }
    return out->count ? 0 : err_set(err, ERR_INVALID, "It names no host.");
}

/* --- URLs --- */

/* What stands before the last '@' is a user. */
static struct text without_user(struct text authority)
{
    for (size_t i = authority.n; i > 0; i--)
        if (authority.p[i - 1] == '@')
            return from(authority, i);
    return authority;
}

/* "(DESCRIPTION=(ADDRESS=(PROTOCOL=TCPS)(HOST=h)(PORT=1521))...)". */
static int add_descriptor(struct connection_targets *out, struct text t, int otherwise,
                          struct err *err)
{
    out->is_tls = find_nocase(t, "(protocol=tcps)") < t.n;
    size_t at;
    while ((at = find_nocase(t, "(host=")) < t.n) {
        struct text after = from(t, at + 6);
        struct text address = {after.p, find_nocase(after, "(host=")};
        struct text port = from(address, find_nocase(address, "(port=") + 6);
        if (add(out, text_trim(until(after, ")")), text_trim(until(port, ")")), otherwise, err))
            return -1;
        t = after;
    }
    return out->count ? 0 : err_set(err, ERR_INVALID, "It names no host.");
}

/* "jdbc:oracle:thin:[user/password]@" and then host:port:sid, //host:port/service,
 * tcps://host:port/service or a descriptor. */
static int add_oracle(struct connection_targets *out, struct text url, int otherwise,
                      struct err *err)
{
    size_t at = text_find(url, '@');
    struct text place = from(url, at + 1);
    if (at == url.n)
        return err_set(err, ERR_INVALID, "It names no host.");
    if (place.n && place.p[0] == '(')
        return add_descriptor(out, place, otherwise, err);
    out->is_tls = starts_with_nocase(place, "tcps:");
    size_t slashes = find_nocase(place, "//");
    if (slashes < place.n)
        place = from(place, slashes + 2);
    struct text rest = until(place, "/?");
    struct text host = text_split(&rest, ':');
    return add(out, host, rest.p ? until(rest, ":") : TEXT(""), otherwise, err);
}

/* MongoDB's URLs ask for TLS among their options. */
static bool asks_for_tls(struct text url)
{
    return find_nocase(url, "tls=true") < url.n || find_nocase(url, "ssl=true") < url.n;
}

static const struct scheme *scheme_of(struct text url)
{
    for (size_t i = 0; i < COUNT(SCHEMES); i++)
        if (starts_with_nocase(url, SCHEMES[i].begins))
            return &SCHEMES[i];
    return NULL;
}

static int add_url(struct connection_targets *out, struct text url, struct err *err)
{
    const struct scheme *scheme = scheme_of(url);
    int port = scheme ? scheme->port : 0;
    out->is_tls = scheme && scheme->is_tls;
    if (starts_with_nocase(url, "mongodb+srv:"))
        return err_set(err, ERR_INVALID,
                       "The hosts of a mongodb+srv URL are known to DNS alone; "
                       "they are tested as a mongodb URL.");
    if (starts_with_nocase(url, "jdbc:oracle:"))
        return add_oracle(out, url, port, err);
    if (starts_with_nocase(url, "mongodb:") || starts_with_nocase(url, "jdbc:mongodb:"))
        out->is_tls = asks_for_tls(url);
    size_t slashes = find_nocase(url, "//");
    struct text rest = slashes < url.n ? from(url, slashes + 2)
                       : scheme        ? from(url, text_of(scheme->begins).n)
                                       : url;
    return add_list(out, without_user(until(rest, "/?;#")), port, err);
}

/* --- properties --- */

static struct text property(const struct value *properties, const char *key)
{
    const struct value *found = value_map_get(properties, text_of(key));
    return found ? found->text : (struct text){NULL, 0};
}

static bool is_true(const struct value *properties, const char *key, bool otherwise)
{
    struct text t = property(properties, key);
    return t.p ? text_equal_nocase(t, TEXT("true")) : otherwise;
}

static int add_kafka(const struct value *properties, struct connection_targets *out,
                     struct err *err)
{
    out->is_tls = is_true(properties, "KAFKA_SSL_ENABLED", true);
    out->is_verified = !property(properties, "KAFKA_CUSTOM_CERT").n &&
                       !is_true(properties, "KAFKA_SKIP_CUSTOM_CERT_VALIDATION", false);
    return add_list(out, property(properties, "KAFKA_BOOTSTRAP_SERVERS"), 9092, err);
}

int connection_targets_find(struct text type, const struct value *properties,
                            struct connection_targets *out, struct err *err)
{
    static const char *const urls[] = {"JDBC_CONNECTION_URL", "CONNECTION_URL", "ENDPOINT"};
    *out = (struct connection_targets){.is_verified = true};
    if (property(properties, "KAFKA_BOOTSTRAP_SERVERS").p)
        return add_kafka(properties, out, err) == 0
                   ? 0
                   : err_wrap(err, "ConnectionProperties: KAFKA_BOOTSTRAP_SERVERS");
    for (size_t i = 0; i < COUNT(urls); i++) {
        struct text url = property(properties, urls[i]);
        if (!url.p)
            continue;
        out->is_verified = !property(properties, "CUSTOM_JDBC_CERT").n &&
                           !is_true(properties, "SKIP_CUSTOM_JDBC_CERT_VALIDATION", false);
        return add_url(out, url, err) == 0 ? 0 : err_wrap(err, "ConnectionProperties: %s", urls[i]);
    }
    if (!property(properties, "HOST").p)
        return err_set(err, ERR_INVALID,
                       "A connection of type %.*s without a URL, KAFKA_BOOTSTRAP_SERVERS or HOST "
                       "leads nowhere that could be tested.",
                       TEXT_ARG(type));
    struct text host = property(properties, "HOST");
    if (scheme_of(host))
        return add_url(out, host, err);
    return add(out, host, property(properties, "PORT"), 0, err);
}
