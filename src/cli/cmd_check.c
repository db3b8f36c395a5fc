/* cmd_check.c -- the command `yingxue check`: a folder of rosters in, findings out. */
#include "cli/cli.h"
#include "cli/passwords.h"
#include "cli/policy_file.h"

#include "base/file.h"
#include "base/mem.h"
#include "check/book_sink.h"
#include "check/check.h"
#include "check/csv_sink.h"
#include "check/decisions.h"
#include "check/explain_person.h"
#include "check/previous.h"
#include "check/summary.h"
#include "lang/report.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

static const struct yx_text help = {
    "用法：yingxue check 文件夹 [选项…]\n\n"
    "把各部门的名册放进一个文件夹，得出发现清单：谁该在学而不在，谁应享什么、发没发到，\n"
    "哪些记录要人看一眼。默认写成文件夹里的工作簿 应学结果-学期.xlsx。\n\n"
    "  --plan              只说怎样理解各个文件，不核对\n"
    "  --save-mapping      把理解写进 名册.ini（含密钥），改过以后按它读\n"
    "  --mapping 文件      另一个文件夹的 名册.ini：同一部门送来、列名相同的文件照它读\n"
    "  --policy 文件       政策文书（默认按 名册.ini；没有则不出应助清单）\n"
    "  --set 开关=是|否    政策的开关，可多次\n"
    "  --as-of 日期        数据截至（默认：名册.ini，最新的名单日期，今天）\n"
    "  --term 学期         如 2022-秋（默认：截至日所在学期）\n"
    "  --cutoff 日期       身份认定日（默认按政策，否则 3 月 31 日、10 月 15 日）\n"
    "  --ages 6-15         适龄范围\n"
    "  --strict            没有提供的身份类别按不知道处理，受影响的都列待核\n"
    "  --out 文件.xlsx     工作簿写到这里\n"
    "  --lists 文件夹      每份清单写成一个 CSV\n"
    "  --bom               CSV 加 BOM，便于直接用 Excel 打开\n"
    "  --encoding gb18030  CSV 写成 GB18030，给只认国标编码的系统（缺省 utf-8）\n"
    "  --json 文件         汇总写成 JSON\n"
    "  --mask              遮盖证件号、学籍号、人员号、账号\n"
    "  --decisions 文件    人工判定\n"
    "  --password-file 文件  加密工作簿的密码：只一行通用，或每行 文件名<TAB>密码；没有就问\n"
    "  --explain 姓名|证件号  不写清单，说明这个人每个项目为什么给、为什么不给，每项事实出自哪个文件哪一行；\n"
    "                      与 --json 文件 合用，解释写成 JSON\n"
    "  --previous 文件夹   上一次的清单，标出新增、仍在，另列已消除\n\n"
    "退出码：0 完成；2 用法不对或名册读不了；3 中途失败，原有文件不动。\n",
    "usage: yingxue check FOLDER [OPTION...]\n\n"
    "Put the departments' rosters into a folder and get the findings: who should be in school\n"
    "and is not, who is due what and whether it was paid, which records a person must look at.\n"
    "Writes the workbook 应学结果-TERM.xlsx into the folder unless told otherwise.\n\n"
    "  --plan              only say how the files are understood\n"
    "  --save-mapping      write that to 名册.ini (with a key); edited, it is followed\n"
    "  --mapping FILE      another folder's 名册.ini: files of the same sender are read alike\n"
    "  --policy FILE       policy document (default: as 名册.ini says; none: no aid lists)\n"
    "  --set SWITCH=是|否  a switch of the policy; may be repeated\n"
    "  --as-of DATE        default: 名册.ini, the newest list date, today\n"
    "  --term TERM         such as 2022-秋 (default: the term of the as-of date)\n"
    "  --cutoff DATE       identities count as of this day (default: by the policy)\n"
    "  --ages 6-15         compulsory age\n"
    "  --strict            identity classes not provided are unknown, not absent\n"
    "  --out FILE.xlsx     where the workbook goes\n"
    "  --lists FOLDER      one CSV a list\n"
    "  --bom               CSV with a byte order mark, for Excel\n"
    "  --encoding gb18030  CSV in GB18030, for programs that read nothing else (default utf-8)\n"
    "  --json FILE         the summary as JSON\n"
    "  --mask              hide ID, student, person and account numbers\n"
    "  --decisions FILE    what people decided\n"
    "  --password-file FILE  of locked workbooks: one line for all, or lines NAME<TAB>PASSWORD;\n"
    "                      without it you are asked\n"
    "  --explain NAME|ID   no lists; why this person gets each benefit or not, and from which file\n"
    "                      and row each fact comes; with --json FILE the explanation as JSON\n"
    "  --previous FOLDER   earlier lists: marks new and remaining findings, lists those gone\n\n"
    "Exit status: 0 done; 2 wrong usage or unusable rosters; 3 failed, earlier files untouched.\n"};

struct options {
    const char *dir, *policy, *out, *lists, *json, *decisions, *previous, *password_file, *mapping,
        *explain;
    yx_day as_of, cutoff;
    yx_term term;
    int age_from, age_to;
    bool plan, save_mapping, strict, mask;
    struct yx_csv_form form;
    struct {
        const char **v;
        size_t n, cap;
    } set;
};

struct job {
    const struct yx_cli *cli;
    struct options o;
    struct yx_arena *arena;
    struct yx_workers *workers; /* NULL: files are read in this process */
    struct yx_pool *pool;
    struct yx_inbox_settings settings;
    struct yx_policy *policy;
    struct yx_passwords *passwords; /* while the folder is read */
    struct yx_inbox *inbox;
    struct yx_decisions *decisions;
    struct yx_previous *previous;
    struct yx_csv_sink *csv;
    struct yx_book_sink *book;
    struct yx_writer *json;
    const char *out; /* of the workbook; NULL: none */
};

/* ---- options ---- */

static bool ages_parse(const char *z, int *from, int *to)
{
    struct yx_str s = yx_str_of(z), a;
    uint64_t lo, hi;
    if (!yx_str_split(&s, '-', &a) || !yx_str_u64(a, &lo) || !yx_str_u64(s, &hi) || lo < 1 ||
        lo > hi || hi > 30)
        return false;
    *from = (int)lo;
    *to = (int)hi;
    return true;
}

/* -1: go on; else the exit status. */
static int options_read(const struct yx_cli *cli, int argc, char **argv, struct options *o)
{
    enum {
        PLAN = 1,
        SAVE,
        MAPPING,
        POLICY,
        SET,
        AS_OF,
        TERM,
        CUTOFF,
        AGES,
        STRICT,
        OUT,
        LISTS,
        BOM,
        ENCODING,
        JSON,
        MASK,
        DECISIONS,
        PREVIOUS,
        PASSWORD_FILE,
        EXPLAIN,
        HELP
    };
    static const struct option known[] = {{"plan", no_argument, NULL, PLAN},
                                          {"save-mapping", no_argument, NULL, SAVE},
                                          {"mapping", required_argument, NULL, MAPPING},
                                          {"policy", required_argument, NULL, POLICY},
                                          {"set", required_argument, NULL, SET},
                                          {"as-of", required_argument, NULL, AS_OF},
                                          {"term", required_argument, NULL, TERM},
                                          {"cutoff", required_argument, NULL, CUTOFF},
                                          {"ages", required_argument, NULL, AGES},
                                          {"strict", no_argument, NULL, STRICT},
                                          {"out", required_argument, NULL, OUT},
                                          {"lists", required_argument, NULL, LISTS},
                                          {"bom", no_argument, NULL, BOM},
                                          {"encoding", required_argument, NULL, ENCODING},
                                          {"json", required_argument, NULL, JSON},
                                          {"mask", no_argument, NULL, MASK},
                                          {"decisions", required_argument, NULL, DECISIONS},
                                          {"previous", required_argument, NULL, PREVIOUS},
                                          {"password-file", required_argument, NULL, PASSWORD_FILE},
                                          {"explain", required_argument, NULL, EXPLAIN},
                                          {"help", no_argument, NULL, HELP},
                                          {NULL, 0, NULL, 0}};
    *o = (struct options){
        .as_of = YX_NO_DAY, .cutoff = YX_NO_DAY, .term = YX_NO_TERM, .age_from = 6, .age_to = 15};
    optind = 1;
    opterr = 0;
    for (int k; (k = getopt_long(argc, argv, "h", known, NULL)) != -1;) {
        switch (k) {
        case PLAN: o->plan = true; break;
        case SAVE: o->save_mapping = true; break;
        case MAPPING: o->mapping = optarg; break;
        case POLICY: o->policy = optarg; break;
        case SET: YX_PUSH(&o->set, optarg); break;
        case STRICT: o->strict = true; break;
        case OUT: o->out = optarg; break;
        case LISTS: o->lists = optarg; break;
        case BOM: o->form.with_bom = true; break;
        case ENCODING:
            if (!yx_csv_form_encoding(&o->form, yx_str_of(optarg)))
                return yx_cli_usage(cli, "check",
                                    YX_TEXT("编码要写 utf-8 或 gb18030，不能是 {0}",
                                            "an encoding is utf-8 or gb18030, not {0}"),
                                    optarg, (const char *)NULL);
            break;
        case JSON: o->json = optarg; break;
        case MASK: o->mask = true; break;
        case DECISIONS: o->decisions = optarg; break;
        case PREVIOUS: o->previous = optarg; break;
        case PASSWORD_FILE: o->password_file = optarg; break;
        case EXPLAIN: o->explain = optarg; break;
        case AS_OF:
        case CUTOFF:
            if (!yx_day_parse(yx_str_of(optarg), k == AS_OF ? &o->as_of : &o->cutoff))
                return yx_cli_usage(cli, "check",
                                    YX_TEXT("日期要写成 2022-09-30，不能是 {0}",
                                            "a date is written 2022-09-30, not {0}"),
                                    optarg, (const char *)NULL);
            break;
        case TERM:
            if (!yx_term_parse(yx_str_of(optarg), &o->term))
                return yx_cli_usage(cli, "check",
                                    YX_TEXT("学期要写成 2022-春 或 2022-秋，不能是 {0}",
                                            "a term is written 2022-春 or 2022-秋, not {0}"),
                                    optarg, (const char *)NULL);
            break;
        case AGES:
            if (!ages_parse(optarg, &o->age_from, &o->age_to))
                return yx_cli_usage(
                    cli, "check",
                    YX_TEXT("年龄要写成 6-15，不能是 {0}", "ages are written 6-15, not {0}"),
                    optarg, (const char *)NULL);
            break;
        case 'h':
        case HELP: return yx_cli_print(cli, yx_str_of(cli->lang == YX_EN ? help.en : help.zh));
        default:
            return yx_cli_usage(cli, "check",
                                YX_TEXT("不认识的选项，或选项缺少值：{0}",
                                        "unknown option, or an option without its value: {0}"),
                                argv[optind - 1], (const char *)NULL);
        }
    }
    if (o->form.with_bom && o->form.is_gb18030)
        return yx_cli_usage(cli, "check",
                            YX_TEXT("--bom 只用于 UTF-8，GB18030 的 CSV Excel 直接就能打开",
                                    "--bom is for UTF-8; Excel opens GB18030 without it"),
                            (const char *)NULL);
    if (optind != argc - 1)
        return yx_cli_usage(cli, "check",
                            YX_TEXT("要给一个名册文件夹", "give one folder of rosters"),
                            (const char *)NULL);
    o->dir = argv[optind];
    return -1;
}

static char *path_in(struct job *j, const char *dir, struct yx_str name)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, dir);
    if (b.n && b.p[b.n - 1] != '/')
        yx_buf_putc(&b, '/');
    yx_buf_puts(&b, name);
    char *path = yx_str_c(j->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return path;
}

/* ---- reading ---- */

/* The term as far as options and settings say it, before any roster is read. */
static yx_term settled_term(const struct job *j)
{
    yx_term term = j->o.term != YX_NO_TERM ? j->o.term : j->settings.term;
    yx_day as_of = j->o.as_of != YX_NO_DAY ? j->o.as_of : j->settings.as_of;
    return term != YX_NO_TERM || as_of == YX_NO_DAY ? term : yx_term_of(as_of);
}

static int load_policy(struct job *j, struct yx_err *err)
{
    const char *path = j->o.policy;
    if (!path && j->settings.policy.n)
        path = j->settings.policy.p[0] == '/' ? yx_str_c(j->arena, j->settings.policy)
                                              : path_in(j, j->o.dir, j->settings.policy);
    if (!path) {
        if (j->o.set.n)
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("--set 要和政策一起用：加 --policy 文件",
                                   "--set needs a policy: add --policy FILE"));
        return YX_OK;
    }
    yx_term term = yx_cli_is_folder(path) ? settled_term(j) : YX_NO_TERM;
    int rc;
    if (!yx_cli_is_folder(path))
        rc = yx_cli_read_policy(j->cli, path, &j->policy, err);
    else if (term == YX_NO_TERM)
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 是文件夹：用 --term 或 --as-of 写明学期，才知道用哪个版本",
                             "{0} is a folder: say by --term or --as-of which version is meant"),
                     path);
    else
        rc = yx_cli_read_version(j->cli, path, j->settings.county, term, &j->policy, err);
    if (rc == YX_NOTFOUND)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("没有政策文书 {0}；用 --policy 指明",
                               "there is no policy document {0}; name it by --policy"),
                       path);
    for (uint32_t i = 0; rc == YX_OK && i < j->settings.n_set; i++)
        rc =
            yx_policy_set_switch(j->policy, j->settings.set[i].name, j->settings.set[i].value, err);
    for (size_t i = 0; rc == YX_OK && i < j->o.set.n; i++)
        rc = yx_cli_set_switch(j->o.set.v[i], &j->policy, 1, err);
    return rc == YX_NOTFOUND ? YX_INVALID : rc;
}

static void reading(void *ctx, struct yx_str file, size_t done, size_t total)
{
    const struct job *j = ctx;
    struct yx_buf b = {0};
    yx_buf_putz(&b, j->cli->lang == YX_EN ? "reading " : "读 ");
    yx_buf_puts(&b, file);
    yx_buf_putc(&b, '\0');
    yx_cli_progress(j->cli, b.p, done, total);
    yx_buf_free(&b);
}

static int save_mapping(struct job *j, struct yx_err *err)
{
    struct yx_buf text = {0};
    struct yx_str old = {NULL, 0};
    char *path = path_in(j, j->o.dir, YX_S("名册.ini"));
    int rc = yx_map_path(path, &old, err);
    if (rc != YX_OK && rc != YX_NOTFOUND)
        return rc;
    yx_inbox_mapping(j->inbox, old, &text);
    if (old.n)
        yx_unmap(old);
    rc = yx_write_file(path, yx_buf_str(&text), err);
    yx_buf_free(&text);
    if (rc == YX_OK)
        rc = yx_inbox_settings_read(j->o.dir, j->arena, &j->settings, err);
    if (rc == YX_OK)
        j->inbox->settings.secret = j->settings.secret; /* a key may just have been made */
    return rc;
}

static bool password_for(void *ctx, struct yx_str file, unsigned attempt, struct yx_buf *out)
{
    return yx_passwords_get(((struct job *)ctx)->passwords, file, attempt, out);
}

static int read_folder(struct job *j, struct yx_err *err)
{
    uint32_t n = 0;
    const struct yx_policy_input *input = j->policy ? yx_policy_inputs(j->policy, &n) : NULL;
    struct yx_str *wanted = YX_NEW(j->arena, struct yx_str, (size_t)n + 1);
    for (uint32_t i = 0; i < n; i++)
        wanted[i] = input[i].name;
    struct yx_inbox_options o = {.wanted = wanted,
                                 .n_wanted = n,
                                 .is_survey = j->o.plan,
                                 .pool = j->pool,
                                 .workers = j->workers,
                                 .progress = reading,
                                 .password = password_for,
                                 .ctx = j};
    int rc = yx_passwords_open(j->cli, j->o.password_file, &j->passwords, err);
    if (rc == YX_OK && j->o.mapping) {
        rc = yx_map_path(j->o.mapping, &o.mapping, err);
        if (rc == YX_NOTFOUND)
            rc = YX_FAIL(err, YX_INVALID,
                         YX_TEXT("没有文件 {0}：--mapping 要给以前的 名册.ini",
                                 "there is no file {0}: --mapping takes an earlier 名册.ini"),
                         j->o.mapping);
    }
    if (rc == YX_OK)
        rc = yx_inbox_read(j->o.dir, &o, &j->inbox, err);
    yx_passwords_free(j->passwords);
    if (o.mapping.n)
        yx_unmap(o.mapping);
    return rc == YX_OK && j->o.save_mapping ? save_mapping(j, err) : rc;
}

static int read_others(struct job *j, struct yx_err *err)
{
    if (j->o.decisions) {
        struct yx_str bytes;
        int rc = yx_map_path(j->o.decisions, &bytes, err);
        if (rc != YX_OK)
            return rc == YX_NOTFOUND
                       ? YX_FAIL(err, YX_INVALID,
                                 YX_TEXT("没有判定文件 {0}", "there is no file of decisions {0}"),
                                 j->o.decisions)
                       : rc;
        rc = yx_decisions_read(bytes, yx_base_name(yx_str_of(j->o.decisions)), j->workers, j->arena,
                               &j->decisions, err);
        yx_unmap(bytes);
        if (rc != YX_OK)
            return rc;
    }
    return j->o.previous ? yx_previous_read(j->o.previous, j->workers, &j->previous, err) : YX_OK;
}

/* ---- the run ---- */

static yx_day default_cutoff(const struct yx_policy *p, yx_term t)
{
    if (p)
        return yx_policy_cutoff(p, t);
    return yx_term_is_autumn(t) ? yx_day_make(yx_term_year(t), 10, 15)
                                : yx_day_make(yx_term_year(t), 3, 31);
}

static void progress(void *ctx, struct yx_text step, size_t done, size_t total)
{
    const struct job *j = ctx;
    yx_cli_progress(j->cli, j->cli->lang == YX_EN ? step.en : step.zh, done, total);
}

static int settle_options(struct job *j, struct yx_check_options *o, struct yx_err *err)
{
    yx_day as_of = j->o.as_of;
    if (as_of == YX_NO_DAY)
        as_of = j->settings.as_of;
    if (as_of == YX_NO_DAY)
        as_of = yx_inbox_newest_date(j->inbox);
    if (as_of == YX_NO_DAY)
        as_of = yx_today();
    yx_term term = j->o.term;
    if (term == YX_NO_TERM)
        term = j->settings.term;
    if (term == YX_NO_TERM)
        term = yx_term_of(as_of);
    uint32_t county = j->policy ? yx_policy_region(j->policy) : 0;
    *o = (struct yx_check_options){
        .inbox = j->inbox,
        .policy = j->policy,
        .decisions = j->decisions,
        .previous = j->previous,
        .as_of = as_of,
        .term = term,
        .cutoff = j->o.cutoff != YX_NO_DAY ? j->o.cutoff : default_cutoff(j->policy, term),
        .county = county ? county : j->settings.county,
        .age_from = j->o.age_from,
        .age_to = j->o.age_to,
        .is_strict = j->o.strict,
        .is_masked = j->o.mask,
        .pool = j->pool,
        .progress = progress,
        .progress_ctx = j,
    };
    return j->policy ? yx_policy_covers(j->policy, term, err) : YX_OK;
}

static void choose_outputs(struct job *j, yx_term term)
{
    j->out = j->o.out;
    if (j->out || j->o.lists)
        return;
    struct yx_buf b = {0};
    yx_buf_putz(&b, "应学结果-");
    yx_term_put(&b, term);
    yx_buf_putz(&b, ".xlsx");
    j->out = path_in(j, j->o.dir, yx_buf_str(&b));
    yx_buf_free(&b);
}

/* Everything is on disk under temporary names before the first name changes. */
static int write_results(struct job *j, const struct yx_summary *s, struct yx_err *err)
{
    struct yx_buf b = {0};
    int rc = YX_OK;
    if (j->csv) {
        yx_summary_balance_csv(s, &b);
        if (s->has_balance)
            rc = yx_csv_sink_add(j->csv, YX_S("勾稽.csv"), yx_buf_str(&b), err);
        b.n = 0;
        yx_manifest_json(s, YX_VERSION, &b);
        if (rc == YX_OK) /* the last, see csv_sink.h */
            rc = yx_csv_sink_add(j->csv, YX_S("清单.json"), yx_buf_str(&b), err);
        if (rc == YX_OK)
            rc = yx_csv_sink_settle(j->csv, err);
    }
    if (rc == YX_OK && j->o.json) {
        b.n = 0;
        yx_summary_json(s, YX_VERSION, &b);
        j->json = yx_writer_open(j->o.json, err);
        rc = j->json ? yx_writer_put(j->json, yx_buf_str(&b), err) : YX_IO;
        if (rc == YX_OK)
            rc = yx_writer_settle(j->json, err);
    }
    yx_buf_free(&b);
    if (rc == YX_OK && j->book) {
        yx_cli_progress(j->cli, j->cli->lang == YX_EN ? "writing the workbook" : "写工作簿", 0, 0);
        rc = yx_book_write(j->book, s, YX_VERSION, j->out,
                           j->o.lists ? yx_base_name(yx_str_of(j->o.lists)) : YX_S(""), err);
    }
    if (rc == YX_OK && j->csv)
        rc = yx_csv_sink_finish(j->csv, err);
    if (rc == YX_OK && j->json) {
        rc = yx_writer_finish(j->json, err);
        j->json = NULL;
    }
    return rc;
}

/* --explain: to the terminal, or as JSON to the file of --json. */
static int explain_person(struct job *j, const struct yx_check_options *o, struct yx_err *err)
{
    if (!j->policy)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("--explain 要和政策一起用：加 --policy 文件",
                               "--explain needs a policy: add --policy FILE"));
    struct yx_buf b = {0};
    int rc = yx_check_explain(o, yx_str_of(j->o.explain), j->cli->lang, j->o.json != NULL, j->arena,
                              &b, err);
    if (rc == YX_NOTFOUND) {
        rc = YX_INVALID;
        err->code = YX_INVALID;
    }
    if (rc == YX_OK && j->o.json)
        rc = yx_write_file(j->o.json, yx_buf_str(&b), err);
    else if (rc == YX_OK)
        rc = yx_cli_print(j->cli, yx_buf_str(&b)) == 0 ? YX_OK : -1;
    yx_buf_free(&b);
    return rc;
}

static int check_folder(struct job *j, struct yx_err *err)
{
    struct yx_check_options o;
    int rc = settle_options(j, &o, err);
    if (rc != YX_OK)
        return rc;
    if (j->o.explain)
        return explain_person(j, &o, err);
    choose_outputs(j, o.term);
    struct yx_sink csv = {0}, book = {0};
    unsigned slots = yx_pool_slots(j->pool);
    if (j->o.lists) {
        j->csv = yx_csv_sink_new(j->o.lists, j->o.form, slots, err);
        if (!j->csv)
            return YX_IO;
        csv = yx_csv_sink(j->csv);
    }
    if (j->out) {
        j->book = yx_book_sink_new(slots);
        book = yx_book_sink(j->book);
    }
    struct yx_tee tee = {&csv, &book};
    struct yx_sink both = yx_tee_sink(&tee);
    struct yx_summary *summary = NULL;
    if (!j->settings.secret.n)
        yx_cli_say(j->cli,
                   YX_TEXT("名册.ini 里没有密钥，编号用空密钥算出；加 --save-mapping 生成一个",
                           "名册.ini holds no 密钥, findings are numbered under an empty key; "
                           "--save-mapping makes one"),
                   (const char *)NULL);
    rc = yx_check(&o, j->csv && j->book ? &both : j->csv ? &csv : &book, j->arena, &summary, err);
    if (rc != YX_OK || (rc = write_results(j, summary, err)) != YX_OK)
        return rc;
    struct yx_buf text = {0};
    yx_summary_text(summary, j->cli->lang, j->out ? yx_str_of(j->out) : YX_S(""),
                    j->o.lists ? yx_str_of(j->o.lists) : YX_S(""), &text);
    rc = yx_cli_print(j->cli, yx_buf_str(&text)) == 0 ? YX_OK : -1;
    yx_buf_free(&text);
    return rc;
}

static int run(struct job *j, struct yx_err *err)
{
    int rc = yx_inbox_settings_read(j->o.dir, j->arena, &j->settings, err);
    if (rc == YX_OK)
        rc = load_policy(j, err);
    if (rc == YX_OK)
        rc = read_folder(j, err);
    if (rc != YX_OK)
        return rc;
    if (j->o.plan) {
        struct yx_buf text = {0};
        yx_inbox_plan_text(j->inbox, j->cli->lang, &text);
        rc = yx_cli_print(j->cli, yx_buf_str(&text)) == 0 ? YX_OK : -1;
        yx_buf_free(&text);
        if (rc == YX_OK && j->inbox->n_unreadable)
            rc = YX_FAIL(err, YX_INVALID,
                         YX_TEXT("{0} 个文件读不了，原因见上：处理好再核对",
                                 "{0} files cannot be read, see above: put them right first"),
                         yx_fmt_u64(j->inbox->n_unreadable).s);
        return rc;
    }
    rc = read_others(j, err);
    return rc == YX_OK ? check_folder(j, err) : rc;
}

int yx_cmd_check(const struct yx_cli *cli, int argc, char **argv)
{
    struct job j = {.cli = cli};
    int status = options_read(cli, argc, argv, &j.o);
    if (status >= 0) {
        free(j.o.set.v);
        return status;
    }
    status = yx_cli_workers(cli, &j.workers);
    if (status) {
        free(j.o.set.v);
        return status;
    }
    j.arena = yx_arena_new();
    j.pool = yx_pool_new(cli->threads);
    struct yx_err err = {0};
    int rc = run(&j, &err);
    yx_cli_progress_end();
    if (rc == -1) /* stdout is gone; said already */
        status = 3;
    else
        status = rc == YX_OK ? 0 : yx_cli_error(cli, &err);
    yx_writer_abandon(j.json);
    yx_csv_sink_free(j.csv);
    yx_book_sink_free(j.book);
    yx_previous_free(j.previous);
    yx_inbox_free(j.inbox);
    if (j.policy)
        yx_policy_free(j.policy);
    yx_pool_free(j.pool);
    yx_arena_free(j.arena);
    yx_cli_workers_end(cli, j.workers);
    free(j.o.set.v);
    return status;
}
