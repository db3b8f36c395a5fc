/* book.h -- the rosters of a synthetic county on their way to files.
 *
 * A block of people is written as text rows into a sample_out (rows_out.h), on any
 * core; the book takes the blocks in order and appends them to the files, each in the form
 * its department uses: CSV in UTF-8 or GB 18030, or a workbook with title rows.
 * For every row the book notes which person it is about (真值/persons.csv), with
 * the row number a reader will see.
 *
 * Ownership: yx_book_finish() or yx_book_abandon() frees the book.
 * Errors: YX_IO with the path.
 * Threads: a sample_out belongs to one thread at a time; the book to one. */
#ifndef YX_SAMPLE_BOOK_H
#define YX_SAMPLE_BOOK_H

#include "base/err.h"
#include "base/str.h"
#include "sample/rows_out.h"

enum sample_form {
    YX_FORM_MIXED, /* each department's own */
    YX_FORM_CSV,   /* all CSV, UTF-8 */
    YX_FORM_XLSX   /* all workbooks */
};

struct sample_book;

struct sample_book_options {
    const char *dir;
    enum sample_form form;
    struct yx_str county, term; /* for titles */
    bool has_truth;             /* write 真值/persons.csv */
    bool has_signatures;        /* titles above CSV, rows for totals and signatures at the end */
    bool is_hard;               /* with the truth, 真值/indistinct.csv */
    bool is_large;              /* workbooks in constant memory */
};

struct sample_book *yx_book_open(const struct sample_book_options *o, struct yx_err *err);
/* Empty the out and make it ready for a block. */
void yx_book_start(const struct sample_book *b, struct sample_out *out);
/* Turn the block's text into the encoding of its file; any thread. */
int yx_book_encode(const struct sample_book *b, struct sample_out *out, struct yx_err *err);
/* Append the block; blocks in order. */
int yx_book_commit(struct sample_book *b, struct sample_out *out, struct yx_err *err);
int yx_book_finish(struct sample_book *b, struct yx_err *err);
void yx_book_abandon(struct sample_book *b); /* NULL is allowed */

/* File name in the folder, with its ending. */
struct yx_str yx_book_file(const struct sample_book *b, enum sample_sheet s);
/* Sheet name as sources cite it; empty in CSV. */
struct yx_str yx_book_sheet(const struct sample_book *b, enum sample_sheet s);

#endif
