/* gb18030.h -- the Chinese national encoding, one to four bytes a character.
 *
 * What Excel and WPS on a Chinese Windows save as CSV is GBK or its superset
 * GB18030.  The 18 characters moved out of the private use area in 2022 are
 * read and written as data/gb18030-2022.csv says.
 *
 * Ownership: appends to the caller's buffer.  Errors: none; malformed bytes
 * become U+FFFD and are counted.  Threads: safe.  Source: GB 18030-2022. */
#ifndef YX_TABLE_GB18030_H
#define YX_TABLE_GB18030_H

#include "base/str.h"

/* yx_gb18030_put(out, s): append `s` as UTF-8; returns the malformed places in
 * it.  A character cut by the end of `s` is one.  O(bytes). */
size_t yx_gb18030_put(struct yx_buf *out, struct yx_str s);
/* The same for characters that begin within the first `upto` bytes of `s`; adds
 * to *errors and returns the bytes used, `upto` or a few more. */
size_t yx_gb18030_some(struct yx_buf *out, struct yx_str s, size_t upto, size_t *errors);
/* Append UTF-8 as GB18030.  Malformed UTF-8 becomes U+FFFD, too. O(bytes). */
void yx_gb18030_from_utf8(struct yx_buf *out, struct yx_str s);
/* Malformed places in `s`; *characters: well-formed ones beyond ASCII. */
size_t yx_gb18030_errors(struct yx_str s, size_t *characters);

#endif
