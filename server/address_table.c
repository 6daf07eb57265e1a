/* SPDX-License-Identifier: Apache-2.0 */
#include "server/address_table.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { BUCKETS = 1024 };

struct key {
    unsigned char bytes[8]; /* the first half of an IPv6 address, or an IPv4 one behind a mark */
};

struct entry {
    struct key key;
    int64_t count;
    struct entry *next;
};

struct address_table {
    int64_t each_max;
    struct entry *buckets[BUCKETS];
};

struct address_table *address_table_new(int64_t each_max)
{
    struct address_table *t = memory_new(sizeof *t);
    t->each_max = each_max;
    return t;
}

void address_table_free(struct address_table *t)
{
    for (size_t i = 0; t && i < BUCKETS; i++) {
        for (struct entry *e = t->buckets[i], *next; e; e = next) {
            next = e->next;
            free(e);
        }
    }
    free(t);
}

static void key_of_ipv4(const unsigned char *address, struct key *key)
{
    static const unsigned char mark[4] = {0xff, 0xff, 0xff, 0xff}; /* no unicast IPv6 begins so */
    memcpy(key->bytes, mark, 4);
    memcpy(key->bytes + 4, address, 4);
}

static bool key_of(const struct sockaddr *address, struct key *key)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        key_of_ipv4((const unsigned char *)&v4.sin_addr, key);
        return true;
    }
    if (address->sa_family != AF_INET6)
        return false;
    memcpy(&v6, address, sizeof v6);
    if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
        key_of_ipv4(v6.sin6_addr.s6_addr + 12, key);
    else
        memcpy(key->bytes, v6.sin6_addr.s6_addr, sizeof key->bytes);
    return true;
}

/* Where the entry of a key hangs, or would. */
static struct entry **find(struct address_table *t, const struct key *key)
{
    uint64_t n;
    memcpy(&n, key->bytes, sizeof n);
    struct entry **link = &t->buckets[(n * UINT64_C(0x9E3779B97F4A7C15)) >> 54];
    while (*link && memcmp((*link)->key.bytes, key->bytes, sizeof key->bytes) != 0)
        link = &(*link)->next;
    return link;
}

bool address_table_enter(struct address_table *t, const struct sockaddr *address)
{
    struct key key;
    if (!key_of(address, &key))
        return true;
    struct entry **link = find(t, &key);
    if (!*link) {
        *link = memory_new(sizeof **link);
        (*link)->key = key;
    }
    if ((*link)->count >= t->each_max)
        return false;
    (*link)->count++;
    return true;
}

void address_table_leave(struct address_table *t, const struct sockaddr *address)
{
    struct key key;
    if (!key_of(address, &key))
        return;
    struct entry **link = find(t, &key), *entry = *link;
    if (entry && --entry->count == 0) {
        *link = entry->next;
        free(entry);
    }
}

void address_print(const struct sockaddr *address, char out[ADDRESS_TEXT_BYTES])
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    out[0] = '\0';
    if (address->sa_family == AF_INET) {
        memcpy(&v4, address, sizeof v4);
        inet_ntop(AF_INET, &v4.sin_addr, out, ADDRESS_TEXT_BYTES);
    } else if (address->sa_family == AF_INET6) {
        memcpy(&v6, address, sizeof v6);
        if (IN6_IS_ADDR_V4MAPPED(&v6.sin6_addr))
            inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, out, ADDRESS_TEXT_BYTES);
        else
            inet_ntop(AF_INET6, &v6.sin6_addr, out, ADDRESS_TEXT_BYTES);
    }
}
