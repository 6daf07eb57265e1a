/* SPDX-License-Identifier: Apache-2.0
 * What was found in a file, or in many files together: columns with types and the facts that a
 * table over them must state. Schemas live in arenas and are not changed once they were handed out.
 */
#ifndef PROPOLIS_CRAWLER_SCHEMA_H
#define PROPOLIS_CRAWLER_SCHEMA_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/text.h"
#include "catalog/hive_type.h"

struct format;

enum compression { COMPRESSION_NONE, COMPRESSION_GZIP };

struct column {
    struct text name;             /* as the catalog keeps it, see column_names_clean */
    struct text original;         /* as the file spells it; empty where it has no name */
    const struct hive_type *type; /* as inferred, HIVE_VOID where only empty values were seen */
    bool has_empty;               /* of text formats: a value was missing or empty */
};

struct csv_facts {
    char delimiter;
    bool quoted;          /* a cell in double quotes was seen */
    bool quoted_line_end; /* a quoted cell holds a line end */
    bool header;          /* the first line holds the names */
    bool places_differ;   /* files of one folder have their columns in different places */
};

enum { SCHEMA_NOTES_MAX = 8 };

/* A nested field whose clean name differs by more than case from what the file has. */
struct renamed {
    struct text name, original;
    struct renamed *next;
};

struct schema {
    const struct format *format;
    enum compression compression;
    struct column *columns; /* in the order of the file */
    size_t n;
    struct csv_facts csv;
    struct renamed *renamed; /* of json; a list, may hold a name twice */

    uint64_t files, file_bytes; /* of all files that it speaks for */
    uint64_t records;           /* in them: counted, or estimated from the sample */
    bool records_exact;
    uint64_t sampled_records, sampled_bytes; /* what was looked at, uncompressed */

    bool conflict; /* values of a column have no common type but string, and lose structure by it */
    struct text notes[SCHEMA_NOTES_MAX]; /* sentences for the report: what a reader should know */
    size_t notes_n;
};

/* True where the columns of one are the first of the other's. */
bool schema_same_places(const struct schema *a, const struct schema *b);

/* Adds a sentence (borrowed) unless it is there already or there are too many. */
void schema_note(struct schema *s, struct text sentence);

/* The mean size of a record in bytes, at least 1; 0 when no record was seen. */
uint64_t schema_record_bytes(const struct schema *s);

/* Gives each column its name from `original`: ASCII letters in lower case; what is no letter, digit
 * or underscore becomes one underscore, none at either end; other scripts stay where they are valid
 * UTF-8; at most LIMIT_CLEAN_NAME_BYTES; "col3" for the fourth column without a name; a name that
 * occurred before gets the first free of _1, _2, ... */
void column_names_clean(struct column *columns, size_t n, struct arena *a);

/* The same for formats that are read by name, which must stay as it is: only lower case, and
 * underscores for what is not UTF-8 or a control character. */
void column_names_keep(struct column *columns, size_t n, struct arena *a);

/* One name after either rule, where it is no column's (a field of a struct, a table); may be empty.
 * In the arena. */
struct text column_name_clean(struct text original, struct arena *a);
struct text column_name_keep(struct text original, struct arena *a);

/* Why files of these two schemas cannot be one table whatever their columns are (another format,
 * compression or delimiter, a header in one only), as a sentence in the arena; empty where they
 * can. */
struct text schema_mismatch(const struct schema *left, const struct schema *right, struct arena *a);

/* How alike the columns of two schemas are, from 0 to 1: of all names that occur in either (case
 * ignored), the share that occurs in both with types that agree. A column counts 1 where one type
 * is the other or a wider one (int and bigint, date and timestamp, a struct with more fields,
 * nothing seen yet), 1/2 where only string holds both (int and string), 0 where they conflict (int
 * and struct). Two schemas without columns are alike. */
double schema_similarity(const struct schema *left, const struct schema *right);

/* Whether any name occurs in both; true where one has no columns. */
bool schema_shares_columns(const struct schema *left, const struct schema *right);

/* One schema for the files of both: columns by name with merged types (hive_type_merge), those of
 * `left` first, in their order; counts added up. Neither may have a mismatch. New, in the arena;
 * shares texts and types with both. */
struct schema *schema_merge(const struct schema *left, const struct schema *right, struct arena *a);

/* A copy that owns all it points to, in `a`: to keep a schema when the arena in which a file was
 * looked at goes. */
struct schema *schema_copy(const struct schema *s, struct arena *a);

#endif
