/* format_align.c -- what stands below what in a canonical document.
 *
 * Alignment only adds blanks before a piece: cells of a table, the = and the first
 * clauses of lines that are alike, the sources at the ends of lines. */
#include "base/mem.h"
#include "lang/fold.h"
#include "lang/format_int.h"
#include "lang/grammar.h"

/* Columns at which sources and comments stand when the line leaves room. */
enum { STOP_NEAR = 46, STOP_FAR = 71, STOP_NONE = 0 };
/* Heads wider than this are not waited for. */
enum { ALIGN_MOST = 60 };

/* Columns from the start of the physical line that piece `at` is on up to it,
 * without the blanks before `at` itself. */
static uint32_t column_of(const struct yx_format *f, const struct yx_format_line *l, size_t at)
{
    size_t from = at;
    do
        from--;
    while (from > l->from && !f->piece.v[from].breaks);
    uint32_t w = l->depth * 2 + (from > l->from ? 2 : 0);
    for (size_t p = from; p < at; p++)
        w += (p > from ? f->piece.v[p].space : 0) + f->piece.v[p].width;
    return w;
}

static bool is_one_row(const struct yx_format *f, const struct yx_format_line *l)
{
    for (size_t p = l->from + 1; p < l->to; p++)
        if (f->piece.v[p].breaks)
            return false;
    return true;
}

static bool begins_clause(const struct yx_piece *p)
{
    uint8_t type = p->t->type;
    return type == YX_T_KW || type == YX_T_CITE || type == YX_T_WHEN || type == YX_T_BY;
}

/* The rows of one table: cells, values and clauses in columns. */
static void align_table(struct yx_format *f, size_t first, size_t end)
{
    enum { COLUMNS = 24 };
    uint32_t cell[COLUMNS] = {0}, value[COLUMNS] = {0}, left = 0; /* left: of all cells */
    uint32_t otherwise = 0;
    /* Twice over the rows: first measure, then pad. */
    for (int pad = 0; pad < 2; pad++) {
        for (size_t i = first; i < end; i++) {
            const struct yx_format_line *l = &f->line.v[i];
            if (l->parent != f->line.v[first].parent || !is_one_row(f, l))
                continue;
            bool is_else = f->piece.v[l->from].t->type == YX_T_ELSE;
            uint32_t column = 0, w = 0, total = 0;
            bool right = false;
            for (size_t p = l->from; p < l->to && column < COLUMNS; p++) {
                struct yx_piece *x = &f->piece.v[p];
                uint8_t type = x->t->type;
                bool is_end =
                    (type == YX_T_BAR || type == YX_T_BAR2) || (right && begins_clause(x));
                if (!is_end) {
                    w += (w ? x->space : 0) + x->width;
                    continue;
                }
                uint32_t *width = right ? &value[column] : &cell[column];
                if (pad && type == YX_T_BAR2)
                    x->space = 1 + (is_else ? left - w : left - total - w);
                else if (pad)
                    x->space = 1 + *width - w;
                else if (is_else && !right)
                    otherwise = w;
                else
                    *width = YX_MAX(*width, w);
                if (pad && !right && type == YX_T_BAR)
                    total += *width + 3;
                column++;
                w = 0;
                if (type == YX_T_BAR2) {
                    right = true;
                    column = 0;
                } else if (type != YX_T_BAR) {
                    break;
                }
            }
            if (!pad && right && w && column < COLUMNS)
                value[column] = YX_MAX(value[column], w);
        }
        if (pad)
            break;
        uint32_t n = COLUMNS;
        while (n > 0 && cell[n - 1] == 0)
            n--;
        for (uint32_t c = 0; c < n; c++)
            left += cell[c] + (c ? 3 : 0);
        left = YX_MAX(left, otherwise);
    }
}

/* Lines in a row that are alike: the = of definitions, the first clause of
 * entries and of lines of one keyword stand below each other. */
static void align_run(struct yx_format *f, size_t first, size_t end, enum yx_form form)
{
    uint32_t most = 0;
    for (int pad = 0; pad < 2; pad++)
        for (size_t i = first; i < end; i++) {
            const struct yx_format_line *l = &f->line.v[i];
            size_t at = l->from + 1;
            if (form != YX_FORM_DEFINE)
                while (at < l->to && !begins_clause(&f->piece.v[at]))
                    at++;
            if (at >= l->to || f->piece.v[at].breaks || f->piece.v[at].t->type == YX_T_CITE)
                continue;
            uint32_t w = column_of(f, l, at) - l->depth * 2;
            if (w > ALIGN_MOST)
                continue;
            if (pad)
                f->piece.v[at].space = 1 + most - w;
            else
                most = YX_MAX(most, w);
        }
}

/* Does something stand between two lines that a reader sees as a gap? */
static bool is_apart(const struct yx_format_line *a, const struct yx_format_line *b)
{
    return b->first_row > a->last_row + 1;
}

void yx_format_align_runs(struct yx_format *f)
{
    for (size_t i = 0; i < f->line.n;) {
        const struct yx_format_line *l = &f->line.v[i];
        size_t end = i + 1;
        if (l->form == YX_FORM_ROW) {
            while (end < f->line.n && f->line.v[end].form == YX_FORM_ROW &&
                   f->line.v[end].parent == l->parent)
                end++;
            align_table(f, i, end);
        } else if (l->form == YX_FORM_DEFINE || l->form == YX_FORM_ENTRY ||
                   l->form == YX_FORM_KEYWORD) {
            while (end < f->line.n && f->line.v[end].form == l->form &&
                   (l->form != YX_FORM_KEYWORD || f->line.v[end].kw == l->kw) &&
                   f->line.v[end].parent == l->parent && f->line.v[end].depth == l->depth &&
                   !is_apart(&f->line.v[end - 1], &f->line.v[end]))
                end++;
            if (l->depth > 0)
                align_run(f, i, end, l->form);
        }
        i = end;
    }
}

/* The piece at which the closing sources of a line begin; l->to if it has none. */
static size_t sources_of(const struct yx_format *f, const struct yx_format_line *l)
{
    size_t from = l->to;
    if (l->form == YX_FORM_ROW)
        return l->to;
    for (size_t p = l->to; p > l->from + 1; p--) {
        const struct yx_piece *x = &f->piece.v[p - 1];
        bool mark = x->t->kw == YX_KW_UNVERIFIED || x->t->kw == YX_KW_UNDECIDED;
        if (x->t->type != YX_T_CITE && !(x->t->type == YX_T_KW && mark))
            break;
        if (x->t->type == YX_T_CITE)
            from = p - 1;
        if (x->breaks)
            break;
    }
    if (from < l->to && (f->piece.v[from].breaks ||
                         (from == l->from + 1 && f->piece.v[l->from].t->type == YX_T_KW)))
        return l->to;
    return from;
}

uint32_t yx_format_stop_after(uint32_t w)
{
    return w + 1 <= STOP_NEAR ? STOP_NEAR : w + 1 <= STOP_FAR ? STOP_FAR : STOP_NONE;
}

void yx_format_align_sources(struct yx_format *f)
{
    enum { KINDS = YX_N_KWS + 8 };
    uint8_t *stop = YX_NEW(f->arena, uint8_t, f->line.n); /* asked for by each line */
    uint32_t seen[KINDS];                                 /* 1 + the last line of the kind */
    size_t *same = YX_NEW(f->arena, size_t, f->line.n);   /* earlier line of the group, or itself */
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < f->line.n; i++) {
        const struct yx_format_line *l = &f->line.v[i];
        size_t at = sources_of(f, l);
        bool stands_alone = l->depth == 0 && l->kw != YX_KW_BENEFIT; /* 类 学前教育 【附件一】 */
        stop[i] = at < l->to && !stands_alone ? (uint8_t)yx_format_stop_after(column_of(f, l, at))
                                              : STOP_NONE;
        uint32_t kind = l->form == YX_FORM_KEYWORD ? l->kw : (uint32_t)(YX_N_KWS + l->form);
        size_t earlier = seen[kind] ? seen[kind] - 1 : i;
        bool of_group = seen[kind] && f->line.v[earlier].depth == l->depth &&
                        (l->depth == 0 || f->line.v[earlier].parent == l->parent);
        same[i] = of_group ? same[earlier] : i;
        seen[kind] = (uint32_t)i + 1;
        stop[same[i]] = YX_MAX(stop[same[i]], stop[i]);
    }
    for (size_t i = 0; i < f->line.n; i++) {
        const struct yx_format_line *l = &f->line.v[i];
        size_t at = sources_of(f, l);
        if (at == l->to)
            continue;
        uint32_t w = column_of(f, l, at), to = stop[same[i]];
        f->piece.v[at].space = w + 1 <= to ? to - w : 1;
    }
}
