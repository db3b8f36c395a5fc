/* agree.h -- one part read by our scanner and by expat, and the two compared.
 *
 * Both must give the same rows, cells, marks and extras, or both refuse.  Where
 * our scanner is meant to differ, the rule has a name in agree.c.
 * Ownership: agree_free().  Threads: any. */
#ifndef YX_TEST_AGREE_H
#define YX_TEST_AGREE_H

#include "table/xlsx_int.h"

enum agree_kind { AGREE_SHEET, AGREE_STRINGS };

/* What a reader said. */
struct agree_said {
    int rc;
    struct yx_err err;
    struct yx_buf rows; /* printed, with everything that counts */
};

struct agree {
    struct agree_said ours, theirs;
    bool both;      /* both read it */
    bool is_agreed; /* or differ as a rule has it */
};

/* Bytes to our scanner in blocks of at most `block`, 0: as many as it asks for. */
struct agree agree_on(enum agree_kind kind, struct yx_str xml, size_t block,
                      const struct yx_xlsx_sheet_source *source);
void agree_free(struct agree *a);
/* Styles of all kinds and a few strings, for sheets without a workbook; free the
 * strings with yx_xlsx_strings_free(). */
struct yx_xlsx_sheet_source agree_source(struct yx_xlsx_strings *strings, bool is_1904);

#endif
