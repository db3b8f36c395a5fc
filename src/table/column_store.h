/* column_store.h -- a file that takes finished parts of columns while reading.
 *
 * Who reads for somebody else hands columns over in a file of memory.  A store
 * is the front of that file: a full block of text goes there at once and is
 * read from there afterwards, so that it never needs fresh memory of its own
 * and is not copied once more when everything is read.
 *
 * Ownership: the file and its map are the caller's and outlive all columns.
 * Errors: a part that finds no room stays where it is.
 * Threads: one at a time. */
#ifndef YX_TABLE_COLUMN_STORE_H
#define YX_TABLE_COLUMN_STORE_H

#include "base/cc.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct yx_column_store {
    int fd;
    const char *map; /* bytes [0, limit) of the file, to be read only */
    uint64_t from;   /* where the first part goes; a multiple of 8 */
    uint64_t at;     /* where the next one goes */
    uint64_t limit;
};

/* Append the n bytes at `p`: where they can be read from now on, 8-byte aligned; NULL when they
 * found no room.  O(n), one copy. */
const void *yx_column_store_put(struct yx_column_store *s, const void *p, size_t n);
/* Whether what `p` points to lies in the store, which may be NULL. */
static inline bool yx_column_store_has(const struct yx_column_store *s, const void *p)
{
    return s && (uintptr_t)p >= (uintptr_t)s->map && (uintptr_t)p - (uintptr_t)s->map < s->at;
}

#endif
