/* rosters.c -- a block of people as the departments would list them. */
#include "sample/rosters.h"

#include "sample/roster_cells.h"

/* ---- register ---- */

static void register_place(struct sample_writing *c, const struct sample_house *h)
{
    yx_roster_put_people(c, h->people);
    yx_roster_put_county(c);
    yx_roster_put_town(c, h);
    yx_roster_put_village(c, h);
    yx_roster_put_number(c, "", h->number);
}

static void register_child(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    const struct sample_house *h = yx_roster_house(c, k);
    if (k->guest)
        return;
    yx_out_row(o, YX_SHEET_REGISTER, k->id);
    yx_roster_write_child(c, k, YX_WRITER_POLICE);
    yx_out_u64(o, c->b->first_child + k->number + 1);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_roster_put_sex(c, k->sex);
    yx_roster_put_birth(c, k->birth, YX_WRITER_POLICE, 1);
    register_place(c, h);
    yx_roster_write_adult(c, &h->guardian, YX_WRITER_POLICE);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_out_end(o);
}

/* Some townships hand in whole households: then the head has a row too. */
static void register_head(struct sample_writing *c, const struct sample_house *h)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_REGISTER, h->head.id);
    yx_roster_write_adult(c, &h->head, YX_WRITER_POLICE);
    yx_out_z(o, "");
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_roster_put_sex(c, h->head.sex);
    yx_roster_put_date(c, h->head.birth, 1);
    register_place(c, h);
    yx_out_z(o, "");
    yx_out_z(o, "");
    yx_out_end(o);
}

/* ---- enrolment ---- */

/* Before the row ends: what it shows of a child who may be taken for another. */
static void note_row(struct sample_writing *c, const struct sample_child *k, bool has_student_no)
{
    uint32_t line = c->o->truth.v[c->o->truth.n - 1].line;
    if (c->w->is_hard)
        yx_hard_note_row(&c->o->notes, c->w, c->b, k, c->o->at, line, &c->now, has_student_no);
}

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

static void compulsory_row(struct sample_writing *c, const struct sample_child *k, uint32_t school,
                           bool is_old_row)
{
    struct sample_out *o = c->o;
    bool is_urban = !c->w->county->school[school].is_rural;
    enum sample_sheet s = is_urban ? YX_SHEET_ENROL_TOWN : YX_SHEET_ENROL_RURAL;
    yx_out_row(o, s, k->id);
    if (yx_roster_happens(c, 25)) /* filtered out when the list was saved */
        yx_out_hide(o);
    yx_roster_write_on_file(c, k, is_old_row ? 5000 : 10000);
    yx_roster_slip(c, school, is_urban);
    if (!is_urban)
        yx_out_u64(o, c->b->first_child + k->number + 1);
    yx_roster_put_school(c, school);
    yx_roster_put_school_code(c, school);
    yx_roster_put_no(c);
    yx_roster_put_name(c);
    yx_roster_put_sex(c, k->sex);
    yx_roster_put_birth(c, k->birth, YX_WRITER_SCHOOL, yx_roster_habit(k->school, 2));
    yx_roster_put_people(c, k->people);
    if (is_urban)
        yx_out_z(o, k->guest == YX_GUEST_PASSPORT    ? "护照"
                    : k->guest == YX_GUEST_RESIDENT  ? "港澳台居民居住证"
                    : k->guest == YX_GUEST_TEMPORARY ? "其他"
                                                     : "居民身份证");
    yx_roster_put_id(c);
    yx_roster_put_grade(c, k);
    yx_roster_put_class(c, k);
    yx_roster_put_entry(c, k);
    yx_out_z(o, boarding(k));
    yx_roster_put_home(c, k);
    yx_out_z(o, roll_state(k, is_old_row));
    if (yx_roster_happens(c, 15))
        yx_out_lengthen(o, YX_S("已核"));
    note_row(c, k, true);
    yx_out_end(o);
}

static void kindergarten_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_KINDER, k->id);
    yx_roster_write_on_file(c, k, 10000);
    yx_roster_put_school(c, k->school);
    yx_roster_put_school_code(c, k->school);
    yx_roster_put_name(c);
    yx_roster_put_sex(c, k->sex);
    yx_roster_put_birth(c, k->birth, YX_WRITER_SCHOOL, yx_roster_habit(k->school, 2));
    yx_roster_put_id(c);
    yx_roster_put_grade(c, k);
    yx_roster_put_class(c, k);
    yx_out_z(o, roll_state(k, false));
    note_row(c, k, false);
    yx_out_end(o);
}

static void senior_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    bool is_vocational = k->stage == YX_STAGE_VOCATIONAL;
    yx_out_row(o, is_vocational ? YX_SHEET_VOCATIONAL : YX_SHEET_SENIOR, k->id);
    yx_roster_write_on_file(c, k, 10000);
    yx_out_u64(o, c->b->first_child + k->number + 1);
    yx_roster_put_school(c, k->school);
    yx_roster_put_school_code(c, k->school);
    yx_roster_put_no(c);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_roster_put_stage(c, k);
    yx_roster_put_grade(c, k);
    yx_roster_put_class(c, k);
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
    note_row(c, k, true);
    yx_out_end(o);
}

static void higher_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_HIGHER, k->id);
    yx_roster_write_child(c, k, YX_WRITER_OFFICE);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_roster_put_outside_school(c, k);
    yx_roster_put_stage(c, k);
    yx_out_z(o, k->is_graduate_student ? "研究生" : "本专科");
    yx_roster_put_grade(c, k);
    yx_roster_put_entry(c, k);
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

static void elsewhere_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_ELSEWHERE, k->id);
    yx_roster_write_hearsay(c, k);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_roster_put_no(c);
    yx_roster_put_outside_school(c, k);
    yx_roster_put_stage(c, k);
    yx_roster_put_grade(c, k);
    yx_out_z(o, boarding(k));
    yx_out_z(o, "县外");
    yx_out_z(o, "在读");
    yx_roster_put_number(c, "02", k->number % 100000);
    note_row(c, k, true);
    yx_out_end(o);
}

static void enrolment_rows(struct sample_writing *c, const struct sample_child *k)
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
        if (k->fate == YX_FATE_ENROLLED &&
            yx_roster_happens(c, 6)) /* entered twice by its school */
            compulsory_row(c, k, k->school, false);
        if (k->other_school != YX_NO_SCHOOL)
            compulsory_row(c, k, k->other_school, true);
        break;
    default: break;
    }
}

/* ---- intake, attendance, graduates ---- */

static void intake_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_INTAKE, k->id);
    yx_roster_write_on_file(c, k, 8000);
    yx_roster_put_school(c, k->school);
    yx_roster_put_name(c);
    yx_roster_put_sex(c, k->sex);
    yx_roster_put_id(c);
    yx_roster_put_grade(c, k);
    yx_out_day(o, yx_day_make(c->w->school_year, 8, 28));
    note_row(c, k, false);
    yx_out_end(o);
}

static void presence_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    enum sample_presence p = yx_sample_presence(c->w, k);
    if (p != YX_PRESENCE_ROW && p != YX_PRESENCE_ABSENT_ROW)
        return;
    yx_out_row(o, YX_SHEET_PRESENCE, k->id);
    yx_roster_write_on_file(c, k, 8000);
    yx_roster_put_school(c, k->school);
    yx_roster_put_school_code(c, k->school);
    yx_roster_put_grade(c, k);
    yx_roster_put_class(c, k);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    if (yx_sample_has_enrolment(k))
        yx_roster_put_no(c);
    else
        yx_out_z(o, "");
    yx_out_z(o, k->is_present ? "到校" : k->number % 4 ? "未到校" : "离校");
    if (yx_roster_happens(c, 15))
        yx_out_lengthen(o, YX_S("班主任签字"));
    note_row(c, k, yx_sample_has_enrolment(k));
    yx_out_end(o);
}

static void graduate_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    const struct sample_house *h = yx_roster_house(c, k);
    const struct sample_town *t = &c->w->county->town[h->town];
    yx_out_row(o, YX_SHEET_GRADUATE, k->id);
    yx_roster_write_on_file(c, k, 8000);
    yx_roster_put_school(c, t->of[YX_SCHOOL_JUNIOR].n ? t->of[YX_SCHOOL_JUNIOR].first
                                                      : t->of[YX_SCHOOL_NINE].first);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_roster_put_no(c);
    yx_out_u64(o, (uint64_t)c->w->school_year * 100 + 6);
    note_row(c, k, true);
    yx_out_end(o);
}

/* ---- proofs and explanations ---- */

static void proof_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_PROOF, k->id);
    yx_roster_write_hearsay(c, k);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_out_z(o, yx_roster_outside_place(k->outside));
    yx_roster_put_outside_school(c, k);
    yx_out_day(o, k->checked_on);
    yx_roster_put_number(c, "就读证", k->number % 100000);
    yx_out_bool(o, k->number % 5 == 0);
    note_row(c, k, false);
    yx_out_end(o);
}

static void explain_row(struct sample_writing *c, const struct sample_child *k,
                        enum sample_explain says, yx_day on)
{
    struct sample_out *o = c->o;
    const struct sample_house *h = yx_roster_house(c, k);
    static const bool needs[] = {
#define EXPLAIN(id, zh, months, evidence, at_15) evidence,
#include "sample/truth.def"
#undef EXPLAIN
    };
    yx_out_row(o, YX_SHEET_EXPLAIN, k->id);
    yx_roster_write_child(c, k, YX_WRITER_OFFICE);
    yx_roster_put_town(c, h);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_out_cell(o, yx_sample_explain_name(says));
    if (needs[says] && k->says_evidence)
        yx_roster_put_number(c, "佐证", k->number % 100000);
    else
        yx_out_z(o, "");
    char unit[128];
    struct yx_buf b = {.p = unit, .cap = sizeof unit};
    yx_buf_puts(&b, c->w->county->town[h->town].name);
    yx_buf_putz(&b, "控辍保学办公室");
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_cell(o,
                yx_sample_name_str(&c->b->houses.v[(k->house + 7) % c->b->houses.n].guardian.name));
    yx_roster_put_date(c, on, yx_roster_habit(h->town, 4));
    yx_out_end(o);
}

/* Rows that are no data, as offices put them between their pages. */
static void subtotal_row(struct sample_writing *c, enum sample_sheet s, const char *label,
                         unsigned at, unsigned columns)
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
    struct sample_writing c = {.w = w, .b = b, .o = out, .dirt = dirt};
    for (size_t i = 0; i < b->houses.n; i++) {
        const struct sample_house *h = &b->houses.v[i];
        if (h->head_differs)
            register_head(&c, h);
        yx_roster_house_rows(&c, h);
        for (uint32_t j = h->first; j < h->first + h->n; j++) {
            const struct sample_child *k = &b->children.v[j];
            yx_dirt_child(dirt, k, h, YX_WRITER_SCHOOL, &c.typed);
            register_child(&c, k);
            if (w->is_hard)
                yx_hard_note_missing(&out->notes, b, k);
            enrolment_rows(&c, k);
            if (k->fate == YX_FATE_INTAKE)
                intake_row(&c, k);
            presence_row(&c, k);
            if (k->has_graduated)
                graduate_row(&c, k);
            yx_roster_identity_rows(&c, k);
            if (k->fate == YX_FATE_OUT_PROOF || k->fate == YX_FATE_OUT_STALE)
                proof_row(&c, k);
            if (k->says != YX_SAYS_NONE)
                explain_row(&c, k, k->says, k->says_on);
            else if (k->fate == YX_FATE_ENROLLED && !k->guest && k->age >= 6 &&
                     yx_roster_happens(&c, 6)) /* 说明矛盾 */
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
