/* book.h -- the rosters of a synthetic county on their way to files.
 *
 * A block of people is written as text rows into a sample_out, on any core; the
 * book takes the blocks in order and appends them to the files, each in the form
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
#include "sample/hard_truth.h"
#include "sample/problems.h"

enum sample_sheet {
#define SHEET(id, file, sheet, form, title, headings) YX_SHEET_##id,
#include "sample/sheets.def"
#undef SHEET
    YX_N_SHEETS
};

enum sample_form {
    YX_FORM_MIXED, /* each department's own */
    YX_FORM_CSV,   /* all CSV, UTF-8 */
    YX_FORM_XLSX   /* all workbooks */
};

struct sample_row_truth {
    uint64_t person; /* packed ID; 0: the row is about nobody */
    uint32_t line;   /* counted from 0 within the block's text of the sheet */
    uint8_t sheet;
    uint8_t mark;      /* enum sample_dirt_kind: what is wrong with the number as written */
    uint32_t problems; /* bits of enum sample_problem: what else */
};

struct sample_out {
    struct {
        struct yx_buf text;
        uint32_t lines;
    } sheet[YX_N_SHEETS];
    struct {
        struct sample_row_truth *v;
        size_t n, cap;
    } truth;
    struct sample_hard_notes notes; /* of a hard county; lines counted as in truth */
    enum sample_sheet at;           /* sheet of the row being written */
    bool is_first;                  /* no cell of the row written yet */
    uint32_t is_xlsx;               /* bit per sheet: goes to a workbook */
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
void yx_out_free(struct sample_out *out);

/* File name in the folder, with its ending. */
struct yx_str yx_book_file(const struct sample_book *b, enum sample_sheet s);
/* Sheet name as sources cite it; empty in CSV. */
struct yx_str yx_book_sheet(const struct sample_book *b, enum sample_sheet s);

/* ---- writing rows ---- */
void yx_out_row(struct sample_out *o, enum sample_sheet s, uint64_t person);
/* What was planted in the row, for the truth. */
static inline void yx_out_mark(struct sample_out *o, unsigned mark)
{
    o->truth.v[o->truth.n - 1].mark = (uint8_t)mark;
}
static inline void yx_out_problem(struct sample_out *o, unsigned bits)
{
    o->truth.v[o->truth.n - 1].problems |= bits;
}
/* Hide the row, if it stands in a workbook; right after yx_out_row(). */
void yx_out_hide(struct sample_out *o);
/* In CSV only, right before yx_out_end(): leave empty cells at the end out, or put one more. */
void yx_out_shorten(struct sample_out *o);
void yx_out_lengthen(struct sample_out *o, struct yx_str text);
void yx_out_cell(struct sample_out *o, struct yx_str text);
void yx_out_end(struct sample_out *o);
static inline void yx_out_z(struct sample_out *o, const char *text)
{
    yx_out_cell(o, yx_str_of(text));
}
void yx_out_id(struct sample_out *o, uint64_t packed);
void yx_out_day(struct sample_out *o, int32_t day); /* ISO; empty for YX_NO_DAY */
void yx_out_u64(struct sample_out *o, uint64_t n);
void yx_out_money(struct sample_out *o, int64_t fen);
static inline void yx_out_bool(struct sample_out *o, bool yes)
{
    yx_out_cell(o, yes ? YX_S("是") : YX_S("否"));
}

#endif
