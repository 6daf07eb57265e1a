/* SPDX-License-Identifier: Apache-2.0
 * The comparison itself. Columns, partition keys and the fields of a struct are all lists of named
 * types and go through one function: parts are matched by name, what is left over was added or
 * removed, and of those that stayed as few as possible are called moved (all but a longest
 * increasing sequence of old positions). */
#include "catalog/schema_diff.h"

#include <string.h>

#include "base/limits.h"
#include "base/text_index.h"
#include "catalog/schema_diff_rules.h"

enum level { LEVEL_COLUMNS, LEVEL_KEYS, LEVEL_FIELDS };

/* Where in the schema we are; rendered only for a change that is kept. */
struct place {
    const struct place *up;
    struct text name;
};

/* A column or a field. A column's type is parsed only when its text differs. */
struct part {
    struct text name, type, comment;
    const struct hive_type *tree; /* of a field */
};

struct comparison {
    struct arena *arena;
    struct schema_diff *out;
    size_t room;
    enum family family;
};

struct lists {
    enum level level;
    const struct place *up;
    const struct part *from, *to;
    size_t from_count, to_count;
    size_t *from_to, *to_from; /* the partner's position, or NOWHERE */
    bool *moved;               /* of `to` */
    bool *renamed;             /* of `to`: stands where a removed one of its type stood */
};

#define NOWHERE SIZE_MAX

static void diff_lists(struct comparison *c, struct lists *l);

static struct text shown(const struct comparison *c, struct text t)
{
    struct text cut = text_cut(t, LIMIT_DRIFT_TEXT_BYTES);
    return cut.n == t.n ? t : arena_printf(c->arena, "%.*s...", TEXT_ARG(cut));
}

static struct text shown_type(const struct comparison *c, const struct hive_type *type)
{
    struct buf text;
    buf_init(&text, 2 * LIMIT_HIVE_TYPE_BYTES); /* aliases print longer than they were written */
    hive_type_print(type, &text);
    struct text kept =
        shown(c, arena_copy(c->arena, text_cut(buf_text(&text), LIMIT_DRIFT_TEXT_BYTES + 1)));
    buf_release(&text);
    return kept;
}

static struct text type_of_part(const struct comparison *c, const struct part *part)
{
    return part->tree ? shown_type(c, part->tree) : shown(c, part->type);
}

static struct text shown_position(const struct comparison *c, size_t index)
{
    return arena_printf(c->arena, "%zu", index + 1);
}

static struct text path_of(const struct comparison *c, const struct place *place)
{
    if (!place->up)
        return shown(c, place->name);
    struct text up = path_of(c, place->up);
    struct text name = text_cut(place->name, LIMIT_DRIFT_TEXT_BYTES);
    return shown(c, arena_printf(c->arena, "%.*s.%.*s", TEXT_ARG(up), TEXT_ARG(name)));
}

static void grow(struct comparison *c)
{
    struct schema_diff *out = c->out;
    c->room = c->room ? 2 * c->room : 16;
    struct schema_change *larger = ARENA_ARRAY(c->arena, struct schema_change, c->room);
    if (out->count)
        memcpy(larger, out->changes, out->count * sizeof *larger);
    out->changes = larger;
}

/* Counts a change and returns where to describe it, or NULL when enough were described. */
static struct schema_change *record(struct comparison *c, enum schema_change_kind kind,
                                    enum drift drift, const struct place *place)
{
    struct schema_diff *out = c->out;
    bool inside = place && place->up;
    const struct drift_rule *rule =
        drift_rule_find(drift, inside ? family_inside(c->family) : c->family);
    if (rule->severity > out->severity)
        out->severity = rule->severity;
    if (kind != SCHEMA_CHANGE_COMMENTED)
        out->is_drift = true;
    if (out->count == LIMIT_DRIFT_CHANGES) {
        out->omitted++;
        return NULL;
    }
    if (out->count == c->room)
        grow(c);
    struct schema_change *change = &out->changes[out->count++];
    *change = (struct schema_change){
        .kind = kind, .severity = rule->severity, .consequence = rule->consequence};
    if (place)
        change->column = path_of(c, place);
    return change;
}

/* Types. */

#define SET(kind) (1u << HIVE_##kind)

enum {
    KINDS_WHOLE = SET(TINYINT) | SET(SMALLINT) | SET(INT) | SET(BIGINT),
    KINDS_REAL = SET(FLOAT) | SET(DOUBLE),
    KINDS_TEXT = SET(STRING) | SET(VARCHAR) | SET(CHAR)
};

static bool both_in(unsigned set, enum hive_kind from, enum hive_kind to)
{
    return (set >> from & 1) && (set >> to & 1);
}

static enum drift drift_of_widening(enum hive_kind from, enum hive_kind to)
{
    if (from == to || from == HIVE_VOID || both_in(KINDS_WHOLE, from, to) ||
        both_in(KINDS_REAL, from, to) || both_in(KINDS_TEXT | SET(BINARY), from, to))
        return DRIFT_WIDENED;
    if (KINDS_TEXT >> to & 1)
        return DRIFT_TO_TEXT;
    if (KINDS_REAL >> to & 1)
        return DRIFT_TO_FLOAT;
    return to == HIVE_DECIMAL ? DRIFT_TO_DECIMAL : DRIFT_CONVERTED;
}

static enum drift drift_of_retyping(enum hive_change change, enum hive_kind from, enum hive_kind to)
{
    switch (change) {
    case HIVE_SAME:
    case HIVE_WIDENED:
        return drift_of_widening(from, to);
    case HIVE_NARROWED:
        return DRIFT_NARROWED;
    case HIVE_INCOMPATIBLE:
        return DRIFT_INCOMPATIBLE;
    }
    return DRIFT_INCOMPATIBLE;
}

static enum drift for_key(enum drift drift)
{
    if (drift == DRIFT_TO_TEXT)
        return DRIFT_KEY_TO_TEXT;
    if (drift == DRIFT_NARROWED || drift == DRIFT_INCOMPATIBLE)
        return DRIFT_KEY_RETYPED;
    return DRIFT_KEY_WIDENED;
}

struct retyping {
    enum level level;
    enum hive_change change;
    enum drift drift;
    struct text from, to;
};

static void record_retyping(struct comparison *c, const struct place *place,
                            const struct retyping *r)
{
    bool is_key = r->level == LEVEL_KEYS;
    struct schema_change *change =
        record(c, is_key ? SCHEMA_CHANGE_KEY_RETYPED : SCHEMA_CHANGE_RETYPED,
               is_key ? for_key(r->drift) : r->drift, place);
    if (!change)
        return;
    change->change = r->change;
    change->from = r->from;
    change->to = r->to;
}

static void diff_trees(struct comparison *c, const struct place *place,
                       const struct hive_type *from, const struct hive_type *to);

static const struct part *parts_of_fields(struct comparison *c, const struct hive_type *type)
{
    struct part *parts = ARENA_ARRAY(c->arena, struct part, type->n);
    for (size_t i = 0; i < type->n; i++)
        parts[i] = (struct part){.name = type->children[i].name, .tree = type->children[i].type};
    return parts;
}

static void diff_structs(struct comparison *c, const struct place *place,
                         const struct hive_type *from, const struct hive_type *to)
{
    struct lists lists = {.level = LEVEL_FIELDS,
                          .up = place,
                          .from = parts_of_fields(c, from),
                          .from_count = from->n,
                          .to = parts_of_fields(c, to),
                          .to_count = to->n};
    diff_lists(c, &lists);
}

static void diff_child(struct comparison *c, const struct place *up, const char *name,
                       const struct hive_child *pair[2])
{
    diff_trees(c, &(struct place){up, text_of(name)}, pair[0]->type, pair[1]->type);
}

/* The words for what is inside arrays and maps are those of Parquet and Iceberg. */
static void diff_trees(struct comparison *c, const struct place *place,
                       const struct hive_type *from, const struct hive_type *to)
{
    if (from->kind == HIVE_STRUCT && to->kind == HIVE_STRUCT) {
        diff_structs(c, place, from, to);
    } else if (from->kind == HIVE_ARRAY && to->kind == HIVE_ARRAY) {
        diff_child(c, place, "element",
                   (const struct hive_child *[]){&from->children[0], &to->children[0]});
    } else if (from->kind == HIVE_MAP && to->kind == HIVE_MAP) {
        diff_child(c, place, "key",
                   (const struct hive_child *[]){&from->children[0], &to->children[0]});
        diff_child(c, place, "value",
                   (const struct hive_child *[]){&from->children[1], &to->children[1]});
    } else {
        enum hive_change change = hive_type_compare(from, to);
        if (change == HIVE_SAME)
            return;
        record_retyping(c, place,
                        &(struct retyping){.level = LEVEL_FIELDS,
                                           .change = change,
                                           .drift = drift_of_retyping(change, from->kind, to->kind),
                                           .from = shown_type(c, from),
                                           .to = shown_type(c, to)});
    }
}

/* Types that Hive could not read are kept by Glue all the same; another text is then another type.
 */
static void diff_texts(struct comparison *c, enum level level, const struct place *place,
                       const struct text pair[2])
{
    const struct hive_type *from = NULL, *to = NULL;
    struct err ignored = {0};
    struct retyping r = {.level = level,
                         .change = HIVE_INCOMPATIBLE,
                         .drift = DRIFT_INCOMPATIBLE,
                         .from = shown(c, pair[0]),
                         .to = shown(c, pair[1])};
    if (hive_type_parse(c->arena, pair[0], &from, &ignored) == 0 &&
        hive_type_parse(c->arena, pair[1], &to, &ignored) == 0) {
        if (level == LEVEL_COLUMNS && hive_type_is_nested(from) && hive_type_is_nested(to)) {
            diff_trees(c, place, from, to);
            return;
        }
        r.change = hive_type_compare(from, to);
        if (r.change == HIVE_SAME)
            return;
        r.drift = drift_of_retyping(r.change, from->kind, to->kind);
    }
    record_retyping(c, place, &r);
}

static void diff_parts(struct comparison *c, enum level level, const struct place *place,
                       const struct part *pair[2])
{
    struct text types[2] = {text_trim(pair[0]->type), text_trim(pair[1]->type)};
    if (pair[0]->tree)
        diff_trees(c, place, pair[0]->tree, pair[1]->tree);
    else if (!text_equal_nocase(types[0], types[1]))
        diff_texts(c, level, place, types);
    if (!text_equal(pair[0]->comment, pair[1]->comment)) {
        struct schema_change *change = record(c, SCHEMA_CHANGE_COMMENTED, DRIFT_COMMENTED, place);
        if (change) {
            change->from = shown(c, pair[0]->comment);
            change->to = shown(c, pair[1]->comment);
        }
    }
}

/* Lists. */

static void pair_up(struct lists *l, size_t from, size_t to)
{
    l->from_to[from] = to;
    l->to_from[to] = from;
}

/* Same name in the same place first: so two columns of one name, which Glue lets pass, match each
 * other. */
static void match(struct comparison *c, struct lists *l)
{
    struct text_index names;
    text_index_init(&names, c->arena);
    for (size_t i = 0; i < l->from_count; i++)
        l->from_to[i] = NOWHERE;
    for (size_t j = 0; j < l->to_count; j++) {
        l->to_from[j] = NOWHERE;
        if (j < l->from_count && text_equal_nocase(l->from[j].name, l->to[j].name))
            pair_up(l, j, j);
    }
    for (size_t i = 0; i < l->from_count; i++)
        if (l->from_to[i] == NOWHERE)
            text_index_add(&names, l->from[i].name, i);
    for (size_t j = 0; j < l->to_count; j++) {
        size_t i =
            l->to_from[j] == NOWHERE ? text_index_find(&names, l->to[j].name) : TEXT_INDEX_NONE;
        if (i != TEXT_INDEX_NONE && l->from_to[i] == NOWHERE)
            pair_up(l, i, j);
    }
}

/* How often each type occurs among the parts without a partner: counts[k] for the type that was
 * first met at k. */
static size_t *count_types(struct comparison *c, const struct part *parts, const size_t *partner,
                           size_t count, struct text_index *types)
{
    size_t *counts = ARENA_ARRAY(c->arena, size_t, count);
    text_index_init(types, c->arena);
    for (size_t i = 0; i < count; i++)
        if (partner[i] == NOWHERE)
            counts[text_index_add(types, parts[i].type, i)]++;
    return counts;
}

/* A rename is believed where the one removed and the one added column of a type stand in the same
 * place. */
static void find_renames(struct comparison *c, struct lists *l)
{
    struct text_index types[2];
    if (l->level == LEVEL_FIELDS)
        return;
    size_t *from = count_types(c, l->from, l->from_to, l->from_count, &types[0]);
    size_t *to = count_types(c, l->to, l->to_from, l->to_count, &types[1]);
    for (size_t i = 0; i < l->from_count && i < l->to_count; i++)
        l->renamed[i] = l->from_to[i] == NOWHERE && l->to_from[i] == NOWHERE &&
                        text_equal_nocase(l->from[i].type, l->to[i].type) &&
                        from[text_index_find(&types[0], l->from[i].type)] == 1 &&
                        to[text_index_find(&types[1], l->to[i].type)] == 1;
}

/* Marks as moved all but a longest increasing sequence of old positions. tails[k] is where the best
 * sequence of length k + 1 ends so far; before[j] is who stands before j in its sequence. */
static void find_moves(struct comparison *c, struct lists *l)
{
    size_t *tails = ARENA_ARRAY(c->arena, size_t, l->to_count);
    size_t *before = ARENA_ARRAY(c->arena, size_t, l->to_count);
    size_t length = 0;
    for (size_t j = 0; j < l->to_count; j++) {
        if (l->to_from[j] == NOWHERE)
            continue;
        size_t low = 0, high = length;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (l->to_from[tails[middle]] < l->to_from[j])
                low = middle + 1;
            else
                high = middle;
        }
        before[j] = low > 0 ? tails[low - 1] : NOWHERE;
        tails[low] = j;
        length += low == length;
        l->moved[j] = true;
    }
    for (size_t j = length > 0 ? tails[length - 1] : NOWHERE; j != NOWHERE; j = before[j])
        l->moved[j] = false;
}

/* Behind the last part that has a partner. */
static size_t end_of_matched(const size_t *partner, size_t count)
{
    while (count > 0 && partner[count - 1] == NOWHERE)
        count--;
    return count;
}

struct wording {
    enum schema_change_kind added, removed, reordered;
    enum drift added_last, added_between, added_renamed;
    enum drift removed_last, removed_between, removed_renamed, moved;
};

static const struct wording wordings[] = {
    [LEVEL_COLUMNS] = {SCHEMA_CHANGE_ADDED, SCHEMA_CHANGE_REMOVED, SCHEMA_CHANGE_REORDERED,
                       DRIFT_ADDED_LAST, DRIFT_ADDED_BETWEEN, DRIFT_ADDED_RENAMED,
                       DRIFT_REMOVED_LAST, DRIFT_REMOVED_BETWEEN, DRIFT_REMOVED_RENAMED,
                       DRIFT_REORDERED},
    [LEVEL_KEYS] = {SCHEMA_CHANGE_KEY_ADDED, SCHEMA_CHANGE_KEY_REMOVED, SCHEMA_CHANGE_KEY_REORDERED,
                    DRIFT_KEY_ADDED, DRIFT_KEY_ADDED, DRIFT_ADDED_RENAMED, DRIFT_KEY_REMOVED,
                    DRIFT_KEY_REMOVED, DRIFT_REMOVED_RENAMED, DRIFT_KEY_REORDERED},
    [LEVEL_FIELDS] = {SCHEMA_CHANGE_ADDED, SCHEMA_CHANGE_REMOVED, SCHEMA_CHANGE_REORDERED,
                      DRIFT_ADDED_INSIDE, DRIFT_ADDED_BETWEEN, DRIFT_ADDED_RENAMED,
                      DRIFT_REMOVED_LAST, DRIFT_REMOVED_BETWEEN, DRIFT_REMOVED_RENAMED,
                      DRIFT_REORDERED},
};

static void tell_added(struct comparison *c, const struct lists *l, size_t j, size_t matched)
{
    const struct wording *w = &wordings[l->level];
    enum drift drift = l->renamed[j] ? w->added_renamed
                       : j < matched ? w->added_between
                                     : w->added_last;
    struct schema_change *change =
        record(c, w->added, drift, &(struct place){l->up, l->to[j].name});
    if (!change)
        return;
    change->to = type_of_part(c, &l->to[j]);
    if (l->renamed[j])
        change->renamed = shown(c, l->from[j].name);
}

static void tell_removed(struct comparison *c, const struct lists *l, size_t i, size_t matched)
{
    const struct wording *w = &wordings[l->level];
    bool renamed = i < l->to_count && l->renamed[i];
    enum drift drift = renamed       ? w->removed_renamed
                       : i < matched ? w->removed_between
                                     : w->removed_last;
    struct schema_change *change =
        record(c, w->removed, drift, &(struct place){l->up, l->from[i].name});
    if (!change)
        return;
    change->from = type_of_part(c, &l->from[i]);
    if (renamed)
        change->renamed = shown(c, l->to[i].name);
}

static void tell_kept(struct comparison *c, const struct lists *l, size_t j)
{
    const struct wording *w = &wordings[l->level];
    struct place place = {l->up, l->to[j].name};
    size_t i = l->to_from[j];
    diff_parts(c, l->level, &place, (const struct part *[]){&l->from[i], &l->to[j]});
    struct schema_change *change = l->moved[j] ? record(c, w->reordered, w->moved, &place) : NULL;
    if (!change)
        return;
    change->from = shown_position(c, i);
    change->to = shown_position(c, j);
}

static void diff_lists(struct comparison *c, struct lists *l)
{
    l->from_to = ARENA_ARRAY(c->arena, size_t, l->from_count);
    l->to_from = ARENA_ARRAY(c->arena, size_t, l->to_count);
    l->moved = ARENA_ARRAY(c->arena, bool, l->to_count);
    l->renamed = ARENA_ARRAY(c->arena, bool, l->to_count);
    match(c, l);
    find_renames(c, l);
    find_moves(c, l);
    size_t matched = end_of_matched(l->to_from, l->to_count);
    for (size_t j = 0; j < l->to_count; j++) {
        if (l->to_from[j] == NOWHERE)
            tell_added(c, l, j, matched);
        else
            tell_kept(c, l, j);
    }
    matched = end_of_matched(l->from_to, l->from_count);
    for (size_t i = 0; i < l->from_count; i++)
        if (l->from_to[i] == NOWHERE)
            tell_removed(c, l, i, matched);
}

static const struct part *parts_of_columns(struct comparison *c,
                                           const struct schema_column *columns, size_t count)
{
    struct part *parts = ARENA_ARRAY(c->arena, struct part, count);
    for (size_t i = 0; i < count; i++)
        parts[i] = (struct part){columns[i].name, columns[i].type, columns[i].comment, NULL};
    return parts;
}

/* Facts. */

struct fact_rule {
    const char *property;
    enum schema_change_kind kind;
    enum drift drift, said; /* `said`: when nothing was said before */
};

static const struct fact_rule fact_rules[SCHEMA_FACTS] = {
    [SCHEMA_INPUT_FORMAT] = {"InputFormat", SCHEMA_CHANGE_FORMAT, DRIFT_FORMAT, DRIFT_FACT_SAID},
    [SCHEMA_OUTPUT_FORMAT] = {"OutputFormat", SCHEMA_CHANGE_FORMAT, DRIFT_SERDE, DRIFT_FACT_SAID},
    [SCHEMA_CLASSIFICATION] = {"classification", SCHEMA_CHANGE_FORMAT, DRIFT_FORMAT,
                               DRIFT_FACT_SAID},
    [SCHEMA_SERDE] = {"SerializationLibrary", SCHEMA_CHANGE_SERDE, DRIFT_SERDE, DRIFT_FACT_SAID},
    [SCHEMA_COMPRESSION] = {"compressionType", SCHEMA_CHANGE_COMPRESSION, DRIFT_COMPRESSION,
                            DRIFT_FACT_SAID},
    [SCHEMA_DELIMITER] = {"delimiter", SCHEMA_CHANGE_DELIMITER, DRIFT_DELIMITER, DRIFT_DELIMITER},
    [SCHEMA_QUOTE] = {"quoteChar", SCHEMA_CHANGE_DELIMITER, DRIFT_DELIMITER, DRIFT_DELIMITER},
    [SCHEMA_ESCAPE] = {"escapeChar", SCHEMA_CHANGE_DELIMITER, DRIFT_DELIMITER, DRIFT_DELIMITER},
    [SCHEMA_HEADER_LINES] = {"skip.header.line.count", SCHEMA_CHANGE_HEADER, DRIFT_HEADER,
                             DRIFT_HEADER},
    [SCHEMA_ORC_INDEX_ACCESS] = {"orc.column.index.access", SCHEMA_CHANGE_SERDE, DRIFT_SERDE,
                                 DRIFT_SERDE},
    [SCHEMA_PARQUET_INDEX_ACCESS] = {"parquet.column.index.access", SCHEMA_CHANGE_SERDE,
                                     DRIFT_SERDE, DRIFT_SERDE},
};

static void diff_facts(struct comparison *c, const struct table_schema *from,
                       const struct table_schema *to)
{
    for (size_t i = 0; i < SCHEMA_FACTS; i++) {
        const struct fact_rule *rule = &fact_rules[i];
        if (text_equal(from->facts[i], to->facts[i]))
            continue;
        struct schema_change *change =
            record(c, rule->kind, from->facts[i].n ? rule->drift : rule->said, NULL);
        if (!change)
            continue;
        change->property = rule->property;
        change->from = shown(c, from->facts[i]);
        change->to = shown(c, to->facts[i]);
    }
}

void schema_diff(const struct table_schema *from, const struct table_schema *to,
                 struct arena *arena, struct schema_diff *out)
{
    *out = (struct schema_diff){0};
    struct comparison c = {.arena = arena, .out = out, .family = family_of(to)};
    struct lists columns = {.level = LEVEL_COLUMNS,
                            .from = parts_of_columns(&c, from->columns, from->columns_count),
                            .from_count = from->columns_count,
                            .to = parts_of_columns(&c, to->columns, to->columns_count),
                            .to_count = to->columns_count};
    struct lists keys = {.level = LEVEL_KEYS,
                         .from = parts_of_columns(&c, from->keys, from->keys_count),
                         .from_count = from->keys_count,
                         .to = parts_of_columns(&c, to->keys, to->keys_count),
                         .to_count = to->keys_count};
    diff_lists(&c, &columns);
    diff_lists(&c, &keys);
    diff_facts(&c, from, to);
}
