/* SPDX-License-Identifier: Apache-2.0 */
#include "lake/credentials_fetch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/date.h"
#include "base/encode.h"
#include "base/http_client.h"
#include "base/json_read.h"
#include "base/limits.h"
#include "lake/s3_xml.h"

static const char CONTAINER[] = "http://169.254.170.2";
static const char MACHINE[] = "http://169.254.169.254";
static const char ROLES[] = "/latest/meta-data/iam/security-credentials/";

/* Who is asked must be near: another machine would make every start wait. STS is the exception. */
enum { NEAR_CONNECT_MS = 1000, NEAR_TOTAL_MS = 3000, STS_CONNECT_MS = 5000, STS_TOTAL_MS = 15000 };

static const char *environment(const char *name)
{
    const char *value = getenv(name);
    return value && value[0] ? value : NULL;
}

int credentials_read_file(const char *path, struct arena *a, struct text *out, struct err *e)
{
    struct buf b;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_set(e, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "cannot open %s: %s", path,
                       strerror(errno));
    buf_init(&b, LIMIT_CREDENTIALS_FILE_BYTES);
    ssize_t n = 1;
    while (n > 0 && !buf_over(&b)) {
        char piece[4096];
        n = read(fd, piece, sizeof piece);
        if (n < 0 && errno == EINTR)
            n = 1;
        else if (n > 0)
            buf_put(&b, (struct text){piece, (size_t)n});
    }
    if (n < 0)
        err_set(e, ERR_IO, "cannot read %s: %s", path, strerror(errno));
    else if (buf_over(&b))
        err_set(e, ERR_INVALID, "%s is larger than %d bytes", path, LIMIT_CREDENTIALS_FILE_BYTES);
    *out = arena_copy(a, buf_text(&b));
    buf_release(&b);
    close(fd);
    return e->code == ERR_NONE ? 0 : -1;
}

/* One request; the body of a 200 is copied into the arena. `status` is 0 where nobody answered. */
static int ask(const struct http_request *request, struct arena *a, int *status, struct text *body,
               struct err *e)
{
    static const struct http_client_config config = {.parallel_max = 1};
    struct http_client *client;
    struct http_response response = {0};
    struct err unanswered = {0};
    *status = 0;
    *body = TEXT("");
    if (http_client_open(&client, &config, e) < 0)
        return -1;
    if (http_client_perform(client, request, &response, &unanswered) == 0) {
        *status = response.status;
        *body = arena_copy(a, buf_text(&response.body));
    }
    http_response_release(&response);
    http_client_close(client);
    return 0;
}

static struct http_request near_request(const char *method, const char *url,
                                        const struct header *header)
{
    return (struct http_request){.method = method,
                                 .url = url,
                                 .headers = header,
                                 .header_count = header ? 1 : 0,
                                 .response_bytes_max = LIMIT_CREDENTIALS_FILE_BYTES,
                                 .timeout_ms = NEAR_TOTAL_MS,
                                 .connect_timeout_ms = NEAR_CONNECT_MS};
}

static int take_keys(struct fetched_keys *out, struct text expiration, const char *source,
                     struct err *e)
{
    if (out->access_key_id.n == 0 || out->secret_key.n == 0)
        return err_set(e, ERR_IO, "%s answered without keys", source);
    if (!date_decode_iso8601(expiration, &out->expires_ms))
        return err_set(e, ERR_IO, "%s answered without a time of expiry", source);
    return 1;
}

/* {"AccessKeyId": ..., "SecretAccessKey": ..., "Token": ..., "Expiration": ...} */
static int decode_keys(struct text json, const char *source, struct arena *a,
                       struct fetched_keys *out, struct err *e)
{
    struct json_reader r;
    struct text name, expiration = TEXT("");
    *out = (struct fetched_keys){0};
    const struct {
        const char *name;
        struct text *value;
    } members[] = {
        {"AccessKeyId", &out->access_key_id},
        {"SecretAccessKey", &out->secret_key},
        {"Token", &out->session_token},
        {"Expiration", &expiration},
    };
    int more = json_reader_init(&r, json, a, e) < 0 || json_enter_object(&r) < 0 ? -1 : 1;
    while (more > 0 && (more = json_next_member(&r, &name)) > 0) {
        struct text *value = NULL;
        for (size_t i = 0; i < COUNT(members); i++)
            if (text_is(name, members[i].name))
                value = members[i].value;
        if ((value ? json_read_string(&r, value) : json_skip(&r, NULL)) < 0)
            more = -1;
    }
    if (more < 0)
        return err_wrap(e, "keys from %s", source);
    return take_keys(out, expiration, source, e);
}

static void put_parameter(struct buf *b, const char *name, struct text value)
{
    buf_put_string(b, name);
    encode_percent(b, value, false);
}

/* STS's AssumeRoleWithWebIdentity, which is not signed: the token is the proof. */
static int exchange(struct text region, struct text token, struct arena *a, struct text *xml,
                    struct err *e)
{
    static const struct header type = {TEXT_INIT("content-type"),
                                       TEXT_INIT("application/x-www-form-urlencoded")};
    const char *endpoint = environment("AWS_ENDPOINT_URL_STS");
    const char *session = environment("AWS_ROLE_SESSION_NAME");
    struct text url = endpoint
                          ? arena_printf(a, "%s/", endpoint)
                          : arena_printf(a, "https://sts.%.*s.amazonaws.com%s/", TEXT_ARG(region),
                                         text_starts_with(region, TEXT("cn-")) ? ".cn" : "");
    struct buf body;
    int status;
    buf_init(&body, 8 * LIMIT_CREDENTIALS_FILE_BYTES);
    buf_put_string(&body, "Action=AssumeRoleWithWebIdentity&Version=2011-06-15");
    put_parameter(&body, "&RoleArn=", text_of(environment("AWS_ROLE_ARN")));
    put_parameter(&body, "&RoleSessionName=", text_of(session ? session : "propolis"));
    put_parameter(&body, "&WebIdentityToken=", text_trim(token));
    struct http_request request = near_request("POST", url.p, &type);
    request.timeout_ms = STS_TOTAL_MS;
    request.connect_timeout_ms = STS_CONNECT_MS;
    request.body = buf_text(&body);
    int result = ask(&request, a, &status, xml, e);
    buf_release(&body);
    if (result == 0 && status == 0)
        return err_set(e, ERR_IO, "STS did not answer for the web identity");
    return result;
}

int credentials_fetch_web_identity(struct text region, struct arena *a, struct fetched_keys *out,
                                   struct err *e)
{
    const char *path = environment("AWS_WEB_IDENTITY_TOKEN_FILE");
    struct text token, xml;
    struct s3_answer answer;
    if (!path || !environment("AWS_ROLE_ARN"))
        return 0;
    if (credentials_read_file(path, a, &token, e) < 0 || exchange(region, token, a, &xml, e) < 0 ||
        s3_xml_decode(xml, TEXT(""), a, &answer, e) < 0)
        return err_wrap(e, "keys for the web identity");
    if (answer.kind == S3_ANSWER_ERROR)
        return err_set(e, ERR_ACCESS_DENIED, "STS refused the web identity: %.*s: %.*s",
                       TEXT_ARG(answer.error.code), TEXT_ARG(answer.error.message));
    *out = (struct fetched_keys){answer.session.access_key_id, answer.session.secret_key,
                                 answer.session.session_token, 0};
    return take_keys(out, answer.session.expiration, "STS", e);
}

/* Keys travel in the clear over http, so only to an address that is this machine's own. */
static bool is_near(struct text url)
{
    static const char *const near[] = {"http://localhost",      "http://127.0.0.1",
                                       "http://[::1]",          "http://169.254.170.2",
                                       "http://169.254.170.23", "http://[fd00:ec2::23]"};
    if (text_starts_with(url, TEXT("https://")))
        return true;
    for (size_t i = 0; i < COUNT(near); i++) {
        struct text prefix = text_of(near[i]);
        if (text_starts_with(url, prefix) && (url.n == prefix.n || url.p[prefix.n] == '/' ||
                                              url.p[prefix.n] == ':' || url.p[prefix.n] == '?'))
            return true;
    }
    return false;
}

static int container_token(struct arena *a, struct header *header, struct err *e)
{
    const char *path = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE");
    const char *token = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN");
    *header = (struct header){TEXT("Authorization"), text_of(token)};
    if (path && credentials_read_file(path, a, &header->value, e) < 0)
        return -1;
    header->value = text_trim(header->value);
    return 0;
}

int credentials_fetch_container(struct arena *a, struct fetched_keys *out, struct err *e)
{
    const char *relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI");
    const char *full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    struct header header;
    struct text json;
    int status;
    if (!relative && !full)
        return 0;
    struct text url = relative ? arena_printf(a, "%s%s", CONTAINER, relative) : text_of(full);
    if (!is_near(url))
        return err_set(
            e, ERR_VALIDATION,
            "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or an address of this machine");
    if (container_token(a, &header, e) < 0)
        return -1;
    const struct http_request request = near_request("GET", url.p, header.value.n ? &header : NULL);
    if (ask(&request, a, &status, &json, e) < 0)
        return -1;
    if (status != 200)
        return err_set(e, ERR_IO, "the container's source of keys answered %d", status);
    return decode_keys(json, "the container", a, out, e);
}

/* GET below the metadata service. Returns the status, 0 where nobody answered. */
static int machine_get(const char *path, const struct header *token, struct arena *a,
                       struct text *body, struct err *e)
{
    const char *endpoint = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT");
    struct text url = arena_printf(a, "%s%s", endpoint ? endpoint : MACHINE, path);
    const bool is_token = strcmp(path, "/latest/api/token") == 0;
    const struct http_request request = near_request(is_token ? "PUT" : "GET", url.p, token);
    int status;
    return ask(&request, a, &status, body, e) < 0 ? 0 : status;
}

int credentials_fetch_machine(struct arena *a, struct fetched_keys *out, struct err *e)
{
    const char *disabled = environment("AWS_EC2_METADATA_DISABLED");
    struct header header = {TEXT("x-aws-ec2-metadata-token-ttl-seconds"), TEXT("21600")};
    struct text token, roles, json;
    if (disabled && strcasecmp(disabled, "true") == 0)
        return 0;
    if (machine_get("/latest/api/token", &header, a, &token, e) != 200)
        return 0; /* not a machine of AWS */
    header = (struct header){TEXT("x-aws-ec2-metadata-token"), text_trim(token)};
    if (machine_get(ROLES, &header, a, &roles, e) != 200)
        return 0; /* it has no role */
    struct text role = text_trim(text_split(&roles, '\n'));
    struct text path = arena_printf(a, "%s%.*s", ROLES, TEXT_ARG(role));
    int status = machine_get(path.p, &header, a, &json, e);
    if (status != 200)
        return err_set(e, ERR_IO, "the machine's role %.*s answered %d", TEXT_ARG(role), status);
    return decode_keys(json, "the machine's role", a, out, e);
}
