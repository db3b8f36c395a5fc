/* rowout.c -- one row of a list: number, person, words, source, own cells.
 *
 * DESIGN.  A province has tens of millions of rows, so a row costs no
 * allocation: cells point into the rosters, into words made once, or into the
 * slot's buffers, which are reused from person to person. */
#include "check/check_int.h"

#include "codes/citizen_id.h"

#include <stdlib.h>

static struct yx_str masked(struct yx_buf *b, struct yx_str text)
{
    b->n = 0;
    yx_id_mask(b, text);
    return yx_buf_str(b);
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* Numbers of people inside a sentence: runs of 15 letters and digits or more,
 * most of them digits. */
static struct yx_str mask_inside(struct yx_buf *b, struct yx_str text)
{
    enum { SHORTEST = 15 };
    size_t from = 0;
    bool is_changed = false;
    b->n = 0;
    for (size_t i = 0; i < text.n;) {
        size_t end = i, digits = 0;
        while (end < text.n && is_word(text.p[end]))
            digits += text.p[end] >= '0' && text.p[end] <= '9', end++;
        if (end - i >= SHORTEST && digits * 4 >= (end - i) * 3) {
            yx_buf_puts(b, yx_str_sub(text, from, i));
            yx_id_mask(b, yx_str_sub(text, i, end));
            from = end;
            is_changed = true;
        }
        i = end + (end == i);
    }
    if (!is_changed)
        return text;
    yx_buf_puts(b, yx_str_sub(text, from, text.n));
    return yx_buf_str(b);
}

void yx_place_begin(struct slot *s, struct yx_str town, struct yx_str school)
{
    size_t n = s->place.n;
    if (n && yx_str_eq(s->place.v[n - 1].town, town) && yx_str_eq(s->place.v[n - 1].school, school))
        return;
    struct yx_place_tally fresh = {.town = town, .school = school};
    YX_PUSH(&s->place, fresh);
}

/* The cells that all his rows have. */
static void put_person(const struct slot *s, const struct person *p, struct yx_str *cell)
{
    cell[YX_COL_NAME] = p->shown.name;
    cell[YX_COL_IDNO] = s->id_cell;
    cell[YX_COL_SCHOOL] = p->shown.school;
    cell[YX_COL_TOWN] = p->shown.town;
    cell[YX_COL_KEY] = s->key_cell;
}

void yx_person_begin(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    s->key_plain.n = 0;
    if (p->number < c->people.n)
        yx_person_key(&c->people, c->rows, c->n_rosters, p->number, &s->key_plain);
    s->key = s->key_cell = yx_buf_str(&s->key_plain);
    s->id_cell = p->shown.id;
    if (c->o->is_masked) {
        s->id_cell = masked(&s->id_text, s->id_cell);
        s->key_cell = masked(&s->key_text, s->key_cell);
    }
    s->own_source = (struct yx_str){0};
    yx_place_begin(s, p->shown.town, p->shown.school);
    if (!c->sink->person)
        return;
    struct yx_str cell[YX_N_COMMON];
    put_person(s, p, cell);
    c->sink->person(c->sink->ctx, s->number, cell);
}

struct yx_place_tally *yx_place_of(struct slot *s)
{
    return &s->place.v[s->place.n - 1];
}

/* The rows a person's entitlements and findings rest on; payments are cited
 * where they are spoken of. */
static struct yx_str own_source(struct slot *s, const struct person *p)
{
    const struct check *c = s->c;
    if (s->own_source.p)
        return s->own_source;
    uint32_t n = 0;
    if (p->number < c->people.n) {
        for (uint32_t k = c->people.start[p->number]; k < c->people.start[p->number + 1]; k++) {
            uint32_t i, row = c->people.row[k];
            if (n < MAX_SOURCES / 2 && yx_source_roster(c, row, &i)->rows.kind != YX_KIND_PAYMENT)
                s->row[n++] = row;
        }
        const struct yx_profile *q = &p->profile;
        if (c->input_classes >= 0 &&
            (q->classes | q->classes_later | q->classes_inferred | q->classes_lost))
            n += yx_factbase_sources(c->facts, p->number, q, (uint32_t)c->input_classes, s->row + n,
                                     MAX_SOURCES - n);
    }
    s->n_rows = n;
    s->source.n = 0;
    yx_source_put(c, s->row, n, &s->source);
    yx_buf_reserve(&s->source, 1);
    s->own_source = yx_buf_str(&s->source);
    return s->own_source;
}

uint64_t yx_finding_number(const struct slot *s, const struct finding *f)
{
    if (f->id)
        return f->id;
    struct yx_str part[6] = {yx_list_name(f->list), s->key, f->term, f->item};
    for (uint32_t i = 0; i < f->n_parts; i++)
        part[4 + i] = f->part[i];
    return yx_finding_id(&s->c->idkey, part, 4 + f->n_parts);
}

const struct yx_decision *yx_finding_decision(const struct slot *s, const struct finding *f)
{
    if (!s->c->o->decisions)
        return NULL;
    struct yx_decision *d = yx_decisions_find(s->c->o->decisions, yx_finding_number(s, f));
    if (!d)
        return NULL;
    if (d->fingerprint) {
        uint64_t h = 0;
        for (uint32_t i = 0; i < f->n_own; i++)
            h = yx_mix64(h ^ yx_hash_str(f->own[i]));
        if (h != d->fingerprint)
            return NULL;
    }
    return d;
}

void yx_finding_emit(struct slot *s, const struct person *p, const struct finding *f)
{
    const struct check *c = s->c;
    const enum yx_list l = f->list;
    if (!c->wants[l])
        return;
    if (c->o->decisions && l > YX_LIST_NEEDY_UNKNOWN && yx_list_is_finding(l) &&
        l != YX_LIST_REVIEW) {
        const struct yx_decision *d = yx_finding_decision(s, f);
        if (d && d->use != YX_VERDICT_OF_PAIR && c->wants[YX_LIST_EXPLAINED]) {
            yx_explained_by_decision(s, f, d);
            return;
        }
    }
    uint64_t id = yx_finding_number(s, f);
    char hex[16];
    yx_finding_id_hex(id, hex);
    struct yx_str cell[YX_MAX_COLUMNS];
    put_person(s, p, cell);
    cell[YX_COL_ID] = (struct yx_str){hex, sizeof hex};
    cell[YX_COL_REASON] = f->reason;
    cell[YX_COL_ADVICE] = f->advice;
    cell[YX_COL_SOURCE] = f->source.p ? f->source : own_source(s, p);
    uint32_t n = YX_N_COMMON;
    if (c->o->previous)
        cell[n++] = yx_previous_had(c->o->previous, l, id) ? YX_S("仍在") : YX_S("新增");
    uint32_t first_own = n;
    for (uint32_t i = 0; i < f->n_own; i++)
        cell[n++] = f->own[i];
    YX_ASSERT(n == c->n_columns[l]);
    if (c->o->is_masked) {
        cell[YX_COL_REASON] = mask_inside(&s->masked[0], cell[YX_COL_REASON]);
        cell[YX_COL_ADVICE] = mask_inside(&s->masked[1], cell[YX_COL_ADVICE]);
        if (l == YX_LIST_PROBLEM)
            yx_mask_problem(s, cell + first_own);
    }
    c->sink->row(c->sink->ctx, s->number, l, cell, n);
    yx_place_of(s)->rows[l]++;
}

void yx_benefit_emit(struct slot *s, const struct person *p, uint32_t b, const struct finding *f)
{
    struct yx_str own[2 + 3] = {s->c->term, s->c->words[b].item};
    YX_ASSERT(f->n_own <= YX_LEN(own) - 2);
    for (uint32_t i = 0; i < f->n_own; i++)
        own[2 + i] = f->own[i];
    struct finding row = *f;
    row.term = own[0];
    row.item = own[1];
    row.own = own;
    row.n_own = 2 + f->n_own;
    yx_finding_emit(s, p, &row);
}

/* 原值 and 建议值 of a field that names a person or an account. */
void yx_mask_problem(struct slot *s, struct yx_str own[4])
{
    static const char *const fields[] = {"证件号",       "学籍号", "监护人证件号", "户主证件号",
                                         "收款人证件号", "账号",   "残疾证号"};
    for (size_t i = 0; i < YX_LEN(fields); i++) {
        if (!yx_str_is(own[0], fields[i]))
            continue;
        own[1] = masked(&s->cell[4], own[1]);
        own[2] = masked(&s->cell[5], own[2]);
        return;
    }
    own[1] = mask_inside(&s->cell[4], own[1]);
    own[2] = mask_inside(&s->cell[5], own[2]);
}

void yx_hold(struct slot *s, uint32_t benefit, uint64_t id, uint32_t index)
{
    struct held h = {benefit, id, index};
    YX_PUSH(&s->held, h);
}

static int by_benefit_and_id(const void *a, const void *b)
{
    const struct held *x = a, *y = b;
    if (x->benefit != y->benefit)
        return x->benefit < y->benefit ? -1 : 1;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

void yx_held_sort(struct slot *s)
{
    if (s->held.n > 1)
        qsort(s->held.v, s->held.n, sizeof *s->held.v, by_benefit_and_id);
}

struct yx_str yx_cell_fen(struct slot *s, unsigned i, yx_fen fen)
{
    s->cell[i].n = 0;
    yx_money_put(&s->cell[i], fen);
    return yx_buf_str(&s->cell[i]);
}

struct yx_str yx_cell_int(struct slot *s, unsigned i, int64_t n)
{
    s->cell[i].n = 0;
    if (n < 0)
        yx_buf_putc(&s->cell[i], '-');
    yx_buf_put_u64(&s->cell[i], n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
    return yx_buf_str(&s->cell[i]);
}

struct yx_str yx_cell_day(struct slot *s, unsigned i, yx_day d)
{
    s->cell[i].n = 0;
    yx_day_put(&s->cell[i], d);
    return yx_buf_str(&s->cell[i]);
}
