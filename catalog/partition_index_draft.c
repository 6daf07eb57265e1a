/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/partition_index_draft.h"

#include "base/date.h"
#include "base/limits.h"
#include "catalog/hive_type.h"
#include "catalog/partition_key.h"
#include "catalog/shapes_partition_index.h"
#include "catalog/shapes_table.h"

/* The types that can be indexed. Whole numbers have a range, of the others only dates have a form.
 */
struct index_type {
    const char *name; /* of types with a parameter: up to its bracket */
    int64_t min, max; /* both 0: no number */
    bool is_date;
};
static const struct index_type index_types[] = {
    {"string"},
    {"char("},
    {"varchar("},
    {"tinyint", INT8_MIN, INT8_MAX},
    {"smallint", INT16_MIN, INT16_MAX},
    {"int", INT32_MIN, INT32_MAX},
    {"bigint", INT64_MIN, INT64_MAX},
    {"long", INT64_MIN, INT64_MAX},
    {"date", .is_date = true},
};

static const struct index_type *type_find(struct text type)
{
    for (size_t i = 0; i < COUNT(index_types); i++) {
        struct text name = text_of(index_types[i].name);
        if (text_equal(type, name) || (name.p[name.n - 1] == '(' && text_starts_with(type, name)))
            return &index_types[i];
    }
    return NULL;
}

/* A key's type in its canonical form; {NULL, 0} where it cannot be indexed. A key without a type is
 * a string, as everywhere. */
static struct text indexed_type(struct text written, struct arena *arena)
{
    const struct hive_type *type;
    struct err ignored = {.code = ERR_NONE};
    if (written.n == 0)
        return TEXT("string");
    if (hive_type_parse(arena, written, &type, &ignored) != 0)
        return (struct text){NULL, 0};
    struct text canonical = hive_type_text(type, arena);
    return type_find(canonical) ? canonical : (struct text){NULL, 0};
}

/* The place of a key, or the number of keys. */
static size_t place_of(const struct value *keys, struct text name)
{
    size_t i = 0;
    while (i < keys->list.count &&
           !text_equal_nocase(keys->list.items[i].members[COLUMN_NAME].text, name))
        i++;
    return i;
}

/* The real service lists the unknown ones with these words (github.com/floci-io/floci/pull/3551,
 * measured in us-west-2). */
static int check_known(const struct value *wanted, const struct value *keys, struct err *err)
{
    struct buf unknown;
    buf_init(&unknown, ERR_TEXT_BYTES);
    for (size_t i = 0; i < wanted->list.count; i++) {
        if (place_of(keys, wanted->list.items[i].text) < keys->list.count)
            continue;
        if (unknown.n > 0)
            buf_put(&unknown, TEXT(", "));
        buf_put(&unknown, wanted->list.items[i].text);
    }
    if (unknown.n > 0)
        err_set(err, ERR_INVALID,
                "IndexKeys not a part of PartitionColumns. Verify the indexKeys : [%.*s]",
                TEXT_ARG(buf_text(&unknown)));
    buf_release(&unknown);
    return err->code == ERR_NONE ? 0 : -1;
}

static int check_distinct(const struct value *wanted, struct err *err)
{
    for (size_t i = 0; i < wanted->list.count; i++)
        for (size_t j = 0; j < i; j++)
            if (text_equal_nocase(wanted->list.items[i].text, wanted->list.items[j].text))
                return err_set(err, ERR_INVALID, "Keys: the key '%.*s' is given twice.",
                               TEXT_ARG(wanted->list.items[i].text));
    return 0;
}

/* Both forms of an index's keys while they grow. */
struct forms {
    struct arena *arena;
    struct buf keys;
    struct value *elements;
    size_t count;
};

static int add_key(struct forms *forms, const struct value *partition_keys, size_t place,
                   struct err *err)
{
    const struct value *column = partition_keys->list.items[place].members;
    struct text written = column[COLUMN_TYPE].text;
    struct text type = indexed_type(written, forms->arena);
    if (!type.p)
        return err_set(err, ERR_INVALID,
                       "Keys: '%.*s' has the type '%.*s'; only string, char, varchar, tinyint, "
                       "smallint, int, bigint, long and date can be indexed.",
                       TEXT_ARG(column[COLUMN_NAME].text), TEXT_ARG(text_cut(written, 64)));
    if (forms->count > 0)
        buf_put_char(&forms->keys, ',');
    buf_put_int(&forms->keys, (int64_t)place);
    buf_put_char(&forms->keys, ' ');
    buf_put(&forms->keys, type);
    struct value *members = ARENA_ARRAY(forms->arena, struct value, shape_key_schema_element.count);
    members[KEY_SCHEMA_ELEMENT_NAME] = column[COLUMN_NAME];
    members[KEY_SCHEMA_ELEMENT_TYPE] = value_text(written);
    forms->elements[forms->count++] = value_struct(members);
    return 0;
}

static struct text render(struct text name, struct value elements, struct arena *arena)
{
    struct buf text;
    struct value *members =
        ARENA_ARRAY(arena, struct value, shape_partition_index_descriptor.count);
    members[PARTITION_INDEX_DESCRIPTOR_INDEX_NAME] = value_text(name);
    members[PARTITION_INDEX_DESCRIPTOR_KEYS] = elements;
    members[PARTITION_INDEX_DESCRIPTOR_INDEX_STATUS] = value_text(TEXT("ACTIVE"));
    buf_init(&text, LIMIT_DOCUMENT_BYTES);
    shape_encode(&shape_partition_index_descriptor, members, &text);
    struct text rendered = arena_copy(arena, buf_text(&text));
    buf_release(&text);
    return rendered;
}

int partition_index_draft_make(const struct value *partition_index,
                               const struct value *partition_keys, struct arena *arena,
                               struct partition_index_draft *out, struct err *err)
{
    const struct value *wanted = &partition_index[PARTITION_INDEX_KEYS];
    struct forms forms = {.arena = arena,
                          .elements = ARENA_ARRAY(arena, struct value, wanted->list.count + 1)};
    int result = 0;
    *out = (struct partition_index_draft){.name = partition_index[PARTITION_INDEX_INDEX_NAME].text};
    if (check_known(wanted, partition_keys, err) != 0 || check_distinct(wanted, err) != 0)
        return -1;
    buf_init(&forms.keys, LIMIT_DOCUMENT_BYTES);
    for (size_t i = 0; result == 0 && i < wanted->list.count; i++)
        result = add_key(&forms, partition_keys,
                         place_of(partition_keys, wanted->list.items[i].text), err);
    out->keys = arena_copy(arena, buf_text(&forms.keys));
    out->text = render(out->name, value_list(forms.elements, forms.count), arena);
    buf_release(&forms.keys);
    return result;
}

const struct partition_index_key *partition_index_keys_decode(struct text keys, struct arena *arena,
                                                              size_t *count)
{
    struct partition_index_key *decoded =
        ARENA_ARRAY(arena, struct partition_index_key, LIMIT_PARTITION_KEYS);
    *count = 0;
    for (struct text rest = keys; rest.p && *count < LIMIT_PARTITION_KEYS; (*count)++) {
        struct text type = text_split(&rest, ',');
        int64_t place = 0;
        bool whole = text_to_int64(text_split(&type, ' '), &place);
        decoded[*count] = (struct partition_index_key){whole ? (size_t)place : 0, type};
    }
    return decoded;
}

/* yyyy-MM-dd from 0000-01-01 to 9999-12-31. */
static bool is_date(struct text t)
{
    int64_t year, month, day;
    if (t.n != 10 || t.p[4] != '-' || t.p[7] != '-' ||
        !text_to_int64((struct text){t.p, 4}, &year) ||
        !text_to_int64((struct text){t.p + 5, 2}, &month) ||
        !text_to_int64((struct text){t.p + 8, 2}, &day) || year < 0 || month < 1 || month > 12)
        return false;
    year += 400; /* the calendar's period; date_days counts from March, so January needs a year */
    int next_year = (int)year + (month == 12), next_month = month == 12 ? 1 : (int)month + 1;
    return day >= 1 &&
           day <= date_days(next_year, next_month, 1) - date_days((int)year, (int)month, 1);
}

static bool is_of_type(const struct index_type *type, struct text value)
{
    int64_t number;
    if (type->is_date)
        return is_date(value);
    if (type->min == 0)
        return true;
    return text_to_int64(value, &number) && number >= type->min && number <= type->max;
}

int partition_index_check_value(const struct partition_index_key *key, struct text name,
                                struct text value, struct err *err)
{
    const struct index_type *type = type_find(key->type);
    for (size_t i = 0; i < value.n; i++)
        if ((unsigned char)value.p[i] <= 0x02)
            return err_set(err, ERR_INVALID,
                           "The value of the indexed partition key '%.*s' holds one of the "
                           "characters U+0000, U+0001 and U+0002.",
                           TEXT_ARG(name));
    if (!type || text_equal(value, PARTITION_NULL) || is_of_type(type, value))
        return 0;
    return err_set(err, ERR_INVALID,
                   "The value '%.*s' of the indexed partition key '%.*s' is not of its type, %.*s.",
                   TEXT_ARG(text_cut(value, 128)), TEXT_ARG(name), TEXT_ARG(key->type));
}
