/* SPDX-License-Identifier: Apache-2.0 */
#include "base/thrift_compact.h"

#include "base/limits.h"

/* A 64-bit number takes at most ten groups of seven bits. */
enum { VARINT_BYTES_MAX = 10 };

static void fail(struct thrift_reader *r, const char *what)
{
    err_set(r->err, ERR_MALFORMED, "%s at byte %zu", what, (size_t)(r->p - r->begin));
    r->end = r->p; /* sticky: nothing can be read any more */
}

void thrift_reader_init(struct thrift_reader *r, struct text input, struct err *err)
{
    const unsigned char *p = (const unsigned char *)(input.p ? input.p : "");
    *r = (struct thrift_reader){.begin = p, .p = p, .end = p + input.n, .err = err};
}

static unsigned read_byte(struct thrift_reader *r)
{
    if (r->p == r->end) {
        fail(r, "the data ends too early");
        return 0;
    }
    return *r->p++;
}

static uint64_t read_varint(struct thrift_reader *r)
{
    uint64_t value = 0;
    for (unsigned i = 0; i < VARINT_BYTES_MAX; i++) {
        unsigned byte = read_byte(r);
        if (i == VARINT_BYTES_MAX - 1 && byte > 1)
            break;
        value |= (uint64_t)(byte & 0x7F) << (7 * i);
        if (byte < 0x80)
            return value;
    }
    fail(r, "a number is longer than 64 bits");
    return 0;
}

/* Signed numbers are folded so that small negative ones stay short: 0, -1, 1, -2, ... */
static int64_t read_zigzag(struct thrift_reader *r)
{
    uint64_t folded = read_varint(r);
    return (int64_t)(folded >> 1 ^ (0 - (folded & 1)));
}

static size_t read_length(struct thrift_reader *r)
{
    uint64_t length = read_varint(r);
    if (length > (uint64_t)(r->end - r->p)) {
        fail(r, "a length reaches beyond the data");
        return 0;
    }
    return (size_t)length;
}

bool thrift_next_field(struct thrift_reader *r, struct thrift_field *f)
{
    unsigned head = read_byte(r);
    f->type = (enum thrift_type)(head & 0x0F);
    if (r->err->code != ERR_NONE || f->type == THRIFT_STOP)
        return false;
    int64_t id = head >> 4 ? f->id + (int64_t)(head >> 4) : read_zigzag(r);
    if (f->type > THRIFT_UUID || id < INT16_MIN || id > INT16_MAX)
        fail(r, "a field has an unknown type or number");
    f->id = (int)id;
    return r->err->code == ERR_NONE;
}

int64_t thrift_read_int(struct thrift_reader *r, const struct thrift_field *f)
{
    if (f->type == THRIFT_I8)
        return (int8_t)read_byte(r);
    if (f->type >= THRIFT_I16 && f->type <= THRIFT_I64)
        return read_zigzag(r);
    fail(r, "a field is not an integer");
    return 0;
}

int32_t thrift_read_int32(struct thrift_reader *r, const struct thrift_field *f)
{
    int64_t value = thrift_read_int(r, f);
    if (value >= INT32_MIN && value <= INT32_MAX)
        return (int32_t)value;
    fail(r, "an integer is longer than 32 bits");
    return 0;
}

bool thrift_read_boolean(struct thrift_reader *r, const struct thrift_field *f)
{
    if (f->type != THRIFT_TRUE && f->type != THRIFT_FALSE)
        fail(r, "a field is not a boolean");
    return f->type == THRIFT_TRUE;
}

struct text thrift_read_binary(struct thrift_reader *r, const struct thrift_field *f)
{
    if (f->type != THRIFT_BINARY)
        fail(r, "a field is not a string");
    size_t n = read_length(r);
    struct text value = {(const char *)r->p, n};
    r->p += n;
    return value;
}

void thrift_enter_struct(struct thrift_reader *r, const struct thrift_field *f)
{
    if (f->type != THRIFT_STRUCT)
        fail(r, "a field is not a struct");
}

/* The head of a list: up to 14 elements in four bits, otherwise a number of its own. */
static size_t read_list_head(struct thrift_reader *r, enum thrift_type *element)
{
    unsigned head = read_byte(r);
    uint64_t n = head >> 4;
    *element = (enum thrift_type)(head & 0x0F);
    if (n == 15)
        n = read_varint(r);
    if (n <= (uint64_t)(r->end - r->p))
        return (size_t)n;
    fail(r, "a list is longer than the data");
    return 0;
}

size_t thrift_enter_list(struct thrift_reader *r, const struct thrift_field *f,
                         enum thrift_type element)
{
    enum thrift_type found;
    if (f->type != THRIFT_LIST && f->type != THRIFT_SET)
        fail(r, "a field is not a list");
    size_t n = read_list_head(r, &found);
    if (n > 0 && found != element)
        fail(r, "a list has elements of another type");
    return r->err->code == ERR_NONE ? n : 0;
}

static void skip_bytes(struct thrift_reader *r, size_t n)
{
    if (n > (size_t)(r->end - r->p))
        fail(r, "the data ends too early");
    else
        r->p += n;
}

/* Inside of lists and maps a boolean is a byte; as a field it has none. */
static void skip_element(struct thrift_reader *r, enum thrift_type type)
{
    if (type > THRIFT_UUID)
        fail(r, "an element has an unknown type");
    else if (type == THRIFT_TRUE || type == THRIFT_FALSE)
        skip_bytes(r, 1);
    else
        thrift_skip(r, &(struct thrift_field){.type = type});
}

static void skip_list(struct thrift_reader *r)
{
    enum thrift_type element;
    size_t n = read_list_head(r, &element);
    for (size_t i = 0; i < n && r->err->code == ERR_NONE; i++)
        skip_element(r, element);
}

static void skip_map(struct thrift_reader *r)
{
    uint64_t n = read_varint(r);
    unsigned types = n > 0 ? read_byte(r) : 0;
    if (n > (uint64_t)(r->end - r->p))
        fail(r, "a map is longer than the data");
    for (uint64_t i = 0; i < n && r->err->code == ERR_NONE; i++) {
        skip_element(r, (enum thrift_type)(types >> 4));
        skip_element(r, (enum thrift_type)(types & 0x0F));
    }
}

static void skip_struct(struct thrift_reader *r)
{
    struct thrift_field f = {0};
    while (thrift_next_field(r, &f))
        thrift_skip(r, &f);
}

static void skip_nested(struct thrift_reader *r, enum thrift_type type)
{
    if (r->depth == LIMIT_THRIFT_DEPTH) {
        fail(r, "the data is nested too deeply");
        return;
    }
    r->depth++;
    if (type == THRIFT_STRUCT)
        skip_struct(r);
    else if (type == THRIFT_MAP)
        skip_map(r);
    else
        skip_list(r);
    r->depth--;
}

void thrift_skip(struct thrift_reader *r, const struct thrift_field *f)
{
    switch (f->type) {
    case THRIFT_TRUE:
    case THRIFT_FALSE:
        break;
    case THRIFT_I8:
        skip_bytes(r, 1);
        break;
    case THRIFT_I16:
    case THRIFT_I32:
    case THRIFT_I64:
        read_varint(r);
        break;
    case THRIFT_DOUBLE:
        skip_bytes(r, 8);
        break;
    case THRIFT_UUID:
        skip_bytes(r, 16);
        break;
    case THRIFT_BINARY:
        skip_bytes(r, read_length(r));
        break;
    case THRIFT_LIST:
    case THRIFT_SET:
    case THRIFT_MAP:
    case THRIFT_STRUCT:
        skip_nested(r, f->type);
        break;
    case THRIFT_STOP:
        fail(r, "a value has no type");
        break;
    }
}
