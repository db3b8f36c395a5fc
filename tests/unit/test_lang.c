/* test_lang.c -- scanner, grammar, structure, messages of the language. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "lang/near.h"
#include "lang/parse.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* A parse with everything that belongs to it. */
struct parsed {
    struct yx_arena *arena;
    struct yx_report *report;
    struct yx_document *doc;
    int rc;
};

static struct parsed parse(struct yx_str text)
{
    struct parsed p = {.arena = yx_arena_new(), .report = yx_report_new()};
    p.rc = yx_parse(text, YX_S("t.yx"), p.arena, p.report, &p.doc);
    return p;
}

static void drop(struct parsed *p)
{
    yx_report_free(p->report);
    yx_arena_free(p->arena);
}

static struct yx_str read_data(const char *name)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/tests/data/lang/%s", getenv("YX_ROOT"), name);
    struct yx_str s;
    struct yx_err err;
    assert_int_equal(yx_map_path(path, &s, &err), YX_OK);
    return s;
}

static void print_report(struct yx_report *r)
{
    struct yx_buf b = {0};
    yx_report_render(r, YX_ZH, &b);
    print_message("%.*s", (int)b.n, b.p);
    yx_buf_free(&b);
}

static const struct yx_node *block(const struct yx_node *n, enum yx_kw kw)
{
    const struct yx_node *line = yx_node_line(n, kw);
    assert_non_null(line);
    return line;
}

/* ---- the table ---- */

static void every_word_has_one_meaning(void **state)
{
    (void)state;
    for (unsigned a = 1; a < YX_N_KWS; a++) {
        const struct yx_keyword *k = yx_keyword_of((enum yx_kw)a);
        assert_int_equal(yx_keyword_find(k->zh, ~0U), a);
        assert_int_equal(yx_keyword_find(k->en, ~0U), a);
        assert_int_equal(yx_operator_find(k->zh), YX_OP_NONE);
        assert_int_equal(yx_operator_find(k->en), YX_OP_NONE);
    }
    for (unsigned o = 1; o < YX_N_OPS; o++)
        if (o <= YX_OP_ANY) {
            assert_int_equal(yx_operator_find(yx_operator_name((enum yx_op)o, YX_ZH)), o);
            assert_int_equal(yx_operator_find(yx_operator_name((enum yx_op)o, YX_EN)), o);
        }
    assert_int_equal(yx_keyword_find(YX_S("列"), YX_DOC_POLICY), YX_KW_NONE);
    assert_int_equal(yx_keyword_find(YX_S("列"), YX_DOC_MATCH), YX_KW_COLS);
}

/* ---- literals ---- */

static void literals_read_and_write(void **state)
{
    (void)state;
    static const struct {
        const char *text, *canonical;
        enum yx_lit_kind kind;
        int64_t value;
    } good[] = {
        {"200", "200", YX_LIT_INT, 200},
        {"1250元/年", "1250元/年", YX_LIT_MONEY, 125000},
        {"1250.00 元", "1250元", YX_LIT_MONEY, 125000},
        {"312.5元", "312.50元", YX_LIT_MONEY, 31250},
        {"５元／学年", "5元/年", YX_LIT_MONEY, 500},
        {"0.01元/次", "0.01元/次", YX_LIT_MONEY, 1},
        {"30天", "30天", YX_LIT_QUANTITY, 30},
        {"3 工作日", "3工作日", YX_LIT_QUANTITY, 3},
        {"50%", "50%", YX_LIT_PERCENT, 5000},
        {"0.5％", "0.5%", YX_LIT_PERCENT, 50},
        {"2022-09-01", "2022-09-01", YX_LIT_DATE, 0},
        {"2019-09", "2019-09", YX_LIT_MONTH, 2019 * 12 + 8},
        {"02-29", "02-29", YX_LIT_MONTH_DAY, 229},
        {"2022-春", "2022-春", YX_LIT_TERM, 4044},
        {"2022-秋", "2022-秋", YX_LIT_TERM, 4045},
        {"元/学期", "元/学期", YX_LIT_UNIT, 0},
    };
    for (size_t i = 0; i < YX_LEN(good); i++) {
        struct yx_lit lit;
        struct yx_err err;
        assert_int_equal(yx_lit_parse(yx_str_of(good[i].text), &lit, &err), YX_OK);
        assert_int_equal(lit.kind, good[i].kind);
        if (good[i].value)
            assert_int_equal(lit.value, good[i].value);
        struct yx_buf b = {0};
        yx_lit_put(&b, lit);
        yx_buf_putc(&b, '\0');
        assert_string_equal(b.p, good[i].canonical);
        yx_buf_free(&b);
    }
    static const char *const bad[] = {
        "",      "元/人",   "5元/人", "5.555元", "2022-13-01",           "2022-02-30",
        "13-01", "2022-夏", "3.5天",  "1..2",    "99999999999999999999", "5 次",
        "－1",   "2022-1-1"};
    for (size_t i = 0; i < YX_LEN(bad); i++) {
        struct yx_lit lit;
        assert_int_equal(yx_lit_parse(yx_str_of(bad[i]), &lit, NULL), YX_INVALID);
    }
    struct yx_lit month = {.kind = YX_LIT_MONTH, .value = 2020 * 12 + 1};
    assert_int_equal(yx_lit_first_day(month), yx_day_make(2020, 2, 1));
    assert_int_equal(yx_lit_last_day(month), yx_day_make(2020, 2, 29));
}

/* ---- trees ---- */

static void all_kinds_parse(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        enum yx_doc_kind kind;
        enum yx_lang lang;
        const char *id;
    } docs[] = {{"policy.yx", YX_DOC_POLICY, YX_ZH, "demo-2024"},
                {"policy-en.yx", YX_DOC_POLICY, YX_EN, "demo-en"},
                {"ledger.yx", YX_DOC_LEDGER, YX_ZH, "visits"},
                {"plan.yx", YX_DOC_PLAN, YX_ZH, "spring"},
                {"match.yx", YX_DOC_MATCH, YX_ZH, "two-lists"}};
    for (size_t i = 0; i < YX_LEN(docs); i++) {
        struct yx_str text = read_data(docs[i].file);
        struct parsed p = parse(text);
        print_report(p.report);
        assert_int_equal(p.rc, YX_OK);
        assert_int_equal(p.doc->kind, docs[i].kind);
        assert_int_equal(p.doc->lang, docs[i].lang);
        assert_true(yx_str_is(p.doc->id, docs[i].id));
        drop(&p);
        yx_unmap(text);
    }
}

/* The shapes that other floors walk, as syntax.h draws them. */
static void the_tree_is_as_drawn(void **state)
{
    (void)state;
    struct yx_str text = read_data("policy.yx");
    struct parsed p = parse(text);
    const struct yx_node *root = p.doc->root, *head = block(root, YX_KW_POLICY);

    const struct yx_node *valid = block(head, YX_KW_VALID);
    assert_int_equal(yx_node_operand(valid)->lit.value, yx_day_make(2024, 1, 1));
    const struct yx_node *to = yx_node_clause(valid, YX_KW_TO);
    assert_int_equal(yx_node_operand(to)->lit.value, yx_day_make(2025, 12, 31));
    assert_int_equal(valid->line, 5);
    assert_int_equal(valid->column, 3);

    const struct yx_node *stage = block(root, YX_KW_INPUTS)->block;
    assert_int_equal(stage->kind, YX_DECLARE);
    assert_true(yx_str_is(stage->text, "学段"));
    assert_int_equal(stage->n_first, 3);
    const struct yx_node *grade = stage->next;
    assert_int_equal(grade->first->op, YX_OP_RANGE);
    assert_int_equal(grade->first->first->next->lit.value, 9);
    const struct yx_node *identity = grade->next;
    assert_true(yx_str_is(identity->first->first->text, "集合"));
    assert_true(yx_str_is(identity->first->tail->text, "困难身份"));

    const struct yx_node *group = block(root, YX_KW_GROUP);
    const struct yx_node *benefit = block(group, YX_KW_BENEFIT);
    assert_true(yx_str_is(yx_node_operand(benefit)->text, "B1"));
    assert_true(yx_str_is(benefit->first->tail->text, "寄宿补助"));
    assert_int_equal(benefit->tail->kind, YX_CITE);
    assert_true(yx_str_is(benefit->tail->text, "第四条（一）"));
    const struct yx_node *table = benefit->block->next->next;
    assert_int_equal(table->kind, YX_TABLE);
    assert_int_equal(table->first->n_first, 2);
    assert_int_equal(table->first->next->first->kw, YX_KW_AMOUNT);
    assert_int_equal(table->first->next->first->next->kw, YX_KW_PAY);
    const struct yx_node *row = table->block;
    const struct yx_node *cell = row->first->first->next;
    assert_int_equal(cell->n_first, 2);
    assert_int_equal(cell->first->op, YX_OP_RANGE);
    assert_int_equal(cell->first->next->op, YX_OP_EQ);
    assert_int_equal(row->next->first->first->next->first->op, YX_OP_GE);
    assert_int_equal(row->next->next->first->first->next->op, YX_OP_ANY);
    const struct yx_node *otherwise = row->next->next->next;
    assert_int_equal(otherwise->op, YX_OP_OTHERWISE);
    assert_null(otherwise->first->first);
    assert_int_equal(otherwise->first->next->n_first, 2);

    const struct yx_node *combine = block(root, YX_KW_COMBINE);
    const struct yx_node *higher = block(combine, YX_KW_HIGHER);
    assert_true(yx_str_is(yx_node_operand(higher)->text, "B1"));
    assert_true(yx_str_is(yx_node_operand(yx_node_clause(higher, YX_KW_WITH))->text, "B2"));
    const struct yx_node *cap = block(combine, YX_KW_CAP);
    assert_int_equal(yx_node_operand(cap)->op, YX_OP_ADD);
    assert_int_equal(yx_node_clause(cap, YX_KW_CUT)->n_first, 2);

    const struct yx_node *term = block(block(root, YX_KW_EXAMPLE), YX_KW_TERM);
    assert_int_equal(yx_node_operand(term)->lit.kind, YX_LIT_TERM);
    const struct yx_node *award = yx_node_clause(term, YX_KW_GETS)->first;
    assert_true(yx_str_is(award->first->text, "B1"));
    assert_int_equal(award->tail->lit.value, 50000);
    assert_true(yx_str_is(award->tail->next->text, "到人"));
    assert_true(yx_str_is(yx_node_source(p.doc, award), "B1 500元 到人"));
    drop(&p);
    yx_unmap(text);
}

/* The expression after `x =` in a policy, back as text with all its brackets. */
static void put_expr(const struct yx_node *n, struct yx_buf *b)
{
    switch (n->kind) {
    case YX_BINARY:
        yx_buf_putc(b, '(');
        put_expr(n->first, b);
        yx_buf_puts(b, yx_operator_name(n->op, YX_ZH));
        put_expr(n->first->next, b);
        yx_buf_putc(b, ')');
        break;
    case YX_UNARY:
        yx_buf_putc(b, '(');
        yx_buf_puts(b, yx_operator_name(n->op, YX_ZH));
        put_expr(n->first, b);
        yx_buf_putc(b, ')');
        break;
    case YX_SET:
        yx_buf_putc(b, '{');
        for (const struct yx_node *i = n->first; i; i = i->next) {
            put_expr(i, b);
            yx_buf_putz(b, i->next ? " " : "");
        }
        yx_buf_putc(b, '}');
        break;
    case YX_LITERAL: yx_lit_put(b, n->lit); break;
    default: yx_buf_puts(b, n->text); break;
    }
}

static void expressions_bind_as_they_should(void **state)
{
    (void)state;
    static const struct {
        const char *text, *tree;
    } all[] = {
        {"甲 或 乙 且 丙", "(甲或(乙且丙))"},
        {"甲 且 乙 或 丙", "((甲且乙)或丙)"},
        {"非 甲 = 乙", "(非(甲=乙))"},
        {"非 非 甲 且 乙", "((非(非甲))且乙)"},
        {"甲 + 乙 × 丙 - 丁", "((甲+(乙×丙))-丁)"},
        {"甲 - 乙 - 丙", "((甲-乙)-丙)"},
        {"- 甲 × 乙", "((-甲)×乙)"},
        {"（甲 或 乙）且 丙", "((甲或乙)且丙)"},
        {"甲 含任一 ｛子、丑 寅｝", "(甲含任一{子 丑 寅})"},
        {"甲 在 {一 2 3元}", "(甲在{一 2 3元})"},
        {"甲 为空 或 乙 非空", "((为空甲)或(非空乙))"},
        {"甲 != 乙", "(甲≠乙)"},
        {"甲 * 50% / 2 >= 3", "(((甲×50%)÷2)≥3)"},
        {"甲 and not 乙 or 丙 has 丁", "((甲且(非乙))或(丙含丁))"},
        {"非送教上门", "非送教上门"},
        {"学费-减免", "学费-减免"},
        {"采购.金额", "采购.金额"},
        {"「3+2」 = 「且」", "(3+2=且)"},
        {"`3+2` = 甲", "(3+2=甲)"},
        {"条件 = 金额 且 在校 = 期", "((条件=金额)且(在校=期))"},
        {"(状态 + 类) × 支付", "((状态+类)×支付)"},
    };
    for (size_t i = 0; i < YX_LEN(all); i++) {
        struct yx_buf doc = {0};
        yx_buf_printf(&doc, "政策 t\n  有效 2024-01-01 至 2024-12-31\n认定\n  x = %s\n",
                      all[i].text);
        struct parsed p = parse(yx_buf_str(&doc));
        print_report(p.report);
        assert_int_equal(p.rc, YX_OK);
        struct yx_buf b = {0};
        put_expr(block(p.doc->root, YX_KW_DEFINE)->block->first, &b);
        yx_buf_putc(&b, '\0');
        assert_string_equal(b.p, all[i].tree);
        yx_buf_free(&b);
        yx_buf_free(&doc);
        drop(&p);
    }
}

static void lines_go_on_where_they_should(void **state)
{
    (void)state;
    struct parsed p = parse(YX_S("\xEF\xBB\xBF# 先说一句\r\n"
                                 "政策 t “题”\r\n"
                                 "\r\n"
                                 "  有效 2024-01-01\r\n"
                                 "    至 2024-12-31\r\n"
                                 "认定\r\n"
                                 "  甲 = 乙 且\r\n"
                                 "丙\r\n"
                                 "     # 中间一句\r\n"
                                 "  丁 = (乙\r\n"
                                 "或 丙\r\n"
                                 ")\r\n"
                                 "　戊 = 身份 在 {一,\r\n"
                                 "      二}\r\n"
                                 "      或 己"));
    print_report(p.report);
    /* “至” does not continue a line, so it is a line of its own below 有效. */
    assert_int_equal(p.rc, YX_INVALID);
    const struct yx_node *def = block(p.doc->root, YX_KW_DEFINE);
    assert_int_equal(def->block->n_first, 1);
    assert_true(yx_str_is(def->block->next->text, "丁"));
    assert_true(yx_str_is(def->block->next->next->text, "戊"));
    assert_null(def->block->next->next->next);
    drop(&p);
}

/* ---- messages ---- */

#define HEAD "政策 t “题”\n  有效 2024-01-01 至 2024-12-31\n"

static const struct {
    const char *text, *zh, *en;
} wrong[] = {
    {"", "t.yx: 错误: 文书是空的；第一个词要是 政策、台账、方案 或 比对",
     "t.yx: error: the document is empty; it begins with policy, ledger, plan or match"},
    {"政则 t\n", "t.yx:1:1: 错误: 文书的第一个词要是 政策、台账、方案 或 比对",
     "t.yx:1:1: error: a document begins with policy, ledger, plan or match"},
    {"政策 t\n  有效 2024-01-01 至 2024-02-30\n", "t.yx:2:19: 错误: 没有 2024-02-30 这一天",
     "t.yx:2:19: error: there is no day 2024-02-30"},
    {"政策 t\n  地区 500299\n", "t.yx:1:1: 错误: “政策”下面还要有“有效”",
     "t.yx:1:1: error: “政策” needs “有效” below it"},
    {HEAD "  地区：500299\n", "t.yx:3:3: 错误: “地区”是关键词，后面直接写内容，不用 : = →",
     "t.yx:3:3: error: “地区” is a keyword; write what follows without : = →"},
    {HEAD "  有效 2024-01-01\n", "t.yx:3:3: 错误: “有效”写了两次",
     "t.yx:3:3: error: “有效” is written twice"},
    {HEAD "输入 归 学生\n\t年级: 1..9\n", "t.yx:4:1: 错误: 缩进不能用制表符，请用空格（每层两个）",
     "t.yx:4:1: error: indent with blanks (two a level), not with tabs"},
    {HEAD "认定\n  甲 = 1 < 年级 < 3\n", "比较不能连着写；分成两个，中间用 且：a < b 且 b < c",
     "comparisons cannot be chained; write two with “and” between: a < b and b < c"},
    {HEAD "认定\n  甲 = 年级 大于 3 且 乙\n", "“大于”写作 >", "“大于” is written >"},
    {HEAD "认定\n  甲 = 乙 且\n", "t.yx:4:10: 错误: 这一行没有写完：“且”后面要一个值或条件",
     "t.yx:4:10: error: this line is not finished: a value or condition goes after “且”"},
    {HEAD "认定\n  甲 = (乙 或 丙))\n", "t.yx:4:14: 错误: 多了一个“)”",
     "t.yx:4:14: error: there is one “)” too many"},
    {HEAD "认定\n  甲 = (乙 或 丙\n  丁 = 戊 己 庚 且\n", "t.yx:4:7: 错误: 括号没有合上",
     "t.yx:4:7: error: this bracket is never closed"},
    {HEAD "认定\n  甲 = 乙 || 丙\n", "“||”只用在表里；“或者”写 或",
     "“||” is for tables only; write “or” for either"},
    {HEAD "认定\n  甲 = 乙 && 丙\n", "t.yx:4:9: 错误: 这里不能用“&”；“并且”写 且",
     "t.yx:4:9: error: “&” cannot be used here; write and"},
    {HEAD "认定\n  甲 = 乙 == 丙\n",
     "t.yx:4:9: 错误: 相等写一个 =", "t.yx:4:9: error: write one = for equality"},
    {HEAD "认定\n  甲 = 学费 -100元\n", "t.yx:4:10: 错误: 减号两边要有空格",
     "t.yx:4:10: error: a minus takes a blank on both sides"},
    {HEAD "认定\n  甲 = 学段 在 小学\n", "“在”后面要一个集合 { }", "a set { } goes after “在”"},
    {HEAD "认定\n  甲 = 学段 在 {小学 且}\n", "集合 { } 里只能写名字和值，不能有“且”",
     "a set { } holds names and values only, not “且”"},
    {HEAD "认定\n  甲 = 5.555元\n", "“5.555元”最多两位小数",
     "“5.555元” has more than two decimals"},
    {HEAD "认定\n  甲 = 3.5天\n", "“3.5天”要用整数；小数只用于 元 和 %",
     "“3.5天” takes a whole number; decimals are for 元 and % only"},
    {HEAD "认定\n  甲 = 5元/人\n", "“5元/人”的单位不认识", "“5元/人” has an unknown unit"},
    {HEAD "认定\n  甲 = 乙 > 5元到人\n", "数后面的“元到人”不是单位",
     "“元到人” behind the number is no unit"},
    {HEAD "认定\n  甲 = “乙\n", "这一行里没有合上的 ”", "this line has no closing ”"},
    {HEAD "项目 A1 补助\n  金额 1000元/年。\n", "这里不能用“。”；句末不用句号，换行就是一句",
     "“。” cannot be used here; lines take no full stop"},
    {HEAD "项目 A1 补助\n  条建 甲 且 乙\n", "“条建”不是关键词，是不是 条件",
     "“条建” is no keyword; did you mean 条件"},
    {HEAD "项目 A1 补助\n  条建 甲\n", "t.yx:4:3: 错误: 不认识关键词“条建”；是不是：条件",
     "t.yx:4:3: error: there is no keyword “条建”; did you mean: 条件"},
    {HEAD "项目 A1 补助\n  条件甲 且 乙\n", "关键词后面要有空格：条件 甲",
     "a keyword takes a blank: 条件 甲"},
    {HEAD "项目 A1 补助\n  牵头 教委\n", "t.yx:4:3: 错误: “牵头”只用在“方案”里",
     "t.yx:4:3: error: “牵头” is for a “方案” only"},
    {HEAD "项目 A1 补助\n  金额 1元/年, 2元/年\n", "“金额”只能有一个条件或算式",
     "“金额” takes one condition or formula"},
    {HEAD "项目 A1 补助\n  条件 甲 乙\n", "“乙”前面缺一个运算符或逗号",
     "an operator or comma is missing before “乙”"},
    {HEAD "项目 A1 补助\n  期限 6学期\n", "这一行还要有“已用”", "this line needs “已用” as well"},
    {HEAD "项目 A1 补助\n  期限 很久 已用 甲\n", "“期限”后面要一个带单位的数，如 6学期、30天",
     "“期限” takes a number with its unit like 6学期, 30天"},
    {HEAD "项目 A1 补助\n  支付 到人\n    条件 甲\n", "“支付”下面不能再有缩进的行",
     "no indented lines may stand below “支付”"},
    {HEAD "项目 A1 补助\n  就高 A1 与 A2\n", "“就高”不能放在“项目”下面；它另起一行，写在“组合”下面",
     "“就高” cannot stand below “项目”; it begins a line below “组合”"},
    {HEAD "项目 A1 补助\n  表 学段 金额\n    小学 || 1元\n", "表头要有 ||",
     "a table's head needs ||"},
    {HEAD "项目 A1 补助\n  表 学段 || 金额\n    小学 1元\n", "表的一行要有 ||", "a row needs ||"},
    {HEAD "项目 A1 补助\n  表 学段 || 金额\n    小学 | 1 || 1元\n",
     "这一行 || 左边有 2 格，表头有 1 列", "this row has 2 cells before ||, the head 1 columns"},
    {HEAD "项目 A1 补助\n  表 学段 || 金额\n    其余 || 1元\n    小学 || 2元\n",
     "“其余”要放在最后一行", "“otherwise” is the last row"},
    {HEAD "项目 A1 补助\n  表 学段 || 金额\n    小学 || 1元\n      初中 || 2元\n",
     "表的各行要对齐，不能再缩进", "the rows of a table stand in one line"},
    {HEAD "项目 A1 补助\n  表 学段 || 金额\n", "表下面要有缩进的行",
     "a table needs indented rows below it"},
    {HEAD "例 一\n  期 2024-春季 得 无\n", "“2024-春季”不是日期或学期",
     "“2024-春季” is no date or term"},
    {HEAD "例 一\n  期 2024-春 得 无\n 期 2024-秋 得 无\n",
     "这一行的缩进（1 格）和上面哪一层都不齐，按 0 格处理",
     "these 1 blanks match no level above; taken as 0"},
    {HEAD "台账 x “另一份”\n", "一个文件只写一份文书，“台账”要另存一个文件",
     "a file holds one document; “台账” goes into a file of its own"},
    {"政策 t\n  语法 2\n  有效 2024-01-01\n", "本程序只懂语法 1，不懂语法 2",
     "this program knows grammar 1, not grammar 2"},
    {HEAD "认定\n  \xFF = 1\n", "文件不是 UTF-8 编码", "the file is not UTF-8"},
    {HEAD "认定\n  甲 = 乙 且\n  丙 = 丁 = 戊\n", "“且”把这一行和上一行连成了一句",
     "“且” joins this line to the one above"},
};

static void mistakes_are_explained(void **state)
{
    (void)state;
    size_t failed = 0;
    for (size_t i = 0; i < YX_LEN(wrong); i++) {
        struct parsed p = parse(yx_str_of(wrong[i].text));
        assert_int_equal(p.rc, YX_INVALID);
        for (int lang = YX_ZH; lang <= YX_EN; lang++) {
            struct yx_buf b = {0};
            yx_report_render(p.report, (enum yx_lang)lang, &b);
            yx_buf_putc(&b, '\0');
            if (!strstr(b.p, lang == YX_EN ? wrong[i].en : wrong[i].zh))
                print_message("no “%s” in\n%s%zu\n", lang == YX_EN ? wrong[i].en : wrong[i].zh, b.p,
                              ++failed);
            yx_buf_free(&b);
        }
        drop(&p);
    }
    assert_int_equal(failed, 0);
}

static void one_mistake_is_reported_once(void **state)
{
    (void)state;
    static const char *const one[] = {
        HEAD "认定\n  甲 = (乙 或 丙\n  丁 = 戊\n",
        HEAD "认定\n  甲 = 乙 && 丙\n  丁 = 戊\n",
        HEAD "项目 A1 补助\n  表 学段 金额\n    小学 || 1元\n    初中 || 2元\n  支付 到人\n",
        HEAD "例 一\n  期 2024-春季 得 无\n",
        HEAD "项目 A1 补助\n  条件 甲 乙 且 丙\n    支付 到人\n      金额 5元\n",
    };
    for (size_t i = 0; i < YX_LEN(one); i++) {
        struct parsed p = parse(yx_str_of(one[i]));
        if (yx_report_count(p.report, YX_ERROR) != 1)
            print_report(p.report);
        assert_int_equal(yx_report_count(p.report, YX_ERROR), 1);
        drop(&p);
    }
}

static void all_errors_come_in_one_run(void **state)
{
    (void)state;
    struct parsed p =
        parse(YX_S(HEAD "认定\n  甲 = )\n  乙 = )\n  丙 = 1 且 )\n项目 A1\n  金额 )\n"
                        "  表 学段 || 金额\n    小学 )\n    初中 || 1元\n    高中 || )\n"));
    size_t n;
    const struct yx_diag *d = yx_report_list(p.report, &n);
    assert_int_equal(n, 6);
    static const uint32_t lines[] = {4, 5, 6, 8, 10, 12};
    for (size_t i = 0; i < n; i++)
        assert_int_equal(d[i].place.line, lines[i]);
    drop(&p);
}

static void messages_show_the_place(void **state)
{
    (void)state;
    struct parsed p = parse(YX_S(HEAD "认定\n  困难 = 学段 在 小学\n"));
    struct yx_buf b = {0};
    yx_report_render(p.report, YX_ZH, &b);
    yx_buf_putc(&b, '\0');
    assert_string_equal(b.p, "t.yx:4:13: 错误: “在”后面要一个集合 { }\n"
                             "      困难 = 学段 在 小学\n"
                             "                     ^~~~\n");
    b.n = 0;
    yx_report_json(p.report, YX_EN, &b);
    yx_buf_putc(&b, '\0');
    assert_string_equal(
        b.p, "[\n{\"rule\":\"a-set-goes-after\",\"severity\":\"error\",\"file\":\"t.yx\","
             "\"line\":4,\"column\":13,\"length\":2,\"message\":\"a set { } goes after “在”\","
             "\"zh\":{\"message\":\"“在”后面要一个集合 { }\"},"
             "\"en\":{\"message\":\"a set { } goes after “在”\"}}]\n");
    yx_buf_free(&b);
    drop(&p);
}

static void unknown_names_get_proposals(void **state)
{
    (void)state;
    static const struct {
        const char *word, *hint;
    } all[] = {{"非送教上门", "词与词之间要有空格：非 送教上门"},
               {"学费-减免", "减号两边要有空格：学费 - 减免"},
               {"困难且学费", "词与词之间要有空格：困难 且 学费"},
               {"送教上们", "是不是：送教上门"},
               {"困准", "是不是：困难"},
               {"天气", NULL}};
    const struct yx_str names[] = {YX_S("送教上门"), YX_S("学费"), YX_S("减免"), YX_S("困难")};
    for (size_t i = 0; i < YX_LEN(all); i++) {
        struct yx_report *r = yx_report_new();
        struct yx_place place = {yx_report_file(r, YX_S("t.yx"), YX_S("")), 1, 1, 1};
        struct yx_diag *d =
            YX_REPORT(r, YX_ERROR, place, YX_TEXT("没有“{0}”", "no “{0}”"), all[i].word);
        assert_int_equal(yx_near_hint(r, d, yx_str_of(all[i].word), names, YX_LEN(names)),
                         all[i].hint != NULL);
        struct yx_buf b = {0};
        yx_report_render(r, YX_ZH, &b);
        yx_buf_putc(&b, '\0');
        if (all[i].hint)
            assert_non_null(strstr(b.p, all[i].hint));
        yx_buf_free(&b);
        yx_report_free(r);
    }
}

/* ---- limits ---- */

static void nesting_is_limited(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    yx_buf_putz(&b, HEAD "认定\n  甲 = ");
    for (int i = 0; i < 3000; i++)
        yx_buf_putz(&b, "(");
    yx_buf_putz(&b, "\n");
    for (int i = 0; i < 300; i++) {
        for (int k = 0; k < i; k++)
            yx_buf_putz(&b, " ");
        yx_buf_putz(&b, "类 甲\n");
    }
    struct parsed p = parse(yx_buf_str(&b));
    assert_int_equal(p.rc, YX_INVALID);
    drop(&p);
    static const char *const chains[] = {" 或 甲", " + 甲", " × 甲"};
    for (size_t c = 0; c < YX_LEN(chains); c++)
        for (int n = 900; n <= 20000; n += 19100) {
            b.n = 0;
            yx_buf_putz(&b, HEAD "认定\n  甲 = 乙");
            for (int i = 0; i < n; i++)
                yx_buf_putz(&b, chains[c]);
            p = parse(yx_buf_str(&b));
            assert_int_equal(p.rc, n > 1000 ? YX_INVALID : YX_OK);
            drop(&p);
        }
    b.n = 0;
    yx_buf_putz(&b, HEAD "认定\n  甲 = ");
    for (int i = 0; i < 20000; i++)
        yx_buf_putz(&b, "非 ");
    yx_buf_putz(&b, "乙\n");
    p = parse(yx_buf_str(&b));
    assert_int_equal(p.rc, YX_INVALID);
    drop(&p);
    yx_buf_free(&b);
}

static double milliseconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void a_megabyte_is_quick(void **state)
{
    (void)state;
    struct yx_buf b = {0};
    yx_buf_putz(&b, HEAD "基例 常规 事实 甲=1\n");
    for (int i = 0; b.n < 1 << 20; i++)
        yx_buf_printf(&b,
                      "例 第%d个 同 常规\n"
                      "  事实 学段=学前, 身份={脱贫户 低保}, 经批准=是, 学费=3000元/年\n"
                      "  期 2022-春 得 A1.1 750元 到校, A1.3 400元 到校\n",
                      i);
    double best = 1e9;
    for (int k = 0; k < 5; k++) {
        double from = milliseconds();
        struct parsed p = parse(yx_buf_str(&b));
        best = YX_MIN(best, milliseconds() - from);
        assert_int_equal(p.rc, YX_OK);
        drop(&p);
    }
    print_message("# figure parse 1 MB: %.0f ms\n", best);
    assert_true(best < 1000);
    yx_buf_free(&b);
}

/* A file of nothing but mistakes costs no more than seconds. */
static void mistakes_are_quick(void **state)
{
    (void)state;
    static const char *const bad[] = {"  条建 甲 且 乙\n  就高 甲\n", "  金额 (甲\n",
                                      "  甲 = 乙 = \n(", "“", "  x"};
    for (size_t i = 0; i < YX_LEN(bad); i++) {
        struct yx_buf b = {0};
        yx_buf_putz(&b, HEAD "项目 A1 补助\n");
        while (b.n < 500000)
            yx_buf_putz(&b, bad[i]);
        double from = milliseconds();
        struct parsed p = parse(yx_buf_str(&b));
        assert_true(milliseconds() - from < 8000);
        assert_int_equal(p.rc, YX_INVALID);
        drop(&p);
        yx_buf_free(&b);
    }
}

/* Documents outside the repository, when YX_DRAFTS names a folder of them. */
static void drafts_parse(void **state)
{
    (void)state;
    const char *folder = getenv("YX_DRAFTS");
    DIR *dir = folder ? opendir(folder) : NULL;
    if (!dir) {
        print_message("# YX_DRAFTS names no folder: skipped\n");
        return;
    }
    for (struct dirent *e; (e = readdir(dir)) != NULL;) {
        char path[4096];
        struct yx_str text;
        if (!yx_str_ends(yx_str_of(e->d_name), YX_S(".yx")))
            continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
        assert_int_equal(yx_map_path(path, &text, NULL), YX_OK);
        struct parsed p = parse(text);
        print_report(p.report);
        assert_int_equal(p.rc, YX_OK);
        drop(&p);
        yx_unmap(text);
    }
    (void)closedir(dir);
}

int main(void)
{
    const struct CMUnitTest list[] = {
        cmocka_unit_test(every_word_has_one_meaning),
        cmocka_unit_test(literals_read_and_write),
        cmocka_unit_test(all_kinds_parse),
        cmocka_unit_test(the_tree_is_as_drawn),
        cmocka_unit_test(expressions_bind_as_they_should),
        cmocka_unit_test(lines_go_on_where_they_should),
        cmocka_unit_test(mistakes_are_explained),
        cmocka_unit_test(one_mistake_is_reported_once),
        cmocka_unit_test(all_errors_come_in_one_run),
        cmocka_unit_test(messages_show_the_place),
        cmocka_unit_test(unknown_names_get_proposals),
        cmocka_unit_test(nesting_is_limited),
        cmocka_unit_test(a_megabyte_is_quick),
        cmocka_unit_test(mistakes_are_quick),
        cmocka_unit_test(drafts_parse),
    };
    return cmocka_run_group_tests(list, NULL, NULL);
}
