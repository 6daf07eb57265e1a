/* SPDX-License-Identifier: Apache-2.0 */
#include <ncurses.h> /* wrong */
#include <sqlite3.h> /* wrong */
