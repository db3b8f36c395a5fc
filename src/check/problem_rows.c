/* problem_rows.c -- 数据问题 and 人员: what is wrong in the rows, and whose rows they are. */
#include "check/check_int.h"

static void fill(struct slot *s, const struct yx_problem *q, struct finding *f,
                 struct yx_str own[4])
{
    own[0] = q->field;
    own[1] = q->written;
    own[2] = q->proposed;
    own[3] = q->category;
    *f = (struct finding){.list = YX_LIST_PROBLEM,
                          .reason = q->why,
                          .part = {q->field, q->written},
                          .n_parts = 2,
                          .own = own,
                          .n_own = 4};
    s->advice.n = 0;
    if (q->proposed.n) {
        yx_buf_putz(&s->advice, "请对照证件原件，属实则把");
        yx_buf_puts(&s->advice, q->field);
        yx_buf_putz(&s->advice, "改为 ");
        yx_buf_puts(&s->advice, q->proposed);
    } else {
        yx_buf_putz(&s->advice, "请报送单位对照原件核实");
        yx_buf_puts(&s->advice, q->field);
        yx_buf_putz(&s->advice, "，改正后重新报送");
    }
    f->advice = yx_buf_str(&s->advice);
}

static void problem_row(struct slot *s, const struct person *p, const struct yx_problem *q)
{
    struct finding f;
    struct yx_str own[4];
    fill(s, q, &f, own);
    uint32_t rows[] = {q->row, q->other};
    s->more_source.n = 0;
    yx_source_put(s->c, rows, 2, &s->more_source);
    yx_buf_reserve(&s->more_source, 1);
    f.source = yx_buf_str(&s->more_source);
    yx_finding_emit(s, p, &f);
}

/* The policy's own 约束 stopped him: his facts contradict each other. */
static struct yx_problem contradiction(const struct slot *s, const struct person *p)
{
    return (struct yx_problem){
        .person = p->number,
        .row = p->profile.enrol != YX_NO_ROW     ? p->profile.enrol
               : p->profile.present != YX_NO_ROW ? p->profile.present
                                                 : p->profile.intake,
        .other = YX_NO_ROW,
        .field = YX_S("约束"),
        .category = YX_S("矛盾"),
        .why = yx_policy_constraint_text(s->c->policy, s->awards->constraint[p->fact]),
    };
}

void yx_problem_findings(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    enum { CONTRADICTION = UINT32_MAX };
    s->held.n = 0;
    struct finding f;
    struct yx_str own[4];
    if (p->number >= c->people.n) {
        problem_row(s, p, &c->problem[c->first_loose + (p->number - c->people.n)]);
        return;
    }
    uint32_t n;
    const struct yx_problem *his = yx_factbase_problems_of(c->facts, p->number, &n);
    for (uint32_t i = 0; i < n; i++) {
        fill(s, &his[i], &f, own);
        yx_hold(s, 0, yx_finding_number(s, &f), i);
    }
    struct yx_problem stopped = {0};
    if (p->fact >= 0 && s->awards->constraint[p->fact]) {
        stopped = contradiction(s, p);
        fill(s, &stopped, &f, own);
        yx_hold(s, 0, yx_finding_number(s, &f), CONTRADICTION);
    }
    yx_held_sort(s);
    for (size_t i = 0; i < s->held.n; i++) {
        uint32_t k = s->held.v[i].index;
        problem_row(s, p, k == CONTRADICTION ? &stopped : &his[k]);
    }
}

void yx_person_rows(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    if (p->number >= c->people.n || !c->wants[YX_LIST_PERSON])
        return;
    /* nothing but the person is in the number of such a row: all of his have the same */
    uint64_t id = yx_finding_number(s, &(struct finding){.list = YX_LIST_PERSON});
    for (uint32_t k = c->people.start[p->number]; k < c->people.start[p->number + 1]; k++) {
        uint32_t row = c->people.row[k], r = yx_row_index_at(&c->row_index, row);
        struct yx_str link = yx_link_name((enum yx_link)c->people.link[row]);
        s->more_source.n = 0;
        yx_source_put(c, &row, 1, &s->more_source);
        /* the source ends with the number of the row */
        struct yx_str source = yx_buf_str(&s->more_source);
        struct yx_str number = yx_str_sub(source, c->roster_words[r].source.n, source.n);
        struct yx_str own[] = {c->roster_words[r].name, number, link};
        struct finding f = {.list = YX_LIST_PERSON,
                            .reason = link,
                            .source = source,
                            .id = id,
                            .own = own,
                            .n_own = YX_LEN(own)};
        yx_finding_emit(s, p, &f);
    }
}
