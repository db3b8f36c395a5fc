/* xlsx_out.c -- workbooks a clerk is glad to get.
 *
 * DESIGN.  libxlsxwriter keeps one row of a sheet at a time and gathers the
 * rows in temporary files, whose errors it does not look at; so they are asked
 * here, and the finished file is read back: every sheet must be complete and
 * hold as many rows as were written.  Only then does it take its name.
 *
 * The first failure is kept and answered by every later call, so callers may
 * put cells without looking and will be told at the end. */
#include "table/xlsx_out_int.h"

#include "base/file.h"
#include "table/zip_guard.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_NAME = 31 }; /* characters of a sheet's name, counted as UTF-16 */

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

/* Nothing in it is to be changed, and it is not too long. */
static bool is_plain(struct yx_str s)
{
    bool is_odd = s.n > YX_XLSX_MAX_CHARACTERS;
    for (size_t i = 0; i < s.n; i++) {
        bool may_be_no_character = s.p[i] == '\xEF' && s.n - i > 1 && s.p[i + 1] == '\xBF';
        is_odd |= s.p[i] == '\0' || s.p[i] == '_' || may_be_no_character;
    }
    return !is_odd && yx_utf8_valid(s) == s.n;
}

/* As a C string that XML can hold and every reader gives back: no NUL, no
 * malformed characters, and what looks like an escape escaped. */
const char *yx_xlsx_text(struct yx_xlsx *x, struct yx_str s)
{
    struct yx_buf *b = &x->clean;
    size_t at = 0, n = 0;
    uint32_t cp;
    b->n = 0;
    if (YX_LIKELY(is_plain(s))) {
        yx_buf_puts(b, s);
        yx_buf_putc(b, '\0');
        return b->p;
    }
    for (size_t before = 0; n < YX_XLSX_MAX_CHARACTERS && yx_utf8_next(s, &at, &cp);
         before = at, n++) {
        if (cp == 0)
            continue;
        if (cp == '_' && is_escape(s, before)) {
            if (n + 7 > YX_XLSX_MAX_CHARACTERS)
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

int yx_xlsx_fail(struct yx_xlsx *x, const char *why)
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

int yx_xlsx_check(struct yx_xlsx *x, lxw_error e)
{
    if (e == LXW_NO_ERROR)
        return x->rc;
    if (e == LXW_ERROR_MEMORY_MALLOC_FAILED)
        return yx_xlsx_fail(x, yx_fmt_errno(ENOMEM).s);
    if (e <= LXW_ERROR_ZIP_CLOSE) /* of a file; the library does not say why */
        return yx_xlsx_fail(x, yx_fmt_errno(errno ? errno : EIO).s);
    return yx_xlsx_fail(x, lxw_strerror(e));
}

int yx_xlsx_give(const struct yx_xlsx *x, struct yx_err *err)
{
    if (x->rc != YX_OK && err)
        *err = x->err;
    return x->rc;
}

/* The name as Excel allows it: 31 characters, none of []:*?/\, not in quotes. */
struct yx_str yx_xlsx_sheet_name(struct yx_xlsx *x, struct yx_str name)
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

/* At most `n` characters of UTF-16. */
static struct yx_str cut_to(struct yx_str name, size_t n)
{
    size_t at = 0, units = 0, end = 0;
    uint32_t cp;
    while (yx_utf8_next(name, &at, &cp) && (units += cp > 0xFFFF ? 2U : 1U) <= n)
        end = at;
    return yx_str_sub(name, 0, end);
}

/* With the ending, and another number behind while the name is taken. */
static struct yx_str free_name(struct yx_xlsx *x, struct yx_str wanted, struct yx_str ending)
{
    struct yx_str base = yx_xlsx_sheet_name(x, wanted), name;
    for (int i = 1;; i++) {
        char number[16] = "";
        if (i > 1)
            (void)snprintf(number, sizeof number, "~%d", i);
        struct yx_str part = cut_to(base, MAX_NAME - yx_utf8_count(ending) - strlen(number));
        x->text.n = 0;
        yx_buf_puts(&x->text, part);
        yx_buf_puts(&x->text, ending);
        yx_buf_putz(&x->text, number);
        name = yx_str_dup(x->a, yx_buf_str(&x->text));
        if (!is_taken(x, name))
            return (struct yx_str){yx_str_c(x->a, name), name.n};
    }
}

struct yx_xlsx *yx_xlsx_new(const char *path, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_xlsx *x = YX_NEW(a, struct yx_xlsx, 1);
    *x = (struct yx_xlsx){.a = a,
                          .last = &x->first,
                          .row_limit = YX_XLSX_MAX_ROWS,
                          .path = yx_str_c(a, yx_str_of(path))};
    yx_leftovers_remove(path);
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
    (void)yx_xlsx_check(x, workbook_set_properties(x->book, &properties));
    yx_xlsx_make_formats(x);
    return x;
}

void yx_xlsx_foot(struct yx_xlsx *x, struct yx_str text)
{
    x->foot = yx_str_dup(x->a, text);
}

void yx_xlsx_limit(struct yx_xlsx *x, uint32_t rows)
{
    x->row_limit = YX_MIN(rows, (uint32_t)YX_XLSX_MAX_ROWS);
}

struct yx_xlsx_sheet *yx_xlsx_add_sheet(struct yx_xlsx *x, struct yx_str name, struct yx_str ending)
{
    struct yx_xlsx_sheet *s = YX_NEW(x->a, struct yx_xlsx_sheet, 1);
    s->of = x;
    s->last_row = UINT32_MAX;
    s->part = 1;
    s->name = free_name(x, name, ending);
    s->sheet = workbook_add_worksheet(x->book, s->name.p);
    if (!s->sheet)
        (void)yx_xlsx_fail(x, "worksheet");
    *x->last = s;
    x->last = &s->next;
    if (s->sheet)
        yx_xlsx_set_up_print(s);
    return s;
}

void yx_xlsx_put_text(struct yx_xlsx_sheet *s, uint32_t row, uint32_t column, struct yx_str text,
                      lxw_format *format)
{
    struct yx_xlsx *x = s->of;
    if (x->rc == YX_OK)
        (void)yx_xlsx_check(x, worksheet_write_string(s->sheet, row, (lxw_col_t)column,
                                                      yx_xlsx_text(x, text), format));
}

int yx_xlsx_look_at_disk(struct yx_xlsx_sheet *s)
{
    FILE *f = s->sheet ? s->sheet->optimize_tmpfile : NULL;
    if (yx_write_must_fail() || (f && (fflush(f) != 0 || ferror(f))))
        return yx_xlsx_fail(s->of, yx_fmt_errno(ENOSPC).s);
    return s->of->rc;
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
    return rc == YX_OK && is_complete && rows == s->n_rows
               ? YX_OK
               : yx_xlsx_fail(x, yx_fmt_errno(ENOSPC).s);
}

static int verify(struct yx_xlsx *x)
{
    struct yx_str bytes;
    struct yx_zip *z = NULL;
    if (yx_map_path(x->temp, &bytes, NULL) != YX_OK)
        return yx_xlsx_fail(x, yx_fmt_errno(errno).s);
    int rc = yx_zip_open(bytes, x->temp, &z, NULL);
    if (rc != YX_OK)
        rc = yx_xlsx_fail(x, yx_fmt_errno(ENOSPC).s);
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
    return ok ? YX_OK : yx_xlsx_fail(x, yx_fmt_errno(reason ? reason : ENOSPC).s);
}

/* Closes the workbook without the library's own lines on stderr: what went
 * wrong is said once, by us, in the language of the person. */
static lxw_error close_quietly(lxw_workbook *book)
{
    FILE *keep = stderr, *nowhere = fopen("/dev/null", "we");
    if (nowhere)
        stderr = nowhere;
    lxw_error e = workbook_close(book);
    stderr = keep;
    if (nowhere)
        (void)fclose(nowhere);
    return e;
}

int yx_xlsx_finish(struct yx_xlsx *x, struct yx_err *err)
{
    if (!x->first)
        (void)yx_xlsx_add_sheet(x, YX_S("-"), YX_S(""));
    for (struct yx_xlsx_sheet *s = x->first; s && x->rc == YX_OK; s = s->next) {
        if (s->column)
            yx_xlsx_list_done(s);
        else
            yx_xlsx_page_done(s);
        (void)yx_xlsx_look_at_disk(s);
    }
    if (x->rc == YX_OK) {
        lxw_workbook *book = x->book;
        x->book = NULL; /* closing frees it, well or not */
        (void)yx_xlsx_check(x, close_quietly(book));
    }
    if (x->rc == YX_OK)
        (void)verify(x);
    if (x->rc == YX_OK)
        (void)take_name(x);
    int rc = yx_xlsx_give(x, err);
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
