/* sql_rules.c -- the instructions of a policy as a graph of SQL expressions.
 *
 * DESIGN.  Instruction by instruction, as vector.c and trace.c run them.  What
 * changes from term to term is made once per term; terms that give the same
 * node share it, and where they differ a CASE over the term chooses.  An absent
 * value (空) is a NULL with a truth beside it that is never NULL; values that
 * cannot be absent have FALSE there, which vanishes while the graph is made. */
#include "policy/sql_rules.h"

#include <stdlib.h>

yx_sql_id yx_sql_by_term(struct yx_sql_rules *r, yx_sql_in_term make, const void *ctx)
{
    uint32_t n = r->n_terms, arms = 0;
    yx_sql_id *of = yx_malloc((n + 1) * sizeof *of), *arm = yx_malloc((2 * n + 2) * sizeof *arm);
    uint8_t *in = yx_malloc(n + 1), *done = yx_calloc(n + 1, 1);
    for (uint32_t t = 0; t < n; t++)
        of[t] = make(r, &r->slice[t], ctx);
    yx_sql_id otherwise = of[n - 1]; /* the latest rules stand last, without a condition */
    for (uint32_t t = 0; t < n; t++) {
        if (done[t] || of[t] == otherwise)
            continue;
        for (uint32_t o = 0; o < n; o++) {
            in[o] = of[o] == of[t];
            done[o] |= in[o];
        }
        arm[2 * arms] = yx_sql_term_in(r->g, in);
        arm[2 * arms++ + 1] = of[t];
    }
    yx_sql_id out = yx_sql_case(r->g, arm, arms, otherwise);
    free(of);
    free(arm);
    free(in);
    free(done);
    return out;
}

/* ---- facts ---- */

struct span {
    int64_t lo, hi;
};

/* What the table's CHECKs allow; sql.c writes the same. */
static struct span span_of(const struct yx_policy_input *in)
{
    switch (in->type) {
    case YX_IN_BOOL: return (struct span){0, 1};
    case YX_IN_ENUM: return (struct span){0, in->n_members ? in->n_members - 1 : 0};
    case YX_IN_INT: return (struct span){in->lo, in->hi};
    case YX_IN_MONEY: return (struct span){0, YX_MAX_FEN};
    case YX_IN_DATE: return (struct span){yx_day_make(1800, 1, 1), yx_day_make(9999, 12, 31)};
    case YX_IN_SET:
    case YX_IN_TEXT: break;
    }
    return (struct span){INT64_MIN, INT64_MAX};
}

yx_sql_id yx_sql_fact(struct yx_sql_rules *r, uint32_t input, yx_sql_id *absent)
{
    struct yx_sql_graph *g = r->g;
    const struct yx_policy_input *in = &r->p->input[input];
    const struct yx_input_more *more = &r->p->input_more[input];
    struct span s = span_of(in);
    yx_sql_id v = yx_sql_column(g, r->input[input].value, true, s.lo, s.hi);
    *absent = g->no;
    if (in->is_nullable && r->input[input].second)
        *absent = yx_sql_cmp(g, YX_SQL_NE, yx_sql_column(g, r->input[input].second, false, 0, 1),
                             g->zero);
    if (!more->has_default)
        return v;
    yx_sql_id open = yx_sql_and(g, yx_sql_is_null(g, v), yx_sql_not(g, *absent));
    if (more->value_state == YX_FACT_ABSENT)
        *absent = yx_sql_or(g, *absent, open);
    else
        v = yx_sql_if(g, open, yx_sql_int(g, more->value), v);
    return v;
}

struct enum_fact {
    uint32_t input;
    yx_sql_id v;
};

/* A name out of use is read as the one that replaces it. */
static yx_sql_id current_name(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    const struct enum_fact *e = ctx;
    int number = r->p->input_more[e->input].list;
    const struct yx_list *l = &r->p->ir.list[number];
    yx_sql_id arm[2 * 64];
    size_t n = 0;
    for (uint32_t m = 0; m < l->n; m++) {
        uint32_t now = m;
        for (uint32_t o = 0; o < l->n; o++)
            if (l->formerly[o] == (int8_t)now && !(s->valid[number] >> now & 1))
                now = o;
        if (now == m)
            continue;
        arm[2 * n] = yx_sql_cmp(r->g, YX_SQL_EQ, e->v, yx_sql_int(r->g, m));
        arm[2 * n++ + 1] = yx_sql_int(r->g, now);
    }
    return yx_sql_case(r->g, arm, n, e->v);
}

static void fact_value(struct yx_sql_rules *r, uint32_t at, uint32_t input)
{
    yx_sql_id v = yx_sql_fact(r, input, &r->reg[at].w);
    if (r->p->input[input].type == YX_IN_ENUM &&
        r->p->ir.list[r->p->input_more[input].list].formerly) {
        struct enum_fact e = {input, v};
        v = yx_sql_by_term(r, current_name, &e);
    }
    r->reg[at].v = v;
}

static void fact_set(struct yx_sql_rules *r, uint32_t at, uint32_t input)
{
    struct yx_sql_graph *g = r->g;
    const struct yx_input_more *more = &r->p->input_more[input];
    yx_sql_id had = yx_sql_column(g, r->input[input].value, true, INT64_MIN, INT64_MAX);
    yx_sql_id known = yx_sql_column(g, r->input[input].second, true, INT64_MIN, INT64_MAX);
    if (more->has_default) {
        yx_sql_id open = yx_sql_is_null(g, known);
        int64_t value = more->value_state == YX_FACT_KNOWN ? more->value : 0;
        had = yx_sql_if(g, open, yx_sql_int(g, value), had);
        known = yx_sql_if(g, open, yx_sql_int(g, -1), known);
    }
    r->reg[at].v = had;
    r->reg[at].w = known;
}

/* ---- sets ---- */

/* Members that are, or in this term stand for or imply, one of the mask. */
static uint64_t below(const struct yx_list *l, uint64_t valid, uint64_t mask)
{
    uint64_t out = 0;
    for (uint32_t m = 0; m < l->n; m++) {
        uint64_t had = UINT64_C(1) << m;
        for (uint32_t i = 0; i < l->n; i++) {
            uint64_t bit = UINT64_C(1) << i;
            if (!(had & bit))
                continue;
            if (l->above)
                had |= l->above[i];
            for (uint32_t o = 0; l->formerly && o < l->n; o++)
                if (l->formerly[o] == (int8_t)i && !(valid & bit))
                    had |= (UINT64_C(1) << o) | (l->above ? l->above[o] : 0);
        }
        if (had & mask)
            out |= UINT64_C(1) << m;
    }
    return out;
}

static yx_sql_id has_one(struct yx_sql_rules *r, const struct yx_ins *in, uint64_t mask)
{
    struct yx_sql_graph *g = r->g;
    if (!mask)
        return g->no;
    yx_sql_id m = yx_sql_int(g, (int64_t)mask);
    yx_sql_id arm[] = {yx_sql_cmp(g, YX_SQL_NE, yx_sql_bits(g, r->reg[in->a].v, mask), g->zero),
                       g->yes, yx_sql_cmp(g, YX_SQL_EQ, yx_sql_bits(g, r->reg[in->a].w, mask), m),
                       g->no};
    return yx_sql_case(g, arm, 2, g->maybe);
}

static const struct yx_list *list_of_set(const struct yx_sql_rules *r, const struct yx_ins *in,
                                         int *number)
{
    const struct yx_ins *fact = &r->p->ir.ins[in->a];
    *number = r->p->input_more[fact->k].list;
    return &r->p->ir.list[*number];
}

static yx_sql_id has(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    struct yx_sql_graph *g = r->g;
    const struct yx_ins *in = ctx;
    uint64_t mask = (uint64_t)in->k, valid = in->c ? s->valid[in->c - 1] : UINT64_MAX;
    int number;
    const struct yx_list *l = list_of_set(r, in, &number);
    bool is_flat = !l->above && !l->formerly;
    if (in->op == YX_IR_HAS_ANY)
        return has_one(r, in, is_flat ? mask & valid : below(l, s->valid[number], mask & valid));
    if (mask & ~valid) /* a code that is not in force is had by nobody */
        return g->no;
    if (!is_flat) {
        yx_sql_id each[64];
        size_t n = 0;
        for (uint32_t m = 0; m < 64; m++)
            if (mask >> m & 1)
                each[n++] = has_one(r, in, below(l, s->valid[number], UINT64_C(1) << m));
        return yx_sql_all(g, each, n);
    }
    yx_sql_id had = yx_sql_bits(g, r->reg[in->a].v, mask),
              known = yx_sql_bits(g, r->reg[in->a].w, mask), all = yx_sql_int(g, (int64_t)mask);
    yx_sql_id arm[] = {yx_sql_cmp(g, YX_SQL_NE, had, known), g->no,
                       yx_sql_cmp(g, YX_SQL_EQ, had, all), g->yes};
    return yx_sql_case(g, arm, 2, g->maybe);
}

static yx_sql_id in_list(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    const struct yx_ins *in = ctx;
    uint64_t mask = (uint64_t)in->k & (in->c ? s->valid[in->c - 1] : UINT64_MAX);
    return yx_sql_if(r->g, r->reg[in->a].w, r->g->no, yx_sql_in_mask(r->g, r->reg[in->a].v, mask));
}

static yx_sql_id builtin(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    return yx_sql_int(r->g, s->builtin[((const struct yx_ins *)ctx)->k]);
}

/* ---- relations and arithmetic ---- */

static yx_sql_id relate(struct yx_sql_rules *r, const struct yx_ins *in)
{
    struct yx_sql_graph *g = r->g;
    yx_sql_id a = r->reg[in->a].v, absent = r->reg[in->a].w, b;
    if (in->op == YX_IR_EQ || in->op == YX_IR_NE || in->op == YX_IR_LT || in->op == YX_IR_LE) {
        b = r->reg[in->b].v;
        absent = yx_sql_or(g, absent, r->reg[in->b].w);
    } else {
        b = yx_sql_int(g, in->k);
    }
    yx_sql_id is;
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_EQ:
    case YX_IR_EQK: is = yx_sql_cmp(g, YX_SQL_EQ, a, b); break;
    case YX_IR_NE:
    case YX_IR_NEK: is = yx_sql_cmp(g, YX_SQL_NE, a, b); break;
    case YX_IR_LT:
    case YX_IR_LTK: is = yx_sql_cmp(g, YX_SQL_LT, a, b); break;
    case YX_IR_LE:
    case YX_IR_LEK: is = yx_sql_cmp(g, YX_SQL_LE, a, b); break;
    case YX_IR_GTK: is = yx_sql_cmp(g, YX_SQL_LT, b, a); break;
    default: is = yx_sql_cmp(g, YX_SQL_LE, b, a); break; /* GEK */
    }
    bool differs = in->op == YX_IR_NE || in->op == YX_IR_NEK;
    return yx_sql_if(g, absent, differs ? g->yes : g->no, is);
}

static yx_sql_id scaled(struct yx_sql_rules *r, const struct yx_ins *in)
{
    struct yx_sql_graph *g = r->g;
    yx_sql_id a = r->reg[in->a].v, by = yx_sql_int(g, in->k2);
    if (in->b != YX_NO_REG)
        a = yx_sql_mul(g, a, r->reg[in->b].v);
    if (in->c != YX_NO_REG) { /* ÷ 0 is unknown */
        yx_sql_id c = r->reg[in->c].v;
        int64_t hi = yx_sql_at(g, c)->hi;
        if (hi < 1)
            return g->unknown;
        if (yx_sql_at(g, c)->lo < 1 || yx_sql_may_be_null(g, c))
            c = yx_sql_narrow(g, yx_sql_if(g, yx_sql_cmp(g, YX_SQL_LT, g->zero, c), c, g->unknown),
                              1, hi);
        by = yx_sql_mul(g, c, by);
    }
    return yx_sql_scale(g, a, in->k, by);
}

/* a = q × by + rest, 0 ≤ rest < by. */
static yx_sql_id divide(struct yx_sql_graph *g, yx_sql_id a, int64_t by, yx_sql_id *rest)
{
    yx_sql_id b = yx_sql_int(g, by), q = yx_sql_floor_div(g, a, b);
    *rest = yx_sql_narrow(g, yx_sql_sub(g, a, yx_sql_mul(g, q, b)), 0, by - 1);
    return q;
}

/* floor((a × times + plus) ÷ by) */
static yx_sql_id line(struct yx_sql_graph *g, yx_sql_id a, int64_t times, int64_t plus, int64_t by)
{
    yx_sql_id v = yx_sql_add(g, yx_sql_mul(g, a, yx_sql_int(g, times)), yx_sql_int(g, plus));
    return yx_sql_floor_div(g, v, yx_sql_int(g, by));
}

/* Days in the years before year y, counted from March: y × 365 and a day for each leap year. */
static yx_sql_id days_before(struct yx_sql_graph *g, yx_sql_id y, bool with_eras)
{
    yx_sql_id days = yx_sql_add(g, yx_sql_mul(g, y, yx_sql_int(g, 365)), line(g, y, 1, 0, 4));
    days = yx_sql_sub(g, days, line(g, y, 1, 0, 100));
    return with_eras ? yx_sql_add(g, days, line(g, y, 1, 0, 400)) : days;
}

/* First day of a month, in days from 0000-03-01; months are counted from there too. */
static yx_sql_id month_begins(struct yx_sql_graph *g, yx_sql_id months)
{
    yx_sql_id m, y = divide(g, months, 12, &m);
    return yx_sql_add(g, days_before(g, y, true), line(g, m, 153, 2, 5));
}

/* The same day of the month some months later, cut to the month's end: whole numbers only,
 * years counted from March so that the leap day comes last. */
static yx_sql_id months_later(struct yx_sql_graph *g, yx_sql_id day, int64_t months)
{
    enum { FROM_MARCH_0000 = 719468, ERA = 146097 };
    yx_sql_id origin = yx_sql_int(g, FROM_MARCH_0000), e;
    yx_sql_id era = divide(g, yx_sql_add(g, day, origin), ERA, &e);
    yx_sql_id y = yx_sql_sub(g, e, line(g, e, 1, 0, 1460)); /* of the era */
    y = yx_sql_sub(g, yx_sql_add(g, y, line(g, e, 1, 0, 36524)), line(g, e, 1, 0, 146096));
    y = line(g, yx_sql_narrow(g, y, 0, ERA), 1, 0, 365);
    yx_sql_id of_year = yx_sql_narrow(g, yx_sql_sub(g, e, days_before(g, y, false)), 0, 365);
    yx_sql_id month = line(g, of_year, 5, 2, 153);
    yx_sql_id of_month = yx_sql_sub(g, of_year, line(g, month, 153, 2, 5)); /* from 0 */
    yx_sql_id all = yx_sql_add(g, month, yx_sql_int(g, months));
    all = yx_sql_add(g, all, yx_sql_mul(g, y, yx_sql_int(g, 12)));
    all = yx_sql_add(g, all, yx_sql_mul(g, era, yx_sql_int(g, 4800)));
    yx_sql_id begin = month_begins(g, all), next = month_begins(g, yx_sql_add(g, all, g->one));
    yx_sql_id last = yx_sql_sub(g, yx_sql_sub(g, next, begin), g->one);
    return yx_sql_sub(g, yx_sql_add(g, begin, yx_sql_min(g, of_month, last)), origin);
}

/* ---- tables ---- */

struct chosen { /* one of the two results of a table */
    const struct yx_ins *in;
    bool absent;
};

/* Row `row` may be the one that speaks: its condition, or that no other row does. */
struct candidate {
    yx_sql_id may, out, absent;
};

/* The output on which all candidates agree; NULL when they do not, or one is not known. */
static yx_sql_id agreed(struct yx_sql_graph *g, const struct candidate *c, uint32_t n,
                        bool want_absent)
{
    bool absents = false;
    yx_sql_id *arm = yx_malloc((2 * (size_t)n + 1) * sizeof *arm);
    for (uint32_t i = 0; i < n; i++)
        absents |= c[i].absent != g->no;
    for (uint32_t i = 0; i < n; i++) {
        arm[2 * i] = c[i].may;
        arm[2 * i + 1] = c[i].out;
    }
    yx_sql_id v = yx_sql_case(g, arm, n, g->unknown), v_absent = g->no;
    for (uint32_t i = 0; absents && i < n; i++)
        arm[2 * i + 1] = c[i].absent;
    if (absents)
        v_absent = yx_sql_case(g, arm, n, g->no);
    for (uint32_t i = 0; i < n; i++) {
        yx_sql_id same = yx_sql_cmp(g, YX_SQL_EQ, c[i].out, v);
        if (absents)
            same = yx_sql_if(g, yx_sql_or(g, c[i].absent, v_absent),
                             yx_sql_and(g, c[i].absent, v_absent), same);
        arm[i] = yx_sql_or(g, yx_sql_not(g, c[i].may), same);
    }
    /* One candidate is what it is; an unknown output is NULL in any case. */
    yx_sql_id ok = yx_sql_all(g, arm, n);
    free(arm);
    if (want_absent)
        return yx_sql_and(g, yx_sql_is_true(g, ok), v_absent);
    return yx_sql_if(g, ok, v, g->unknown);
}

static yx_sql_id of_table(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    struct yx_sql_graph *g = r->g;
    const struct chosen *which = ctx;
    const struct yx_dtable *t = &r->p->ir.table[which->in->k];
    const struct yx_table_now *now = &s->table[which->in->k];
    bool has_else = now->otherwise >= 0 && !now->is_total, only_sure = !now->is_total && !has_else;
    uint32_t n = 0;
    struct candidate *c = yx_malloc((now->n + 1) * sizeof *c);
    yx_sql_id *arm = yx_malloc((2 * (size_t)now->n + 1) * sizeof *arm);
    /* number of the first true row, or the number of rows */
    for (uint32_t i = 0; i < now->n; i++) {
        arm[2 * i] = r->reg[t->row[now->row[i]].cond].v;
        arm[2 * i + 1] = yx_sql_int(g, i);
    }
    yx_sql_id none = yx_sql_int(g, now->n);
    yx_sql_id first = yx_sql_case(g, arm, now->n, none);
    yx_sql_id found = yx_sql_cmp(g, YX_SQL_LT, first, none);
    for (uint32_t i = 0; i < now->n; i++) {
        const struct yx_row *row = &t->row[now->row[i]];
        yx_sql_id cond = r->reg[row->cond].v, sure = yx_sql_is_true(g, cond),
                  open = yx_sql_is_null(g, cond), may = sure;
        if (t->is_first_match) { /* unknown rows above the first true one, and that one */
            may = yx_sql_and(g, yx_sql_or(g, sure, open),
                             yx_sql_cmp(g, YX_SQL_LE, yx_sql_int(g, i), first));
            may = only_sure ? yx_sql_and(g, may, found) : may;
        } else if (!only_sure) { /* true rows, or, with none, unknown ones */
            may = yx_sql_or(g, sure, yx_sql_and(g, open, yx_sql_not(g, found)));
        }
        if (may != g->no)
            c[n++] = (struct candidate){may, r->reg[row->out].v, r->reg[row->out].w};
    }
    if (has_else) {
        uint16_t out = t->row[now->otherwise].out;
        c[n++] = (struct candidate){yx_sql_not(g, found), r->reg[out].v, r->reg[out].w};
    }
    yx_sql_id v = agreed(g, c, n, which->absent);
    free(c);
    free(arm);
    return v;
}

static yx_sql_id of_dated(struct yx_sql_rules *r, const struct yx_slice *s, const void *ctx)
{
    const struct chosen *which = ctx;
    const struct yx_table_now *now = &s->table[which->in->k];
    if (!now->n)
        return which->absent ? r->g->no : r->g->unknown;
    uint16_t out = r->p->ir.table[which->in->k].row[now->row[0]].out;
    return which->absent ? r->reg[out].w : r->reg[out].v;
}

/* ---- all instructions ---- */

static void instruction(struct yx_sql_rules *r, uint32_t at)
{
    struct yx_sql_graph *g = r->g;
    const struct yx_ins *in = &r->p->ir.ins[at];
    yx_sql_id a = in->a == YX_NO_REG ? g->zero : r->reg[in->a].v,
              b = in->b == YX_NO_REG ? g->zero : r->reg[in->b].v, v = g->unknown;
    r->reg[at].w = g->no;
    struct chosen value = {in, false}, absent = {in, true};
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_TRUTH: v = in->k == YX_MAYBE ? g->maybe : yx_sql_truth(g, in->k == YX_YES); break;
    case YX_IR_SWITCH: v = yx_sql_truth(g, r->p->swi[in->k].value); break;
    case YX_IR_FACT_B: {
        yx_sql_id is_absent;
        v = yx_sql_cmp(g, YX_SQL_NE, yx_sql_fact(r, (uint32_t)in->k, &is_absent), g->zero);
        break;
    }
    case YX_IR_NOT: v = yx_sql_not(g, a); break;
    case YX_IR_AND: v = yx_sql_and(g, a, b); break;
    case YX_IR_OR: v = yx_sql_or(g, a, b); break;
    case YX_IR_EQ:
    case YX_IR_NE:
    case YX_IR_LT:
    case YX_IR_LE:
    case YX_IR_EQK:
    case YX_IR_NEK:
    case YX_IR_LTK:
    case YX_IR_LEK:
    case YX_IR_GTK:
    case YX_IR_GEK: v = relate(r, in); break;
    case YX_IR_INK: v = yx_sql_by_term(r, in_list, in); break;
    case YX_IR_HAS_ANY:
    case YX_IR_HAS_ALL: v = yx_sql_by_term(r, has, in); break;
    case YX_IR_ABSENT:
        v = yx_sql_if(g, r->reg[in->a].w, g->yes,
                      yx_sql_if(g, yx_sql_is_null(g, a), g->maybe, g->no));
        break;
    case YX_IR_CONST: v = yx_sql_int(g, in->k); break;
    case YX_IR_UNKNOWN: break;
    case YX_IR_FACT_V: fact_value(r, at, (uint32_t)in->k); return;
    case YX_IR_FACT_S: fact_set(r, at, (uint32_t)in->k); return;
    case YX_IR_BUILTIN: v = yx_sql_by_term(r, builtin, in); break;
    case YX_IR_VALUE_OF: {
        yx_sql_id arm[] = {a, g->one, yx_sql_not(g, a), g->zero};
        v = yx_sql_case(g, arm, 2, g->unknown);
        break;
    }
    case YX_IR_ADD: v = yx_sql_add(g, a, b); break;
    case YX_IR_SUB: v = yx_sql_sub(g, a, b); break;
    case YX_IR_MUL: v = yx_sql_mul(g, a, b); break;
    case YX_IR_MIN: v = yx_sql_min(g, a, b); break;
    case YX_IR_MAX: v = yx_sql_max(g, a, b); break;
    case YX_IR_SCALE: v = scaled(r, in); break;
    case YX_IR_MONTHS: v = months_later(g, a, in->k); break;
    case YX_IR_TABLE:
        v = yx_sql_by_term(r, of_table, &value);
        r->reg[at].w = yx_sql_by_term(r, of_table, &absent);
        break;
    case YX_IR_DATED:
        v = yx_sql_by_term(r, of_dated, &value);
        r->reg[at].w = yx_sql_by_term(r, of_dated, &absent);
        break;
    case YX_N_IR_OPS: break;
    }
    r->reg[at].v = v;
}

void yx_sql_rules_make(struct yx_sql_rules *r, struct yx_arena *a)
{
    const struct yx_ir *ir = &r->p->ir;
    struct yx_sql_graph *g = r->g;
    r->reg = yx_arena_alloc(a, yx_mul_size(ir->n_ins + 1, sizeof r->reg[0]), _Alignof(yx_sql_id));
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        g->line = ir->line ? ir->line[i] : 0;
        instruction(r, i);
    }
    yx_sql_id *arm = YX_NEW(a, yx_sql_id, 2 * (size_t)ir->n_constraints + 1);
    for (uint32_t c = 0; c < ir->n_constraints; c++) {
        arm[2 * c] = yx_sql_not(g, r->reg[ir->constraint[c].reg].v);
        arm[2 * c + 1] = yx_sql_int(g, c + 1);
    }
    r->stopped = yx_sql_case(g, arm, ir->n_constraints, g->zero);
    yx_sql_items_make(r, a);
}
