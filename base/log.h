/* SPDX-License-Identifier: Apache-2.0
 * The log: one line per event, as JSON or as text, each written with a single write() so that lines
 * of many threads never mix. There is no state beside the settings, so a `struct log` is constant
 * while it is used and needs no lock.
 *
 *     {"time":"2026-11-21T09:30:00.123Z","level":"info","event":"request","status":200}
 *     2026-11-21T09:30:00.123Z info request status=200
 *
 * Never hand it a secret, a signature, or an Authorization header. */
#ifndef PROPOLIS_BASE_LOG_H
#define PROPOLIS_BASE_LOG_H

#include "base/compiler.h"
#include "base/text.h"

enum {
    LOG_FIELD_BYTES_MAX = 1024,     /* one text; it may grow sixfold when it is escaped */
    LOG_LINE_BYTES_MAX = 128 << 10, /* a line beyond it is dropped */
};

enum log_level { LEVEL_ERROR, LEVEL_WARNING, LEVEL_INFO, LEVEL_DEBUG };
enum log_format { LOG_AS_JSON, LOG_AS_TEXT };

struct log {
    int fd;
    enum log_format format;
    enum log_level level; /* lines above it are not written */
};

struct log_field {
    const char *name;
    struct text text; /* used where p is set */
    int64_t number;   /* otherwise */
};

#define LOG_TEXT(NAME, VALUE)                                                                      \
    {                                                                                              \
        .name = (NAME), .text = (VALUE)                                                            \
    }
#define LOG_INT(NAME, VALUE)                                                                       \
    {                                                                                              \
        .name = (NAME), .number = (VALUE)                                                          \
    }

/* True when a line of this level would be written: ask before work that only the line needs. `log`
 * may be NULL. */
bool log_wants(const struct log *log, enum log_level level);

/* Writes one line. Texts longer than LOG_FIELD_BYTES_MAX are cut, bytes that are not UTF-8 become
 * '?'; a field whose text is {NULL, 0} and whose number is 0 is a number. `log` may be NULL. A line
 * that cannot be written is lost. */
void log_write(const struct log *log, enum log_level level, const char *event,
               const struct log_field *fields, size_t count);

/* LOG(log, LEVEL_INFO, "started", LOG_TEXT("url", url), LOG_INT("threads", 2)); at least one field.
 */
#define LOG(LOG_, LEVEL, EVENT, ...)                                                               \
    log_write((LOG_), (LEVEL), (EVENT), (const struct log_field[]){__VA_ARGS__},                   \
              COUNT(((const struct log_field[]){__VA_ARGS__})))

#endif
