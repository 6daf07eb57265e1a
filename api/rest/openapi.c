/* SPDX-License-Identifier: Apache-2.0 */
#include "api/rest/openapi.h"

#include <stdio.h>

#include "api/operations/operation.h"
#include "api/rest/openapi_schema.h"
#include "api/rest/rest_status.h"
#include "api/rest/route.h"
#include "base/json_write.h"
#include "base/limits.h"

/* --- what a request takes --- */

static bool has_body(const struct operation *operation)
{
    return operation->method == METHOD_POST || operation->method == METHOD_PUT ||
           operation->method == METHOD_PATCH;
}

/* True for a member that the path carries: it is not in the query, and need not be in the body. */
static bool is_in_path(const struct member *member, const void *context)
{
    const struct operation *operation = context;
    struct text path = text_of(operation->path), segment;
    bool is_parameter;
    while (route_next_segment(&path, &segment, &is_parameter))
        if (is_parameter && text_is(segment, member->name))
            return true;
    return false;
}

static bool is_plain(const struct type *type)
{
    switch (type->kind) {
    case KIND_TEXT:
    case KIND_INTEGER:
    case KIND_LONG:
    case KIND_BOOLEAN:
    case KIND_TIMESTAMP:
        return true;
    case KIND_LIST:
        return is_plain(type->element);
    case KIND_DOUBLE:
    case KIND_STRUCT:
    case KIND_MAP:
    case KIND_DOCUMENT:
        return false;
    }
    return false;
}

struct parameter {
    const char *prefix; /* "Segment." or "" */
    struct text name;
    const struct member *member;
    const char *place; /* "path" or "query" */
    bool is_required;
};

static void put_parameter(struct buf *out, const struct parameter *parameter,
                          struct openapi_shapes *shapes)
{
    json_put_comma(out);
    char name[256];
    snprintf(name, sizeof name, "%s%.*s", parameter->prefix, TEXT_ARG(parameter->name));
    buf_put_char(out, '{');
    json_put_string_member(out, "name", text_of(name));
    json_put_string_member(out, "in", text_of(parameter->place));
    if (parameter->is_required)
        json_put_boolean_member(out, "required", true);
    if (parameter->member->about)
        json_put_string_member(out, "description", text_of(parameter->member->about));
    if (parameter->member->type->kind == KIND_LIST && text_is(text_of(parameter->place), "path"))
        buf_put(out, TEXT(",\"style\":\"simple\",\"explode\":false"));
    json_put_name(out, "schema");
    openapi_put_type(out, parameter->member->type, NULL, shapes);
    buf_put_char(out, '}');
}

/* A structure in a query is given by its plain members: Segment.SegmentNumber=0. */
static void put_query_members(struct buf *out, const struct shape *shape, const char *prefix,
                              const struct operation *operation, struct openapi_shapes *shapes)
{
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *member = &shape->members[i];
        if (operation && is_in_path(member, operation))
            continue;
        if (is_plain(member->type)) {
            struct parameter parameter = {prefix, text_of(member->name), member, "query",
                                          operation && member->flags & MEMBER_REQUIRED};
            put_parameter(out, &parameter, shapes);
        } else if (operation && member->type->kind == KIND_STRUCT) {
            char inner[128];
            snprintf(inner, sizeof inner, "%s.", member->name);
            put_query_members(out, member->type->shape, inner, NULL, shapes);
        }
    }
}

static void put_header_parameter(struct buf *out, const char *name, const char *about)
{
    json_put_comma(out);
    buf_put_char(out, '{');
    json_put_string_member(out, "name", text_of(name));
    json_put_string_member(out, "in", TEXT("header"));
    json_put_string_member(out, "description", text_of(about));
    buf_put(out, TEXT(",\"schema\":{\"type\":\"string\"}}"));
}

/* The parameters of a path are called as the path that is written calls them, which may be that of
 * another row. */
static void put_parameters(struct buf *out, const struct operation *operation, const char *written,
                           struct openapi_shapes *shapes)
{
    struct text path = text_of(operation->path), names = text_of(written), segment, name;
    bool is_parameter;
    json_put_name(out, "parameters");
    buf_put_char(out, '[');
    while (route_next_segment(&path, &segment, &is_parameter) &&
           route_next_segment(&names, &name, &is_parameter)) {
        if (!is_parameter)
            continue;
        const struct member *member =
            &operation->input->members[shape_find(operation->input, segment)];
        put_parameter(out, &(struct parameter){"", name, member, "path", true}, shapes);
    }
    if (!has_body(operation))
        put_query_members(out, operation->input, "", operation, shapes);
    if (operation->has_etag && (operation->method == METHOD_GET || operation->creates_missing))
        put_header_parameter(out, "If-None-Match", "Only if the entity tag is another one.");
    if (operation->has_etag || operation_answers(operation, "PRECONDITION"))
        put_header_parameter(out, "If-Match", "Only if the entity tag is still this one.");
    buf_put_char(out, ']');
}

static bool has_body_members(const struct operation *operation)
{
    for (size_t i = 0; i < operation->input->count; i++)
        if (!is_in_path(&operation->input->members[i], operation))
            return true;
    return false;
}

/* True where a body must be there, for there is a member in it that must. */
static bool has_required_member(const struct operation *operation)
{
    for (size_t i = 0; i < operation->input->count; i++)
        if (operation->input->members[i].flags & MEMBER_REQUIRED &&
            !is_in_path(&operation->input->members[i], operation))
            return true;
    return false;
}

/* A member that a body may lack: the path has it, or the body as a whole is it. */
static bool is_elsewhere(const struct member *member, const void *context)
{
    const struct operation *operation = context;
    return is_in_path(member, operation) ||
           (operation->document && text_is(text_of(operation->document), member->name));
}

/* The input's members; among them the document, or beside them its own. */
static void put_body_schema(struct buf *out, const struct operation *operation,
                            struct openapi_shapes *shapes)
{
    if (!operation->document) {
        openapi_put_shape(out, operation->input, is_elsewhere, operation, shapes);
        return;
    }
    int at = shape_find(operation->input, text_of(operation->document));
    buf_put(out, TEXT("{\"allOf\":["));
    openapi_put_shape(out, operation->input, is_elsewhere, operation, shapes);
    buf_put(out, TEXT(",{\"anyOf\":[{\"required\":["));
    json_put_string(out, text_of(operation->document));
    buf_put(out, TEXT("]},{\"allOf\":["));
    openapi_put_type(out, operation->input->members[at].type, NULL, shapes);
    buf_put(out, TEXT("],\"not\":{\"required\":["));
    json_put_string(out, text_of(operation->document));
    buf_put(out, TEXT("]}}]}]}"));
}

static void put_request_body(struct buf *out, const struct operation *operation,
                             struct openapi_shapes *shapes)
{
    if (!has_body(operation) || !has_body_members(operation))
        return;
    json_put_name(out, "requestBody");
    buf_put_char(out, '{');
    if (has_required_member(operation))
        json_put_boolean_member(out, "required", true);
    json_put_name(out, "content");
    buf_put(out, TEXT("{\"application/json\":{\"schema\":"));
    put_body_schema(out, operation, shapes);
    buf_put(out, TEXT("}}}"));
}

/* --- what it answers --- */

static void put_status(struct buf *out, int status)
{
    char name[8];
    snprintf(name, sizeof name, "%d", status);
    json_put_name(out, name);
}

static void put_success(struct buf *out, const struct operation *operation, int status,
                        struct openapi_shapes *shapes)
{
    put_status(out, status);
    buf_put_char(out, '{');
    json_put_string_member(out, "description",
                           status == 201   ? TEXT("Created.")
                           : status == 204 ? TEXT("Done.")
                                           : TEXT("The answer."));
    if (operation->has_etag)
        buf_put(out, TEXT(",\"headers\":{\"ETag\":{\"description\":\"Id and version.\","
                          "\"schema\":{\"type\":\"string\"}}}"));
    if (status != 204) {
        buf_put(out, TEXT(",\"content\":{\"application/json\":{\"schema\":"));
        openapi_put_shape(out, operation->output, NULL, NULL, shapes);
        buf_put(out, TEXT("}}"));
    }
    buf_put_char(out, '}');
}

/* The errors of a row, and those that any request may meet, by status. Several codes may share one.
 */
static const struct {
    const char *name;
    enum err_code code;
    bool is_common;
} problems[] = {
    {"INVALID", ERR_INVALID, true},
    {"INVALID_SIGNATURE", ERR_INVALID_SIGNATURE, true},
    {"ACCESS_DENIED", ERR_ACCESS_DENIED, true},
    {"NOT_FOUND", ERR_NOT_FOUND, false},
    {"EXISTS", ERR_EXISTS, false},
    {"INVALID_STATE", ERR_INVALID_STATE, false},
    {"ENCRYPTION", ERR_ENCRYPTION, false},
    {"CONCURRENT", ERR_CONCURRENT, false},
    {"VERSION_MISMATCH", ERR_VERSION_MISMATCH, false},
    {"LIMIT", ERR_LIMIT, false},
    {"CRAWLER_RUNNING", ERR_CRAWLER_RUNNING, false},
    {"CRAWLER_NOT_RUNNING", ERR_CRAWLER_NOT_RUNNING, false},
    {"CRAWLER_STOPPING", ERR_CRAWLER_STOPPING, false},
    {"SCHEDULER_RUNNING", ERR_SCHEDULER_RUNNING, false},
    {"SCHEDULER_NOT_RUNNING", ERR_SCHEDULER_NOT_RUNNING, false},
    {"NO_SCHEDULE", ERR_NO_SCHEDULE, false},
    {"PRECONDITION", ERR_PRECONDITION, false},
    {"TOO_LARGE", ERR_TOO_LARGE, true},
    {"INTERNAL", ERR_INTERNAL, true},
    {"IO", ERR_IO, false},
    {"UNAVAILABLE", ERR_UNAVAILABLE, true},
    {"TIMEOUT", ERR_TIMEOUT, false},
    {"FULL", ERR_FULL, false},
};

static bool is_answered(const struct operation *operation, const char *name, enum err_code code)
{
    bool is_read = operation->where == INLINE || operation->where == POOL;
    if (code == ERR_FULL)
        return !is_read;
    /* Any write refuses a condition that it does not look at. */
    if (code == ERR_PRECONDITION)
        return operation->method != METHOD_GET || operation->has_etag;
    if (code == ERR_TIMEOUT && is_read && (operation->where == POOL || operation->choose))
        return true;
    return operation_answers(operation, name);
}

static void put_problems(struct buf *out, const struct operation *operation)
{
    int last = 0;
    for (size_t i = 0; i < COUNT(problems); i++) {
        int status = rest_status(problems[i].code);
        if (status == last ||
            (!problems[i].is_common && !is_answered(operation, problems[i].name, problems[i].code)))
            continue;
        last = status;
        put_status(out, status);
        buf_put(out, TEXT("{\"$ref\":\"#/components/responses/Problem\"}"));
    }
}

/* What is said of a request whose first line or headers are too long to be read, in few words of no
 * fixed form. */
static void put_refused_heads(struct buf *out)
{
    static const int statuses[] = {414, 431};
    for (size_t i = 0; i < COUNT(statuses); i++) {
        put_status(out, statuses[i]);
        buf_put(out, TEXT("{\"$ref\":\"#/components/responses/HeadTooLarge\"}"));
    }
}

static void put_responses(struct buf *out, const struct operation *operation,
                          struct openapi_shapes *shapes)
{
    json_put_name(out, "responses");
    buf_put_char(out, '{');
    put_success(out, operation, operation->status ? operation->status : 200, shapes);
    if (operation->creates_missing)
        put_success(out, operation, 201, shapes);
    if (operation->method == METHOD_GET && operation->has_etag)
        buf_put(out, TEXT(",\"304\":{\"description\":\"The caller has this state already.\"}"));
    put_problems(out, operation);
    put_refused_heads(out);
    buf_put_char(out, '}');
}

static void put_operation(struct buf *out, const struct operation *operation, const char *path,
                          const char *noun, struct openapi_shapes *shapes)
{
    static const char *const verbs[] = {
        [METHOD_GET] = "get",     [METHOD_HEAD] = "head",   [METHOD_POST] = "post",
        [METHOD_PUT] = "put",     [METHOD_PATCH] = "patch", [METHOD_DELETE] = "delete",
        [METHOD_OTHER] = "trace",
    };
    json_put_name(out, verbs[operation->method]);
    buf_put_char(out, '{');
    json_put_string_member(out, "operationId", text_of(operation->name));
    json_put_name(out, "tags");
    buf_printf(out, "[\"%s\"]", noun);
    json_put_string_member(out, "summary", text_of(operation->about));
    put_parameters(out, operation, path, shapes);
    put_request_body(out, operation, shapes);
    put_responses(out, operation, shapes);
    buf_put_char(out, '}');
}

/* Two paths that differ in the names of their parameters only are one. */
static bool is_same_path(const char *one, const char *other)
{
    struct text a = text_of(one), b = text_of(other), in_a, in_b;
    bool is_a, is_b;
    for (;;) {
        bool more_a = route_next_segment(&a, &in_a, &is_a);
        bool more_b = route_next_segment(&b, &in_b, &is_b);
        if (!more_a || !more_b)
            return more_a == more_b;
        if (is_a != is_b || (!is_a && !text_equal(in_a, in_b)))
            return false;
    }
}

/* A path is written where its first row stands, with all rows that share it. */
static bool is_first_with_path(const struct operation *operation)
{
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++)
            if (is_same_path(operation->path, operation_lists[i].operations[j].path))
                return &operation_lists[i].operations[j] == operation;
    return false;
}

static void put_path(struct buf *out, const char *path, struct openapi_shapes *shapes)
{
    json_put_name(out, path);
    buf_put_char(out, '{');
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++)
            if (is_same_path(path, operation_lists[i].operations[j].path))
                put_operation(out, &operation_lists[i].operations[j], path, operation_lists[i].noun,
                              shapes);
    buf_put_char(out, '}');
}

static void put_paths(struct buf *out, struct openapi_shapes *shapes)
{
    json_put_name(out, "paths");
    buf_put_char(out, '{');
    for (size_t i = 0; i < operation_lists_count; i++)
        for (size_t j = 0; j < operation_lists[i].count; j++)
            if (is_first_with_path(&operation_lists[i].operations[j]))
                put_path(out, operation_lists[i].operations[j].path, shapes);
    buf_put_char(out, '}');
}

static const char *const problem_components =
    "\"responses\":{\"Problem\":{\"description\":\"RFC 9457 problem.\",\"content\":"
    "{\"application/problem+json\":{\"schema\":{\"$ref\":\"#/components/schemas/Problem\"}}}},"
    "\"HeadTooLarge\":{\"description\":\"The address or the headers are larger than this server "
    "reads.\"}},"
    "\"securitySchemes\":{\"basic\":{\"type\":\"http\",\"scheme\":\"basic\",\"description\":"
    "\"Access key id and secret access key.\"},\"sigv4\":{\"type\":\"apiKey\",\"in\":\"header\","
    "\"name\":\"Authorization\",\"description\":\"AWS Signature Version 4, service glue.\"}}";

static const char *const problem_schema =
    "\"Problem\":{\"type\":\"object\",\"required\":[\"type\",\"title\",\"status\",\"detail\"],"
    "\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{\"type\":\"string\"},"
    "\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":\"string\"},"
    "\"instance\":{\"type\":\"string\"}}}";

/* Writing a component may meet further shapes, which join the end of the list. */
static void put_components(struct buf *out, struct openapi_shapes *shapes)
{
    json_put_name(out, "components");
    buf_put_char(out, '{');
    buf_put_string(out, problem_components);
    json_put_name(out, "schemas");
    buf_put_char(out, '{');
    buf_put_string(out, problem_schema);
    for (size_t i = 0; i < shapes->count; i++) {
        json_put_name(out, shapes->met[i]->name);
        openapi_put_shape(out, shapes->met[i], NULL, NULL, shapes);
    }
    buf_put(out, TEXT("}}"));
}

/* Lays compact JSON out, one member or element a line, so that a change of the contract reads well
 * as a diff. */
static void put_indented(struct buf *out, struct text json)
{
    size_t depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < json.n; i++) {
        char c = json.p[i];
        bool opens = !in_string && (c == '{' || c == '[');
        bool closes = !in_string && (c == '}' || c == ']');
        bool is_empty = opens && i + 1 < json.n && (json.p[i + 1] == '}' || json.p[i + 1] == ']');
        if (c == '"' && (i == 0 || json.p[i - 1] != '\\'))
            in_string = !in_string;
        if (closes)
            buf_printf(out, "\n%*s", (int)(--depth), "");
        buf_put_char(out, c);
        if (is_empty)
            buf_put_char(out, json.p[++i]);
        else if (opens)
            buf_printf(out, "\n%*s", (int)(++depth), "");
        else if (!in_string && c == ',')
            buf_printf(out, "\n%*s", (int)depth, "");
        else if (!in_string && c == ':')
            buf_put_char(out, ' ');
    }
    buf_put_char(out, '\n');
}

void openapi_print(struct buf *out)
{
    struct openapi_shapes shapes = {.count = 0};
    struct buf json;
    buf_init(&json, LIMIT_DOCUMENT_BYTES);
    buf_put(&json, TEXT("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Propolis\",\"version\":\""));
    buf_put_string(&json, PROPOLIS_VERSION);
    buf_put(&json, TEXT("\",\"summary\":\"A data-lake catalog, compatible with the AWS Glue Data "
                        "Catalog.\",\"license\":{\"name\":\"Apache-2.0\","
                        "\"identifier\":\"Apache-2.0\"}},\"security\":[{\"basic\":[]},"
                        "{\"sigv4\":[]}]"));
    put_paths(&json, &shapes);
    put_components(&json, &shapes);
    buf_put_char(&json, '}');
    put_indented(out, buf_text(&json));
    buf_release(&json);
}
