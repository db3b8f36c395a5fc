/* sink.h -- where findings go: files for the command line, the store later.
 *
 * check produces rows of lists, block by block, from several threads, and
 * commits the blocks in order.  A sink turns rows into its own form while they
 * are produced (row, called side by side) and takes finished blocks one after
 * the other (commit).  check knows no other thing about it.
 *
 * Ownership: a sink is made and freed by its module; cells are only borrowed
 * for the call.  Errors: begin and commit return YX_IO.
 * Threads: row for different slots side by side; everything else from one
 * thread at a time. */
#ifndef YX_CHECK_SINK_H
#define YX_CHECK_SINK_H

#include "base/err.h"
#include "check/lists.h"

struct yx_sink {
    void *ctx;
    /* A list will come (why others do not is in the summary), with these columns (the first nine included). */
    int (*begin)(void *ctx, enum yx_list list, const struct yx_list_column *column, uint32_t n,
                 struct yx_err *err);
    /* The rows that follow in `slot` are of this person: YX_COL_NAME to YX_COL_TOWN and
     * YX_COL_KEY of their cells will be these (the others of `cell` are not looked at), so
     * a sink may encode them once.  NULL: the sink does not. */
    void (*person)(void *ctx, unsigned slot, const struct yx_str *cell);
    /* One row; `slot` < the number given to the sink when made. */
    void (*row)(void *ctx, unsigned slot, enum yx_list list, const struct yx_str *cell, uint32_t n);
    /* All rows encoded in `slot` since its last commit now follow the earlier ones. */
    int (*commit)(void *ctx, unsigned slot, struct yx_err *err);
};

/* A sink that passes everything on to two others, which it borrows. */
struct yx_tee {
    const struct yx_sink *a, *b;
};
struct yx_sink yx_tee_sink(struct yx_tee *t);

#endif
