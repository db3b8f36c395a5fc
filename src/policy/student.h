/* student.h -- a cell as the student it stands for, in the words of a document.
 *
 * Ownership: appends to the caller's buffer.  Errors: none.  Threads: safe. */
#ifndef YX_POLICY_STUDENT_H
#define YX_POLICY_STUDENT_H

#include "policy/cells.h"

/* The row of the walk's block, as an example would write it, switches of the walk's unit
 * included: `期 2022-秋 事实 学段=小学, 身份={低保}`.  Facts that do not matter are left out. */
void yx_student_put(const struct yx_cell_walk *w, uint32_t row, struct yx_buf *out);
/* One fact so: `{低保 残疾}`, `1000.00元/年`, 空. */
void yx_student_fact_put(const struct yx_policy *p, uint32_t input, struct yx_fact_one x,
                         struct yx_buf *out);

#endif
