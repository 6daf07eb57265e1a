/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/open_table.h"

#include <string.h>

#include "api/operations/table_input.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/json_write.h"
#include "base/limits.h"
#include "catalog/iceberg_table.h"
#include "catalog/iceberg_update.h"
#include "catalog/shapes_table.h"
#include "lake/lake.h"

/* A caller waits for these requests, and a thread of the pool with it. */
enum { ATTEMPT_MS = 20000, PAUSE_MS = 2000 };

/* ---- files ---- */

/* Where something lies is the caller's to say, so what is wrong with it is not our fault. */
static int fail_at(struct err *err, struct text location)
{
    struct text shown = text_cut(location, 256);
    if (err->code == ERR_NOT_FOUND || err->code == ERR_ACCESS_DENIED || err->code == ERR_VALIDATION)
        err->code = ERR_INVALID;
    if (text_starts_with(text_of(err->text), text_cut(shown, 128)))
        return -1; /* the lake has said where */
    return err_wrap(err, "%.*s", TEXT_ARG(shown));
}

static int open_lake(struct call *call, struct lake **out)
{
    struct lake_config config = *call->service->lake;
    config.timeout_ms = ATTEMPT_MS;
    config.pause_ms_max = PAUSE_MS;
    return lake_open(out, &config, &call->err);
}

static int read_file(struct call *call, struct text location, struct text *out)
{
    struct lake_read read = {.bytes = LIMIT_ICEBERG_METADATA_BYTES + 1};
    struct lake *lake = NULL;
    struct buf bytes;
    buf_init(&bytes, LIMIT_ICEBERG_METADATA_BYTES);
    int result = -1;
    if (text_ends_with(location, TEXT(".gz.metadata.json")) ||
        text_ends_with(location, TEXT(".gz")))
        err_set(&call->err, ERR_INVALID, "compressed metadata is not read by this server");
    else if (location_decode(&read.object, location, &call->err) == 0 &&
             open_lake(call, &lake) == 0)
        result = lake_read_wait(lake, &read, &bytes, &call->err);
    if (result == 0 && buf_over(&bytes))
        result = err_set(&call->err, ERR_INVALID, "the metadata is larger than %d bytes",
                         LIMIT_ICEBERG_METADATA_BYTES);
    lake_close(lake);
    *out = arena_copy(&call->arena, buf_text(&bytes));
    buf_release(&bytes);
    if (result == 0 && arena_over(&call->arena))
        result = err_set(&call->err, ERR_UNAVAILABLE, "The server has no memory left for this.");
    return result == 0 ? 0 : fail_at(&call->err, location);
}

static int write_file(struct call *call, const struct iceberg_metadata *metadata,
                      struct text location)
{
    struct lake_put put = {.only_new = true};
    struct lake *lake = NULL;
    struct buf bytes;
    int result = -1;
    buf_init(&bytes, LIMIT_ICEBERG_METADATA_BYTES);
    iceberg_metadata_put(metadata, &bytes);
    put.bytes = buf_text(&bytes);
    if (buf_over(&bytes))
        err_set(&call->err, ERR_INVALID, "the metadata is larger than %d bytes",
                LIMIT_ICEBERG_METADATA_BYTES);
    else if (location_decode(&put.object, location, &call->err) == 0 && open_lake(call, &lake) == 0)
        result = lake_put_wait(lake, &put, &call->err);
    lake_close(lake);
    buf_release(&bytes);
    return result == 0 ? 0 : fail_at(&call->err, location);
}

/* Version 4 of RFC 9562. */
static struct text new_uuid(struct arena *arena)
{
    unsigned char b[16];
    crypto_random(b, sizeof b);
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40);
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    return arena_printf(
        arena, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x", b[0], b[1],
        b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12], b[13], b[14], b[15]);
}

static int decode_file(struct call *call, struct text location, struct iceberg_metadata *out)
{
    struct text json;
    if (read_file(call, location, &json) != 0)
        return -1;
    return iceberg_metadata_decode(json, &call->arena, out, &call->err) == 0
               ? 0
               : fail_at(&call->err, location);
}

/* ---- creating ---- */

static int read_version(struct call *call, const struct value *version, int32_t *out)
{
    *out = !version->set || text_is(version->text, "2") ? 2 : text_is(version->text, "1") ? 1 : 0;
    return *out ? 0
                : err_set(&call->err, ERR_INVALID,
                          "IcebergInput.Version: '%.*s' is not a format version that this server "
                          "writes; 1 and 2 are.",
                          TEXT_ARG(text_cut(version->text, 32)));
}

/* "s3://b/t/" is "s3://b/t", as engines write it. */
static int read_location(struct call *call, struct text given, struct text *out)
{
    struct location location;
    while (given.n > 0 && given.p[given.n - 1] == '/')
        given.n--;
    *out = given;
    if (given.n == 0)
        return err_set(&call->err, ERR_INVALID,
                       "Location information cannot be null while creating an iceberg table");
    return location_decode(&location, given, &call->err) == 0 ? 0 : fail_at(&call->err, given);
}

static int put_schema(const struct value *given, const struct value *columns, struct call *call,
                      struct text *out)
{
    struct buf json;
    buf_init(&json, LIMIT_ICEBERG_METADATA_BYTES);
    int result = given ? iceberg_schema_put(
                             given, (int32_t)value_integer_or(&given[ICEBERG_SCHEMA_SCHEMA_ID], 0),
                             &json, &call->err)
                       : iceberg_schema_put_columns(columns, &call->arena, &json, &call->err);
    *out = arena_copy(&call->arena, buf_text(&json));
    buf_release(&json);
    return result;
}

/* A table that is described by Hive's columns: ids are given here. */
static int create_of_columns(struct call *call, const struct value *input,
                             struct iceberg_create *out)
{
    const struct value *descriptor = input[TABLE_INPUT_STORAGE_DESCRIPTOR].members;
    if (input[TABLE_INPUT_PARTITION_KEYS].list.count > 0)
        return err_set(&call->err, ERR_INVALID,
                       "PartitionKeys: an Iceberg table has none; its partitions are given by "
                       "CreateIcebergTableInput.PartitionSpec.");
    if (read_location(call, descriptor ? descriptor[STORAGE_DESCRIPTOR_LOCATION].text : TEXT(""),
                      &out->location) != 0)
        return -1;
    return put_schema(NULL, &descriptor[STORAGE_DESCRIPTOR_COLUMNS], call, &out->schema);
}

static int create_of_input(struct call *call, const struct value *given, struct iceberg_create *out)
{
    out->spec = given[CREATE_ICEBERG_TABLE_INPUT_PARTITION_SPEC].members;
    out->order = given[CREATE_ICEBERG_TABLE_INPUT_WRITE_ORDER].members;
    out->properties = &given[CREATE_ICEBERG_TABLE_INPUT_PROPERTIES];
    return read_location(call, given[CREATE_ICEBERG_TABLE_INPUT_LOCATION].text, &out->location) != 0
               ? -1
               : put_schema(given[CREATE_ICEBERG_TABLE_INPUT_SCHEMA].members, NULL, call,
                            &out->schema);
}

static int make_metadata(struct call *call, const struct open_table_create *create,
                         struct iceberg_metadata *out)
{
    const struct value *iceberg =
        create->format->members[OPEN_TABLE_FORMAT_INPUT_ICEBERG_INPUT].members;
    struct iceberg_create c = {.now_ms = clock_now_ms(), .uuid = new_uuid(&call->arena)};
    if (!iceberg)
        return err_set(&call->err, ERR_INVALID, "OpenTableFormatInput: IcebergInput is missing.");
    const struct value *given = &iceberg[ICEBERG_INPUT_CREATE_ICEBERG_TABLE_INPUT];
    if (!given->set && !create->input->set)
        return err_set(&call->err, ERR_INVALID, "CreateIcebergTableInput cannot be equal to null");
    if (read_version(call, &iceberg[ICEBERG_INPUT_VERSION], &c.format_version) != 0)
        return -1;
    if ((given->set ? create_of_input(call, given->members, &c)
                    : create_of_columns(call, create->input->members, &c)) != 0)
        return -1;
    return iceberg_metadata_create(&c, &call->arena, out, &call->err);
}

/* A copy of the TableInput, or an empty one. */
static struct value *copy_input(struct call *call, const struct value *input)
{
    struct value *out = ARENA_ARRAY(&call->arena, struct value, shape_table_input.count + 1);
    if (input->set)
        memcpy(out, input->members, shape_table_input.count * sizeof *out);
    return out;
}

/* A body of a transaction, and what it works on. */
struct work {
    struct call *call;
    const struct table_name *name;
    struct table_draft draft;
    struct table_update *update;
    struct object_mark mark;
    struct table table;
};

/* Before anything is written to the lake. */
static int check_free(struct tx *tx, void *context)
{
    struct work *work = context;
    if (table_find(tx, work->name, &work->call->arena, &work->table) == 0)
        return err_set(tx->err, ERR_EXISTS, "Table already exists.");
    struct database database;
    struct err cause = *tx->err;
    err_clear(tx->err);
    if (cause.code != ERR_NOT_FOUND)
        return err_set(tx->err, cause.code, "%s", cause.text);
    return database_find(tx, &(struct database_name){work->name->catalog, work->name->database},
                         &work->call->arena, &database);
}

static int write_created(struct tx *tx, void *context)
{
    struct work *work = context;
    work->mark = (struct object_mark){0, 0};
    return table_create(tx, work->name, &work->draft, &work->mark.id);
}

static int draft_table(struct call *call, const struct iceberg_metadata *metadata,
                       const struct iceberg_pointer *pointer, struct value *input,
                       struct table_draft *out)
{
    return iceberg_table_describe(metadata, pointer, &call->arena, input, &call->err) == 0
               ? table_draft_make(input, &call->arena, out, &call->err)
               : -1;
}

/* What a TableInput says of its location and columns stays as it was said where it is all that
 * describes the table: Terraform compares it. The tests of its AWS provider against the real
 * service (TestAccGlueCatalogTable_openTableFormat) find nothing added to the columns. */
static int draft_new_table(struct call *call, const struct open_table_create *create,
                           const struct iceberg_metadata *metadata,
                           const struct iceberg_pointer *pointer, struct table_draft *out)
{
    const struct value *iceberg =
        create->format->members[OPEN_TABLE_FORMAT_INPUT_ICEBERG_INPUT].members;
    struct value *input = copy_input(call, create->input);
    input[TABLE_INPUT_NAME] = value_text(create->name.table);
    if (iceberg[ICEBERG_INPUT_CREATE_ICEBERG_TABLE_INPUT].set)
        return draft_table(call, metadata, pointer, input, out);
    iceberg_table_point(pointer, &call->arena, input);
    return table_draft_make(input, &call->arena, out, &call->err);
}

int open_table_create(struct call *call, struct open_table_create *create)
{
    struct store *store = call->service->store;
    struct work work = {.call = call, .name = &create->name};
    struct iceberg_metadata metadata;
    if (make_metadata(call, create, &metadata) != 0)
        return -1;
    struct iceberg_pointer pointer = {
        .metadata_location = iceberg_table_next_file(&metadata, (struct text){NULL, 0},
                                                     new_uuid(&call->arena), &call->arena)};
    if (draft_new_table(call, create, &metadata, &pointer, &work.draft) != 0 ||
        store_read(store, check_free, &work, &call->err) != 0 ||
        write_file(call, &metadata, pointer.metadata_location) != 0 ||
        store_write(store, LANE_FOREGROUND, &call->origin, write_created, &work, &call->err) != 0)
        return -1;
    create->mark = work.mark;
    return 0;
}

/* ---- updating ---- */

static int find_table(struct tx *tx, void *context)
{
    struct work *work = context;
    return table_find(tx, work->name, &work->call->arena, &work->table);
}

static int write_updated(struct tx *tx, void *context)
{
    struct work *work = context;
    return table_update(tx, work->name, work->update, &work->mark);
}

static int fail_concurrent(struct call *call)
{
    err_clear(&call->err);
    return err_set(&call->err, ERR_CONCURRENT,
                   "Update table failed due to concurrent modifications.");
}

static const struct value *updates_of(const struct value *format)
{
    const struct value *iceberg =
        format->members[UPDATE_OPEN_TABLE_FORMAT_INPUT_UPDATE_ICEBERG_INPUT].members;
    return iceberg ? &iceberg[UPDATE_ICEBERG_INPUT_UPDATE_ICEBERG_TABLE_INPUT]
                          .members[UPDATE_ICEBERG_TABLE_INPUT_UPDATES]
                   : NULL;
}

/* Reads what the table points to, and makes the next state of it. */
static int change_metadata(struct call *call, const struct open_table_update *update,
                           struct iceberg_pointer *pointer, struct iceberg_metadata *metadata)
{
    const struct iceberg_step step = {pointer->previous, clock_now_ms()};
    const struct value *updates = updates_of(update->format);
    struct location location;
    if (decode_file(call, pointer->previous, metadata) != 0 ||
        iceberg_metadata_update(metadata, updates, &step, &call->arena, &call->err) != 0)
        return -1;
    if (location_decode(&location, metadata->location, &call->err) != 0)
        return fail_at(&call->err, metadata->location);
    pointer->metadata_location =
        iceberg_table_next_file(metadata, pointer->previous, new_uuid(&call->arena), &call->arena);
    return 0;
}

/* The version that was read must still be current when the pointer moves, and be that of this very
 * table, which may have been made anew. */
static int write_pointer(struct call *call, struct work *work, struct table_update *update)
{
    update->expected_id = work->table.id;
    update->expected_version = work->table.version;
    update->draft = &work->draft;
    work->update = update;
    if (store_write(call->service->store, LANE_FOREGROUND, &call->origin, write_updated, work,
                    &call->err) == 0)
        return 0;
    return call->err.code == ERR_PRECONDITION && !call->if_match.p ? fail_concurrent(call) : -1;
}

static int check_expected(struct call *call, const struct table *table,
                          const struct table_update *update)
{
    const struct object_mark mark = {table->id, table->version};
    if (check_table_conditions(call, &mark) != 0)
        return -1;
    bool same_version =
        update->expected_version == TABLE_ANY_VERSION || update->expected_version == table->version;
    return same_version ? 0 : fail_concurrent(call);
}

int open_table_update(struct call *call, struct open_table_update *update)
{
    struct work work = {.call = call, .name = &update->name};
    struct iceberg_metadata metadata;
    struct value *stored;
    const struct value *updates = updates_of(update->format);
    if (!updates || updates->list.count == 0)
        return err_set(&call->err, ERR_INVALID,
                       "UpdateOpenTableFormatInput: UpdateIcebergInput has no Updates.");
    if (store_read(call->service->store, find_table, &work, &call->err) != 0 ||
        check_expected(call, &work.table, &update->update) != 0 ||
        table_tail_decode(work.table.tail, &call->arena, &stored, &call->err) != 0)
        return -1;
    struct iceberg_pointer pointer = {.previous =
                                          iceberg_table_location(&stored[TABLE_INPUT_PARAMETERS])};
    if (!pointer.previous.p)
        return err_set(&call->err, ERR_INVALID,
                       "UpdateOpenTableFormatInput: table %.*s is not an Iceberg table with a "
                       "metadata_location.",
                       TEXT_ARG(work.table.name));
    struct value *input = update->input->set ? copy_input(call, update->input) : stored;
    input[TABLE_INPUT_NAME] = value_text(work.table.name);
    if (change_metadata(call, update, &pointer, &metadata) != 0 ||
        draft_table(call, &metadata, &pointer, input, &work.draft) != 0 ||
        write_file(call, &metadata, pointer.metadata_location) != 0 ||
        write_pointer(call, &work, &update->update) != 0)
        return -1;
    update->mark = work.mark;
    return 0;
}

/* ---- reading ---- */

static void put_names(const struct value *table, struct buf *out)
{
    static const enum table_member members[] = {TABLE_NAME, TABLE_DATABASE_NAME, TABLE_CATALOG_ID,
                                                TABLE_VERSION_ID};
    buf_put_char(out, '{');
    for (size_t i = 0; i < COUNT(members); i++)
        json_put_string_member(out, shape_table.members[members[i]].name, table[members[i]].text);
    buf_put_char(out, '}');
}

int open_table_add_metadata(struct call *call, size_t begin, bool only)
{
    struct buf *out = &call->reply;
    struct value *table;
    struct iceberg_metadata metadata;
    struct text document = arena_copy(&call->arena, (struct text){out->p + begin, out->n - begin});
    if (shape_decode_text(&shape_table, document, &call->arena, &table, &call->err) != 0)
        return -1;
    struct text location = iceberg_table_location(&table[TABLE_PARAMETERS]);
    if (location.p && decode_file(call, location, &metadata) != 0)
        return -1;
    if (only) {
        out->n = begin;
        put_names(table, out);
    }
    if (location.p) {
        out->n--;
        json_put_name(out, "IcebergTableMetadata");
        iceberg_table_put(&metadata, out);
        buf_put_char(out, '}');
    }
    return 0;
}
