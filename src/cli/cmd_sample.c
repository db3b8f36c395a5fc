/* cmd_sample.c -- the command `yingxue sample`. */
#include "cli/cli.h"

#include "base/pool.h"
#include "sample/sample.h"

#include <string.h>

enum { MAX_CHILDREN = 20000000 };

static const struct yx_text help = {
    "用法：yingxue sample 文件夹 --county 区划码 --children N --seed S [选项…]\n\n"
    "生成一个模拟县：各部门的名册、名册.ini、政策文书，以及 真值/ 里的答案。人名为虚构，\n"
    "证件号在未启用的区划 500299 内、校验码有效；乡镇名取自给定的县。同样的参数得到同样的文件。\n\n"
    "  --county 区划码     六位；不认识的县用虚构的乡镇名\n"
    "  --children N        3 至 22 岁的人数，1 至 20000000\n"
    "  --seed S            随机种子\n"
    "  --as-of 日期        数据截至（默认 2022-11-20）\n"
    "  --dirty             带真实名册里常见的数据问题（默认）\n"
    "  --hard              再加上难认的：双胞胎、同名同日生、错行、两处笔误、拼音姓名、搬家……\n"
    "  --clean             不带数据问题\n"
    "  --csv               全部写成 CSV（UTF-8）；默认各部门用自己的格式\n"
    "  --xlsx              全部写成工作簿\n"
    "  --no-truth          不写 真值/\n",
    "usage: yingxue sample FOLDER --county CODE --children N --seed S [OPTION…]\n\n"
    "Makes a synthetic county: the rosters of its departments, 名册.ini, the policy, and the\n"
    "answers in 真值/.  Names are invented, numbers stand in the unused division 500299 with valid\n"
    "check digits, townships are those of the county.  The same options give the same files.\n\n"
    "  --county CODE       six digits; a county not known gets invented townships\n"
    "  --children N        persons of 3 to 22 years, 1 to 20000000\n"
    "  --seed S            of the random numbers\n"
    "  --as-of DATE        the day the data stand (default 2022-11-20)\n"
    "  --dirty             with the data problems of real rosters (default)\n"
    "  --hard              also what is hard to tell: twins, namesakes born the same day, columns\n"
    "                      slipped by a row, two wrong digits, names in pinyin, moved households, …\n"
    "  --clean             without data problems\n"
    "  --csv               everything as CSV (UTF-8); by default each department's own form\n"
    "  --xlsx              everything as workbooks\n"
    "  --no-truth          without 真值/\n"};

static void progress(void *ctx, size_t done, size_t total)
{
    const struct yx_cli *cli = ctx;
    yx_cli_progress(cli, cli->lang == YX_ZH ? "生成" : "making", done, total);
}

static int wrong_value(const struct yx_cli *cli, const char *option, const char *value)
{
    return yx_cli_usage(cli, "sample", YX_TEXT("{0} 的值“{1}”不对", "“{1}” is no value for {0}"),
                        option, value, (const char *)NULL);
}

struct request {
    struct yx_sample_options o;
    const char *dir;
    bool has_county, has_children, has_seed;
};

static int read_number(const struct yx_cli *cli, const char *option, const char *value, uint64_t lo,
                       uint64_t hi, uint64_t *out)
{
    if (yx_str_u64(yx_str_of(value), out) && *out >= lo && *out <= hi)
        return 0;
    return wrong_value(cli, option, value);
}

static int read_argument(const struct yx_cli *cli, int argc, char **argv, int *i, struct request *q)
{
    bool missing = false;
    const char *v;
    if ((v = yx_cli_value(argc, argv, i, "--county", &missing))) {
        uint64_t n = 0;
        q->has_county = true;
        int rc = strlen(v) == 6 ? read_number(cli, "--county", v, 100000, 999999, &n)
                                : wrong_value(cli, "--county", v);
        if (!rc)
            q->o.county = (uint32_t)n;
        return rc;
    }
    if ((v = yx_cli_value(argc, argv, i, "--children", &missing))) {
        q->has_children = true;
        return read_number(cli, "--children", v, 1, MAX_CHILDREN, &q->o.children);
    }
    if ((v = yx_cli_value(argc, argv, i, "--seed", &missing))) {
        q->has_seed = true;
        return read_number(cli, "--seed", v, 0, UINT64_MAX, &q->o.seed);
    }
    if ((v = yx_cli_value(argc, argv, i, "--as-of", &missing)))
        return yx_day_parse(yx_str_of(v), &q->o.as_of) ? 0 : wrong_value(cli, "--as-of", v);
    if (missing)
        return yx_cli_usage(cli, "sample", YX_TEXT("{0} 后面要有值", "{0} needs a value"), argv[*i],
                            (const char *)NULL);
    const char *a = argv[*i];
    if (strcmp(a, "--clean") == 0)
        q->o.is_dirty = q->o.is_hard = false;
    else if (strcmp(a, "--dirty") == 0)
        q->o.is_dirty = true, q->o.is_hard = false;
    else if (strcmp(a, "--csv") == 0)
        q->o.form = YX_FORM_CSV;
    else if (strcmp(a, "--xlsx") == 0)
        q->o.form = YX_FORM_XLSX;
    else if (strcmp(a, "--no-truth") == 0)
        q->o.has_truth = false;
    else if (strcmp(a, "--hard") == 0)
        q->o.is_dirty = q->o.is_hard = true;
    else if (a[0] == '-' || q->dir)
        return yx_cli_usage(cli, "sample", YX_TEXT("不认识“{0}”", "do not know “{0}”"), a,
                            (const char *)NULL);
    else
        q->dir = a;
    return 0;
}

int yx_cmd_sample(const struct yx_cli *cli, int argc, char **argv)
{
    struct request q = {
        .o = {.as_of = yx_day_make(2022, 11, 20), .is_dirty = true, .has_truth = true}};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return yx_cli_print(cli, yx_str_of(cli->lang == YX_EN ? help.en : help.zh));
        int rc = read_argument(cli, argc, argv, &i, &q);
        if (rc)
            return rc;
    }
    if (!q.dir || !q.has_county || !q.has_children || !q.has_seed)
        return yx_cli_usage(cli, "sample",
                            YX_TEXT("要有文件夹、--county、--children 和 --seed",
                                    "a folder, --county, --children and --seed are needed"),
                            (const char *)NULL);
    struct yx_err err;
    struct yx_cli shown = *cli;
    q.o.pool = yx_pool_new(cli->threads);
    q.o.progress = progress;
    q.o.ctx = &shown;
    int rc = yx_sample_make(q.dir, &q.o, &err);
    yx_pool_free(q.o.pool);
    yx_cli_progress_end();
    return rc ? yx_cli_error(cli, &err) : 0;
}
