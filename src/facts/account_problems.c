/* account_problems.c -- one account for the children of two families: 账号共用. */
#include "facts/problems_int.h"

#include <stdlib.h>

struct account {
    uint64_t account;
    uint32_t person, row;
    uint64_t guardian, house; /* of the register; 0 not known */
};

static int account_order(const void *x, const void *y)
{
    const struct account *a = x, *b = y;
    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void find_family(const struct yx_factbase *b, struct account *a)
{
    const struct yx_people *p = b->o.people;
    for (uint32_t i = p->start[a->person]; i < p->start[a->person + 1]; i++) {
        const struct yx_lens *l = yx_lens_at(b, p->row[i]);
        const struct yx_rows *rows = &l->roster->rows;
        if (!a->guardian && rows->guardian_id)
            a->guardian = rows->guardian_id[p->row[i] - l->first];
        int64_t house = yx_seen_at(b, l, YX_SEEN_HOUSEHOLD, p->row[i]);
        if (!a->house && l->kind == YX_KIND_REGISTER && yx_says(house)) {
            int64_t town = yx_seen_at(b, l, YX_SEEN_TOWN, p->row[i]);
            a->house = (yx_mix64((uint64_t)house) ^ (yx_says(town) ? (uint64_t)town : 0)) | 1;
        }
    }
}

/* Known to be of two families; families that are not known are not said to differ. */
static bool two_families(const struct account *a, const struct account *b)
{
    if ((!a->guardian && !a->house) || (!b->guardian && !b->house))
        return false;
    bool by_guardian = a->guardian && b->guardian, by_house = a->house && b->house;
    if (!by_guardian && !by_house)
        return false;
    return !(by_guardian && a->guardian == b->guardian) && !(by_house && a->house == b->house);
}

void yx_problems_of_accounts(struct yx_problem_sink *s)
{
    const struct yx_factbase *b = s->b;
    struct {
        struct account *v;
        size_t n, cap;
    } list = {0};
    for (uint32_t i = 0; i < b->n_payments; i++) {
        const struct yx_payment *p = &b->payment[i];
        const struct yx_lens *l = yx_lens_at(b, p->row);
        int64_t account = yx_seen_at(b, l, YX_SEEN_ACCOUNT, p->row);
        const struct yx_column *c = l->seen[YX_SEEN_ACCOUNT].column;
        if (!yx_says(account) || (yx_column_mark(c, p->row - l->first) & YX_CELL_EXPONENT))
            continue;
        struct account one = {.account = (uint64_t)account, .person = p->person, .row = p->row};
        YX_PUSH(&list, one);
    }
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, account_order);
    for (size_t i = 0, end; i < list.n; i = end) {
        size_t n = 0; /* one entry a person, packed to the front of the group */
        for (end = i; end < list.n && list.v[end].account == list.v[i].account; end++)
            if (n == 0 || list.v[end].person != list.v[i + n - 1].person)
                list.v[i + n++] = list.v[end];
        if (n < 2)
            continue;
        size_t other = 0;
        for (size_t k = 0; k < n; k++)
            find_family(b, &list.v[i + k]);
        for (size_t k = 0; k < n && !other; k++) /* the first who is known sets the measure */
            for (size_t m = k + 1;
                 m < n && !other && (list.v[i + k].guardian || list.v[i + k].house); m++)
                other = two_families(&list.v[i + k], &list.v[i + m]) ? m : 0;
        if (!other)
            continue;
        for (size_t k = 0; k < n; k++) {
            struct yx_problem p = {.person = list.v[i + k].person,
                                   .row = list.v[i + k].row,
                                   .other = list.v[i + (k == 0 ? other : 0)].row,
                                   .field = yx_field_name(YX_FIELD_ACCOUNT),
                                   .written =
                                       yx_problem_cell(b, list.v[i + k].row, YX_FIELD_ACCOUNT),
                                   .category = YX_S("账号共用"),
                                   .why = YX_S("两户人家的孩子用同一个账号收款")};
            yx_problem_add(s, p);
        }
    }
    free(list.v);
}
