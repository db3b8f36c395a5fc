/* proofs.c -- what can be shown of a policy by looking at every student there can be.
 *
 * DESIGN.  Benefit by benefit: the unit of the benefit, its cells in every term
 * and under every setting of its switches, each kept while its E is not no.
 * 组合 has its own file.  The first cell of a kind is reported, the others are not:
 * an author mends one cause, not a thousand students. */
#include "policy/proofs_int.h"
#include "policy/student.h"

#include <string.h>

enum { ROWS_A_BENEFIT = 4000000 }; /* budget of one benefit over terms and switches */

enum { MAX_TERMS = 60 }; /* a run keeps slices of so many */

/* ---- words ---- */

void yx_prove_student(struct yx_proving *v, struct yx_diag *d, uint32_t row)
{
    struct yx_buf b = {0};
    yx_student_put(v->walk, row, &b);
    yx_report_instance(v->r, d, yx_buf_str(&b));
    yx_buf_free(&b);
}

struct yx_place yx_prove_line(const struct yx_proving *v, uint32_t line)
{
    return yx_policy_place(&v->q, line, 1);
}

struct yx_place yx_prove_item_line(const struct yx_proving *v)
{
    return yx_prove_line(v, v->q.ir.item[v->now].line);
}

const char *yx_prove_id(struct yx_proving *v, uint32_t item)
{
    return yx_report_c(v->r, v->q.benefit[item].id);
}

/* Said once of the benefit now walked. */
static bool say_once(struct yx_proving *v, enum yx_said what)
{
    bool is_first = !(v->item[v->now].said & what);
    v->item[v->now].said |= what;
    return is_first;
}

/* ---- tables ---- */

/* Rows that speak for the cell; two at once are one too many. */
static void look_at_table(struct yx_proving *v, uint32_t t, const struct yx_table_now *now,
                          uint32_t row)
{
    const struct yx_dtable *table = &v->q.ir.table[t];
    int first = -1;
    for (uint32_t i = 0; i < now->n; i++) {
        uint16_t r = now->row[i];
        if (yx_probe_truth(v->run, table->row[r].cond, row) != YX_YES)
            continue;
        if (first < 0) {
            first = r;
            v->row_seen[t][r] |= 1;
            if (table->is_first_match)
                break;
            continue;
        }
        if (v->row_seen[t][r] & 2)
            continue;
        v->row_seen[t][r] |= 2;
        struct yx_diag *d =
            YX_REPORT(v->r, YX_ERROR, yx_prove_line(v, table->row[r].line),
                      YX_TEXT("这一行与前面的一行重叠", "this row overlaps an earlier one"));
        yx_prove_student(v, d, row);
        yx_diag_second(d, yx_prove_line(v, table->row[first].line),
                       YX_TEXT("前面的一行", "the earlier row"));
    }
    if (first < 0 && now->otherwise >= 0)
        v->row_seen[t][now->otherwise] |= 1;
}

static void look_at_tables(struct yx_proving *v, uint32_t row)
{
    const struct yx_ir *ir = &v->q.ir;
    const struct yx_slice *s = yx_probe_slice(v->run, v->walk->term);
    for (uint32_t i = 0; i < ir->n_ins; i++)
        if (v->walk->unit->used[i] == 1 && ir->ins[i].op == YX_IR_TABLE) {
            v->table_used[ir->ins[i].k] = 1;
            look_at_table(v, (uint32_t)ir->ins[i].k, &s->table[ir->ins[i].k], row);
        } else if (v->walk->unit->used[i] == 1 && ir->ins[i].op == YX_IR_DATED) {
            uint32_t t = (uint32_t)ir->ins[i].k;
            int r = yx_row_in_force(s, t);
            v->table_used[t] = 1;
            if (r >= 0 && ir->ins[ir->table[t].row[r].out].op != YX_IR_UNKNOWN) /* not 待定 */
                v->row_seen[t][r] |= 1;
        }
}

/* ---- one benefit ---- */

bool yx_prove_keep(void *ctx, const struct yx_awards *a, uint32_t row)
{
    return yx_may_be_had(a, ((struct yx_proving *)ctx)->now, row);
}

const struct yx_awards *yx_prove_again(struct yx_proving *v, uint32_t row, uint32_t input,
                                       struct yx_fact_one x)
{
    struct yx_facts *f = v->probe_facts;
    f->n = 1;
    f->term = v->walk->term;
    for (uint32_t i = 0; i < v->q.n_inputs; i++)
        yx_facts_set(f, i, 0, i == input ? x : yx_facts_get(v->walk->facts, i, row));
    return yx_probe_items(v->probe, f);
}

static struct yx_award_vec decide_with(struct yx_proving *v, uint32_t row, uint32_t input,
                                       struct yx_fact_one x)
{
    return yx_prove_again(v, row, input, x)->benefit[v->now];
}

/* Whether the probe's last decision hung on its conditions. An amount alone that cannot
 * be told, as min(?, 1500元), is unknown by the language's rule. */
static bool hangs_on_conditions(const struct yx_proving *v)
{
    const struct yx_item *item = &v->q.ir.item[v->now];
    const uint16_t reg[] = {item->scope, item->cond, item->limit};
    for (size_t i = 0; i < YX_LEN(reg); i++)
        if (reg[i] != YX_NO_REG && yx_probe_truth(v->probe, reg[i], 0) == YX_MAYBE)
            return true;
    return false;
}

/* Is the fact waited for although every value of it gives the same? Asked at the
 * first of its values only: if all are alike, that one is among them. */
static void look_at_unknowns(struct yx_proving *v, const struct yx_award_vec *w, uint32_t row,
                             const uint16_t *at)
{
    struct yx_cell_walk *walk = v->walk;
    for (uint32_t k = 0; k < walk->n; k++) {
        uint32_t input = walk->input[k];
        uint64_t bit = UINT64_C(1) << (input & 63);
        if (at[k] || walk->atoms[k].n < 2 || walk->atoms[k].is_weighed || input > 63 ||
            (v->item[v->now].waited & bit) || v->walk->unit->input[input] == YX_UNIT_DEFAULTED)
            continue;
        struct yx_fact_one unknown = {.state = YX_FACT_UNKNOWN};
        if (decide_with(v, row, input, unknown).status[0] != YX_PENDING || !hangs_on_conditions(v))
            continue;
        bool same = true;
        for (uint32_t m = 1; m < walk->atoms[k].n && same; m++) {
            struct yx_award_vec o = decide_with(v, row, input, walk->atoms[k].v[m]);
            same = o.status[0] == w->status[row] && o.amount[0] == w->amount[row] &&
                   o.payee[0] == w->payee[row];
        }
        if (!same)
            continue;
        v->item[v->now].waited |= bit;
        struct yx_diag *d =
            YX_REPORT(v->r, YX_WARNING, yx_prove_item_line(v),
                      YX_TEXT("项目 {0}：{1} 未知时待核，其实它取什么值结果都一样",
                              "benefit {0} waits for {1}, though every value of it gives the same"),
                      yx_prove_id(v, v->now), yx_report_c(v->r, v->q.input[input].name));
        yx_prove_student(v, d, row);
        YX_HINT(v->r, d,
                YX_TEXT("把条件改写成不看它也能判断的样子，如“x 或 非 x”可以去掉",
                        "write the condition so that it can be told without it"));
    }
}

static void look_at_cap(struct yx_proving *v, const struct yx_award_vec *w, uint32_t row)
{
    const struct yx_ir *ir = &v->q.ir;
    const struct yx_slice *s = yx_probe_slice(v->run, v->walk->term);
    for (uint32_t c = 0; c < ir->n_combos; c++) {
        const struct yx_combo *x = &ir->combo[c];
        bool is_member = false;
        for (uint32_t m = 0; x->kind == YX_COMBO_CAP && m < x->group[0].n; m++)
            is_member |= x->group[0].item[m] == v->now;
        if (!is_member || w->amount[row] <= s->cap[c] || !say_once(v, SAID_CAPPED))
            continue;
        struct yx_diag *d = YX_REPORT(
            v->r, YX_WARNING, yx_prove_line(v, x->line),
            YX_TEXT("封顶比项目 {0} 一项的金额还低", "the cap is below benefit {0} alone"),
            yx_prove_id(v, v->now));
        yx_prove_student(v, d, row);
        yx_diag_second(d, yx_prove_item_line(v), YX_TEXT("这个项目", "the benefit"));
    }
}

/* 提高 may not lower: what a document made of the amount above it, student by student. */
static void look_at_raises(struct yx_proving *v, uint32_t row)
{
    const struct yx_item *item = &v->q.ir.item[v->now];
    for (uint32_t i = 0; i < item->n_raises; i++) {
        const struct yx_raise *r = &item->raise[i];
        int64_t was = 0, is = 0;
        if (yx_probe_value(v->run, r->was, row, &was) != YX_FACT_KNOWN ||
            yx_probe_value(v->run, r->is, row, &is) != YX_FACT_KNOWN || is >= was ||
            !say_once(v, SAID_LOWERED))
            continue;
        struct yx_buf b = {0};
        yx_money_put(&b, is);
        yx_buf_putc(&b, 0);
        size_t at = b.n;
        yx_money_put(&b, was);
        yx_buf_putc(&b, 0);
        struct yx_diag *d =
            YX_REPORT(v->r, YX_ERROR, yx_prove_line(v, r->line),
                      YX_TEXT("项目 {0}：“提高”后的 {1}元 比上级的 {2}元 低",
                              "benefit {0}: {1}元 is less than the {2}元 of the document above"),
                      yx_prove_id(v, v->now), b.p, b.p + at);
        yx_prove_student(v, d, row);
        yx_buf_free(&b);
    }
}

static bool visit_item(void *ctx, const struct yx_awards *a, uint32_t row, const uint16_t *at)
{
    struct yx_proving *v = ctx;
    const struct yx_award_vec *w = &a->benefit[v->now];
    const struct yx_item *item = &v->q.ir.item[v->now];
    look_at_tables(v, row);
    if (w->status[row] == YX_LATE)
        return true;
    int64_t amount = 0, payee = 0;
    bool has_amount = item->amount != YX_NO_REG, is_open = v->item[v->now].is_open;
    uint8_t state = has_amount ? yx_probe_value(v->run, item->amount, row, &amount) : 0;
    if (has_amount && state != YX_FACT_KNOWN && !is_open && say_once(v, SAID_NO_AMOUNT)) {
        struct yx_diag *d =
            YX_REPORT(v->r, YX_ERROR, yx_prove_item_line(v),
                      YX_TEXT("项目 {0}：符合条件却没有金额",
                              "benefit {0}: all conditions hold, yet there is no amount"),
                      yx_prove_id(v, v->now));
        yx_prove_student(v, d, row);
        YX_HINT(v->r, d,
                YX_TEXT("在表里补一行或写 其余；金额用到的事实为空时，用条件排除",
                        "add a row or 其余 to the table; if a fact of the amount may be 空, "
                        "exclude it by a condition"));
    }
    look_at_raises(v, row);
    if (yx_probe_value(v->run, item->payee, row, &payee) != YX_FACT_KNOWN &&
        say_once(v, SAID_NO_PAYEE))
        yx_prove_student(v,
                         YX_REPORT(v->r, YX_ERROR, yx_prove_item_line(v),
                                   YX_TEXT("项目 {0}：符合条件却不知付给谁",
                                           "benefit {0}: all conditions hold, yet nobody is paid"),
                                   yx_prove_id(v, v->now)),
                         row);
    if (has_amount && state == YX_FACT_KNOWN && amount < 0 && say_once(v, SAID_NEGATIVE))
        yx_prove_student(
            v,
            YX_REPORT(v->r, YX_WARNING, yx_prove_item_line(v),
                      YX_TEXT("项目 {0} 的金额会小于零，按零算",
                              "the amount of benefit {0} falls below zero and counts as zero"),
                      yx_prove_id(v, v->now)),
            row);
    if (w->status[row] != YX_ENTITLED && w->status[row] != YX_CEILING)
        return true;
    v->item[v->now].is_had = true;
    if (has_amount)
        look_at_cap(v, w, row);
    look_at_unknowns(v, w, row, at);
    yx_prove_rises(v, w, row);
    return true;
}

/* What was not looked through, for the summary: `A5.1（学费、住宿费）`. */
static void note_unproved(struct yx_proving *v, const struct yx_cell_walk *walk)
{
    struct yx_buf *b = &v->out->unproved;
    uint32_t n = 0;
    for (uint32_t k = 0; k < walk->n; k++) {
        if (!walk->atoms[k].is_sampled)
            continue;
        if (!n)
            yx_buf_puts(b, v->q.benefit[v->now].id);
        yx_buf_putz(b, n++ ? "、" : "（");
        yx_buf_puts(b, v->q.input[walk->input[k]].name);
    }
    yx_buf_putz(b, n ? "）" : "");
}

bool yx_prove_walk(struct yx_proving *v, const struct yx_policy *p, struct yx_cell_walk *walk,
                   uint64_t budget)
{
    v->walk = walk;
    walk->budget = budget;
    bool is_whole = true, is_stopped = false;
    for (uint32_t k = 0; !is_stopped && is_whole && yx_unit_setting(walk->unit, p, &v->q, k); k++)
        for (yx_term t = v->first; t <= v->last && !is_stopped && is_whole; t++) {
            walk->term = t;
            enum yx_cell_end end = yx_cell_walk(walk);
            is_whole = end != YX_CELLS_TOO_MANY;
            is_stopped = end == YX_CELLS_STOPPED;
        }
    v->out->cells += budget - walk->budget;
    v->walk = NULL;
    return is_whole;
}

/* What a document above gives may be out of force in all of a lower one's life. */
static bool in_life(const struct yx_proving *v, uint32_t item)
{
    const struct yx_item *x = &v->q.ir.item[item];
    return x->line >> YX_LINE_BITS == 0 || (x->from <= v->q.to && x->to >= v->q.from);
}

static void prove_item(struct yx_proving *v, const struct yx_policy *p, uint32_t item)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_unit u;
    struct yx_cell_walk w;
    yx_unit_open(&u, &v->q, a);
    yx_unit_add_item(&u, item);
    yx_unit_close(&u, false, a);
    for (uint32_t i = 0; i < v->q.ir.n_ins; i++)
        v->item[item].is_open |= u.used[i] == 1 && v->q.ir.ins[i].op == YX_IR_UNKNOWN;
    yx_cell_walk_open(&w, &u, v->run, a);
    w.ctx = v;
    w.keep = yx_prove_keep;
    w.visit = visit_item;
    v->now = item;
    struct yx_item_seen *seen = &v->item[item];
    seen->is_cut_short = !yx_prove_walk(v, p, &w, ROWS_A_BENEFIT);
    note_unproved(v, &w);
    if (seen->is_cut_short)
        YX_REPORT(v->r, YX_WARNING, yx_prove_item_line(v),
                  YX_TEXT("项目 {0} 的情形太多，只查了一部分",
                          "benefit {0} has too many cases: only a part was looked through"),
                  yx_prove_id(v, item));
    else if (!seen->is_had && !seen->is_open && in_life(v, item))
        YX_REPORT(v->r, YX_ERROR, yx_prove_item_line(v),
                  YX_TEXT("项目 {0} 谁也得不到：条件不可能同时成立",
                          "nobody can have benefit {0}: its conditions never hold together"),
                  yx_prove_id(v, item));
    yx_arena_free(a);
}

/* ---- the whole ---- */

static bool all_looked_through(const struct yx_proving *v)
{
    for (uint32_t i = 0; i < v->q.ir.n_items; i++)
        if (v->item[i].is_cut_short)
            return false;
    return true;
}

/* Rows no student reaches, and rows no example tries. */
static void look_at_rows(struct yx_proving *v, const struct yx_coverage *tried)
{
    const struct yx_ir *ir = &v->q.ir;
    bool is_whole = all_looked_through(v); /* else what was not reached may yet be */
    for (uint32_t t = 0; t < ir->n_tables; t++) {
        const struct yx_dtable *table = &ir->table[t];
        for (uint32_t r = 0; v->table_used[t] && r < table->n_rows; r++) {
            bool is_twin = false; /* the same row of the table's other output */
            for (uint32_t o = 0; o < t; o++)
                is_twin |= ir->table[o].line == table->line;
            bool is_reached = v->row_seen[t][r] & 1, is_dated = !table->n_heads;
            if (is_twin || (is_dated && !is_reached) ||
                (is_reached ? tried->row[t][r] != 0 : !is_whole))
                continue;
            YX_REPORT(v->r, YX_WARNING, yx_prove_line(v, table->row[r].line),
                      is_reached ? YX_TEXT("没有例用到这一行：{0}", "no example uses this row: {0}")
                                 : YX_TEXT("这一行没有学生会用到：{0}",
                                           "no student reaches this row: {0}"),
                      yx_report_c(v->r, table->row[r].text));
        }
    }
}

static void look_at_edges(struct yx_proving *v, const struct yx_coverage *tried)
{
    for (uint32_t i = 0; i < v->q.ir.n_items; i++) {
        unsigned missing = yx_coverage_edges(&v->q, i) & ~(unsigned)tried->edge[i];
        v->now = i;
        for (unsigned e = 1; v->item[i].is_had && e <= YX_EDGE_TO_OUT; e <<= 1)
            if (missing & e)
                YX_REPORT(v->r, YX_WARNING, yx_prove_item_line(v),
                          YX_TEXT("项目 {0}：没有例试{1}", "benefit {0}: no example tries {1}"),
                          yx_prove_id(v, i), yx_report_pair(v->r, yx_edge_text((enum yx_edge)e)));
    }
}

void yx_policy_prove(const struct yx_policy *p, struct yx_report *r, int file, struct yx_proof *out)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_proving v = {.q = *p, .r = r, .file = file, .out = out};
    v.q.swi = YX_NEW(a, struct yx_policy_switch, p->n_switches + 1);
    memcpy(v.q.swi, p->swi, p->n_switches * sizeof *p->swi);
    v.run = yx_run_new(&v.q);
    v.probe = yx_run_new(&v.q);
    v.probe_facts = yx_facts_new(p, a);
    yx_facts_clear(p, v.probe_facts);
    v.before = YX_NEW(a, struct yx_award_vec, p->ir.n_items + 1);
    v.after = YX_NEW(a, struct yx_award_vec, p->ir.n_items + 1);
    v.item = YX_NEW(a, struct yx_item_seen, p->ir.n_items + 1);
    v.table_used = YX_NEW(a, uint8_t, p->ir.n_tables + 1);
    v.row_seen = YX_NEW(a, uint8_t *, p->ir.n_tables + 1);
    for (uint32_t t = 0; t < p->ir.n_tables; t++)
        v.row_seen[t] = YX_NEW(a, uint8_t, p->ir.table[t].n_rows + 1);
    yx_policy_terms(p, &v.first, &v.last);
    v.last = YX_MIN(v.last, v.first + MAX_TERMS - 1);
    for (uint32_t i = 0; i < p->ir.n_items; i++)
        prove_item(&v, p, i);
    struct yx_coverage tried;
    yx_coverage_of(p, a, &tried);
    look_at_rows(&v, &tried);
    look_at_edges(&v, &tried);
    yx_prove_combos(&v, p, &tried);
    yx_run_free(v.run);
    yx_run_free(v.probe);
    yx_arena_free(a);
}
