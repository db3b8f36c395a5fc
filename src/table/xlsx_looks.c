/* xlsx_looks.c -- how the cells and the pages of a workbook look.
 *
 * Deep blue titles, soft grey notes, green, amber and red accents, pale yellow
 * for what people fill in: few colours, always beside words that say the same. */
#include "table/xlsx_out_int.h"

enum {
    BLUE = 0x1F3864,
    PALE_BLUE = 0xDCE6F2,
    GREY = 0x7F7F7F,
    PALE_GREY = 0xF2F2F2,
    LINE = 0xD9D9D9,
    GREEN = 0x2E7D32,
    PALE_GREEN = 0xE8F3E8,
    AMBER = 0x9C5700,
    PALE_AMBER = 0xFFF4DC,
    RED = 0xB3261E,
    PALE_RED = 0xFBE9E7,
    PALE_YELLOW = 0xFFFDE7,
    SKY = 0x1F5FA8,
    A4 = 9
};

static const char font[] = "微软雅黑";

static lxw_format *look(struct yx_xlsx *x, double size, uint32_t color, bool is_bold)
{
    lxw_format *f = workbook_add_format(x->book);
    if (!f)
        yx_die(__FILE__, __LINE__, "out of memory; 内存不足");
    format_set_font_name(f, font);
    format_set_font_size(f, size);
    format_set_align(f, LXW_ALIGN_VERTICAL_CENTER);
    if (color)
        format_set_font_color(f, color);
    if (is_bold)
        format_set_bold(f);
    return f;
}

static lxw_format *accent(struct yx_xlsx *x, uint32_t color, uint32_t fill)
{
    lxw_format *f = look(x, 10, color, true);
    format_set_bg_color(f, fill);
    format_set_num_format(f, "#,##0");
    return f;
}

static lxw_format *accent_money(struct yx_xlsx *x, uint32_t color, uint32_t fill)
{
    lxw_format *f = accent(x, color, fill);
    format_set_num_format(f, "#,##0.00");
    return f;
}

static lxw_format *heading(struct yx_xlsx *x)
{
    lxw_format *f = look(x, 10, BLUE, true);
    format_set_bg_color(f, PALE_BLUE);
    format_set_bottom(f, LXW_BORDER_THIN);
    format_set_bottom_color(f, BLUE);
    format_set_text_wrap(f);
    return f;
}

/* A cell people fill in: framed, so that it is seen to be for them. */
static lxw_format *fill_in(struct yx_xlsx *x, const char *code)
{
    lxw_format *f = look(x, 10, 0, false);
    format_set_num_format(f, code);
    format_set_bg_color(f, PALE_YELLOW);
    format_set_border(f, LXW_BORDER_HAIR);
    format_set_border_color(f, LINE);
    return f;
}

/* What a rule lays over a cell: colours alone. */
static lxw_format *rule(struct yx_xlsx *x, uint32_t color, uint32_t fill)
{
    lxw_format *f = workbook_add_format(x->book);
    if (!f)
        yx_die(__FILE__, __LINE__, "out of memory; 内存不足");
    format_set_font_color(f, color);
    if (fill)
        format_set_bg_color(f, fill);
    return f;
}

static lxw_format *number(struct yx_xlsx *x, const char *code)
{
    lxw_format *f = look(x, 10, 0, false);
    format_set_num_format(f, code);
    return f;
}

void yx_xlsx_make_formats(struct yx_xlsx *x)
{
    x->format[YX_LOOK_PLAIN] = look(x, 10, 0, false);
    x->format[YX_LOOK_TITLE] = look(x, 16, BLUE, true);
    x->format[YX_LOOK_HEADING] = heading(x);
    x->format[YX_LOOK_NOTE] = look(x, 9, GREY, false);
    x->format[YX_LOOK_GOOD] = accent(x, GREEN, PALE_GREEN);
    x->format[YX_LOOK_WARN] = accent(x, AMBER, PALE_AMBER);
    x->format[YX_LOOK_BAD] = accent(x, RED, PALE_RED);
    x->format[YX_LOOK_NUMBER] = number(x, "#,##0");
    x->format[F_TEXT] = number(x, "@");
    x->format[F_MONEY] = number(x, "#,##0.00");
    x->format[F_MONEY_GOOD] = accent_money(x, GREEN, PALE_GREEN);
    x->format[F_MONEY_WARN] = accent_money(x, AMBER, PALE_AMBER);
    x->format[F_MONEY_BAD] = accent_money(x, RED, PALE_RED);
    x->format[F_INT] = number(x, "#,##0");
    x->format[F_PROSE] = number(x, "@");
    format_set_text_wrap(x->format[F_PROSE]);
    x->format[F_TOP] = look(x, 14, BLUE, true);
    x->format[F_LINK] = look(x, 10, SKY, false);
    format_set_underline(x->format[F_LINK], LXW_UNDERLINE_SINGLE);
    x->format[F_DATE] = number(x, "yyyy\\-mm\\-dd");
    format_set_align(x->format[F_DATE], LXW_ALIGN_LEFT);
    x->format[F_FILL_IN] = fill_in(x, "@");
    x->format[F_FILL_IN_DATE] = fill_in(x, "yyyy\\-mm\\-dd");
    x->format[F_FILL_IN_HEADING] = heading(x);
    format_set_bg_color(x->format[F_FILL_IN_HEADING], PALE_AMBER);
    x->format[YX_LOOK_HEADING_RIGHT] = heading(x);
    format_set_align(x->format[YX_LOOK_HEADING_RIGHT], LXW_ALIGN_RIGHT);
    x->format[YX_LOOK_HINT] = look(x, 9, GREY, false);
    format_set_indent(x->format[YX_LOOK_HINT], 1);
    x->format[F_RULE_WARN] = rule(x, AMBER, PALE_AMBER);
    x->format[F_RULE_NEW] = rule(x, SKY, 0);
    x->format[F_RULE_NEGATIVE] = rule(x, RED, 0);
    x->format[F_RULE_DONE] = rule(x, GREY, PALE_GREY);
}

/* Text of a header or footer: & is a sign of its own there, and a digit right
 * after the font's size would belong to it. */
static void put_plain(struct yx_buf *b, struct yx_str text)
{
    struct yx_str part;
    yx_buf_putc(b, ' ');
    for (bool first = true; yx_str_split(&text, '&', &part); first = false) {
        if (!first)
            yx_buf_putz(b, "&&");
        yx_buf_puts(b, part);
    }
}

/* Landscape A4, as wide as the paper, the list's name above, pages counted below. */
void yx_xlsx_set_up_print(struct yx_xlsx_sheet *s)
{
    struct yx_buf *b = &s->of->text;
    worksheet_set_landscape(s->sheet);
    worksheet_set_paper(s->sheet, A4);
    worksheet_fit_to_pages(s->sheet, 1, 0);
    worksheet_set_margins(s->sheet, 0.5, 0.5, 0.7, 0.6);
    b->n = 0;
    yx_buf_printf(b, "&L&\"%s,Regular\"&9", font);
    put_plain(b, s->name);
    yx_buf_putc(b, '\0');
    (void)yx_xlsx_check(s->of, worksheet_set_header(s->sheet, b->p));
    b->n = 0;
    yx_buf_printf(b, "&L&\"%s,Regular\"&9", font);
    put_plain(b, s->of->foot);
    yx_buf_printf(b, "&R&\"%s,Regular\"&9 第 &P 页　共 &N 页", font);
    yx_buf_putc(b, '\0');
    (void)yx_xlsx_check(s->of, worksheet_set_footer(s->sheet, b->p));
}

void yx_xlsx_tab(struct yx_xlsx_sheet *s, enum yx_xlsx_look l)
{
    s->tab = l;
    if (s->sheet)
        worksheet_set_tab_color(s->sheet, l == YX_LOOK_GOOD   ? GREEN
                                          : l == YX_LOOK_WARN ? AMBER
                                          : l == YX_LOOK_BAD  ? RED
                                          : l == YX_LOOK_NOTE ? GREY
                                                              : BLUE);
}

lxw_format *yx_xlsx_format_of(const struct yx_xlsx *x, enum yx_xlsx_type type)
{
    switch (type) {
    case YX_XLSX_PROSE: return x->format[F_PROSE];
    case YX_XLSX_MONEY: return x->format[F_MONEY];
    case YX_XLSX_DATE: return x->format[F_DATE];
    case YX_XLSX_INT: return x->format[F_INT];
    case YX_XLSX_TEXT: break;
    }
    return x->format[F_TEXT];
}
