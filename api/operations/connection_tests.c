/* SPDX-License-Identifier: Apache-2.0
 * TestConnection: whether the hosts of a connection can be reached. It opens TCP connections, and
 * TLS where the protocol begins with it, and sends nothing: no credentials leave this server. */
#include "api/operations/connection_secret.h"
#include "api/operations/operations.h"
#include "base/clock.h"
#include "base/http_client.h"
#include "base/limits.h"
#include "catalog/connection_target.h"
#include "catalog/shapes_connection.h"
#include "catalog/types.h"

enum { TEST_CONNECTION_NAME, TEST_CATALOG_ID, TEST_TEST_CONNECTION_INPUT };
static const struct member test_connection_request_members[] = {
    [TEST_CONNECTION_NAME] = {"ConnectionName", &type_name_string},
    [TEST_CATALOG_ID] = {"CatalogId", &type_catalog_id_string},
    [TEST_TEST_CONNECTION_INPUT] = {"TestConnectionInput", &type_test_connection_input},
};
static const struct shape shape_test_connection_request =
    SHAPE("TestConnectionRequest", test_connection_request_members);
static const struct shape shape_test_connection_response = {.name = "TestConnectionResponse"};

static int find_kept(struct tx *tx, void *context)
{
    struct call *call = context;
    struct connection *found = ARENA_NEW(&call->arena, struct connection);
    const struct connection_name name = {IN(call, TEST_CATALOG_ID)->text,
                                         IN(call, TEST_CONNECTION_NAME)->text};
    call->prepared = found;
    return connection_find(tx, &name, &call->arena, found);
}

/* The targets of a connection that is kept. */
static int find_kept_targets(struct call *call, struct connection_targets *targets)
{
    struct value *document;
    struct text tail;
    if (store_read(call->service->store, find_kept, call, &call->err) != 0)
        return -1;
    const struct connection *found = call->prepared;
    if (connection_secret_open(call, found, &tail) != 0 ||
        connection_tail_decode(tail, &call->arena, &document, &call->err) != 0)
        return -1;
    return connection_targets_find(found->type, &document[CONNECTION_CONNECTION_PROPERTIES],
                                   targets, &call->err);
}

static int find_given_targets(struct call *call, struct connection_targets *targets)
{
    const struct value *given = IN(call, TEST_TEST_CONNECTION_INPUT)->members;
    struct text type = given[TEST_CONNECTION_INPUT_CONNECTION_TYPE].text;
    const struct value *properties = &given[TEST_CONNECTION_INPUT_CONNECTION_PROPERTIES];
    bool authenticates = given[TEST_CONNECTION_INPUT_AUTHENTICATION_CONFIGURATION].set;
    if (connection_properties_check(type, properties, authenticates, &call->err) != 0)
        return -1;
    return connection_targets_find(type, properties, targets, &call->err);
}

/* One attempt, which may take until `deadline_us`. The URL holds nothing but host and port. */
static int try_target(struct call *call, struct http_client *client,
                      const struct connection_targets *targets, size_t at, int64_t timeout_ms)
{
    const struct connection_target *target = &targets->items[at];
    bool is_ipv6 = text_find(target->host, ':') < target->host.n;
    struct text url =
        arena_printf(&call->arena, "%s://%s%.*s%s:%d/", targets->is_tls ? "https" : "http",
                     is_ipv6 ? "[" : "", TEXT_ARG(target->host), is_ipv6 ? "]" : "", target->port);
    const struct http_request request = {
        .method = "GET",
        .url = arena_printf(&call->arena, "%.*s%c", TEXT_ARG(url), 0).p,
        .timeout_ms = timeout_ms,
        .connect_timeout_ms = timeout_ms,
        .connect_only = true,
        .any_certificate = !targets->is_verified};
    struct http_response response = {0};
    struct err why = {0};
    int result = http_client_perform(client, &request, &response, &why);
    http_response_release(&response);
    if (result == 0)
        return 0;
    err_clear(&call->err);
    return err_set(&call->err, ERR_INVALID, "No connection to %.*s:%d: %s", TEXT_ARG(target->host),
                   target->port, why.text);
}

/* A client of a cluster needs one host that answers, so the first one that does is enough. */
static int try_targets(struct call *call, const struct connection_targets *targets)
{
    struct http_client *client;
    const struct http_client_config config = {.parallel_max = 1,
                                              .addresses = call->service->addresses};
    int64_t share_ms = LIMIT_CONNECTION_TEST_MS / (int64_t)targets->count;
    int result = -1;
    if (http_client_open(&client, &config, &call->err) != 0)
        return -1;
    for (size_t i = 0; i < targets->count && result != 0; i++)
        result = try_target(call, client, targets, i, share_ms);
    http_client_close(client);
    if (result == 0)
        err_clear(&call->err);
    return result;
}

static int test_connection(struct call *call)
{
    struct connection_targets targets;
    bool is_kept = IN(call, TEST_CONNECTION_NAME)->set;
    if (is_kept == IN(call, TEST_TEST_CONNECTION_INPUT)->set)
        return err_set(&call->err, ERR_INVALID,
                       "Exactly one of ConnectionName and TestConnectionInput must be given.");
    int result = is_kept ? find_kept_targets(call, &targets) : find_given_targets(call, &targets);
    return result == 0 ? try_targets(call, &targets) : -1;
}

const struct operation connection_test_operations[CONNECTION_TEST_OPERATIONS] = {
    {.name = "TestConnection",
     .method = METHOD_POST,
     .path = "/v1/connections/test",
     .input = &shape_test_connection_request,
     .output = &shape_test_connection_response,
     .where = OUTSIDE,
     .touches = TOUCHES_CONNECTION,
     .run = test_connection,
     .about = "Opens a TCP or TLS connection to a host of the connection, for at most 10 seconds; "
              "addresses outside of the public internet must be allowed by --webhook-allow.",
     .errors = "NOT_FOUND ENCRYPTION"},
};
