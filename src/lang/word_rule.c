/* word_rule.c -- what a word is: keyword, operator or name.
 *
 * Rule K of docs/language.md 2: a keyword is one only where a keyword may stand;
 * behind a colon, a comparison, in braces, before `=` it is a name like others. */
#include "lang/scan_int.h"

bool yx_scan_wants_value(uint8_t type)
{
    switch (type) {
    case YX_T_COLON:
    case YX_T_BAR:
    case YX_T_BAR2:
    case YX_T_COMMA:
    case YX_T_LP:
    case YX_T_EQ:
    case YX_T_NE:
    case YX_T_LT:
    case YX_T_LE:
    case YX_T_GT:
    case YX_T_GE:
    case YX_T_PLUS:
    case YX_T_MINUS:
    case YX_T_TIMES:
    case YX_T_DIV:
    case YX_T_AND:
    case YX_T_OR:
    case YX_T_NOT:
    case YX_T_IN:
    case YX_T_HAS:
    case YX_T_HASANY:
    case YX_T_HASALL:
    case YX_T_ARROW:
    case YX_T_RANGE:
    case YX_T_WHEN:
    case YX_T_BY:
    case YX_T_TABLE: return true;
    default: return false;
    }
}

static bool is_line_start(const struct yx_token *prev)
{
    return !prev || prev->type == YX_T_NL || prev->type == YX_T_INDENT || prev->type == YX_T_DEDENT;
}

void yx_scan_classify(struct yx_token *t, enum yx_doc_kind kind, const struct yx_token *prev,
                      bool in_braces, bool defines)
{
    static const struct {
        uint8_t type;
        bool may_be_name; /* (a) to (c) hold */
    } of_op[YX_N_OPS] = {
        [YX_OP_AND] = {YX_T_AND, false},         [YX_OP_OR] = {YX_T_OR, false},
        [YX_OP_NOT] = {YX_T_NOT, false},         [YX_OP_IN] = {YX_T_IN, false},
        [YX_OP_HAS] = {YX_T_HAS, false},         [YX_OP_HAS_ANY] = {YX_T_HASANY, false},
        [YX_OP_HAS_ALL] = {YX_T_HASALL, false},  [YX_OP_IS_NULL] = {YX_T_ISNULL, true},
        [YX_OP_NOT_NULL] = {YX_T_NOTNULL, true}, [YX_OP_AGREES] = {YX_T_PRED, true},
        [YX_OP_REPAIRABLE] = {YX_T_PRED, true},  [YX_OP_OTHERWISE] = {YX_T_ELSE, true},
        [YX_OP_ANY] = {YX_T_ANY, true},
    };
    t->type = YX_T_NAME;
    t->op = YX_OP_NONE;
    t->kw = YX_KW_NONE;
    bool by_place =
        in_braces || (prev && (yx_scan_wants_value(prev->type) ||
                               (prev->type == YX_T_KW && yx_keyword_of(prev->kw)->needs_operand)));
    enum yx_op op = yx_operator_find(t->text);
    if ((op == YX_OP_AGREES || op == YX_OP_REPAIRABLE) && kind != YX_DOC_MATCH)
        return;
    if (op != YX_OP_NONE) {
        bool after_bar = prev && prev->type == YX_T_BAR;
        if (by_place && of_op[op].may_be_name &&
            !(after_bar && !in_braces && (op == YX_OP_OTHERWISE || op == YX_OP_ANY)))
            return;
        t->type = of_op[op].type;
        t->op = (uint8_t)op;
        return;
    }
    enum yx_kw kw = yx_keyword_find(t->text, kind ? kind : ~0U);
    if (kw == YX_KW_NONE)
        return;
    bool is_operator = kw == YX_KW_IF; /* 当 is never a name */
    if (!is_operator && (by_place || (defines && kw != YX_KW_TABLE && kw != YX_KW_PER)))
        return;
    t->kw = (uint16_t)kw;
    t->type = kw == YX_KW_IF      ? YX_T_WHEN
              : kw == YX_KW_PER   ? YX_T_BY
              : kw == YX_KW_TABLE ? YX_T_TABLE
                                  : YX_T_KW;
}

bool yx_scan_is_name(struct yx_str word, enum yx_doc_kind kind, const struct yx_token *prev,
                     bool in_braces, bool defines)
{
    struct yx_token t = {.text = word};
    yx_scan_classify(&t, kind, prev, in_braces, defines && is_line_start(prev));
    return t.type == YX_T_NAME;
}
