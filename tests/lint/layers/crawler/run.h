/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROPOLIS_CRAWLER_RUN_H
#define PROPOLIS_CRAWLER_RUN_H

int run_size(void);

#endif
