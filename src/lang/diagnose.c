/* diagnose.c -- what to say about a token that does not fit.
 *
 * The parser knows which token types would have fitted; the line says what the
 * writer seems to have meant.  Special cases first, then the general sentence. */
#include "lang/build.h"
#include "lang/grammar.h"
#include "lang/near.h"

#define BIT(type) (UINT64_C(1) << (type))

/* The line a token stands on, as tokens: from its first to the token itself. */
struct spot {
    const struct yx_token *first, *prev, *t; /* prev NULL at the start of the line */
    uint64_t expected;
    bool in_table_head, in_row;
    bool lacks_bar2; /* no || on the whole line */
};

static bool ends_line(uint8_t type)
{
    return type == YX_T_NL || type == YX_T_INDENT || type == YX_T_DEDENT;
}

static struct spot spot_of(const struct yx_builder *b, const struct yx_token *t, uint64_t expected)
{
    struct spot s = {.t = t, .expected = expected};
    const struct yx_token *p = t, *start = b->scan->token;
    while (p > start && !ends_line(p[-1].type))
        p--;
    s.first = p;
    s.prev = p < t ? t - 1 : NULL;
    s.in_table_head = p->type == YX_T_TABLE;
    s.lacks_bar2 = true;
    for (const struct yx_token *q = p; q->type != 0 && q->type != YX_T_NL; q++)
        s.lacks_bar2 = s.lacks_bar2 && q->type != YX_T_BAR2;
    /* A row stands below a table: look for the line that opened this block. */
    int depth = 0;
    for (; p > start && !s.in_table_head; p--) {
        if (p[-1].type == YX_T_DEDENT)
            depth++;
        else if (p[-1].type == YX_T_INDENT && depth-- == 0)
            break;
    }
    if (p > start && !s.in_table_head) {
        for (p -= 2; p > start && !ends_line(p[-1].type);)
            p--;
        s.in_row = p->type == YX_T_TABLE;
    }
    return s;
}

static struct yx_place place_of(const struct yx_builder *b, const struct yx_token *t)
{
    struct yx_str s = yx_str_sub(b->doc->source, t->at, t->at + t->n);
    return (struct yx_place){b->doc->file, t->line, t->column,
                             t->type == YX_T_NL ? 1 : (uint32_t)yx_utf8_count(s)};
}

/* Words people use for what the language writes otherwise. */
static const struct {
    struct yx_str word;
    struct yx_text write;
} synonyms[] = {
    {{"大于等于", 12}, {"≥", "≥"}},
    {{"小于等于", 12}, {"≤", "≤"}},
    {{"不小于", 9}, {"≥", "≥"}},
    {{"不少于", 9}, {"≥", "≥"}},
    {{"不低于", 9}, {"≥", "≥"}},
    {{"不大于", 9}, {"≤", "≤"}},
    {{"不高于", 9}, {"≤", "≤"}},
    {{"不多于", 9}, {"≤", "≤"}},
    {{"不等于", 9}, {"≠", "≠"}},
    {{"大于", 6}, {">", ">"}},
    {{"高于", 6}, {">", ">"}},
    {{"小于", 6}, {"<", "<"}},
    {{"低于", 6}, {"<", "<"}},
    {{"等于", 6}, {"=", "="}},
    {{"不是", 6}, {"≠", "≠"}},
    {{"并且", 6}, {"且", "and"}},
    {{"而且", 6}, {"且", "and"}},
    {{"以及", 6}, {"且", "and"}},
    {{"和", 3}, {"且", "and"}},
    {{"或者", 6}, {"或", "or"}},
    {{"属于", 6}, {"在", "in_set"}},
    {{"包含", 6}, {"含", "has"}},
    {{"包括", 6}, {"含", "has"}},
    {{"否则", 6}, {"其余", "otherwise"}},
    {{"其他", 6}, {"其余", "otherwise"}},
    {{"其它", 6}, {"其余", "otherwise"}},
    {{"加", 3}, {"+", "+"}},
    {{"减", 3}, {"-", "-"}},
    {{"乘", 3}, {"×", "×"}},
    {{"乘以", 6}, {"×", "×"}},
    {{"除以", 6}, {"÷", "÷"}},
};

/* A word of the line that the language writes otherwise. */
static bool hint_synonym(struct yx_builder *b, struct yx_diag *d, const struct spot *s)
{
    for (const struct yx_token *p = s->first + (s->first < s->t); p <= s->t; p++) {
        if (p->type != YX_T_NAME || p->flags)
            continue;
        for (size_t i = 0; i < YX_LEN(synonyms); i++)
            if (yx_str_eq(p->text, synonyms[i].word)) {
                YX_HINT(b->report, d, YX_TEXT("“{0}”写作 {1}", "“{0}” is written {1}"),
                        yx_report_c(b->report, p->text), synonyms[i].write.zh);
                return true;
            }
    }
    return false;
}

/* A line that begins with a word that is nearly a keyword. */
static bool hint_keyword(struct yx_builder *b, struct yx_diag *d, const struct spot *s)
{
    const struct yx_token *w = s->first;
    if (w->type != YX_T_NAME || w->flags || w == s->t)
        return false;
    struct yx_str known[2 * YX_N_KWS];
    size_t n = 0;
    for (unsigned k = 1; k < YX_N_KWS; k++) {
        const struct yx_keyword *kw = yx_keyword_of((enum yx_kw)k);
        if (b->scan->kind && !(kw->kinds & b->scan->kind))
            continue;
        known[n++] = kw->zh;
        known[n++] = kw->en;
    }
    /* A keyword and its operand run together: 条件困难. */
    for (size_t i = 0; i < n; i++)
        if (known[i].n >= 6 && w->text.n > known[i].n && yx_str_starts(w->text, known[i]) &&
            (unsigned char)known[i].p[0] >= 0x80) {
            YX_HINT(b->report, d,
                    YX_TEXT("关键词后面要有空格：{0} {1}", "a keyword takes a blank: {0} {1}"),
                    yx_report_c(b->report, known[i]),
                    yx_report_c(b->report, yx_str_sub(w->text, known[i].n, w->text.n)));
            return true;
        }
    struct yx_str near[1];
    if (yx_near(w->text, known, n, near, 1) == 0)
        return false;
    YX_HINT(b->report, d,
            YX_TEXT("“{0}”不是关键词，是不是 {1}", "“{0}” is no keyword; did you mean {1}"),
            yx_report_c(b->report, w->text), yx_report_c(b->report, near[0]));
    return true;
}

/* A line that was taken for the rest of the one above. */
static bool hint_joined(struct yx_builder *b, struct yx_diag *d, const struct spot *s)
{
    const struct yx_token *p = s->t;
    while (p > s->first && p[-1].line == s->t->line)
        p--;
    if (p == s->first || ends_line(s->t->type))
        return false;
    const struct yx_token *joint = p[-1].op || p[-1].type == YX_T_COMMA ? &p[-1] : p;
    YX_HINT(b->report, d,
            YX_TEXT("“{0}”把这一行和上一行连成了一句", "“{0}” joins this line to the one above"),
            yx_report_c(b->report,
                        yx_str_sub(b->doc->source, joint->at, (size_t)joint->at + joint->n)));
    return true;
}

static bool is_relation(uint8_t type)
{
    return (type >= YX_T_EQ && type <= YX_T_GE) || type == YX_T_IN || type == YX_T_HAS ||
           type == YX_T_HASANY || type == YX_T_HASALL || type == YX_T_ISNULL ||
           type == YX_T_NOTNULL;
}

/* Does a relation stand before the token with nothing but sums between? */
static bool follows_relation(const struct spot *s)
{
    for (const struct yx_token *p = s->t; p > s->first; p--) {
        uint8_t type = p[-1].type;
        if (is_relation(type))
            return true;
        if (type == YX_T_AND || type == YX_T_OR || type == YX_T_NOT || type == YX_T_KW ||
            type == YX_T_COMMA || type == YX_T_LP || type == YX_T_BAR || type == YX_T_BAR2)
            return false;
    }
    return false;
}

static bool say_special(struct yx_builder *b, const struct spot *s, const char *word)
{
    struct yx_report *r = b->report;
    struct yx_place place = place_of(b, s->t);
    uint8_t type = s->t->type;
    bool wants_bar2 = (s->expected & BIT(YX_T_BAR2)) != 0;
    if (s->in_table_head && wants_bar2 && s->lacks_bar2) {
        (void)YX_REPORT(r, YX_ERROR, place,
                        YX_TEXT("表头要有 ||：表 列 | 列 || 金额",
                                "a table's head needs ||: 表 column | column || 金额"));
        return true;
    }
    if (s->in_row && wants_bar2 && s->lacks_bar2) {
        (void)YX_REPORT(r, YX_ERROR, place,
                        YX_TEXT("表的一行要有 ||：左边是条件，右边是结果",
                                "a row needs ||: conditions on its left, results on its right"));
        return true;
    }
    if (s->in_table_head && (s->expected & (BIT(YX_T_NAME) | BIT(YX_T_NUM))) == BIT(YX_T_NAME)) {
        (void)YX_REPORT(r, YX_ERROR, place,
                        YX_TEXT("|| 后面写结果的名字：金额、支付 或 值",
                                "write what comes out after ||: 金额, 支付 or 值"));
        return true;
    }
    if (is_relation(type) && follows_relation(s)) {
        struct yx_diag *d = YX_REPORT(r, YX_ERROR, place,
                                      YX_TEXT("比较不能连着写", "comparisons cannot be chained"));
        YX_HINT(r, d,
                YX_TEXT("分成两个，中间用 且：a < b 且 b < c",
                        "write two with “and” between: a < b and b < c"));
        (void)hint_joined(b, d, s);
        return true;
    }
    if (type == YX_T_RP || type == YX_T_RC) {
        (void)YX_REPORT(r, YX_ERROR, place,
                        s->expected & (BIT(YX_T_NUM) | BIT(YX_T_NAME)) &&
                                !(s->expected & BIT(YX_T_NL)) && s->prev
                            ? YX_TEXT("“{0}”前面缺一个值", "a value is missing before “{0}”")
                            : YX_TEXT("多了一个“{0}”", "there is one “{0}” too many"),
                        word);
        return true;
    }
    if (type == YX_T_BAR2 && !s->in_row && !s->in_table_head) {
        struct yx_diag *d =
            YX_REPORT(r, YX_ERROR, place, YX_TEXT("“||”只用在表里", "“||” is for tables only"));
        YX_HINT(r, d, YX_TEXT("“或者”写 或", "write “or” for either"));
        return true;
    }
    if (type == YX_T_BAR && !s->in_row && !s->in_table_head) {
        struct yx_diag *d =
            YX_REPORT(r, YX_ERROR, place,
                      YX_TEXT("“|”只用来分开类型和表的列", "“|” separates types and columns only"));
        YX_HINT(r, d, YX_TEXT("“或者”写 或", "write “or” for either"));
        return true;
    }
    if (type == YX_T_BAR2 && (s->in_row || s->in_table_head) && !wants_bar2 && s->prev &&
        !(s->expected & BIT(YX_T_NUM))) {
        (void)YX_REPORT(r, YX_ERROR, place,
                        YX_TEXT("一行里只能有一个 ||", "there is one || in a row"));
        return true;
    }
    if (type == YX_T_NAME && s->prev && s->prev->type == YX_T_NUM &&
        s->prev->at + s->prev->n == s->t->at) {
        (void)YX_REPORT(r, YX_ERROR, place,
                        YX_TEXT("数后面的“{0}”不是单位；单位和后面的词之间要有空格",
                                "“{0}” behind the number is no unit; a blank goes between a unit "
                                "and the next word"),
                        word);
        return true;
    }
    return false;
}

static struct yx_text sentence(const struct spot *s, bool at_end)
{
    uint64_t e = s->expected;
    bool value = (e & BIT(YX_T_LP)) != 0;
    bool end = (e & BIT(YX_T_NL)) != 0;
    if (!s->prev)
        return YX_TEXT("一行不能用“{0}”开头；这里要一个关键词或名字",
                       "a line cannot begin with “{0}”; write a keyword or a name");
    if (value && !end)
        return at_end ? YX_TEXT("这一行没有写完：“{1}”后面要一个值或条件",
                                "this line is not finished: a value or condition goes after “{1}”")
                      : YX_TEXT("“{0}”不能在这里；“{1}”后面要一个值或条件",
                                "“{0}” cannot stand here; a value or condition goes after “{1}”");
    if (e & BIT(YX_T_RC) && !end)
        return YX_TEXT("集合 { } 里只能写名字和值，不能有“{0}”",
                       "a set { } holds names and values only, not “{0}”");
    if (e & BIT(YX_T_LC) && !end)
        return YX_TEXT("“{1}”后面要一个集合 { }", "a set { } goes after “{1}”");
    if (e & BIT(YX_T_RP) && !end)
        return YX_TEXT("“{0}”不能在这里；括号还没有合上，这里要 ) 或运算符",
                       "“{0}” cannot stand here; the bracket is open, write ) or an operator");
    if (e & BIT(YX_T_NAME) && !end)
        return at_end ? YX_TEXT("这一行没有写完：“{1}”后面要一个名字",
                                "this line is not finished: a name goes after “{1}”")
                      : YX_TEXT("“{0}”不能在这里；“{1}”后面要一个名字",
                                "“{0}” cannot stand here; a name goes after “{1}”");
    if (e & BIT(YX_T_BAR2))
        return YX_TEXT("“{0}”不能在这里；这里要 | 或 ||", "“{0}” cannot stand here; write | or ||");
    return YX_TEXT("“{0}”不能在这里；这里可以换行、写下一个关键词，或用运算符连接",
                   "“{0}” cannot stand here; end the line, write the next keyword, or an operator");
}

void yx_diagnose(struct yx_builder *b, const struct yx_token *t, uint64_t expected)
{
    if (yx_report_is_full(b->report)) {
        (void)YX_REPORT(b->report, YX_ERROR, place_of(b, t), YX_TEXT("", ""));
        return;
    }
    struct spot s = spot_of(b, t, expected);
    struct yx_report *r = b->report;
    bool at_end = ends_line(t->type) || t->type == 0;
    const char *word =
        at_end ? "" : yx_report_c(r, yx_str_sub(b->doc->source, t->at, t->at + t->n));
    const char *prev =
        s.prev ? yx_report_c(r, yx_str_sub(b->doc->source, s.prev->at, s.prev->at + s.prev->n))
               : "";
    struct yx_place place = place_of(b, t);
    if (yx_report_has(r, place))
        return; /* the scanner has said what is wrong here */
    if (at_end)
        for (const struct yx_token *p = s.first; p < t; p++)
            if ((p->type == YX_T_LP || p->type == YX_T_LC) && yx_report_has(r, place_of(b, p)))
                return; /* it is open to the end of the text, which has been said */
    if (at_end && !s.prev && yx_report_count(r, YX_ERROR))
        return; /* the end of what has been complained of */
    if (say_special(b, &s, word))
        return;
    struct yx_diag *d = YX_REPORT(r, YX_ERROR, place, sentence(&s, at_end), word, prev);
    if (hint_joined(b, d, &s) || hint_synonym(b, d, &s) || (!s.in_row && hint_keyword(b, d, &s)))
        return;
    bool is_word = t->type == YX_T_KW || t->type == YX_T_WHEN || t->type == YX_T_BY ||
                   t->type == YX_T_TABLE || t->type == YX_T_ELSE || t->type == YX_T_ANY ||
                   (t->op != YX_OP_NONE && t->text.n >= 3 && t->type <= YX_T_PRED);
    if (is_word && (expected & BIT(YX_T_NAME)))
        YX_HINT(r, d, YX_TEXT("要当名字用就写「{0}」", "to use it as a name write 「{0}」"), word);
}

void yx_say_empty_table(struct yx_builder *b, const struct yx_token *end)
{
    (void)YX_REPORT(b->report, YX_ERROR, place_of(b, end),
                    YX_TEXT("表下面要有缩进的行", "a table needs indented rows below it"));
}

void yx_say_indented_row(struct yx_builder *b, const struct yx_token *indent)
{
    (void)YX_REPORT(b->report, YX_ERROR, place_of(b, indent),
                    YX_TEXT("表的各行要对齐，不能再缩进", "the rows of a table stand in one line"));
}
