/* decisions.h -- what people decided about findings, kept from run to run.
 *
 * DECISIONS.csv: 编号,判定,判定人,日期,依据,指纹.  A decision on a pair says
 * whether two rows are one person; on another finding it is a 说明类别 or a word
 * that settles it (codes/verdicts.h), and moves the finding to 已说明.  A word
 * that is none of these is an error of the file; an empty one decides nothing.  An empty 指纹 always
 * applies; another one only while the fields it was taken on are the same.
 *
 * Ownership: lives in the arena given.  Errors: YX_INVALID with file, row and
 * what to do.  Threads: lookups side by side; marking as used is atomic. */
#ifndef YX_CHECK_DECISIONS_H
#define YX_CHECK_DECISIONS_H

#include "base/date.h"
#include "base/err.h"
#include "codes/verdicts.h"

#include <stdatomic.h>

struct yx_arena;

struct yx_decision {
    uint64_t id; /* of the finding; 0: not a number we know */
    struct yx_str id_text, verdict, by, basis;
    struct yx_str name;      /* of the verdict in the list of words; empty if none is given */
    enum yx_verdict_use use; /* what the verdict may decide */
    yx_day day;              /* YX_NO_DAY if not given */
    uint64_t fingerprint;    /* 0: always applies */
    uint32_t line;           /* in the file, as a person counts */
    atomic_bool is_used;
};

struct yx_decisions;

struct yx_workers;

/* `bytes` is the file, `name` its base name for messages; read by a worker, or in this
 * process when there are none. */
int yx_decisions_read(struct yx_str bytes, struct yx_str name, struct yx_workers *workers,
                      struct yx_arena *a, struct yx_decisions **out, struct yx_err *err);
/* The decision on the finding, or NULL; `d` may be NULL.  Of several lines the last holds. */
struct yx_decision *yx_decisions_find(const struct yx_decisions *d, uint64_t id);
/* All of them, in the file's order. */
struct yx_decision *yx_decisions_all(const struct yx_decisions *d, uint32_t *n);

#endif
