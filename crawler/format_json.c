/* SPDX-License-Identifier: Apache-2.0
 * JSON: an object on each line, objects one behind the other over any number of lines, or one array
 * of objects, whose elements are then the records (Glue makes one useless column of it). */
#include <stdlib.h>

#include "base/limits.h"
#include "crawler/format.h"
#include "crawler/infer.h"

enum layout { LAYOUT_LINES, LAYOUT_OBJECTS, LAYOUT_ARRAY };

static const char *skip_blanks(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t' || *p == '\r' || *p == '\n'))
        p++;
    return p;
}

/* Behind the string whose opening quote is at `p`, or NULL where it has no end. */
static const char *behind_string(const char *p, const char *end)
{
    for (p++; p < end; p++) {
        if (*p == '\\')
            p++;
        else if (*p == '"')
            return p + 1;
    }
    return NULL;
}

/* Behind the value that begins with the bracket at `p`, found by its brackets alone; NULL where the
 * text ends before it does. */
static const char *behind_value(const char *p, const char *end)
{
    size_t depth = 0;
    while (p < end) {
        if (*p == '"') {
            p = behind_string(p, end);
            if (!p)
                return NULL;
            continue;
        }
        if (*p == '{' || *p == '[')
            depth++;
        else if ((*p == '}' || *p == ']') && --depth == 0)
            return p + 1;
        p++;
    }
    return NULL;
}

/* The records of a text, one after the other. */
struct records {
    const char *p, *end;
    bool whole;
    enum layout layout;
    const char *first; /* where the first record begins */
};

/* Finds the first record and from it how the file is laid out. Returns its end, or NULL where it is
 * not complete. */
static const char *begin_records(const struct content *c, struct records *r)
{
    const char *end = c->text.p + c->text.n;
    const char *p = skip_blanks(c->text.p, end);
    *r = (struct records){.p = p, .end = end, .whole = c->whole, .layout = LAYOUT_OBJECTS};
    if (p < end && *p == '[') {
        r->layout = LAYOUT_ARRAY;
        r->p = p = skip_blanks(p + 1, end);
    }
    r->first = p;
    const char *behind = p < end && *p == '{' ? behind_value(p, end) : NULL;
    if (!behind || r->layout == LAYOUT_ARRAY)
        return behind;
    size_t n = (size_t)(behind - p);
    if (text_find((struct text){p, n}, '\n') == n)
        r->layout = LAYOUT_LINES;
    return behind;
}

/* The next line that is not blank. Of a text that is not whole a last line without an end does not
 * count. */
static bool next_line(struct records *r, struct text *out)
{
    r->p = skip_blanks(r->p, r->end);
    size_t left = (size_t)(r->end - r->p);
    size_t n = text_find((struct text){r->p, left}, '\n');
    if (left == 0 || (n == left && !r->whole))
        return false;
    *out = text_trim((struct text){r->p, n});
    r->p += n;
    return true;
}

/* The next value; commas between them belong to the array. */
static bool next_value(struct records *r, struct text *out)
{
    r->p = skip_blanks(r->p, r->end);
    if (r->layout == LAYOUT_ARRAY && r->p < r->end && *r->p == ',')
        r->p = skip_blanks(r->p + 1, r->end);
    if (r->p == r->end || (r->layout == LAYOUT_ARRAY && *r->p == ']'))
        return false;
    const char *behind = *r->p == '{' || *r->p == '[' ? behind_value(r->p, r->end) : NULL;
    if (!behind && !r->whole)
        return false;
    *out = (struct text){r->p, (size_t)((behind ? behind : r->end) - r->p)};
    r->p = behind ? behind : r->end;
    return true;
}

static double sniff(const struct content *c, struct text *reason, struct arena *a)
{
    struct records r;
    struct infer in;
    struct err e = {0};
    const char *behind = begin_records(c, &r);
    if (r.first == r.end || *r.first != '{') {
        if (r.layout == LAYOUT_ARRAY)
            *reason = TEXT("a JSON array whose elements are not objects");
        return 0;
    }
    if (!behind && !c->whole)
        return 1; /* a record longer than the sample: infer asks for more */
    infer_init(&in, a);
    if (infer_record(&in, (struct text){r.first, (size_t)((behind ? behind : r.end) - r.first)},
                     &e) == 0)
        return 1;
    *reason = arena_printf(a, "its first JSON record is no record. %s", e.text);
    return 0;
}

/* ---- Inference ---- */

struct counts {
    uint64_t good, bad;
    const char *last_end; /* behind the last good record */
    struct err first_error;
    bool too_many_fields;
};

static void take_records(struct records *r, struct infer *in, struct counts *n)
{
    struct text record;
    while (r->layout == LAYOUT_LINES ? next_line(r, &record) : next_value(r, &record)) {
        struct err e = {0};
        if (infer_record(in, record, &e) == 0) {
            n->good++;
            n->last_end = r->p;
            continue;
        }
        if (n->bad++ == 0)
            n->first_error = e;
        n->too_many_fields = e.code == ERR_TOO_LARGE;
        /* Between values that are not one per line nothing says where the next one begins. */
        if (n->too_many_fields || r->layout != LAYOUT_LINES)
            return;
    }
}

static void note_layout(struct schema *s, const struct records *r, const struct counts *n,
                        struct arena *a)
{
    if (r->layout == LAYOUT_ARRAY)
        schema_note(s,
                    TEXT("The file is one JSON array; its elements were taken as records. SerDes "
                         "for JSON read one object per line, so the table cannot be queried "
                         "before the file is rewritten that way."));
    if (r->layout == LAYOUT_OBJECTS)
        schema_note(s,
                    TEXT("JSON objects span lines, but SerDes for JSON read one object per line."));
    if (n->bad > 0)
        schema_note(s, arena_printf(a, "%llu of %llu records looked at are no JSON objects: %s",
                                    (unsigned long long)n->bad,
                                    (unsigned long long)(n->good + n->bad), n->first_error.text));
}

static void note_names(struct schema *s, struct infer *in, struct arena *a)
{
    if (in->case_clash.n > 0)
        schema_note(s, arena_printf(a,
                                    "The key \"%.*s\" also occurs in other letter case; one column "
                                    "stands for both, and the SerDe fails on records with both.",
                                    TEXT_ARG(text_cut(in->case_clash, 100))));
    s->renamed = in->renamed;
}

static void count_records(const struct content *c, const struct records *r, const struct counts *n,
                          struct schema *s)
{
    s->sampled_records = s->records = n->good;
    s->sampled_bytes = (uint64_t)(n->last_end - r->first);
    s->records_exact = c->whole;
    if (!c->whole && s->sampled_bytes > 0)
        s->records = (uint64_t)((double)c->text_bytes / (double)s->sampled_bytes *
                                (double)s->sampled_records);
}

static void build_schema(const struct content *c, const struct records *r, struct infer *in,
                         const struct counts *n, struct finding *out)
{
    struct arena *a = in->arena;
    struct schema *s = ARENA_NEW(a, struct schema);
    s->format = &format_json;
    s->compression = c->compression;
    infer_columns(in, &s->columns, &s->n);
    s->conflict = in->conflict;
    count_records(c, r, n, s);
    note_layout(s, r, n, a);
    note_names(s, in, a);
    *out = (struct finding){.kind = FINDING_SCHEMA, .schema = s};
    if (s->n == 0)
        finding_refuse(out, a, "its JSON objects have no members");
}

static void infer(const struct content *c, struct arena *a, struct finding *out)
{
    struct records r;
    struct infer in;
    struct counts n = {0};
    begin_records(c, &r);
    infer_init(&in, a);
    take_records(&r, &in, &n);
    if (n.too_many_fields)
        finding_refuse(out, a, "%s", n.first_error.text);
    else if (n.good > 0 && n.bad <= n.good)
        build_schema(c, &r, &in, &n, out);
    else if (n.bad > 0)
        finding_refuse(out, a, "most of its JSON records are none: %s", n.first_error.text);
    else if (!c->whole && c->text.n < LIMIT_SAMPLE_JSON_BYTES)
        *out = (struct finding){.kind = FINDING_NEEDS,
                                .head_bytes = c->text.n + LIMIT_SAMPLE_TEXT_BYTES};
    else
        finding_refuse(out, a, "its first JSON record does not end in the first %d bytes",
                       LIMIT_SAMPLE_JSON_BYTES);
}

/* ---- The table ---- */

static int by_text(const void *left, const void *right)
{
    return text_compare(*(const struct text *)left, *(const struct text *)right);
}

/* The top-level keys in their own case, sorted, with commas between them. */
static struct text paths(const struct schema *s, struct arena *a)
{
    struct text *names = ARENA_ARRAY(a, struct text, s->n);
    struct buf b;
    buf_init(&b, SIZE_MAX / 4);
    for (size_t i = 0; i < s->n; i++)
        names[i] = s->columns[i].original;
    if (s->n > 0)
        qsort(names, s->n, sizeof *names, by_text);
    for (size_t i = 0; i < s->n; i++) {
        if (i > 0)
            buf_put_char(&b, ',');
        if (names[i].n > 0)
            buf_put(&b, names[i]);
    }
    struct text joined = arena_copy(a, buf_text(&b));
    buf_release(&b);
    return joined;
}

/* The SerDe finds a column by its name in any case; where the name was cleaned it needs to be told
 * (mapping.<name> = key). */
static void map_name(struct table_format *out, struct text name, struct text original,
                     struct arena *a)
{
    if (!text_equal_nocase(name, original) && original.n > 0)
        pairs_add(&out->serde_parameters, arena_printf(a, "mapping.%.*s", TEXT_ARG(name)), original,
                  a);
}

static void describe(const struct schema *s, struct arena *a, struct table_format *out)
{
    static const struct serde serde = {
        .library = "org.openx.data.jsonserde.JsonSerDe",
        .input_format = "org.apache.hadoop.mapred.TextInputFormat",
        .output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
    };
    out->serde = &serde;
    pairs_add(&out->serde_parameters, TEXT("paths"), paths(s, a), a);
    for (size_t i = 0; i < s->n; i++)
        map_name(out, s->columns[i].name, s->columns[i].original, a);
    for (const struct renamed *r = s->renamed; r; r = r->next)
        map_name(out, r->name, r->original, a);
}

const struct format format_json = {
    .classification = "json",
    .sniff = sniff,
    .infer = infer,
    .describe = describe,
};
