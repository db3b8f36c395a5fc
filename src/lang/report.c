/* report.c -- everything wrong with a document, with places. */
#include "lang/report.h"

#include "base/json.h"
#include "base/mem.h"
#include "lang/syntax.h"

#include <stdarg.h>
#include <stdlib.h>

struct source_file {
    struct yx_str name, text;
    bool is_mute;
    struct {
        uint32_t *v; /* byte offset of each line, made when first asked for */
        size_t n, cap;
    } line;
};

struct yx_report {
    struct yx_arena *arena;
    struct {
        struct source_file *v;
        size_t n, cap;
    } file;
    struct {
        struct yx_diag *v;
        size_t n, cap;
    } diag;
    struct yx_diag spare; /* takes what is no longer kept */
    unsigned count[3];
    uint32_t order;
    bool is_sorted;
};

struct yx_report *yx_report_new(void)
{
    struct yx_report *r = yx_calloc(1, sizeof *r);
    r->arena = yx_arena_new();
    return r;
}

void yx_report_free(struct yx_report *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->file.n; i++)
        free(r->file.v[i].line.v);
    free(r->file.v);
    free(r->diag.v);
    yx_arena_free(r->arena);
    free(r);
}

int yx_report_file(struct yx_report *r, struct yx_str name, struct yx_str text)
{
    struct source_file f = {.name = yx_str_dup(r->arena, name), .text = yx_str_dup(r->arena, text)};
    YX_PUSH(&r->file, f);
    return (int)r->file.n - 1;
}

struct yx_str yx_report_file_name(const struct yx_report *r, int file)
{
    YX_ASSERT(file >= 0 && (size_t)file < r->file.n);
    return r->file.v[file].name;
}

void yx_report_mute(struct yx_report *r, int file)
{
    YX_ASSERT(file >= 0 && (size_t)file < r->file.n);
    r->file.v[file].is_mute = true;
}

const char *yx_report_c(struct yx_report *r, struct yx_str s)
{
    enum { LONGEST = 60 }; /* characters */
    size_t at = 0, n = 0;
    for (uint32_t cp; n < LONGEST && yx_utf8_next(s, &at, &cp); n++)
        ;
    if (at >= s.n)
        return yx_str_c(r->arena, s);
    struct yx_buf b = {0};
    yx_buf_put(&b, s.p, at);
    yx_buf_putz(&b, "…");
    const char *c = yx_str_c(r->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return c;
}

void yx_report_instance(struct yx_report *r, struct yx_diag *d, struct yx_str text)
{
    d->instance = yx_str_c(r->arena, text);
}

/* Begins an argument in two languages; parts are apart by PAIR_MIDDLE. */
enum { PAIR = '\x1E', PAIR_MIDDLE = '\x1F' };

const char *yx_report_pair(struct yx_report *r, struct yx_text text)
{
    struct yx_buf b = {0};
    yx_buf_printf(&b, "%c%s%c%s", PAIR, text.zh, PAIR_MIDDLE, text.en);
    const char *c = yx_str_c(r->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return c;
}

static int take_args(struct yx_report *r, va_list ap, const char *arg[2][YX_ERR_ARGS])
{
    int n = 0;
    for (const char *a; n < YX_ERR_ARGS && (a = va_arg(ap, const char *)) != NULL; n++) {
        const char *middle = *a == PAIR ? strchr(a, PAIR_MIDDLE) : NULL;
        if (middle) {
            struct yx_str zh = {a + 1, (size_t)(middle - a) - 1};
            arg[YX_ZH][n] = yx_str_c(r->arena, zh);
            arg[YX_EN][n] = yx_str_c(r->arena, yx_str_of(middle + 1));
        } else {
            arg[YX_ZH][n] = arg[YX_EN][n] = yx_str_c(r->arena, yx_str_of(a));
        }
    }
    return n;
}

struct yx_diag *yx_report_add(struct yx_report *r, enum yx_severity severity, struct yx_place place,
                              struct yx_text text, ...)
{
    if (severity == YX_WARNING && (size_t)place.file < r->file.n && r->file.v[place.file].is_mute) {
        r->spare = (struct yx_diag){.severity = severity, .place = place, .text = text};
        return &r->spare;
    }
    r->count[severity]++;
    r->is_sorted = false;
    struct yx_diag d = {.severity = severity, .place = place, .text = text, .order = r->order++};
    va_list ap;
    va_start(ap, text);
    if (r->diag.n < YX_REPORT_MAX)
        d.n_args = take_args(r, ap, d.arg);
    va_end(ap);
    if (r->diag.n == YX_REPORT_MAX) {
        r->spare = d;
        return &r->spare;
    }
    YX_PUSH(&r->diag, d);
    return &r->diag.v[r->diag.n - 1];
}

void yx_report_hint(struct yx_report *r, struct yx_diag *d, struct yx_text text, ...)
{
    va_list ap;
    va_start(ap, text);
    if (d != &r->spare) {
        d->hint = text;
        d->n_hint_args = take_args(r, ap, d->hint_arg);
    }
    va_end(ap);
}

void yx_diag_second(struct yx_diag *d, struct yx_place place, struct yx_text text)
{
    d->second = place;
    d->second_text = text;
}

struct yx_place yx_node_place(const struct yx_document *doc, const struct yx_node *n)
{
    struct yx_str s = yx_node_source(doc, n);
    const char *newline = s.n ? memchr(s.p, '\n', s.n) : NULL;
    if (newline)
        s.n = (size_t)(newline - s.p);
    return (struct yx_place){doc->file, n->line, n->column, (uint32_t)yx_utf8_count(s)};
}

unsigned yx_report_count(const struct yx_report *r, enum yx_severity s)
{
    return r->count[s];
}

bool yx_report_is_full(const struct yx_report *r)
{
    return r->diag.n >= YX_REPORT_MAX;
}

bool yx_report_has(const struct yx_report *r, struct yx_place place)
{
    for (size_t i = 0; i < r->diag.n; i++)
        if (r->diag.v[i].place.file == place.file && r->diag.v[i].place.line == place.line &&
            r->diag.v[i].place.column == place.column)
            return true;
    return false;
}

static int by_position(const void *a, const void *b)
{
    const struct yx_diag *x = a, *y = b;
    if (x->place.file != y->place.file)
        return x->place.file < y->place.file ? -1 : 1;
    if (x->place.line != y->place.line)
        return x->place.line < y->place.line ? -1 : 1;
    if (x->place.column != y->place.column)
        return x->place.column < y->place.column ? -1 : 1;
    return x->order < y->order ? -1 : 1;
}

const struct yx_diag *yx_report_list(struct yx_report *r, size_t *n)
{
    if (!r->is_sorted && r->diag.n)
        qsort(r->diag.v, r->diag.n, sizeof *r->diag.v, by_position);
    r->is_sorted = true;
    *n = r->diag.n;
    return r->diag.v;
}

/* ---- rendering ---- */

static struct yx_str line_text(struct source_file *f, uint32_t line)
{
    if (f->line.n == 0) {
        YX_PUSH(&f->line, 0);
        for (size_t i = 0; i < f->text.n; i++)
            if (f->text.p[i] == '\n')
                YX_PUSH(&f->line, (uint32_t)i + 1);
    }
    if (line == 0 || line > f->line.n)
        return (struct yx_str){"", 0};
    size_t from = f->line.v[line - 1];
    size_t to = line < f->line.n ? f->line.v[line] - 1 : f->text.n;
    if (to > from && f->text.p[to - 1] == '\r')
        to--;
    if (line == 1 && yx_str_starts(yx_str_sub(f->text, from, to), YX_S("\xEF\xBB\xBF")))
        from += 3;
    return yx_str_sub(f->text, from, to);
}

static struct yx_text severity_name(enum yx_severity s)
{
    return s == YX_ERROR     ? YX_TEXT("错误", "error")
           : s == YX_WARNING ? YX_TEXT("提醒", "warning")
                             : YX_TEXT("说明", "note");
}

static void put_place(struct yx_report *r, struct yx_place p, struct yx_text what,
                      enum yx_lang lang, struct yx_buf *out)
{
    yx_buf_puts(out, yx_report_file_name(r, p.file));
    if (p.line)
        yx_buf_printf(out, ":%u:%u", p.line, p.column);
    yx_buf_putz(out, ": ");
    yx_text_render(what, lang, NULL, 0, out);
    yx_buf_putz(out, ": ");
}

/* The line of source, and a caret below the place.  Lines longer than a screen
 * are shown around the place. */
static void put_source(struct yx_report *r, struct yx_place p, struct yx_buf *out)
{
    enum { BEFORE = 60, SHOWN = 110 }; /* columns */
    struct yx_str s = line_text(&r->file.v[p.file], p.line);
    if (s.n == 0)
        return;
    size_t caret = 0; /* byte of the place */
    uint32_t cp;
    for (uint32_t i = 1; i < p.column && yx_utf8_next(s, &caret, &cp); i++)
        ;
    size_t end = caret;
    for (uint32_t i = 0; i < YX_MAX(p.length, 1U) && yx_utf8_next(s, &end, &cp); i++)
        ;
    size_t from = 0;
    while (yx_utf8_width(yx_str_sub(s, from, caret)) > BEFORE)
        (void)yx_utf8_next(s, &from, &cp);
    size_t to = YX_MAX(from, caret);
    while (to < s.n && yx_utf8_width(yx_str_sub(s, from, to)) < SHOWN)
        (void)yx_utf8_next(s, &to, &cp);
    const char *lead = from ? "    … " : "    ";
    yx_buf_putz(out, lead);
    for (size_t i = from; i < to; i++)
        yx_buf_putc(out, s.p[i] == '\t' || s.p[i] == '\0' ? ' ' : s.p[i]);
    if (to < s.n)
        yx_buf_putz(out, " …");
    yx_buf_putc(out, '\n');
    size_t blanks = yx_utf8_width(yx_str_of(lead)) + yx_utf8_width(yx_str_sub(s, from, caret));
    size_t marks = YX_MAX(yx_utf8_width(yx_str_sub(s, caret, YX_MIN(YX_MAX(end, caret), to))), 1U);
    for (size_t i = 0; i < blanks; i++)
        yx_buf_putc(out, ' ');
    yx_buf_putc(out, '^');
    for (size_t i = 1; i < marks; i++)
        yx_buf_putc(out, '~');
    yx_buf_putc(out, '\n');
}

void yx_diag_text(const struct yx_diag *d, enum yx_lang lang, struct yx_buf *out)
{
    yx_text_render(d->text, lang, d->arg[lang], d->n_args, out);
}

void yx_report_render(struct yx_report *r, enum yx_lang lang, struct yx_buf *out)
{
    size_t n;
    const struct yx_diag *v = yx_report_list(r, &n);
    for (size_t i = 0; i < n; i++) {
        const struct yx_diag *d = &v[i];
        put_place(r, d->place, severity_name(d->severity), lang, out);
        yx_diag_text(d, lang, out);
        if (d->hint.zh) {
            yx_buf_putz(out, lang == YX_EN ? "; " : "；");
            yx_text_render(d->hint, lang, d->hint_arg[lang], d->n_hint_args, out);
        }
        yx_buf_putc(out, '\n');
        put_source(r, d->place, out);
        if (d->instance) {
            yx_buf_putz(out, lang == YX_EN ? "      for instance: " : "      例如：");
            yx_buf_putz(out, d->instance);
            yx_buf_putc(out, '\n');
        }
        if (d->second.line) {
            put_place(r, d->second, severity_name(YX_NOTE), lang, out);
            yx_text_render(d->second_text, lang, NULL, 0, out);
            yx_buf_putc(out, '\n');
            put_source(r, d->second, out);
        }
    }
    unsigned all = r->count[YX_ERROR] + r->count[YX_WARNING] + r->count[YX_NOTE];
    if (all > n)
        yx_buf_printf(out, lang == YX_EN ? "and %u more\n" : "另有 %u 条\n", all - (unsigned)n);
}

/* ---- for programs ---- */

void yx_report_rule(struct yx_text text, struct yx_buf *out)
{
    size_t from = out->n;
    for (const char *z = text.en; *z; z++) {
        if (z[0] == '{' && z[1] >= '0' && z[1] <= '9' && z[2] == '}') {
            z += 2;
            continue;
        }
        char c = *z >= 'A' && *z <= 'Z' ? (char)(*z - 'A' + 'a') : *z;
        bool in_word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (in_word)
            yx_buf_putc(out, c);
        else if (out->n > from && out->p[out->n - 1] != '-')
            yx_buf_putc(out, '-');
    }
    while (out->n > from && out->p[out->n - 1] == '-')
        out->n--;
}

static void json_place(struct yx_json *j, const struct yx_report *r, struct yx_place p)
{
    yx_json_text(j, "file", yx_report_file_name(r, p.file));
    yx_json_number(j, "line", p.line);
    yx_json_number(j, "column", p.column);
    yx_json_number(j, "length", p.length);
}

static void json_words(struct yx_json *j, const char *name, struct yx_text t, enum yx_lang lang,
                       const char *const *arg, int n_args)
{
    struct yx_buf b = {0};
    yx_text_render(t, lang, arg, n_args, &b);
    yx_json_text(j, name, yx_buf_str(&b));
    yx_buf_free(&b);
}

/* What is said, in one language. */
static void json_said(struct yx_json *j, const struct yx_diag *d, enum yx_lang lang)
{
    json_words(j, "message", d->text, lang, d->arg[lang], d->n_args);
    if (d->hint.zh)
        json_words(j, "hint", d->hint, lang, d->hint_arg[lang], d->n_hint_args);
    if (d->second.line)
        json_words(j, "second", d->second_text, lang, NULL, 0);
}

/* Up to the next `, ` that stands outside of brackets. */
static struct yx_str next_fact(struct yx_str *rest)
{
    size_t n = 0;
    for (int deep = 0; n < rest->n; n++) {
        if (rest->p[n] == '{')
            deep++;
        else if (rest->p[n] == '}')
            deep--;
        else if (deep == 0 && rest->p[n] == ',' && n + 1 < rest->n && rest->p[n + 1] == ' ')
            break;
    }
    struct yx_str fact = yx_str_sub(*rest, 0, n);
    *rest = yx_str_sub(*rest, YX_MIN(n + 2, rest->n), rest->n);
    return fact;
}

/* `期 2022-秋 事实 学段=小学, 身份={低保}` as the student it stands for. */
static void json_student(struct yx_json *j, struct yx_str s)
{
    const struct yx_str term = YX_S("期 "), facts = YX_S(" 事实");
    ptrdiff_t at = yx_str_find(s, facts);
    if (!yx_str_starts(s, term) || at < 0)
        return;
    yx_json_open(j, "student", '{');
    yx_json_text(j, "term", yx_str_trim(yx_str_sub(s, term.n, (size_t)at)));
    yx_json_open(j, "facts", '{');
    for (s = yx_str_trim(yx_str_sub(s, (size_t)at + facts.n, s.n)); s.n;) {
        struct yx_str fact = next_fact(&s);
        ptrdiff_t is = yx_str_find(fact, YX_S("="));
        if (is <= 0)
            continue;
        struct yx_buf name = {0};
        yx_buf_puts(&name, yx_str_sub(fact, 0, (size_t)is));
        yx_buf_putc(&name, 0);
        yx_json_text(j, name.p, yx_str_sub(fact, (size_t)is + 1, fact.n));
        yx_buf_free(&name);
    }
    yx_json_close(j, '}');
    yx_json_close(j, '}');
}

static void json_diag(struct yx_json *j, const struct yx_report *r, const struct yx_diag *d,
                      enum yx_lang lang)
{
    static const char *const names[] = {"error", "warning", "note"};
    struct yx_buf rule = {0};
    yx_report_rule(d->text, &rule);
    yx_json_open(j, NULL, '{');
    yx_json_text(j, "rule", yx_buf_str(&rule));
    yx_json_text(j, "severity", yx_str_of(names[d->severity]));
    yx_buf_free(&rule);
    json_place(j, r, d->place);
    json_words(j, "message", d->text, lang, d->arg[lang], d->n_args);
    if (d->hint.zh)
        json_words(j, "hint", d->hint, lang, d->hint_arg[lang], d->n_hint_args);
    yx_json_open(j, "zh", '{');
    json_said(j, d, YX_ZH);
    yx_json_close(j, '}');
    yx_json_open(j, "en", '{');
    json_said(j, d, YX_EN);
    yx_json_close(j, '}');
    if (d->instance) {
        yx_json_text(j, "instance", yx_str_of(d->instance));
        json_student(j, yx_str_of(d->instance));
    }
    if (d->second.line) {
        yx_json_open(j, "second", '{');
        json_place(j, r, d->second);
        json_words(j, "message", d->second_text, lang, NULL, 0);
        yx_json_close(j, '}');
    }
    yx_json_close(j, '}');
}

void yx_report_json(struct yx_report *r, enum yx_lang lang, struct yx_buf *out)
{
    struct yx_json j = {.b = out};
    size_t n;
    const struct yx_diag *v = yx_report_list(r, &n);
    yx_json_open(&j, NULL, '[');
    for (size_t i = 0; i < n; i++)
        json_diag(&j, r, &v[i], lang);
    yx_json_close(&j, ']');
    yx_buf_putc(out, '\n');
}
