/* cmd_link.c -- the commands `yingxue link` and `yingxue dedupe`: two lists, or one with itself. */
#include "cli/cli.h"

#include "base/file.h"
#include "base/mem.h"
#include "cli/link_out.h"
#include "lang/parse.h"
#include "match/link_columns.h"
#include "match/link_decisions.h"
#include "match/link_parameters.h"
#include "table/worker.h"

#include <stdio.h>
#include <unistd.h>

#ifndef YX_MATCH_DIR
#define YX_MATCH_DIR "/usr/local/share/yingxue/matches"
#endif

static const struct yx_text link_help = {
    "用法：yingxue link 模型.yx 左名单 右名单 [选项…]\n\n"
    "按比对模型（比对文书）认出两份名单里的同一人：先按能直接认定的条件，再按分量。\n"
    "名单是 CSV、XLSX、XLS。模型可以写文件，也可以写自带的名字，如 hukou-enrolment。\n\n"
    "  --out 关联.csv        每一对、每一行的结果，带理由\n"
    "  --review 待核对.csv   要人看的对子，并排列出，填好 判定 可以交回来\n"
    "  --decisions 判定.csv  填好的待核对：同一人、不同人、暂缓\n"
    "  --estimate 参数.csv   把学到的 m、u、先验、词频写下来，可以看，可以定下来\n"
    "  --parameters 参数.csv 用定下来的参数，不再估计\n"
    "  --lang zh|en  --threads N\n\n"
    "退出状态：0 完成；2 用法、模型或名单有误；3 中途失败。\n",
    "usage: yingxue link MODEL.yx LEFT RIGHT [OPTION...]\n\n"
    "Finds who stands in both lists by a match model: first by what decides at once,\n"
    "then by weight. Lists are CSV, XLSX or XLS. MODEL is a file, or the name of one\n"
    "that comes with the program.\n\n"
    "  --out LINKS.csv          every pair and every row with its result and the reason\n"
    "  --review REVIEW.csv      pairs for a person to look at, side by side, to be filled in\n"
    "  --decisions FILE.csv     such a file, filled in: same, different, later\n"
    "  --estimate FILE.csv      write what was learnt (m, u, prior, frequencies), to read or pin\n"
    "  --parameters FILE.csv    take these instead of learning\n"
    "  --lang zh|en  --threads N\n\n"
    "Exit status: 0 done; 2 wrong usage, model or list; 3 failed on the way.\n"};
static const struct yx_text dedupe_help = {
    "用法：yingxue dedupe 模型.yx 名单 [选项…]\n\n"
    "在一份名单里找同一人的几行，归成组。模型没有“右”。选项同 yingxue link。\n\n"
    "  --out 关联.csv  --review 待核对.csv  --decisions 判定.csv\n"
    "  --estimate 参数.csv  --parameters 参数.csv  --lang zh|en  --threads N\n",
    "usage: yingxue dedupe MODEL.yx FILE [OPTION...]\n\n"
    "Finds the rows of one list that are the same person, as groups. The model has no\n"
    "“right”. Options are those of yingxue link.\n\n"
    "  --out LINKS.csv  --review REVIEW.csv  --decisions FILE.csv\n"
    "  --estimate FILE.csv  --parameters FILE.csv  --lang zh|en  --threads N\n"};

struct request {
    const char *command, *model, *list[2];
    unsigned n_lists, n_wanted;
    const char *out, *review, *decisions, *estimate, *parameters;
};

struct job {
    const struct yx_cli *cli;
    struct request q;
    struct yx_arena *arena;
    struct yx_workers *workers;
    struct yx_pool *pool;
    struct yx_link_model model;
    struct yx_str folder; /* of the model */
    struct yx_workbook *book[2];
    struct yx_record_set set;
    struct yx_link_rows rows[2];
    struct yx_link_decision_set decisions;
    struct yx_link_parameters parameters;
    struct yx_link_result result;
};

/* ---- arguments ---- */

static int read_arguments(const struct yx_cli *cli, int argc, char **argv, struct request *q)
{
    const struct {
        const char *name, **value;
    } options[] = {{"--out", &q->out},
                   {"--review", &q->review},
                   {"--decisions", &q->decisions},
                   {"--estimate", &q->estimate},
                   {"--parameters", &q->parameters}};
    bool only_names = false;
    for (int i = 1; i < argc; i++) {
        bool missing = false, taken = false;
        if (!only_names && strcmp(argv[i], "--") == 0) {
            only_names = true;
            continue;
        }
        for (size_t k = 0; k < YX_LEN(options) && !taken && !missing && !only_names; k++) {
            const char *v = yx_cli_value(argc, argv, &i, options[k].name, &missing);
            taken = v != NULL;
            if (v)
                *options[k].value = v;
        }
        if (missing)
            return yx_cli_usage(cli, q->command, YX_TEXT("{0} 后面要有值", "{0} needs a value"),
                                argv[i], (const char *)NULL);
        if (taken)
            continue;
        if (!only_names && argv[i][0] == '-' && argv[i][1])
            return yx_cli_usage(cli, q->command, YX_TEXT("没有选项 {0}", "there is no option {0}"),
                                argv[i], (const char *)NULL);
        if (!q->model)
            q->model = argv[i];
        else if (q->n_lists < q->n_wanted)
            q->list[q->n_lists++] = argv[i];
        else
            return yx_cli_usage(cli, q->command,
                                YX_TEXT("多出参数 {0}", "there is one argument too many: {0}"),
                                argv[i], (const char *)NULL);
    }
    if (q->n_lists == q->n_wanted)
        return 0;
    return q->n_wanted == 2
               ? yx_cli_usage(
                     cli, q->command,
                     YX_TEXT("要一个模型和左右两份名单", "a model and two lists are needed"),
                     (const char *)NULL)
               : yx_cli_usage(cli, q->command,
                              YX_TEXT("要一个模型和一份名单", "a model and a list are needed"),
                              (const char *)NULL);
}

/* ---- the model ---- */

/* The file, or one of ours by its name; NULL with *err if there is none of that name. */
static const char *find_model(struct job *j, struct yx_err *err)
{
    struct yx_str name = yx_str_of(j->q.model);
    if (access(j->q.model, F_OK) == 0 || memchr(name.p, '/', name.n) ||
        yx_str_has_suffix(name, ".yx"))
        return j->q.model;
    const char *const folders[] = {"matches/", YX_MATCH_DIR "/"};
    for (size_t i = 0; i < YX_LEN(folders); i++) {
        struct yx_buf b = {0};
        yx_buf_putz(&b, folders[i]);
        yx_buf_puts(&b, name);
        yx_buf_putz(&b, ".yx");
        const char *path = yx_str_c(j->arena, yx_buf_str(&b));
        yx_buf_free(&b);
        if (access(path, F_OK) == 0)
            return path;
    }
    (void)YX_FAIL(err, YX_INVALID,
                  YX_TEXT("没有模型 {0}：这里的 matches 和 {1} 里都没有；写出模型文件的路径",
                          "there is no model {0}, neither in matches here nor in {1}; give the "
                          "path of its file"),
                  j->q.model, YX_MATCH_DIR);
    return NULL;
}

static int load_model(struct job *j, struct yx_err *err)
{
    struct yx_str text;
    const char *path = find_model(j, err);
    int rc = path ? yx_map_path(path, &text, err) : YX_INVALID;
    if (rc != YX_OK)
        return rc;
    struct yx_report *report = yx_report_new();
    struct yx_document *doc = NULL;
    rc = yx_parse(text, yx_str_of(path), j->arena, report, &doc);
    if (rc == YX_OK)
        rc = yx_link_compile(doc, j->arena, report, &j->model);
    yx_unmap(text);
    if (rc != YX_OK) {
        struct yx_buf b = {0};
        yx_report_render(report, j->cli->lang, &b);
        yx_cli_put_lines(NULL, yx_buf_str(&b));
        yx_buf_free(&b);
        rc = YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("比对模型 {0} 有错，不能用", "match model {0} has mistakes and cannot be used"),
            path);
    } else if (j->model.is_dedupe != (j->q.n_wanted == 1)) {
        rc = j->model.is_dedupe
                 ? YX_FAIL(err, YX_INVALID,
                           YX_TEXT("模型 {0} 没有“右”，是一份名单自己和自己比；用 yingxue dedupe",
                                   "model {0} has no “right”: it compares a list with itself; use "
                                   "yingxue dedupe"),
                           path)
                 : YX_FAIL(err, YX_INVALID,
                           YX_TEXT("模型 {0} 有左右两边，要两份名单；用 yingxue link",
                                   "model {0} has two sides and needs two lists; use yingxue link"),
                           path);
    }
    yx_report_free(report);
    struct yx_str whole = yx_str_of(path), base = yx_base_name(whole);
    j->folder = yx_str_dup(j->arena, yx_str_sub(whole, 0, whole.n - base.n));
    return rc;
}

/* ---- lists ---- */

static int read_list(struct job *j, enum yx_link_side side, struct yx_err *err)
{
    struct yx_str bytes;
    const char *path = j->q.list[side];
    int rc = yx_map_path(path, &bytes, err);
    if (rc != YX_OK)
        return rc;
    struct yx_read_options o = {
        .pool = j->pool, .workers = j->workers, .path = path, .is_map = true};
    struct yx_link_input in = {.model = &j->model, .arena = j->arena, .side = side};
    rc = yx_link_read(&in, bytes, yx_base_name(yx_str_of(path)), &o, &j->book[side], err);
    yx_unmap(bytes);
    if (rc == YX_OK && in.n_more)
        yx_cli_say(
            j->cli,
            YX_TEXT(
                "注意：{0} 里还有 {1} 张表也有这些列，只读了第一张（{2}）；要一起比，先合成一张",
                "note: {1} more sheets of {0} have these columns, only the first ({2}) "
                "was read; put them into one to match them together"),
            path, yx_fmt_u64(in.n_more).s, yx_str_c(j->arena, j->book[side]->table[0]->sheet),
            (const char *)NULL);
    return rc;
}

static int read_decisions(struct job *j, struct yx_err *err)
{
    struct yx_str bytes;
    int rc = yx_map_path(j->q.decisions, &bytes, err);
    if (rc != YX_OK)
        return rc;
    struct yx_read_options o = {
        .pool = j->pool, .workers = j->workers, .path = j->q.decisions, .is_map = true};
    rc = yx_link_decisions_read(bytes, yx_base_name(yx_str_of(j->q.decisions)), &o, j->arena,
                                &j->decisions, err);
    yx_unmap(bytes);
    return rc;
}

/* Those of --parameters, else of 参数 in the document, which lie beside it. */
static int read_parameters(struct job *j, bool *is_given, struct yx_err *err)
{
    const char *path = j->q.parameters;
    *is_given = path || j->model.parameters.n;
    if (!*is_given)
        return YX_OK;
    if (!path) {
        struct yx_buf b = {0};
        if (j->model.parameters.p[0] != '/')
            yx_buf_puts(&b, j->folder);
        yx_buf_puts(&b, j->model.parameters);
        path = yx_str_c(j->arena, yx_buf_str(&b));
        yx_buf_free(&b);
    }
    struct yx_str bytes;
    int rc = yx_map_path(path, &bytes, err);
    if (rc != YX_OK)
        return rc;
    struct yx_read_options o = {
        .pool = j->pool, .workers = j->workers, .path = path, .is_map = true};
    rc = yx_link_parameters_read(bytes, yx_base_name(yx_str_of(path)), &o, &j->set, &j->parameters,
                                 err);
    yx_unmap(bytes);
    return rc;
}

/* ---- all of it ---- */

static int match(struct job *j, struct yx_err *err)
{
    struct yx_link_options o = {.pool = j->pool};
    int rc = yx_record_set_make(&j->model, j->book[YX_LEFT]->table[0],
                                j->model.is_dedupe ? NULL : j->book[YX_RIGHT]->table[0], j->pool,
                                &j->set, err);
    for (int side = YX_LEFT; side <= YX_RIGHT && rc == YX_OK; side++)
        if (j->set.table[side])
            rc = yx_link_rows_make(&j->set, (enum yx_link_side)side, j->pool, &j->rows[side], err);
    if (rc == YX_OK && j->q.decisions) {
        for (int side = YX_LEFT; side <= YX_RIGHT; side++)
            if (j->set.table[side])
                yx_link_rows_index(&j->rows[side]);
        yx_link_decisions_find(&j->decisions, &j->set, j->rows, j->arena);
        o.decided = j->decisions.pair;
        o.n_decided = j->decisions.n_pairs;
    }
    bool is_given = false;
    if (rc == YX_OK)
        rc = read_parameters(j, &is_given, err);
    if (is_given) {
        o.given = &j->parameters.fs;
        o.given_term = (const int32_t *const *)j->parameters.term;
    }
    return rc == YX_OK ? yx_link_run(&j->set, &o, &j->result, err) : rc;
}

static int write_results(struct job *j, struct yx_err *err)
{
    struct yx_link_report k = {.lang = j->cli->lang,
                               .set = &j->set,
                               .result = &j->result,
                               .rows = j->rows,
                               .decisions = j->q.decisions ? &j->decisions : NULL,
                               .pool = j->pool};
    int rc = YX_OK;
    if (j->q.out)
        rc = yx_link_write_links(&k, j->q.out, err);
    if (rc == YX_OK && j->q.review)
        rc = yx_link_write_review(&k, j->q.review, err);
    struct yx_buf b = {0};
    if (rc == YX_OK && j->q.estimate) {
        yx_link_parameters_write(&j->set, &j->result, j->cli->lang == YX_EN, &b);
        rc = yx_write_file(j->q.estimate, yx_buf_str(&b), err);
        b.n = 0;
    }
    if (rc != YX_OK) {
        yx_buf_free(&b);
        return rc;
    }
    yx_link_put_summary(&k, &b);
    rc = yx_cli_print(j->cli, yx_buf_str(&b));
    yx_buf_free(&b);
    return rc;
}

static int run(struct job *j, struct yx_err *err)
{
    int rc = load_model(j, err);
    for (unsigned side = 0; side < j->q.n_wanted && rc == YX_OK; side++)
        rc = read_list(j, (enum yx_link_side)side, err);
    if (rc == YX_OK && j->q.decisions)
        rc = read_decisions(j, err);
    if (rc == YX_OK)
        rc = match(j, err);
    return rc == YX_OK ? write_results(j, err) : rc;
}

static int command(const struct yx_cli *cli, const char *name, unsigned n_lists,
                   struct yx_text help, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return yx_cli_print(cli, yx_str_of(cli->lang == YX_EN ? help.en : help.zh));
    struct job j = {.cli = cli, .q = {.command = name, .n_wanted = n_lists}};
    int status = read_arguments(cli, argc, argv, &j.q);
    if (!status)
        status = yx_cli_workers(cli, &j.workers);
    if (status)
        return status;
    struct yx_err err = {0};
    j.arena = yx_arena_new();
    j.pool = yx_pool_new(cli->threads);
    int rc = run(&j, &err);
    status = rc == YX_OK ? 0 : err.code ? yx_cli_error(cli, &err) : 3;
    yx_link_result_free(&j.result);
    yx_link_parameters_free(&j.parameters);
    yx_link_rows_free(&j.rows[YX_LEFT]);
    yx_link_rows_free(&j.rows[YX_RIGHT]);
    yx_record_set_free(&j.set);
    yx_workbook_free(j.book[0]);
    yx_workbook_free(j.book[1]);
    yx_pool_free(j.pool);
    yx_cli_workers_end(cli, j.workers);
    yx_arena_free(j.arena);
    return status;
}

int yx_cmd_link(const struct yx_cli *cli, int argc, char **argv)
{
    return command(cli, "link", 2, link_help, argc, argv);
}

int yx_cmd_dedupe(const struct yx_cli *cli, int argc, char **argv)
{
    return command(cli, "dedupe", 1, dedupe_help, argc, argv);
}
