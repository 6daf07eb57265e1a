/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/credentials.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/limits.h"
#include "base/memory.h"
#include "lake/credentials_fetch.h"
#include "lake/profile.h"
#include "lake/s3_endpoint.h"

enum { RENEW_BEFORE_MS = 10 * 60 * 1000, RETRY_AFTER_MS = 30 * 1000 };

struct credentials {
    struct arena arena; /* the configuration's copies */
    struct arena found; /* what was found; emptied before it is looked for again */
    struct credential_keys configured, keys;
    struct text configured_region, region;
    int64_t expires_ms;  /* 0: never */
    bool looked;         /* `keys` holds something */
    int64_t retry_at_ms; /* after looking in vain; until then `in_vain` is the answer */
    struct err in_vain;
};

static struct text copy(struct arena *a, const char *string)
{
    return string && string[0] ? arena_copy(a, text_of(string)) : TEXT("");
}

struct credentials *credentials_open(const struct lake_config *config)
{
    struct credentials *c = memory_new(sizeof *c);
    arena_init(&c->arena, LIMIT_CREDENTIALS_FILE_BYTES, NULL);
    arena_init(&c->found, 16 * LIMIT_CREDENTIALS_FILE_BYTES, NULL);
    c->configured = (struct credential_keys){copy(&c->arena, config->access_key_id),
                                             copy(&c->arena, config->secret_key),
                                             copy(&c->arena, config->session_token)};
    c->configured_region = copy(&c->arena, config->region);
    return c;
}

static void forget(struct credentials *c)
{
    const struct text secrets[] = {c->keys.secret_key, c->keys.session_token};
    for (size_t i = 0; i < COUNT(secrets); i++)
        crypto_wipe((char *)secrets[i].p, secrets[i].n);
    c->keys = (struct credential_keys){0};
    arena_release(&c->found);
}

void credentials_close(struct credentials *c)
{
    if (!c)
        return;
    forget(c);
    crypto_wipe((char *)c->configured.secret_key.p, c->configured.secret_key.n);
    arena_release(&c->arena);
    free(c);
}

/* ---- the shared files ---- */

/* The text of one of the shared files; empty where it is missing. */
static int shared_file(const char *variable, const char *name, struct arena *a, struct text *out,
                       struct err *e)
{
    const char *named = getenv(variable), *home = getenv("HOME");
    struct err missing = {0};
    struct text path =
        named && named[0] ? text_of(named) : arena_printf(a, "%s/.aws/%s", home ? home : "", name);
    *out = TEXT("");
    if (credentials_read_file(path.p, a, out, &missing) == 0 || missing.code == ERR_NOT_FOUND)
        return 0;
    return err_set(e, missing.code, "%s", missing.text);
}

static struct text profile_name(void)
{
    const char *named = getenv("AWS_PROFILE");
    return text_of(named && named[0] ? named : "default");
}

/* Both files together: ~/.aws/credentials goes before ~/.aws/config. */
static int read_profile(struct arena *a, struct profile *out, struct err *e)
{
    struct text credentials, config, name = profile_name();
    *out = (struct profile){0};
    if (shared_file("AWS_SHARED_CREDENTIALS_FILE", "credentials", a, &credentials, e) < 0 ||
        shared_file("AWS_CONFIG_FILE", "config", a, &config, e) < 0)
        return -1;
    bool found = profile_decode(credentials, name, false, out);
    found = profile_decode(config, name, true, out) || found;
    if (!found && getenv("AWS_PROFILE") && getenv("AWS_PROFILE")[0])
        return err_set(e, ERR_ACCESS_DENIED,
                       "AWS_PROFILE names the profile '%.*s', which neither file has",
                       TEXT_ARG(name));
    return 0;
}

/* ---- the sources in their order; each returns 1 where it has keys, 0 where it has none, -1 on an
 * error ---- */

typedef int source(struct credentials *c, struct err *e);

static int from_configuration(struct credentials *c, struct err *e)
{
    if (c->configured.access_key_id.n == 0)
        return 0;
    if (c->configured.secret_key.n == 0)
        return err_set(e, ERR_VALIDATION,
                       "an access key id is configured for S3, but no secret key");
    c->keys = (struct credential_keys){arena_copy(&c->found, c->configured.access_key_id),
                                       arena_copy(&c->found, c->configured.secret_key),
                                       arena_copy(&c->found, c->configured.session_token)};
    return 1;
}

static int from_environment(struct credentials *c, struct err *e)
{
    struct credential_keys keys = {copy(&c->found, getenv("AWS_ACCESS_KEY_ID")),
                                   copy(&c->found, getenv("AWS_SECRET_ACCESS_KEY")),
                                   copy(&c->found, getenv("AWS_SESSION_TOKEN"))};
    if (keys.access_key_id.n == 0)
        return 0;
    if (keys.secret_key.n == 0)
        return err_set(e, ERR_ACCESS_DENIED,
                       "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not");
    c->keys = keys;
    return 1;
}

static int from_profile(struct credentials *c, struct err *e)
{
    struct profile profile;
    if (read_profile(&c->found, &profile, e) < 0)
        return -1;
    if (profile.access_key_id.n > 0 && profile.secret_key.n > 0) {
        c->keys = (struct credential_keys){profile.access_key_id, profile.secret_key,
                                           profile.session_token};
        return 1;
    }
    if (profile.unsupported.n > 0)
        return err_set(e, ERR_ACCESS_DENIED,
                       "the profile '%.*s' gets its keys by %.*s, which is not supported; give "
                       "keys or a web identity",
                       TEXT_ARG(profile_name()), TEXT_ARG(profile.unsupported));
    return 0;
}

static int take_fetched(struct credentials *c, int result, const struct fetched_keys *keys)
{
    if (result == 1) {
        c->keys =
            (struct credential_keys){keys->access_key_id, keys->secret_key, keys->session_token};
        c->expires_ms = keys->expires_ms;
    }
    return result;
}

static int from_web_identity(struct credentials *c, struct err *e)
{
    struct fetched_keys keys;
    return take_fetched(
        c, credentials_fetch_web_identity(credentials_region(c), &c->found, &keys, e), &keys);
}

static int from_container(struct credentials *c, struct err *e)
{
    struct fetched_keys keys;
    return take_fetched(c, credentials_fetch_container(&c->found, &keys, e), &keys);
}

static int from_machine(struct credentials *c, struct err *e)
{
    struct fetched_keys keys;
    return take_fetched(c, credentials_fetch_machine(&c->found, &keys, e), &keys);
}

static source *const SOURCES[] = {from_configuration, from_environment, from_web_identity,
                                  from_profile,       from_container,   from_machine};

static int look(struct credentials *c, struct err *e)
{
    c->expires_ms = 0;
    for (size_t i = 0; i < COUNT(SOURCES); i++) {
        int result = SOURCES[i](c, e);
        if (result != 0)
            return result < 0 ? -1 : 0;
    }
    return err_set(e, ERR_ACCESS_DENIED,
                   "no keys for S3: none configured, in AWS_ACCESS_KEY_ID, in the profile '%.*s' "
                   "of the shared AWS "
                   "files, from a web identity, a container or this machine's role",
                   TEXT_ARG(profile_name()));
}

/* Looks for keys again. Old ones that have not expired yet are better than none. */
static int renew(struct credentials *c, int64_t now_ms)
{
    struct credentials before = *c;
    struct err e = {0};
    arena_init(&c->found, 16 * LIMIT_CREDENTIALS_FILE_BYTES, NULL);
    c->keys = (struct credential_keys){0};
    bool found = look(c, &e) == 0;
    if (!found) {
        c->retry_at_ms = now_ms + RETRY_AFTER_MS;
        c->in_vain = e;
    }
    if (!found && before.looked && now_ms < before.expires_ms) {
        forget(c);
        c->found = before.found;
        c->keys = before.keys;
        c->expires_ms = before.expires_ms;
        return 0;
    }
    forget(&before);
    c->looked = found;
    return found ? 0 : -1;
}

int credentials_get(struct credentials *c, struct credential_keys *out, struct err *e)
{
    int64_t now_ms = clock_now_ms();
    bool due = !c->looked || (c->expires_ms > 0 && now_ms > c->expires_ms - RENEW_BEFORE_MS);
    if (due && now_ms >= c->retry_at_ms)
        (void)!renew(c, now_ms);
    if (!c->looked)
        return err_set(e, c->in_vain.code, "%s", c->in_vain.text);
    *out = c->keys;
    return 0;
}

bool credentials_renew(struct credentials *c)
{
    if (c->expires_ms == 0)
        return false;
    c->expires_ms = 1; /* long ago */
    return true;
}

struct text credentials_region(struct credentials *c)
{
    static const char *const variables[] = {"AWS_REGION", "AWS_DEFAULT_REGION"};
    struct profile profile;
    struct err ignored = {0};
    if (c->region.n > 0)
        return c->region;
    c->region = c->configured_region;
    for (size_t i = 0; i < COUNT(variables) && c->region.n == 0; i++)
        c->region = copy(&c->arena, getenv(variables[i]));
    if (c->region.n == 0 && read_profile(&c->found, &profile, &ignored) == 0)
        c->region = arena_copy(&c->arena, profile.region);
    if (!s3_is_region(c->region))
        c->region = TEXT("us-east-1");
    return c->region;
}
