/* parse.c -- from text to a checked tree. */
#include "lang/parse.h"

#include "base/mem.h"
#include "lang/build.h"
#include "lang/scan.h"

#include <stdlib.h>

/* Made by lemon from grammar.y. */
void *yx_grammarAlloc(void *(*alloc)(size_t));
void yx_grammarFree(void *parser, void (*release)(void *));
void yx_grammar(void *parser, int type, yx_token_ref token, struct yx_builder *b);

/* The text, copied with NULs behind it.  Text that is not UTF-8 is reported,
 * and nothing of it is read. */
static struct yx_str take_text(struct yx_str text, int file, struct yx_arena *arena,
                               struct yx_report *report)
{
    enum { BEHIND = 8 };
    struct yx_place whole = {.file = file};
    if (text.n > YX_DOCUMENT_MAX) {
        (void)YX_REPORT(
            report, YX_ERROR, whole,
            YX_TEXT("文书太大，最多 {0} MB", "the document is too large; {0} MB at most"),
            yx_fmt_i64(YX_DOCUMENT_MAX >> 20).s);
        text.n = 0;
    }
    size_t valid = yx_utf8_valid(text);
    if (valid < text.n) {
        uint32_t line = 1;
        const char *start = text.p;
        for (size_t i = 0; i < valid; i++)
            if (text.p[i] == '\n') {
                line++;
                start = text.p + i + 1;
            }
        struct yx_str before = {start, (size_t)(text.p + valid - start)};
        struct yx_place place = {file, line, (uint32_t)yx_utf8_count(before) + 1, 1};
        struct yx_diag *d = YX_REPORT(report, YX_ERROR, place,
                                      YX_TEXT("文件不是 UTF-8 编码", "the file is not UTF-8"));
        YX_HINT(report, d,
                YX_TEXT("请另存为 UTF-8（记事本：另存为，编码选 UTF-8）", "save it as UTF-8"));
        text.n = 0;
    }
    char *p = yx_arena_alloc(arena, text.n + BEHIND, 1);
    if (text.n)
        memcpy(p, text.p, text.n);
    return (struct yx_str){p, text.n};
}

static void run_parser(struct yx_builder *b)
{
    void *parser = yx_grammarAlloc(yx_malloc);
    for (size_t i = 0; i <= b->scan->n && !b->is_too_deep; i++) {
        b->now = &b->scan->token[i];
        yx_grammar(parser, b->now->type, b->now, b);
    }
    yx_grammarFree(parser, free);
}

/* 政策 pengshui-2022 “家庭经济困难学生资助政策” */
static void take_title(struct yx_document *doc)
{
    const struct yx_node *line = doc->root->block;
    if (!line || line->kind != YX_LINE || !line->first)
        return;
    const struct yx_node *arg = line->first;
    if (arg->first && arg->first->kind == YX_NAME)
        doc->id = arg->first->text;
    if (arg->tail && (arg->tail->kind == YX_STRING || arg->tail->kind == YX_NAME))
        doc->title = arg->tail->text;
}

int yx_parse(struct yx_str text, struct yx_str name, struct yx_arena *arena,
             struct yx_report *report, struct yx_document **out)
{
    unsigned before = yx_report_count(report, YX_ERROR);
    struct yx_document *doc = YX_NEW(arena, struct yx_document, 1);
    doc->file = yx_report_file(report, name, text);
    doc->name = yx_str_dup(arena, name);
    doc->source = take_text(text, doc->file, arena, report);
    struct yx_scan scan;
    yx_scan(doc->source, doc->file, arena, report, &scan);
    doc->kind = scan.kind;
    doc->lang = scan.lang;
    struct yx_builder b = {.arena = arena, .report = report, .scan = &scan, .doc = doc};
    run_parser(&b);
    doc->root = yx_build(&b, YX_DOCUMENT, &scan.token[0]);
    doc->root->text = (struct yx_str){0};
    doc->root->at = 0;
    doc->root->n = (uint32_t)doc->source.n;
    doc->root->block = b.lines.first;
    doc->root->kw = scan.token[0].kw;
    take_title(doc);
    bool whole = !b.is_too_deep; /* what was not read is not missed */
    if (whole && (text.n == 0 || yx_report_count(report, YX_ERROR) == before || scan.n > 0))
        yx_check_structure(doc, report, yx_report_count(report, YX_ERROR) == before);
    *out = doc;
    return yx_report_count(report, YX_ERROR) == before ? YX_OK : YX_INVALID;
}
