/* SPDX-License-Identifier: Apache-2.0 */
#include <signal.h>

volatile sig_atomic_t signal_flag;
