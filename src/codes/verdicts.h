/* verdicts.h -- the words that people may decide a finding with.
 *
 * A file of decisions says in 判定 one of three things: whether two rows are one
 * person (待核对), a 说明类别 (codes/explanations.h), or how a finding about money
 * or a fact was settled.  The words of the first and the last are in
 * data/verdicts.csv, with the ways they are usually written; there are no others,
 * so a slip of the pen cannot make a finding disappear.
 *
 * Ownership: static data.  Errors: none.  Threads: safe. */
#ifndef YX_CODES_VERDICTS_H
#define YX_CODES_VERDICTS_H

#include "base/str.h"

enum yx_verdict_use {
    YX_VERDICT_UNKNOWN,      /* no word we know */
    YX_VERDICT_OF_PAIR,      /* 待核对: 同一人, 不同人, 暂缓 */
    YX_VERDICT_EXPLANATION,  /* a 说明类别 */
    YX_VERDICT_OF_SETTLEMENT /* other findings: 已补发, 已追回, … */
};

/* What the word is for; *name becomes the word as the list has it, empty if unknown. */
enum yx_verdict_use yx_verdict_read(struct yx_str word, struct yx_str *name);
/* Append the words for that use, joined with 、. */
void yx_verdict_words(enum yx_verdict_use use, struct yx_buf *out);

#endif
