/* SPDX-License-Identifier: Apache-2.0
 * Configuration: one table of options (server/options.c) that is read from four places. A place
 * further up goes before:
 *
 *     the command line     --listen 127.0.0.1:9085, or --listen=127.0.0.1:9085
 *     the environment      PROPOLIS_LISTEN=127.0.0.1:9085
 *     a file (--config)    listen = 127.0.0.1:9085, one option a line; '#' begins a comment line
 *     the default
 *
 * An error names the option, the value, where it came from and the rule it breaks. */
#ifndef PROPOLIS_SERVER_CONFIG_H
#define PROPOLIS_SERVER_CONFIG_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/compiler.h"
#include "base/err.h"

enum auth_mode { AUTH_SIGV4, AUTH_NONE };
enum repair_mode { REPAIR_ADD, REPAIR_DROP, REPAIR_SYNC };

/* All options as values. Texts are NULL where nothing was given; they live in `arena`. */
struct config {
    struct arena arena;
    const char *data, *listen, *account_id, *region;
    const char *s3_endpoint, *s3_region, *file_root, *webhook_allow;
    const char *tls_certificate, *tls_key;
    const char *root_access_key_id, *root_secret_access_key;
    const char *name, *key_id, *secret_file, *passphrase_file, *policy_file;
    int64_t auth, log_format, log_level; /* enum auth_mode, enum log_format, enum log_level */
    int64_t repair_mode;                 /* enum repair_mode */
    int64_t body_bytes_max, memory_bytes_max, cache_bytes_max;
    int64_t connections_max, connections_per_address_max, threads, pool_threads;
    int64_t webhook_retry_permille;
    int64_t projection_validation, projection_serve; /* api/operations/projection_settings.h */
    int64_t projection_partitions_max, projection_exists_ms;
    int64_t request_timeout_ms, idle_timeout_ms, shutdown_timeout_ms, signature_skew_ms;
    bool allow_unauthenticated_remote, s3_path_style, wait, without_secrets, dry_run;
};

/* Which commands an option belongs to. */
enum command_bit {
    FOR_SERVE = 1,
    FOR_MIGRATE = 2,
    FOR_KEY_CREATE = 4,
    FOR_KEY_IMPORT = 8,
    FOR_KEY_LIST = 16,
    FOR_KEY_REVOKE = 32,
    FOR_ENV = 64,
    FOR_CRAWL = 128,
    FOR_BACKUP = 256,
    FOR_RESTORE = 512,
    FOR_KEY_POLICY = 1024,
    FOR_REPAIR = 2048,
};

enum option_kind {
    OPTION_TEXT,     /* min to max bytes, one line */
    OPTION_PATH,     /* a text that names a file or folder */
    OPTION_ADDRESS,  /* HOST:PORT; [HOST]:PORT for IPv6 */
    OPTION_URL,      /* http://... or https://... without a path */
    OPTION_ACCOUNT,  /* twelve digits */
    OPTION_REGION,   /* a text that fits into ARNs and signatures */
    OPTION_CIDRS,    /* networks, separated by commas or given several times */
    OPTION_FLAG,     /* no value on the command line; true or false elsewhere */
    OPTION_WORD,     /* one of `words`; kept as its index */
    OPTION_COUNT,    /* a whole number from min to max */
    OPTION_BYTES,    /* the same with KiB, MiB or GiB behind it */
    OPTION_DURATION, /* milliseconds; written with ms, s, m or h behind the number */
};

/* Where an option may come from beside its default. */
enum option_places {
    EVERYWHERE,
    COMMAND_LINE_ONLY, /* belongs to one run of one command */
    ENVIRONMENT_ONLY   /* a secret: command lines are visible to others */
};

struct option_row {
    const char *name;     /* "listen": --listen, PROPOLIS_LISTEN, listen = */
    const char *argument; /* the word that stands for the value in the help; NULL for flags */
    const char *fallback; /* the default as text; NULL: none */
    enum option_kind kind;
    enum option_places places;
    size_t offset; /* of the field in struct config */
    int64_t min, max;
    const char *const *words; /* NULL-ended */
    unsigned commands;        /* enum command_bit */
    const char *about;        /* one line for the help */
};

extern const struct option_row option_rows[];
extern const size_t option_rows_count;

struct command_line {
    unsigned command; /* its bit */
    const char *const *arguments;
    size_t arguments_count;         /* what stands behind the command's own words */
    const char *const *environment; /* NULL-ended, as environ */
    const char *const *operands;    /* set: what is not an option, in order */
    size_t operands_count;          /* set */
};

/* Reads all places. `config` must be released with config_release, also after an error.
 * ERR_INVALID. */
int config_load(struct config *config, struct command_line *line, struct err *err) MUST_CHECK;
void config_release(struct config *config);

/* Rules between options: both halves of TLS or none, no open door to the network without saying so.
 * For `serve`. */
int config_check(const struct config *config, struct err *err) MUST_CHECK;

/* Appends the list of options of a command, as --help shows it. */
void config_put_help(unsigned command, struct buf *out);

/* Splits HOST:PORT. `host` and `port` are copied into buffers of ADDRESS_HOST_BYTES and
 * ADDRESS_PORT_BYTES. */
enum { ADDRESS_HOST_BYTES = 256, ADDRESS_PORT_BYTES = 8 };
bool address_split(struct text address, char *host, char *port) MUST_CHECK;

/* True for 127.0.0.0/8, ::1 and localhost. */
bool host_is_loopback(const char *host);

/* Sets one option from its text, told to have come from `origin` ("--listen", "PROPOLIS_LISTEN").
 */
int option_set(struct config *config, const struct option_row *row, struct text value,
               struct err *err) MUST_CHECK;

#endif
