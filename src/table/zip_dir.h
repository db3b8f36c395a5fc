/* zip_dir.h -- the directory of an archive, believed only where it can be checked.
 *
 * Reads the central directory of a ZIP archive in memory, with the additions for
 * large archives (zip64), and holds what it says against the bytes themselves:
 * every entry has a local header of the same name, lies before the directory and
 * overlaps no other.  Nothing is unpacked here.
 *
 * Refused: more than 10,000 entries (said by the archive's last record, before
 * anything else is read), entries that overlap, two of the same name, names
 * that lead out of the archive, symbolic links, encrypted entries, archives in
 * several volumes.
 *
 * Source: PKWARE APPNOTE.TXT 6.3.10, 4.3 to 4.5; D. Fifield, A better zip bomb
 * (WOOT 2019), for overlapping entries.
 * Ownership: entries point into the archive's bytes; free with
 * yx_zip_dir_free().  Errors: YX_INVALID with the file's name and what to do.
 * Threads: immutable once read. */
#ifndef YX_TABLE_ZIP_DIR_H
#define YX_TABLE_ZIP_DIR_H

#include "base/err.h"
#include "base/str.h"

enum yx_zip_method { YX_ZIP_STORED = 0, YX_ZIP_DEFLATED = 8 };

struct yx_zip_entry {
    struct yx_str name;   /* as in the archive, not ended by NUL */
    struct yx_str packed; /* the entry's bytes */
    uint64_t size;        /* unpacked, as the archive says */
    uint32_t crc;         /* CRC-32 of the unpacked bytes, as the archive says */
    uint16_t method;      /* enum yx_zip_method, or one we do not know */
};

struct yx_zip_dir {
    struct yx_zip_entry *entry;
    size_t n;
};

/* yx_zip_dir_read(bytes, name, out, err): O(entries · log entries); memory:
 * about 100 bytes an entry.  `name` is what messages call the archive. */
int yx_zip_dir_read(struct yx_str bytes, const char *name, struct yx_zip_dir *out,
                    struct yx_err *err);
void yx_zip_dir_free(struct yx_zip_dir *d);
/* The entry of this name, without regard to ASCII case and with '\' as '/';
 * NULL when there is none.  O(entries). */
const struct yx_zip_entry *yx_zip_dir_find(const struct yx_zip_dir *d, struct yx_str name);

#endif
