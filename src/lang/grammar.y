/* grammar.y -- one grammar for four kinds of document.
 *
 * Lines, arguments, expressions, tables.  Which clause may stand where is not
 * grammar but schema.def.  No conflicts; `lemon -c`, so that a token that does
 * not fit is seen before anything is reduced, and the message can say what
 * would have fitted. */
%include {
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wmissing-prototypes"
#include "lang/build.h"
#include <assert.h>
struct yyParser;
static uint64_t expected_of(const struct yyParser *p);
#define FAILED_LINE (yypParser->yyerrcnt = -1) /* report the next error at once */
}
%name yx_grammar
%token_prefix YX_T_
%token_type {yx_token_ref}
%default_type {struct yx_node *}
%extra_argument {struct yx_builder *b}
%stack_size 6000
%syntax_error { yx_diagnose(b, TOKEN, expected_of(yypParser)); }
%stack_overflow {
    struct yx_place place = {b->doc->file, b->now->line, b->now->column, 1};
    (void)YX_REPORT(b->report, YX_ERROR, place, YX_TEXT("这里套得太深", "this nests too deep"));
    b->is_too_deep = true;
}

%left OR.
%left AND.
%right NOT.
%nonassoc EQ NE LT LE GT GE IN HAS HASANY HASALL ISNULL NOTNULL PRED.
%left PLUS MINUS.
%left TIMES DIV.
%right UMINUS.

%type lines {struct yx_node_list}
%type clauses {struct yx_node_list}
%type args {struct yx_node_list}
%type arglist {struct yx_node_list}
%type types {struct yx_node_list}
%type atoms {struct yx_node_list}
%type items {struct yx_node_list}
%type cols {struct yx_node_list}
%type outs {struct yx_node_list}
%type rows {struct yx_node_list}
%type cells {struct yx_node_list}
%type tests {struct yx_node_list}
%type vals {struct yx_node_list}
%type cmp {yx_token_ref}

doc ::= .
doc ::= lines(L). { b->lines = L; }

lines(A) ::= line(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
lines(A) ::= lines(L) line(X). { A = L; yx_append(&A, X); }

line(A) ::= head(H) NL. { A = H; }
line(A) ::= head(H) NL INDENT lines(L) DEDENT. { A = H; A->block = L.first; }
line(A) ::= table(H) NL INDENT rows(R) DEDENT. { A = H; A->block = R.first; }
line(A) ::= table(H) NL. { A = H; yx_say_empty_table(b, b->now); }
line(A) ::= error NL. { A = NULL; FAILED_LINE; }
line(A) ::= error NL INDENT lines(L) DEDENT. { A = NULL; (void)L; FAILED_LINE; }
line(A) ::= TABLE error NL. { A = NULL; FAILED_LINE; }
line(A) ::= TABLE error NL INDENT rows(R) DEDENT. { A = NULL; (void)R; FAILED_LINE; }

table(A) ::= TABLE(T) cols(C) BAR2(B) outs(O) clauses(L). {
    A = yx_build(b, YX_TABLE, T);
    struct yx_node *c = yx_build_over(b, YX_COLUMNS, C.first), *o = yx_build(b, YX_OUTPUTS, B);
    yx_take_first(c, C);
    yx_take_first(o, O);
    struct yx_node_list both = {0};
    yx_append(&both, c);
    yx_append(&both, o);
    yx_take_first(A, both);
    yx_take_tail(A, L);
}

head(A) ::= keyword(K) args(X) clauses(L). {
    A = K;
    A->kind = YX_LINE;
    yx_take_first(A, X);
    yx_take_tail(A, L);
}
head(A) ::= NAME(N) COLON types(X) clauses(L). {
    A = yx_build(b, YX_DECLARE, N);
    yx_take_first(A, X);
    yx_take_tail(A, L);
}
head(A) ::= NAME(N) EQ expr(X) clauses(L). {
    A = yx_build(b, YX_DEFINE, N);
    struct yx_node_list one = {0};
    yx_append(&one, X);
    yx_take_first(A, one);
    yx_take_tail(A, L);
}
head(A) ::= NAME(N) ARROW NAME(M) clauses(L). {
    A = yx_build(b, YX_MOVE, N);
    struct yx_node_list both = {0};
    yx_append(&both, yx_build_leaf(b, N));
    yx_append(&both, yx_build_leaf(b, M));
    yx_take_first(A, both);
    yx_take_tail(A, L);
}
head(A) ::= NAME(N) atoms(X) clauses(L). {
    A = yx_build(b, YX_ENTRY, N);
    yx_take_first(A, X);
    yx_take_tail(A, L);
}

keyword(A) ::= KW(K). { A = yx_build(b, YX_CLAUSE, K); }
keyword(A) ::= WHEN(K). { A = yx_build(b, YX_CLAUSE, K); }
keyword(A) ::= BY(K). { A = yx_build(b, YX_CLAUSE, K); }

clauses(A) ::= . { A = (struct yx_node_list){0}; }
clauses(A) ::= clauses(L) clause(X). { A = L; yx_append(&A, X); }
clause(A) ::= CITE(T). { A = yx_build(b, YX_CITE, T); }
clause(A) ::= keyword(K) args(X). { A = K; yx_take_first(A, X); }

args(A) ::= . { A = (struct yx_node_list){0}; }
args(A) ::= arglist(L). { A = L; }
arglist(A) ::= arg(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
arglist(A) ::= arglist(L) COMMA arg(X). { A = L; yx_append(&A, X); }
arg(A) ::= expr(X) atoms(L). { A = yx_build_arg(b, YX_OP_NONE, NULL, X, NULL, L); }
arg(A) ::= expr(X) RANGE expr(Y) atoms(L). { A = yx_build_arg(b, YX_OP_RANGE, NULL, X, Y, L); }
arg(A) ::= cmp(C) arith(X) atoms(L). { A = yx_build_arg(b, C->op, C, X, NULL, L); }
types(A) ::= arg(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
types(A) ::= types(L) BAR arg(X). { A = L; yx_append(&A, X); }

atoms(A) ::= . { A = (struct yx_node_list){0}; }
atoms(A) ::= atoms(L) atom(X). { A = L; yx_append(&A, X); }
atom(A) ::= NAME(T). { A = yx_build_leaf(b, T); }
atom(A) ::= NUM(T). { A = yx_build_leaf(b, T); }
atom(A) ::= LIT(T). { A = yx_build_leaf(b, T); }
atom(A) ::= TEXT(T). { A = yx_build_leaf(b, T); }
atom(A) ::= set(X). { A = X; }
set(A) ::= LC(T) RC(U). { A = yx_build(b, YX_SET, T); yx_cover_token(A, U); }
set(A) ::= LC(T) items(L) RC(U). {
    A = yx_build(b, YX_SET, T);
    yx_take_first(A, L);
    yx_cover_token(A, U);
}
items(A) ::= item(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
items(A) ::= items(L) item(X). { A = L; yx_append(&A, X); }
items(A) ::= items(L) COMMA item(X). { A = L; yx_append(&A, X); }
item(A) ::= NAME(T). { A = yx_build_leaf(b, T); }
item(A) ::= NUM(T). { A = yx_build_leaf(b, T); }
item(A) ::= LIT(T). { A = yx_build_leaf(b, T); }

cols(A) ::= expr(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
cols(A) ::= cols(L) BAR expr(X). { A = L; yx_append(&A, X); }
outs(A) ::= out(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
outs(A) ::= outs(L) BAR out(X). { A = L; yx_append(&A, X); }
out(A) ::= NAME(T). {
    A = yx_build_leaf(b, T);
    A->kw = T->flags & YX_TOKEN_QUOTED ? YX_KW_NONE : (uint16_t)yx_keyword_find(T->text, ~0U);
}
out(A) ::= KW(T). { A = yx_build_leaf(b, T); A->kw = T->kw; }

rows(A) ::= row(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
rows(A) ::= rows(L) row(X). { A = L; yx_append(&A, X); }
row(A) ::= rowhead(H) NL. { A = H; }
row(A) ::= rowhead(H) NL INDENT(T) rows(R) DEDENT. { A = H; (void)R; yx_say_indented_row(b, T); }
row(A) ::= error NL. { A = NULL; FAILED_LINE; }
row(A) ::= error NL INDENT rows(R) DEDENT. { A = NULL; (void)R; FAILED_LINE; }
rowhead(A) ::= cells(C) BAR2(B) vals(V) clauses(L). {
    A = yx_build_over(b, YX_ROW, C.first);
    struct yx_node *c = yx_build_over(b, YX_CELLS, C.first), *v = yx_build(b, YX_VALUES, B);
    yx_take_first(c, C);
    yx_take_first(v, V);
    struct yx_node_list both = {0};
    yx_append(&both, c);
    yx_append(&both, v);
    yx_take_first(A, both);
    yx_take_tail(A, L);
}
rowhead(A) ::= ELSE(T) BAR2(B) vals(V) clauses(L). {
    A = yx_build(b, YX_ROW, T);
    A->op = YX_OP_OTHERWISE;
    struct yx_node *c = yx_build(b, YX_CELLS, T), *v = yx_build(b, YX_VALUES, B);
    c->op = YX_OP_NONE;
    yx_take_first(v, V);
    struct yx_node_list both = {0};
    yx_append(&both, c);
    yx_append(&both, v);
    yx_take_first(A, both);
    yx_take_tail(A, L);
}
cells(A) ::= cell(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
cells(A) ::= cells(L) BAR cell(X). { A = L; yx_append(&A, X); }
cell(A) ::= ANY(T). { A = yx_build(b, YX_CELL, T); A->op = YX_OP_ANY; }
cell(A) ::= tests(L). { A = yx_build_over(b, YX_CELL, L.first); yx_take_first(A, L); }
tests(A) ::= test(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
tests(A) ::= tests(L) COMMA test(X). { A = L; yx_append(&A, X); }
test(A) ::= arith(X). { A = yx_build_test(b, YX_OP_EQ, NULL, X, NULL); }
test(A) ::= arith(X) RANGE arith(Y). { A = yx_build_test(b, YX_OP_RANGE, NULL, X, Y); }
test(A) ::= cmp(C) arith(X). { A = yx_build_test(b, C->op, C, X, NULL); }
test(A) ::= IN(T) set(X). { A = yx_build_test(b, YX_OP_IN, T, X, NULL); }
test(A) ::= HAS(T) item(X). { A = yx_build_test(b, YX_OP_HAS, T, X, NULL); }
test(A) ::= HASANY(T) set(X). { A = yx_build_test(b, YX_OP_HAS_ANY, T, X, NULL); }
test(A) ::= HASALL(T) set(X). { A = yx_build_test(b, YX_OP_HAS_ALL, T, X, NULL); }
test(A) ::= ISNULL(T). { A = yx_build_test(b, YX_OP_IS_NULL, T, NULL, NULL); }
test(A) ::= NOTNULL(T). { A = yx_build_test(b, YX_OP_NOT_NULL, T, NULL, NULL); }
vals(A) ::= expr(X). { A = (struct yx_node_list){0}; yx_append(&A, X); }
vals(A) ::= vals(L) BAR expr(X). { A = L; yx_append(&A, X); }

cmp(A) ::= EQ(T). { A = T; }
cmp(A) ::= NE(T). { A = T; }
cmp(A) ::= LT(T). { A = T; }
cmp(A) ::= LE(T). { A = T; }
cmp(A) ::= GT(T). { A = T; }
cmp(A) ::= GE(T). { A = T; }

expr(A) ::= expr(X) OR expr(Y). { A = yx_build_binary(b, YX_OP_OR, X, Y); }
expr(A) ::= expr(X) AND expr(Y). { A = yx_build_binary(b, YX_OP_AND, X, Y); }
expr(A) ::= NOT(T) expr(X). { A = yx_build_unary(b, YX_OP_NOT, T, X); }
expr(A) ::= rel(X). { A = X; }
expr(A) ::= arith(X). { A = X; }
rel(A) ::= arith(X) cmp(C) arith(Y). { A = yx_build_binary(b, C->op, X, Y); }
rel(A) ::= arith(X) IN set(Y). { A = yx_build_binary(b, YX_OP_IN, X, Y); }
rel(A) ::= arith(X) HAS item(Y). { A = yx_build_binary(b, YX_OP_HAS, X, Y); }
rel(A) ::= arith(X) HASANY set(Y). { A = yx_build_binary(b, YX_OP_HAS_ANY, X, Y); }
rel(A) ::= arith(X) HASALL set(Y). { A = yx_build_binary(b, YX_OP_HAS_ALL, X, Y); }
rel(A) ::= arith(X) ISNULL(T). { A = yx_build_unary(b, YX_OP_IS_NULL, T, X); }
rel(A) ::= arith(X) NOTNULL(T). { A = yx_build_unary(b, YX_OP_NOT_NULL, T, X); }
rel(A) ::= arith(X) PRED(T). { A = yx_build_unary(b, T->op, T, X); }
arith(A) ::= arith(X) PLUS arith(Y). { A = yx_build_binary(b, YX_OP_ADD, X, Y); }
arith(A) ::= arith(X) MINUS arith(Y). { A = yx_build_binary(b, YX_OP_SUB, X, Y); }
arith(A) ::= arith(X) TIMES arith(Y). { A = yx_build_binary(b, YX_OP_MUL, X, Y); }
arith(A) ::= arith(X) DIV arith(Y). { A = yx_build_binary(b, YX_OP_DIV, X, Y); }
arith(A) ::= MINUS(T) arith(X). [UMINUS] { A = yx_build_unary(b, YX_OP_NEG, T, X); }
arith(A) ::= NAME(T). { A = yx_build_leaf(b, T); }
arith(A) ::= NUM(T). { A = yx_build_leaf(b, T); }
arith(A) ::= LIT(T). { A = yx_build_leaf(b, T); }
arith(A) ::= TEXT(T). { A = yx_build_leaf(b, T); }
arith(A) ::= set(X). { A = X; }
arith(A) ::= LP(T) expr(X) RP(U). { A = X; yx_cover_token(A, T); yx_cover_token(A, U); }
arith(A) ::= NAME(T) LP args(X) clauses(L) RP(U). {
    A = yx_build(b, YX_CALL, T);
    yx_take_first(A, X);
    yx_take_tail(A, L);
    yx_cover_token(A, U);
}

%code {
/* Which tokens could follow: each is tried on a copy of the states, reducing
 * until it could be shifted or not. */
static uint64_t expected_of(const struct yyParser *p)
{
    enum { MOST = 64 };
    uint64_t bits = 0;
    for (int token = 1; token < YYNTOKEN; token++) {
        YYACTIONTYPE pushed[MOST];
        int n_pushed = 0;
        const yyStackEntry *base = p->yytos;
        for (int steps = 0; steps < 1000; steps++) {
            YYACTIONTYPE state = n_pushed ? pushed[n_pushed - 1] : base->stateno;
            YYACTIONTYPE action = yy_find_shift_action((YYCODETYPE)token, state);
            if (action < YY_MIN_REDUCE) {
                if (action <= YY_MAX_SHIFTREDUCE)
                    bits |= UINT64_C(1) << token;
                break;
            }
            int rule = action - YY_MIN_REDUCE;
            int size = -yyRuleInfoNRhs[rule];
            int from_pushed = size < n_pushed ? size : n_pushed;
            n_pushed -= from_pushed;
            base -= size - from_pushed;
            if (base < p->yystack || n_pushed == MOST)
                break;
            state = n_pushed ? pushed[n_pushed - 1] : base->stateno;
            pushed[n_pushed++] = yy_find_reduce_action(state, yyRuleInfoLhs[rule]);
        }
    }
    return bits;
}
}
