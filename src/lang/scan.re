/* scan.re -- one token: words, numbers, quotes, signs.
 *
 * DESIGN
 * Two re2c machines: one for tokens, one for the run of letters behind a number.
 * What a word is, word_rule.c says; how tokens make lines, layout.c. */
#include "lang/scan_int.h"

#include "lang/fold.h"

/* The machines read bytes through char. */
#pragma GCC diagnostic ignored "-Wsign-conversion"

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

/* ---- tokens ---- */

static void say_err(struct scanner *s, const char *p, size_t n, const struct yx_err *err)
{
    YX_SCAN_SAY(s, yx_scan_place(s, p, n), err->text, err->arg[0], err->arg[1]);
}

static struct yx_token token_of(struct scanner *s, uint8_t type, const char *from)
{
    struct yx_token t = {.type = type, .line = s->line, .column = yx_scan_column(s, from),
                         .at = (uint32_t)(from - s->start), .n = (uint32_t)(s->at - from)};
    t.text = (struct yx_str){from, t.n};
    return t;
}

static void push_op(struct scanner *s, const char *from, uint8_t type, enum yx_op op)
{
    struct yx_token t = token_of(s, type, from);
    t.op = (uint8_t)op;
    yx_scan_push(s, t);
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
    yx_scan_push(s, t);
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

/* Is the next thing on the line `=`, `:` or an arrow? */
static bool defines_next(const char *p)
{
    while (*p == ' ' || *p == '\t' || memcmp(p, "\xE3\x80\x80", 3) == 0)
        p += *p == '\xE3' ? 3 : 1;
    return *p == '=' || *p == ':' || (p[0] == '-' && p[1] == '>') ||
           memcmp(p, "\xEF\xBC\x9D", 3) == 0 || memcmp(p, "\xEF\xBC\x9A", 3) == 0 ||
           memcmp(p, "\xE2\x86\x92", 3) == 0;
}

static void push_word(struct scanner *s, const char *from)
{
    struct yx_token t = token_of(s, YX_T_NAME, from);
    t.text = yx_fold(s->arena, t.text);
    const struct yx_token *prev;
    bool begins = yx_scan_begins(s, t.text, &prev);
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
        yx_scan_classify(&t, s->kind, prev, yx_scan_in_braces(s), begins && defines_next(s->at));
        if (begins && is_kind(t.kw))
            begin_document(s, &t);
    }
    yx_scan_push(s, t);
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
            YX_SCAN_SAY(s, yx_scan_place(s, from, t.n), YX_TEXT("名字是空的", "the name is empty"));
    }
    yx_scan_push(s, t);
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
    const struct yx_token *prev = yx_scan_last(s);
    bool binary = prev && (prev->type == YX_T_NAME || prev->type == YX_T_NUM ||
                           prev->type == YX_T_LIT || prev->type == YX_T_RP ||
                           prev->type == YX_T_RC || prev->type == YX_T_TEXT);
    bool before = from > s->start && (from[-1] == ' ' || from[-1] == '\n' || from[-1] == '\t' ||
                                      (from - s->start >= 3 && memcmp(from - 3, "\xE3\x80\x80", 3) == 0));
    bool after = *s->at == ' ' || *s->at == '\n' || *s->at == '\r' || *s->at == '\t' ||
                 *s->at == '\0' || memcmp(s->at, "\xE3\x80\x80", 3) == 0;
    if (binary && !(before && after))
        YX_SCAN_SAY(s, yx_scan_place(s, from, (size_t)(s->at - from)),
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
    struct yx_place place = yx_scan_place(s, from, n);
    char z[8] = {0};
    memcpy(z, from, YX_MIN(n, sizeof z - 1));
    if (cp < 0x20 || cp == 0x7F) {
        YX_SCAN_SAY(s, place, YX_TEXT("这里有一个看不见的控制字符，请删掉",
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
    if (yx_scan_is_said(s, place))
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
    YX_SCAN_SAY(s, yx_scan_place(s, from, 1), YX_TEXT("这一行里没有合上的 {0}", "this line has no closing {0}"),
        close);
    s->at = eol;
}

/* The next token; `at` is on it and before the end. */
void yx_scan_token(struct scanner *s)
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

        [(\uff08]                           { s->at = p; yx_scan_open(s, token_of(s, YX_T_LP, from)); return; }
        [)\uff09]                           { s->at = p; yx_scan_close(s, token_of(s, YX_T_RP, from)); return; }
        [{\uff5b]                           { s->at = p; yx_scan_open(s, token_of(s, YX_T_LC, from)); return; }
        [}\uff5d]                           { s->at = p; yx_scan_close(s, token_of(s, YX_T_RC, from)); return; }
        [,\uff0c\u3001]                     { s->at = p; push_op(s, from, YX_T_COMMA, YX_OP_NONE); return; }
        [:\uff1a]                           { s->at = p; push_op(s, from, YX_T_COLON, YX_OP_NONE); return; }
        [|\uff5c]                           { s->at = p; push_op(s, from, YX_T_BAR, YX_OP_NONE); return; }
        [|\uff5c][|\uff5c]                  { s->at = p; push_op(s, from, YX_T_BAR2, YX_OP_NONE); return; }
        dot dot                             { s->at = p; push_op(s, from, YX_T_RANGE, YX_OP_RANGE); return; }
        "\u2192" | [-\uff0d] [>\uff1e]      { s->at = p; push_op(s, from, YX_T_ARROW, YX_OP_NONE); return; }
        sign_eq                             { s->at = p; push_op(s, from, YX_T_EQ, YX_OP_EQ); return; }
        sign_eq sign_eq                     {
            s->at = p;
            YX_SCAN_SAY(s, yx_scan_place(s, from, (size_t)(p - from)),
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
            YX_SCAN_SAY(s, yx_scan_place(s, from, (size_t)(p - from)),
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
            yx_scan_push(s, t);
            return;
        }
        *                                   { say_unknown(s, from); return; }
    */
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
