/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROPOLIS_STORE_TABLE_H
#define PROPOLIS_STORE_TABLE_H

int table_size(void);

#endif
