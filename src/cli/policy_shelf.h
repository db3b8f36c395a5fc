/* policy_shelf.h -- the folders in which upper policies are looked for.
 *
 * A document's name is its id, not that of its file: all `*.yx` of a folder are
 * looked into.  In order: the folder of the document, its `national/`, the
 * `../national/` beside it, the folders in which documents above it were found,
 * then $YINGXUE_POLICIES, or else the installed policies, and their `national/`.
 *
 * Ownership: the shelf keeps the files it opened until it is closed.
 * Errors: YX_INVALID for a name that two different files of a folder bear.
 * Threads: one thread. */
#ifndef YX_CLI_POLICY_SHELF_H
#define YX_CLI_POLICY_SHELF_H

#include "policy/policy.h"

struct yx_shelf;
/* For a document at `path`. */
struct yx_shelf *yx_shelf_open(const char *path);
void yx_shelf_close(struct yx_shelf *s); /* NULL is allowed */
/* For yx_policy_load_chain(); valid until closed. */
const struct yx_policy_shelf *yx_shelf_uppers(const struct yx_shelf *s);

/* The paths of the documents it gave out so far, *n of them; valid until closed. */
const char *const *yx_shelf_given(const struct yx_shelf *s, size_t *n);

/* The names of the `*.yx` of a folder, sorted, as paths in `a`; 0 if it cannot be read. */
size_t yx_shelf_files(const char *folder, struct yx_arena *a, const char ***out);

#endif
