/* summary_text.c -- the figures of a run in words, for a terminal.
 *
 * Aligned by display width, because a Chinese character takes two columns. */
#include "check/summary.h"

#include "check/decisions.h"

struct writer {
    struct yx_buf *out;
    bool english;
};

static void put(struct writer *w, struct yx_text t)
{
    yx_buf_putz(w->out, w->english ? t.en : t.zh);
}

/* Text and blanks up to `width` columns. */
static void put_padded(struct yx_buf *out, struct yx_str s, size_t width)
{
    yx_buf_puts(out, s);
    for (size_t k = yx_utf8_width(s); k < width; k++)
        yx_buf_putc(out, ' ');
}

/* `1,234,567`. */
static void put_grouped(struct yx_buf *out, uint64_t n)
{
    char digits[20];
    size_t k = 0;
    do
        digits[k++] = (char)('0' + n % 10);
    while ((n /= 10) > 0);
    while (k-- > 0) {
        yx_buf_putc(out, digits[k]);
        if (k && k % 3 == 0)
            yx_buf_putc(out, ',');
    }
}

static void put_yuan(struct writer *w, yx_fen fen)
{
    uint64_t v = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    if (fen < 0)
        yx_buf_putc(w->out, '-');
    put_grouped(w->out, v / 100);
    yx_buf_printf(w->out, ".%02u", (unsigned)(v % 100));
    put(w, YX_TEXT(" 元", " yuan"));
}

static void right_aligned(struct yx_buf *out, uint64_t n, size_t width)
{
    struct yx_buf b = {0};
    put_grouped(&b, n);
    for (size_t k = b.n; k < width; k++)
        yx_buf_putc(out, ' ');
    yx_buf_puts(out, yx_buf_str(&b));
    yx_buf_free(&b);
}

enum { LABEL_WIDTH = 28, NUMBER_WIDTH = 12 };

static void line(struct writer *w, struct yx_text label, uint64_t n)
{
    yx_buf_putz(w->out, "  ");
    put_padded(w->out, yx_str_of(w->english ? label.en : label.zh), LABEL_WIDTH);
    right_aligned(w->out, n, NUMBER_WIDTH);
}

static void money_line(struct writer *w, struct yx_text label, uint64_t persons, yx_fen fen)
{
    line(w, label, persons);
    put(w, YX_TEXT(" 人  ", " persons  "));
    put_yuan(w, fen);
    yx_buf_putc(w->out, '\n');
}

static void put_head(struct writer *w, const struct yx_summary *s)
{
    put(w, YX_TEXT("应学核对 ", "Check for term "));
    yx_term_put(w->out, s->term);
    put(w, YX_TEXT("  数据截至 ", "  as of "));
    yx_day_put(w->out, s->as_of);
    put(w, YX_TEXT("  身份认定日 ", "  identities as of "));
    yx_day_put(w->out, s->cutoff);
    if (s->policy) {
        put(w, YX_TEXT("\n政策 ", "\npolicy "));
        yx_buf_puts(w->out, yx_policy_id(s->policy));
        yx_buf_putc(w->out, ' ');
        yx_buf_puts(w->out, yx_policy_title(s->policy));
    }
    yx_buf_putc(w->out, '\n');
}

static void put_school(struct writer *w, const struct yx_summary *s)
{
    const uint64_t *b = s->balance;
    put(w, YX_TEXT("\n应学\n", "\nSchooling\n"));
    yx_buf_putz(w->out, "  ");
    struct yx_buf label = {0};
    yx_buf_printf(&label, w->english ? "children aged %d to %d" : "适龄儿童（%d 至 %d 岁）",
                  s->age_from, s->age_to);
    put_padded(w->out, yx_buf_str(&label), LABEL_WIDTH);
    yx_buf_free(&label);
    right_aligned(w->out, s->children, NUMBER_WIDTH);
    yx_buf_putc(w->out, '\n');
    static const enum yx_balance_class order[] = {YX_BALANCE_MISSING,
                                                  YX_BALANCE_NOT_PRESENT,
                                                  YX_BALANCE_DROPOUT,
                                                  YX_BALANCE_PENDING,
                                                  YX_BALANCE_OUTSIDE_CLAIMED,
                                                  YX_BALANCE_OUTSIDE_PROVED,
                                                  YX_BALANCE_IN_COUNTY,
                                                  YX_BALANCE_HOME_TAUGHT,
                                                  YX_BALANCE_DEFERRED,
                                                  YX_BALANCE_COMPLETED,
                                                  YX_BALANCE_GONE};
    for (size_t i = 0; i < YX_LEN(order); i++) {
        line(w, yx_balance_name(order[i]), b[order[i]]);
        yx_buf_putc(w->out, '\n');
    }
    uint64_t sum = 0;
    for (unsigned k = 0; k < YX_N_BALANCE; k++)
        sum += b[k];
    line(w, YX_TEXT("以上合计（勾稽）", "sum of these"), sum);
    put(w,
        sum == s->children ? YX_TEXT("  平\n", "  equal\n") : YX_TEXT("  不平\n", "  NOT equal\n"));
}

static void put_money(struct writer *w, const struct yx_summary *s)
{
    put(w, YX_TEXT("\n应助（发到人的）\n", "\nAid (to persons)\n"));
    money_line(w, YX_TEXT("应享", "due"), s->due_persons, s->due);
    if (!s->list[YX_LIST_UNPAID].is_written)
        return;
    money_line(w, YX_TEXT("已发", "paid"), s->paid_persons, s->paid);
    money_line(w, YX_TEXT("应助未助", "due, not paid"), s->unpaid_persons, s->unpaid);
    money_line(w, YX_TEXT("不应助已助", "paid, not due"), s->not_due_persons, s->not_due);
    money_line(w, YX_TEXT("金额不符，多发", "paid too much"), s->over_persons, s->over);
    money_line(w, YX_TEXT("金额不符，少发", "paid too little"), s->under_persons, s->under);
    money_line(w, YX_TEXT("重复资助", "paid twice"), s->twice_persons, s->twice);
}

static void put_lists(struct writer *w, const struct yx_summary *s)
{
    put(w, YX_TEXT("\n清单\n", "\nLists\n"));
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        if (!s->list[l].is_written)
            continue;
        struct yx_text title = yx_list_title((enum yx_list)l);
        struct yx_buf label = {0};
        yx_buf_putz(&label, title.zh);
        if (w->english) {
            for (size_t k = yx_utf8_width(yx_buf_str(&label)); k < 18; k++)
                yx_buf_putc(&label, ' ');
            yx_buf_putc(&label, ' ');
            yx_buf_putz(&label, title.en);
        }
        yx_buf_putz(w->out, "  ");
        put_padded(w->out, yx_buf_str(&label), w->english ? 44 : LABEL_WIDTH);
        right_aligned(w->out, s->list[l].rows, NUMBER_WIDTH);
        yx_buf_putc(w->out, '\n');
        yx_buf_free(&label);
    }
    bool is_any = false;
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        if (s->list[l].is_written || l == YX_LIST_GONE)
            continue;
        put(w, is_any ? YX_TEXT("；", "; ") : YX_TEXT("  没有出的清单：", "  not written: "));
        is_any = true;
        yx_buf_puts(w->out, yx_list_name((enum yx_list)l));
        yx_buf_putz(w->out, w->english ? " (" : "（");
        yx_buf_puts(w->out, s->list[l].why);
        yx_buf_putz(w->out, w->english ? ")" : "）");
    }
    if (is_any)
        yx_buf_putc(w->out, '\n');
}

/* 均值 of the policy against what is due per head. */
static void put_averages(struct writer *w, const struct yx_summary *s)
{
    for (uint32_t i = 0; i < s->n_benefits && s->policy; i++) {
        const struct yx_benefit_tally *t = &s->benefit[i];
        yx_fen wanted;
        if (!t->entitled || !yx_policy_average(s->policy, i, s->term, &wanted))
            continue;
        uint32_t n;
        const struct yx_policy_benefit *f = &yx_policy_benefits(s->policy, &n)[i];
        put(w, YX_TEXT("  人均：", "  per head: "));
        yx_buf_puts(w->out, f->id);
        yx_buf_putc(w->out, ' ');
        yx_buf_puts(w->out, f->name);
        yx_buf_putc(w->out, ' ');
        yx_money_put(w->out, yx_per_head(t->due, t->entitled));
        put(w, YX_TEXT(" 元，政策的均值是 ", " yuan; the policy says "));
        yx_money_put(w->out, wanted);
        put(w, YX_TEXT(" 元\n", "\n"));
    }
}

static void put_notes(struct writer *w, const struct yx_summary *s)
{
    struct yx_buf b = {0};
    struct writer n = {&b, w->english};
    for (uint32_t i = 0; i < s->n_unprovided; i++) {
        put(&n, i ? YX_TEXT("，", ", ")
                  : YX_TEXT("  没有提供（或不全）的身份名单：",
                            "  identity lists not provided (or partial): "));
        yx_buf_puts(&b, s->unprovided[i].name);
        if (s->unprovided[i].decisions) {
            put(&n, s->is_strict ? YX_TEXT("（", " (") : YX_TEXT("（可能改变 ", " (could change "));
            put_grouped(&b, s->unprovided[i].decisions);
            put(&n, s->is_strict ? YX_TEXT(" 个决定因此待核）", " decisions wait for it)")
                                 : YX_TEXT(" 个决定）", " decisions)"));
        }
    }
    if (s->n_unprovided)
        put(&n, s->is_strict ? YX_TEXT("；按不知道处理\n", "; taken as unknown\n")
                             : YX_TEXT("；暂按没有处理\n", "; taken as none\n"));
    uint64_t avoided = 0;
    for (unsigned k = 0; k < YX_N_LINKS; k++)
        avoided += s->avoided[k];
    if (avoided) {
        put(&n, YX_TEXT("  避免的误报：", "  false alarms avoided: "));
        put_grouped(&b, avoided);
        put(&n, YX_TEXT(" 名儿童的记录有错，仍然认出\n",
                        " children recognised in spite of broken records\n"));
    }
    uint64_t remarks = 0, unread = 0;
    for (uint32_t i = 0; i < s->inbox->n_notes; i++) {
        remarks += s->inbox->note[i].n_remarks;
        unread += s->inbox->note[i].kind == YX_N_KINDS;
    }
    if (unread) {
        put(&n, YX_TEXT("  没有读的文件和工作表：", "  files and sheets not read: "));
        put_grouped(&b, unread);
        put(&n, YX_TEXT(" 个，--plan 说为什么\n", "; --plan says why\n"));
    }
    if (remarks) {
        put(&n, YX_TEXT("  名册本身要看的地方：", "  to be looked at in the rosters: "));
        put_grouped(&b, remarks);
        put(&n, YX_TEXT(" 处，--plan 逐一说明\n", "; --plan says each\n"));
    }
    if (s->no_birth) {
        put(&n, YX_TEXT("  户籍上没有出生日期、不在勾稽之内：",
                        "  on the register without a date of birth, outside the balance: "));
        put_grouped(&b, s->no_birth);
        yx_buf_putc(&b, '\n');
    }
    if (s->other_term_lines) {
        put(&n,
            YX_TEXT("  其他学期的发放记录，未比对：", "  payments of other terms, not compared: "));
        put_grouped(&b, s->other_term_lines);
        yx_buf_putc(&b, '\n');
    }
    put_averages(&n, s);
    for (uint32_t i = 0; i < s->n_benefits && s->policy; i++) {
        if (s->benefit[i].is_compared || !s->benefit[i].due_persons ||
            !s->list[YX_LIST_UNPAID].is_written)
            continue;
        uint32_t k;
        const struct yx_policy_benefit *f = yx_policy_benefits(s->policy, &k);
        put(&n, YX_TEXT("  没有发放记录、未比对：", "  no payments at all, not compared: "));
        yx_buf_puts(&b, f[i].id);
        yx_buf_putc(&b, ' ');
        yx_buf_puts(&b, f[i].name);
        yx_buf_putz(&b, "  ");
        put_grouped(&b, s->benefit[i].due_persons);
        put(&n, YX_TEXT(" 人 ", " persons "));
        put_yuan(&n, s->benefit[i].due_to_persons);
        yx_buf_putc(&b, '\n');
    }
    if (s->n_used_decisions || s->n_unused_decisions) {
        put(&n, YX_TEXT("  人工判定：用上 ", "  decisions: applied "));
        put_grouped(&b, s->n_used_decisions);
        put(&n, YX_TEXT("，没有对上 ", ", matching nothing "));
        put_grouped(&b, s->n_unused_decisions);
        yx_buf_putc(&b, '\n');
    }
    if (b.n) {
        put(w, YX_TEXT("\n请注意\n", "\nPlease note\n"));
        yx_buf_puts(w->out, yx_buf_str(&b));
    }
    yx_buf_free(&b);
}

void yx_summary_text(const struct yx_summary *s, enum yx_lang lang, struct yx_str book,
                     struct yx_str lists, struct yx_buf *out)
{
    struct writer w = {out, lang == YX_EN};
    put_head(&w, s);
    if (s->has_balance)
        put_school(&w, s);
    if (s->list[YX_LIST_AWARD].is_written)
        put_money(&w, s);
    put_lists(&w, s);
    put_notes(&w, s);
    if (book.n) {
        put(&w, YX_TEXT("\n工作簿：", "\nworkbook: "));
        yx_buf_puts(out, book);
    }
    if (lists.n) {
        put(&w, YX_TEXT("\n清单文件夹：", "\nlists: "));
        yx_buf_puts(out, lists);
    }
    yx_buf_putc(out, '\n');
}
