/* SPDX-License-Identifier: Apache-2.0
 * Records and cells of delimited text (RFC 4180, read leniently). A cell that begins with a double
 * quote, blanks before it apart, ends at the matching one and may hold delimiters and line ends; ""
 * and \" stand for a quote. A quote that is never closed, or has more text behind its close, is an
 * ordinary character. Lines end with LF, CRLF or CR; empty lines are skipped. */
#ifndef PROPOLIS_CRAWLER_CSV_READ_H
#define PROPOLIS_CRAWLER_CSV_READ_H

#include "base/arena.h"
#include "base/compiler.h"
#include "base/text.h"

struct csv_cell {
    struct text text; /* borrowed: without the quotes around it, with the escapes inside */
    bool quoted;
};

struct csv_reader {
    const char *begin, *p, *end;
    struct arena *arena; /* borrowed: holds the cells */
    char delimiter;
    bool whole;             /* the text ends where the file ends */
    unsigned strays;        /* quotes that were never closed */
    struct csv_cell *cells; /* of the record that was read last */
    size_t n, room;         /* of cells */
    const char *last_end;   /* behind the record that was read last */
    bool quoted;            /* some cell was in quotes */
    bool quoted_line_end;   /* and held a line end */
};

/* Begins to read. Of a text that is not whole the last record counts only with its line end. */
void csv_reader_init(struct csv_reader *r, struct text text, bool whole, char delimiter,
                     struct arena *a);

/* True: a record was read into cells and n. False: there is none left. Beyond LIMIT_SCHEMA_FIELDS
 * cells of a record are dropped. */
bool csv_next(struct csv_reader *r) MUST_CHECK;

#endif
