/* classes.c -- which identity classes a person has, had, gained or may have.
 *
 * A list's row says a class and, perhaps, from when to when; without dates it
 * held since before the cut-off.  Rows of one list add up; of several lists the
 * newest that names the class decides, and lists of one date that differ leave
 * it unknown.  What reaches a person only through his household is unknown
 * unless the list speaks of households (按户). */
#include "facts/factbase_int.h"

/* ---- what the lists as a whole say ---- */

static uint64_t class_mask(int64_t classes)
{
    return yx_says(classes) ? (uint64_t)(classes & YX_CLASS_MEMBERS) : 0;
}

static void provide(struct yx_factbase *b, const struct yx_lens *l, int64_t classes)
{
    if (!yx_says(classes))
        return;
    uint64_t m = class_mask(classes);
    if (classes & YX_CLASS_UNCLEAR)
        m |= b->unclear;
    b->provided |= m;
    if (!l->roster->is_partial)
        b->provided_whole |= m;
}

/* Every named person of the list is a head: 与户主关系 says nothing else. */
static bool only_heads(const struct yx_factbase *b, const struct yx_lens *l)
{
    const struct yx_table *t = l->roster->rows.table;
    if (l->roster->is_by_household)
        return true;
    if (!yx_table_field(t, YX_FIELD_ID))
        return l->seen[YX_SEEN_HEAD_ID].column != NULL;
    if (!l->seen[YX_SEEN_RELATION].column)
        return false;
    bool has_head = false;
    for (uint32_t r = l->first; r < l->first + l->n; r++) {
        int64_t head = yx_seen_at(b, l, YX_SEEN_RELATION, r);
        if (head == 0)
            return false;
        has_head |= head == 1;
    }
    return has_head;
}

void yx_identity_init(struct yx_factbase *b)
{
    b->identity_of = YX_NEW(b->arena, int8_t, b->n_members + 1);
    struct yx_identity_set monitored;
    yx_identity_read(YX_S("监测"), &monitored);
    for (uint32_t m = 0; m < b->n_members && m < YX_MAX_MEMBERS; m++) {
        uint64_t bit = (uint64_t)1 << m;
        int id = yx_identity_find(b->member[m]);
        b->identity_of[m] = (int8_t)id;
        b->all_members |= bit;
        if (id < 0)
            continue;
        if (monitored.maybe >> id & 1)
            b->unclear |= bit;
        if (yx_identity_ends_with_risk(id))
            b->ends_with_risk |= bit;
        if (yx_identity_owner_of(id) == YX_IDENTITY_HOUSEHOLD)
            b->by_household |= bit;
        if (yx_identity_owner_of(id) == YX_IDENTITY_LISTED)
            b->by_list |= bit;
    }
}

uint64_t yx_classes_existing(const struct yx_factbase *b, uint64_t members, yx_day on)
{
    for (uint64_t rest = members; rest; rest &= rest - 1) {
        int m = __builtin_ctzll(rest), id = b->identity_of[m];
        if (id >= 0 && !yx_identity_in_use(id, on))
            members &= ~((uint64_t)1 << m);
    }
    return members;
}

void yx_identity_build(struct yx_factbase *b)
{
    b->exist_at_cut = yx_classes_existing(b, b->all_members, b->cut);
    b->exist_now = yx_classes_existing(b, b->all_members, b->now);
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        struct yx_lens *l = &b->lens[i];
        if (l->kind != YX_KIND_IDENTITY)
            continue;
        const struct yx_coded *c = &l->seen[YX_SEEN_IDENTITY];
        l->classes = yx_reading_classes(b, 0, l->roster->identity);
        l->is_heads = only_heads(b, l);
        provide(b, l, l->classes);
        if (c->by_code)
            for (uint32_t v = 0; v < c->column->n_values; v++)
                provide(b, l, c->by_code[v]);
        else if (c->column)
            for (uint32_t r = 0; r < l->n; r++)
                provide(b, l, yx_coded_at(b, c, r));
    }
}

uint64_t yx_factbase_unprovided(const struct yx_factbase *b)
{
    return b->all_members & ~b->provided_whole;
}

/* ---- one row ---- */

int64_t yx_row_classes(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row)
{
    int64_t own = yx_seen_at(b, l, YX_SEEN_IDENTITY, row);
    if (yx_says(own) && (own & (YX_CLASS_MEMBERS | YX_CLASS_UNCLEAR | YX_CLASS_NO))) {
        if (!(own & YX_CLASS_UNCLEAR) || !yx_says(l->classes))
            return own;
        /* 监测对象 in the cell, the class in the list's name */
        return (l->classes & YX_CLASS_MEMBERS) ? own & ~YX_CLASS_UNCLEAR : own;
    }
    return l->classes;
}

/* Classes the row gives on a day; those it names at all. */
static uint64_t given_on(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row,
                         uint64_t named, yx_day day)
{
    yx_day from = yx_seen_day(b, l, YX_SEEN_FROM, row), to = yx_seen_day(b, l, YX_SEEN_TO, row);
    if (from == YX_NO_DAY)
        from = yx_seen_day(b, l, YX_SEEN_IDENTIFIED, row);
    if ((from != YX_NO_DAY && from > day) || (to != YX_NO_DAY && to < day))
        return 0;
    if (to == YX_NO_DAY && yx_seen_at(b, l, YX_SEEN_RISK_OVER, row) == 1)
        named &= ~b->ends_with_risk;
    return named & (day == b->cut ? b->exist_at_cut : b->exist_now);
}

/* ---- a person ---- */

struct weighing {
    yx_day date[YX_MAX_MEMBERS]; /* of the list that decides, per member mentioned */
    uint64_t mentioned, cut, now, clash;
    uint32_t by[YX_MAX_MEMBERS]; /* the row that decides */
};

static void weigh_list(struct weighing *w, uint64_t mentioned, uint64_t cut, uint64_t now,
                       yx_day date, uint32_t row, struct yx_classes *out)
{
    for (uint64_t rest = mentioned; rest; rest &= rest - 1) {
        int m = __builtin_ctzll(rest);
        uint64_t bit = (uint64_t)1 << m;
        bool is_new = !(w->mentioned & bit);
        if (!is_new && date < w->date[m])
            continue;
        if (!is_new && date == w->date[m]) {
            if (((w->cut ^ cut) | (w->now ^ now)) & bit) {
                w->clash |= bit;
                out->clash[0] = w->by[m];
                out->clash[1] = row;
            }
            continue;
        }
        w->mentioned |= bit;
        w->clash &= ~bit;
        w->date[m] = date;
        w->by[m] = row;
        w->cut = (w->cut & ~bit) | (cut & bit);
        w->now = (w->now & ~bit) | (now & bit);
    }
}

/* What one list has said so far: rows of a list add up. */
struct list_sum {
    const struct yx_lens *lens;
    uint64_t mentioned, cut, now;
    uint32_t row;
};

static void close_list(struct weighing *w, struct list_sum *s, struct yx_classes *out)
{
    if (s->lens)
        weigh_list(w, s->mentioned, s->cut, s->now, s->lens->date, s->row, out);
    *s = (struct list_sum){0};
}

static void add_row(const struct yx_factbase *b, struct weighing *w, struct list_sum *s,
                    const struct yx_lens *l, uint32_t row, struct yx_classes *out)
{
    int64_t classes = yx_row_classes(b, l, row);
    if (!yx_says(classes))
        return;
    if (s->lens != l) {
        close_list(w, s, out);
        s->lens = l;
        s->row = row;
    }
    uint64_t named = class_mask(classes);
    s->mentioned |= named;
    s->cut |= given_on(b, l, row, named, b->cut);
    s->now |= given_on(b, l, row, named, b->now);
    if (classes & YX_CLASS_UNCLEAR && given_on(b, l, row, b->unclear, b->now))
        out->unknown |= b->unclear;
}

const struct yx_hold *yx_holds_of(const struct yx_factbase *b, uint32_t person, uint32_t *n)
{
    *n = 0;
    return b->holds.start ? &b->hold[yx_by_person_find(&b->holds, person, n)] : NULL;
}

void yx_classes_of(const struct yx_factbase *b, uint32_t person, struct yx_classes *out)
{
    const struct yx_people *p = b->o.people;
    struct weighing w;
    struct list_sum sum = {0};
    *out = (struct yx_classes){.clash = {YX_NO_ROW, YX_NO_ROW}};
    w.mentioned = w.cut = w.now = w.clash = 0;
    for (uint32_t i = p->start[person]; i < p->start[person + 1]; i++) {
        const struct yx_lens *l = yx_lens_at(b, p->row[i]);
        if (l->kind == YX_KIND_IDENTITY)
            add_row(b, &w, &sum, l, p->row[i], out);
    }
    close_list(&w, &sum, out);
    uint32_t n = 0;
    const struct yx_hold *h = yx_holds_of(b, person, &n);
    for (uint32_t i = 0; i < n; i++)
        if (h[i].is_fact)
            add_row(b, &w, &sum, yx_lens_at(b, h[i].row), h[i].row, out);
    close_list(&w, &sum, out);
    for (uint32_t i = 0; i < n; i++) {
        const struct yx_lens *l = yx_lens_at(b, h[i].row);
        int64_t classes = yx_row_classes(b, l, h[i].row);
        if (h[i].is_fact || !yx_says(classes))
            continue;
        uint64_t reach = b->by_household | (l->is_heads ? b->by_list : 0);
        uint64_t named = class_mask(classes);
        if (classes & YX_CLASS_UNCLEAR)
            named |= b->unclear;
        named &= reach;
        out->inferred |=
            given_on(b, l, h[i].row, named, b->cut) | given_on(b, l, h[i].row, named, b->now);
    }
    out->mentioned = w.mentioned;
    out->at_cut = w.cut & ~w.clash;
    out->now = w.now & ~w.clash;
    out->unknown = (out->unknown & ~w.mentioned) | w.clash;
    out->inferred &= ~w.mentioned;
}
