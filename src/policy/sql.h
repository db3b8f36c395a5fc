/* sql.h -- a policy as statements for a database.
 *
 * One INSERT … SELECT decides every row of a facts table and writes the awards
 * that are not 不享受.  It is made from the same instructions (ir.h) as the
 * block evaluator and the tracer, uses integers and NULL only, and gives the
 * same result; a test holds the three against each other.
 *
 * Facts table NAME_facts: key (county, student, term); a column per input, in
 * its own name:
 *   NULL               unknown
 *   是否               0, 1
 *   enumeration        number of the member, from 0, as the comment lists them
 *   集合               mask of the members had; “NAME known”: mask of those known
 *                      either way; both NULL: nothing known (缺省 applies)
 *   integer            as it is
 *   money              fen, in the input's rate
 *   日期               days since 1970-01-01
 *   文本               yx_hash of the text, as a signed number
 *   “NAME absent”      可空 inputs, sets apart: 1 known to be absent (空), else 0
 * term is year × 2, + 1 in autumn; county a division code.
 *
 * Awards table NAME_awards: key (county, student, term, benefit); status and
 * payee by their numbers in policy.h; amount in fen, NULL where there is none
 * (待核, 无金额); lo and hi what may be due.  A row that a 约束 stops has one line,
 * benefit '' and status YX_SQL_STOPPED, lo and hi the number of the 约束.
 *
 * Ownership: appends to the caller's buffer.
 * Errors: YX_INVALID with what is too large for a database.
 * Threads: safe for an immutable policy. */
#ifndef YX_POLICY_SQL_H
#define YX_POLICY_SQL_H

#include "policy/policy.h"

enum yx_sql_dialect {
    YX_SQL_SQLITE,  /* 3.40 */
    YX_SQL_POSTGRES /* 13 and later */
};

enum { YX_SQL_STOPPED = 9 }; /* status of a row that contradicts itself */

struct yx_sql_options {
    enum yx_sql_dialect dialect;
    struct yx_str prefix;          /* of the tables: letters, digits, _; empty: yx */
    yx_term first_term, last_term; /* decided; YX_NO_TERM: all the policy covers */
};

/* CREATE TABLE IF NOT EXISTS for facts and awards. */
int yx_sql_schema(const struct yx_policy *p, const struct yx_sql_options *o, struct yx_buf *out,
                  struct yx_err *err);
/* The INSERT … SELECT, switches as they are set.  O(instructions × terms). */
int yx_sql_query(const struct yx_policy *p, const struct yx_sql_options *o, struct yx_buf *out,
                 struct yx_err *err);

/* What a facts table is filled with, `INSERT … VALUES` for SQLite, `COPY … FROM stdin` for
 * psql: rows, and then the end.  *n counts rows, from 0. */
void yx_sql_facts_row(const struct yx_policy *p, const struct yx_sql_options *o, uint64_t *n,
                      uint32_t county, struct yx_str student, const struct yx_facts *f,
                      uint32_t row, struct yx_buf *out);
void yx_sql_facts_end(const struct yx_sql_options *o, uint64_t n, struct yx_buf *out);

#endif
