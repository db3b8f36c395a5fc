/* book_columns.c -- the columns of a list as they stand in the workbook. */
#include "check/book_columns.h"

#include "codes/explanations.h"

struct use {
    const char *text;
    const char *words[8]; /* ended by NULL */
};

static const struct use uses[] = {
#define USE(id, text, ...) [YX_LIST_##id] = {text, {__VA_ARGS__}},
#include "check/list_uses.def"
#undef USE
};
_Static_assert(YX_LEN(uses) == YX_N_LISTS, "one entry a list");

struct yx_str yx_book_use(enum yx_list l)
{
    return yx_str_of(uses[l].text);
}

/* Widths that let a clerk read without dragging; 0 lets the heading decide. */
static double width_of(struct yx_str name)
{
    static const struct {
        const char *name;
        double width;
    } widths[] = {{"编号", 18},     {"姓名", 9},      {"证件号", 20},     {"学校", 20},
                  {"乡镇", 11},     {"原因", 30},     {"建议", 30},       {"来源", 28},
                  {"人员号", 20},   {"家庭类别", 16}, {"监护人姓名", 11}, {"出生日期", 11.5},
                  {"适用清单", 24}, {"项目名称", 24}, {"标准", 18},       {"依据", 20},
                  {"缺少事实", 30}, {"谁可提供", 22}, {"可能金额", 18},   {"可能项目", 22},
                  {"左来源", 34},   {"右来源", 34},   {"相同", 22},       {"不同", 22},
                  {"失败原因", 24}, {"原值", 22},     {"建议值", 22},     {"身份", 22},
                  {"另一处", 26},   {"指纹", 18},     {"学期", 9},        {"状态", 14}};
    for (size_t i = 0; i < YX_LEN(widths); i++)
        if (yx_str_is(name, widths[i].name))
            return widths[i].width;
    return 0;
}

static enum yx_xlsx_type type_of(const struct yx_list_column *c)
{
    static const char *const prose[] = {"原因", "建议", "来源", "左来源", "右来源", "缺少事实"};
    static const char *const dates[] = {"出生日期", "核实日期", "有效期至"};
    if (c->type == YX_COL_MONEY)
        return YX_XLSX_MONEY;
    if (c->type == YX_COL_INT)
        return YX_XLSX_INT;
    for (size_t i = 0; i < YX_LEN(dates); i++)
        if (yx_str_is(c->name, dates[i]))
            return YX_XLSX_DATE;
    for (size_t i = 0; i < YX_LEN(prose); i++)
        if (yx_str_is(c->name, prose[i]))
            return YX_XLSX_PROSE;
    return YX_XLSX_TEXT;
}

static void set_rule(enum yx_list l, struct yx_xlsx_column *c)
{
    static const char *const gained[] = {"新增", NULL}, *const stale[] = {"已过期", "佐证缺", NULL};
    if (yx_str_is(c->heading, "家庭类别")) {
        c->rule = YX_RULE_WARN;
    } else if (yx_str_is(c->heading, "差额")) {
        c->rule = YX_RULE_NEGATIVE;
    } else if (yx_str_is(c->heading, "变化")) {
        c->rule = YX_RULE_NEW;
        c->words = gained;
    } else if (l == YX_LIST_EXPLAINED && yx_str_is(c->heading, "状态")) {
        c->rule = YX_RULE_WARN;
        c->words = stale;
    }
}

/* The words that clear a list, or those of its USE; NULL when there are none. */
static const char *const *choices_of(enum yx_list l, struct yx_arena *a)
{
    unsigned clears = l == YX_LIST_MISSING            ? YX_CLEARS_MISSING
                      : l == YX_LIST_NOT_PRESENT      ? YX_CLEARS_NOT_PRESENT
                      : l == YX_LIST_GRADUATE_UNKNOWN ? YX_CLEARS_GRADUATE_UNKNOWN
                                                      : 0;
    if (!clears)
        return uses[l].words[0] ? uses[l].words : NULL;
    int kinds = yx_explanation_count(), n = 0;
    const char **words = YX_NEW(a, const char *, (size_t)kinds + 1);
    for (int k = 0; k < kinds; k++)
        if (yx_explanation_at(k)->clears & clears)
            words[n++] = yx_str_c(a, yx_explanation_at(k)->name);
    words[n] = NULL;
    return words;
}

static struct yx_xlsx_column fill_in(const char *heading, double width, const char *hint)
{
    return (struct yx_xlsx_column){.heading = yx_str_of(heading),
                                   .type = YX_XLSX_TEXT,
                                   .width = width,
                                   .hint = hint,
                                   .is_fill_in = true};
}

uint32_t yx_book_columns(enum yx_list l, const struct yx_list_column *column, uint32_t n,
                         struct yx_arena *a, struct yx_xlsx_column out[YX_BOOK_COLUMNS])
{
    const char *const *choices = choices_of(l, a);
    struct yx_xlsx_column verdict = fill_in(
        "判定", 16,
        l == YX_LIST_REVIEW ? "同一人：两条记录并在一起；不同人：以后不再问；暂缓：下次再问。"
                            : "核实以后选一项；下次核对用 --decisions 带上这个工作簿。");
    verdict.choices = choices;
    verdict.rule = YX_RULE_DONE;
    bool has_verdict = false;
    for (uint32_t i = 0; i < n; i++) {
        out[i] = (struct yx_xlsx_column){.heading = column[i].name,
                                         .type = type_of(&column[i]),
                                         .width = width_of(column[i].name)};
        set_rule(l, &out[i]);
        if (choices && yx_str_is(column[i].name, "判定")) {
            out[i] = verdict;
            has_verdict = true;
        }
    }
    if (!choices)
        return n;
    if (!has_verdict)
        out[n++] = verdict;
    out[n++] = fill_in("判定人", 9, NULL);
    out[n] = fill_in("日期", 11.5, "核实的日期，写成 2022-09-30 的样子。");
    out[n++].type = YX_XLSX_DATE;
    out[n++] = fill_in("依据", 18, "佐证编号、核实单位、凭证号等。");
    return n;
}
