/* SPDX-License-Identifier: Apache-2.0
 * CreateTable and UpdateTable. */
#include "api/operations/input.h"
#include "api/operations/open_table.h"
#include "api/operations/operations.h"
#include "api/operations/projection_settings.h"
#include "api/operations/table_input.h"
#include "base/metrics.h"
#include "catalog/shapes_table.h"
#include "catalog/types.h"
#include "catalog/view_draft.h"
#include "store/table.h"

enum {
    CREATE_CATALOG_ID,
    CREATE_DATABASE_NAME,
    CREATE_NAME,
    CREATE_TABLE_INPUT,
    CREATE_PARTITION_INDEXES,
    CREATE_TRANSACTION_ID,
    CREATE_OPEN_TABLE_FORMAT_INPUT
};
static const struct member create_table_request_members[] = {
    [CREATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [CREATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [CREATE_NAME] = {"Name", &type_name_string, MEMBER_FOLD},
    [CREATE_TABLE_INPUT] = {"TableInput", &type_table_input},
    [CREATE_PARTITION_INDEXES] = {"PartitionIndexes", &type_partition_index_list},
    [CREATE_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
    [CREATE_OPEN_TABLE_FORMAT_INPUT] = {"OpenTableFormatInput", &type_open_table_format_input},
};
static const struct shape shape_create_table_request =
    SHAPE("CreateTableRequest", create_table_request_members);

static const struct shape shape_create_table_response = {.name = "CreateTableResponse"};

enum {
    UPDATE_CATALOG_ID,
    UPDATE_DATABASE_NAME,
    UPDATE_NAME,
    UPDATE_TABLE_INPUT,
    UPDATE_SKIP_ARCHIVE,
    UPDATE_TRANSACTION_ID,
    UPDATE_VERSION_ID,
    UPDATE_VIEW_UPDATE_ACTION,
    UPDATE_FORCE,
    UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT
};
static const struct member update_table_request_members[] = {
    [UPDATE_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [UPDATE_DATABASE_NAME] = {"DatabaseName", &type_name_string, MEMBER_REQUIRED | MEMBER_FOLD},
    [UPDATE_NAME] = {"Name", &type_name_string, MEMBER_FOLD},
    [UPDATE_TABLE_INPUT] = {"TableInput", &type_table_input},
    [UPDATE_SKIP_ARCHIVE] = {"SkipArchive", &type_boolean_nullable},
    [UPDATE_TRANSACTION_ID] = {"TransactionId", &type_transaction_id_string},
    [UPDATE_VERSION_ID] = {"VersionId", &type_version_string},
    [UPDATE_VIEW_UPDATE_ACTION] = {"ViewUpdateAction", &type_view_update_action},
    [UPDATE_FORCE] = {"Force", &type_boolean},
    [UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT] = {"UpdateOpenTableFormatInput",
                                               &type_update_open_table_format_input},
};
static const struct shape shape_update_table_request =
    SHAPE("UpdateTableRequest", update_table_request_members);

static const struct shape shape_update_table_response = {.name = "UpdateTableResponse"};

/* Wrong rules of a projection: refused, or kept with their words for those who read the table. */
static int check_projection(struct call *call, const struct table_draft *draft)
{
    enum projection_validation validation = projection_settings(call->service)->validation;
    bool is_refused = validation == PROJECTION_REJECT;
    if (!draft->projection_warning.p || validation == PROJECTION_UNCHECKED)
        return 0;
    metrics_add(call->service->metrics,
                is_refused ? METRIC_PROJECTIONS_REJECTED : METRIC_PROJECTIONS_WARNED, 1);
    return is_refused
               ? err_set(&call->err, ERR_INVALID, "%.*s", TEXT_ARG(draft->projection_warning))
               : 0;
}

static int make_draft(struct call *call, struct value *input, const struct value *outer_name)
{
    struct table_draft *draft = ARENA_NEW(&call->arena, struct table_draft);
    if (input_name(call, "TableInput", &input[TABLE_INPUT_NAME], outer_name) != 0)
        return -1;
    call->prepared = draft;
    if (table_draft_make(input, &call->arena, draft, &call->err) != 0)
        return -1;
    return check_projection(call, draft);
}

static int require_input(struct call *call, const struct value *input)
{
    return input->set ? 0
                      : err_set(&call->err, ERR_INVALID,
                                "TableInput is required unless an open table format is given.");
}

/* Two names for one table must be the same. */
static int check_one_name(struct call *call, const struct value *outer, const struct value *input)
{
    const struct value *inner = input->set ? &input->members[TABLE_INPUT_NAME] : outer;
    if (!outer->set || !inner->set || text_equal(outer->text, inner->text))
        return 0;
    return err_set(&call->err, ERR_INVALID, "Name '%.*s' and TableInput.Name '%.*s' differ.",
                   TEXT_ARG(text_cut(outer->text, 128)), TEXT_ARG(text_cut(inner->text, 128)));
}

/* The name of a table whose TableInput may be missing. */
static int open_table_name(struct call *call, const struct value *outer, const struct value *input,
                           struct text *out)
{
    struct value name =
        input->set ? input->members[TABLE_INPUT_NAME] : (struct value){.set = false};
    if (input_name(call, "TableInput", &name, outer) != 0)
        return -1;
    *out = name.text;
    return 0;
}

/* What is written to the lake is written on the pool. */
static enum where where_to_create(const struct call *call)
{
    return call->in[CREATE_OPEN_TABLE_FORMAT_INPUT].set ? OUTSIDE : WRITE;
}

static enum where where_to_update(const struct call *call)
{
    return call->in[UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT].set ? OUTSIDE : WRITE;
}

static int prepare_create(struct call *call)
{
    struct value *input = IN(call, CREATE_TABLE_INPUT);
    if (check_one_name(call, IN(call, CREATE_NAME), input) != 0)
        return -1;
    if (IN(call, CREATE_OPEN_TABLE_FORMAT_INPUT)->set)
        return 0;
    if (require_input(call, input) != 0 ||
        make_draft(call, input->members, IN(call, CREATE_NAME)) != 0)
        return -1;
    return table_draft_add_indexes(call->prepared, IN(call, CREATE_PARTITION_INDEXES), &call->arena,
                                   &call->err);
}

static int create_open_table(struct call *call)
{
    struct open_table_create create = {.name = input_table_name(call),
                                       .format = IN(call, CREATE_OPEN_TABLE_FORMAT_INPUT),
                                       .input = IN(call, CREATE_TABLE_INPUT)};
    if (IN(call, CREATE_PARTITION_INDEXES)->list.count > 0)
        return err_set(&call->err, ERR_INVALID,
                       "PartitionIndexes: an Iceberg table has no partition keys.");
    if (open_table_name(call, IN(call, CREATE_NAME), create.input, &create.name.table) != 0 ||
        open_table_create(call, &create) != 0)
        return -1;
    reply_table_etag(call, &create.mark);
    return 0;
}

static int create_table(struct call *call)
{
    const struct table_draft *draft = call->prepared;
    struct table_name name = input_table_name(call);
    struct object_mark mark = {0, 0};
    if (!call->tx)
        return create_open_table(call);
    name.table = draft->name;
    if (table_create(call->tx, &name, draft, &mark.id) != 0)
        return -1;
    reply_table_etag(call, &mark);
    return 0;
}

static int check_not_renamed(struct call *call, struct text name)
{
    return IN(call, UPDATE_NAME)->set && !text_equal(IN(call, UPDATE_NAME)->text, name)
               ? err_set(&call->err, ERR_INVALID, "Table cannot be renamed")
               : 0;
}

/* What it makes of the view is known only beside the stored one. */
static int prepare_view_update(struct call *call, struct value *input)
{
    return input_name(call, "TableInput", &input[TABLE_INPUT_NAME], IN(call, UPDATE_NAME)) == 0
               ? check_not_renamed(call, input[TABLE_INPUT_NAME].text)
               : -1;
}

/* The draft of an update of one dialect, from the view as it is stored now. */
static int draft_view(struct call *call, const struct table_name *name, struct table_draft *draft)
{
    struct table table;
    struct view_update update = {.action = IN(call, UPDATE_VIEW_UPDATE_ACTION)->text,
                                 .force = IN(call, UPDATE_FORCE)->boolean,
                                 .given = IN(call, UPDATE_TABLE_INPUT)->members};
    struct value *stored, *stored_definition, *input, *definition;
    if (table_find(call->tx, name, &call->arena, &table) != 0)
        return -1;
    if (!view_is_multi_dialect(table.tail))
        return err_set(&call->err, ERR_INVALID,
                       "View update action is only supported on multi-dialect views.");
    if (table_tail_decode(table.tail, &call->arena, &stored, &call->err) != 0 ||
        view_definition_of_tail(table.tail, &call->arena, &stored_definition, &call->err) != 0)
        return -1;
    update.stored = stored;
    update.stored_definition = stored_definition;
    return view_update_make(&update, &call->arena, &input, &definition, &call->err) == 0
               ? table_draft_make_view(input, definition, &call->arena, draft, &call->err)
               : -1;
}

static int prepare_update(struct call *call)
{
    struct value *input = IN(call, UPDATE_TABLE_INPUT);
    if (IN(call, UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT)->set)
        return input->set && input->members[TABLE_INPUT_NAME].set
                   ? check_not_renamed(call, input->members[TABLE_INPUT_NAME].text)
                   : 0;
    if (require_input(call, input) != 0)
        return -1;
    if (IN(call, UPDATE_VIEW_UPDATE_ACTION)->set)
        return prepare_view_update(call, input->members);
    if (make_draft(call, input->members, IN(call, UPDATE_NAME)) != 0)
        return -1;
    const struct table_draft *draft = call->prepared;
    return check_not_renamed(call, draft->name);
}

static int create_instead(struct call *call, const struct table_name *name)
{
    struct object_mark mark = {0, 0};
    err_clear(&call->err);
    if (table_create(call->tx, name, call->prepared, &mark.id) != 0)
        return -1;
    call->created = true;
    reply_table_etag(call, &mark);
    return 0;
}

/* The version or entity tag that the caller wants to replace. */
static int read_expected(struct call *call, const struct table_name *name,
                         struct table_update *update)
{
    struct object_mark mark;
    if (input_version(call, IN(call, UPDATE_VERSION_ID), &update->expected_version) != 0 ||
        input_conditions(call, name, &mark) != 0)
        return -1;
    if (mark.id) {
        update->expected_id = mark.id;
        update->expected_version = mark.version;
    }
    return 0;
}

static int update_open_table(struct call *call)
{
    struct open_table_update update = {.name = input_table_name(call),
                                       .format = IN(call, UPDATE_UPDATE_OPEN_TABLE_FORMAT_INPUT),
                                       .input = IN(call, UPDATE_TABLE_INPUT),
                                       .update.skip_archive =
                                           IN(call, UPDATE_SKIP_ARCHIVE)->boolean};
    call->wake = true; /* a changed schema is to be told */
    if (open_table_name(call, IN(call, UPDATE_NAME), update.input, &update.name.table) != 0 ||
        input_version(call, IN(call, UPDATE_VERSION_ID), &update.update.expected_version) != 0)
        return -1;
    if (open_table_update(call, &update) != 0)
        return fail_table_condition(call);
    reply_table_etag(call, &update.mark);
    return 0;
}

static int write_update(struct call *call, const struct table_name *name,
                        struct table_update *update)
{
    struct object_mark mark;
    if (read_expected(call, name, update) != 0)
        return -1;
    if (table_update(call->tx, name, update, &mark) != 0)
        return call->err.code == ERR_NOT_FOUND && call->create_missing && !call->if_match.p &&
                       !update->is_view_update
                   ? create_instead(call, name)
                   : fail_table_condition(call);
    reply_table_etag(call, &mark);
    return 0;
}

static int update_table(struct call *call)
{
    struct table_draft draft;
    struct table_update update = {.draft = call->prepared,
                                  .skip_archive = IN(call, UPDATE_SKIP_ARCHIVE)->boolean,
                                  .unchanged_is_no_update = call->create_missing};
    struct table_name name = input_table_name(call);
    call->wake = true; /* a changed schema is to be told */
    if (!call->tx)
        return update_open_table(call);
    if (!update.draft) {
        name.table = IN(call, UPDATE_TABLE_INPUT)->members[TABLE_INPUT_NAME].text;
        if (draft_view(call, &name, &draft) != 0)
            return fail_table_condition(call);
        update.draft = &draft;
        update.is_view_update = true;
    }
    name.table = update.draft->name;
    return write_update(call, &name, &update);
}

const struct operation table_write_operations[TABLE_WRITE_OPERATIONS] = {
    {.name = "CreateTable",
     .method = METHOD_POST,
     .path = "/v1/databases/{DatabaseName}/tables",
     .input = &shape_create_table_request,
     .output = &shape_create_table_response,
     .document = "TableInput",
     .where = WRITE,
     .choose = where_to_create,
     .touches = TOUCHES_TABLE,
     .links = LINKS_OF_DATABASE,
     .prepare = prepare_create,
     .run = create_table,
     .status = 201,
     .has_etag = true,
     .about = "Creates a table; its first version is \"0\".",
     .errors = "NOT_FOUND EXISTS LIMIT IO TIMEOUT"},
    {.name = "UpdateTable",
     .method = METHOD_PUT,
     .path = "/v1/databases/{DatabaseName}/tables/{Name}",
     .input = &shape_update_table_request,
     .output = &shape_update_table_response,
     .document = "TableInput",
     .where = WRITE,
     .choose = where_to_update,
     .touches = TOUCHES_TABLE,
     .prepare = prepare_update,
     .run = update_table,
     .creates_missing = true,
     .has_etag = true,
     .about = "Makes the next version of a table; over REST a missing table is created and an "
              "unchanged one keeps its version.",
     .errors = "NOT_FOUND EXISTS CONCURRENT PRECONDITION LIMIT IO TIMEOUT"},
};
