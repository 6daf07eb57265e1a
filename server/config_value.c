/* SPDX-License-Identifier: Apache-2.0
 * From the text of one option to its field: one function per kind. */
#include "server/config.h"

#include <string.h>

#include "base/cidr.h"

enum { TEXT_BYTES_MAX = 3900, PORT_MAX = 65535 };

struct unit {
    const char *name;
    int64_t factor;
};
static const struct unit bytes_units[] = {
    {"", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}, {NULL, 0}};
static const struct unit duration_units[] = {
    {"ms", 1}, {"s", 1000}, {"m", 60 * 1000}, {"h", 60 * 60 * 1000}, {NULL, 0}};
static const struct unit count_units[] = {{"", 1}, {NULL, 0}};

static bool has_control(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if ((unsigned char)t.p[i] < ' ' || t.p[i] == 0x7f)
            return true;
    return false;
}

static int set_text(struct config *c, const struct option_row *row, struct text value,
                    struct err *err)
{
    size_t max = row->max ? (size_t)row->max : TEXT_BYTES_MAX;
    size_t min = row->min ? (size_t)row->min : 1;
    if (value.n < min || value.n > max)
        return err_set(err, ERR_INVALID, "must be %zu to %zu bytes long", min, max);
    if (has_control(value) || !text_is_utf8(value))
        return err_set(err, ERR_INVALID, "must be one line of UTF-8 without control characters");
    *(const char **)((char *)c + row->offset) = arena_copy(&c->arena, value).p;
    return 0;
}

bool address_split(struct text address, char *host, char *port)
{
    size_t colon = address.n;
    while (colon > 0 && address.p[colon - 1] != ':')
        colon--;
    if (colon == 0)
        return false;
    struct text h = {address.p, colon - 1}, p = {address.p + colon, address.n - colon};
    bool in_brackets = h.n > 2 && h.p[0] == '[' && h.p[h.n - 1] == ']';
    if (in_brackets)
        h = (struct text){h.p + 1, h.n - 2};
    int64_t number;
    if (text_find(h, '[') < h.n || text_find(h, ']') < h.n)
        return false;
    if (h.n == 0 || h.n >= ADDRESS_HOST_BYTES || (!in_brackets && text_find(h, ':') < h.n))
        return false;
    if (p.n == 0 || p.n >= ADDRESS_PORT_BYTES || !text_to_int64(p, &number) || number < 0 ||
        number > PORT_MAX)
        return false;
    memcpy(host, h.p, h.n);
    host[h.n] = '\0';
    memcpy(port, p.p, p.n);
    port[p.n] = '\0';
    return true;
}

static int set_address(struct config *c, const struct option_row *row, struct text value,
                       struct err *err)
{
    char host[ADDRESS_HOST_BYTES], port[ADDRESS_PORT_BYTES];
    if (!address_split(value, host, port))
        return err_set(err, ERR_INVALID,
                       "must be HOST:PORT with a port up to 65535, or [HOST]:PORT for IPv6");
    return set_text(c, row, value, err);
}

static int set_url(struct config *c, const struct option_row *row, struct text value,
                   struct err *err)
{
    struct text rest = value;
    if (text_starts_with(value, TEXT("https://")))
        rest = (struct text){value.p + 8, value.n - 8};
    else if (text_starts_with(value, TEXT("http://")))
        rest = (struct text){value.p + 7, value.n - 7};
    else
        rest = (struct text){NULL, 0};
    if (rest.n > 0 && rest.p[rest.n - 1] == '/') { /* one slash at the end is a habit */
        rest.n--;
        value.n--;
    }
    if (rest.n == 0)
        return err_set(err, ERR_INVALID, "must begin with http:// or https:// and name a host");
    for (size_t i = 0; i < rest.n; i++)
        if (strchr("/?#@ ", rest.p[i]))
            return err_set(err, ERR_INVALID,
                           "must be a scheme, a host and perhaps a port, without a path or user");
    return set_text(c, row, value, err);
}

static int set_account(struct config *c, const struct option_row *row, struct text value,
                       struct err *err)
{
    bool digits = value.n == 12;
    for (size_t i = 0; digits && i < value.n; i++)
        digits = value.p[i] >= '0' && value.p[i] <= '9';
    return digits ? set_text(c, row, value, err)
                  : err_set(err, ERR_INVALID, "must be twelve digits");
}

/* A region stands between the colons of ARNs and the slashes of a signature's scope. */
static int set_region(struct config *c, const struct option_row *row, struct text value,
                      struct err *err)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
    if (set_text(c, row, value, err) != 0)
        return -1;
    if (strspn(*(const char **)((char *)c + row->offset), allowed) != value.n)
        return err_set(err, ERR_INVALID, "must be of letters, digits, '-', '_' and '.'");
    return 0;
}

/* Given several times in one place, the lists are joined. */
static int set_cidrs(struct config *c, const struct option_row *row, struct text value,
                     struct err *err)
{
    struct cidr network;
    struct text rest = value;
    while (rest.p) {
        struct text part = text_trim(text_split(&rest, ','));
        if (part.n > 0 && cidr_decode(&network, part, err) != 0)
            return -1;
    }
    const char *before = *(const char **)((char *)c + row->offset);
    if (before)
        value = arena_printf(&c->arena, "%s,%.*s", before, TEXT_ARG(value));
    return set_text(c, row, value, err);
}

static int set_flag(struct config *c, const struct option_row *row, struct text value,
                    struct err *err)
{
    static const struct {
        const char *word;
        bool on;
    } words[] = {{"true", true},   {"yes", true}, {"on", true},   {"1", true},
                 {"false", false}, {"no", false}, {"off", false}, {"0", false}};
    for (size_t i = 0; i < COUNT(words); i++) {
        if (text_equal_nocase(value, text_of(words[i].word))) {
            *(bool *)((char *)c + row->offset) = words[i].on;
            return 0;
        }
    }
    return err_set(err, ERR_INVALID, "must be true or false");
}

static int set_word(struct config *c, const struct option_row *row, struct text value,
                    struct err *err)
{
    for (int64_t i = 0; row->words[i]; i++) {
        if (text_is(value, row->words[i])) {
            *(int64_t *)((char *)c + row->offset) = i;
            return 0;
        }
    }
    return err_set(err, ERR_INVALID, "must be %s", row->argument);
}

/* A number and a unit behind it; 0 where there is none such. */
static int64_t factor_of(const struct unit *units, struct text name)
{
    for (size_t i = 0; units[i].name; i++)
        if (text_equal_nocase(name, text_of(units[i].name)))
            return units[i].factor;
    return 0;
}

static int set_number(struct config *c, const struct option_row *row, struct text value,
                      struct err *err)
{
    static const struct {
        const struct unit *units;
        const char *rule;
    } kinds[] = {
        [OPTION_COUNT] = {count_units, "a whole number"},
        [OPTION_BYTES] = {bytes_units, "a number of bytes such as 512KiB, 16MiB or 1GiB"},
        [OPTION_DURATION] = {duration_units, "a time such as 500ms, 30s, 5m or 1h"},
    };
    size_t digits = 0;
    int64_t number;
    while (digits < value.n && value.p[digits] >= '0' && value.p[digits] <= '9')
        digits++;
    int64_t factor =
        factor_of(kinds[row->kind].units, (struct text){value.p + digits, value.n - digits});
    if (digits == 0 || factor == 0 || !text_to_int64((struct text){value.p, digits}, &number))
        return err_set(err, ERR_INVALID, "must be %s", kinds[row->kind].rule);
    if (number > row->max / factor || number * factor < row->min)
        return err_set(err, ERR_INVALID, "must be %s from %lld to %lld%s", kinds[row->kind].rule,
                       (long long)row->min, (long long)row->max,
                       row->kind == OPTION_DURATION ? " ms" : "");
    *(int64_t *)((char *)c + row->offset) = number * factor;
    return 0;
}

int option_set(struct config *config, const struct option_row *row, struct text value,
               struct err *err)
{
    static int (*const setters[])(struct config *, const struct option_row *, struct text,
                                  struct err *) = {
        [OPTION_TEXT] = set_text,       [OPTION_PATH] = set_text,
        [OPTION_ADDRESS] = set_address, [OPTION_URL] = set_url,
        [OPTION_ACCOUNT] = set_account, [OPTION_CIDRS] = set_cidrs,
        [OPTION_REGION] = set_region,   [OPTION_FLAG] = set_flag,
        [OPTION_WORD] = set_word,       [OPTION_COUNT] = set_number,
        [OPTION_BYTES] = set_number,    [OPTION_DURATION] = set_number,
    };
    return setters[row->kind](config, row, value, err);
}
