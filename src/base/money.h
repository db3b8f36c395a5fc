/* money.h -- yuan read and written, fen computed, nothing lost.
 *
 * Money is int64 分 (fen, 1/100 yuan).  Intermediates are 128 bit.
 *
 * Ownership: plain values.  Errors: false on text that is not money or on
 * overflow.  Threads: safe. */
#ifndef YX_BASE_MONEY_H
#define YX_BASE_MONEY_H

#include "base/str.h"

typedef int64_t yx_fen;

/* `1250`, `1,250.00`, `￥1250.5`, `-3.20`, `1250元`; full-width digits too.
 * More than two decimals are accepted only if the rest is zeros. */
bool yx_money_parse(struct yx_str s, yx_fen *out);
/* Two decimals, no separators: `1250.00`. */
void yx_money_put(struct yx_buf *b, yx_fen fen);
/* floor(a * num / den), den > 0; the result must fit (asserted). */
yx_fen yx_money_scale(yx_fen a, int64_t num, int64_t den);

#endif
