/* csv_out.h -- CSV as everybody reads it: UTF-8, RFC 4180 quoting, LF.
 *
 * A cell is quoted only when it holds a comma, a quote, CR or LF, or begins or
 * ends with a blank.  Text that a spreadsheet would take for a formula gets an
 * apostrophe before it; the reader takes it away again.  Ownership: appends to the caller's buffer.
 * Errors: none.  Threads: safe. */
#ifndef YX_TABLE_CSV_OUT_H
#define YX_TABLE_CSV_OUT_H

#include "base/str.h"

/* How a CSV file for people is written; all zero is plain UTF-8. */
struct yx_csv_form {
    bool with_bom;   /* UTF-8 with a byte order mark, for Excel */
    bool is_gb18030; /* for programs that know nothing else */
};

/* utf-8 or gb18030, in any case of letters; false: neither. */
bool yx_csv_form_encoding(struct yx_csv_form *f, struct yx_str name);

void yx_csv_cell(struct yx_buf *b, struct yx_str cell);
/* yx_csv_text(b, cell): the same for text that came from outside.  Beginning
 * with = + - @ TAB CR LF NUL, or = + - @ of full width, it would be a formula in
 * a spreadsheet: an apostrophe goes before it (and before apostrophes before
 * one of them, so that taking one away gives back what was). */
void yx_csv_text(struct yx_buf *b, struct yx_str cell);
/* n such cells joined by commas: room for all of them is looked after once. */
void yx_csv_texts(struct yx_buf *b, const struct yx_str *cell, size_t n);
/* yx_csv_unguarded(cell): without that apostrophe, if there is one. */
struct yx_str yx_csv_unguarded(struct yx_str cell);
/* Whether the text of a cell of figures is one: [-]digits[.digits]. */
bool yx_csv_is_figure(struct yx_str cell);
/* Cells joined by commas, and LF. */
void yx_csv_row(struct yx_buf *b, const struct yx_str *cell, size_t n);

#endif
