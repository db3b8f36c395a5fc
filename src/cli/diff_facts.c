/* diff_facts.c -- what changes for the students of a facts table (yingxue diff OLD NEW FACTS). */
#include "cli/diff_facts.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "cli/facts_said.h"
#include "policy/deltas.h"
#include "table/csv_out.h"
#include "table/worker.h"

#include <stdio.h>

struct job {
    const struct yx_cli *cli;
    const struct yx_policy *old, *new;
    struct yx_writer *writer; /* --deltas, or NULL */
};

static int put(void *ctx, struct yx_str lines, struct yx_err *err)
{
    return yx_writer_put(((struct job *)ctx)->writer, lines, err);
}

static void progress(void *ctx, size_t done, size_t total)
{
    const struct job *j = ctx;
    yx_cli_progress(j->cli, j->cli->lang == YX_ZH ? "比较" : "comparing", done, total);
}

static bool both_cover(void *ctx, yx_term term)
{
    const struct job *j = ctx;
    return yx_policy_covers(j->old, term, NULL) == YX_OK &&
           yx_policy_covers(j->new, term, NULL) == YX_OK;
}

/* ---- the sums ---- */

static bool is_empty(const struct yx_delta_sum *s)
{
    return !s->more && !s->less && !s->pending && !s->other;
}

static void put_sum(struct yx_buf *b, enum yx_account a, struct yx_str id, struct yx_str name,
                    const struct yx_delta_sum *s, bool has_amount)
{
    struct yx_str cell[] = {yx_account_name(a), id, name};
    for (size_t i = 0; i < YX_LEN(cell); i++) {
        yx_csv_text(b, cell[i]);
        yx_buf_putc(b, ',');
    }
    const struct {
        uint64_t n;
        yx_fen fen;
    } side[] = {{s->more, s->more_fen}, {s->less, s->less_fen}};
    for (size_t i = 0; i < YX_LEN(side); i++) {
        yx_buf_put_u64(b, side[i].n);
        yx_buf_putc(b, ',');
        if (has_amount)
            yx_money_put(b, side[i].fen);
        yx_buf_putc(b, ',');
    }
    if (has_amount)
        yx_money_put(b, s->more_fen - s->less_fen);
    yx_buf_putc(b, ',');
    yx_buf_put_u64(b, s->other);
    yx_buf_putc(b, ',');
    yx_buf_put_u64(b, s->pending);
    yx_buf_putc(b, '\n');
}

static void put_sums(const struct yx_delta_sums *u, struct yx_buf *b)
{
    yx_buf_putz(b,
                "账户,项目,项目名称,增加笔数,增加金额,减少笔数,减少金额,净额,变更笔数,待核笔数\n");
    for (int a = 0; a < YX_ACCOUNTS; a++) {
        struct yx_delta_sum all = {0};
        for (uint32_t i = 0; i < u->n_benefits; i++) {
            const struct yx_delta_sum *s = &u->benefit[i].account[a];
            if (is_empty(s))
                continue;
            put_sum(b, (enum yx_account)a, u->benefit[i].id, u->benefit[i].name, s,
                    u->benefit[i].has_amount);
            all.more += s->more;
            all.less += s->less;
            all.other += s->other;
            all.pending += s->pending;
            all.more_fen += s->more_fen;
            all.less_fen += s->less_fen;
        }
        if (!is_empty(&all))
            put_sum(b, (enum yx_account)a, (struct yx_str){NULL, 0},
                    a == YX_LOAN ? YX_S("合计（额度）") : YX_S("合计"), &all, true);
    }
}

static void say_columns(const struct job *j, const struct yx_policy *p, const struct yx_factfile *f)
{
    struct yx_buf b = {0};
    yx_buf_puts(&b, yx_policy_id(p));
    yx_buf_putc(&b, 0);
    size_t list = b.n;
    if (yx_cli_put_missing(p, f, &b))
        yx_cli_say(j->cli,
                   YX_TEXT("事实表没有 {0} 的这些列，按未知：{1}",
                           "the facts table lacks these columns of {0}, taken as unknown: {1}"),
                   b.p, b.p + list, (const char *)NULL);
    yx_buf_free(&b);
}

static void say_done(const struct job *j, const struct yx_factfile *f,
                     const struct yx_delta_sums *u)
{
    uint32_t unusable;
    (void)yx_factfile_unusable(f, &unusable);
    if (yx_factfile_left_out(f))
        yx_cli_say(j->cli,
                   YX_TEXT("{0} 行的学期不是两份政策都管，没有比较",
                           "{0} rows are of terms that not both policies cover, not compared"),
                   yx_fmt_u64(yx_factfile_left_out(f)).s, (const char *)NULL);
    if (unusable)
        yx_cli_say(j->cli,
                   YX_TEXT("{0} 行没有学生或学期读不懂，没有比较",
                           "{0} rows have no student or no term that can be read, not compared"),
                   yx_fmt_u64(unusable).s, (const char *)NULL);
    if (u->stopped)
        yx_cli_say(
            j->cli,
            YX_TEXT("{0} 行事实矛盾，没有比较", "{0} rows contradict themselves, not compared"),
            yx_fmt_u64(u->stopped).s, (const char *)NULL);
    if (u->alike)
        yx_cli_say(j->cli,
                   YX_TEXT("{0} 项前后都待核、可能金额相同，没有列出",
                           "{0} decisions wait for the same before and after, not listed"),
                   yx_fmt_u64(u->alike).s, (const char *)NULL);
    yx_cli_say(j->cli,
               YX_TEXT("{0} 行事实，{1} 名学生，{2} 行更正",
                       "{0} rows of facts, {1} students, {2} corrections"),
               yx_fmt_u64(u->rows).s, yx_fmt_u64(u->students).s, yx_fmt_u64(u->lines).s,
               (const char *)NULL);
    yx_cli_say(
        j->cli,
        YX_TEXT(
            "学生：多得 {0}，少得 {1}，有多有少 {2}，金额未变或未知 {3}，不变 {4}；其中有待核的 {5}",
            "students: more {0}, less {1}, more and less {2}, no certain money {3}, "
            "unchanged {4}; waiting for facts among them {5}"),
        yx_fmt_u64(u->winners).s, yx_fmt_u64(u->losers).s, yx_fmt_u64(u->mixed).s,
        yx_fmt_u64(u->unsettled).s, yx_fmt_u64(u->unchanged).s, yx_fmt_u64(u->waiting).s,
        (const char *)NULL);
}

/* ---- all of it ---- */

static int compare(struct job *j, const struct yx_factfile *was, const struct yx_factfile *is,
                   struct yx_pool *pool, const char *deltas, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_delta_sums sums = {0};
    int rc = YX_OK;
    if (yx_factfile_rows(is) == 0)
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("事实表里没有两份政策都管的学期，无从比较",
                             "the facts table has no term that both policies cover"));
    if (!rc && deltas && !(j->writer = yx_writer_open(deltas, err)))
        rc = err->code ? (int)err->code : YX_IO;
    if (!rc && j->writer)
        rc = yx_writer_put(j->writer, yx_deltas_header(), err);
    struct yx_award_sink sink = {.ctx = j,
                                 .csv = j->writer ? put : NULL,
                                 .say = yx_cli_put_lines,
                                 .progress = progress,
                                 .lang = j->cli->lang};
    if (!rc)
        rc = yx_policy_deltas(j->old, j->new, was, is, pool, &sink, a, &sums, err);
    yx_cli_progress_end();
    if (j->writer && rc)
        yx_writer_abandon(j->writer);
    else if (j->writer)
        rc = yx_writer_finish(j->writer, err);
    if (!rc) {
        struct yx_buf b = {0};
        say_columns(j, j->old, was);
        say_columns(j, j->new, is);
        put_sums(&sums, &b);
        say_done(j, is, &sums);
        rc = yx_cli_print(j->cli, yx_buf_str(&b)) ? YX_IO : YX_OK;
        yx_buf_free(&b);
    }
    yx_arena_free(a);
    return rc;
}

int yx_diff_facts(const struct yx_cli *cli, const struct yx_policy *old,
                  const struct yx_policy *new, const char *facts, const char *deltas,
                  struct yx_workers *workers, struct yx_err *err)
{
    struct job j = {.cli = cli, .old = old, .new = new};
    struct yx_str bytes, name = yx_base_name(yx_str_of(facts));
    int rc = yx_map_path(facts, &bytes, err);
    if (rc)
        return rc;
    struct yx_pool *pool = yx_pool_new(cli->threads);
    struct yx_read_options how = {.pool = pool, .workers = workers, .path = facts, .is_map = true};
    struct yx_factfile *was = NULL, *is = NULL;
    rc = yx_factfile_read_terms(old, bytes, name, &how, both_cover, &j, &was, err);
    if (!rc)
        rc = yx_factfile_read_terms(new, bytes, name, &how, both_cover, &j, &is, err);
    yx_unmap(bytes);
    if (!rc)
        rc = compare(&j, was, is, pool, deltas, err);
    yx_factfile_free(was);
    yx_factfile_free(is);
    yx_pool_free(pool);
    return rc;
}
