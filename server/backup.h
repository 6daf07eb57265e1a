/* SPDX-License-Identifier: Apache-2.0
 * Backups: one file that holds a copy of the store and, sealed under a passphrase, its sealing key.
 * The format is plain enough to be taken apart by hand (docs/backup.md):
 *
 *     propolis-backup 1
 *     created 2026-11-21T09:30:00.000Z
 *     propolis 0.1.0
 *     account 123456789012
 *     part sealing-key 380 <SHA-256 in hex>       absent where no passphrase was given
 *     part database 417792 <SHA-256 in hex>
 *                                                 an empty line ends the head
 *     the bytes of the parts, one behind the other */
#ifndef PROPOLIS_SERVER_BACKUP_H
#define PROPOLIS_SERVER_BACKUP_H

#include "base/err.h"
#include "base/text.h"

struct backup_source {
    const char *database_path; /* a copy that nobody writes */
    struct text account;
    struct text sealed_key; /* from seal_passphrase_encrypt; {NULL, 0}: none */
};

/* Writes `file`, which must not exist, mode 0600; it appears whole or not at all. ERR_EXISTS,
 * ERR_IO, ERR_FULL. */
int backup_write(const struct backup_source *source, const char *file, struct err *err) MUST_CHECK;

/* A backup that was opened and whose parts were found whole. */
struct backup {
    const char *map; /* the file in memory */
    size_t map_bytes;
    struct text created, account, sealed_key, database; /* sealed_key {NULL, 0}: not in it */
};

/* ERR_NOT_FOUND, ERR_IO; ERR_INVALID where it is no backup, is of a newer format, is cut short, or
 * was changed. */
int backup_open(struct backup *out, const char *file, struct err *err) MUST_CHECK;
void backup_close(struct backup *backup);

/* Makes a data folder of it: the folder (which must be missing or empty) and the database in it, on
 * disk before the return. */
int backup_extract(const struct backup *backup, const char *folder, struct err *err) MUST_CHECK;

#endif
