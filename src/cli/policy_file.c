/* policy_file.c -- a policy from its file, or the version for a term from a folder. */
#include "cli/policy_file.h"

#include "base/file.h"
#include "base/mem.h"
#include "cli/policy_shelf.h"
#include "lang/report.h"
#include "policy/policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { MOST_VERSIONS = 64 };

static void print_report(const struct yx_cli *cli, struct yx_report *report)
{
    struct yx_buf b = {0};
    yx_report_render(report, cli->lang, &b);
    (void)fwrite(b.p, 1, b.n, stderr);
    yx_buf_free(&b);
}

/* Each amount that is 待定: which, between what, when, and where to enter it. */
static int refuse_open(const struct yx_cli *cli, const char *path, const struct yx_policy *p,
                       struct yx_err *err)
{
    uint32_t n;
    const struct yx_policy_open *open = yx_policy_open(p, &n);
    struct yx_buf ids = {0}, b = {0};
    for (uint32_t i = 0; i < n; i++) {
        bool is_new = i == 0 || !yx_str_eq(open[i].id, open[i - 1].id);
        if (is_new)
            yx_buf_putz(&ids, ids.n ? " " : "");
        if (is_new)
            yx_buf_puts(&ids, open[i].id);
        b.n = 0;
        yx_buf_puts(&b, open[i].id);
        if (open[i].name.n && !yx_str_eq(open[i].name, open[i].id)) {
            yx_buf_putc(&b, ' ');
            yx_buf_puts(&b, open[i].name);
        }
        yx_buf_putc(&b, 0);
        size_t range = b.n;
        yx_buf_puts(&b, open[i].range);
        yx_buf_putz(&b, "，");
        yx_day_put(&b, open[i].from);
        yx_buf_putz(&b, cli->lang == YX_ZH ? " 至 " : " – ");
        yx_day_put(&b, open[i].to);
        yx_buf_putc(&b, 0);
        size_t place = b.n;
        yx_buf_puts(&b, open[i].file);
        yx_buf_putc(&b, ':');
        yx_buf_put_u64(&b, open[i].line);
        yx_buf_putc(&b, 0);
        if (open[i].is_above)
            yx_cli_say(cli,
                       YX_TEXT("  {0}：{1}；在 {2} 沿用它的项目下面写 定 金额 …（上级留在 {3}）",
                               "  {0}: {1}; write 定 金额 … in the benefit of {2} that adopts it "
                               "(left open in {3})"),
                       b.p, b.p + range, path, b.p + place, (const char *)NULL);
        else
            yx_cli_say(cli,
                       YX_TEXT("  {0}：{1}；把 {2} 的待定换成金额",
                               "  {0}: {1}; put an amount in the place of 待定 in {2}"),
                       b.p, b.p + range, b.p + place, (const char *)NULL);
    }
    yx_buf_putc(&ids, 0);
    int rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("政策 {0} 还有待定的金额，先定下来：{1}",
                             "policy {0} has amounts still to be set: {1}"),
                     path, ids.p);
    yx_buf_free(&ids);
    yx_buf_free(&b);
    return rc;
}

static int read_policy(const struct yx_cli *cli, const char *path, struct yx_policy **out,
                       struct yx_err *err)
{
    struct yx_str text;
    *out = NULL;
    int rc = yx_map_path(path, &text, err);
    if (rc != YX_OK)
        return rc;
    struct yx_report *report = yx_report_new();
    struct yx_shelf *shelf = yx_shelf_open(path);
    rc = yx_policy_load_chain(text, yx_str_of(path), yx_shelf_uppers(shelf), report, out);
    yx_unmap(text);
    yx_shelf_close(shelf);
    if (rc != YX_OK) {
        print_report(cli, report);
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("政策 {0} 有错，不能用", "policy {0} has mistakes and cannot be used"),
                     path);
    }
    yx_report_free(report);
    return rc;
}

int yx_cli_read_policy(const struct yx_cli *cli, const char *path, struct yx_policy **out,
                       struct yx_err *err)
{
    int rc = read_policy(cli, path, out, err);
    if (rc != YX_OK)
        return rc;
    uint32_t n;
    (void)yx_policy_open(*out, &n);
    if (!n)
        return YX_OK;
    rc = refuse_open(cli, path, *out, err);
    yx_policy_free(*out);
    *out = NULL;
    return rc;
}

int yx_cli_load_policy(const struct yx_cli *cli, const char *path, struct yx_policy **out)
{
    struct yx_err err = {0};
    int rc = yx_cli_read_policy(cli, path, out, &err);
    if (rc == YX_OK)
        return 0;
    (void)yx_cli_error(cli, &err);
    return 2;
}

/* ---- versions ---- */

bool yx_cli_is_folder(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

struct version {
    const char *path;
    struct yx_policy_card card;
};

struct versions {
    struct version v[MOST_VERSIONS];
    uint32_t n;
};

static int by_begin(const void *a, const void *b)
{
    const struct version *x = a, *y = b;
    return x->card.from != y->card.from ? (x->card.from < y->card.from ? -1 : 1)
                                        : strcmp(x->path, y->path);
}

/* `pengshui-2022.yx（2022-01-01 至 2022-12-31）、…` */
static void put_versions(const struct versions *v, struct yx_buf *b)
{
    for (uint32_t i = 0; i < v->n; i++) {
        if (i)
            yx_buf_putz(b, "、");
        yx_buf_puts(b, yx_base_name(yx_str_of(v->v[i].path)));
        yx_buf_putz(b, "（");
        if (v->v[i].card.from != YX_NO_DAY)
            yx_day_put(b, v->v[i].card.from);
        yx_buf_putz(b, " 至 ");
        if (v->v[i].card.to != YX_NO_DAY)
            yx_day_put(b, v->v[i].card.to);
        yx_buf_putz(b, "）");
    }
    yx_buf_putc(b, 0);
}

static int list_versions(const char *folder, uint32_t county, struct yx_arena *a,
                         struct versions *out, struct yx_err *err)
{
    const char **path;
    size_t n = yx_shelf_files(folder, a, &path);
    uint32_t only = county;
    *out = (struct versions){.n = 0};
    for (size_t i = 0; i < n; i++) {
        struct yx_str text;
        int rc = yx_map_path(path[i], &text, err);
        if (rc != YX_OK)
            return rc;
        struct yx_policy_card card;
        bool is_policy = yx_policy_peek(text, a, &card);
        yx_unmap(text);
        if (!is_policy || !card.region || (county && card.region != county))
            continue;
        if (only && card.region != only)
            return YX_FAIL(
                err, YX_INVALID,
                YX_TEXT("{0} 里有几个地区的政策（{1}、{2}）：指明一个文件",
                        "{0} holds policies of several counties ({1}, {2}): name a file"),
                folder, yx_fmt_u64(only).s, yx_fmt_u64(card.region).s);
        only = card.region;
        if (out->n == MOST_VERSIONS)
            return YX_FAIL(err, YX_INVALID,
                           YX_TEXT("{0} 里的政策版本太多，最多 {1} 个",
                                   "{0} holds too many versions, at most {1}"),
                           folder, yx_fmt_i64(MOST_VERSIONS).s);
        out->v[out->n++] = (struct version){path[i], card};
    }
    if (!out->n)
        return county ? YX_FAIL(err, YX_INVALID,
                                YX_TEXT("{0} 里没有地区 {1} 的政策",
                                        "{0} holds no policy of the county {1}"),
                                folder, yx_fmt_u64(county).s)
                      : YX_FAIL(err, YX_INVALID,
                                YX_TEXT("{0} 里没有写明地区的政策文书",
                                        "{0} holds no policy that names its county"),
                                folder);
    qsort(out->v, out->n, sizeof out->v[0], by_begin);
    return YX_OK;
}

static int both_cover(const struct version *a, const struct version *b, yx_term term,
                      struct yx_err *err)
{
    struct versions two = {{*a, *b}, 2};
    struct yx_buf t = {0};
    yx_term_put(&t, term);
    yx_buf_putc(&t, 0);
    size_t at = t.n;
    put_versions(&two, &t);
    int rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 有两个版本都管：{1}；有效期不能重叠",
                             "two versions both cover {0}: {1}; they must not overlap"),
                     t.p, t.p + at);
    yx_buf_free(&t);
    return rc;
}

/* No term may lie in two versions. */
static int check_overlap(const struct versions *v, struct yx_policy *const *p, struct yx_err *err)
{
    for (uint32_t i = 0; i < v->n; i++)
        for (uint32_t k = i + 1; k < v->n; k++) {
            yx_term first, last;
            yx_policy_terms(p[k], &first, &last);
            for (yx_term t = first; t <= last; t++)
                if (yx_policy_covers(p[i], t, NULL) == YX_OK &&
                    yx_policy_covers(p[k], t, NULL) == YX_OK)
                    return both_cover(&v->v[i], &v->v[k], t, err);
        }
    return YX_OK;
}

int yx_cli_read_versions(const struct yx_cli *cli, const char *folder, uint32_t county,
                         struct yx_policy **out, uint32_t most, uint32_t *n, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct versions *v = YX_NEW(a, struct versions, 1);
    int rc = list_versions(folder, county, a, v, err);
    *n = 0;
    if (rc == YX_OK && v->n > most)
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 里的政策版本太多，最多 {1} 个",
                             "{0} holds too many versions, at most {1}"),
                     folder, yx_fmt_u64(most).s);
    while (rc == YX_OK && *n < v->n) {
        rc = yx_cli_read_policy(cli, v->v[*n].path, &out[*n], err);
        *n += rc == YX_OK;
    }
    if (rc == YX_OK)
        rc = check_overlap(v, out, err);
    for (uint32_t i = 0; rc != YX_OK && i < *n; i++)
        yx_policy_free(out[i]);
    yx_arena_free(a);
    return rc;
}

int yx_cli_read_version(const struct yx_cli *cli, const char *folder, uint32_t county, yx_term term,
                        struct yx_policy **out, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct versions *v = YX_NEW(a, struct versions, 1);
    int rc = list_versions(folder, county, a, v, err), found = -1;
    *out = NULL;
    for (uint32_t i = 0; rc == YX_OK && i < v->n; i++) {
        struct yx_policy *p = NULL;
        rc = read_policy(cli, v->v[i].path, &p, err);
        if (rc == YX_OK && yx_policy_covers(p, term, NULL) == YX_OK) {
            if (found >= 0)
                rc = both_cover(&v->v[found], &v->v[i], term, err);
            found = (int)i;
        }
        yx_policy_free(p);
    }
    if (rc == YX_OK && found < 0) {
        struct yx_buf b = {0};
        yx_term_put(&b, term);
        yx_buf_putc(&b, 0);
        size_t at = b.n;
        put_versions(v, &b);
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("{0} 里没有管 {1} 的政策，只有 {2}",
                             "{0} holds no policy in force for {1}, only {2}"),
                     folder, b.p, b.p + at);
        yx_buf_free(&b);
    } else if (rc == YX_OK) {
        rc = yx_cli_read_policy(cli, v->v[found].path, out, err);
    }
    yx_arena_free(a);
    return rc;
}

int yx_cli_set_switch(const char *setting, struct yx_policy *const *policy, uint32_t n,
                      struct yx_err *err)
{
    struct yx_str value = yx_str_of(setting), name;
    (void)yx_str_split(&value, '=', &name);
    bool yes = yx_str_is(value, "是") || yx_str_is(value, "yes");
    if (!yes && !yx_str_is(value, "否") && !yx_str_is(value, "no"))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("--set 写成 开关=是 或 开关=否，不能是 {0}",
                               "--set takes SWITCH=是 or SWITCH=否, not {0}"),
                       setting);
    bool is_known = false;
    for (uint32_t i = 0; i < n; i++)
        is_known |= yx_policy_set_switch(policy[i], name, yes, err) == YX_OK;
    if (!is_known)
        return YX_INVALID;
    *err = (struct yx_err){0};
    return YX_OK;
}
