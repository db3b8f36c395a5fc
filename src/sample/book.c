/* book.c -- the rosters of a synthetic county on their way to files. */
#include "sample/book.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/money.h"
#include "codes/citizen_id.h"
#include "sample/dirt.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <xlsxwriter.h>

enum file_form { FORM_UTF8, FORM_GB, FORM_XLSX };

static const struct {
    const char *file, *sheet, *title, *headings;
    enum file_form form;
} sheet_table[YX_N_SHEETS] = {
#define SHEET(id, file_, sheet_, form_, title_, headings_)                                         \
    {.file = file_, .sheet = sheet_, .form = FORM_##form_, .title = title_, .headings = headings_},
#include "sample/sheets.def"
#undef SHEET
};

static const char *const dirt_name[YX_N_DIRTS] = {
#define DIRT(id, zh) zh,
    YX_SAMPLE_DIRTS(DIRT)
#undef DIRT
};

static const char *const problem_name[YX_N_SAMPLE_PROBLEMS] = {
#define PROBLEM(id, zh) zh,
    YX_SAMPLE_PROBLEMS(PROBLEM)
#undef PROBLEM
};

struct sheet {
    struct yx_str file;  /* base name with ending */
    struct yx_str sheet; /* as sources cite it */
    enum file_form form;
    struct yx_writer *csv;
    lxw_worksheet *page;
    uint32_t next_row; /* 1-based row of the next record */
    uint64_t n_rows;
    uint64_t numbers; /* bit per column: numbers in a workbook */
    uint32_t n_columns;
};

struct sample_book {
    struct yx_arena *arena;
    struct sample_book_options o;
    struct sheet sheet[YX_N_SHEETS];
    struct {
        lxw_workbook *book;
        lxw_format *title, *heading;
        struct yx_str path, name;
    } xlsx[YX_N_SHEETS]; /* one per file, at the number of its first sheet */
    struct yx_writer *persons, *problems;
    struct sample_hard_notes notes; /* of all blocks; lines are rows of the files */
    struct yx_buf buf;
};

static const char *path_of(struct sample_book *b, struct yx_str name)
{
    struct yx_buf p = {0};
    yx_buf_putz(&p, b->o.dir);
    yx_buf_putc(&p, '/');
    yx_buf_puts(&p, name);
    char *z = yx_str_c(b->arena, yx_buf_str(&p));
    yx_buf_free(&p);
    return z;
}

/* ---- opening ---- */

static struct yx_str file_name(struct sample_book *b, enum sample_sheet s, enum file_form form)
{
    struct yx_buf p = {0};
    yx_buf_putz(&p, sheet_table[s].file);
    if (form != FORM_XLSX && *sheet_table[s].sheet) {
        yx_buf_putc(&p, '_');
        yx_buf_putz(&p, sheet_table[s].sheet);
    }
    yx_buf_putz(&p, form == FORM_XLSX ? ".xlsx" : ".csv");
    struct yx_str name = yx_str_dup(b->arena, yx_buf_str(&p));
    yx_buf_free(&p);
    return name;
}

/* The headings without their marks; which columns are numbers. */
static uint32_t headings(enum sample_sheet s, struct yx_str *out, uint64_t *numbers)
{
    struct yx_str rest = yx_str_of(sheet_table[s].headings), part;
    uint32_t n = 0;
    *numbers = 0;
    while (yx_str_split(&rest, ',', &part)) {
        if (yx_str_ends(part, YX_S("#"))) {
            part.n--;
            *numbers |= UINT64_C(1) << n;
        }
        out[n++] = part;
    }
    return n;
}

enum { MAX_COLUMNS = 40 };

static void put_title(const struct sample_book *b, enum sample_sheet s, struct yx_buf *out)
{
    char county[64], term[32];
    (void)snprintf(county, sizeof county, "%.*s", (int)b->o.county.n, b->o.county.p);
    (void)snprintf(term, sizeof term, "%.*s", (int)b->o.term.n, b->o.term.p);
    const char *args[] = {county, term};
    yx_text_render(YX_TEXT(sheet_table[s].title, sheet_table[s].title), YX_ZH, args, 2, out);
}

static int open_csv(struct sample_book *b, enum sample_sheet s, struct yx_err *err)
{
    struct sheet *sh = &b->sheet[s];
    struct yx_str head[MAX_COLUMNS];
    sh->csv = yx_writer_open(path_of(b, sh->file), err);
    if (!sh->csv)
        return YX_IO;
    struct sample_out out;
    memset(&out, 0, sizeof out);
    sh->n_columns = headings(s, head, &sh->numbers);
    if (b->o.has_signatures && *sheet_table[s].title) { /* as a workbook saved as CSV has it */
        struct yx_buf title = {0};
        put_title(b, s, &title);
        yx_out_row(&out, s, 0);
        yx_out_cell(&out, yx_buf_str(&title));
        yx_out_end(&out);
        yx_out_row(&out, s, 0);
        yx_out_z(&out, "填报单位（盖章）：");
        yx_out_end(&out);
        yx_buf_free(&title);
    }
    yx_out_row(&out, s, 0);
    for (uint32_t i = 0; i < sh->n_columns; i++)
        yx_out_cell(&out, head[i]);
    yx_out_end(&out);
    int rc = yx_book_encode(b, &out, err);
    if (!rc)
        rc = yx_writer_put(sh->csv, yx_buf_str(&out.sheet[s].text), err);
    sh->next_row = out.sheet[s].lines + 1;
    yx_out_free(&out);
    return rc;
}

static char *cell_z(struct sample_book *b, struct yx_str s)
{
    b->buf.n = 0;
    yx_buf_puts(&b->buf, s);
    yx_buf_putc(&b->buf, '\0');
    return b->buf.p;
}

static int open_workbook(struct sample_book *b, enum sample_sheet s, struct yx_err *err)
{
    const char *path = path_of(b, b->sheet[s].file);
    lxw_workbook_options options = {.constant_memory = b->o.is_large ? LXW_TRUE : LXW_FALSE};
    lxw_workbook *book = workbook_new_opt(path, &options);
    if (!book)
        return YX_FAIL(err, YX_IO, YX_TEXT("工作簿 {0} 写不了", "cannot write the workbook {0}"),
                       path);
    lxw_doc_properties properties = {.author = "",
                                     .created = 1640995200}; /* 2022-01-01: no clock */
    workbook_set_properties(book, &properties);
    b->xlsx[s].book = book;
    b->xlsx[s].path = yx_str_of(path);
    b->xlsx[s].title = workbook_add_format(book);
    format_set_bold(b->xlsx[s].title);
    format_set_font_size(b->xlsx[s].title, 16);
    format_set_align(b->xlsx[s].title, LXW_ALIGN_CENTER);
    b->xlsx[s].heading = workbook_add_format(book);
    format_set_bold(b->xlsx[s].heading);
    format_set_border(b->xlsx[s].heading, LXW_BORDER_THIN);
    return YX_OK;
}

/* Title over the whole width, a line for unit and date, then the heading. */
static int open_page(struct sample_book *b, enum sample_sheet s, enum sample_sheet first,
                     struct yx_err *err)
{
    struct sheet *sh = &b->sheet[s];
    if (s == first) {
        int rc = open_workbook(b, s, err);
        if (rc)
            return rc;
    }
    const char *name = *sheet_table[s].sheet ? sheet_table[s].sheet : "Sheet1";
    sh->sheet = yx_str_of(name);
    sh->page = workbook_add_worksheet(b->xlsx[first].book, name);
    if (!sh->page)
        return YX_FAIL(err, YX_IO, YX_TEXT("工作表 {0} 建不了", "cannot add the sheet {0}"), name);
    struct yx_str head[MAX_COLUMNS];
    const uint32_t n = headings(s, head, &sh->numbers);
    sh->n_columns = n;
    lxw_row_t row = 0;
    lxw_col_t last = (lxw_col_t)(sh->n_columns - 1);
    worksheet_set_column(sh->page, 0, last, 16, NULL);
    if (*sheet_table[s].title) {
        struct yx_buf title = {0};
        put_title(b, s, &title);
        yx_buf_putc(&title, '\0');
        worksheet_merge_range(sh->page, row, 0, row, last, title.p, b->xlsx[first].title);
        yx_buf_free(&title);
        row++;
        worksheet_write_string(sh->page, row++, 0, "填报单位（盖章）：", NULL);
    }
    for (uint32_t i = 0; i < n; i++)
        worksheet_write_string(sh->page, row, (lxw_col_t)i, cell_z(b, head[i]),
                               b->xlsx[first].heading);
    sh->next_row = row + 2;
    return YX_OK;
}

struct sample_book *yx_book_open(const struct sample_book_options *o, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct sample_book *b = YX_NEW(a, struct sample_book, 1);
    b->arena = a;
    b->o = *o;
    b->o.dir = yx_str_c(a, yx_str_of(o->dir));
    b->o.county = yx_str_dup(a, o->county);
    b->o.term = yx_str_dup(a, o->term);
    enum sample_sheet first = YX_SHEET_REGISTER;
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        struct sheet *sh = &b->sheet[s];
        sh->form = o->form == YX_FORM_CSV    ? FORM_UTF8
                   : o->form == YX_FORM_XLSX ? FORM_XLSX
                                             : sheet_table[s].form;
        sh->file = file_name(b, s, sh->form);
        if (strcmp(sheet_table[s].file, sheet_table[first].file) != 0)
            first = s;
        int rc = sh->form == FORM_XLSX ? open_page(b, s, first, err) : open_csv(b, s, err);
        if (rc) {
            yx_book_abandon(b);
            return NULL;
        }
    }
    if (o->has_truth) {
        const char *dir = path_of(b, YX_S("真值"));
        if (mkdir(dir, 0777) != 0 && errno != EEXIST) {
            (void)YX_FAIL(err, YX_IO,
                          YX_TEXT("文件夹 {0} 建不了：{1}", "cannot make the folder {0}: {1}"), dir,
                          yx_fmt_errno(errno).s);
            yx_book_abandon(b);
            return NULL;
        }
        b->persons = yx_writer_open(path_of(b, YX_S("真值/persons.csv")), err);
        if (b->persons)
            b->problems = yx_writer_open(path_of(b, YX_S("真值/problems.csv")), err);
        if (!b->problems ||
            yx_writer_put(b->persons, YX_S("file,sheet,row,person,problem\n"), err) ||
            yx_writer_put(b->problems, YX_S("file,sheet,row,person,problem\n"), err)) {
            yx_book_abandon(b);
            return NULL;
        }
    }
    return b;
}

struct yx_str yx_book_file(const struct sample_book *b, enum sample_sheet s)
{
    return b->sheet[s].file;
}

struct yx_str yx_book_sheet(const struct sample_book *b, enum sample_sheet s)
{
    return b->sheet[s].sheet;
}

/* ---- blocks ---- */

void yx_book_start(const struct sample_book *b, struct sample_out *out)
{
    out->is_xlsx = 0;
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        out->sheet[s].text.n = 0;
        out->sheet[s].lines = 0;
        if (b->sheet[s].form == FORM_XLSX)
            out->is_xlsx |= 1U << s;
    }
    out->truth.n = 0;
    out->notes.n = 0;
}

static int to_gb(struct yx_buf *text, struct yx_err *err)
{
    if (!text->n)
        return YX_OK;
    iconv_t cd = iconv_open("GB18030", "UTF-8");
    if (cd == (iconv_t)-1) /* NOLINT: the standard's own way to say failure */
        return YX_FAIL(
            err, YX_IO,
            YX_TEXT("这台机器不会转成 GB18030", "this machine cannot convert to GB 18030"));
    struct yx_buf out = {0};
    yx_buf_reserve(&out, text->n * 2 + 16); /* four bytes where UTF-8 has two, at the worst */
    char *in = text->p, *to = out.p;
    size_t left = text->n, room = out.cap;
    size_t rc = iconv(cd, &in, &left, &to, &room);
    iconv_close(cd);
    if (rc == (size_t)-1) {
        yx_buf_free(&out);
        return YX_FAIL(err, YX_IO,
                       YX_TEXT("转成 GB18030 失败", "the conversion to GB 18030 failed"));
    }
    out.n = (size_t)(to - out.p);
    yx_buf_free(text);
    *text = out;
    return YX_OK;
}

int yx_book_encode(const struct sample_book *b, struct sample_out *out, struct yx_err *err)
{
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        if (b->sheet[s].form != FORM_GB)
            continue;
        int rc = to_gb(&out->sheet[s].text, err);
        if (rc)
            return rc;
    }
    return YX_OK;
}

static void put_page_cell(struct sample_book *b, struct sheet *sh, lxw_col_t column,
                          struct yx_str cell)
{
    bool is_number = sh->numbers >> column & 1;
    if (cell.n && cell.p[0] == YX_CELL_AS_NUMBER) {
        cell = yx_str_sub(cell, 1, cell.n);
        is_number = true;
    }
    uint64_t whole;
    yx_fen fen;
    if (!cell.n)
        return;
    if (is_number && yx_str_u64(cell, &whole))
        worksheet_write_number(sh->page, sh->next_row - 1, column, (double)whole, NULL);
    else if (is_number && yx_money_parse(cell, &fen))
        worksheet_write_number(sh->page, sh->next_row - 1, column, (double)fen / 100, NULL);
    else
        worksheet_write_string(sh->page, sh->next_row - 1, column, cell_z(b, cell), NULL);
}

static void put_page_rows(struct sample_book *b, struct sheet *sh, struct yx_str text)
{
    struct yx_str line, cell;
    while (yx_str_split(&text, '\n', &line)) {
        if (!line.n && !text.n)
            break;
        lxw_col_t column = 0;
        if (line.n && line.p[0] == YX_ROW_HIDDEN) {
            lxw_row_col_options hidden = {0};
            hidden.hidden = LXW_TRUE;
            line = yx_str_sub(line, 1, line.n);
            worksheet_set_row_opt(sh->page, sh->next_row - 1, LXW_DEF_ROW_HEIGHT, NULL, &hidden);
        }
        while (yx_str_split(&line, YX_CELL_END, &cell)) {
            put_page_cell(b, sh, column, cell);
            column++;
        }
        sh->next_row++;
    }
}

static void put_place(struct yx_buf *p, const struct sheet *sh, const struct sample_row_truth *t)
{
    yx_buf_puts(p, sh->file);
    yx_buf_putc(p, ',');
    yx_buf_puts(p, sh->sheet);
    yx_buf_putc(p, ',');
    yx_buf_put_u64(p, sh->next_row + t->line);
    yx_buf_putc(p, ',');
    if (t->person)
        yx_id_put(p, t->person);
    yx_buf_putc(p, ',');
}

static int put_truth(struct sample_book *b, const struct sample_out *out, struct yx_err *err)
{
    struct yx_buf problems = {0}, *p = &b->buf;
    p->n = 0;
    for (size_t i = 0; i < out->truth.n; i++) {
        const struct sample_row_truth *t = &out->truth.v[i];
        const struct sheet *sh = &b->sheet[t->sheet];
        put_place(p, sh, t);
        yx_buf_putz(p, dirt_name[t->mark]);
        yx_buf_putc(p, '\n');
        for (unsigned k = 0; k <= YX_N_SAMPLE_PROBLEMS; k++) {
            bool is_number = k == YX_N_SAMPLE_PROBLEMS;
            if (is_number ? t->mark == YX_DIRT_NONE : !(t->problems >> k & 1))
                continue;
            put_place(&problems, sh, t);
            yx_buf_putz(&problems, is_number ? dirt_name[t->mark] : problem_name[k]);
            yx_buf_putc(&problems, '\n');
        }
    }
    for (size_t i = 0; i < out->notes.n; i++) {
        struct sample_hard_note note = out->notes.v[i];
        if (!note.is_missing)
            note.line += b->sheet[note.sheet].next_row;
        YX_PUSH(&b->notes, note);
    }
    int rc = yx_writer_put(b->persons, yx_buf_str(p), err);
    if (!rc)
        rc = yx_writer_put(b->problems, yx_buf_str(&problems), err);
    yx_buf_free(&problems);
    return rc;
}

/* Titles stand in rows of their own, before all others. */
static int put_title_problems(struct sample_book *b, struct yx_err *err)
{
    struct yx_buf p = {0};
    for (enum sample_sheet s = 0; b->o.has_signatures && s < YX_N_SHEETS; s++)
        if (b->sheet[s].form != FORM_XLSX && *sheet_table[s].title)
            yx_buf_printf(&p, "%.*s,,1,,%s\n", (int)b->sheet[s].file.n, b->sheet[s].file.p,
                          problem_name[YX_PROBLEM_TITLE]);
    int rc = yx_writer_put(b->problems, yx_buf_str(&p), err);
    yx_buf_free(&p);
    return rc;
}

int yx_book_commit(struct sample_book *b, struct sample_out *out, struct yx_err *err)
{
    if (b->persons) {
        int rc = put_truth(b, out, err);
        if (rc)
            return rc;
    }
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        struct sheet *sh = &b->sheet[s];
        sh->n_rows += out->sheet[s].lines;
        if (sh->form == FORM_XLSX) {
            put_page_rows(b, sh, yx_buf_str(&out->sheet[s].text));
            continue;
        }
        int rc = yx_writer_put(sh->csv, yx_buf_str(&out->sheet[s].text), err);
        if (rc)
            return rc;
        sh->next_row += out->sheet[s].lines;
    }
    return YX_OK;
}

struct indistinct {
    struct sample_book *book;
    struct yx_buf rows;
};

static void put_indistinct(void *ctx, const struct sample_hard_note *missing,
                           const struct sample_hard_note *row, const char *why)
{
    struct indistinct *x = ctx;
    const struct sheet *sh = &x->book->sheet[row->sheet];
    yx_buf_putz(&x->rows, missing->is_left_over ? "初中毕业去向待核" : "未入学");
    yx_buf_putc(&x->rows, ',');
    yx_id_put(&x->rows, missing->person);
    yx_buf_putc(&x->rows, ',');
    yx_id_put(&x->rows, row->person);
    yx_buf_putc(&x->rows, ',');
    yx_buf_puts(&x->rows, sh->file);
    yx_buf_putc(&x->rows, ',');
    yx_buf_puts(&x->rows, sh->sheet);
    yx_buf_printf(&x->rows, ",%u,%s\n", row->line, why);
}

/* The missing children of whom nobody can say whether a row is theirs. */
static int write_indistinct(struct sample_book *b, struct yx_err *err)
{
    struct indistinct x = {.book = b};
    yx_buf_putz(&x.rows, "list,person,other,file,sheet,row,why\n");
    yx_hard_notes_compare(&b->notes, put_indistinct, &x);
    int rc = yx_write_file(path_of(b, YX_S("真值/indistinct.csv")), yx_buf_str(&x.rows), err);
    yx_buf_free(&x.rows);
    return rc;
}

/* What stands below a department's list: the total and who signed. */
static void put_signature(struct sample_book *b, struct sheet *sh)
{
    struct yx_buf t = {0};
    yx_buf_putz(&t, "合计：");
    yx_buf_put_u64(&t, sh->n_rows);
    yx_buf_putz(&t, "人");
    yx_buf_putc(&t, '\0');
    worksheet_write_string(sh->page, sh->next_row - 1, 0, t.p, NULL);
    worksheet_write_string(sh->page, sh->next_row + 1, 0, "填表人：", NULL);
    worksheet_write_string(sh->page, sh->next_row + 1, 3, "单位负责人签字：", NULL);
    yx_buf_free(&t);
    (void)b;
}

int yx_book_finish(struct sample_book *b, struct yx_err *err)
{
    int rc = YX_OK;
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        struct sheet *sh = &b->sheet[s];
        if (sh->csv && !rc)
            rc = yx_writer_finish(sh->csv, err);
        else if (sh->csv)
            yx_writer_abandon(sh->csv);
        sh->csv = NULL;
        if (sh->page && b->o.has_signatures)
            put_signature(b, sh);
    }
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        if (!b->xlsx[s].book)
            continue;
        errno = 0;
        lxw_error e = workbook_close(b->xlsx[s].book);
        b->xlsx[s].book = NULL;
        if (e != LXW_NO_ERROR && !rc)
            rc = YX_FAIL(err, YX_IO,
                         YX_TEXT("工作簿 {0} 写不下去：{1}", "cannot write the workbook {0}: {1}"),
                         b->xlsx[s].path.p,
                         errno && e <= LXW_ERROR_ZIP_CLOSE ? yx_fmt_errno(errno).s
                                                           : lxw_strerror(e));
    }
    if (b->persons && !rc) {
        rc = put_title_problems(b, err);
        if (!rc && b->o.is_hard)
            rc = write_indistinct(b, err);
        if (!rc) {
            rc = yx_writer_finish(b->persons, err);
            b->persons = NULL;
        }
        if (!rc) {
            rc = yx_writer_finish(b->problems, err);
            b->problems = NULL;
        }
    }
    yx_book_abandon(b);
    return rc;
}

void yx_book_abandon(struct sample_book *b)
{
    if (!b)
        return;
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        yx_writer_abandon(b->sheet[s].csv);
        if (b->xlsx[s].book)
            (void)workbook_close(b->xlsx[s].book);
    }
    yx_writer_abandon(b->persons);
    yx_writer_abandon(b->problems);
    yx_hard_notes_free(&b->notes);
    yx_buf_free(&b->buf);
    yx_arena_free(b->arena);
}
