/* plan_text.c -- how a folder was understood, for people and for 名册.ini. */
#include "base/mem.h"
#include "facts/inbox.h"

#include <stdlib.h>
#include <sys/random.h>

static void put_place(struct yx_buf *b, struct yx_str file, struct yx_str sheet)
{
    yx_buf_puts(b, file);
    if (sheet.n) {
        yx_buf_putc(b, ':');
        yx_buf_puts(b, sheet);
    }
}

/* Name of the column of ours that a field number stands for. */
static struct yx_str field_name(const struct yx_inbox *in, int field)
{
    if (field >= YX_FIELD_EXTRA)
        return in->extra[field - YX_FIELD_EXTRA];
    return yx_field_name((enum yx_field)field);
}

static void put_random_hex(struct yx_buf *b)
{
    unsigned char key[32];
    size_t n = 0;
    while (n < sizeof key) {
        ssize_t got = getrandom(key + n, sizeof key - n, 0);
        if (got > 0)
            n += (size_t)got;
    }
    for (size_t i = 0; i < sizeof key; i++)
        yx_buf_printf(b, "%02x", key[i]);
}

/* `key = value`, or the key as a comment when there is no value. */
static void put_line(struct yx_buf *b, const char *key, struct yx_str value, const char *hint)
{
    yx_buf_printf(b, "%s%s = ", value.n ? "" : "; ", key);
    yx_buf_puts(b, value);
    if (hint && value.n)
        yx_buf_printf(b, " ; %s", hint);
    else if (hint)
        yx_buf_printf(b, "  %s", hint);
    yx_buf_putc(b, '\n');
}

static void put_day(struct yx_buf *b, const char *key, yx_day day, const char *hint)
{
    struct yx_buf text = {0};
    yx_day_put(&text, day);
    put_line(b, key, yx_buf_str(&text), hint);
    yx_buf_free(&text);
}

static void put_run(const struct yx_inbox *in, struct yx_buf *out)
{
    const struct yx_inbox_settings *s = &in->settings;
    struct yx_buf text = {0};
    yx_buf_putz(out, "[运行]\n");
    put_day(out, "as-of", s->as_of, "按哪一天的情况核对，不写则取最新的名单日期");
    if (s->term != YX_NO_TERM)
        yx_term_put(&text, s->term);
    put_line(out, "term", yx_buf_str(&text), "学期，如 2022-春、2022-秋");
    put_line(out, "policy", s->policy, "政策文件，相对于本文件夹");
    text.n = 0;
    if (s->county)
        yx_buf_put_u64(&text, s->county);
    put_line(out, "县", yx_buf_str(&text), "六位区划代码");
    for (uint32_t i = 0; i < s->n_set; i++) {
        yx_buf_puts(out, s->set[i].name);
        yx_buf_putz(out, s->set[i].value ? " = 是\n" : " = 否\n");
    }
    yx_buf_putz(out, "; 密钥使发现的编号每次相同、外人不能推算；不要外传，不要更换\n密钥 = ");
    if (s->secret.n)
        yx_buf_puts(out, s->secret);
    else
        put_random_hex(out);
    yx_buf_putc(out, '\n');
    yx_buf_free(&text);
}

static void put_roster(const struct yx_inbox *in, const struct yx_sheet_note *n, struct yx_buf *out)
{
    const struct yx_roster *r = n->roster;
    yx_buf_putz(out, "\n[");
    put_place(out, n->file, n->sheet);
    yx_buf_putz(out, "]\n");
    put_line(out, "类别", yx_kind_name(n->kind),
             "户籍 学籍 新生 在校 毕业 学校 身份 发放 县外回单 说明 不读");
    yx_buf_printf(out, "表头行 = %u\n", (unsigned)n->heading_row);
    put_day(out, "名单日期", r->list_date, "名单反映哪一天的情况，几份名单矛盾时以新的为准");
    put_line(out, "移送单位", r->sender, NULL);
    put_day(out, "收到日期", r->received, NULL);
    put_line(out, "经办人", r->handler, NULL);
    put_line(out, "完整性", r->is_partial ? YX_S("部分") : YX_S("全量"), "全量 / 部分 / 增量");
    if (n->kind == YX_KIND_IDENTITY) {
        put_line(out, "按户", r->is_by_household ? YX_S("是") : YX_S("否"),
                 "是：名单上的户，全家都算；否：只有户主时家里的孩子列为待核");
        put_line(out, "身份类别", r->identity, "名单没有这一列时，全表是哪一类");
    }
    for (uint32_t c = 0; c < n->n_columns; c++) {
        if (n->column[c].heading.n == 0)
            continue;
        if (n->column[c].field == YX_N_FIELDS) {
            yx_buf_putz(out, "; 未用：");
            yx_buf_puts(out, n->column[c].heading);
        } else {
            yx_buf_putz(out, "列.");
            yx_buf_puts(out, field_name(in, n->column[c].field));
            yx_buf_putz(out, " = ");
            yx_buf_puts(out, n->column[c].heading);
        }
        yx_buf_putc(out, '\n');
    }
}

void yx_inbox_mapping(const struct yx_inbox *in, struct yx_buf *out)
{
    yx_buf_putz(out, "; 名册.ini：应学怎样理解这个文件夹。改这里，再运行一次。\n"
                     "; 每节是一个文件，或 [文件名:表名]；“列.我们的列名 = 文件里的表头”，\n"
                     "; 不要的表头写“列.不用 = 表头”；不想读的表写“类别 = 不读”。\n\n");
    put_run(in, out);
    for (uint32_t i = 0; i < in->n_notes; i++) {
        const struct yx_sheet_note *n = &in->note[i];
        if (n->roster) {
            put_roster(in, n, out);
        } else {
            yx_buf_putz(out, "\n; 没有读 ");
            put_place(out, n->file, n->sheet);
            yx_buf_putz(out, "：");
            yx_buf_puts(out, n->why);
            yx_buf_putc(out, '\n');
        }
    }
}

/* ---- --plan ---- */

static void put_note(const struct yx_inbox *in, const struct yx_sheet_note *n, bool en,
                     struct yx_buf *out)
{
    put_place(out, n->file, n->sheet);
    yx_buf_putc(out, '\n');
    if (!n->roster) {
        yx_buf_putz(out, en ? "  not read: " : "  没有读：");
        yx_buf_puts(out, n->why);
        yx_buf_putc(out, '\n');
        return;
    }
    const struct yx_roster *r = n->roster;
    yx_buf_putz(out, en ? "  kind " : "  类别 ");
    yx_buf_puts(out, yx_kind_name(n->kind));
    if (r->identity.n) {
        yx_buf_putz(out, en ? " (" : "（");
        yx_buf_puts(out, r->identity);
        yx_buf_putz(out, en ? ")" : "）");
    }
    yx_buf_printf(out, en ? ", heading in row %u, %u rows" : "，表头在第 %u 行，数据 %u 行",
                  (unsigned)n->heading_row, (unsigned)(r->rows.n - n->n_skipped));
    if (n->n_skipped)
        yx_buf_printf(out,
                      en ? ", %u rows of totals or notes left out" : "，略去合计、签字等 %u 行",
                      (unsigned)n->n_skipped);
    yx_buf_putz(out, en ? ", list date " : "，名单日期 ");
    if (r->list_date == YX_NO_DAY)
        yx_buf_putz(out, en ? "unknown (counts as the oldest)" : "不详（当作最早）");
    else
        yx_day_put(out, r->list_date);
    if (r->rows.table->is_hidden_sheet)
        yx_buf_putz(out, en ? ", a hidden sheet" : "，隐藏的工作表");
    if (r->is_partial)
        yx_buf_putz(out, en ? ", partial" : "，部分名单");
    if (r->is_by_household)
        yx_buf_putz(out, en ? ", by household" : "，按户");
    yx_buf_putz(out, en ? "\n  columns: " : "\n  列：");
    const char *sep = "";
    for (uint32_t c = 0; c < n->n_columns; c++) {
        if (n->column[c].field == YX_N_FIELDS)
            continue;
        struct yx_str name = field_name(in, n->column[c].field);
        yx_buf_putz(out, sep);
        yx_buf_puts(out, n->column[c].heading);
        if (!yx_str_eq(name, n->column[c].heading)) {
            yx_buf_putz(out, "→");
            yx_buf_puts(out, name);
        }
        sep = en ? ", " : "、";
    }
    sep = en ? "\n  not used: " : "\n  未用：";
    for (uint32_t c = 0; c < n->n_columns; c++)
        if (n->column[c].field == YX_N_FIELDS && n->column[c].heading.n) {
            yx_buf_putz(out, sep);
            yx_buf_puts(out, n->column[c].heading);
            sep = en ? ", " : "、";
        }
    yx_buf_putc(out, '\n');
}

void yx_inbox_plan_text(const struct yx_inbox *in, enum yx_lang lang, struct yx_buf *out)
{
    for (uint32_t i = 0; i < in->n_notes; i++)
        put_note(in, &in->note[i], lang == YX_EN, out);
}
