/* aid_totals.c -- headcount and amount by term and benefit. */
#include "cli/aid_totals.h"

#include "cli/cli.h"
#include "policy/award_run.h"
#include "table/csv_out.h"

static void total_row(struct yx_buf *b, const char *name_of_account, struct yx_str id,
                      struct yx_str name, struct yx_str payee, uint64_t count, bool has_amount,
                      int64_t fen, uint64_t pending)
{
    struct yx_str cell[] = {yx_str_of(name_of_account), id, name, payee};
    for (size_t i = 0; i < YX_LEN(cell); i++) {
        yx_csv_text(b, cell[i]);
        yx_buf_putc(b, ',');
    }
    yx_buf_put_u64(b, count);
    yx_buf_putc(b, ',');
    if (has_amount)
        yx_money_put(b, fen);
    yx_buf_putc(b, ',');
    yx_buf_put_u64(b, pending);
    yx_buf_putc(b, '\n');
}

/* 到人 到校 食堂 → 资助; no total crosses accounts. */
static const char *const account[] = {"", "资助", "资助", "资助", "减免", "贷款", "外部"};

void yx_aid_put_totals(const struct yx_policy *policy, const struct yx_award_totals *t,
                       struct yx_buf *b)
{
    uint32_t n;
    const struct yx_policy_benefit *ben = yx_policy_benefits(policy, &n);
    for (uint32_t k = 0; k < t->n_terms; k++) {
        struct yx_buf term = {0};
        yx_term_put(&term, t->term[k]);
        yx_buf_putc(&term, ',');
        static const char *const accounts[] = {"资助", "减免", "贷款", "外部"};
        for (size_t a = 0; a < YX_LEN(accounts); a++) {
            uint64_t count = 0;
            int64_t fen = 0;
            bool any = false;
            for (uint32_t i = 0; i < n; i++) {
                const struct yx_award_total *w = &t->total[(size_t)k * n + i];
                bool first = true;
                for (int p = YX_PAY_PERSON; p <= YX_PAY_OUTSIDE; p++) {
                    bool may = ben[i].payees >> p & 1;
                    if (strcmp(account[p], accounts[a]) != 0 ||
                        (!w->count[p] && !(may && first && w->pending)))
                        continue;
                    yx_buf_puts(b, yx_buf_str(&term));
                    total_row(b, accounts[a], ben[i].id, ben[i].name,
                              yx_payee_name((enum yx_payee)p), w->count[p], ben[i].has_amount,
                              w->fen[p], first ? w->pending : 0);
                    first = false;
                    any = true;
                    count += w->count[p];
                    fen += w->fen[p];
                }
            }
            if (!any)
                continue;
            yx_buf_puts(b, yx_buf_str(&term));
            total_row(b, accounts[a], (struct yx_str){0},
                      strcmp(accounts[a], "贷款") == 0 ? YX_S("合计（额度）") : YX_S("合计"),
                      (struct yx_str){0}, count, true, fen, 0);
        }
        yx_buf_free(&term);
    }
}

void yx_aid_say_averages(const struct yx_cli *cli, const struct yx_policy *policy,
                         const struct yx_award_totals *t)
{
    uint32_t n;
    const struct yx_policy_benefit *ben = yx_policy_benefits(policy, &n);
    struct yx_buf b = {0};
    for (uint32_t k = 0; k < t->n_terms; k++)
        for (uint32_t i = 0; i < n; i++) {
            const struct yx_award_total *w = &t->total[(size_t)k * n + i];
            uint64_t persons = 0;
            yx_fen sum = 0, wanted;
            for (int p = YX_PAY_PERSON; p <= YX_PAY_OUTSIDE; p++) {
                persons += w->count[p];
                sum += w->fen[p];
            }
            if (!persons || !yx_policy_average(policy, i, t->term[k], &wanted))
                continue;
            b.n = 0;
            yx_term_put(&b, t->term[k]);
            yx_buf_putc(&b, ' ');
            yx_buf_puts(&b, ben[i].id);
            yx_buf_putc(&b, ' ');
            yx_buf_puts(&b, ben[i].name);
            yx_buf_putc(&b, 0);
            size_t given = b.n;
            yx_money_put(&b, yx_per_head(sum, persons));
            yx_buf_putc(&b, 0);
            size_t mean = b.n;
            yx_money_put(&b, wanted);
            yx_buf_putc(&b, 0);
            yx_cli_say(cli,
                       YX_TEXT("{0}：{1} 人次，人均 {2} 元，政策的均值是 {3} 元",
                               "{0}: {1} awards of {2} yuan on average; the policy says {3}"),
                       b.p, yx_fmt_u64(persons).s, b.p + given, b.p + mean, (const char *)NULL);
        }
    yx_buf_free(&b);
}
