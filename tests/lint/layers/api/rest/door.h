/* SPDX-License-Identifier: Apache-2.0 */
#ifndef PROPOLIS_API_REST_DOOR_H
#define PROPOLIS_API_REST_DOOR_H

int rest_size(void);

#endif
