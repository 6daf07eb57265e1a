/* SPDX-License-Identifier: Apache-2.0 */
#include "base/noun.h"

#include <sqlite3.h>
