/* SPDX-License-Identifier: Apache-2.0
 * libcurl, loaded when it is first needed. It brings some thirty libraries with it, which cost 2.4
 * MiB of memory and a quarter of the time to start even while nothing is asked of them, and a
 * catalog that crawls nothing and alerts nobody never asks (docs/decisions/0006). */
#ifndef PROPOLIS_BASE_CURL_LIBRARY_H
#define PROPOLIS_BASE_CURL_LIBRARY_H

#include <curl/curl.h>

#include "base/compiler.h"
#include "base/err.h"

/* The functions that base/http_client.c calls, by their names less "curl_". */
#define CURL_LIBRARY_FUNCTIONS(X)                                                                  \
    X(global_init)                                                                                 \
    X(global_cleanup)                                                                              \
    X(easy_init)                                                                                   \
    X(easy_cleanup)                                                                                \
    X(easy_reset)                                                                                  \
    X(easy_setopt)                                                                                 \
    X(easy_getinfo)                                                                                \
    X(easy_strerror)                                                                               \
    X(multi_init)                                                                                  \
    X(multi_cleanup)                                                                               \
    X(multi_setopt)                                                                                \
    X(multi_add_handle)                                                                            \
    X(multi_remove_handle)                                                                         \
    X(multi_info_read)                                                                             \
    X(multi_perform)                                                                               \
    X(multi_poll)                                                                                  \
    X(multi_wakeup)                                                                                \
    X(slist_append)                                                                                \
    X(slist_free_all)

#define CURL_LIBRARY_MEMBER(NAME) __typeof__(&curl_##NAME) NAME;
struct curl_library {
    CURL_LIBRARY_FUNCTIONS(CURL_LIBRARY_MEMBER)
};
#undef CURL_LIBRARY_MEMBER

/* Loads the library and starts it; it stays loaded until the process ends. Each open is paired with
 * `global_cleanup`. ERR_INTERNAL where it is not installed. */
int curl_library_open(struct curl_library *curl, struct err *e) MUST_CHECK;

#endif
