/* SPDX-License-Identifier: Apache-2.0
 * The body that Standard Webhooks prescribes. It asks for less than 20 kB; only the list of changes
 * can be longer, so only that is cut. */
#include "alerts/format.h"
#include "base/clock.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/limits.h"

/* Room for the members that a cut adds. */
enum { CUT_BYTES = 128 };

struct data {
    struct text others; /* the members before and after Changes, with commas */
    struct text changes, id;
    int64_t omitted; /* what the event itself had left out */
};

static void keep_member(struct buf *others, struct text name, struct text value)
{
    if (others->n)
        buf_put_char(others, ',');
    json_put_string(others, name);
    buf_put_char(others, ':');
    buf_put(others, value);
}

/* Takes the object apart. */
static int read_data(const struct alert *alert, struct arena *arena, struct data *out,
                     struct err *err)
{
    struct json_reader r;
    struct buf others;
    struct text name, value;
    int more = -1;
    buf_init(&others, LIMIT_ALERT_BODY_BYTES);
    if (json_reader_init(&r, alert->data, arena, err) == 0 && json_enter_object(&r) == 0)
        while ((more = json_next_member(&r, &name)) == 1) {
            if (json_skip(&r, &value) != 0)
                break;
            if (text_is(name, "Changes"))
                out->changes = value;
            else if (!text_is(name, "ChangesOmitted") || !text_to_int64(value, &out->omitted))
                keep_member(&others, name, value);
            if (text_is(name, "DriftEventId") && value.n > 2)
                out->id = (struct text){value.p + 1, value.n - 2};
        }
    out->others = arena_copy(arena, buf_text(&others));
    bool over = buf_over(&others);
    buf_release(&others);
    if (more != 0 || over)
        return err_set(err, ERR_INTERNAL, "An alert's data cannot be read.");
    return 0;
}

/* Writes as many changes as fit into `room` bytes and counts the others. */
static int put_changes(const struct data *data, size_t room, struct arena *arena, struct buf *out,
                       int64_t *cut)
{
    struct json_reader r;
    struct err err = {0};
    struct text change;
    size_t begin = out->n;
    int more = -1;
    *cut = 0;
    buf_put(out, TEXT("\"Changes\":["));
    if (json_reader_init(&r, data->changes, arena, &err) == 0 && json_enter_array(&r) == 0)
        while ((more = json_next_element(&r)) == 1 && json_skip(&r, &change) == 0) {
            if (*cut > 0 || out->n - begin + change.n + 2 > room) {
                ++*cut;
                continue;
            }
            json_put_comma(out);
            buf_put(out, change);
        }
    buf_put_char(out, ']');
    return more == 0 ? 0 : -1;
}

static void put_cut(const struct data *data, int64_t cut, struct buf *out)
{
    if (data->omitted + cut > 0)
        json_put_int_member(out, "ChangesOmitted", data->omitted + cut);
    if (cut > 0) {
        json_put_boolean_member(out, "Truncated", true);
        json_put_name(out, "Link");
        buf_put(out, TEXT("\"/v1/drift-events/"));
        buf_put(out, data->id);
        buf_put_char(out, '"');
    }
}

int alert_render_standard(const struct alert *alert, struct arena *arena, struct buf *out,
                          struct err *err)
{
    char timestamp[CLOCK_ISO8601_BYTES];
    struct data data = {0};
    int64_t cut;
    if (read_data(alert, arena, &data, err) != 0)
        return -1;
    clock_iso8601(alert->time_ms, timestamp);
    buf_put_char(out, '{');
    json_put_string_member(out, "type", alert->type);
    json_put_string_member(out, "timestamp", text_of(timestamp));
    json_put_name(out, "data");
    buf_put_char(out, '{');
    buf_put(out, data.others);
    if (data.changes.p) {
        size_t used = out->n + CUT_BYTES;
        if (data.others.n)
            buf_put_char(out, ',');
        if (used > LIMIT_ALERT_BODY_BYTES ||
            put_changes(&data, LIMIT_ALERT_BODY_BYTES - used, arena, out, &cut) != 0)
            return err_set(err, ERR_INTERNAL, "An alert's changes cannot be written.");
        put_cut(&data, cut, out);
    }
    buf_put(out, TEXT("}}"));
    return 0;
}
