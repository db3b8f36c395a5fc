/* rows_out.h -- rows of synthetic rosters as text.
 *
 * A row is begun, its cells written in the order of the sheet's headings, and ended.  In a
 * block's text rows end with LF; cells are separated by commas and quoted where the sheet
 * becomes CSV, and by YX_CELL_END where it becomes a workbook.  A cell never holds a line end,
 * so rows and lines agree.
 *
 * Ownership: yx_out_free() frees what a sample_out holds.  Errors: none.
 * Threads: a sample_out belongs to one thread at a time. */
#ifndef YX_SAMPLE_ROWS_OUT_H
#define YX_SAMPLE_ROWS_OUT_H

#include "base/str.h"
#include "sample/hard_truth.h"
#include "sample/problems.h"

/* In the text of a workbook's sheet: between cells; before a hidden row. */
enum { YX_CELL_END = '\x1f', YX_ROW_HIDDEN = '\x1d' };

enum sample_sheet {
#define SHEET(id, file, sheet, form, title, headings) YX_SHEET_##id,
#include "sample/sheets.def"
#undef SHEET
    YX_N_SHEETS
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

void yx_out_free(struct sample_out *out);

/* Begin a row of sheet `s` about `person` (packed ID; 0: nobody). */
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
