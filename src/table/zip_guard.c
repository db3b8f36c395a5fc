/* zip_guard.c -- parts of a zipped office document, within limits. */
#include "table/zip_guard.h"

#include "base/mem.h"

#include <stdlib.h>
#include <zip.h>

enum { MAX_ENTRIES = 10000, MAX_RATIO = 200, RATIO_FROM = 16 << 20 };
static const uint64_t max_unpacked = (uint64_t)2 << 30;

struct yx_zip {
    zip_t *zip;
    const char *name;
    uint64_t packed;   /* bytes of the archive */
    uint64_t unpacked; /* bytes read so far, of all parts */
};

struct yx_zip_part {
    struct yx_zip *of;
    zip_file_t *file;
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

static int too_large(const struct yx_zip *z, uint64_t unpacked, struct yx_err *err)
{
    if (unpacked > max_unpacked)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 解压后超过 2 GiB：请删去空行空列，或拆成几个文件，或另存为 CSV",
                "{0} unpacks to over 2 GiB: remove empty rows and columns, split it, or save it as CSV"),
            z->name);
    if (unpacked > RATIO_FROM && unpacked / MAX_RATIO > z->packed)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 的压缩比超过 200，像压缩炸弹：请用 WPS/Excel 打开后另存为 .xlsx 再试",
                "{0} is compressed over 200 times, like a zip bomb: open it in Excel and save it as .xlsx"),
            z->name);
    return YX_OK;
}

static int check_entries(struct yx_zip *z, struct yx_err *err)
{
    zip_int64_t n = zip_get_num_entries(z->zip, 0);
    if (n < 0)
        return yx_zip_damaged(z->name, err);
    if (n > MAX_ENTRIES)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 内有 {1} 个部件，超过 10,000，不像工作簿：请另存为 .xlsx 再试",
                               "{0} holds {1} parts, more than 10,000: save it as .xlsx again"),
                       z->name, yx_fmt_i64(n).s);
    uint64_t total = 0;
    for (zip_int64_t i = 0; i < n; i++) {
        zip_stat_t st;
        if (zip_stat_index(z->zip, (zip_uint64_t)i, 0, &st) != 0)
            return yx_zip_damaged(z->name, err);
        if ((st.valid & ZIP_STAT_ENCRYPTION_METHOD) && st.encryption_method != ZIP_EM_NONE)
            return YX_FAIL(
                err, YX_INVALID,
                YX_TEXT("{0} 加了密码：请打开后另存为不带密码的工作簿",
                        "{0} is protected by a password: open it and save it without one"),
                z->name);
        if ((st.valid & ZIP_STAT_SIZE) && __builtin_add_overflow(total, st.size, &total))
            total = UINT64_MAX;
    }
    return too_large(z, total, err);
}

int yx_zip_open(struct yx_str bytes, const char *name, struct yx_zip **out, struct yx_err *err)
{
    struct yx_zip *z = yx_calloc(1, sizeof *z);
    *out = NULL;
    z->name = name;
    z->packed = bytes.n;
    zip_error_t ze;
    zip_error_init(&ze);
    zip_source_t *source = zip_source_buffer_create(bytes.p, bytes.n, 0, &ze);
    if (source) {
        z->zip = zip_open_from_source(source, ZIP_RDONLY, &ze);
        if (!z->zip)
            zip_source_free(source);
    }
    zip_error_fini(&ze);
    int rc = z->zip ? check_entries(z, err) : yx_zip_damaged(name, err);
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
    if (z->zip)
        zip_discard(z->zip);
    free(z);
}

bool yx_zip_has(struct yx_zip *z, const char *path)
{
    return zip_name_locate(z->zip, path, ZIP_FL_NOCASE) >= 0;
}

int yx_zip_part_open(struct yx_zip *z, const char *path, struct yx_zip_part **out,
                     struct yx_err *err)
{
    *out = NULL;
    zip_int64_t i = zip_name_locate(z->zip, path, ZIP_FL_NOCASE);
    if (i < 0)
        return YX_NOTFOUND;
    zip_file_t *file = zip_fopen_index(z->zip, (zip_uint64_t)i, 0);
    if (!file)
        return yx_zip_damaged(z->name, err);
    *out = yx_calloc(1, sizeof **out);
    **out = (struct yx_zip_part){.of = z, .file = file};
    return YX_OK;
}

int yx_zip_part_read(struct yx_zip_part *p, void *buf, size_t cap, size_t *n, struct yx_err *err)
{
    zip_int64_t got = zip_fread(p->file, buf, cap);
    *n = got > 0 ? (size_t)got : 0;
    if (got < 0)
        return yx_zip_damaged(p->of->name, err);
    p->of->unpacked += *n;
    /* Every part may be read twice (head and rows), so twice the limits. */
    return too_large(p->of, p->of->unpacked / 2, err);
}

int yx_zip_part_fill(void *part, char *buf, size_t cap, size_t *n, struct yx_err *err)
{
    return yx_zip_part_read(part, buf, cap, n, err);
}

void yx_zip_part_close(struct yx_zip_part *p)
{
    if (!p)
        return;
    (void)zip_fclose(p->file);
    free(p);
}
