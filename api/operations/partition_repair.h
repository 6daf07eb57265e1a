/* SPDX-License-Identifier: Apache-2.0
 * A repair of a table's partitions, on its way through its files: what is registered and what is
 * found (partition_repair_find.c), what is to be done (partition_repair_plan.c), doing it
 * (partition_repair_write.c) and telling it (partition_repair.c). All of it runs beside the pool.
 *
 * Of ten million partitions that are as they should be it keeps 32 bytes each; texts are kept of
 * what is to be added, and of some thousand at a time of what is to be dropped. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_REPAIR_H
#define PROPOLIS_API_OPERATIONS_PARTITION_REPAIR_H

#include "api/operations/operation.h"
#include "api/operations/partition_repair_set.h"
#include "lake/lake.h"
#include "store/partition.h"

/* A folder that names a partition and is not registered. */
struct repair_folder {
    struct text path;       /* below the table's location, ending in '/'; the values are in it */
    struct repair_hash key; /* equal for values that are equal by the types of their keys */
    bool add;
};

/* A partition that is registered below the table's location, and whose folder was not found. */
struct repair_known {
    struct text vals; /* JSON */
    struct text location, path;
    struct repair_hash key;
};

/* What is told of a partition, or of a folder that is left out. */
struct repair_told {
    struct text vals; /* JSON */
    struct text location, reason;
};

struct repair_list {
    struct repair_told *items; /* LIMIT_REPAIR_TOLD */
    int64_t n;                 /* of all */
};

struct repair {
    struct call *call;
    struct err *err;
    struct arena arena;
    struct arena scratch; /* for one partition or folder at a time */
    struct buf bytes;     /* the same */
    struct crypto *crypto;
    struct table_name name;
    bool adds, drops, dry_run;
    int64_t deadline_us; /* of all listing */

    struct partition_table table;
    const struct value *descriptor; /* the table's, decoded */
    struct text base;               /* its location as registered, ending in '/' */
    struct location root;           /* the same */

    struct repair_set keys;  /* of what is registered; marked: dropped */
    struct repair_set paths; /* the same; marked: found */

    struct repair_folder *folders;
    size_t folders_n, folders_room;

    struct repair_list added, dropped, ignored;
    int64_t known_n, raced_n; /* registered; registered meanwhile by somebody else */
};

/* Reads the table and what is registered. ERR_NOT_FOUND, ERR_INVALID. */
int repair_read(struct repair *r) MUST_CHECK;

/* Lists the table's location. */
int repair_look(struct repair *r, struct lake *lake) MUST_CHECK;

/* Drops what is registered and not there: each folder is looked at once more. */
int repair_drop(struct repair *r, struct lake *lake) MUST_CHECK;

/* Adds what is there and not registered. */
int repair_add(struct repair *r) MUST_CHECK;

/* Notes what is done to a partition, or why a folder is left out. Texts are copied. */
void repair_tell(struct repair *r, struct repair_list *list, struct repair_told told);
void repair_ignore(struct repair *r, struct text path, struct text reason);

/* Writes what is to be dropped or added, at most REPAIR_CHUNK at once, and tells what came of it.
 * A dry run tells alone. */
enum { REPAIR_CHUNK = 100 };
struct repair_item {
    const struct repair_known *drop;
    struct repair_folder *add;
};
int repair_write(struct repair *r, const struct repair_item *items, size_t n) MUST_CHECK;

/* Values as a list of texts, in the arena. */
const struct value *repair_folder_values(const struct repair *r, const struct repair_folder *folder,
                                         struct arena *arena);
int repair_values(const struct repair *r, struct text vals, struct arena *arena,
                  const struct value **out, struct err *err) MUST_CHECK;

/* Of values, as a list of texts. */
struct repair_hash repair_key_of(struct repair *r, const struct value *vals);

/* The part of a location below the table's own, ending in '/'; {NULL, 0} where it lies elsewhere,
 * or where this server cannot look. In the scratch arena. */
struct text repair_path_below(struct repair *r, struct text location);

/* The location of a path. In the arena. */
struct text repair_location_of(const struct repair *r, struct text path, struct arena *arena);

/* Makes an error of a listing one of the caller: where a table lies is its owner's to say. -1. */
int repair_fail_listing(struct repair *r);

/* ERR_UNAVAILABLE once the server is stopping; ERR_LIMIT once it needs too much memory. */
int repair_check_going_on(const struct repair *r, struct err *err) MUST_CHECK;

#endif
