/* cells.c -- all students a unit of a policy can tell apart, one after the other.
 *
 * DESIGN.  Depth first in batches: the rows of one depth are extended by every
 * atom of the next input, run together, sieved, and the batch of survivors goes
 * one deeper before the next batch is made.  Memory is one batch per depth. */
#include "policy/cells.h"

#include <string.h>

void yx_cell_walk_begin(struct yx_cell_walk *w, const struct yx_policy *p, struct yx_run *run,
                        struct yx_arena *a)
{
    *w = (struct yx_cell_walk){.p = p, .arena = a, .run = run, .facts = yx_facts_new(p, a)};
    w->input = YX_NEW(a, uint32_t, p->n_inputs + 1);
    w->atoms = YX_NEW(a, struct yx_atoms, p->n_inputs + 1);
    w->order = YX_NEW(a, uint64_t, p->n_inputs + 1);
}

void yx_cell_walk_add(struct yx_cell_walk *w, uint32_t input, uint8_t rank,
                      const struct yx_atoms *atoms)
{
    uint64_t order = (uint64_t)rank << 48 | (uint64_t)atoms->n << 16 | input;
    uint32_t at = w->n++;
    for (; at && w->order[at - 1] > order; at--) { /* few inputs: they are kept in order */
        w->order[at] = w->order[at - 1];
        w->input[at] = w->input[at - 1];
        w->atoms[at] = w->atoms[at - 1];
    }
    w->order[at] = order;
    w->input[at] = input;
    w->atoms[at] = *atoms;
}

void yx_cell_walk_open(struct yx_cell_walk *w, const struct yx_unit *u, struct yx_run *run,
                       struct yx_arena *a)
{
    yx_cell_walk_begin(w, u->p, run, a);
    w->unit = u;
    for (uint32_t i = 0; i < u->p->n_inputs; i++) {
        if (!u->input[i])
            continue;
        struct yx_atoms atoms;
        yx_atoms_of(u, i, a, &atoms);
        yx_cell_walk_add(w, i, u->input[i], &atoms);
    }
}

bool yx_may_be_had(const struct yx_awards *a, uint32_t item, uint32_t row)
{
    const struct yx_award_vec *w = &a->benefit[item];
    return w->status[row] != YX_NOT_ENTITLED || w->why[row] == YX_WHY_HIGHER ||
           w->why[row] == YX_WHY_EXCLUDED;
}

/* Rows of one depth: the numbers of the atoms chosen so far. */
struct batch {
    uint16_t *at; /* YX_PROBE_ROWS x n */
    uint32_t n;
};

static const uint16_t *row_of(const struct yx_cell_walk *w, const struct batch *b, uint32_t row)
{
    return b->at + (size_t)row * w->n;
}

static const struct yx_awards *run_batch(struct yx_cell_walk *w, const struct batch *b,
                                         uint32_t depth)
{
    struct yx_facts *f = w->facts;
    f->n = b->n;
    f->term = w->term;
    for (uint32_t d = 0; d < w->n; d++)
        for (uint32_t i = 0; i < b->n; i++)
            yx_facts_set(f, w->input[d], i,
                         d < depth ? w->atoms[d].v[row_of(w, b, i)[d]]
                                   : (struct yx_fact_one){.state = YX_FACT_UNKNOWN});
    return w->with_combos ? yx_policy_run(w->run, f) : yx_probe_items(w->run, f);
}

static enum yx_cell_end deeper(struct yx_cell_walk *w, struct batch *level, uint32_t depth);

/* Run the rows of level[depth], keep those that may matter, and go on with them. */
static enum yx_cell_end sieve(struct yx_cell_walk *w, struct batch *level, uint32_t depth)
{
    struct batch *b = &level[depth];
    if (b->n > w->budget)
        return YX_CELLS_TOO_MANY;
    w->budget -= b->n;
    const struct yx_awards *a = run_batch(w, b, depth);
    if (w->also)
        w->also(w->ctx, w->facts);
    /* A fact with a 缺省 that is not chosen yet is not open: it has its 缺省, and a no proves
     * nothing of its other values. */
    bool is_guessed = depth < w->n && w->order[depth] >> 48 == YX_UNIT_DEFAULTED;
    uint32_t kept = 0;
    for (uint32_t i = 0; i < b->n; i++) {
        if (!is_guessed && !w->keep(w->ctx, a, i))
            continue;
        if (depth == w->n) {
            if (!w->visit(w->ctx, a, i, row_of(w, b, i)))
                return YX_CELLS_STOPPED;
            continue;
        }
        memmove(b->at + (size_t)kept++ * w->n, row_of(w, b, i), w->n * sizeof b->at[0]);
    }
    if (depth == w->n)
        return YX_CELLS_ALL;
    b->n = kept;
    return deeper(w, level, depth);
}

static enum yx_cell_end deeper(struct yx_cell_walk *w, struct batch *level, uint32_t depth)
{
    const struct batch *b = &level[depth];
    struct batch *next = &level[depth + 1];
    next->n = 0;
    for (uint32_t i = 0; i < b->n; i++)
        for (uint32_t k = 0; k < w->atoms[depth].n; k++) {
            uint16_t *to = next->at + (size_t)next->n++ * w->n;
            memcpy(to, row_of(w, b, i), w->n * sizeof *to);
            to[depth] = (uint16_t)k;
            if (next->n < YX_PROBE_ROWS)
                continue;
            enum yx_cell_end end = sieve(w, level, depth + 1);
            if (end != YX_CELLS_ALL)
                return end;
            next->n = 0;
        }
    return next->n ? sieve(w, level, depth + 1) : YX_CELLS_ALL;
}

enum yx_cell_end yx_cell_walk(struct yx_cell_walk *w)
{
    yx_facts_clear(w->p, w->facts);
    struct batch *level = YX_NEW(w->arena, struct batch, w->n + 1);
    for (uint32_t d = 0; d <= w->n; d++)
        level[d].at = YX_NEW(w->arena, uint16_t, (size_t)YX_PROBE_ROWS * (w->n + 1));
    level[0].n = 1;
    return sieve(w, level, 0);
}
