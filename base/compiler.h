/* SPDX-License-Identifier: Apache-2.0
 * Words of the compiler that the whole program uses. */
#ifndef PROPOLIS_BASE_COMPILER_H
#define PROPOLIS_BASE_COMPILER_H

#include <stddef.h>

/* A caller that drops the result does not compile. Every fallible function carries it. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The FORMAT-th parameter is a printf format, its values begin at parameter FIRST. */
#define PRINTF_LIKE(FORMAT, FIRST) __attribute__((format(printf, FORMAT, FIRST)))

#define NORETURN __attribute__((noreturn))

/* The number of elements of an array (not of a pointer). */
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
