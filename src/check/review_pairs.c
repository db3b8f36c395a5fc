/* review_pairs.c -- 待核对: pairs of rows a person must look at, side by side. */
#include "check/check_int.h"

#include <stdlib.h>

static const struct {
    uint8_t bit;
    const char *name;
} aspects[] = {
    {YX_PAIR_ID, "证件号"}, {YX_PAIR_NAME, "姓名"},     {YX_PAIR_BIRTH, "出生日期"},
    {YX_PAIR_SEX, "性别"},  {YX_PAIR_DIVISION, "区划"}, {YX_PAIR_GUARDIAN, "监护人"},
};

static void put_aspects(struct yx_buf *b, uint8_t bits)
{
    bool is_first = true;
    for (size_t i = 0; i < YX_LEN(aspects); i++) {
        if (!(bits & aspects[i].bit))
            continue;
        if (!is_first)
            yx_buf_putz(b, "、");
        is_first = false;
        yx_buf_putz(b, aspects[i].name);
    }
}

/* 编号 of a pair: list, nobody, no term, no item, both 人员号 sorted. */
uint64_t yx_pair_finding_id(const struct check *c, struct yx_str a, struct yx_str b)
{
    bool is_sorted = yx_str_cmp(a, b) <= 0;
    struct yx_str part[] = {yx_list_name(YX_LIST_REVIEW),
                            YX_S(""),
                            YX_S(""),
                            YX_S(""),
                            is_sorted ? a : b,
                            is_sorted ? b : a};
    return yx_finding_id(&c->idkey, part, YX_LEN(part));
}

static int by_person(const void *a, const void *b)
{
    const struct person_pair *x = a, *y = b;
    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    return (x->pair > y->pair) - (x->pair < y->pair);
}

/* Verdicts of people on pairs, found by 编号; then the pairs that stay open. */
int yx_review_decide(struct check *c, struct yx_err *err)
{
    struct yx_people *people = &c->people;
    struct yx_buf left = {0}, right = {0};
    bool has_verdict = false;
    c->pair_id = YX_NEW(c->arena, uint64_t, (size_t)people->n_pairs + 1);
    for (uint32_t i = 0; i < people->n_pairs; i++) {
        struct yx_pair *pair = &people->pair[i];
        left.n = right.n = 0;
        yx_person_key(people, c->rows, c->n_rosters, people->person[pair->left], &left);
        yx_person_key(people, c->rows, c->n_rosters, people->person[pair->right], &right);
        c->pair_id[i] = yx_pair_finding_id(c, yx_buf_str(&left), yx_buf_str(&right));
        struct yx_decision *d = yx_decisions_find(c->o->decisions, c->pair_id[i]);
        if (!d)
            continue;
        static const struct {
            const char *word;
            enum yx_verdict verdict;
        } words[] = {{"同一人", YX_VERDICT_SAME},
                     {"不同人", YX_VERDICT_DIFFERENT},
                     {"暂缓", YX_VERDICT_LATER}};
        for (size_t k = 0; k < YX_LEN(words); k++) {
            if (!yx_str_is(d->name, words[k].word))
                continue;
            d->is_used = true;
            if (d->fingerprint && d->fingerprint != pair->fingerprint)
                continue; /* the fields it rests on changed: raised again */
            pair->verdict = (uint8_t)words[k].verdict;
            has_verdict |= words[k].verdict != YX_VERDICT_LATER;
        }
    }
    yx_buf_free(&left);
    yx_buf_free(&right);
    return has_verdict ? yx_people_decide(people, c->rows, c->n_rosters, err) : YX_OK;
}

void yx_review_index(struct check *c)
{
    const struct yx_people *people = &c->people;
    c->pair = YX_NEW(c->arena, struct person_pair, (size_t)people->n_pairs + 1);
    c->in_open_pair = YX_NEW(c->arena, uint64_t, (size_t)people->n / 64 + 1);
    c->has_pair = YX_NEW(c->arena, uint64_t, (size_t)people->n / 64 + 1);
    for (uint32_t i = 0; i < people->n_pairs; i++) {
        const struct yx_pair *pair = &people->pair[i];
        if (pair->verdict != YX_VERDICT_NONE && pair->verdict != YX_VERDICT_LATER)
            continue;
        uint32_t l = people->person[pair->left], r = people->person[pair->right];
        c->has_pair[l / 64] |= 1ULL << l % 64;
        if (!pair->is_linked) {
            c->in_open_pair[l / 64] |= 1ULL << l % 64;
            c->in_open_pair[r / 64] |= 1ULL << r % 64;
        }
        c->pair[c->n_pairs++] = (struct person_pair){l, i};
    }
    qsort(c->pair, c->n_pairs, sizeof *c->pair, by_person);
}

static void pair_row(struct slot *s, const struct person *p, uint32_t number)
{
    const struct check *c = s->c;
    const struct yx_pair *pair = &c->people.pair[number];
    uint32_t rows[] = {pair->left, pair->right};
    for (unsigned i = 0; i < 2; i++) {
        s->cell[i].n = 0;
        yx_source_put(c, &rows[i], 1, &s->cell[i]);
        s->cell[2 + i].n = 0;
        put_aspects(&s->cell[2 + i], i ? pair->differ : pair->same);
    }
    s->more_source.n = 0;
    yx_source_put(c, rows, 2, &s->more_source);
    char hex[16];
    yx_finding_id_hex(pair->fingerprint, hex);
    struct yx_buf weight = {0};
    int64_t w = pair->weight;
    yx_buf_printf(&weight, "%lld", (long long)w);
    s->reason.n = 0;
    if (pair->same) {
        put_aspects(&s->reason, pair->same);
        yx_buf_putz(&s->reason, "一致");
    }
    if (pair->differ) {
        yx_buf_putz(&s->reason, pair->same ? "，但" : "");
        put_aspects(&s->reason, pair->differ);
        yx_buf_putz(&s->reason, "不同");
    }
    if (pair->words.n) {
        yx_buf_putz(&s->reason, "；各项分量（比特）：");
        yx_buf_puts(&s->reason, pair->words);
    }
    yx_buf_putz(&s->reason, pair->is_linked ? "；暂按同一人处理" : "；暂按两个人处理");
    struct yx_str own[] = {
        yx_buf_str(&s->cell[0]), yx_buf_str(&s->cell[1]),
        yx_buf_str(&s->cell[2]), yx_buf_str(&s->cell[3]),
        yx_buf_str(&weight),     pair->verdict == YX_VERDICT_LATER ? YX_S("暂缓") : YX_S(""),
        {hex, sizeof hex}};
    struct finding f = {.list = YX_LIST_REVIEW,
                        .reason = yx_buf_str(&s->reason),
                        .advice = YX_S("请对照左右两条原始记录，判定填“同一人”“不同人”或“暂缓”"),
                        .source = yx_buf_str(&s->more_source),
                        .id = c->pair_id[number],
                        .own = own,
                        .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
    yx_buf_free(&weight);
}

void yx_review_findings(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    uint32_t lo = 0, hi = c->n_pairs;
    if (!hi || !(c->has_pair[p->number / 64] >> p->number % 64 & 1))
        return;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (c->pair[mid].person < p->number)
            lo = mid + 1;
        else
            hi = mid;
    }
    s->held.n = 0;
    for (; lo < c->n_pairs && c->pair[lo].person == p->number; lo++)
        yx_hold(s, 0, c->pair_id[c->pair[lo].pair], c->pair[lo].pair);
    yx_held_sort(s);
    for (size_t i = 0; i < s->held.n; i++)
        pair_row(s, p, s->held.v[i].index);
}
