/* SPDX-License-Identifier: Apache-2.0 */
#include "api/rest/openapi_schema.h"

#include <assert.h>
#include <string.h>

#include "base/json_write.h"

static void note(struct openapi_shapes *shapes, const struct shape *shape)
{
    for (size_t i = 0; i < shapes->count; i++)
        if (shapes->met[i] == shape)
            return;
    assert(shapes->count < OPENAPI_SHAPES_MAX);
    shapes->met[shapes->count++] = shape;
}

static void put_bounds(struct buf *out, const struct type *type, const char *min, const char *max)
{
    if (type->min > 0)
        json_put_int_member(out, min, type->min);
    if (type->max != NO_MAXIMUM)
        json_put_int_member(out, max, type->max);
}

/* JSON Schema's patterns match anywhere, the model's match the whole text. Those with Unicode
 * properties are left out: many programs that read OpenAPI texts do not know them. */
static void put_pattern(struct buf *out, const char *pattern)
{
    if (strstr(pattern, "\\p{"))
        return;
    struct buf anchored;
    buf_init(&anchored, 1024);
    buf_printf(&anchored, "^(?:%s)$", pattern);
    json_put_string_member(out, "pattern", buf_text(&anchored));
    buf_release(&anchored);
}

static void put_text(struct buf *out, const struct type *type)
{
    static const char *const patterns[] = {
        [CLASS_ANY] = NULL,
        [CLASS_SINGLE_LINE] = "^[^\\u0000-\\u0008\\u000a-\\u001f]*$",
        [CLASS_MULTI_LINE] = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f]*$",
    };
    json_put_string_member(out, "type", TEXT("string"));
    put_bounds(out, type, "minLength", "maxLength");
    if (type->pattern)
        put_pattern(out, type->pattern);
    else if (patterns[type->text_class])
        json_put_string_member(out, "pattern", text_of(patterns[type->text_class]));
    if (!type->values)
        return;
    json_put_name(out, "enum");
    buf_put_char(out, '[');
    for (const char *const *value = type->values; *value; value++) {
        json_put_comma(out);
        json_put_string(out, text_of(*value));
    }
    buf_put_char(out, ']');
}

static void put_integer(struct buf *out, const struct type *type)
{
    json_put_string_member(out, "type", TEXT("integer"));
    json_put_string_member(out, "format", type->kind == KIND_LONG ? TEXT("int64") : TEXT("int32"));
    if (type->min != INT32_MIN && type->min != INT64_MIN)
        json_put_int_member(out, "minimum", type->min);
    if (type->max != INT32_MAX && type->max != NO_MAXIMUM)
        json_put_int_member(out, "maximum", type->max);
}

static void put_map(struct buf *out, const struct type *type, struct openapi_shapes *shapes)
{
    json_put_string_member(out, "type", TEXT("object"));
    put_bounds(out, type, "minProperties", "maxProperties");
    json_put_name(out, "propertyNames");
    openapi_put_type(out, type->key, NULL, shapes);
    json_put_name(out, "additionalProperties");
    openapi_put_type(out, type->element, NULL, shapes);
}

/* Without limits it may be one of the numbers that JSON cannot write, as a text. */
static void put_double(struct buf *out, const struct type *type)
{
    if (type->max != 0) {
        json_put_string_member(out, "type", TEXT("number"));
        json_put_int_member(out, "minimum", type->min);
        return;
    }
    json_put_name(out, "type");
    buf_put(out, TEXT("[\"number\",\"string\"]"));
    json_put_string_member(out, "pattern", TEXT("^(NaN|-?Infinity)$"));
}

static void put_kind(struct buf *out, const struct type *type, struct openapi_shapes *shapes)
{
    switch (type->kind) {
    case KIND_TEXT:
        put_text(out, type);
        return;
    case KIND_INTEGER:
    case KIND_LONG:
        put_integer(out, type);
        return;
    case KIND_DOUBLE:
        put_double(out, type);
        return;
    case KIND_TIMESTAMP:
        json_put_string_member(out, "type", TEXT("number"));
        json_put_int_member(out, "minimum", TIME_SECONDS_MIN);
        json_put_int_member(out, "exclusiveMaximum", TIME_SECONDS_MAX + 1);
        json_put_string_member(out, "description", TEXT("Seconds since 1970-01-01 UTC."));
        return;
    case KIND_BOOLEAN:
        json_put_string_member(out, "type", TEXT("boolean"));
        return;
    case KIND_STRUCT:
        note(shapes, type->shape);
        json_put_name(out, "$ref");
        buf_printf(out, "\"#/components/schemas/%s\"", type->shape->name);
        return;
    case KIND_LIST:
        json_put_string_member(out, "type", TEXT("array"));
        put_bounds(out, type, "minItems", "maxItems");
        json_put_name(out, "items");
        openapi_put_type(out, type->element, NULL, shapes);
        return;
    case KIND_MAP:
        put_map(out, type, shapes);
        return;
    case KIND_DOCUMENT:
        return; /* any value */
    }
}

void openapi_put_type(struct buf *out, const struct type *type, const char *about,
                      struct openapi_shapes *shapes)
{
    buf_put_char(out, '{');
    put_kind(out, type, shapes);
    if (about && type->kind != KIND_TIMESTAMP)
        json_put_string_member(out, "description", text_of(about));
    buf_put_char(out, '}');
}

static void put_required(struct buf *out, const struct shape *shape,
                         bool (*elsewhere)(const struct member *member, const void *context),
                         const void *context)
{
    bool any = false;
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *member = &shape->members[i];
        if (!(member->flags & MEMBER_REQUIRED) || (elsewhere && elsewhere(member, context)))
            continue;
        if (!any) {
            json_put_name(out, "required");
            buf_put_char(out, '[');
        }
        any = true;
        json_put_comma(out);
        json_put_string(out, text_of(member->name));
    }
    if (any)
        buf_put_char(out, ']');
}

void openapi_put_shape(struct buf *out, const struct shape *shape,
                       bool (*elsewhere)(const struct member *member, const void *context),
                       const void *context, struct openapi_shapes *shapes)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "type", TEXT("object"));
    put_required(out, shape, elsewhere, context);
    json_put_name(out, "properties");
    buf_put_char(out, '{');
    for (size_t i = 0; i < shape->count; i++) {
        const struct member *member = &shape->members[i];
        json_put_name(out, member->name);
        openapi_put_type(out, member->type, member->about, shapes);
    }
    buf_put_char(out, '}');
    if (shape->is_closed)
        json_put_boolean_member(out, "additionalProperties", false);
    buf_put_char(out, '}');
}
