/* link_decisions.h -- what people decided about pairs of rows, kept from run to run.
 *
 * The file is what link and dedupe write with --review, filled in; of its columns
 * 左编号, 右编号 and 判定 are needed (left_key, right_key, verdict), 判定人, 日期,
 * 依据 and 指纹 may be there.  判定 is 同一人, 不同人 or 暂缓 (same, different,
 * later), empty where nothing is decided.  A decision with a 指纹 holds as long
 * as the columns it rests on say the same; then it is raised again.  Of several
 * about one pair the last in the file holds.
 *
 * Ownership: lives in the arena given.  Errors: YX_INVALID with file, row and
 * what to do.  Threads: immutable. */
#ifndef YX_MATCH_LINK_DECISIONS_H
#define YX_MATCH_LINK_DECISIONS_H

#include "match/link.h"
#include "match/link_rows.h"
#include "table/reader.h"

struct yx_link_decision {
    struct yx_str left, right; /* what the rows are called */
    struct yx_str verdict, by, day, basis;
    uint8_t decided;      /* enum yx_link_decided, but ANEW */
    uint64_t fingerprint; /* 0: always holds */
    uint32_t line;        /* in the file, as a person counts */
};

struct yx_link_decision_set {
    struct yx_link_decision *v;
    uint32_t n;
    /* found out by yx_link_decisions_find(): */
    struct yx_link_decided_pair *pair; /* whose rows are there */
    uint32_t n_pairs;
    uint32_t n_gone;     /* a row of it is gone */
    uint32_t first_gone; /* the first of them */
    uint32_t n_changed;  /* raised again */
    uint32_t n_rivals; /* times that one row is said to be two: the later 同一人 by 日期 holds,
                            of equal or missing days none */
    uint32_t n_beaten; /* that do not hold for it, and are asked about */
    uint32_t rivals[2]; /* the first two of them */
};

/* `o` gives workers, path and pool. */
int yx_link_decisions_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                           struct yx_arena *a, struct yx_link_decision_set *out,
                           struct yx_err *err);
/* The rows each is about; rows[YX_RIGHT] is not looked at for dedupe. */
void yx_link_decisions_find(struct yx_link_decision_set *d, const struct yx_record_set *s,
                            const struct yx_link_rows *rows, struct yx_arena *a);
/* 判定,判定人,日期,依据 of a decision, as cells; empty ones for UINT32_MAX or NULL. */
void yx_link_decision_cells(const struct yx_link_decision_set *d, uint32_t number,
                            struct yx_buf *out);

#endif
