/* accrue.h -- from an amount in its own rate to the amount of one term.
 *
 * grammar.md 6.4.  An annual amount is shared over the terms of its year so
 * that the shares add up to it exactly; daily and monthly ones are multiplied
 * by what the document's 折算 says; an item that accrues 全年 于 one season gets
 * the whole year there.
 *
 * Ownership: plain values.  Errors: yx_accrual_missing() tells the compiler
 * which 折算 is missing.  Threads: safe. */
#ifndef YX_POLICY_ACCRUE_H
#define YX_POLICY_ACCRUE_H

#include "policy/policy_int.h"

/* A share k of n, or, with n = 0, a plain multiple. */
struct yx_accrual {
    int64_t times;
    int32_t k, n;
};

enum yx_missing_conversion {
    YX_CONV_OK,
    YX_CONV_NO_DAYS,   /* 元/天 without `1学期 = N天` */
    YX_CONV_NO_MONTHS, /* 元/月 without `1学期 = N月` */
    YX_CONV_NO_PERIOD  /* 元 and 元/次 accrue only with 核算 全年 于 */
};
enum yx_missing_conversion yx_accrual_missing(const struct yx_policy *p, enum yx_rate rate,
                                              int whole_in);
/* How an amount of `rate` accrues in `term`; the item must accrue in it. */
struct yx_accrual yx_accrual_of(const struct yx_policy *p, enum yx_rate rate, int whole_in,
                                yx_term term);
/* Fen of the term for an amount of `fen` >= 0. */
yx_fen yx_accrue(struct yx_accrual a, yx_fen fen);
void yx_accrue_rows(struct yx_accrual a, yx_fen *fen, uint32_t n);

#endif
