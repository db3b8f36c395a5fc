/* cmd_lint.c -- the command `yingxue lint`: mistakes of documents, with their places. */
#include "cli/cli.h"

#include "base/file.h"
#include "base/mem.h"
#include "cli/policy_shelf.h"
#include "cli/watch.h"
#include "lang/parse.h"
#include "match/link_model.h"
#include "match/model.h"
#include "policy/advice.h"
#include "policy/cases.h"
#include "policy/proofs.h"

#include <stdlib.h>

static const char help_zh[] =
    "用法：yingxue lint [--json] [--watch] 文书.yx…\n\n"
    "检查政策、台账、方案、比对文书。政策还查名称、类型、单位，把全部例算一遍，\n"
    "并把所有可能的学生逐种查一遍：重叠、缺行、谁也得不到的项目、白等的事实……\n\n"
    "  --json       以 JSON 输出，供编辑器使用（docs/lint.schema.json）\n"
    "  --watch      文件一改就再查一遍，直到 Ctrl-C\n"
    "  --lang zh|en\n\n"
    "退出状态：0 没有错误（可能有提醒）；1 有错误；2 文件读不了。\n";
static const char help_en[] =
    "usage: yingxue lint [--json] [--watch] FILE.yx...\n\n"
    "Checks policies, ledgers, plans and match models. Of a policy also names,\n"
    "types and units; every example is run, and every kind of student there can be\n"
    "is looked at: overlaps, gaps, benefits nobody can have, facts waited for in vain.\n\n"
    "  --json       as JSON, for editors (docs/lint.schema.json)\n"
    "  --watch      check again whenever a file changes, until Ctrl-C\n"
    "  --lang zh|en\n\n"
    "Exit status: 0 no mistake (there may be warnings); 1 mistakes; 2 unreadable file.\n";

struct tally {
    uint32_t policies, examples, wrong;
    struct yx_proof proof;
};

/* `w`, if not NULL, gets the documents that this one extends. */
static void check(struct yx_str text, const char *path, struct yx_report *report, struct tally *t,
                  struct yx_watch *w)
{
    /* What kind of document it is, without keeping what that reports. */
    struct yx_arena *a = yx_arena_new();
    struct yx_report *quiet = yx_report_new();
    struct yx_document *doc = NULL;
    (void)yx_parse(text, yx_str_of(path), a, quiet, &doc);
    bool is_policy = doc && doc->kind == YX_DOC_POLICY;
    yx_report_free(quiet);
    if (!is_policy) {
        struct yx_link_model linking;
        struct yx_match_model passes;
        int parsed = yx_parse(text, yx_str_of(path), a, report, &doc);
        if (parsed == YX_OK && doc->kind == YX_DOC_MATCH && yx_link_model_fits(doc))
            (void)yx_link_compile(doc, a, report, &linking);
        else if (parsed == YX_OK && doc->kind == YX_DOC_MATCH)
            (void)yx_match_compile(doc, a, report, &passes);
        yx_arena_free(a);
        return;
    }
    yx_arena_free(a);
    struct yx_policy *p;
    struct yx_shelf *shelf = yx_shelf_open(path);
    int rc = yx_policy_load_chain(text, yx_str_of(path), yx_shelf_uppers(shelf), report, &p);
    size_t n_uppers;
    const char *const *upper = yx_shelf_given(shelf, &n_uppers);
    for (size_t i = 0; w && i < n_uppers; i++)
        yx_watch_add(w, upper[i]);
    yx_shelf_close(shelf);
    if (rc != YX_OK)
        return;
    t->policies++;
    t->examples += yx_policy_examples(p);
    t->wrong += yx_policy_check_examples(p, report, yx_policy_file(p));
    yx_policy_advise(p, report, yx_policy_file(p));
    yx_policy_prove(p, report, yx_policy_file(p), &t->proof);
    yx_policy_free(p);
}

static int print(const struct yx_cli *cli, struct yx_report *report, const struct tally *t,
                 bool json)
{
    struct yx_buf b = {0};
    if (json) {
        yx_report_json(report, cli->lang, &b);
        if (b.n && b.p[b.n - 1] != '\n')
            yx_buf_putc(&b, '\n');
    } else {
        yx_report_render(report, cli->lang, &b);
    }
    int rc = yx_cli_print(cli, yx_buf_str(&b)); /* at once, for those who watch */
    yx_buf_free(&b);
    if (!json)
        yx_cli_say(cli,
                   YX_TEXT("{0} 处错误，{1} 处提醒；{2} 个例算过，{3} 个不对",
                           "{0} mistakes, {1} warnings; {2} examples run, {3} wrong"),
                   yx_fmt_u64(yx_report_count(report, YX_ERROR)).s,
                   yx_fmt_u64(yx_report_count(report, YX_WARNING)).s, yx_fmt_u64(t->examples).s,
                   yx_fmt_u64(t->wrong).s, (const char *)NULL);
    if (!json && t->policies && t->proof.unproved.n) {
        struct yx_buf z = {0};
        yx_buf_puts(&z, yx_buf_str(&t->proof.unproved));
        yx_buf_putc(&z, 0);
        yx_cli_say(cli,
                   YX_TEXT("查过 {0} 种情形；有的金额参与计算，只查了临界值：{1}",
                           "{0} cases looked through; amounts that are computed with were tried "
                           "at their critical values only: {1}"),
                   yx_fmt_u64(t->proof.cells).s, z.p, (const char *)NULL);
        yx_buf_free(&z);
    } else if (!json && t->policies) {
        yx_cli_say(cli, YX_TEXT("查过 {0} 种情形", "{0} cases looked through"),
                   yx_fmt_u64(t->proof.cells).s, (const char *)NULL);
    }
    return rc;
}

/* Everything once; returns the exit status. */
static int lint(const struct yx_cli *cli, const char *const *file, unsigned n, bool json,
                struct yx_watch *w)
{
    struct yx_report *report = yx_report_new();
    struct tally t = {0};
    int status = 0;
    for (unsigned i = 0; i < n; i++) {
        struct yx_err err = {0};
        struct yx_str text;
        if (yx_map_path(file[i], &text, &err) != YX_OK) {
            (void)yx_cli_error(cli, &err);
            status = 2;
            continue;
        }
        check(text, file[i], report, &t, w);
        yx_unmap(text);
    }
    if (print(cli, report, &t, json) != 0)
        status = 3;
    else if (!status && yx_report_count(report, YX_ERROR))
        status = 1;
    yx_report_free(report);
    yx_buf_free(&t.proof.unproved);
    return status;
}

/* Again and again, until a signal says to end or nobody reads on. */
static int watch(const struct yx_cli *cli, const char *const *file, unsigned n, bool json)
{
    struct yx_watch *w = yx_watch_new();
    for (unsigned i = 0; i < n; i++)
        yx_watch_add(w, file[i]);
    int status;
    do {
        status = lint(cli, file, n, json, w);
        if (status == 3)
            break;
        yx_cli_say(cli,
                   YX_TEXT("等文件改动；按 Ctrl-C 结束", "waiting for a change; Ctrl-C ends it"),
                   (const char *)NULL);
    } while (yx_watch_wait(w));
    yx_watch_free(w);
    return status;
}

int yx_cmd_lint(const struct yx_cli *cli, int argc, char **argv)
{
    bool json = false, again = false, only_names = false;
    const char **file = yx_calloc((size_t)argc + 1, sizeof file[0]);
    unsigned n = 0;
    int status = -1;
    for (int i = 1; i < argc && status < 0; i++) {
        if (only_names || argv[i][0] != '-')
            file[n++] = argv[i];
        else if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            status = yx_cli_print(cli, yx_str_of(cli->lang == YX_EN ? help_en : help_zh));
        else if (strcmp(argv[i], "--json") == 0)
            json = true;
        else if (strcmp(argv[i], "--watch") == 0)
            again = true;
        else if (strcmp(argv[i], "--") == 0)
            only_names = true;
        else
            status = yx_cli_usage(cli, "lint", YX_TEXT("没有选项 {0}", "there is no option {0}"),
                                  argv[i], (const char *)NULL);
    }
    if (status < 0 && !n)
        status = yx_cli_usage(cli, "lint", YX_TEXT("要至少一个文件", "at least one file is needed"),
                              (const char *)NULL);
    if (status < 0)
        status = again ? watch(cli, file, n, json) : lint(cli, file, n, json, NULL);
    free(file);
    return status;
}
