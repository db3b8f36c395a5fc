/* gb18030.h -- the Chinese national encoding, one to four bytes a character.
 *
 * What Excel and WPS on a Chinese Windows save as CSV is GBK or its superset
 * GB18030.  Ownership: appends to the caller's buffer.  Errors: none; malformed
 * bytes become U+FFFD.  Threads: safe.  Source: GB 18030-2005. */
#ifndef YX_TABLE_GB18030_H
#define YX_TABLE_GB18030_H

#include "base/str.h"

/* Append `s` as UTF-8. O(bytes). */
void yx_gb18030_put(struct yx_buf *out, struct yx_str s);
/* Malformed places in `s`; *characters: well-formed ones beyond ASCII. */
size_t yx_gb18030_errors(struct yx_str s, size_t *characters);

#endif
