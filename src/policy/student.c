/* student.c -- a cell as the student it stands for, in the words of a document. */
#include "policy/student.h"

void yx_student_fact_put(const struct yx_policy *p, uint32_t input, struct yx_fact_one x,
                         struct yx_buf *b)
{
    const struct yx_policy_input *in = &p->input[input];
    static const char *const unit[] = {"元", "元/年", "元/学期", "元/月", "元/天", "元"};
    if (x.state == YX_FACT_ABSENT) {
        yx_buf_putz(b, "空");
    } else if (in->type == YX_IN_SET) {
        yx_buf_putc(b, '{');
        for (uint32_t m = 0, n = 0; m < in->n_members; m++)
            if ((uint64_t)x.v >> m & 1) {
                yx_buf_putz(b, n++ ? " " : "");
                yx_buf_puts(b, in->member[m]);
            }
        yx_buf_putc(b, '}');
    } else {
        yx_fact_put(p, input, x, b);
        if (in->type == YX_IN_MONEY)
            yx_buf_putz(b, unit[p->input_more[input].rate]);
    }
}

void yx_student_put(const struct yx_cell_walk *w, uint32_t row, struct yx_buf *out)
{
    const struct yx_policy *p = w->p;
    yx_buf_putz(out, "期 ");
    yx_term_put(out, w->term);
    yx_buf_putz(out, " 事实");
    const char *between = " ";
    for (uint32_t i = 0; i < p->n_inputs; i++)
        for (uint32_t k = 0; k < w->n; k++) {
            if (w->input[k] != i)
                continue;
            yx_buf_putz(out, between);
            between = ", ";
            yx_buf_puts(out, p->input[i].name);
            yx_buf_putc(out, '=');
            yx_student_fact_put(p, i, yx_facts_get(w->facts, i, row), out);
        }
    for (uint32_t s = 0; w->unit && s < p->n_switches; s++)
        if (w->unit->swi[s]) {
            yx_buf_putz(out, between);
            between = ", ";
            yx_buf_puts(out, p->swi[s].name);
            yx_buf_putz(out, p->swi[s].value ? "=是" : "=否");
        }
}
