/* sample.h -- a synthetic county with everything a folder of rosters holds.
 *
 * Makes, from a division code, a number of children and a seed, the rosters
 * that the departments of such a county would hand in, `名册.ini`, the policy
 * they are to be read by, and the truth beside them in 真值/.  The same options
 * give the same bytes for any number of threads.
 *
 * Ownership: none.  Errors: YX_IO with the path.  Threads: uses the pool. */
#ifndef YX_SAMPLE_SAMPLE_H
#define YX_SAMPLE_SAMPLE_H

#include "base/date.h"
#include "base/err.h"
#include "sample/book.h"

struct yx_pool;

struct yx_sample_options {
    uint32_t county;   /* six digits; place names come from it where it is known */
    uint64_t children; /* 1 to 20,000,000 */
    uint64_t seed;
    yx_day as_of;
    bool is_dirty; /* plant the data problems of real lists */
    bool is_hard;  /* … and those that leave rows hard to attribute; is_dirty goes with it */
    enum sample_form form;
    bool has_truth; /* write 真值/ */
    struct yx_pool *pool;
    void (*progress)(void *ctx, size_t done, size_t total); /* may be NULL */
    void *ctx;
};

/* Write the county into the folder, which is made if it is not there. */
int yx_sample_make(const char *dir, const struct yx_sample_options *o, struct yx_err *err);

#endif
