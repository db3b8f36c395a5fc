/* advice.c -- what is not wrong in a policy, but worth a second look. */
#include "policy/advice.h"

#include "lang/report.h"
#include "policy/advice_int.h"

int yx_policy_file(const struct yx_policy *p)
{
    return p->doc[0].file;
}

struct advising {
    const struct yx_policy *p;
    struct yx_report *r;
    int file;
    uint8_t *used; /* per instruction */
};

static void warn(struct advising *v, uint32_t line, struct yx_text text, struct yx_str arg)
{
    YX_REPORT(v->r, YX_WARNING, yx_policy_place(v->p, line, 1), text, yx_report_c(v->r, arg));
}

/* Registers that decide something. */
static void mark_used(struct advising *v)
{
    const struct yx_ir *ir = &v->p->ir;
    for (uint32_t i = 0; i < ir->n_items; i++)
        yx_mark_item(&ir->item[i], v->used);
    yx_mark_rules(ir, v->used);
    yx_ir_mark_operands(ir, v->used);
}

static void unused_names(struct advising *v)
{
    const struct yx_policy *p = v->p;
    const struct yx_ir *ir = &p->ir;
    uint64_t inputs = 0, switches = 0;
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *in = &ir->ins[i];
        if (v->used[i] &&
            (in->op == YX_IR_FACT_B || in->op == YX_IR_FACT_V || in->op == YX_IR_FACT_S))
            inputs |= UINT64_C(1) << in->k;
        if (v->used[i] && in->op == YX_IR_SWITCH)
            switches |= UINT64_C(1) << in->k;
    }
    for (uint32_t c = 0; c < ir->n_combos; c++)
        if (ir->combo[c].already >= 0)
            inputs |= UINT64_C(1) << ir->combo[c].already;
    for (uint32_t i = 0; i < p->n_inputs; i++)
        if (!(inputs >> i & 1))
            warn(v, p->input_more[i].line, YX_TEXT("输入“{0}”没有用到", "input “{0}” is not used"),
                 p->input[i].name);
    for (uint32_t i = 0; i < p->n_switches; i++)
        if (!(switches >> i & 1))
            warn(v, p->swi_more[i].line, YX_TEXT("开关“{0}”没有用到", "switch “{0}” is not used"),
                 p->swi[i].name);
    for (uint32_t i = 0; i < p->n_definitions; i++)
        if (p->definition[i].reg != YX_NO_REG && !v->used[p->definition[i].reg])
            warn(v, p->definition[i].line,
                 YX_TEXT("认定“{0}”没有用到", "definition “{0}” is not used"),
                 p->definition[i].name);
}

/* Whether the amount may still be 待定: then 待核 is all an example can expect. */
static bool is_open(const struct yx_policy *p, uint32_t item, struct yx_arena *a)
{
    struct yx_unit u;
    bool open = false;
    yx_unit_open(&u, p, a);
    yx_unit_add_item(&u, item);
    yx_ir_mark_operands(&p->ir, u.used);
    for (uint32_t i = 0; i < p->ir.n_ins; i++)
        open |= u.used[i] == 1 && p->ir.ins[i].op == YX_IR_UNKNOWN;
    return open;
}

static void untried(struct advising *v, struct yx_arena *a)
{
    const struct yx_policy *p = v->p;
    for (uint32_t b = 0; b < p->n_benefits; b++) {
        bool given = false, open = is_open(p, b, a);
        for (uint32_t i = 0; i < p->n_examples && !given; i++)
            for (uint32_t k = 0; k < p->example[i].n_expect; k++) {
                const struct yx_expect *e = &p->example[i].expect[k];
                given |= e->item == b && (e->status == YX_ENTITLED || e->status == YX_CEILING ||
                                          (open && e->status == YX_PENDING));
            }
        if (!given)
            warn(v, p->ir.item[b].line,
                 YX_TEXT("项目 {0} 没有一个得到它的例", "no example gives benefit {0}"),
                 p->benefit[b].id);
        if (!p->benefit[b].basis.n)
            warn(v, p->ir.item[b].line,
                 YX_TEXT("项目 {0} 没有写出处【…】", "benefit {0} names no source 【…】"),
                 p->benefit[b].id);
    }
    for (uint32_t s = 0; s < p->n_switches; s++) {
        bool other = false;
        for (uint32_t i = 0; i < p->n_examples; i++)
            other |= p->example[i].switch_value[s] == (p->swi[s].value ? 0 : 1);
        if (!other)
            warn(v, p->swi_more[s].line,
                 YX_TEXT("开关“{0}”的另一个取值没有例",
                         "no example tries the other value of switch “{0}”"),
                 p->swi[s].name);
    }
}

/* Parts of a chain of one operator. */
static uint32_t parts(const struct yx_ir *ir, uint32_t at, uint16_t *out, uint32_t n, uint32_t max)
{
    const struct yx_ins *in = &ir->ins[at];
    const uint16_t side[] = {in->a, in->b};
    for (int i = 0; i < 2; i++) {
        if (ir->ins[side[i]].op == in->op && n + 2 < max)
            n = parts(ir, side[i], out, n, max);
        else if (n < max)
            out[n++] = side[i];
    }
    return n;
}

static void x_or_not_x(struct advising *v)
{
    const struct yx_ir *ir = &v->p->ir;
    uint16_t part[64];
    for (uint32_t i = 0; i < ir->n_ins; i++) {
        const struct yx_ins *in = &ir->ins[i];
        if (in->op != YX_IR_AND && in->op != YX_IR_OR)
            continue;
        bool found = false;
        uint32_t n = parts(ir, i, part, 0, YX_LEN(part));
        for (uint32_t j = 0; j < n; j++)
            for (uint32_t k = 0; k < n; k++)
                found |= ir->ins[part[j]].op == YX_IR_NOT && ir->ins[part[j]].a == part[k];
        if (found && in->op == YX_IR_OR)
            warn(v, ir->line[i],
                 YX_TEXT("这里有“x 或 非 x”：x 未知时它也是未知，不是“是”",
                         "here is “x 或 非 x”: while x is unknown it is unknown, not yes"),
                 (struct yx_str){0});
        else if (found)
            warn(v, ir->line[i],
                 YX_TEXT("这里有“x 且 非 x”：永远不成立", "here is “x 且 非 x”: it never holds"),
                 (struct yx_str){0});
    }
}

void yx_policy_advise(const struct yx_policy *p, struct yx_report *r, int file)
{
    struct yx_arena *a = yx_arena_new();
    struct advising v = {p, r, file, YX_NEW(a, uint8_t, p->ir.n_ins + 1)};
    mark_used(&v);
    unused_names(&v);
    untried(&v, a);
    x_or_not_x(&v);
    yx_advise_codes(p, r);
    yx_arena_free(a);
}
