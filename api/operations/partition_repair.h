/* SPDX-License-Identifier: Apache-2.0
 * A repair of a table's partitions, on its way through its files: what is registered and what is
 * found (partition_repair_find.c), what is to be done (partition_repair_plan.c), doing it and
 * telling it (partition_repair.c). All of it runs on the pool. */
#ifndef PROPOLIS_API_OPERATIONS_PARTITION_REPAIR_H
#define PROPOLIS_API_OPERATIONS_PARTITION_REPAIR_H

#include "api/operations/operation.h"
#include "lake/lake.h"
#include "store/partition.h"

/* A folder that names a partition. */
struct repair_folder {
    struct text path; /* below the table's location, ending in '/'; the values are in it */
    struct text key;  /* equal for values that are equal by the types of their keys */
    bool add;
};

/* A partition that is registered. */
struct repair_known {
    struct text vals; /* JSON */
    struct text key;
    struct text location; /* as registered; {NULL, 0}: the table's and `path` */
    struct text path;     /* {NULL, 0}: not below the table's location */
    bool drop;
};

struct repair_ignored {
    struct text path, reason;
};

struct repair {
    struct call *call;
    struct err *err;
    struct arena arena;
    struct arena scratch; /* for one row of the store at a time */
    struct table_name name;
    bool adds, drops, dry_run;
    int64_t deadline_us; /* of all listing */

    struct partition_table table;
    const struct value *descriptor; /* the table's, decoded */
    struct text base;               /* its location as registered, ending in '/' */
    struct location root;           /* the same */

    struct repair_folder *folders;
    struct repair_known *known;
    size_t folders_n, folders_room, known_n, known_room;

    struct repair_ignored *ignored; /* LIMIT_REPAIR_TOLD */
    int64_t ignored_n, added, dropped, kept;
};

/* Reads the table and what is registered. ERR_NOT_FOUND, ERR_INVALID. */
int repair_read(struct repair *r) MUST_CHECK;

/* Lists the table's location. */
int repair_list(struct repair *r, struct lake *lake) MUST_CHECK;

/* The values, as a list of texts in the arena. */
const struct value *repair_folder_values(const struct repair *r, const struct repair_folder *folder,
                                         struct arena *arena);
int repair_known_values(const struct repair *r, const struct repair_known *known,
                        struct arena *arena, const struct value **out, struct err *err) MUST_CHECK;

/* ERR_UNAVAILABLE once the server is stopping. */
int repair_check_going_on(const struct repair *r) MUST_CHECK;

/* Decides what is added and dropped, and looks once more at each folder before it is said to be
 * gone. */
int repair_plan(struct repair *r, struct lake *lake) MUST_CHECK;

/* Notes a folder that is left out. `path` is copied. */
void repair_ignore(struct repair *r, struct text path, struct text reason);

#endif
