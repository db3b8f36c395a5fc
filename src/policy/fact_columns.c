/* fact_columns.c -- a caller's columns of facts, checked and read into blocks. */
#include "policy/fact_columns.h"

#include "policy/policy_int.h"

static bool form_fits(const struct yx_policy_input *in, const struct yx_fact_column *c)
{
    switch (c->form) {
    case YX_FORM_NONE: return true;
    case YX_FORM_BITS: return in->type == YX_IN_BOOL;
    case YX_FORM_U8: return in->type != YX_IN_SET || in->n_members <= 8;
    case YX_FORM_U16: return in->type != YX_IN_SET || in->n_members <= 16;
    case YX_FORM_I32: return in->type != YX_IN_SET || in->n_members <= 32;
    case YX_FORM_I64: return true;
    default: return false;
    }
}

int yx_columns_check(const struct yx_policy *p, const struct yx_fact_columns *c, struct yx_err *err)
{
    int rc = yx_policy_covers(p, c->term, err);
    uint32_t n;
    const struct yx_policy_input *input = yx_policy_inputs(p, &n);
    for (uint32_t i = 0; i < n && !rc; i++) {
        const struct yx_fact_column *x = &c->input[i];
        struct yx_buf name = {0};
        yx_buf_puts(&name, input[i].name);
        yx_buf_putc(&name, 0);
        if (!form_fits(&input[i], x))
            rc = YX_FAIL(err, YX_INVALID,
                         YX_TEXT("列“{0}”的存法（{1}）装不下它的类型",
                                 "the form ({1}) of column “{0}” cannot hold its type"),
                         name.p, yx_fmt_i64((int64_t)x->form).s);
        else if (x->form != YX_FORM_NONE && !x->v && c->n_rows)
            rc = YX_FAIL(err, YX_INVALID, YX_TEXT("列“{0}”没有值", "column “{0}” has no values"),
                         name.p);
        yx_buf_free(&name);
    }
    return rc;
}

static bool bit(const uint64_t *map, uint64_t row)
{
    return map[row >> 6] >> (row & 63) & 1;
}

/* The number in row `from + i`, for all rows of the block. */
static void read_numbers(enum yx_fact_form form, const void *v, uint64_t from, uint32_t n,
                         bool is_mask, int64_t *out)
{
    const uint8_t *u8 = v;
    const uint16_t *u16 = v;
    const int32_t *i32 = v;
    const int64_t *i64 = v;
    YX_KNOWN(out != NULL);
    switch (form) {
    case YX_FORM_BITS:
        for (uint32_t i = 0; i < n; i++)
            out[i] = bit(v, from + i);
        break;
    case YX_FORM_U8:
        for (uint32_t i = 0; i < n; i++)
            out[i] = u8[from + i];
        break;
    case YX_FORM_U16:
        for (uint32_t i = 0; i < n; i++)
            out[i] = u16[from + i];
        break;
    case YX_FORM_I32:
        for (uint32_t i = 0; i < n; i++)
            out[i] = is_mask ? (int64_t)(uint32_t)i32[from + i] : i32[from + i];
        break;
    case YX_FORM_I64: memcpy(out, i64 + from, n * sizeof out[0]); break;
    case YX_FORM_NONE:
    default: break;
    }
}

static void read_states(const struct yx_fact_column *c, uint64_t from, uint32_t n, uint8_t *out)
{
    if (c->state) {
        for (uint32_t i = 0; i < n; i++) {
            uint8_t s = c->state[from + i];
            out[i] = s <= YX_FACT_ABSENT ? s : (uint8_t)YX_FACT_UNKNOWN;
        }
        return;
    }
    memset(out, YX_FACT_KNOWN, n);
    for (uint32_t i = 0; c->known && i < n; i++)
        out[i] = bit(c->known, from + i) ? YX_FACT_KNOWN : YX_FACT_UNKNOWN;
    for (uint32_t i = 0; c->absent && i < n; i++)
        if (bit(c->absent, from + i))
            out[i] = YX_FACT_ABSENT;
}

void yx_columns_span(const struct yx_policy_input *in, int64_t *lo, int64_t *hi)
{
    *lo = 0;
    switch (in->type) {
    case YX_IN_BOOL: *hi = 1; return;
    case YX_IN_ENUM: *hi = (int64_t)in->n_members - 1; return;
    case YX_IN_INT: *lo = in->lo, *hi = in->hi; return;
    case YX_IN_MONEY: *hi = YX_MAX_FEN; return;
    case YX_IN_DATE: *lo = yx_day_make(1800, 1, 1), *hi = yx_day_make(9999, 12, 31); return;
    case YX_IN_SET:
    case YX_IN_TEXT:
    default: *lo = INT64_MIN, *hi = INT64_MAX; return;
    }
}

static uint64_t read_one(const struct yx_policy_input *in, const struct yx_fact_column *x,
                         uint64_t from, uint32_t n, struct yx_fact_vec *to)
{
    uint64_t outside = 0;
    YX_ASSERT(n <= YX_FACT_ROWS);
    if (x->form == YX_FORM_NONE) {
        memset(to->state, YX_FACT_UNKNOWN, n);
        return 0;
    }
    read_numbers(x->form, x->v, from, n, in->type == YX_IN_SET, to->v);
    read_states(x, from, n, to->state);
    if (in->type == YX_IN_SET) { /* 空 is to have none */
        uint64_t all = in->n_members >= 64 ? UINT64_MAX : (UINT64_C(1) << in->n_members) - 1;
        if (x->members)
            read_numbers(x->form, x->members, from, n, true, (int64_t *)to->known);
        else if (to->known) /* a set has room for it */
            memset(to->known, 0xFF, n * sizeof to->known[0]);
        for (uint32_t i = 0; i < n; i++) {
            bool bad = to->state[i] == YX_FACT_KNOWN && ((uint64_t)to->v[i] & ~all) != 0;
            outside += bad;
            to->state[i] = bad ? YX_FACT_UNKNOWN : to->state[i];
        }
        return outside;
    }
    int64_t lo, hi;
    yx_columns_span(in, &lo, &hi);
    for (uint32_t i = 0; i < n; i++) {
        bool bad = to->state[i] == YX_FACT_KNOWN && (to->v[i] < lo || to->v[i] > hi);
        bad |= to->state[i] == YX_FACT_ABSENT && !in->is_nullable;
        outside += bad;
        to->state[i] = bad ? YX_FACT_UNKNOWN : to->state[i];
    }
    return outside;
}

uint64_t yx_columns_read_one(const struct yx_policy *p, const struct yx_fact_columns *c,
                             uint32_t input, uint64_t from, uint32_t n, struct yx_facts *out)
{
    return read_one(&p->input[input], &c->input[input], from, n, &out->input[input]);
}

uint64_t yx_columns_read(const struct yx_policy *p, const struct yx_fact_columns *c, uint64_t from,
                         uint32_t n, struct yx_facts *out)
{
    uint64_t outside = 0;
    out->n = n;
    out->term = c->term;
    for (uint32_t k = 0; k < p->n_inputs; k++)
        outside += yx_columns_read_one(p, c, k, from, n, out);
    return outside;
}

/* Rows of a column as a column of their own, in the form it has. */
struct gathered {
    struct yx_fact_column column;
    int64_t v[YX_FACT_ROWS], members[YX_FACT_ROWS];
    uint64_t known[YX_FACT_ROWS / 64], absent[YX_FACT_ROWS / 64];
    uint8_t state[YX_FACT_ROWS];
};

static void gather_values(enum yx_fact_form form, const void *v, uint64_t from, const uint16_t *row,
                          uint32_t n, void *out)
{
    switch (form) {
    case YX_FORM_BITS: {
        uint64_t *map = out;
        memset(map, 0, YX_FACT_ROWS / 8);
        for (uint32_t i = 0; i < n; i++)
            map[i >> 6] |= (uint64_t)bit(v, from + row[i]) << (i & 63);
        break;
    }
    case YX_FORM_U8:
        for (uint32_t i = 0; i < n; i++)
            ((uint8_t *)out)[i] = ((const uint8_t *)v)[from + row[i]];
        break;
    case YX_FORM_U16:
        for (uint32_t i = 0; i < n; i++)
            ((uint16_t *)out)[i] = ((const uint16_t *)v)[from + row[i]];
        break;
    case YX_FORM_I32:
        for (uint32_t i = 0; i < n; i++)
            ((int32_t *)out)[i] = ((const int32_t *)v)[from + row[i]];
        break;
    case YX_FORM_I64:
        for (uint32_t i = 0; i < n; i++)
            ((int64_t *)out)[i] = ((const int64_t *)v)[from + row[i]];
        break;
    case YX_FORM_NONE:
    default: break;
    }
}

static void gather(const struct yx_fact_column *c, uint64_t from, const uint16_t *row, uint32_t n,
                   struct gathered *out)
{
    struct yx_fact_column *to = &out->column;
    *to = (struct yx_fact_column){.form = c->form, .v = out->v};
    if (c->form == YX_FORM_NONE)
        return;
    gather_values(c->form, c->v, from, row, n, out->v);
    if (c->members) {
        gather_values(c->form, c->members, from, row, n, out->members);
        to->members = out->members;
    }
    if (c->state) {
        gather_values(YX_FORM_U8, c->state, from, row, n, out->state);
        to->state = out->state;
    }
    if (c->known) {
        gather_values(YX_FORM_BITS, c->known, from, row, n, out->known);
        to->known = out->known;
    }
    if (c->absent) {
        gather_values(YX_FORM_BITS, c->absent, from, row, n, out->absent);
        to->absent = out->absent;
    }
}

uint64_t yx_columns_gather(const struct yx_policy *p, const struct yx_fact_columns *c,
                           uint64_t from, const uint16_t *row, uint32_t n, struct yx_facts *out)
{
    struct gathered one;
    uint64_t outside = 0;
    out->n = n;
    out->term = c->term;
    for (uint32_t k = 0; k < p->n_inputs; k++) {
        gather(&c->input[k], from, row, n, &one);
        outside += read_one(&p->input[k], &one.column, 0, n, &out->input[k]);
    }
    return outside;
}
