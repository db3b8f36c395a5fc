/* row_problems.c -- what is wrong in single rows: numbers, dates, amounts. */
#include "codes/forms.h"
#include "facts/problems_int.h"

static struct yx_str id_why(enum yx_id_class c)
{
    switch (c) {
    case YX_ID_CHECK_WRONG: return YX_S("证件号校验码不符，号码里有笔误");
    case YX_ID_BIRTH_IMPOSSIBLE: return YX_S("证件号里的出生日期不存在");
    case YX_ID_PLACEHOLDER: return YX_S("是占位的号码，不是本人的证件号");
    case YX_ID_DAMAGED: return YX_S("Excel 把号码当成了数字，末几位已经丢失，要照原件重录");
    case YX_ID_LENGTH: return YX_S("证件号位数不对");
    case YX_ID_STUDENT_NO: return YX_S("证件号一栏填了学籍号");
    case YX_ID_UPGRADED: return YX_S("是 15 位旧号，已按 18 位核对");
    case YX_ID_GARBAGE: return YX_S("填的不是证件号");
    default: return YX_S("");
    }
}

static struct yx_str put_id(struct yx_problem_sink *s, uint64_t id)
{
    struct yx_buf b = {0};
    yx_id_put(&b, id);
    struct yx_str text = yx_str_dup(s->text, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static struct yx_str put_day(struct yx_problem_sink *s, yx_day day)
{
    struct yx_buf b = {0};
    yx_day_put(&b, day);
    struct yx_str text = yx_str_dup(s->text, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static bool is_generic(const struct yx_people *p, uint64_t id)
{
    uint32_t lo = 0, hi = p->n_generic;
    while (lo < hi) {
        uint32_t mid = lo + (hi - lo) / 2;
        if (p->generic[mid] < id)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo < p->n_generic && p->generic[lo] == id;
}

/* A first row of the person that bears the number: the evidence for a repair. */
static uint32_t bearer(const struct yx_factbase *b, uint32_t person, uint64_t id, uint32_t but)
{
    const struct yx_people *p = b->o.people;
    for (uint32_t i = p->start[person]; i < p->start[person + 1]; i++) {
        const struct yx_lens *l = yx_lens_at(b, p->row[i]);
        if (p->row[i] != but && l->roster->rows.id[p->row[i] - l->first] == id)
            return p->row[i];
    }
    return YX_NO_ROW;
}

static void check_number(struct yx_problem_sink *s, const struct yx_lens *l, uint32_t row,
                         uint32_t person)
{
    const struct yx_factbase *b = s->b;
    const struct yx_people *people = b->o.people;
    const struct yx_rows *rows = &l->roster->rows;
    uint32_t i = row - l->first;
    enum yx_id_class c = (enum yx_id_class)rows->id_class[i];
    struct yx_problem p = {
        .person = person, .row = row, .other = YX_NO_ROW, .field = yx_field_name(YX_FIELD_ID)};
    uint64_t his = person == YX_NO_PERSON ? 0 : people->id[person];
    if (id_why(c).n) {
        p.category = yx_id_class_name(c, false);
        p.why = id_why(c);
    } else if (rows->id[i] && people->n_generic && is_generic(people, rows->id[i])) {
        p.category = YX_S("一号多人");
        p.why = YX_S("同一个证件号在名册里写给了几个孩子");
    } else if (rows->id[i] && his && rows->id[i] != his) {
        bool is_guardian = people->link[row] == YX_LINK_P5;
        p.category = is_guardian ? YX_S("误填监护人证件号") : YX_S("证件号不一致");
        p.why = is_guardian ? YX_S("填的是监护人的证件号") : YX_S("与同一个人在别处的证件号不同");
    } else {
        return;
    }
    p.written = yx_problem_cell(b, row, YX_FIELD_ID);
    uint32_t evidence = his ? bearer(b, person, his, row) : YX_NO_ROW;
    if (c == YX_ID_UPGRADED) {
        p.proposed = put_id(s, rows->id[i]);
    } else if (evidence != YX_NO_ROW) { /* never without another roster that has the number */
        p.proposed = put_id(s, his);
        p.other = evidence;
    } else if (c == YX_ID_DAMAGED) {
        uint64_t was = yx_repairs_of(s->repairs, l, row, &p.other);
        if (was) {
            p.proposed = put_id(s, was);
            p.why = YX_S("Excel 把号码当成了数字，末几位已经丢失；"
                         "另一份名册里前 15 位和姓名都相同的只有一个号码");
        }
    }
    yx_problem_add(s, p);
}

/* A month alone, 2011.9, or a year does not contradict a day of it. */
static bool is_within(struct yx_str cell, yx_day day)
{
    struct yx_date_form f;
    if (!yx_date_read(cell, 0, &f) || (!f.is_month_only && !f.is_year_only))
        return false;
    struct yx_ymd a = yx_day_split(f.day), b = yx_day_split(day);
    return a.year == b.year && (f.is_year_only || a.month == b.month);
}

static void check_birth_and_sex(struct yx_problem_sink *s, const struct yx_lens *l, uint32_t row,
                                uint32_t person)
{
    const struct yx_rows *rows = &l->roster->rows;
    uint32_t i = row - l->first;
    enum yx_id_class c = (enum yx_id_class)rows->id_class[i];
    struct yx_problem p = {.person = person, .row = row, .other = YX_NO_ROW};
    const struct yx_people *people = s->b->o.people;
    bool is_his = !people->disowned || !(people->disowned[row / 8] >> row % 8 & 1);
    if ((c != YX_ID_VALID && c != YX_ID_UPGRADED) || !is_his)
        return; /* what another's number says is no measure */
    int64_t birth = yx_seen_at(s->b, l, YX_SEEN_BIRTH, row);
    yx_day by_id = yx_id_birth(rows->id[i]);
    if (birth == YX_SAYS_ODD || (yx_says(birth) && by_id != YX_NO_DAY && (yx_day)birth != by_id)) {
        if (birth == YX_SAYS_ODD || !is_within(yx_rows_text(rows, i, YX_FIELD_BIRTH), by_id)) {
            p.field = yx_field_name(YX_FIELD_BIRTH);
            p.written = yx_problem_cell(s->b, row, YX_FIELD_BIRTH);
            p.proposed = put_day(s, by_id);
            p.category = birth == YX_SAYS_ODD ? YX_S("出生日期不成立") : YX_S("出生日期不符");
            p.why = birth == YX_SAYS_ODD ? YX_S("不是日期，按证件号计")
                                         : YX_S("与证件号里的出生日期不同，按证件号计");
            yx_problem_add(s, p);
        }
    }
    unsigned sex = yx_id_sex(rows->id[i]);
    if (rows->sex[i] && sex && rows->sex[i] != sex) {
        p.field = yx_field_name(YX_FIELD_SEX);
        p.written = yx_problem_cell(s->b, row, YX_FIELD_SEX);
        p.proposed = yx_state_name(sex == 1 ? YX_STATE_MALE : YX_STATE_FEMALE);
        p.category = YX_S("性别不符");
        p.why = YX_S("与证件号所示性别不同");
        yx_problem_add(s, p);
    }
}

/* Numbers other than the person's own that a spreadsheet cut, and cells that show an error. */
static void check_marks(struct yx_problem_sink *s, const struct yx_lens *l, uint32_t row,
                        uint32_t person)
{
    const struct yx_table *t = l->roster->rows.table;
    uint32_t i = row - l->first;
    for (uint32_t c = 0; c < t->n_columns; c++) {
        const struct yx_column *column = &t->column[c];
        uint8_t mark = yx_column_mark(column, i);
        bool is_error = (mark & YX_CELL_ERROR) != 0;
        bool is_cut = (mark & YX_CELL_EXPONENT) && column->field != YX_FIELD_ID;
        if ((!is_error && !is_cut) || column->field >= YX_N_FIELDS)
            continue;
        struct yx_problem p = {.person = person,
                               .row = row,
                               .other = YX_NO_ROW,
                               .field = yx_field_name((enum yx_field)column->field),
                               .written = yx_str_trim(yx_column_text(column, i))};
        p.category = is_error ? YX_S("单元格错误") : YX_S("Excel损坏");
        p.why = is_error ? YX_S("单元格是公式错误，没有值")
                         : YX_S("Excel 把号码当成了数字，末几位已经丢失，要照原件重录");
        yx_problem_add(s, p);
    }
}

void yx_problems_of_row(struct yx_problem_sink *s, const struct yx_lens *l, uint32_t row,
                        bool has_marks)
{
    const struct yx_rows *rows = &l->roster->rows;
    uint32_t person = yx_problem_person(s->b, row);
    if (!rows->is_data[row - l->first])
        return;
    if (l->kind != YX_KIND_SCHOOL) {
        check_number(s, l, row, person);
        check_birth_and_sex(s, l, row, person);
    }
    if (has_marks)
        check_marks(s, l, row, person);
    if (l->kind == YX_KIND_PROOF && l->date == YX_NO_DAY &&
        yx_seen_day(s->b, l, YX_SEEN_CHECKED_ON, row) == YX_NO_DAY) {
        struct yx_problem p = {.person = person,
                               .row = row,
                               .other = YX_NO_ROW,
                               .field = yx_field_name(YX_FIELD_CHECKED_ON),
                               .written = yx_problem_cell(s->b, row, YX_FIELD_CHECKED_ON),
                               .category = YX_S("缺日期"),
                               .why = YX_S("县外回单没有核查日期，无法判断是否过期，暂按有效")};
        yx_problem_add(s, p);
    }
}

/* ---- payments ---- */

void yx_problems_of_payment(struct yx_problem_sink *s, const struct yx_lens *l, uint32_t row)
{
    const struct yx_factbase *b = s->b;
    uint32_t person = yx_problem_person(b, row);
    struct yx_problem p = {.person = person, .row = row, .other = YX_NO_ROW};
    int64_t term = yx_seen_at(b, l, YX_SEEN_TERM, row);
    if (!l->roster->rows.is_data[row - l->first] || (yx_says(term) && (yx_term)term != b->o.term))
        return;
    int64_t amount = yx_seen_at(b, l, YX_SEEN_AMOUNT, row);
    int64_t returned = yx_seen_at(b, l, YX_SEEN_RETURNED, row);
    if (!yx_says(amount) || amount < 0) {
        p.field = yx_field_name(YX_FIELD_AMOUNT);
        p.written = yx_problem_cell(b, row, YX_FIELD_AMOUNT);
        p.category = YX_S("金额不明");
        p.why = YX_S("读不出金额，这一行没有参加核对");
        yx_problem_add(s, p);
    } else if (returned == YX_SAYS_ODD ||
               (yx_says(returned) && (returned < 0 || returned > amount))) {
        p.field = yx_field_name(YX_FIELD_RETURNED);
        p.written = yx_problem_cell(b, row, YX_FIELD_RETURNED);
        p.category = YX_S("金额不明");
        p.why = YX_S("退回金额读不出，或大于发放金额");
        yx_problem_add(s, p);
    }
    uint32_t school = yx_school_at(l, row);
    if (person == YX_NO_PERSON && school == YX_NO_ROW) {
        p.field = yx_field_name(YX_FIELD_ID);
        p.written = yx_problem_cell(b, row, YX_FIELD_ID);
        p.category = YX_S("对象不明");
        p.why = YX_S("这一行既认不出人，也认不出学校，没有参加核对");
        yx_problem_add(s, p);
    }
    enum yx_stage stage = person == YX_NO_PERSON ? YX_STAGE_UNKNOWN : yx_stage_of_person(b, person);
    stage = yx_stage_of_line(b, l, row, stage);
    if (yx_payment_benefit(b, l, row, stage) == YX_BENEFIT_SEVERAL) {
        p.field = yx_field_name(YX_FIELD_BENEFIT);
        p.written = yx_problem_cell(b, row, YX_FIELD_BENEFIT);
        p.category = YX_S("项目不明");
        p.why = YX_S("几个项目都叫这个名字，按学段也分不清，请写项目编号");
        yx_problem_add(s, p);
    }
}
