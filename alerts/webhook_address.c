/* SPDX-License-Identifier: Apache-2.0 */
#include "alerts/webhook_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "catalog/webhook_draft.h"

enum { HOST_BYTES_MAX = 256 };

/* RFC 6761, 6.3: names that mean this machine. */
static bool is_localhost(struct text host)
{
    if (host.n && host.p[host.n - 1] == '.')
        host.n--;
    struct text domain = TEXT(".localhost");
    return text_equal_nocase(host, TEXT("localhost")) ||
           (host.n > domain.n &&
            text_equal_nocase((struct text){host.p + host.n - domain.n, domain.n}, domain));
}

/* inet_aton takes all the spellings that the resolver does: parts left out, octal, hexadecimal. */
static bool read_address(struct text host, struct cidr *out)
{
    char name[HOST_BYTES_MAX];
    struct sockaddr_in v4 = {.sin_family = AF_INET};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
    if (host.n >= sizeof name)
        return false;
    memcpy(name, host.p, host.n);
    name[host.n] = '\0';
    if (is_localhost(host))
        memcpy(name, "127.0.0.1", sizeof "127.0.0.1");
    if (inet_aton(name, &v4.sin_addr))
        return cidr_of_socket(out, (const struct sockaddr *)&v4);
    return inet_pton(AF_INET6, name, &v6.sin6_addr) == 1 &&
           cidr_of_socket(out, (const struct sockaddr *)&v6);
}

int webhook_address_check(const struct address_rule *rule, struct text url, struct err *err)
{
    struct text host;
    struct cidr address;
    struct err why = {0};
    if (webhook_url_check(url, &host, err) != 0)
        return -1;
    if (!read_address(host, &address) || address_rule_check(rule, &address, &why) == 0)
        return 0;
    return err_set(err, ERR_INVALID, "Url is not allowed: %s", why.text);
}
