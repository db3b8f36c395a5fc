/* link_condition.c -- conditions of a match model: 先 and 否决.
 *
 * DESIGN.  A condition becomes alternatives, each a list of tests that must all
 * hold: 且 joins every alternative of one side with every one of the other, 或
 * puts them one after the other, 非 turns the tests and exchanges 且 and 或.  In
 * a pass every alternative needs a key that agrees, by which the other row is
 * found. */
#include "match/link_model_int.h"

#include "base/mem.h"

struct terms {
    struct yx_link_term v[YX_LINK_TERMS];
    uint32_t n;
};

static void too_many(struct yx_link_compiler *c, const struct yx_node *n)
{
    (void)yx_link_say(c, n,
                      YX_TEXT("“{0}”的可能太多；分成几行写",
                              "“{0}” has too many alternatives; write it in several lines"),
                      yx_node_source(c->doc, n), YX_S(""));
}

static void add_term(struct yx_link_compiler *c, const struct yx_node *n, struct terms *out,
                     const struct yx_link_term *t)
{
    if (out->n == YX_LINK_TERMS)
        too_many(c, n);
    else
        out->v[out->n++] = *t;
}

static void add_test(struct yx_link_compiler *c, const struct yx_node *n, struct terms *out,
                     struct yx_link_test test)
{
    struct yx_link_term t = {.test = {test}, .n_tests = 1};
    add_term(c, n, out, &t);
}

static void either(struct yx_link_compiler *c, const struct yx_node *n, const struct terms *a,
                   const struct terms *b, struct terms *out)
{
    for (uint32_t i = 0; i < a->n; i++)
        add_term(c, n, out, &a->v[i]);
    for (uint32_t i = 0; i < b->n; i++)
        add_term(c, n, out, &b->v[i]);
}

static void both(struct yx_link_compiler *c, const struct yx_node *n, const struct terms *a,
                 const struct terms *b, struct terms *out)
{
    for (uint32_t i = 0; i < a->n; i++)
        for (uint32_t k = 0; k < b->n; k++) {
            struct yx_link_term t = a->v[i];
            if (t.n_tests + b->v[k].n_tests > YX_LINK_TESTS) {
                too_many(c, n);
                return;
            }
            for (unsigned j = 0; j < b->v[k].n_tests; j++)
                t.test[t.n_tests++] = b->v[k].test[j];
            add_term(c, n, out, &t);
        }
}

/* What a test is when 非 stands before it. */
static uint8_t opposite(uint8_t kind)
{
    static const uint8_t of[] = {
        [YX_TEST_AT_LEAST] = YX_TEST_BELOW,  [YX_TEST_BELOW] = YX_TEST_AT_LEAST,
        [YX_TEST_LEVEL] = YX_TEST_NOT_LEVEL, [YX_TEST_NOT_LEVEL] = YX_TEST_LEVEL,
        [YX_TEST_KEY] = YX_TEST_NOT_KEY,     [YX_TEST_NOT_KEY] = YX_TEST_KEY,
        [YX_TEST_EMPTY] = YX_TEST_FILLED,    [YX_TEST_FILLED] = YX_TEST_EMPTY,
        [YX_TEST_VALID] = YX_TEST_NOT_VALID, [YX_TEST_NOT_VALID] = YX_TEST_VALID,
    };
    return of[kind];
}

static void put(struct yx_link_compiler *c, const struct yx_node *n, bool is_negated,
                struct yx_link_test test, struct terms *out)
{
    if (is_negated)
        test.kind = opposite(test.kind);
    add_test(c, n, out, test);
}

static void no_condition(struct yx_link_compiler *c, const struct yx_node *n)
{
    struct yx_diag *d =
        yx_link_say(c, n, YX_TEXT("“{0}”不是比对的条件", "“{0}” is no condition of a match model"),
                    yx_node_source(c->doc, n), YX_S(""));
    YX_HINT(c->report, d,
            YX_TEXT("可写：列 一致、列 可修复、列 ≥ 同音、列 = 不同、年(列) 一致、列 为空、"
                    "列 非空、有效(列)，用 且、或、非 连接",
                    "write: COLUMN agrees, COLUMN repairable, COLUMN >= homophone, COLUMN = "
                    "different, year(COLUMN) agrees, COLUMN is_empty, COLUMN not_empty, "
                    "valid(COLUMN), joined by and, or, not"));
}

/* 列 一致, 列 可修复, 列 为空, 年(列) 一致 */
static bool said_of_one(struct yx_link_compiler *c, const struct yx_node *n, bool is_negated,
                        struct terms *out)
{
    struct yx_link_test t = {0};
    const struct yx_node *x = n->first;
    if (x->kind == YX_CALL && n->op == YX_OP_AGREES) {
        t.kind = YX_TEST_KEY;
        if (!yx_link_key_at(c, x, &t.key))
            return true;
        t.field = t.key.field;
        put(c, n, is_negated, t, out);
        return true;
    }
    if (x->kind != YX_NAME)
        return false;
    unsigned field = yx_link_field_at(c, x);
    if (field == YX_LINK_NO_FIELD)
        return true;
    t.field = (uint8_t)field;
    switch (n->op) {
    case YX_OP_IS_NULL: t.kind = YX_TEST_EMPTY; break;
    case YX_OP_NOT_NULL: t.kind = YX_TEST_FILLED; break;
    case YX_OP_AGREES: t.kind = YX_TEST_AT_LEAST; break; /* level 0, the strongest */
    case YX_OP_REPAIRABLE: {
        t.kind = YX_TEST_AT_LEAST;
        t.level = YX_LEVEL_ID_REPAIRABLE;
        if (c->m->field[field].type != YX_COMPARE_ID) {
            (void)yx_link_say(
                c, n,
                YX_TEXT("只有证件号能说“可修复”，“{0}”的类型是{1}",
                        "only identity numbers are “repairable”; the type of “{0}” is {1}"),
                x->text, yx_compare_type_name(c->m->field[field].type, c->doc->lang == YX_EN));
            return true;
        }
        break;
    }
    default: return false;
    }
    put(c, n, is_negated, t, out);
    return true;
}

/* 列 ≥ 同音 */
static bool said_of_level(struct yx_link_compiler *c, const struct yx_node *n, bool is_negated,
                          struct terms *out)
{
    const struct yx_node *x = n->first, *level = x->next;
    bool is_relation = n->op == YX_OP_EQ || (n->op >= YX_OP_NE && n->op <= YX_OP_GE);
    if (!is_relation || x->kind != YX_NAME || level->kind != YX_NAME)
        return false;
    struct yx_link_test t = {0};
    unsigned field = yx_link_field_at(c, x);
    if (field == YX_LINK_NO_FIELD)
        return true;
    t.field = (uint8_t)field;
    t.level = yx_link_level_at(c, level, field);
    if (t.level == UINT8_MAX)
        return true;
    if (t.level == 0 && (n->op == YX_OP_LE || n->op == YX_OP_GT)) {
        no_condition(c, n); /* nothing is stronger than the strongest */
        return true;
    }
    switch (n->op) {
    case YX_OP_GE: t.kind = YX_TEST_AT_LEAST; break;
    case YX_OP_LT: t.kind = YX_TEST_BELOW; break;
    case YX_OP_EQ: t.kind = YX_TEST_LEVEL; break;
    case YX_OP_NE: t.kind = YX_TEST_NOT_LEVEL; break;
    default:
        t.kind = n->op == YX_OP_LE ? YX_TEST_BELOW : YX_TEST_AT_LEAST;
        t.level--;
        break;
    }
    put(c, n, is_negated, t, out);
    return true;
}

/* 有效(列) */
static bool said_valid(struct yx_link_compiler *c, const struct yx_node *n, bool is_negated,
                       struct terms *out)
{
    if (!yx_str_is(n->text, "有效") && !yx_str_is(n->text, "valid"))
        return false;
    const struct yx_node *x = n->first ? n->first->first : NULL;
    if (n->n_first != 1 || !x || x->kind != YX_NAME || n->first->tail)
        return false;
    unsigned field = yx_link_field_at(c, x);
    if (field != YX_LINK_NO_FIELD)
        put(c, n, is_negated, (struct yx_link_test){.kind = YX_TEST_VALID, .field = (uint8_t)field},
            out);
    return true;
}

static void expand(struct yx_link_compiler *c, const struct yx_node *n, bool is_negated,
                   struct terms *out)
{
    out->n = 0;
    if (n->kind == YX_UNARY && n->op == YX_OP_NOT) {
        expand(c, n->first, !is_negated, out);
        return;
    }
    if (n->kind == YX_BINARY && (n->op == YX_OP_AND || n->op == YX_OP_OR)) {
        struct terms *sides = YX_NEW(c->arena, struct terms, 2);
        expand(c, n->first, is_negated, &sides[0]);
        expand(c, n->first->next, is_negated, &sides[1]);
        if ((n->op == YX_OP_OR) != is_negated)
            either(c, n, &sides[0], &sides[1], out);
        else
            both(c, n, &sides[0], &sides[1], out);
        return;
    }
    bool is_said = n->kind == YX_UNARY    ? said_of_one(c, n, is_negated, out)
                   : n->kind == YX_BINARY ? said_of_level(c, n, is_negated, out)
                   : n->kind == YX_CALL   ? said_valid(c, n, is_negated, out)
                                          : false;
    if (!is_said)
        no_condition(c, n);
}

static bool has_key(const struct yx_link_term *t)
{
    for (unsigned i = 0; i < t->n_tests; i++)
        if (t->test[i].kind == YX_TEST_KEY ||
            (t->test[i].kind == YX_TEST_AT_LEAST && t->test[i].level == 0))
            return true;
    return false;
}

void yx_link_condition_compile(struct yx_link_compiler *c, const struct yx_node *line,
                               bool needs_key, struct yx_link_condition *out)
{
    const struct yx_node *condition = yx_node_operand(line);
    *out = (struct yx_link_condition){.line = line->line};
    for (const struct yx_node *t = line->tail; t; t = t->next)
        if (t->kind == YX_CITE)
            out->reason = yx_str_dup(c->arena, t->text);
    if (!condition) /* the parser has said so */
        return;
    struct terms *all = YX_NEW(c->arena, struct terms, 1);
    expand(c, condition, false, all);
    out->term = all->v;
    out->n_terms = all->n;
    out->text = yx_str_dup(c->arena, yx_node_source(c->doc, condition));
    if (!needs_key)
        return;
    if (out->reason.n == 0)
        (void)yx_link_say(
            c, line,
            YX_TEXT("“{0}”没有代号；在行尾写【P1】这样的代号，关联依据里要用",
                    "“{0}” has no name; end the line with 【P1】, the reason of a link"),
            yx_node_source(c->doc, line), YX_S(""));
    for (uint32_t i = 0; i < all->n; i++)
        if (!has_key(&all->v[i])) {
            (void)yx_link_say(
                c, condition,
                YX_TEXT("“{0}”找不到另一行：每种可能都要有一列 一致",
                        "“{0}” finds no other row: every alternative needs a column that agrees"),
                out->text, YX_S(""));
            return;
        }
}
