/* xlsx_parts.h -- test helper: workbooks from parts, in memory.
 *
 * Ownership: the result is freed with free(). */
#ifndef YX_TEST_XLSX_PARTS_H
#define YX_TEST_XLSX_PARTS_H

#include "base/mem.h"
#include "base/str.h"

#include <stdlib.h>
#include <zip.h>

struct part {
    const char *path, *text; /* path NULL ends a list */
};

#define NS  "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define REL "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

static const char rels_package[] = "<Relationships><Relationship Id='r1' Type='" REL
                                   "/officeDocument' Target='xl/workbook.xml'/></Relationships>";
static const char rels_book[] =
    "<Relationships><Relationship Id='s1' Type='" REL "/worksheet' Target='worksheets/sheet1.xml'/>"
    "<Relationship Id='s2' Type='" REL "/sharedStrings' Target='/xl/sharedStrings.xml'/>"
    "<Relationship Id='s3' Type='" REL "/styles' Target='../xl/./styles.xml'/></Relationships>";
static const char book[] = "<workbook xmlns='" NS "' xmlns:r='" REL
                           "'><sheets><sheet name='表' sheetId='1' r:id='s1'/></sheets></workbook>";

/* Zip the parts; `more` numbered empty ones besides. */
static inline struct yx_str zip_parts(const struct part *part, int more)
{
    zip_error_t e;
    zip_source_t *out = zip_source_buffer_create(NULL, 0, 0, &e);
    zip_t *z = zip_open_from_source(out, ZIP_TRUNCATE, &e);
    zip_source_keep(out);
    for (; part->path; part++)
        (void)zip_file_add(z, part->path, zip_source_buffer(z, part->text, strlen(part->text), 0),
                           ZIP_FL_ENC_UTF_8);
    for (int i = 0; i < more; i++) {
        struct yx_buf b = {0};
        yx_buf_printf(&b, "x/%d", i);
        yx_buf_putc(&b, 0);
        (void)zip_file_add(z, b.p, zip_source_buffer(z, "", 0, 0), 0);
        yx_buf_free(&b);
    }
    if (zip_close(z) != 0)
        yx_die(__FILE__, __LINE__, "cannot zip");
    zip_source_open(out);
    zip_source_seek(out, 0, SEEK_END);
    size_t n = (size_t)zip_source_tell(out);
    char *p = yx_malloc(n);
    zip_source_seek(out, 0, SEEK_SET);
    if (zip_source_read(out, p, n) != (zip_int64_t)n)
        yx_die(__FILE__, __LINE__, "cannot zip");
    zip_source_close(out);
    zip_source_free(out);
    return (struct yx_str){p, n};
}

/* A workbook of one sheet; strings and styles may be NULL. */
static inline struct yx_str zip_sheet(const char *sheet, const char *strings, const char *styles)
{
    struct part part[8] = {{"_rels/.rels", rels_package},
                           {"xl/workbook.xml", book},
                           {"xl/_rels/workbook.xml.rels", rels_book},
                           {"xl/worksheets/sheet1.xml", sheet}};
    size_t n = 4;
    if (strings)
        part[n++] = (struct part){"xl/sharedStrings.xml", strings};
    if (styles)
        part[n++] = (struct part){"xl/styles.xml", styles};
    return zip_parts(part, 0);
}

#endif
