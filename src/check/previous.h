/* previous.h -- the lists of the run before, to say what is new and what is gone.
 *
 * Reads the numbers of the findings of a folder of lists.  A finding that is
 * there again is 仍在, another 新增; one that was there and is not any more
 * goes to 已消除.
 *
 * Ownership: yx_previous_free().  Errors: YX_INVALID when the folder holds no
 * lists of ours or one cannot be read.  Threads: lookups side by side. */
#ifndef YX_CHECK_PREVIOUS_H
#define YX_CHECK_PREVIOUS_H

#include "check/lists.h"

struct yx_previous;

struct yx_workers;

/* Each list is read by a worker; in this process when there are none. */
int yx_previous_read(const char *dir, struct yx_workers *workers, struct yx_previous **out,
                     struct yx_err *err);
void yx_previous_free(struct yx_previous *p); /* NULL is allowed */
/* True when the earlier list had the finding; remembers that it was seen. */
bool yx_previous_had(struct yx_previous *p, enum yx_list list, uint64_t id);

/* Findings of the earlier lists that were not asked for since: the first nine
 * columns as they stood, in the order of lists and rows. */
struct yx_gone {
    enum yx_list list;
    struct yx_str cell[YX_N_COMMON];
};
/* The i-th of them, sorted by 乡镇, 学校, 人员号, list, 编号; false at the end. */
bool yx_previous_gone(struct yx_previous *p, size_t i, struct yx_gone *out);

#endif
