/* SPDX-License-Identifier: Apache-2.0 */
#include "base/log.h"

#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_write.h"

enum { LINE_BYTES_USUAL = 768 };

static const char *const level_names[] = {
    [LEVEL_ERROR] = "error",
    [LEVEL_WARNING] = "warning",
    [LEVEL_INFO] = "info",
    [LEVEL_DEBUG] = "debug",
};

bool log_wants(const struct log *log, enum log_level level)
{
    return log && level <= log->level;
}

/* What a client sent may be any bytes; a line is UTF-8. */
static void put_quoted(struct buf *line, struct text t)
{
    char ascii[LOG_FIELD_BYTES_MAX];
    if (text_is_utf8(t)) {
        json_put_string(line, text_cut(t, LOG_FIELD_BYTES_MAX));
        return;
    }
    size_t n = t.n < sizeof ascii ? t.n : sizeof ascii;
    for (size_t i = 0; i < n; i++)
        ascii[i] = (char)((unsigned char)t.p[i] < 0x80 ? t.p[i] : '?');
    json_put_string(line, (struct text){ascii, n});
}

/* True where the text needs no quotes in a line of words. */
static bool is_word(struct text t)
{
    for (size_t i = 0; i < t.n; i++)
        if (t.p[i] <= ' ' || t.p[i] > '~' || t.p[i] == '"' || t.p[i] == '=' || t.p[i] == '\\')
            return false;
    return t.n > 0 && t.n <= LOG_FIELD_BYTES_MAX;
}

static void put_json_field(struct buf *line, const struct log_field *f)
{
    json_put_name(line, f->name);
    if (f->text.p)
        put_quoted(line, f->text);
    else
        buf_put_int(line, f->number);
}

static void put_text_field(struct buf *line, const struct log_field *f)
{
    buf_put_char(line, ' ');
    buf_put_string(line, f->name);
    buf_put_char(line, '=');
    if (!f->text.p)
        buf_put_int(line, f->number);
    else if (is_word(f->text))
        buf_put(line, f->text);
    else
        put_quoted(line, f->text);
}

static void put_head(const struct log *log, struct buf *line, const char *level, const char *event)
{
    char time[CLOCK_ISO8601_BYTES];
    clock_iso8601(clock_now_ms(), time);
    if (log->format == LOG_AS_JSON) {
        buf_put_char(line, '{');
        json_put_string_member(line, "time", text_of(time));
        json_put_string_member(line, "level", text_of(level));
        json_put_string_member(line, "event", text_of(event));
        return;
    }
    buf_put_string(line, time);
    buf_put_char(line, ' ');
    buf_put_string(line, level);
    buf_put_char(line, ' ');
    buf_put_string(line, event);
}

void log_write(const struct log *log, enum log_level level, const char *event,
               const struct log_field *fields, size_t count)
{
    struct buf line;
    if (!log_wants(log, level))
        return;
    buf_init(&line, LOG_LINE_BYTES_MAX);
    if (!buf_reserve(&line, LINE_BYTES_USUAL))
        return;
    put_head(log, &line, level_names[level], event);
    for (size_t i = 0; i < count; i++)
        (log->format == LOG_AS_JSON ? put_json_field : put_text_field)(&line, &fields[i]);
    buf_put_string(&line, log->format == LOG_AS_JSON ? "}\n" : "\n");
    if (!buf_over(&line)) {
        ssize_t written = write(log->fd, line.p, line.n);
        (void)written; /* there is no other place to say that the log is gone */
    }
    buf_release(&line);
}
