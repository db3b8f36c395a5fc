/* near.h -- what somebody may have meant by a word.
 *
 * Proposals for unknown words: forgotten blanks (非送教上门 for 非 送教上门,
 * 学费-减免 for 学费 - 减免) and words that differ by a slip of the pen.
 *
 * Ownership: results point into the candidates.  Errors: none.
 * Threads: safe. */
#ifndef YX_LANG_NEAR_H
#define YX_LANG_NEAR_H

#include "lang/report.h"

/* The candidates that differ from `word` by few characters, nearest first, at
 * most `most`; returns how many.  O(candidates x length²). */
size_t yx_near(struct yx_str word, const struct yx_str *candidate, size_t n, struct yx_str *out,
               size_t most);

/* Give the diagnostic about the unknown `word` a hint, if one can be thought
 * of; `name` are the n names known in that place.  True if a hint was given. */
bool yx_near_hint(struct yx_report *r, struct yx_diag *d, struct yx_str word,
                  const struct yx_str *name, size_t n);

#endif
