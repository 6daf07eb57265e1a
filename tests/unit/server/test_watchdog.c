/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "server/watchdog.h"

static void in_time(void **state)
{
    /* Work that ends in time is not disturbed, and the watchdog leaves nothing behind. */
    (void)state;
    struct log log = {.fd = STDERR_FILENO, .level = LEVEL_ERROR};
    struct watchdog w;
    watchdog_start(&w, &log, clock_monotonic_us() + 60 * 1000000);
    watchdog_end(&w);
}

static void too_late(void **state)
{
    /* Work that does not end is left at the deadline, with a line in the log and status 0. */
    (void)state;
    int fds[2], status;
    char line[512] = "";
    assert_int_equal(pipe(fds), 0);
    pid_t child = fork();
    if (child == 0) {
        struct log log = {.fd = fds[1], .format = LOG_AS_TEXT, .level = LEVEL_INFO};
        struct watchdog w;
        watchdog_start(&w, &log, clock_monotonic_us() + 50000);
        pause();
        _exit(9);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_true(read(fds[0], line, sizeof line - 1) > 0);
    assert_non_null(strstr(line, "left without waiting"));
    close(fds[0]);
    close(fds[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(in_time), cmocka_unit_test(too_late)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
