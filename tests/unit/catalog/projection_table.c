/* SPDX-License-Identifier: Apache-2.0 */
#include "projection_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/json_write.h"
#include "catalog/shapes_table.h"

const int64_t fixture_now_ms = INT64_C(1795264496789);

static void put_keys(struct buf *out, const char *keys)
{
    struct text rest = text_of(keys);
    buf_put(out, TEXT("\"PartitionKeys\":["));
    while (rest.p && rest.n > 0) {
        struct text type = text_split(&rest, ',');
        struct text name = text_split(&type, ':');
        json_put_comma(out);
        buf_put_char(out, '{');
        json_put_string_member(out, "Name", name);
        json_put_string_member(out, "Type", type);
        buf_put_char(out, '}');
    }
    buf_put_char(out, ']');
}

static void put_property(struct buf *out, struct text line)
{
    struct buf name;
    struct text key = text_split(&line, '=');
    buf_init(&name, 1 << 20);
    if (text_starts_with(key, TEXT(".")))
        buf_put(&name, TEXT("projection"));
    buf_put(&name, key);
    json_put_comma(out);
    json_put_string(out, buf_text(&name));
    buf_put_char(out, ':');
    json_put_string(out, line);
    buf_release(&name);
}

struct projection_table projection_fixture(struct arena *arena, const char *keys,
                                           const char *properties)
{
    struct buf out;
    struct value *input;
    struct err err = {0};
    struct text rest = text_of(properties);
    buf_init(&out, 64u << 20);
    buf_put(&out, TEXT("{\"Name\":\"t\",\"StorageDescriptor\":{\"Location\":\"s3://lake/t\"},"));
    put_keys(&out, keys);
    buf_put(&out, TEXT(",\"Parameters\":{"));
    if (!strstr(properties, "projection.enabled"))
        buf_put(&out, TEXT("\"projection.enabled\":\"true\""));
    while (rest.p && rest.n > 0)
        put_property(&out, text_split(&rest, '\n'));
    buf_put(&out, TEXT("}}"));
    struct text document = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    if (shape_decode_text(&shape_table_input, document, arena, &input, &err) != 0)
        abort();
    return projection_table_of(input);
}

struct partition_keys projection_fixture_keys(struct arena *arena, const struct projection *p)
{
    struct text *names = ARENA_ARRAY(arena, struct text, p->count + 1);
    struct text *types = ARENA_ARRAY(arena, struct text, p->count + 1);
    enum key_kind *kinds = ARENA_ARRAY(arena, enum key_kind, p->count + 1);
    for (size_t i = 0; i < p->count; i++) {
        names[i] = p->columns[i].name;
        types[i] = p->columns[i].key_type;
        kinds[i] = p->columns[i].kind;
    }
    return (struct partition_keys){
        .names = names, .types = types, .kinds = kinds, .kept = kinds, .count = p->count};
}
