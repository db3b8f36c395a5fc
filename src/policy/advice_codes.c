/* advice_codes.c -- tests on codes that are in no list on that day. */
#include "policy/advice_int.h"

#include "lang/report.h"
#include "policy/slice.h"

/* What decides by itself in one term: rows, values and benefits not in force do not, nor does one
 * of several ways to fulfil a condition, as `含 旧户 或 含 新户`. */
static void mark_in_force(const struct yx_ir *ir, const struct yx_slice *s, uint8_t *used)
{
    for (uint32_t i = 0; i < ir->n_items; i++)
        if (s->item[i].in_force)
            yx_mark_item(&ir->item[i], used);
    yx_mark_rules(ir, used);
    for (uint32_t i = ir->n_ins; i-- > 0;)
        if (used[i] && ir->ins[i].op != YX_IR_OR)
            yx_ir_mark_operand(ir, s, i, used);
}

/* The codes of a test of which none (含全部: not every one) is in force; 0: it can hold. */
static uint64_t out_of_time(const struct yx_ins *in, const struct yx_slice *s)
{
    if ((in->op != YX_IR_INK && in->op != YX_IR_HAS_ANY && in->op != YX_IR_HAS_ALL) || !in->c)
        return 0;
    uint64_t mask = (uint64_t)in->k, valid = s->valid[in->c - 1];
    if (in->op == YX_IR_HAS_ALL)
        return mask & ~valid;
    return mask & valid ? 0 : mask;
}

static const char *names_of(struct yx_report *r, const struct yx_list *l, uint64_t mask)
{
    struct yx_buf b = {0};
    for (uint32_t m = 0; m < l->n; m++) {
        if (!(mask >> m & 1))
            continue;
        if (b.n)
            yx_buf_putz(&b, " ");
        yx_buf_puts(&b, l->member[m]);
    }
    const char *text = yx_report_c(r, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

void yx_advise_codes(const struct yx_policy *p, struct yx_report *r)
{
    const struct yx_ir *ir = &p->ir;
    struct yx_arena *a = yx_arena_new();
    uint8_t *said = YX_NEW(a, uint8_t, ir->n_ins + 1);
    yx_term first, last;
    yx_policy_terms(p, &first, &last);
    for (yx_term t = first; t <= last; t++) {
        struct yx_slice s;
        yx_slice_make(p, t, a, &s);
        uint8_t *used = YX_NEW(a, uint8_t, ir->n_ins + 1);
        mark_in_force(ir, &s, used);
        for (uint32_t i = 0; i < ir->n_ins; i++) {
            uint64_t gone = used[i] && !said[i] ? out_of_time(&ir->ins[i], &s) : 0;
            if (!gone)
                continue;
            said[i] = 1;
            struct yx_buf term = {0};
            yx_term_put(&term, t);
            struct yx_diag *d = YX_REPORT(
                r, YX_WARNING, yx_policy_place(p, ir->line[i], 1),
                YX_TEXT("“{0}”在 {1} 不在代码表 {2} 中，这里那时总是否",
                        "“{0}” is not in the code list {2} in {1}: this is then always no"),
                names_of(r, &ir->list[ir->ins[i].c - 1], gone), yx_report_c(r, yx_buf_str(&term)),
                yx_report_c(r, ir->list[ir->ins[i].c - 1].name));
            YX_HINT(r, d,
                    YX_TEXT("给这一行写上 自 … 至 …，或加上那时的代码",
                            "date this row (自 … 至 …), or add the code of that time"));
            yx_buf_free(&term);
        }
    }
    yx_arena_free(a);
}
