/* zip_guard.c -- parts of a zipped office document, within limits.
 *
 * DESIGN.  zip_dir.c has checked where every part is; here they are unpacked.  A
 * part may give no more bytes than the directory says, and must give exactly
 * those and with their checksum, so the sum of what the directory says bounds
 * everything, and that sum is refused before anything is unpacked.
 *
 * Sheets are read twice, first for their head, then for their rows.  A part of
 * at most KEPT_BYTES is unpacked as a whole when it is opened and kept until
 * another one is, so the second reading costs nothing; larger ones are unpacked
 * again, block by block. */
#include "table/zip_guard.h"

#include "base/mem.h"
#include "table/inflate.h"
#include "table/zip_dir.h"

#include <stdlib.h>
#include <zlib.h>

enum { MAX_RATIO = 200, RATIO_FROM = 16 << 20, KEPT_BYTES = 64 << 20 };
static const uint64_t max_unpacked = (uint64_t)2 << 30;

struct yx_zip {
    const char *name;
    struct yx_zip_dir dir;
    const struct yx_zip_entry *kept; /* the part unpacked in `bytes`, or NULL */
    char *bytes;
    const struct yx_zip_entry *checked; /* the part last unpacked to its end, as it should be */
};

struct yx_zip_part {
    struct yx_zip *of;
    const struct yx_zip_entry *entry;
    const char *whole;          /* all of it in memory, or NULL */
    struct yx_inflate *inflate; /* else */
    uint64_t n;                 /* bytes given so far */
    uint32_t crc;
};

int yx_zip_damaged(const char *name, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "{0} 已损坏或不完整：请重新下载或请对方重发，或用 WPS/Excel 打开后另存为 .xlsx",
            "{0} is damaged or incomplete: fetch it again, or open it in Excel and save it as .xlsx"),
        name);
}

static int check_size(const struct yx_zip *z, uint64_t packed, struct yx_err *err)
{
    uint64_t unpacked = 0;
    for (size_t i = 0; i < z->dir.n; i++)
        if (__builtin_add_overflow(unpacked, z->dir.entry[i].size, &unpacked))
            unpacked = UINT64_MAX;
    if (unpacked > max_unpacked)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 解压后超过 2 GiB：请删去空行空列，或拆成几个文件，或另存为 CSV",
                "{0} unpacks to over 2 GiB: remove empty rows and columns, split it, or save it as CSV"),
            z->name);
    if (unpacked > RATIO_FROM && unpacked / MAX_RATIO > packed)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 的压缩比超过 200，像压缩炸弹：请用 WPS/Excel 打开后另存为 .xlsx 再试",
                "{0} is compressed over 200 times, like a zip bomb: open it in Excel and save it as .xlsx"),
            z->name);
    return YX_OK;
}

int yx_zip_open(struct yx_str bytes, const char *name, struct yx_zip **out, struct yx_err *err)
{
    struct yx_zip *z = yx_calloc(1, sizeof *z);
    *out = NULL;
    z->name = name;
    int rc = yx_zip_dir_read(bytes, name, &z->dir, err);
    if (rc == YX_OK)
        rc = check_size(z, bytes.n, err);
    if (rc != YX_OK) {
        yx_zip_close(z);
        return rc;
    }
    *out = z;
    return YX_OK;
}

void yx_zip_close(struct yx_zip *z)
{
    if (!z)
        return;
    yx_zip_dir_free(&z->dir);
    free(z->bytes);
    free(z);
}

bool yx_zip_has(struct yx_zip *z, const char *path)
{
    return yx_zip_dir_find(&z->dir, yx_str_of(path)) != NULL;
}

/* Up to `cap` bytes from where they are unpacked, counted and summed. */
static bool unpack(struct yx_zip_part *p, char *buf, size_t cap, size_t *n)
{
    const struct yx_zip_entry *e = p->entry;
    if (!yx_inflate_read(p->inflate, buf, cap, n))
        return false;
    p->n += *n;
    if (p->of->checked == e) /* the same bytes give the same */
        return p->n <= e->size;
    p->crc = (uint32_t)crc32_z(p->crc, (const unsigned char *)buf, *n);
    if (*n)
        return p->n <= e->size;
    p->of->checked = e;
    return p->n == e->size && p->crc == e->crc;
}

/* The part as a whole into z->bytes. */
static bool keep(struct yx_zip_part *p)
{
    struct yx_zip *z = p->of;
    free(z->bytes);
    z->kept = NULL;
    z->bytes = yx_malloc((size_t)p->entry->size + 1); /* a byte more shows a lie about the size */
    for (size_t n = 1; n;)
        if (!unpack(p, z->bytes + p->n, (size_t)(p->entry->size + 1 - p->n), &n))
            return false;
    z->kept = p->entry;
    p->whole = z->bytes;
    p->n = 0;
    return true;
}

static int refuse_method(const char *name, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "{0} 的压缩方法不是工作簿所用的：请用 WPS/Excel 打开后另存为 .xlsx",
            "{0} is compressed in a way workbooks are not: open it in Excel and save it as .xlsx"),
        name);
}

static int start(struct yx_zip_part *p, struct yx_err *err)
{
    const struct yx_zip_entry *e = p->entry;
    if (p->of->kept == e) {
        p->whole = p->of->bytes;
        return YX_OK;
    }
    if (e->method == YX_ZIP_STORED) {
        p->whole = e->packed.p;
        uLong crc = crc32_z(0, (const unsigned char *)e->packed.p, e->packed.n);
        return crc == e->crc ? YX_OK : yx_zip_damaged(p->of->name, err);
    }
    if (e->method != YX_ZIP_DEFLATED)
        return refuse_method(p->of->name, err);
    p->inflate = yx_inflate_new(e->packed);
    return e->size > KEPT_BYTES || keep(p) ? YX_OK : yx_zip_damaged(p->of->name, err);
}

int yx_zip_part_open(struct yx_zip *z, const char *path, struct yx_zip_part **out,
                     struct yx_err *err)
{
    *out = NULL;
    const struct yx_zip_entry *e = yx_zip_dir_find(&z->dir, yx_str_of(path));
    if (!e)
        return YX_NOTFOUND;
    struct yx_zip_part *p = yx_calloc(1, sizeof *p);
    p->of = z;
    p->entry = e;
    int rc = start(p, err);
    if (rc != YX_OK) {
        yx_zip_part_close(p);
        return rc;
    }
    *out = p;
    return YX_OK;
}

int yx_zip_part_read(struct yx_zip_part *p, void *buf, size_t cap, size_t *n, struct yx_err *err)
{
    if (!p->whole)
        return unpack(p, buf, cap, n) ? YX_OK : yx_zip_damaged(p->of->name, err);
    *n = (size_t)YX_MIN(cap, p->entry->size - p->n);
    if (*n)
        memcpy(buf, p->whole + p->n, *n);
    p->n += *n;
    return YX_OK;
}

int yx_zip_part_fill(void *part, char *buf, size_t cap, size_t *n, struct yx_err *err)
{
    return yx_zip_part_read(part, buf, cap, n, err);
}

void yx_zip_part_close(struct yx_zip_part *p)
{
    if (!p)
        return;
    yx_inflate_free(p->inflate);
    free(p);
}
