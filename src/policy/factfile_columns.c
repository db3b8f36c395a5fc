/* factfile_columns.c -- the facts of a table as blocks and as narrow columns.
 *
 * DESIGN.  A value of a dictionary is parsed once, and kept in the form its
 * column will have (a byte for most), so that a fact of a row costs a load of
 * its code and one of its value. */
#include "base/mem.h"
#include "policy/factfile_int.h"
#include "policy/policy_int.h"

static size_t form_size(enum yx_fact_form form)
{
    return form == YX_FORM_U8 ? 1 : form == YX_FORM_I32 ? 4 : 8;
}

/* The narrowest form for the type; amounts only if `most` of them is one that fits. */
static enum yx_fact_form form_for(const struct yx_policy_input *in, int64_t most)
{
    switch (in->type) {
    case YX_IN_BOOL:
    case YX_IN_ENUM: return YX_FORM_U8;
    case YX_IN_SET:
        return in->n_members <= 8 ? YX_FORM_U8 : in->n_members <= 32 ? YX_FORM_I32 : YX_FORM_I64;
    case YX_IN_INT:
        return in->lo >= 0 && in->hi <= UINT8_MAX           ? YX_FORM_U8
               : in->lo >= INT32_MIN && in->hi <= INT32_MAX ? YX_FORM_I32
                                                            : YX_FORM_I64;
    case YX_IN_DATE: return YX_FORM_I32;
    case YX_IN_MONEY: return most <= INT32_MAX ? YX_FORM_I32 : YX_FORM_I64;
    case YX_IN_TEXT:
    default: return YX_FORM_I64;
    }
}

static void put_narrow(enum yx_fact_form form, void *to, uint32_t at, int64_t v)
{
    if (form == YX_FORM_U8)
        ((uint8_t *)to)[at] = (uint8_t)v;
    else if (form == YX_FORM_I32)
        ((int32_t *)to)[at] = (int32_t)v;
    else
        ((int64_t *)to)[at] = v;
}

/* What stands where a fact is not known: a value of its type, which nobody looks at. */
static int64_t value_or_any(const struct yx_policy_input *in, struct yx_fact_one one)
{
    return one.state == YX_FACT_KNOWN ? one.v : in->type == YX_IN_INT ? in->lo : 0;
}

/* The values of a dictionary as a row of the column's narrow form has them. */
void yx_factfile_narrow(const struct yx_factfile *f, const struct yx_policy_input *input,
                        struct yx_input_column *in)
{
    uint32_t n = in->column->n_values;
    int64_t most = 0;
    for (uint32_t v = 0; v < n; v++)
        most = in->value[v].state == YX_FACT_KNOWN ? YX_MAX(most, in->value[v].v) : most;
    in->form = form_for(input, most);
    in->v = yx_arena_alloc(f->arena, yx_mul_size(n + 1, form_size(in->form)), sizeof(int64_t));
    in->state = YX_NEW(f->arena, uint8_t, n + 1);
    if (input->type == YX_IN_SET)
        in->members =
            yx_arena_alloc(f->arena, yx_mul_size(n + 1, form_size(in->form)), sizeof(int64_t));
    for (uint32_t v = 0; v < n; v++) {
        struct yx_fact_one one = in->value[v];
        put_narrow(in->form, in->v, v, value_or_any(input, one));
        in->state[v] = one.state;
        in->any_bad |= in->is_bad[v];
        in->any_unknown |= one.state != YX_FACT_KNOWN;
        if (in->members)
            put_narrow(in->form, in->members, v, (int64_t)one.known);
        in->in_part |= in->members && one.known != UINT64_MAX;
    }
}

void yx_factfile_fill(const struct yx_factfile *f, const uint32_t *row, uint32_t n,
                      struct yx_facts *out, yx_bad_cell_fn bad, void *ctx)
{
    YX_ASSERT(n <= YX_FACT_ROWS);
    for (uint32_t i = 0; i < f->p->n_inputs; i++) {
        const struct yx_input_column *in = &f->input[i];
        struct yx_fact_vec *x = &out->input[i];
        if (!in->column) {
            memset(x->state, YX_FACT_UNKNOWN, n);
            continue;
        }
        for (uint32_t k = 0; k < n; k++) {
            struct yx_fact_one one;
            bool is_bad;
            if (in->value) {
                uint32_t code = in->column->code[row[k]];
                one = in->value[code];
                is_bad = in->is_bad[code];
            } else {
                is_bad = !yx_fact_parse(f->p, i, yx_column_text(in->column, row[k]), &one);
            }
            x->v[k] = one.v;
            x->state[k] = one.state;
            if (x->known)
                x->known[k] = one.known;
            if (is_bad && bad)
                bad(ctx, row[k], i, yx_column_text(in->column, row[k]));
        }
    }
    out->n = n;
}

/* ---- as columns ---- */

struct yx_factfile_room {
    struct yx_fact_column *column;
    struct {
        void *v, *members;
        uint8_t *state;
    } * of; /* per input */
};

struct yx_factfile_room *yx_factfile_room_new(const struct yx_factfile *f, struct yx_arena *a)
{
    struct yx_factfile_room *r = YX_NEW(a, struct yx_factfile_room, 1);
    r->column = YX_NEW(a, struct yx_fact_column, f->p->n_inputs + 1);
    r->of = yx_arena_alloc(a, (f->p->n_inputs + 1) * sizeof r->of[0], sizeof(void *));
    for (uint32_t i = 0; i < f->p->n_inputs; i++) {
        r->of[i].v = YX_NEW(a, int64_t, YX_FACT_ROWS);
        r->of[i].state = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        if (f->p->input[i].type == YX_IN_SET)
            r->of[i].members = YX_NEW(a, int64_t, YX_FACT_ROWS);
    }
    return r;
}

/* Rows of a dictionary's values. */
static void look_up(enum yx_fact_form form, const void *value, const uint32_t *code,
                    const uint32_t *row, uint32_t n, void *to)
{
    if (form == YX_FORM_U8)
        for (uint32_t k = 0; k < n; k++)
            ((uint8_t *)to)[k] = ((const uint8_t *)value)[code[row[k]]];
    else if (form == YX_FORM_I32)
        for (uint32_t k = 0; k < n; k++)
            ((int32_t *)to)[k] = ((const int32_t *)value)[code[row[k]]];
    else
        for (uint32_t k = 0; k < n; k++)
            ((int64_t *)to)[k] = ((const int64_t *)value)[code[row[k]]];
}

/* A column that is no dictionary, cell by cell, as 64-bit numbers. */
static void parse_column(const struct yx_factfile *f, uint32_t input, const uint32_t *row,
                         uint32_t n, struct yx_factfile_room *room, yx_bad_cell_fn bad, void *ctx)
{
    const struct yx_column *column = f->input[input].column;
    int64_t *v = room->of[input].v;
    uint64_t *members = room->of[input].members;
    uint8_t *state = room->of[input].state;
    for (uint32_t k = 0; k < n; k++) {
        struct yx_fact_one one;
        struct yx_str text = yx_column_text(column, row[k]);
        if (!yx_fact_parse(f->p, input, text, &one) && bad)
            bad(ctx, row[k], input, text);
        v[k] = value_or_any(&f->p->input[input], one);
        state[k] = one.state;
        if (members)
            members[k] = one.known;
    }
    room->column[input] =
        (struct yx_fact_column){.form = YX_FORM_I64, .v = v, .state = state, .members = members};
}

const struct yx_fact_column *yx_factfile_columns(const struct yx_factfile *f, const uint32_t *row,
                                                 uint32_t n, struct yx_factfile_room *room,
                                                 yx_bad_cell_fn bad, void *ctx)
{
    YX_ASSERT(n <= YX_FACT_ROWS);
    for (uint32_t i = 0; i < f->p->n_inputs; i++) {
        const struct yx_input_column *in = &f->input[i];
        struct yx_fact_column *to = &room->column[i];
        if (!in->column) {
            *to = (struct yx_fact_column){.form = YX_FORM_NONE};
            continue;
        }
        if (!in->value) {
            parse_column(f, i, row, n, room, bad, ctx);
            continue;
        }
        const uint32_t *code = in->column->code;
        look_up(in->form, in->v, code, row, n, room->of[i].v);
        *to = (struct yx_fact_column){.form = in->form, .v = room->of[i].v};
        if (in->any_unknown) {
            look_up(YX_FORM_U8, in->state, code, row, n, room->of[i].state);
            to->state = room->of[i].state;
        }
        if (in->in_part) {
            look_up(in->form, in->members, code, row, n, room->of[i].members);
            to->members = room->of[i].members;
        }
        for (uint32_t k = 0; in->any_bad && bad && k < n; k++)
            if (in->is_bad[code[row[k]]])
                bad(ctx, row[k], i, yx_column_text(in->column, row[k]));
    }
    return room->column;
}
