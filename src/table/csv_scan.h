/* csv_scan.h -- records and cells of CSV bytes, by RFC 4180.
 *
 * Where real files stray from the standard, the scanner reads what their
 * writers meant:
 *   - LF, CRLF and CR end a record, mixed as they come;
 *   - a quote counts only at the beginning of a cell; elsewhere it is text;
 *   - text after a closing quote belongs to the cell;
 *   - a quote that is never closed within 128 KiB, or that would swallow line
 *     ends and close in the middle of a cell, is text: one stray quote must
 *     not make a hundred children disappear into one cell.
 * The bytes are UTF-8, sound or not.
 *
 * Ownership: cells point into the scanned bytes.  Errors: a record over 16 MiB
 * makes `too_long` true.  Threads: one thread per scanner. */
#ifndef YX_TABLE_CSV_SCAN_H
#define YX_TABLE_CSV_SCAN_H

#include "base/str.h"

enum { YX_CSV_MAX_RECORD = 16 << 20, YX_CSV_MAX_QUOTED = 128 << 10, YX_CSV_MAX_CELLS = 16384 };

enum yx_csv_kind {
    YX_CSV_PLAIN,  /* `text` is the cell */
    YX_CSV_QUOTED, /* likewise, from between quotes */
    YX_CSV_RAW     /* `text` begins with the opening quote: yx_csv_unquote() makes the cell */
};

struct yx_csv_cell {
    struct yx_str text;
    enum yx_csv_kind kind;
};

struct yx_csv_scan {
    const char *p, *end; /* next record; end of the bytes */
    char delimiter;
    bool too_long; /* gave up at a record of more than YX_CSV_MAX_RECORD bytes */
    bool saw_end;  /* the last record would perhaps be another if more bytes followed */
    uint32_t line; /* physical lines before `p`, counted from where the scan began */
    /* Places of delimiters and line ends in the 64 bytes from `block`. */
    const char *block;
    uint64_t mask;
};

struct yx_csv_record {
    struct yx_csv_cell *cell; /* room for `cap` */
    uint32_t cap;
    uint32_t n;    /* cells in the record; those beyond `cap` are counted, not kept */
    uint32_t line; /* scan->line where the record begins */
};

void yx_csv_scan_init(struct yx_csv_scan *s, struct yx_str bytes, char delimiter);
/* The next record; false at the end or when too_long. A blank line is a record of one empty cell. */
bool yx_csv_next(struct yx_csv_scan *s, struct yx_csv_record *out);
/* The text of a YX_CSV_RAW cell, appended to `out`. */
void yx_csv_unquote(struct yx_str raw, struct yx_buf *out);

#endif
