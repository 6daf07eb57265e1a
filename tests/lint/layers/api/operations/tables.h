/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROPOLIS_API_OPERATIONS_TABLES_H
#define PROPOLIS_API_OPERATIONS_TABLES_H

int tables_size(void);

#endif
