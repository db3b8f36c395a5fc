/* cells.h -- all students a unit of a policy can tell apart, one after the other.
 *
 * A cell is one atom (atoms.h) of every input of a unit, in one term.  Cells
 * are walked input by input: while some inputs are still unknown, the policy is
 * run as it stands, and where the answer is already no, whatever the rest, the
 * whole branch is left out.  Three-valued logic makes that exact: what is no
 * with a fact unknown is no for every value of the fact.
 *
 * Ownership: in the arena given.  Errors: none.  Threads: one walk, one thread. */
#ifndef YX_POLICY_CELLS_H
#define YX_POLICY_CELLS_H

#include "policy/atoms.h"
#include "policy/probe.h"

struct yx_cell_walk {
    const struct yx_policy *p;
    struct yx_arena *arena;
    uint32_t n;             /* inputs walked, in order */
    uint32_t *input;        /* n */
    struct yx_atoms *atoms; /* n */
    uint64_t *order;        /* n: rank, atoms, number */
    struct yx_run *run;
    struct yx_facts *facts;     /* the block that was run last */
    const struct yx_unit *unit; /* whose cells they are; its switches are part of a student */

    yx_term term;
    bool with_combos; /* run 组合 too */
    void *ctx;
    /* The block was run: do the same with it elsewhere. NULL: nothing. */
    void (*also)(void *ctx, const struct yx_facts *f);
    /* May this row, or a row with more of its facts known, matter? */
    bool (*keep)(void *ctx, const struct yx_awards *a, uint32_t row);
    /* A cell that is kept, its facts in w->facts at `row`; at[i] is the number of
     * input i's atom.  False ends the walk. */
    bool (*visit)(void *ctx, const struct yx_awards *a, uint32_t row, const uint16_t *at);
    uint64_t budget; /* rows that may be run, counted down */
};

/* A walk without inputs; yx_cell_walk_add() gives it one, with its enum yx_unit_rank. */
void yx_cell_walk_begin(struct yx_cell_walk *w, const struct yx_policy *p, struct yx_run *run,
                        struct yx_arena *a);
void yx_cell_walk_add(struct yx_cell_walk *w, uint32_t input, uint8_t rank,
                      const struct yx_atoms *atoms);
/* A walk of the unit's inputs with their atoms. */
void yx_cell_walk_open(struct yx_cell_walk *w, const struct yx_unit *u, struct yx_run *run,
                       struct yx_arena *a);

/* Whether a benefit is not no before 组合: a branch of cells in which it is not is left out. */
bool yx_may_be_had(const struct yx_awards *a, uint32_t item, uint32_t row);

enum yx_cell_end {
    YX_CELLS_ALL,     /* every cell was seen or ruled out */
    YX_CELLS_STOPPED, /* by the visitor */
    YX_CELLS_TOO_MANY /* the budget ended first */
};
/* Walk the cells of w->term.  O(rows run x instructions). */
enum yx_cell_end yx_cell_walk(struct yx_cell_walk *w);

#endif
