/* SPDX-License-Identifier: Apache-2.0 */
#include "catalog/connection_draft.h"

#include <string.h>

#include "base/limits.h"
#include "catalog/connection_secret.h"
#include "catalog/shapes_connection.h"

/* --- rules -------------------------------------------------------------------------------- */

#define CREDENTIALS "USERNAME PASSWORD|USERNAME ENCRYPTED_PASSWORD|SECRET_ID"

/* Of each row one of the groups (separated by '|') must be there as a whole. */
static const struct {
    const char *type, *groups;
    bool may_authenticate; /* an AuthenticationConfiguration does instead */
} NEEDED[] = {
    {"JDBC", "JDBC_CONNECTION_URL|HOST PORT JDBC_ENGINE", false},
    {"JDBC", CREDENTIALS, true},
    {"MONGODB", "CONNECTION_URL", false},
    {"MONGODB", CREDENTIALS, true},
    {"KAFKA", "KAFKA_BOOTSTRAP_SERVERS", false},
    {"MARKETPLACE", "CONNECTOR_TYPE CONNECTOR_URL CONNECTOR_CLASS_NAME CONNECTION_URL", false},
};

/* Types of which the real service says "[ConnectionInput.AuthenticationConfiguration is required.]"
 * (hashicorp/terraform-provider-aws#45108,
 * aws-cloudformation/cloudformation-coverage-roadmap#2243).
 */
static const char *const AUTHENTICATED[] = {"SALESFORCE", "MYSQL"};

static bool has_group(const struct value *properties, struct text group)
{
    while (group.p)
        if (!value_map_get(properties, text_split(&group, ' ')))
            return false;
    return true;
}

static bool has_one_group(const struct value *properties, const char *groups)
{
    struct text rest = text_of(groups);
    while (rest.p)
        if (has_group(properties, text_split(&rest, '|')))
            return true;
    return false;
}

/* "USERNAME PASSWORD|SECRET_ID" as people read it. */
static int fail_needed(struct text type, const char *groups, struct err *err)
{
    struct buf words;
    buf_init(&words, LIMIT_DRIFT_TEXT_BYTES);
    for (const char *p = groups; *p; p++)
        buf_put_string(&words, *p == ' ' ? " and " : *p == '|' ? ", or " : (char[]){*p, 0});
    err_set(err, ERR_INVALID, "ConnectionProperties: a connection of type %.*s needs %.*s.",
            TEXT_ARG(type), TEXT_ARG(buf_text(&words)));
    buf_release(&words);
    return -1;
}

int connection_properties_check(struct text type, const struct value *properties,
                                bool has_authentication, struct err *err)
{
    if (text_is(type, "SFTP"))
        return err_set(err, ERR_INVALID, "ConnectionType SFTP is not supported.");
    for (size_t i = 0; i < COUNT(NEEDED); i++)
        if (text_is(type, NEEDED[i].type) && !(NEEDED[i].may_authenticate && has_authentication) &&
            !has_one_group(properties, NEEDED[i].groups))
            return fail_needed(type, NEEDED[i].groups, err);
    for (size_t i = 0; i < COUNT(AUTHENTICATED); i++)
        if (text_is(type, AUTHENTICATED[i]) && !has_authentication)
            return err_set(err, ERR_INVALID,
                           "[ConnectionInput.AuthenticationConfiguration is required.]");
    return 0;
}

static int check(const struct value *input, struct err *err)
{
    struct text type = input[CONNECTION_INPUT_CONNECTION_TYPE].text;
    if (connection_properties_check(type, &input[CONNECTION_INPUT_CONNECTION_PROPERTIES],
                                    input[CONNECTION_INPUT_AUTHENTICATION_CONFIGURATION].set, err))
        return -1;
    if (text_is(type, "NETWORK") && !input[CONNECTION_INPUT_PHYSICAL_CONNECTION_REQUIREMENTS].set)
        return err_set(err, ERR_INVALID,
                       "PhysicalConnectionRequirements: a connection of type NETWORK needs them.");
    return 0;
}

/* --- texts -------------------------------------------------------------------------------- */

static struct text render(const struct shape *shape, const struct value *values,
                          struct arena *arena)
{
    struct buf out;
    buf_init(&out, LIMIT_DOCUMENT_BYTES);
    shape_encode(shape, values, &out);
    struct text kept = arena_copy(arena, buf_text(&out));
    buf_release(&out);
    return kept;
}

/* The members of one shape that another has under the same name. */
static struct value *convert(const struct shape *from, const struct value *values,
                             const struct shape *to, struct arena *arena)
{
    struct value *out = ARENA_ARRAY(arena, struct value, to->count);
    for (size_t i = 0; i < from->count; i++) {
        int member = shape_find(to, text_of(from->members[i].name));
        if (member >= 0)
            out[member] = values[i];
    }
    return out;
}

/* An answer shows less of an AuthenticationConfiguration than a request gives. */
static struct value authentication_of(const struct value *given, struct arena *arena)
{
    if (!given->set)
        return *given;
    struct value *shown = convert(&shape_authentication_configuration_input, given->members,
                                  &shape_authentication_configuration, arena);
    struct value *oauth = &shown[AUTHENTICATION_CONFIGURATION_O_AUTH2_PROPERTIES];
    if (oauth->set)
        *oauth = value_struct(convert(&shape_o_auth2_properties_input, oauth->members,
                                      &shape_o_auth2_properties, arena));
    return value_struct(shown);
}

static struct value *document_of(const struct value *input, struct arena *arena)
{
    struct value *out = convert(&shape_connection_input, input, &shape_connection, arena);
    out[CONNECTION_AUTHENTICATION_CONFIGURATION] =
        authentication_of(&input[CONNECTION_INPUT_AUTHENTICATION_CONFIGURATION], arena);
    out[CONNECTION_COMPATIBLE_COMPUTE_ENVIRONMENTS] =
        input[CONNECTION_INPUT_VALIDATE_FOR_COMPUTE_ENVIRONMENTS];
    return out;
}

/* Takes the secrets out of a document. */
static bool hide_secrets(struct value *document, struct arena *arena)
{
    static const int maps[] = {CONNECTION_CONNECTION_PROPERTIES, CONNECTION_SPARK_PROPERTIES,
                               CONNECTION_ATHENA_PROPERTIES, CONNECTION_PYTHON_PROPERTIES};
    bool found = false;
    for (size_t i = 0; i < COUNT(maps); i++)
        document[maps[i]] = connection_secret_hide(&document[maps[i]], arena, &found);
    struct value *authentication = &document[CONNECTION_AUTHENTICATION_CONFIGURATION];
    struct value *oauth =
        authentication->set
            ? &authentication->members[AUTHENTICATION_CONFIGURATION_O_AUTH2_PROPERTIES]
            : authentication;
    if (oauth->set) {
        struct value *map = &oauth->members[O_AUTH2_PROPERTIES_TOKEN_URL_PARAMETERS_MAP];
        *map = connection_secret_hide(map, arena, &found);
    }
    return found;
}

static bool has_credentials(const struct value *given)
{
    if (!given->set)
        return false;
    const struct value *oauth =
        &given->members[AUTHENTICATION_CONFIGURATION_INPUT_O_AUTH2_PROPERTIES];
    return given->members[AUTHENTICATION_CONFIGURATION_INPUT_BASIC_AUTHENTICATION_CREDENTIALS]
               .set ||
           given->members[AUTHENTICATION_CONFIGURATION_INPUT_CUSTOM_AUTHENTICATION_CREDENTIALS]
               .set ||
           (oauth->set &&
            (oauth->members[O_AUTH2_PROPERTIES_INPUT_AUTHORIZATION_CODE_PROPERTIES].set ||
             oauth->members[O_AUTH2_PROPERTIES_INPUT_O_AUTH2_CREDENTIALS].set));
}

static int schema_version_of(const struct value *input)
{
    static const int second[] = {
        CONNECTION_INPUT_SPARK_PROPERTIES, CONNECTION_INPUT_ATHENA_PROPERTIES,
        CONNECTION_INPUT_PYTHON_PROPERTIES, CONNECTION_INPUT_AUTHENTICATION_CONFIGURATION,
        CONNECTION_INPUT_VALIDATE_FOR_COMPUTE_ENVIRONMENTS};
    for (size_t i = 0; i < COUNT(second); i++)
        if (input[second[i]].set)
            return 2;
    return 1;
}

int connection_draft_make(const struct value *input, struct arena *arena,
                          struct connection_draft *out, struct err *err)
{
    const struct value *given = &input[CONNECTION_INPUT_AUTHENTICATION_CONFIGURATION];
    *out = (struct connection_draft){.name = input[CONNECTION_INPUT_NAME].text,
                                     .type = input[CONNECTION_INPUT_CONNECTION_TYPE].text,
                                     .schema_version = schema_version_of(input)};
    if (check(input, err) != 0)
        return -1;
    struct value *document = document_of(input, arena);
    out->secret_tail = render(&shape_connection, document, arena);
    if (hide_secrets(document, arena)) {
        out->tail = render(&shape_connection, document, arena);
    } else {
        out->tail = out->secret_tail;
        out->secret_tail = (struct text){NULL, 0};
    }
    if (has_credentials(given))
        out->credentials = render(&shape_authentication_configuration_input, given->members, arena);
    return 0;
}

/* --- the way back ------------------------------------------------------------------------- */

int connection_tail_decode(struct text tail, struct arena *arena, struct value **connection,
                           struct err *err)
{
    struct text whole = arena_printf(arena, "{%.*s}", TEXT_ARG(tail));
    return shape_decode_partial(&shape_connection, whole, arena, connection, err);
}

static struct value lay_over(const struct value *below, const struct value *above,
                             struct arena *arena)
{
    size_t room = below->list.count + above->list.count, count = 0;
    struct value *items = ARENA_ARRAY(arena, struct value, 2 * room + 1);
    for (size_t i = 0; i < below->list.count; i++) {
        const struct value *other = value_map_get(above, below->list.items[2 * i].text);
        if (other)
            continue;
        memcpy(items + 2 * count++, below->list.items + 2 * i, 2 * sizeof *items);
    }
    for (size_t i = 0; i < above->list.count; i++)
        memcpy(items + 2 * count++, above->list.items + 2 * i, 2 * sizeof *items);
    return value_list(items, count);
}

int connection_tail_override(struct text tail, struct text environment, struct arena *arena,
                             struct text *out, struct err *err)
{
    static const struct {
        const char *environment;
        int member;
    } members[] = {{"SPARK", CONNECTION_SPARK_PROPERTIES},
                   {"ATHENA", CONNECTION_ATHENA_PROPERTIES},
                   {"PYTHON", CONNECTION_PYTHON_PROPERTIES}};
    struct value *document;
    *out = tail;
    if (connection_tail_decode(tail, arena, &document, err) != 0)
        return -1;
    struct value *properties = &document[CONNECTION_CONNECTION_PROPERTIES];
    for (size_t i = 0; i < COUNT(members); i++)
        if (text_is(environment, members[i].environment) && document[members[i].member].set)
            *properties = lay_over(properties, &document[members[i].member], arena);
    *out = render(&shape_connection, document, arena);
    return 0;
}
