/* compile.c -- the sections of a policy document, benefit by benefit.
 *
 * DESIGN.  Names are declared in a first pass over the whole document (codes,
 * inputs, switches, definitions, benefits), so the order of writing is free;
 * what they mean is compiled in a second.  The last pass orders the combination
 * and moves everything into the policy's arena. */
#include "policy/front.h"

#include <stdlib.h>

enum { MAX_ITEMS = 2000, MAX_INPUTS = 64 };
struct yx_str yx_front_text(struct yx_front *c, const struct yx_node *n)
{
    struct yx_str s = yx_node_source(n->doc, n);
    struct yx_buf b = {0};
    bool blank = false;
    for (size_t i = 0; i < s.n; i++) {
        bool is = s.p[i] == ' ' || s.p[i] == '\n' || s.p[i] == '\r' || s.p[i] == '\t';
        if (s.p[i] == '#') { /* a comment within a construct of several lines */
            while (i < s.n && s.p[i] != '\n')
                i++;
            is = true;
        }
        if (!is && blank && b.n)
            yx_buf_putc(&b, ' ');
        if (!is)
            yx_buf_putc(&b, s.p[i]);
        blank = is;
    }
    struct yx_str out = yx_str_dup(c->a, yx_str_trim(yx_buf_str(&b)));
    yx_buf_free(&b);
    return out;
}

/* The first argument of a line as a name; reports when it is none. */
const struct yx_node *yx_front_name(struct yx_front *c, const struct yx_node *line)
{
    const struct yx_node *e = yx_node_operand(line);
    if (e && (e->kind == YX_NAME || e->kind == YX_LITERAL))
        return e;
    if (!yx_report_has(c->r, yx_node_place(line->doc, line)))
        YX_WRONG(c, line, YX_TEXT("这里要一个名称", "a name is needed here"));
    return NULL;
}

void yx_front_unexpected(struct yx_front *c, const struct yx_node *n)
{
    if (!yx_report_has(c->r, yx_node_place(n->doc, n))) /* the parser may have said so */
        YX_WRONG(c, n, YX_TEXT("这一行不能放在这里", "this line cannot stand here"));
}

bool yx_front_layer_word(struct yx_front *c, const struct yx_node *n)
{
    switch ((enum yx_kw)n->kw) {
    case YX_KW_NARROW:
    case YX_KW_WIDEN:
    case YX_KW_RAISE:
    case YX_KW_SET:
        if (!yx_report_has(c->r, yx_node_place(n->doc, n)))
            YX_WRONG(c, n,
                     YX_TEXT("“{0}”只写在沿用上级的项目里：项目 … 沿用 上级项目",
                             "“{0}” stands in a benefit that adopts an upper one: 项目 … 沿用 N1"),
                     yx_front_c(c, yx_keyword_name((enum yx_kw)n->kw, YX_ZH)));
        return true;
    case YX_KW_EXTENDS:
    case YX_KW_ADOPT:
    case YX_KW_BELOW: return true; /* read by layers.c */
    default: return false;
    }
}

/* ---- first pass: names ---- */

struct counts {
    uint32_t inputs, switches, items, gaps, hints, constraints, definitions;
};

static void declare_inputs(struct yx_front *c, const struct yx_node *section)
{
    struct yx_policy *p = c->p;
    enum yx_owner owner = YX_OF_STUDENT;
    const struct yx_node *of = yx_node_clause(section, YX_KW_OF);
    const struct yx_node *who = of ? yx_node_operand(of) : NULL;
    if (who) {
        if (yx_word(who->text, "学校", "school"))
            owner = YX_OF_SCHOOL;
        else if (yx_word(who->text, "家庭", "family"))
            owner = YX_OF_FAMILY;
        else if (!yx_word(who->text, "学生", "student"))
            YX_WRONG(c, who,
                     YX_TEXT("输入归 学生、学校 或 家庭", "inputs belong to 学生, 学校 or 家庭"));
    }
    for (const struct yx_node *d = section->block; d; d = d->next) {
        if (d->kind != YX_DECLARE) {
            yx_front_unexpected(c, d);
            continue;
        }
        if (yx_layers_has(c, d->text, YX_SYM_INPUT, d, section))
            continue;
        if (p->n_inputs == MAX_INPUTS) {
            YX_WRONG(c, d, YX_TEXT("最多 {0} 个输入", "at most {0} inputs"),
                     yx_fmt_i64(MAX_INPUTS).s);
            return;
        }
        uint32_t i = p->n_inputs++;
        p->input[i] = (struct yx_policy_input){.name = d->text, .owner = owner};
        p->input_more[i] = (struct yx_input_more){.line = yx_front_line(c, d)};
        yx_front_declare(c, d->text, YX_SYM_INPUT, i, d, section);
    }
}

static void declare_items(struct yx_front *c)
{
    struct yx_policy *p = c->p;
    yx_layers_items(c);
    for (size_t i = 0; i < c->layer[0].item.n; i++) {
        struct yx_layer_item *item = c->layer[0].item.v[i];
        if (p->n_benefits == MAX_ITEMS) {
            YX_WRONG(c, item->line, YX_TEXT("最多 {0} 个项目", "at most {0} benefits"),
                     yx_fmt_i64(MAX_ITEMS).s);
            return;
        }
        struct yx_layer_item *up = item;
        do
            up->index = (int)p->n_benefits;
        while ((up = up->upper) != NULL);
        p->benefit[p->n_benefits].id = item->id;
        yx_front_declare(c, item->id, YX_SYM_ITEM, p->n_benefits++, item->line, NULL);
    }
}

static void declare_switches(struct yx_front *c, const struct yx_node *section)
{
    struct yx_policy *p = c->p;
    for (const struct yx_node *d = section->block; d; d = d->next) {
        if (d->kind != YX_DEFINE) {
            yx_front_unexpected(c, d);
            continue;
        }
        const struct yx_node *v = d->first;
        bool yes = v && v->kind == YX_NAME && yx_word(v->text, "是", "yes");
        if (!yes && !(v && v->kind == YX_NAME && yx_word(v->text, "否", "no")))
            YX_WRONG(c, v ? v : d, YX_TEXT("开关的缺省是 是 或 否", "a switch is 是 or 否"));
        bool is_above = yx_layers_has(c, d->text, YX_SYM_SWITCH, d, section);
        const struct yx_sym *there = is_above ? yx_front_find(c, d->text) : NULL;
        if (p->n_switches == MAX_INPUTS && !is_above) {
            YX_WRONG(c, d, YX_TEXT("开关太多", "too many switches"));
            break;
        }
        if (is_above && there->kind != YX_SYM_SWITCH)
            continue;
        uint32_t i = is_above ? there->index : p->n_switches++; /* what is lower decides */
        p->swi[i] = (struct yx_policy_switch){d->text, yes, yx_front_marked(d, YX_KW_UNDECIDED)};
        struct yx_str basis = {0};
        yx_front_cites(c, d, &basis);
        p->swi_more[i] = (struct yx_switch_more){.basis = basis, .line = yx_front_line(c, d)};
        if (!is_above)
            yx_front_declare(c, d->text, YX_SYM_SWITCH, i, d, section);
    }
}

static void declare_definitions(struct yx_front *c, const struct yx_node *section)
{
    for (const struct yx_node *d = section->block; d; d = d->next) {
        if (d->kind != YX_DEFINE && d->kind != YX_DECLARE) {
            yx_front_unexpected(c, d);
            continue;
        }
        struct yx_sym *there = yx_front_find(c, d->text);
        bool dated = yx_node_clause(d, YX_KW_FROM) || yx_node_clause(d, YX_KW_TO);
        if (there && dated && there->kind == YX_SYM_DEFINITION && there->more == section)
            continue;                    /* the next dated line of the same definition */
        const struct yx_node *first = d; /* of its dated lines: compared all at once */
        for (const struct yx_node *l = section->block; l != d; l = l->next)
            if (dated && l->kind == d->kind && yx_str_eq(l->text, d->text))
                first = NULL;
        if (!first && there && there->node->doc != d->doc)
            continue;
        if (!yx_layers_has(c, d->text, YX_SYM_DEFINITION, d, section))
            yx_front_declare(c, d->text, YX_SYM_DEFINITION, c->p->n_definitions++, d, section);
    }
}

static void declare_names(struct yx_front *c)
{
    for (uint32_t k = c->n_layers; k-- > 0;)
        for (const struct yx_node *s = c->layer[k].doc->root->block; s; s = s->next)
            if (s->kind == YX_LINE && s->kw == YX_KW_CODES)
                yx_front_codes(c, s);
    for (uint32_t k = c->n_layers; k-- > 0;)
        for (const struct yx_node *s = c->layer[k].doc->root->block; s; s = s->next) {
            if (s->kind != YX_LINE)
                continue;
            if (s->kw == YX_KW_INPUTS)
                declare_inputs(c, s);
            else if (s->kw == YX_KW_SWITCHES)
                declare_switches(c, s);
            else if (s->kw == YX_KW_DEFINE)
                declare_definitions(c, s);
        }
    declare_items(c);
}

static void input_types(struct yx_front *c)
{
    struct yx_policy *p = c->p;
    for (size_t k = 0; k < c->sym.n; k++) {
        struct yx_sym *s = &c->sym.v[k];
        if (s->kind != YX_SYM_INPUT)
            continue;
        struct yx_type t = yx_type_read(c, s->node);
        s = &c->sym.v[k];
        s->val = (struct yx_val){.type = t, .reg = YX_NO_REG};
        struct yx_policy_input *in = &p->input[s->index];
        struct yx_input_more *more = &p->input_more[s->index];
        in->is_nullable = t.is_nullable;
        more->list = t.list;
        more->rate = (enum yx_rate)t.rate;
        switch ((enum yx_ty)t.ty) {
        case YX_TY_BOOL: in->type = YX_IN_BOOL; break;
        case YX_TY_ENUM: in->type = YX_IN_ENUM; break;
        case YX_TY_SET: in->type = YX_IN_SET; break;
        case YX_TY_INT:
            in->type = YX_IN_INT;
            in->lo = t.lo;
            in->hi = t.hi;
            break;
        case YX_TY_MONEY: in->type = YX_IN_MONEY; break;
        case YX_TY_DATE: in->type = YX_IN_DATE; break;
        case YX_TY_TEXT: in->type = YX_IN_TEXT; break;
        default: break;
        }
        if (t.ty == YX_TY_ENUM || t.ty == YX_TY_SET) {
            in->member = c->list.v[t.list].member;
            in->n_members = c->list.v[t.list].n;
        }
        const struct yx_node *def = yx_node_clause(s->node, YX_KW_DEFAULT);
        const struct yx_node *v = def ? yx_node_operand(def) : NULL;
        if (v && !(v->kind == YX_NAME && yx_word(v->text, "待核", "pending"))) {
            struct yx_fact_one one;
            if (yx_front_fact(c, s->index, v, &one) && one.state != YX_FACT_UNKNOWN) {
                more->has_default = true;
                more->value = one.v;
                more->value_state = one.state;
            }
        }
    }
}

/* ---- constraints, hints, gaps, definitions ---- */

static void constraints(struct yx_front *c, const struct yx_node *section)
{
    struct yx_ir *ir = &c->p->ir;
    for (const struct yx_node *l = section->block; l; l = l->next) {
        const struct yx_node *say = l->kind == YX_LINE ? yx_node_clause(l, YX_KW_ELSE_SAY) : NULL;
        const struct yx_node *text = say ? yx_node_operand(say) : NULL;
        if (l->kind != YX_LINE || l->kw != YX_KW_MUST || !text || text->kind != YX_STRING) {
            YX_WRONG(c, l,
                     YX_TEXT("约束写成 须 条件 否则 “说明”",
                             "a constraint is written 须 condition 否则 “why”"));
            continue;
        }
        struct yx_constraint k = {yx_truth(c, yx_node_operand(l)),
                                  yx_front_text(c, yx_node_operand(l)), text->text,
                                  yx_front_line(c, l)};
        bool is_there = false; /* said by a document above already */
        for (uint32_t i = 0; i < ir->n_constraints; i++)
            is_there |= ir->constraint[i].reg == k.reg &&
                        ir->constraint[i].line >> YX_LINE_BITS != k.line >> YX_LINE_BITS &&
                        yx_str_eq(ir->constraint[i].message, k.message);
        if (!is_there)
            ir->constraint[ir->n_constraints++] = k;
    }
}

static void notes(struct yx_front *c, const struct yx_node *section, struct yx_note *out,
                  uint32_t *n)
{
    for (const struct yx_node *l = section->block; l; l = l->next) {
        const struct yx_node *when = l->kind == YX_ENTRY ? yx_node_clause(l, YX_KW_IF) : NULL;
        const struct yx_node *text = l->kind == YX_ENTRY ? l->first : NULL;
        if (!when || !text || text->kind != YX_STRING) {
            YX_WRONG(c, l, YX_TEXT("写成 编号 “说明” 当 条件", "write ID “text” 当 condition"));
            continue;
        }
        uint32_t line = yx_front_line(c, l), at = 0;
        while (at < *n && !(yx_str_eq(out[at].id, l->text) &&
                            out[at].line >> YX_LINE_BITS != line >> YX_LINE_BITS))
            at++; /* the lower document's entry takes the place of the upper one's */
        struct yx_note *e = &out[at];
        *n = YX_MAX(*n, at + 1);
        *e = (struct yx_note){.reg = yx_truth(c, yx_node_operand(when)),
                              .id = l->text,
                              .text = text->text,
                              .line = line};
        yx_front_cites(c, l, &e->basis);
    }
}

static void definitions(struct yx_front *c)
{
    struct yx_policy *p = c->p;
    p->definition = YX_NEW(c->a, struct yx_definition, p->n_definitions + 1);
    for (size_t i = 0; i < c->sym.n; i++) {
        if (c->sym.v[i].kind != YX_SYM_DEFINITION)
            continue;
        struct yx_val v = yx_symbol_value(c, c->sym.v[i].node, &c->sym.v[i]);
        const struct yx_sym *s = &c->sym.v[i];
        struct yx_definition *d = &p->definition[s->index];
        *d = (struct yx_definition){.name = s->name,
                                    .reg = v.type.ty == YX_TY_ERROR ? YX_NO_REG : v.reg,
                                    .is_undecided = yx_front_marked(s->node, YX_KW_UNDECIDED),
                                    .is_unverified = yx_front_marked(s->node, YX_KW_UNVERIFIED),
                                    .line = yx_front_line(c, s->node)};
        if (s->node->kind == YX_DEFINE && s->node->first)
            d->text = yx_front_text(c, s->node->first);
        yx_front_cites(c, s->node, &d->basis);
    }
}

/* ---- all of it ---- */

static uint32_t lines_of(const struct yx_front *c, enum yx_kw kw)
{
    uint32_t n = 0;
    for (uint32_t k = 0; k < c->n_layers; k++)
        for (const struct yx_node *s = c->layer[k].doc->root->block; s; s = s->next)
            if (s->kind == YX_LINE && s->kw == kw)
                for (const struct yx_node *l = s->block; l; l = l->next)
                    n++;
    return n;
}

static void seasons(struct yx_front *c)
{
    struct yx_list l = {.n = 2, .member = YX_NEW(c->a, struct yx_str, 2)};
    l.member[0] = YX_S("春");
    l.member[1] = YX_S("秋");
    YX_PUSH(&c->list, l);
    c->season_list = (int)c->list.n - 1;
}

static void check_range(struct yx_front *c)
{
    struct yx_ir *ir = &c->p->ir;
    int64_t *lo = YX_NEW(c->a, int64_t, ir->n_ins + 1), *hi = YX_NEW(c->a, int64_t, ir->n_ins + 1);
    int at = yx_ir_bounds(c->p, NULL, lo, hi);
    if (at >= 0)
        YX_REPORT(c->r, YX_ERROR, yx_policy_place(c->p, c->line.v[at], 1),
                  YX_TEXT("这里的数可能大得算不准", "numbers may become too large here"));
    for (uint32_t i = 0; i < ir->n_items; i++)
        if (ir->item[i].amount != YX_NO_REG && hi[ir->item[i].amount] > 10000 * YX_MAX_FEN)
            YX_REPORT(
                c->r, YX_ERROR, yx_policy_place(c->p, ir->item[i].line, 1),
                YX_TEXT("项目 {0} 的金额可能大得算不准", "the amount of {0} may become too large"),
                yx_front_c(c, c->p->benefit[i].id));
    yx_adopt_ranges(c, lo, hi);
}

/* Inputs each item reads, by walking the registers from the front. */
static void reads(struct yx_front *c)
{
    struct yx_ir *ir = &c->p->ir;
    uint64_t *of = YX_NEW(c->a, uint64_t, ir->n_ins + 1);
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *in = &ir->ins[i];
        bool list_in_c = in->op == YX_IR_INK || in->op == YX_IR_HAS_ANY || in->op == YX_IR_HAS_ALL;
        if (in->op == YX_IR_FACT_B || in->op == YX_IR_FACT_V || in->op == YX_IR_FACT_S)
            of[i] = UINT64_C(1) << in->k;
        if (in->a != YX_NO_REG)
            of[i] |= of[in->a];
        if (in->b != YX_NO_REG)
            of[i] |= of[in->b];
        if (in->c != YX_NO_REG && !list_in_c)
            of[i] |= of[in->c];
        if (in->op == YX_IR_TABLE || in->op == YX_IR_DATED)
            for (uint32_t r = 0; r < ir->table[in->k].n_rows; r++) {
                const struct yx_row *row = &ir->table[in->k].row[r];
                of[i] |= of[row->out] | (row->cond != YX_NO_REG ? of[row->cond] : 0);
            }
    }
    ir->reads = of;
    for (uint32_t i = 0; i < ir->n_items; i++) {
        struct yx_item *item = &ir->item[i];
        const uint16_t reg[] = {item->scope,  item->cond,   item->limit,
                                item->window, item->amount, item->payee};
        for (size_t k = 0; k < YX_LEN(reg); k++)
            item->reads |= reg[k] == YX_NO_REG ? 0 : of[reg[k]];
    }
}

/* The sections that are read line by line once names are known. */
static void sections(struct yx_front *c, const struct yx_document *doc)
{
    struct yx_ir *ir = &c->p->ir;
    const struct yx_node *head = yx_node_line(doc->root, YX_KW_POLICY);
    for (const struct yx_node *s = doc->root->block; s; s = s->next) {
        if (s->kind == YX_TABLE || s->kind == YX_DECLARE || s->kind == YX_DEFINE ||
            s->kind == YX_ENTRY || s->kind == YX_MOVE) {
            yx_front_unexpected(c, s);
            continue;
        }
        switch ((enum yx_kw)s->kw) {
        case YX_KW_CONSTRAINTS: constraints(c, s); break;
        case YX_KW_HINTS: notes(c, s, ir->hint, &ir->n_hints); break;
        case YX_KW_GAPS: notes(c, s, ir->gap, &ir->n_gaps); break;
        case YX_KW_POLICY:
            if (s != head)
                yx_front_unexpected(c, s);
            break;
        case YX_KW_INPUTS:
        case YX_KW_CODES:
        case YX_KW_SWITCHES:
        case YX_KW_DEFINE:
        case YX_KW_GROUP:
        case YX_KW_BENEFIT:
        case YX_KW_COMBINE:
        case YX_KW_BASE:
        case YX_KW_EXAMPLE: break;
        default:
            if (!yx_front_layer_word(c, s))
                yx_front_unexpected(c, s);
        }
    }
}

void yx_front_compile(struct yx_front *c)
{
    struct yx_policy *p = c->p;
    struct yx_ir *ir = &p->ir;
    p->terms_per_year = 2;
    p->as_of[0] = 301;
    p->as_of[1] = 901;
    p->cutoff[0] = 331;
    p->cutoff[1] = 1015;
    for (uint32_t k = c->n_layers; k-- > 0;) {
        const struct yx_node *head = yx_node_line(c->layer[k].doc->root, YX_KW_POLICY);
        if (!head)
            return; /* the parser has said so */
        yx_front_head(c, k, head);
    }
    c->row_from = p->from;
    c->row_to = p->to;
    seasons(c);
    uint32_t n_input_lines = lines_of(c, YX_KW_INPUTS);
    p->input =
        YX_NEW(c->a, struct yx_policy_input, YX_MIN(n_input_lines, (uint32_t)MAX_INPUTS) + 1);
    p->input_more =
        YX_NEW(c->a, struct yx_input_more, YX_MIN(n_input_lines, (uint32_t)MAX_INPUTS) + 1);
    p->swi = YX_NEW(c->a, struct yx_policy_switch, MAX_INPUTS + 1);
    p->swi_more = YX_NEW(c->a, struct yx_switch_more, MAX_INPUTS + 1);
    p->benefit = YX_NEW(c->a, struct yx_policy_benefit, MAX_ITEMS + 1);
    p->open = YX_NEW(c->a, struct yx_policy_open, YX_MAX_OPEN);
    declare_names(c);
    input_types(c);
    definitions(c);
    ir->constraint = YX_NEW(c->a, struct yx_constraint, lines_of(c, YX_KW_CONSTRAINTS) + 1);
    ir->hint = YX_NEW(c->a, struct yx_note, lines_of(c, YX_KW_HINTS) + 1);
    ir->gap = YX_NEW(c->a, struct yx_note, lines_of(c, YX_KW_GAPS) + 1);
    ir->n_items = p->n_benefits;
    ir->item = YX_NEW(c->a, struct yx_item, ir->n_items + 1);
    yx_front_benefits(c);
    for (uint32_t k = c->n_layers; k-- > 0;)
        sections(c, c->layer[k].doc);
    yx_front_combination(c);
    p->gap = YX_NEW(c->a, struct yx_policy_gap, ir->n_gaps + 1);
    for (uint32_t i = 0; i < ir->n_gaps; i++)
        p->gap[i] = (struct yx_policy_gap){ir->gap[i].id, ir->gap[i].text, ir->gap[i].basis};

    ir->n_ins = (uint32_t)c->ins.n;
    ir->ins = YX_NEW(c->a, struct yx_ins, c->ins.n + 1);
    ir->line = YX_NEW(c->a, uint32_t, c->ins.n + 1);
    ir->n_lists = (uint32_t)c->list.n;
    ir->list = YX_NEW(c->a, struct yx_list, c->list.n + 1);
    ir->n_tables = (uint32_t)c->table.n;
    ir->table = YX_NEW(c->a, struct yx_dtable, c->table.n + 1);
    if (c->ins.n) { /* a document of mistakes has none */
        memcpy(ir->ins, c->ins.v, c->ins.n * sizeof c->ins.v[0]);
        memcpy(ir->line, c->line.v, c->line.n * sizeof c->line.v[0]);
    }
    if (c->list.n)
        memcpy(ir->list, c->list.v, c->list.n * sizeof c->list.v[0]);
    if (c->table.n)
        memcpy(ir->table, c->table.v, c->table.n * sizeof c->table.v[0]);
    reads(c);
    check_range(c);
    yx_front_examples(c);
}
