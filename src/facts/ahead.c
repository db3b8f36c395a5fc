/* ahead.c -- asking memory early for the rows of persons soon looked at.
 *
 * DESIGN.  Lists are in the order of township, school and person, rosters in
 * orders of their own, so each person's rows lie somewhere else, and every
 * column of each is another cache line.  Waiting for them one after the other
 * costs more than looking at them.  So persons are announced: first where their
 * rows begin, then their rows, then the cells of their rows, then the texts of
 * the cells; each step finds what the one before it asked for. */
#include "facts/factbase_int.h"

enum { FAR = 24, NEAR = 16, CLOSE = 10, NEXT = 6, LAST = 3 }; /* persons ahead */
enum { MANY_VALUES = 1024 }; /* a dictionary that the caches do not hold */

/* What households and payments were made of is not asked for again, person by person. */
static bool is_looked_at_before(int seen)
{
    static const enum yx_seen before[] = {YX_SEEN_HOUSEHOLD, YX_SEEN_HEAD_ID, YX_SEEN_RELATION,
                                          YX_SEEN_BIRTH,     YX_SEEN_ACCOUNT, YX_SEEN_AMOUNT,
                                          YX_SEEN_RETURNED,  YX_SEEN_TERM,    YX_SEEN_HEADCOUNT,
                                          YX_SEEN_PAY_STATE};
    for (size_t i = 0; i < YX_LEN(before); i++)
        if ((int)before[i] == seen)
            return true;
    return false;
}

/* The columns that rules and lists look at, each once.  Numbers are shown as they were read. */
void yx_lens_announce(struct yx_factbase *b, struct yx_lens *l)
{
    const struct yx_table *t = l->roster->rows.table;
    l->looked_at = YX_NEW(b->arena, const struct yx_column *, (size_t)t->n_columns + 1);
    for (uint32_t k = 0; k < t->n_columns; k++) {
        const struct yx_column *c = &t->column[k];
        bool is_looked_at = c == l->grade_column || c == l->school_column || c == l->code_column;
        for (int i = 0; i < YX_N_SEEN; i++)
            is_looked_at |= l->seen[i].column == c && !is_looked_at_before(i);
        for (uint32_t i = 0; i < b->n_inputs; i++)
            is_looked_at |= l->input[i].column == c;
        static const enum yx_field shown[] = {YX_FIELD_NAME, YX_FIELD_TOWN, YX_FIELD_GUARDIAN,
                                              YX_FIELD_CLASS, YX_FIELD_SCHOOL};
        for (size_t i = 0; i < YX_LEN(shown); i++)
            is_looked_at |= l->text[shown[i]] == c;
        if (is_looked_at)
            l->looked_at[l->n_looked_at++] = c;
    }
}

static inline void announce_row(const struct yx_factbase *b, uint32_t row)
{
    const struct yx_lens *l = yx_lens_at(b, row);
    uint32_t i = row - l->first;
    for (uint32_t k = 0; k < l->n_looked_at; k++) {
        const struct yx_column *c = l->looked_at[k];
        if (c->is_dict)
            YX_PREFETCH(&c->code[i]);
        else
            YX_PREFETCH(&c->block[i / YX_BLOCK_ROWS].end[i % YX_BLOCK_ROWS]);
    }
}

/* Where texts begin, and codes, have been asked for before. */
static inline void announce_texts(const struct yx_factbase *b, uint32_t row)
{
    const struct yx_lens *l = yx_lens_at(b, row);
    uint32_t i = row - l->first, in_block = i % YX_BLOCK_ROWS;
    for (uint32_t k = 0; k < l->n_looked_at; k++) {
        const struct yx_column *c = l->looked_at[k];
        if (!c->is_dict) {
            const struct yx_text_block *t = &c->block[i / YX_BLOCK_ROWS];
            YX_PREFETCH(t->text + (in_block ? t->end[in_block - 1] : 0));
        } else if (c->n_values > MANY_VALUES) {
            YX_PREFETCH(&c->value[c->code[i]]);
        }
    }
}

static inline void announce_values(const struct yx_factbase *b, uint32_t row)
{
    const struct yx_lens *l = yx_lens_at(b, row);
    for (uint32_t k = 0; k < l->n_looked_at; k++) {
        const struct yx_column *c = l->looked_at[k];
        if (c->is_dict && c->n_values > MANY_VALUES)
            YX_PREFETCH(c->value[c->code[row - l->first]].p);
    }
}

typedef void (*announce_fn)(const struct yx_factbase *b, uint32_t row);

/* Calls fn for the rows of one of the n persons, if there is one of this number. */
static inline void announce_of(const struct yx_factbase *b, const uint32_t *person, size_t i,
                               size_t n, announce_fn fn)
{
    const struct yx_people *p = b->o.people;
    if (i >= n || person[i] >= p->n)
        return;
    for (uint32_t k = p->start[person[i]]; k < p->start[person[i] + 1]; k++)
        fn(b, p->row[k]);
}

void yx_factbase_announce(const struct yx_factbase *b, const uint32_t *person, size_t i, size_t n)
{
    const struct yx_people *p = b->o.people;
    if (i + FAR < n && person[i + FAR] < p->n) {
        YX_PREFETCH(&p->start[person[i + FAR]]);
        YX_PREFETCH(&p->id[person[i + FAR]]);
    }
    if (i + NEAR < n && person[i + NEAR] < p->n)
        YX_PREFETCH(&p->row[p->start[person[i + NEAR]]]);
    announce_of(b, person, i + CLOSE, n, announce_row);
    announce_of(b, person, i + NEXT, n, announce_texts);
    announce_of(b, person, i + LAST, n, announce_values);
}

static inline void announce_source(const struct yx_factbase *b, uint32_t row)
{
    const struct yx_lens *l = yx_lens_at(b, row);
    YX_PREFETCH(&b->o.people->link[row]);
    YX_PREFETCH(&l->roster->rows.table->row_no[row - l->first]);
}

void yx_factbase_announce_sources(const struct yx_factbase *b, const uint32_t *person, size_t i,
                                  size_t n)
{
    const struct yx_people *p = b->o.people;
    if (i + NEAR < n && person[i + NEAR] < p->n)
        YX_PREFETCH(&p->start[person[i + NEAR]]);
    if (i + CLOSE < n && person[i + CLOSE] < p->n)
        YX_PREFETCH(&p->row[p->start[person[i + CLOSE]]]);
    announce_of(b, person, i + NEXT, n, announce_source);
}
