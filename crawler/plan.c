/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/plan.h"

#include <string.h>

#include "base/limits.h"
#include "catalog/shapes_table.h"
#include "crawler/layout.h"
#include "crawler/plan_inside.h"
#include "crawler/table_name.h"

struct name_list {
    struct text name;
    struct name_list *next;
};

void plan_init(struct plan *p, struct arena *arena, const struct plan_options *options)
{
    *p = (struct plan){.arena = arena, .options = *options};
}

void planned_table_note(struct planned_table *t, struct text sentence)
{
    if (t->notes_n < PLAN_NOTES_MAX)
        t->notes[t->notes_n++] = sentence;
}

/* --- targets ------------------------------------------------------------------------------ */

struct text plan_folder_location(struct text location, struct arena *a)
{
    static const struct text schemes[] = {TEXT_INIT("s3a://"), TEXT_INIT("s3n://")};
    for (size_t i = 0; i < COUNT(schemes); i++) {
        if (text_starts_with(location, schemes[i]))
            location = arena_printf(a, "s3://%.*s", (int)(location.n - schemes[i].n),
                                    location.p + schemes[i].n);
    }
    while (location.n && location.p[location.n - 1] == '/')
        location.n--;
    return arena_printf(a, "%.*s/", TEXT_ARG(location));
}

/* Levels count from the bucket, or from the first folder of a file path, which is level 1. */
static int depth_of_level(struct text location, int64_t level)
{
    struct text path = location;
    int64_t parts = 0;
    if (!level)
        return LAYOUT_NO_DEPTH;
    while (path.n && path.p[0] != ':')
        path = (struct text){path.p + 1, path.n - 1};
    for (struct text part = text_split(&path, '/'); path.p; part = text_split(&path, '/'))
        parts += part.n > 0 && !text_is(part, ":");
    return level > parts ? (int)(level - parts) : 0;
}

static int compile_exclusions(struct plan_target *t, struct arena *a, struct err *err)
{
    size_t n = t->exclusions && t->exclusions->set ? t->exclusions->list.count : 0;
    struct glob *globs = ARENA_ARRAY(a, struct glob, n);
    for (size_t i = 0; i < n; i++) {
        if (glob_decode(&globs[i], t->exclusions->list.items[i].text, a, err) != 0)
            return -1;
    }
    t->tree.exclusions = globs;
    t->tree.exclusions_n = n;
    return 0;
}

int plan_add_target(struct plan *p, const struct plan_source *source, struct plan_target **out,
                    struct err *err)
{
    struct plan_target *t = ARENA_NEW(p->arena, struct plan_target), **end = &p->targets;
    t->location = plan_folder_location(source->path, p->arena);
    t->is_folder = text_ends_with(source->path, TEXT("/"));
    t->exclusions = source->exclusions;
    t->table_depth = depth_of_level(t->location, p->options.configuration.table_level);
    t->tree.limits = source->limits;
    if (compile_exclusions(t, p->arena, err) != 0)
        return -1;
    tree_init(&t->tree, p->arena);
    while (*end)
        end = &(*end)->next;
    *end = *out = t;
    return 0;
}

void plan_target_is_file(struct plan *p, struct plan_target *t, const struct listed_file *file)
{
    t->file = arena_copy(p->arena, file->name);
    t->location.n -= t->file.n + 1;
    tree_add_file(&t->tree, t->tree.root, file);
}

/* Whether a table of that location, which has a slash at its end, is the target's. */
static bool lies_in(const struct plan_target *t, struct text location)
{
    if (!text_starts_with(location, t->location))
        return false;
    struct text below = {location.p + t->location.n, location.n - t->location.n};
    return !t->file.n || (below.n == t->file.n + 1 && text_starts_with(below, t->file));
}

static struct plan_target *target_of(const struct plan *p, struct text location)
{
    struct plan_target *t = p->targets;
    while (t && !lies_in(t, location))
        t = t->next;
    return t;
}

/* --- what the catalog knows --------------------------------------------------------------- */

static void take_name(struct plan *p, struct text name)
{
    struct name_list *taken = ARENA_NEW(p->arena, struct name_list);
    *taken = (struct name_list){name, p->names_taken};
    p->names_taken = taken;
}

static bool is_taken(const struct plan *p, struct text name)
{
    const struct name_list *taken = p->names_taken;
    while (taken && !text_equal(taken->name, name))
        taken = taken->next;
    return taken != NULL;
}

static bool parameter_is(const struct value *map, const char *key, const char *value)
{
    const struct value *found = map->set ? value_map_get(map, text_of(key)) : NULL;
    return found && text_equal_nocase(found->text, text_of(value));
}

static bool is_foreign(const struct value *input)
{
    const struct value *parameters = &input[TABLE_INPUT_PARAMETERS];
    static const char *const formats[] = {"ICEBERG", "DELTA", "HUDI"};
    for (size_t i = 0; i < COUNT(formats); i++) {
        if (parameter_is(parameters, "table_type", formats[i]) ||
            parameter_is(parameters, "spark.sql.sources.provider", formats[i]))
            return true;
    }
    return input[TABLE_INPUT_VIEW_ORIGINAL_TEXT].set;
}

static struct text location_in(const struct value *input)
{
    const struct value *sd = &input[TABLE_INPUT_STORAGE_DESCRIPTOR];
    return sd->set ? sd->members[STORAGE_DESCRIPTOR_LOCATION].text : TEXT("");
}

static void add_known(struct plan *p, struct text name, struct text version, struct value *input)
{
    struct known_table *k = ARENA_NEW(p->arena, struct known_table);
    const struct value *by =
        input[TABLE_INPUT_PARAMETERS].set
            ? value_map_get(&input[TABLE_INPUT_PARAMETERS], TEXT("UPDATED_BY_CRAWLER"))
            : NULL;
    k->name = name;
    k->location = plan_folder_location(location_in(input), p->arena);
    k->input = input;
    (void)text_to_int64(version, &k->version);
    k->keys_n = input[TABLE_INPUT_PARTITION_KEYS].list.count;
    k->is_ours = by && text_equal(by->text, p->options.crawler);
    k->is_foreign = is_foreign(input);
    k->next = p->known;
    p->known = k;
}

int plan_know(struct plan *p, struct text table_object, struct err *err)
{
    struct arena scratch;
    struct value *table, *input;
    arena_init(&scratch, LIMIT_REQUEST_ARENA_BYTES, NULL);
    int result = shape_decode_text(&shape_table, table_object, &scratch, &table, err);
    if (result == 0) {
        struct text name = arena_copy(p->arena, table[TABLE_NAME].text);
        const struct value *sd = &table[TABLE_STORAGE_DESCRIPTOR];
        struct text location = plan_folder_location(
            sd->set ? sd->members[STORAGE_DESCRIPTOR_LOCATION].text : TEXT(""), &scratch);
        take_name(p, name);
        /* Only what lies below a target matters; a database may hold many other tables. */
        if (target_of(p, location)) {
            struct text kept = arena_copy(p->arena, table_object);
            result = shape_decode_text(&shape_table_input, kept, p->arena, &input, err);
            if (result == 0)
                add_known(p, name, table[TABLE_VERSION_ID].text, input);
        }
    }
    arena_release(&scratch);
    return result;
}

/* The folder of the file that the table is of, or NULL: its location is a folder. */
static struct folder *folder_of_file(const struct plan_target *t, const struct known_table *k)
{
    struct text folder = {k->location.p + t->location.n, k->location.n - t->location.n};
    if (!folder.n || text_ends_with(location_in(k->input), TEXT("/")))
        return NULL;
    do
        folder.n--;
    while (folder.n && folder.p[folder.n - 1] != '/');
    return tree_find(&t->tree, folder);
}

static void mark_known_folders(struct plan *p)
{
    for (struct known_table *k = p->known; k; k = k->next) {
        struct plan_target *t = target_of(p, k->location);
        struct text path = {k->location.p + t->location.n, k->location.n - t->location.n};
        struct folder *f = tree_find(&t->tree, path);
        struct folder *around = f ? NULL : folder_of_file(t, k);
        if (f && !k->is_foreign)
            f->known_levels = (int)k->keys_n;
        if (around && k->is_ours)
            around->knows_files = true;
    }
}

/* The table of a location; of several, the one that this crawler made. */
static struct known_table *known_at(const struct plan *p, struct text location)
{
    struct text folder = plan_folder_location(location, p->arena);
    struct known_table *found = NULL;
    for (struct known_table *k = p->known; k; k = k->next) {
        if (text_equal(k->location, folder) && (!found || k->is_ours))
            found = k;
    }
    return found;
}

/* --- tables ------------------------------------------------------------------------------- */

static struct planned_table *append(struct plan *p, struct text name, struct text location)
{
    struct planned_table *t = ARENA_NEW(p->arena, struct planned_table);
    t->name = name;
    t->location = location;
    if (p->last)
        p->last->next = t;
    else
        p->first = t;
    p->last = t;
    p->tables_n++;
    return t;
}

static struct text free_name(struct plan *p, struct text location)
{
    struct text name = table_name_make(p->options.table_prefix, location, p->arena);
    if (is_taken(p, name))
        name = table_name_make_unique(p->options.table_prefix, location, p->arena);
    take_name(p, name);
    return name;
}

/* Whether the folder is a part of a table in one of the targets before. */
static bool is_part(const struct plan *p, const struct plan_target *target, struct text location)
{
    for (const struct plan_target *t = p->targets; t != target; t = t->next) {
        if (!lies_in(t, location))
            continue;
        const struct folder *f = tree_find(
            &t->tree, (struct text){location.p + t->location.n, location.n - t->location.n});
        if (f && f->joined)
            return true;
    }
    return false;
}

/* Whether another target led to the table: the same path once more, or one inside of the other. */
static bool is_planned(const struct plan *p, const struct plan_target *target, struct text location)
{
    if (target == p->targets) /* the first one */
        return false;
    if (is_part(p, target, location))
        return true;
    const struct planned_table *t = p->first;
    while (t && !text_equal(t->location, location))
        t = t->next;
    return t != NULL;
}

static void plan_found(struct plan *p, struct plan_target *target, struct found_table *found)
{
    struct document_writer writer = {.crawler = p->options.crawler,
                                     .run = p->options.run,
                                     .target = target->location,
                                     .exclusions = target->exclusions,
                                     .arena = p->arena};
    struct text location = document_table_location(&writer, found);
    struct known_table *known = known_at(p, location);
    if (is_planned(p, target, location))
        return;
    struct planned_table *t = append(p, known ? known->name : free_name(p, location), location);
    t->writer = writer;
    t->found = found;
    t->known = known;
    t->saw_everything = !target->is_partial && !p->options.new_folders_only;
    found->name = t->name;
    found->planned = t;
    if (known)
        known->was_found = true;
    plan_decide(p, t);
}

static int check_count(const struct plan *p, size_t found, struct err *err)
{
    size_t threshold = (size_t)p->options.configuration.table_threshold;
    if (threshold && found > threshold)
        return err_set(err, ERR_LIMIT,
                       "The number of tables exceeds the threshold, and nothing was changed. Table "
                       "Threshold value = %zu, Tables detected - %zu",
                       threshold, found);
    if (found > LIMIT_CRAWL_TABLES)
        return err_set(err, ERR_LIMIT, "The crawl found %zu tables, more than the limit of %d.",
                       found, LIMIT_CRAWL_TABLES);
    return 0;
}

/* Whether the table may be of a file that was not looked at: of a folder whose files are tables
 * each, only a sample is. */
static bool may_be_a_file(const struct plan_target *t, const struct known_table *k)
{
    const struct folder *f = folder_of_file(t, k);
    return f && f->samples_n < f->files;
}

static bool is_unread(const struct folder *f)
{
    return f->files > 0 && !f->table;
}

static bool holds_unread(const struct folder *f, bool or_below)
{
    const struct folder *at = f, *end = or_below ? folder_behind(f) : f;
    if (is_unread(f))
        return true;
    while (at != end && !is_unread(at))
        at = folder_next(at);
    return at != end;
}

bool plan_is_unread(const struct plan *p, struct text location, bool or_below)
{
    const struct plan_target *t = target_of(p, location);
    if (!t || !t->has_unread)
        return false;
    const struct folder *f =
        tree_find(&t->tree, (struct text){location.p + t->location.n, location.n - t->location.n});
    return f && holds_unread(f, or_below);
}

/* A table of ours that no target's data supports any more. */
static void plan_gone(struct plan *p, struct known_table *k)
{
    struct plan_target *target = target_of(p, k->location);
    if (!k->is_ours || k->is_foreign || k->was_found || target->is_partial ||
        p->options.new_folders_only || may_be_a_file(target, k))
        return;
    struct planned_table *t = append(p, k->name, k->location);
    t->known = k;
    t->saw_everything = true;
    t->action = PLAN_KEEP;
    t->reason = TEXT("No data lies there any more, which was noted before.");
    if (document_is_deprecated(&k->input[TABLE_INPUT_PARAMETERS]))
        return;
    t->reason = TEXT("Files lie there that no format can read, so it stays as it is.");
    if (plan_is_unread(p, k->location, k->keys_n > 0))
        return;
    switch (p->options.delete_behavior) {
    case DELETE_LOG:
        t->action = PLAN_LOG;
        t->reason = TEXT("No data lies there any more; the crawler's DeleteBehavior is LOG.");
        break;
    case DELETE_DEPRECATE:
        t->action = PLAN_DEPRECATE;
        t->reason = TEXT("No data lies there any more.");
        t->input = document_table_deprecated(k->input, p->options.now_ms, p->arena);
        break;
    case DELETE_DROP:
        t->action = PLAN_DELETE;
        t->reason = TEXT("No data lies there any more; the crawler's DeleteBehavior is "
                         "DELETE_FROM_DATABASE.");
        break;
    }
}

int plan_tables(struct plan *p, struct err *err)
{
    size_t found = 0;
    mark_known_folders(p);
    for (struct plan_target *t = p->targets; t; t = t->next) {
        struct layout layout = {
            .arena = p->arena,
            .options = {.combine_compatible = p->options.configuration.combine_compatible_schemas,
                        .table_depth = t->table_depth,
                        .is_file = t->file.n > 0,
                        .tables_max = LIMIT_CRAWL_TABLES}};
        if (layout_make(&layout, &t->tree, err) != 0)
            return -1;
        found += layout.tables_n;
        if (check_count(p, found, err) != 0)
            return -1;
        for (struct found_table *f = layout.first; f; f = f->next)
            plan_found(p, t, f);
        t->has_unread = holds_unread(t->tree.root, true);
    }
    for (struct known_table *k = p->known; k; k = k->next)
        plan_gone(p, k);
    return 0;
}
