/* vector.c -- a policy over a block of rows, column by column.
 *
 * DESIGN.  Instructions run one after the other over strips of 256 rows, so
 * that all registers of a strip stay in the second-level cache.  A truth is a
 * byte per row (no 0, unknown 1, yes 2), which makes Kleene's logic a minimum
 * and a maximum; a value is a number and a state byte.  Facts are read in
 * place, constants are filled once.  What depends on the term sits in a slice,
 * kept for as long as the run lives, so blocks of two terms may alternate. */
#include "policy/combine.h"
#include "policy/probe.h"

#include <string.h>

enum { STRIP = YX_PROBE_ROWS };

struct reg {
    uint8_t *b;       /* truth, or state of a value */
    int64_t *v;       /* value */
    uint64_t *s, *sk; /* set: members had, members known */
};

struct yx_run {
    const struct yx_policy *p;
    struct yx_arena *arena;
    struct yx_slice *slice; /* terms seen so far */
    uint32_t n_slices;
    struct reg *reg;
    uint8_t *yes; /* STRIP times YX_YES */
    struct yx_combine_scratch scratch;
    struct yx_awards out;
};

enum { MAX_SLICES = 64 };

struct yx_run *yx_run_new(const struct yx_policy *p)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_run *r = YX_NEW(a, struct yx_run, 1);
    r->arena = a;
    r->p = p;
    r->slice = YX_NEW(a, struct yx_slice, MAX_SLICES);
    r->yes = YX_NEW(a, uint8_t, STRIP);
    memset(r->yes, YX_YES, STRIP);
    r->reg = YX_NEW(a, struct reg, p->ir.n_ins + 1);
    for (uint32_t i = 0; i < p->ir.n_ins; i++) {
        const struct yx_ins *in = &p->ir.ins[i];
        struct reg *g = &r->reg[i];
        if (in->kind == YX_KIND_S) {
            g->s = YX_NEW(a, uint64_t, STRIP);
            g->sk = YX_NEW(a, uint64_t, STRIP);
            continue;
        }
        g->b = YX_NEW(a, uint8_t, STRIP);
        if (in->kind == YX_KIND_V)
            g->v = YX_NEW(a, int64_t, STRIP);
        if (in->op == YX_IR_CONST) {
            memset(g->b, YX_FACT_KNOWN, STRIP);
            for (uint32_t k = 0; k < STRIP; k++)
                g->v[k] = in->k;
        }
        if (in->op == YX_IR_TRUTH)
            memset(g->b, (int)in->k, STRIP);
    }
    size_t items = p->ir.n_items + 1;
    r->scratch.amount = YX_NEW(a, yx_fen, items * STRIP);
    r->scratch.lo = YX_NEW(a, yx_fen, items * STRIP);
    r->scratch.hi = YX_NEW(a, yx_fen, items * STRIP);
    r->scratch.status = YX_NEW(a, uint8_t, items * STRIP);
    r->out.benefit = YX_NEW(a, struct yx_award_vec, items);
    for (uint32_t i = 0; i < p->ir.n_items; i++) {
        struct yx_award_vec *w = &r->out.benefit[i];
        w->status = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        w->why = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        w->payee = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        w->amount = YX_NEW(a, int64_t, YX_FACT_ROWS);
        w->lo = YX_NEW(a, int64_t, YX_FACT_ROWS);
        w->hi = YX_NEW(a, int64_t, YX_FACT_ROWS);
    }
    r->out.gap = YX_NEW(a, uint8_t *, p->ir.n_gaps + 1);
    for (uint32_t i = 0; i < p->ir.n_gaps; i++)
        r->out.gap[i] = YX_NEW(a, uint8_t, YX_FACT_ROWS);
    r->out.constraint = YX_NEW(a, uint16_t, YX_FACT_ROWS);
    return r;
}

void yx_run_free(struct yx_run *r)
{
    if (r)
        yx_arena_free(r->arena);
}

static const struct yx_slice *slice_of(struct yx_run *r, yx_term term)
{
    for (uint32_t i = 0; i < r->n_slices; i++)
        if (r->slice[i].term == term)
            return &r->slice[i];
    struct yx_slice *s = &r->slice[r->n_slices < MAX_SLICES ? r->n_slices++ : MAX_SLICES - 1];
    yx_slice_make(r->p, term, r->arena, s);
    return s;
}

/* ---- instructions ---- */

/* A relation between values: what it is when one is absent is fixed. */
#define RELATE(rows, test, when_absent)                                                            \
    for (uint32_t i = 0; i < (rows); i++) {                                                        \
        uint8_t st = state[i];                                                                     \
        uint8_t is = (uint8_t)((test) ? YX_YES : YX_NO);                                           \
        out[i] = st == YX_FACT_KNOWN ? is : st == YX_FACT_ABSENT ? (when_absent) : YX_MAYBE;       \
    }

/* Joint state of two values: absent if one is, unknown if one is. */
static void join_states(const uint8_t *a, const uint8_t *b, uint8_t *out, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool absent = a[i] == YX_FACT_ABSENT || b[i] == YX_FACT_ABSENT;
        bool known = a[i] == YX_FACT_KNOWN && b[i] == YX_FACT_KNOWN;
        out[i] = absent ? YX_FACT_ABSENT : known ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;
    }
}

static void relate(const struct yx_ins *in, const struct reg *g, const struct yx_slice *s,
                   uint8_t *out, uint32_t n)
{
    const int64_t *a = g[in->a].v, k = in->k;
    const uint8_t *state = g[in->a].b;
    uint8_t joint[STRIP];
    const int64_t *b = NULL;
    if (in->op == YX_IR_EQ || in->op == YX_IR_NE || in->op == YX_IR_LT || in->op == YX_IR_LE) {
        join_states(g[in->a].b, g[in->b].b, joint, n);
        state = joint;
        b = g[in->b].v;
    }
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_EQ: RELATE(n, a[i] == b[i], YX_NO) break;
    case YX_IR_NE: RELATE(n, a[i] != b[i], YX_YES) break;
    case YX_IR_LT: RELATE(n, a[i] < b[i], YX_NO) break;
    case YX_IR_LE: RELATE(n, a[i] <= b[i], YX_NO) break;
    case YX_IR_EQK: RELATE(n, a[i] == k, YX_NO) break;
    case YX_IR_NEK: RELATE(n, a[i] != k, YX_YES) break;
    case YX_IR_LTK: RELATE(n, a[i] < k, YX_NO) break;
    case YX_IR_LEK: RELATE(n, a[i] <= k, YX_NO) break;
    case YX_IR_GTK: RELATE(n, a[i] > k, YX_NO) break;
    case YX_IR_GEK: RELATE(n, a[i] >= k, YX_NO) break;
    case YX_IR_INK: {
        uint64_t mask = (uint64_t)k & (in->c ? s->valid[in->c - 1] : UINT64_MAX);
        RELATE(n, mask >> ((uint64_t)a[i] & 63) & 1, YX_NO) /* a member's number: below 64 */
        break;
    }
    default:
        for (uint32_t i = 0; i < n; i++) /* ABSENT */
            out[i] = state[i] == YX_FACT_ABSENT  ? YX_YES
                     : state[i] == YX_FACT_KNOWN ? YX_NO
                                                 : YX_MAYBE;
    }
}

/* A value from two: unknown unless both are known. */
#define ARITH(rows, expr)                                                                          \
    for (uint32_t i = 0; i < (rows); i++) {                                                        \
        bool known = sa[i] == YX_FACT_KNOWN && sb[i] == YX_FACT_KNOWN;                             \
        out->b[i] = known ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;                                       \
        out->v[i] = known ? (expr) : 0;                                                            \
    }

static void arith(const struct yx_ins *in, const struct reg *g, struct reg *out, uint32_t n)
{
    bool has_b = in->b != YX_NO_REG;
    const struct reg *left = &g[in->a], *right = has_b ? &g[in->b] : left;
    const int64_t *a = left->v, *b = right->v;
    const uint8_t *sa = left->b, *sb = right->b;
    switch ((enum yx_ir_op)in->op) {
    case YX_IR_ADD: ARITH(n, a[i] + b[i]) break;
    case YX_IR_SUB: ARITH(n, a[i] - b[i]) break;
    case YX_IR_MUL: ARITH(n, a[i] * b[i]) break;
    case YX_IR_MIN: ARITH(n, YX_MIN(a[i], b[i])) break;
    case YX_IR_MAX: ARITH(n, YX_MAX(a[i], b[i])) break;
    case YX_IR_MONTHS:
        for (uint32_t i = 0; i < n; i++) {
            bool known = sa[i] == YX_FACT_KNOWN;
            out->b[i] = known ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;
            out->v[i] = known ? yx_day_add_months((yx_day)a[i], (int)in->k) : 0;
        }
        break;
    default: { /* SCALE */
        const int64_t *c = in->c == YX_NO_REG ? NULL : g[in->c].v;
        const uint8_t *sc = c ? g[in->c].b : sa;
        for (uint32_t i = 0; i < n; i++) {
            bool known = sa[i] == YX_FACT_KNOWN && sb[i] == YX_FACT_KNOWN &&
                         sc[i] == YX_FACT_KNOWN && (!c || c[i] > 0);
            out->b[i] = known ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;
            out->v[i] = known ? yx_money_scale(has_b ? a[i] * b[i] : a[i], in->k,
                                               c ? in->k2 * c[i] : in->k2)
                              : 0;
        }
    }
    }
}

static void table(const struct yx_dtable *t, const struct yx_table_now *now, const struct reg *g,
                  struct reg *out, uint32_t n)
{
    /* What speaks for each row of the block: nothing, a candidate, several that
     * differ, a row that is true, two true rows that differ (the document is
     * wrong there, so nothing is sure). */
    enum { NONE, CANDIDATE, MIXED, SURE, CLASH };
    uint8_t found[STRIP];
    memset(found, NONE, n);
    memset(out->b, YX_FACT_UNKNOWN, n);
    memset(out->v, 0, n * sizeof out->v[0]);
    for (uint32_t r = 0; r < now->n + 1; r++) {
        bool last = r == now->n;
        if (last && now->is_total)
            break;
        int row = last ? now->otherwise : now->row[r];
        const uint8_t *cond = last ? NULL : g[t->row[row].cond].b;
        /* No row and no 其余: a candidate that gives nothing. */
        const uint8_t *state = row < 0 ? NULL : g[t->row[row].out].b;
        const int64_t *v = row < 0 ? NULL : g[t->row[row].out].v;
        for (uint32_t i = 0; i < n; i++) {
            uint8_t c = cond ? cond[i] : YX_MAYBE;
            if (c == YX_NO || found[i] == CLASH || (t->is_first_match && found[i] == SURE) ||
                (found[i] == SURE && c == YX_MAYBE))
                continue;
            uint8_t st = state ? state[i] : YX_FACT_UNKNOWN;
            bool same = found[i] != MIXED && st == out->b[i] && st != YX_FACT_UNKNOWN &&
                        (st == YX_FACT_ABSENT || v[i] == out->v[i]);
            if (c == YX_YES && (!t->is_first_match || found[i] == NONE)) {
                /* a true row replaces what was merely possible */
                if (found[i] == SURE) {
                    if (!same) {
                        found[i] = CLASH;
                        out->b[i] = YX_FACT_UNKNOWN;
                    }
                    continue;
                }
                found[i] = SURE;
                out->b[i] = st;
                out->v[i] = st == YX_FACT_KNOWN ? v[i] : 0;
                continue;
            }
            if (found[i] == NONE) {
                found[i] = st == YX_FACT_UNKNOWN ? MIXED : CANDIDATE;
                out->b[i] = st;
                out->v[i] = st == YX_FACT_KNOWN ? v[i] : 0;
            } else if (!same) {
                found[i] = MIXED;
                out->b[i] = YX_FACT_UNKNOWN;
                out->v[i] = 0;
            }
            if (c == YX_YES) /* 优先: the first true row ends the search */
                found[i] = SURE;
        }
    }
}

/* Classes imply classes (属), old names stand for new ones (原). */
static void close_set(const struct yx_list *list, uint64_t valid, uint64_t *had, uint64_t *known,
                      uint32_t n)
{
    for (uint32_t m = 0; m < list->n; m++) {
        uint64_t bit = UINT64_C(1) << m;
        uint64_t to = list->above ? list->above[m] & ~bit : 0;
        for (uint32_t o = 0; list->formerly && o < list->n; o++)
            if (list->formerly[o] == (int8_t)m && !(valid & bit))
                to |= (UINT64_C(1) << o) | (list->above ? list->above[o] : 0);
        if (!to)
            continue;
        for (uint32_t i = 0; i < n; i++) {
            if (had[i] & bit) {
                had[i] |= to;
                known[i] |= to;
            } else if (!(known[i] & bit)) {
                known[i] &= ~(to & ~had[i]); /* unknown, unless had anyway */
            }
        }
    }
}

static void fact_set(struct yx_run *r, const struct yx_slice *s, const struct yx_ins *in,
                     const struct yx_facts *f, uint32_t from, struct reg *out, uint32_t n)
{
    const struct yx_fact_vec *x = &f->input[in->k];
    const struct yx_input_more *more = &r->p->input_more[in->k];
    const struct yx_list *list = &r->p->ir.list[more->list];
    for (uint32_t i = 0; i < n; i++) {
        uint8_t st = x->state[from + i];
        out->s[i] = st == YX_FACT_KNOWN ? (uint64_t)x->v[from + i] & x->known[from + i] : 0;
        out->sk[i] = st == YX_FACT_KNOWN    ? x->known[from + i]
                     : st == YX_FACT_ABSENT ? UINT64_MAX /* 空: none of them */
                                            : 0;
        if (st == YX_FACT_UNKNOWN && more->has_default) {
            out->s[i] = more->value_state == YX_FACT_KNOWN ? (uint64_t)more->value : 0;
            out->sk[i] = UINT64_MAX;
        }
    }
    if (list->above || list->formerly)
        close_set(list, s->valid[more->list], out->s, out->sk, n);
}

static void fact_value(struct yx_run *r, const struct yx_slice *s, const struct yx_ins *in,
                       const struct yx_facts *f, uint32_t from, struct reg *out, uint32_t n)
{
    const struct yx_fact_vec *x = &f->input[in->k];
    const struct yx_input_more *more = &r->p->input_more[in->k];
    memcpy(out->v, x->v + from, n * sizeof out->v[0]);
    memcpy(out->b, x->state + from, n);
    for (uint32_t i = 0; more->has_default && i < n; i++)
        if (out->b[i] == YX_FACT_UNKNOWN) {
            out->b[i] = more->value_state;
            out->v[i] = more->value;
        }
    if (r->p->input[in->k].type != YX_IN_ENUM)
        return;
    const struct yx_list *list = &r->p->ir.list[more->list];
    for (uint32_t o = 0; list->formerly && o < list->n; o++)
        for (uint32_t i = 0; i < n; i++)
            if (out->b[i] == YX_FACT_KNOWN && list->formerly[o] == out->v[i] &&
                !(s->valid[more->list] >> out->v[i] & 1))
                out->v[i] = (int64_t)o;
}

static void fact_truth(struct yx_run *r, const struct yx_ins *in, const struct yx_facts *f,
                       uint32_t from, uint8_t *out, uint32_t n)
{
    const struct yx_fact_vec *x = &f->input[in->k];
    const struct yx_input_more *more = &r->p->input_more[in->k];
    uint8_t otherwise = !more->has_default ? YX_MAYBE : more->value ? YX_YES : YX_NO;
    for (uint32_t i = 0; i < n; i++)
        out[i] =
            x->state[from + i] == YX_FACT_KNOWN ? (x->v[from + i] ? YX_YES : YX_NO) : otherwise;
}

static void execute(struct yx_run *r, const struct yx_slice *s, const struct yx_facts *f,
                    uint32_t from, uint32_t n)
{
    const struct yx_ir *ir = &r->p->ir;
    struct reg *g = r->reg;
    for (uint32_t at = 0; at < ir->n_ins; at++) {
        const struct yx_ins *in = &ir->ins[at];
        struct reg *out = &g[at];
        uint8_t *b = out->b;
        switch ((enum yx_ir_op)in->op) {
        case YX_IR_TRUTH:
        case YX_IR_CONST:
        case YX_IR_UNKNOWN:
        default: break; /* filled once; zero is unknown */
        case YX_IR_SWITCH: memset(b, r->p->swi[in->k].value ? YX_YES : YX_NO, n); break;
        case YX_IR_FACT_B: fact_truth(r, in, f, from, b, n); break;
        case YX_IR_FACT_V: fact_value(r, s, in, f, from, out, n); break;
        case YX_IR_FACT_S: fact_set(r, s, in, f, from, out, n); break;
        case YX_IR_NOT:
            for (uint32_t i = 0; i < n; i++)
                b[i] = (uint8_t)(2 - g[in->a].b[i]);
            break;
        case YX_IR_AND:
            for (uint32_t i = 0; i < n; i++)
                b[i] = YX_MIN(g[in->a].b[i], g[in->b].b[i]);
            break;
        case YX_IR_OR:
            for (uint32_t i = 0; i < n; i++)
                b[i] = YX_MAX(g[in->a].b[i], g[in->b].b[i]);
            break;
        case YX_IR_HAS_ANY:
        case YX_IR_HAS_ALL: {
            uint64_t mask = (uint64_t)in->k, valid = in->c ? s->valid[in->c - 1] : UINT64_MAX;
            const uint64_t *had = g[in->a].s, *known = g[in->a].sk;
            if (in->op == YX_IR_HAS_ANY) {
                mask &= valid;
                for (uint32_t i = 0; i < n; i++)
                    b[i] = had[i] & mask ? YX_YES : ~known[i] & mask ? YX_MAYBE : YX_NO;
            } else { /* a code that is not in force is had by nobody */
                for (uint32_t i = 0; i < n; i++)
                    b[i] = (known[i] & ~had[i] & mask) || (mask & ~valid) ? YX_NO
                           : ~known[i] & mask                             ? YX_MAYBE
                                                                          : YX_YES;
            }
            break;
        }
        case YX_IR_BUILTIN:
            memset(b, YX_FACT_KNOWN, n);
            for (uint32_t i = 0; i < n; i++)
                out->v[i] = s->builtin[in->k];
            break;
        case YX_IR_VALUE_OF:
            for (uint32_t i = 0; i < n; i++) {
                out->v[i] = g[in->a].b[i] == YX_YES;
                b[i] = g[in->a].b[i] == YX_MAYBE ? YX_FACT_UNKNOWN : YX_FACT_KNOWN;
            }
            break;
        case YX_IR_TABLE: table(&ir->table[in->k], &s->table[in->k], g, out, n); break;
        case YX_IR_DATED: {
            const struct yx_table_now *now = &s->table[in->k];
            memset(b, YX_FACT_UNKNOWN, n);
            if (now->n) {
                const struct reg *from_reg = &g[ir->table[in->k].row[now->row[0]].out];
                memcpy(b, from_reg->b, n);
                memcpy(out->v, from_reg->v, n * sizeof out->v[0]);
            }
            break;
        }
        case YX_IR_EQ:
        case YX_IR_NE:
        case YX_IR_LT:
        case YX_IR_LE:
        case YX_IR_EQK:
        case YX_IR_NEK:
        case YX_IR_LTK:
        case YX_IR_LEK:
        case YX_IR_GTK:
        case YX_IR_GEK:
        case YX_IR_INK:
        case YX_IR_ABSENT: relate(in, g, s, b, n); break;
        case YX_IR_ADD:
        case YX_IR_SUB:
        case YX_IR_MUL:
        case YX_IR_MIN:
        case YX_IR_MAX:
        case YX_IR_SCALE:
        case YX_IR_MONTHS: arith(in, g, out, n); break;
        }
    }
}

/* ---- items ---- */

/* Is the day the 窗口 looks at inside? */
enum { WINDOW_ABSENT, WINDOW_UNKNOWN, WINDOW_IN, WINDOW_OUT };

static uint8_t window_of(const struct yx_item_now *now, const struct reg *day, uint32_t i)
{
    if (day->b[i] == YX_FACT_ABSENT)
        return WINDOW_ABSENT;
    if (day->b[i] == YX_FACT_UNKNOWN)
        return WINDOW_UNKNOWN;
    return day->v[i] >= now->window_from && day->v[i] <= now->window_to ? WINDOW_IN : WINDOW_OUT;
}

/* E of each row, and, for a no, why: branch-free over the strip. */
static void eligible(const struct yx_run *r, const struct yx_item *item,
                     const struct yx_item_now *now, const uint16_t *stopped, uint8_t *e,
                     uint8_t *why, uint32_t n)
{
    const struct reg *g = r->reg;
    const uint8_t *scope = item->scope == YX_NO_REG ? r->yes : g[item->scope].b;
    const uint8_t *cond = item->cond == YX_NO_REG ? r->yes : g[item->cond].b;
    const uint8_t *limit = item->limit == YX_NO_REG ? r->yes : g[item->limit].b;
    uint8_t most = now->in_term && now->in_force ? YX_YES : YX_NO;
    uint8_t inner = !now->in_force ? YX_WHY_NOT_IN_FORCE : YX_WHY_OTHER_TERM;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t both = YX_MIN(scope[i], cond[i]), all = YX_MIN(both, limit[i]);
        e[i] = YX_MIN(all, most);
        uint8_t no = cond[i] == YX_NO ? YX_WHY_CONDITION : YX_WHY_TERM_LIMIT;
        no = most == YX_NO ? inner : no;
        no = scope[i] == YX_NO ? YX_WHY_SCOPE : no;
        why[i] = e[i] == YX_NO ? no : YX_WHY_NONE;
    }
    for (uint32_t i = 0; i < n; i++) {
        bool stop = stopped[i] != 0;
        e[i] = stop ? YX_NO : e[i];
        why[i] = stop ? YX_WHY_CONSTRAINT : why[i];
    }
}

/* Row `i` of the strip, whose E is not no. */
static void award_row(const struct yx_run *r, const struct yx_item *item,
                      const struct yx_item_now *now, struct yx_award_vec *w, uint32_t from,
                      uint32_t i, uint8_t e, yx_fen due)
{
    const struct reg *g = r->reg, *payee = &g[item->payee];
    uint32_t o = from + i;
    uint8_t in_window = item->window == YX_NO_REG ? WINDOW_IN : window_of(now, &g[item->window], i);
    if (in_window == WINDOW_ABSENT) {
        w->why[o] = e == YX_YES ? YX_WHY_NOT_APPLIED : YX_WHY_CONDITION;
        return;
    }
    if (in_window == WINDOW_UNKNOWN)
        e = YX_MAYBE;
    bool payee_known = payee->b[i] == YX_FACT_KNOWN;
    w->payee[o] = payee_known ? (uint8_t)payee->v[i] : (uint8_t)YX_PAY_UNKNOWN;
    if (in_window == WINDOW_OUT) { /* late or not at all: nothing is paid either way */
        w->status[o] = e == YX_YES ? YX_LATE : YX_PENDING;
        return;
    }
    bool has_amount = item->amount != YX_NO_REG;
    bool known = !has_amount || g[item->amount].b[i] == YX_FACT_KNOWN;
    if (has_amount) {
        w->lo[o] = e == YX_YES && known ? due : 0;
        w->hi[o] = known ? due : now->most;
    }
    if (e == YX_YES && known && payee_known) {
        w->status[o] = item->is_ceiling ? YX_CEILING : YX_ENTITLED;
        w->amount[o] = has_amount ? due : 0;
    } else {
        w->status[o] = YX_PENDING;
    }
}

static void item_rows(struct yx_run *r, const struct yx_slice *s, uint32_t k, uint32_t from,
                      uint32_t n)
{
    const struct yx_item *item = &r->p->ir.item[k];
    const struct yx_item_now *now = &s->item[k];
    struct yx_award_vec *w = &r->out.benefit[k];
    uint8_t e[STRIP];
    eligible(r, item, now, r->out.constraint + from, e, w->why + from, n);
    memset(w->status + from, YX_NOT_ENTITLED, n);
    memset(w->payee + from, YX_PAY_UNKNOWN, n);
    memset(w->amount + from, 0, n * sizeof w->amount[0]);
    memset(w->lo + from, 0, n * sizeof w->lo[0]);
    memset(w->hi + from, 0, n * sizeof w->hi[0]);
    uint32_t row[STRIP], m = 0;
    for (uint32_t i = 0; i < n; i++) {
        row[m] = i;
        m += e[i] != YX_NO;
    }
    yx_fen due[STRIP];
    memset(due, 0, m * sizeof due[0]);
    if (item->amount != YX_NO_REG) {
        const struct reg *amount = &r->reg[item->amount];
        for (uint32_t j = 0; j < m; j++)
            due[j] = amount->b[row[j]] == YX_FACT_KNOWN ? YX_MAX(amount->v[row[j]], 0) : 0;
        yx_accrue_rows(now->accrual, due, m);
    }
    for (uint32_t j = 0; j < m; j++)
        award_row(r, item, now, w, from, row[j], e[row[j]], due[j]);
}

static void decide_items(struct yx_run *r, const struct yx_slice *s, const struct yx_facts *f,
                         uint32_t from, uint32_t n)
{
    const struct yx_ir *ir = &r->p->ir;
    execute(r, s, f, from, n);
    memset(r->out.constraint + from, 0, n * sizeof r->out.constraint[0]);
    for (uint32_t c = ir->n_constraints; c-- > 0;) {
        const uint8_t *b = r->reg[ir->constraint[c].reg].b;
        for (uint32_t i = 0; i < n; i++)
            if (b[i] == YX_NO)
                r->out.constraint[from + i] = (uint16_t)(c + 1);
    }
    for (uint32_t k = 0; k < ir->n_items; k++)
        item_rows(r, s, k, from, n);
}

static void decide_gaps(struct yx_run *r, uint32_t from, uint32_t n)
{
    const struct yx_ir *ir = &r->p->ir;
    for (uint32_t k = 0; k < ir->n_gaps; k++) {
        const uint8_t *b = r->reg[ir->gap[k].reg].b;
        for (uint32_t i = 0; i < n; i++)
            r->out.gap[k][from + i] = r->out.constraint[from + i] ? 0
                                      : b[i] == YX_YES            ? 1
                                      : b[i] == YX_MAYBE          ? 2
                                                                  : 0;
    }
}

const struct yx_awards *yx_policy_run(struct yx_run *r, const struct yx_facts *f)
{
    const struct yx_slice *s = slice_of(r, f->term);
    for (uint32_t from = 0; from < f->n; from += STRIP) {
        uint32_t n = YX_MIN(f->n - from, (uint32_t)STRIP);
        decide_items(r, s, f, from, n);
        yx_combine_rows(r->p, s, f, r->out.benefit, from, n, &r->scratch);
        decide_gaps(r, from, n);
    }
    return &r->out;
}

/* ---- probing ---- */

const struct yx_awards *yx_probe_items(struct yx_run *r, const struct yx_facts *f)
{
    decide_items(r, slice_of(r, f->term), f, 0, YX_MIN(f->n, (uint32_t)STRIP));
    return &r->out;
}

uint8_t yx_probe_truth(const struct yx_run *r, uint16_t reg, uint32_t row)
{
    return r->reg[reg].b[row];
}

uint8_t yx_probe_value(const struct yx_run *r, uint16_t reg, uint32_t row, int64_t *v)
{
    *v = r->reg[reg].v[row];
    return r->reg[reg].b[row];
}

const struct yx_slice *yx_probe_slice(struct yx_run *r, yx_term term)
{
    return slice_of(r, term);
}
