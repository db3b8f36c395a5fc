/* atoms.h -- the values of an input that a unit can tell apart.
 *
 * Two values are alike to a unit when every comparison in it answers alike for
 * both; one of them stands for all.  Enumerations, sets, truths and ranges that
 * are only compared with constants are told apart exactly.  An amount or a day
 * that takes part in arithmetic is tried at the constants it meets, one below
 * and one above each, and at the ends: then is_sampled is set.
 *
 * Ownership: in the arena given.  Errors: none.  Threads: safe. */
#ifndef YX_POLICY_ATOMS_H
#define YX_POLICY_ATOMS_H

#include "policy/unit.h"

struct yx_atoms {
    struct yx_fact_one *v; /* the least value of each kind first; 空 last */
    uint32_t n;            /* at least 1 */
    bool is_sampled;       /* not every value is stood for */
    bool is_weighed;       /* a comparison looks at something worked out from it */
};

/* What a unit asks of a set, each as "is one of these among them". 属, 原 and the days on which
 * codes are in force are worked into the masks. */
struct yx_set_questions {
    uint64_t mask[256];
    uint32_t n;
    bool is_full; /* there were more: every member is a kind of its own */
};

/* O(instructions x values); the policy's terms matter for days only. */
void yx_atoms_of(const struct yx_unit *u, uint32_t input, struct yx_arena *a, struct yx_atoms *out);
/* For two units at once: enumerations, truths and short ranges value by value, sets by the
 * questions of both. */
void yx_atoms_for_two(const struct yx_unit *u, uint32_t input, const struct yx_set_questions *more,
                      struct yx_arena *a, struct yx_atoms *out);
/* What the unit asks of a set while the codes `valid` are in force, NULL: on any day; appended. */
void yx_atoms_questions(const struct yx_unit *u, uint32_t input, const uint64_t *valid,
                        struct yx_arena *a, struct yx_set_questions *out);

#endif
