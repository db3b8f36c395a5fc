/* syntax.c -- making and comparing the nodes of a tree. */
#include "lang/syntax.h"

#include "lang/build.h"
#include "lang/grammar.h"
#include "lang/parse.h"

struct yx_node *yx_build(struct yx_builder *b, enum yx_node_kind kind, const struct yx_token *t)
{
    struct yx_node *n = YX_NEW(b->arena, struct yx_node, 1);
    n->doc = b->doc;
    n->kind = (uint8_t)kind;
    n->line = t->line;
    n->column = t->column;
    n->at = t->at;
    n->n = t->n;
    n->kw = t->kw;
    n->text = t->text;
    return n;
}

struct yx_node *yx_build_over(struct yx_builder *b, enum yx_node_kind kind,
                              const struct yx_node *first)
{
    struct yx_node *n = YX_NEW(b->arena, struct yx_node, 1);
    n->doc = b->doc;
    n->kind = (uint8_t)kind;
    n->line = first->line;
    n->column = first->column;
    n->at = first->at;
    n->n = first->n;
    return n;
}

static void cover(struct yx_node *n, uint32_t at, uint32_t length, uint32_t line, uint32_t column)
{
    uint32_t end = YX_MAX(n->at + n->n, at + length);
    if (at < n->at) {
        n->at = at;
        n->line = line;
        n->column = column;
    }
    n->n = end - n->at;
}

void yx_cover_token(struct yx_node *n, const struct yx_token *t)
{
    cover(n, t->at, t->n, t->line, t->column);
}

void yx_cover(struct yx_node *n, const struct yx_node *with)
{
    cover(n, with->at, with->n, with->line, with->column);
}

void yx_append(struct yx_node_list *l, struct yx_node *n)
{
    if (!n)
        return;
    if (l->last)
        l->last->next = n;
    else
        l->first = n;
    l->last = n;
    l->n++;
}

void yx_take_first(struct yx_node *n, struct yx_node_list l)
{
    n->first = l.first;
    n->n_first = l.n;
    if (l.first) {
        yx_cover(n, l.first);
        yx_cover(n, l.last);
    }
}

void yx_take_tail(struct yx_node *n, struct yx_node_list l)
{
    n->tail = l.first;
    if (l.last)
        yx_cover(n, l.last);
}

struct yx_node *yx_build_leaf(struct yx_builder *b, const struct yx_token *t)
{
    enum yx_node_kind kind = t->type == YX_T_NUM || t->type == YX_T_LIT ? YX_LITERAL
                             : t->type == YX_T_TEXT                     ? YX_STRING
                                                                        : YX_NAME;
    struct yx_node *n = yx_build(b, kind, t);
    n->kw = YX_KW_NONE;
    n->lit = t->lit;
    return n;
}

/* The height of an operator is kept in lit.value, which operators do not use. */
static int64_t height(const struct yx_node *n)
{
    return n->kind == YX_BINARY || n->kind == YX_UNARY ? n->lit.value : 0;
}

static void set_height(struct yx_builder *b, struct yx_node *n, int64_t below)
{
    n->lit.value = below + 1;
    if (n->lit.value <= YX_HEIGHT_MAX || b->said_high)
        return;
    b->said_high = true;
    struct yx_place place = {b->doc->file, b->now->line, b->now->column, 1};
    struct yx_diag *d =
        YX_REPORT(b->report, YX_ERROR, place, YX_TEXT("这个算式太长", "this formula is too long"));
    YX_HINT(b->report, d,
            YX_TEXT("拆成几个认定；一个算式最多连 {0} 个运算",
                    "split it into definitions; {0} operators in a chain at most"),
            yx_fmt_i64(YX_HEIGHT_MAX).s);
}

static void link2(struct yx_node *n, struct yx_node *left, struct yx_node *right)
{
    struct yx_node_list both = {0};
    yx_append(&both, left);
    yx_append(&both, right);
    yx_take_first(n, both);
}

struct yx_node *yx_build_binary(struct yx_builder *b, enum yx_op op, struct yx_node *left,
                                struct yx_node *right)
{
    struct yx_node *n = yx_build_over(b, YX_BINARY, left);
    n->op = (uint8_t)op;
    link2(n, left, right);
    set_height(b, n, YX_MAX(height(left), height(right)));
    return n;
}

struct yx_node *yx_build_unary(struct yx_builder *b, enum yx_op op, const struct yx_token *t,
                               struct yx_node *operand)
{
    struct yx_node *n = yx_build(b, YX_UNARY, t);
    n->text = (struct yx_str){0};
    n->op = (uint8_t)op;
    link2(n, operand, NULL);
    set_height(b, n, height(operand));
    return n;
}

struct yx_node *yx_build_test(struct yx_builder *b, enum yx_op op, const struct yx_token *t,
                              struct yx_node *left, struct yx_node *right)
{
    struct yx_node *n = t ? yx_build(b, YX_TEST, t) : yx_build_over(b, YX_TEST, left);
    n->text = (struct yx_str){0};
    n->op = (uint8_t)op;
    link2(n, left, right);
    return n;
}

struct yx_node *yx_build_arg(struct yx_builder *b, enum yx_op op, const struct yx_token *t,
                             struct yx_node *left, struct yx_node *right, struct yx_node_list atoms)
{
    struct yx_node *n = yx_build_test(b, op, t, left, right);
    n->kind = YX_ARG;
    yx_take_tail(n, atoms);
    return n;
}

static bool text_counts(uint8_t kind)
{
    switch (kind) {
    case YX_DECLARE:
    case YX_DEFINE:
    case YX_MOVE:
    case YX_ENTRY:
    case YX_CITE:
    case YX_NAME:
    case YX_STRING:
    case YX_CALL: return true;
    default: return false;
    }
}

static bool equal(const struct yx_node *a, const struct yx_node *b, bool with_cites);

static const struct yx_node *skip_cites(const struct yx_node *n, bool with_cites)
{
    while (n && !with_cites && n->kind == YX_CITE)
        n = n->next;
    return n;
}

static bool lists_equal(const struct yx_node *a, const struct yx_node *b, bool with_cites)
{
    a = skip_cites(a, with_cites);
    b = skip_cites(b, with_cites);
    while (a && b) {
        if (!equal(a, b, with_cites))
            return false;
        a = skip_cites(a->next, with_cites);
        b = skip_cites(b->next, with_cites);
    }
    return a == b;
}

static bool equal(const struct yx_node *a, const struct yx_node *b, bool with_cites)
{
    return a->kind == b->kind && a->op == b->op && a->kw == b->kw &&
           (!text_counts(a->kind) || yx_str_eq(a->text, b->text)) &&
           (a->kind != YX_LITERAL || yx_lit_equal(a->lit, b->lit)) &&
           lists_equal(a->first, b->first, with_cites) &&
           lists_equal(a->tail, b->tail, with_cites) && lists_equal(a->block, b->block, with_cites);
}

bool yx_node_equal(const struct yx_node *a, const struct yx_node *b)
{
    return equal(a, b, true);
}

bool yx_node_agrees(const struct yx_node *a, const struct yx_node *b)
{
    return equal(a, b, false);
}
