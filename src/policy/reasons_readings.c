/* reasons_readings.c -- which readings of the document a page of reasons rests on.
 *
 * DESIGN.  Switches and notes stand in the document away from the benefits that
 * hang on them; what a benefit reads is followed through the instructions. */
#include "policy/reasons_int.h"

static void mark(const struct yx_policy *p, uint16_t reg, uint8_t *seen)
{
    if (reg == YX_NO_REG || seen[reg])
        return;
    seen[reg] = 1;
    const struct yx_ins *in = &p->ir.ins[reg];
    mark(p, in->a, seen);
    mark(p, in->b, seen);
    if (in->op == YX_IR_SCALE)
        mark(p, in->c, seen);
    if (in->op == YX_IR_TABLE || in->op == YX_IR_DATED)
        for (uint32_t r = 0; r < p->ir.table[in->k].n_rows; r++) {
            mark(p, p->ir.table[in->k].row[r].cond, seen);
            mark(p, p->ir.table[in->k].row[r].out, seen);
        }
}

void yx_say_readings(struct yx_explaining *x)
{
    const struct yx_policy *p = x->p;
    uint8_t *seen = YX_NEW(x->a, uint8_t, p->ir.n_ins + 1);
    for (uint32_t i = 0; i < p->n_benefits; i++) {
        const struct yx_item *item = &p->ir.item[i];
        if (x->t->item[i].why == YX_WHY_SCOPE)
            continue;
        const uint16_t reg[] = {item->scope,  item->cond,   item->limit,
                                item->window, item->amount, item->payee};
        for (size_t k = 0; k < YX_LEN(reg); k++)
            mark(p, reg[k], seen);
    }
    bool any = false;
    for (uint32_t i = 0; i < p->ir.n_ins; i++) {
        const struct yx_ins *in = &p->ir.ins[i];
        if (!seen[i])
            continue;
        struct yx_str what = {0}, basis = {0};
        const char *zh = "", *en = "";
        if (in->op == YX_IR_SWITCH) {
            what = p->swi[in->k].name;
            basis = p->swi_more[in->k].basis;
            bool on = p->swi[in->k].value, open = p->swi[in->k].is_undecided;
            zh = on ? (open ? "=是（未定，县里还没有拍板）" : "=是")
                    : (open ? "=否（未定，县里还没有拍板）" : "=否");
            en = on ? (open ? " = yes (undecided by the county)" : " = yes")
                    : (open ? " = no (undecided by the county)" : " = no");
        } else if (in->op == YX_IR_TABLE && p->ir.table[in->k].is_undecided) {
            what = YX_S("表");
            basis = p->ir.table[in->k].basis;
            zh = "的读法未定";
            en = ": the reading is undecided";
        } else if ((in->op == YX_IR_FACT_B || in->op == YX_IR_FACT_V || in->op == YX_IR_FACT_S) &&
                   p->input_more[in->k].has_default &&
                   yx_facts_get(x->f, (uint32_t)in->k, x->row).state == YX_FACT_UNKNOWN) {
            what = p->input[in->k].name;
            zh = "没有给出，用了缺省值";
            en = " is not given, its default was used";
        } else {
            continue;
        }
        if (!any)
            yx_say(x, "用到的读法和缺省\n", "Readings and defaults used\n");
        any = true;
        yx_buf_putz(x->out, "  ");
        yx_buf_puts(x->out, what);
        yx_say(x, zh, en);
        yx_say_basis(x, basis);
        yx_buf_putc(x->out, '\n');
    }
    for (uint32_t d = 0; d < p->n_definitions; d++) {
        const struct yx_definition *def = &p->definition[d];
        if (def->reg == YX_NO_REG || !seen[def->reg] || (!def->is_undecided && !def->is_unverified))
            continue;
        if (!any)
            yx_say(x, "用到的读法和缺省\n", "Readings and defaults used\n");
        any = true;
        yx_buf_putz(x->out, "  ");
        yx_buf_puts(x->out, def->name);
        yx_say(x, def->is_undecided ? "的读法未定" : "的出处未核实",
               def->is_undecided ? ": undecided" : ": unverified");
        yx_say_basis(x, def->basis);
        yx_buf_putc(x->out, '\n');
    }
}

void yx_say_notes(struct yx_explaining *x, const struct yx_note *note, uint32_t n, const char *zh,
                  const char *en)
{
    bool any = false;
    for (uint32_t i = 0; i < n; i++) {
        uint8_t t = x->t->reg[note[i].reg].st;
        if (t == YX_NO)
            continue;
        if (!any)
            yx_say(x, zh, en);
        any = true;
        yx_buf_putz(x->out, "  ");
        yx_buf_puts(x->out, note[i].id);
        yx_buf_putc(x->out, ' ');
        yx_buf_puts(x->out, note[i].text);
        if (t == YX_MAYBE)
            yx_say(x, "（可能）", " (possibly)");
        yx_say_basis(x, note[i].basis);
        yx_buf_putc(x->out, '\n');
    }
}
