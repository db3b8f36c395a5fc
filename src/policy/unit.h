/* unit.h -- a part of a policy and everything it reads.
 *
 * The space of all students is far too large to look through; a benefit reads
 * few facts.  A unit gathers the instructions a part of the document rests on,
 * the inputs and switches these read, and the constraints on those inputs.
 *
 * Ownership: in the arena given.  Errors: none.  Threads: one unit, one thread. */
#ifndef YX_POLICY_UNIT_H
#define YX_POLICY_UNIT_H

#include "policy/policy_int.h"

struct yx_unit {
    const struct yx_policy *p;
    uint8_t *used;  /* per instruction: 1 it is part of the unit, 2 of a constraint on it */
    uint8_t *input; /* per input: enum yx_unit_rank, 0 not read */
    uint8_t *swi;   /* per switch: read */
};

/* In which order inputs are best told apart: those first on which most depends. */
enum yx_unit_rank {
    YX_UNIT_DEFAULTED = 1, /* has a 缺省: never unknown, so never left open */
    YX_UNIT_SCOPE,         /* of 适用 */
    YX_UNIT_OTHER
};

void yx_unit_open(struct yx_unit *u, const struct yx_policy *p, struct yx_arena *a);
void yx_unit_add(struct yx_unit *u, uint16_t reg); /* YX_NO_REG is allowed */
void yx_unit_add_item(struct yx_unit *u, uint32_t item);
/* All benefits of a statement of 组合, and what it has counted already. */
void yx_unit_add_combo(struct yx_unit *u, const struct yx_combo *c);
bool yx_combo_has(const struct yx_combo *c, uint32_t item);
/* Follow operands, and take in the constraints that share an input.  Their other inputs
 * come in with `wide`, else only defaulted ones: the rest stays open, as some student
 * will meet the constraint.  Once, at the end. */
void yx_unit_close(struct yx_unit *u, bool wide, struct yx_arena *a);

/* Setting k of the unit's switches in `q`, a copy of `p` with switches of its own; setting 0
 * is the document's.  False, and the document's, beyond the last of at most 64. */
bool yx_unit_setting(const struct yx_unit *u, const struct yx_policy *p, struct yx_policy *q,
                     uint32_t k);

/* Mark the registers a benefit is decided by; those of 约束, 提示 and 空档. */
void yx_mark_item(const struct yx_item *item, uint8_t *used);
void yx_mark_rules(const struct yx_ir *ir, uint8_t *used);
/* Mark the operands of one instruction; of a table the rows in force (all: `s` is NULL). */
struct yx_slice;
void yx_ir_mark_operand(const struct yx_ir *ir, const struct yx_slice *s, uint32_t ins,
                        uint8_t *used);
/* Mark the operands of all marked instructions, from the back. */
void yx_ir_mark_operands(const struct yx_ir *ir, uint8_t *used);

#endif
