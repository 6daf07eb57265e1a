/* SPDX-License-Identifier: Apache-2.0
 * The table of options. A new option is one field in struct config and one row here. */
#include <stddef.h>

#include "base/limits.h"
#include "base/log.h"
#include "server/config.h"

#define FIELD(member) offsetof(struct config, member)
#define FOR_RUNNING                                                                                \
    (FOR_KEY_CREATE | FOR_KEY_IMPORT | FOR_KEY_LIST | FOR_KEY_REVOKE | FOR_ENV | FOR_CRAWL |       \
     FOR_BACKUP)

enum { KIB = 1 << 10, MIB = 1 << 20, GIB = 1 << 30, SECOND = 1000, MINUTE = 60 * SECOND };

static const char *const auth_words[] = {[AUTH_SIGV4] = "sigv4", [AUTH_NONE] = "none", NULL};
static const char *const format_words[] = {[LOG_AS_JSON] = "json", [LOG_AS_TEXT] = "text", NULL};
static const char *const level_words[] = {[LEVEL_ERROR] = "error",
                                          [LEVEL_WARNING] = "warning",
                                          [LEVEL_INFO] = "info",
                                          [LEVEL_DEBUG] = "debug",
                                          NULL};

const struct option_row option_rows[] = {
    {"data", "DIR", "propolis-data", OPTION_PATH, EVERYWHERE, FIELD(data),
     .commands = FOR_SERVE | FOR_MIGRATE | FOR_RESTORE | FOR_RUNNING,
     .about = "the data folder: database, sealing key, control socket"},
    {"listen", "HOST:PORT", "127.0.0.1:9085", OPTION_ADDRESS, EVERYWHERE, FIELD(listen),
     .commands = FOR_SERVE, .about = "where to answer; port 0 takes a free one"},
    {"auth", "sigv4|none", "sigv4", OPTION_WORD, EVERYWHERE, FIELD(auth), .words = auth_words,
     .commands = FOR_SERVE, .about = "how callers prove who they are"},
    {"allow-unauthenticated-remote", NULL, NULL, OPTION_FLAG, EVERYWHERE,
     FIELD(allow_unauthenticated_remote), .commands = FOR_SERVE,
     .about = "let --auth none listen on an address that others can reach"},
    {"account-id", "DIGITS", "123456789012", OPTION_ACCOUNT, EVERYWHERE, FIELD(account_id),
     .commands = FOR_SERVE | FOR_MIGRATE,
     .about = "the account that owns the catalog; fixed once the data folder is made"},
    {"region", "NAME", "us-east-1", OPTION_TEXT, EVERYWHERE, FIELD(region), .min = 1, .max = 64,
     .commands = FOR_SERVE, .about = "the region in ARNs and in what `propolis env` prints"},
    {"s3-endpoint", "URL", NULL, OPTION_URL, EVERYWHERE, FIELD(s3_endpoint), .min = 1, .max = 1024,
     .commands = FOR_SERVE, .about = "an S3 server other than AWS"},
    {"s3-path-style", NULL, NULL, OPTION_FLAG, EVERYWHERE, FIELD(s3_path_style),
     .commands = FOR_SERVE, .about = "address buckets by path and not by host name"},
    {"s3-region", "NAME", NULL, OPTION_TEXT, EVERYWHERE, FIELD(s3_region), .min = 1, .max = 64,
     .commands = FOR_SERVE, .about = "the region that S3 requests are signed for; else --region"},
    {"file-root", "DIR", NULL, OPTION_PATH, EVERYWHERE, FIELD(file_root), .commands = FOR_SERVE,
     .about = "let crawlers read file:// below this folder"},
    {"webhook-allow", "CIDR,...", NULL, OPTION_CIDRS, EVERYWHERE, FIELD(webhook_allow), .min = 1,
     .max = 4096, .commands = FOR_SERVE,
     .about = "loopback or private networks that webhooks may lead to"},
    {"tls-certificate", "FILE", NULL, OPTION_PATH, EVERYWHERE, FIELD(tls_certificate),
     .commands = FOR_SERVE,
     .about = "answer over TLS: certificate chain, PEM; SIGHUP reads it again"},
    {"tls-key", "FILE", NULL, OPTION_PATH, EVERYWHERE, FIELD(tls_key), .commands = FOR_SERVE,
     .about = "its private key, PEM"},
    {"body-max", "SIZE", "16MiB", OPTION_BYTES, EVERYWHERE, FIELD(body_bytes_max), .min = KIB,
     .max = LIMIT_REQUEST_ARENA_BYTES, .commands = FOR_SERVE, .about = "largest request body"},
    {"memory-max", "SIZE", "1GiB", OPTION_BYTES, EVERYWHERE, FIELD(memory_bytes_max),
     .min = 16 * MIB, .max = INT64_C(1) << 40, .commands = FOR_SERVE,
     .about = "memory of all requests together"},
    {"cache-bytes", "SIZE", "64MiB", OPTION_BYTES, EVERYWHERE, FIELD(cache_bytes_max), .min = 0,
     .max = INT64_C(1) << 40, .commands = FOR_SERVE, .about = "memory of the object cache"},
    {"connections-max", "N", "4096", OPTION_COUNT, EVERYWHERE, FIELD(connections_max), .min = 1,
     .max = 1000000, .commands = FOR_SERVE, .about = "connections at once; more wait"},
    {"connections-per-address", "N", "1024", OPTION_COUNT, EVERYWHERE,
     FIELD(connections_per_address_max), .min = 1, .max = 1000000, .commands = FOR_SERVE,
     .about = "connections at once from one address; more are refused"},
    {"request-timeout", "TIME", "30s", OPTION_DURATION, EVERYWHERE, FIELD(request_timeout_ms),
     .min = 100, .max = 60 * MINUTE, .commands = FOR_SERVE,
     .about = "how long a request may take to arrive as a whole"},
    {"idle-timeout", "TIME", "60s", OPTION_DURATION, EVERYWHERE, FIELD(idle_timeout_ms), .min = 100,
     .max = 60 * MINUTE, .commands = FOR_SERVE,
     .about = "how long a connection may wait between requests"},
    {"shutdown-timeout", "TIME", "1500ms", OPTION_DURATION, EVERYWHERE, FIELD(shutdown_timeout_ms),
     .min = 0, .max = 10 * MINUTE, .commands = FOR_SERVE,
     .about = "how long requests under way may go on after SIGTERM"},
    {"signature-skew", "TIME", "5m", OPTION_DURATION, EVERYWHERE, FIELD(signature_skew_ms),
     .min = SECOND, .max = 60 * MINUTE, .commands = FOR_SERVE,
     .about = "how far a signature's time may be off"},
    {"threads", "N", "0", OPTION_COUNT, EVERYWHERE, FIELD(threads), .min = 0, .max = 256,
     .commands = FOR_SERVE, .about = "threads that answer requests; 0: one per processor"},
    {"pool-threads", "N", "4", OPTION_COUNT, EVERYWHERE, FIELD(pool_threads), .min = 1, .max = 256,
     .commands = FOR_SERVE, .about = "threads for long reads and for work elsewhere"},
    {"log-format", "json|text", "json", OPTION_WORD, EVERYWHERE, FIELD(log_format),
     .words = format_words, .commands = FOR_SERVE | FOR_MIGRATE,
     .about = "lines of the log, on standard error"},
    {"log-level", "LEVEL", "info", OPTION_WORD, EVERYWHERE, FIELD(log_level), .words = level_words,
     .commands = FOR_SERVE | FOR_MIGRATE,
     .about = "error, warning, info (one line per request) or debug"},
    {"root-access-key-id", "ID", NULL, OPTION_TEXT, ENVIRONMENT_ONLY, FIELD(root_access_key_id),
     .min = 4, .max = 128, .commands = FOR_SERVE,
     .about = "the root key; without it one is made at the first start"},
    {"root-secret-access-key", "SECRET", NULL, OPTION_TEXT, ENVIRONMENT_ONLY,
     FIELD(root_secret_access_key), .min = 8, .max = 128, .commands = FOR_SERVE,
     .about = "its secret"},
    {"name", "NAME", NULL, OPTION_TEXT, COMMAND_LINE_ONLY, FIELD(name), .min = 1, .max = 64,
     .commands = FOR_KEY_CREATE | FOR_KEY_IMPORT,
     .about = "whose key it is: user/NAME in the caller's ARN"},
    {"id", "ID", NULL, OPTION_TEXT, COMMAND_LINE_ONLY, FIELD(key_id), .min = 4, .max = 128,
     .commands = FOR_KEY_IMPORT, .about = "the access key id; else AWS_ACCESS_KEY_ID"},
    {"secret-file", "FILE", NULL, OPTION_PATH, COMMAND_LINE_ONLY, FIELD(secret_file),
     .commands = FOR_KEY_IMPORT,
     .about = "a file that holds the secret; else AWS_SECRET_ACCESS_KEY"},
    {"passphrase-file", "FILE", NULL, OPTION_PATH, COMMAND_LINE_ONLY, FIELD(passphrase_file),
     .commands = FOR_BACKUP | FOR_RESTORE,
     .about = "the passphrase of the sealing key inside the backup"},
    {"wait", NULL, NULL, OPTION_FLAG, COMMAND_LINE_ONLY, FIELD(wait), .commands = FOR_CRAWL,
     .about = "wait for the end of the run and show its progress"},
};
const size_t option_rows_count = COUNT(option_rows);
