/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/view_draft.h"

#include <string.h>

#include "catalog/shapes_table.h"
#include "catalog/types.h"

/* ViewRepresentationInputList of the model holds at most this many. */
enum { REPRESENTATIONS_MAX = 10 };

/* The values of a structure whose shape has members of the same names. */
static struct value *by_name(const struct shape *from, const struct value *values,
                             const struct shape *to, struct arena *arena)
{
    struct value *out = ARENA_ARRAY(arena, struct value, to->count + 1);
    for (size_t i = 0; i < from->count; i++) {
        int at = shape_find(to, text_of(from->members[i].name));
        if (at >= 0)
            out[at] = values[i];
    }
    return out;
}

struct value *view_definition_of_input(const struct value *input, struct arena *arena)
{
    struct value *out = by_name(&shape_view_definition_input, input, &shape_view_definition, arena);
    struct value *list = &out[VIEW_DEFINITION_REPRESENTATIONS];
    if (!list->set)
        return out;
    struct value *items = ARENA_ARRAY(arena, struct value, list->list.count);
    for (size_t i = 0; i < list->list.count; i++) {
        struct value *one = by_name(&shape_view_representation_input, list->list.items[i].members,
                                    &shape_view_representation, arena);
        one[VIEW_REPRESENTATION_IS_STALE] = value_boolean(false);
        items[i] = value_struct(one);
    }
    list->list.items = items;
    return out;
}

int view_definition_of_tail(struct text tail, struct arena *arena, struct value **out,
                            struct err *err)
{
    static const struct member members[] = {{"ViewDefinition", &type_view_definition}};
    static const struct shape shape = SHAPE("TableTail", members);
    struct value *values;
    struct text whole = arena_printf(arena, "{%.*s}", TEXT_ARG(tail));
    if (shape_decode_text(&shape, whole, arena, &values, err) != 0)
        return -1;
    *out = values[0].members;
    return 0;
}

bool view_is_materialized(const struct value *definition)
{
    static const enum view_definition_member members[] = {VIEW_DEFINITION_IS_MANAGED,
                                                          VIEW_DEFINITION_VIEW_VERSION_ID,
                                                          VIEW_DEFINITION_VIEW_VERSION_TOKEN,
                                                          VIEW_DEFINITION_REFRESH_SECONDS,
                                                          VIEW_DEFINITION_LAST_REFRESH_TYPE,
                                                          VIEW_DEFINITION_SUB_OBJECT_VERSION_IDS,
                                                          VIEW_DEFINITION_SUB_OBJECTS_STATISTICS,
                                                          VIEW_DEFINITION_SPARK_PIPELINE_INFO};
    for (size_t i = 0; i < COUNT(members); i++)
        if (definition[members[i]].set)
            return true;
    return false;
}

bool view_is_multi_dialect(struct text tail)
{
    return text_starts_with(tail, TEXT(VIEW_MULTI_DIALECT_HEAD));
}

/* ---- rules ---- */

static const struct list *representations_of(const struct value *definition)
{
    return &definition[VIEW_DEFINITION_REPRESENTATIONS].list;
}

static struct text dialect_of(const struct value *representation)
{
    return representation->members[VIEW_REPRESENTATION_DIALECT].text;
}

/* The place of a dialect in the list, or its count. */
static size_t find_dialect(const struct list *list, struct text dialect)
{
    size_t i = 0;
    while (i < list->count && !text_equal(dialect_of(&list->items[i]), dialect))
        i++;
    return i;
}

static int check_representation(const struct list *list, size_t at, struct err *err)
{
    const struct value *one = list->items[at].members;
    struct text dialect = dialect_of(&list->items[at]);
    if (!one[VIEW_REPRESENTATION_DIALECT].set)
        return err_set(err, ERR_INVALID, "ViewDefinition: representation %zu has no Dialect.",
                       at + 1);
    if (find_dialect(list, dialect) < at)
        return err_set(err, ERR_INVALID, "ViewDefinition: the dialect %.*s is given twice.",
                       TEXT_ARG(dialect));
    if (text_is(dialect, "ATHENA") && one[VIEW_REPRESENTATION_VIEW_EXPANDED_TEXT].set)
        return err_set(err, ERR_INVALID, "View Expanded Text is not supported.");
    if (!one[VIEW_REPRESENTATION_VIEW_ORIGINAL_TEXT].set &&
        !one[VIEW_REPRESENTATION_VIEW_EXPANDED_TEXT].set)
        return err_set(err, ERR_INVALID,
                       "ViewDefinition: the dialect %.*s has no ViewOriginalText.",
                       TEXT_ARG(dialect));
    return 0;
}

/* A validated view takes its columns from its query; Spark takes them from the descriptor. */
static int check_descriptor(const struct list *list, const struct value *descriptor,
                            struct err *err)
{
    bool is_validated = false, is_spark = false;
    for (size_t i = 0; i < list->count; i++) {
        is_validated |= list->items[i].members[VIEW_REPRESENTATION_VALIDATION_CONNECTION].set;
        is_spark |= text_is(dialect_of(&list->items[i]), "SPARK");
    }
    if (is_validated && descriptor)
        return err_set(err, ERR_INVALID,
                       "Storage descriptor may not be defined when creating a validated Glue view");
    if (is_spark && !is_validated &&
        (!descriptor || descriptor[STORAGE_DESCRIPTOR_COLUMNS].list.count == 0))
        return err_set(err, ERR_INVALID,
                       "Storage Descriptor and columns must be provided with View Definition!");
    return 0;
}

int view_check(const struct value *definition, const struct value *descriptor, struct err *err)
{
    const struct list *list = representations_of(definition);
    if (view_is_materialized(definition))
        return 0;
    if (list->count == 0)
        return err_set(err, ERR_INVALID, "ViewDefinition: Representations must not be empty.");
    if (list->count > REPRESENTATIONS_MAX)
        return err_set(err, ERR_INVALID, "ViewDefinition: a view has at most %d representations.",
                       REPRESENTATIONS_MAX);
    for (size_t i = 0; i < list->count; i++)
        if (check_representation(list, i, err) != 0)
            return -1;
    return check_descriptor(list, descriptor, err);
}

/* ---- updates ---- */

/* Which of the stored dialects an action lets stand, and which it wants to find. */
struct action {
    const char *name;
    bool may_exist, may_be_missing, drops;
};
static const struct action actions[] = {{"ADD", false, true, false},
                                        {"REPLACE", true, false, false},
                                        {"ADD_OR_REPLACE", true, true, false},
                                        {"DROP", true, false, true}};

static const struct action *find_action(struct text name)
{
    size_t i = 0;
    while (i + 1 < COUNT(actions) && !text_is(name, actions[i].name))
        i++;
    return &actions[i];
}

static int check_dialects(const struct action *action, const struct list *stored,
                          const struct list *given, struct err *err)
{
    for (size_t i = 0; i < given->count; i++) {
        struct text dialect = dialect_of(&given->items[i]);
        bool exists = find_dialect(stored, dialect) < stored->count;
        if (exists && !action->may_exist)
            return err_set(err, ERR_INVALID,
                           "ViewUpdateAction %s: the view has the dialect %.*s already.",
                           action->name, TEXT_ARG(dialect));
        if (!exists && !action->may_be_missing)
            return err_set(err, ERR_INVALID, "ViewUpdateAction %s: the view has no dialect %.*s.",
                           action->name, TEXT_ARG(dialect));
    }
    return 0;
}

static bool same_columns(const struct value *a, const struct value *b)
{
    const struct list *left = &a[STORAGE_DESCRIPTOR_COLUMNS].list;
    const struct list *right = &b[STORAGE_DESCRIPTOR_COLUMNS].list;
    if (left->count != right->count)
        return false;
    for (size_t i = 0; i < left->count; i++) {
        const struct value *l = left->items[i].members, *r = right->items[i].members;
        if (!text_equal_nocase(l[COLUMN_NAME].text, r[COLUMN_NAME].text) ||
            !text_equal(l[COLUMN_TYPE].text, r[COLUMN_TYPE].text))
            return false;
    }
    return true;
}

static bool same_texts(const struct list *a, const struct list *b)
{
    for (size_t i = 0; a->count == b->count && i < a->count; i++)
        if (!text_equal(a->items[i].text, b->items[i].text))
            return false;
    return a->count == b->count;
}

/* The member in which what is given differs from what the other dialects were written for; NULL:
 * none. What is not given is not changed. */
static const char *conflict_of(const struct view_update *update, const struct value *given)
{
    const struct value *before = update->stored[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    const struct value *after = update->given[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    const struct value *objects = &given[VIEW_DEFINITION_SUB_OBJECTS];
    if (before && after && !same_columns(before, after))
        return "StorageDescriptor";
    if (objects->set &&
        !same_texts(&objects->list, &update->stored_definition[VIEW_DEFINITION_SUB_OBJECTS].list))
        return "SubObjects";
    return NULL;
}

/* A copy of a representation that is marked as stale. */
static struct value stale(const struct value *representation, struct arena *arena)
{
    struct value *members = ARENA_ARRAY(arena, struct value, shape_view_representation.count + 1);
    memcpy(members, representation->members, shape_view_representation.count * sizeof *members);
    members[VIEW_REPRESENTATION_IS_STALE] = value_boolean(true);
    return value_struct(members);
}

/* The stored representations in their order, those given in place of theirs, new ones behind. */
static struct value merge_lists(const struct action *action, const struct list *stored,
                                const struct list *given, bool conflicts, struct arena *arena)
{
    struct value *items = ARENA_ARRAY(arena, struct value, stored->count + given->count);
    size_t count = 0;
    for (size_t i = 0; i < stored->count; i++) {
        size_t at = find_dialect(given, dialect_of(&stored->items[i]));
        if (at < given->count && action->drops)
            continue;
        items[count++] = at < given->count ? given->items[at]
                         : conflicts       ? stale(&stored->items[i], arena)
                                           : stored->items[i];
    }
    for (size_t i = 0; i < given->count && !action->drops; i++)
        if (find_dialect(stored, dialect_of(&given->items[i])) == stored->count)
            items[count++] = given->items[i];
    return value_list(items, count);
}

/* Whether dialects stand that are not written anew. */
static bool leaves_others(const struct list *stored, const struct list *given)
{
    for (size_t i = 0; i < stored->count; i++)
        if (find_dialect(given, dialect_of(&stored->items[i])) == given->count)
            return true;
    return false;
}

static int merge_definition(const struct view_update *update, const struct value *given,
                            struct arena *arena, struct value *out, struct err *err)
{
    const struct action *action = find_action(update->action);
    const struct list *before = representations_of(update->stored_definition);
    const struct list *list = representations_of(given);
    const char *conflict =
        !action->drops && leaves_others(before, list) ? conflict_of(update, given) : NULL;
    if (list->count == 0)
        return err_set(err, ERR_INVALID,
                       "ViewUpdateAction %s: ViewDefinition names no representation.",
                       action->name);
    if (check_dialects(action, before, list, err) != 0)
        return -1;
    if (conflict && !update->force)
        return err_set(err, ERR_INVALID,
                       "%s does not match that of the view's other dialects; with Force they "
                       "become stale.",
                       conflict);
    for (size_t i = 0; i < shape_view_definition.count; i++)
        out[i] = given[i].set ? given[i] : update->stored_definition[i];
    out[VIEW_DEFINITION_REPRESENTATIONS] =
        merge_lists(action, before, list, conflict != NULL, arena);
    if (representations_of(out)->count == 0)
        return err_set(err, ERR_INVALID,
                       "ViewUpdateAction DROP: the last dialect of a view cannot be dropped; "
                       "delete the view.");
    return 0;
}

static bool is_validated(const struct list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].members[VIEW_REPRESENTATION_VALIDATION_CONNECTION].set)
            return true;
    return false;
}

int view_update_make(const struct view_update *update, struct arena *arena, struct value **input,
                     struct value **definition, struct err *err)
{
    const struct value *asked = &update->given[TABLE_INPUT_VIEW_DEFINITION];
    if (!asked->set)
        return err_set(err, ERR_INVALID, "ViewUpdateAction needs TableInput.ViewDefinition.");
    const struct value *given = view_definition_of_input(asked->members, arena);
    *input = ARENA_ARRAY(arena, struct value, shape_table_input.count + 1);
    *definition = ARENA_ARRAY(arena, struct value, shape_view_definition.count + 1);
    memcpy(*input, update->given, shape_table_input.count * sizeof **input);
    if (merge_definition(update, given, arena, *definition, err) != 0)
        return -1;
    struct value *descriptor = &(*input)[TABLE_INPUT_STORAGE_DESCRIPTOR];
    if (!descriptor->set && !is_validated(representations_of(*definition)))
        *descriptor = update->stored[TABLE_INPUT_STORAGE_DESCRIPTOR];
    return 0;
}
