/* SPDX-License-Identifier: Apache-2.0
 * The REST door: /v1/..., Glue's member names, RFC 9457 problems, entity tags. Members of an
 * operation's input come from the path, the query or the JSON body; PUT creates what is missing. */
#include <assert.h>

#include "api/door.h"
#include "api/operations/entity_tag.h"
#include "api/operations/input.h"
#include "api/rest/rest_status.h"
#include "api/rest/route.h"
#include "base/encode.h"
#include "base/json_write.h"
#include "base/limits.h"

static bool rest_accepts(const struct request *request)
{
    return text_starts_with(request->path, TEXT("/v1/")) || text_is(request->path, "/v1");
}

typedef bool decoder(struct buf *out, struct text t);

static int decode_part(struct call *call, decoder *decode, struct text encoded, struct text *plain)
{
    struct buf out;
    buf_init(&out, LIMIT_PATH_BYTES);
    bool valid = decode(&out, encoded) && !buf_over(&out);
    *plain = arena_copy(&call->arena, buf_text(&out));
    buf_release(&out);
    return valid ? 0
                 : err_set(&call->err, ERR_MALFORMED,
                           "'%.*s' in the address is not percent-encoded text.",
                           TEXT_ARG(text_cut(encoded, 128)));
}

/* Adds a value to a list member by copying it, which is why lists in an address must be short. */
static int append(struct call *call, const struct member *member, struct value *list,
                  struct value item)
{
    size_t count = list->list.count;
    if (count >= LIMIT_PATH_LIST_ITEMS)
        return err_set(&call->err, ERR_INVALID, "%s: a list in an address has at most %d items.",
                       member->name, LIMIT_PATH_LIST_ITEMS);
    if ((int64_t)count >= member->type->max)
        return shape_check_count(member, count + 1, &call->err);
    struct value *items = ARENA_ARRAY(&call->arena, struct value, count + 1);
    for (size_t i = 0; i < count; i++)
        items[i] = list->list.items[i];
    items[count] = item;
    *list = value_list(items, count + 1);
    return 0;
}

static int set_plain(struct call *call, const struct member *member, struct text plain,
                     struct value *out)
{
    struct value decoded;
    if (shape_decode_plain(member, plain, &call->arena, &decoded, &call->err) != 0)
        return -1;
    if (member->type->kind == KIND_LIST)
        return append(call, member, out, decoded);
    *out = decoded;
    return 0;
}

/* {PartitionValues}: the values separated by commas, each percent-encoded. */
static int set_path_list(struct call *call, const struct member *member, struct text encoded,
                         struct value *out)
{
    *out = (struct value){.set = false};
    for (struct text rest = encoded; rest.p;) {
        struct text plain;
        if (decode_part(call, decode_percent, text_split(&rest, ','), &plain) != 0 ||
            set_plain(call, member, plain, out) != 0)
            return -1;
    }
    return 0;
}

static int set_path_parameters(struct call *call, const struct route_match *match)
{
    const struct shape *shape = call->operation->input;
    for (size_t i = 0; i < match->count; i++) {
        int at = shape_find(shape, match->names[i]);
        const struct member *member = &shape->members[at];
        struct text plain;
        if (member->type->kind == KIND_LIST) {
            if (set_path_list(call, member, match->values[i], &call->in[at]) != 0)
                return -1;
            continue;
        }
        if (decode_part(call, decode_percent, match->values[i], &plain) != 0 ||
            set_plain(call, member, plain, &call->in[at]) != 0)
            return -1;
    }
    return 0;
}

/* "MaxResults" names a member, "Segment.SegmentNumber" one of a structure; as_of is what people
 * type for QueryAsOfTime. */
static int set_query_parameter(struct call *call, struct text name, struct text plain)
{
    const struct shape *shape = call->operation->input;
    struct value *values = call->in;
    struct text rest = text_is(name, "as_of") ? TEXT("QueryAsOfTime") : name;
    for (;;) {
        struct text part = text_split(&rest, '.');
        int at = shape_find(shape, part);
        if (at < 0)
            break;
        const struct member *member = &shape->members[at];
        if (!rest.p)
            return set_plain(call, member, plain, &values[at]);
        if (member->type->kind != KIND_STRUCT)
            break;
        shape = member->type->shape;
        if (!values[at].set)
            values[at] = value_struct(ARENA_ARRAY(&call->arena, struct value, shape->count + 1));
        values = values[at].members;
    }
    return err_set(&call->err, ERR_INVALID, "%s has no parameter '%.*s'.", call->operation->name,
                   TEXT_ARG(text_cut(name, 128)));
}

static int set_query(struct call *call, struct text query)
{
    for (struct text rest = query; rest.n > 0;) {
        struct text value = text_split(&rest, '&');
        struct text name = text_split(&value, '=');
        struct text plain_name, plain;
        if (name.n == 0)
            continue;
        if (decode_part(call, decode_form, name, &plain_name) != 0 ||
            decode_part(call, decode_form, value, &plain) != 0 ||
            set_query_parameter(call, plain_name, plain) != 0)
            return -1;
    }
    return 0;
}

/* The members of structures that a query filled in. Those of the body were checked as it was
 * decoded. */
static int check_query_structs(struct call *call)
{
    const struct shape *shape = call->operation->input;
    for (size_t i = 0; i < shape->count; i++)
        if (shape->members[i].type->kind == KIND_STRUCT && call->in[i].set &&
            shape_check_required(shape->members[i].type->shape, call->in[i].members, &call->err) !=
                0)
            return -1;
    return 0;
}

static int find_operation(const struct request *request, struct call *call,
                          struct route_match *match)
{
    if (route_find(request->method, request->path, match)) {
        call->operation = match->operation;
        return 0;
    }
    if (match->other_method)
        return err_set(&call->err, ERR_METHOD_NOT_ALLOWED, "%.*s is not a method of %.*s.",
                       TEXT_ARG(request->method_name), TEXT_ARG(text_cut(request->path, 256)));
    return err_set(&call->err, ERR_UNKNOWN_OPERATION, "There is nothing at %.*s.",
                   TEXT_ARG(text_cut(request->path, 256)));
}

/* A condition that an operation does not look at must not be taken for one that holds. */
static int check_conditions(const struct request *request, struct call *call)
{
    if (request_is_read(request) || operation_answers(call->operation, "PRECONDITION") ||
        (!call->if_match.p && !call->if_none_match.p))
        return 0;
    return err_set(&call->err, ERR_PRECONDITION, "%s has no entity tags to compare.",
                   call->operation->name);
}

/* A body that is the document itself: {"Description": ...} where {"DatabaseInput": {"Description":
 * ...}} says the same. */
static int read_bare_document(const struct request *request, struct call *call)
{
    const struct operation *operation = call->operation;
    if (!operation->document || request->body.n == 0)
        return 0;
    int at = shape_find(operation->input, text_of(operation->document));
    if (call->in[at].set)
        return 0;
    call->in[at].set = true;
    return shape_decode_text(operation->input->members[at].type->shape, request->body, &call->arena,
                             &call->in[at].members, &call->err);
}

/* Several lines of one name are one list; RFC 9110, section 5.3. */
static struct text list_header(const struct request *request, struct text name, struct arena *arena)
{
    struct text list = {NULL, 0};
    for (size_t i = 0; i < request->headers_count; i++) {
        const struct header *line = &request->headers[i];
        if (!text_equal_nocase(line->name, name))
            continue;
        list = list.p ? arena_printf(arena, "%.*s,%.*s", TEXT_ARG(list), TEXT_ARG(line->value))
                      : line->value;
    }
    return list;
}

static int rest_decode(const struct request *request, struct call *call)
{
    struct route_match match;
    if (find_operation(request, call, &match) != 0)
        return -1;
    call->create_missing = call->operation->creates_missing;
    call->if_match = list_header(request, TEXT("if-match"), &call->arena);
    call->if_none_match = list_header(request, TEXT("if-none-match"), &call->arena);
    if (check_conditions(request, call) != 0)
        return -1;
    if (shape_decode_partial(call->operation->input, request->body, &call->arena, &call->in,
                             &call->err) != 0 ||
        read_bare_document(request, call) != 0 || set_query(call, request->query) != 0 ||
        set_path_parameters(call, &match) != 0 || check_query_structs(call) != 0)
        return -1;
    return shape_check_required(call->operation->input, call->in, &call->err);
}

static void render_problem(const struct request *request, struct call *call,
                           struct response *response)
{
    enum err_code code = call->err.code;
    struct buf *body = &response->body;
    response->status = rest_status(code);
    response->content_type = "application/problem+json";
    buf_put(body, TEXT("{\"type\":\"urn:propolis:problem:"));
    buf_put_string(body, error_glue_name(code));
    buf_put_char(body, '"');
    json_put_string_member(body, "title", text_of(error_glue_name(code)));
    json_put_int_member(body, "status", response->status);
    json_put_string_member(body, "detail", err_text(&call->err));
    if (call->request_id)
        json_put_string_member(body, "instance",
                               arena_printf(&call->arena, "urn:uuid:%s", call->request_id));
    buf_put_char(body, '}');
    if (response->status == 401)
        response_add_header(response, "WWW-Authenticate", TEXT("Basic realm=\"propolis\""));
    if (code == ERR_METHOD_NOT_ALLOWED) {
        struct buf methods;
        buf_init(&methods, 128);
        route_put_methods(request->path, &methods);
        response_add_header(response, "Allow", arena_copy(&call->arena, buf_text(&methods)));
        buf_release(&methods);
    }
}

/* The conditions of a read are held against what it found, in the order of RFC 9110,
 * section 13.2.2. Those of a write were seen to where it was made. */
static void check_read(struct call *call)
{
    if (call->if_match.p && !entity_tag_is_among(call->if_match, call->etag, ENTITY_TAG_STRONG))
        err_set(&call->err, ERR_PRECONDITION, "If-Match: the entity tag is \"%.*s\" by now.",
                TEXT_ARG(call->etag));
}

static bool is_known(const struct call *call)
{
    return call->if_none_match.p &&
           entity_tag_is_among(call->if_none_match, call->etag, ENTITY_TAG_WEAK);
}

static void rest_render(const struct request *request, struct call *call, struct response *response)
{
    bool is_conditional = request_is_read(request) && call->err.code == ERR_NONE && call->etag.p;
    if (is_conditional)
        check_read(call);
    if (call->err.code != ERR_NONE) {
        render_problem(request, call, response);
        return;
    }
    assert(!call->created || call->operation->creates_missing);
    assert(!call->etag.p || call->operation->has_etag);
    response->status = call->created             ? 201
                       : call->operation->status ? call->operation->status
                                                 : 200;
    if (call->etag.p)
        response_add_header(response, "ETag",
                            arena_printf(&call->arena, "\"%.*s\"", TEXT_ARG(call->etag)));
    if (response->status == 204)
        return;
    /* The body of a 304 is not sent, and its length must be that of the 200; RFC 9110, 8.6. */
    if (is_conditional && is_known(call))
        response->status = 304;
    else
        response->content_type = "application/json";
    buf_release(&response->body);
    response->body = call->reply;
    buf_init(&call->reply, call->reply.bytes_max);
}

const struct door rest_door = {
    .name = "rest",
    .services = "glue propolis",
    .allows_basic = true,
    .accepts = rest_accepts,
    .decode = rest_decode,
    .render = rest_render,
};
