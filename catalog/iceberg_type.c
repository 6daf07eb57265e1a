/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/iceberg_type.h"

/* Classes of types that transforms take. */
enum {
    IS_INTEGER = 1,
    IS_DECIMAL = 2,
    IS_DATE = 4,
    IS_TIME = 8,
    IS_TIMESTAMP = 16,
    IS_STRING = 32,
    IS_UUID = 64,
    IS_FIXED = 128,
    IS_BINARY = 256,
    IS_OTHER = 512, /* boolean, float, double: identity and void alone */
    IS_ANY = 1023
};

struct primitive {
    const char *name;
    enum hive_kind hive;
    unsigned class;
};
/* Those without parameters. */
static const struct primitive primitives[] = {
    {"boolean", HIVE_BOOLEAN, IS_OTHER},
    {"int", HIVE_INT, IS_INTEGER},
    {"long", HIVE_BIGINT, IS_INTEGER},
    {"float", HIVE_FLOAT, IS_OTHER},
    {"double", HIVE_DOUBLE, IS_OTHER},
    {"date", HIVE_DATE, IS_DATE},
    {"time", HIVE_STRING, IS_TIME},
    {"timestamp", HIVE_TIMESTAMP, IS_TIMESTAMP},
    {"timestamptz", HIVE_TIMESTAMP, IS_TIMESTAMP},
    {"string", HIVE_STRING, IS_STRING},
    {"uuid", HIVE_STRING, IS_UUID},
    {"binary", HIVE_BINARY, IS_BINARY},
};

static const struct primitive *find_primitive(struct text name)
{
    for (size_t i = 0; i < COUNT(primitives); i++)
        if (text_is(name, primitives[i].name))
            return &primitives[i];
    return NULL;
}

/* The number in "bucket[16]": 1 and above. False where the text is not of that form. */
static bool read_bracketed(struct text t, struct text head, int64_t *number)
{
    if (!text_starts_with(t, head) || t.n < head.n + 3 || t.p[head.n] != '[' || t.p[t.n - 1] != ']')
        return false;
    return text_to_int64((struct text){t.p + head.n + 1, t.n - head.n - 2}, number) &&
           *number >= 1 && *number <= INT32_MAX;
}

/* "decimal(9,2)" and "decimal(9, 2)": Iceberg writes the second. */
static bool read_decimal(struct text t, int64_t *precision, int64_t *scale)
{
    if (!text_starts_with(t, TEXT("decimal(")) || t.p[t.n - 1] != ')')
        return false;
    struct text rest = {t.p + 8, t.n - 9};
    struct text first = text_trim(text_split(&rest, ','));
    return text_to_int64(first, precision) && rest.p && text_to_int64(text_trim(rest), scale) &&
           *precision >= 1 && *precision <= HIVE_DECIMAL_PRECISION_MAX && *scale >= 0 &&
           *scale <= *precision;
}

int iceberg_type_to_hive(struct text type, struct arena *arena, const struct hive_type **out,
                         struct err *err)
{
    const struct primitive *primitive = find_primitive(type);
    int64_t a, b;
    if (primitive)
        *out = hive_type_plain(primitive->hive);
    else if (read_decimal(type, &a, &b))
        *out = hive_type_decimal(arena, (int)a, (int)b);
    else if (read_bracketed(type, TEXT("fixed"), &a))
        *out = hive_type_plain(HIVE_BINARY);
    else
        return err_set(err, ERR_INVALID,
                       "Schema: '%.*s' is not a type of Iceberg's format versions 1 and 2.",
                       TEXT_ARG(text_cut(type, 64)));
    return 0;
}

struct text iceberg_type_of_hive(const struct hive_type *type, struct arena *arena)
{
    static const struct text names[HIVE_KINDS] = {
        [HIVE_BOOLEAN] = TEXT_INIT("boolean"),
        [HIVE_TINYINT] = TEXT_INIT("int"),
        [HIVE_SMALLINT] = TEXT_INIT("int"),
        [HIVE_INT] = TEXT_INIT("int"),
        [HIVE_BIGINT] = TEXT_INIT("long"),
        [HIVE_FLOAT] = TEXT_INIT("float"),
        [HIVE_DOUBLE] = TEXT_INIT("double"),
        [HIVE_STRING] = TEXT_INIT("string"),
        [HIVE_VARCHAR] = TEXT_INIT("string"),
        [HIVE_CHAR] = TEXT_INIT("string"),
        [HIVE_BINARY] = TEXT_INIT("binary"),
        [HIVE_DATE] = TEXT_INIT("date"),
        [HIVE_TIMESTAMP] = TEXT_INIT("timestamp"),
        [HIVE_TIMESTAMP_LOCAL] = TEXT_INIT("timestamptz")};
    if (type->kind == HIVE_DECIMAL)
        return arena_printf(arena, "decimal(%d, %d)", type->precision, type->scale);
    return names[type->kind];
}

bool iceberg_type_widens(struct text before, struct text after)
{
    int64_t precision, scale, new_precision, new_scale;
    if (text_equal(before, after) || (text_is(before, "int") && text_is(after, "long")) ||
        (text_is(before, "float") && text_is(after, "double")))
        return true;
    return read_decimal(before, &precision, &scale) &&
           read_decimal(after, &new_precision, &new_scale) && scale == new_scale &&
           precision <= new_precision;
}

static unsigned class_of(struct text type)
{
    const struct primitive *primitive = find_primitive(type);
    return primitive                                 ? primitive->class
           : text_starts_with(type, TEXT("decimal")) ? IS_DECIMAL
                                                     : IS_FIXED;
}

struct transform {
    struct text name;
    bool has_number;
    unsigned takes;
};
/* Table "Partition Transforms" of the specification. */
static const struct transform transforms[] = {
    {TEXT_INIT("identity"), false, IS_ANY},
    {TEXT_INIT("bucket"), true,
     IS_INTEGER | IS_DECIMAL | IS_DATE | IS_TIME | IS_TIMESTAMP | IS_STRING | IS_UUID | IS_FIXED |
         IS_BINARY},
    {TEXT_INIT("truncate"), true, IS_INTEGER | IS_DECIMAL | IS_STRING | IS_BINARY},
    {TEXT_INIT("year"), false, IS_DATE | IS_TIMESTAMP},
    {TEXT_INIT("month"), false, IS_DATE | IS_TIMESTAMP},
    {TEXT_INIT("day"), false, IS_DATE | IS_TIMESTAMP},
    {TEXT_INIT("hour"), false, IS_TIMESTAMP},
    {TEXT_INIT("void"), false, IS_ANY},
};

int iceberg_transform_check(struct text name, struct text primitive, struct err *err)
{
    for (size_t i = 0; i < COUNT(transforms); i++) {
        const struct transform *t = &transforms[i];
        int64_t number;
        if (t->has_number ? !read_bracketed(name, t->name, &number) : !text_equal(name, t->name))
            continue;
        if (t->takes & class_of(primitive))
            return 0;
        return err_set(err, ERR_INVALID, "The transform %.*s does not take the type %.*s.",
                       TEXT_ARG(name), TEXT_ARG(primitive));
    }
    return err_set(err, ERR_INVALID,
                   "'%.*s' is not a transform: identity, bucket[N], truncate[W], year, month, day, "
                   "hour or void.",
                   TEXT_ARG(text_cut(name, 64)));
}
