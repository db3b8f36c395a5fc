/* lens.c -- rosters as the rules see them: columns of numbers.
 *
 * A dictionary column is read once per distinct value, so that eight million
 * rows of 就读方式 cost four readings. */
#include "facts/factbase_int.h"

static void open_column(struct yx_factbase *b, struct yx_coded *c, const struct yx_column *column,
                        yx_reading_fn read, int64_t k)
{
    *c = (struct yx_coded){.column = column, .read = read, .k = k};
    if (!column || !column->is_dict)
        return;
    c->by_code = YX_NEW(b->arena, int64_t, column->n_values + 1);
    for (uint32_t i = 0; i < column->n_values; i++)
        c->by_code[i] = read(b, k, column->value[i]);
}

/* What a reading is told of its column. */
static int64_t about(enum yx_seen what, enum yx_field field, const struct yx_table *t,
                     const struct yx_column *c)
{
    if (!c)
        return 0;
    switch (what) {
    case YX_SEEN_AMOUNT:
    case YX_SEEN_RETURNED: return yx_column_unit(t, c);
    case YX_SEEN_CARE_FEE: return yx_column_year_factor(t, c);
    default: return (int64_t)field;
    }
}

static void open_seen(struct yx_factbase *b, struct yx_lens *l)
{
    static const struct {
        enum yx_field field;
        yx_reading_fn read;
    } seen[YX_N_SEEN] = {
#define SEEN(id, field, reading, is_code) {YX_FIELD_##field, reading},
        YX_SEEN_COLUMNS(SEEN)
#undef SEEN
    };
    const struct yx_table *t = l->roster->rows.table;
    for (int i = 0; i < YX_N_SEEN; i++) {
        const struct yx_column *c = yx_table_field(t, (int)seen[i].field);
        open_column(b, &l->seen[i], c, seen[i].read, about((enum yx_seen)i, seen[i].field, t, c));
    }
    if (!l->seen[YX_SEEN_TO].column) /* 起止日期 in one column */
        open_column(b, &l->seen[YX_SEEN_TO], l->seen[YX_SEEN_FROM].column, yx_reading_span_end, 0);
}

/* The column that bears an input's name: one of ours, or a further one the inbox kept. */
static const struct yx_column *column_of_input(const struct yx_factbase *b,
                                               const struct yx_table *t, struct yx_str name)
{
    enum yx_field field = yx_field_find(name);
    const struct yx_column *c = field == YX_N_FIELDS ? NULL : yx_table_field(t, (int)field);
    for (uint32_t i = 0; i < b->o.n_extra && !c; i++)
        if (yx_str_eq(b->o.extra[i], name))
            c = yx_table_field(t, YX_FIELD_EXTRA + (int)i);
    return c;
}

static void open_inputs(struct yx_factbase *b, struct yx_lens *l)
{
    l->input = YX_NEW(b->arena, struct yx_coded, b->n_inputs + 1);
    for (uint32_t i = 0; i < b->n_inputs; i++) {
        const struct yx_column *c = column_of_input(b, l->roster->rows.table, b->input[i].name);
        int64_t factor = c && b->input[i].type == YX_IN_MONEY
                             ? yx_column_year_factor(l->roster->rows.table, c)
                             : 1;
        open_column(b, &l->input[i], c, yx_reading_input, (int64_t)i + 1000 * factor);
        if (!c)
            continue;
        struct yx_input_rule *rule = &b->rule[i];
        rule->in_enrolment |= l->kind == YX_KIND_ENROLMENT;
        rule->in_school |= l->kind == YX_KIND_SCHOOL;
        rule->in_others |= l->kind != YX_KIND_ENROLMENT && l->kind != YX_KIND_SCHOOL;
    }
}

void yx_lens_build(struct yx_factbase *b)
{
    b->n_lenses = b->o.n_rosters;
    b->lens = YX_NEW(b->arena, struct yx_lens, b->n_lenses + 1);
    const struct yx_rows **rows = YX_NEW(b->arena, const struct yx_rows *, b->n_lenses + 1);
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        struct yx_lens *l = &b->lens[i];
        const struct yx_roster *r = b->o.roster[i];
        *l = (struct yx_lens){.roster = r,
                              .kind = r->rows.kind,
                              .first = r->rows.first,
                              .n = r->rows.n,
                              .date = r->list_date,
                              .classes = YX_SAYS_NOTHING};
        for (int f = 0; f < YX_N_FIELDS; f++)
            l->text[f] = yx_table_field(r->rows.table, f);
        open_seen(b, l);
        open_inputs(b, l);
        l->grade_column = yx_table_field(r->rows.table, YX_FIELD_GRADE);
        l->school_column = yx_table_field(r->rows.table, YX_FIELD_SCHOOL);
        l->code_column = yx_table_field(r->rows.table, YX_FIELD_SCHOOL_CODE);
        yx_lens_announce(b, l);
        rows[i] = &r->rows;
    }
    yx_row_index_build(rows, b->n_lenses, b->arena, &b->row_index);
    for (uint32_t i = 0; i < b->n_inputs; i++) {
        struct yx_input_rule *r = &b->rule[i];
        r->is_silent = (r->known == YX_KNOWN_NOT || r->known == YX_KNOWN_OF_SCHOOL) &&
                       !r->in_enrolment && !r->in_school && !r->in_others;
    }
}

uint8_t yx_lens_context(struct yx_factbase *b, unsigned stages)
{
    for (uint32_t i = 0; i < b->n_contexts; i++)
        if (b->context[i] == stages)
            return (uint8_t)i;
    if (b->n_contexts == YX_MAX_CONTEXTS)
        return 0;
    b->context[b->n_contexts] = stages;
    return (uint8_t)b->n_contexts++;
}

void yx_lens_grades(struct yx_factbase *b)
{
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        struct yx_lens *l = &b->lens[i];
        const struct yx_column *c = l->grade_column;
        if (!c || !c->is_dict)
            continue;
        l->grade_of = YX_NEW(b->arena, int16_t, yx_mul_size(c->n_values, b->n_contexts));
        for (uint32_t v = 0; v < c->n_values; v++)
            for (uint32_t k = 0; k < b->n_contexts; k++)
                l->grade_of[v * b->n_contexts + k] =
                    yx_reading_grade(b, b->context[k], c->value[v]);
    }
}
