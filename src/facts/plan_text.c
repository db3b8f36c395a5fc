/* plan_text.c -- how a folder was understood, for people (--plan). */
#include "base/mem.h"
#include "facts/sheet_remarks.h"

/* Name of the column of ours that a field number stands for. */
static struct yx_str field_name(const struct yx_inbox *in, int field)
{
    if (field >= YX_FIELD_EXTRA)
        return in->extra[field - YX_FIELD_EXTRA];
    return yx_field_name((enum yx_field)field);
}

static void put_place(const struct yx_sheet_note *n, bool en, struct yx_buf *out)
{
    yx_buf_puts(out, n->file);
    if (n->sheet.n) {
        yx_buf_putc(out, ':');
        yx_buf_puts(out, n->sheet);
    }
    if (n->number)
        yx_buf_printf(out, en ? ", table %u" : "，第 %u 张表", (unsigned)n->number + 1);
    yx_buf_putc(out, '\n');
}

/* What a column is and why, where the heading alone does not say it. */
static void put_why(const struct yx_inbox *in, const struct yx_note_column *c, bool en,
                    struct yx_buf *out)
{
    static const struct {
        const char *zh, *en;
    } whys[] = {
        [YX_WHY_LISTED] = {"", ""},
        [YX_WHY_GROUP] = {"按它上面一层的列名", "by the heading above it"},
        [YX_WHY_NEIGHBOUR] = {"按它左边的列", "by the columns left of it"},
        [YX_WHY_PERSON] = {"名册.ini 指定", "by 名册.ini"},
        [YX_WHY_POLICY] = {"政策要用", "asked by the policy"},
        [YX_WHY_CONTENT] = {"列名写反，按内容", "by what it holds"},
        [YX_WHY_UNKNOWN] = {"不认识的列名", "unknown"},
        [YX_WHY_LEFT_OUT] = {"用不着", "of no use"},
        [YX_WHY_TAKEN] = {"另一列已作", "another column is"},
        [YX_WHY_OTHER_KIND] = {"这类名册不用", "of no use in this kind"},
        [YX_WHY_NO_HEADING] = {"没有列名", "no heading"},
    };
    if (c->why == YX_WHY_LISTED)
        return;
    yx_buf_putz(out, en ? " (" : "（");
    yx_buf_putz(out, en ? whys[c->why].en : whys[c->why].zh);
    if (c->why == YX_WHY_TAKEN && c->would_be != YX_N_FIELDS) {
        yx_buf_putz(out, en ? " " : "“");
        yx_buf_puts(out, field_name(in, c->would_be));
        yx_buf_putz(out, en ? "" : "”");
    }
    yx_buf_putz(out, en ? ")" : "）");
}

static bool is_money(int field)
{
    return field == YX_FIELD_AMOUNT || field == YX_FIELD_RETURNED || field == YX_FIELD_TUITION ||
           field == YX_FIELD_LODGING || field == YX_FIELD_BOOKS || field == YX_FIELD_CARE_FEE;
}

static void put_unit(const struct yx_note_column *c, bool en, struct yx_buf *out)
{
    if (!is_money(c->field) || (!c->unit.is_said && !c->unit.has_period))
        return;
    if (c->unit.is_unknown)
        yx_buf_putz(out, en ? " [unknown unit]" : "［单位不认识］");
    else if (c->unit.yuan == 10000)
        yx_buf_putz(out, en ? " [10,000 yuan]" : "［万元］");
    else if (c->unit.yuan != 1)
        yx_buf_printf(out, en ? " [%u yuan]" : "［1 代表 %u 元］", (unsigned)c->unit.yuan);
    else
        yx_buf_putz(out, en ? " [yuan]" : "［元］");
    if (c->unit.has_period && c->unit.year_counts > 1)
        yx_buf_printf(out, en ? " [%u a year]" : "［一年 %u 次］", (unsigned)c->unit.year_counts);
}

static void put_columns(const struct yx_inbox *in, const struct yx_sheet_note *n, bool en,
                        struct yx_buf *out)
{
    const char *sep = en ? "  columns: " : "  列：";
    for (uint32_t c = 0; c < n->n_columns; c++) {
        const struct yx_note_column *k = &n->column[c];
        if (k->field == YX_N_FIELDS)
            continue;
        struct yx_str name = field_name(in, k->field);
        yx_buf_putz(out, sep);
        yx_buf_puts(out, k->heading);
        if (!yx_str_eq(name, k->heading)) {
            yx_buf_putz(out, "→");
            yx_buf_puts(out, name);
        }
        put_unit(k, en, out);
        put_why(in, k, en, out);
        sep = en ? ", " : "、";
    }
    yx_buf_putc(out, '\n');
    bool any = false;
    for (uint32_t c = 0; c < n->n_columns; c++) {
        const struct yx_note_column *k = &n->column[c];
        if (k->field != YX_N_FIELDS || k->heading.n == 0)
            continue;
        yx_buf_putz(out, any ? en ? ", " : "、" : en ? "  not used: " : "  未用：");
        yx_buf_puts(out, k->heading);
        put_why(in, k, en, out);
        any = true;
    }
    yx_buf_putz(out, any ? "\n" : "");
}

static void put_skipped(const struct yx_sheet_note *n, bool en, struct yx_buf *out)
{
    if (n->n_skipped == 0)
        return;
    yx_buf_printf(out, en ? "  rows left out: %u (" : "  不计的行：%u（", (unsigned)n->n_skipped);
    const char *sep = "";
    for (int r = 0; r < YX_N_ROW_REASONS; r++)
        if (n->skipped[r]) {
            yx_buf_putz(out, sep);
            yx_buf_puts(out, yx_row_reason_name((enum yx_row_reason)r, en));
            yx_buf_printf(out, " %u", (unsigned)n->skipped[r]);
            sep = en ? ", " : "，";
        }
    yx_buf_putz(out, en ? ")\n" : "）\n");
}

static void put_heading_rows(const struct yx_sheet_note *n, bool en, struct yx_buf *out)
{
    if (n->heading_last > n->heading_row)
        yx_buf_printf(out, en ? ", heading in rows %u to %u" : "，表头在第 %u 至 %u 行",
                      (unsigned)n->heading_row, (unsigned)n->heading_last);
    else
        yx_buf_printf(out, en ? ", heading in row %u" : "，表头在第 %u 行",
                      (unsigned)n->heading_row);
    if (n->column_from) {
        yx_buf_putz(out, en ? ", from column " : "，从 ");
        yx_heading_letters(n->column_from, out);
        yx_buf_putz(out, en ? "" : "起");
    }
}

static void put_note(const struct yx_inbox *in, const struct yx_sheet_note *n, bool en,
                     struct yx_buf *out)
{
    put_place(n, en, out);
    if (!n->roster) {
        yx_buf_putz(out, en ? "  not read: " : "  没有读：");
        yx_buf_puts(out, n->why);
        yx_buf_putc(out, '\n');
        return;
    }
    const struct yx_roster *r = n->roster;
    const struct yx_table *t = r->rows.table;
    yx_buf_putz(out, en ? "  kind " : "  类别 ");
    yx_buf_puts(out, yx_kind_name(n->kind));
    if (r->identity.n) {
        yx_buf_putz(out, en ? " (" : "（");
        yx_buf_puts(out, r->identity);
        yx_buf_putz(out, en ? ")" : "）");
    }
    put_heading_rows(n, en, out);
    yx_buf_printf(out, en ? ", %u rows" : "，数据 %u 行",
                  (unsigned)(r->rows.n + t->n_heading_repeats - n->n_skipped));
    yx_buf_putz(out, en ? ", list date " : "，名单日期 ");
    if (r->list_date == YX_NO_DAY)
        yx_buf_putz(out, en ? "unknown (counts as the oldest)" : "不详（当作最早）");
    else
        yx_day_put(out, r->list_date);
    if (r->is_partial)
        yx_buf_putz(out, en ? ", partial" : "，部分名单");
    if (r->is_by_household)
        yx_buf_putz(out, en ? ", by household" : "，按户");
    yx_buf_putc(out, '\n');
    if (n->remembered.n) {
        yx_buf_putz(out, en ? "  read as [" : "  同一部门、列名相同，按 名册.ini 的 [");
        yx_buf_puts(out, n->remembered);
        yx_buf_putz(out, en ? "] of 名册.ini: same sender, same headings\n" : "] 读\n");
    }
    put_columns(in, n, en, out);
    put_skipped(n, en, out);
    for (uint32_t i = 0; i < n->n_remarks; i++) {
        yx_buf_putz(out, en ? "  note: " : "  注意：");
        yx_buf_puts(out, en ? n->remark[i].en : n->remark[i].zh);
        yx_buf_putc(out, '\n');
    }
}

void yx_inbox_plan_text(const struct yx_inbox *in, enum yx_lang lang, struct yx_buf *out)
{
    for (uint32_t i = 0; i < in->n_notes; i++)
        put_note(in, &in->note[i], lang == YX_EN, out);
}
