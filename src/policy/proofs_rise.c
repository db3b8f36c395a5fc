/* proofs_rise.c -- 单调 put to the test: every student with more of a fact.
 *
 * Each cell the benefit is had in is decided again with every greater value of
 * the fact; an amount that falls, or ends, is a fault.  One that becomes 待核 or
 * contradicts a 约束 is none. */
#include "policy/proofs_int.h"
#include "policy/student.h"

/* Whether value b is more than a: yes than no, later in its list, greater, more classes. */
static bool is_more(const struct yx_policy *p, uint32_t input, struct yx_fact_one a,
                    struct yx_fact_one b)
{
    if (a.state != YX_FACT_KNOWN || b.state != YX_FACT_KNOWN || a.v == b.v)
        return false;
    return p->input[input].type == YX_IN_SET ? (a.v & ~b.v) == 0 : a.v < b.v;
}

static yx_fen given(const struct yx_award_vec *w, uint32_t row)
{
    bool had = w->status[row] == YX_ENTITLED || w->status[row] == YX_CEILING;
    return had ? w->amount[row] : 0;
}

static const char *value_text(struct yx_proving *v, uint32_t input, struct yx_fact_one x)
{
    struct yx_buf b = {0};
    yx_student_fact_put(&v->q, input, x, &b);
    const char *text = yx_report_c(v->r, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static const char *fen_text(struct yx_proving *v, yx_fen fen)
{
    struct yx_buf b = {0};
    yx_money_put(&b, fen);
    const char *text = yx_report_c(v->r, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static void look_at_rise(struct yx_proving *v, const struct yx_award_vec *w, uint32_t row,
                         uint32_t rise)
{
    struct yx_cell_walk *walk = v->walk;
    const struct yx_rise *x = &v->q.ir.item[v->now].rise[rise];
    uint64_t bit = UINT64_C(1) << (rise & 63);
    yx_fen here = given(w, row);
    for (uint32_t k = 0; k < walk->n && here > 0; k++) {
        if (walk->input[k] != x->input)
            continue;
        struct yx_fact_one now = yx_facts_get(walk->facts, x->input, row);
        for (uint32_t m = 0; m < walk->atoms[k].n && !(v->item[v->now].fell & bit); m++) {
            struct yx_fact_one other = walk->atoms[k].v[m];
            if (!is_more(&v->q, x->input, x->falls ? other : now, x->falls ? now : other))
                continue;
            const struct yx_awards *a = yx_prove_again(v, row, x->input, other);
            const struct yx_award_vec *then = &a->benefit[v->now];
            if (a->constraint[0] || then->status[0] == YX_PENDING || given(then, 0) >= here)
                continue;
            v->item[v->now].fell |= bit;
            struct yx_diag *d = YX_REPORT(
                v->r, YX_ERROR, yx_prove_line(v, x->line),
                YX_TEXT("项目 {0} 要求单调：{1} 改为 {2}，金额反而从 {3} 降到 {4}",
                        "benefit {0} must not fall: with {1} as {2} it falls from {3} to {4}"),
                yx_prove_id(v, v->now), yx_report_c(v->r, v->q.input[x->input].name),
                value_text(v, x->input, other), fen_text(v, here), fen_text(v, given(then, 0)));
            yx_prove_student(v, d, row);
        }
    }
}

void yx_prove_rises(struct yx_proving *v, const struct yx_award_vec *w, uint32_t row)
{
    for (uint32_t i = 0; i < v->q.ir.item[v->now].n_rises; i++)
        look_at_rise(v, w, row, i);
}
