/* cfb.h -- the streams inside a compound file.
 *
 * Workbooks before 2007, and encrypted workbooks of today, are compound files:
 * a small file system in one file, with sectors of 512 or 4096 bytes chained
 * by a table (FAT), a directory, and a second, finer table for streams below
 * 4096 bytes.  Opening looks at the header and the directory only; a stream is
 * handed out as the bytes of the file it occupies, copied only when it lies in
 * pieces.
 *
 * Nothing the file says is believed: every chain is followed at most as many
 * steps as the file has sectors, and nothing allocated is longer than the file.
 *
 * Ownership: everything in the caller's arena; streams point into the arena or
 * into the file's bytes, which must outlive them.
 * Errors: YX_INVALID for a damaged or cut-off file, with its name.
 * Threads: immutable once open.  Source: [MS-CFB]. */
#ifndef YX_TABLE_CFB_H
#define YX_TABLE_CFB_H

#include "base/err.h"
#include "base/str.h"

struct yx_arena;
struct yx_cfb;

/* Whether the bytes begin like a compound file. */
bool yx_cfb_is(struct yx_str bytes);

/* yx_cfb_open(bytes, name, a, out, err): `name` is the file's, for messages,
 * and must outlive *out.  O(directory). */
int yx_cfb_open(struct yx_str bytes, const char *name, struct yx_arena *a, struct yx_cfb **out,
                struct yx_err *err);

/* yx_cfb_stream(c, path, out, err): the content of the stream `path`: its name
 * in ASCII, after those of the storages it is in, parted by '/'; case does not
 * matter.  YX_NOTFOUND without *err when there is none.  O(bytes of the stream),
 * or O(sectors) when it lies in one piece. */
int yx_cfb_stream(struct yx_cfb *c, const char *path, struct yx_str *out, struct yx_err *err);
bool yx_cfb_has(const struct yx_cfb *c, const char *path);

#endif
