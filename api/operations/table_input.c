/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/table_input.h"

#include <inttypes.h>

struct table_name input_table_name(const struct call *call)
{
    return (struct table_name){call->in[INPUT_CATALOG_ID].text, call->in[INPUT_DATABASE_NAME].text,
                               call->in[INPUT_TABLE_NAME].text};
}

struct database_name input_database_name(const struct call *call)
{
    return (struct database_name){call->in[INPUT_CATALOG_ID].text,
                                  call->in[INPUT_DATABASE_NAME].text};
}

void reply_table_etag(struct call *call, const struct object_mark *mark)
{
    call->etag = arena_printf(&call->arena, "t%" PRId64 "-%" PRId64, mark->id, mark->version);
}

bool input_if_match(const struct call *call, struct object_mark *mark)
{
    struct text rest = call->if_match;
    if (!rest.p || text_is(rest, "*"))
        return false;
    /* No table has the id -1, so an unreadable tag matches none. */
    *mark = (struct object_mark){-1, -1};
    struct text id = text_split(&rest, '-');
    struct object_mark read;
    if (id.n > 1 && id.p[0] == 't' && text_to_int64((struct text){id.p + 1, id.n - 1}, &read.id) &&
        rest.p && text_to_int64(rest, &read.version) && read.version >= 0)
        *mark = read;
    return true;
}

int fail_table_condition(struct call *call)
{
    if (call->if_match.p && call->err.code == ERR_NOT_FOUND) {
        err_clear(&call->err);
        err_set(&call->err, ERR_PRECONDITION, "If-Match: there is no such table.");
    }
    return -1;
}
