/* trace_int.h -- what the tracer saw while it decided one row.
 *
 * Ownership: in the arena given.  Errors: none.  Threads: safe. */
#ifndef YX_POLICY_TRACE_INT_H
#define YX_POLICY_TRACE_INT_H

#include "policy/slice.h"
#include "policy/trace.h"

/* A register: truth or state in st, a value in v, a set in s and sk. */
struct yx_cell {
    int64_t v;
    uint64_t s, sk;
    uint8_t st;
};

enum yx_effect {
    YX_EFFECT_EXCLUDED,
    YX_EFFECT_LOST,
    YX_EFFECT_WON,
    YX_EFFECT_REDUCED,
    YX_EFFECT_CUT,
    YX_EFFECT_OPENED
};

/* What a line of the combination did to an item. */
struct yx_deed {
    uint32_t combo, item, other; /* other: the item that caused it */
    enum yx_effect effect;
    yx_fen before, after;
    int group, rival;       /* 就高: groups that were compared, its own and the other; -1 */
    yx_fen sum[2], most[2]; /* 就高: of both, the least and the greatest they can come to */
    yx_fen total, limit; /* 封顶: what the members came to, and what they may; limit -1: unknown */
};

struct yx_item_trace {
    uint8_t status, why, payee;
    yx_fen amount, lo, hi;
    uint8_t status_alone; /* before the combination */
    yx_fen alone;
};

struct yx_trace {
    struct yx_slice slice;
    struct yx_cell *reg;
    int *spoke; /* per table: the row that gave the result, -1 none, -2 several */
    struct yx_item_trace *item;
    struct yx_deed *deed;
    uint32_t n_deeds;
    uint16_t constraint;
};

struct yx_trace *yx_trace_row(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                              struct yx_arena *a);
/* As yx_policy_missing(), from a trace. */
void yx_trace_missing(const struct yx_policy *p, const struct yx_facts *f, uint32_t row,
                      const struct yx_trace *t, uint32_t benefit, struct yx_missing *out);

#endif
