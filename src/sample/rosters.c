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
    struct sample_dirt *dirt;
    struct sample_written typed; /* what the child's school has on file */
    struct sample_written now;   /* the identity being written */
};

static const struct sample_house *house_of(const struct ctx *c, const struct sample_child *k)
{
    return &c->b->houses.v[k->house];
}

/* ---- cells that several rosters share ---- */

/* A slip of the whole row, in n of 10,000 dirty ones. */
static bool happens(struct ctx *c, uint64_t n)
{
    return c->dirt->is_on && yx_rng_below(&c->dirt->rng, 10000) < n;
}

/* Whose identity the next cells show, as `by` writes it. */
static void write_child(struct ctx *c, const struct sample_child *k, enum sample_writer by)
{
    yx_dirt_child(c->dirt, k, house_of(c, k), by, &c->now);
    yx_out_mark(c->o, c->now.dirt);
}

static void copy_written(const struct sample_written *from, struct sample_written *to)
{
    yx_written_init(to);
    yx_buf_puts(&to->name, yx_buf_str(&from->name));
    yx_buf_puts(&to->id, yx_buf_str(&from->id));
    yx_buf_puts(&to->student_no, yx_buf_str(&from->student_no));
    to->dirt = from->dirt;
    to->is_name_wrong = from->is_name_wrong;
}

/* As the school has it on file; in `odds` of 10,000 cases, else typed anew. */
static void write_on_file(struct ctx *c, const struct sample_child *k, uint32_t odds)
{
    if (c->dirt->is_on && yx_rng_below(&c->dirt->rng, 10000) >= odds) {
        write_child(c, k, YX_WRITER_SCHOOL);
        c->now.student_no.n = 0; /* nobody types that anew */
        yx_buf_puts(&c->now.student_no, yx_buf_str(&c->typed.student_no));
        return;
    }
    copy_written(&c->typed, &c->now);
    yx_out_mark(c->o, c->now.dirt);
}

static void write_adult(struct ctx *c, const struct sample_adult *a, enum sample_writer by)
{
    yx_dirt_adult(c->dirt, a, by, &c->now);
}

static void cell_wname(struct ctx *c)
{
    yx_out_cell(c->o, yx_buf_str(&c->now.name));
}

static void cell_wid(struct ctx *c)
{
    yx_out_cell(c->o, yx_buf_str(&c->now.id));
}

static void cell_wno(struct ctx *c)
{
    yx_out_cell(c->o, yx_buf_str(&c->now.student_no));
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

/* A writer's habit: the same for all rows of a school or an office. */
static unsigned habit(uint32_t of, unsigned what)
{
    return (unsigned)(yx_mix64(of * 7U + what + 1) >> 32);
}

static void cell_grade(struct ctx *c, const struct sample_child *k)
{
    char text[32];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    /* A school of nine years cannot say 2021级: that is two grades. */
    unsigned style = habit(k->school, 1);
    if (k->school != YX_NO_SCHOOL && c->w->county->school[k->school].kind == YX_SCHOOL_NINE)
        style &= ~3U;
    yx_dirt_grade(c->dirt, c->w, k, style, &b);
    yx_out_cell(c->o, yx_buf_str(&b));
}

/* A date as the writer with this habit puts it. */
static void cell_date(struct ctx *c, yx_day day, unsigned style)
{
    char text[48];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_dirt_day(c->dirt, day, style, &b);
    yx_out_cell(c->o, yx_buf_str(&b));
}

static void cell_school(struct ctx *c, uint32_t school)
{
    char text[160];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    if (school != YX_NO_SCHOOL)
        yx_dirt_school(c->dirt, c->w->county->school[school].name, habit(c->o->at, school), &b);
    yx_out_cell(c->o, yx_buf_str(&b));
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

static void register_place(struct ctx *c, const struct sample_house *h)
{
    cell_people(c, h->people);
    cell_county(c);
    cell_town(c, h);
    cell_village(c, h);
    cell_number(c, "", h->number);
}

static void register_child(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    const struct sample_house *h = house_of(c, k);
    yx_out_row(o, YX_SHEET_REGISTER, k->id);
    write_child(c, k, YX_WRITER_POLICE);
    yx_out_u64(o, c->b->first_child + k->number + 1);
    cell_wname(c);
    cell_wid(c);
    cell_sex(c, k->sex);
    cell_date(c, k->birth, 1);
    register_place(c, h);
    write_adult(c, &h->guardian, YX_WRITER_POLICE);
    cell_wname(c);
    cell_wid(c);
    yx_out_end(o);
}

/* Some townships hand in whole households: then the head has a row too. */
static void register_head(struct ctx *c, const struct sample_house *h)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_REGISTER, h->head.id);
    write_adult(c, &h->head, YX_WRITER_POLICE);
    yx_out_z(o, "");
    cell_wname(c);
    cell_wid(c);
    cell_sex(c, h->head.sex);
    cell_date(c, h->head.birth, 1);
    register_place(c, h);
    yx_out_z(o, "");
    yx_out_z(o, "");
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
    write_on_file(c, k, is_old_row ? 5000 : 10000);
    if (!is_urban)
        yx_out_u64(o, c->b->first_child + k->number + 1);
    cell_school(c, school);
    cell_school_code(c, school);
    cell_wno(c);
    cell_wname(c);
    cell_sex(c, k->sex);
    cell_date(c, k->birth, habit(k->school, 2));
    cell_people(c, k->people);
    if (is_urban)
        yx_out_z(o, "居民身份证");
    cell_wid(c);
    cell_grade(c, k);
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
    write_on_file(c, k, 10000);
    cell_school(c, k->school);
    cell_school_code(c, k->school);
    cell_wname(c);
    cell_sex(c, k->sex);
    cell_date(c, k->birth, habit(k->school, 2));
    cell_wid(c);
    cell_grade(c, k);
    cell_class(c, k);
    yx_out_z(o, roll_state(k, false));
    yx_out_end(o);
}

static void senior_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    bool is_vocational = k->stage == YX_STAGE_VOCATIONAL;
    yx_out_row(o, is_vocational ? YX_SHEET_VOCATIONAL : YX_SHEET_SENIOR, k->id);
    write_on_file(c, k, 10000);
    yx_out_u64(o, c->b->first_child + k->number + 1);
    cell_school(c, k->school);
    cell_school_code(c, k->school);
    cell_wno(c);
    cell_wname(c);
    cell_wid(c);
    cell_stage(c, k);
    cell_grade(c, k);
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
    write_child(c, k, YX_WRITER_OFFICE);
    cell_wname(c);
    cell_wid(c);
    cell_outside_school(c, k);
    cell_stage(c, k);
    yx_out_z(o, k->is_graduate_student ? "研究生" : "本专科");
    cell_grade(c, k);
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
    write_child(c, k, YX_WRITER_OFFICE);
    cell_wname(c);
    cell_wid(c);
    cell_wno(c);
    cell_outside_school(c, k);
    cell_stage(c, k);
    cell_grade(c, k);
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
        if (k->fate == YX_FATE_ENROLLED && happens(c, 6)) /* entered twice by its school */
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
    write_on_file(c, k, 8000);
    cell_school(c, k->school);
    cell_wname(c);
    cell_sex(c, k->sex);
    cell_wid(c);
    cell_grade(c, k);
    yx_out_day(o, yx_day_make(c->w->school_year, 8, 28));
    yx_out_end(o);
}

static void presence_row(struct ctx *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    enum sample_presence p = yx_sample_presence(c->w, k);
    if (p != YX_PRESENCE_ROW && p != YX_PRESENCE_ABSENT_ROW)
        return;
    yx_out_row(o, YX_SHEET_PRESENCE, k->id);
    write_on_file(c, k, 8000);
    cell_school(c, k->school);
    cell_school_code(c, k->school);
    cell_grade(c, k);
    cell_class(c, k);
    cell_wname(c);
    cell_wid(c);
    if (yx_sample_has_enrolment(k))
        cell_wno(c);
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
    write_on_file(c, k, 8000);
    cell_school(c, t->of[YX_SCHOOL_JUNIOR].n ? t->of[YX_SCHOOL_JUNIOR].first
                                             : t->of[YX_SCHOOL_NINE].first);
    cell_wname(c);
    cell_wid(c);
    cell_wno(c);
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

static void cell_head(struct ctx *c, const struct sample_house *h)
{
    write_adult(c, &h->head, YX_WRITER_OFFICE);
    cell_wname(c);
    cell_wid(c);
}

/* The member a row is about: a child, or the head for NULL. */
static void cell_member(struct ctx *c, const struct sample_house *h, const struct sample_child *k)
{
    if (k)
        write_child(c, k, YX_WRITER_OFFICE);
    else
        write_adult(c, &h->head, YX_WRITER_OFFICE);
    cell_wname(c);
    cell_wid(c);
    yx_out_z(c->o, !k ? "户主" : k->sex == 1 ? "之子" : "之女");
}

/* 户编号 of the rural office is its own numbering, not the police's. */
static void watched_cells(struct ctx *c, const struct sample_house *h)
{
    cell_town(c, h);
    cell_village(c, h);
    cell_number(c, "5000", h->number);
    cell_head(c, h);
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
                        const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, class == YX_CLASS_POOR ? YX_SHEET_POOR : YX_SHEET_WATCHED,
               k ? k->id : h->head.id);
    watched_cells(c, h);
    cell_member(c, h, k);
    if (class != YX_CLASS_POOR)
        watched_end(c, h, class);
    yx_out_end(o);
}

static void dibao_row(struct ctx *c, const struct sample_house *h, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    uint32_t bit = YX_CLASS_BIT(DIBAO);
    uint32_t later = k ? k->classes_later : h->classes_later;
    uint32_t ended = k ? k->classes_ended : h->classes_ended;
    yx_out_row(o, YX_SHEET_DIBAO, k ? k->id : h->head.id);
    cell_town(c, h);
    cell_head(c, h);
    cell_member(c, h, k);
    cell_date(c, class_from(c->w, h->head.id + 2, later & bit), habit(h->town, 3));
    cell_date(c, class_to(c->w, h->head.id + 2, ended & bit, k && (k->classes_ending & bit)),
              habit(h->town, 3));
    yx_out_end(o);
}

static void dibao_head_row(struct ctx *c, const struct sample_house *h)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_DIBAO_HEADS, h->head.id);
    cell_town(c, h);
    cell_village(c, h);
    cell_head(c, h);
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
            watched_row(c, h, class, NULL);
    if (!(listed & YX_CLASS_BIT(DIBAO)))
        return;
    if (h->dibao_by_head)
        dibao_head_row(c, h);
    else
        dibao_row(c, h, NULL);
}

/* 乡镇, 姓名, 证件号, 起始日期 [, 截止日期] */
static void person_row(struct ctx *c, const struct sample_child *k, enum sample_sheet s,
                       bool has_end)
{
    struct sample_out *o = c->o;
    yx_out_row(o, s, k->id);
    write_child(c, k, YX_WRITER_OFFICE);
    cell_town(c, house_of(c, k));
    cell_wname(c);
    cell_wid(c);
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
    write_child(c, k, YX_WRITER_OFFICE);
    cell_wname(c);
    cell_wid(c);
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
    write_on_file(c, k, 8000);
    cell_school(c, k->school);
    cell_grade(c, k);
    cell_wname(c);
    cell_wid(c);
    yx_out_day(o, yx_term_first(c->w->term) + 20);
    yx_out_end(o);
}

static void identity_rows(struct ctx *c, const struct sample_child *k)
{
    const struct sample_house *h = house_of(c, k);
    uint32_t listed = k->classes | k->classes_later | k->classes_ended;
    for (enum sample_class class = YX_CLASS_POOR; class <= YX_CLASS_SUDDEN; class ++)
        if (listed >> class & 1)
            watched_row(c, h, class, k);
    if ((listed & YX_CLASS_BIT(DIBAO)) && !h->dibao_by_head)
        dibao_row(c, h, k);
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
        write_child(c, k, YX_WRITER_OFFICE);
        cell_wname(c);
        cell_wid(c);
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
    write_child(c, k, YX_WRITER_OFFICE);
    cell_wname(c);
    cell_wid(c);
    yx_out_z(o, outside_place(k->outside));
    cell_outside_school(c, k);
    yx_out_day(o, k->checked_on);
    cell_number(c, "就读证", k->number % 100000);
    yx_out_bool(o, k->number % 5 == 0);
    yx_out_end(o);
}

static void explain_row(struct ctx *c, const struct sample_child *k, enum sample_explain says,
                        yx_day on)
{
    struct sample_out *o = c->o;
    const struct sample_house *h = house_of(c, k);
    static const bool needs[] = {
#define EXPLAIN(id, zh, months, evidence) evidence,
#include "sample/truth.def"
#undef EXPLAIN
    };
    yx_out_row(o, YX_SHEET_EXPLAIN, k->id);
    write_child(c, k, YX_WRITER_OFFICE);
    cell_town(c, h);
    cell_wname(c);
    cell_wid(c);
    yx_out_cell(o, yx_sample_explain_name(says));
    if (needs[says] && k->says_evidence)
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
    cell_date(c, on, habit(h->town, 4));
    yx_out_end(o);
}

/* Rows that are no data, as offices put them between their pages. */
static void subtotal_row(struct ctx *c, enum sample_sheet s, const char *label, unsigned at,
                         unsigned columns)
{
    if (!c->dirt->is_on || !c->o->sheet[s].lines)
        return;
    uint32_t n = c->o->sheet[s].lines;
    yx_out_row(c->o, s, 0);
    yx_out_z(c->o, label);
    for (unsigned i = 1; i < columns; i++) {
        if (i == at)
            yx_out_u64(c->o, n);
        else
            yx_out_z(c->o, "");
    }
    yx_out_end(c->o);
}

void yx_sample_block_rows(const struct sample_world *w, const struct sample_block *b,
                          struct sample_dirt *dirt, struct sample_out *out)
{
    struct ctx c = {.w = w, .b = b, .o = out, .dirt = dirt};
    for (size_t i = 0; i < b->houses.n; i++) {
        const struct sample_house *h = &b->houses.v[i];
        if (h->head_differs)
            register_head(&c, h);
        house_rows(&c, h);
        for (uint32_t j = h->first; j < h->first + h->n; j++) {
            const struct sample_child *k = &b->children.v[j];
            yx_dirt_child(dirt, k, h, YX_WRITER_SCHOOL, &c.typed);
            register_child(&c, k);
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
                explain_row(&c, k, k->says, k->says_on);
            else if (k->fate == YX_FATE_ENROLLED && k->age >= 6 && happens(&c, 6)) /* 说明矛盾 */
                explain_row(&c, k, YX_SAYS_OTHER_COUNTY, w->as_of - 9);
        }
    }
    subtotal_row(&c, YX_SHEET_ENROL_RURAL, "小计", 4, 15);
    subtotal_row(&c, YX_SHEET_DIBAO, "本页小计", 3, 8);
    subtotal_row(&c, YX_SHEET_KINDER, "小计", 3, 9);
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
