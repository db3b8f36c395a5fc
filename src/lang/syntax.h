/* syntax.h -- the tree of a document.
 *
 * One node type for everything.  A node has up to three lists of children,
 * each linked through `next`:
 *
 *   first   what the node is about: arguments, operands, columns, items
 *   tail    what follows it: the clauses (YX_CLAUSE, YX_CITE) of a line, row
 *           or call; the atoms of an argument
 *   block   the lines (or rows) indented below it
 *
 * Which means what, by kind (… is `first`, ~ is `tail`, # is `block`):
 *
 *   YX_DOCUMENT  # lines; kw = POLICY | LEDGER | PLAN | MATCH, the first line's
 *   lines:
 *   YX_LINE      kw;   … YX_ARG*             ~ clauses  # lines    条件 困难 【附件】
 *   YX_DECLARE   text; … YX_ARG+ (one per alternative)  ~ #        学段: 学前|小学 可空
 *   YX_DEFINE    text; … one expression                 ~ #        应缴 = 学费 + 住宿费
 *   YX_MOVE      text; … YX_NAME from, YX_NAME to       ~ #        线索 → 核实 由 学校
 *   YX_ENTRY     text; … atoms                          ~ #        A4.0 “…” 当 …
 *   YX_TABLE     … YX_COLUMNS, YX_OUTPUTS               ~ # YX_ROW+
 *   inside a table:
 *   YX_COLUMNS   … expressions, the heads of the columns
 *   YX_OUTPUTS   … YX_NAME+ with kw = AMOUNT 金额 | PAY 支付 | VALUE 值 | NONE
 *   YX_ROW       … YX_CELLS, YX_VALUES                  ~ clauses (自 至 【】 未核实)
 *                op = YX_OP_OTHERWISE for 其余, and then YX_CELLS is empty
 *   YX_CELLS     … YX_CELL, one per column
 *   YX_CELL      … YX_TEST+, any of them; op = YX_OP_ANY for 任意, and no test
 *   YX_TEST      op = EQ (also for a bare value) NE LT LE GT GE IN HAS HAS_ANY
 *                HAS_ALL: … one operand; RANGE: … low, high; IS_NULL NOT_NULL: none
 *   YX_VALUES    … expressions, one per output
 *   parts of a line:
 *   YX_CLAUSE    kw;   … YX_ARG*                                   至 2022-12-31
 *   YX_CITE      text without the brackets                         【附件一(一)】
 *   YX_ARG       op = NONE: … one expression; RANGE: … low, high;
 *                EQ NE LT LE GT GE: … one operand (目标 ≥ 50%)
 *                ~ atoms: YX_NAME YX_LITERAL YX_TEXT YX_SET        A2.3 625元 到人
 *   expressions:
 *   YX_NAME      text (without 「」)
 *   YX_LITERAL   lit; text as written        a plain number is one with kind YX_LIT_INT
 *   YX_STRING    text without the quotes
 *   YX_SET       … YX_NAME | YX_LITERAL, the items
 *   YX_CALL      text; … YX_ARG*  ~ clauses                        合计(金额 当 … 按 …)
 *   YX_BINARY    op = OR AND EQ NE LT LE GT GE IN HAS HAS_ANY HAS_ALL ADD SUB
 *                MUL DIV; … left, right (IN HAS_ANY HAS_ALL: right is YX_SET)
 *   YX_UNARY     op = NOT NEG IS_NULL NOT_NULL AGREES REPAIRABLE; … operand
 *
 * Examples:
 *
 *   项目 A2.3 寄宿生补贴 【附件二】    YX_LINE kw=BENEFIT
 *     支付 到人                         … YX_ARG … YX_NAME A2.3 ~ YX_NAME 寄宿生补贴
 *     表 学段 || 金额                   ~ YX_CITE 附件二
 *       小学 || 1000元/年 自 2019-03    # YX_LINE kw=PAY … YX_ARG … YX_NAME 到人
 *                                       # YX_TABLE … YX_COLUMNS … YX_NAME 学段
 *                                                  … YX_OUTPUTS … YX_NAME 金额 kw=AMOUNT
 *                                                  # YX_ROW … YX_CELLS … YX_CELL … YX_TEST
 *                                                             op=EQ … YX_NAME 小学
 *                                                           … YX_VALUES … YX_LITERAL
 *                                                           ~ YX_CLAUSE kw=FROM … YX_ARG
 *                                                             … YX_LITERAL 2019-03
 *   就高 A1 + B1 与 A2                YX_LINE kw=HIGHER … YX_ARG … YX_BINARY ADD
 *                                       ~ YX_CLAUSE kw=WITH … YX_ARG … YX_NAME A2
 *   封顶 X + Y 不超过 9元/年 先减 Y, X YX_LINE kw=CAP … YX_ARG … YX_BINARY ADD
 *                                       ~ YX_CLAUSE kw=ATMOST, YX_CLAUSE kw=CUT … ARG, ARG
 *   例 W01 同 常规                    YX_LINE kw=EXAMPLE … YX_ARG … YX_NAME W01
 *     事实 学段=小学, 身份={低保}       ~ YX_CLAUSE kw=LIKE … YX_ARG … YX_NAME 常规
 *     期 2022-春 事实 年级=2            # YX_LINE kw=FACTS … YX_ARG … YX_BINARY EQ, …
 *        得 A1 750元 到校, A2 待核      # YX_LINE kw=TERM … YX_ARG … YX_LITERAL term
 *                                         ~ YX_CLAUSE kw=FACTS …
 *                                         ~ YX_CLAUSE kw=GETS … YX_ARG … YX_NAME A1
 *                                               ~ YX_LITERAL 750元, YX_NAME 到校; YX_ARG …
 *   年级: 1..9                        YX_DECLARE text=年级 … YX_ARG op=RANGE … 1, 9
 *   身份: 集合 {甲 乙} 缺省 无        YX_DECLARE … YX_ARG … YX_NAME 集合 ~ YX_SET
 *                                       ~ YX_CLAUSE kw=DEFAULT
 *   学历: 本专科|研究生 可空          YX_DECLARE … YX_ARG 本专科, YX_ARG 研究生 ~ YX_NAME 可空
 *   学费: 元/年                       YX_DECLARE … YX_ARG … YX_LITERAL kind=YX_LIT_UNIT
 *   有效 2022-01-01 至 2022-12-31     YX_LINE kw=VALID … YX_ARG … date ~ YX_CLAUSE kw=TO
 *   基准日 春 03-01, 秋 09-01         YX_LINE kw=ASOF … YX_ARG … YX_NAME 春 ~ YX_LITERAL 03-01; …
 *   折算 1年 = 2学期                  YX_LINE kw=CONVERT … YX_ARG … YX_BINARY EQ
 *   核算 学期 年度 日历年             YX_LINE kw=ACCRUE … YX_ARG … YX_NAME 学期
 *                                       ~ YX_NAME 年度, YX_NAME 日历年
 *   参照孤儿 = 否 【D-13】 未定       YX_DEFINE … YX_NAME 否 ~ YX_CITE, YX_CLAUSE kw=UNDECIDED
 *   须 … 否则 “…”                     YX_LINE kw=MUST … YX_ARG ~ YX_CLAUSE kw=ELSE_SAY … YX_ARG
 *                                       … YX_STRING
 *
 * Ownership: everything lives in the arena given to yx_parse().
 * Errors: none.  Threads: a finished tree is immutable. */
#ifndef YX_LANG_SYNTAX_H
#define YX_LANG_SYNTAX_H

#include "base/date.h"
#include "base/money.h"
#include "lang/schema.h"

enum yx_node_kind {
    YX_DOCUMENT,
    YX_LINE,
    YX_DECLARE,
    YX_DEFINE,
    YX_MOVE,
    YX_ENTRY,
    YX_TABLE,
    YX_COLUMNS,
    YX_OUTPUTS,
    YX_ROW,
    YX_CELLS,
    YX_CELL,
    YX_TEST,
    YX_VALUES,
    YX_CLAUSE,
    YX_CITE,
    YX_ARG,
    YX_NAME,
    YX_LITERAL,
    YX_STRING,
    YX_SET,
    YX_CALL,
    YX_BINARY,
    YX_UNARY
};

enum yx_lit_kind {
    YX_LIT_NONE,
    YX_LIT_INT,       /* 200: value */
    YX_LIT_MONEY,     /* 1250元/年: value in fen, unit YX_UNIT_YUAN, rate */
    YX_LIT_QUANTITY,  /* 30天: value, unit */
    YX_LIT_PERCENT,   /* 0.5%: value in 1/100 of a percent (50) */
    YX_LIT_DATE,      /* 2022-09-01: value is a yx_day */
    YX_LIT_MONTH,     /* 2022-09: value is year * 12 + month - 1 */
    YX_LIT_MONTH_DAY, /* 09-01: value is month * 100 + day; 02-29 is allowed */
    YX_LIT_TERM,      /* 2022-春: value is a yx_term */
    YX_LIT_UNIT       /* 元/年 as a type: unit, rate */
};

enum yx_unit {
    YX_UNIT_NONE,
    YX_UNIT_YUAN,        /* 元 */
    YX_UNIT_YEAR,        /* 年; as a rate also written 学年 */
    YX_UNIT_SCHOOL_YEAR, /* 学年 as a quantity */
    YX_UNIT_TERM,        /* 学期 */
    YX_UNIT_MONTH,       /* 月 */
    YX_UNIT_DAY,         /* 天 */
    YX_UNIT_DATE,        /* 日: day of the month (每月 15日) */
    YX_UNIT_WEEK,        /* 周 */
    YX_UNIT_WORKDAY,     /* 工作日 */
    YX_UNIT_MINUTE,      /* 分 */
    YX_UNIT_TIME         /* 次, as a rate only: 元/次 */
};

struct yx_lit {
    int64_t value;
    uint8_t kind; /* enum yx_lit_kind */
    uint8_t unit; /* enum yx_unit */
    uint8_t rate; /* enum yx_unit after 元/; YX_UNIT_NONE for plain 元 */
};

struct yx_node {
    uint8_t kind;          /* enum yx_node_kind */
    uint8_t op;            /* enum yx_op */
    uint16_t kw;           /* enum yx_kw */
    uint32_t line;         /* 1-based */
    uint32_t column;       /* 1-based, in characters */
    uint32_t at, n;        /* bytes of the source: offset and length of the whole construct */
    uint32_t n_first;      /* nodes in `first` */
    struct yx_str text;    /* see above; a piece of the source, or of the arena */
    struct yx_lit lit;     /* YX_LITERAL; in operators lit.value is their height */
    struct yx_node *first; /* see above; each list NULL when empty */
    struct yx_node *tail;
    struct yx_node *block;
    struct yx_node *next;          /* in the list this node is in */
    const struct yx_document *doc; /* it is part of: a policy may be made of several */
};

struct yx_document {
    struct yx_node *root;    /* YX_DOCUMENT */
    enum yx_doc_kind kind;   /* YX_DOC_NONE when the first word is no kind */
    enum yx_lang lang;       /* language of the keywords: that of the first */
    struct yx_str id, title; /* pengshui-2022, 家庭经济困难学生… */
    struct yx_str name;      /* of the file, for messages */
    struct yx_str source;    /* the text, copied */
    int file;                /* number of the file in the report */
};

/* The i-th node of a list, from 0; NULL beyond its end. */
static inline struct yx_node *yx_node_nth(struct yx_node *list, uint32_t i)
{
    while (list && i--)
        list = list->next;
    return list;
}
/* The first clause `kw` in the tail of a line, row or call; NULL if there is none. */
static inline struct yx_node *yx_node_clause(const struct yx_node *n, enum yx_kw kw)
{
    struct yx_node *c = n->tail;
    while (c && !(c->kind == YX_CLAUSE && c->kw == kw))
        c = c->next;
    return c;
}
/* The first line of keyword `kw` in the block of a line (or of the document). */
static inline struct yx_node *yx_node_line(const struct yx_node *n, enum yx_kw kw)
{
    struct yx_node *c = n->block;
    while (c && !(c->kind == YX_LINE && c->kw == kw))
        c = c->next;
    return c;
}
/* The expression of a one-argument line or clause, NULL if it has no argument. */
static inline struct yx_node *yx_node_operand(const struct yx_node *n)
{
    return n->first && n->first->kind == YX_ARG ? n->first->first : n->first;
}
/* The node's source, whole construct, as written. */
static inline struct yx_str yx_node_source(const struct yx_document *d, const struct yx_node *n)
{
    return yx_str_sub(d->source, n->at, (size_t)n->at + n->n);
}
/* Same shape and values; places and comments do not count.  O(nodes). */
bool yx_node_equal(const struct yx_node *a, const struct yx_node *b);
/* The same, but for 【sources】 too: two documents saying one thing by different right. */
bool yx_node_agrees(const struct yx_node *a, const struct yx_node *b);

/* ---- literals ---- */

/* Read a whole text as a literal (`1250元/年`, `2022-春`, `12`): YX_OK, or
 * YX_INVALID with a message that says what is wrong with it. */
int yx_lit_parse(struct yx_str s, struct yx_lit *out, struct yx_err *err);
/* Append the canonical form: 312.50元, 2019-09, 0.5%. */
void yx_lit_put(struct yx_buf *b, struct yx_lit lit);
/* A money rate as a type is written: 元, 元/年. */
void yx_rate_put(struct yx_buf *b, enum yx_unit rate);
/* Same kind, value, unit and rate. */
bool yx_lit_equal(struct yx_lit a, struct yx_lit b);
/* First day that 自 means and last day that 至 means by a DATE or MONTH
 * literal; YX_NO_DAY for other literals. */
yx_day yx_lit_first_day(struct yx_lit lit);
yx_day yx_lit_last_day(struct yx_lit lit);

#endif
