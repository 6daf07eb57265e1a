/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/crawler_configuration.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/json_read.h"

enum { ARENA_BYTES = 1 << 20, PATH_BYTES = 256, LEVEL_MAX = 1000, THRESHOLD_MAX = 1000000 };

struct walk {
    struct json_reader reader;
    struct crawler_configuration *out;
    bool has_version;
    struct err *err;
};

static int fail(struct walk *w, const char *path, const char *rule)
{
    return err_set(w->err, ERR_INVALID, "Configuration: %s %s.", path, rule);
}

/* A text that must be `wanted`, the only one that the service knows there. */
static int read_word(struct walk *w, const char *path, const char *wanted, bool *out)
{
    struct text word;
    if (json_peek(&w->reader) != JSON_STRING)
        return fail(w, path, "is not a text");
    if (json_read_string(&w->reader, &word))
        return -1;
    if (!text_is(word, wanted))
        return err_set(w->err, ERR_INVALID, "Configuration: %s can only be '%s'.", path, wanted);
    *out = true;
    return 0;
}

static int read_count(struct walk *w, const char *path, int64_t max, int64_t *out)
{
    struct json_number number;
    if (json_peek(&w->reader) != JSON_NUMBER)
        return fail(w, path, "is not a number");
    if (json_read_number(&w->reader, &number))
        return -1;
    if (!number.is_integer || number.integer < 1 || number.integer > max)
        return fail(w, path, "is not a whole number above 0, or too large");
    *out = number.integer;
    return 0;
}

static int read_version(struct walk *w, const char *path)
{
    struct json_number number;
    if (json_peek(&w->reader) != JSON_NUMBER)
        return fail(w, path, "is not a number");
    if (json_read_number(&w->reader, &number))
        return -1;
    w->has_version = true;
    return number.real == 1.0 ? 0 : fail(w, path, "can only be 1.0");
}

static int read_grouping_policy(struct walk *w, const char *path)
{
    return read_word(w, path, "CombineCompatibleSchemas", &w->out->combine_compatible_schemas);
}

static int read_table_level(struct walk *w, const char *path)
{
    return read_count(w, path, LEVEL_MAX, &w->out->table_level);
}

static int read_partition_behavior(struct walk *w, const char *path)
{
    return read_word(w, path, "InheritFromTable", &w->out->inherit_from_table);
}

static int read_table_behavior(struct walk *w, const char *path)
{
    return read_word(w, path, "MergeNewColumns", &w->out->merge_new_columns);
}

static int read_threshold(struct walk *w, const char *path)
{
    return read_count(w, path, THRESHOLD_MAX, &w->out->table_threshold);
}

static const struct {
    const char *path;
    int (*read)(struct walk *w, const char *path);
} KEYS[] = {
    {"Version", read_version},
    {"Grouping.TableGroupingPolicy", read_grouping_policy},
    {"Grouping.TableLevelConfiguration", read_table_level},
    {"CrawlerOutput.Partitions.AddOrUpdateBehavior", read_partition_behavior},
    {"CrawlerOutput.Tables.AddOrUpdateBehavior", read_table_behavior},
    {"CrawlerOutput.Tables.TableThreshold", read_threshold},
};

static int read_key(struct walk *w, struct text path)
{
    for (size_t i = 0; i < COUNT(KEYS); i++) {
        if (text_is(path, KEYS[i].path))
            return KEYS[i].read(w, KEYS[i].path);
    }
    return json_skip(&w->reader, NULL);
}

/* The members of an object; `path` holds the names above with a dot behind each. */
static int read_object(struct walk *w, struct buf *path)
{
    struct text name;
    size_t above = path->n;
    int more;
    if (json_enter_object(&w->reader))
        return -1;
    while ((more = json_next_member(&w->reader, &name)) == 1) {
        buf_put(path, name);
        enum json_kind kind = json_peek(&w->reader);
        int result;
        if (buf_over(path) || kind != JSON_OBJECT)
            result = read_key(w, buf_text(path));
        else {
            buf_put_char(path, '.');
            result = read_object(w, path);
        }
        if (result)
            return -1;
        path->n = above;
        path->over = false;
    }
    return more;
}

int crawler_configuration_decode(struct text json, struct crawler_configuration *out,
                                 struct err *err)
{
    struct arena arena;
    struct buf path;
    struct err syntax = {0};
    struct walk w = {.out = out, .err = err};
    *out = (struct crawler_configuration){0};
    if (!text_trim(json).n)
        return 0;
    arena_init(&arena, ARENA_BYTES, NULL);
    buf_init(&path, PATH_BYTES);
    int result = json_reader_init(&w.reader, json, &arena, &syntax);
    if (!result)
        result = read_object(&w, &path);
    if (!result)
        result = json_finish(&w.reader);
    if (!result && !w.has_version)
        result = err_set(err, ERR_INVALID, "Configuration: Version is missing; it is 1.0.");
    if (syntax.code)
        err_set(err, ERR_INVALID, "Configuration: %s", syntax.text);
    buf_release(&path);
    arena_release(&arena);
    return result;
}
