/* schools.c -- the schools that rosters name, and what the 学校 rosters say of them.
 *
 * A row's school is found by its code, else by its normalised name (commands.md
 * 4).  Schools on a 学校 roster come first; a school that only other rosters
 * name is made from its code, else its name, so that lists by school are whole.
 * DESIGN: resolution is per dictionary value.  A code that no 学校 roster has
 * stands for a school of its own only if none of the names it comes with is
 * known; otherwise the row is its name's. */
#include "codes/school_code.h"
#include "facts/factbase_int.h"

#include <stdlib.h>

enum { NAME_TWICE = UINT32_MAX }; /* in school_by_name: two schools bear the name */

struct growing {
    struct yx_school *v;
    size_t n, cap;
};

/* A value of a 学校 roster with the date it is from, for weighing. */
struct dated {
    int64_t v;
    yx_day date;
    uint32_t row;
    bool is_clash; /* lists of one date differ */
};

#define NOT_SAID ((struct dated){YX_SAYS_NOTHING, YX_NO_DAY, YX_NO_ROW, false})

struct early {
    struct yx_early_problem *v;
    size_t n, cap;
};

static void weigh(struct dated *d, int64_t v, const struct yx_lens *l, uint32_t row,
                  struct yx_str field, struct early *early)
{
    if (!yx_says(v))
        return;
    yx_day date = l->date;
    bool is_first = !yx_says(d->v) && !d->is_clash;
    if (!is_first && (d->is_clash || v != d->v)) {
        struct yx_early_problem one = {d->row, row, field};
        YX_PUSH(early, one);
    }
    if (is_first || date > d->date) {
        *d = (struct dated){v, date, row, false};
    } else if (date == d->date && (d->is_clash || v != d->v)) {
        d->is_clash = true;
        d->v = YX_SAYS_NOTHING;
    }
}

/* ---- keys ---- */

static uint64_t code_key(struct yx_str cell)
{
    struct yx_school_code code;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return 0;
    if (yx_school_code_read(cell, &code))
        return code.code;
    return yx_hash_str(cell) | (uint64_t)1 << 63; /* a branch's own suffix, a local code */
}

static uint64_t name_key(const struct yx_factbase *b, struct yx_str cell)
{
    return yx_school_name_key(cell, b->o.county);
}

/* ---- finding and making ---- */

static uint32_t find(const struct yx_map *m, uint64_t key)
{
    const uint32_t *v = key ? yx_map_get(m, key) : NULL;
    return v && *v != NAME_TWICE ? *v : YX_NO_ROW;
}

/* A school made from its name alone, though two others bear that name. */
static uint64_t nameless_key(uint64_t by_name)
{
    return by_name ? yx_mix64(by_name) | (uint64_t)1 << 62 : 0;
}

static uint32_t find_name(const struct yx_factbase *b, uint64_t key)
{
    uint32_t s = find(&b->school_by_name, key);
    return s != YX_NO_ROW ? s : find(&b->school_by_code, nameless_key(key));
}

static void claim_name(struct yx_factbase *b, uint64_t key, uint32_t school)
{
    bool is_new;
    if (!key)
        return;
    uint32_t *v = yx_map_put(&b->school_by_name, key, school, &is_new);
    if (!is_new && *v != school)
        *v = NAME_TWICE;
}

static uint32_t make(struct yx_factbase *b, struct growing *g, struct yx_str code, uint64_t by_code,
                     struct yx_str name, uint64_t by_name)
{
    struct yx_school s = {.code = yx_str_trim(code),
                          .name = yx_str_trim(name),
                          .row = YX_NO_ROW,
                          .in_county = YX_DONT_KNOW,
                          .care_fee = YX_SAYS_NOTHING};
    struct yx_school_code read;
    if (yx_school_code_read(code, &read))
        s.context = yx_lens_context(b, read.stages);
    uint32_t number = (uint32_t)g->n;
    YX_PUSH(g, s);
    bool is_new;
    uint64_t key = by_code ? by_code : nameless_key(by_name);
    if (key)
        yx_map_put(&b->school_by_code, key, number, &is_new);
    claim_name(b, by_name, number);
    return number;
}

/* ---- the 学校 rosters ---- */

struct told {
    struct dated in_county, care_fee, *input;
};

static void read_school_rows(struct yx_factbase *b, struct growing *g)
{
    struct early early = {0};
    struct {
        struct told *v;
        size_t n, cap;
    } told = {0};
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        const struct yx_lens *l = &b->lens[i];
        if (l->kind != YX_KIND_SCHOOL)
            continue;
        for (uint32_t r = l->first; r < l->first + l->n; r++) {
            struct yx_str code = yx_lens_text(l, r, YX_FIELD_SCHOOL_CODE);
            struct yx_str name = yx_lens_text(l, r, YX_FIELD_SCHOOL);
            uint64_t by_code = code_key(code), by_name = name_key(b, name);
            if (!l->roster->rows.is_data[r - l->first] || (!by_code && !by_name))
                continue;
            uint32_t s = by_code ? find(&b->school_by_code, by_code) : find_name(b, by_name);
            if (s == YX_NO_ROW) {
                s = make(b, g, code, by_code, name, by_name);
                struct told t = {NOT_SAID, NOT_SAID, NULL};
                t.input = YX_NEW(b->arena, struct dated, b->n_inputs + 1);
                for (uint32_t k = 0; k < b->n_inputs; k++)
                    t.input[k] = NOT_SAID;
                YX_PUSH(&told, t);
            } else {
                claim_name(b, by_name, s); /* renamed: both names are its own */
            }
            YX_ASSERT(s < g->n && s < told.n);
            struct yx_school *school = &g->v[s];
            if (school->row == YX_NO_ROW || yx_lens_at(b, school->row)->date < l->date) {
                school->row = r;
                if (name.n)
                    school->name = yx_str_trim(name);
                struct yx_str town = yx_lens_text(l, r, YX_FIELD_TOWN);
                if (town.n)
                    school->town = town;
            }
            int64_t stage = yx_seen_at(b, l, YX_SEEN_STAGE, r);
            if (school->context == 0 && yx_says(stage))
                school->context = yx_lens_context(b, 1U << stage);
            weigh(&told.v[s].in_county, yx_seen_at(b, l, YX_SEEN_IN_COUNTY, r), l, r,
                  yx_field_name(YX_FIELD_IN_COUNTY), &early);
            weigh(&told.v[s].care_fee, yx_seen_at(b, l, YX_SEEN_CARE_FEE, r), l, r,
                  yx_field_name(YX_FIELD_CARE_FEE), &early);
            for (uint32_t k = 0; k < b->n_inputs; k++)
                weigh(&told.v[s].input[k], yx_coded_at(b, &l->input[k], r - l->first), l, r,
                      b->input[k].name, &early);
        }
    }
    for (size_t s = 0; s < told.n; s++) {
        struct yx_school *school = &g->v[s];
        const struct told *t = &told.v[s];
        /* on the county's roster of schools: inside, unless it says otherwise */
        school->in_county = t->in_county.is_clash      ? YX_DONT_KNOW
                            : !yx_says(t->in_county.v) ? YX_IS_YES
                                                       : (int8_t)t->in_county.v;
        school->care_fee = t->care_fee.v;
        school->input = YX_NEW(b->arena, int64_t, b->n_inputs + 1);
        for (uint32_t k = 0; k < b->n_inputs; k++)
            school->input[k] = t->input[k].v;
    }
    free(told.v);
    b->early = YX_NEW(b->arena, struct yx_early_problem, early.n + 1);
    if (early.n)
        memcpy(b->early, early.v, early.n * sizeof *early.v);
    b->n_early = (uint32_t)early.n;
    free(early.v);
}

/* ---- the other rosters ---- */

/* Codes no roster knows: 1 where a known name comes with it. */
static void mark_known_names(const struct yx_factbase *b, const struct yx_lens *l, uint8_t *known)
{
    const struct yx_column *code = l->code_column, *name = l->school_column;
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t c = code->code[i];
        if (c && l->school_of_code[c] == YX_NO_ROW && !known[c])
            known[c] = l->school_of_name[name->code[i]] != YX_NO_ROW;
    }
    (void)b;
}

static void resolve_dictionaries(struct yx_factbase *b, struct yx_lens *l, struct growing *g)
{
    const struct yx_column *code = l->code_column, *name = l->school_column;
    uint8_t *known = NULL;
    if (name) {
        l->school_of_name = YX_NEW(b->arena, uint32_t, name->n_values + 1);
        for (uint32_t v = 0; v < name->n_values; v++)
            l->school_of_name[v] = find_name(b, name_key(b, name->value[v]));
    }
    if (code) {
        bool all = true;
        l->school_of_code = YX_NEW(b->arena, uint32_t, code->n_values + 1);
        known = YX_NEW(b->arena, uint8_t, code->n_values + 1);
        for (uint32_t v = 0; v < code->n_values; v++) {
            l->school_of_code[v] = find(&b->school_by_code, code_key(code->value[v]));
            all = all && (v == 0 || l->school_of_code[v] != YX_NO_ROW);
        }
        if (!all && name)
            mark_known_names(b, l, known);
    }
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t c = code ? code->code[i] : 0, n = name ? name->code[i] : 0;
        if (!l->roster->rows.is_data[i])
            continue;
        if (c && l->school_of_code[c] == YX_NO_ROW && !known[c])
            l->school_of_code[c] =
                make(b, g, code->value[c], code_key(code->value[c]),
                     name ? name->value[n] : YX_S(""), name ? name_key(b, name->value[n]) : 0);
        else if (n && l->school_of_name[n] == YX_NO_ROW &&
                 (!c || l->school_of_code[c] == YX_NO_ROW))
            l->school_of_name[n] =
                make(b, g, YX_S(""), 0, name->value[n], name_key(b, name->value[n]));
    }
}

static void resolve_rows(struct yx_factbase *b, struct yx_lens *l, struct growing *g)
{
    l->school_of_row = YX_NEW(b->arena, uint32_t, (size_t)l->n + 1);
    for (uint32_t i = 0; i < l->n; i++) {
        struct yx_str code = l->code_column ? yx_column_text(l->code_column, i) : YX_S("");
        struct yx_str name = l->school_column ? yx_column_text(l->school_column, i) : YX_S("");
        uint64_t by_code = code_key(code), by_name = name_key(b, name);
        uint32_t s = find(&b->school_by_code, by_code);
        if (s == YX_NO_ROW)
            s = find_name(b, by_name);
        if (s == YX_NO_ROW && (by_code || by_name) && l->roster->rows.is_data[i])
            s = make(b, g, code, by_code, name, by_name);
        l->school_of_row[i] = s;
    }
}

uint32_t yx_school_at(const struct yx_lens *l, uint32_t row)
{
    uint32_t i = row - l->first, s = YX_NO_ROW;
    if (l->school_of_row)
        return l->school_of_row[i];
    if (l->school_of_code)
        s = l->school_of_code[l->code_column->code[i]];
    if (s == YX_NO_ROW && l->school_of_name)
        s = l->school_of_name[l->school_column->code[i]];
    return s;
}

static bool has_schools(enum yx_kind kind)
{
    return kind == YX_KIND_ENROLMENT || kind == YX_KIND_INTAKE || kind == YX_KIND_PRESENCE ||
           kind == YX_KIND_GRADUATE || kind == YX_KIND_PAYMENT || kind == YX_KIND_PROOF;
}

void yx_schools_build(struct yx_factbase *b)
{
    struct growing g = {0};
    yx_map_init(&b->school_by_code, 256);
    yx_map_init(&b->school_by_name, 256);
    read_school_rows(b, &g);
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        struct yx_lens *l = &b->lens[i];
        if (!has_schools(l->kind) || (!l->school_column && !l->code_column))
            continue;
        if ((!l->code_column || l->code_column->is_dict) &&
            (!l->school_column || l->school_column->is_dict))
            resolve_dictionaries(b, l, &g);
        else
            resolve_rows(b, l, &g);
        for (uint32_t r = l->first; l->kind == YX_KIND_PRESENCE && r < l->first + l->n; r++) {
            uint32_t s = yx_school_at(l, r);
            if (s != YX_NO_ROW) {
                g.v[s].has_presence = true;
                g.v[s].has_full_presence |= !l->roster->is_partial;
            }
        }
    }
    b->n_schools = (uint32_t)g.n;
    b->school = YX_NEW(b->arena, struct yx_school, g.n + 1);
    if (g.n)
        memcpy(b->school, g.v, g.n * sizeof *g.v);
    free(g.v);
}

bool yx_school_before(const struct yx_factbase *b, uint32_t a, uint32_t other)
{
    if (a == YX_NO_ROW || other == YX_NO_ROW)
        return a != YX_NO_ROW;
    int c = yx_str_cmp(b->school[a].code, b->school[other].code);
    if (c == 0)
        c = yx_str_cmp(b->school[a].name, b->school[other].name);
    return c < 0;
}

uint32_t yx_factbase_school_of(const struct yx_factbase *b, uint32_t row)
{
    return yx_school_at(yx_lens_at(b, row), row);
}

uint32_t yx_factbase_n_schools(const struct yx_factbase *b)
{
    return b->n_schools;
}

struct yx_str yx_factbase_school_name(const struct yx_factbase *b, uint32_t school)
{
    return b->school[school].name;
}

struct yx_str yx_factbase_school_town(const struct yx_factbase *b, uint32_t school)
{
    return b->school[school].town;
}
