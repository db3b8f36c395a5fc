/* scan.re -- from text to tokens and lines.
 *
 * DESIGN
 * Blanks, line ends, comments and indentation are read by hand, everything
 * else by two re2c machines: one for tokens, one for the run of letters behind
 * a number.  A line end becomes NL (with INDENT or DEDENTs) only when the first
 * token of the next line is known, because that token may say that the line
 * goes on.
 *
 * A bracket that is never closed would swallow the rest of the text, since no
 * NL is made inside brackets.  When the end comes with one open, it is reported
 * and noted, and the text is scanned again with that bracket not counted; this
 * happens at most RESCANS times. */
#include "lang/scan.h"

#include "base/mem.h"
#include "lang/fold.h"
#include "lang/grammar.h"
#include "lang/parse.h"

#include <stdlib.h>

/* The machines read bytes through char. */
#pragma GCC diagnostic ignored "-Wsign-conversion"

enum { RESCANS = 8 };

struct bracket {
    uint8_t type;     /* YX_T_LP or YX_T_LC */
    uint32_t at;      /* byte */
    uint32_t line, column;
};

struct scanner {
    const char *start, *end;  /* the source */
    const char *at;           /* next byte */
    uint32_t line;            /* of `at` */
    const char *mark;         /* place up to which columns are counted */
    uint32_t mark_column;     /* of `mark` */
    int file;
    struct yx_arena *arena;
    struct yx_report *report;
    enum yx_doc_kind kind;       /* whose keywords hold here */
    enum yx_doc_kind first_kind; /* of the document */
    enum yx_lang lang;
    uint32_t indent[YX_NEST_MAX + 1]; /* blanks of the open levels */
    uint32_t depth;           /* levels open, besides the outermost */
    uint32_t deeper;          /* levels beyond the limit that were not opened */
    struct bracket open[YX_NEST_MAX];
    uint32_t n_open;
    uint32_t loose[RESCANS];  /* brackets that are never closed: not counted */
    size_t n_loose;
    bool is_new_line;         /* the next token is the first of its line */
    uint32_t blanks;          /* before it */
    bool said_tab, said_deep, said_open;
    struct {
        struct yx_token *v;
        size_t n, cap;
    } token;
    struct {
        struct yx_comment *v;
        size_t n, cap;
    } comment;
};

/*!re2c
    re2c:define:YYCTYPE = "unsigned char";
    re2c:yyfill:enable = 0;
    re2c:flags:8 = 1;

    digit   = [0-9\uff10-\uff19];
    letter  = [A-Za-z_\uff21-\uff3a\uff3f\uff41-\uff5a\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]
            | [\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f];
    dot     = [.\uff0e];
    dash    = [-\uff0d];
    word    = letter (letter | digit)*;
    name    = word ((dot | dash) (letter | digit)+)*;
    number  = digit+ (dot digit+)?;
    sign_eq = [=\uff1d];
*/

/* ---- places and messages ---- */

static uint32_t column_of(struct scanner *s, const char *p)
{
    for (; s->mark < p; s->mark++)
        s->mark_column += ((unsigned char)*s->mark & 0xC0U) != 0x80;
    return s->mark_column;
}

static uint32_t count_chars(const char *p, size_t n)
{
    return (uint32_t)yx_utf8_count((struct yx_str){p, n});
}

static struct yx_place place_at(struct scanner *s, const char *p, size_t n)
{
    return (struct yx_place){s->file, s->line, column_of(s, p), count_chars(p, n)};
}

/* A second scan repeats what the first has said. */
static bool is_said(const struct scanner *s, struct yx_place place)
{
    return s->n_loose > 0 && yx_report_has(s->report, place);
}

#define SAY(s, place, ...)                                                                         \
    do {                                                                                           \
        if (!is_said((s), place))                                                                   \
            (void)YX_REPORT((s)->report, YX_ERROR, place, __VA_ARGS__);                            \
    } while (0)

static void say_err(struct scanner *s, const char *p, size_t n, const struct yx_err *err)
{
    SAY(s, place_at(s, p, n), err->text, err->arg[0], err->arg[1]);
}

/* ---- rule K ---- */

/* Token types after which a word is a value, whatever it looks like. */
static bool wants_value(uint8_t type)
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

/* What a word is, and rule K applied to it: fills type, op and kw. */
static void classify(struct yx_token *t, enum yx_doc_kind kind, const struct yx_token *prev,
                     bool in_braces, bool defines)
{
    static const struct {
        uint8_t type;
        bool may_be_name; /* (a) to (c) hold */
    } of_op[YX_N_OPS] = {
        [YX_OP_AND] = {YX_T_AND, false},        [YX_OP_OR] = {YX_T_OR, false},
        [YX_OP_NOT] = {YX_T_NOT, false},        [YX_OP_IN] = {YX_T_IN, false},
        [YX_OP_HAS] = {YX_T_HAS, false},        [YX_OP_HAS_ANY] = {YX_T_HASANY, false},
        [YX_OP_HAS_ALL] = {YX_T_HASALL, false}, [YX_OP_IS_NULL] = {YX_T_ISNULL, true},
        [YX_OP_NOT_NULL] = {YX_T_NOTNULL, true}, [YX_OP_AGREES] = {YX_T_PRED, true},
        [YX_OP_REPAIRABLE] = {YX_T_PRED, true}, [YX_OP_OTHERWISE] = {YX_T_ELSE, true},
        [YX_OP_ANY] = {YX_T_ANY, true},
    };
    t->type = YX_T_NAME;
    t->op = YX_OP_NONE;
    t->kw = YX_KW_NONE;
    bool by_place = in_braces || (prev && (wants_value(prev->type) ||
                                           (prev->type == YX_T_KW &&
                                            yx_keyword_of(prev->kw)->needs_operand)));
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
    t->type = kw == YX_KW_IF ? YX_T_WHEN : kw == YX_KW_PER ? YX_T_BY
                                       : kw == YX_KW_TABLE ? YX_T_TABLE
                                                           : YX_T_KW;
}

bool yx_scan_is_name(struct yx_str word, enum yx_doc_kind kind, const struct yx_token *prev,
                     bool in_braces, bool defines)
{
    struct yx_token t = {.text = word};
    classify(&t, kind, prev, in_braces, defines && is_line_start(prev));
    return t.type == YX_T_NAME;
}

/* ---- lines ---- */

/* Does a line that ends in this token go on? */
static bool goes_on_after(uint8_t type)
{
    return wants_value(type) && type != YX_T_LP;
}

/* Does a line that begins with this token belong to the one before? */
static bool goes_on_with(uint8_t type)
{
    return type == YX_T_AND || type == YX_T_OR || type == YX_T_PLUS || type == YX_T_TIMES;
}

static const struct yx_token *last(const struct scanner *s)
{
    return s->token.n ? &s->token.v[s->token.n - 1] : NULL;
}

static void push_mark(struct scanner *s, uint8_t type, uint32_t line, uint32_t column)
{
    struct yx_token t = {.type = type, .line = line, .column = column,
                         .at = (uint32_t)(s->at - s->start)};
    YX_PUSH(&s->token, t);
}

/* NL, and INDENT or DEDENTs for a line that begins with `blanks`. */
static void end_line(struct scanner *s, uint32_t line, uint32_t column, uint32_t blanks)
{
    const struct yx_token *t = last(s);
    if (!t) {
        s->indent[0] = blanks;
        if (blanks)
            SAY(s, ((struct yx_place){s->file, line, 1, blanks}),
                YX_TEXT("第一行前面不要空格", "the first line takes no blanks before it"));
        return;
    }
    push_mark(s, YX_T_NL, t->line, t->column + count_chars(s->start + t->at, t->n));
    if (blanks > s->indent[s->depth]) {
        if (s->depth == YX_NEST_MAX) {
            if (!s->said_deep)
                SAY(s, ((struct yx_place){s->file, line, column, 1}),
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
        SAY(s, ((struct yx_place){s->file, line, column, 1}),
            YX_TEXT("这一行的缩进（{0} 格）和上面哪一层都不齐，按 {1} 格处理",
                    "these {0} blanks match no level above; taken as {1}"),
            yx_fmt_i64(blanks).s, yx_fmt_i64(s->indent[near]).s);
        to = near;
    }
    for (; s->depth > to; s->depth--)
        push_mark(s, YX_T_DEDENT, line, column);
}

static void push(struct scanner *s, struct yx_token t)
{
    if (s->is_new_line) {
        s->is_new_line = false;
        const struct yx_token *prev = last(s);
        if (!(prev && (s->n_open > 0 || goes_on_after(prev->type) || goes_on_with(t.type))))
            end_line(s, t.line, t.column, s->blanks);
    }
    YX_PUSH(&s->token, t);
}

/* The token that the next one follows, as rule K sees it: NULL-like line
 * starts included, although NL has not been pushed yet. */
static bool prev_of_word(const struct scanner *s, struct yx_str word, const struct yx_token **prev)
{
    static const struct yx_token nl = {.type = YX_T_NL};
    *prev = last(s);
    if (!s->is_new_line || !*prev)
        return !*prev;
    enum yx_op op = yx_operator_find(word);
    if (s->n_open > 0 || goes_on_after((*prev)->type) || op == YX_OP_AND || op == YX_OP_OR)
        return false;
    *prev = &nl;
    return true;
}

/* Is the next thing on the line `=`, `:` or an arrow? */
static bool defines_next(const char *p)
{
    while (*p == ' ' || *p == '\t' || memcmp(p, "\xE3\x80\x80", 3) == 0)
        p += *p == '\xE3' ? 3 : 1;
    return *p == '=' || *p == ':' || (p[0] == '-' && p[1] == '>') ||
           memcmp(p, "\xEF\xBC\x9D", 3) == 0 || memcmp(p, "\xEF\xBC\x9A", 3) == 0 ||
           memcmp(p, "\xE2\x86\x92", 3) == 0;
}

/* ---- tokens ---- */

static struct yx_token token_of(struct scanner *s, uint8_t type, const char *from)
{
    struct yx_token t = {.type = type, .line = s->line, .column = column_of(s, from),
                         .at = (uint32_t)(from - s->start), .n = (uint32_t)(s->at - from)};
    t.text = (struct yx_str){from, t.n};
    return t;
}

static void push_op(struct scanner *s, const char *from, uint8_t type, enum yx_op op)
{
    struct yx_token t = token_of(s, type, from);
    t.op = (uint8_t)op;
    push(s, t);
}

static bool is_loose(const struct scanner *s, uint32_t at)
{
    for (size_t i = 0; i < s->n_loose; i++)
        if (s->loose[i] == at)
            return true;
    return false;
}

static void push_open(struct scanner *s, const char *from, uint8_t type)
{
    struct yx_token t = token_of(s, type, from);
    push(s, t);
    if (is_loose(s, t.at))
        return;
    if (s->n_open == YX_NEST_MAX) {
        if (!s->said_open)
            SAY(s, place_at(s, from, 1),
                YX_TEXT("括号套得太深，最多 {0} 层", "brackets nest too deep; {0} levels at most"),
                yx_fmt_i64(YX_NEST_MAX).s);
        s->said_open = true;
        return;
    }
    s->open[s->n_open++] = (struct bracket){type, t.at, t.line, t.column};
}

static void push_close(struct scanner *s, const char *from, uint8_t type)
{
    uint8_t opens = type == YX_T_RP ? YX_T_LP : YX_T_LC;
    push(s, token_of(s, type, from));
    for (uint32_t i = s->n_open; i > 0; i--)
        if (s->open[i - 1].type == opens) {
            s->n_open = i - 1;
            return;
        }
}

static bool in_braces(const struct scanner *s)
{
    return s->n_open > 0 && s->open[s->n_open - 1].type == YX_T_LC;
}

static void push_literal(struct scanner *s, const char *from)
{
    struct yx_token t = token_of(s, YX_T_LIT, from);
    struct yx_err err;
    if (yx_lit_parse(t.text, &t.lit, &err) != YX_OK) {
        say_err(s, from, t.n, &err);
        t.lit.kind = t.lit.kind ? t.lit.kind : YX_LIT_INT;
    }
    if (t.lit.kind == YX_LIT_INT)
        t.type = YX_T_NUM;
    push(s, t);
}

/* End of the run of letters, digits and _ at p; p itself if there is none. */
static const char *end_of_word(const char *p)
{
    const char *marker = p;
    /*!re2c
        re2c:define:YYCURSOR = p;
        re2c:define:YYMARKER = marker;
        word { return p; }
        *    { return p - 1; }
    */
}

static enum yx_doc_kind is_kind(uint16_t kw)
{
    switch (kw) {
    case YX_KW_POLICY: return YX_DOC_POLICY;
    case YX_KW_LEDGER: return YX_DOC_LEDGER;
    case YX_KW_PLAN: return YX_DOC_PLAN;
    case YX_KW_MATCH: return YX_DOC_MATCH;
    default: return YX_DOC_NONE;
    }
}

/* The first word says which words are keywords from here on.  A file holds one
 * document; where a second begins its words are keywords again, so that the
 * one thing wrong with the rest is that it stands in the same file. */
static void begin_document(struct scanner *s, const struct yx_token *t)
{
    if (s->token.n == 0) {
        s->first_kind = is_kind(t->kw);
        s->lang = yx_str_eq(yx_keyword_of(t->kw)->en, t->text) ? YX_EN : YX_ZH;
    }
    s->kind = is_kind(t->kw);
}

static void push_word(struct scanner *s, const char *from)
{
    struct yx_token t = token_of(s, YX_T_NAME, from);
    t.text = yx_fold(s->arena, t.text);
    const struct yx_token *prev;
    bool begins = prev_of_word(s, t.text, &prev);
    if (yx_str_is(t.text, "元")) {
        bool slash = *s->at == '/' || memcmp(s->at, "\xEF\xBC\x8F", 3) == 0;
        const char *per = s->at + (slash && *s->at != '/' ? 3 : slash);
        if (slash && end_of_word(per) > per) {
            s->at = end_of_word(per); /* no rate, or it would be a literal by itself */
            push_literal(s, from);
            return;
        }
        t.type = YX_T_LIT;
        t.lit = (struct yx_lit){.kind = YX_LIT_UNIT, .unit = YX_UNIT_YUAN};
    } else {
        classify(&t, s->kind, prev, in_braces(s), begins && defines_next(s->at));
        if (begins && is_kind(t.kw))
            begin_document(s, &t);
    }
    push(s, t);
}

/* `n` bytes of brackets at each end are left out of the text. */
static void push_quoted(struct scanner *s, const char *from, uint8_t type, size_t before, size_t after)
{
    struct yx_token t = token_of(s, type, from);
    t.text = (struct yx_str){from + before, t.n - before - after};
    if (type == YX_T_NAME) {
        t.flags = YX_TOKEN_QUOTED;
        t.text = yx_str_trim(t.text);
        if (t.text.n == 0)
            SAY(s, place_at(s, from, t.n), YX_TEXT("名字是空的", "the name is empty"));
    }
    push(s, t);
}

static bool is_unit(struct yx_str word)
{
    static const char *const names[] = {"元", "年", "学年", "学期", "月", "天",
                                        "日", "周", "工作日", "分"};
    for (size_t i = 0; i < YX_LEN(names); i++)
        if (yx_str_is(word, names[i]))
            return true;
    return false;
}

/* A number has been read: with a unit behind it, if a whole word there is one. */
static void push_number(struct scanner *s, const char *from)
{
    const char *p = s->at;
    if (*p == '%' || memcmp(p, "\xEF\xBC\x85", 3) == 0) {
        s->at += *p == '%' ? 1 : 3;
        push_literal(s, from);
        return;
    }
    if (p[0] == ' ' && p[1] != ' ')
        p++;
    const char *end = end_of_word(p);
    struct yx_str unit = {p, (size_t)(end - p)};
    if (is_unit(unit)) {
        s->at = end;
        bool slash = *end == '/' || memcmp(end, "\xEF\xBC\x8F", 3) == 0;
        if (slash && yx_str_is(unit, "元")) {
            const char *per = end + (*end == '/' ? 1 : 3);
            const char *rate = end_of_word(per);
            if (rate > per)
                s->at = rate;
        }
    }
    push_literal(s, from);
}

/* A minus between two values takes blanks on both sides. */
static void push_minus(struct scanner *s, const char *from)
{
    const struct yx_token *prev = last(s);
    bool binary = prev && (prev->type == YX_T_NAME || prev->type == YX_T_NUM ||
                           prev->type == YX_T_LIT || prev->type == YX_T_RP ||
                           prev->type == YX_T_RC || prev->type == YX_T_TEXT);
    bool before = from > s->start && (from[-1] == ' ' || from[-1] == '\n' || from[-1] == '\t' ||
                                      (from - s->start >= 3 && memcmp(from - 3, "\xE3\x80\x80", 3) == 0));
    bool after = *s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t' ||
                 *s->at == '\0' || memcmp(s->at, "\xE3\x80\x80", 3) == 0;
    if (binary && !(before && after))
        SAY(s, place_at(s, from, (size_t)(s->at - from)),
            YX_TEXT("减号两边要有空格", "a minus takes a blank on both sides"));
    push_op(s, from, YX_T_MINUS, YX_OP_SUB);
}

static void say_unknown(struct scanner *s, const char *from)
{
    struct yx_str rest = {from, (size_t)(s->end - from)};
    size_t n = 0;
    uint32_t cp = 0;
    (void)yx_utf8_next(rest, &n, &cp);
    s->at = from + n;
    struct yx_place place = place_at(s, from, n);
    char z[8] = {0};
    memcpy(z, from, YX_MIN(n, sizeof z - 1));
    if (cp < 0x20 || cp == 0x7F) {
        SAY(s, place, YX_TEXT("这里有一个看不见的控制字符，请删掉",
                              "there is an invisible control character; delete it"));
        return;
    }
    cp = yx_fold_char(cp);
    if (cp == '&') { /* && is one mistake, and what was meant is known */
        s->at += *s->at == '&';
        push_op(s, from, YX_T_AND, YX_OP_AND);
    } else if (cp == '!') {
        push_op(s, from, YX_T_NOT, YX_OP_NOT);
    } else if (cp == ';') {
        push_op(s, from, YX_T_COMMA, YX_OP_NONE);
    }
    if (is_said(s, place))
        return;
    struct yx_diag *d = YX_REPORT(s->report, YX_ERROR, place,
                                  YX_TEXT("这里不能用“{0}”", "“{0}” cannot be used here"), z);
    if (cp == 0x3002 || cp == 0xFF61)
        YX_HINT(s->report, d, YX_TEXT("句末不用句号，换行就是一句", "lines take no full stop"));
    else if (cp == ';')
        YX_HINT(s->report, d, YX_TEXT("一句一行，或用逗号分开", "one sentence a line, or commas"));
    else if (cp == '!')
        YX_HINT(s->report, d, YX_TEXT("“不是”写 非，“不等于”写 ≠", "write not, or ≠"));
    else if (cp == '&')
        YX_HINT(s->report, d, YX_TEXT("“并且”写 且", "write and"));
    else if (cp == 0x201D || cp == 0x201C || cp == '"')
        YX_HINT(s->report, d, YX_TEXT("文字用“…”，要在同一行合上", "texts stand in “…” on one line"));
    else if (cp == 0x2018 || cp == 0x2019 || cp == '\'')
        YX_HINT(s->report, d, YX_TEXT("文字用“…”", "texts stand in “…”"));
    else if (cp == 0x3011 || cp == 0x3010 || cp == '[' || cp == ']')
        YX_HINT(s->report, d, YX_TEXT("出处用【…】，要在同一行合上", "sources stand in 【…】 on one line"));
    else if (cp == 0x300C || cp == 0x300D || cp == '`')
        YX_HINT(s->report, d, YX_TEXT("名字用「…」，要在同一行合上", "names stand in 「…」 on one line"));
    else if (cp == 0x2212 || cp == 0x2013 || cp == 0x2015)
        YX_HINT(s->report, d, YX_TEXT("减号写 -，两边空格", "write - with blanks around it"));
}

/* An opening quote without its twin: report, and go to the end of the line. */
static void say_unclosed(struct scanner *s, const char *from, const char *close)
{
    const char *eol = from;
    while (*eol != '\n' && !(*eol == '\0' && eol >= s->end))
        eol++;
    SAY(s, place_at(s, from, 1), YX_TEXT("这一行里没有合上的 {0}", "this line has no closing {0}"),
        close);
    s->at = eol;
}

/* The next token; `at` is on it and before the end. */
static void scan_token(struct scanner *s)
{
    const char *from = s->at, *marker = from, *p = from;
    /*!re2c
        re2c:define:YYCURSOR = p;
        re2c:define:YYMARKER = marker;

        name                                { s->at = p; push_word(s, from); return; }
        "元" [/\uff0f] ("年"|"学年"|"学期"|"月"|"天"|"次") {
            s->at = p;
            if (end_of_word(p) > p) {
                s->at = from + 3;
                push_word(s, from);
                return;
            }
            push_literal(s, from);
            return;
        }
        number                              { s->at = p; push_number(s, from); return; }
        digit+ dash digit+ (dash digit+)?   { s->at = p; push_literal(s, from); return; }
        digit+ dash word                    { s->at = p; push_literal(s, from); return; }

        "\u3010" [^\u3011\n\x00]* "\u3011"  { s->at = p; push_quoted(s, from, YX_T_CITE, 3, 3); return; }
        [[\uff3b] [^\]\uff3d\n\x00]* [\]\uff3d] {
            s->at = p;
            push_quoted(s, from, YX_T_CITE, *from == '[' ? 1 : 3, p[-1] == ']' ? 1 : 3);
            return;
        }
        "\u201c" [^\u201d\n\x00]* "\u201d"  { s->at = p; push_quoted(s, from, YX_T_TEXT, 3, 3); return; }
        ["\uff02] [^"\uff02\n\x00]* ["\uff02] {
            s->at = p;
            push_quoted(s, from, YX_T_TEXT, *from == '"' ? 1 : 3, p[-1] == '"' ? 1 : 3);
            return;
        }
        "\u300c" [^\u300d\n\x00]* "\u300d"  { s->at = p; push_quoted(s, from, YX_T_NAME, 3, 3); return; }
        [`\uff40] [^`\uff40\n\x00]* [`\uff40] {
            s->at = p;
            push_quoted(s, from, YX_T_NAME, *from == '`' ? 1 : 3, p[-1] == '`' ? 1 : 3);
            return;
        }
        "\u3010"                            { say_unclosed(s, from, "】"); return; }
        [[\uff3b]                           { say_unclosed(s, from, "]"); return; }
        "\u201c"                            { say_unclosed(s, from, "”"); return; }
        ["\uff02]                           { say_unclosed(s, from, "\""); return; }
        "\u300c"                            { say_unclosed(s, from, "」"); return; }
        [`\uff40]                           { say_unclosed(s, from, "`"); return; }

        [(\uff08]                           { s->at = p; push_open(s, from, YX_T_LP); return; }
        [)\uff09]                           { s->at = p; push_close(s, from, YX_T_RP); return; }
        [{\uff5b]                           { s->at = p; push_open(s, from, YX_T_LC); return; }
        [}\uff5d]                           { s->at = p; push_close(s, from, YX_T_RC); return; }
        [,\uff0c\u3001]                     { s->at = p; push_op(s, from, YX_T_COMMA, YX_OP_NONE); return; }
        [:\uff1a]                           { s->at = p; push_op(s, from, YX_T_COLON, YX_OP_NONE); return; }
        [|\uff5c]                           { s->at = p; push_op(s, from, YX_T_BAR, YX_OP_NONE); return; }
        [|\uff5c][|\uff5c]                  { s->at = p; push_op(s, from, YX_T_BAR2, YX_OP_NONE); return; }
        dot dot                             { s->at = p; push_op(s, from, YX_T_RANGE, YX_OP_RANGE); return; }
        "\u2192" | [-\uff0d] [>\uff1e]      { s->at = p; push_op(s, from, YX_T_ARROW, YX_OP_NONE); return; }
        sign_eq                             { s->at = p; push_op(s, from, YX_T_EQ, YX_OP_EQ); return; }
        sign_eq sign_eq                     {
            s->at = p;
            SAY(s, place_at(s, from, (size_t)(p - from)),
                YX_TEXT("相等写一个 =", "write one = for equality"));
            push_op(s, from, YX_T_EQ, YX_OP_EQ);
            return;
        }
        "\u2260" | [!\uff01] sign_eq        { s->at = p; push_op(s, from, YX_T_NE, YX_OP_NE); return; }
        [<\uff1c]                           { s->at = p; push_op(s, from, YX_T_LT, YX_OP_LT); return; }
        "\u2264" | [<\uff1c] sign_eq        { s->at = p; push_op(s, from, YX_T_LE, YX_OP_LE); return; }
        [>\uff1e]                           { s->at = p; push_op(s, from, YX_T_GT, YX_OP_GT); return; }
        "\u2265" | [>\uff1e] sign_eq        { s->at = p; push_op(s, from, YX_T_GE, YX_OP_GE); return; }
        [<\uff1c] [>\uff1e]                 {
            s->at = p;
            SAY(s, place_at(s, from, (size_t)(p - from)),
                YX_TEXT("不等于写 ≠ 或 !=", "write ≠ or != for “not equal”"));
            push_op(s, from, YX_T_NE, YX_OP_NE);
            return;
        }
        [+\uff0b]                           { s->at = p; push_op(s, from, YX_T_PLUS, YX_OP_ADD); return; }
        dash                                { s->at = p; push_minus(s, from); return; }
        "\u00d7" | [*\uff0a]                { s->at = p; push_op(s, from, YX_T_TIMES, YX_OP_MUL); return; }
        "\u00f7" | [/\uff0f]                { s->at = p; push_op(s, from, YX_T_DIV, YX_OP_DIV); return; }
        "\u2014"+                           {
            s->at = p;
            struct yx_token t = token_of(s, YX_T_ANY, from);
            t.op = YX_OP_ANY;
            t.flags = YX_TOKEN_DASH;
            push(s, t);
            return;
        }
        *                                   { say_unknown(s, from); return; }
    */
}

/* ---- the text ---- */

static void scan_comment(struct scanner *s, bool is_alone)
{
    const char *from = s->at, *p = from;
    while (p < s->end && *p != '\n')
        p++;
    struct yx_comment c = {s->line, column_of(s, from), is_alone ? s->blanks : 0, is_alone,
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
                SAY(s, place_at(s, s->at, 1),
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
            scan_token(s);
        }
    }
    const struct yx_token *t = last(s);
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
    struct scanner s = {.start = source.p, .end = source.p + source.n, .file = file,
                        .arena = arena, .report = report};
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
    *out = (struct yx_scan){s.token.v,   s.token.n - 1, s.comment.v,
                            s.comment.n, s.first_kind,  s.lang};
}

bool yx_scan_is_plain(struct yx_str word)
{
    char small[64];
    if (word.n == 0 || word.n >= sizeof small)
        return false;
    memcpy(small, word.p, word.n);
    small[word.n] = '\0';
    const char *p = small, *marker = p;
    /*!re2c
        re2c:define:YYCURSOR = p;
        re2c:define:YYMARKER = marker;
        name { return p == small + word.n && !yx_str_is(word, "元"); }
        *    { return false; }
    */
}
