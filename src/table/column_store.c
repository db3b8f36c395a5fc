/* column_store.c -- a file that takes finished parts of columns while reading.
 *
 * DESIGN.  Parts are written with pwrite() and read through a map: a page that
 * is written whole needs no clearing and no fault, and few are read again. */
#include "table/column_store.h"

#include <errno.h>
#include <unistd.h>

const void *yx_column_store_put(struct yx_column_store *s, const void *p, size_t n)
{
    uint64_t at = s->at;
    if (n > s->limit || at > s->limit - n)
        return NULL;
    for (size_t done = 0; done < n;) {
        ssize_t k = pwrite(s->fd, (const char *)p + done, n - done, (off_t)(at + done));
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return NULL;
        done += (size_t)k;
    }
    /* a part of nothing has a place of its own, too */
    s->at = (at + n + (n == 0) + 7) & ~(uint64_t)7;
    return s->map + at;
}
