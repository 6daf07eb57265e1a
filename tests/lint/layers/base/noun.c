/* SPDX-License-Identifier: Apache-2.0 */
#include "base/noun.h"

#include "store/table.h" /* wrong */
