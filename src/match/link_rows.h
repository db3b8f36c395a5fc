/* link_rows.h -- what a row of a list is called from run to run.
 *
 * Where a model names a 主键, a row is called what stands there; else by 16
 * hexadecimal digits of what its columns say.  Rows called alike are told apart
 * by #2, #3 … in their order.  Row numbers would not do: a decision about a row
 * must find it after others were inserted.  The fingerprint of a pair is of what
 * the compared columns of both say: it changes when one of them does.
 *
 * Ownership: yx_link_rows_free(); the record set is borrowed.
 * Errors: YX_IO when memory does not suffice.  Threads: immutable once made. */
#ifndef YX_MATCH_LINK_ROWS_H
#define YX_MATCH_LINK_ROWS_H

#include "base/hash.h"
#include "match/record_set.h"

struct yx_pool;

struct yx_link_rows {
    const struct yx_record_set *set;
    enum yx_link_side side;
    const struct yx_column *key; /* NULL: by what the columns say */
    uint64_t *name;              /* hash of what each row is called without #2 */
    uint32_t *same;              /* how many rows before it are called the same */
    struct yx_map first;         /* hash -> first row of it; once indexed */
    uint32_t *next;              /* the next row of the same hash; 0: none */
    uint32_t n_same;             /* rows that another is called like */
};

int yx_link_rows_make(const struct yx_record_set *s, enum yx_link_side side, struct yx_pool *pool,
                      struct yx_link_rows *out, struct yx_err *err);
void yx_link_rows_free(struct yx_link_rows *r);
/* Makes yx_link_row_find() find rows; without it there are none. */
void yx_link_rows_index(struct yx_link_rows *r);
/* Append what the row is called. */
void yx_link_row_name(const struct yx_link_rows *r, uint32_t row, struct yx_buf *out);
/* The row called so; UINT32_MAX if there is none. */
uint32_t yx_link_row_find(const struct yx_link_rows *r, struct yx_str name);
/* What the columns of two rows say, as a number; never 0. */
uint64_t yx_link_fingerprint(const struct yx_record_set *s, uint32_t left, uint32_t right);

#endif
