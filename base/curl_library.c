/* SPDX-License-Identifier: Apache-2.0 */
#include "base/curl_library.h"

#include <dlfcn.h>

/* The interface that libcurl has kept since 2006; its file carries no other version. */
static const char file[] = "libcurl.so.4";

int curl_library_open(struct curl_library *curl, struct err *e)
{
    /* Never unloaded: other libraries that it brought have threads' data and exit handlers. */
    void *library = dlopen(file, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        return err_set(e, ERR_INTERNAL, "the HTTP client library cannot be loaded: %s", dlerror());
#define LOAD(NAME)                                                                                 \
    curl->NAME = (__typeof__(curl->NAME))dlsym(library, "curl_" #NAME);                            \
    if (!curl->NAME)                                                                               \
        return err_set(e, ERR_INTERNAL, "%s has no curl_%s", file, #NAME);
    CURL_LIBRARY_FUNCTIONS(LOAD)
#undef LOAD
    if (curl->global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        return err_set(e, ERR_INTERNAL, "the HTTP client library does not start");
    return 0;
}
