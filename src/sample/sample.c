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
#include "sample/payer.h"
#include "sample/people.h"
#include "sample/rosters.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct slot {
    struct sample_block block;
    struct sample_out out;
    struct sample_truth truth;
    struct sample_payer_slot pay;
    struct yx_err err;
    int rc;
};

struct job {
    const struct yx_sample_options *o;
    struct sample_world w;
    struct sample_book *book;
    struct sample_law *law;
    struct sample_payer *payer; /* NULL: the policy is not in force, nothing is paid */
    struct yx_writer *findings; /* 真值/findings.csv; NULL without truth */
    struct sample_truth county; /* sums of all blocks */
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
    struct sample_dirt dirt = {
        .is_on = j->o->is_dirty, .is_hard = j->o->is_hard, .world = &j->w, .block = &s->block};
    yx_sample_block_rng(&j->w, (uint32_t)task, 1, &dirt.rng);
    yx_sample_block_rows(&j->w, &s->block, &dirt, &s->out);
    yx_truth_clear(&s->truth);
    yx_truth_block(&s->truth, &j->w, &s->block);
    if (j->payer) {
        struct yx_rng rng;
        yx_sample_block_rng(&j->w, (uint32_t)task, 2, &rng);
        yx_payer_block(j->payer, &s->pay, &s->block, &dirt, &rng, &s->out);
    }
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
    if (j->payer)
        yx_payer_commit(j->payer, &s->pay);
    for (uint32_t t = 0; t < s->truth.n_towns; t++)
        for (int c = 0; c < YX_N_BAL; c++)
            j->county.balance[t][c] += s->truth.balance[t][c];
    if (j->findings && !j->rc)
        j->rc = yx_writer_put(j->findings, yx_buf_str(&s->truth.rows), &j->err);
    if (j->o->progress)
        j->o->progress(j->o->ctx, task + 1, j->w.n_blocks);
}

static const char policy_name[] = "pengshui-2022.yx";

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
    yx_buf_printf(&b, "\npolicy = %s\n县 = %u\n密钥 = ", policy_name, j->w.county->code);
    struct yx_rng r;
    yx_sample_block_rng(&j->w, 0, 9, &r);
    for (int i = 0; i < 4; i++)
        yx_buf_put_hex(&b, yx_rng_u64(&r));
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

/* The policy the county is read by, with its own 地区. */
static int write_policy(const struct job *j, const char *dir, struct yx_err *err)
{
    struct yx_buf path = {0};
    yx_buf_printf(&path, "%s/%s", dir, policy_name);
    yx_buf_putc(&path, '\0');
    int rc = yx_write_file(path.p, yx_sample_law_text(j->law), err);
    yx_buf_free(&path);
    return rc;
}

static int write_balance(const struct job *j, const char *dir, struct yx_err *err)
{
    struct yx_buf b = {0}, path = {0};
    yx_buf_putz(&b, "township,class,children\n");
    for (uint32_t t = 0; t < j->w.county->n_towns; t++)
        for (int c = 0; c < YX_N_BAL; c++) {
            yx_buf_puts(&b, j->w.county->town[t].name);
            yx_buf_putc(&b, ',');
            yx_buf_puts(&b, yx_truth_balance_name((enum sample_balance)c));
            yx_buf_putc(&b, ',');
            yx_buf_put_u64(&b, j->county.balance[t][c]);
            yx_buf_putc(&b, '\n');
        }
    yx_buf_printf(&path, "%s/真值/勾稽.csv", dir);
    yx_buf_putc(&path, '\0');
    int rc = yx_write_file(path.p, yx_buf_str(&b), err);
    yx_buf_free(&b);
    yx_buf_free(&path);
    return rc;
}

static int open_findings(struct job *j, const char *dir, struct yx_err *err)
{
    struct yx_buf path = {0};
    yx_buf_printf(&path, "%s/真值/findings.csv", dir);
    yx_buf_putc(&path, '\0');
    j->findings = yx_writer_open(path.p, err);
    yx_buf_free(&path);
    if (!j->findings)
        return YX_IO;
    return yx_writer_put(j->findings, YX_S("list,person,school,item,planted,due,paid\n"), err);
}

static int make_folder(const char *dir, struct yx_err *err)
{
    if (mkdir(dir, 0777) == 0 || errno == EEXIST)
        return YX_OK;
    return YX_FAIL(err, YX_IO, YX_TEXT("文件夹 {0} 建不了：{1}", "cannot make the folder {0}: {1}"),
                   dir, yx_fmt_errno(errno).s);
}

/* Rows that are about no block: the schools first, the lines by school last. */
static int write_about_county(struct job *j, bool is_first, struct yx_err *err)
{
    struct sample_out out = {0};
    struct yx_buf findings = {0};
    yx_book_start(j->book, &out);
    if (is_first)
        yx_sample_county_rows(&j->w, &out);
    else if (j->payer)
        yx_payer_finish(j->payer, &out, &findings);
    int rc = yx_book_encode(j->book, &out, err);
    if (!rc)
        rc = yx_book_commit(j->book, &out, err);
    if (!rc && j->findings)
        rc = yx_writer_put(j->findings, yx_buf_str(&findings), err);
    yx_buf_free(&findings);
    yx_out_free(&out);
    return rc;
}

static int write_county(struct job *j, struct yx_err *err)
{
    int rc = write_about_county(j, true, err);
    if (rc)
        return rc;
    unsigned n = yx_pool_slots(j->o->pool);
    j->slot = yx_calloc(n, sizeof *j->slot);
    for (unsigned i = 0; i < n; i++) {
        yx_truth_init(&j->slot[i].truth, j->w.county->n_towns);
        j->slot[i].pay.truth = &j->slot[i].truth;
        if (j->payer)
            yx_payer_slot_init(j->payer, &j->slot[i].pay);
    }
    yx_pool_ordered(j->o->pool, j->w.n_blocks, work, commit, j);
    for (unsigned i = 0; i < n; i++) {
        yx_sample_block_free(&j->slot[i].block);
        yx_out_free(&j->slot[i].out);
        yx_truth_free(&j->slot[i].truth);
        if (j->payer)
            yx_payer_slot_free(j->payer, &j->slot[i].pay);
    }
    free(j->slot);
    if (j->rc && err)
        *err = j->err;
    return j->rc ? j->rc : write_about_county(j, false, err);
}

/* Everything that is written beside the rosters themselves. */
static int write_beside(struct job *j, const char *dir, struct yx_err *err)
{
    int rc = write_settings(j, dir, err);
    if (!rc)
        rc = write_policy(j, dir, err);
    if (!rc && j->findings) {
        rc = yx_writer_finish(j->findings, err);
        j->findings = NULL;
        if (!rc)
            rc = write_balance(j, dir, err);
    }
    return rc;
}

static int make(struct job *j, const char *dir, struct yx_err *err)
{
    const struct yx_sample_options *o = j->o;
    int rc = yx_sample_law_new(o->county, &j->law, err);
    if (rc)
        return rc;
    yx_sample_world_init(&j->w, j->w.county, o->children, o->seed, o->as_of,
                         yx_policy_cutoff(yx_sample_law_policy(j->law), yx_term_of(o->as_of)));
    j->w.has_guests = o->is_dirty;
    j->w.is_hard = o->is_hard;
    if (yx_sample_law_covers(j->law, j->w.term))
        j->payer = yx_payer_new(j->law, &j->w);
    yx_truth_init(&j->county, j->w.county->n_towns);
    struct yx_buf term = {0};
    bool is_autumn = yx_term_is_autumn(j->w.term);
    yx_buf_printf(&term, "%d年%s季学期", yx_term_year(j->w.term), is_autumn ? "秋" : "春");
    struct sample_book_options bo = {.dir = dir,
                                     .form = o->form,
                                     .county = j->w.county->name,
                                     .term = yx_buf_str(&term),
                                     .has_truth = o->has_truth,
                                     .has_signatures = o->is_dirty,
                                     .is_hard = o->is_hard,
                                     .is_large = o->children > 30000};
    j->book = yx_book_open(&bo, err);
    rc = j->book ? YX_OK : YX_IO;
    if (!rc && o->has_truth)
        rc = open_findings(j, dir, err);
    if (!rc)
        rc = write_county(j, err);
    if (!rc)
        rc = write_beside(j, dir, err);
    if (!rc)
        rc = yx_book_finish(j->book, err);
    else
        yx_book_abandon(j->book);
    yx_buf_free(&term);
    return rc;
}

int yx_sample_make(const char *dir, const struct yx_sample_options *o, struct yx_err *err)
{
    int rc = make_folder(dir, err);
    if (rc)
        return rc;
    struct job j = {.o = o};
    j.w.county = yx_sample_county_new(o->county, o->children, o->seed);
    rc = make(&j, dir, err);
    yx_writer_abandon(j.findings);
    yx_truth_free(&j.county);
    yx_payer_free(j.payer);
    yx_sample_law_free(j.law);
    yx_sample_county_free(j.w.county);
    return rc;
}
