/* cmd_diff.c -- the command `yingxue diff`: to whom two policies give something else.
 *
 * Differences of one benefit are gathered by what was and what is: an official
 * asks what changes, then for whom. */
#include "cli/cli.h"

#include "base/mem.h"
#include "cli/diff_facts.h"
#include "cli/policy_file.h"
#include "policy/policy_diff.h"
#include "table/worker.h"

#include <stdlib.h>

enum { MAX_CHANGES = 64, SHOWN_CHANGES = 8 };

/* One change of a benefit: all students between the same two decisions. */
struct change {
    struct yx_decision was, is;
    uint64_t n;
    struct yx_buf student; /* the first of them */
};

struct telling {
    const struct yx_cli *cli;
    const struct yx_policy *old, *new;
    struct yx_str id; /* of the benefit whose changes these are */
    struct change change[MAX_CHANGES];
    uint32_t n_changes;
    uint64_t n, n_benefits;
    struct yx_buf out;
};

static int help(const struct yx_cli *cli)
{
    return yx_cli_print(
        cli,
        yx_str_of(
            cli->lang == YX_EN
                ? "usage: yingxue diff OLD.yx NEW.yx [FACTS.csv] [--deltas FILE]\n\n"
                  "Says to which students the two policies give something else: every kind of\n"
                  "student is looked at, in the terms both cover, with both values of their\n"
                  "switches.  Benefits are matched by id, inputs and codes by name.\n\n"
                  "With a facts table instead: what changes for its students, by account and\n"
                  "benefit; winners and losers.\n\n"
                  "  --deltas FILE   the corrections, a line each: 学生,学期,项目,项目名称,账户,\n"
                  "                  对象,原状态,原金额,新状态,新金额,差额,更正,依据\n"
                  "  --lang zh|en  --threads N\n\n"
                  "Exit status: 0 no difference, or done with a facts table; 1 differences;\n"
                  "2 unreadable or wrong input; 3 failed on the way.\n"
                : "用法：yingxue diff 旧政策.yx 新政策.yx [事实.csv] [--deltas 文件]\n\n"
                  "列出两份政策对哪些学生给得不一样：两份都管的学期，开关的两种取值，\n"
                  "每一种学生都算一遍。项目按编号对应，输入和代码按名称对应。\n\n"
                  "给了事实表，就看表里的学生有什么变化：按账户和项目合计，几人多得、几人少得。\n\n"
                  "  --deltas 文件   逐条写出更正（补发、追回）：学生,学期,项目,项目名称,账户,对象,\n"
                  "                  原状态,原金额,新状态,新金额,差额,更正,依据\n"
                  "  --lang zh|en  --threads N\n\n"
                  "退出状态：0 没有不同，或事实表比完；1 有不同；2 输入读不了或有错误；\n"
                  "3 中途失败。\n"));
}

static struct yx_str benefit_name(const struct yx_policy *p, struct yx_str id)
{
    uint32_t n;
    const struct yx_policy_benefit *b = yx_policy_benefits(p, &n);
    for (uint32_t i = 0; i < n; i++)
        if (yx_str_eq(b[i].id, id))
            return b[i].name;
    return (struct yx_str){NULL, 0};
}

static bool same(struct yx_decision a, struct yx_decision b)
{
    return a.status == b.status && a.payee == b.payee && a.amount == b.amount;
}

static void put_decision(struct yx_buf *b, struct yx_decision d)
{
    if (d.status != YX_ENTITLED && d.status != YX_CEILING) {
        yx_buf_puts(b, yx_status_name(d.status));
        return;
    }
    yx_money_put(b, d.amount);
    yx_buf_putz(b, "元 ");
    yx_buf_puts(b, yx_payee_name(d.payee));
}

/* What was gathered of one benefit, to the output. */
static void tell_benefit(struct telling *t)
{
    if (!t->n_changes)
        return;
    bool en = t->cli->lang == YX_EN;
    struct yx_str name = benefit_name(t->new, t->id);
    t->n_benefits++;
    yx_buf_puts(&t->out, t->id);
    yx_buf_putc(&t->out, ' ');
    yx_buf_puts(&t->out, name.n ? name : benefit_name(t->old, t->id));
    yx_buf_putc(&t->out, '\n');
    for (uint32_t i = 0; i < t->n_changes; i++) {
        struct change *c = &t->change[i];
        if (i < SHOWN_CHANGES) {
            yx_buf_putz(&t->out, "  ");
            put_decision(&t->out, c->was);
            yx_buf_putz(&t->out, " → ");
            put_decision(&t->out, c->is);
            yx_buf_printf(&t->out,
                          en ? " (%llu kinds of students), for instance:\n      "
                             : "（%llu 种学生），例如：\n      ",
                          (unsigned long long)c->n);
            yx_buf_puts(&t->out, yx_buf_str(&c->student));
            yx_buf_putc(&t->out, '\n');
        }
        yx_buf_free(&c->student);
        *c = (struct change){.n = 0};
    }
    if (t->n_changes > SHOWN_CHANGES)
        yx_buf_printf(&t->out, en ? "  and %u other changes\n" : "  另有 %u 种变化\n",
                      t->n_changes - SHOWN_CHANGES);
    t->n_changes = 0;
}

static bool gather(void *ctx, const struct yx_difference *d)
{
    struct telling *t = ctx;
    if (!yx_str_eq(d->id, t->id)) {
        tell_benefit(t);
        t->id = d->id;
    }
    t->n++;
    for (uint32_t i = 0; i < t->n_changes; i++)
        if (same(t->change[i].was, d->was) && same(t->change[i].is, d->is)) {
            t->change[i].n++;
            return true;
        }
    if (t->n_changes == MAX_CHANGES)
        return true; /* counted among all, not by itself */
    struct change *c = &t->change[t->n_changes++];
    *c = (struct change){.was = d->was, .is = d->is, .n = 1};
    yx_compare_student(d, &c->student);
    return true;
}

static int compare(const struct yx_cli *cli, const struct yx_policy *old,
                   const struct yx_policy *new)
{
    struct telling *t = yx_calloc(1, sizeof *t);
    *t = (struct telling){.cli = cli, .old = old, .new = new};
    struct yx_compare_result r;
    yx_policy_compare(old, new, gather, t, &r);
    tell_benefit(t);
    int status = yx_cli_print(cli, yx_buf_str(&t->out));
    struct yx_buf span = {0};
    yx_term_put(&span, r.first);
    yx_buf_putz(&span, " – ");
    yx_term_put(&span, r.last);
    yx_buf_putc(&span, 0);
    if (r.first > r.last)
        yx_cli_say(cli,
                   YX_TEXT("两份政策没有都管的学期，无从比较",
                           "no term is covered by both policies: there is nothing to compare"),
                   (const char *)NULL);
    else
        yx_cli_say(cli,
                   YX_TEXT("{0}：查过 {1} 种情形，{2} 种不同，涉及 {3} 个项目",
                           "{0}: {1} cases looked through, {2} differ, in {3} benefits"),
                   span.p, yx_fmt_u64(r.cells).s, yx_fmt_u64(r.different).s,
                   yx_fmt_u64(t->n_benefits).s, (const char *)NULL);
    if (r.is_cut_short)
        yx_cli_say(cli,
                   YX_TEXT("有的项目情形太多，只查了一部分",
                           "some benefits have too many cases: only a part was looked through"),
                   (const char *)NULL);
    if (status == 0)
        status = r.first > r.last ? 2 : r.different ? 1 : 0;
    yx_buf_free(&span);
    yx_buf_free(&t->out);
    free(t);
    return status;
}

static int compare_facts(const struct yx_cli *cli, const char *const *path, const char *deltas)
{
    struct yx_workers *workers;
    struct yx_policy *old = NULL, *new = NULL;
    struct yx_err err = {0};
    int status = yx_cli_workers(cli, &workers); /* before any policy: they start without data */
    if (status == 0)
        status = yx_cli_load_policy(cli, path[0], &old);
    if (status == 0)
        status = yx_cli_load_policy(cli, path[1], &new);
    if (status == 0) {
        int rc = yx_diff_facts(cli, old, new, path[2], deltas, workers, &err);
        status = rc == YX_OK ? 0 : err.code ? yx_cli_error(cli, &err) : 3;
    }
    yx_policy_free(old);
    yx_policy_free(new);
    yx_cli_workers_end(cli, workers);
    return status;
}

int yx_cmd_diff(const struct yx_cli *cli, int argc, char **argv)
{
    const char *path[3] = {NULL, NULL, NULL}, *deltas = NULL;
    int n = 0;
    bool only_names = false;
    for (int i = 1; i < argc; i++) {
        bool is_option = !only_names && argv[i][0] == '-';
        if (is_option && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0))
            return help(cli);
        if (is_option && strcmp(argv[i], "--") == 0)
            only_names = true;
        else if (is_option && strncmp(argv[i], "--deltas=", 9) == 0)
            deltas = argv[i] + 9;
        else if (is_option && strcmp(argv[i], "--deltas") == 0 && i + 1 < argc)
            deltas = argv[++i];
        else if (is_option && strcmp(argv[i], "--deltas") == 0)
            return yx_cli_usage(cli, "diff", YX_TEXT("{0} 后面要有值", "{0} needs a value"),
                                argv[i], (const char *)NULL);
        else if (is_option)
            return yx_cli_usage(cli, "diff", YX_TEXT("没有选项 {0}", "there is no option {0}"),
                                argv[i], (const char *)NULL);
        else if (n == 3)
            return yx_cli_usage(cli, "diff",
                                YX_TEXT("多出参数 {0}", "there is one argument too many: {0}"),
                                argv[i], (const char *)NULL);
        else
            path[n++] = argv[i];
    }
    if (n < 2)
        return yx_cli_usage(cli, "diff", YX_TEXT("要两份政策", "two policies are needed"),
                            (const char *)NULL);
    if (deltas && n < 3)
        return yx_cli_usage(cli, "diff",
                            YX_TEXT("--deltas 要和事实表一起用", "--deltas needs a facts table"),
                            (const char *)NULL);
    if (n == 3)
        return compare_facts(cli, path, deltas);
    struct yx_policy *old = NULL, *new = NULL;
    int status = yx_cli_load_policy(cli, path[0], &old);
    if (status == 0)
        status = yx_cli_load_policy(cli, path[1], &new);
    if (status == 0)
        status = compare(cli, old, new);
    yx_policy_free(old);
    yx_policy_free(new);
    return status;
}
