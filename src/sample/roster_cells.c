/* roster_cells.c -- cells that several rosters of the sample county share. */
#include "sample/roster_cells.h"

#include "base/hash.h"
#include "sample/hard_dirt.h"
#include "sample/hard_people.h"

#include <stdio.h>

bool yx_roster_happens(struct sample_writing *c, uint64_t n)
{
    return c->dirt->is_on && yx_rng_below(&c->dirt->rng, 10000) < n;
}

void yx_roster_write_child(struct sample_writing *c, const struct sample_child *k,
                           enum sample_writer by)
{
    yx_dirt_child(c->dirt, k, yx_roster_house(c, k), by, &c->now);
    yx_out_mark(c->o, c->now.dirt);
    yx_out_problem(c->o, c->now.problems);
}

static void copy_written(const struct sample_written *from, struct sample_written *to)
{
    yx_written_init(to);
    yx_buf_puts(&to->name, yx_buf_str(&from->name));
    yx_buf_puts(&to->id, yx_buf_str(&from->id));
    yx_buf_puts(&to->student_no, yx_buf_str(&from->student_no));
    to->dirt = from->dirt;
    to->is_name_wrong = from->is_name_wrong;
    to->problems = from->problems;
}

void yx_roster_write_on_file(struct sample_writing *c, const struct sample_child *k, uint32_t odds)
{
    if (c->dirt->is_on && yx_rng_below(&c->dirt->rng, 10000) >= odds) {
        yx_roster_write_child(c, k, YX_WRITER_SCHOOL);
        c->now.student_no.n = 0; /* nobody types that anew */
        yx_buf_puts(&c->now.student_no, yx_buf_str(&c->typed.student_no));
        return;
    }
    copy_written(&c->typed, &c->now);
    yx_out_mark(c->o, c->now.dirt);
    yx_out_problem(c->o, c->now.problems);
}

void yx_roster_write_hearsay(struct sample_writing *c, const struct sample_child *k)
{
    yx_dirt_child(c->dirt, k, yx_roster_house(c, k), YX_WRITER_OFFICE, &c->now);
    yx_hard_hearsay(c->dirt, k, &c->now);
    yx_out_mark(c->o, c->now.dirt);
    yx_out_problem(c->o, c->now.problems);
}

/* Exchange a cell with what is kept of the row above; both are short. */
static void take_above(struct yx_buf *cell, char (*kept)[128])
{
    char own[128];
    size_t n = YX_MIN(cell->n, sizeof own - 1);
    memcpy(own, cell->p, n);
    own[n] = '\0';
    cell->n = 0;
    yx_buf_putz(cell, *kept);
    memcpy(*kept, own, sizeof own);
}

void yx_roster_slip(struct sample_writing *c, uint32_t school, unsigned at)
{
    bool with_student_no = false;
    if (!yx_hard_has_slipped(c->w, c->b, school, &with_student_no))
        return;
    if (c->above[at].school != school + 1) {
        c->above[at].school = school + 1;
        c->above[at].id[0] = c->above[at].student_no[0] = '\0';
    }
    take_above(&c->now.id, &c->above[at].id);
    if (with_student_no)
        take_above(&c->now.student_no, &c->above[at].student_no);
    c->now.dirt = YX_DIRT_SLIPPED;
    yx_out_mark(c->o, YX_DIRT_SLIPPED);
}

void yx_roster_write_adult(struct sample_writing *c, const struct sample_adult *a,
                           enum sample_writer by)
{
    yx_dirt_adult(c->dirt, a, by, &c->now);
}

void yx_roster_put_name(struct sample_writing *c)
{
    yx_out_cell(c->o, yx_buf_str(&c->now.name));
}

void yx_roster_put_id(struct sample_writing *c)
{
    yx_out_cell(c->o, yx_buf_str(&c->now.id));
}

void yx_roster_put_no(struct sample_writing *c)
{
    yx_out_cell(c->o, yx_buf_str(&c->now.student_no));
}

void yx_roster_put_sex(struct sample_writing *c, int sex)
{
    yx_out_cell(c->o, sex == 1 ? YX_S("男") : YX_S("女"));
}

void yx_roster_put_people(struct sample_writing *c, enum sample_people p)
{
    char text[32];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_buf_puts(&b, yx_sample_people_name(p));
    yx_buf_putz(&b, "族");
    yx_out_cell(c->o, yx_buf_str(&b));
}

unsigned yx_roster_habit(uint32_t of, unsigned what)
{
    return (unsigned)(yx_mix64(of * 7U + what + 1) >> 32);
}

void yx_roster_put_grade(struct sample_writing *c, const struct sample_child *k)
{
    char text[32];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    /* A school of nine years cannot say 2021级: that is two grades. */
    unsigned style = yx_roster_habit(k->school, 1);
    if (k->school != YX_NO_SCHOOL && c->w->county->school[k->school].kind == YX_SCHOOL_NINE)
        style &= ~3U;
    yx_dirt_grade(c->dirt, c->w, k, style, &b);
    yx_out_cell(c->o, yx_buf_str(&b));
}

void yx_roster_put_date(struct sample_writing *c, yx_day day, unsigned style)
{
    char text[48];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_out_problem(c->o, yx_dirt_day(c->dirt, day, style, &b));
    yx_out_cell(c->o, yx_buf_str(&b));
}

void yx_roster_put_birth(struct sample_writing *c, yx_day birth, enum sample_writer by,
                         unsigned style)
{
    unsigned problems = 0;
    yx_day written = yx_hard_birth(c->dirt, birth, by, &problems);
    yx_out_problem(c->o, problems);
    yx_roster_put_date(c, written, style);
}

void yx_roster_put_school(struct sample_writing *c, uint32_t school)
{
    char text[160];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    if (school != YX_NO_SCHOOL)
        yx_dirt_school(c->dirt, c->w->county->school[school].name,
                       yx_roster_habit(c->o->at, school), &b);
    yx_out_cell(c->o, yx_buf_str(&b));
}

void yx_roster_put_school_code(struct sample_writing *c, uint32_t school)
{
    yx_out_z(c->o, school == YX_NO_SCHOOL ? "" : c->w->county->school[school].code);
}

void yx_roster_put_class(struct sample_writing *c, const struct sample_child *k)
{
    char text[32];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_buf_putz(&b, k->stage == YX_STAGE_PRESCHOOL ? "" : "（");
    yx_buf_put_u64(&b, k->class_no);
    yx_buf_putz(&b, k->stage == YX_STAGE_PRESCHOOL ? "班" : "）班");
    yx_out_cell(c->o, yx_buf_str(&b));
}

void yx_roster_put_entry(struct sample_writing *c, const struct sample_child *k)
{
    int before = k->stage == YX_STAGE_JUNIOR ? k->grade - 7 : k->grade - 1;
    int year = k->stage == YX_STAGE_HIGHER ? k->entry_year : c->w->school_year - before;
    char text[48];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    unsigned habit = yx_roster_habit(k->school == YX_NO_SCHOOL ? k->outside : k->school, 6);
    /* school years begin in September */
    yx_out_problem(c->o, yx_dirt_month(c->dirt, year, 9, habit, &b));
    yx_out_cell(c->o, yx_buf_str(&b));
}

/* A household that moved stands on other lists than the register where it was. */
static bool where_known(const struct sample_writing *c, const struct sample_house *h)
{
    return !h->has_moved || c->o->at == YX_SHEET_REGISTER;
}

void yx_roster_put_town(struct sample_writing *c, const struct sample_house *h)
{
    yx_out_cell(c->o, c->w->county->town[where_known(c, h) ? h->town : h->was_town].name);
}

void yx_roster_put_village(struct sample_writing *c, const struct sample_house *h)
{
    const struct sample_county *county = c->w->county;
    if (where_known(c, h))
        yx_out_cell(c->o, county->town[h->town].village[h->village]);
    else
        yx_out_cell(c->o, county->town[h->was_town].village[h->was_village]);
}

void yx_roster_put_number(struct sample_writing *c, const char *prefix, uint32_t n)
{
    char text[48];
    (void)snprintf(text, sizeof text, "%s%04u%05u", prefix, c->b->number, n);
    yx_out_z(c->o, text);
}

static const char *const outside_places[] = {
    "重庆市渝北区", "浙江省义乌市", "广东省东莞市", "福建省晋江市",   "贵州省遵义市",
    "湖北省恩施市", "江苏省昆山市", "重庆市黔江区", "湖南省张家界市", "四川省成都市"};

const char *yx_roster_outside_place(uint32_t outside)
{
    return outside_places[outside % YX_LEN(outside_places)];
}

void yx_roster_put_outside_school(struct sample_writing *c, const struct sample_child *k)
{
    char text[96];
    const char *end = k->stage == YX_STAGE_HIGHER   ? "职业技术学院"
                      : k->stage == YX_STAGE_JUNIOR ? "中学"
                                                    : "实验小学";
    (void)snprintf(text, sizeof text, "%s第%u%s", yx_roster_outside_place(k->outside), k->outside,
                   end);
    yx_out_z(c->o, text);
}

void yx_roster_put_stage(struct sample_writing *c, const struct sample_child *k)
{
    yx_out_cell(c->o, yx_sample_stage_name(k->stage));
}

void yx_roster_put_county(struct sample_writing *c)
{
    yx_out_u64(c->o, c->w->county->code);
}

void yx_roster_put_home(struct sample_writing *c, const struct sample_child *k)
{
    static const uint32_t others[] = {500114, 500242, 520326, 500232};
    bool came_from_afar = yx_hard_came_from_afar(c->b, k);
    if (k->guest == YX_GUEST_OTHER_COUNTY || came_from_afar) {
        uint32_t n = k->number % YX_LEN(others);
        bool is_own = others[n] == c->w->county->code;
        yx_out_u64(c->o, others[is_own ? (n + 1) % YX_LEN(others) : n]);
        if (k->guest)
            yx_out_problem(c->o, YX_PROBLEM_BIT(OTHER_COUNTY));
    } else if (k->guest) {
        yx_out_z(c->o, "");
    } else {
        yx_roster_put_county(c);
    }
}
