/* SPDX-License-Identifier: Apache-2.0 */
#include "api/operations/tables.h"

#include "crawler/run.h"   /* wrong */
#include "api/rest/door.h" /* wrong */
