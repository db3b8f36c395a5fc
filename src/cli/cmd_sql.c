/* cmd_sql.c -- the command `yingxue sql`: a policy as statements for a database. */
#include "cli/cli.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/pool.h"
#include "cli/facts_said.h"
#include "cli/policy_file.h"
#include "policy/factfile.h"
#include "policy/sql.h"
#include "table/worker.h"

#include <errno.h>
#include <stdio.h>

enum { MAX_SETS = 64, BLOCK = YX_FACT_ROWS };

struct request {
    const char *policy, *facts, *county;
    const char *set[MAX_SETS];
    int n_sets;
    bool has_dialect, only_schema;
    struct yx_sql_options o;
};

struct job {
    const struct yx_cli *cli;
    struct request q;
    struct yx_policy *p;
    struct yx_factfile *f;
    struct yx_workers *workers;
    struct yx_pool *pool;
    uint32_t county;
    uint64_t bad_cells;
};

static const char help_zh[] =
    "用法：yingxue sql 政策.yx --dialect sqlite|postgres [选项]\n\n"
    "把政策写成数据库的语句：建表，和一条 INSERT … SELECT，算出的应享与 aid 相同。\n\n"
    "  --dialect sqlite|postgres  SQLite 3.40，或 PostgreSQL 13 以上\n"
    "  --facts 事实.csv      不写计算的语句，写建表和装入这个事实表的语句\n"
    "  --schema              只写建表的语句\n"
    "  --county 代码         事实表是哪个县的（缺省：政策的地区）\n"
    "  --prefix 名           表名的前缀（缺省 yx：yx_facts、yx_awards）\n"
    "  --term 学期           只算这一学期（缺省：政策管的所有学期）\n"
    "  --set 开关=是|否      拍板政策里的开关，可以写多次\n"
    "  --lang zh|en  --threads N\n\n"
    "退出状态：0 完成；2 用法或输入有误，或数据库装不下；3 中途失败。\n";
static const char help_en[] =
    "usage: yingxue sql POLICY.yx --dialect sqlite|postgres [OPTION...]\n\n"
    "Writes the policy as statements for a database: the tables, and one INSERT … SELECT\n"
    "that gives the same awards as aid.\n\n"
    "  --dialect sqlite|postgres  SQLite 3.40, or PostgreSQL 13 and later\n"
    "  --facts FACTS.csv     no deciding: the tables, and what fills them from FACTS.csv\n"
    "  --schema              the tables only\n"
    "  --county CODE         whose facts they are (default: the policy's region)\n"
    "  --prefix NAME         of the tables (default yx: yx_facts, yx_awards)\n"
    "  --term TERM           decide this term only (default: all the policy covers)\n"
    "  --set SWITCH=是|否    decide a switch of the policy; may be repeated\n"
    "  --lang zh|en  --threads N\n\n"
    "Exit status: 0 done; 2 wrong usage or input, or too large for a database;\n"
    "3 failed on the way.\n";

static int read_dialect(const struct yx_cli *cli, const char *v, struct request *q)
{
    q->has_dialect = true;
    if (strcmp(v, "sqlite") == 0)
        q->o.dialect = YX_SQL_SQLITE;
    else if (strcmp(v, "postgres") == 0)
        q->o.dialect = YX_SQL_POSTGRES;
    else
        return yx_cli_usage(cli, "sql",
                            YX_TEXT("--dialect 要写 sqlite 或 postgres，不能是 {0}",
                                    "--dialect is sqlite or postgres, not {0}"),
                            v, (const char *)NULL);
    return 0;
}

static int read_term(const struct yx_cli *cli, const char *v, struct request *q)
{
    yx_term t;
    if (!yx_term_parse(yx_str_of(v), &t))
        return yx_cli_usage(cli, "sql",
                            YX_TEXT("学期写成 2022-春 或 2022-秋，不能是 {0}",
                                    "a term is written 2022-春 or 2022-秋, not {0}"),
                            v, (const char *)NULL);
    q->o.first_term = q->o.last_term = t;
    return 0;
}

static int read_arguments(const struct yx_cli *cli, int argc, char **argv, struct request *q)
{
    bool only_names = false;
    q->o.first_term = q->o.last_term = YX_NO_TERM;
    for (int i = 1; i < argc; i++) {
        bool missing = false;
        const char *v;
        int status = 0;
        if (!only_names && strcmp(argv[i], "--") == 0) {
            only_names = true;
        } else if (only_names || argv[i][0] != '-') {
            if (q->policy)
                return yx_cli_usage(cli, "sql",
                                    YX_TEXT("多出参数 {0}", "there is one argument too many: {0}"),
                                    argv[i], (const char *)NULL);
            q->policy = argv[i];
        } else if ((v = yx_cli_value(argc, argv, &i, "--dialect", &missing))) {
            status = read_dialect(cli, v, q);
        } else if ((v = yx_cli_value(argc, argv, &i, "--facts", &missing))) {
            q->facts = v;
        } else if ((v = yx_cli_value(argc, argv, &i, "--county", &missing))) {
            q->county = v;
        } else if ((v = yx_cli_value(argc, argv, &i, "--prefix", &missing))) {
            q->o.prefix = yx_str_of(v);
        } else if ((v = yx_cli_value(argc, argv, &i, "--term", &missing))) {
            status = read_term(cli, v, q);
        } else if ((v = yx_cli_value(argc, argv, &i, "--set", &missing))) {
            if (q->n_sets == MAX_SETS)
                return yx_cli_usage(cli, "sql", YX_TEXT("--set 太多", "too many --set"),
                                    (const char *)NULL);
            q->set[q->n_sets++] = v;
        } else if (missing) {
            return yx_cli_usage(cli, "sql", YX_TEXT("{0} 后面要有值", "{0} needs a value"), argv[i],
                                (const char *)NULL);
        } else if (strcmp(argv[i], "--schema") == 0) {
            q->only_schema = true;
        } else {
            return yx_cli_usage(cli, "sql", YX_TEXT("没有选项 {0}", "there is no option {0}"),
                                argv[i], (const char *)NULL);
        }
        if (status)
            return status;
    }
    if (!q->policy)
        return yx_cli_usage(cli, "sql", YX_TEXT("要一个政策文件", "a policy is needed"),
                            (const char *)NULL);
    if (!q->has_dialect)
        return yx_cli_usage(cli, "sql",
                            YX_TEXT("要写明 --dialect sqlite 或 --dialect postgres",
                                    "say --dialect sqlite or --dialect postgres"),
                            (const char *)NULL);
    return 0;
}

static int put(struct yx_buf *b, struct yx_err *err)
{
    bool ok = fwrite(b->p, 1, b->n, stdout) == b->n;
    b->n = 0;
    if (ok)
        return YX_OK;
    return YX_FAIL(err, YX_IO, YX_TEXT("结果写不出去：{0}", "the output cannot be written: {0}"),
                   yx_fmt_errno(errno).s);
}

/* ---- --facts ---- */

static void bad_cell(void *ctx, uint32_t row, uint32_t input, struct yx_str text)
{
    struct job *j = ctx;
    uint32_t n;
    struct yx_buf b = {0};
    yx_buf_puts(&b, yx_policy_inputs(j->p, &n)[input].name);
    yx_buf_putc(&b, 0);
    size_t at = b.n;
    struct yx_str cut = text.n > 60 ? yx_str_sub(text, 0, 60) : text;
    cut.n = yx_utf8_valid(cut);
    yx_buf_puts(&b, cut);
    yx_buf_putc(&b, 0);
    if (j->bad_cells++ < 100)
        yx_cli_say(j->cli,
                   YX_TEXT("第 {0} 行 {1}：“{2}”不是它的值，按未知",
                           "row {0}, {1}: “{2}” is no value of it, taken as unknown"),
                   yx_fmt_u64(yx_factfile_row_no(j->f, row)).s, b.p, b.p + at, (const char *)NULL);
    yx_buf_free(&b);
}

/* The key of the table: one row for a student and term. */
static int check_rows(const struct job *j, struct yx_err *err)
{
    uint32_t n = yx_factfile_rows(j->f);
    for (uint32_t i = 1; i < n; i++) {
        struct yx_fact_row a = yx_factfile_row(j->f, i - 1), b = yx_factfile_row(j->f, i);
        if (a.student != b.student || a.term != b.term)
            continue;
        struct yx_buf who = {0};
        yx_buf_puts(&who, yx_factfile_student(j->f, b.row));
        yx_buf_putc(&who, 0);
        int rc =
            YX_FAIL(err, YX_INVALID,
                    YX_TEXT("第 {0} 行和第 {1} 行是同一名学生（{2}）的同一学期；数据库里一名学生"
                            "一个学期只能有一行，先定下用哪一行",
                            "rows {0} and {1} are one student ({2}) in one term; a database "
                            "holds one row for them: decide which"),
                    yx_fmt_u64(yx_factfile_row_no(j->f, a.row)).s,
                    yx_fmt_u64(yx_factfile_row_no(j->f, b.row)).s, who.p);
        yx_buf_free(&who);
        return rc;
    }
    return YX_OK;
}

static int put_rows(struct job *j, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_facts *facts = yx_facts_new(j->p, a);
    struct yx_buf b = {0};
    uint32_t n = yx_factfile_rows(j->f), row[BLOCK];
    uint64_t written = 0;
    int rc = YX_OK;
    for (uint32_t i = 0; i < n && !rc;) {
        uint32_t m = 0;
        facts->term = yx_factfile_row(j->f, i).term;
        while (m < BLOCK && i + m < n && yx_factfile_row(j->f, i + m).term == facts->term) {
            row[m] = yx_factfile_row(j->f, i + m).row;
            m++;
        }
        yx_factfile_fill(j->f, row, m, facts, bad_cell, j);
        for (uint32_t k = 0; k < m; k++)
            yx_sql_facts_row(j->p, &j->q.o, &written, j->county, yx_factfile_student(j->f, row[k]),
                             facts, k, &b);
        i += m;
        if (b.n > (1U << 20))
            rc = put(&b, err);
    }
    yx_sql_facts_end(&j->q.o, written, &b);
    if (!rc)
        rc = put(&b, err);
    yx_buf_free(&b);
    yx_arena_free(a);
    return rc;
}

static void say_facts(const struct job *j)
{
    struct yx_buf b = {0};
    uint32_t n;
    if (yx_cli_put_missing(j->p, j->f, &b))
        yx_cli_say(j->cli,
                   YX_TEXT("事实表没有这些列，按未知：{0}",
                           "the facts table lacks these columns, taken as unknown: {0}"),
                   b.p, (const char *)NULL);
    yx_buf_free(&b);
    (void)yx_factfile_unusable(j->f, &n);
    if (n)
        yx_cli_say(j->cli,
                   YX_TEXT("{0} 行没有学生或学期读不懂，没有写",
                           "{0} rows have no student or no term that can be read: not written"),
                   yx_fmt_u64(n).s, (const char *)NULL);
}

static int put_facts(struct job *j, struct yx_err *err)
{
    struct yx_str bytes;
    int rc = yx_map_path(j->q.facts, &bytes, err);
    if (rc)
        return rc;
    struct yx_read_options how = {
        .pool = j->pool, .workers = j->workers, .path = j->q.facts, .is_map = true};
    rc = yx_factfile_read(j->p, bytes, yx_base_name(yx_str_of(j->q.facts)), &how, &j->f, err);
    yx_unmap(bytes);
    if (!rc)
        rc = check_rows(j, err);
    if (rc)
        return rc;
    say_facts(j);
    return put_rows(j, err);
}

/* ---- all of it ---- */

static int run(struct job *j, struct yx_err *err)
{
    struct yx_buf b = {0};
    uint64_t county = yx_policy_region(j->p);
    if (j->q.county && (!yx_str_u64(yx_str_of(j->q.county), &county) || county > 999999))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("--county 是六位的行政区划代码，不能是 {0}",
                               "--county is a division code of six digits, not {0}"),
                       j->q.county);
    j->county = (uint32_t)county;
    int rc = YX_OK;
    for (int i = 0; rc == YX_OK && i < j->q.n_sets; i++)
        rc = yx_cli_set_switch(j->q.set[i], &j->p, 1, err);
    if (!rc)
        rc = yx_sql_schema(j->p, &j->q.o, &b, err);
    if (!rc && !j->q.facts && !j->q.only_schema)
        rc = yx_sql_query(j->p, &j->q.o, &b, err);
    if (!rc)
        rc = put(&b, err);
    if (!rc && j->q.facts && !j->q.only_schema)
        rc = put_facts(j, err);
    if (!rc && fflush(stdout) != 0)
        rc = YX_FAIL(err, YX_IO, YX_TEXT("结果写不出去：{0}", "the output cannot be written: {0}"),
                     yx_fmt_errno(errno).s);
    yx_buf_free(&b);
    return rc;
}

int yx_cmd_sql(const struct yx_cli *cli, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return yx_cli_print(cli, yx_str_of(cli->lang == YX_EN ? help_en : help_zh));
    struct job j = {.cli = cli};
    int status = read_arguments(cli, argc, argv, &j.q);
    if (!status && j.q.facts)
        status = yx_cli_workers(cli, &j.workers);
    if (!status)
        status = yx_cli_load_policy(cli, j.q.policy, &j.p);
    if (status) {
        yx_workers_free(j.workers);
        return status;
    }
    struct yx_err err = {0};
    j.pool = yx_pool_new(cli->threads);
    int rc = run(&j, &err);
    status = rc == YX_OK ? 0 : err.code ? yx_cli_error(cli, &err) : 3;
    yx_factfile_free(j.f);
    yx_pool_free(j.pool);
    yx_policy_free(j.p);
    yx_cli_workers_end(cli, j.workers);
    return status;
}
