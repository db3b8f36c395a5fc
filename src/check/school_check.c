/* school_check.c -- 学校核对: what schools and canteens are due against what they got.
 *
 * Awards paid to schools and canteens were added up by school and benefit while
 * the blocks were committed; here they meet the lines by school. */
#include "check/check_int.h"

#include <stdlib.h>

struct account {
    struct yx_str town, school;
    uint32_t benefit;
    uint64_t due_persons, paid_persons;
    yx_fen due, paid;
    bool has_line, lacks_headcount;
    uint32_t first, n_rows; /* its lines, in the sorted ones */
};

static int by_place(const void *a, const void *b)
{
    const struct account *x = a, *y = b;
    int k = yx_str_cmp(x->town, y->town);
    if (!k)
        k = yx_str_cmp(x->school, y->school);
    return k ? k : (x->benefit > y->benefit) - (x->benefit < y->benefit);
}

static void put_row(struct slot *s, const struct account *a, uint32_t *row /* of its lines */)
{
    const struct check *c = s->c;
    struct person p = {.number = UINT32_MAX, .fact = -1};
    p.shown.town = a->town;
    p.shown.school = a->school;
    yx_person_begin(s, &p);
    yx_fen difference = a->paid - a->due;
    bool persons_differ = !a->lacks_headcount && a->paid_persons != a->due_persons;
    struct yx_str own[] = {
        c->term,
        c->words[a->benefit].item,
        yx_cell_int(s, 0, (int64_t)a->due_persons),
        yx_cell_fen(s, 1, a->due),
        a->lacks_headcount && a->has_line ? YX_S("") : yx_cell_int(s, 2, (int64_t)a->paid_persons),
        yx_cell_fen(s, 3, a->paid),
        yx_cell_fen(s, 4, difference)};
    s->more_source.n = 0;
    yx_source_put(c, row, a->n_rows, &s->more_source);
    yx_buf_reserve(&s->more_source, 1);
    struct finding f = {.list = YX_LIST_SCHOOL_CHECK,
                        .reason = !a->has_line ? YX_S("本学期没有收到该校这一项目的发放记录")
                                  : difference > 0 ? YX_S("实发多于应享")
                                  : difference < 0 ? YX_S("实发少于应享")
                                  : persons_differ ? YX_S("金额一致，人数不一致")
                                                   : YX_S("一致"),
                        .advice = !a->has_line ? YX_S("请财务补交发放记录，或查是否漏拨")
                                  : difference > 0 ? YX_S("请学校核对人数和天数，多拨的抵扣下期")
                                  : difference < 0 ? YX_S("请学校核对人数和天数，少拨的补拨")
                                  : persons_differ ? YX_S("请学校核对人数")
                                                   : YX_S("不需办理"),
                        .source = yx_buf_str(&s->more_source),
                        .term = c->term,
                        .item = c->words[a->benefit].item,
                        .part = {a->school},
                        .n_parts = 1,
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, &p, &f);
}

static int by_school_and_benefit(const void *a, const void *b)
{
    const struct yx_payment *const *x = a, *const *y = b;
    if ((*x)->school != (*y)->school)
        return (*x)->school < (*y)->school ? -1 : 1;
    if ((*x)->benefit != (*y)->benefit)
        return (*x)->benefit < (*y)->benefit ? -1 : 1;
    return ((*x)->row > (*y)->row) - ((*x)->row < (*y)->row);
}

static void add_line(struct account *a, const struct yx_payment *l)
{
    a->has_line = true;
    a->n_rows++;
    if (l->failed)
        return;
    a->paid += l->amount - l->returned;
    if (l->headcount == UINT32_MAX)
        a->lacks_headcount = true;
    else
        a->paid_persons += l->headcount;
}

void yx_school_check(struct check *c)
{
    struct {
        struct account *v;
        size_t n, cap;
    } list = {0};
    uint32_t n_lines = 0;
    const struct yx_payment *line = yx_factbase_school_payments(c->facts, &n_lines);
    const struct yx_payment **sorted =
        yx_malloc(((size_t)n_lines + 1) * sizeof(struct yx_payment *));
    for (uint32_t i = 0; i < n_lines; i++)
        sorted[i] = &line[i];
    qsort(sorted, n_lines, sizeof(struct yx_payment *), by_school_and_benefit);
    uint32_t at = 0;
    for (uint32_t school = 0; school <= c->n_schools; school++) {
        bool is_known = school < c->n_schools;
        uint32_t number = is_known ? school : YX_NO_ROW;
        while (at < n_lines && sorted[at]->school == number && sorted[at]->benefit < 0)
            at++;
        for (uint32_t b = 0; b < c->n_benefits; b++) {
            const struct school_due *d = &c->school[(size_t)school * c->n_benefits + b];
            struct account a = {
                .benefit = b, .due_persons = d->persons, .due = d->amount, .first = at};
            for (;
                 at < n_lines && sorted[at]->school == number && sorted[at]->benefit == (int32_t)b;
                 at++)
                add_line(&a, sorted[at]);
            if (!d->persons && !a.has_line)
                continue;
            a.town = is_known ? yx_factbase_school_town(c->facts, school) : YX_S("");
            a.school = is_known ? yx_factbase_school_name(c->facts, school) : YX_S("");
            YX_PUSH(&list, a);
        }
    }
    YX_ASSERT(at == n_lines);
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, by_place);
    uint32_t *row = yx_malloc(((size_t)n_lines + 1) * sizeof *row);
    for (size_t i = 0; i < list.n; i++) {
        const struct account *a = &list.v[i];
        for (uint32_t k = 0; k < a->n_rows; k++) {
            row[k] = sorted[a->first + k]->row;
            c->slot[0].benefit[a->benefit].paid +=
                sorted[a->first + k]->failed
                    ? 0
                    : sorted[a->first + k]->amount - sorted[a->first + k]->returned;
        }
        put_row(&c->slot[0], a, row);
    }
    free(row);
    free(sorted);
    free(list.v);
}
