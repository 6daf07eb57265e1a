/* SPDX-License-Identifier: Apache-2.0
 * A server that a test starts beside itself, on the loopback. It ends with the test, whatever
 * becomes of the test. */
#ifndef PROPOLIS_TESTS_UNIT_LAKE_PROCESS_H
#define PROPOLIS_TESTS_UNIT_LAKE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* A port of 127.0.0.1 on which nobody listens. */
int process_free_port(void);

/* Starts a program (found as the shell finds it) with its output thrown away, and waits until
 * somebody listens on the port. 0 where it did not start within 20 seconds. */
pid_t process_start(const char *const *arguments, int port);

/* Ends it and waits for its end. */
void process_stop(pid_t pid);

#endif
