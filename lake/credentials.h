/* SPDX-License-Identifier: Apache-2.0
 * With whose keys S3 is asked. Looked for in this order, the first that has keys wins:
 *
 *   1. the configuration
 *   2. AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN
 *   3. a web identity: AWS_WEB_IDENTITY_TOKEN_FILE and AWS_ROLE_ARN, exchanged at STS
 *   4. the profile (AWS_PROFILE, else "default") in ~/.aws/credentials
 * (AWS_SHARED_CREDENTIALS_FILE)
 *   5. the same profile in ~/.aws/config (AWS_CONFIG_FILE), which may name the region too
 *   6. the container's: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI or _FULL_URI
 *   7. the machine's role (IMDSv2), unless AWS_EC2_METADATA_DISABLED is true
 *
 * Keys that expire (3, 6, 7) are fetched again ten minutes before. Profiles that name other sources
 * (role_arn, sso_session, credential_process) are refused by name. */
#ifndef PROPOLIS_LAKE_CREDENTIALS_H
#define PROPOLIS_LAKE_CREDENTIALS_H

#include "base/compiler.h"
#include "base/err.h"
#include "base/text.h"
#include "lake/lake.h"

struct credentials;

/* What a request is signed with. Borrowed until the next credentials_get. */
struct credential_keys {
    struct text access_key_id, secret_key;
    struct text session_token; /* empty: none */
};

/* New. Nothing is looked for yet. */
struct credentials *credentials_open(const struct lake_config *config);
void credentials_close(struct credentials *c); /* wipes; NULL is accepted */

/* The keys, looked for or fetched again where that is due. May wait for the network, a few seconds
 * at most. ACCESS_DENIED where there are none, with a sentence that says where they were looked
 * for. */
int credentials_get(struct credentials *c, struct credential_keys *out, struct err *e) MUST_CHECK;

/* The store said that the keys have expired: they are fetched anew next time. False where they
 * cannot be. */
bool credentials_renew(struct credentials *c);

/* The region that configuration, environment or profile name, else us-east-1. Borrowed. */
struct text credentials_region(struct credentials *c);

#endif
