/* slice.c -- a policy as it stands in one term. */
#include "policy/slice.h"

enum { MAX_CELLS = 65536 }; /* product of the heads' values that is enumerated */

__extension__ typedef __int128 wide;

#define SAFE ((wide)1 << 60)

yx_day yx_month_day(int year, int md)
{
    int month = md / 100;
    if (month < 1 || month > 12) /* the document says no day, or none of the calendar */
        return YX_NO_DAY;
    return yx_day_make(year, month, YX_MIN(md % 100, yx_days_in_month(year, month)));
}

/* Whether the rows in force leave no combination of the heads' values open. */
static bool is_total(const struct yx_dtable *t, const struct yx_table_now *now)
{
    uint64_t value[16]; /* the one value of each head, as a mask */
    size_t cells = 1;
    if (t->n_heads > YX_LEN(value))
        return false;
    for (uint32_t h = 0; h < t->n_heads; h++) {
        unsigned n = t->head[h].n ? (unsigned)__builtin_popcountll(t->head[h].all) : 1;
        cells *= n;
        if (n == 0 || cells > MAX_CELLS)
            return false;
        value[h] = t->head[h].n ? t->head[h].all & -t->head[h].all : 1;
    }
    for (;;) {
        bool covered = false;
        for (uint32_t r = 0; r < now->n && !covered; r++) {
            covered = true;
            for (uint32_t h = 0; h < t->n_heads; h++)
                covered &= (t->row[now->row[r]].cover[h] & value[h]) != 0;
        }
        if (!covered)
            return false;
        uint32_t h = 0;
        for (; h < t->n_heads; h++) {
            if (!t->head[h].n)
                continue;
            uint64_t above = t->head[h].all & ~(value[h] | (value[h] - 1));
            value[h] = above ? above & -above : t->head[h].all & -t->head[h].all;
            if (above)
                break;
        }
        if (h == t->n_heads)
            return true;
    }
}

static void table_at(const struct yx_dtable *t, yx_day day, struct yx_arena *a,
                     struct yx_table_now *out)
{
    out->row = YX_NEW(a, uint16_t, t->n_rows);
    out->otherwise = -1;
    for (uint32_t r = 0; r < t->n_rows; r++) {
        const struct yx_row *row = &t->row[r];
        if (day < row->from || day > row->to)
            continue;
        if (row->is_otherwise)
            out->otherwise = (int)r;
        else
            out->row[out->n++] = (uint16_t)r;
    }
    out->is_total = t->n_heads > 0 && is_total(t, out);
}

/* ---- bounds ---- */

struct span {
    wide lo, hi;
};

static wide floor_div(wide a, wide b)
{
    return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static struct span product(struct span a, struct span b)
{
    wide c[4] = {a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi};
    struct span out = {c[0], c[0]};
    for (int i = 1; i < 4; i++) {
        out.lo = YX_MIN(out.lo, c[i]);
        out.hi = YX_MAX(out.hi, c[i]);
    }
    return out;
}

static struct span of_input(const struct yx_policy_input *in)
{
    switch (in->type) {
    case YX_IN_BOOL: return (struct span){0, 1};
    case YX_IN_ENUM: return (struct span){0, in->n_members};
    case YX_IN_INT: return (struct span){in->lo, in->hi};
    case YX_IN_MONEY: return (struct span){0, YX_MAX_FEN};
    case YX_IN_DATE: return (struct span){-100000, 4000000};
    case YX_IN_SET:
    case YX_IN_TEXT: break;
    }
    return (struct span){0, 0};
}

static struct span of_table(const struct yx_dtable *t, const struct yx_table_now *now,
                            const int64_t *lo, const int64_t *hi)
{
    struct span out = {0, 0};
    bool any = false;
    for (uint32_t i = 0; i < (now ? now->n + (now->otherwise >= 0) : t->n_rows); i++) {
        uint32_t r = now ? i < now->n ? now->row[i] : (uint32_t)now->otherwise : i;
        uint16_t reg = t->row[r].out;
        out.lo = any ? YX_MIN(out.lo, (wide)lo[reg]) : lo[reg];
        out.hi = any ? YX_MAX(out.hi, (wide)hi[reg]) : hi[reg];
        any = true;
    }
    return out;
}

int yx_ir_bounds(const struct yx_policy *p, const struct yx_slice *s, int64_t *lo, int64_t *hi)
{
    const struct yx_ir *ir = &p->ir;
    int first = -1;
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *in = &ir->ins[i];
        struct span r = {0, 0}, a = {0, 0}, b = {1, 1}, c = {1, 1};
        if (in->kind != YX_KIND_V) {
            lo[i] = hi[i] = 0;
            continue;
        }
        if (in->a != YX_NO_REG)
            a = (struct span){lo[in->a], hi[in->a]};
        if (in->b != YX_NO_REG)
            b = (struct span){lo[in->b], hi[in->b]};
        if (in->c != YX_NO_REG)
            c = (struct span){lo[in->c], hi[in->c]};
        switch ((enum yx_ir_op)in->op) {
        case YX_IR_CONST: r = (struct span){in->k, in->k}; break;
        case YX_IR_UNKNOWN: r = (struct span){in->k, in->k2}; break;
        case YX_IR_FACT_V: r = of_input(&p->input[in->k]); break;
        case YX_IR_BUILTIN: r = (struct span){-100000, 4000000}; break;
        case YX_IR_VALUE_OF: r = (struct span){0, 1}; break;
        case YX_IR_ADD: r = (struct span){a.lo + b.lo, a.hi + b.hi}; break;
        case YX_IR_SUB: r = (struct span){a.lo - b.hi, a.hi - b.lo}; break;
        case YX_IR_MUL: r = product(a, b); break;
        case YX_IR_MIN: r = (struct span){YX_MIN(a.lo, b.lo), YX_MIN(a.hi, b.hi)}; break;
        case YX_IR_MAX: r = (struct span){YX_MAX(a.lo, b.lo), YX_MAX(a.hi, b.hi)}; break;
        case YX_IR_MONTHS: r = (struct span){a.lo - 400000, a.hi + 400000}; break;
        case YX_IR_SCALE: {
            r = product(a, b);
            /* 128 bits hold a × b × k while each stays below its own limit. */
            if (r.lo <= -SAFE || r.hi >= SAFE) {
                first = first < 0 ? (int)i : first;
                r = (struct span){0, 0};
            }
            struct span k = {in->k, in->k};
            r = product(r, k);
            wide least = c.lo > 0 ? c.lo : 1; /* ÷ 0 is unknown, ÷ a negative number refused */
            r = (struct span){floor_div(YX_MIN(r.lo, 0), in->k2 * least),
                              floor_div(YX_MAX(r.hi, 0), in->k2 * least)};
            break;
        }
        case YX_IR_TABLE:
        case YX_IR_DATED:
            r = of_table(&ir->table[in->k], s ? &s->table[in->k] : NULL, lo, hi);
            break;
        default: break;
        }
        if (r.lo <= -SAFE || r.hi >= SAFE) {
            first = first < 0 ? (int)i : first;
            r = (struct span){0, 0};
        }
        lo[i] = (int64_t)r.lo;
        hi[i] = (int64_t)r.hi;
    }
    return first;
}

void yx_slice_make(const struct yx_policy *p, yx_term term, struct yx_arena *a,
                   struct yx_slice *out)
{
    const struct yx_ir *ir = &p->ir;
    *out = (struct yx_slice){.term = term, .as_of = yx_policy_as_of(p, term)};
    out->builtin[YX_BUILTIN_TERM] = term;
    out->builtin[YX_BUILTIN_SEASON] = yx_term_is_autumn(term);
    out->builtin[YX_BUILTIN_YEAR] =
        p->school_year && !yx_term_is_autumn(term) ? yx_term_year(term) - 1 : yx_term_year(term);
    out->builtin[YX_BUILTIN_AS_OF] = out->as_of;

    out->valid = YX_NEW(a, uint64_t, ir->n_lists + 1);
    for (uint32_t l = 0; l < ir->n_lists; l++) {
        const struct yx_list *list = &ir->list[l];
        for (uint32_t m = 0; m < list->n; m++)
            if (!list->from || (list->from[m] <= out->as_of && out->as_of <= list->to[m]))
                out->valid[l] |= UINT64_C(1) << m;
    }
    out->table = YX_NEW(a, struct yx_table_now, ir->n_tables + 1);
    for (uint32_t t = 0; t < ir->n_tables; t++)
        table_at(&ir->table[t], out->as_of, a, &out->table[t]);

    int64_t *lo = YX_NEW(a, int64_t, ir->n_ins + 1), *hi = YX_NEW(a, int64_t, ir->n_ins + 1);
    (void)yx_ir_bounds(p, out, lo, hi);
    out->item = YX_NEW(a, struct yx_item_now, ir->n_items + 1);
    for (uint32_t i = 0; i < ir->n_items; i++) {
        const struct yx_item *item = &ir->item[i];
        struct yx_item_now *now = &out->item[i];
        now->in_force = item->from <= out->as_of && out->as_of <= item->to;
        now->in_term = item->whole_in < 0 || item->whole_in == yx_term_is_autumn(term);
        now->accrual = yx_accrual_of(p, item->rate, item->whole_in, term);
        if (item->amount != YX_NO_REG)
            now->most = yx_accrue(now->accrual, YX_MAX(hi[item->amount], 0));
        if (item->window != YX_NO_REG) {
            int year = yx_term_year(term);
            now->window_from = yx_month_day(year, item->window_from);
            now->window_to = yx_month_day(year, item->window_to);
            if (now->window_to < now->window_from) /* 12-15 至 01-15 */
                now->window_to = yx_month_day(year + 1, item->window_to);
        }
    }
    out->cap = YX_NEW(a, yx_fen, ir->n_combos + 1);
    for (uint32_t c = 0; c < ir->n_combos; c++) {
        const struct yx_combo *combo = &ir->combo[c];
        if (combo->kind != YX_COMBO_CAP)
            continue;
        int whole = ir->item[combo->group[0].item[0]].whole_in;
        out->cap[c] =
            combo->already >= 0 && combo->limit_rate == YX_RATE_YEAR
                ? combo->limit
                : yx_accrue(yx_accrual_of(p, combo->limit_rate, whole, term), combo->limit);
    }
}
