/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/profile.h"

static const struct text PROFILE = TEXT_INIT("profile");

/* Sources of keys that we do not know. */
static const char *const UNSUPPORTED[] = {"role_arn",       "sso_session",        "sso_start_url",
                                          "sso_account_id", "credential_process", "login_session"};

/* "[profile name]", "[name]", with any blanks. */
static bool is_section(struct text line, struct text name, bool is_config)
{
    struct text inner = text_trim((struct text){line.p + 1, text_find(line, ']') - 1});
    struct text behind = {inner.p + PROFILE.n, inner.n - PROFILE.n};
    bool prefixed = text_starts_with(inner, PROFILE) && behind.n > 0 &&
                    (behind.p[0] == ' ' || behind.p[0] == '\t');
    if (!is_config)
        return text_equal(inner, name);
    if (prefixed)
        return text_equal(text_trim(behind), name);
    return text_is(name, "default") && text_is(inner, "default");
}

static void take(struct profile *out, struct text key, struct text value)
{
    const struct {
        const char *key;
        struct text *value;
    } known[] = {
        {"aws_access_key_id", &out->access_key_id},
        {"aws_secret_access_key", &out->secret_key},
        {"aws_session_token", &out->session_token},
        {"region", &out->region},
    };
    for (size_t i = 0; i < COUNT(known); i++)
        if (text_is(key, known[i].key) && known[i].value->n == 0)
            *known[i].value = value;
    for (size_t i = 0; i < COUNT(UNSUPPORTED); i++)
        if (text_is(key, UNSUPPORTED[i]) && out->unsupported.n == 0)
            out->unsupported = key;
}

bool profile_decode(struct text file, struct text name, bool is_config, struct profile *out)
{
    bool inside = false, found = false;
    while (file.p) {
        struct text line = text_split(&file, '\n');
        bool indented = line.n > 0 && (line.p[0] == ' ' || line.p[0] == '\t');
        struct text value = text_trim(line);
        if (indented || value.n == 0 || value.p[0] == '#' || value.p[0] == ';')
            continue; /* indented lines belong to the value above: "s3 =" and what follows it */
        if (value.p[0] == '[') {
            inside = text_find(value, ']') < value.n && is_section(value, name, is_config);
            found = found || inside;
            continue;
        }
        struct text key = text_trim(text_split(&value, '='));
        if (inside && value.p)
            take(out, key, text_trim(value));
    }
    return found;
}
