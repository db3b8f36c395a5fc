/* layout.c -- from tokens to lines: ends, indentation, brackets, comments.
 *
 * DESIGN
 * Blanks, line ends, comments and indentation are read by hand.  A line end
 * becomes NL (with INDENT or DEDENTs) only when the first token of the next line
 * is known, because that token may say that the line goes on.
 *
 * A bracket that is never closed would swallow the rest of the text, since no
 * NL is made inside brackets.  When the end comes with one open, it is reported
 * and noted, and the text is scanned again with that bracket not counted; this
 * happens at most RESCANS times. */
#include "lang/scan_int.h"

#include <stdlib.h>

/* ---- places ---- */

uint32_t yx_scan_column(struct scanner *s, const char *p)
{
    for (; s->mark < p; s->mark++)
        s->mark_column += ((unsigned char)*s->mark & 0xC0U) != 0x80;
    return s->mark_column;
}

static uint32_t count_chars(const char *p, size_t n)
{
    return (uint32_t)yx_utf8_count((struct yx_str){p, n});
}

struct yx_place yx_scan_place(struct scanner *s, const char *p, size_t n)
{
    return (struct yx_place){s->file, s->line, yx_scan_column(s, p), count_chars(p, n)};
}

bool yx_scan_is_said(const struct scanner *s, struct yx_place place)
{
    return s->n_loose > 0 && yx_report_has(s->report, place);
}

/* ---- lines ---- */

/* Does a line that ends in this token go on? */
static bool goes_on_after(uint8_t type)
{
    return yx_scan_wants_value(type) && type != YX_T_LP;
}

/* Does a line that begins with this token belong to the one before? */
static bool goes_on_with(uint8_t type)
{
    return type == YX_T_AND || type == YX_T_OR || type == YX_T_PLUS || type == YX_T_TIMES;
}

const struct yx_token *yx_scan_last(const struct scanner *s)
{
    return s->token.n ? &s->token.v[s->token.n - 1] : NULL;
}

static void push_mark(struct scanner *s, uint8_t type, uint32_t line, uint32_t column)
{
    struct yx_token t = {
        .type = type, .line = line, .column = column, .at = (uint32_t)(s->at - s->start)};
    YX_PUSH(&s->token, t);
}

/* NL, and INDENT or DEDENTs for a line that begins with `blanks`. */
static void end_line(struct scanner *s, uint32_t line, uint32_t column, uint32_t blanks)
{
    const struct yx_token *t = yx_scan_last(s);
    if (!t) {
        s->indent[0] = blanks;
        if (blanks)
            YX_SCAN_SAY(s, ((struct yx_place){s->file, line, 1, blanks}),
                        YX_TEXT("第一行前面不要空格", "the first line takes no blanks before it"));
        return;
    }
    push_mark(s, YX_T_NL, t->line, t->column + count_chars(s->start + t->at, t->n));
    if (blanks > s->indent[s->depth]) {
        if (s->depth == YX_NEST_MAX) {
            if (!s->said_deep)
                YX_SCAN_SAY(
                    s, ((struct yx_place){s->file, line, column, 1}),
                    YX_TEXT("缩进太深，最多 {0} 层", "indented too deep; {0} levels at most"),
                    yx_fmt_i64(YX_NEST_MAX).s);
            s->said_deep = true;
            return;
        }
        s->indent[++s->depth] = blanks;
        push_mark(s, YX_T_INDENT, line, column);
        return;
    }
    uint32_t to = s->depth;
    while (to > 0 && s->indent[to] > blanks)
        to--;
    if (s->indent[to] != blanks) {
        /* Between two levels (or left of the outermost): take the nearest. */
        uint32_t near = to;
        if (to < s->depth && blanks > s->indent[to] &&
            s->indent[to + 1] - blanks < blanks - s->indent[to])
            near = to + 1;
        YX_SCAN_SAY(s, ((struct yx_place){s->file, line, column, 1}),
                    YX_TEXT("这一行的缩进（{0} 格）和上面哪一层都不齐，按 {1} 格处理",
                            "these {0} blanks match no level above; taken as {1}"),
                    yx_fmt_i64(blanks).s, yx_fmt_i64(s->indent[near]).s);
        to = near;
    }
    for (; s->depth > to; s->depth--)
        push_mark(s, YX_T_DEDENT, line, column);
}

void yx_scan_push(struct scanner *s, struct yx_token t)
{
    if (s->is_new_line) {
        s->is_new_line = false;
        const struct yx_token *prev = yx_scan_last(s);
        if (!(prev && (s->n_open > 0 || goes_on_after(prev->type) || goes_on_with(t.type))))
            end_line(s, t.line, t.column, s->blanks);
    }
    YX_PUSH(&s->token, t);
}

bool yx_scan_begins(const struct scanner *s, struct yx_str word, const struct yx_token **prev)
{
    static const struct yx_token nl = {.type = YX_T_NL};
    *prev = yx_scan_last(s);
    if (!s->is_new_line || !*prev)
        return !*prev;
    enum yx_op op = yx_operator_find(word);
    if (s->n_open > 0 || goes_on_after((*prev)->type) || op == YX_OP_AND || op == YX_OP_OR)
        return false;
    *prev = &nl;
    return true;
}

/* ---- brackets ---- */

static bool is_loose(const struct scanner *s, uint32_t at)
{
    for (size_t i = 0; i < s->n_loose; i++)
        if (s->loose[i] == at)
            return true;
    return false;
}

void yx_scan_open(struct scanner *s, struct yx_token t)
{
    yx_scan_push(s, t);
    if (is_loose(s, t.at))
        return;
    if (s->n_open == YX_NEST_MAX) {
        if (!s->said_open)
            YX_SCAN_SAY(
                s, ((struct yx_place){s->file, t.line, t.column, 1}),
                YX_TEXT("括号套得太深，最多 {0} 层", "brackets nest too deep; {0} levels at most"),
                yx_fmt_i64(YX_NEST_MAX).s);
        s->said_open = true;
        return;
    }
    s->open[s->n_open++] = (struct bracket){t.type, t.at, t.line, t.column};
}

void yx_scan_close(struct scanner *s, struct yx_token t)
{
    uint8_t opens = t.type == YX_T_RP ? YX_T_LP : YX_T_LC;
    yx_scan_push(s, t);
    for (uint32_t i = s->n_open; i > 0; i--)
        if (s->open[i - 1].type == opens) {
            s->n_open = i - 1;
            return;
        }
}

bool yx_scan_in_braces(const struct scanner *s)
{
    return s->n_open > 0 && s->open[s->n_open - 1].type == YX_T_LC;
}

/* ---- the text ---- */

static void scan_comment(struct scanner *s, bool is_alone)
{
    const char *from = s->at, *p = from;
    while (p < s->end && *p != '\n')
        p++;
    struct yx_comment c = {s->line, yx_scan_column(s, from), is_alone ? s->blanks : 0, is_alone,
                           yx_str_trim((struct yx_str){from, (size_t)(p - from)})};
    YX_PUSH(&s->comment, c);
    s->at = p;
}

/* Blanks at the start of a line. */
static void scan_indent(struct scanner *s)
{
    s->blanks = 0;
    for (;; s->at++) {
        if (*s->at == ' ') {
            s->blanks++;
        } else if (memcmp(s->at, "\xE3\x80\x80", 3) == 0) {
            s->blanks += 2;
            s->at += 2;
        } else if (*s->at == '\t') {
            const char *p = s->at;
            while (*p == ' ' || *p == '\t' || *p == '\r')
                p++;
            if (!s->said_tab && *p != '\n' && p < s->end)
                YX_SCAN_SAY(s, yx_scan_place(s, s->at, 1),
                            YX_TEXT("缩进不能用制表符，请用空格（每层两个）",
                                    "indent with blanks (two a level), not with tabs"));
            s->said_tab = true;
            s->blanks += 2;
        } else {
            break;
        }
    }
}

static void scan_text(struct scanner *s)
{
    bool at_start = true; /* of a line */
    while (s->at < s->end) {
        if (at_start) {
            scan_indent(s);
            at_start = false;
            bool is_comment = *s->at == '#' || memcmp(s->at, "\xEF\xBC\x83", 3) == 0;
            if (is_comment) {
                scan_comment(s, true);
                continue;
            }
            if (s->at < s->end && *s->at != '\n' && *s->at != '\r')
                s->is_new_line = true;
            continue;
        }
        char c = *s->at;
        if (c == '\n') {
            s->at++;
            s->line++;
            s->mark = s->at;
            s->mark_column = 1;
            at_start = true;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            s->at++;
        } else if (memcmp(s->at, "\xE3\x80\x80", 3) == 0) {
            s->at += 3;
        } else if (c == '#' || memcmp(s->at, "\xEF\xBC\x83", 3) == 0) {
            scan_comment(s, false);
        } else {
            yx_scan_token(s);
        }
    }
    const struct yx_token *t = yx_scan_last(s);
    if (t) {
        push_mark(s, YX_T_NL, t->line, t->column + count_chars(s->start + t->at, t->n));
        for (; s->depth > 0; s->depth--)
            push_mark(s, YX_T_DEDENT, s->line, 1);
    }
}

void yx_scan(struct yx_str source, int file, struct yx_arena *arena, struct yx_report *report,
             struct yx_scan *out)
{
    YX_ASSERT(source.p[source.n] == '\0');
    struct scanner s = {.start = source.p,
                        .end = source.p + source.n,
                        .file = file,
                        .arena = arena,
                        .report = report};
    size_t bom = yx_str_starts(source, YX_S("\xEF\xBB\xBF")) ? 3 : 0;
    for (;;) {
        s.at = s.mark = s.start + bom;
        s.line = s.mark_column = 1;
        s.depth = s.n_open = 0;
        s.is_new_line = false;
        s.kind = s.first_kind = YX_DOC_NONE;
        s.token.n = s.comment.n = 0;
        scan_text(&s);
        if (s.n_open == 0 || s.n_loose == RESCANS)
            break;
        const struct bracket *b = &s.open[0];
        (void)YX_REPORT(report, YX_ERROR, ((struct yx_place){file, b->line, b->column, 1}),
                        YX_TEXT("括号没有合上", "this bracket is never closed"));
        s.loose[s.n_loose++] = b->at;
    }
    struct yx_token end = {.line = s.line, .column = 1, .at = (uint32_t)source.n};
    YX_PUSH(&s.token, end);
    yx_arena_defer(arena, free, s.token.v);
    if (s.comment.v)
        yx_arena_defer(arena, free, s.comment.v);
    *out =
        (struct yx_scan){s.token.v, s.token.n - 1, s.comment.v, s.comment.n, s.first_kind, s.lang};
}
