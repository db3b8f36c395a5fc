/* reading.c -- the cells of rosters as numbers the rules compare. */
#include "base/money.h"
#include "codes/divisions.h"
#include "codes/forms.h"
#include "codes/units.h"
#include "facts/factbase_int.h"

int64_t yx_reading_stage(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    enum yx_stage s = yx_stage_read(cell);
    return s == YX_STAGE_UNKNOWN ? YX_SAYS_ODD : (int64_t)s;
}

int64_t yx_reading_state(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b;
    enum yx_state s = yx_state_read(yx_field_name((enum yx_field)k), cell);
    return s == YX_STATE_NONE ? YX_SAYS_NOTHING : s == YX_STATE_OTHER ? YX_SAYS_ODD : (int64_t)s;
}

int64_t yx_reading_year(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    struct yx_date_form form;
    uint64_t year;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    if (yx_str_is(cell, "无"))
        return YX_SAYS_NONE;
    if (cell.n >= 4 && yx_str_u64(yx_str_sub(cell, 0, 4), &year) && year >= 1950 && year < 2100)
        return (int64_t)year; /* 2019, 2019级, 201909 */
    if (yx_date_read(cell, 0, &form))
        return yx_day_split(form.day).year;
    return YX_SAYS_ODD;
}

int64_t yx_reading_county(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)k;
    if (cell.n == 0 || b->o.county == 0)
        return YX_SAYS_NOTHING;
    uint32_t county = yx_county_read(cell, b->o.county);
    return county == 0 ? YX_SAYS_NOTHING : (int64_t)(county != b->o.county);
}

int64_t yx_reading_place(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)k;
    enum yx_state s = yx_state_read(yx_field_name(YX_FIELD_PLACE), cell);
    if (s == YX_STATE_INSIDE || s == YX_STATE_OUTSIDE)
        return (int64_t)s;
    int64_t other = yx_reading_county(b, 0, cell);
    if (!yx_says(other))
        return YX_SAYS_NOTHING; /* a place, but not one we can lay beside the county */
    return other ? (int64_t)YX_STATE_OUTSIDE : (int64_t)YX_STATE_INSIDE;
}

int64_t yx_reading_yes_no(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    if (yx_str_trim(cell).n == 0)
        return YX_SAYS_NOTHING;
    enum yx_answer a = yx_answer_read(cell);
    return a == YX_ANSWER_UNKNOWN ? YX_SAYS_ODD : (int64_t)a;
}

int64_t yx_reading_money(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b;
    yx_fen fen;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    if (yx_str_is(cell, "无"))
        return YX_SAYS_NONE;
    if (k == 0)
        return YX_SAYS_NOTHING;
    unsigned zeros = 0;
    for (int64_t rest = k; rest % 10 == 0; rest /= 10)
        zeros++;
    ptrdiff_t dot = zeros ? yx_str_find(cell, YX_S(".")) : -1;
    if (dot >= 0) { /* 0.1255 万元 is 1255.00: the point goes to the right before it is read */
        struct yx_buf moved = {0};
        size_t after = cell.n - (size_t)dot - 1;
        yx_buf_put(&moved, cell.p, (size_t)dot);
        for (size_t i = 0; i < zeros; i++, k /= 10)
            yx_buf_putc(&moved, i < after ? cell.p[(size_t)dot + 1 + i] : '0');
        yx_buf_putc(&moved, '.');
        for (size_t i = zeros; i < after; i++)
            yx_buf_putc(&moved, cell.p[(size_t)dot + 1 + i]);
        yx_buf_putc(&moved, '0');
        int64_t all;
        bool ok = yx_money_parse(yx_buf_str(&moved), &fen) && !__builtin_mul_overflow(fen, k, &all);
        yx_buf_free(&moved);
        return ok ? all : YX_SAYS_ODD;
    }
    if (!yx_money_parse(cell, &fen) || fen > INT64_MAX / k / 2 || fen < -(INT64_MAX / k / 2))
        return YX_SAYS_ODD;
    return fen * k;
}

int64_t yx_reading_classes(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)k;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    struct yx_identity_set set;
    yx_identity_read(cell, &set);
    int64_t mask = 0;
    for (uint32_t m = 0; m < b->n_members && m < YX_MAX_MEMBERS; m++) {
        int id = b->identity_of[m];
        bool named = id >= 0 ? (set.held >> id & 1) != 0
                             : yx_str_find(cell, b->member[m]) >= 0; /* a county's own class */
        if (named)
            mask |= (int64_t)1 << m;
    }
    if (set.maybe)
        mask |= YX_CLASS_UNCLEAR;
    if (set.is_none)
        mask |= YX_CLASS_NO;
    if (set.has_unknown && mask == 0)
        mask |= YX_CLASS_ODD;
    return mask;
}

static yx_day last_day(const struct yx_date_form *form)
{
    if (form->is_month_only || form->is_year_only)
        return yx_day_add_months(form->day, form->is_year_only ? 12 : 1) - 1;
    return form->day;
}

/* five digits are no date anybody writes, but Excel's count of days */
static uint8_t marks_of(struct yx_str cell)
{
    uint64_t serial;
    return cell.n == 5 && yx_str_u64(cell, &serial) ? YX_CELL_NUMBER : 0;
}

static int64_t day_of(struct yx_str cell, bool is_last)
{
    struct yx_date_form form;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    if (yx_str_is(cell, "无") || yx_str_is(cell, "长期"))
        return YX_SAYS_NONE;
    if (!yx_date_read(cell, marks_of(cell), &form))
        return YX_SAYS_ODD;
    return is_last ? last_day(&form) : form.day;
}

int64_t yx_reading_first_day(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    struct yx_date_form from, to;
    int64_t day = day_of(cell, false);
    if (day != YX_SAYS_ODD)
        return day;
    return yx_span_read(yx_str_trim(cell), 0, &from, &to) ? from.day : YX_SAYS_ODD;
}

int64_t yx_reading_span_end(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    struct yx_date_form from, to;
    cell = yx_str_trim(cell);
    if (!yx_span_read(cell, marks_of(cell), &from, &to) || to.day == YX_NO_DAY)
        return YX_SAYS_NOTHING;
    return last_day(&to);
}

int64_t yx_reading_day(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    return day_of(cell, false);
}

int64_t yx_reading_last_day(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    return day_of(cell, true);
}

int64_t yx_reading_head(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    return yx_str_is(cell, "户主") || yx_str_is(cell, "本人或户主") || yx_str_is(cell, "户主本人");
}

int64_t yx_reading_hash(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    cell = yx_str_trim(cell);
    if (cell.n == 0 || yx_str_is(cell, "无"))
        return YX_SAYS_NOTHING;
    return (int64_t)(yx_hash_str(cell) >> 1);
}

int64_t yx_reading_id(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    struct yx_id id;
    yx_id_read(cell, 0, &id);
    return id.packed ? (int64_t)id.packed : YX_SAYS_NOTHING;
}

int64_t yx_reading_explanation(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    int kind = yx_explanation_find(cell);
    return kind < 0 ? YX_SAYS_ODD : (int64_t)kind;
}

int64_t yx_reading_term(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    yx_term t;
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    return yx_term_parse(cell, &t) ? (int64_t)t : YX_SAYS_ODD;
}

int64_t yx_reading_count(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    (void)b, (void)k;
    yx_fen n; /* a whole number in any of the ways numbers are written */
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    if (cell.n > 3 && yx_str_ends(cell, YX_S("人")))
        cell = yx_str_sub(cell, 0, cell.n - 3);
    if (!yx_money_parse(cell, &n) || n < 0 || n % 100 || n / 100 >= UINT32_MAX)
        return YX_SAYS_ODD;
    return n / 100;
}

int16_t yx_reading_grade(const struct yx_factbase *b, unsigned stages, struct yx_str cell)
{
    struct yx_grade g;
    cell = yx_str_trim(cell);
    if (cell.n == 0 || !yx_grade_read(cell, stages, b->now, &g) || g.grade > 99)
        return 0;
    return (int16_t)((int)g.stage * 100 + g.grade);
}

/* The member of an enumeration that the words name, or what they say instead. */
static int64_t member_of(const struct yx_policy_input *in, struct yx_str cell)
{
    for (uint32_t m = 0; m < in->n_members; m++)
        if (yx_str_eq(in->member[m], cell))
            return m;
    enum yx_state s = yx_state_read(in->name, cell); /* 学历层次 本科 is 本专科 */
    if (s != YX_STATE_NONE && s != YX_STATE_OTHER)
        for (uint32_t m = 0; m < in->n_members; m++)
            if (yx_str_eq(in->member[m], yx_state_name(s)))
                return m;
    return YX_SAYS_ODD;
}

static int64_t set_of(const struct yx_policy_input *in, struct yx_str cell)
{
    int64_t mask = 0;
    if (yx_str_is(cell, "无"))
        return 0;
    for (uint32_t m = 0; m < in->n_members && m < YX_MAX_MEMBERS; m++)
        if (yx_str_find(cell, in->member[m]) >= 0)
            mask |= (int64_t)1 << m;
    return mask ? mask : YX_SAYS_ODD;
}

/* k: number of the input, the heading's factor in thousands of it above. */
int64_t yx_reading_input(const struct yx_factbase *b, int64_t k, struct yx_str cell)
{
    const struct yx_policy_input *in = &b->input[k % 1000];
    cell = yx_str_trim(cell);
    if (cell.n == 0)
        return YX_SAYS_NOTHING;
    if (in->is_nullable && yx_str_is(cell, "无"))
        return YX_SAYS_NONE;
    int64_t v;
    switch (in->type) {
    case YX_IN_BOOL: return yx_reading_yes_no(b, 0, cell);
    case YX_IN_ENUM: return member_of(in, cell);
    case YX_IN_SET: return set_of(in, cell);
    case YX_IN_INT:
        v = in->lo >= 1900 ? yx_reading_year(b, 0, cell) : yx_reading_count(b, 0, cell);
        return yx_says(v) && (v < in->lo || v > in->hi) ? YX_SAYS_ODD : v;
    case YX_IN_MONEY:
        v = yx_reading_money(b, k / 1000, cell);
        return yx_says(v) && v < 0 ? YX_SAYS_ODD : v;
    case YX_IN_DATE: return day_of(cell, false);
    case YX_IN_TEXT: return (int64_t)(yx_hash_str(cell));
    }
    return YX_SAYS_ODD;
}

int64_t yx_column_unit(const struct yx_table *t, const struct yx_column *c)
{
    struct yx_unit u;
    yx_unit_of_heading(c->heading, t->title, &u);
    return u.is_unknown ? 0 : u.yuan;
}

int64_t yx_column_year_factor(const struct yx_table *t, const struct yx_column *c)
{
    struct yx_unit u;
    yx_unit_of_heading(c->heading, t->title, &u);
    if (u.is_unknown)
        return 0;
    return u.has_period ? (int64_t)u.yuan * u.year_counts : u.yuan;
}
