/* SPDX-License-Identifier: Apache-2.0 */
#include "store/function.h"

#include "base/json_write.h"
#include "base/limits.h"
#include "store/change.h"
#include "store/db.h"
#include "store/tag.h"

enum {
    FUNCTION_FIND,
    FUNCTION_LIST,
    FUNCTION_LIST_ALL,
    FUNCTION_INSERT,
    FUNCTION_UPDATE,
    FUNCTION_DELETE
};
#define FUNCTION_COLUMNS "f.id, f.name, f.type, f.governance, f.created_ms, f.tail"
static const char *const texts[] = {
    [FUNCTION_FIND] = "SELECT " FUNCTION_COLUMNS " FROM functions f "
                      "WHERE f.database_id = ?1 AND f.name = ?2",
    [FUNCTION_LIST] = "SELECT " FUNCTION_COLUMNS " FROM functions f "
                      "WHERE f.database_id = ?1 AND f.name > ?2 AND f.name >= ?3 ORDER BY f.name",
    [FUNCTION_LIST_ALL] =
        "SELECT " FUNCTION_COLUMNS ", d.name FROM databases d CROSS JOIN functions f "
        "ON f.database_id = d.id WHERE d.catalog_id = ?1 AND f.name >= ?3 AND d.name >= ?4 "
        "AND (d.name > ?4 OR f.name > ?2) ORDER BY d.name, f.name",
    [FUNCTION_INSERT] =
        "INSERT INTO functions (id, database_id, name, type, governance, created_ms, tail) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (database_id, name) DO NOTHING",
    [FUNCTION_UPDATE] = "UPDATE functions SET name = ?2, type = ?3, tail = ?4 WHERE id = ?1",
    [FUNCTION_DELETE] = "DELETE FROM functions WHERE id = ?1",
};
const struct statements function_statements = {texts, COUNT(texts)};

struct function {
    int64_t id, created_ms;
    struct text name, type, governance, tail;
    struct database database;
};

/* Reads the columns of FUNCTION_COLUMNS; texts are borrowed from the row. */
static void read_row(struct query *q, struct function *f)
{
    f->id = query_int(q);
    f->name = query_text(q);
    f->type = query_text(q);
    f->governance = query_text(q);
    f->created_ms = query_int(q);
    f->tail = query_text(q);
}

static int find(struct tx *tx, const struct function_name *name, struct arena *arena,
                struct function *out)
{
    struct query q;
    *out = (struct function){0};
    if (database_find(tx, &(struct database_name){name->catalog, name->database}, arena,
                      &out->database) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_FUNCTION, FUNCTION_FIND);
    query_put_int(&q, out->database.id);
    query_put_text(&q, name->function);
    bool found = query_step(&q);
    if (found) {
        read_row(&q, out);
        out->name = arena_copy(arena, out->name);
        out->type = arena_copy(arena, out->type);
        out->governance = arena_copy(arena, out->governance);
        out->tail = arena_copy(arena, out->tail);
    }
    if (query_end(&q) != 0)
        return -1;
    return found ? 0
                 : err_set(tx->err, ERR_NOT_FOUND, "Function %.*s not found.",
                           TEXT_ARG(name->function));
}

static void put(const struct function *f, struct buf *out)
{
    buf_put_char(out, '{');
    json_put_string_member(out, "FunctionName", f->name);
    json_put_string_member(out, "DatabaseName", f->database.name);
    json_put_string_member(out, "CatalogId", f->database.catalog_name);
    json_put_ms_member(out, "CreateTime", f->created_ms);
    json_put_string_member(out, "GovernanceMode", f->governance);
    if (f->tail.n) {
        buf_put_char(out, ',');
        buf_put(out, f->tail);
    }
    buf_put_char(out, '}');
}

int function_get(struct tx *tx, const struct function_name *name, struct buf *out)
{
    struct arena arena;
    struct function found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = find(tx, name, &arena, &found);
    if (result == 0)
        put(&found, out);
    arena_release(&arena);
    return result;
}

int function_find_id(struct tx *tx, const struct function_name *name, int64_t *id)
{
    struct arena arena;
    struct function found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = find(tx, name, &arena, &found);
    *id = found.id;
    arena_release(&arena);
    return result;
}

/* 1: the function is to be shown, 0: not, -1: failed. */
static int is_shown(struct tx *tx, const struct function_filter *filter, const struct function *f)
{
    struct text type = f->type.p ? f->type : TEXT("REGULAR_FUNCTION");
    if (filter->type.p && !text_equal(filter->type, type))
        return 0;
    return filter->matches ? filter->matches(filter->context, tx, f->name) : 1;
}

/* A name holds no line end, so one stands between the two in a position. */
static void add(struct page *page, const struct function *f, const struct buf *out)
{
    page_add(page,
             arena_printf(page->arena, "%.*s\n%.*s", TEXT_ARG(f->database.name), TEXT_ARG(f->name)),
             out);
}

struct listing {
    struct tx *tx;
    const struct function_filter *filter;
    struct page *page;
    struct buf *out;
    struct database database; /* its id is 0 where all of the catalog are listed */
};

/* The rows of one database end with the prefix; those of all go on with the next one. */
static int list(struct listing *l, struct query *q)
{
    struct function f = {.database = l->database};
    bool is_one = l->database.id != 0;
    while (query_step(q)) {
        read_row(q, &f);
        if (!is_one)
            f.database.name = query_text(q);
        bool begins_so = text_starts_with(f.name, l->filter->prefix);
        if (is_one && !begins_so)
            break;
        int shown = begins_so ? is_shown(l->tx, l->filter, &f) : 0;
        if (shown < 0)
            return -1;
        if (!shown)
            continue;
        if (!page_has_room(l->page))
            break;
        json_put_comma(l->out);
        put(&f, l->out);
        add(l->page, &f, l->out);
    }
    return 0;
}

int function_list(struct tx *tx, const struct database_name *name,
                  const struct function_filter *filter, struct page *page, struct buf *out)
{
    struct listing l = {.tx = tx, .filter = filter, .page = page, .out = out};
    struct text function = page->after, after = text_split(&function, '\n');
    struct query q;
    bool is_one = name->database.n > 0;
    l.database.catalog_name = catalog_shown(tx->store, name->catalog);
    if (is_one ? database_find(tx, name, page->arena, &l.database) != 0
               : catalog_find(tx, name->catalog, &l.database.catalog_id) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_FUNCTION, is_one ? FUNCTION_LIST : FUNCTION_LIST_ALL);
    query_put_int(&q, is_one ? l.database.id : l.database.catalog_id);
    query_put_text(&q, function.p ? function : TEXT(""));
    query_put_text(&q, filter->prefix.p ? filter->prefix : TEXT(""));
    if (!is_one)
        query_put_text(&q, after.p ? after : TEXT(""));
    int result = list(&l, &q);
    return query_end(&q) != 0 ? -1 : result;
}

static bool is_governed(struct text governance)
{
    return text_is(governance, "LAKE_FORMATION");
}

/* What is kept of a draft. */
static struct text tail_of(const struct function_draft *draft, struct text governance)
{
    return is_governed(governance) ? draft->tail : draft->plain_tail;
}

static int log_change(struct tx *tx, enum change_kind kind, const struct function *f,
                      const struct function_draft *draft)
{
    struct change change = {.kind = kind,
                            .catalog_id = f->database.catalog_id,
                            .database_id = f->database.id,
                            .catalog_name = f->database.catalog_name,
                            .database_name = f->database.name,
                            .object_name = draft ? draft->name : f->name,
                            .version_before = CHANGE_NO_VERSION,
                            .version_after = CHANGE_NO_VERSION,
                            .before_tail = f->tail,
                            .after_tail =
                                draft ? tail_of(draft, f->governance) : (struct text){NULL, 0}};
    return change_add(tx, &change, NULL);
}

static int check_governance(struct tx *tx, struct text governance,
                            const struct function_draft *draft)
{
    if (!is_governed(governance) || !draft->ungovernable)
        return 0;
    return err_set(tx->err, ERR_INVALID, "%s.", draft->ungovernable);
}

int function_create(struct tx *tx, const struct function_name *name,
                    const struct function_draft *draft)
{
    struct arena arena;
    struct query q;
    struct function f = {.governance = draft->governance.p ? draft->governance : TEXT("IAM_ONLY")};
    int64_t inserted = 0;
    int result = -1;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    if (database_find(tx, &(struct database_name){name->catalog, name->database}, &arena,
                      &f.database) != 0 ||
        check_governance(tx, f.governance, draft) != 0 ||
        store_next_id(tx, "functions", &f.id) != 0)
        goto out;
    query_begin(&q, tx, STATEMENTS_FUNCTION, FUNCTION_INSERT);
    query_put_int(&q, f.id);
    query_put_int(&q, f.database.id);
    query_put_text(&q, draft->name);
    query_put_text(&q, draft->type);
    query_put_text(&q, f.governance);
    query_put_int(&q, tx->now_ms);
    query_put_text(&q, tail_of(draft, f.governance));
    if (query_run(&q, &inserted) != 0)
        goto out;
    result = inserted ? log_change(tx, CHANGE_FUNCTION_CREATED, &f, draft)
                      : err_set(tx->err, ERR_EXISTS, "Function already exists.");
out:
    arena_release(&arena);
    return result;
}

/* A governed function keeps its mode and its name (service model, GovernanceMode). */
static int check_update(struct tx *tx, const struct function *f, const struct function_draft *draft)
{
    if (draft->governance.p && !text_equal(draft->governance, f->governance))
        return err_set(tx->err, ERR_INVALID,
                       "GovernanceMode cannot be changed: the function's is %.*s.",
                       TEXT_ARG(f->governance));
    if (is_governed(f->governance) && !text_equal(draft->name, f->name))
        return err_set(tx->err, ERR_INVALID,
                       "Function cannot be renamed while its GovernanceMode is LAKE_FORMATION.");
    return check_governance(tx, f->governance, draft);
}

static int check_name_is_free(struct tx *tx, const struct function *f, struct text name)
{
    struct query q;
    if (text_equal(name, f->name))
        return 0;
    query_begin(&q, tx, STATEMENTS_FUNCTION, FUNCTION_FIND);
    query_put_int(&q, f->database.id);
    query_put_text(&q, name);
    bool taken = query_step(&q);
    if (query_end(&q) != 0)
        return -1;
    /* The operation declares no AlreadyExistsException. */
    return taken ? err_set(tx->err, ERR_INVALID, "Function %.*s already exists.", TEXT_ARG(name))
                 : 0;
}

static int update_found(struct tx *tx, const struct function *f, const struct function_draft *draft)
{
    struct query q;
    struct text tail = tail_of(draft, f->governance);
    if (check_update(tx, f, draft) != 0)
        return -1;
    if (text_equal(draft->name, f->name) && text_equal(tail, f->tail))
        return 0;
    if (check_name_is_free(tx, f, draft->name) != 0)
        return -1;
    query_begin(&q, tx, STATEMENTS_FUNCTION, FUNCTION_UPDATE);
    query_put_int(&q, f->id);
    query_put_text(&q, draft->name);
    query_put_text(&q, draft->type);
    query_put_text(&q, tail);
    return query_run(&q, NULL) != 0 ? -1 : log_change(tx, CHANGE_FUNCTION_UPDATED, f, draft);
}

int function_update(struct tx *tx, const struct function_name *name,
                    const struct function_draft *draft)
{
    struct arena arena;
    struct function found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = find(tx, name, &arena, &found);
    if (result == 0)
        result = update_found(tx, &found, draft);
    arena_release(&arena);
    return result;
}

static int delete_found(struct tx *tx, const struct function *f)
{
    struct query q;
    query_begin(&q, tx, STATEMENTS_FUNCTION, FUNCTION_DELETE);
    query_put_int(&q, f->id);
    if (query_run(&q, NULL) != 0 || tags_clear(tx, TAG_FUNCTION, f->id) != 0)
        return -1;
    return log_change(tx, CHANGE_FUNCTION_DELETED, f, NULL);
}

int function_delete(struct tx *tx, const struct function_name *name)
{
    struct arena arena;
    struct function found;
    arena_init(&arena, LIMIT_DOCUMENT_BYTES, NULL);
    int result = find(tx, name, &arena, &found);
    if (result == 0)
        result = delete_found(tx, &found);
    arena_release(&arena);
    return result;
}
