/* SPDX-License-Identifier: Apache-2.0
 * The command line: which commands there are, and what each is handed. */
#ifndef PROPOLIS_SERVER_COMMAND_H
#define PROPOLIS_SERVER_COMMAND_H

#include "base/buf.h"
#include "server/config.h"

/* What the process ends with. */
enum exit_status {
    EXIT_OK = 0,
    EXIT_FAILED = 1,    /* it was tried and failed; standard error says why */
    EXIT_WRONG_USE = 2, /* the command line or the configuration is wrong */
    EXIT_NO_SERVER = 3, /* the command needs a running server and there is none */
};

/* One run of a command. */
struct invocation {
    struct config config;
    const char *const *operands;
    size_t operands_count;
    struct err err; /* set by run when it fails; main prints it */
};

struct command {
    const char *name;     /* one or two words */
    const char *operands; /* as the help shows them; "" for none */
    unsigned bit;         /* which options it takes; 0: it takes none, and reads no configuration */
    size_t operands_min, operands_max;
    const char *about;                /* one line */
    int (*run)(struct invocation *i); /* enum exit_status */
};

/* What main does. `arguments` without the program's name. */
int command_main(size_t count, const char *const *arguments, const char *const *environment);

/* The commands' bodies, by file. */
int command_serve(struct invocation *i);
int command_migrate(struct invocation *i);
int command_openapi(struct invocation *i);
int command_model(struct invocation *i);
int command_version(struct invocation *i);
int command_key_create(struct invocation *i);
int command_key_import(struct invocation *i);
int command_key_list(struct invocation *i);
int command_key_revoke(struct invocation *i);
int command_key_policy(struct invocation *i);
int command_env(struct invocation *i);
int command_crawl(struct invocation *i);
int command_repair(struct invocation *i);
int command_backup(struct invocation *i);
int command_restore(struct invocation *i);

/* Puts the member "PolicyDocument" from the file that --policy or --file names, where one does.
 * ERR_INVALID: it is no policy. */
int command_put_policy(struct invocation *i, struct buf *body) MUST_CHECK;

/* The exit status that belongs to an error. */
int command_status(const struct err *err);

#endif
