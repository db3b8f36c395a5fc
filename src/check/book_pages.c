/* book_pages.c -- the pages of the workbook before the lists. */
#include "check/book_pages.h"

#include "check/decisions.h"

/* Writes cells of a page, row after row. */
struct pen {
    struct yx_xlsx_sheet *sheet;
    uint32_t row;
    struct yx_buf b; /* for one cell */
};

static void text(struct pen *p, uint32_t column, struct yx_str s, enum yx_xlsx_look look)
{
    yx_xlsx_put(p->sheet, p->row, column, s, look);
}

static void words(struct pen *p, uint32_t column, const char *z, enum yx_xlsx_look look)
{
    text(p, column, yx_str_of(z), look);
}

static void number(struct pen *p, uint32_t column, uint64_t n, enum yx_xlsx_look look)
{
    yx_xlsx_put_int(p->sheet, p->row, column, (int64_t)n, look);
}

static void yuan(struct pen *p, uint32_t column, yx_fen fen, enum yx_xlsx_look look)
{
    yx_xlsx_put_money(p->sheet, p->row, column, fen, look);
}

/* Headings of a part; those of figures begin with '>' and stand to the right. */
static void headings(struct pen *p, const char *const *z, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool is_right = z[i][0] == '>';
        words(p, i, z[i] + is_right, is_right ? YX_LOOK_HEADING_RIGHT : YX_LOOK_HEADING);
    }
    p->row++;
}

/* A heading over the whole width of a page of `n` columns. */
static void bar(struct pen *p, const char *z, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        words(p, i, i ? "" : z, YX_LOOK_HEADING);
    p->row++;
}

static enum yx_xlsx_look bad_if(uint64_t n)
{
    return n ? YX_LOOK_BAD : YX_LOOK_GOOD;
}

static enum yx_xlsx_look warn_if(uint64_t n)
{
    return n ? YX_LOOK_WARN : YX_LOOK_GOOD;
}

static void put_run_line(struct pen *p, const struct yx_summary *s)
{
    p->b.n = 0;
    yx_buf_putz(&p->b, "学期 ");
    yx_term_put(&p->b, s->term);
    yx_buf_putz(&p->b, "　数据截至 ");
    yx_day_put(&p->b, s->as_of);
    yx_buf_putz(&p->b, "　身份认定日 ");
    yx_day_put(&p->b, s->cutoff);
    if (s->policy) {
        yx_buf_putz(&p->b, "　政策 ");
        yx_buf_puts(&p->b, yx_policy_title(s->policy));
    }
    text(p, 0, yx_buf_str(&p->b), YX_LOOK_NOTE);
    p->row++;
}

/* ---- 封面 ---- */

static void cover_line(struct pen *p, const char *label, uint64_t n, enum yx_xlsx_look look,
                       const char *note)
{
    words(p, 0, label, YX_LOOK_PLAIN);
    number(p, 1, n, look);
    words(p, 3, note, YX_LOOK_HINT);
    p->row++;
}

static void cover_school(struct pen *p, const struct yx_summary *s)
{
    const uint64_t *b = s->balance;
    static const char *const head[] = {"应学", ">人数", "", "　说明"};
    headings(p, head, YX_LEN(head));
    p->b.n = 0;
    yx_buf_printf(&p->b, "户籍上 %d 至 %d 岁的儿童", s->age_from, s->age_to);
    text(p, 0, yx_buf_str(&p->b), YX_LOOK_PLAIN);
    number(p, 1, s->children, YX_LOOK_NUMBER);
    words(p, 3, "每人恰在勾稽的一类里，各类之和与此相等", YX_LOOK_HINT);
    p->row++;
    cover_line(p, "在读（县内、县外有回单、送教）",
               b[YX_BALANCE_IN_COUNTY] + b[YX_BALANCE_OUTSIDE_PROVED] + b[YX_BALANCE_HOME_TAUGHT],
               YX_LOOK_NUMBER, "");
    cover_line(p, "疑似失学：未入学", b[YX_BALANCE_MISSING], bad_if(b[YX_BALANCE_MISSING]),
               "见“未入学”，乡镇入户核实");
    cover_line(p, "疑似失学：在籍不在校", b[YX_BALANCE_NOT_PRESENT],
               bad_if(b[YX_BALANCE_NOT_PRESENT]), "见“在籍不在校”，班主任核实");
    cover_line(p, "辍学（有书面报告）", b[YX_BALANCE_DROPOUT], bad_if(b[YX_BALANCE_DROPOUT]),
               "见“辍学台账”，劝返");
    cover_line(p, "待核", b[YX_BALANCE_PENDING], warn_if(b[YX_BALANCE_PENDING]),
               "见“初中毕业去向待核”“待核对”");
    cover_line(p, "县外就读、未取证", b[YX_BALANCE_OUTSIDE_CLAIMED],
               warn_if(b[YX_BALANCE_OUTSIDE_CLAIMED]), "向就读学校取回单");
    cover_line(p, "休学、延缓、已毕业、死亡迁出等",
               b[YX_BALANCE_DEFERRED] + b[YX_BALANCE_COMPLETED] + b[YX_BALANCE_GONE],
               YX_LOOK_NUMBER, "");
    p->row++;
}

static void cover_money_line(struct pen *p, const char *label, uint64_t persons, yx_fen fen,
                             enum yx_xlsx_look look, const char *note)
{
    words(p, 0, label, YX_LOOK_PLAIN);
    number(p, 1, persons, look);
    yuan(p, 2, fen, look);
    words(p, 3, note, YX_LOOK_HINT);
    p->row++;
}

static void cover_aid(struct pen *p, const struct yx_summary *s)
{
    static const char *const head[] = {"应助（发到人的）", ">人数", ">元", "　说明"};
    headings(p, head, YX_LEN(head));
    cover_money_line(p, "应享", s->due_persons, s->due, YX_LOOK_NUMBER, "逐人逐项见“应享名册”");
    if (s->list[YX_LIST_UNPAID].is_written) {
        cover_money_line(p, "已发", s->paid_persons, s->paid, YX_LOOK_NUMBER, "扣除退回");
        cover_money_line(p, "应助未助", s->unpaid_persons, s->unpaid, bad_if(s->unpaid_persons),
                         "核对后补发");
        cover_money_line(p, "不应助已助", s->not_due_persons, s->not_due,
                         bad_if(s->not_due_persons), "先查姓名、证件号是否写错，确属不应的追回");
        cover_money_line(p, "金额不符：多发", s->over_persons, s->over, warn_if(s->over_persons),
                         "多发的部分");
        cover_money_line(p, "金额不符：少发", s->under_persons, s->under, warn_if(s->under_persons),
                         "少发的部分");
        cover_money_line(p, "重复资助", s->twice_persons, s->twice, bad_if(s->twice_persons),
                         "多发的部分");
    }
    uint64_t pending = s->list[YX_LIST_PENDING].rows;
    cover_line(p, "缺事实、算不出的决定", pending, warn_if(pending), "见“待核”：缺什么、找谁要");
    p->row++;
}

static void cover_guide(struct pen *p)
{
    static const char *const lines[] = {
        "1　先看红色的数：未入学、在籍不在校交乡镇和学校核实，应助未助核对后补发。",
        "2　每一行都写明原因、建议和来源；来源是“文件:工作表:行号”，照着打开原表就能看到。",
        "3　“待核”不是不享受：补齐所缺的事实，重新核对一次就有结果。",
        "4　每份清单第三行写着怎样用；右边浅黄的“判定”“判定人”“日期”“依据”由核实的人填。",
        "5　填好以后存盘，下次核对加 --decisions 和这个工作簿的名字，填过的不再问。",
        "6　“待核对”里的两条记录可能是同一人：对照来源，在“判定”里选。",
        "7　编号不随文件和行变化，可以用来跟踪同一件事。",
        "8　内含未成年人信息：只在经办人之间传，用完收好，不要发到群里。",
    };
    bar(p, "怎样用这份清单", 4);
    for (size_t i = 0; i < YX_LEN(lines); i++) {
        words(p, 0, lines[i], YX_LOOK_PLAIN);
        p->row++;
    }
    p->row++;
}

static void cover_lists(struct pen *p, const struct yx_summary *s,
                        const bool is_left_out[YX_N_LISTS], struct yx_str lists)
{
    static const char *const head[] = {"清单", ">行数", "", "　一行是什么"};
    headings(p, head, YX_LEN(head));
    for (unsigned l = 0; l < YX_N_LISTS; l++) {
        struct yx_str name = yx_list_name((enum yx_list)l);
        if (!s->list[l].is_written) {
            if (l == YX_LIST_GONE)
                continue;
            text(p, 0, name, YX_LOOK_NOTE);
            p->b.n = 0;
            yx_buf_putz(&p->b, "没有出：");
            yx_buf_puts(&p->b, s->list[l].why);
            text(p, 3, yx_buf_str(&p->b), YX_LOOK_HINT);
            p->row++;
            continue;
        }
        if (is_left_out[l])
            text(p, 0, name, YX_LOOK_PLAIN);
        else
            yx_xlsx_put_link(p->sheet, p->row, 0, name, name);
        number(p, 1, s->list[l].rows, YX_LOOK_NUMBER);
        p->b.n = 0;
        if (is_left_out[l]) {
            yx_buf_putz(&p->b,
                        l == YX_LIST_PERSON ? "不放进工作簿，" : "超过 30 万行，不放进工作簿，");
            if (lists.n) {
                yx_buf_putz(&p->b, "见清单文件夹“");
                yx_buf_puts(&p->b, lists);
                yx_buf_putz(&p->b, "”里的 ");
                yx_buf_puts(&p->b, name);
                yx_buf_putz(&p->b, ".csv");
            } else {
                yx_buf_putz(&p->b, "加 --lists 文件夹 可得到 ");
                yx_buf_puts(&p->b, name);
                yx_buf_putz(&p->b, ".csv");
            }
        } else {
            yx_buf_putz(&p->b, yx_list_what((enum yx_list)l).zh);
        }
        text(p, 3, yx_buf_str(&p->b), YX_LOOK_HINT);
        p->row++;
    }
}

/* What the colours mean, each in its own. */
static void cover_colours(struct pen *p)
{
    static const struct {
        enum yx_xlsx_look look;
        const char *word, *what;
    } lines[] = {{YX_LOOK_BAD, "红", "要办的：核实、补发、追回"},
                 {YX_LOOK_WARN, "黄", "要核实或补材料；清单里标黄的家庭类别优先走访"},
                 {YX_LOOK_GOOD, "绿", "没有问题"},
                 {YX_LOOK_NOTE, "灰", "清单里“判定”填好的整行变灰，剩下的就是还没办的"}};
    bar(p, "颜色", 4);
    for (size_t i = 0; i < YX_LEN(lines); i++) {
        words(p, 0, lines[i].word, lines[i].look);
        words(p, 1, lines[i].what, YX_LOOK_PLAIN);
        p->row++;
    }
    p->row++;
}

void yx_book_cover(struct yx_xlsx *x, const struct yx_summary *s,
                   const bool is_left_out[YX_N_LISTS], struct yx_str lists)
{
    static const double widths[] = {32, 11, 16, 64};
    struct pen p = {.sheet = yx_xlsx_page(x, YX_S("封面"), widths, YX_LEN(widths))};
    yx_xlsx_portrait(p.sheet);
    yx_xlsx_tab(p.sheet, YX_LOOK_TITLE);
    words(&p, 0, "应学核对结果", YX_LOOK_TITLE);
    p.row++;
    put_run_line(&p, s);
    if (s->is_masked) {
        words(&p, 0, "证件号、学籍号、人员号和账号已遮盖", YX_LOOK_NOTE);
        p.row++;
    }
    p.row++;
    if (s->has_balance)
        cover_school(&p, s);
    if (s->list[YX_LIST_AWARD].is_written)
        cover_aid(&p, s);
    cover_guide(&p);
    cover_colours(&p);
    cover_lists(&p, s, is_left_out, lists);
    yx_buf_free(&p.b);
}

/* ---- 汇总 ---- */

static void towns_part(struct pen *p, const struct yx_summary *s)
{
    static const enum yx_list shown[] = {
        YX_LIST_MISSING, YX_LIST_GRADUATE_UNKNOWN, YX_LIST_NOT_PRESENT,  YX_LIST_NOT_ENROLLED,
        YX_LIST_UNPAID,  YX_LIST_NOT_DUE,          YX_LIST_WRONG_AMOUNT, YX_LIST_PAID_TWICE,
        YX_LIST_PENDING, YX_LIST_REVIEW,           YX_LIST_PROBLEM};
    words(p, 0, "各乡镇（清单行数）", YX_LOOK_TITLE);
    p->row++;
    words(p, 0, "乡镇", YX_LOOK_HEADING);
    for (uint32_t i = 0; i < YX_LEN(shown); i++)
        text(p, i + 1, yx_list_name(shown[i]), YX_LOOK_HEADING_RIGHT);
    p->row++;
    for (size_t t = 0; t < s->n_towns; t++) {
        const struct yx_town_tally *town = &s->town[t];
        text(p, 0, town->town.n ? town->town : YX_S("（乡镇不明）"), YX_LOOK_PLAIN);
        for (uint32_t i = 0; i < YX_LEN(shown); i++)
            number(p, i + 1, town->rows[shown[i]], YX_LOOK_NUMBER);
        p->row++;
    }
    p->row++;
    words(p, 0, "各学校（清单行数）", YX_LOOK_TITLE);
    p->row++;
    words(p, 0, "乡镇", YX_LOOK_HEADING);
    words(p, 1, "学校", YX_LOOK_HEADING);
    for (uint32_t i = 2; i < YX_LEN(shown); i++)
        text(p, i, yx_list_name(shown[i]), YX_LOOK_HEADING_RIGHT);
    p->row++;
    for (size_t k = 0; k < s->n_places; k++) {
        const struct yx_place_tally *place = &s->place[k];
        uint64_t rows = 0;
        for (uint32_t i = 2; i < YX_LEN(shown); i++)
            rows += place->rows[shown[i]];
        if (!place->school.n || !rows)
            continue; /* a school with nothing to do is not listed */
        text(p, 0, place->town, YX_LOOK_PLAIN);
        text(p, 1, place->school, YX_LOOK_PLAIN);
        for (uint32_t i = 2; i < YX_LEN(shown); i++)
            number(p, i, place->rows[shown[i]], YX_LOOK_NUMBER);
        p->row++;
    }
    p->row++;
}

static void benefits_part(struct pen *p, const struct yx_summary *s)
{
    if (!s->policy || !s->list[YX_LIST_AWARD].is_written)
        return;
    static const char *const head[] = {"项目",      "名称",    ">享受人数", ">应享元", ">待核",
                                       ">已发人数", ">已发元", ">未发人数", ">未发元", "比对"};
    uint32_t n;
    const struct yx_policy_benefit *b = yx_policy_benefits(s->policy, &n);
    words(p, 0, "各项目", YX_LOOK_TITLE);
    p->row++;
    headings(p, head, YX_LEN(head));
    for (uint32_t i = 0; i < n; i++) {
        const struct yx_benefit_tally *t = &s->benefit[i];
        text(p, 0, b[i].id, YX_LOOK_PLAIN);
        text(p, 1, b[i].name, YX_LOOK_PLAIN);
        number(p, 2, t->entitled, YX_LOOK_NUMBER);
        yuan(p, 3, t->due, YX_LOOK_NUMBER);
        number(p, 4, t->pending, warn_if(t->pending));
        number(p, 5, t->paid_persons, YX_LOOK_NUMBER);
        yuan(p, 6, t->paid, YX_LOOK_NUMBER);
        number(p, 7, t->unpaid, bad_if(t->unpaid));
        yuan(p, 8, t->unpaid_fen, bad_if(t->unpaid));
        if (t->is_compared || !t->due_persons || !s->list[YX_LIST_UNPAID].is_written) {
            words(p, 9, t->is_compared ? "已比对" : "", YX_LOOK_PLAIN);
        } else {
            p->b.n = 0;
            yx_buf_printf(&p->b, "没有发放记录，未比对：到人 %llu 人 ",
                          (unsigned long long)t->due_persons);
            yx_money_put(&p->b, t->due_to_persons);
            yx_buf_putz(&p->b, " 元");
            text(p, 9, yx_buf_str(&p->b), YX_LOOK_WARN);
        }
        p->row++;
    }
    p->row++;
}

static void rosters_part(struct pen *p, const struct yx_summary *s)
{
    static const char *const head[] = {"文件",     "工作表",   "认作",   "行数",
                                       "不计的行", "名单日期", "完整性", "用上的列"};
    words(p, 0, "读了哪些名册，怎样理解", YX_LOOK_TITLE);
    p->row++;
    headings(p, head, YX_LEN(head));
    for (uint32_t i = 0; i < s->inbox->n_notes; i++) {
        const struct yx_sheet_note *n = &s->inbox->note[i];
        text(p, 0, n->file, YX_LOOK_PLAIN);
        text(p, 1, n->sheet, YX_LOOK_PLAIN);
        if (n->kind == YX_N_KINDS || !n->roster) {
            p->b.n = 0;
            yx_buf_putz(&p->b, "没有读：");
            yx_buf_puts(&p->b, n->why);
            text(p, 2, yx_buf_str(&p->b), YX_LOOK_WARN);
            p->row++;
            continue;
        }
        text(p, 2, yx_kind_name(n->kind), YX_LOOK_PLAIN);
        number(p, 3, n->roster->rows.n, YX_LOOK_NUMBER);
        number(p, 4, n->n_skipped, YX_LOOK_NUMBER);
        p->b.n = 0;
        if (n->roster->list_date == YX_NO_DAY)
            yx_buf_putz(&p->b, "不明");
        else
            yx_day_put(&p->b, n->roster->list_date);
        text(p, 5, yx_buf_str(&p->b), YX_LOOK_PLAIN);
        words(p, 6, n->roster->is_partial ? "部分" : "全量", YX_LOOK_PLAIN);
        p->b.n = 0;
        for (uint32_t k = 0; k < n->n_columns; k++) {
            int field = n->column[k].field;
            if (field < 0 || field == YX_N_FIELDS)
                continue;
            if (p->b.n)
                yx_buf_putz(&p->b, "、");
            yx_buf_puts(&p->b, n->column[k].heading);
            if (field < YX_N_FIELDS &&
                !yx_str_eq(n->column[k].heading, yx_field_name((enum yx_field)field))) {
                yx_buf_putz(&p->b, "→");
                yx_buf_puts(&p->b, yx_field_name((enum yx_field)field));
            }
        }
        text(p, 7, yx_buf_str(&p->b), YX_LOOK_NOTE);
        p->row++;
        for (uint32_t k = 0; k < n->n_remarks; k++, p->row++)
            text(p, 2, n->remark[k].zh, YX_LOOK_WARN);
    }
    p->row++;
}

static void notes_part(struct pen *p, const struct yx_summary *s)
{
    words(p, 0, "请注意", YX_LOOK_TITLE);
    p->row++;
    for (uint32_t i = 0; i < s->n_unprovided; i++) {
        words(p, 0, "没有提供（或不全）的身份名单", YX_LOOK_PLAIN);
        text(p, 1, s->unprovided[i].name, YX_LOOK_WARN);
        p->b.n = 0;
        if (s->is_strict)
            yx_buf_printf(&p->b, "按不知道处理，有 %llu 个决定因此待核",
                          (unsigned long long)s->unprovided[i].decisions);
        else
            yx_buf_printf(&p->b, "暂按没有处理；若有，可能改变 %llu 个决定",
                          (unsigned long long)s->unprovided[i].decisions);
        text(p, 2, yx_buf_str(&p->b), YX_LOOK_NOTE);
        p->row++;
    }
    for (uint32_t i = 0; i < s->n_benefits && s->policy; i++) {
        const struct yx_benefit_tally *t = &s->benefit[i];
        yx_fen wanted;
        if (!t->entitled || !yx_policy_average(s->policy, i, s->term, &wanted))
            continue;
        uint32_t n;
        words(p, 0, "人均应享与政策的均值（元）", YX_LOOK_PLAIN);
        text(p, 1, yx_policy_benefits(s->policy, &n)[i].name, YX_LOOK_PLAIN);
        p->b.n = 0;
        yx_buf_putz(&p->b, "人均 ");
        yx_money_put(&p->b, yx_per_head(t->due, t->entitled));
        yx_buf_putz(&p->b, "，均值 ");
        yx_money_put(&p->b, wanted);
        text(p, 2, yx_buf_str(&p->b), YX_LOOK_NOTE);
        p->row++;
    }
    for (unsigned k = YX_LINK_NONE + 1; k < YX_N_LINKS; k++) {
        if (!s->avoided[k])
            continue;
        words(p, 0, "避免的误报（儿童数）", YX_LOOK_PLAIN);
        number(p, 1, s->avoided[k], YX_LOOK_GOOD);
        text(p, 2, yx_link_name((enum yx_link)k), YX_LOOK_NOTE);
        p->row++;
    }
    static const char *const labels[] = {"户籍上没有出生日期、不在勾稽之内",
                                         "其他学期的发放记录，未比对", "用上的人工判定"};
    const uint64_t values[] = {s->no_birth, s->other_term_lines, s->n_used_decisions};
    for (size_t i = 0; i < YX_LEN(labels); i++) {
        words(p, 0, labels[i], YX_LOOK_PLAIN);
        number(p, 1, values[i], YX_LOOK_NUMBER);
        p->row++;
    }
    for (uint32_t i = 0; i < s->n_unused_decisions; i++) {
        const struct yx_decision *d = s->unused_decision[i];
        words(p, 0, "没有对上的判定", YX_LOOK_PLAIN);
        text(p, 1, d->id_text, YX_LOOK_WARN);
        p->b.n = 0;
        yx_buf_printf(&p->b, "第 %u 行：", d->line);
        yx_buf_puts(&p->b, d->verdict);
        text(p, 2, yx_buf_str(&p->b), YX_LOOK_NOTE);
        p->row++;
    }
    p->row++;
}

static void manifest_part(struct pen *p, const struct yx_summary *s, const char *version)
{
    words(p, 0, "凭据：用什么算出来的", YX_LOOK_TITLE);
    p->row++;
    words(p, 0, "程序版本", YX_LOOK_PLAIN);
    words(p, 1, version, YX_LOOK_PLAIN);
    p->row++;
    if (s->policy) {
        words(p, 0, "政策文书", YX_LOOK_PLAIN);
        text(p, 1, yx_policy_id(s->policy), YX_LOOK_PLAIN);
        text(p, 2, (struct yx_str){s->policy_sha256, sizeof s->policy_sha256}, YX_LOOK_NOTE);
        p->row++;
        uint32_t n;
        const struct yx_policy_switch *w = yx_policy_switches(s->policy, &n);
        for (uint32_t i = 0; i < n; i++) {
            words(p, 0, w[i].is_undecided ? "开关（县里未定）" : "开关", YX_LOOK_PLAIN);
            text(p, 1, w[i].name, YX_LOOK_PLAIN);
            words(p, 2, w[i].value ? "是" : "否", YX_LOOK_PLAIN);
            p->row++;
        }
    }
    words(p, 0, "选项", YX_LOOK_PLAIN);
    p->b.n = 0;
    yx_buf_printf(&p->b, "年龄 %d-%d%s%s", s->age_from, s->age_to, s->is_strict ? "，严格" : "",
                  s->is_masked ? "，遮盖" : "");
    text(p, 1, yx_buf_str(&p->b), YX_LOOK_PLAIN);
    p->row++;
    for (uint32_t i = 0; i < s->inbox->n_files; i++) {
        const struct yx_inbox_file *f = &s->inbox->file[i];
        words(p, 0, "输入文件", YX_LOOK_PLAIN);
        text(p, 1, f->name, YX_LOOK_PLAIN);
        p->b.n = 0;
        for (size_t k = 0; k < sizeof f->sha256; k++)
            yx_buf_printf(&p->b, "%02x", f->sha256[k]);
        text(p, 2, yx_buf_str(&p->b), YX_LOOK_NOTE);
        p->row++;
    }
}

void yx_book_summary(struct yx_xlsx *x, const struct yx_summary *s, const char *version)
{
    static const double widths[] = {32, 26, 14, 16, 12, 14, 16, 12, 16, 12, 12, 12};
    struct pen p = {.sheet = yx_xlsx_page(x, YX_S("汇总"), widths, YX_LEN(widths))};
    yx_xlsx_tab(p.sheet, YX_LOOK_TITLE);
    put_run_line(&p, s);
    p.row++;
    notes_part(&p, s);
    benefits_part(&p, s);
    towns_part(&p, s);
    rosters_part(&p, s);
    manifest_part(&p, s, version);
    yx_buf_free(&p.b);
}

/* ---- 勾稽 ---- */

void yx_book_balance(struct yx_xlsx *x, const struct yx_summary *s)
{
    static const double widths[] = {18, 12, 10, 10, 10, 10, 18, 10, 12, 12, 10, 16, 10, 10};
    struct pen p = {.sheet = yx_xlsx_page(x, YX_S("勾稽"), widths, YX_LEN(widths))};
    yx_xlsx_tab(p.sheet, YX_LOOK_TITLE);
    words(&p, 0, "适龄儿童勾稽：每人恰在最先符合的一类", YX_LOOK_TITLE);
    p.row += 2;
    words(&p, 0, "乡镇", YX_LOOK_HEADING);
    for (unsigned k = 0; k < YX_N_BALANCE; k++)
        words(&p, k + 1, yx_balance_name((enum yx_balance_class)k).zh, YX_LOOK_HEADING_RIGHT);
    words(&p, YX_N_BALANCE + 1, "合计", YX_LOOK_HEADING_RIGHT);
    words(&p, YX_N_BALANCE + 2, "核对", YX_LOOK_HEADING);
    p.row++;
    for (size_t t = 0; t <= s->n_towns; t++) {
        bool is_total = t == s->n_towns;
        const uint64_t *balance = is_total ? s->balance : s->town[t].balance;
        uint64_t children = is_total ? s->children : s->town[t].children, sum = 0;
        if (!is_total && !children)
            continue;
        text(&p, 0,
             is_total            ? YX_S("合计")
             : s->town[t].town.n ? s->town[t].town
                                 : YX_S("（乡镇不明）"),
             is_total ? YX_LOOK_HEADING : YX_LOOK_PLAIN);
        for (unsigned k = 0; k < YX_N_BALANCE; k++) {
            bool is_suspect =
                k == YX_BALANCE_MISSING || k == YX_BALANCE_NOT_PRESENT || k == YX_BALANCE_DROPOUT;
            number(&p, k + 1, balance[k], is_suspect && balance[k] ? YX_LOOK_BAD : YX_LOOK_NUMBER);
            sum += balance[k];
        }
        number(&p, YX_N_BALANCE + 1, children, YX_LOOK_NUMBER);
        words(&p, YX_N_BALANCE + 2, sum == children ? "平" : "不平",
              sum == children ? YX_LOOK_GOOD : YX_LOOK_BAD);
        p.row++;
    }
    yx_buf_free(&p.b);
}
