/* SPDX-License-Identifier: Apache-2.0 */
#include "api/door.h"

#include <assert.h>

bool request_is_read(const struct request *request)
{
    return request->method == METHOD_GET || request->method == METHOD_HEAD;
}

struct text request_header(const struct request *request, const char *name)
{
    const struct header *header =
        header_find(request->headers, request->headers_count, text_of(name));
    return header ? header->value : (struct text){NULL, 0};
}

void response_add_header(struct response *response, const char *name, struct text value)
{
    assert(response->headers_count < RESPONSE_HEADERS_MAX);
    response->headers[response->headers_count++] = (struct header){text_of(name), value};
}
