/* link_summary.c -- what link and dedupe did, for the screen. */
#include "cli/link_out.h"

#include "base/err.h"
#include "base/mem.h"
#include "match/link_decisions.h"

#include <stdlib.h>

static void put(const struct yx_link_report *k, struct yx_buf *b, struct yx_text text,
                const char *const *arg, int n)
{
    yx_text_render(text, k->lang, arg, n, b);
    yx_buf_putc(b, '\n');
}

#define PUT(k, b, text, ...)                                                                       \
    do {                                                                                           \
        const char *const arg_[] = {__VA_ARGS__};                                                  \
        put(k, b, text, arg_, (int)YX_LEN(arg_));                                                  \
    } while (0)

static const char *zt(struct yx_buf *b)
{
    yx_buf_putc(b, '\0');
    return b->p;
}

static void put_rows(const struct yx_link_report *k, struct yx_buf *b)
{
    const struct yx_link_model *m = k->set->model;
    const struct yx_record_set *s = k->set;
    struct yx_buf id = {0}, left = {0}, right = {0};
    yx_buf_puts(&id, m->id);
    yx_buf_puts(&left, s->table[YX_LEFT]->file);
    if (m->is_dedupe) {
        PUT(k, b, YX_TEXT("模型 {0}：{1} {2} 行", "model {0}: {1}, {2} rows"), zt(&id), zt(&left),
            yx_fmt_u64(s->n_rows[YX_LEFT]).s);
    } else {
        yx_buf_puts(&right, s->table[YX_RIGHT]->file);
        PUT(k, b,
            YX_TEXT("模型 {0}：左 {1} {2} 行，右 {3} {4} 行",
                    "model {0}: left {1}, {2} rows; right {3}, {4} rows"),
            zt(&id), zt(&left), yx_fmt_u64(s->n_rows[YX_LEFT]).s, zt(&right),
            yx_fmt_u64(s->n_rows[YX_RIGHT]).s);
    }
    yx_buf_free(&id);
    yx_buf_free(&left);
    yx_buf_free(&right);
}

static void put_passes(const struct yx_link_report *k, struct yx_buf *b)
{
    const struct yx_link_model *m = k->set->model;
    const struct yx_link_result *r = k->result;
    for (uint32_t i = 0; i < m->n_passes; i++) {
        struct yx_buf name = {0};
        yx_buf_puts(&name, m->pass[i].reason);
        if (r->open_of[i])
            PUT(k, b,
                YX_TEXT("先 {0}：{1} 对，另有 {2} 对不止一种可能，没有认定",
                        "pass {0}: {1} links; {2} more pairs were not the only ones, not linked"),
                zt(&name), yx_fmt_u64(r->by_pass[i]).s, yx_fmt_u64(r->open_of[i]).s);
        else
            PUT(k, b, YX_TEXT("先 {0}：{1} 对", "pass {0}: {1} links"), zt(&name),
                yx_fmt_u64(r->by_pass[i]).s);
        if (r->over_of[i])
            PUT(k, b,
                YX_TEXT("  注意：{0} 组按它相同的超过 1000 行，谁也认不出来，没有认定",
                        "  note: {0} groups of more than 1000 rows are alike by it and say nothing "
                        "about anybody: not linked"),
                yx_fmt_u64(r->over_of[i]).s);
        yx_buf_free(&name);
    }
}

static void put_over(const struct yx_link_report *k, struct yx_buf *b)
{
    const struct yx_block_report *r = &k->result->blocks;
    for (unsigned rule = 0; rule < k->set->model->n_blocks; rule++) {
        if (!r->n_over[rule])
            continue;
        struct yx_buf name = {0};
        yx_buf_puts(&name, k->set->model->block[rule].text);
        const struct yx_block_over *most = NULL;
        for (size_t i = 0; i < r->n_over_listed && !most; i++)
            if (r->over[i].rule == rule)
                most = &r->over[i];
        uint64_t rows = !most                      ? 0
                        : k->set->model->is_dedupe ? most->n_left
                                                   : (uint64_t)most->n_left + most->n_right;
        PUT(k, b,
            YX_TEXT("  注意：分块 {0} 有 {1} 块行太多，没有在块内比较（共 {2} 对）；最大的一块 {3} "
                    "行，其中左边第 {4} 行",
                    "  note: blocks {0}: {1} of them have too many rows and were not compared ({2} "
                    "pairs); the greatest has {3} rows, row {4} of the left among them"),
            zt(&name), yx_fmt_u64(r->n_over[rule]).s, yx_fmt_u64(r->n_pairs_over[rule]).s,
            yx_fmt_u64(rows).s,
            yx_fmt_u64(most ? k->set->table[YX_LEFT]->row_no[most->first_left] : 0).s);
        yx_buf_free(&name);
    }
}

static void put_learning(const struct yx_link_report *k, struct yx_buf *b)
{
    static const struct {
        unsigned flag;
        struct yx_text text;
    } said[] = {
        {YX_FS_NO_PAIRS,
         {"  注意：没有可以比较的行对，分量没有学，用的是一般的估计",
          "  note: there were no pairs to compare; nothing was learnt, general weights stand"}},
        {YX_FS_ALL_MISSING,
         {"  注意：拿来比的列全是空的，什么也比不出来",
          "  note: the columns compared are all empty; nothing can be told"}},
        {YX_FS_ONE_PATTERN,
         {"  注意：所有行对一个样，分不出谁是同一人，分量用的是一般的估计",
          "  note: all pairs are alike; nothing was learnt, general weights stand"}},
        {YX_FS_NOT_SEPARATED,
         {"  注意：数据里分不出同一人和不同人两类，分量用的是一般的估计",
          "  note: the data do not fall into same and different; general weights stand"}},
        {YX_FS_NOT_CONVERGED,
         {"  注意：分量学到最后还在变动，用的是最后一步的",
          "  note: weights were still moving at the last step of learning"}},
    };
    for (size_t i = 0; i < YX_LEN(said) && k->result->has_learnt; i++)
        if (k->result->learning.flags & said[i].flag)
            put(k, b, said[i].text, NULL, 0);
}

static void put_decisions(const struct yx_link_report *k, struct yx_buf *b)
{
    const struct yx_link_decision_set *d = k->decisions;
    if (!d)
        return;
    PUT(k, b, YX_TEXT("判定 {0} 条，用上 {1} 条", "{0} decisions, {1} of them applied"),
        yx_fmt_u64(d->n).s, yx_fmt_u64(d->n_pairs - d->n_changed - d->n_beaten).s);
    if (d->n_changed)
        PUT(k, b,
            YX_TEXT("  {0} 条判定之后内容有变，重新列入复核",
                    "  {0} rest on what has changed since, and are raised again"),
            yx_fmt_u64(d->n_changed).s);
    if (d->n_rivals)
        PUT(k, b,
            YX_TEXT(
                "  注意：一行只能有一个人，却有 {0} 处判给了两个（第一处在判定文件第 {1} 行和第 "
                "{2} 行）：日期晚的算数；日期一样或没写的都不算，列入复核",
                "  note: a row has one partner, but {0} times two are said to be the same (the "
                "first: rows {1} and {2} of the decisions): the later by date holds; of equal "
                "or missing dates none does, and they are asked about"),
            yx_fmt_u64(d->n_rivals).s, yx_fmt_u64(d->v[d->rivals[0]].line).s,
            yx_fmt_u64(d->v[d->rivals[1]].line).s);
    if (d->n_gone)
        PUT(k, b,
            YX_TEXT(
                "  {0} 条所指的行已经不在（第一条在判定文件第 {1} 行），没有用上；判定文件请留着",
                "  {0} are about rows that are gone (the first: row {1} of the decisions) and "
                "were not applied; keep the file"),
            yx_fmt_u64(d->n_gone).s, yx_fmt_u64(d->v[d->first_gone].line).s);
}

static void put_groups(const struct yx_link_report *k, struct yx_buf *b)
{
    const uint32_t *cluster = k->result->cluster;
    uint32_t n = k->set->n_rows[YX_LEFT], groups = 0, rows = 0, greatest = 0, first = 0;
    uint32_t *size = yx_calloc((size_t)n + 1, sizeof *size);
    for (uint32_t i = 0; i < n; i++)
        size[cluster[i]]++;
    for (uint32_t i = 0; i < n; i++) {
        if (size[i] < 2)
            continue;
        groups++;
        rows += size[i];
        if (size[i] > greatest) {
            greatest = size[i];
            first = i;
        }
    }
    free(size);
    PUT(k, b,
        YX_TEXT(
            "{0} 组是同一人，共 {1} 行；其余 {2} 行各是一人；复核 {3} 对",
            "{0} groups of one person each, {1} rows; {2} rows stand alone; {3} pairs to review"),
        yx_fmt_u64(groups).s, yx_fmt_u64(rows).s, yx_fmt_u64(n - rows).s,
        yx_fmt_u64(k->result->n_review).s);
    if (greatest > 2)
        PUT(k, b,
            YX_TEXT("  最大的一组 {0} 行，第 {1} 行在内",
                    "  the greatest has {0} rows, row {1} among them"),
            yx_fmt_u64(greatest).s, yx_fmt_u64(k->set->table[YX_LEFT]->row_no[first]).s);
}

void yx_link_put_summary(const struct yx_link_report *k, struct yx_buf *b)
{
    const struct yx_link_model *m = k->set->model;
    const struct yx_link_result *r = k->result;
    put_rows(k, b);
    put_decisions(k, b);
    put_passes(k, b);
    if (m->n_comparisons) {
        PUT(k, b, YX_TEXT("分块比较 {0} 对", "{0} pairs compared within blocks"),
            yx_fmt_u64(r->n_compared).s);
        put_over(k, b);
        put_learning(k, b);
    }
    if (r->n_vetoed)
        PUT(k, b, YX_TEXT("否决 {0} 对", "{0} pairs vetoed"), yx_fmt_u64(r->n_vetoed).s);
    if (m->is_dedupe) {
        put_groups(k, b);
        return;
    }
    PUT(k, b,
        YX_TEXT("关联 {0} 对，复核 {1} 对；没有关联上的：左 {2} 行，右 {3} 行",
                "{0} linked, {1} to review; without a link: left {2} rows, right {3} rows"),
        yx_fmt_u64(r->n_linked).s, yx_fmt_u64(r->n_review).s,
        yx_fmt_u64(k->set->n_rows[YX_LEFT] - r->n_found[YX_LEFT]).s,
        yx_fmt_u64(k->set->n_rows[YX_RIGHT] - r->n_found[YX_RIGHT]).s);
}
