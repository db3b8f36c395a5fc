/* structure.c -- which clause may stand where.
 *
 * Walks the tree with the rules of schema.def: what a block may hold, which
 * clauses a line may have, how often, and with what operands. */
#include "lang/build.h"
#include "lang/near.h"

struct walk {
    const struct yx_document *doc;
    struct yx_report *report;
    enum yx_doc_kind kind;
    enum yx_lang lang;
    bool is_whole;
};

enum { RULES_MAX = 64 }; /* of one place */

/* A keyword as the document's language writes it, or a form in words. */
static const char *word_of(struct walk *w, unsigned what)
{
    switch (what) {
    case YX_WHAT_F_DECLARE: return yx_report_pair(w->report, YX_TEXT("名字: 类型", "name: type"));
    case YX_WHAT_F_DEFINE: return yx_report_pair(w->report, YX_TEXT("名字 = 值", "name = value"));
    case YX_WHAT_F_MOVE: return yx_report_pair(w->report, YX_TEXT("名字 → 名字", "name → name"));
    case YX_WHAT_F_ENTRY: return yx_report_pair(w->report, YX_TEXT("名字 …", "name …"));
    case YX_WHAT_F_TABLE: return yx_report_c(w->report, yx_keyword_name(YX_KW_TABLE, w->lang));
    default: return yx_report_c(w->report, yx_keyword_name((enum yx_kw)what, w->lang));
    }
}

static const char *text_of(struct walk *w, const struct yx_node *n)
{
    return yx_report_c(w->report, n->text);
}

static const char *source_of(struct walk *w, const struct yx_node *n)
{
    return yx_report_c(w->report, yx_node_source(w->doc, n));
}

/* The place of the word a line or clause begins with. */
static struct yx_place head_place(struct walk *w, const struct yx_node *n)
{
    struct yx_str word = n->text;
    return (struct yx_place){w->doc->file, n->line, n->column, (uint32_t)yx_utf8_count(word)};
}

static unsigned what_of(const struct yx_node *line)
{
    switch (line->kind) {
    case YX_DECLARE: return YX_WHAT_F_DECLARE;
    case YX_DEFINE: return YX_WHAT_F_DEFINE;
    case YX_MOVE: return YX_WHAT_F_MOVE;
    case YX_ENTRY: return YX_WHAT_F_ENTRY;
    case YX_TABLE: return YX_WHAT_F_TABLE;
    default: return line->kw;
    }
}

static enum yx_host host_of(const struct yx_node *line)
{
    switch (line->kind) {
    case YX_DECLARE: return YX_HOST_DECLARE;
    case YX_DEFINE: return YX_HOST_DEFINE;
    case YX_MOVE: return YX_HOST_MOVE;
    case YX_ENTRY: return YX_HOST_ENTRY;
    case YX_TABLE: return YX_HOST_TABLE;
    case YX_ROW: return YX_HOST_ROW;
    default: return YX_HOST_OWN;
    }
}

static const struct yx_place_rule *find(const struct yx_place_rule *v, size_t n, unsigned what)
{
    for (size_t i = 0; i < n; i++)
        if (v[i].what == what)
            return &v[i];
    return NULL;
}

/* ---- operands ---- */

static bool is_lit(const struct yx_node *n, enum yx_lit_kind kind)
{
    return n->kind == YX_LITERAL && n->lit.kind == kind;
}

/* Does one argument look as its operand rule wants? */
static bool arg_fits(enum yx_operands o, const struct yx_node *a)
{
    const struct yx_node *x = a->first, *atom = a->tail;
    bool plain = a->op == YX_OP_NONE;
    switch (o) {
    case YX_OPERANDS_NAME:
    case YX_OPERANDS_NAMES: return plain && x->kind == YX_NAME && !atom;
    case YX_OPERANDS_WORDS:
        return plain && (x->kind == YX_NAME || x->kind == YX_STRING || x->kind == YX_LITERAL) &&
               !atom;
    case YX_OPERANDS_COLUMNS:
        if (!plain || x->kind != YX_NAME)
            return false;
        atom = atom && atom->kind == YX_NAME ? atom->next : atom; /* the type */
        while (atom && atom->kind == YX_STRING)
            atom = atom->next;
        return !atom;
    case YX_OPERANDS_GRADES:
        return plain && x->kind == YX_NAME &&
               (!atom || (is_lit(atom, YX_LIT_PERCENT) && !atom->next));
    case YX_OPERANDS_DIRECTIONS:
        return plain && x->kind == YX_NAME && (!atom || (atom->kind == YX_NAME && !atom->next));
    case YX_OPERANDS_TITLE:
        return plain && (x->kind == YX_NAME || is_lit(x, YX_LIT_INT)) &&
               (!atom || (!atom->next && (atom->kind == YX_NAME || atom->kind == YX_STRING)));
    case YX_OPERANDS_EXPR:
    case YX_OPERANDS_EXPRS: return plain && !atom;
    case YX_OPERANDS_COMPARISON:
        return !atom && (a->op == YX_OP_EQ || (a->op >= YX_OP_NE && a->op <= YX_OP_GE));
    case YX_OPERANDS_EQUATIONS: return plain && !atom && x->kind == YX_BINARY && x->op == YX_OP_EQ;
    case YX_OPERANDS_DATE:
    case YX_OPERANDS_MAYBE_DATE:
        return plain && !atom && (is_lit(x, YX_LIT_DATE) || is_lit(x, YX_LIT_MONTH));
    case YX_OPERANDS_MONTH_DAY: return plain && !atom && is_lit(x, YX_LIT_MONTH_DAY);
    case YX_OPERANDS_TERM_DAYS:
        return plain && x->kind == YX_NAME && atom && is_lit(atom, YX_LIT_MONTH_DAY) && !atom->next;
    case YX_OPERANDS_TERM: return plain && !atom && is_lit(x, YX_LIT_TERM);
    case YX_OPERANDS_QUANTITY: return plain && !atom && is_lit(x, YX_LIT_QUANTITY);
    case YX_OPERANDS_NUMBER: return plain && !atom && is_lit(x, YX_LIT_INT);
    case YX_OPERANDS_TEXT: return plain && x->kind == YX_STRING;
    case YX_OPERANDS_TYPE: return plain || a->op == YX_OP_RANGE;
    case YX_OPERANDS_AWARDS: return plain && x->kind == YX_NAME;
    case YX_OPERANDS_PHRASE:
    case YX_OPERANDS_SLOTS: return plain;
    default: return true;
    }
}

static void say_operands(struct walk *w, struct yx_place place, unsigned what, enum yx_operands o)
{
    if (yx_report_has(w->report, place))
        return; /* the scanner could not read it */
    const char *word = word_of(w, what);
    if (o == YX_OPERANDS_NOTHING)
        (void)YX_REPORT(w->report, YX_ERROR, place,
                        YX_TEXT("“{0}”后面不跟内容", "“{0}” takes nothing after it"), word);
    else
        (void)YX_REPORT(w->report, YX_ERROR, place, YX_TEXT("“{0}”后面要{1}", "“{0}” takes {1}"),
                        word, yx_report_pair(w->report, yx_operand_rule_of(o)->what));
}

/* The arguments of a keyword line or clause. */
static void check_operands(struct walk *w, const struct yx_node *n, unsigned what,
                           enum yx_operands o)
{
    const struct yx_operand_rule *rule = yx_operand_rule_of(o);
    int count = (int)n->n_first;
    if (count < rule->min) {
        say_operands(w, head_place(w, n), what, o);
        return;
    }
    if (rule->max < 0 ? count > 0 : rule->max > 0 && count > rule->max) {
        const struct yx_node *extra = yx_node_nth(n->first, (uint32_t)YX_MAX(rule->max, 0));
        struct yx_place place = yx_node_place(w->doc, extra);
        if (rule->max > 0 && (o == YX_OPERANDS_EXPR || o == YX_OPERANDS_COMPARISON))
            (void)YX_REPORT(
                w->report, YX_ERROR, place,
                YX_TEXT("“{0}”只能有一个条件或算式；几个条件用 且、或 连接",
                        "“{0}” takes one condition or formula; join conditions by “and” or “or”"),
                word_of(w, what));
        else
            say_operands(w, place, what, o);
        return;
    }
    for (const struct yx_node *a = n->first; a; a = a->next) {
        if (a->kind != YX_ARG || arg_fits(o, a))
            continue;
        bool wants_expr = o == YX_OPERANDS_EXPR || o == YX_OPERANDS_EXPRS;
        if (a->tail && (wants_expr || o == YX_OPERANDS_COMPARISON || o == YX_OPERANDS_EQUATIONS)) {
            (void)YX_REPORT(w->report, YX_ERROR, yx_node_place(w->doc, a->tail),
                            YX_TEXT("“{0}”前面缺一个运算符或逗号",
                                    "an operator or comma is missing before “{0}”"),
                            source_of(w, a->tail));
            continue;
        }
        say_operands(w, yx_node_place(w->doc, a), what, o);
    }
}

/* Entries have atoms instead of arguments: ID “text”. */
static void check_entry(struct walk *w, const struct yx_node *n, enum yx_operands o)
{
    if (o == YX_OPERANDS_TEXT && !(n->first && n->first->kind == YX_STRING && !n->first->next))
        say_operands(w, head_place(w, n), YX_WHAT_F_ENTRY, o);
}

/* ---- what is inside expressions ---- */

/* Calls take the clauses 当 and 按 and no others. */
static void check_calls(struct walk *w, const struct yx_node *list)
{
    for (const struct yx_node *n = list; n; n = n->next) {
        for (const struct yx_node *c = n->kind == YX_CALL ? n->tail : NULL; c; c = c->next) {
            if (c->kind == YX_CLAUSE && (c->kw == YX_KW_IF || c->kw == YX_KW_PER)) {
                check_operands(w, c, c->kw,
                               c->kw == YX_KW_IF ? YX_OPERANDS_EXPR : YX_OPERANDS_NAMES);
                continue;
            }
            (void)YX_REPORT(w->report, YX_ERROR, yx_node_place(w->doc, c),
                            YX_TEXT("“{0}( )”里只能用 当 和 按",
                                    "inside “{0}( )” only “if” and “per” may stand"),
                            text_of(w, n));
        }
        check_calls(w, n->first);
        check_calls(w, n->tail);
    }
}

/* ---- clauses ---- */

/* Where else may this keyword stand?  For the hint. */
static void hint_place(struct walk *w, struct yx_diag *d, unsigned what)
{
    if (yx_report_is_full(w->report))
        return;
    for (unsigned block = 0; block < YX_WHAT_F_TABLE; block++)
        for (int host = YX_HOST_LINE; host <= YX_HOST_ROW; host++) {
            size_t n;
            const struct yx_place_rule *v = yx_places(w->kind, block, (enum yx_host)host, &n);
            if (!find(v, n, what))
                continue;
            if (host == YX_HOST_LINE && block == YX_WHAT_NONE)
                YX_HINT(w->report, d, YX_TEXT("它要顶格写", "it stands without indentation"));
            else if (host == YX_HOST_LINE)
                YX_HINT(w->report, d,
                        YX_TEXT("它另起一行，写在“{0}”下面", "it begins a line below “{0}”"),
                        word_of(w, block));
            else if (host == YX_HOST_OWN)
                YX_HINT(w->report, d,
                        YX_TEXT("它写在“{0}”那一行里", "it stands on the line of “{0}”"),
                        word_of(w, block));
            else
                YX_HINT(w->report, d,
                        YX_TEXT("它写在“{0}”下面的各行里", "it stands on the lines below “{0}”"),
                        word_of(w, block));
            return;
        }
}

/* `block` is the enclosing block; keyword lines bring their own rules. */
static void check_tail(struct walk *w, const struct yx_node *line, unsigned block)
{
    enum yx_host host = host_of(line);
    if (host == YX_HOST_OWN)
        block = line->kw;
    size_t n;
    const struct yx_place_rule *v = yx_places(w->kind, block, host, &n);
    unsigned seen[RULES_MAX] = {0};
    YX_ASSERT(n <= RULES_MAX);
    for (const struct yx_node *c = line->tail; c; c = c->next) {
        if (c->kind == YX_CITE)
            continue;
        const struct yx_place_rule *rule = find(v, n, c->kw);
        if (!rule) {
            struct yx_diag *d =
                YX_REPORT(w->report, YX_ERROR, head_place(w, c),
                          YX_TEXT("“{0}”不能用在这里", "“{0}” cannot stand here"), text_of(w, c));
            hint_place(w, d, c->kw);
            continue;
        }
        if (seen[rule - v]++ && (rule->times == YX_TIMES_OPT || rule->times == YX_TIMES_ONE))
            (void)YX_REPORT(w->report, YX_ERROR, head_place(w, c),
                            YX_TEXT("一行里只能有一个“{0}”", "a line has one “{0}” only"),
                            text_of(w, c));
        check_operands(w, c, c->kw, (enum yx_operands)rule->operands);
    }
    for (size_t i = 0; i < n; i++)
        if (!seen[i] && (v[i].times == YX_TIMES_ONE || v[i].times == YX_TIMES_SOME))
            (void)YX_REPORT(w->report, YX_ERROR, head_place(w, line),
                            YX_TEXT("这一行还要有“{0}”", "this line needs “{0}” as well"),
                            word_of(w, v[i].what));
}

/* ---- tables ---- */

static uint32_t length(const struct yx_node *list)
{
    uint32_t n = 0;
    for (; list; list = list->next)
        n++;
    return n;
}

static void check_rows(struct walk *w, const struct yx_node *table, unsigned block)
{
    uint32_t n_columns = length(table->first->first), n_outputs = length(table->first->next->first);
    const struct yx_node *otherwise = NULL;
    for (const struct yx_node *row = table->block; row; row = row->next) {
        const struct yx_node *cells = row->first, *values = cells->next;
        uint32_t n_cells = length(cells->first), n_values = length(values->first);
        if (otherwise) {
            struct yx_diag *d =
                YX_REPORT(w->report, YX_ERROR, yx_node_place(w->doc, otherwise),
                          YX_TEXT("“其余”要放在最后一行", "“otherwise” is the last row"));
            yx_diag_second(d, yx_node_place(w->doc, row),
                           YX_TEXT("它后面还有一行", "there is a row behind it"));
            otherwise = NULL;
        }
        if (row->op == YX_OP_OTHERWISE)
            otherwise = row;
        else if (n_cells != n_columns)
            (void)YX_REPORT(w->report, YX_ERROR, yx_node_place(w->doc, cells),
                            YX_TEXT("这一行 || 左边有 {0} 格，表头有 {1} 列",
                                    "this row has {0} cells before ||, the head {1} columns"),
                            yx_fmt_u64(n_cells).s, yx_fmt_u64(n_columns).s);
        if (n_values != n_outputs)
            (void)YX_REPORT(w->report, YX_ERROR, yx_node_place(w->doc, values),
                            YX_TEXT("这一行 || 右边有 {0} 格，表头有 {1} 格",
                                    "this row has {0} results after ||, the head {1}"),
                            yx_fmt_u64(n_values).s, yx_fmt_u64(n_outputs).s);
        check_calls(w, row->first);
        check_tail(w, row, block);
    }
}

/* ---- blocks ---- */

static void say_unplaced(struct walk *w, const struct yx_node *line, unsigned block,
                         const struct yx_place_rule *v, size_t n)
{
    struct yx_place place = head_place(w, line);
    const char *word = text_of(w, line);
    enum yx_kw other = yx_keyword_find(line->text, ~0U);
    if (line->kind == YX_LINE || line->kind == YX_TABLE) {
        struct yx_diag *d =
            block == YX_WHAT_NONE
                ? YX_REPORT(w->report, YX_ERROR, place,
                            YX_TEXT("“{0}”不能顶格写", "“{0}” needs a place below another line"),
                            word)
                : YX_REPORT(w->report, YX_ERROR, place,
                            YX_TEXT("“{0}”不能放在“{1}”下面", "“{0}” cannot stand below “{1}”"),
                            word, word_of(w, block));
        hint_place(w, d, line->kind == YX_TABLE ? YX_WHAT_F_TABLE : line->kw);
        return;
    }
    if (other && find(v, n, other) && line->kind != YX_ENTRY) {
        (void)YX_REPORT(w->report, YX_ERROR, place,
                        YX_TEXT("“{0}”是关键词，后面直接写内容，不用 : = →",
                                "“{0}” is a keyword; write what follows without : = →"),
                        word);
        return;
    }
    if (other && !(yx_keyword_of(other)->kinds & w->kind)) {
        unsigned kinds = yx_keyword_of(other)->kinds;
        enum yx_kw home = kinds & YX_DOC_POLICY   ? YX_KW_POLICY
                          : kinds & YX_DOC_LEDGER ? YX_KW_LEDGER
                          : kinds & YX_DOC_PLAN   ? YX_KW_PLAN
                                                  : YX_KW_MATCH;
        (void)YX_REPORT(w->report, YX_ERROR, place,
                        YX_TEXT("“{0}”只用在“{1}”里", "“{0}” is for a “{1}” only"), word,
                        word_of(w, home));
        return;
    }
    struct yx_str known[2 * RULES_MAX];
    size_t n_known = 0;
    for (size_t i = 0; i < n; i++)
        if (v[i].what < YX_N_KWS) {
            known[n_known++] = yx_keyword_of((enum yx_kw)v[i].what)->zh;
            known[n_known++] = yx_keyword_of((enum yx_kw)v[i].what)->en;
        }
    struct yx_diag *d;
    if (n_known == 0 && n > 0)
        d = YX_REPORT(w->report, YX_ERROR, place,
                      YX_TEXT("“{0}”下面要写成“{1}”", "lines below “{0}” look like “{1}”"),
                      word_of(w, block), word_of(w, v[0].what));
    else if (line->kind == YX_ENTRY)
        d = YX_REPORT(w->report, YX_ERROR, place,
                      YX_TEXT("不认识关键词“{0}”", "there is no keyword “{0}”"), word);
    else
        d = YX_REPORT(w->report, YX_ERROR, place,
                      YX_TEXT("这里不能写“{0}”", "“{0}” cannot stand here"),
                      word_of(w, what_of(line)));
    if (yx_report_is_full(w->report))
        return;
    struct yx_str near[3];
    for (size_t i = 0; i < n_known; i++)
        if (known[i].n >= 6 && (unsigned char)known[i].p[0] >= 0x80 && line->text.n > known[i].n &&
            yx_str_starts(line->text, known[i])) {
            YX_HINT(w->report, d,
                    YX_TEXT("关键词后面要有空格：{0} {1}", "a keyword takes a blank: {0} {1}"),
                    yx_report_c(w->report, known[i]),
                    yx_report_c(w->report, yx_str_sub(line->text, known[i].n, line->text.n)));
            return;
        }
    size_t found = yx_near(line->text, known, n_known, near, YX_LEN(near));
    struct yx_buf b = {0};
    for (size_t i = 0; i < found; i++) {
        yx_buf_putz(&b, i ? " " : "");
        yx_buf_puts(&b, near[i]);
    }
    if (found)
        YX_HINT(w->report, d, YX_TEXT("是不是：{0}", "did you mean: {0}"),
                yx_report_c(w->report, yx_buf_str(&b)));
    yx_buf_free(&b);
}

/* The lines of a block (or of the document, block NONE; `owner` NULL). */
static void check_block(struct walk *w, const struct yx_node *owner, const struct yx_node *lines,
                        unsigned block)
{
    size_t n;
    const struct yx_place_rule *v = yx_places(w->kind, block, YX_HOST_LINE, &n);
    const struct yx_node *first_of[RULES_MAX] = {0};
    YX_ASSERT(n <= RULES_MAX);
    for (const struct yx_node *line = lines; line; line = line->next) {
        unsigned what = what_of(line);
        if (!owner && line != lines && line->kind == YX_LINE && line->kw >= YX_KW_POLICY &&
            line->kw <= YX_KW_MATCH) {
            (void)YX_REPORT(w->report, YX_ERROR, head_place(w, line),
                            YX_TEXT("一个文件只写一份文书，“{0}”要另存一个文件",
                                    "a file holds one document; “{0}” goes into a file of its own"),
                            text_of(w, line));
            return;
        }
        const struct yx_place_rule *rule = find(v, n, what);
        if (!rule) {
            if (n == 0 && owner) {
                (void)YX_REPORT(
                    w->report, YX_ERROR, head_place(w, line),
                    YX_TEXT("“{0}”下面不能再有缩进的行", "no indented lines may stand below “{0}”"),
                    yx_report_c(w->report, owner->text));
                return;
            }
            say_unplaced(w, line, block, v, n);
            continue;
        }
        const struct yx_node **first = &first_of[rule - v];
        if (*first && (rule->times == YX_TIMES_OPT || rule->times == YX_TIMES_ONE)) {
            struct yx_diag *d =
                YX_REPORT(w->report, YX_ERROR, head_place(w, line),
                          YX_TEXT("“{0}”写了两次", "“{0}” is written twice"), text_of(w, line));
            yx_diag_second(d, head_place(w, *first), YX_TEXT("第一次在这里", "first here"));
        }
        if (!*first)
            *first = line;
        if (line->kind == YX_LINE || line->kind == YX_DECLARE)
            check_operands(w, line, what, (enum yx_operands)rule->operands);
        else if (line->kind == YX_ENTRY)
            check_entry(w, line, (enum yx_operands)rule->operands);
        check_calls(w, line->first);
        check_calls(w, line->tail);
        check_tail(w, line, block);
        if (line->kind == YX_TABLE)
            check_rows(w, line, block);
        else if (line->kind == YX_LINE && (line->block || rule->operands != YX_OPERANDS_NAMES))
            check_block(w, line, line->block, line->kw); /* NAMES alone refer to one elsewhere */
        else if (line->kind == YX_DECLARE && block != YX_WHAT_F_DECLARE && line->block)
            check_block(w, line, line->block,
                        block == YX_WHAT_DEFINE ? YX_WHAT_F_DECLARE : YX_WHAT_F_ENTRY);
        else if (line->block)
            check_block(w, line, line->block, YX_WHAT_F_ENTRY);
    }
    if (!w->is_whole)
        return;
    for (size_t i = 0; i < n; i++) {
        if (first_of[i] || (v[i].times != YX_TIMES_ONE && v[i].times != YX_TIMES_SOME))
            continue;
        if (owner)
            (void)YX_REPORT(w->report, YX_ERROR, head_place(w, owner),
                            YX_TEXT("“{0}”下面还要有“{1}”", "“{0}” needs “{1}” below it"),
                            text_of(w, owner), word_of(w, v[i].what));
        else
            (void)YX_REPORT(w->report, YX_ERROR, ((struct yx_place){w->doc->file, 1, 1, 1}),
                            YX_TEXT("文书里还要有“{0}”", "the document needs “{0}”"),
                            word_of(w, v[i].what));
    }
}

static void check_grammar(struct walk *w)
{
    const struct yx_node *head = w->doc->root->block;
    const struct yx_node *g = head ? yx_node_line(head, YX_KW_GRAMMAR) : NULL;
    const struct yx_node *v = g ? yx_node_operand(g) : NULL;
    if (v && is_lit(v, YX_LIT_INT) && v->lit.value != 1)
        (void)YX_REPORT(w->report, YX_ERROR, yx_node_place(w->doc, v),
                        YX_TEXT("本程序只懂语法 1，不懂语法 {0}",
                                "this program knows grammar 1, not grammar {0}"),
                        source_of(w, v));
}

void yx_check_structure(const struct yx_document *doc, struct yx_report *report, bool is_whole)
{
    struct walk w = {doc, report, doc->kind, doc->lang, is_whole};
    if (doc->kind == YX_DOC_NONE) {
        const struct yx_node *first = doc->root->block;
        struct yx_place place =
            first ? head_place(&w, first) : (struct yx_place){.file = doc->file};
        if (!first && !is_whole)
            return; /* the reason it is empty has been said */
        struct yx_diag *d =
            first ? YX_REPORT(report, YX_ERROR, place,
                              YX_TEXT("文书的第一个词要是 政策、台账、方案 或 比对",
                                      "a document begins with policy, ledger, plan or match"))
                  : YX_REPORT(report, YX_ERROR, place,
                              YX_TEXT("文书是空的；第一个词要是 政策、台账、方案 或 比对",
                                      "the document is empty; it begins with policy, ledger, plan "
                                      "or match"));
        if (first && yx_keyword_find(first->text, ~0U) != YX_KW_NONE)
            YX_HINT(report, d,
                    YX_TEXT("例：政策 pengshui-2022 “…”", "as in: policy pengshui-2022 “…”"));
        return;
    }
    check_block(&w, NULL, doc->root->block, YX_WHAT_NONE);
    check_grammar(&w);
}
