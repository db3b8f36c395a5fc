/* truth.c -- what a right answer would find in the county. */
#include "sample/truth.h"

#include "base/mem.h"
#include "codes/citizen_id.h"

#include <stdlib.h>

void yx_truth_init(struct sample_truth *t, uint32_t n_towns)
{
    *t = (struct sample_truth){.n_towns = n_towns};
    t->balance = yx_calloc(n_towns, sizeof *t->balance);
}

void yx_truth_free(struct sample_truth *t)
{
    yx_buf_free(&t->rows);
    free(t->balance);
}

void yx_truth_clear(struct sample_truth *t)
{
    t->rows.n = 0;
    memset(t->balance, 0, t->n_towns * sizeof *t->balance);
}

void yx_truth_add(struct yx_buf *rows, const char *list, uint64_t person, struct yx_str school,
                  struct yx_str item, struct yx_str planted, yx_fen due, yx_fen paid)
{
    yx_buf_putz(rows, list);
    yx_buf_putc(rows, ',');
    if (person)
        yx_id_put(rows, person);
    yx_buf_putc(rows, ',');
    yx_buf_puts(rows, school);
    yx_buf_putc(rows, ',');
    yx_buf_puts(rows, item);
    yx_buf_putc(rows, ',');
    yx_buf_puts(rows, planted);
    yx_buf_putc(rows, ',');
    if (due >= 0)
        yx_money_put(rows, due);
    yx_buf_putc(rows, ',');
    if (paid >= 0)
        yx_money_put(rows, paid);
    yx_buf_putc(rows, '\n');
}

/* ---- who is where ---- */

/* Does his explanation, while it holds, clear the list he would stand on? At 15 that is
 * 初中毕业去向待核, which fewer kinds clear than 未入学. */
static bool is_of_use(const struct sample_child *k)
{
    static const bool clears_at_15[] = {
#define EXPLAIN(id, zh, months, evidence, at_15) at_15,
#include "sample/truth.def"
#undef EXPLAIN
    };
    return k->age < 15 || clears_at_15[k->says];
}

static bool is_explained(const struct sample_child *k)
{
    return k->fate == YX_FATE_EXPLAINED;
}

/* No row that counts, no proof, not finished, nothing that explains it. */
bool yx_truth_is_missing(const struct sample_child *k)
{
    switch (k->fate) {
    case YX_FATE_MISSING:
    case YX_FATE_MISSING_LEFT:
    case YX_FATE_OUT_STALE:
    case YX_FATE_EXPIRED:
    case YX_FATE_NO_EVIDENCE: return !k->has_graduated;
    case YX_FATE_EXPLAINED: return !is_of_use(k);
    default: return false;
    }
}

/* In the classroom of a school that sends no list, and on the roll of another that sends one
 * without him: nothing says that he learns anywhere. */
static bool is_seen_nowhere(const struct sample_world *w, const struct sample_child *k)
{
    return k->fate == YX_FATE_DOUBLE && yx_sample_presence(w, k) == YX_PRESENCE_NO_LIST &&
           w->county->school[k->other_school].has_presence;
}

static bool is_dropout(const struct sample_world *w, const struct sample_child *k)
{
    if (is_seen_nowhere(w, k))
        return true;
    bool is_away = k->fate == YX_FATE_DROPOUT || k->fate == YX_FATE_DROPOUT_REPORTED;
    enum sample_presence p = yx_sample_presence(w, k);
    return is_away && (p == YX_PRESENCE_NO_ROW || p == YX_PRESENCE_ABSENT_ROW);
}

static enum sample_balance explained_class(enum sample_explain says)
{
    switch (says) {
    case YX_SAYS_DEATH:
    case YX_SAYS_MOVED_OUT:
    case YX_SAYS_DOUBLE_HUKOU:
    case YX_SAYS_EMPTY_HUKOU: return YX_BAL_GONE;
    case YX_SAYS_HOME_TAUGHT: return YX_BAL_HOME_TAUGHT;
    case YX_SAYS_DEFERRED: return YX_BAL_DEFERRED;
    case YX_SAYS_COMPLETED: return YX_BAL_COMPLETED;
    case YX_SAYS_LOST: return YX_BAL_PENDING;
    default: return YX_BAL_OUT_CLAIMED;
    }
}

static enum sample_balance balance_class(const struct sample_world *w, const struct sample_child *k)
{
    if (is_explained(k))
        return explained_class(k->says);
    if (k->fate == YX_FATE_HOME_TAUGHT)
        return YX_BAL_HOME_TAUGHT;
    if (k->fate == YX_FATE_SUSPENDED)
        return YX_BAL_DEFERRED;
    if (k->has_graduated || k->stage == YX_STAGE_SENIOR || k->stage == YX_STAGE_VOCATIONAL)
        return YX_BAL_COMPLETED;
    if (k->fate == YX_FATE_DROPOUT_REPORTED)
        return YX_BAL_DROPOUT;
    if (is_dropout(w, k))
        return YX_BAL_SUSPECTED;
    if (yx_truth_is_missing(k))
        return k->age == 15 ? YX_BAL_PENDING : YX_BAL_MISSING;
    if (k->fate == YX_FATE_OUT_PROOF)
        return YX_BAL_OUT_PROVED;
    if (k->fate == YX_FATE_OUT_DECLARED)
        return YX_BAL_OUT_CLAIMED;
    return YX_BAL_IN_COUNTY;
}

struct yx_str yx_truth_balance_name(enum sample_balance c)
{
    static const char *const name[YX_N_BAL] = {
        "死亡迁出等", "送教",       "休学延缓",   "已毕业", "辍学",          "疑似（在籍不在校）",
        "县内在读",   "县外已取证", "县外未取证", "待核",   "疑似（未入学）"};
    return yx_str_of(name[c]);
}

/* What stands in 已说明, and how. */
static void explained(struct sample_truth *t, const struct sample_world *w,
                      const struct sample_child *k)
{
    const char *state = NULL;
    enum sample_presence p = yx_sample_presence(w, k);
    bool would_be_listed = p == YX_PRESENCE_NO_ROW || p == YX_PRESENCE_ABSENT_ROW;
    switch (k->fate) {
    case YX_FATE_EXPLAINED: state = is_of_use(k) ? "有效" : NULL; break;
    case YX_FATE_EXPIRED: state = is_of_use(k) ? "已过期" : NULL; break;
    case YX_FATE_NO_EVIDENCE: state = is_of_use(k) ? "佐证缺" : NULL; break;
    case YX_FATE_SICK:
    case YX_FATE_SUSPENDED:
    case YX_FATE_HOME_TAUGHT: state = would_be_listed ? "有效" : NULL; break;
    default: break;
    }
    if (state)
        yx_truth_add(&t->rows, "已说明", k->id, YX_S(""), YX_S(""), yx_str_of(state), -1, -1);
}

/* Listed for help, of an age to learn, and nobody knows where. */
static bool is_needy_unknown(const struct sample_child *k)
{
    if (!(k->classes | k->classes_later) || yx_truth_is_missing(k) || yx_sample_is_enrolled(k) ||
        k->fate == YX_FATE_EXPLAINED)
        return false;
    if (k->fate == YX_FATE_OUT_PROOF || k->fate == YX_FATE_INTAKE ||
        k->fate == YX_FATE_PRESENT_ONLY)
        return false;
    return k->age_now < 16 || k->has_graduated;
}

static void add(struct sample_truth *t, const char *list, const struct sample_child *k)
{
    yx_truth_add(&t->rows, list, k->id, YX_S(""), YX_S(""), yx_sample_fate_name(k->fate), -1, -1);
}

void yx_truth_block(struct sample_truth *t, const struct sample_world *w,
                    const struct sample_block *b)
{
    for (size_t i = 0; i < b->children.n; i++) {
        const struct sample_child *k = &b->children.v[i];
        bool is_compulsory_age = k->age >= 6 && k->age <= 15;
        if (is_compulsory_age && !k->guest) {
            t->balance[b->houses.v[k->house].town][balance_class(w, k)]++;
            if (yx_truth_is_missing(k))
                add(t, k->age == 15 ? "初中毕业去向待核" : "未入学", k);
            explained(t, w, k);
        }
        if (is_dropout(w, k))
            add(t, "在籍不在校", k);
        if (k->fate == YX_FATE_INTAKE || k->fate == YX_FATE_PRESENT_ONLY)
            add(t, "在校无学籍", k);
        if (k->fate == YX_FATE_DOUBLE)
            add(t, "重复学籍", k);
        if (is_needy_unknown(k))
            add(t, "困难学生就读待核", k);
    }
}

/* ---- what the policy says ---- */

static bool gives(uint8_t status)
{
    return status == YX_ENTITLED || status == YX_CEILING;
}

struct person {
    struct sample_truth *t;
    const struct sample_judge *j;
    const struct sample_child *k;
    size_t at;
    const struct yx_policy_benefit *benefit;
    uint32_t n_benefits;
};

static void award(const struct person *p, uint32_t b)
{
    const struct sample_award a = yx_sample_award(p->j, YX_VIEW_PLAIN, p->at, b);
    struct yx_str item = p->benefit[b].id;
    bool is_double = p->k->fate == YX_FATE_DOUBLE;
    bool is_pending = a.status == YX_PENDING;
    if (is_double) {
        uint8_t other = yx_sample_award(p->j, YX_VIEW_OTHER_SCHOOL, p->at, b).status;
        is_pending = a.status != YX_NOT_ENTITLED || other != YX_NOT_ENTITLED;
    }
    if (is_pending) {
        yx_truth_add(&p->t->rows, "待核", p->k->id, YX_S(""), item, yx_sample_fate_name(p->k->fate),
                     -1, -1);
        yx_truth_add(&p->t->rows, "应享名册", p->k->id, YX_S(""), item, YX_S("待核"), -1, -1);
        return;
    }
    if (a.status != YX_NOT_ENTITLED)
        yx_truth_add(&p->t->rows, "应享名册", p->k->id, YX_S(""), item,
                     yx_status_name((enum yx_status)a.status),
                     !p->benefit[b].has_amount ? -1
                     : a.status == YX_LATE     ? 0
                                               : a.amount,
                     -1);
    bool is_open_loan = a.status == YX_CEILING && p->k->applied == YX_NO_DAY;
    if (is_open_loan || a.why == YX_WHY_NOT_APPLIED)
        yx_truth_add(&p->t->rows, "未申请", p->k->id, YX_S(""), item, YX_S("未申请"), -1, -1);
    /* With two enrolments whatever the new class gives hangs on which of them holds. */
    if (!(p->k->classes_later & ~p->k->classes) || is_double)
        return;
    const struct sample_award later = yx_sample_award(p->j, YX_VIEW_LATER, p->at, b);
    bool is_more = gives(a.status) && p->benefit[b].has_amount && later.amount > a.amount;
    if (gives(later.status) && (a.status == YX_NOT_ENTITLED || is_more))
        yx_truth_add(&p->t->rows, "动态新增", p->k->id, YX_S(""), item, YX_S("认定日后新增"),
                     p->benefit[b].has_amount ? later.amount : -1, -1);
}

/* 县外待证: what would be given if the child learned in the county. */
static void outside(const struct person *p)
{
    if (p->k->school != YX_NO_SCHOOL || p->k->fate == YX_FATE_OUT_PROOF)
        return;
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        uint8_t inside = yx_sample_award(p->j, YX_VIEW_INSIDE, p->at, b).status;
        uint8_t now = yx_sample_award(p->j, YX_VIEW_PLAIN, p->at, b).status;
        if (gives(inside) && !gives(now)) {
            yx_truth_add(&p->t->rows, "县外待证", p->k->id, YX_S(""), YX_S(""),
                         yx_sample_fate_name(p->k->fate), -1, -1);
            return;
        }
    }
}

void yx_truth_awards(struct sample_truth *t, const struct sample_judge *j,
                     const struct sample_law *l, const struct sample_world *w,
                     const struct sample_block *b)
{
    struct person p = {.t = t, .j = j};
    uint32_t n_gaps;
    const struct yx_policy *policy = yx_sample_law_policy(l);
    const struct yx_policy_gap *gap = yx_policy_gaps(policy, &n_gaps);
    p.benefit = yx_policy_benefits(policy, &p.n_benefits);
    for (size_t i = 0; i < b->children.n; i++) {
        p.k = &b->children.v[i];
        p.at = i;
        if (!yx_sample_is_asked(w, p.k) || yx_sample_stopped(j, i))
            continue;
        for (uint32_t k = 0; k < p.n_benefits; k++)
            award(&p, k);
        outside(&p);
        for (uint32_t g = 0; g < n_gaps; g++) {
            unsigned is = yx_sample_gap(j, YX_VIEW_PLAIN, i, g);
            if (p.k->fate == YX_FATE_DOUBLE && is != yx_sample_gap(j, YX_VIEW_OTHER_SCHOOL, i, g))
                is = 2; /* which school holds is not known */
            if (is)
                yx_truth_add(&t->rows, "政策空档", p.k->id, YX_S(""), gap[g].id,
                             is == 1 ? YX_S("空档") : YX_S("事实不全"), -1, -1);
        }
    }
}
