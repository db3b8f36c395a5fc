/* rows_out.c -- rows of synthetic rosters as text. */
#include "sample/rows_out.h"

#include "base/date.h"
#include "base/mem.h"
#include "base/money.h"
#include "codes/citizen_id.h"
#include "sample/dirt.h"

#include <stdlib.h>

/* Quoted where RFC 4180 asks for it. */
static void put_csv_cell(struct yx_buf *b, struct yx_str cell)
{
    bool has_blank = cell.n && (cell.p[0] == ' ' || cell.p[cell.n - 1] == ' ');
    if (!has_blank && !memchr(cell.p ? cell.p : "", ',', cell.n) &&
        !memchr(cell.p ? cell.p : "", '"', cell.n)) {
        yx_buf_puts(b, cell);
        return;
    }
    yx_buf_putc(b, '"');
    for (size_t i = 0; i < cell.n; i++) {
        if (cell.p[i] == '"')
            yx_buf_putc(b, '"');
        yx_buf_putc(b, cell.p[i]);
    }
    yx_buf_putc(b, '"');
}

void yx_out_free(struct sample_out *out)
{
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++)
        yx_buf_free(&out->sheet[s].text);
    free(out->truth.v);
    yx_hard_notes_free(&out->notes);
}

void yx_out_row(struct sample_out *o, enum sample_sheet s, uint64_t person)
{
    struct sample_row_truth t = {.person = person, .line = o->sheet[s].lines, .sheet = (uint8_t)s};
    YX_PUSH(&o->truth, t);
    o->at = s;
    o->is_first = true;
}

void yx_out_cell(struct sample_out *o, struct yx_str text)
{
    struct yx_buf *b = &o->sheet[o->at].text;
    bool is_xlsx = o->is_xlsx >> o->at & 1;
    if (text.n && text.p[0] == YX_CELL_AS_NUMBER && !is_xlsx)
        text = yx_str_sub(text, 1, text.n);
    if (!o->is_first)
        yx_buf_putc(b, is_xlsx ? YX_CELL_END : ',');
    o->is_first = false;
    if (is_xlsx)
        yx_buf_puts(b, text);
    else
        put_csv_cell(b, text);
}

void yx_out_hide(struct sample_out *o)
{
    if (!(o->is_xlsx >> o->at & 1))
        return;
    yx_buf_putc(&o->sheet[o->at].text, YX_ROW_HIDDEN);
    yx_out_problem(o, YX_PROBLEM_BIT(HIDDEN));
}

void yx_out_shorten(struct sample_out *o)
{
    struct yx_buf *b = &o->sheet[o->at].text;
    if (o->is_xlsx >> o->at & 1 || !b->n || b->p[b->n - 1] != ',')
        return;
    while (b->n && b->p[b->n - 1] == ',')
        b->n--;
    yx_out_problem(o, YX_PROBLEM_BIT(SHORT_ROW));
}

void yx_out_lengthen(struct sample_out *o, struct yx_str text)
{
    if (o->is_xlsx >> o->at & 1)
        return;
    yx_out_cell(o, YX_S(""));
    yx_out_cell(o, text);
    yx_out_problem(o, YX_PROBLEM_BIT(LONG_ROW));
}

void yx_out_end(struct sample_out *o)
{
    yx_buf_putc(&o->sheet[o->at].text, '\n');
    o->sheet[o->at].lines++;
}

void yx_out_id(struct sample_out *o, uint64_t packed)
{
    char digits[32];
    struct yx_buf b = {.p = digits, .cap = sizeof digits};
    if (packed)
        yx_id_put(&b, packed);
    yx_out_cell(o, yx_buf_str(&b));
}

void yx_out_day(struct sample_out *o, int32_t day)
{
    char digits[32];
    struct yx_buf b = {.p = digits, .cap = sizeof digits};
    yx_day_put(&b, day);
    yx_out_cell(o, yx_buf_str(&b));
}

void yx_out_u64(struct sample_out *o, uint64_t n)
{
    char digits[32];
    struct yx_buf b = {.p = digits, .cap = sizeof digits};
    yx_buf_put_u64(&b, n);
    yx_out_cell(o, yx_buf_str(&b));
}

void yx_out_money(struct sample_out *o, int64_t fen)
{
    char digits[40];
    struct yx_buf b = {.p = digits, .cap = sizeof digits};
    yx_money_put(&b, fen);
    yx_out_cell(o, yx_buf_str(&b));
}
