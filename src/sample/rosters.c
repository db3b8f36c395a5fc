/* rosters.c -- a block of people as the departments would list them. */
#include "sample/rosters.h"

#include "codes/citizen_id.h"
#include "base/hash.h"
#include "base/mem.h"

#include <stdio.h>

struct ctx {
    const struct sample_world *w;
    const struct sample_block *b;
    struct sample_out *o;
};

static const struct sample_house *house_of(const struct ctx *c, const struct sample_child *k)
{
    return &c->b->houses.v[k->house];
}

/* ---- cells that several rosters share ---- */

static void cell_name(struct ctx *c, const struct sample_name *n)
{
    yx_out_cell(c->o, yx_sample_name_str(n));
}

static void cell_sex(struct ctx *c, int sex)
{
    yx_out_cell(c->o, sex == 1 ? YX_S("男") : YX_S("女"));
}

static void cell_people(struct ctx *c, enum sample_people p)
{
    char text[32];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_buf_puts(&b, yx_sample_people_name(p));
    yx_buf_putz(&b, "族");
    yx_out_cell(c->o, yx_buf_str(&b));
}

/* 学籍号: G and the ID number; L and J with the division, the birth and digits of their own. */
static void cell_student_no(struct ctx *c, const struct sample_child *k)
{
    char text[32];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_buf_putc(&b, k->roll);
    yx_id_put(&b, k->id);
    if (k->roll == 'L') /* four digits without a check digit */
        b.p[18] = (char)('0' + (k->id >> 4) % 7);
    yx_out_cell(c->o, yx_buf_str(&b));
}

static const char *grade_name(const struct sample_child *k)
{
    static const char *const name[YX_N_STAGES][10] = {
        [YX_STAGE_PRESCHOOL] = {"", "小班", "中班", "大班"},
        [YX_STAGE_PRIMARY] = {"", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级"},
        [YX_STAGE_JUNIOR] = {"", "", "", "", "", "", "", "七年级", "八年级", "九年级"},
        [YX_STAGE_SENIOR] = {"", "高一", "高二", "高三"},
        [YX_STAGE_VOCATIONAL] = {"", "中职一年级", "中职二年级", "中职三年级"},
        [YX_STAGE_HIGHER] = {"", "一年级", "二年级", "三年级", "四年级"},
    };
    const char *z = name[k->stage][k->grade];
    return z ? z : "";
}

static void cell_school(struct ctx *c, uint32_t school)
{
    yx_out_cell(c->o, school == YX_NO_SCHOOL ? YX_S("") : c->w->county->school[school].name);
}

static void cell_school_code(struct ctx *c, uint32_t school)
{
    yx_out_z(c->o, school == YX_NO_SCHOOL ? "" : c->w->county->school[school].code);
}

static void cell_class(struct ctx *c, const struct sample_child *k)
{
    char text[32];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_buf_putz(&b, k->stage == YX_STAGE_PRESCHOOL ? "" : "（");
    yx_buf_put_u64(&b, k->class_no);
    yx_buf_putz(&b, k->stage == YX_STAGE_PRESCHOOL ? "班" : "）班");
    yx_out_cell(c->o, yx_buf_str(&b));
}

/* The year and month in which the child came to this stage: 202009. */
static void cell_entry(struct ctx *c, const struct sample_child *k)
{
    int before = k->stage == YX_STAGE_JUNIOR ? k->grade - 7 : k->grade - 1;
    int year = k->stage == YX_STAGE_HIGHER ? k->entry_year : c->w->school_year - before;
    yx_out_u64(c->o, (uint64_t)(year * 100 + 9));
}

static void cell_town(struct ctx *c, const struct sample_house *h)
{
    yx_out_cell(c->o, c->w->county->town[h->town].name);
}

static void cell_village(struct ctx *c, const struct sample_house *h)
{
    yx_out_cell(c->o, c->w->county->town[h->town].village[h->village]);
}

/* `prefix` and a number of `width` digits that is the block's and this one's own. */
static void cell_number(struct ctx *c, const char *prefix, uint32_t n)
{
    char text[48];
    (void)snprintf(text, sizeof text, "%s%04u%05u", prefix, c->b->number, n);
    yx_out_z(c->o, text);
}

static const char *const outside_places[] = {
    "重庆市渝北区", "浙江省义乌市", "广东省东莞市", "福建省晋江市",   "贵州省遵义市",
    "湖北省恩施市", "江苏省昆山市", "重庆市黔江区", "湖南省张家界市", "四川省成都市"};

static const char *outside_place(uint32_t outside)
{
    return outside_places[outside % YX_LEN(outside_places)];
}

static void cell_outside_school(struct ctx *c, const struct sample_child *k)
{
    char text[96];
    const char *end = k->stage == YX_STAGE_HIGHER   ? "职业技术学院"
                      : k->stage == YX_STAGE_JUNIOR ? "中学"
                                                    : "实验小学";
    (void)snprintf(text, sizeof text, "%s第%u%s", outside_place(k->outside), k->outside, end);
    yx_out_z(c->o, text);
}

static void cell_stage(struct ctx *c, const struct sample_child *k)
{
    yx_out_cell(c->o, yx_sample_stage_name(k->stage));
}

static void cell_county(struct ctx *c)
{
    yx_out_u64(c->o, c->w->county->code);
}

/* ---- register ---- */

static void register_row(struct ctx *c, const struct sample_house *h, uint64_t id,
                         const struct sample_name *name, int sex, yx_day birth, bool is_child)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_REGISTER, id);
    yx_out_u64(o, c->b->first_child + (is_child ? o->sheet[YX_SHEET_REGISTER].lines : 0) + 1);
    cell_name(c, name);
    yx_out_id(o, id);
    cell_sex(c, sex);
    yx_out_day(o, birth);
    cell_people(c, h->people);
    cell_county(c);
    cell_town(c, h);
    cell_village(c, h);
    cell_number(c, "", h->number);
    if (is_child) {
        cell_name(c, &h->guardian.name);
        yx_out_id(o, h->guardian.id);
    } else {
        yx_out_z(o, "");
        yx_out_z(o, "");
    }
    yx_out_end(o);
}

/* ---- enrolment ---- */

static const char *boarding(const struct sample_child *k)
{
    return k->fate == YX_FATE_HOME_TAUGHT ? "送教上门" : k->boards ? "住校" : "走读";
}

static const char *roll_state(const struct sample_child *k, bool is_old_row)
{
    if (k->fate == YX_FATE_MISSING_LEFT || (k->fate == YX_FATE_TRANSFERRED && is_old_row))
        return "转出";
    return k->fate == YX_FATE_SUSPENDED ? "休学" : "在读";
}

static void compulsory_row(struct ctx *c, const struct sample_child *k, uint32_t school,
                           bool is_old_row)
{
    struct sample_out *o = c->o;
    bool is_urban = !c->w->county->school[school].is_rural;
    enum sample_sheet s = is_urban ? YX_SHEET_ENROL_TOWN : YX_SHEET_ENROL_RURAL;
    yx_out_row(o, s, k->id);
    if (!is_urban)
        yx_out_u64(o, c->b->first_child + k->number + 1);
    cell_school(c, school);
    cell_school_code(c, school);
    cell_student_no(c, k);
    cell_name(c, &k->name);
    cell_sex(c, k->sex);
    yx_out_day(o, k->birth);
    cell_people(c, k->people);
    if (is_urban)
        yx_out_z(o, "居民身份证");
    yx_out_id(o, k->id);
    yx_out_z(o, grade_name(k));
    cell_class(c, k);
    cell_entry(c, k);
    yx_out_z(o, boarding(k));
    cell_county(c);
    yx_out_z(o, roll_state(k, is_old_row));
    yx_out_end(o);
}

static void kindergarten_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_KINDER, k->id);
    cell_school(c, k->school);
    cell_school_code(c, k->school);
    cell_name(c, &k->name);
    cell_sex(c, k->sex);
    yx_out_day(o, k->birth);
    yx_out_id(o, k->id);
    yx_out_z(o, grade_name(k));
    cell_class(c, k);
    yx_out_z(o, roll_state(k, false));
    yx_out_end(o);
}

static void senior_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    bool is_vocational = k->stage == YX_STAGE_VOCATIONAL;
    yx_out_row(o, is_vocational ? YX_SHEET_VOCATIONAL : YX_SHEET_SENIOR, k->id);
    yx_out_u64(o, c->b->first_child + k->number + 1);
    cell_school(c, k->school);
    cell_school_code(c, k->school);
    cell_student_no(c, k);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    cell_stage(c, k);
    yx_out_z(o, grade_name(k));
    cell_class(c, k);
    yx_out_z(o, boarding(k));
    yx_out_z(o, roll_state(k, false));
    if (is_vocational)
        yx_out_bool(o, k->is_agricultural);
    yx_out_money(o, k->tuition);
    yx_out_money(o, k->lodging);
    yx_out_money(o, c->w->county->school[k->school].books);
    yx_out_u64(o, k->book_terms);
    if (is_vocational)
        yx_out_u64(o, k->lodging_terms);
    yx_out_end(o);
}

static void higher_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_HIGHER, k->id);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    cell_outside_school(c, k);
    cell_stage(c, k);
    yx_out_z(o, k->is_graduate_student ? "研究生" : "本专科");
    yx_out_z(o, grade_name(k));
    cell_entry(c, k);
    yx_out_bool(o, k->is_full_time);
    yx_out_bool(o, k->is_local);
    yx_out_bool(o, k->is_exempt);
    yx_out_money(o, k->tuition);
    yx_out_money(o, k->lodging);
    yx_out_day(o, k->applied);
    yx_out_z(o, "县外");
    yx_out_z(o, "在读");
    yx_out_end(o);
}

static void elsewhere_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_ELSEWHERE, k->id);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    cell_student_no(c, k);
    cell_outside_school(c, k);
    cell_stage(c, k);
    yx_out_z(o, grade_name(k));
    yx_out_z(o, boarding(k));
    yx_out_z(o, "县外");
    yx_out_z(o, "在读");
    cell_number(c, "02", k->number % 100000);
    yx_out_end(o);
}

static void enrolment_rows(struct ctx *c, const struct sample_child *k)
{
    if (!yx_sample_has_enrolment(k))
        return;
    switch (k->stage) {
    case YX_STAGE_PRESCHOOL: kindergarten_row(c, k); break;
    case YX_STAGE_SENIOR:
    case YX_STAGE_VOCATIONAL: senior_row(c, k); break;
    case YX_STAGE_HIGHER: higher_row(c, k); break;
    case YX_STAGE_PRIMARY:
    case YX_STAGE_JUNIOR:
        if (k->fate == YX_FATE_OUT_DECLARED) {
            elsewhere_row(c, k);
            break;
        }
        compulsory_row(c, k, k->school, false);
        if (k->other_school != YX_NO_SCHOOL)
            compulsory_row(c, k, k->other_school, true);
        break;
    default: break;
    }
}

/* ---- intake, attendance, graduates ---- */

static void intake_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_INTAKE, k->id);
    cell_school(c, k->school);
    cell_name(c, &k->name);
    cell_sex(c, k->sex);
    yx_out_id(o, k->id);
    yx_out_z(o, grade_name(k));
    yx_out_day(o, yx_day_make(c->w->school_year, 8, 28));
    yx_out_end(o);
}

static void presence_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    if (k->school == YX_NO_SCHOOL || !c->w->county->school[k->school].has_presence ||
        (k->stage != YX_STAGE_PRIMARY && k->stage != YX_STAGE_JUNIOR))
        return;
    bool is_listed =
        yx_sample_has_enrolment(k) || k->fate == YX_FATE_PRESENT_ONLY || k->fate == YX_FATE_INTAKE;
    /* Who is away is either marked so or left out of the list. */
    bool is_marked = k->number % 2 == 0;
    if (!is_listed || k->fate == YX_FATE_HOME_TAUGHT || k->fate == YX_FATE_MISSING_LEFT ||
        (!k->is_present && !is_marked))
        return;
    yx_out_row(o, YX_SHEET_PRESENCE, k->id);
    cell_school(c, k->school);
    cell_school_code(c, k->school);
    yx_out_z(o, grade_name(k));
    cell_class(c, k);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    if (yx_sample_has_enrolment(k))
        cell_student_no(c, k);
    else
        yx_out_z(o, "");
    yx_out_z(o, k->is_present ? "到校" : k->number % 4 ? "未到校" : "离校");
    yx_out_end(o);
}

static void graduate_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    const struct sample_house *h = house_of(c, k);
    const struct sample_town *t = &c->w->county->town[h->town];
    yx_out_row(o, YX_SHEET_GRADUATE, k->id);
    cell_school(c, t->of[YX_SCHOOL_JUNIOR].n ? t->of[YX_SCHOOL_JUNIOR].first
                                             : t->of[YX_SCHOOL_NINE].first);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    cell_student_no(c, k);
    yx_out_u64(o, (uint64_t)(c->w->school_year * 100 + 6));
    yx_out_end(o);
}

/* ---- identity lists ---- */

/* A day on which a class began: long before, or between the cut-off and as-of. */
static yx_day class_from(const struct sample_world *w, uint64_t seed, bool is_later)
{
    uint64_t x = yx_mix64(seed);
    if (!is_later || w->as_of - w->cutoff < 2)
        return yx_day_make(w->school_year - 1 - (int)(x % 5), 1 + (int)((x >> 8) % 12), 1);
    return w->cutoff + 1 + (yx_day)((x >> 16) % (uint64_t)(w->as_of - w->cutoff));
}

static yx_day class_to(const struct sample_world *w, uint64_t seed, bool has_ended, bool is_ending)
{
    uint64_t x = yx_mix64(seed + 1);
    if (has_ended)
        return w->cutoff - 20 - (yx_day)(x % 60);
    if (is_ending && w->as_of - w->cutoff > 2)
        return w->cutoff + 1 + (yx_day)(x % (uint64_t)(w->as_of - w->cutoff - 1));
    return YX_NO_DAY;
}

static const char *relation(int sex)
{
    return sex == 1 ? "之子" : "之女";
}

/* 户编号 of the rural office; its own numbering, not the police's. */
static void watched_cells(struct ctx *c, const struct sample_house *h)
{
    cell_town(c, h);
    cell_village(c, h);
    cell_number(c, "5000", h->number);
    cell_name(c, &h->head.name);
    yx_out_id(c->o, h->head.id);
}

static void watched_end(struct ctx *c, const struct sample_house *h, enum sample_class class)
{
    struct sample_out *o = c->o;
    bool is_later = h->classes_later >> class & 1;
    yx_out_cell(o, yx_sample_class_name(class));
    yx_day from = class_from(c->w, h->guardian.id, is_later);
    yx_out_day(o, from);
    yx_out_bool(o, (h->classes_ended >> class & 1) && h->risk_over);
}

static void watched_row(struct ctx *c, const struct sample_house *h, enum sample_class class,
                        uint64_t id, const struct sample_name *name, const char *relation_name)
{
    struct sample_out *o = c->o;
    yx_out_row(o, class == YX_CLASS_POOR ? YX_SHEET_POOR : YX_SHEET_WATCHED, id);
    watched_cells(c, h);
    cell_name(c, name);
    yx_out_id(o, id);
    yx_out_z(o, relation_name);
    if (class != YX_CLASS_POOR)
        watched_end(c, h, class);
    yx_out_end(o);
}

static void dibao_row(struct ctx *c, const struct sample_house *h, uint64_t id,
                      const struct sample_name *name, const char *relation_name, bool is_later,
                      bool has_ended, bool is_ending)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_DIBAO, id);
    cell_town(c, h);
    cell_name(c, &h->head.name);
    yx_out_id(o, h->head.id);
    cell_name(c, name);
    yx_out_id(o, id);
    yx_out_z(o, relation_name);
    yx_out_day(o, class_from(c->w, h->head.id + 2, is_later));
    yx_out_day(o, class_to(c->w, h->head.id + 2, has_ended, is_ending));
    yx_out_end(o);
}

static void dibao_head_row(struct ctx *c, const struct sample_house *h)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_DIBAO_HEADS, h->head.id);
    cell_town(c, h);
    cell_village(c, h);
    cell_name(c, &h->head.name);
    yx_out_id(o, h->head.id);
    yx_out_u64(o, 2 + h->n);
    yx_out_day(o, class_from(c->w, h->head.id + 2, h->classes_later & YX_CLASS_BIT(DIBAO)));
    yx_out_day(o, class_to(c->w, h->head.id + 2, h->classes_ended & YX_CLASS_BIT(DIBAO), false));
    yx_out_end(o);
}

static void house_rows(struct ctx *c, const struct sample_house *h)
{
    uint32_t listed = h->classes | h->classes_later | h->classes_ended;
    for (enum sample_class class = YX_CLASS_POOR; class <= YX_CLASS_SUDDEN; class ++)
        if (listed >> class & 1)
            watched_row(c, h, class, h->head.id, &h->head.name, "户主");
    if (!(listed & YX_CLASS_BIT(DIBAO)))
        return;
    if (h->dibao_by_head)
        dibao_head_row(c, h);
    else
        dibao_row(c, h, h->head.id, &h->head.name, "户主", h->classes_later & YX_CLASS_BIT(DIBAO),
                  h->classes_ended & YX_CLASS_BIT(DIBAO), false);
}

/* 乡镇, 姓名, 证件号, 起始日期 [, 截止日期] */
static void person_row(struct ctx *c, const struct sample_child *k, enum sample_sheet s,
                       bool has_end)
{
    struct sample_out *o = c->o;
    yx_out_row(o, s, k->id);
    cell_town(c, house_of(c, k));
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    yx_out_day(o, class_from(c->w, k->id + 3, false));
    if (has_end)
        yx_out_z(o, "");
    yx_out_end(o);
}

static void disabled_row(struct ctx *c, const struct sample_child *k)
{
    static const char *const kind[] = {"视力", "听力", "言语", "肢体", "智力", "精神", "多重"};
    static const char *const grade[] = {"一级", "二级", "三级", "四级"};
    struct sample_out *o = c->o;
    uint64_t x = yx_mix64(k->id + 4);
    char text[40];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_out_row(o, YX_SHEET_DISABLED, k->id);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    yx_id_put(&b, k->id);
    yx_buf_putc(&b, (char)('1' + x % 7));
    yx_buf_putc(&b, (char)('1' + x / 7 % 4));
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_z(o, kind[x % 7]);
    yx_out_z(o, grade[x / 7 % 4]);
    yx_out_day(o, class_from(c->w, k->id + 5, k->classes_later & YX_CLASS_BIT(DISABLED)));
    yx_out_end(o);
}

static void recognised_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_RECOGNISED, k->id);
    cell_school(c, k->school);
    yx_out_z(o, grade_name(k));
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    yx_out_day(o, yx_term_first(c->w->term) + 20);
    yx_out_end(o);
}

static void identity_rows(struct ctx *c, const struct sample_child *k)
{
    const struct sample_house *h = house_of(c, k);
    uint32_t listed = k->classes | k->classes_later | k->classes_ended;
    for (enum sample_class class = YX_CLASS_POOR; class <= YX_CLASS_SUDDEN; class ++)
        if (listed >> class & 1)
            watched_row(c, h, class, k->id, &k->name, relation(k->sex));
    if ((listed & YX_CLASS_BIT(DIBAO)) && !h->dibao_by_head)
        dibao_row(c, h, k->id, &k->name, relation(k->sex), k->classes_later & YX_CLASS_BIT(DIBAO),
                  k->classes_ended & YX_CLASS_BIT(DIBAO), k->classes_ending & YX_CLASS_BIT(DIBAO));
    if (listed & YX_CLASS_BIT(TEKUN))
        person_row(c, k, YX_SHEET_TEKUN, true);
    if (listed & YX_CLASS_BIT(ORPHAN))
        person_row(c, k, YX_SHEET_ORPHAN, false);
    if (listed & YX_CLASS_BIT(DEFACTO))
        person_row(c, k, YX_SHEET_DEFACTO, false);
    if (listed & YX_CLASS_BIT(DISABLED))
        disabled_row(c, k);
    if (listed & YX_CLASS_BIT(MARTYR)) {
        yx_out_row(c->o, YX_SHEET_MARTYR, k->id);
        cell_name(c, &k->name);
        yx_out_id(c->o, k->id);
        yx_out_end(c->o);
    }
    if (listed & YX_CLASS_BIT(RECOGNISED))
        recognised_row(c, k);
}

/* ---- proofs and explanations ---- */

static void proof_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_PROOF, k->id);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    yx_out_z(o, outside_place(k->outside));
    cell_outside_school(c, k);
    yx_out_day(o, k->checked_on);
    cell_number(c, "就读证", k->number % 100000);
    yx_out_bool(o, k->number % 5 == 0);
    yx_out_end(o);
}

static void explain_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    const struct sample_house *h = house_of(c, k);
    static const bool needs[] = {
#define EXPLAIN(id, zh, months, evidence) evidence,
#include "sample/truth.def"
#undef EXPLAIN
    };
    yx_out_row(o, YX_SHEET_EXPLAIN, k->id);
    cell_town(c, h);
    cell_name(c, &k->name);
    yx_out_id(o, k->id);
    yx_out_cell(o, yx_sample_explain_name(k->says));
    if (needs[k->says] && k->says_evidence)
        cell_number(c, "佐证", k->number % 100000);
    else
        yx_out_z(o, "");
    char unit[128];
    struct yx_buf b = {.p = unit, .cap = sizeof unit};
    yx_buf_puts(&b, c->w->county->town[h->town].name);
    yx_buf_putz(&b, "控辍保学办公室");
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_cell(o,
                yx_sample_name_str(&c->b->houses.v[(k->house + 7) % c->b->houses.n].guardian.name));
    yx_out_day(o, k->says_on);
    yx_out_end(o);
}

void yx_sample_block_rows(const struct sample_world *w, const struct sample_block *b,
                          struct sample_out *out)
{
    struct ctx c = {.w = w, .b = b, .o = out};
    for (size_t i = 0; i < b->houses.n; i++) {
        const struct sample_house *h = &b->houses.v[i];
        if (h->head_differs)
            register_row(&c, h, h->head.id, &h->head.name, h->head.sex, h->head.birth, false);
        house_rows(&c, h);
        for (uint32_t j = h->first; j < h->first + h->n; j++) {
            const struct sample_child *k = &b->children.v[j];
            register_row(&c, h, k->id, &k->name, k->sex, k->birth, true);
            enrolment_rows(&c, k);
            if (k->fate == YX_FATE_INTAKE)
                intake_row(&c, k);
            presence_row(&c, k);
            if (k->has_graduated)
                graduate_row(&c, k);
            identity_rows(&c, k);
            if (k->fate == YX_FATE_OUT_PROOF || k->fate == YX_FATE_OUT_STALE)
                proof_row(&c, k);
            if (k->says != YX_SAYS_NONE)
                explain_row(&c, k);
        }
    }
}

void yx_sample_county_rows(const struct sample_world *w, struct sample_out *out)
{
    static const char *const kind[YX_N_SCHOOL_KINDS] = {
        "幼儿园",         "中心小学", "村小",         "教学点",      "初级中学",
        "九年一贯制学校", "普通高中", "中等职业学校", "特殊教育学校"};
    const struct sample_county *county = w->county;
    for (uint32_t i = 0; i < county->n_schools; i++) {
        const struct sample_school *s = &county->school[i];
        yx_out_row(out, YX_SHEET_SCHOOL, 0);
        yx_out_u64(out, i + 1);
        yx_out_cell(out, s->name);
        yx_out_z(out, s->code);
        yx_out_z(out, kind[s->kind]);
        yx_out_cell(out, county->town[s->town].name);
        yx_out_z(out, "是");
        yx_out_bool(out, s->is_rural);
        yx_out_bool(out, s->is_approved);
        yx_out_bool(out, s->has_meals);
        yx_out_bool(out, s->has_nutrition);
        yx_out_bool(out, s->is_centre);
        if (s->kind == YX_SCHOOL_KINDERGARTEN)
            yx_out_money(out, s->care_fee);
        else
            yx_out_z(out, "");
        yx_out_end(out);
    }
}
