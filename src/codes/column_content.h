/* column_content.h -- what a column holds, told from its first cells.
 *
 * Private to the headings module.  Where a heading is missing, or stands over
 * the wrong column, the first rows below it show what the column is: numbers
 * whose check digit is right, names that begin with a known surname, telephone
 * numbers, dates.
 *
 * Ownership: plain values.  Errors: none.  Threads: safe. */
#ifndef YX_CODES_COLUMN_CONTENT_H
#define YX_CODES_COLUMN_CONTENT_H

#include "table/reader.h"

struct yx_content {
    uint32_t n;      /* cells that are not empty */
    uint32_t ids;    /* identity numbers with a right check digit */
    uint32_t names;  /* two to four Chinese characters, the first a surname; or a name with a dot */
    uint32_t phones; /* mobile numbers */
    uint32_t dates;
};

/* Looks at the head's rows below `last`.  O(cells). */
void yx_content_look(const struct yx_sheet_head *h, uint32_t last, uint32_t column,
                     struct yx_content *out);

#endif
