/* zip_dir.c -- the directory of an archive, believed only where it can be checked. */
#include "table/zip_dir.h"

#include "base/mem.h"
#include "table/zip_guard.h"

#include <stdlib.h>

enum {
    MAX_ENTRIES = 10000,
    END_BYTES = 22,     /* end of central directory record */
    LOCATOR_BYTES = 20, /* where the zip64 end record is */
    END64_BYTES = 56,
    CENTRAL_BYTES = 46,
    LOCAL_BYTES = 30,
    MAX_COMMENT = 65535,
    F_ENCRYPTED = 1 << 0,
    F_STRONG = 1 << 6,
    F_MASKED = 1 << 13,
    ZIP64_EXTRA = 1,
    BY_UNIX = 3,
    BY_DARWIN = 19,
    MODE_KIND = 0170000,
    MODE_LINK = 0120000
};

/* ---- little-endian numbers ---- */

static uint32_t u16(const char *p)
{
    const unsigned char *q = (const unsigned char *)p;
    return q[0] | (uint32_t)q[1] << 8;
}

static uint32_t u32(const char *p)
{
    return u16(p) | u16(p + 2) << 16;
}

static uint64_t u64(const char *p)
{
    return u32(p) | (uint64_t)u32(p + 4) << 32;
}

/* ---- the end of the archive ---- */

/* Where the directory is, by the last record. */
struct end {
    uint64_t n, size, offset; /* entries; bytes; first byte */
    size_t at;                /* of the record (or its zip64 one): the directory ends before */
    bool is_split;
};

/* The last record whose comment fits into the file, or -1. */
static ptrdiff_t find_end(struct yx_str b)
{
    if (b.n < END_BYTES)
        return -1;
    size_t last = b.n - END_BYTES, first = last > MAX_COMMENT ? last - MAX_COMMENT : 0;
    for (size_t at = last + 1; at-- > first;)
        if (memcmp(b.p + at, "PK\5\6", 4) == 0 && u16(b.p + at + 20) <= last - at)
            return (ptrdiff_t)at;
    return -1;
}

static bool read_end(struct yx_str b, struct end *out)
{
    ptrdiff_t at = find_end(b);
    if (at < 0)
        return false;
    const char *p = b.p + at;
    *out =
        (struct end){.n = u16(p + 10),
                     .size = u32(p + 12),
                     .offset = u32(p + 16),
                     .at = (size_t)at,
                     .is_split = u16(p + 4) != 0 || u16(p + 6) != 0 || u16(p + 8) != u16(p + 10)};
    bool is_large = out->n == UINT16_MAX || out->size == UINT32_MAX || out->offset == UINT32_MAX;
    if (!is_large || at < LOCATOR_BYTES || memcmp(p - LOCATOR_BYTES, "PK\6\7", 4) != 0)
        return true;
    uint64_t at64 = u64(p - LOCATOR_BYTES + 8);
    if (at64 > (uint64_t)at - LOCATOR_BYTES || (uint64_t)at - LOCATOR_BYTES - at64 < END64_BYTES ||
        memcmp(b.p + at64, "PK\6\6", 4) != 0)
        return false;
    p = b.p + at64;
    *out = (struct end){.n = u64(p + 32),
                        .size = u64(p + 40),
                        .offset = u64(p + 48),
                        .at = (size_t)at64,
                        .is_split =
                            u32(p + 16) != 0 || u32(p + 20) != 0 || u64(p + 24) != u64(p + 32)};
    return true;
}

/* ---- names ---- */

static char folded(char c)
{
    return c == '\\' ? '/' : c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static int compare_names(struct yx_str a, struct yx_str b)
{
    for (size_t i = 0; i < a.n && i < b.n; i++) {
        int d = (unsigned char)folded(a.p[i]) - (unsigned char)folded(b.p[i]);
        if (d)
            return d;
    }
    return a.n < b.n ? -1 : a.n > b.n;
}

/* A name that stays within the archive: no root, no drive, no "..". */
static bool is_safe_name(struct yx_str name)
{
    if (name.n == 0 || folded(name.p[0]) == '/' || memchr(name.p, ':', name.n) ||
        memchr(name.p, '\0', name.n))
        return false;
    for (size_t i = 0, from = 0; i <= name.n; i++) {
        if (i < name.n && folded(name.p[i]) != '/')
            continue;
        if (i - from == 2 && name.p[from] == '.' && name.p[from + 1] == '.')
            return false;
        from = i + 1;
    }
    return true;
}

/* ---- refusals ---- */

static int refuse_count(uint64_t n, const char *name, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 内有 {1} 个部件，超过 10,000，不像工作簿：请另存为 .xlsx 再试",
                           "{0} holds {1} parts, more than 10,000: save it as .xlsx again"),
                   name, yx_fmt_u64(n).s);
}

static int refuse_password(const char *name, struct yx_err *err)
{
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 加了密码：请打开后另存为不带密码的工作簿",
                           "{0} is protected by a password: open it and save it without one"),
                   name);
}

static int refuse_entry(struct yx_text text, const char *name, struct yx_str entry,
                        struct yx_err *err)
{
    char z[80];
    size_t n = 0;
    for (; n < entry.n && n < sizeof z - 1; n++)
        z[n] = (unsigned char)entry.p[n] < ' ' ? '?' : entry.p[n];
    z[n] = '\0';
    return YX_FAIL(err, YX_INVALID, text, name, z);
}

static int refuse_name(const char *name, struct yx_str entry, struct yx_err *err)
{
    return refuse_entry(
        YX_TEXT(
            "{0} 内部件的名称 {1} 指向文件之外，可能有害，不予读取：请用 WPS/Excel 打开后另存为 .xlsx",
            "{0} holds a part named {1}, which leads out of the file and may be harmful: open it in Excel and save it as .xlsx"),
        name, entry, err);
}

static int refuse_twice(const char *name, struct yx_str entry, struct yx_err *err)
{
    return refuse_entry(
        YX_TEXT(
            "{0} 内有两个名为 {1} 的部件，不知以哪个为准：请用 WPS/Excel 打开后另存为 .xlsx",
            "{0} holds two parts named {1} and there is no telling which counts: open it in Excel and save it as .xlsx"),
        name, entry, err);
}

static int refuse_overlap(const char *name, struct yx_str entry, struct yx_err *err)
{
    return refuse_entry(
        YX_TEXT(
            "{0} 内的部件互相重叠（{1}），像压缩炸弹：请用 WPS/Excel 打开后另存为 .xlsx 再试",
            "{0} holds parts that overlap ({1}), like a zip bomb: open it in Excel and save it as .xlsx"),
        name, entry, err);
}

static int refuse_link(const char *name, struct yx_str entry, struct yx_err *err)
{
    return refuse_entry(
        YX_TEXT(
            "{0} 内的 {1} 是符号链接，可能有害，不予读取：请用 WPS/Excel 打开后另存为 .xlsx",
            "{0}: {1} is a symbolic link, which may be harmful: open it in Excel and save it as .xlsx"),
        name, entry, err);
}

/* ---- entries ---- */

/* Replaces what is too large for 32 bits with what the zip64 field says. */
static bool apply_zip64(struct yx_str extra, uint64_t *size, uint64_t *packed, uint64_t *offset)
{
    uint64_t *want[] = {size, packed, offset};
    while (extra.n >= 4) {
        size_t id = u16(extra.p), n = u16(extra.p + 2);
        if (n > extra.n - 4)
            return true; /* not our business: some writers pad */
        const char *p = extra.p + 4, *end = p + n;
        for (size_t i = 0; id == ZIP64_EXTRA && i < YX_LEN(want); i++) {
            if (*want[i] != UINT32_MAX)
                continue;
            if (end - p < 8)
                return false;
            *want[i] = u64(p);
            p += 8;
        }
        extra = yx_str_sub(extra, 4 + n, extra.n);
    }
    return true;
}

/* The bytes of the entry, behind a local header that says the same. */
static bool find_packed(struct yx_str b, uint64_t directory, uint64_t offset, uint64_t packed,
                        struct yx_zip_entry *e, bool *is_encrypted)
{
    if (offset > directory || directory - offset < LOCAL_BYTES)
        return false;
    const char *p = b.p + offset;
    uint64_t name = u16(p + 26), head = LOCAL_BYTES + name + u16(p + 28);
    if (memcmp(p, "PK\3\4", 4) != 0 || head > directory - offset ||
        packed > directory - offset - head || name != e->name.n ||
        memcmp(p + LOCAL_BYTES, e->name.p, e->name.n) != 0 || u16(p + 8) != e->method)
        return false;
    *is_encrypted |= (u16(p + 6) & F_ENCRYPTED) != 0;
    e->packed = (struct yx_str){p + head, (size_t)packed};
    return true;
}

/* The entry at *p of the directory, which moves behind it. */
static int read_entry(struct yx_str b, const struct end *end, const char **p, const char *stop,
                      const char *name, struct yx_zip_entry *e, struct yx_err *err)
{
    const char *q = *p;
    if (stop - q < CENTRAL_BYTES || memcmp(q, "PK\1\2", 4) != 0)
        return yx_zip_damaged(name, err);
    size_t n_name = u16(q + 28), n_extra = u16(q + 30), n_comment = u16(q + 32);
    if ((size_t)(stop - q) - CENTRAL_BYTES < n_name + n_extra + n_comment)
        return yx_zip_damaged(name, err);
    uint32_t flags = u16(q + 8), by = u16(q + 4) >> 8;
    uint64_t packed = u32(q + 20), size = u32(q + 24), offset = u32(q + 42);
    *e = (struct yx_zip_entry){
        .name = {q + CENTRAL_BYTES, n_name}, .crc = u32(q + 16), .method = (uint16_t)u16(q + 10)};
    *p = q + CENTRAL_BYTES + n_name + n_extra + n_comment;
    if (!is_safe_name(e->name))
        return refuse_name(name, e->name, err);
    if ((by == BY_UNIX || by == BY_DARWIN) && (u32(q + 38) >> 16 & MODE_KIND) == MODE_LINK)
        return refuse_link(name, e->name, err);
    bool is_encrypted = (flags & (F_ENCRYPTED | F_STRONG | F_MASKED)) != 0;
    struct yx_str extra = {q + CENTRAL_BYTES + n_name, n_extra};
    if (!is_encrypted && (!apply_zip64(extra, &size, &packed, &offset) ||
                          !find_packed(b, end->offset, offset, packed, e, &is_encrypted)))
        return yx_zip_damaged(name, err);
    if (is_encrypted)
        return refuse_password(name, err);
    e->size = size;
    return e->method == YX_ZIP_STORED && size != packed ? yx_zip_damaged(name, err) : YX_OK;
}

/* ---- entries beside each other ---- */

static int by_name(const void *a, const void *b)
{
    const struct yx_zip_entry *const *x = a, *const *y = b;
    return compare_names((*x)->name, (*y)->name);
}

/* By their bytes; of two empty ones at the same place none is first. */
static int by_place(const void *a, const void *b)
{
    const struct yx_zip_entry *const *x = a, *const *y = b;
    return ((*x)->packed.p > (*y)->packed.p) - ((*x)->packed.p < (*y)->packed.p);
}

static int check_together(const struct yx_zip_dir *d, const char *name, struct yx_err *err)
{
    const struct yx_zip_entry **list = yx_calloc(d->n + 1, sizeof(struct yx_zip_entry *));
    int rc = YX_OK;
    for (size_t i = 0; i < d->n; i++)
        list[i] = &d->entry[i];
    qsort(list, d->n, sizeof(struct yx_zip_entry *), by_name);
    for (size_t i = 1; rc == YX_OK && i < d->n; i++)
        if (compare_names(list[i - 1]->name, list[i]->name) == 0)
            rc = refuse_twice(name, list[i]->name, err);
    qsort(list, d->n, sizeof(struct yx_zip_entry *), by_place);
    /* Between two entries there is at least the local header of the second. */
    for (size_t i = 1; rc == YX_OK && i < d->n; i++) {
        const struct yx_str *before = &list[i - 1]->packed;
        if ((size_t)(list[i]->packed.p - before->p) < before->n + LOCAL_BYTES + list[i]->name.n)
            rc = refuse_overlap(name, list[i]->name, err);
    }
    free(list);
    return rc;
}

int yx_zip_dir_read(struct yx_str bytes, const char *name, struct yx_zip_dir *out,
                    struct yx_err *err)
{
    struct end end;
    *out = (struct yx_zip_dir){0};
    if (!read_end(bytes, &end) || end.is_split)
        return yx_zip_damaged(name, err);
    if (end.n > MAX_ENTRIES)
        return refuse_count(end.n, name, err);
    if (end.offset > end.at || end.size > end.at - end.offset)
        return yx_zip_damaged(name, err);
    const char *p = bytes.p + end.offset, *stop = p + end.size;
    int rc = YX_OK;
    out->entry = yx_calloc((size_t)end.n + 1, sizeof *out->entry);
    for (; rc == YX_OK && out->n < end.n; out->n++)
        rc = read_entry(bytes, &end, &p, stop, name, &out->entry[out->n], err);
    if (rc == YX_OK && p != stop) /* more entries than it says */
        rc = yx_zip_damaged(name, err);
    if (rc == YX_OK)
        rc = check_together(out, name, err);
    if (rc != YX_OK)
        yx_zip_dir_free(out);
    return rc;
}

void yx_zip_dir_free(struct yx_zip_dir *d)
{
    free(d->entry);
    *d = (struct yx_zip_dir){0};
}

const struct yx_zip_entry *yx_zip_dir_find(const struct yx_zip_dir *d, struct yx_str name)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->entry[i].name.n == name.n && compare_names(d->entry[i].name, name) == 0)
            return &d->entry[i];
    return NULL;
}
