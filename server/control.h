/* SPDX-License-Identifier: Apache-2.0
 * The control door: what the other commands of the program ask of a running server through the
 * socket in the data folder. Who can open the socket owns the data folder, so the caller is root.
 * It is a door of its own and not part of the REST door, so that no key, whatever its rights, can
 * make keys over the network. */
#ifndef PROPOLIS_SERVER_CONTROL_H
#define PROPOLIS_SERVER_CONTROL_H

#include "api/door.h"

extern const struct door control_door;

#endif
