/* SPDX-License-Identifier: Apache-2.0
 * The files that AWS's tools share: ~/.aws/credentials and ~/.aws/config. Internal to the room. */
#ifndef PROPOLIS_LAKE_PROFILE_H
#define PROPOLIS_LAKE_PROFILE_H

#include "base/compiler.h"
#include "base/text.h"

/* What a profile says; empty where it says nothing. Borrowed from the file's text. */
struct profile {
    struct text access_key_id, secret_key, session_token, region;
    struct text unsupported; /* the first key that names another source of keys: "role_arn" */
};

/* Adds what the section `name` of a file says to `out`; what is set already stays. In ~/.aws/config
 * the sections of all profiles but "default" are called "profile NAME" (`is_config`). False where
 * there is no such section. */
bool profile_decode(struct text file, struct text name, bool is_config, struct profile *out);

#endif
