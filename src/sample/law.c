/* law.c -- what the policy gives to people whose circumstances are known.
 *
 * DESIGN.  The judge evaluates a block of people in pieces of YX_FACT_ROWS and
 * copies the decisions out, child by child and benefit by benefit, because a
 * run keeps only its last piece. */
#include "sample/law.h"

#include "base/mem.h"
#include "lang/report.h"
#include "sample/hard_people.h"
#include "sample_policy.inc"

#include <stdio.h>
#include <stdlib.h>

/* FACT(id, name in the policy): what a policy may ask. */
#define FACTS(FACT)                                                                                \
    FACT(STAGE, "学段")                                                                            \
    FACT(GRADE, "年级")                                                                            \
    FACT(CLASSES, "身份")                                                                          \
    FACT(ROLL, "学籍")                                                                             \
    FACT(PRESENT, "在校")                                                                          \
    FACT(HOME, "送教上门")                                                                         \
    FACT(BOARDING, "就读方式")                                                                     \
    FACT(PLACE, "就读地")                                                                          \
    FACT(APPROVED, "经批准")                                                                       \
    FACT(MEALS, "可供餐")                                                                          \
    FACT(NUTRITION, "营养计划")                                                                    \
    FACT(CENTRE, "县职教中心")                                                                     \
    FACT(AGRICULTURE, "涉农专业")                                                                  \
    FACT(BOOK_TERMS, "教科书已助学期数")                                                           \
    FACT(LODGING_TERMS, "住宿费已助学期数")                                                        \
    FACT(ENTRY, "入学年份")                                                                        \
    FACT(DEGREE, "学历层次")                                                                       \
    FACT(FULL_TIME, "全日制")                                                                      \
    FACT(LOCAL, "本县生源")                                                                        \
    FACT(EXEMPT, "免学费")                                                                         \
    FACT(TUITION, "学费")                                                                          \
    FACT(LODGING, "住宿费")                                                                        \
    FACT(BOOKS, "教科书费")                                                                        \
    FACT(APPLIED, "申请日期")

enum {
#define FACT(id, name) FACT_##id,
    FACTS(FACT)
#undef FACT
        N_FACTS
};
static const char *const fact_name[N_FACTS] = {
#define FACT(id, name) name,
    FACTS(FACT)
#undef FACT
};

struct sample_law {
    struct yx_policy *policy;
    struct yx_str text;            /* of the document, ours */
    int input[N_FACTS];            /* its number in the policy, -1: it does not ask */
    uint64_t member[YX_N_CLASSES]; /* bit of each class in 身份 */
    uint64_t all_members;
    const struct yx_policy_input *inputs;
    uint32_t n_benefits, n_gaps;
};

struct decision {
    uint8_t status, payee, why;
    yx_fen amount, hi;
};

struct sample_judge {
    const struct sample_law *law;
    struct yx_arena *arena;
    struct yx_run *run;
    struct yx_facts *facts;
    size_t of[YX_FACT_ROWS]; /* child of each row of the piece */
    struct {
        struct decision *v; /* child * n_benefits + benefit */
        uint8_t *gap, *stopped;
        size_t n, cap; /* children */
    } view[YX_N_VIEWS];
};

/* ---- the document ---- */

static void put_document(uint32_t county, struct yx_buf *out)
{
    struct yx_str text = {(const char *)sample_policy, sizeof sample_policy - 1};
    ptrdiff_t at = yx_str_find(text, YX_S("\n  地区 "));
    if (at < 0) {
        yx_buf_puts(out, text);
        return;
    }
    size_t from = (size_t)at + strlen("\n  地区 ");
    yx_buf_puts(out, yx_str_sub(text, 0, from));
    yx_buf_put_u64(out, county);
    yx_buf_puts(out, yx_str_sub(text, from + 6, text.n));
}

static int bind(struct sample_law *l, struct yx_err *err)
{
    uint32_t n;
    l->inputs = yx_policy_inputs(l->policy, &n);
    for (int i = 0; i < N_FACTS; i++)
        l->input[i] = yx_policy_find_input(l->policy, yx_str_of(fact_name[i]));
    for (uint32_t i = 0; i < n; i++) {
        bool is_known = false;
        for (int f = 0; f < N_FACTS; f++)
            is_known |= l->input[f] == (int)i;
        char name[96];
        (void)snprintf(name, sizeof name, "%.*s", (int)l->inputs[i].name.n, l->inputs[i].name.p);
        if (!is_known)
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("模拟县不会给政策的输入“{0}”取值",
                                   "the synthetic county has no value for the input “{0}”"),
                           name);
    }
    int set = l->input[FACT_CLASSES];
    for (uint32_t m = 0; set >= 0 && m < l->inputs[set].n_members; m++) {
        l->all_members |= UINT64_C(1) << m;
        for (int c = 0; c < YX_N_CLASSES; c++)
            if (yx_str_eq(l->inputs[set].member[m], yx_sample_class_name((enum sample_class)c)))
                l->member[c] = UINT64_C(1) << m;
    }
    (void)yx_policy_benefits(l->policy, &l->n_benefits);
    (void)yx_policy_gaps(l->policy, &l->n_gaps);
    return YX_OK;
}

int yx_sample_law_new(uint32_t county, struct sample_law **out, struct yx_err *err)
{
    struct sample_law *l = yx_calloc(1, sizeof *l);
    struct yx_buf text = {0};
    put_document(county, &text);
    l->text = yx_buf_str(&text);
    struct yx_report *report = yx_report_new();
    int rc = yx_policy_load(l->text, YX_S("pengshui-2022.yx"), report, &l->policy);
    if (rc)
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("内置的政策文书读不了", "the built-in policy document does not load"));
    yx_report_free(report);
    if (!rc)
        rc = bind(l, err);
    if (rc) {
        yx_sample_law_free(l);
        l = NULL;
    }
    *out = l;
    return rc;
}

void yx_sample_law_free(struct sample_law *l)
{
    if (!l)
        return;
    if (l->policy)
        yx_policy_free(l->policy);
    struct yx_buf text = {.p = (char *)(uintptr_t)l->text.p};
    yx_buf_free(&text);
    free(l);
}

struct yx_str yx_sample_law_text(const struct sample_law *l)
{
    return l->text;
}

const struct yx_policy *yx_sample_law_policy(const struct sample_law *l)
{
    return l->policy;
}

bool yx_sample_law_covers(const struct sample_law *l, yx_term t)
{
    return yx_policy_covers(l->policy, t, NULL) == YX_OK;
}

/* ---- what the rosters are bound to say ---- */

bool yx_sample_is_asked(const struct sample_world *w, const struct sample_child *k)
{
    return yx_sample_is_enrolled(k) || k->fate == YX_FATE_INTAKE ||
           yx_sample_presence(w, k) == YX_PRESENCE_ROW;
}

struct row {
    const struct sample_law *l;
    struct yx_facts *f;
    uint32_t at;
};

static void know(const struct row *r, int fact, int64_t v)
{
    int i = r->l->input[fact];
    if (i < 0)
        return;
    r->f->input[i].v[r->at] = v;
    r->f->input[i].state[r->at] = YX_FACT_KNOWN;
}

static void know_word(const struct row *r, int fact, struct yx_str word)
{
    int i = r->l->input[fact];
    if (i < 0)
        return;
    for (uint32_t m = 0; m < r->l->inputs[i].n_members; m++)
        if (yx_str_eq(r->l->inputs[i].member[m], word)) {
            know(r, fact, m);
            return;
        }
}

static void know_absent(const struct row *r, int fact)
{
    int i = r->l->input[fact];
    if (i >= 0)
        r->f->input[i].state[r->at] = YX_FACT_ABSENT;
}

/* Of a pupil of another county only what a list says is known; guests stand on none. */
static void know_classes(const struct row *r, uint32_t classes, bool is_of_other_county)
{
    int i = r->l->input[FACT_CLASSES];
    if (i < 0)
        return;
    uint64_t v = 0;
    for (int c = 0; c < YX_N_CLASSES; c++)
        if (classes >> c & 1)
            v |= r->l->member[c];
    r->f->input[i].v[r->at] = (int64_t)v;
    r->f->input[i].known[r->at] = is_of_other_county ? 0 : r->l->all_members;
    r->f->input[i].state[r->at] = YX_FACT_KNOWN;
}

static void fill_presence(const struct row *r, const struct sample_world *w,
                          const struct sample_child *k, uint32_t school)
{
    know(r, FACT_HOME, k->fate == YX_FATE_HOME_TAUGHT);
    if (k->fate == YX_FATE_HOME_TAUGHT) {
        know(r, FACT_PRESENT, 0);
        return;
    }
    switch (yx_sample_presence(w, k)) {
    case YX_PRESENCE_ROW: know(r, FACT_PRESENT, 1); break;
    case YX_PRESENCE_ABSENT_ROW: know(r, FACT_PRESENT, 0); break;
    case YX_PRESENCE_NO_ROW: break; /* the school has a list without him: unknown */
    case YX_PRESENCE_NO_LIST:
        if (school != k->school && w->county->school[school].has_presence)
            break;                    /* the second school has one, without him */
        if (yx_sample_is_enrolled(k)) /* 学籍状态 */
            know(r, FACT_PRESENT, k->fate != YX_FATE_SUSPENDED);
        break;
    }
}

static void fill_school(const struct row *r, const struct sample_world *w,
                        const struct sample_child *k, uint32_t school)
{
    if (school == YX_NO_SCHOOL) {
        if (yx_sample_is_enrolled(k))
            know_word(r, FACT_PLACE, YX_S("县外"));
        return;
    }
    const struct sample_school *s = &w->county->school[school];
    know_word(r, FACT_PLACE, YX_S("县内"));
    know(r, FACT_APPROVED, s->is_approved);
    know(r, FACT_MEALS, s->has_meals);
    know(r, FACT_NUTRITION, s->has_nutrition);
    know(r, FACT_CENTRE, s->is_centre);
    if (s->kind == YX_SCHOOL_KINDERGARTEN)
        know(r, FACT_TUITION, s->care_fee);
    if (s->kind == YX_SCHOOL_SENIOR || s->kind == YX_SCHOOL_VOCATIONAL)
        know(r, FACT_BOOKS, s->books);
}

static void fill_upper(const struct row *r, const struct sample_child *k)
{
    know(r, FACT_TUITION, k->tuition);
    know(r, FACT_LODGING, k->lodging);
    if (k->stage == YX_STAGE_HIGHER) {
        know(r, FACT_ENTRY, k->entry_year);
        know_word(r, FACT_DEGREE, k->is_graduate_student ? YX_S("研究生") : YX_S("本专科"));
        know(r, FACT_FULL_TIME, k->is_full_time);
        know(r, FACT_LOCAL, k->is_local);
        know(r, FACT_EXEMPT, k->is_exempt);
        if (k->applied != YX_NO_DAY)
            know(r, FACT_APPLIED, k->applied);
        return;
    }
    know(r, FACT_BOOK_TERMS, k->book_terms);
    if (k->stage == YX_STAGE_VOCATIONAL) {
        know(r, FACT_LODGING_TERMS, k->lodging_terms);
        know(r, FACT_AGRICULTURE, k->is_agricultural);
    }
}

static void fill(const struct row *r, const struct sample_world *w, const struct sample_block *b,
                 const struct sample_child *k, enum sample_view view)
{
    bool is_enrolled = yx_sample_is_enrolled(k);
    bool has_number = is_enrolled && k->stage != YX_STAGE_PRESCHOOL && k->stage != YX_STAGE_HIGHER;
    know_word(r, FACT_STAGE, yx_sample_stage_name(k->stage));
    know(r, FACT_GRADE, k->grade);
    know_classes(r, view == YX_VIEW_LATER ? k->classes | k->classes_later : k->classes,
                 k->guest == YX_GUEST_OTHER_COUNTY || yx_hard_came_from_afar(b, k));
    if (has_number)
        know_word(r, FACT_ROLL, k->roll == 'J' ? YX_S("临时") : YX_S("正式"));
    else if (!is_enrolled)
        know_word(r, FACT_ROLL, YX_S("无"));
    if (has_number)
        know_word(r, FACT_BOARDING, k->boards ? YX_S("住校") : YX_S("走读"));
    uint32_t school = view == YX_VIEW_OTHER_SCHOOL ? k->other_school : k->school;
    fill_presence(r, w, k, school);
    know_absent(r, FACT_APPLIED);
    fill_school(r, w, k, school);
    if (k->stage >= YX_STAGE_SENIOR)
        fill_upper(r, k);
    if (view == YX_VIEW_INSIDE)
        know_word(r, FACT_PLACE, YX_S("县内"));
}

/* ---- judging ---- */

struct sample_judge *yx_sample_judge_new(const struct sample_law *l)
{
    struct sample_judge *j = yx_calloc(1, sizeof *j);
    j->law = l;
    j->arena = yx_arena_new();
    j->run = yx_run_new(l->policy);
    j->facts = yx_facts_new(l->policy, j->arena);
    return j;
}

void yx_sample_judge_free(struct sample_judge *j)
{
    if (!j)
        return;
    for (int v = 0; v < YX_N_VIEWS; v++) {
        free(j->view[v].v);
        free(j->view[v].gap);
        free(j->view[v].stopped);
    }
    yx_run_free(j->run);
    yx_arena_free(j->arena);
    free(j);
}

static bool concerns(const struct sample_world *w, const struct sample_child *k,
                     enum sample_view view)
{
    if (!yx_sample_is_asked(w, k))
        return false;
    switch (view) {
    case YX_VIEW_OTHER_SCHOOL: return k->fate == YX_FATE_DOUBLE;
    case YX_VIEW_LATER: return (k->classes_later & ~k->classes) != 0;
    case YX_VIEW_INSIDE: return k->school == YX_NO_SCHOOL;
    default: return true;
    }
}

/* Decide the piece and keep what was decided. */
static void flush(struct sample_judge *j, enum sample_view view)
{
    const struct sample_law *l = j->law;
    if (!j->facts->n)
        return;
    const struct yx_awards *a = yx_policy_run(j->run, j->facts);
    for (uint32_t i = 0; i < j->facts->n; i++) {
        size_t child = j->of[i];
        struct decision *d = &j->view[view].v[child * l->n_benefits];
        for (uint32_t b = 0; b < l->n_benefits; b++) {
            const struct yx_award_vec *v = &a->benefit[b];
            d[b] = (struct decision){v->status[i], v->payee[i], v->why[i], v->amount[i], v->hi[i]};
        }
        for (uint32_t g = 0; g < l->n_gaps; g++)
            j->view[view].gap[child * l->n_gaps + g] = a->gap[g][i];
        j->view[view].stopped[child] = a->constraint[i] != 0;
    }
    j->facts->n = 0;
    yx_facts_clear(l->policy, j->facts);
}

void yx_sample_judge_block(struct sample_judge *j, const struct sample_world *w,
                           const struct sample_block *b, enum sample_view view)
{
    const struct sample_law *l = j->law;
    size_t n = b->children.n;
    if (j->view[view].cap < n) {
        j->view[view].cap = n;
        j->view[view].v =
            yx_realloc(j->view[view].v, yx_mul_size(n * l->n_benefits, sizeof(struct decision)));
        j->view[view].gap = yx_realloc(j->view[view].gap, yx_mul_size(n, l->n_gaps + 1));
        j->view[view].stopped = yx_realloc(j->view[view].stopped, n);
    }
    j->view[view].n = n;
    memset(j->view[view].v, 0, n * l->n_benefits * sizeof(struct decision));
    memset(j->view[view].gap, 0, n * (l->n_gaps + 1));
    memset(j->view[view].stopped, 0, n);
    j->facts->n = 0;
    yx_facts_clear(l->policy, j->facts);
    j->facts->term = w->term;
    for (size_t i = 0; i < n; i++) {
        if (!concerns(w, &b->children.v[i], view))
            continue;
        struct row r = {l, j->facts, j->facts->n};
        fill(&r, w, b, &b->children.v[i], view);
        j->of[j->facts->n++] = i;
        if (j->facts->n == YX_FACT_ROWS)
            flush(j, view);
    }
    flush(j, view);
}

struct sample_award yx_sample_award(const struct sample_judge *j, enum sample_view view,
                                    size_t child, uint32_t benefit)
{
    const struct decision *d = &j->view[view].v[child * j->law->n_benefits + benefit];
    return (struct sample_award){d->status, d->payee, d->why, d->amount, d->hi};
}

unsigned yx_sample_gap(const struct sample_judge *j, enum sample_view view, size_t child,
                       uint32_t gap)
{
    return j->view[view].gap[child * j->law->n_gaps + gap];
}

bool yx_sample_stopped(const struct sample_judge *j, size_t child)
{
    return j->view[YX_VIEW_PLAIN].stopped[child] != 0;
}
