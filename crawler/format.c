/* SPDX-License-Identifier: Apache-2.0
 * From a sample to a finding: magic bytes first, then gzip, then the text formats by certainty. */
#include "crawler/format.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/err.h"
#include "base/limits.h"
#include "crawler/gzip.h"

/* In the order of the built-in classifiers of Glue; the first that is certain wins. */
static const struct format *const text_formats[] = {&format_json, &format_csv};

/* Below this a text is of no format. */
static const double CERTAINTY_MIN = 0.5;

/* First bytes that prove what a file is, where that is nothing that can be read. Parquet stands
 * here for what is inside of gzip: nobody can read its end there. */
struct magic {
    struct text bytes;
    size_t offset;
    const char *refusal;
};

static const struct magic magics[] = {
    {TEXT_INIT("PAR1"), 0, "it is a Parquet file"},
    {TEXT_INIT("PARE"), 0, "it is Parquet with an encrypted footer"},
    {TEXT_INIT("ORC"), 0, "it is an ORC file, a format that is not read yet"},
    {TEXT_INIT("Obj\1"), 0, "it is an Avro file, a format that is not read yet"},
    {TEXT_INIT("PK\3\4"), 0, "it is a zip archive; only gzip is decompressed"},
    {TEXT_INIT("PK\5\6"), 0, "it is an empty zip archive"},
    {TEXT_INIT("BZh"), 0, "it is compressed with bzip2; only gzip is decompressed"},
    {TEXT_INIT("\x28\xb5\x2f\xfd"), 0, "it is compressed with zstd; only gzip is decompressed"},
    {TEXT_INIT("\x04\x22\x4d\x18"), 0, "it is compressed with lz4; only gzip is decompressed"},
    {TEXT_INIT("\xfd"
               "7zXZ"),
     0, "it is compressed with xz; only gzip is decompressed"},
    {TEXT_INIT("\xff\x06\0\0sNaPpY"), 0, "it is compressed with snappy; only gzip is decompressed"},
    {TEXT_INIT("SQLite format 3"), 0, "it is an SQLite database"},
    {TEXT_INIT("%PDF"), 0, "it is a PDF document"},
    {TEXT_INIT("\x89PNG"), 0, "it is an image"},
    {TEXT_INIT("\x7f"
               "ELF"),
     0, "it is a program"},
    {TEXT_INIT("ustar"), 257, "it is a tar archive"},
    {TEXT_INIT("\xff\xfe"), 0, "it is UTF-16 text; only UTF-8 is read"},
    {TEXT_INIT("\xfe\xff"), 0, "it is UTF-16 text; only UTF-8 is read"},
};

void finding_refuse(struct finding *f, struct arena *a, const char *reason, ...)
{
    char text[ERR_TEXT_BYTES];
    va_list args;
    va_start(args, reason);
    vsnprintf(text, sizeof text, reason, args);
    va_end(args);
    *f = (struct finding){.kind = FINDING_REFUSED, .reason = arena_copy(a, text_of(text))};
}

static bool ends_in(struct text name, struct text ending)
{
    return name.n >= ending.n &&
           text_equal_nocase((struct text){name.p + name.n - ending.n, ending.n}, ending);
}

bool sample_is_named(const struct sample *s, const char *ending)
{
    struct text name = s->name;
    if (ends_in(name, TEXT(".gz")))
        name.n -= 3;
    return ends_in(name, text_of(ending));
}

static uint64_t min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static void need(const struct sample *s, uint64_t head_bytes, uint64_t tail_bytes,
                 struct finding *out)
{
    *out = (struct finding){.kind = FINDING_NEEDS,
                            .head_bytes = min(head_bytes, s->file_bytes),
                            .tail_bytes = min(tail_bytes, s->file_bytes)};
}

static const struct magic *find_magic(struct text head)
{
    for (size_t i = 0; i < COUNT(magics); i++) {
        const struct magic *m = &magics[i];
        if (head.n >= m->offset &&
            text_starts_with((struct text){head.p + m->offset, head.n - m->offset}, m->bytes))
            return m;
    }
    return NULL;
}

/* A share of control characters that no text has, or a NUL: not a text of a byte-wise encoding.
 * \001 is a delimiter. */
static bool is_binary(struct text t)
{
    size_t odd = 0;
    for (size_t i = 0; i < t.n; i++) {
        unsigned char c = (unsigned char)t.p[i];
        if (c == 0)
            return true;
        odd += c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 1 && c != 27;
    }
    return odd > t.n / 100;
}

static void strip_byte_order_mark(struct text *t)
{
    if (text_starts_with(*t, TEXT("\xef\xbb\xbf"))) {
        t->p += 3;
        t->n -= 3;
    }
}

/* Asks each text format how sure it is, and lets the surest one read. */
static void examine_text(const struct content *c, struct arena *a, struct finding *out)
{
    const struct format *best = NULL;
    double certainty = CERTAINTY_MIN;
    struct text reason = TEXT("");
    for (size_t i = 0; i < COUNT(text_formats) && certainty < 1; i++) {
        double found = text_formats[i]->sniff(c, &reason, a);
        if (found > certainty || (found == certainty && !best)) {
            certainty = found;
            best = text_formats[i];
        }
    }
    if (best)
        best->infer(c, a, out);
    else
        finding_refuse(out, a, "it is text of no known format: %.*s", TEXT_ARG(reason));
}

static bool refuse_magic(const struct magic *m, const char *where, struct arena *a,
                         struct finding *out)
{
    if (m)
        finding_refuse(out, a, "%s%s", where, m->refusal);
    return m;
}

static void examine_content(struct content *c, struct arena *a, struct finding *out)
{
    strip_byte_order_mark(&c->text);
    if (text_trim(c->text).n == 0 && c->whole)
        finding_refuse(out, a, "it holds nothing but blanks");
    else if (is_binary(c->text))
        finding_refuse(out, a, "it is binary data of an unknown format");
    else
        examine_text(c, a, out);
}

/* The estimated size of the whole text: the inflated part, scaled from what it took of the file. */
static uint64_t estimate_text_bytes(const struct sample *s, const struct gzip *g)
{
    if (g->in_bytes == 0)
        return 0;
    return (uint64_t)((double)g->text.n / (double)g->in_bytes * (double)s->file_bytes);
}

/* True, with a refusal in `out`, where there is no text to look at. */
static bool refuse_gzip(const struct sample *s, const struct gzip *g, struct arena *a,
                        struct finding *out)
{
    if (g->end == GZIP_CORRUPT)
        finding_refuse(out, a, "its gzip stream is corrupt at byte %llu",
                       (unsigned long long)g->in_bytes);
    else if (g->end == GZIP_BOMB)
        finding_refuse(out, a, "its gzip stream grows more than %d times", LIMIT_GZIP_RATIO);
    else if (g->end == GZIP_CUT && s->head.n == s->file_bytes && g->text.n == 0)
        finding_refuse(out, a, "its gzip stream ends before any text");
    else
        return refuse_magic(find_magic(g->text), "inside of gzip ", a, out);
    return true;
}

/* A format wants more text than was inflated. True: inflate as much again from the same bytes. */
static bool more_of_gzip(const struct sample *s, const struct gzip *g, struct arena *a,
                         struct finding *out)
{
    if (g->end == GZIP_FULL)
        return true;
    if (s->head.n < s->file_bytes)
        need(s, s->head.n + (uint64_t)LIMIT_SAMPLE_TEXT_BYTES, 0, out);
    else
        finding_refuse(out, a, "its gzip stream is cut off within the first record");
    return false;
}

static void examine_gzip(const struct sample *s, struct arena *a, struct finding *out)
{
    uint64_t text_bytes_max = LIMIT_SAMPLE_TEXT_BYTES;
    for (bool again = true; again && !arena_over(a);) {
        struct gzip g;
        gzip_inflate(s->head, text_bytes_max, a, &g);
        bool at_end = g.end == GZIP_WHOLE && s->head.n == s->file_bytes;
        struct content c = {.sample = s,
                            .compression = COMPRESSION_GZIP,
                            .text = g.text,
                            .whole = at_end,
                            .text_bytes = at_end ? g.text.n : estimate_text_bytes(s, &g)};
        if (refuse_gzip(s, &g, a, out))
            return;
        examine_content(&c, a, out);
        if (out->kind == FINDING_SCHEMA && g.end == GZIP_CUT && s->head.n == s->file_bytes)
            schema_note(out->schema, TEXT("A gzip stream is cut off; what arrived was read."));
        text_bytes_max = out->head_bytes;
        again = out->kind == FINDING_NEEDS && more_of_gzip(s, &g, a, out);
    }
}

static void examine_plain(const struct sample *s, struct arena *a, struct finding *out)
{
    struct content c = {.sample = s,
                        .text = s->head,
                        .whole = s->head.n == s->file_bytes,
                        .text_bytes = s->file_bytes};
    examine_content(&c, a, out);
    if (out->kind == FINDING_NEEDS)
        need(s, out->head_bytes, 0, out);
}

/* What is Parquet by its name or its first bytes is read from its end. */
static bool examine_parquet(const struct sample *s, struct arena *a, struct finding *out)
{
    struct content c = {.sample = s};
    bool named = ends_in(s->name, TEXT(".parquet"));
    if (!text_starts_with(s->head, TEXT("PAR1")) && (!named || s->head.n >= 4))
        return false;
    if (s->tail.n < min(s->file_bytes, 8))
        need(s, s->head.n, LIMIT_SAMPLE_TAIL_BYTES, out);
    else
        format_parquet.infer(&c, a, out);
    return true;
}

static void examine(const struct sample *s, struct arena *a, struct finding *out)
{
    uint64_t first_read = min(s->file_bytes, LIMIT_SAMPLE_TEXT_BYTES);
    if (s->file_bytes == 0)
        finding_refuse(out, a, "it is empty");
    else if (examine_parquet(s, a, out))
        return;
    else if (s->head.n < first_read)
        need(s, first_read, 0, out);
    else if (refuse_magic(find_magic(s->head), "", a, out))
        return;
    else if (gzip_begins(s->head))
        examine_gzip(s, a, out);
    else
        examine_plain(s, a, out);
}

/* A type that the catalog could not state (too deep, too long) becomes string. */
static void bound_type(struct schema *s, struct column *column, struct arena *a)
{
    size_t depth = hive_type_depth(column->type);
    if (depth == 0 || (depth <= LIMIT_HIVE_TYPE_DEPTH &&
                       hive_type_text(column->type, a).n <= LIMIT_HIVE_TYPE_BYTES))
        return;
    column->type = hive_type_plain(HIVE_STRING);
    s->conflict = true;
    schema_note(s, arena_printf(a,
                                "The type of column \"%.*s\" is too deep or too long to be stated; "
                                "it is string.",
                                TEXT_ARG(column->name)));
}

static void finish(const struct sample *s, struct schema *schema, struct arena *a)
{
    schema->files = 1;
    schema->file_bytes = s->file_bytes;
    for (size_t i = 0; i < schema->n; i++)
        bound_type(schema, &schema->columns[i], a);
}

void format_examine(const struct sample *s, struct arena *a, struct finding *out)
{
    *out = (struct finding){.kind = FINDING_REFUSED};
    examine(s, a, out);
    if (out->kind == FINDING_SCHEMA)
        finish(s, out->schema, a);
    if (arena_over(a))
        *out = (struct finding){.kind = FINDING_REFUSED,
                                .reason = TEXT("its schema takes more memory than allowed")};
}

const char *format_name(const struct format *f)
{
    return f->classification;
}

bool format_is_by_position(const struct format *f)
{
    return f->by_position;
}

const char *compression_name(enum compression c)
{
    return c == COMPRESSION_GZIP ? "gzip" : "none";
}
