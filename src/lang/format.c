/* format.c -- the one canonical form of a document.
 *
 * DESIGN
 * Works on tokens, not on the tree, so that comments and line breaks keep their
 * places.  First every token gets its canonical spelling and the blanks before
 * it (pieces).  Then tokens are cut into lines, and comments are hung between
 * the pieces they stand between.  Alignment only adds blanks before a piece.
 * Then all is written out. */
#include "lang/format.h"

#include "base/mem.h"
#include "lang/fold.h"
#include "lang/format_int.h"
#include "lang/grammar.h"

#include <stdlib.h>

static struct yx_str keep(struct yx_format *f, struct yx_buf *b)
{
    struct yx_str s = yx_str_dup(f->arena, yx_buf_str(b));
    yx_buf_free(b);
    return s;
}

/* ---- spelling ---- */

static struct yx_str between(struct yx_format *f, const char *open, struct yx_str s,
                             const char *close)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, open);
    yx_buf_puts(&b, s);
    yx_buf_putz(&b, close);
    return keep(f, &b);
}

static bool contains(struct yx_str s, const char *part)
{
    return yx_str_find(s, yx_str_of(part)) >= 0;
}

static bool is_line_mark(uint8_t type)
{
    return type == YX_T_NL || type == YX_T_INDENT || type == YX_T_DEDENT;
}

/* A name as it must be written behind `prev` to be read as this name. */
static struct yx_str spell_name(struct yx_format *f, const struct yx_token *t,
                                const struct yx_token *prev, const struct yx_token *next,
                                bool in_braces, enum yx_doc_kind kind)
{
    bool defines = (!prev || is_line_mark(prev->type)) &&
                   (next->type == YX_T_EQ || next->type == YX_T_COLON || next->type == YX_T_ARROW);
    if (!(t->flags & YX_TOKEN_QUOTED) ||
        (yx_scan_is_plain(t->text) && yx_scan_is_name(t->text, kind, prev, in_braces, defines)))
        if (yx_scan_is_name(t->text, kind, prev, in_braces, defines))
            return t->text;
    return contains(t->text, "」") ? between(f, "`", t->text, "`")
                                   : between(f, "「", t->text, "」");
}

static struct yx_str sign_of(uint8_t type)
{
    switch (type) {
    case YX_T_COLON: return YX_S(":");
    case YX_T_COMMA: return YX_S(",");
    case YX_T_BAR: return YX_S("|");
    case YX_T_BAR2: return YX_S("||");
    case YX_T_LP: return YX_S("(");
    case YX_T_RP: return YX_S(")");
    case YX_T_LC: return YX_S("{");
    case YX_T_RC: return YX_S("}");
    case YX_T_ARROW: return YX_S("→");
    default: return (struct yx_str){0};
    }
}

static struct yx_str spell(struct yx_format *f, const struct yx_token *t,
                           const struct yx_token *prev, const struct yx_token *next, bool in_braces,
                           enum yx_doc_kind kind)
{
    struct yx_buf b = {0};
    switch (t->type) {
    case YX_T_NAME: return spell_name(f, t, prev, next, in_braces, kind);
    case YX_T_KW:
    case YX_T_WHEN:
    case YX_T_BY:
    case YX_T_TABLE: return yx_keyword_name((enum yx_kw)t->kw, f->scan->lang);
    case YX_T_NUM: return yx_fold(f->arena, t->text); /* 地区 050000 keeps its 0 */
    case YX_T_LIT: yx_lit_put(&b, t->lit); return keep(f, &b);
    case YX_T_TEXT:
        return contains(t->text, "”") ? between(f, "\"", t->text, "\"")
                                      : between(f, "“", t->text, "”");
    case YX_T_CITE:
        return contains(t->text, "】") ? between(f, "[", t->text, "]")
                                       : between(f, "【", t->text, "】");
    default: break;
    }
    struct yx_str sign = sign_of(t->type);
    return sign.n ? sign : yx_operator_name((enum yx_op)t->op, f->scan->lang);
}

/* ---- blanks ---- */

static bool is_operand(const struct yx_token *t)
{
    return t && (t->type == YX_T_NAME || t->type == YX_T_NUM || t->type == YX_T_LIT ||
                 t->type == YX_T_TEXT || t->type == YX_T_RP || t->type == YX_T_RC);
}

/* Would a number and the word behind it be read as one value? */
static bool would_join(const struct yx_token *number, const struct yx_piece *word)
{
    if (number->type != YX_T_NUM || (word->t->type != YX_T_NAME && word->t->type != YX_T_LIT))
        return false;
    struct yx_buf b = {0};
    yx_buf_putz(&b, "1");
    yx_buf_puts(&b, word->text);
    struct yx_lit lit;
    bool joins = yx_lit_parse(yx_buf_str(&b), &lit, NULL) == YX_OK && lit.kind != YX_LIT_INT;
    yx_buf_free(&b);
    return joins;
}

/* Blanks before `p`; `before` is the piece in front and `prefix_minus` tells
 * that it is a minus of one operand. */
static uint32_t blanks(const struct yx_piece *before, const struct yx_piece *p, bool is_table,
                       bool prefix_minus)
{
    uint8_t a = before->t->type, b = p->t->type;
    if (a == YX_T_LP || a == YX_T_LC || b == YX_T_RP || b == YX_T_RC || b == YX_T_COMMA ||
        b == YX_T_COLON || a == YX_T_RANGE || b == YX_T_RANGE || prefix_minus)
        return 0;
    if (b == YX_T_LP && a == YX_T_NAME)
        return 0;
    if ((a == YX_T_BAR || b == YX_T_BAR) && !is_table)
        return 0;
    if (p->is_tight || before->is_tight)
        return 0;
    return would_join(before->t, p) ? 2 : 1;
}

/* ---- pieces and lines ---- */

static bool may_begin(uint8_t type)
{
    return type == YX_T_AND || type == YX_T_OR || type == YX_T_PLUS || type == YX_T_TIMES;
}

static enum yx_form form_of(const struct yx_token *t, bool in_table)
{
    if (in_table)
        return YX_FORM_ROW;
    if (t->type == YX_T_TABLE)
        return YX_FORM_TABLE;
    if (t->type != YX_T_NAME)
        return YX_FORM_KEYWORD;
    return t[1].type == YX_T_COLON   ? YX_FORM_DECLARE
           : t[1].type == YX_T_EQ    ? YX_FORM_DEFINE
           : t[1].type == YX_T_ARROW ? YX_FORM_MOVE
                                     : YX_FORM_ENTRY;
}

/* `缺省 待核` is what holds anyway. */
static bool is_plain_default(const struct yx_token *t, enum yx_form form)
{
    return form == YX_FORM_DECLARE && t->type == YX_T_KW && t->kw == YX_KW_DEFAULT &&
           t[1].type == YX_T_NAME && yx_str_is(t[1].text, "待核") && !is_operand(&t[2]) &&
           t[2].type != YX_T_LP && t[2].type != YX_T_LC && t[2].type != YX_T_COMMA &&
           (is_line_mark(t[2].type) || t[2].type == YX_T_KW || t[2].type == YX_T_CITE);
}

/* The = of a cell that only says what a bare value says. */
static bool is_plain_equal(const struct yx_token *t, const struct yx_token *start,
                           enum yx_form form)
{
    if (form != YX_FORM_ROW || t->type != YX_T_EQ)
        return false;
    bool begins = t == start || t[-1].type == YX_T_BAR || t[-1].type == YX_T_COMMA;
    for (const struct yx_token *p = start; p < t; p++)
        if (p->type == YX_T_BAR2)
            return false;
    return begins;
}

/* One line of tokens, from `t` up to the NL. */
static const struct yx_token *add_line(struct yx_format *f, const struct yx_token *t,
                                       uint32_t depth, size_t parent, enum yx_doc_kind kind)
{
    YX_KNOWN(depth == 0 || f->line.v != NULL);
    bool in_table = depth > 0 && f->line.v[parent].form == YX_FORM_TABLE;
    struct yx_format_line line = {.from = f->piece.n,
                                  .depth = depth,
                                  .indent = t->column - 1,
                                  .form = form_of(t, in_table),
                                  .kw = t->kw,
                                  .parent = parent,
                                  .first_row = t->line};
    const struct yx_token *start = t;
    struct yx_token before = {.type = YX_T_NL};
    const struct yx_token *prev = &before;
    if (t == f->scan->token)
        prev = NULL;
    bool is_table = line.form == YX_FORM_TABLE || line.form == YX_FORM_ROW;
    uint32_t open = 0, braces = 0;
    uint16_t clause = YX_KW_NONE;
    bool prefix_minus = false; /* the piece in front is one */
    for (; t->type != YX_T_NL; t++) {
        line.last_row = t->line;
        if (is_plain_default(t, line.form)) {
            t++;
            continue;
        }
        if (is_plain_equal(t, start, line.form))
            continue;
        if (braces && t->type == YX_T_COMMA)
            continue;
        if (t->type == YX_T_KW)
            clause = open ? clause : t->kw;
        if (t->type == YX_T_RP || t->type == YX_T_RC)
            open -= open > 0;
        if (t->type == YX_T_RC)
            braces -= braces > 0;
        struct yx_piece p = {.t = t,
                             .text = spell(f, t, prev, t + 1, braces > 0, kind),
                             .is_tight = t->type == YX_T_EQ && clause == YX_KW_FACTS && open == 0};
        p.width = (uint32_t)yx_utf8_width(p.text);
        const struct yx_piece *front = f->piece.n > line.from ? &f->piece.v[f->piece.n - 1] : NULL;
        if (front)
            p.space = blanks(front, &p, is_table, prefix_minus);
        if (front && t->line != t[-1].line) {
            /* Kept where a reader would break: before 且 或 + ×, after a comma
             * or another operator, between the items of a set. */
            uint8_t a = t[-1].type;
            p.breaks = may_begin(t->type) || may_begin(a) || a == YX_T_COMMA || t[-1].op ||
                       a == YX_T_COLON || a == YX_T_BAR || a == YX_T_BAR2 || a == YX_T_ARROW ||
                       a == YX_T_WHEN || a == YX_T_BY || a == YX_T_TABLE ||
                       (braces > 0 && t->type != YX_T_RC && a != YX_T_LC);
        }
        prefix_minus = t->type == YX_T_MINUS && !is_operand(prev);
        if (t->type == YX_T_LP || t->type == YX_T_LC)
            open++;
        if (t->type == YX_T_LC)
            braces++;
        YX_PUSH(&f->piece, p);
        prev = t;
    }
    line.to = f->piece.n;
    YX_PUSH(&f->line, line);
    return t;
}

static void add_lines(struct yx_format *f)
{
    size_t open[YX_NEST_MAX + 2] = {0}; /* line that is the parent at each depth */
    uint32_t depth = 0;
    enum yx_doc_kind kind = f->scan->kind;
    for (const struct yx_token *t = f->scan->token; t->type != 0; t++) {
        if (t->type == YX_T_INDENT) {
            depth++;
            open[depth] = f->line.n - 1;
        } else if (t->type == YX_T_DEDENT) {
            depth--;
        } else if (t->type != YX_T_NL) {
            t = add_line(f, t, depth, depth ? open[depth] : f->line.n, kind);
        }
    }
}

/* A break behind 且 is one before it. */
static void move_breaks(struct yx_format *f)
{
    for (size_t i = 0; i < f->line.n; i++) {
        const struct yx_format_line *l = &f->line.v[i];
        for (size_t p = l->from + 1; p < l->to; p++) {
            struct yx_piece *x = &f->piece.v[p];
            if (x->breaks && may_begin(x[-1].t->type) && p - 1 > l->from) {
                x->breaks = false;
                x[-1].breaks = true;
            }
        }
    }
}

/* ---- comments ---- */

static void add_remarks(struct yx_format *f)
{
    f->n_remarks = f->scan->n_comments;
    f->remark = YX_NEW(f->arena, struct yx_remark, f->n_remarks);
    size_t p = 0, l = 0;
    for (size_t i = 0; i < f->n_remarks; i++) {
        const struct yx_comment *c = &f->scan->comment[i];
        size_t at = (size_t)(c->text.p - f->source.p);
        while (p < f->piece.n && f->piece.v[p].t->at < at)
            p++;
        size_t after = p;
        while (l < f->line.n && f->line.v[l].to < after)
            l++;
        /* Inside a sentence: the sentence breaks here, before an operator that
         * has just been written rather than behind it. */
        if (l < f->line.n && after > f->line.v[l].from && after < f->line.v[l].to) {
            if (may_begin(f->piece.v[after - 1].t->type) && after - 1 > f->line.v[l].from)
                after--;
            f->piece.v[after].breaks = true;
        }
        f->remark[i] = (struct yx_remark){c, after};
    }
}

static struct yx_str remark_text(struct yx_format *f, const struct yx_comment *c)
{
    size_t mark = *c->text.p == '#' ? 1 : 3;
    struct yx_str rest = yx_str_sub(c->text, mark, c->text.n);
    if (rest.n && *rest.p != '#')
        rest = yx_str_trim(rest);
    struct yx_buf b = {0};
    yx_buf_putz(&b, rest.n == 0 || *rest.p == '#' ? "#" : "# ");
    yx_buf_puts(&b, rest);
    return keep(f, &b);
}

/* ---- output ---- */

static void put_blanks(struct yx_format *f, uint32_t n)
{
    while (n--)
        yx_buf_putc(f->out, ' ');
}

/* The depth of a comment that has its line for itself: that of the open level
 * its indentation comes nearest to. */
static uint32_t remark_depth(const struct yx_format *f, const struct yx_comment *c, size_t next)
{
    const struct yx_format_line *n = next < f->line.n ? &f->line.v[next] : NULL;
    uint32_t depth = n ? n->depth : 0;
    if (next == 0)
        return 0;
    uint32_t best = UINT32_MAX;
    if (n) {
        best = c->indent > n->indent ? c->indent - n->indent : n->indent - c->indent;
    } else {
        best = c->indent;
    }
    for (size_t i = next - 1;;) {
        const struct yx_format_line *l = &f->line.v[i];
        if (l->depth <= depth && (n || l->depth == 0))
            break;
        uint32_t off = c->indent > l->indent ? c->indent - l->indent : l->indent - c->indent;
        if (off < best) {
            best = off;
            depth = l->depth;
            if (off == 0)
                break;
        }
        if (l->depth == 0 || l->parent == i)
            break;
        i = l->parent;
    }
    return depth;
}

static void put_end(struct yx_format *f)
{
    while (f->out->n > 0 && f->out->p[f->out->n - 1] == ' ')
        f->out->n--;
    yx_buf_putc(f->out, '\n');
}

static uint32_t width_of_last_row(const struct yx_format *f)
{
    size_t from = f->out->n;
    while (from > 0 && f->out->p[from - 1] != '\n')
        from--;
    return (uint32_t)yx_utf8_width((struct yx_str){f->out->p + from, f->out->n - from});
}

/* A comment behind what is on the line already. */
static void put_remark(struct yx_format *f, const struct yx_comment *c)
{
    uint32_t w = width_of_last_row(f), to = yx_format_stop_after(w + 1);
    put_blanks(f, to ? to - w : 2);
    yx_buf_puts(f->out, remark_text(f, c));
}

static void put_lines(struct yx_format *f)
{
    size_t r = 0;
    uint32_t row = 0; /* of the source, of what was put last */
    for (size_t i = 0; i <= f->line.n; i++) {
        const struct yx_format_line *l = i < f->line.n ? &f->line.v[i] : NULL;
        size_t from = l ? l->from : f->piece.n;
        for (; r < f->n_remarks && f->remark[r].after <= from; r++) {
            const struct yx_comment *c = f->remark[r].c;
            if (row && c->line > row + 1)
                yx_buf_putc(f->out, '\n');
            put_blanks(f, 2 * remark_depth(f, c, i));
            yx_buf_puts(f->out, remark_text(f, c));
            put_end(f);
            row = c->line;
        }
        if (!l)
            break;
        if (row && l->first_row > row + 1)
            yx_buf_putc(f->out, '\n');
        put_blanks(f, 2 * l->depth);
        for (size_t p = l->from; p < l->to; p++) {
            const struct yx_piece *x = &f->piece.v[p];
            if (x->breaks) {
                put_end(f);
                put_blanks(f, 2 * l->depth + 2);
            } else if (p > l->from) {
                put_blanks(f, x->space);
            }
            yx_buf_puts(f->out, x->text);
            bool is_last = p + 1 == l->to;
            bool is_first = true;
            for (; r < f->n_remarks && f->remark[r].after == p + 1; r++) {
                const struct yx_comment *c = f->remark[r].c;
                if (is_last && c->is_alone)
                    break; /* belongs to the next line */
                if (is_first && !c->is_alone) {
                    put_remark(f, c);
                } else {
                    put_end(f);
                    put_blanks(f, 2 * l->depth + 2);
                    yx_buf_puts(f->out, remark_text(f, c));
                }
                is_first = false;
                row = c->line;
            }
        }
        put_end(f);
        row = YX_MAX(row, l->last_row);
    }
}

/* ---- what may not change ---- */

/* Takes `缺省 待核` out of the declarations, as formatting does. */
static void drop_defaults(struct yx_node *n)
{
    for (; n; n = n->next) {
        if (n->kind == YX_DECLARE)
            for (struct yx_node **c = &n->tail; *c;) {
                const struct yx_node *v =
                    (*c)->kind == YX_CLAUSE && (*c)->kw == YX_KW_DEFAULT ? (*c)->first : NULL;
                if (v && !v->next && !v->tail && v->first->kind == YX_NAME &&
                    yx_str_is(v->first->text, "待核"))
                    *c = (*c)->next;
                else
                    c = &(*c)->next;
            }
        drop_defaults(n->block);
    }
}

/* Is the result the same document? */
static bool is_same(struct yx_document *before, struct yx_str after, struct yx_arena *arena)
{
    struct yx_report *report = yx_report_new();
    struct yx_document *doc;
    bool same = yx_parse(after, YX_S("-"), arena, report, &doc) == YX_OK;
    drop_defaults(before->root);
    same = same && yx_node_equal(before->root, doc->root);
    yx_report_free(report);
    return same;
}

int yx_format(struct yx_str text, struct yx_str name, struct yx_report *report, struct yx_buf *out)
{
    struct yx_arena *arena = yx_arena_new();
    struct yx_document *doc;
    int rc = yx_parse(text, name, arena, report, &doc);
    if (rc == YX_OK) {
        struct yx_report *again = yx_report_new(); /* the text has no errors */
        struct yx_scan scan;
        size_t start = out->n;
        yx_scan(doc->source, yx_report_file(again, name, YX_S("")), arena, again, &scan);
        struct yx_format f = {.arena = arena, .source = doc->source, .scan = &scan, .out = out};
        add_lines(&f);
        move_breaks(&f);
        add_remarks(&f);
        yx_format_align_runs(&f);
        yx_format_align_sources(&f);
        put_lines(&f);
        free(f.piece.v);
        free(f.line.v);
        yx_report_free(again);
        struct yx_str result = yx_str_sub(yx_buf_str(out), start, out->n);
        if (!is_same(doc, result, arena)) {
            struct yx_place whole = {.file = doc->file};
            (void)YX_REPORT(report, YX_ERROR, whole,
                            YX_TEXT("这份文书排版后意思会变，没有改动；请把它报告给开发者",
                                    "formatting would change what this document says; it was left "
                                    "as it is; please report it"));
            out->n = start;
            rc = YX_INVALID;
        }
    }
    yx_arena_free(arena);
    return rc;
}
