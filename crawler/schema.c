/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/schema.h"

#include "base/limits.h"
#include "base/text_index.h"
#include "crawler/format.h"

void schema_note(struct schema *s, struct text sentence)
{
    for (size_t i = 0; i < s->notes_n; i++)
        if (text_equal(s->notes[i], sentence))
            return;
    if (s->notes_n < SCHEMA_NOTES_MAX)
        s->notes[s->notes_n++] = sentence;
}

uint64_t schema_record_bytes(const struct schema *s)
{
    if (s->sampled_records == 0)
        return 0;
    uint64_t bytes = s->sampled_bytes / s->sampled_records;
    return bytes > 0 ? bytes : 1;
}

static bool is_name_byte(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80;
}

struct text column_name_clean(struct text original, struct arena *a)
{
    bool is_utf8 = text_is_utf8(original);
    struct text folded = arena_fold(a, text_cut(original, LIMIT_CLEAN_NAME_BYTES));
    char *name = (char *)folded.p;
    size_t n = 0;
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char c = (unsigned char)folded.p[i];
        if (is_name_byte(c) && (c < 0x80 || is_utf8))
            name[n++] = (char)c;
        else if (c == '_' || (n > 0 && name[n - 1] != '_'))
            name[n++] = '_';
    }
    while (n > 0 && name[n - 1] == '_' && original.p[original.n - 1] != '_')
        n--;
    return (struct text){name, n};
}

struct text column_name_keep(struct text original, struct arena *a)
{
    bool is_utf8 = text_is_utf8(original);
    struct text folded = arena_fold(a, text_cut(original, LIMIT_COLUMN_NAME_BYTES));
    char *name = (char *)folded.p;
    for (size_t i = 0; i < folded.n; i++) {
        unsigned char c = (unsigned char)name[i];
        if (c < 0x20 || c == 0x7F || (c >= 0x80 && !is_utf8))
            name[i] = '_';
    }
    return folded;
}

/* The first of name_1, name_2, ... that no column has. Searching goes on from the last number that
 * this name got, so that ten thousand columns of one name are named in one pass. */
static struct text free_name(struct text_index *taken, struct text_index *last, struct text name,
                             struct arena *a)
{
    struct text stem = text_cut(name, LIMIT_CLEAN_NAME_BYTES - 12);
    size_t number = text_index_find(last, stem);
    for (number = number == TEXT_INDEX_NONE ? 1 : number + 1;; number++) {
        struct text candidate = arena_printf(a, "%.*s_%zu", TEXT_ARG(stem), number);
        if (text_index_find(taken, candidate) == TEXT_INDEX_NONE) {
            text_index_set(last, stem, number);
            return candidate;
        }
    }
}

static void name_columns(struct column *columns, size_t n,
                         struct text (*rule)(struct text original, struct arena *a),
                         struct arena *a)
{
    struct text_index taken, last;
    text_index_init(&taken, a);
    text_index_init(&last, a);
    for (size_t i = 0; i < n; i++) {
        struct text name = rule(columns[i].original, a);
        if (name.n == 0)
            name = arena_printf(a, "col%zu", i);
        if (text_index_find(&taken, name) != TEXT_INDEX_NONE)
            name = free_name(&taken, &last, name, a);
        columns[i].name = name;
        text_index_add(&taken, name, i);
    }
}

void column_names_clean(struct column *columns, size_t n, struct arena *a)
{
    name_columns(columns, n, column_name_clean, a);
}

void column_names_keep(struct column *columns, size_t n, struct arena *a)
{
    name_columns(columns, n, column_name_keep, a);
}

struct text schema_mismatch(const struct schema *left, const struct schema *right, struct arena *a)
{
    if (left->format != right->format)
        return arena_printf(a, "one is %s, the other %s", format_name(left->format),
                            format_name(right->format));
    if (left->compression != right->compression)
        return arena_printf(a, "one has compression %s, the other %s",
                            compression_name(left->compression),
                            compression_name(right->compression));
    if (left->csv.delimiter != right->csv.delimiter)
        return TEXT("their delimiters differ");
    if (left->csv.header != right->csv.header)
        return TEXT("one has a header line, the other has none");
    return TEXT("");
}

/* What a pair of columns adds to the similarity. */
static double agreement(const struct hive_type *left, const struct hive_type *right)
{
    static const double weights[] = {
        [HIVE_SAME] = 1, [HIVE_WIDENED] = 1, [HIVE_NARROWED] = 1, [HIVE_INCOMPATIBLE] = 0.5};
    if (left->kind == HIVE_VOID || right->kind == HIVE_VOID)
        return 1;
    if (left->kind != right->kind && (hive_type_is_nested(left) || hive_type_is_nested(right)))
        return 0;
    if ((left->kind == HIVE_STRING) != (right->kind == HIVE_STRING))
        return weights[HIVE_INCOMPATIBLE];
    return weights[hive_type_compare(left, right)];
}

static void index_columns(const struct schema *s, struct text_index *index, struct arena *a)
{
    text_index_init(index, a);
    for (size_t i = 0; i < s->n; i++)
        text_index_add(index, s->columns[i].name, i);
}

double schema_similarity(const struct schema *left, const struct schema *right)
{
    struct arena arena;
    struct text_index names;
    double agreed = 0;
    size_t common = 0;
    arena_init(&arena, SIZE_MAX, NULL); /* an entry per column of schemas that exist already */
    index_columns(left, &names, &arena);
    for (size_t i = 0; i < right->n; i++) {
        size_t at = text_index_find(&names, right->columns[i].name);
        if (at == TEXT_INDEX_NONE)
            continue;
        common++;
        agreed += agreement(left->columns[at].type, right->columns[i].type);
    }
    arena_release(&arena);
    size_t all = left->n + right->n - common;
    return all == 0 ? 1 : agreed / (double)all;
}

bool schema_shares_columns(const struct schema *left, const struct schema *right)
{
    struct arena arena;
    struct text_index names;
    bool shared = left->n == 0 || right->n == 0;
    arena_init(&arena, SIZE_MAX, NULL); /* as above */
    index_columns(left, &names, &arena);
    for (size_t i = 0; i < right->n && !shared; i++)
        shared = text_index_find(&names, right->columns[i].name) != TEXT_INDEX_NONE;
    arena_release(&arena);
    return shared;
}

static void merge_column(struct schema *s, struct column *column, const struct column *other,
                         struct arena *a)
{
    column->type = hive_type_merge(a, column->type, other->type, &s->conflict);
    column->has_empty |= other->has_empty;
    if (column->original.n == 0)
        column->original = other->original;
}

static void merge_columns(struct schema *s, const struct schema *right, struct arena *a)
{
    struct column *columns = ARENA_ARRAY(a, struct column, s->n + right->n);
    struct text_index names;
    index_columns(s, &names, a);
    for (size_t i = 0; i < s->n; i++)
        columns[i] = s->columns[i];
    s->columns = columns;
    for (size_t i = 0; i < right->n; i++) {
        size_t at = text_index_add(&names, right->columns[i].name, s->n);
        if (at < s->n)
            merge_column(s, &columns[at], &right->columns[i], a);
        else
            columns[s->n++] = right->columns[i];
    }
}

/* The list with what only `others` has put in front. */
static struct renamed *merge_renamed(struct renamed *list, const struct renamed *others,
                                     struct arena *a)
{
    struct text_index names;
    text_index_init(&names, a);
    for (const struct renamed *r = list; r; r = r->next)
        text_index_add(&names, r->name, 0);
    for (const struct renamed *r = others; r; r = r->next) {
        if (text_index_find(&names, r->name) != TEXT_INDEX_NONE)
            continue;
        text_index_add(&names, r->name, 0);
        struct renamed *added = ARENA_NEW(a, struct renamed);
        *added = (struct renamed){r->name, r->original, list};
        list = added;
    }
    return list;
}

struct schema *schema_merge(const struct schema *left, const struct schema *right, struct arena *a)
{
    struct schema *merged = ARENA_NEW(a, struct schema);
    *merged = *left;
    merge_columns(merged, right, a);
    merged->csv.quoted |= right->csv.quoted;
    merged->csv.quoted_line_end |= right->csv.quoted_line_end;
    merged->csv.places_differ |= right->csv.places_differ;
    merged->files += right->files;
    merged->file_bytes += right->file_bytes;
    merged->records += right->records;
    merged->records_exact &= right->records_exact;
    merged->sampled_records += right->sampled_records;
    merged->sampled_bytes += right->sampled_bytes;
    merged->conflict |= right->conflict;
    merged->renamed = merge_renamed(left->renamed, right->renamed, a);
    for (size_t i = 0; i < right->notes_n; i++)
        schema_note(merged, right->notes[i]);
    return merged;
}

struct schema *schema_copy(const struct schema *s, struct arena *a)
{
    struct schema *copy = ARENA_NEW(a, struct schema);
    *copy = *s;
    copy->columns = ARENA_ARRAY(a, struct column, s->n);
    for (size_t i = 0; i < s->n; i++) {
        const struct column *column = &s->columns[i];
        copy->columns[i] = (struct column){.name = arena_copy(a, column->name),
                                           .original = arena_copy(a, column->original),
                                           .type = hive_type_copy(a, column->type),
                                           .has_empty = column->has_empty};
    }
    for (size_t i = 0; i < s->notes_n; i++)
        copy->notes[i] = arena_copy(a, s->notes[i]);
    copy->renamed = merge_renamed(NULL, s->renamed, a);
    for (struct renamed *r = copy->renamed; r; r = r->next) {
        r->name = arena_copy(a, r->name);
        r->original = arena_copy(a, r->original);
    }
    return copy;
}

bool schema_same_places(const struct schema *a, const struct schema *b)
{
    for (size_t i = 0; i < a->n && i < b->n; i++) {
        if (!text_equal(a->columns[i].name, b->columns[i].name))
            return false;
    }
    return true;
}
