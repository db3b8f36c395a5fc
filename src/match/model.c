/* model.c -- the passes of a match model, ready to run.
 *
 * DESIGN.  A condition becomes a list of alternatives, each a set of bits: what
 * must agree, and by which key the other row is found.  且 joins every
 * alternative of one side with every one of the other, 或 puts them one after
 * the other, so the order of the document is the order of strength. */
#include "match/model.h"

#include "base/mem.h"
#include "lang/parse.h"

#include "person_model.inc"

/* Bits above enum yx_agree: keys. */
enum { KEY_SHIFT = 8, AGREE_BITS = (1 << KEY_SHIFT) - 1 };
#define KEY_BIT(key) (1U << (KEY_SHIFT + (key)))

/* PREDICATE: what may be said of a field, and its bit. */
static const struct predicate {
    const char *field;
    enum yx_op op;
    unsigned bit;
} predicates[] = {
    {"证件号", YX_OP_AGREES, KEY_BIT(YX_PASS_ID)},
    {"证件号", YX_OP_REPAIRABLE, KEY_BIT(YX_PASS_REPAIR)},
    {"证件号前17位", YX_OP_AGREES, KEY_BIT(YX_PASS_FIRST17)},
    {"学籍号", YX_OP_AGREES, KEY_BIT(YX_PASS_STUDENT_NO)},
    {"监护人证件号", YX_OP_AGREES, KEY_BIT(YX_PASS_GUARDIAN_ID)},
    {"别栏证件号", YX_OP_AGREES, KEY_BIT(YX_PASS_ID_ELSEWHERE)},
    {"证件号前15位", YX_OP_AGREES, KEY_BIT(YX_PASS_ID_FIRST15)},
    {"证件号任15位", YX_OP_AGREES, KEY_BIT(YX_PASS_ID_NEAR)},
    {"家人证件号", YX_OP_AGREES, KEY_BIT(YX_PASS_FAMILY_ID)},
    {"账号", YX_OP_AGREES, KEY_BIT(YX_PASS_ACCOUNT)},
    {"学校", YX_OP_AGREES, KEY_BIT(YX_PASS_SCHOOL)},
    {"姓名", YX_OP_AGREES, YX_AGREE_NAME},
    {"姓名", YX_OP_REPAIRABLE, YX_AGREE_NEAR_NAME},
    {"姓名", YX_OP_IS_NULL, YX_AGREE_NO_NAME},
    {"姓氏", YX_OP_AGREES, YX_AGREE_SURNAME},
    {"出生日期", YX_OP_AGREES, YX_AGREE_BIRTH},
    {"性别", YX_OP_AGREES, YX_AGREE_SEX},
    {"区划", YX_OP_AGREES, YX_AGREE_DIVISION},
    {"监护人姓名", YX_OP_AGREES, YX_AGREE_GUARDIAN},
};

struct alternatives {
    unsigned v[YX_PASS_ALTERNATIVES];
    unsigned n;
};

struct compiling {
    const struct yx_document *doc;
    struct yx_report *report;
    bool has_error;
};

static void complain(struct compiling *c, const struct yx_node *n, struct yx_text text,
                     struct yx_str arg)
{
    YX_REPORT(c->report, YX_ERROR, yx_node_place(c->doc, n), text, yx_report_c(c->report, arg));
    c->has_error = true;
}

static const struct yx_text NO_PREDICATE = {
    "比对条件不认识“{0}”；可写：证件号、学籍号、监护人证件号、别栏证件号、家人证件号、账号、学校、"
    "姓名、姓氏、出生日期、性别、区划、监护人姓名 一致，证件号、姓名 可修复，"
    "证件号前17位、证件号前15位、证件号任15位 一致，姓名 为空",
    "a match condition does not know “{0}”; say 证件号, 学籍号, 监护人证件号, 别栏证件号, "
    "家人证件号, 账号, 学校, 姓名, 姓氏, 出生日期, 性别, 区划, 监护人姓名 agrees, 证件号 or 姓名 "
    "repairable, 证件号前17位, 证件号前15位 or 证件号任15位 agrees, 姓名 is_empty"};
static const struct yx_text TOO_MANY = {"“{0}”的可能太多，最多 8 种；分成几行写",
                                        "“{0}” has too many alternatives, 8 at most; write it in "
                                        "several lines"};

static void add(struct compiling *c, const struct yx_node *n, struct alternatives *out,
                unsigned set)
{
    for (unsigned i = 0; i < out->n; i++)
        if (out->v[i] == set)
            return;
    if (out->n == YX_PASS_ALTERNATIVES)
        complain(c, n, TOO_MANY, yx_node_source(c->doc, n));
    else
        out->v[out->n++] = set;
}

static void expand(struct compiling *c, const struct yx_node *n, struct alternatives *out)
{
    out->n = 0;
    if (n->kind == YX_UNARY && n->first->kind == YX_NAME) {
        for (size_t i = 0; i < YX_LEN(predicates); i++)
            if (predicates[i].op == (enum yx_op)n->op &&
                yx_str_is(n->first->text, predicates[i].field)) {
                add(c, n, out, predicates[i].bit);
                return;
            }
    } else if (n->kind == YX_BINARY && (n->op == YX_OP_AND || n->op == YX_OP_OR)) {
        struct alternatives left, right;
        expand(c, n->first, &left);
        expand(c, n->first->next, &right);
        if (n->op == YX_OP_OR) {
            for (unsigned i = 0; i < left.n; i++)
                add(c, n, out, left.v[i]);
            for (unsigned i = 0; i < right.n; i++)
                add(c, n, out, right.v[i]);
        } else {
            for (unsigned i = 0; i < left.n; i++)
                for (unsigned k = 0; k < right.n; k++)
                    add(c, n, out, left.v[i] | right.v[k]);
        }
        return;
    }
    complain(c, n, NO_PREDICATE, yx_node_source(c->doc, n));
}

static void compile_pass(struct compiling *c, const struct yx_node *line, struct yx_pass *out)
{
    struct alternatives all = {.n = 0};
    const struct yx_node *condition = yx_node_operand(line);
    if (!condition) /* the parser has said so */
        return;
    expand(c, condition, &all);
    *out = (struct yx_pass){.key = YX_N_PASS_KEYS, .line = line->line};
    for (const struct yx_node *t = line->tail; t; t = t->next)
        if (t->kind == YX_CITE)
            out->reason = t->text;
    if (out->reason.n == 0)
        complain(c, line,
                 YX_TEXT("“{0}”没有代号；在行尾写【P1】这样的代号，关联依据里要用",
                         "“{0}” has no name; end the line with 【P1】, the reason of a link"),
                 yx_node_source(c->doc, line));
    unsigned keys = 0;
    for (unsigned i = 0; i < all.n; i++) {
        unsigned agree = all.v[i] & AGREE_BITS, key = all.v[i] >> KEY_SHIFT;
        if (key == 0 && (agree & YX_AGREE_NAME) && (agree & YX_AGREE_BIRTH))
            key = 1U << YX_PASS_NAME_BIRTH;
        keys = i == 0 ? key : keys == key ? keys : 0;
        out->any[out->n_any++] = (uint8_t)agree;
    }
    for (unsigned k = 0; k < YX_N_PASS_KEYS; k++)
        if (keys == 1U << k)
            out->key = (enum yx_pass_key)k;
    for (unsigned i = 0; i < out->n_any && yx_pass_key_needs_name(out->key); i++)
        if (!(out->any[i] & YX_AGREE_NAME) &&
            (yx_pass_key_is_named(out->key) || !(out->any[i] & YX_AGREE_NEAR_NAME))) {
            complain(
                c, condition,
                YX_TEXT("“{0}”里这个号码（或学校）几个人都可能有，还要 姓名 一致",
                        "several people may have what “{0}” compares; it needs 姓名 agrees, too"),
                yx_node_source(c->doc, condition));
            break;
        }
    if (out->key == YX_N_PASS_KEYS && all.n)
        complain(c, condition,
                 YX_TEXT("“{0}”找不到另一行：每种可能都要有同一个号码 一致（或 可修复），"
                         "或者 姓名 一致 且 出生日期 一致",
                         "“{0}” finds no other row: every alternative needs one and the same "
                         "number that agrees, or 姓名 and 出生日期 together"),
                 yx_node_source(c->doc, condition));
}

int yx_match_compile(const struct yx_document *doc, struct yx_arena *a, struct yx_report *report,
                     struct yx_match_model *out)
{
    struct compiling c = {.doc = doc, .report = report};
    *out = (struct yx_match_model){.pass = YX_NEW(a, struct yx_pass, YX_PASSES_MAX)};
    const struct yx_node *head = yx_node_line(doc->root, YX_KW_MATCH);
    if (doc->kind != YX_DOC_MATCH || !head) {
        YX_REPORT(report, YX_ERROR, yx_node_place(doc, doc->root),
                  YX_TEXT("这不是比对模型；第一行要是“比对 名字”",
                          "this is no match model; the first line says “比对 NAME”"));
        return YX_INVALID;
    }
    for (const struct yx_node *line = head->block; line; line = line->next) {
        if (line->kind != YX_LINE)
            continue;
        if (line->kw == YX_KW_PASS) {
            if (out->n_passes == YX_PASSES_MAX)
                complain(
                    &c, line,
                    YX_TEXT("“先”最多 32 行，“{0}”多了", "at most 32 passes; “{0}” is one more"),
                    yx_node_source(doc, line));
            else
                compile_pass(&c, line, &out->pass[out->n_passes++]);
        } else if (line->kw == YX_KW_BLOCK) {
            const struct yx_node *most = yx_node_clause(line, YX_KW_MOST);
            const struct yx_node *n = most ? yx_node_operand(most) : NULL;
            if (!n || n->lit.kind != YX_LIT_INT || n->lit.value < 1 || n->lit.value > UINT32_MAX)
                complain(
                    &c, line,
                    YX_TEXT("“{0}”后面要有 上限 和行数", "“{0}” needs 上限 and a number of rows"),
                    YX_S("分块"));
            else
                out->block_most = (uint32_t)n->lit.value;
        }
    }
    return c.has_error ? YX_INVALID : YX_OK;
}

int yx_match_person_model(struct yx_arena *a, struct yx_match_model *out, struct yx_err *err)
{
    struct yx_report *report = yx_report_new();
    struct yx_document *doc = NULL;
    struct yx_str text = {(const char *)person_model, sizeof person_model - 1};
    int rc = yx_parse(text, YX_S("matches/person.yx"), a, report, &doc);
    if (rc == YX_OK)
        rc = yx_match_compile(doc, a, report, out);
    if (rc != YX_OK) {
        struct yx_buf message = {0};
        yx_report_render(report, YX_ZH, &message);
        yx_buf_putc(&message, '\0');
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("程序自带的比对模型读不懂，请重装：{0}",
                             "the built-in match model cannot be read, install again: {0}"),
                     message.p);
        yx_buf_free(&message);
    }
    yx_report_free(report);
    return rc;
}
