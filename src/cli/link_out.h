/* link_out.h -- what link and dedupe write: links, questions, a summary.
 *
 * Ownership: borrows everything.  Errors: YX_IO with the path.  Threads: one at a time. */
#ifndef YX_CLI_LINK_OUT_H
#define YX_CLI_LINK_OUT_H

#include "match/link.h"
#include "match/link_rows.h"

struct yx_link_decision_set;
struct yx_pool;

struct yx_link_report {
    enum yx_lang lang;
    const struct yx_record_set *set;
    const struct yx_link_result *result;
    const struct yx_link_rows *rows;              /* [2]; of dedupe the first */
    const struct yx_link_decision_set *decisions; /* NULL: none */
    struct yx_pool *pool;                         /* lines are made on its threads */
};

/* --out: a line per link and question, and per row of two lists that has neither. */
int yx_link_write_links(const struct yx_link_report *k, const char *path, struct yx_err *err);
/* --review: what a person must look at, side by side, to be filled in. */
int yx_link_write_review(const struct yx_link_report *k, const char *path, struct yx_err *err);
/* What was done, for the screen. */
void yx_link_put_summary(const struct yx_link_report *k, struct yx_buf *out);

#endif
