/* roster_problems.c -- what is wrong in the rosters themselves: 数据问题.
 *
 * DESIGN.  Four looks, each over what it needs: rows (identity numbers, birth,
 * sex, cells an Excel sheet has spoiled), persons (lists that contradict,
 * explanations that a row refutes), columns (words nobody knows, said once for
 * all rows that have them), accounts.  Rows and persons go in parallel blocks
 * whose findings are taken in order; texts made on the way live in the arena of
 * the slot that made them. */
#include "codes/headings.h"
#include "facts/factbase_int.h"

#include <stdlib.h>

enum { ROWS_A_TASK = 1 << 16, PERSONS_A_TASK = 1 << 15 };

struct problem_list {
    struct yx_problem *v;
    size_t n, cap;
};

struct sink {
    const struct yx_factbase *b;
    struct problem_list list;
    struct yx_arena *text;
};

/* A cell as the problem shows it. */
static struct yx_str cell_of(const struct yx_factbase *b, uint32_t row, enum yx_field f)
{
    return row == YX_NO_ROW ? YX_S("") : yx_lens_text(yx_lens_at(b, row), row, f);
}

static void add(struct sink *s, struct yx_problem p)
{
    YX_PUSH(&s->list, p);
}

static uint32_t person_of(const struct yx_factbase *b, uint32_t row)
{
    return b->o.people->person[row];
}

/* ---- rows ---- */

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

static struct yx_str put_id(struct sink *s, uint64_t id)
{
    struct yx_buf b = {0};
    yx_id_put(&b, id);
    struct yx_str text = yx_str_dup(s->text, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

static struct yx_str put_day(struct sink *s, yx_day day)
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

static void check_number(struct sink *s, const struct yx_lens *l, uint32_t row, uint32_t person)
{
    const struct yx_factbase *b = s->b;
    const struct yx_people *people = b->o.people;
    const struct yx_rows *rows = &l->roster->rows;
    uint32_t i = row - l->first;
    enum yx_id_class c = (enum yx_id_class)rows->id_class[i];
    struct yx_problem p = {
        .person = person, .row = row, .other = YX_NO_ROW, .field = yx_field_name(YX_FIELD_ID)};
    uint64_t his = person == YX_NO_PERSON ? 0 : people->id[person];
    uint32_t evidence = his ? bearer(b, person, his, row) : YX_NO_ROW;
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
    p.written = cell_of(b, row, YX_FIELD_ID);
    if (c == YX_ID_UPGRADED) {
        p.proposed = put_id(s, rows->id[i]);
    } else if (evidence != YX_NO_ROW) { /* never without another roster that has the number */
        p.proposed = put_id(s, his);
        p.other = evidence;
    }
    add(s, p);
}

static void check_birth_and_sex(struct sink *s, const struct yx_lens *l, uint32_t row,
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
        /* a month alone, 2011.9, does not contradict a day of it */
        struct yx_ymd v = yx_day_split(by_id);
        if (birth == YX_SAYS_ODD || (yx_day)birth != yx_day_make(v.year, v.month, 1) ||
            yx_rows_text(rows, i, YX_FIELD_BIRTH).n >= 8) {
            p.field = yx_field_name(YX_FIELD_BIRTH);
            p.written = cell_of(s->b, row, YX_FIELD_BIRTH);
            p.proposed = put_day(s, by_id);
            p.category = birth == YX_SAYS_ODD ? YX_S("出生日期不成立") : YX_S("出生日期不符");
            p.why = birth == YX_SAYS_ODD ? YX_S("不是日期，按证件号计")
                                         : YX_S("与证件号里的出生日期不同，按证件号计");
            add(s, p);
        }
    }
    unsigned sex = yx_id_sex(rows->id[i]);
    if (rows->sex[i] && sex && rows->sex[i] != sex) {
        p.field = yx_field_name(YX_FIELD_SEX);
        p.written = cell_of(s->b, row, YX_FIELD_SEX);
        p.proposed = yx_state_name(sex == 1 ? YX_STATE_MALE : YX_STATE_FEMALE);
        p.category = YX_S("性别不符");
        p.why = YX_S("与证件号所示性别不同");
        add(s, p);
    }
}

/* Numbers other than the person's own that a spreadsheet cut, and cells that show an error. */
static void check_marks(struct sink *s, const struct yx_lens *l, uint32_t row, uint32_t person)
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
        add(s, p);
    }
}

static void check_row(struct sink *s, const struct yx_lens *l, uint32_t row, bool has_marks)
{
    const struct yx_rows *rows = &l->roster->rows;
    uint32_t person = person_of(s->b, row);
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
                               .written = cell_of(s->b, row, YX_FIELD_CHECKED_ON),
                               .category = YX_S("缺日期"),
                               .why = YX_S("县外回单没有核查日期，无法判断是否过期，暂按有效")};
        add(s, p);
    }
}

/* ---- persons ---- */

static bool one_term(yx_day a, yx_day b)
{
    if (a == YX_NO_DAY || b == YX_NO_DAY)
        return a == b;
    return yx_term_of(a) == yx_term_of(b);
}

static void contradiction(struct sink *s, uint32_t person, uint32_t row, uint32_t other,
                          enum yx_field f, struct yx_str field)
{
    const struct yx_factbase *b = s->b;
    yx_day a = yx_lens_at(b, row)->date, o = yx_lens_at(b, other)->date;
    if (o > a) {
        uint32_t t = row;
        row = other;
        other = t;
    }
    struct yx_problem p = {.person = person, .row = other, .other = row, .field = field};
    p.category = YX_S("名单矛盾");
    if (f < YX_N_FIELDS)
        p.written = cell_of(b, other, f);
    if (a == o) {
        p.why = YX_S("同一天的名单说法不同，此项按不详处理");
    } else {
        p.why = YX_S("几份名单说法不同，按较新的名单");
        if (f < YX_N_FIELDS)
            p.proposed = cell_of(b, row, f);
    }
    add(s, p);
}

/* Words of two cells that mean the same are no contradiction. */
static bool cells_differ(const struct yx_factbase *b, uint32_t row, uint32_t other, enum yx_field f)
{
    struct yx_str a = cell_of(b, row, f), o = cell_of(b, other, f);
    return a.n && o.n && !yx_str_eq(a, o);
}

static void check_register(struct sink *s, uint32_t person, uint32_t row, uint32_t other)
{
    static const enum yx_field compared[] = {YX_FIELD_DIVISION, YX_FIELD_TOWN, YX_FIELD_HOUSEHOLD,
                                             YX_FIELD_GUARDIAN_ID};
    const struct yx_factbase *b = s->b;
    const struct yx_lens *l = yx_lens_at(b, row);
    bool differ = false;
    for (size_t i = 0; i < YX_LEN(compared); i++)
        if (cells_differ(b, row, other, compared[i])) {
            contradiction(s, person, row, other, compared[i], yx_field_name(compared[i]));
            differ = true;
        }
    if (!b->o.people->id[person]) {
        int64_t birth = yx_seen_at(b, l, YX_SEEN_BIRTH, row);
        int64_t second = yx_seen_at(b, yx_lens_at(b, other), YX_SEEN_BIRTH, other);
        if (yx_says(birth) && yx_says(second) && birth != second) {
            contradiction(s, person, row, other, YX_FIELD_BIRTH, yx_field_name(YX_FIELD_BIRTH));
            differ = true;
        }
    }
    if (!differ && yx_lens_at(b, other) == l) {
        struct yx_problem p = {.person = person,
                               .row = other,
                               .other = row,
                               .field = yx_field_name(YX_FIELD_ID),
                               .written = cell_of(b, other, YX_FIELD_ID),
                               .category = YX_S("重复登记"),
                               .why = YX_S("同一个人在户籍名册里登记了两次")};
        add(s, p);
    }
}

static void check_enrolment(struct sink *s, uint32_t person)
{
    static const struct {
        enum yx_seen seen;
        enum yx_field field;
    } compared[] = {{YX_SEEN_STAGE, YX_FIELD_STAGE},
                    {YX_SEEN_BOARDING, YX_FIELD_BOARDING},
                    {YX_SEEN_ROLL, YX_FIELD_ROLL},
                    {YX_SEEN_ROLL_STATE, YX_FIELD_ROLL_STATE},
                    {YX_SEEN_PLACE, YX_FIELD_PLACE}};
    const struct yx_factbase *b = s->b;
    struct yx_enrolled main, other;
    yx_enrolment_of(b, person, &main, &other);
    for (int turn = 0; turn < 2; turn++) {
        struct yx_enrolled e = turn == 0 ? main : other;
        uint32_t n = 0; /* lists of another term may differ: years pass */
        for (uint32_t i = 0; i < e.n; i++)
            if (one_term(yx_lens_at(b, e.row[i])->date, e.date))
                e.row[n++] = e.row[i];
        e.n = n;
        if (n < 2)
            continue;
        bool differ = false;
        for (size_t i = 0; i < YX_LEN(compared); i++) {
            uint32_t clash = YX_NO_ROW;
            yx_enrolled_seen(b, &e, compared[i].seen, &clash);
            if (clash != YX_NO_ROW)
                contradiction(s, person, e.row[0], clash, compared[i].field,
                              yx_field_name(compared[i].field));
            differ |= clash != YX_NO_ROW;
        }
        for (uint32_t i = 0; i < b->n_inputs; i++) {
            uint32_t clash = YX_NO_ROW;
            enum yx_field field = yx_field_find(b->input[i].name);
            bool is_done = false;
            for (size_t k = 0; k < YX_LEN(compared); k++)
                is_done |= compared[k].field == field;
            if (is_done || !b->rule[i].in_enrolment)
                continue;
            yx_enrolled_input(b, &e, i, &clash);
            if (clash != YX_NO_ROW)
                contradiction(s, person, e.row[0], clash, field, b->input[i].name);
            differ |= clash != YX_NO_ROW;
        }
        if (!differ) {
            struct yx_problem p = {.person = person,
                                   .row = e.row[1],
                                   .other = e.row[0],
                                   .field = yx_field_name(YX_FIELD_SCHOOL),
                                   .written = cell_of(b, e.row[1], YX_FIELD_SCHOOL),
                                   .category = YX_S("同校重复"),
                                   .why = YX_S("同一学校的学籍名册里有他两条记录")};
            add(s, p);
        }
    }
}

static void check_explanations(struct sink *s, uint32_t person)
{
    const struct yx_factbase *b = s->b;
    struct yx_profile p;
    struct yx_explained e;
    yx_factbase_profile(b, person, &p);
    yx_explain_of(b, person, &p, &e);
    for (uint32_t i = 0; i < e.n_beaten; i++) {
        const struct yx_lens *l = yx_lens_at(b, e.beaten[i].row);
        const struct yx_lens *by = yx_lens_at(b, e.beaten[i].by);
        enum yx_field f = YX_FIELD_EXPLAIN;
        if (l->kind == YX_KIND_ENROLMENT)
            f = yx_seen_at(b, l, YX_SEEN_BOARDING, e.beaten[i].row) == YX_STATE_HOME_TAUGHT
                    ? YX_FIELD_BOARDING
                    : YX_FIELD_ROLL_STATE;
        struct yx_problem x = {.person = person,
                               .row = e.beaten[i].row,
                               .other = e.beaten[i].by,
                               .field = yx_field_name(f),
                               .written = cell_of(b, e.beaten[i].row, f),
                               .category = YX_S("说明矛盾")};
        switch (by->kind) {
        case YX_KIND_PRESENCE: x.why = YX_S("在校名册里他在校，说明不采用"); break;
        case YX_KIND_INTAKE: x.why = YX_S("新生名册里有他，说明不采用"); break;
        case YX_KIND_PROOF: x.why = YX_S("县外回单证明他在县外就读，说明不采用"); break;
        default: x.why = YX_S("他还有有效学籍，说明不采用"); break;
        }
        add(s, x);
    }
}

/* On the register without a birth: he is in no class of age, and outside 勾稽. */
static void check_register_birth(struct sink *s, uint32_t person)
{
    const struct yx_factbase *b = s->b;
    uint32_t row = b->o.people->row[b->o.people->start[person]];
    if (b->o.people->id[person] || yx_lens_at(b, row)->kind != YX_KIND_REGISTER ||
        yx_birth_of(b, person) != YX_NO_DAY)
        return;
    struct yx_problem p = {.person = person,
                           .row = row,
                           .other = YX_NO_ROW,
                           .field = yx_field_name(YX_FIELD_BIRTH),
                           .written = cell_of(b, row, YX_FIELD_BIRTH),
                           .category = YX_S("出生日期不详"),
                           .why = YX_S("没有有效证件号，出生日期也不详，算不出年龄，不在勾稽之内")};
    add(s, p);
}

static void check_person(struct sink *s, uint32_t person)
{
    const struct yx_factbase *b = s->b;
    const struct yx_people *p = b->o.people;
    uint32_t first = p->start[person], last = p->start[person + 1];
    uint32_t reg = YX_NO_ROW, n_enrol = 0, n_present = 0, n_identity = 0;
    bool explains = false;
    check_register_birth(s, person);
    if (last - first < 2)
        return; /* nothing to contradict */
    for (uint32_t i = first; i < last; i++) {
        uint32_t row = p->row[i];
        const struct yx_lens *l = yx_lens_at(b, row);
        switch (l->kind) {
        case YX_KIND_REGISTER:
            if (reg == YX_NO_ROW)
                reg = row;
            else
                check_register(s, person, reg, row);
            break;
        case YX_KIND_ENROLMENT:
            n_enrol++;
            explains |= yx_seen_at(b, l, YX_SEEN_BOARDING, row) == YX_STATE_HOME_TAUGHT ||
                        yx_seen_at(b, l, YX_SEEN_ROLL_STATE, row) == YX_STATE_SUSPENDED;
            break;
        case YX_KIND_PRESENCE: n_present++; break;
        case YX_KIND_IDENTITY: n_identity++; break;
        case YX_KIND_EXPLANATION: explains = true; break;
        default: break;
        }
    }
    if (n_enrol > 1)
        check_enrolment(s, person);
    if (n_present > 1) {
        struct yx_presence presence;
        yx_presence_of(b, person, &presence);
        if (presence.is_unclear)
            contradiction(s, person, presence.present, presence.absent, YX_FIELD_PRESENT,
                          yx_field_name(YX_FIELD_PRESENT));
    }
    if (n_identity > 1) {
        struct yx_classes c;
        yx_classes_of(b, person, &c);
        if (c.clash[0] != YX_NO_ROW)
            contradiction(s, person, c.clash[0], c.clash[1], YX_FIELD_IDENTITY,
                          yx_field_name(YX_FIELD_IDENTITY));
    }
    if (explains)
        check_explanations(s, person);
}

/* ---- payments ---- */

static void check_payment(struct sink *s, const struct yx_lens *l, uint32_t row)
{
    const struct yx_factbase *b = s->b;
    uint32_t person = person_of(b, row);
    struct yx_problem p = {.person = person, .row = row, .other = YX_NO_ROW};
    int64_t term = yx_seen_at(b, l, YX_SEEN_TERM, row);
    if (!l->roster->rows.is_data[row - l->first] || (yx_says(term) && (yx_term)term != b->o.term))
        return;
    int64_t amount = yx_seen_at(b, l, YX_SEEN_AMOUNT, row);
    int64_t returned = yx_seen_at(b, l, YX_SEEN_RETURNED, row);
    if (!yx_says(amount) || amount < 0) {
        p.field = yx_field_name(YX_FIELD_AMOUNT);
        p.written = cell_of(b, row, YX_FIELD_AMOUNT);
        p.category = YX_S("金额不明");
        p.why = YX_S("读不出金额，这一行没有参加核对");
        add(s, p);
    } else if (returned == YX_SAYS_ODD ||
               (yx_says(returned) && (returned < 0 || returned > amount))) {
        p.field = yx_field_name(YX_FIELD_RETURNED);
        p.written = cell_of(b, row, YX_FIELD_RETURNED);
        p.category = YX_S("金额不明");
        p.why = YX_S("退回金额读不出，或大于发放金额");
        add(s, p);
    }
    uint32_t school = yx_school_at(l, row);
    if (person == YX_NO_PERSON && school == YX_NO_ROW) {
        p.field = yx_field_name(YX_FIELD_ID);
        p.written = cell_of(b, row, YX_FIELD_ID);
        p.category = YX_S("对象不明");
        p.why = YX_S("这一行既认不出人，也认不出学校，没有参加核对");
        add(s, p);
    }
    enum yx_stage stage = person == YX_NO_PERSON ? YX_STAGE_UNKNOWN : yx_stage_of_person(b, person);
    stage = yx_stage_of_line(b, l, row, stage);
    if (yx_payment_benefit(b, l, row, stage) == YX_BENEFIT_SEVERAL) {
        p.field = yx_field_name(YX_FIELD_BENEFIT);
        p.written = cell_of(b, row, YX_FIELD_BENEFIT);
        p.category = YX_S("项目不明");
        p.why = YX_S("几个项目都叫这个名字，按学段也分不清，请写项目编号");
        add(s, p);
    }
}

/* ---- the parallel looks ---- */

struct part {
    const struct yx_lens *lens;
    uint32_t from, to; /* rows of all rows */
    bool has_marks;
};

struct look {
    struct yx_factbase *b;
    struct sink *slot;
    struct problem_list all;
    struct {
        struct part *v;
        size_t n, cap;
    } part;
    bool is_persons;
};

static void work(void *ctx, size_t task, unsigned slot)
{
    struct look *k = ctx;
    struct sink *s = &k->slot[slot];
    s->list.n = 0;
    if (k->is_persons) {
        uint32_t from = (uint32_t)task * PERSONS_A_TASK;
        uint32_t to = YX_MIN(k->b->o.people->n, from + PERSONS_A_TASK);
        for (uint32_t p = from; p < to; p++)
            check_person(s, p);
        return;
    }
    const struct part *p = &k->part.v[task];
    for (uint32_t row = p->from; row < p->to; row++) {
        check_row(s, p->lens, row, p->has_marks);
        if (p->lens->kind == YX_KIND_PAYMENT && k->b->n_benefits)
            check_payment(s, p->lens, row);
    }
}

static void commit(void *ctx, size_t task, unsigned slot)
{
    (void)task;
    struct look *k = ctx;
    for (size_t i = 0; i < k->slot[slot].list.n; i++)
        YX_PUSH(&k->all, k->slot[slot].list.v[i]);
}

static void run(struct look *k, size_t n)
{
    struct yx_pool *pool = k->b->o.pool;
    if (pool) {
        yx_pool_ordered(pool, n, work, commit, k);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        work(k, i, 0);
        commit(k, i, 0);
    }
}

static void cut_rows(struct look *k)
{
    for (uint32_t i = 0; i < k->b->n_lenses; i++) {
        const struct yx_lens *l = &k->b->lens[i];
        bool has_marks = false;
        for (uint32_t c = 0; c < l->roster->rows.table->n_columns; c++)
            has_marks |= l->roster->rows.table->column[c].mark != NULL;
        for (uint32_t from = 0; from < l->n; from += ROWS_A_TASK) {
            struct part p = {l, l->first + from, l->first + YX_MIN(l->n, from + ROWS_A_TASK),
                             has_marks};
            YX_PUSH(&k->part, p);
        }
    }
}

/* ---- columns: words nobody knows ---- */

static struct yx_str count_text(struct sink *s, uint32_t n, const char *what)
{
    struct yx_buf b = {0};
    yx_buf_putz(&b, what);
    if (n > 1)
        yx_buf_printf(&b, "（共 %u 行）", (unsigned)n);
    struct yx_str text = yx_str_dup(s->text, yx_buf_str(&b));
    yx_buf_free(&b);
    return text;
}

struct word {
    uint32_t n, first; /* rows that have it; the first of them */
};

static void add_word(struct sink *s, struct yx_str field, struct yx_str value, const struct word *w,
                     const char *category, const char *what)
{
    struct yx_problem p = {.person = person_of(s->b, w->first),
                           .row = w->first,
                           .other = YX_NO_ROW,
                           .field = field,
                           .written = yx_str_trim(value),
                           .category = yx_str_of(category),
                           .why = count_text(s, w->n, what)};
    add(s, p);
}

typedef bool (*odd_fn)(const struct yx_factbase *b, const struct yx_lens *l,
                       const struct yx_coded *c, uint32_t i);

static bool is_odd(const struct yx_factbase *b, const struct yx_lens *l, const struct yx_coded *c,
                   uint32_t i)
{
    (void)l;
    return yx_coded_at(b, c, i) == YX_SAYS_ODD;
}

static bool is_odd_class(const struct yx_factbase *b, const struct yx_lens *l,
                         const struct yx_coded *c, uint32_t i)
{
    int64_t v = yx_coded_at(b, c, i);
    return yx_says(v) && (v & YX_CLASS_ODD) && !yx_says(l->classes);
}

static bool is_no_benefit(const struct yx_factbase *b, const struct yx_lens *l,
                          const struct yx_coded *c, uint32_t i)
{
    (void)c;
    return yx_payment_benefit(b, l, l->first + i, YX_STAGE_UNKNOWN) == YX_BENEFIT_UNKNOWN;
}

static void check_words(struct sink *s, const struct yx_lens *l, const struct yx_coded *c,
                        struct yx_str field, odd_fn odd, const char *category, const char *what)
{
    const struct yx_column *column = c->column;
    const bool *is_data = l->roster->rows.is_data;
    if (!column)
        return;
    if (!column->is_dict) { /* as many words as rows: each is said */
        for (uint32_t i = 0; i < l->n; i++)
            if (is_data[i] && odd(s->b, l, c, i)) {
                struct word w = {1, l->first + i};
                add_word(s, field, yx_column_text(column, i), &w, category, what);
            }
        return;
    }
    struct word *word = NULL;
    uint8_t *state = yx_calloc(column->n_values, 1); /* 0 not looked at, 1 known, 2 odd */
    for (uint32_t i = 0; i < l->n; i++) {
        uint32_t v = column->code[i];
        if (!is_data[i])
            continue;
        if (state[v] == 0)
            state[v] = odd(s->b, l, c, i) ? 2 : 1;
        if (state[v] == 2) {
            if (!word)
                word = yx_calloc(column->n_values, sizeof *word);
            if (word[v].n++ == 0)
                word[v].first = l->first + i;
        }
    }
    for (uint32_t v = 0; word && v < column->n_values; v++)
        if (word[v].n && column->value[v].n)
            add_word(s, field, column->value[v], &word[v], category, what);
    free(word);
    free(state);
}

static void check_columns(struct sink *s)
{
    static const struct {
        enum yx_field field;
        bool is_code;
    } seen[YX_N_SEEN] = {
#define SEEN(id, field, reading, is_code) {YX_FIELD_##field, is_code},
        YX_SEEN_COLUMNS(SEEN)
#undef SEEN
    };
    const struct yx_factbase *b = s->b;
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        const struct yx_lens *l = &b->lens[i];
        for (int k = 0; k < YX_N_SEEN; k++)
            /* 九年一贯制 is no stage, and need be none: the school's code says its stages */
            if (seen[k].is_code && !(l->kind == YX_KIND_SCHOOL && k == YX_SEEN_STAGE))
                check_words(s, l, &l->seen[k], yx_field_name(seen[k].field), is_odd, "不认识的值",
                            "这个值认不出来，此项按不详处理");
        for (uint32_t k = 0; k < b->n_inputs; k++) {
            bool is_done = false;
            for (int m = 0; m < YX_N_SEEN; m++)
                is_done |= l->seen[m].column == l->input[k].column;
            bool is_read =
                b->rule[k].known != YX_KNOWN_CLASSES && b->rule[k].known != YX_KNOWN_GRADE;
            if (!is_done && is_read)
                check_words(s, l, &l->input[k], b->input[k].name, is_odd, "不认识的值",
                            "这个值认不出来，此项按不详处理");
        }
        if (l->kind == YX_KIND_IDENTITY)
            check_words(s, l, &l->seen[YX_SEEN_IDENTITY], yx_field_name(YX_FIELD_IDENTITY),
                        is_odd_class, "不认识的身份类别", "没有这一类身份，这些行没有采用");
        if (l->kind == YX_KIND_PAYMENT && b->n_benefits) {
            struct yx_coded c = {.column = l->benefit_column};
            check_words(s, l, &c, yx_field_name(YX_FIELD_BENEFIT), is_no_benefit, "项目不明",
                        "政策里没有叫这个名字的项目，这些行没有参加核对");
        }
    }
    const struct yx_people *people = b->o.people;
    for (uint32_t i = 0; i < people->n_numberless; i++) {
        const struct yx_numberless *n = &people->numberless[i];
        if (!n->is_equal)
            continue;
        uint32_t row = people->row[people->start[n->person]];
        struct yx_problem p = {
            .person = n->person,
            .row = row,
            .other = YX_NO_ROW,
            .field = yx_field_name(YX_FIELD_NAME),
            .written = cell_of(b, row, YX_FIELD_NAME),
            .category = YX_S("无法区分"),
            .why = YX_S("与另一个没有证件号的人姓名、出生日期、区划都相同，分不清是谁")};
        add(s, p);
    }
    for (uint32_t i = 0; i < b->n_early; i++) {
        const struct yx_early_problem *e = &b->early[i];
        contradiction(s, YX_NO_PERSON, e->row, e->other, yx_field_find(e->field), e->field);
    }
}

/* ---- accounts ---- */

struct account {
    uint64_t account;
    uint32_t person, row;
    uint64_t guardian, house; /* of the register; 0 not known */
};

static int account_order(const void *x, const void *y)
{
    const struct account *a = x, *b = y;
    if (a->account != b->account)
        return a->account < b->account ? -1 : 1;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

static void find_family(const struct yx_factbase *b, struct account *a)
{
    const struct yx_people *p = b->o.people;
    for (uint32_t i = p->start[a->person]; i < p->start[a->person + 1]; i++) {
        const struct yx_lens *l = yx_lens_at(b, p->row[i]);
        const struct yx_rows *rows = &l->roster->rows;
        if (!a->guardian && rows->guardian_id)
            a->guardian = rows->guardian_id[p->row[i] - l->first];
        int64_t house = yx_seen_at(b, l, YX_SEEN_HOUSEHOLD, p->row[i]);
        if (!a->house && l->kind == YX_KIND_REGISTER && yx_says(house)) {
            int64_t town = yx_seen_at(b, l, YX_SEEN_TOWN, p->row[i]);
            a->house = (yx_mix64((uint64_t)house) ^ (yx_says(town) ? (uint64_t)town : 0)) | 1;
        }
    }
}

/* Known to be of two families; families that are not known are not said to differ. */
static bool two_families(const struct account *a, const struct account *b)
{
    if ((!a->guardian && !a->house) || (!b->guardian && !b->house))
        return false;
    bool by_guardian = a->guardian && b->guardian, by_house = a->house && b->house;
    if (!by_guardian && !by_house)
        return false;
    return !(by_guardian && a->guardian == b->guardian) && !(by_house && a->house == b->house);
}

static void check_accounts(struct sink *s)
{
    const struct yx_factbase *b = s->b;
    struct {
        struct account *v;
        size_t n, cap;
    } list = {0};
    for (uint32_t i = 0; i < b->n_payments; i++) {
        const struct yx_payment *p = &b->payment[i];
        const struct yx_lens *l = yx_lens_at(b, p->row);
        int64_t account = yx_seen_at(b, l, YX_SEEN_ACCOUNT, p->row);
        const struct yx_column *c = l->seen[YX_SEEN_ACCOUNT].column;
        if (!yx_says(account) || (yx_column_mark(c, p->row - l->first) & YX_CELL_EXPONENT))
            continue;
        struct account one = {.account = (uint64_t)account, .person = p->person, .row = p->row};
        YX_PUSH(&list, one);
    }
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, account_order);
    for (size_t i = 0, end; i < list.n; i = end) {
        size_t n = 0; /* one entry a person, packed to the front of the group */
        for (end = i; end < list.n && list.v[end].account == list.v[i].account; end++)
            if (n == 0 || list.v[end].person != list.v[i + n - 1].person)
                list.v[i + n++] = list.v[end];
        if (n < 2)
            continue;
        size_t other = 0;
        for (size_t k = 0; k < n; k++)
            find_family(b, &list.v[i + k]);
        for (size_t k = 0; k < n && !other; k++) /* the first who is known sets the measure */
            for (size_t m = k + 1;
                 m < n && !other && (list.v[i + k].guardian || list.v[i + k].house); m++)
                other = two_families(&list.v[i + k], &list.v[i + m]) ? m : 0;
        if (!other)
            continue;
        for (size_t k = 0; k < n; k++) {
            struct yx_problem p = {.person = list.v[i + k].person,
                                   .row = list.v[i + k].row,
                                   .other = list.v[i + (k == 0 ? other : 0)].row,
                                   .field = yx_field_name(YX_FIELD_ACCOUNT),
                                   .written = cell_of(b, list.v[i + k].row, YX_FIELD_ACCOUNT),
                                   .category = YX_S("账号共用"),
                                   .why = YX_S("两户人家的孩子用同一个账号收款")};
            add(s, p);
        }
    }
    free(list.v);
}

/* ---- all ---- */

static int problem_order(const void *x, const void *y)
{
    const struct yx_problem *a = x, *b = y;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    int c = yx_str_cmp(a->field, b->field);
    if (c == 0)
        c = yx_str_cmp(a->category, b->category);
    return c ? c : (a->other > b->other) - (a->other < b->other);
}

int yx_problems_build(struct yx_factbase *b, struct yx_err *err)
{
    (void)err;
    unsigned n_slots = b->o.pool ? yx_pool_slots(b->o.pool) : 1;
    struct look k = {.b = b, .slot = yx_calloc(n_slots, sizeof *k.slot)};
    b->n_problem_texts = n_slots;
    b->problem_text = YX_NEW(b->arena, struct yx_arena *, n_slots);
    for (unsigned s = 0; s < n_slots; s++) {
        b->problem_text[s] = yx_arena_new();
        k.slot[s] = (struct sink){.b = b, .text = b->problem_text[s]};
    }
    cut_rows(&k);
    run(&k, k.part.n);
    k.is_persons = true;
    run(&k, ((size_t)b->o.people->n + PERSONS_A_TASK - 1) / PERSONS_A_TASK);
    k.slot[0].list.n = 0;
    check_columns(&k.slot[0]);
    check_accounts(&k.slot[0]);
    commit(&k, 0, 0);
    if (k.all.n)
        qsort(k.all.v, k.all.n, sizeof *k.all.v, problem_order);
    b->problem = k.all.v;
    b->n_problems = (uint32_t)k.all.n;
    for (unsigned s = 0; s < n_slots; s++)
        free(k.slot[s].list.v);
    free(k.slot);
    free(k.part.v);
    return YX_OK;
}

const struct yx_problem *yx_factbase_problems(const struct yx_factbase *b, uint32_t *n)
{
    *n = b->n_problems;
    return b->problem;
}
