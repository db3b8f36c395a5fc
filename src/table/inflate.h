/* inflate.h -- DEFLATE undone, block by block, from bytes in memory.
 *
 * Takes a compressed stream whole and hands out what it stands for in blocks of
 * the caller's size, so memory does not follow the unpacked size.  What the
 * standard calls invalid is refused: codes that are incomplete or contradict
 * themselves, distances to before the beginning, streams cut off.
 *
 * Source: RFC 1951.
 * Ownership: the packed bytes are borrowed.  Errors: false; what is wrong with a
 * damaged stream is of no use to people.  Threads: one thread per stream. */
#ifndef YX_TABLE_INFLATE_H
#define YX_TABLE_INFLATE_H

#include "base/str.h"

struct yx_inflate;

YX_NEVER_NULL struct yx_inflate *yx_inflate_new(struct yx_str packed);
void yx_inflate_free(struct yx_inflate *s); /* NULL is allowed */
/* The next bytes, at most `cap`; *n == 0 at the end of the stream only.  False
 * when it is damaged; what came before is then worth nothing either. */
bool yx_inflate_read(struct yx_inflate *s, char *buf, size_t cap, size_t *n);

#endif
