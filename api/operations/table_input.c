/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/table_input.h"

#include <inttypes.h>

#include "api/operations/entity_tag.h"

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

static struct text etag_of(struct call *call, const struct object_mark *mark)
{
    return arena_printf(&call->arena, "t%" PRId64 "-%" PRId64, mark->id, mark->version);
}

void reply_table_etag(struct call *call, const struct object_mark *mark)
{
    call->etag = etag_of(call, mark);
}

int check_table_conditions(struct call *call, const struct object_mark *mark)
{
    struct text tag = etag_of(call, mark);
    if (call->if_match.p && !entity_tag_is_among(call->if_match, tag, ENTITY_TAG_STRONG))
        return err_set(&call->err, ERR_PRECONDITION, "If-Match: the table is another one by now.");
    if (call->if_none_match.p && entity_tag_is_among(call->if_none_match, tag, ENTITY_TAG_WEAK))
        return err_set(&call->err, ERR_PRECONDITION,
                       "If-None-Match: the table exists already, as \"%.*s\".", TEXT_ARG(tag));
    return 0;
}

int input_conditions(struct call *call, const struct table_name *name, struct object_mark *mark)
{
    struct table found;
    *mark = (struct object_mark){0, 0};
    if (!call->if_match.p && !call->if_none_match.p)
        return 0;
    if (table_find(call->tx, name, &call->arena, &found) != 0) {
        if (call->if_match.p || call->err.code != ERR_NOT_FOUND)
            return fail_table_condition(call);
        err_clear(&call->err); /* nothing is none of the tags */
        return 0;
    }
    *mark = (struct object_mark){found.id, found.version};
    return check_table_conditions(call, mark);
}

int fail_table_condition(struct call *call)
{
    if (call->if_match.p && call->err.code == ERR_NOT_FOUND) {
        err_clear(&call->err);
        err_set(&call->err, ERR_PRECONDITION, "If-Match: there is no such table.");
    }
    return -1;
}
