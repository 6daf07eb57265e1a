/* SPDX-License-Identifier: Apache-2.0
 * Delimited text: comma, tab, bar, semicolon or \001 between cells, perhaps double quotes around
 * them.
 *
 * Types are those that Glue writes (whole numbers bigint, others double, true/false boolean, dates
 * and times string), narrowed to what the SerDe reads: OpenCSVSerde, chosen where quotes were seen,
 * cannot read an empty number or boolean, nor decimals. */
#include <stdlib.h>

#include "base/limits.h"
#include "crawler/csv_header.h"
#include "crawler/csv_read.h"
#include "crawler/format.h"

/* So many records decide about the delimiter; all of the sample decides about types. */
enum { SNIFF_RECORDS = 1000 };

static const char delimiters[] = {',', '\t', '|', ';', '\1'};

struct dialect {
    char delimiter;
    size_t columns; /* of most records */
    size_t records;
    double consistency; /* the share of records that have so many */
};

static int by_size(const void *left, const void *right)
{
    size_t a = *(const size_t *)left, b = *(const size_t *)right;
    return (a > b) - (a < b);
}

/* The most frequent of the counts, the larger of two; and how often it occurs. */
static size_t most_frequent(size_t *counts, size_t n, size_t *times)
{
    size_t best = 0, run = 0;
    *times = 0;
    qsort(counts, n, sizeof *counts, by_size);
    for (size_t i = 0; i < n; i++) {
        run = i > 0 && counts[i] == counts[i - 1] ? run + 1 : 1;
        if (run >= *times) {
            *times = run;
            best = counts[i];
        }
    }
    return best;
}

/* How well one delimiter explains the text. */
static struct dialect try_delimiter(const struct content *c, char delimiter, struct arena *a)
{
    size_t counts[SNIFF_RECORDS], n = 0, times = 0;
    struct csv_reader r;
    csv_reader_init(&r, c->text, c->whole, delimiter, a);
    while (n < SNIFF_RECORDS && csv_next(&r))
        counts[n++] = r.n;
    struct dialect d = {.delimiter = delimiter, .records = n};
    d.columns = most_frequent(counts, n, &times);
    d.consistency = n ? (double)times / (double)n : 0;
    return d;
}

static bool named_csv(const struct content *c)
{
    return sample_is_named(c->sample, ".csv") || sample_is_named(c->sample, ".tsv") ||
           sample_is_named(c->sample, ".psv");
}

/* A delimiter that cuts nearly all records into the same number of cells is the one; of two equally
 * good ones that which cuts more. */
static struct dialect best_dialect(const struct content *c, struct arena *a)
{
    struct dialect best = {0};
    for (size_t i = 0; i < COUNT(delimiters); i++) {
        struct dialect d = try_delimiter(c, delimiters[i], a);
        if (d.columns < 2)
            continue;
        if (best.columns == 0 || d.consistency > best.consistency + 0.05 ||
            (d.consistency > best.consistency - 0.05 && d.columns > best.columns))
            best = d;
    }
    if (best.columns == 0)
        best = try_delimiter(c, ',', a);
    return best;
}

static double say(struct text *reason, const char *why)
{
    if (reason->n == 0) /* a format that was asked before knows better */
        *reason = text_of(why);
    return 0;
}

/* What another format begins with, or NULL. A line in square brackets is a JSON array; a log line
 * begins with one at most. */
static const char *looks_like(struct text body)
{
    struct text line = body;
    line = text_trim(text_split(&line, '\n'));
    if (line.n == 0)
        return NULL;
    if (line.p[0] == '<')
        return "it looks like XML or HTML, which are not read yet";
    if (line.p[0] == '{')
        return "it begins like JSON and is none";
    if (line.p[0] == '[' && line.p[line.n - 1] == ']')
        return "its lines are JSON arrays, not objects";
    return NULL;
}

static double sniff(const struct content *c, struct text *reason, struct arena *a)
{
    const char *other = looks_like(text_trim(c->text));
    struct dialect d;
    if (other)
        return say(reason, other);
    d = best_dialect(c, a);
    if (d.records == 0)
        return say(reason, "it has no line end in the first megabyte");
    if (d.columns < 2 && !named_csv(c))
        return say(reason, "no delimiter cuts its lines into two or more columns");
    if (d.records < 2 && !named_csv(c))
        return say(reason, "a single line is no proof of a delimited file");
    if (d.consistency < 0.5)
        return say(reason, "its lines have too different numbers of columns");
    return d.consistency;
}

/* ---- Inference ---- */

struct table {
    struct csv_cell *first; /* the first record, padded to n cells */
    struct csv_column *columns;
    size_t n;
    uint64_t records;      /* without the first */
    uint64_t odd_records;  /* with another number of cells */
    const char *first_end; /* where the second record begins */
};

static void add_cell(struct csv_column *column, const struct csv_cell *cell,
                     const struct csv_cell *first, struct arena *a)
{
    const struct hive_type *type = csv_cell_type(cell->text);
    struct text t = text_trim(cell->text);
    unsigned shape = csv_shape(t);
    column->has_empty |= type->kind == HIVE_VOID;
    column->type = hive_type_merge(a, column->type, type, NULL);
    if (t.n == 0)
        return;
    column->shapes[shape / 64] |= (uint64_t)1 << shape % 64;
    column->repeats_first |= first && text_equal_nocase(t, text_trim(first->text));
}

/* Takes the first record in, as cells that may become names. */
static void begin_table(struct table *t, const struct csv_reader *r, size_t columns,
                        struct arena *a)
{
    *t = (struct table){.n = columns, .first_end = r->p};
    t->first = ARENA_ARRAY(a, struct csv_cell, columns);
    t->columns = ARENA_ARRAY(a, struct csv_column, columns);
    for (size_t i = 0; i < columns; i++) {
        t->columns[i].type = hive_type_plain(HIVE_VOID);
        if (i < r->n)
            t->first[i] = r->cells[i];
    }
}

static void add_record(struct table *t, const struct csv_reader *r, struct arena *a)
{
    static const struct csv_cell missing = {0};
    t->records++;
    t->odd_records += r->n != t->n;
    for (size_t i = 0; i < t->n; i++)
        add_cell(&t->columns[i], i < r->n ? &r->cells[i] : &missing, &t->first[i], a);
}

/* A delimiter at the end of each line makes a last column without name and values; it is none. */
static void drop_trailing_column(struct table *t)
{
    size_t last = t->n - 1;
    if (t->n > 1 && t->columns[last].type->kind == HIVE_VOID &&
        text_trim(t->first[last].text).n == 0)
        t->n--;
}

static void name_columns(const struct table *t, struct schema *s, struct arena *a)
{
    s->n = t->n;
    s->columns = ARENA_ARRAY(a, struct column, t->n);
    for (size_t i = 0; i < t->n; i++) {
        struct csv_column *found = &t->columns[i];
        if (s->csv.header)
            s->columns[i].original = arena_copy(a, text_trim(t->first[i].text));
        else
            add_cell(found, &t->first[i], NULL, a);
        s->columns[i].type = found->type;
        s->columns[i].has_empty = found->has_empty;
    }
    column_names_clean(s->columns, t->n, a);
}

static void count_records(const struct table *t, const struct csv_reader *r,
                          const struct content *c, struct schema *s)
{
    const char *from = s->csv.header ? t->first_end : r->begin;
    s->sampled_records = t->records + !s->csv.header;
    s->sampled_bytes = (uint64_t)(r->last_end - from);
    s->records_exact = c->whole;
    s->records = s->sampled_records;
    if (!c->whole && s->sampled_bytes > 0)
        s->records = (uint64_t)((double)c->text_bytes / (double)s->sampled_bytes *
                                (double)s->sampled_records);
}

static void note_oddities(const struct table *t, struct schema *s, struct arena *a)
{
    if (t->odd_records > 0)
        schema_note(s, arena_printf(a,
                                    "%llu of %llu lines looked at do not have %zu cells; missing "
                                    "ones read as null, further ones are not read.",
                                    (unsigned long long)t->odd_records,
                                    (unsigned long long)t->records, t->n));
    if (s->csv.quoted_line_end)
        schema_note(s, TEXT("Quoted cells hold line ends, which no SerDe for CSV reads."));
}

static void infer(const struct content *c, struct arena *a, struct finding *out)
{
    struct dialect d = best_dialect(c, a);
    struct schema *s = ARENA_NEW(a, struct schema);
    struct csv_reader r;
    struct table t;
    csv_reader_init(&r, c->text, c->whole, d.delimiter, a);
    if (!csv_next(&r)) {
        finding_refuse(out, a, "it has no whole line");
        return;
    }
    begin_table(&t, &r, d.columns > r.n ? d.columns : r.n, a);
    while (csv_next(&r))
        add_record(&t, &r, a);
    drop_trailing_column(&t);
    s->format = &format_csv;
    s->compression = c->compression;
    s->csv = (struct csv_facts){.delimiter = d.delimiter,
                                .quoted = r.quoted,
                                .quoted_line_end = r.quoted_line_end,
                                .header = csv_is_header(t.first, t.columns, t.n, named_csv(c))};
    name_columns(&t, s, a);
    count_records(&t, &r, c, s);
    note_oddities(&t, s, a);
    *out = (struct finding){.kind = FINDING_SCHEMA, .schema = s};
}

/* ---- The table ---- */

/* OpenCSVSerde hands every cell over as text: what is empty is no number, and Athena reads no
 * decimals through it. */
static void narrow_types(struct table_format *out)
{
    for (size_t i = 0; i < out->n; i++) {
        struct column *column = &out->columns[i];
        if (column->has_empty || column->type->kind == HIVE_DECIMAL)
            column->type = hive_type_plain(HIVE_STRING);
    }
}

static void describe(const struct schema *s, struct arena *a, struct table_format *out)
{
    static const struct serde serdes[] = {
        {.library = "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
         .input_format = "org.apache.hadoop.mapred.TextInputFormat",
         .output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"},
        {.library = "org.apache.hadoop.hive.serde2.OpenCSVSerde",
         .input_format = "org.apache.hadoop.mapred.TextInputFormat",
         .output_format = "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat"},
    };
    struct text delimiter = arena_copy(a, (struct text){&s->csv.delimiter, 1});
    out->serde = &serdes[s->csv.quoted];
    if (s->csv.quoted) {
        pairs_add(&out->serde_parameters, TEXT("separatorChar"), delimiter, a);
        pairs_add(&out->serde_parameters, TEXT("quoteChar"), TEXT("\""), a);
        pairs_add(&out->serde_parameters, TEXT("escapeChar"), TEXT("\\"), a);
        narrow_types(out);
    } else {
        pairs_add(&out->serde_parameters, TEXT("field.delim"), delimiter, a);
    }
    pairs_add(&out->parameters, TEXT("delimiter"), delimiter, a);
    pairs_add(&out->parameters, TEXT("columnsOrdered"), TEXT("true"), a);
    pairs_add(&out->parameters, TEXT("areColumnsQuoted"),
              s->csv.quoted ? TEXT("true") : TEXT("false"), a);
    if (s->csv.header)
        pairs_add(&out->parameters, TEXT("skip.header.line.count"), TEXT("1"), a);
}

const struct format format_csv = {
    .classification = "csv",
    .by_position = true,
    .sniff = sniff,
    .infer = infer,
    .describe = describe,
};
