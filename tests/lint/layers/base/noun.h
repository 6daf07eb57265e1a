/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROPOLIS_BASE_NOUN_H
#define PROPOLIS_BASE_NOUN_H

int noun_size(void);

#endif
