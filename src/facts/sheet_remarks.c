/* sheet_remarks.c -- what people should hear of a sheet that was read.
 *
 * DESIGN.  A total row speaks of the rows since another total row or since the
 * top; which one is not said.  So its figure is right if it is the sum since any
 * of them, and only if it is none of these is it said to differ. */
#include "facts/sheet_remarks.h"

#include "base/mem.h"
#include "base/money.h"
#include "facts/factbase_int.h"

#include <stdlib.h>

enum { MAX_TOTALS = 256, MAX_SAID = 5, MAX_COLUMNS = 4 };

struct remarks {
    struct yx_inbox *in;
    struct {
        struct yx_sheet_remark *v;
        size_t n, cap;
    } list;
};

/* Takes the two texts, which are emptied. */
static void say(struct remarks *r, struct yx_buf *zh, struct yx_buf *en)
{
    struct yx_sheet_remark m = {yx_str_dup(r->in->arena, yx_buf_str(zh)),
                                yx_str_dup(r->in->arena, yx_buf_str(en))};
    YX_PUSH(&r->list, m);
    zh->n = en->n = 0;
}

struct yx_str yx_row_reason_name(enum yx_row_reason r, bool english)
{
    static const struct {
        const char *zh, *en;
    } names[YX_N_ROW_REASONS] = {
        [YX_ROW_TOTAL] = {"合计、小计", "totals"},
        [YX_ROW_SIGNATURE] = {"填表、审核等签字", "signatures"},
        [YX_ROW_REMARK] = {"注和说明", "notes"},
        [YX_ROW_HEADING] = {"重复的表头", "headings once more"},
        [YX_ROW_NOBODY] = {"没有姓名和号码", "neither name nor number"},
    };
    return yx_str_of(english ? names[r].en : names[r].zh);
}

static void say_number(struct remarks *r, uint32_t n, const char *zh, const char *en)
{
    if (n == 0)
        return;
    struct yx_buf a = {0}, b = {0};
    yx_buf_printf(&a, "%u %s", (unsigned)n, zh);
    yx_buf_printf(&b, "%u %s", (unsigned)n, en);
    say(r, &a, &b);
    yx_buf_free(&a);
    yx_buf_free(&b);
}

/* ---- totals ---- */

/* A column whose totals are laid beside our sums. */
struct summed {
    const struct yx_column *c;
    int64_t unit; /* yuan; 1 for counts */
    bool is_money;
    int64_t sum, since[MAX_TOTALS]; /* so far; as it stood at the totals before */
    bool is_odd;                    /* a cell could not be read: nothing is compared */
};

static int64_t value_of(const struct summed *s, uint32_t row)
{
    struct yx_str cell = yx_column_text(s->c, row);
    return s->is_money ? yx_reading_money(NULL, s->unit, cell) : yx_reading_count(NULL, 0, cell);
}

static void put_value(const struct summed *s, struct yx_buf *b, int64_t v)
{
    if (s->is_money)
        yx_money_put(b, v);
    else
        yx_buf_printf(b, "%lld", (long long)v);
}

static bool agrees(const struct summed *s, uint32_t n, int64_t said)
{
    if (said == s->sum)
        return true;
    for (uint32_t i = 0; i < n; i++)
        if (said == s->sum - s->since[i])
            return true;
    return false;
}

static void say_total(struct remarks *r, const struct yx_table *t, const struct summed *s,
                      uint32_t row, uint32_t n, int64_t said)
{
    struct yx_buf zh = {0}, en = {0};
    int64_t part = n ? s->sum - s->since[n - 1] : s->sum;
    yx_buf_printf(&zh, "第 %u 行的合计“", (unsigned)t->row_no[row]);
    yx_buf_puts(&zh, s->c->heading);
    yx_buf_putz(&zh, "”写的是 ");
    put_value(s, &zh, said);
    yx_buf_putz(&zh, "，上面各行相加是 ");
    put_value(s, &zh, s->sum);
    yx_buf_printf(&en, "the total in row %u says ", (unsigned)t->row_no[row]);
    put_value(s, &en, said);
    yx_buf_putz(&en, " for ");
    yx_buf_puts(&en, s->c->heading);
    yx_buf_putz(&en, "; the rows above make ");
    put_value(s, &en, s->sum);
    if (part != s->sum) {
        yx_buf_putz(&zh, "（上一个合计以来 ");
        put_value(s, &zh, part);
        yx_buf_putz(&zh, "）");
        yx_buf_putz(&en, " (since the total before ");
        put_value(s, &en, part);
        yx_buf_putz(&en, ")");
    }
    yx_buf_putz(&zh, "，对不上");
    say(r, &zh, &en);
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

/* 共 12 人, 5人, 合计：12 名: the persons a total row speaks of; -1: none. */
static int64_t persons_in(struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] < '0' || s.p[i] > '9' || (i && (s.p[i - 1] == '.' || s.p[i - 1] == ',')))
            continue;
        size_t n = i;
        while (n < s.n && s.p[n] >= '0' && s.p[n] <= '9')
            n++;
        uint64_t count;
        struct yx_str rest = yx_str_trim(yx_str_sub(s, n, s.n));
        bool is_people = (yx_str_starts(rest, YX_S("人")) && !yx_str_starts(rest, YX_S("人次"))) ||
                         yx_str_starts(rest, YX_S("名"));
        if (is_people && n - i < 10 && yx_str_u64(yx_str_sub(s, i, n), &count))
            return (int64_t)count;
        i = n;
    }
    return -1;
}

static int64_t persons_of_row(const struct yx_rows *rows, uint32_t row)
{
    const struct yx_table *t = rows->table;
    int64_t n = persons_in(yx_row_label(t, row));
    for (uint32_t c = 0; c < t->n_columns && n < 0; c++)
        if (t->column[c].field == YX_FIELD_NAME || t->column[c].field == YX_FIELD_ID ||
            t->column[c].field == YX_FIELD_SCHOOL)
            n = persons_in(yx_column_text(&t->column[c], row));
    return n;
}

static void say_persons(struct remarks *r, const struct yx_table *t, uint32_t row, int64_t said,
                        int64_t all, int64_t part)
{
    struct yx_buf zh = {0}, en = {0};
    yx_buf_printf(&zh, "第 %u 行写的是 %lld 人，上面有 %lld 行", (unsigned)t->row_no[row],
                  (long long)said, (long long)all);
    yx_buf_printf(&en, "row %u says %lld persons; %lld rows stand above", (unsigned)t->row_no[row],
                  (long long)said, (long long)all);
    if (part != all) {
        yx_buf_printf(&zh, "（上一个合计以来 %lld 行）", (long long)part);
        yx_buf_printf(&en, " (%lld since the total before)", (long long)part);
    }
    yx_buf_putz(&zh, "，对不上");
    say(r, &zh, &en);
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

static uint32_t columns_to_sum(const struct yx_table *t, struct summed *out)
{
    uint32_t n = 0;
    for (uint32_t c = 0; c < t->n_columns && n < MAX_COLUMNS; c++) {
        int f = t->column[c].field;
        bool is_money = f == YX_FIELD_AMOUNT || f == YX_FIELD_RETURNED;
        if (!is_money && f != YX_FIELD_HEADCOUNT && f != YX_FIELD_COVERED)
            continue;
        out[n] = (struct summed){.c = &t->column[c],
                                 .unit = is_money ? yx_column_unit(t, &t->column[c]) : 1,
                                 .is_money = is_money};
        n += out[n].unit != 0;
    }
    return n;
}

/* Lays the figures of total rows beside our sums. */
static void check_totals(struct remarks *r, const struct yx_rows *rows)
{
    const struct yx_table *t = rows->table;
    /* the last counts rows */
    struct summed *s = yx_calloc(MAX_COLUMNS + 1, sizeof *s), *people = &s[MAX_COLUMNS];
    uint32_t n = columns_to_sum(t, s), n_totals = 0, n_differ = 0;
    for (uint32_t i = 0; i < rows->n && n_totals < MAX_TOTALS; i++) {
        if (rows->is_data[i]) {
            people->sum++;
            for (uint32_t k = 0; k < n; k++) {
                int64_t v = value_of(&s[k], i);
                if (yx_says(v))
                    s[k].is_odd |= __builtin_add_overflow(s[k].sum, v, &s[k].sum);
                else
                    s[k].is_odd |= v == YX_SAYS_ODD;
            }
            continue;
        }
        if (yx_rows_reason(rows, i) != YX_ROW_TOTAL)
            continue;
        for (uint32_t k = 0; k < n; k++) {
            int64_t said = value_of(&s[k], i);
            if (yx_says(said) && !s[k].is_odd && !agrees(&s[k], n_totals, said) &&
                n_differ++ < MAX_SAID)
                say_total(r, t, &s[k], i, n_totals, said);
        }
        int64_t said = persons_of_row(rows, i);
        if (said >= 0 && !agrees(people, n_totals, said) && n_differ++ < MAX_SAID)
            say_persons(r, t, i, said, people->sum,
                        people->sum - (n_totals ? people->since[n_totals - 1] : 0));
        for (uint32_t k = 0; k < n; k++)
            s[k].since[n_totals] = s[k].sum;
        people->since[n_totals++] = people->sum;
    }
    if (n_differ > MAX_SAID) {
        struct yx_buf zh = {0}, en = {0};
        yx_buf_printf(&zh, "另有 %u 处合计对不上", (unsigned)(n_differ - MAX_SAID));
        yx_buf_printf(&en, "%u more totals differ", (unsigned)(n_differ - MAX_SAID));
        say(r, &zh, &en);
        yx_buf_free(&zh);
        yx_buf_free(&en);
    }
    free(s);
}

/* ---- numbers ---- */

/* Numbers that are wrong in themselves, by what is wrong with them. */
static void say_numbers(struct remarks *r, const struct yx_rows *rows)
{
    static const struct {
        enum yx_id_class c;
        const char *zh, *en;
    } wrong[] = {
        {YX_ID_DAMAGED, "个证件号被 Excel 当成数字，末几位已经丢失",
         "numbers lost digits in Excel"},
        {YX_ID_CHECK_WRONG, "个证件号校验码不符", "numbers have a wrong check digit"},
        {YX_ID_BIRTH_IMPOSSIBLE, "个证件号里的出生日期不存在", "numbers have an impossible birth"},
        {YX_ID_LENGTH, "个证件号位数不对", "numbers have a wrong length"},
        {YX_ID_PLACEHOLDER, "个是占位的号码", "are placeholders"},
        {YX_ID_GARBAGE, "格填的不是证件号", "cells hold no number"}};
    uint32_t n[YX_N_ID_CLASSES] = {0};
    for (uint32_t i = 0; i < rows->n; i++)
        n[rows->id_class[i]] += rows->is_data[i];
    for (size_t i = 0; i < YX_LEN(wrong); i++)
        say_number(r, n[wrong[i].c], wrong[i].zh, wrong[i].en);
}

/* ---- what the file said besides ---- */

static void say_hidden(struct remarks *r, const struct yx_table *t)
{
    struct yx_buf zh = {0}, en = {0};
    if (t->is_hidden_sheet) {
        yx_buf_putz(&zh, "是隐藏的工作表，照常读");
        yx_buf_putz(&en, "a hidden sheet, read like the others");
        say(r, &zh, &en);
    }
    if (t->is_filtered && t->n_hidden_rows) {
        yx_buf_printf(&zh, "设了筛选，%u 行被筛掉看不见，照常读", (unsigned)t->n_hidden_rows);
        yx_buf_printf(&en, "a filter hides %u rows, which are read", (unsigned)t->n_hidden_rows);
        say(r, &zh, &en);
    } else if (t->n_hidden_rows) {
        yx_buf_printf(&zh, "%u 行是隐藏的，照常读", (unsigned)t->n_hidden_rows);
        yx_buf_printf(&en, "%u hidden rows, which are read", (unsigned)t->n_hidden_rows);
        say(r, &zh, &en);
    }
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

static void say_merged(struct remarks *r, const struct yx_table *t)
{
    say_number(r, t->n_merged_filled, "个格子按合并单元格补了上面的值",
               "cells took the value of the merged cell they lie in");
    if (t->n_merged_kept == 0)
        return;
    struct yx_buf zh = {0}, en = {0};
    yx_buf_printf(&zh, "%u 个跨行的合并单元格不能往下补（第一个在第 %u 行），值只算在它的首行",
                  (unsigned)t->n_merged_kept, (unsigned)t->first_merged_kept);
    yx_buf_printf(
        &en, "%u merged cells over several rows (first in row %u) count in their first row only",
        (unsigned)t->n_merged_kept, (unsigned)t->first_merged_kept);
    say(r, &zh, &en);
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

/* Rows of a text file that hold something broken: how many, and the first of them. */
static void say_damage(struct remarks *r, const struct yx_damage *d, const char *zh_what,
                       const char *en_what)
{
    struct yx_buf zh = {0}, en = {0};
    uint32_t shown = YX_MIN(d->n_rows, (uint32_t)YX_DAMAGE_ROWS);
    if (!d->n_rows)
        return;
    yx_buf_printf(&zh, "%u 行%s：第 ", (unsigned)d->n_rows, zh_what);
    yx_buf_printf(&en, "%u rows %s: ", (unsigned)d->n_rows, en_what);
    for (uint32_t i = 0; i < shown; i++) {
        yx_buf_printf(&zh, i ? "、%u" : "%u", (unsigned)d->row[i]);
        yx_buf_printf(&en, i ? ", %u" : "%u", (unsigned)d->row[i]);
    }
    yx_buf_putz(&zh, shown < d->n_rows ? " 行等" : " 行");
    yx_buf_putz(&en, shown < d->n_rows ? ", …" : "");
    say(r, &zh, &en);
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

static void say_units(struct remarks *r, const struct yx_sheet_note *n)
{
    struct yx_buf zh = {0}, en = {0};
    for (uint32_t c = 0; c < n->n_columns; c++) {
        const struct yx_note_column *k = &n->column[c];
        bool is_money = k->field == YX_FIELD_AMOUNT || k->field == YX_FIELD_RETURNED ||
                        k->field == YX_FIELD_TUITION || k->field == YX_FIELD_LODGING ||
                        k->field == YX_FIELD_BOOKS || k->field == YX_FIELD_CARE_FEE;
        if (k->field == YX_FIELD_CARE_FEE && k->unit.has_period && k->unit.year_counts == 0) {
            yx_buf_putz(&zh, "列“");
            yx_buf_puts(&zh, k->heading);
            yx_buf_putz(&zh, "”按月或按天计，一年收几次说不准，没有采用：请改成一年或一学期的标准");
            yx_buf_puts(&en, k->heading);
            yx_buf_putz(&en, " is by the month or day, no one can tell how many a year; not used");
            say(r, &zh, &en);
        }
        if (!is_money || !k->unit.is_unknown)
            continue;
        yx_buf_putz(&zh, "列“");
        yx_buf_puts(&zh, k->heading);
        yx_buf_putz(&zh, "”的单位不认识，金额没有采用：请改成元或万元");
        yx_buf_putz(&en, "the unit of ");
        yx_buf_puts(&en, k->heading);
        yx_buf_putz(&en, " is not known; its amounts are not used: write yuan or 万元");
        say(r, &zh, &en);
    }
    yx_buf_free(&zh);
    yx_buf_free(&en);
}

static void put_column_name(const struct yx_sheet_note *n, uint32_t c, struct yx_buf *b)
{
    if (n->column[c].heading.n)
        yx_buf_puts(b, n->column[c].heading);
    else
        yx_heading_letters(n->column_from + c, b);
}

static void say_hint(struct remarks *r, const struct yx_sheet_note *n,
                     const struct yx_heading_hint *h)
{
    struct yx_buf zh = {0}, en = {0}, one = {0}, two = {0};
    put_column_name(n, h->column, &one);
    put_column_name(n, h->other, &two);
    yx_buf_putc(&one, '\0');
    yx_buf_putc(&two, '\0');
    struct yx_str field = yx_field_name((enum yx_field)h->field);
    switch (h->kind) {
    case YX_HINT_NO_HEADING:
        yx_buf_printf(
            &zh, "%s没有列名，看过的 %u 格里 %u 格像“%.*s”；要用它，在 名册.ini 里写 列.%.*s = %s",
            one.p, (unsigned)h->of, (unsigned)h->n, (int)field.n, field.p, (int)field.n, field.p,
            one.p);
        yx_buf_printf(&en,
                      "%s has no heading; %u of %u cells looked at are like %.*s: to use it, write "
                      "列.%.*s = %s in 名册.ini",
                      one.p, (unsigned)h->n, (unsigned)h->of, (int)field.n, field.p, (int)field.n,
                      field.p, one.p);
        break;
    case YX_HINT_SWAPPED:
        yx_buf_printf(&zh, "“%s”和“%s”两列的列名写反了（看过的 %u 格全是有效证件号），按内容读",
                      one.p, two.p, (unsigned)h->of);
        yx_buf_printf(&en,
                      "the headings %s and %s are exchanged (all %u cells looked at are valid "
                      "numbers); read by what they hold",
                      one.p, two.p, (unsigned)h->of);
        break;
    case YX_HINT_MAYBE_SWAPPED:
        yx_buf_printf(&zh, "“%s”列看过的 %u 格里 %u 格是证件号，列名可能写错；照列名读，请核对",
                      one.p, (unsigned)h->of, (unsigned)h->n);
        yx_buf_printf(&en,
                      "%u of %u cells looked at under %s are identity numbers; read by the "
                      "heading, please check",
                      (unsigned)h->n, (unsigned)h->of, one.p);
        break;
    }
    say(r, &zh, &en);
    yx_buf_free(&zh);
    yx_buf_free(&en);
    yx_buf_free(&one);
    yx_buf_free(&two);
}

void yx_sheet_remarks(struct yx_inbox *in, struct yx_sheet_note *n)
{
    const struct yx_rows *rows = &n->roster->rows;
    const struct yx_table *t = rows->table;
    struct remarks r = {.in = in};
    for (uint32_t i = 0; i < rows->n; i++)
        if (!rows->is_data[i]) {
            n->n_skipped++;
            n->skipped[yx_rows_reason(rows, i)]++;
        }
    n->skipped[YX_ROW_HEADING] += t->n_heading_repeats;
    n->n_skipped += t->n_heading_repeats;
    for (uint32_t i = 0; i < n->n_hints; i++)
        say_hint(&r, n, &n->hint[i]);
    say_units(&r, n);
    say_hidden(&r, t);
    say_merged(&r, t);
    say_damage(&r, &t->nuls, "夹有空字节，已去掉", "hold NUL bytes, which are left out");
    say_damage(&r, &t->malformed, "有坏字符，坏处读作“\xEF\xBF\xBD”，请对照原件改正",
               "hold broken characters, read as \xEF\xBF\xBD: correct them from the original");
    say_damage(&r, &t->foreign, "的编码和全文不同（几个文件拼成的？），已按各自的编码读",
               "are in another encoding than the file, and read as such");
    say_number(&r, t->n_ragged, "行的格数与表头不同，多出的不读、缺少的算空",
               "records have more or fewer cells than the heading");
    if (n->skipped[YX_ROW_TOTAL])
        check_totals(&r, rows);
    say_numbers(&r, rows);
    n->remark = YX_NEW(in->arena, struct yx_sheet_remark, r.list.n + 1);
    if (r.list.n)
        memcpy(n->remark, r.list.v, r.list.n * sizeof *n->remark);
    n->n_remarks = (uint32_t)r.list.n;
    free(r.list.v);
}
