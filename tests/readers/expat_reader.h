/* expat_reader.h -- sheets and shared strings read with expat, as a second opinion.
 *
 * What the program's own scanner reads is compared with this, cell by cell.  It
 * is written plainly, event by event, and knows nothing of the scanner.
 * Ownership, errors, threads: as xlsx_int.h. */
#ifndef YX_TEST_EXPAT_READER_H
#define YX_TEST_EXPAT_READER_H

#include "table/xlsx_int.h"

/* Rows of the sheet whose XML is `xml`; then, if not NULL, what stands beside them. */
int expat_rows(struct yx_str xml, const struct yx_xlsx_sheet_source *s, yx_sheet_row_fn fn,
               void *ctx, struct yx_sheet_extras *extras, struct yx_err *err);
int expat_strings(struct yx_str xml, const char *place, struct yx_xlsx_strings *out,
                  struct yx_err *err);
/* The same from anywhere: `fill` is called with `from`. */
int expat_rows_from(yx_xml_fill_fn fill, void *from, const struct yx_xlsx_sheet_source *s,
                    yx_sheet_row_fn fn, void *ctx, struct yx_sheet_extras *extras,
                    struct yx_err *err);
int expat_strings_from(yx_xml_fill_fn fill, void *from, const char *place,
                       struct yx_xlsx_strings *out, struct yx_err *err);

#endif
