/* SPDX-License-Identifier: Apache-2.0
 * What kind of file this is, and what stands in it, from a sample of its bytes. Nothing here reads
 * a file: the caller hands over the bytes it has and is told when more are needed.
 *
 *     struct sample s = {.name = key, .file_bytes = size};
 *     for (;;) {
 *         format_examine(&s, arena, &f);
 *         if (f.kind != FINDING_NEEDS)
 *             break;
 *         ... read on until s.head has f.head_bytes and s.tail has f.tail_bytes ...
 *     }
 *
 * Each round asks for more than the one before, so the loop ends; one or two rounds are usual. Ask
 * first with nothing read: a name that ends in .parquet then costs one read of the file's end. */
#ifndef PROPOLIS_CRAWLER_FORMAT_H
#define PROPOLIS_CRAWLER_FORMAT_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/text.h"
#include "crawler/schema.h"

struct sample {
    struct text name;    /* path or key; its ending is a hint, never proof */
    uint64_t file_bytes; /* of the whole file */
    struct text head;    /* its first bytes, as stored */
    struct text tail;    /* its last bytes, as stored; may overlap the head */
};

enum finding_kind {
    FINDING_SCHEMA,
    FINDING_NEEDS,  /* more bytes: at least `head_bytes` of head and `tail_bytes` of tail */
    FINDING_REFUSED /* not a file that can be part of a table; `reason` says why */
};

struct finding {
    enum finding_kind kind;
    uint64_t head_bytes, tail_bytes; /* never more than the file has */
    struct schema *schema;           /* in the arena */
    /* "it is empty": words to stand behind the file's name; arena or constant. */
    struct text reason;
};

/* Looks at a sample. Texts of the finding live in the arena or in the sample. An arena that is over
 * gives FINDING_REFUSED. */
void format_examine(const struct sample *s, struct arena *a, struct finding *out);

/* ---- What a table over such files states about them ---- */

struct pair {
    struct text name, value;
};

struct pairs {
    struct pair *items;
    size_t n, room;
};

struct serde {
    const char *library, *input_format, *output_format;
};

struct table_format {
    const struct serde *serde;
    struct pairs serde_parameters; /* sorted by name */
    struct pairs parameters;       /* of the table and its storage descriptor; sorted by name */
    struct column *columns;        /* with the types that this SerDe can read */
    size_t n;                      /* of columns */
};

/* Fills `out` for a schema of one file or of many: SerDe, parameters and final column types.
 * Parameters are classification, compressionType, typeOfData, recordCount, averageRecordSize and
 * those of the format; sizeKey, objectCount and what names the crawler are the caller's. All in the
 * arena. */
void format_describe(const struct schema *s, struct arena *a, struct table_format *out);

/* The classification that tables carry: "csv", "json", "parquet". */
const char *format_name(const struct format *f);

/* True where columns are found by their position in a line and not by name (csv), so that a changed
 * order breaks readers. */
bool format_is_by_position(const struct format *f);

/* "none", "gzip": the value of compressionType. */
const char *compression_name(enum compression c);

/* ---- For the files that implement a format ---- */

/* The text of a file: decompressed, without byte order mark. */
struct content {
    const struct sample *sample;
    enum compression compression;
    struct text text;
    bool whole;          /* nothing of the file follows the text */
    uint64_t text_bytes; /* of the whole file once decompressed, estimated */
};

struct format {
    const char *classification;
    bool by_position;
    /* Text formats: how sure it is that the text is of this format, 0 to 1. `reason` says what
     * speaks against it. */
    double (*sniff)(const struct content *c, struct text *reason, struct arena *a);
    /* Fills `out`. A text format that finds no whole record in a text that is not whole asks for
     * more text with FINDING_NEEDS and the number of bytes in `head_bytes`; a binary format asks
     * for more of the file. Binary formats get no text. */
    void (*infer)(const struct content *c, struct arena *a, struct finding *out);
    /* Names the SerDe for this schema, adds parameters, and changes column types that it cannot
     * read. */
    void (*describe)(const struct schema *s, struct arena *a, struct table_format *out);
};

extern const struct format format_csv, format_json, format_parquet;

/* Ends a finding with a refusal; `reason` is a printf format. */
void finding_refuse(struct finding *f, struct arena *a, const char *reason, ...) PRINTF_LIKE(3, 4);

/* True where the file's name, a .gz apart, ends in `ending` (".csv"), in any case of letters. */
bool sample_is_named(const struct sample *s, const char *ending);

/* Adds a name and its value, both borrowed. */
void pairs_add(struct pairs *pairs, struct text name, struct text value, struct arena *a);

#endif
