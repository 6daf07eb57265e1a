/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/csv_read.h"

#include <string.h>

#include "base/limits.h"

/* After so many unclosed quotes the text does not quote with them, and looking for their ends stops
 * costing time. */
enum { STRAYS_MAX = 16 };

enum { CELLS_MIN = 32 };

void csv_reader_init(struct csv_reader *r, struct text text, bool whole, char delimiter,
                     struct arena *a)
{
    const char *p = text.p ? text.p : "";
    *r = (struct csv_reader){
        .begin = p, .p = p, .end = p + text.n, .arena = a, .delimiter = delimiter, .whole = whole};
}

static void add_cell(struct csv_reader *r, struct text text, bool quoted)
{
    if (r->n == LIMIT_SCHEMA_FIELDS)
        return;
    if (r->n == r->room) {
        size_t room = r->room ? r->room * 2 : CELLS_MIN;
        struct csv_cell *cells = ARENA_ARRAY(r->arena, struct csv_cell, room);
        if (r->n)
            memcpy(cells, r->cells, r->n * sizeof *cells);
        r->cells = cells;
        r->room = room;
    }
    r->cells[r->n++] = (struct csv_cell){text, quoted};
}

static bool ends_cell(const struct csv_reader *r, const char *p)
{
    return p == r->end || *p == r->delimiter || *p == '\n' || *p == '\r';
}

/* The first byte behind a cell without quotes. */
static const char *end_of_plain(const struct csv_reader *r, const char *p)
{
    while (!ends_cell(r, p))
        p++;
    return p;
}

/* The closing quote of the cell whose content begins at `p`, or NULL where there is none within the
 * limit. */
static const char *closing_quote(const struct csv_reader *r, const char *p)
{
    const char *end = r->end - p > LIMIT_CSV_QUOTED_BYTES ? p + LIMIT_CSV_QUOTED_BYTES : r->end;
    for (; p < end; p++) {
        if (*p == '\\' && p + 1 < end)
            p++;
        else if (*p == '"' && p + 1 < r->end && p[1] == '"')
            p++;
        else if (*p == '"')
            return p;
    }
    return NULL;
}

static const char *skip_blanks(const struct csv_reader *r, const char *p)
{
    while (p < r->end && *p == ' ')
        p++;
    return p;
}

enum quote { QUOTE_NONE, QUOTE_READ, QUOTE_CUT };

/* Reads a cell in quotes at r->p. NONE: it is a plain one. CUT: the text may end inside of it. */
static enum quote read_quoted(struct csv_reader *r)
{
    const char *open = skip_blanks(r, r->p);
    if (open == r->end || *open != '"' || r->strays == STRAYS_MAX)
        return QUOTE_NONE;
    const char *close = closing_quote(r, open + 1);
    if (!close && !r->whole && r->end - open <= LIMIT_CSV_QUOTED_BYTES)
        return QUOTE_CUT;
    if (!close) {
        r->strays++;
        return QUOTE_NONE;
    }
    const char *behind = skip_blanks(r, close + 1);
    if (!ends_cell(r, behind))
        return QUOTE_NONE;
    struct text content = {open + 1, (size_t)(close - open - 1)};
    r->quoted = true;
    r->quoted_line_end |= text_find(content, '\n') < content.n;
    add_cell(r, content, true);
    r->p = behind;
    return QUOTE_READ;
}

/* Reads the cell at r->p and leaves r->p at what ended it. False: the text is cut inside of it. */
static bool read_cell(struct csv_reader *r)
{
    enum quote quote = read_quoted(r);
    if (quote == QUOTE_NONE) {
        const char *end = end_of_plain(r, r->p);
        add_cell(r, (struct text){r->p, (size_t)(end - r->p)}, false);
        r->p = end;
    }
    return quote != QUOTE_CUT && (r->p < r->end || r->whole);
}

static void skip_line_ends(struct csv_reader *r)
{
    while (r->p < r->end && (*r->p == '\n' || *r->p == '\r'))
        r->p++;
}

/* Reads cells up to the end of the line. False: the text is cut within. */
static bool read_record(struct csv_reader *r)
{
    for (;;) {
        if (!read_cell(r))
            return false;
        if (r->p == r->end || *r->p != r->delimiter)
            return true;
        r->p++;
    }
}

bool csv_next(struct csv_reader *r)
{
    r->n = 0;
    skip_line_ends(r);
    if (r->p == r->end || !read_record(r)) {
        r->p = r->end;
        r->n = 0;
        return false;
    }
    skip_line_ends(r);
    r->last_end = r->p;
    return true;
}
