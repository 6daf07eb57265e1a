/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"

/* What one call wrote, without the time at its front. */
static char written[LOG_LINE_BYTES_MAX];

struct pipe_log {
    struct log log;
    int read_fd;
};

static struct pipe_log open_log(enum log_format format, enum log_level level)
{
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    return (struct pipe_log){{fds[1], format, level}, fds[0]};
}

static const char *close_log(struct pipe_log *p, const char *after)
{
    close(p->log.fd);
    ssize_t n = read(p->read_fd, written, sizeof written - 1);
    assert_true(n >= 0);
    written[n] = '\0';
    close(p->read_fd);
    const char *found = strstr(written, after);
    return found ? found : written;
}

static void json_line(void **state)
{
    /* Numbers stay numbers, texts are escaped, and the line ends once. */
    (void)state;
    struct pipe_log p = open_log(LOG_AS_JSON, LEVEL_INFO);
    LOG(&p.log, LEVEL_INFO, "request", LOG_TEXT("path", TEXT("/a\"b\n")), LOG_INT("status", 404));
    assert_string_equal(
        close_log(&p, "\"level\""),
        "\"level\":\"info\",\"event\":\"request\",\"path\":\"/a\\\"b\\n\",\"status\":404}\n");
}

static void text_line(void **state)
{
    /* Words stand bare; what could be mistaken for another field is quoted. */
    (void)state;
    struct pipe_log p = open_log(LOG_AS_TEXT, LEVEL_INFO);
    LOG(&p.log, LEVEL_WARNING, "late", LOG_TEXT("a", TEXT("word")), LOG_TEXT("b", TEXT("x y=z")),
        LOG_TEXT("c", TEXT("")), LOG_INT("n", -3));
    assert_string_equal(close_log(&p, "warning"), "warning late a=word b=\"x y=z\" c=\"\" n=-3\n");
}

static void levels(void **state)
{
    /* A line above the level is not written, and a missing log swallows all. */
    (void)state;
    struct pipe_log p = open_log(LOG_AS_TEXT, LEVEL_WARNING);
    LOG(&p.log, LEVEL_INFO, "quiet", LOG_INT("n", 1));
    LOG(NULL, LEVEL_ERROR, "nowhere", LOG_INT("n", 1));
    assert_false(log_wants(&p.log, LEVEL_DEBUG));
    assert_true(log_wants(&p.log, LEVEL_ERROR));
    assert_string_equal(close_log(&p, "quiet"), "");
}

static void foreign_bytes(void **state)
{
    /* Bytes that are not UTF-8 cannot break the line. */
    (void)state;
    struct pipe_log p = open_log(LOG_AS_JSON, LEVEL_INFO);
    LOG(&p.log, LEVEL_INFO, "x", LOG_TEXT("key", TEXT("A\xff\"\x01")));
    assert_string_equal(close_log(&p, "\"key\""), "\"key\":\"A?\\\"\\u0001\"}\n");
}

static void long_fields(void **state)
{
    /* The longest texts, at their most expensive to escape, still make one line. */
    (void)state;
    static char big[LOG_FIELD_BYTES_MAX * 2];
    memset(big, 1, sizeof big);
    struct pipe_log p = open_log(LOG_AS_JSON, LEVEL_INFO);
    struct log_field fields[8];
    for (size_t i = 0; i < COUNT(fields); i++)
        fields[i] = (struct log_field)LOG_TEXT("f", ((struct text){big, sizeof big}));
    log_write(&p.log, LEVEL_INFO, "x", fields, COUNT(fields));
    const char *line = close_log(&p, "\"event\"");
    assert_true(strlen(line) > COUNT(fields) * LOG_FIELD_BYTES_MAX * 6);
    assert_string_equal(line + strlen(line) - 2, "}\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(json_line),     cmocka_unit_test(text_line),   cmocka_unit_test(levels),
        cmocka_unit_test(foreign_bytes), cmocka_unit_test(long_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
