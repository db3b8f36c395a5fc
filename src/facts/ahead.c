/* ahead.c -- asking memory early for the rows of persons soon looked at.
 *
 * DESIGN.  Lists are in the order of township, school and person, rosters in
 * orders of their own, so each person's rows lie somewhere else, and every
 * column of each is another cache line.  Waiting for them one after the other
 * costs more than looking at them.  So persons are announced: first where their
 * rows begin, then their rows, then the cells of their rows, then the texts of
 * the cells; each step finds what the one before it asked for. */
#include "facts/factbase_int.h"

enum { FAR = 24, NEAR = 16, CLOSE = 8, NEXT = 4 }; /* persons ahead */

/* The columns that rules and lists look at, each once. */
void yx_lens_announce(struct yx_factbase *b, struct yx_lens *l)
{
    const struct yx_table *t = l->roster->rows.table;
    l->looked_at = YX_NEW(b->arena, const struct yx_column *, (size_t)t->n_columns + 1);
    for (uint32_t k = 0; k < t->n_columns; k++) {
        const struct yx_column *c = &t->column[k];
        bool is_looked_at = c == l->grade_column || c == l->school_column || c == l->code_column;
        for (int i = 0; i < YX_N_SEEN; i++)
            is_looked_at |= l->seen[i].column == c;
        for (uint32_t i = 0; i < b->n_inputs; i++)
            is_looked_at |= l->input[i].column == c;
        static const enum yx_field shown[] = {YX_FIELD_NAME,     YX_FIELD_ID,    YX_FIELD_TOWN,
                                              YX_FIELD_GUARDIAN, YX_FIELD_CLASS, YX_FIELD_SCHOOL};
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
    YX_PREFETCH(&b->o.people->link[row]);
    YX_PREFETCH(&l->roster->rows.table->row_no[i]);
    for (uint32_t k = 0; k < l->n_looked_at; k++) {
        const struct yx_column *c = l->looked_at[k];
        if (c->is_dict)
            YX_PREFETCH(&c->code[i]);
        else
            YX_PREFETCH(&c->block[i / YX_BLOCK_ROWS].end[i % YX_BLOCK_ROWS]);
    }
}

/* Where the texts of the row begin has been asked for before. */
static inline void announce_texts(const struct yx_factbase *b, uint32_t row)
{
    const struct yx_lens *l = yx_lens_at(b, row);
    uint32_t i = row - l->first, in_block = i % YX_BLOCK_ROWS;
    for (uint32_t k = 0; k < l->n_looked_at; k++) {
        const struct yx_column *c = l->looked_at[k];
        if (c->is_dict)
            continue;
        const struct yx_text_block *t = &c->block[i / YX_BLOCK_ROWS];
        YX_PREFETCH(t->text + (in_block ? t->end[in_block - 1] : 0));
    }
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
    if (i + CLOSE < n && person[i + CLOSE] < p->n) {
        uint32_t who = person[i + CLOSE];
        for (uint32_t k = p->start[who]; k < p->start[who + 1]; k++)
            announce_row(b, p->row[k]);
    }
    if (i + NEXT < n && person[i + NEXT] < p->n) {
        uint32_t who = person[i + NEXT];
        for (uint32_t k = p->start[who]; k < p->start[who + 1]; k++)
            announce_texts(b, p->row[k]);
    }
}
