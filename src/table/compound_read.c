/* compound_read.c -- a compound file to tables: an .xls, or a locked workbook. */
#include "table/compound_read.h"

#include "base/mem.h"
#include "table/cfb.h"
#include "table/crypt.h"
#include "table/sheet_plan.h"
#include "table/xls.h"
#include "table/xlsx.h"

#include <stdlib.h>

/* What is locked: a package, or the stream of an .xls. */
struct locked {
    struct yx_str info, package; /* info.p NULL: `package` is the stream */
    const char *name;
};

static int try_password(const struct locked *l, struct yx_str password, struct yx_str *out,
                        struct yx_err *err)
{
    return l->info.p ? yx_crypt_package(l->info, l->package, password, l->name, out, err)
                     : yx_crypt_xls(l->package, password, l->name, out, err);
}

/* With the password given, and with the one that programs take for none. */
static int unlock(const struct locked *l, const struct yx_read_options *o, struct yx_str *out,
                  struct yx_err *err)
{
    bool is_given = o->password && o->password->n;
    int rc = YX_DENIED;
    if (is_given)
        rc = try_password(l, *o->password, out, err);
    if (rc == YX_DENIED)
        rc = try_password(l, YX_S(YX_CRYPT_DEFAULT_PASSWORD), out, err);
    if (rc == YX_DENIED && !o->password)
        return YX_FAIL(err, YX_DENIED,
                       YX_TEXT("{0} 加了密码：请打开后另存为不带密码的工作簿",
                               "{0} is locked with a password: open it and save it without one"),
                       l->name);
    if (rc == YX_DENIED && !is_given)
        return YX_FAIL(
            err, YX_DENIED,
            YX_TEXT("{0} 加了密码：请用 --password-file 给出密码，或打开后另存为不带密码的"
                    "工作簿",
                    "{0} is locked with a password: give it with --password-file, or "
                    "open the file and save it without a password"),
            l->name);
    return rc;
}

static int refuse(struct yx_cfb *c, struct yx_str name, const char *z, struct yx_err *err)
{
    if (yx_cfb_has(c, "WordDocument"))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是 Word 文档，不是工作簿：请把表格另存为 .xlsx",
                               "{0} is a Word document, no workbook: save the table as .xlsx"),
                       z);
    if (yx_str_ends(name, YX_S(".et")))
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 是 WPS 表格专用格式（.et）：请用 WPS 打开，另存为 .xlsx",
                    "{0} is in WPS's own format (.et): open it in WPS and save it as .xlsx"),
            z);
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 里没有工作簿：请用 WPS 或 Excel 打开，另存为 .xlsx",
                           "there is no workbook in {0}: open it and save it as .xlsx"),
                   z);
}

/* An .xls, its stream locked or not. */
static int read_stream(struct yx_str stream, struct yx_str name, const char *z,
                       const struct yx_read_options *o, struct yx_workbook *w, struct yx_err *err)
{
    if (!yx_crypt_is_locked_xls(stream))
        return yx_xls_read(stream, name, o, w, err);
    struct locked l = {.package = stream, .name = z};
    struct yx_str open = {NULL, 0};
    int rc = unlock(&l, o, &open, err);
    if (rc == YX_OK)
        rc = yx_xls_read(open, name, o, w, err);
    free((void *)(uintptr_t)open.p);
    return rc;
}

static int read_package(struct yx_cfb *c, struct yx_str name, const char *z,
                        const struct yx_read_options *o, struct yx_workbook *w, struct yx_err *err)
{
    struct locked l = {.name = z};
    struct yx_str open = {NULL, 0};
    int rc = yx_cfb_stream(c, "EncryptionInfo", &l.info, err);
    if (rc == YX_OK)
        rc = yx_cfb_stream(c, "EncryptedPackage", &l.package, err);
    if (rc == YX_OK)
        rc = unlock(&l, o, &open, err);
    if (rc == YX_OK) {
        struct yx_read_options inner = *o;
        inner.is_map = false;
        rc = yx_xlsx_read(open, name, &inner, w, err);
    }
    free((void *)(uintptr_t)open.p);
    return rc;
}

int yx_compound_read(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                     struct yx_workbook *w, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    struct yx_arena *a = yx_arena_new();
    struct yx_cfb *c;
    struct yx_str stream;
    yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
    int rc = yx_cfb_open(bytes, z, a, &c, err);
    if (rc == YX_OK) {
        if (yx_cfb_has(c, "EncryptionInfo") && yx_cfb_has(c, "EncryptedPackage"))
            rc = read_package(c, name, z, o, w, err);
        else if ((rc = yx_cfb_stream(c, "Workbook", &stream, err)) != YX_NOTFOUND ||
                 (rc = yx_cfb_stream(c, "Book", &stream, err)) != YX_NOTFOUND)
            rc = rc == YX_OK ? read_stream(stream, name, z, o, w, err) : rc;
        else
            rc = refuse(c, name, z, err);
    }
    yx_arena_free(a);
    return rc;
}
