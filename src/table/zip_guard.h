/* zip_guard.h -- parts of a zipped office document, within limits.
 *
 * Opens an archive in memory, refuses what is not safe to unpack, and hands out
 * its parts block by block.  What the archive says of its sizes is checked
 * before anything is unpacked (zip_dir.h), and what comes out is held against
 * it, because archives lie.
 *
 * Limits: those of zip_dir.h; 2 GiB unpacked in all; once over 16 MiB unpacked,
 * 200 times the size of the archive.  Memory: a part of up to 64 MiB is kept
 * unpacked until the next one is opened.
 * Ownership: parts are closed before their archive.  Errors: YX_INVALID with the
 * file's name and what to do.  Threads: one thread per archive; several
 * archives may be opened on the same bytes. */
#ifndef YX_TABLE_ZIP_GUARD_H
#define YX_TABLE_ZIP_GUARD_H

#include "base/err.h"
#include "base/str.h"

struct yx_zip;
struct yx_zip_part;

/* `bytes` and `name` (for messages) must outlive the archive. */
int yx_zip_open(struct yx_str bytes, const char *name, struct yx_zip **out, struct yx_err *err);
void yx_zip_close(struct yx_zip *z); /* NULL is allowed */
/* Whether there is such a part; names compare without regard to ASCII case. */
bool yx_zip_has(struct yx_zip *z, const char *path);
/* YX_NOTFOUND when there is no such part.  One part is open at a time. */
int yx_zip_part_open(struct yx_zip *z, const char *path, struct yx_zip_part **out,
                     struct yx_err *err);
/* Up to `cap` bytes; *n == 0 at the end. */
int yx_zip_part_read(struct yx_zip_part *p, void *buf, size_t cap, size_t *n, struct yx_err *err);
/* The same for yx_xml_scan_new(): `part` is a struct yx_zip_part. */
int yx_zip_part_fill(void *part, char *buf, size_t cap, size_t *n, struct yx_err *err);
void yx_zip_part_close(struct yx_zip_part *p); /* NULL is allowed */
/* The file is damaged or cut off: one sentence for every place that sees it. */
int yx_zip_damaged(const char *name, struct yx_err *err);

#endif
