/* xlsx_pages.c -- free sheets of a workbook: cells where the caller wants them. */
#include "table/xlsx_out_int.h"

struct yx_xlsx_sheet *yx_xlsx_page(struct yx_xlsx *x, struct yx_str name, const double *width,
                                   size_t n_widths)
{
    struct yx_xlsx_sheet *s = yx_xlsx_add_sheet(x, name, YX_S(""));
    if (x->rc != YX_OK)
        return s;
    worksheet_gridlines(s->sheet, LXW_HIDE_ALL_GRIDLINES);
    for (size_t c = 0; c < n_widths; c++)
        (void)yx_xlsx_check(x, worksheet_set_column(s->sheet, (lxw_col_t)c, (lxw_col_t)c, width[c],
                                                    x->format[YX_LOOK_PLAIN]));
    return s;
}

void yx_xlsx_portrait(struct yx_xlsx_sheet *s)
{
    if (s->sheet)
        worksheet_set_portrait(s->sheet);
}

/* The first cell of a row of a page: rows ascend, and each look has its height. */
static void open_row(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, enum yx_xlsx_look l)
{
    s->last_column = YX_MAX(s->last_column, column);
    YX_ASSERT(s->last_row == UINT32_MAX || row >= s->last_row);
    if (row == s->last_row || s->of->rc != YX_OK)
        return;
    s->last_row = row;
    s->n_rows++;
    double height = l == YX_LOOK_TITLE ? 32 : l == YX_LOOK_HEADING ? 22 : 18;
    (void)yx_xlsx_check(s->of, worksheet_set_row(s->sheet, row, height, NULL));
}

void yx_xlsx_put(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                 enum yx_xlsx_look l)
{
    open_row(s, row, column, l);
    yx_xlsx_put_text(s, row, column, text, s->of->format[l]);
}

void yx_xlsx_put_int(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, int64_t n,
                     enum yx_xlsx_look l)
{
    struct yx_xlsx *x = s->of;
    open_row(s, row, column, l);
    if (x->rc == YX_OK)
        (void)yx_xlsx_check(
            x, worksheet_write_number(s->sheet, row, (lxw_col_t)column, (double)n,
                                      x->format[l == YX_LOOK_PLAIN ? YX_LOOK_NUMBER : l]));
}

void yx_xlsx_put_money(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, yx_fen fen,
                       enum yx_xlsx_look l)
{
    struct yx_xlsx *x = s->of;
    open_row(s, row, column, l);
    if (x->rc == YX_OK)
        (void)yx_xlsx_check(x, worksheet_write_number(s->sheet, row, (lxw_col_t)column,
                                                      (double)fen / 100,
                                                      x->format[l == YX_LOOK_GOOD   ? F_MONEY_GOOD
                                                                : l == YX_LOOK_WARN ? F_MONEY_WARN
                                                                : l == YX_LOOK_BAD  ? F_MONEY_BAD
                                                                                    : F_MONEY]));
}

void yx_xlsx_put_link(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                      struct yx_str sheet)
{
    struct yx_xlsx *x = s->of;
    open_row(s, row, column, YX_LOOK_PLAIN);
    if (x->rc != YX_OK)
        return;
    struct yx_str name = yx_xlsx_sheet_name(x, sheet);
    x->text.n = 0;
    yx_buf_printf(&x->text, "internal:'%s'!A1", name.p);
    (void)yx_xlsx_check(x, worksheet_write_url_opt(s->sheet, row, (lxw_col_t)column, x->text.p,
                                                   x->format[F_LINK], yx_xlsx_text(x, text), NULL));
}

void yx_xlsx_page_done(struct yx_xlsx_sheet *s)
{
    if (s->last_row != UINT32_MAX)
        (void)yx_xlsx_check(
            s->of, worksheet_print_area(s->sheet, 0, 0, s->last_row, (lxw_col_t)s->last_column));
}
