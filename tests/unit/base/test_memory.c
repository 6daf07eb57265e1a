/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/memory.h"

static void blocks(void **state)
{
    /* Blocks are zeroed and never NULL; growing keeps what is in them. */
    (void)state;
    char *p = memory_new(0);
    assert_non_null(p);
    p = memory_resize(p, 10);
    memcpy(p, "123456789", 10);
    p = memory_resize(p, 100000);
    assert_string_equal(p, "123456789");
    p = memory_resize(p, 0);
    assert_non_null(p);
    free(p);
    p = memory_new(1000);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(p[i], 0);
    free(p);
    p = memory_copy_string("");
    assert_string_equal(p, "");
    free(p);
    p = memory_resize(NULL, 5);
    assert_non_null(p);
    free(p);
}

static void exhausted(void **state)
{
    /* Without memory the process ends at once, with one line that says why. (A sanitizer turns the
     * abort into an exit of its own.) */
    (void)state;
    static const char line[] = "propolis: out of memory (12345 bytes wanted)\n";
    char said[256] = "";
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        signal(SIGABRT, SIG_DFL);
        dup2(ends[1], STDERR_FILENO);
        memory_exhausted(12345);
    }
    close(ends[1]);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(read(ends[0], said, sizeof said - 1) > 0);
    close(ends[0]);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    assert_memory_equal(said, line, sizeof line - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks),
        cmocka_unit_test(exhausted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
