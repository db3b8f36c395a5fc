/* xlsx_lists.c -- lists of a workbook: rows under a heading, one after the other.
 *
 * DESIGN.  The sheet being written is `rest` of the one the caller holds, when
 * a list has outgrown its first sheet.  Widths, filter, colours and choices
 * stand before the rows in the file and need to know how many there are: the
 * library keeps the rows in a file of its own and takes the rest at the end. */
#include "table/xlsx_out_int.h"

#include "base/date.h"

#include <stdlib.h>

enum {
    MIN_WIDTH = 8,
    MAX_WIDTH = 60,
    MAX_SAFE_DIGITS = 15, /* of a number, before a cell loses some */
    NOTE_HEIGHT = 16,
    A3 = 8,              /* paper */
    A4_CHARACTERS = 150, /* wider lists would be too small on A4 */
    FIRST_DAY = 61       /* 1900-03-01: before it Excel's calendar has a day that never was */
};

static bool is_plain_integer(struct yx_str s)
{
    size_t i = s.n && s.p[0] == '-';
    if (s.n == i || s.n - i > MAX_SAFE_DIGITS || (s.p[i] == '0' && s.n > 1))
        return false;
    for (; i < s.n; i++)
        if (s.p[i] < '0' || s.p[i] > '9')
            return false;
    return true;
}

static double width_of(const struct yx_xlsx_column *c)
{
    if (c->width > 0)
        return c->width;
    double w = (double)yx_utf8_width(c->heading) * 1.1 + 4; /* room for the filter's arrow */
    return YX_MIN(YX_MAX(w, MIN_WIDTH), MAX_WIDTH);
}

static lxw_format *cell_format(const struct yx_xlsx *x, const struct yx_xlsx_column *c)
{
    if (c->is_fill_in)
        return x->format[c->type == YX_XLSX_DATE ? F_FILL_IN_DATE : F_FILL_IN];
    return yx_xlsx_format_of(x, c->type);
}

static lxw_format *heading_format(const struct yx_xlsx *x, const struct yx_xlsx_column *c)
{
    if (c->is_fill_in)
        return x->format[F_FILL_IN_HEADING];
    bool is_number = c->type == YX_XLSX_MONEY || c->type == YX_XLSX_INT;
    return x->format[is_number ? YX_LOOK_HEADING_RIGHT : YX_LOOK_HEADING];
}

static void set_columns(struct yx_xlsx_sheet *s)
{
    struct yx_xlsx *x = s->of;
    for (size_t c = 0; c < s->n_columns; c++)
        (void)yx_xlsx_check(x,
                            worksheet_set_column(s->sheet, (lxw_col_t)c, (lxw_col_t)c, s->width[c],
                                                 yx_xlsx_format_of(x, s->column[c].type)));
}

/* Title, notes and heading of a sheet of the list. */
static void begin_sheet(struct yx_xlsx_sheet *s)
{
    struct yx_xlsx *x = s->of;
    struct yx_str note = s->note, line;
    uint32_t row = 0;
    set_columns(s);
    (void)yx_xlsx_check(x, worksheet_set_row(s->sheet, 0, 26, NULL));
    x->text.n = 0;
    yx_buf_puts(&x->text, s->wanted);
    if (s->part > 1)
        yx_buf_printf(&x->text, "（第 %u 部分）", (unsigned)s->part);
    yx_xlsx_put_text(s, row++, 0, yx_str_dup(x->a, yx_buf_str(&x->text)), x->format[F_TOP]);
    while (note.n && yx_str_split(&note, '\n', &line)) {
        (void)yx_xlsx_check(x, worksheet_set_row(s->sheet, row, NOTE_HEIGHT, NULL));
        yx_xlsx_put_text(s, row++, 0, line, x->format[YX_LOOK_NOTE]);
    }
    (void)yx_xlsx_check(x, worksheet_set_row(s->sheet, row, 22, NULL));
    for (size_t c = 0; c < s->n_columns; c++)
        yx_xlsx_put_text(s, row, (uint32_t)c, s->column[c].heading,
                         heading_format(x, &s->column[c]));
    s->heading_row = row;
    s->next_row = row + 1;
    s->n_rows = s->next_row;
    if (x->rc != YX_OK)
        return;
    worksheet_freeze_panes(s->sheet, s->next_row, s->n_columns > 2 ? 2 : 0);
    (void)yx_xlsx_check(x, worksheet_repeat_rows(s->sheet, row, row));
}

struct yx_xlsx_sheet *yx_xlsx_list(struct yx_xlsx *x, struct yx_str name, struct yx_str note,
                                   const struct yx_xlsx_column *column, size_t n)
{
    struct yx_xlsx_sheet *s = yx_xlsx_add_sheet(x, name, YX_S(""));
    s->column = YX_NEW(x->a, struct yx_xlsx_column, n);
    s->width = YX_NEW(x->a, double, n);
    s->n_columns = n;
    s->wanted = yx_str_dup(x->a, name);
    s->note = yx_str_dup(x->a, note);
    for (size_t c = 0; c < n; c++) {
        s->column[c] = column[c];
        s->column[c].heading = yx_str_dup(x->a, column[c].heading);
        s->width[c] = width_of(&column[c]);
    }
    if (x->rc == YX_OK)
        begin_sheet(s);
    return s;
}

/* The list goes on in another sheet, with the same heading. */
static struct yx_xlsx_sheet *go_on(struct yx_xlsx_sheet *s)
{
    char ending[32];
    (void)snprintf(ending, sizeof ending, " (%u)", (unsigned)s->part + 1);
    struct yx_xlsx_sheet *next = yx_xlsx_add_sheet(s->of, s->wanted, yx_str_of(ending));
    next->column = s->column;
    next->width = s->width;
    next->n_columns = s->n_columns;
    next->wanted = s->wanted;
    next->note = s->note;
    next->part = s->part + 1;
    s->rest = next;
    if (s->of->rc == YX_OK) {
        yx_xlsx_tab(next, s->tab);
        begin_sheet(next);
    }
    return next;
}

static bool date_of(struct yx_str cell, double *serial)
{
    yx_day day;
    if (cell.n != 10 || !yx_day_parse(cell, &day))
        return false;
    *serial = (double)(day - yx_day_make(1899, 12, 30));
    return *serial >= FIRST_DAY;
}

static void put_typed(struct yx_xlsx_sheet *s, uint32_t row, size_t c, struct yx_str cell)
{
    struct yx_xlsx *x = s->of;
    enum yx_xlsx_type type = c < s->n_columns ? s->column[c].type : YX_XLSX_TEXT;
    lxw_format *format = c < s->n_columns ? cell_format(x, &s->column[c]) : x->format[F_TEXT];
    yx_fen fen;
    double number;
    if (type == YX_XLSX_MONEY && yx_money_parse(cell, &fen) && fen > -100000000000000 &&
        fen < 100000000000000)
        number = (double)fen / 100;
    else if (type == YX_XLSX_INT && is_plain_integer(cell))
        number = (double)strtoll(yx_xlsx_text(x, cell), NULL, 10);
    else if (type != YX_XLSX_DATE || !date_of(cell, &number)) {
        if (type == YX_XLSX_MONEY || type == YX_XLSX_INT || type == YX_XLSX_DATE)
            format = x->format[F_TEXT];
        yx_xlsx_put_text(s, row, (uint32_t)c, cell, format);
        return;
    }
    if (x->rc == YX_OK)
        (void)yx_xlsx_check(x, worksheet_write_number(s->sheet, row, (lxw_col_t)c, number, format));
}

/* Lines of wrapped text in a row: set by us, for not every program finds them out. */
static void set_height(struct yx_xlsx_sheet *s, uint32_t row, const struct yx_str *cell, size_t n)
{
    enum { LINE = 14, MORE = 4, MAX_LINES = 28 };
    size_t lines = 1;
    for (size_t c = 0; c < YX_MIN(n, s->n_columns); c++) {
        if (s->column[c].type != YX_XLSX_PROSE || cell[c].n == 0)
            continue;
        size_t room = (size_t)YX_MAX(s->width[c] * 0.92, 1.0);
        lines = YX_MAX(lines, (yx_utf8_width(cell[c]) + room - 1) / room);
    }
    if (lines > 1)
        (void)yx_xlsx_check(
            s->of, worksheet_set_row(s->sheet, row,
                                     (double)(YX_MIN(lines, MAX_LINES) * LINE + MORE), NULL));
}

int yx_xlsx_row(struct yx_xlsx_sheet *s, const struct yx_str *cell, size_t n, struct yx_err *err)
{
    struct yx_xlsx *x = s->of;
    while (s->rest)
        s = s->rest;
    if (x->rc == YX_OK && s->next_row >= x->row_limit)
        s = go_on(s);
    if (x->rc != YX_OK)
        return yx_xlsx_give(x, err);
    uint32_t row = s->next_row++;
    bool any = false;
    set_height(s, row, cell, n);
    for (size_t c = 0; c < n && c < 16384; c++) {
        bool is_frame = c < s->n_columns && s->column[c].is_fill_in;
        if (cell[c].n == 0 && is_frame)
            (void)yx_xlsx_check(x, worksheet_write_blank(s->sheet, row, (lxw_col_t)c,
                                                         cell_format(x, &s->column[c])));
        any |= is_frame;
        if (cell[c].n == 0)
            continue;
        put_typed(s, row, c, cell[c]);
        if (c < s->n_columns && s->column[c].width <= 0 &&
            row - s->heading_row < YX_XLSX_BATCH_ROWS) {
            double w = (double)yx_utf8_width(cell[c]) * 1.1 + 2;
            s->width[c] = YX_MIN(YX_MAX(w, s->width[c]), MAX_WIDTH);
        }
        any = true;
    }
    s->n_rows += any;
    if ((row - s->heading_row) % YX_XLSX_BATCH_ROWS == 0)
        (void)yx_xlsx_look_at_disk(s);
    return yx_xlsx_give(x, err);
}

/* ---- once the rows are known ---- */

/* The column's letters: 0 is A. */
static void put_letters(struct yx_buf *b, size_t c)
{
    if (c >= 26)
        put_letters(b, c / 26 - 1);
    yx_buf_putc(b, (char)('A' + c % 26));
}

static void add_rule(struct yx_xlsx_sheet *s, size_t from, size_t upto, const char *formula,
                     enum yx_xlsx_format format)
{
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                   .value_string = (char *)(uintptr_t)formula,
                                   .format = s->of->format[format]};
    (void)yx_xlsx_check(s->of, worksheet_conditional_format_range(s->sheet, s->heading_row + 1,
                                                                  (lxw_col_t)from, s->next_row - 1,
                                                                  (lxw_col_t)upto, &rule));
}

/* The formula of a rule for the first row of data; what it is about is $C5. */
static void add_column_rule(struct yx_xlsx_sheet *s, size_t c)
{
    const struct yx_xlsx_column *k = &s->column[c];
    struct yx_buf ref = {0}, f = {0};
    yx_buf_putc(&ref, '$');
    put_letters(&ref, c);
    yx_buf_printf(&ref, "%u", (unsigned)s->heading_row + 2);
    yx_buf_putc(&ref, '\0');
    if (k->rule == YX_RULE_NEGATIVE) {
        yx_buf_printf(&f, "=AND(ISNUMBER(%s),%s<0)", ref.p, ref.p);
    } else if (!k->words) {
        yx_buf_printf(&f, "=LEN(%s)>0", ref.p);
    } else {
        yx_buf_putz(&f, "=OR(");
        for (size_t i = 0; k->words[i]; i++)
            yx_buf_printf(&f, "%s%s=\"%s\"", i ? "," : "", ref.p, k->words[i]);
        yx_buf_putc(&f, ')');
    }
    yx_buf_putc(&f, '\0');
    static const enum yx_xlsx_format formats[] = {[YX_RULE_WARN] = F_RULE_WARN,
                                                  [YX_RULE_NEW] = F_RULE_NEW,
                                                  [YX_RULE_NEGATIVE] = F_RULE_NEGATIVE,
                                                  [YX_RULE_DONE] = F_RULE_DONE};
    bool is_row = k->rule == YX_RULE_DONE;
    add_rule(s, is_row ? 0 : c, is_row ? s->n_columns - 1 : c, f.p, formats[k->rule]);
    yx_buf_free(&ref);
    yx_buf_free(&f);
}

/* A drop-down warns of other words and lets them pass: people may know better. */
static void add_choices(struct yx_xlsx_sheet *s, size_t c)
{
    const struct yx_xlsx_column *k = &s->column[c];
    size_t characters = 0;
    for (size_t i = 0; k->choices && k->choices[i]; i++)
        characters += yx_utf8_count(yx_str_of(k->choices[i])) + 1;
    YX_ASSERT(characters <= YX_XLSX_MAX_CHOICES);
    lxw_data_validation v = {.ignore_blank = LXW_VALIDATION_ON,
                             .show_input = LXW_VALIDATION_ON,
                             .show_error = LXW_VALIDATION_ON,
                             .dropdown = LXW_VALIDATION_ON,
                             .error_type = LXW_VALIDATION_ERROR_TYPE_WARNING,
                             .input_title = "怎样填",
                             .input_message = (char *)(uintptr_t)k->hint};
    if (k->choices) {
        v.validate = LXW_VALIDATION_TYPE_LIST;
        v.value_list = (char **)(uintptr_t)k->choices;
        v.error_title = "不在可选的词里";
        v.error_message = "请从下拉列表里选；确实要写别的，按“是”保留。";
    } else if (k->type == YX_XLSX_DATE) {
        v.validate = LXW_VALIDATION_TYPE_DATE;
        v.criteria = LXW_VALIDATION_CRITERIA_GREATER_THAN;
        v.value_datetime = (lxw_datetime){.year = 2000, .month = 1, .day = 1};
        v.error_title = "不是日期";
        v.error_message = "日期写成 2022-09-30 的样子。";
    } else {
        v.validate = LXW_VALIDATION_TYPE_ANY;
    }
    if (!k->hint)
        v.input_title = NULL;
    (void)yx_xlsx_check(s->of,
                        worksheet_data_validation_range(s->sheet, s->heading_row + 1, (lxw_col_t)c,
                                                        s->next_row - 1, (lxw_col_t)c, &v));
}

void yx_xlsx_list_done(struct yx_xlsx_sheet *s)
{
    struct yx_xlsx *x = s->of;
    if (!s->n_columns || x->rc != YX_OK)
        return;
    lxw_col_t last_column = (lxw_col_t)(s->n_columns - 1);
    lxw_row_t last_row = YX_MAX(s->next_row - 1, s->heading_row);
    set_columns(s);
    (void)yx_xlsx_check(x,
                        worksheet_autofilter(s->sheet, s->heading_row, 0, last_row, last_column));
    (void)yx_xlsx_check(x, worksheet_print_area(s->sheet, 0, 0, last_row, last_column));
    double width = 0;
    for (size_t c = 0; c < s->n_columns; c++)
        width += s->width[c];
    if (width > A4_CHARACTERS)
        worksheet_set_paper(s->sheet, A3);
    if (last_row == s->heading_row)
        return;
    for (size_t c = 0; c < s->n_columns; c++) {
        if (s->column[c].rule == YX_RULE_DONE)
            add_column_rule(s, c); /* first: what is done no longer shouts */
        if (s->column[c].choices || (s->column[c].is_fill_in && s->column[c].hint) ||
            (s->column[c].is_fill_in && s->column[c].type == YX_XLSX_DATE))
            add_choices(s, c);
    }
    for (size_t c = 0; c < s->n_columns; c++)
        if (s->column[c].rule != YX_RULE_NONE && s->column[c].rule != YX_RULE_DONE)
            add_column_rule(s, c);
}
