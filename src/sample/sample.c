/* sample.c -- a synthetic county with everything a folder of rosters holds.
 *
 * DESIGN.  Blocks of people are made, written as text and encoded on all cores
 * (work), and appended to the files in order (commit).  A slot holds one block
 * and its text; its memory is used again for the next. */
#include "sample/sample.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/rng.h"
#include "sample/people.h"
#include "sample/rosters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct slot {
    struct sample_block block;
    struct sample_out out;
    struct yx_err err;
    int rc;
};

struct job {
    const struct yx_sample_options *o;
    struct sample_world w;
    struct sample_book *book;
    struct slot *slot;
    struct yx_err err; /* the first failure, in order of blocks */
    int rc;
};

static void work(void *ctx, size_t task, unsigned at)
{
    struct job *j = ctx;
    struct slot *s = &j->slot[at];
    yx_book_start(j->book, &s->out);
    yx_sample_block_make(&j->w, (uint32_t)task, &s->block);
    struct sample_dirt dirt = {.is_on = j->o->is_dirty};
    yx_sample_block_rng(&j->w, (uint32_t)task, 1, &dirt.rng);
    yx_sample_block_rows(&j->w, &s->block, &dirt, &s->out);
    s->rc = yx_book_encode(j->book, &s->out, &s->err);
}

static void commit(void *ctx, size_t task, unsigned at)
{
    struct job *j = ctx;
    struct slot *s = &j->slot[at];
    if (j->rc)
        return;
    j->rc = s->rc;
    if (s->rc)
        j->err = s->err;
    else
        j->rc = yx_book_commit(j->book, &s->out, &j->err);
    if (j->o->progress)
        j->o->progress(j->o->ctx, task + 1, j->w.n_blocks);
}

/* Days before as-of on which the department drew up its list. */
static int list_age(enum sample_sheet s)
{
    switch (s) {
    case YX_SHEET_REGISTER: return 12;
    case YX_SHEET_PAY_PERSON:
    case YX_SHEET_PAY_EXEMPT:
    case YX_SHEET_PAY_SCHOOL: return 3;
    case YX_SHEET_EXPLAIN: return 1;
    default: return 6;
    }
}

static void put_key(struct yx_buf *b, const char *key, yx_day day)
{
    yx_buf_printf(b, "%s = ", key);
    yx_day_put(b, day);
    yx_buf_putc(b, '\n');
}

/* 名册.ini: the settings of the run, and of each list what cannot be seen in it. */
static int write_settings(const struct job *j, const char *dir, struct yx_err *err)
{
    struct yx_buf b = {0}, path = {0};
    yx_buf_putz(&b, "; 模拟县的设置：由 yingxue sample 写成\n[运行]\n");
    put_key(&b, "as-of", j->w.as_of);
    yx_buf_putz(&b, "term = ");
    yx_term_put(&b, j->w.term);
    yx_buf_printf(&b, "\n县 = %u\n密钥 = ", j->w.county->code);
    struct yx_rng r;
    yx_sample_block_rng(&j->w, 0, 9, &r);
    for (int i = 0; i < 4; i++)
        yx_buf_printf(&b, "%016llx", (unsigned long long)yx_rng_u64(&r));
    yx_buf_putc(&b, '\n');
    for (enum sample_sheet s = 0; s < YX_N_SHEETS; s++) {
        struct yx_str sheet = yx_book_sheet(j->book, s);
        yx_buf_putz(&b, "\n[");
        yx_buf_puts(&b, yx_book_file(j->book, s));
        if (sheet.n)
            yx_buf_putc(&b, ':');
        yx_buf_puts(&b, sheet);
        yx_buf_putz(&b, "]\n");
        put_key(&b, "名单日期", j->w.as_of - list_age(s));
        yx_buf_putz(&b, "完整性 = 全量\n");
        if (s == YX_SHEET_DIBAO_HEADS)
            yx_buf_putz(&b, "按户 = 是\n");
    }
    yx_buf_printf(&path, "%s/名册.ini", dir);
    yx_buf_putc(&path, '\0');
    int rc = yx_write_file(path.p, yx_buf_str(&b), err);
    yx_buf_free(&b);
    yx_buf_free(&path);
    return rc;
}

static int make_folder(const char *dir, struct yx_err *err)
{
    if (mkdir(dir, 0777) == 0 || errno == EEXIST)
        return YX_OK;
    return YX_FAIL(err, YX_IO, YX_TEXT("文件夹 {0} 建不了：{1}", "cannot make the folder {0}: {1}"),
                   dir, strerror(errno));
}

static int write_county(struct job *j, struct yx_err *err)
{
    struct slot first = {0};
    yx_book_start(j->book, &first.out);
    yx_sample_county_rows(&j->w, &first.out);
    int rc = yx_book_encode(j->book, &first.out, err);
    if (!rc)
        rc = yx_book_commit(j->book, &first.out, err);
    yx_out_free(&first.out);
    if (rc)
        return rc;
    unsigned n = yx_pool_slots(j->o->pool);
    j->slot = yx_calloc(n, sizeof *j->slot);
    yx_pool_ordered(j->o->pool, j->w.n_blocks, work, commit, j);
    for (unsigned i = 0; i < n; i++) {
        yx_sample_block_free(&j->slot[i].block);
        yx_out_free(&j->slot[i].out);
    }
    free(j->slot);
    if (j->rc && err)
        *err = j->err;
    return j->rc;
}

int yx_sample_make(const char *dir, const struct yx_sample_options *o, struct yx_err *err)
{
    int rc = make_folder(dir, err);
    if (rc)
        return rc;
    struct job j = {.o = o};
    struct sample_county *county = yx_sample_county_new(o->county, o->children, o->seed);
    bool is_autumn = yx_term_is_autumn(yx_term_of(o->as_of));
    int year = yx_term_year(yx_term_of(o->as_of));
    yx_day cutoff = is_autumn ? yx_day_make(year, 10, 15) : yx_day_make(year, 3, 31);
    yx_sample_world_init(&j.w, county, o->children, o->seed, o->as_of, cutoff);
    struct yx_buf term = {0};
    yx_buf_printf(&term, "%d年%s季学期", year, is_autumn ? "秋" : "春");
    struct sample_book_options bo = {.dir = dir,
                                     .form = o->form,
                                     .county = county->name,
                                     .term = yx_buf_str(&term),
                                     .has_truth = o->has_truth,
                                     .has_signatures = o->is_dirty,
                                     .is_large = o->children > 30000};
    j.book = yx_book_open(&bo, err);
    rc = j.book ? write_county(&j, err) : YX_IO;
    if (!rc)
        rc = write_settings(&j, dir, err);
    if (!rc)
        rc = yx_book_finish(j.book, err);
    else
        yx_book_abandon(j.book);
    yx_buf_free(&term);
    yx_sample_county_free(county);
    return rc;
}
