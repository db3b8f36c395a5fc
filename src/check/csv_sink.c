/* csv_sink.c -- the lists as CSV files in a folder, all of them or none.
 *
 * DESIGN.  A slot has one buffer a list.  Commits are serialised by the pool
 * and only append the buffers to the writers, so that encoding, the larger
 * part, runs on all cores.  A person has ten rows and more, which all begin
 * alike: his cells are encoded once and copied. */
#include "check/csv_sink.h"

#include "base/file.h"
#include "base/mem.h"
#include "table/gb18030.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct slot {
    struct yx_buf list[YX_N_LISTS]; /* rows since the last commit */
    struct yx_buf line;             /* a row before it is GB18030 */
    struct yx_buf names, key; /* the person's cells: `,姓名,证件号,学校,乡镇,` and `,人员号` */
};

struct yx_csv_sink {
    char *dir;
    struct yx_csv_form form;
    unsigned n_slots;
    struct slot *slot;
    uint32_t figures[YX_N_LISTS];         /* bit per column: holds figures, not text */
    struct yx_writer *writer[YX_N_LISTS]; /* NULL: the list is not written */
    struct {
        struct yx_writer **v;
        size_t n, cap;
    } extra; /* further files */
};

static char *path_of(const struct yx_csv_sink *c, struct yx_str name, const char *ending)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, c->dir);
    yx_buf_putc(&b, '/');
    yx_buf_puts(&b, name);
    yx_buf_putz(&b, ending);
    yx_buf_putc(&b, '\0');
    return b.p;
}

struct yx_csv_sink *yx_csv_sink_new(const char *dir, struct yx_csv_form form, unsigned slots,
                                    struct yx_err *err)
{
    struct stat st;
    if (mkdir(dir, 0777) != 0 && (errno != EEXIST || stat(dir, &st) != 0 || !S_ISDIR(st.st_mode))) {
        (void)YX_FAIL(err, YX_IO,
                      YX_TEXT("建不了文件夹 {0}：{1}", "cannot make the folder {0}: {1}"), dir,
                      yx_fmt_errno(errno == EEXIST ? ENOTDIR : errno).s);
        return NULL;
    }
    struct yx_csv_sink *c = yx_calloc(1, sizeof *c);
    size_t n = strlen(dir) + 1;
    c->dir = yx_malloc(n);
    memcpy(c->dir, dir, n);
    c->form = form;
    c->n_slots = slots;
    c->slot = yx_calloc(slots, sizeof *c->slot);
    return c;
}

/* The beginning of a CSV file, or all of it, given in UTF-8. */
static int put_csv(const struct yx_csv_sink *c, struct yx_writer *w, struct yx_str text,
                   struct yx_err *err)
{
    struct yx_buf b = {0};
    if (c->form.with_bom)
        yx_buf_putz(&b, "\xEF\xBB\xBF");
    if (c->form.is_gb18030)
        yx_gb18030_from_utf8(&b, text);
    else
        yx_buf_puts(&b, text);
    int rc = yx_writer_put(w, yx_buf_str(&b), err);
    yx_buf_free(&b);
    return rc;
}

static int begin(void *ctx, enum yx_list list, const struct yx_list_column *column, uint32_t n,
                 struct yx_err *err)
{
    struct yx_csv_sink *c = ctx;
    char *path = path_of(c, yx_list_name(list), ".csv");
    c->writer[list] = yx_writer_open(path, err);
    free(path);
    if (!c->writer[list])
        return YX_IO;
    struct yx_buf b = {0};
    struct yx_str heading[YX_MAX_COLUMNS];
    c->figures[list] = 0;
    for (uint32_t i = 0; i < n; i++) {
        heading[i] = column[i].name;
        c->figures[list] |= (uint32_t)(column[i].type != YX_COL_TEXT) << i;
    }
    yx_csv_row(&b, heading, n);
    int rc = put_csv(c, c->writer[list], yx_buf_str(&b), err);
    yx_buf_free(&b);
    return rc;
}

static void person(void *ctx, unsigned slot, const struct yx_str *cell)
{
    struct slot *s = &((struct yx_csv_sink *)ctx)->slot[slot];
    s->names.n = s->key.n = 0;
    yx_buf_putc(&s->names, ',');
    yx_csv_texts(&s->names, cell + YX_COL_NAME, YX_COL_TOWN - YX_COL_NAME + 1);
    yx_buf_putc(&s->names, ',');
    yx_buf_putc(&s->key, ',');
    yx_csv_text(&s->key, cell[YX_COL_KEY]);
}

/* Whether the cell is a figure below zero: no formula, though it begins with a minus. */
static bool is_negative(struct yx_str cell)
{
    return cell.n && cell.p[0] == '-' && yx_csv_is_figure(cell);
}

/* The list's own cells, n of them from `column`.  Figures are not guarded. */
static void put_own(uint32_t figures, uint32_t column, const struct yx_str *cell, uint32_t n,
                    struct yx_buf *b)
{
    uint32_t from = column;
    for (uint32_t left = figures & ~0U << column; left; left &= left - 1) {
        uint32_t i = (uint32_t)__builtin_ctz(left);
        if (YX_LIKELY(!is_negative(cell[i])))
            continue;
        yx_csv_texts(b, cell + from, i - from);
        if (i > from)
            yx_buf_putc(b, ',');
        yx_buf_puts(b, cell[i]);
        from = i + 1;
        if (from < n)
            yx_buf_putc(b, ',');
    }
    yx_csv_texts(b, cell + from, n - from);
}

_Static_assert(YX_COL_ID == 0 && YX_COL_NAME == 1 && YX_COL_TOWN + 1 == YX_COL_REASON &&
                   YX_COL_SOURCE + 1 == YX_COL_KEY && YX_COL_KEY + 1 == YX_N_COMMON,
               "the person's cells stand where row() puts them");

static void row(void *ctx, unsigned slot, enum yx_list list, const struct yx_str *cell, uint32_t n)
{
    struct yx_csv_sink *c = ctx;
    struct slot *s = &c->slot[slot];
    struct yx_buf *b = c->form.is_gb18030 ? &s->line : &s->list[list];
    yx_csv_text(b, cell[YX_COL_ID]);
    yx_buf_puts(b, yx_buf_str(&s->names));
    yx_csv_texts(b, cell + YX_COL_REASON, YX_COL_SOURCE - YX_COL_REASON + 1);
    yx_buf_puts(b, yx_buf_str(&s->key));
    if (n > YX_N_COMMON) {
        yx_buf_putc(b, ',');
        put_own(c->figures[list], YX_N_COMMON, cell, n, b);
    }
    yx_buf_putc(b, '\n');
    if (c->form.is_gb18030) {
        yx_gb18030_from_utf8(&s->list[list], yx_buf_str(b));
        b->n = 0;
    }
}

static int commit(void *ctx, unsigned slot, struct yx_err *err)
{
    struct yx_csv_sink *c = ctx;
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        struct yx_buf *b = &c->slot[slot].list[l];
        if (!b->n)
            continue;
        int rc = yx_writer_put(c->writer[l], yx_buf_str(b), err);
        b->n = 0;
        if (rc != YX_OK)
            return rc;
    }
    return YX_OK;
}

struct yx_sink yx_csv_sink(struct yx_csv_sink *c)
{
    return (struct yx_sink){c, begin, person, row, commit};
}

int yx_csv_sink_add(struct yx_csv_sink *c, struct yx_str name, struct yx_str bytes,
                    struct yx_err *err)
{
    char *path = path_of(c, name, "");
    struct yx_writer *w = yx_writer_open(path, err);
    free(path);
    if (!w)
        return YX_IO;
    YX_PUSH(&c->extra, w);
    return yx_str_ends(name, YX_S(".csv")) ? put_csv(c, w, bytes, err)
                                           : yx_writer_put(w, bytes, err);
}

int yx_csv_sink_settle(struct yx_csv_sink *c, struct yx_err *err)
{
    int rc = YX_OK;
    for (unsigned l = 0; l < YX_N_LISTS && rc == YX_OK; l++)
        if (c->writer[l])
            rc = yx_writer_settle(c->writer[l], err);
    for (size_t i = 0; i < c->extra.n && rc == YX_OK; i++)
        rc = yx_writer_settle(c->extra.v[i], err);
    return rc;
}

/* Of lists that this run does not write, too: killed runs had other options. */
static void remove_leftovers(const struct yx_csv_sink *c)
{
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        if (c->writer[l])
            continue; /* done when it was opened */
        char *path = path_of(c, yx_list_name((enum yx_list)l), ".csv");
        yx_leftovers_remove(path);
        free(path);
    }
}

/* A folder with our 清单.json may hold lists that this run does not write. */
static void remove_stale(const struct yx_csv_sink *c)
{
    char *manifest = path_of(c, YX_S("清单.json"), "");
    bool is_ours = access(manifest, F_OK) == 0;
    free(manifest);
    for (unsigned l = 0; is_ours && l < YX_N_LISTS; l++) {
        if (c->writer[l])
            continue;
        char *path = path_of(c, yx_list_name((enum yx_list)l), ".csv");
        (void)unlink(path);
        free(path);
    }
}

int yx_csv_sink_finish(struct yx_csv_sink *c, struct yx_err *err)
{
    int rc = yx_csv_sink_settle(c, err);
    if (rc != YX_OK)
        return rc;
    remove_stale(c);
    remove_leftovers(c);
    /* A run killed from here on leaves lists of two runs, each whole: without a 清单.json, the
     * last to take its name, they do not pass for one result. */
    char *manifest = path_of(c, YX_S("清单.json"), "");
    (void)unlink(manifest);
    free(manifest);
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        struct yx_writer *w = c->writer[l];
        c->writer[l] = NULL;
        int one = w ? yx_writer_finish(w, err) : YX_OK;
        rc = rc == YX_OK ? one : rc;
    }
    for (size_t i = 0; i < c->extra.n; i++) {
        int one = yx_writer_finish(c->extra.v[i], err);
        c->extra.v[i] = NULL;
        rc = rc == YX_OK ? one : rc;
    }
    return rc;
}

void yx_csv_sink_free(struct yx_csv_sink *c)
{
    if (!c)
        return;
    for (unsigned l = 0; l < YX_N_LISTS; l++)
        yx_writer_abandon(c->writer[l]);
    for (size_t i = 0; i < c->extra.n; i++)
        yx_writer_abandon(c->extra.v[i]);
    for (unsigned i = 0; i < c->n_slots; i++) {
        struct slot *s = &c->slot[i];
        for (unsigned l = 0; l < YX_N_LISTS; l++)
            yx_buf_free(&s->list[l]);
        yx_buf_free(&s->line);
        yx_buf_free(&s->names);
        yx_buf_free(&s->key);
    }
    free(c->extra.v);
    free(c->slot);
    free(c->dir);
    free(c);
}
