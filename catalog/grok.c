/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/grok.h"

#include "base/text_index.h"

enum { SHOWN_BYTES_MAX = 64 };

static const char *const BUILT_IN[] = {"USERNAME",
                                       "USER",
                                       "INT",
                                       "BASE10NUM",
                                       "NUMBER",
                                       "BASE16NUM",
                                       "BASE16FLOAT",
                                       "BOOLEAN",
                                       "POSINT",
                                       "NONNEGINT",
                                       "WORD",
                                       "NOTSPACE",
                                       "SPACE",
                                       "DATA",
                                       "GREEDYDATA",
                                       "QUOTEDSTRING",
                                       "UUID",
                                       "MAC",
                                       "CISCOMAC",
                                       "WINDOWSMAC",
                                       "COMMONMAC",
                                       "IPV6",
                                       "IPV4",
                                       "IP",
                                       "HOSTNAME",
                                       "HOST",
                                       "IPORHOST",
                                       "HOSTPORT",
                                       "PATH",
                                       "UNIXPATH",
                                       "TTY",
                                       "WINPATH",
                                       "URIPROTO",
                                       "URIHOST",
                                       "URIPATH",
                                       "URIPARAM",
                                       "URIPATHPARAM",
                                       "URI",
                                       "MONTH",
                                       "MONTHNUM",
                                       "MONTHNUM2",
                                       "MONTHDAY",
                                       "DAY",
                                       "YEAR",
                                       "HOUR",
                                       "MINUTE",
                                       "SECOND",
                                       "TIME",
                                       "DATE_US",
                                       "DATE_EU",
                                       "DATESTAMP_US",
                                       "DATESTAMP_EU",
                                       "ISO8601_TIMEZONE",
                                       "ISO8601_SECOND",
                                       "TIMESTAMP_ISO8601",
                                       "TZ",
                                       "DATESTAMP_RFC822",
                                       "DATESTAMP_RFC2822",
                                       "DATESTAMP_OTHER",
                                       "DATESTAMP_EVENTLOG",
                                       "CISCOTIMESTAMP",
                                       "SYSLOGTIMESTAMP",
                                       "PROG",
                                       "SYSLOGPROG",
                                       "SYSLOGHOST",
                                       "SYSLOGFACILITY",
                                       "HTTPDATE",
                                       "QS",
                                       "SYSLOGBASE",
                                       "MESSAGESLOG",
                                       "COMMONAPACHELOG",
                                       "COMBINEDAPACHELOG",
                                       "COMMONAPACHELOG_DATATYPED",
                                       "LOGLEVEL"};

/* A name ends at the first blank; a line may hold nothing but a name. */
static struct text first_word(struct text line)
{
    size_t n = 0;
    while (n < line.n && line.p[n] != ' ' && line.p[n] != '\t')
        n++;
    return (struct text){line.p, n};
}

static void add_names(struct text_index *names, struct text custom)
{
    for (size_t i = 0; i < COUNT(BUILT_IN); i++)
        text_index_add(names, text_of(BUILT_IN[i]), i);
    while (custom.p) {
        struct text name = first_word(text_trim(text_split(&custom, '\n')));
        if (name.n && name.p[0] != '#')
            text_index_add(names, name, 0);
    }
}

/* `inside`: what stands between the braces. */
static int check_reference(const struct text_index *names, struct text inside, const char *member,
                           struct err *err)
{
    struct text rest = inside;
    struct text name = text_split(&rest, ':');
    if (name.n == 0)
        return err_set(err, ERR_INVALID, "%s: the reference %%{%.*s} names no pattern.", member,
                       TEXT_ARG(text_cut(inside, SHOWN_BYTES_MAX)));
    if (text_index_find(names, name) == TEXT_INDEX_NONE)
        return err_set(err, ERR_INVALID,
                       "%s: there is no pattern '%.*s', neither built in nor in CustomPatterns.",
                       member, TEXT_ARG(text_cut(name, SHOWN_BYTES_MAX)));
    return 0;
}

static int check_references(const struct text_index *names, struct text expression,
                            const char *member, struct err *err)
{
    for (size_t i = 0; i + 1 < expression.n; i++) {
        if (expression.p[i] == '\\') {
            i++;
            continue;
        }
        if (expression.p[i] != '%' || expression.p[i + 1] != '{')
            continue;
        struct text rest = {expression.p + i + 2, expression.n - i - 2};
        size_t end = text_find(rest, '}');
        if (end == rest.n)
            return err_set(err, ERR_INVALID, "%s: the reference '%%{%.*s' is not closed.", member,
                           TEXT_ARG(text_cut(rest, SHOWN_BYTES_MAX)));
        if (check_reference(names, (struct text){rest.p, end}, member, err) != 0)
            return -1;
        i += end + 2;
    }
    return 0;
}

int grok_check(struct text pattern, struct text custom, struct arena *arena, struct err *err)
{
    struct text_index names;
    text_index_init(&names, arena);
    add_names(&names, custom);
    if (check_references(&names, pattern, "GrokPattern", err) != 0)
        return -1;
    while (custom.p) {
        struct text line = text_trim(text_split(&custom, '\n'));
        if (line.n && line.p[0] != '#' &&
            check_references(&names, line, "CustomPatterns", err) != 0)
            return -1;
    }
    return 0;
}
