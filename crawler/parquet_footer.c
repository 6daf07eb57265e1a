/* SPDX-License-Identifier: Apache-2.0
 * Field numbers are those of parquet.thrift. */
#include "crawler/parquet_footer.h"

#include "base/limits.h"
#include "base/thrift_compact.h"

/* The older annotation, ConvertedType, by its number. */
struct converted {
    enum parquet_logical logical;
    int bits;
    bool is_signed;
};

static const struct converted converteds[] = {
    [0] = {PARQUET_STRING},
    [1] = {PARQUET_MAP},
    [2] = {PARQUET_MAP}, /* MAP_KEY_VALUE: what old writers put on the outer group of a map */
    [3] = {PARQUET_LIST},
    [4] = {PARQUET_ENUM},
    [5] = {PARQUET_DECIMAL},
    [6] = {PARQUET_DATE},
    [7] = {PARQUET_TIME},
    [8] = {PARQUET_TIME},
    [9] = {PARQUET_TIMESTAMP},
    [10] = {PARQUET_TIMESTAMP},
    [11] = {PARQUET_INTEGER, 8, false},
    [12] = {PARQUET_INTEGER, 16, false},
    [13] = {PARQUET_INTEGER, 32, false},
    [14] = {PARQUET_INTEGER, 64, false},
    [15] = {PARQUET_INTEGER, 8, true},
    [16] = {PARQUET_INTEGER, 16, true},
    [17] = {PARQUET_INTEGER, 32, true},
    [18] = {PARQUET_INTEGER, 64, true},
    [19] = {PARQUET_JSON},
    [20] = {PARQUET_BSON},
    [21] = {PARQUET_INTERVAL},
};

/* LogicalType is a union: the number of its one field is the annotation. Others (float16, variant,
 * geometry) have no Hive type and stay plain. */
static const enum parquet_logical logicals[] = {
    [1] = PARQUET_STRING,   [2] = PARQUET_MAP,      [3] = PARQUET_LIST,  [4] = PARQUET_ENUM,
    [5] = PARQUET_DECIMAL,  [6] = PARQUET_DATE,     [7] = PARQUET_TIME,  [8] = PARQUET_TIMESTAMP,
    [10] = PARQUET_INTEGER, [11] = PARQUET_UNKNOWN, [12] = PARQUET_JSON, [13] = PARQUET_BSON,
    [14] = PARQUET_UUID,
};

/* DecimalType {1: scale, 2: precision}, IntType {1: bitWidth, 2: isSigned}; the members of the
 * others do not matter here. */
static void read_annotation(struct thrift_reader *r, const struct thrift_field *outer,
                            struct parquet_element *out)
{
    struct thrift_field f = {0};
    thrift_enter_struct(r, outer);
    while (thrift_next_field(r, &f)) {
        if (out->logical == PARQUET_DECIMAL && f.id == 1)
            out->scale = thrift_read_int32(r, &f);
        else if (out->logical == PARQUET_DECIMAL && f.id == 2)
            out->precision = thrift_read_int32(r, &f);
        else if (out->logical == PARQUET_INTEGER && f.id == 1)
            out->bits = (int)(thrift_read_int(r, &f) & 127);
        else if (out->logical == PARQUET_INTEGER && f.id == 2)
            out->is_signed = thrift_read_boolean(r, &f);
        else
            thrift_skip(r, &f);
    }
}

static void read_logical(struct thrift_reader *r, const struct thrift_field *outer,
                         struct parquet_element *out)
{
    struct thrift_field f = {0};
    thrift_enter_struct(r, outer);
    while (thrift_next_field(r, &f)) {
        if (f.id > 0 && (size_t)f.id < COUNT(logicals) && logicals[f.id] != PARQUET_PLAIN) {
            out->logical = logicals[f.id];
            read_annotation(r, &f, out);
        } else {
            thrift_skip(r, &f);
        }
    }
}

/* The newer annotation says more, so it is not overwritten by the older one, whichever comes first.
 */
static void apply_converted(int64_t number, struct parquet_element *out)
{
    if (number < 0 || (size_t)number >= COUNT(converteds) || out->logical != PARQUET_PLAIN)
        return;
    out->logical = converteds[number].logical;
    out->bits = converteds[number].bits;
    out->is_signed = converteds[number].is_signed;
}

static size_t read_count(struct thrift_reader *r, const struct thrift_field *f)
{
    int64_t n = thrift_read_int(r, f);
    return n > 0 ? (size_t)n : 0;
}

static void read_element_field(struct thrift_reader *r, const struct thrift_field *f,
                               struct parquet_element *out, int64_t *converted)
{
    switch (f->id) {
    case 1:
        out->physical = (enum parquet_physical)(thrift_read_int32(r, f) & 15);
        break;
    case 3:
        out->repetition = (enum parquet_repetition)(thrift_read_int32(r, f) & 3);
        break;
    case 4:
        out->name = thrift_read_binary(r, f);
        break;
    case 5:
        out->children = read_count(r, f);
        break;
    case 6:
        *converted = thrift_read_int(r, f);
        break;
    case 7:
        out->scale = thrift_read_int32(r, f);
        break;
    case 8:
        out->precision = thrift_read_int32(r, f);
        break;
    case 10:
        read_logical(r, f, out);
        break;
    default: /* type_length, field_id, and what later versions add */
        thrift_skip(r, f);
    }
}

static void read_element(struct thrift_reader *r, struct parquet_element *out)
{
    struct thrift_field f = {0};
    int64_t converted = -1;
    out->physical = PARQUET_GROUP;
    while (thrift_next_field(r, &f))
        read_element_field(r, &f, out, &converted);
    apply_converted(converted, out);
    if (out->children > 0 || out->physical > PARQUET_GROUP)
        out->physical = PARQUET_GROUP;
}

static int read_elements(struct thrift_reader *r, const struct thrift_field *f, struct arena *a,
                         struct parquet_footer *out)
{
    size_t n = thrift_enter_list(r, f, THRIFT_STRUCT);
    if (n == 0)
        return err_set(r->err, ERR_MALFORMED, "it has no schema");
    if (n > LIMIT_PARQUET_ELEMENTS)
        return err_set(r->err, ERR_TOO_LARGE, "a schema of %zu elements", n);
    out->elements = ARENA_ARRAY(a, struct parquet_element, n);
    for (out->n = 0; out->n < n && r->err->code == ERR_NONE; out->n++)
        read_element(r, &out->elements[out->n]);
    return r->err->code == ERR_NONE ? 0 : -1;
}

/* The children counts must add up: each element but the root is the child of one before it. */
static int check_tree(const struct parquet_footer *footer, struct err *e)
{
    size_t open = 1;
    for (size_t i = 0; i < footer->n; i++) {
        if (open == 0)
            return err_set(e, ERR_MALFORMED, "schema element %zu has no parent", i);
        if (footer->elements[i].children > footer->n)
            return err_set(e, ERR_MALFORMED, "schema element %zu has too many children", i);
        open += footer->elements[i].children - 1;
    }
    if (open != 0)
        return err_set(e, ERR_MALFORMED, "the schema lacks %zu elements", open);
    return 0;
}

int parquet_footer_read(struct text footer, struct arena *a, struct parquet_footer *out,
                        struct err *e)
{
    struct thrift_reader r;
    struct thrift_field f = {0};
    *out = (struct parquet_footer){.rows = -1};
    thrift_reader_init(&r, footer, e);
    while (thrift_next_field(&r, &f)) {
        if (f.id == 2 && out->n == 0) {
            if (read_elements(&r, &f, a, out) != 0)
                return -1;
        } else if (f.id == 3) {
            out->rows = thrift_read_int(&r, &f);
        } else {
            thrift_skip(&r, &f);
        }
    }
    if (e->code != ERR_NONE || check_tree(out, e) != 0)
        return -1;
    return out->rows < 0 ? err_set(e, ERR_MALFORMED, "it has no number of rows") : 0;
}
