/* xlsx_out.c -- workbooks a clerk is glad to get.
 *
 * DESIGN.  libxlsxwriter keeps one row of a sheet at a time and gathers the
 * rows in temporary files, whose errors it does not look at; so they are asked
 * here, and the finished file is read back: every sheet must be complete and
 * hold as many rows as were written.  Only then does it take its name.
 *
 * The first failure is kept and answered by every later call, so callers may
 * put cells without looking and will be told at the end. */
#include "table/xlsx_out.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/money.h"
#include "table/zip_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum {
    MAX_ROWS = 1048576,
    MAX_CHARACTERS = 32767, /* of a cell */
    MAX_NAME = 31,          /* characters of a sheet's name */
    MAX_SAFE_DIGITS = 15,   /* of a number, before a cell loses some */
    BATCH_ROWS = 1000,      /* rows between two looks at the temporary file */
    MIN_WIDTH = 8,
    MAX_WIDTH = 60,
    A4 = 9
};

/* The looks: deep blue titles, soft grey notes, green, amber and red accents. */
enum {
    BLUE = 0x1F3864,
    PALE_BLUE = 0xDCE6F2,
    GREY = 0x7F7F7F,
    LINE = 0xBFBFBF,
    GREEN = 0x2E7D32,
    PALE_GREEN = 0xE8F3E8,
    AMBER = 0x9C5700,
    PALE_AMBER = 0xFFF4DC,
    RED = 0xB3261E,
    PALE_RED = 0xFBE9E7
};

static const char font[] = "微软雅黑";

enum format {
    F_TEXT = YX_LOOK_NUMBER + 1,
    F_MONEY,
    F_MONEY_GOOD,
    F_MONEY_WARN,
    F_MONEY_BAD,
    F_INT,
    F_TOP,
    F_PROSE,
    F_LINK,
    F_COUNT
};

struct yx_xlsx_sheet {
    struct yx_xlsx_sheet *next;
    struct yx_xlsx *of;
    lxw_worksheet *sheet;
    struct yx_str name;                  /* as it stands in the workbook */
    const struct yx_xlsx_column *column; /* of a list; NULL: a page */
    size_t n_columns;
    double *width; /* per column, in characters; grows with the first rows unless given */
    uint32_t heading_row, next_row; /* 0-based */
    uint32_t n_rows;                /* rows with something in them */
    uint32_t last_row;              /* of a page: the last row put; UINT32_MAX before */
};

struct yx_xlsx {
    struct yx_arena *a;
    char *path, *temp;
    lxw_workbook *book;
    lxw_format *format[F_COUNT];
    struct yx_xlsx_sheet *first, **last;
    struct yx_buf text, clean; /* scratch */
    struct yx_err err;
    int rc; /* the first failure */
};

/* ---- text ---- */

static bool is_escape(struct yx_str s, size_t i)
{
    if (s.n - i < 7 || s.p[i + 1] != 'x' || s.p[i + 6] != '_')
        return false;
    for (size_t k = i + 2; k < i + 6; k++)
        if (!strchr("0123456789abcdefABCDEF", s.p[k]) || !s.p[k])
            return false;
    return true;
}

/* As a C string that XML can hold and every reader gives back: no NUL, no
 * malformed characters, and what looks like an escape escaped. */
static const char *cell_text(struct yx_xlsx *x, struct yx_str s)
{
    struct yx_buf *b = &x->clean;
    size_t at = 0, n = 0;
    uint32_t cp;
    b->n = 0;
    for (size_t before = 0; n < MAX_CHARACTERS && yx_utf8_next(s, &at, &cp); before = at, n++) {
        if (cp == 0)
            continue;
        if (cp == '_' && is_escape(s, before)) {
            if (n + 7 > MAX_CHARACTERS)
                break;
            yx_buf_putz(b, "_x005F_");
            n += 6;
        } else {
            yx_utf8_put(b, cp == 0xFFFE || cp == 0xFFFF ? 0xFFFD : cp);
        }
    }
    yx_buf_putc(b, '\0');
    return b->p;
}

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

static int fail(struct yx_xlsx *x, const char *why)
{
    if (x->rc == YX_OK)
        x->rc = YX_FAIL(
            &x->err, YX_IO,
            YX_TEXT(
                "写 {0} 时失败：{1}；原有文件未动，请腾出磁盘空间后再试",
                "writing {0} failed: {1}; the earlier file is untouched, make room on the disk and try again"),
            x->path, why);
    return x->rc;
}

static int check(struct yx_xlsx *x, lxw_error e)
{
    if (e == LXW_NO_ERROR)
        return x->rc;
    if (e == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return fail(x, yx_fmt_errno(ENOMEM).s);
    if (e <= LXW_ERROR_ZIP_CLOSE) /* of a file; the library does not say why */
        return fail(x, yx_fmt_errno(errno ? errno : EIO).s);
    return fail(x, lxw_strerror(e));
}

static int give(const struct yx_xlsx *x, struct yx_err *err)
{
    if (x->rc != YX_OK && err)
        *err = x->err;
    return x->rc;
}

/* The name as Excel allows it: 31 characters, none of []:*?/\, not in quotes. */
static struct yx_str sheet_name(struct yx_xlsx *x, struct yx_str name)
{
    struct yx_buf *b = &x->text;
    size_t at = 0, n = 0;
    uint32_t cp;
    b->n = 0;
    while (n < MAX_NAME && yx_utf8_next(name, &at, &cp)) {
        if (cp < 0x20 || cp == 0xFFFD || strchr("[]:*?/\\'", (int)(cp < 0x80 ? cp : 'x')))
            cp = '-';
        n += cp > 0xFFFF ? 2U : 1U; /* counted as UTF-16 */
        if (n <= MAX_NAME)
            yx_utf8_put(b, cp);
    }
    if (b->n == 0)
        yx_buf_putc(b, '-');
    return yx_str_dup(x->a, yx_buf_str(b));
}

static bool is_taken(const struct yx_xlsx *x, struct yx_str name)
{
    for (const struct yx_xlsx_sheet *s = x->first; s; s = s->next)
        if (s->name.n == name.n && strncasecmp(s->name.p, name.p, name.n) == 0)
            return true;
    return false;
}

static struct yx_str free_name(struct yx_xlsx *x, struct yx_str wanted)
{
    struct yx_str name = sheet_name(x, wanted);
    for (int i = 2; is_taken(x, name); i++) {
        struct yx_str base = name;
        while (base.n && yx_utf8_count(base) > MAX_NAME - 4)
            do
                base.n--;
            while (base.n && ((unsigned char)base.p[base.n] & 0xC0U) == 0x80U);
        x->text.n = 0;
        yx_buf_puts(&x->text, base);
        yx_buf_printf(&x->text, "~%d", i);
        name = yx_str_dup(x->a, yx_buf_str(&x->text));
    }
    return name;
}

/* ---- looks ---- */

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

static lxw_format *number(struct yx_xlsx *x, const char *code)
{
    lxw_format *f = look(x, 10, 0, false);
    format_set_num_format(f, code);
    return f;
}

static void make_formats(struct yx_xlsx *x)
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
    x->format[F_LINK] = look(x, 10, 0x1F5FA8, false);
    format_set_underline(x->format[F_LINK], LXW_UNDERLINE_SINGLE);
}

/* ---- sheets ---- */

struct yx_xlsx *yx_xlsx_new(const char *path, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_xlsx *x = YX_NEW(a, struct yx_xlsx, 1);
    *x = (struct yx_xlsx){.a = a, .last = &x->first, .path = yx_str_c(a, yx_str_of(path))};
    yx_buf_printf(&x->text, "%s.~%ld", path, (long)getpid());
    x->temp = yx_str_c(a, yx_buf_str(&x->text));
    /* Found out now, not after an hour's work. */
    int fd = open(x->temp, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) {
        (void)YX_FAIL(
            err, YX_IO,
            YX_TEXT("写不了 {0}：{1}；请检查文件夹是否存在、可写，文件是否正打开着",
                    "cannot write {0}: {1}; check that the folder exists and can be written"),
            path, yx_fmt_errno(errno).s);
        yx_xlsx_abandon(x);
        return NULL;
    }
    (void)close(fd);
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .use_zip64 = LXW_FALSE};
    x->book = workbook_new_opt(x->temp, &options);
    if (!x->book)
        yx_die(__FILE__, __LINE__, "out of memory; 内存不足");
    /* 2000-01-01 00:00 UTC for every workbook: a clock would make each differ. */
    lxw_doc_properties properties = {.created = 946684800};
    (void)check(x, workbook_set_properties(x->book, &properties));
    make_formats(x);
    return x;
}

static void set_up_print(struct yx_xlsx_sheet *s)
{
    struct yx_buf *b = &s->of->text;
    worksheet_set_landscape(s->sheet);
    worksheet_set_paper(s->sheet, A4);
    worksheet_fit_to_pages(s->sheet, 1, 0);
    worksheet_set_margins(s->sheet, 0.5, 0.5, 0.7, 0.6);
    b->n = 0;
    yx_buf_printf(b, "&C&\"%s,Regular\"&9", font);
    struct yx_str rest = s->name, part;
    /* A digit right after the size would belong to it; & is a sign of its own. */
    yx_buf_putc(b, ' ');
    for (bool first = true; yx_str_split(&rest, '&', &part); first = false) {
        if (!first)
            yx_buf_putz(b, "&&");
        yx_buf_puts(b, part);
    }
    yx_buf_putc(b, '\0');
    (void)check(s->of, worksheet_set_header(s->sheet, b->p));
    b->n = 0;
    yx_buf_printf(b, "&C&\"%s,Regular\"&9 第 &P 页　共 &N 页", font);
    yx_buf_putc(b, '\0');
    (void)check(s->of, worksheet_set_footer(s->sheet, b->p));
}

static struct yx_xlsx_sheet *add_sheet(struct yx_xlsx *x, struct yx_str name)
{
    struct yx_xlsx_sheet *s = YX_NEW(x->a, struct yx_xlsx_sheet, 1);
    s->of = x;
    s->last_row = UINT32_MAX;
    s->name = free_name(x, name);
    s->sheet = workbook_add_worksheet(x->book, s->name.p);
    if (!s->sheet)
        (void)fail(x, "worksheet");
    *x->last = s;
    x->last = &s->next;
    if (s->sheet)
        set_up_print(s);
    return s;
}

static void put(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                lxw_format *format)
{
    struct yx_xlsx *x = s->of;
    if (x->rc == YX_OK)
        (void)check(x, worksheet_write_string(s->sheet, row, (lxw_col_t)column, cell_text(x, text),
                                              format));
}

static double width_of(const struct yx_xlsx_column *c)
{
    if (c->width > 0)
        return c->width;
    double w = (double)yx_utf8_width(c->heading) * 1.1 + 4; /* room for the filter's arrow */
    return YX_MIN(YX_MAX(w, MIN_WIDTH), MAX_WIDTH);
}

static lxw_format *format_of(const struct yx_xlsx *x, enum yx_xlsx_type type)
{
    switch (type) {
    case YX_XLSX_PROSE: return x->format[F_PROSE];
    case YX_XLSX_MONEY: return x->format[F_MONEY];
    case YX_XLSX_INT: return x->format[F_INT];
    case YX_XLSX_TEXT: break;
    }
    return x->format[F_TEXT];
}

struct yx_xlsx_sheet *yx_xlsx_list(struct yx_xlsx *x, struct yx_str name, struct yx_str note,
                                   const struct yx_xlsx_column *column, size_t n)
{
    struct yx_xlsx_sheet *s = add_sheet(x, name);
    struct yx_xlsx_column *own = YX_NEW(x->a, struct yx_xlsx_column, n);
    s->column = own;
    s->width = YX_NEW(x->a, double, n);
    s->n_columns = n;
    if (x->rc != YX_OK)
        return s;
    for (size_t c = 0; c < n; c++) {
        own[c] = column[c];
        own[c].heading = yx_str_dup(x->a, column[c].heading);
        s->width[c] = width_of(&own[c]);
        (void)check(x, worksheet_set_column(s->sheet, (lxw_col_t)c, (lxw_col_t)c, width_of(&own[c]),
                                            format_of(x, own[c].type)));
    }
    (void)check(x, worksheet_set_row(s->sheet, 0, 26, NULL));
    put(s, 0, 0, name, x->format[F_TOP]);
    uint32_t row = 1;
    if (note.n) {
        (void)check(x, worksheet_set_row(s->sheet, row, 16, NULL));
        put(s, row++, 0, note, x->format[YX_LOOK_NOTE]);
    }
    (void)check(x, worksheet_set_row(s->sheet, row, 22, NULL));
    for (size_t c = 0; c < n; c++)
        put(s, row, (uint32_t)c, own[c].heading, x->format[YX_LOOK_HEADING]);
    s->heading_row = row;
    s->next_row = row + 1;
    s->n_rows = s->next_row;
    worksheet_freeze_panes(s->sheet, s->next_row, 0);
    (void)check(x, worksheet_repeat_rows(s->sheet, row, row));
    return s;
}

static void put_typed(struct yx_xlsx_sheet *s, uint32_t row, size_t c, struct yx_str cell)
{
    struct yx_xlsx *x = s->of;
    enum yx_xlsx_type type = c < s->n_columns ? s->column[c].type : YX_XLSX_TEXT;
    yx_fen fen;
    lxw_format *format = format_of(x, type);
    if (type == YX_XLSX_MONEY && yx_money_parse(cell, &fen) && fen > -100000000000000 &&
        fen < 100000000000000)
        (void)check(x,
                    worksheet_write_number(s->sheet, row, (lxw_col_t)c, (double)fen / 100, format));
    else if (type == YX_XLSX_INT && is_plain_integer(cell))
        (void)check(x,
                    worksheet_write_number(s->sheet, row, (lxw_col_t)c,
                                           (double)strtoll(cell_text(x, cell), NULL, 10), format));
    else
        put(s, row, (uint32_t)c, cell, x->format[type == YX_XLSX_PROSE ? F_PROSE : F_TEXT]);
}

/* Asks the temporary file whether all went well so far. */
static int look_at_disk(struct yx_xlsx_sheet *s)
{
    FILE *f = s->sheet ? s->sheet->optimize_tmpfile : NULL;
    if (yx_write_must_fail() || (f && (fflush(f) != 0 || ferror(f))))
        return fail(s->of, yx_fmt_errno(ENOSPC).s);
    return s->of->rc;
}

int yx_xlsx_row(struct yx_xlsx_sheet *s, const struct yx_str *cell, size_t n, struct yx_err *err)
{
    struct yx_xlsx *x = s->of;
    if (x->rc != YX_OK)
        return give(x, err);
    if (s->next_row == MAX_ROWS) {
        x->rc = YX_FAIL(
            &x->err, YX_INVALID,
            YX_TEXT("{0}：工作表“{1}”超过 1,048,576 行，请改用 CSV 清单（--lists）",
                    "{0}: sheet \"{1}\" has over 1,048,576 rows; use the CSV lists (--lists)"),
            x->path, s->name.p);
        return give(x, err);
    }
    uint32_t row = s->next_row++;
    bool any = false;
    for (size_t c = 0; c < n && c < 16384; c++) {
        if (cell[c].n == 0)
            continue;
        put_typed(s, row, c, cell[c]);
        if (c < s->n_columns && s->column[c].width <= 0 && row - s->heading_row < BATCH_ROWS) {
            double w = (double)yx_utf8_width(cell[c]) * 1.1 + 2;
            s->width[c] = YX_MIN(YX_MAX(w, s->width[c]), MAX_WIDTH);
        }
        any = true;
    }
    s->n_rows += any;
    if ((row - s->heading_row) % BATCH_ROWS == 0)
        (void)look_at_disk(s);
    return give(x, err);
}

struct yx_xlsx_sheet *yx_xlsx_page(struct yx_xlsx *x, struct yx_str name, const double *width,
                                   size_t n_widths)
{
    struct yx_xlsx_sheet *s = add_sheet(x, name);
    if (x->rc != YX_OK)
        return s;
    worksheet_gridlines(s->sheet, LXW_HIDE_ALL_GRIDLINES);
    for (size_t c = 0; c < n_widths; c++)
        (void)check(x, worksheet_set_column(s->sheet, (lxw_col_t)c, (lxw_col_t)c, width[c],
                                            x->format[YX_LOOK_PLAIN]));
    return s;
}

/* The first cell of a row of a page: rows ascend, and each look has its height. */
static void open_row(struct yx_xlsx_sheet *s, uint32_t row, enum yx_xlsx_look l)
{
    YX_ASSERT(s->last_row == UINT32_MAX || row >= s->last_row);
    if (row == s->last_row || s->of->rc != YX_OK)
        return;
    s->last_row = row;
    s->n_rows++;
    double height = l == YX_LOOK_TITLE ? 32 : l == YX_LOOK_HEADING ? 22 : 18;
    (void)check(s->of, worksheet_set_row(s->sheet, row, height, NULL));
}

void yx_xlsx_put(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                 enum yx_xlsx_look l)
{
    open_row(s, row, l);
    put(s, row, column, text, s->of->format[l]);
}

void yx_xlsx_put_int(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, int64_t n,
                     enum yx_xlsx_look l)
{
    struct yx_xlsx *x = s->of;
    open_row(s, row, l);
    if (x->rc == YX_OK)
        (void)check(x, worksheet_write_number(s->sheet, row, (lxw_col_t)column, (double)n,
                                              x->format[l == YX_LOOK_PLAIN ? YX_LOOK_NUMBER : l]));
}

void yx_xlsx_put_money(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, yx_fen fen,
                       enum yx_xlsx_look l)
{
    struct yx_xlsx *x = s->of;
    open_row(s, row, l);
    if (x->rc == YX_OK)
        (void)check(x, worksheet_write_number(s->sheet, row, (lxw_col_t)column, (double)fen / 100,
                                              x->format[l == YX_LOOK_GOOD   ? F_MONEY_GOOD
                                                        : l == YX_LOOK_WARN ? F_MONEY_WARN
                                                        : l == YX_LOOK_BAD  ? F_MONEY_BAD
                                                                            : F_MONEY]));
}

void yx_xlsx_tab(struct yx_xlsx_sheet *s, enum yx_xlsx_look l)
{
    worksheet_set_tab_color(s->sheet, l == YX_LOOK_GOOD   ? GREEN
                                      : l == YX_LOOK_WARN ? AMBER
                                      : l == YX_LOOK_BAD  ? RED
                                      : l == YX_LOOK_NOTE ? GREY
                                                          : BLUE);
}

void yx_xlsx_put_link(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                      struct yx_str sheet)
{
    struct yx_xlsx *x = s->of;
    open_row(s, row, YX_LOOK_PLAIN);
    if (x->rc != YX_OK)
        return;
    struct yx_str name = sheet_name(x, sheet);
    x->text.n = 0;
    yx_buf_printf(&x->text, "internal:'%s'!A1", name.p);
    (void)check(x, worksheet_write_url_opt(s->sheet, row, (lxw_col_t)column, x->text.p,
                                           x->format[F_LINK], cell_text(x, text), NULL));
}

/* ---- the end ---- */

/* Reads a sheet back: complete, and with all its rows. */
static int verify_sheet(struct yx_xlsx *x, struct yx_zip *z, const struct yx_xlsx_sheet *s,
                        uint32_t number, char *block, size_t cap)
{
    enum { KEEP = 16 };
    struct yx_zip_part *part = NULL;
    char path[64];
    (void)snprintf(path, sizeof path, "xl/worksheets/sheet%u.xml", number);
    size_t kept = 0, n = 0;
    uint32_t rows = 0;
    bool is_complete = false;
    int rc = yx_zip_part_open(z, path, &part, NULL);
    while (rc == YX_OK &&
           (rc = yx_zip_part_read(part, block + kept, cap - kept, &n, NULL)) == YX_OK && n) {
        struct yx_str all = {block, kept + n}, rest = all;
        ptrdiff_t hit;
        while ((hit = yx_str_find(rest, YX_S("<row "))) >= 0) {
            rows++;
            rest = yx_str_sub(rest, (size_t)hit + 5, rest.n);
        }
        is_complete = yx_str_ends(yx_str_trim(all), YX_S("</worksheet>"));
        /* A tag may be cut by the end of the block, but none is counted twice. */
        kept = YX_MIN(rest.n, KEEP);
        memmove(block, rest.p + rest.n - kept, kept);
    }
    yx_zip_part_close(part);
    return rc == YX_OK && is_complete && rows == s->n_rows ? YX_OK
                                                           : fail(x, yx_fmt_errno(ENOSPC).s);
}

static int verify(struct yx_xlsx *x)
{
    struct yx_str bytes;
    struct yx_zip *z = NULL;
    if (yx_map_path(x->temp, &bytes, NULL) != YX_OK)
        return fail(x, yx_fmt_errno(errno).s);
    int rc = yx_zip_open(bytes, x->temp, &z, NULL);
    if (rc != YX_OK)
        rc = fail(x, yx_fmt_errno(ENOSPC).s);
    enum { BLOCK = 1 << 18 };
    char *block = yx_malloc(BLOCK);
    uint32_t number = 1;
    for (const struct yx_xlsx_sheet *s = x->first; s && rc == YX_OK; s = s->next)
        rc = verify_sheet(x, z, s, number++, block, BLOCK);
    free(block);
    yx_zip_close(z);
    yx_unmap(bytes);
    return rc;
}

static int take_name(struct yx_xlsx *x)
{
    int fd = open(x->temp, O_RDONLY | O_CLOEXEC);
    bool ok =
        fd >= 0 && !yx_write_must_fail() && (fsync(fd) == 0 || errno == EINVAL || errno == EROFS);
    int reason = ok ? 0 : errno;
    if (fd >= 0)
        (void)close(fd);
    if (ok && rename(x->temp, x->path) != 0) {
        ok = false;
        reason = errno;
    }
    return ok ? YX_OK : fail(x, yx_fmt_errno(reason ? reason : ENOSPC).s);
}

int yx_xlsx_finish(struct yx_xlsx *x, struct yx_err *err)
{
    if (!x->first)
        (void)add_sheet(x, YX_S("-"));
    for (struct yx_xlsx_sheet *s = x->first; s && x->rc == YX_OK; s = s->next) {
        for (size_t c = 0; s->column && c < s->n_columns;
             c++) /* the widths stand before the rows */
            (void)check(x, worksheet_set_column(s->sheet, (lxw_col_t)c, (lxw_col_t)c, s->width[c],
                                                format_of(x, s->column[c].type)));
        if (s->column && s->n_columns)
            (void)check(x, worksheet_autofilter(s->sheet, s->heading_row, 0,
                                                YX_MAX(s->next_row - 1, s->heading_row),
                                                (lxw_col_t)(s->n_columns - 1)));
        (void)look_at_disk(s);
    }
    if (x->rc == YX_OK) {
        lxw_workbook *book = x->book;
        x->book = NULL; /* closing frees it, well or not */
        (void)check(x, workbook_close(book));
    }
    if (x->rc == YX_OK)
        (void)verify(x);
    if (x->rc == YX_OK)
        (void)take_name(x);
    int rc = give(x, err);
    yx_xlsx_abandon(x);
    return rc;
}

void yx_xlsx_abandon(struct yx_xlsx *x)
{
    if (!x)
        return;
    if (x->book)
        lxw_workbook_free(x->book);
    if (x->temp)
        (void)unlink(x->temp); /* gone already when it has taken its name */
    yx_buf_free(&x->text);
    yx_buf_free(&x->clean);
    yx_arena_free(x->a);
}
