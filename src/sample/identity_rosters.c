/* identity_rosters.c -- the lists of who is 低保, 监测, disabled, an orphan, and since when. */
#include "sample/roster_cells.h"

#include "base/hash.h"
#include "codes/citizen_id.h"

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

static void cell_head(struct sample_writing *c, const struct sample_house *h)
{
    yx_roster_write_adult(c, &h->head, YX_WRITER_OFFICE);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
}

/* The member a row is about: a child, or the head for NULL. */
static void cell_member(struct sample_writing *c, const struct sample_house *h,
                        const struct sample_child *k)
{
    if (k)
        yx_roster_write_child(c, k, YX_WRITER_OFFICE);
    else
        yx_roster_write_adult(c, &h->head, YX_WRITER_OFFICE);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_out_z(c->o, !k ? "户主" : k->sex == 1 ? "之子" : "之女");
}

/* 户编号 of the rural office is its own numbering, not the police's. */
static void watched_cells(struct sample_writing *c, const struct sample_house *h)
{
    yx_roster_put_town(c, h);
    yx_roster_put_village(c, h);
    yx_roster_put_number(c, "5000", h->number);
    cell_head(c, h);
}

static void watched_end(struct sample_writing *c, const struct sample_house *h,
                        enum sample_class class)
{
    struct sample_out *o = c->o;
    bool is_later = h->classes_later >> class & 1;
    yx_out_cell(o, yx_sample_class_name(class));
    yx_day from = class_from(c->w, h->guardian.id, is_later);
    yx_out_day(o, from);
    yx_out_bool(o, (h->classes_ended >> class & 1) && h->risk_over);
}

static void watched_row(struct sample_writing *c, const struct sample_house *h,
                        enum sample_class class, const struct sample_child *k)
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

static void dibao_row(struct sample_writing *c, const struct sample_house *h,
                      const struct sample_child *k)
{
    struct sample_out *o = c->o;
    uint32_t bit = YX_CLASS_BIT(DIBAO);
    uint32_t later = k ? k->classes_later : h->classes_later;
    uint32_t ended = k ? k->classes_ended : h->classes_ended;
    yx_out_row(o, YX_SHEET_DIBAO, k ? k->id : h->head.id);
    yx_roster_put_town(c, h);
    cell_head(c, h);
    cell_member(c, h, k);
    yx_roster_put_date(c, class_from(c->w, h->head.id + 2, later & bit),
                       yx_roster_habit(h->town, 3));
    yx_roster_put_date(c,
                       class_to(c->w, h->head.id + 2, ended & bit, k && (k->classes_ending & bit)),
                       yx_roster_habit(h->town, 3));
    yx_out_end(o);
}

static void dibao_head_row(struct sample_writing *c, const struct sample_house *h)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_DIBAO_HEADS, h->head.id);
    yx_roster_put_town(c, h);
    yx_roster_put_village(c, h);
    cell_head(c, h);
    yx_out_u64(o, 2 + h->n);
    yx_out_day(o, class_from(c->w, h->head.id + 2, h->classes_later & YX_CLASS_BIT(DIBAO)));
    yx_out_day(o, class_to(c->w, h->head.id + 2, h->classes_ended & YX_CLASS_BIT(DIBAO), false));
    yx_out_end(o);
}

void yx_roster_house_rows(struct sample_writing *c, const struct sample_house *h)
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
static void person_row(struct sample_writing *c, const struct sample_child *k, enum sample_sheet s,
                       bool has_end)
{
    struct sample_out *o = c->o;
    yx_out_row(o, s, k->id);
    yx_roster_write_child(c, k, YX_WRITER_OFFICE);
    yx_roster_put_town(c, yx_roster_house(c, k));
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_out_day(o, class_from(c->w, k->id + 3, false));
    if (has_end)
        yx_out_z(o, "");
    yx_out_end(o);
}

static void disabled_row(struct sample_writing *c, const struct sample_child *k)
{
    static const char *const kind[] = {"视力", "听力", "言语", "肢体", "智力", "精神", "多重"};
    static const char *const grade[] = {"一级", "二级", "三级", "四级"};
    struct sample_out *o = c->o;
    uint64_t x = yx_mix64(k->id + 4);
    char text[40];
    struct yx_buf b = {.p = text, .cap = sizeof text};
    yx_out_row(o, YX_SHEET_DISABLED, k->id);
    yx_roster_write_child(c, k, YX_WRITER_OFFICE);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_id_put(&b, k->id);
    yx_buf_putc(&b, (char)('1' + x % 7));
    yx_buf_putc(&b, (char)('1' + x / 7 % 4));
    yx_out_cell(o, yx_buf_str(&b));
    yx_out_z(o, kind[x % 7]);
    yx_out_z(o, grade[x / 7 % 4]);
    yx_out_day(o, class_from(c->w, k->id + 5, k->classes_later & YX_CLASS_BIT(DISABLED)));
    yx_out_end(o);
}

static void recognised_row(struct sample_writing *c, const struct sample_child *k)
{
    struct sample_out *o = c->o;
    yx_out_row(o, YX_SHEET_RECOGNISED, k->id);
    yx_roster_write_on_file(c, k, 8000);
    yx_roster_put_school(c, k->school);
    yx_roster_put_grade(c, k);
    yx_roster_put_name(c);
    yx_roster_put_id(c);
    yx_out_day(o, yx_term_first(c->w->term) + 20);
    yx_out_end(o);
}

void yx_roster_identity_rows(struct sample_writing *c, const struct sample_child *k)
{
    const struct sample_house *h = yx_roster_house(c, k);
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
        yx_roster_write_child(c, k, YX_WRITER_OFFICE);
        yx_roster_put_name(c);
        yx_roster_put_id(c);
        yx_out_end(c->o);
    }
    if (listed & YX_CLASS_BIT(RECOGNISED))
        recognised_row(c, k);
}
