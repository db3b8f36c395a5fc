/* proofs.h -- what can be shown of a policy by looking at every student there can be.
 *
 * Over all cells (cells.h) of each benefit, in every term of the policy's life
 * and for both values of every switch: rows of a table that overlap, a student
 * with a right and no amount or payee, a row nobody reaches, a benefit nobody
 * can have or nobody keeps after 组合, an amount below zero, a benefit that a
 * 封顶 cuts by itself, a tie in 就高 that decides who is paid, a fact that is
 * waited for although every value of it gives the same.  Each finding names a
 * student for whom it happens, in the words of the document.
 *
 * What was not looked through is said: a space too large is a warning, an amount
 * that was tried at its critical values only stands in the summary.
 *
 * Ownership: borrows everything.  Errors: findings go to the report.
 * Threads: one policy, one thread (it tries the switches on a copy). */
#ifndef YX_POLICY_PROOFS_H
#define YX_POLICY_PROOFS_H

#include "policy/policy.h"

struct yx_proof {
    uint64_t cells;         /* decided, in part or whole; added to what is there */
    struct yx_buf unproved; /* `A5.1（学费、住宿费）`: tried at critical values only; appended */
};

/* Cost: the cells, at most some millions of rows; Pengshui some 30 ms.
 * `file`: as yx_policy_file(). */
void yx_policy_prove(const struct yx_policy *p, struct yx_report *r, int file,
                     struct yx_proof *out);

#endif
