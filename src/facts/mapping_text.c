/* mapping_text.c -- how a folder was understood, as a 名册.ini to correct. */
#include "base/mem.h"
#include "facts/mapping.h"

#include <stdlib.h>
#include <sys/random.h>

static void put_place(struct yx_buf *b, const struct yx_sheet_note *n)
{
    yx_buf_puts(b, n->file);
    if (n->sheet.n) {
        yx_buf_putc(b, ':');
        yx_buf_puts(b, n->sheet);
    }
    if (n->number)
        yx_buf_printf(b, "#%u", (unsigned)n->number + 1);
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

static void put_column(const struct yx_inbox *in, const struct yx_note_column *c,
                       struct yx_buf *out)
{
    bool by_person = c->why == YX_WHY_PERSON;
    if (c->field == YX_N_FIELDS) {
        yx_buf_putz(out, by_person ? "列.不用 = " : "; 未用：");
        yx_buf_puts(out, c->heading);
        yx_buf_putc(out, '\n');
        return;
    }
    if (c->why == YX_WHY_CONTENT) { /* found out anew each time: the sender may put it right */
        yx_buf_putz(out, "; 说明：“");
        yx_buf_puts(out, c->heading);
        yx_buf_putz(out, "”下面是");
        yx_buf_puts(out, field_name(in, c->field));
        yx_buf_putz(out, "，列名写反了，按内容读\n");
        return;
    }
    yx_buf_putz(out, "列.");
    yx_buf_puts(out, field_name(in, c->field));
    yx_buf_putz(out, " = ");
    yx_buf_puts(out, c->heading);
    yx_buf_putc(out, '\n');
}

static void put_roster(const struct yx_inbox *in, const struct yx_sheet_note *n, struct yx_buf *out)
{
    const struct yx_roster *r = n->roster;
    yx_buf_putz(out, "\n[");
    put_place(out, n);
    yx_buf_putz(out, "]\n");
    put_line(out, "类别", yx_kind_name(n->kind),
             "户籍 学籍 新生 在校 毕业 学校 身份 发放 县外回单 说明 不读");
    yx_buf_printf(out, "表头行 = %u ; 列名从第几行起（按 Excel 的行号）\n",
                  (unsigned)n->heading_row);
    if (n->mark) {
        yx_buf_printf(out, "表头指纹 = %016llx", (unsigned long long)n->mark);
        yx_buf_putz(out,
                    " ; 同一部门下次送来列名相同的文件（文件名只差日期），按这一节读；不要改\n");
    }
    put_day(out, "名单日期", r->list_date, "名单反映哪一天的情况，几份名单矛盾时以新的为准");
    put_line(out, "移送单位", r->sender, "哪个部门送来的；写了它，以后文件名里有它的也算同一部门");
    put_day(out, "收到日期", r->received, "哪一天收到");
    put_line(out, "经办人", r->handler, "谁经办");
    put_line(out, "完整性", r->is_partial ? YX_S("部分") : YX_S("全量"),
             "全量：应有的人都在上面；部分、增量：不在上面不说明什么");
    if (n->kind == YX_KIND_IDENTITY) {
        put_line(out, "按户", r->is_by_household ? YX_S("是") : YX_S("否"),
                 "是：名单上的户，全家都算；否：只有户主时家里的孩子列为待核");
        put_line(out, "身份类别", r->identity, "名单没有这一列时，全表是哪一类");
    }
    for (uint32_t c = 0; c < n->n_columns; c++) {
        if (n->column[c].heading.n == 0)
            continue;
        put_column(in, &n->column[c], out);
    }
    for (uint32_t h = 0; h < n->n_hints; h++)
        if (n->hint[h].kind == YX_HINT_NO_HEADING) {
            yx_buf_putz(out, "; 列.");
            yx_buf_puts(out, yx_field_name((enum yx_field)n->hint[h].field));
            yx_buf_putz(out, " = ");
            yx_heading_letters(n->column_from + n->hint[h].column, out);
            yx_buf_printf(out,
                          "  这一列没有列名，看过的 %u 格里 %u 格像；确是它，就去掉行首的分号\n",
                          (unsigned)n->hint[h].of, (unsigned)n->hint[h].n);
        }
}

static void put_all(const struct yx_inbox *in, struct yx_buf *out)
{
    yx_buf_putz(out, "; 名册.ini：应学怎样理解这个文件夹。改这里，再运行一次。\n"
                     "; 每节是一个文件，或 [文件名:表名]，同一表里的第二张表是 [文件名:表名#2]；\n"
                     "; “列.我们的列名 = 文件里的表头”，没有表头的列写 C列；\n"
                     "; 不要的表头写“列.不用 = 表头”；不想读的表写“类别 = 不读”。\n"
                     "; 自己加的说明（分号开头的行）会一直留着。\n\n");
    put_run(in, out);
    for (uint32_t i = 0; i < in->n_notes; i++) {
        const struct yx_sheet_note *n = &in->note[i];
        if (n->roster) {
            put_roster(in, n, out);
        } else {
            yx_buf_putz(out, "\n; 没有读 ");
            put_place(out, n);
            yx_buf_putz(out, "：");
            yx_buf_puts(out, n->why);
            yx_buf_putc(out, '\n');
        }
    }
}

void yx_inbox_mapping(const struct yx_inbox *in, struct yx_str old, struct yx_buf *out)
{
    if (old.n == 0) {
        put_all(in, out);
        return;
    }
    struct yx_arena *a = yx_arena_new();
    struct yx_buf made = {0};
    put_all(in, &made);
    yx_mapping_merge(yx_buf_str(&made), old, a, out);
    yx_buf_free(&made);
    yx_arena_free(a);
}
