/* rises.c -- 单调: an amount that must not fall while a need rises.
 *
 * An author may ask of a benefit that more need never gives less: `单调 特困,
 * 困难程度, 人均收入 递减`.  It decides nothing; lint tries it
 * (proofs_rise.c, docs/language.md 6.9). */
#include "policy/front.h"

void yx_front_rises(struct yx_front *c, struct yx_item *item, const struct yx_node *line)
{
    item->rise = YX_NEW(c->a, struct yx_rise, line->n_first + 1);
    for (const struct yx_node *arg = line->first; arg; arg = arg->next) {
        const struct yx_node *name = arg->first, *way = arg->tail;
        if (!name)
            continue;
        int input = yx_policy_find_input(c->p, name->text);
        if (input < 0) {
            YX_WRONG(c, name, YX_TEXT("单调 要输入的名称", "单调 takes names of inputs"));
            continue;
        }
        bool falls = way && yx_word(way->text, "递减", "falling");
        if ((way && !falls) || c->p->input[input].type == YX_IN_TEXT) {
            YX_WRONG(
                c, way ? way : name,
                YX_TEXT("单调写成 单调 困难程度, 人均收入 递减", "write 单调 degree, income 递减"));
            continue;
        }
        item->rise[item->n_rises++] =
            (struct yx_rise){(uint32_t)input, falls, yx_front_line(c, line)};
    }
}
