/* random_expr.c -- expressions of policies nobody would write. */
#include "random_gen.h"

int gen_number(struct gen *g)
{
    static const int n[] = {0, 1, 2, 3, 4, 6, 7, 9};
    return n[below(g, sizeof n / sizeof n[0])];
}

/* 100元/年, 0.01元/天, … */
void gen_put_money(struct gen *g, unsigned rate)
{
    static const char *const n[] = {"0",   "0.01",   "1",      "33.33", "100",  "100.01",
                                    "500", "799.99", "1250.5", "12000", "0.05", "7"};
    PUT(g, "%s%s", n[below(g, sizeof n / sizeof n[0])], unit[rate]);
}

static void put_date(struct gen *g)
{
    static const char *const md[] = {"01-31", "02-28", "03-01", "06-30", "09-01", "12-31"};
    PUT(g, "%d-%s", g->first_year + (int)below(g, 3), md[below(g, 6)]);
}

/* {代1 代3} of a list, at least one. */
void gen_put_members(struct gen *g, unsigned list)
{
    unsigned n = 1 + below(g, 3), at = below(g, g->list_size[list]);
    put(g, "{");
    for (unsigned i = 0; i < n && i < g->list_size[list]; i++)
        PUT(g, "%s码%u_%u", i ? " " : "", list, (at + i) % g->list_size[list]);
    put(g, "}");
}

void gen_put_member(struct gen *g, unsigned list)
{
    PUT(g, "码%u_%u", list, below(g, g->list_size[list]));
}

const char *gen_relation(struct gen *g)
{
    static const char *const r[] = {"<", "≤", ">", "≥", "=", "≠"};
    return r[below(g, 6)];
}

/* ---- expressions ---- */

static void put_int(struct gen *g, unsigned depth)
{
    if (!g->n_ints || one_in(g, 4)) {
        PUT(g, "%d", gen_number(g));
    } else if (depth == 0 || one_in(g, 2)) {
        PUT(g, "数%u", below(g, g->n_ints));
    } else {
        static const char *const op[] = {" + ", " - ", " × "};
        put(g, "(");
        put_int(g, depth - 1);
        put(g, op[below(g, 3)]);
        put_int(g, 0);
        put(g, ")");
    }
}

static void put_day_test(struct gen *g)
{
    unsigned d = below(g, g->n_days);
    switch (below(g, 4)) {
    case 0:
        PUT(g, "日%u %s ", d, gen_relation(g));
        put_date(g);
        break;
    case 1: PUT(g, "基准日 - 日%u %s %u天", d, gen_relation(g), 1 + below(g, 400)); break;
    case 2: PUT(g, "日%u + %u月 %s 基准日", d, 1 + below(g, 30), gen_relation(g)); break;
    default: PUT(g, "日%u %s 日%u", d, gen_relation(g), below(g, g->n_days)); break;
    }
}

static void put_set_test(struct gen *g)
{
    unsigned s = below(g, g->n_sets);
    switch (below(g, 5)) {
    case 0:
        PUT(g, "集%u 含任一 ", s);
        gen_put_members(g, g->set_list[s]);
        break;
    case 1:
        PUT(g, "集%u 含全部 ", s);
        gen_put_members(g, g->set_list[s]);
        break;
    case 2:
        PUT(g, "集%u 含 ", s);
        gen_put_member(g, g->set_list[s]);
        break;
    case 3: PUT(g, "集%u 为空", s); break;
    default: PUT(g, "集%u 非空", s); break;
    }
}

static void put_money_test(struct gen *g)
{
    unsigned r = below(g, RATES);
    for (unsigned i = 0; i < RATES && !g->n_money[r]; i++)
        r = (r + 1) % RATES;
    PUT(g, "%s%u %s ", rate_name[r], below(g, g->n_money[r]), gen_relation(g));
    if (one_in(g, 3))
        PUT(g, "%s%u", rate_name[r], below(g, g->n_money[r]));
    else
        gen_put_money(g, r);
}

static void put_term_test(struct gen *g)
{
    switch (below(g, 3)) {
    case 0: PUT(g, "季 = %s", one_in(g, 2) ? "春" : "秋"); break;
    case 1: PUT(g, "年度 %s %d", gen_relation(g), g->first_year + (int)below(g, 3)); break;
    default:
        PUT(g, "学期 %s %d-%s", gen_relation(g), g->first_year + (int)below(g, 3),
            one_in(g, 2) ? "春" : "秋");
        break;
    }
}

static void put_enum_test(struct gen *g)
{
    unsigned e = below(g, g->n_enums);
    switch (below(g, 4)) {
    case 0:
        PUT(g, "枚%u 在 ", e);
        gen_put_members(g, g->enum_list[e]);
        break;
    case 1:
        PUT(g, "枚%u ≠ ", e);
        gen_put_member(g, g->enum_list[e]);
        break;
    case 2:
        if (g->nullable_enum[e]) {
            PUT(g, "枚%u %s", e, one_in(g, 2) ? "为空" : "非空");
            break;
        } /* fall through */
    default:
        PUT(g, "枚%u = ", e);
        gen_put_member(g, g->enum_list[e]);
        break;
    }
}

static void put_int_test(struct gen *g)
{
    unsigned i = below(g, g->n_ints);
    switch (below(g, 4)) {
    case 0:
        PUT(g, "数%u 在 {%d %d %d}", i, gen_number(g) + 10, gen_number(g), 20 + gen_number(g));
        break;
    case 1:
        if (g->nullable_int[i]) {
            PUT(g, "数%u %s", i, one_in(g, 2) ? "为空" : "非空");
            break;
        } /* fall through */
    case 2: PUT(g, "数%u %s %d", i, gen_relation(g), gen_number(g)); break;
    default:
        put_int(g, 2);
        PUT(g, " %s ", gen_relation(g));
        PUT(g, "数%u", i);
        break;
    }
}

/* One thing that is so or not. */
static void put_test(struct gen *g)
{
    for (;;) {
        switch (below(g, 11)) {
        case 0:
        case 1: PUT(g, "是%u", below(g, g->n_bools)); return;
        case 2: put_enum_test(g); return;
        case 3: put_set_test(g); return;
        case 4: put_int_test(g); return;
        case 5: put_day_test(g); return;
        case 6: put_money_test(g); return;
        case 7: put_term_test(g); return;
        case 8:
            if (!g->n_texts)
                break;
            PUT(g, "文0 %s “%s”", one_in(g, 2) ? "=" : "≠", one_in(g, 2) ? "准" : "不准");
            return;
        case 9:
            if (!g->n_switches)
                break;
            PUT(g, "关%u", below(g, g->n_switches));
            return;
        default:
            if (!g->n_kinds || one_in(g, 2)) {
                if (!g->n_truths)
                    break;
                PUT(g, "定%u", below(g, g->n_truths));
                return;
            }
            {
                unsigned k = below(g, g->n_kinds);
                PUT(g, "类%u = ", k);
                gen_put_member(g, g->kind_list[k]);
            }
            return;
        }
    }
}

void gen_put_truth(struct gen *g, unsigned depth)
{
    if (depth == 0 || one_in(g, 3)) {
        put_test(g);
        return;
    }
    switch (below(g, 5)) {
    case 0:
        put(g, "非 (");
        gen_put_truth(g, depth - 1);
        put(g, ")");
        break;
    case 1:
    case 2:
        gen_put_truth(g, depth - 1);
        put(g, " 且 ");
        gen_put_truth(g, depth - 1);
        break;
    default:
        put(g, "(");
        gen_put_truth(g, depth - 1);
        put(g, " 或 ");
        gen_put_truth(g, depth - 1);
        put(g, ")");
        break;
    }
}

void gen_put_amount(struct gen *g, unsigned rate, unsigned depth)
{
    unsigned n = g->n_money[rate], sums = g->n_sums[rate];
    if (depth == 0 || one_in(g, 4)) {
        if (sums && one_in(g, 3))
            PUT(g, "和%s%u", rate_name[rate], below(g, sums));
        else if (n && !one_in(g, 3))
            PUT(g, "%s%u", rate_name[rate], below(g, n));
        else
            gen_put_money(g, rate);
        return;
    }
    switch (below(g, 7)) {
    case 0:
    case 1:
        PUT(g, "%s(", one_in(g, 2) ? "min" : "max");
        gen_put_amount(g, rate, depth - 1);
        put(g, ", ");
        gen_put_amount(g, rate, depth - 1);
        put(g, ")");
        break;
    case 2:
    case 3:
        put(g, "(");
        gen_put_amount(g, rate, depth - 1);
        put(g, one_in(g, 2) ? " + " : " - ");
        gen_put_amount(g, rate, depth - 1);
        put(g, ")");
        break;
    case 4:
        put(g, "(");
        gen_put_amount(g, rate, 0);
        PUT(g, " × %s)", one_in(g, 2) ? "50%" : one_in(g, 2) ? "12.5%" : "150%");
        break;
    case 5:
        put(g, "(");
        gen_put_amount(g, rate, depth - 1);
        PUT(g, " ÷ %d)", 1 + gen_number(g));
        break;
    default:
        if (!g->n_ints) {
            gen_put_amount(g, rate, 0);
            break;
        }
        put(g, "(");
        gen_put_amount(g, rate, 0);
        PUT(g, one_in(g, 2) ? " × 数%u" : " ÷ 数%u", below(g, g->n_ints));
        if (one_in(g, 2))
            PUT(g, " ÷ %d", 2 + gen_number(g));
        put(g, ")");
        break;
    }
}
