/* random_policy.c -- valid policies nobody would write.
 *
 * DESIGN.  Names say their type: 是3 is a truth, 枚2 an enumeration of list 2,
 * 集1 a set of list 1, 数4 a number, 日1 a day, 文1 a text, 年元2 an amount a
 * year, and so on.  Declarations are drawn first, then definitions, each from
 * what stands before it, then benefits, then 组合 over benefits that accrue
 * alike.  Thresholds are drawn from few numbers, so that facts meet them. */
#include "random_policy.h"

#include "random_gen.h"

#include <stdlib.h>

/* ---- declarations ---- */

static void put_lists(struct gen *g)
{
    g->n_lists = 1 + below(g, 3);
    for (unsigned l = 0; l < g->n_lists; l++) {
        unsigned n = g->list_size[l] = 2 + below(g, 6);
        PUT(g, "代码 表%u\n", l);
        for (unsigned m = 0; m < n; m++) {
            PUT(g, "  码%u_%u", l, m);
            if (one_in(g, 4))
                PUT(g, " 自 %d-%s-01", g->first_year + (int)below(g, 2),
                    one_in(g, 2) ? "03" : "08");
            if (one_in(g, 5))
                PUT(g, " 至 %d-%s-28", g->last_year, one_in(g, 2) ? "09" : "10");
            if (m && one_in(g, 5))
                PUT(g, " 原 码%u_%u", l, below(g, m));
            else if (m && one_in(g, 8))
                PUT(g, " 原 旧%u_%u", l, m);
            if (m && one_in(g, 3))
                PUT(g, " 属 码%u_%u", l, below(g, m));
            put(g, "\n");
        }
    }
}

static void put_inputs(struct gen *g)
{
    PUT(g, "输入 归 %s\n", one_in(g, 3) ? "学校" : "学生");
    g->n_bools = 2 + below(g, 4);
    for (unsigned i = 0; i < g->n_bools; i++)
        PUT(g, "  是%u: 是否%s\n", i,
            one_in(g, 5)   ? " 缺省 是"
            : one_in(g, 5) ? " 缺省 否"
            : one_in(g, 6) ? " 可空"
                           : "");
    g->n_enums = 1 + below(g, 4);
    for (unsigned i = 0; i < g->n_enums; i++) {
        unsigned l = g->enum_list[i] = below(g, g->n_lists);
        g->nullable_enum[i] = one_in(g, 3);
        PUT(g, "  枚%u: 表%u%s", i, l, g->nullable_enum[i] ? " 可空" : "");
        if (one_in(g, 6))
            PUT(g, " 缺省 码%u_%u", l, below(g, g->list_size[l]));
        put(g, "\n");
    }
    g->n_sets = 1 + below(g, 3);
    for (unsigned i = 0; i < g->n_sets; i++) {
        unsigned l = g->set_list[i] = below(g, g->n_lists);
        PUT(g, "  集%u: 集合 表%u%s", i, l, one_in(g, 4) ? " 可空" : "");
        if (one_in(g, 6)) {
            put(g, " 缺省 ");
            gen_put_members(g, l);
        }
        put(g, "\n");
    }
    g->n_ints = 1 + below(g, 4);
    for (unsigned i = 0; i < g->n_ints; i++) {
        g->nullable_int[i] = one_in(g, 3);
        PUT(g, "  数%u: %d..%d%s", i, one_in(g, 3) ? -7 : 0, 5 + gen_number(g),
            g->nullable_int[i] ? " 可空" : "");
        if (one_in(g, 6))
            PUT(g, g->nullable_int[i] && one_in(g, 2) ? " 缺省 空" : " 缺省 %u", below(g, 5));
        put(g, "\n");
    }
    g->n_days = 1 + below(g, 2);
    for (unsigned i = 0; i < g->n_days; i++)
        PUT(g, "  日%u: 日期%s\n", i, one_in(g, 2) ? " 可空" : "");
    g->n_texts = below(g, 2);
    if (g->n_texts)
        put(g, "  文0: 文本\n");
    PUT(g, "输入 归 %s\n", one_in(g, 2) ? "家庭" : "学生");
    for (unsigned r = 0; r < RATES; r++) {
        g->n_money[r] = below(g, 3) + (r == 0);
        for (unsigned i = 0; i < g->n_money[r]; i++) {
            PUT(g, "  %s%u: %s%s", rate_name[r], i, unit[r], one_in(g, 4) ? " 可空" : "");
            if (one_in(g, 6))
                PUT(g, " 缺省 %u%s", 10 * below(g, 30), unit[r]);
            put(g, "\n");
        }
    }
}

/* ---- tables ---- */

enum head { HEAD_BOOL, HEAD_ENUM, HEAD_INT, HEAD_MONEY, N_HEADS };
struct column {
    enum head head;
    unsigned number;
};

/* `apart`: no value of it is in the cell of another row. */
static void put_cell(struct gen *g, struct column c, unsigned row, bool apart)
{
    if (apart && c.head == HEAD_BOOL) {
        put(g, row ? "是" : "否");
        return;
    }
    if (apart && c.head == HEAD_ENUM) {
        PUT(g, "码%u_%u", g->enum_list[c.number], row);
        return;
    }
    if (apart && c.head == HEAD_INT) {
        PUT(g, "%u..%u", row * 2, row * 2 + 1);
        return;
    }
    if (apart) { /* amounts may overlap: nobody can tell beforehand */
        PUT(g, one_in(g, 2) ? "> %u元/年" : "≤ %u元/年", 1 + row * 200 + 50 * below(g, 3));
        return;
    }
    if (one_in(g, 5)) {
        put(g, "任意");
        return;
    }
    switch (c.head) {
    case HEAD_BOOL: put(g, (row + one_in(g, 6)) % 2 ? "是" : "否"); break;
    case HEAD_ENUM:
        if (one_in(g, 4)) {
            put(g, "在 ");
            gen_put_members(g, g->enum_list[c.number]);
        } else {
            PUT(g, "码%u_%u", g->enum_list[c.number], row % g->list_size[g->enum_list[c.number]]);
        }
        break;
    case HEAD_INT:
        if (one_in(g, 2))
            PUT(g, "%u..%u", row * 2, row * 2 + 1);
        else
            PUT(g, "%s %d", gen_relation(g), gen_number(g));
        break;
    default:
        PUT(g, "%s ", one_in(g, 2) ? ">" : "≤");
        gen_put_money(g, 0);
        break;
    }
}

static const char *const payee[] = {"到人", "到校", "食堂", "减免", "外部"};

/* A table with what `value` writes in its last columns. */
struct table {
    bool with_amount, with_payee;
    unsigned rate;
    int list; /* of an enumeration, -1 none, -2 a truth */
};

static void put_value(struct gen *g, const struct table *t)
{
    if (t->with_amount)
        gen_put_amount(g, t->rate, one_in(g, 3));
    if (t->with_amount && t->with_payee)
        put(g, " | ");
    if (t->with_payee)
        put(g, payee[below(g, 5)]);
    if (t->list >= 0)
        gen_put_member(g, (unsigned)t->list);
    if (t->list == -2)
        put(g, one_in(g, 2) ? "是" : "否");
}

static void put_table(struct gen *g, const struct table *t, const char *indent)
{
    unsigned n = 1 + below(g, 3), rows = 1 + below(g, 4);
    struct column col[3];
    bool is_first = one_in(g, 3);
    PUT(g, "%s表 ", indent);
    for (unsigned i = 0; i < n; i++) {
        static const char *const name[] = {"是", "枚", "数", "年元"};
        col[i].head = (enum head)below(g, N_HEADS);
        unsigned of[] = {g->n_bools, g->n_enums, g->n_ints, g->n_money[0]};
        col[i].number = below(g, of[col[i].head]);
        bool again = false;
        for (unsigned k = 0; k < i; k++)
            again |= col[k].head == col[i].head && col[k].number == col[i].number;
        if (again) {
            n = i;
            break;
        }
        PUT(g, "%s%s%u", i ? " | " : "", name[col[i].head], col[i].number);
    }
    put(g, " || ");
    put(g, t->with_amount && t->with_payee   ? "金额 | 支付"
           : t->with_amount && t->list == -1 ? (t->with_payee ? "" : "金额")
           : t->with_payee                   ? "支付"
                                             : "值");
    put(g, is_first ? " 优先\n" : "\n");
    unsigned kinds = col[0].head == HEAD_BOOL   ? 2
                     : col[0].head == HEAD_ENUM ? g->list_size[g->enum_list[col[0].number]]
                                                : rows;
    rows = is_first || rows < kinds ? rows : kinds;
    for (unsigned r = 0; r < rows; r++) {
        PUT(g, "%s  ", indent);
        for (unsigned i = 0; i < n; i++) {
            put(g, i ? " | " : "");
            put_cell(g, col[i], r, i == 0 && !is_first);
        }
        put(g, " || ");
        put_value(g, t);
        put(g, "\n");
    }
    if (!one_in(g, 4)) {
        PUT(g, "%s  其余 || ", indent);
        put_value(g, t);
        put(g, "\n");
    }
}

/* ---- definitions ---- */

static void put_definitions(struct gen *g)
{
    put(g, "认定\n");
    unsigned n = 1 + below(g, 5);
    for (unsigned i = 0; i < n; i++) {
        PUT(g, "  定%u = ", g->n_truths);
        gen_put_truth(g, 3);
        put(g, "\n");
        g->n_truths++;
    }
    if (one_in(g, 2)) {
        unsigned l = g->kind_list[0] = below(g, g->n_lists);
        PUT(g, "  类0: 表%u\n", l);
        put_table(g, &(struct table){.list = (int)l}, "    ");
        g->n_kinds = 1;
    }
    if (one_in(g, 2)) {
        PUT(g, "  定%u: 是否\n", g->n_truths);
        put_table(g, &(struct table){.list = -2}, "    ");
        g->n_truths++;
    }
    for (unsigned r = 0; r < RATES; r++)
        if (one_in(g, 3)) {
            PUT(g, "  和%s%u = ", rate_name[r], g->n_sums[r]);
            gen_put_amount(g, r, 2);
            put(g, "\n");
            g->n_sums[r]++;
        }
}

/* ---- benefits ---- */

static void put_lines(struct gen *g, unsigned i, const char *in)
{
    unsigned whole = g->accrual[i] = one_in(g, 4) ? 1 + below(g, 2) : 0;
    unsigned r = g->rate[i] = whole ? below(g, RATES) : below(g, 4);
    bool amount = g->has_amount[i] = !one_in(g, 6), by_table = amount && one_in(g, 3);
    bool payee_too = by_table && one_in(g, 3), ceiling = amount && one_in(g, 8);
    if (whole)
        PUT(g, "%s核算 全年 于 %s\n", in, whole == 1 ? "春" : "秋");
    if (!payee_too && one_in(g, 4)) {
        put_table(g, &(struct table){.with_payee = true, .list = -1}, in);
    } else if (!payee_too) {
        PUT(g, "%s支付 %s\n", in, ceiling ? "贷款 额度上限" : payee[below(g, 5)]);
    }
    if (!one_in(g, 3)) {
        PUT(g, "%s条件 ", in);
        gen_put_truth(g, 2);
        put(g, "\n");
    }
    if (one_in(g, 6))
        PUT(g, "%s有效 自 %d-01-01 至 %d-%s\n", in, g->first_year + (int)below(g, 2), g->last_year,
            one_in(g, 2) ? "08-31" : "12-31");
    if (one_in(g, 5))
        PUT(g, "%s期限 %u学期 已用 数%u\n", in, 1 + below(g, 6), below(g, g->n_ints));
    if (one_in(g, 4)) {
        static const char *const span[] = {"09-01 至 09-30", "03-01 至 08-31", "12-15 至 01-20",
                                           "02-01 至 12-31"};
        PUT(g, "%s窗口 %s 据 日%u\n", in, span[below(g, 4)], below(g, g->n_days));
    }
    if (!amount) {
        PUT(g, "%s金额 无金额\n", in);
    } else if (by_table) {
        put_table(
            g, &(struct table){.with_amount = true, .with_payee = payee_too, .rate = r, .list = -1},
            in);
    } else if (one_in(g, 4)) {
        PUT(g, "%s金额 ", in);
        gen_put_amount(g, r, 1);
        PUT(g, " 至 %d-12-31\n%s金额 ", g->first_year, in);
        gen_put_amount(g, r, 1);
        PUT(g, " 自 %d-01-01\n", g->first_year + 1);
    } else {
        PUT(g, "%s金额 ", in);
        gen_put_amount(g, r, 3);
        put(g, "\n");
    }
}

static void put_item(struct gen *g, unsigned i)
{
    if (one_in(g, 4)) {
        PUT(g, "类 组%u\n  适用 ", i);
        gen_put_truth(g, 1);
        PUT(g, "\n  项目 P%u 名%u\n", i, i);
        put_lines(g, i, "    ");
    } else {
        PUT(g, "项目 P%u 名%u\n", i, i);
        put_lines(g, i, "  ");
    }
}

/* Benefits with an amount that accrue as `a` does, shuffled. */
static unsigned alike(struct gen *g, unsigned a, unsigned *out)
{
    unsigned n = 0;
    for (unsigned i = 0; i < g->n_items; i++)
        if (g->has_amount[i] && g->accrual[i] == a)
            out[n++] = i;
    for (unsigned i = n; i > 1; i--) {
        unsigned k = below(g, i), x = out[k];
        out[k] = out[i - 1];
        out[i - 1] = x;
    }
    return n;
}

static void put_combos(struct gen *g)
{
    unsigned x[12], a = below(g, 3), n = alike(g, one_in(g, 2) ? 0 : a, x);
    bool any = false;
#define HEAD() (any ? (void)0 : put(g, "组合\n"), any = true)
    if (n >= 2 && one_in(g, 2)) {
        HEAD();
        unsigned groups = n > 2 && one_in(g, 2) ? 3 : 2, at = 0;
        put(g, "  就高 ");
        for (unsigned i = 0; i < groups && at < n; i++) {
            PUT(g, "%sP%u", i ? " 与 " : "", x[at++]);
            if (n - at > groups - i - 1 && one_in(g, 3))
                PUT(g, " + P%u", x[at++]);
        }
        put(g, "\n");
    }
    n = alike(g, below(g, 3), x);
    for (unsigned i = 0; i + 1 < n && i < 2; i++)
        if (one_in(g, 3)) {
            HEAD();
            PUT(g, "  计入 P%u 于 P%u\n", x[i], x[i + 1]);
        }
    n = alike(g, below(g, 3), x);
    if (n >= 1 && !one_in(g, 4)) {
        unsigned members = n < 2                    ? n
                           : n == 2 || one_in(g, 2) ? 2
                                                    : 3,
                 r = g->accrual[x[0]] ? 4 : 1 + below(g, 3);
        bool already = g->accrual[x[0]] == 0 && one_in(g, 3);
        HEAD();
        put(g, "  封顶 ");
        for (unsigned i = 0; i < members; i++)
            PUT(g, "%sP%u", i ? " + " : "", x[i]);
        put(g, " 不超过 ");
        PUT(g, "%u%s%s", 1 + 150 * below(g, 5), one_in(g, 3) ? ".01" : "", unit[already ? 0 : r]);
        put(g, " 先减 ");
        for (unsigned i = members; i-- > 0;)
            PUT(g, "P%u%s", x[i], i ? ", " : "");
        if (already)
            PUT(g, " 已计 年元%u", below(g, g->n_money[0]));
        put(g, "\n");
    }
    n = alike(g, below(g, 3), x);
    if (n >= 2 && one_in(g, 2)) {
        HEAD();
        PUT(g, "  排斥 P%u 与 P%u", x[0], x[1]);
        if (n >= 3 && one_in(g, 2))
            PUT(g, " 与 P%u", x[2]);
        put(g, "\n");
        if (n >= 4 && one_in(g, 2))
            PUT(g, "  排斥 P%u 与 P%u\n", x[1], x[3]);
    }
#undef HEAD
}

void random_policy(uint64_t seed, struct yx_buf *out)
{
    struct gen *g = calloc(1, sizeof *g);
    if (!g)
        abort();
    g->out = out;
    yx_rng_seed(&g->rng, seed);
    g->school_year = one_in(g, 2);
    g->first_year = 2020;
    g->last_year = 2020 + 1 + (int)below(g, 3);
    PUT(g, "政策 random-%llu “随机”\n  有效 %d-01-01 至 %d-12-31\n", (unsigned long long)seed,
        g->first_year, g->last_year);
    PUT(g, "  核算 学期 年度 %s\n  折算 1年 = 2学期, 1学期 = %u天, 1学期 = %u月\n",
        g->school_year ? "学年" : "日历年", 80 + below(g, 30), 4 + below(g, 2));
    PUT(g, "  尾差 归 %s\n  基准日 春 03-0%u, 秋 09-%u\n", one_in(g, 2) ? "首期" : "末期",
        1 + below(g, 9), 10 + below(g, 20));
    put_lists(g);
    put_inputs(g);
    if (one_in(g, 2)) {
        put(g, "约束\n");
        for (unsigned i = 0; i < 1 + below(g, 2); i++) {
            put(g, "  须 (");
            gen_put_truth(g, 1);
            PUT(g, ") 或 是%u 否则 “第%u条”\n", below(g, g->n_bools), i);
        }
    }
    g->n_switches = below(g, 3);
    if (g->n_switches) {
        put(g, "开关\n");
        for (unsigned i = 0; i < g->n_switches; i++)
            PUT(g, "  关%u = %s\n", i, one_in(g, 2) ? "是" : "否");
    }
    put_definitions(g);
    g->n_items = 2 + below(g, 8);
    for (unsigned i = 0; i < g->n_items; i++)
        put_item(g, i);
    put_combos(g);
    free(g);
}
