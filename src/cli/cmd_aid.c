/* cmd_aid.c -- the command `yingxue aid`: entitlements for a facts table. */
#include "cli/cli.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "cli/aid_explain.h"
#include "cli/aid_totals.h"
#include "cli/facts_said.h"
#include "cli/policy_file.h"
#include "policy/award_run.h"
#include "table/csv_out.h"
#include "table/gb18030.h"
#include "table/worker.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum { MAX_SETS = 64, MAX_VERSIONS = 64 };

struct request {
    const char *policy, *facts, *out, *explain;
    const char *set[MAX_SETS];
    int n_sets;
    bool totals, json;
    struct yx_csv_form form;
};

/* A version of the policy, and the rows of the table it covers. */
struct version {
    struct yx_policy *p;
    struct yx_factfile *f;
    struct yx_award_totals totals;
    struct yx_buf lines; /* awards, of several versions */
    size_t at;           /* of them, merged so far */
    uint32_t row;
};

struct job {
    const struct yx_cli *cli;
    struct request q;
    struct version *version; /* by date; one, if the policy is a file */
    uint32_t n_versions;
    yx_term uncovered;          /* the first term in the table that no version covers, or none */
    struct yx_policy *p;        /* of the version at work */
    struct yx_factfile *f;      /* the same */
    struct yx_workers *workers; /* NULL: files are read in this process */
    struct yx_pool *pool;
    struct yx_arena *arena;
    struct yx_writer *writer; /* --out; else stdout */
};

static const char help_zh[] =
    "用法：yingxue aid 政策.yx|文件夹 事实.csv [选项]\n\n"
    "按政策计算事实表里每名学生每学期应享什么，写出应享表。\n\n"
    "  --out 文件            应享表写到文件（缺省写到标准输出）\n"
    "  --explain 学生[,学期] 不写应享表，说明这名学生为什么有、为什么没有\n"
    "  --json                与 --explain 合用：以 JSON 说明，供程序使用\n"
    "  --set 开关=是|否      拍板政策里的开关，可以写多次\n"
    "  --totals              另给出每学期每个项目的人次和金额\n"
    "  --bom                 文件以 BOM 开头（供 Excel）\n"
    "  --encoding gb18030    应享表写成 GB18030（缺省 utf-8）\n"
    "  --lang zh|en  --threads N\n\n"
    "文件夹里是同一个地区的几个版本，每个学期用当时有效的那一份。\n"
    "事实表：学生、学期和政策的输入各一列，一名学生一个学期一行。\n"
    "应享表：学生,学期,项目,金额,对象,状态,依据。\n"
    "退出状态：0 完成；2 用法或输入有误；3 中途失败。\n";
static const char help_en[] =
    "usage: yingxue aid POLICY.yx|FOLDER FACTS.csv [OPTION...]\n\n"
    "Computes what every student of the facts table is due in every term.\n\n"
    "  --out FILE            write the awards to FILE (default: standard output)\n"
    "  --explain STUDENT[,TERM]  no awards; why this student gets what and why not\n"
    "  --json                with --explain: as JSON, for programs\n"
    "  --set SWITCH=是|否    decide a switch of the policy; may be repeated\n"
    "  --totals              also headcount and amount by term and benefit\n"
    "  --bom                 begin the file with a BOM (for Excel)\n"
    "  --encoding gb18030    the awards in GB18030 (default utf-8)\n"
    "  --lang zh|en  --threads N\n\n"
    "A folder holds versions of one county's policy: of each term the one in force counts.\n"
    "Facts: columns 学生, 学期 and the policy's inputs, a row a student and term.\n"
    "Awards: 学生,学期,项目,金额,对象,状态,依据.\n"
    "Exit status: 0 done; 2 wrong usage or input; 3 failed on the way.\n";

static int read_arguments(const struct yx_cli *cli, int argc, char **argv, struct request *q)
{
    bool only_names = false;
    for (int i = 1; i < argc; i++) {
        bool missing = false;
        const char *v;
        if (!only_names && strcmp(argv[i], "--") == 0) {
            only_names = true;
        } else if (only_names || argv[i][0] != '-') {
            const char **slot = !q->policy ? &q->policy : !q->facts ? &q->facts : NULL;
            if (!slot)
                return yx_cli_usage(cli, "aid",
                                    YX_TEXT("多出参数 {0}", "there is one argument too many: {0}"),
                                    argv[i], (const char *)NULL);
            *slot = argv[i];
        } else if ((v = yx_cli_value(argc, argv, &i, "--out", &missing))) {
            q->out = v;
        } else if ((v = yx_cli_value(argc, argv, &i, "--explain", &missing))) {
            q->explain = v;
        } else if ((v = yx_cli_value(argc, argv, &i, "--set", &missing))) {
            if (q->n_sets == MAX_SETS)
                return yx_cli_usage(cli, "aid", YX_TEXT("--set 太多", "too many --set"),
                                    (const char *)NULL);
            q->set[q->n_sets++] = v;
        } else if ((v = yx_cli_value(argc, argv, &i, "--encoding", &missing))) {
            if (!yx_csv_form_encoding(&q->form, yx_str_of(v)))
                return yx_cli_usage(cli, "aid",
                                    YX_TEXT("编码要写 utf-8 或 gb18030，不能是 {0}",
                                            "an encoding is utf-8 or gb18030, not {0}"),
                                    v, (const char *)NULL);
        } else if (missing) {
            return yx_cli_usage(cli, "aid", YX_TEXT("{0} 后面要有值", "{0} needs a value"), argv[i],
                                (const char *)NULL);
        } else if (strcmp(argv[i], "--totals") == 0) {
            q->totals = true;
        } else if (strcmp(argv[i], "--json") == 0) {
            q->json = true;
        } else if (strcmp(argv[i], "--bom") == 0) {
            q->form.with_bom = true;
        } else {
            return yx_cli_usage(cli, "aid", YX_TEXT("没有选项 {0}", "there is no option {0}"),
                                argv[i], (const char *)NULL);
        }
    }
    if (q->form.with_bom && q->form.is_gb18030)
        return yx_cli_usage(cli, "aid",
                            YX_TEXT("--bom 只用于 UTF-8，GB18030 的 CSV Excel 直接就能打开",
                                    "--bom is for UTF-8; Excel opens GB18030 without it"),
                            (const char *)NULL);
    if (q->json && !q->explain)
        return yx_cli_usage(cli, "aid",
                            YX_TEXT("--json 与 --explain 合用", "--json goes with --explain"),
                            (const char *)NULL);
    if (!q->policy || !q->facts)
        return yx_cli_usage(
            cli, "aid",
            YX_TEXT("要一个政策文件和一个事实表", "a policy and a facts table are needed"),
            (const char *)NULL);
    return 0;
}

/* ---- messages ---- */

static void progress(void *ctx, size_t done, size_t total)
{
    const struct job *j = ctx;
    yx_cli_progress(j->cli, j->cli->lang == YX_ZH ? "计算应享" : "deciding", done, total);
}

static void say_columns(const struct job *j)
{
    struct yx_buf b = {0};
    uint32_t n;
    if (yx_cli_put_missing(j->p, j->f, &b))
        yx_cli_say(j->cli,
                   YX_TEXT("事实表没有这些列，按未知：{0}",
                           "the facts table lacks these columns, taken as unknown: {0}"),
                   b.p, (const char *)NULL);
    b.n = 0;
    const struct yx_str *extra = yx_factfile_extra(j->f, &n);
    for (uint32_t i = 0; i < n; i++) {
        if (i)
            yx_buf_putz(&b, "、");
        yx_buf_puts(&b, extra[i]);
    }
    yx_buf_putc(&b, 0);
    if (n)
        yx_cli_say(j->cli,
                   YX_TEXT("政策用不到这些列，没有读：{0}",
                           "the policy does not use these columns, they were not read: {0}"),
                   b.p, (const char *)NULL);
    const uint32_t *bad = yx_factfile_unusable(j->f, &n);
    for (uint32_t i = 0; i < n && j->f == j->version[0].f; i++) { /* alike in all versions */
        b.n = 0;
        yx_buf_puts(&b, yx_factfile_student(j->f, bad[i]));
        yx_buf_putc(&b, 0);
        size_t at = b.n;
        yx_buf_puts(&b, yx_factfile_term_text(j->f, bad[i]));
        yx_buf_putc(&b, 0);
        yx_cli_say(
            j->cli,
            YX_TEXT(
                "第 {0} 行没有学生或学期读不懂（学生“{1}”，学期“{2}”），没有计算",
                "row {0} has no student or no term that can be read (“{1}”, “{2}”), nothing computed"),
            yx_fmt_u64(yx_factfile_row_no(j->f, bad[i])).s, b.p, b.p + at, (const char *)NULL);
    }
    yx_buf_free(&b);
}

/* ---- output ---- */

static int put(void *ctx, struct yx_str bytes, struct yx_err *err)
{
    struct job *j = ctx;
    if (j->writer)
        return yx_writer_put(j->writer, bytes, err);
    if (fwrite(bytes.p, 1, bytes.n, stdout) == bytes.n)
        return YX_OK;
    return YX_FAIL(err, YX_IO, YX_TEXT("结果写不出去：{0}", "the output cannot be written: {0}"),
                   yx_fmt_errno(errno).s);
}

/* Lines of awards, which come in UTF-8. */
static int put_lines(void *ctx, struct yx_str lines, struct yx_err *err)
{
    const struct job *j = ctx;
    if (!j->q.form.is_gb18030)
        return put(ctx, lines, err);
    struct yx_buf b = {0};
    yx_gb18030_from_utf8(&b, lines);
    int rc = put(ctx, yx_buf_str(&b), err);
    yx_buf_free(&b);
    return rc;
}

static void say_done(const struct job *j, const struct yx_award_totals *t)
{
    if (t->repeated)
        yx_cli_say(
            j->cli,
            YX_TEXT(
                "{0} 名学生在一个学期有几行（重复学籍），有关项目为待核",
                "{0} students have several rows in one term (enrolled twice), their benefits are 待核"),
            yx_fmt_u64(t->repeated).s, (const char *)NULL);
    yx_cli_say(
        j->cli,
        YX_TEXT("{0} 行事实，{1} 名学生，{2} 条应享；{3} 行因事实矛盾没有计算",
                "{0} rows of facts, {1} students, {2} awards; {3} rows contradict themselves"),
        yx_fmt_u64(t->rows).s, yx_fmt_u64(t->students).s, yx_fmt_u64(t->awards).s,
        yx_fmt_u64(t->stopped).s, (const char *)NULL);
    yx_aid_say_averages(j->cli, j->p, t);
}

static void use(struct job *j, uint32_t i)
{
    j->p = j->version[i].p;
    j->f = j->version[i].f;
}

static int keep_lines(void *ctx, struct yx_str lines, struct yx_err *err)
{
    struct job *j = ctx;
    (void)err;
    for (uint32_t i = 0; i < j->n_versions; i++)
        if (j->version[i].p == j->p)
            yx_buf_puts(&j->version[i].lines, lines);
    return YX_OK;
}

/* The student's name as his lines begin, if the version has a row of his. */
static void name_of(struct version *v, uint32_t student, struct yx_buf *who)
{
    while (v->row < yx_factfile_rows(v->f) && yx_factfile_row(v->f, v->row).student < student)
        v->row++;
    if (who->n || v->row == yx_factfile_rows(v->f) ||
        yx_factfile_row(v->f, v->row).student != student)
        return;
    yx_csv_text(who, yx_factfile_student(v->f, yx_factfile_row(v->f, v->row).row));
    yx_buf_putc(who, ',');
}

/* Lines of all versions for students from..to, by first appearance, their terms by date. */
static int merge_lines(struct job *j, uint32_t from, uint32_t to, struct yx_err *err)
{
    enum { PIECE = 1 << 20 };
    struct yx_buf who = {0}, out = {0};
    int rc = YX_OK;
    for (uint32_t s = from; rc == YX_OK && s < to; s++) {
        who.n = 0;
        for (uint32_t i = 0; i < j->n_versions; i++)
            name_of(&j->version[i], s, &who);
        for (uint32_t i = 0; who.n && i < j->n_versions; i++) {
            struct version *v = &j->version[i];
            while (v->lines.n - v->at > who.n && memcmp(v->lines.p + v->at, who.p, who.n) == 0) {
                const char *end = memchr(v->lines.p + v->at, '\n', v->lines.n - v->at);
                size_t n = (size_t)(end - (v->lines.p + v->at)) + 1;
                yx_buf_put(&out, v->lines.p + v->at, n);
                v->at += n;
            }
        }
        if (out.n > PIECE || s + 1 == to) {
            rc = put_lines(j, yx_buf_str(&out), err);
            out.n = 0;
        }
    }
    yx_buf_free(&who);
    yx_buf_free(&out);
    return rc;
}

/* The first row in order of a student at or after `student`. */
static uint32_t row_of(const struct yx_factfile *f, uint32_t student)
{
    uint32_t lo = 0, hi = yx_factfile_rows(f);
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (yx_factfile_row(f, mid).student < student)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

/* Several versions: students by the hundred thousand, so that the lines of no more than those
 * are held before they are merged. */
static int decide_versions(struct job *j, const struct yx_award_sink *sink, struct yx_err *err)
{
    enum { STUDENTS = 1 << 17 };
    uint32_t n = yx_factfile_students(j->version[0].f);
    int rc = YX_OK;
    for (uint32_t from = 0; rc == YX_OK && (from < n || !from); from += STUDENTS) {
        uint32_t to = n - from < STUDENTS ? n : from + STUDENTS;
        for (uint32_t i = 0; rc == YX_OK && i < j->n_versions; i++) {
            use(j, i);
            j->version[i].lines.n = j->version[i].at = 0;
            uint32_t first = row_of(j->f, from), last = row_of(j->f, to);
            if (first < last || !from)
                rc = yx_award_run_part(j->p, j->f, first, last, j->pool, sink, j->arena,
                                       &j->version[i].totals, err);
        }
        if (rc == YX_OK)
            rc = merge_lines(j, from, to, err);
    }
    return rc;
}

static int decide(struct job *j, struct yx_err *err)
{
    bool is_one = j->n_versions == 1;
    struct yx_award_sink sink = {.ctx = j,
                                 .csv = is_one ? put_lines : keep_lines,
                                 .say = yx_cli_put_lines,
                                 .progress = progress,
                                 .lang = j->cli->lang};
    if (!is_one)
        return decide_versions(j, &sink, err);
    use(j, 0);
    return yx_award_run(j->p, j->f, j->pool, &sink, j->arena, &j->version[0].totals, err);
}

static int write_awards(struct job *j, struct yx_err *err)
{
    if (j->q.out && !(j->writer = yx_writer_open(j->q.out, err)))
        return err->code ? (int)err->code : YX_IO;
    int rc = j->q.form.with_bom ? put(j, YX_S("\xEF\xBB\xBF"), err) : YX_OK;
    if (!rc)
        rc = put_lines(j, yx_award_header(), err);
    if (!rc)
        rc = decide(j, err);
    yx_cli_progress_end();
    if (!rc && !j->writer && fflush(stdout) != 0)
        rc = YX_FAIL(err, YX_IO, YX_TEXT("结果写不出去：{0}", "the output cannot be written: {0}"),
                     yx_fmt_errno(errno).s);
    if (j->writer) {
        if (rc)
            yx_writer_abandon(j->writer);
        else
            rc = yx_writer_finish(j->writer, err);
    }
    if (rc)
        return rc;
    struct yx_buf b = {0};
    if (j->q.totals)
        yx_buf_putz(&b, "学期,账户,项目,项目名称,对象,人次,金额,待核人次\n");
    for (uint32_t i = 0; i < j->n_versions; i++) {
        use(j, i);
        if (j->n_versions > 1 && !yx_factfile_rows(j->f))
            continue;
        if (j->n_versions > 1)
            yx_cli_say(j->cli, YX_TEXT("版本 {0}：", "version {0}:"),
                       yx_str_c(j->arena, yx_policy_id(j->p)), (const char *)NULL);
        say_done(j, &j->version[i].totals);
        if (j->q.totals)
            yx_aid_put_totals(j->p, &j->version[i].totals, &b);
    }
    if (j->q.totals && j->q.out)
        rc = yx_cli_print(j->cli, yx_buf_str(&b)) ? YX_IO : YX_OK;
    else
        (void)fwrite(b.p ? b.p : "", 1, b.n, stderr);
    yx_buf_free(&b);
    return rc;
}

static int explain(const struct job *j, struct yx_err *err)
{
    struct yx_aid_question q = {
        .who = j->q.explain, .path = j->q.facts, .json = j->q.json, .lang = j->cli->lang};
    struct yx_policy *p[MAX_VERSIONS];
    const struct yx_factfile *f[MAX_VERSIONS];
    for (uint32_t i = 0; i < j->n_versions; i++) {
        p[i] = j->version[i].p;
        f[i] = j->version[i].f;
    }
    struct yx_buf b = {0};
    int rc = yx_aid_explain(&q, p, f, j->n_versions, j->arena, &b, err);
    if (!rc && yx_cli_print(j->cli, yx_buf_str(&b)))
        rc = YX_IO;
    yx_buf_free(&b);
    return rc;
}

/* ---- all of it ---- */

/* Rows of the version at work; a term that no version covers is kept in mind. */
static bool is_of_version(void *ctx, yx_term term)
{
    struct job *j = ctx;
    bool any = false;
    for (uint32_t i = 0; i < j->n_versions && !any; i++)
        any = yx_policy_covers(j->version[i].p, term, NULL) == YX_OK;
    if (!any && j->uncovered == YX_NO_TERM)
        j->uncovered = term;
    return yx_policy_covers(j->p, term, NULL) == YX_OK;
}

static int refuse_uncovered(const struct job *j, struct yx_err *err)
{
    struct yx_buf b = {0};
    yx_term_put(&b, j->uncovered);
    yx_buf_putc(&b, 0);
    size_t list = b.n;
    for (uint32_t i = 0; i < j->n_versions; i++) {
        yx_term first, last;
        yx_policy_terms(j->version[i].p, &first, &last);
        yx_buf_putz(&b, i ? "、" : "");
        yx_buf_puts(&b, yx_policy_id(j->version[i].p));
        yx_buf_putz(&b, "（");
        yx_term_put(&b, first);
        yx_buf_putz(&b, " 至 ");
        yx_term_put(&b, last);
        yx_buf_putz(&b, "）");
    }
    yx_buf_putc(&b, 0);
    int rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 里没有管 {1} 的政策，只有 {2}",
                             "{0} holds no policy in force for {1}, only {2}"),
                     j->q.policy, b.p, b.p + list);
    yx_buf_free(&b);
    return rc;
}

static int read_facts(struct job *j, struct yx_err *err)
{
    struct yx_str bytes, name = yx_base_name(yx_str_of(j->q.facts));
    int rc = yx_map_path(j->q.facts, &bytes, err);
    if (rc)
        return rc;
    struct yx_read_options how = {
        .pool = j->pool, .workers = j->workers, .path = j->q.facts, .is_map = true};
    bool is_one = j->n_versions == 1 && !yx_cli_is_folder(j->q.policy);
    for (uint32_t i = 0; rc == YX_OK && i < j->n_versions; i++) {
        j->p = j->version[i].p;
        rc = is_one ? yx_factfile_read(j->p, bytes, name, &how, &j->version[i].f, err)
                    : yx_factfile_read_terms(j->p, bytes, name, &how, is_of_version, j,
                                             &j->version[i].f, err);
    }
    yx_unmap(bytes);
    return rc == YX_OK && j->uncovered != YX_NO_TERM ? refuse_uncovered(j, err) : rc;
}

static int run(struct job *j, struct yx_err *err)
{
    int rc = YX_OK;
    struct yx_policy *p[MAX_VERSIONS];
    for (uint32_t i = 0; i < j->n_versions; i++)
        p[i] = j->version[i].p;
    for (int i = 0; rc == YX_OK && i < j->q.n_sets; i++)
        rc = yx_cli_set_switch(j->q.set[i], p, j->n_versions, err);
    if (rc == YX_OK)
        rc = read_facts(j, err);
    for (uint32_t i = 0; rc == YX_OK && i < j->n_versions; i++) {
        use(j, i);
        if (yx_factfile_rows(j->f) || i == 0)
            say_columns(j);
    }
    return rc ? rc : j->q.explain ? explain(j, err) : write_awards(j, err);
}

static int load(struct job *j)
{
    struct yx_err err = {0};
    struct yx_policy *p[MAX_VERSIONS] = {NULL};
    int rc = YX_OK;
    if (yx_cli_is_folder(j->q.policy)) {
        rc = yx_cli_read_versions(j->cli, j->q.policy, 0, p, MAX_VERSIONS, &j->n_versions, &err);
    } else {
        rc = yx_cli_read_policy(j->cli, j->q.policy, &p[0], &err);
        j->n_versions = rc == YX_OK;
    }
    if (rc != YX_OK) {
        (void)yx_cli_error(j->cli, &err);
        return 2;
    }
    j->version = YX_NEW(j->arena, struct version, j->n_versions);
    for (uint32_t i = 0; i < j->n_versions; i++)
        j->version[i].p = p[i];
    return 0;
}

int yx_cmd_aid(const struct yx_cli *cli, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return yx_cli_print(cli, yx_str_of(cli->lang == YX_EN ? help_en : help_zh));
    struct job j = {.cli = cli, .uncovered = YX_NO_TERM};
    int status = read_arguments(cli, argc, argv, &j.q);
    if (status)
        return status;
    struct yx_err err = {0};
    status = yx_cli_workers(cli, &j.workers);
    j.arena = yx_arena_new();
    if (!status)
        status = load(&j);
    if (status) {
        yx_arena_free(j.arena);
        yx_workers_free(j.workers);
        return status;
    }
    j.pool = yx_pool_new(cli->threads);
    int rc = run(&j, &err);
    status = rc == YX_OK ? 0 : err.code ? yx_cli_error(cli, &err) : 3;
    for (uint32_t i = 0; i < j.n_versions; i++) {
        yx_factfile_free(j.version[i].f);
        yx_policy_free(j.version[i].p);
        yx_buf_free(&j.version[i].lines);
    }
    yx_pool_free(j.pool);
    yx_arena_free(j.arena);
    yx_cli_workers_end(cli, j.workers);
    return status;
}
