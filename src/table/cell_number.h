/* cell_number.h -- what a workbook's cell shows for the number it holds.
 *
 * The formats of workbooks store a number and, apart from it, how to show it.
 * Of a number format only what changes meaning counts here: that it shows a
 * date or a time, and leading zeros.  Everything else shows as the plain
 * decimal that Excel's 15 digits give.
 *
 * Ownership: appends to the caller's buffer.  Errors: none; what is no date
 * shows as a number.  Threads: safe. */
#ifndef YX_TABLE_CELL_NUMBER_H
#define YX_TABLE_CELL_NUMBER_H

#include "base/str.h"

/* How a cell style shows a number. */
struct yx_cell_format {
    bool has_date, has_time;
    uint8_t zeros; /* format of so many 0: leading zeros belong to the text */
};

/* The format of a built-in number: ECMA-376-1, 18.8.30, with those for Chinese;
 * [MS-XLS] 2.5.165 (IFmt) has the same numbers. */
struct yx_cell_format yx_cell_builtin_format(long id);
/* The format's code, e.g. `yyyy"年"m"月"`. */
struct yx_cell_format yx_cell_format_of(struct yx_str code);

/* Append what a finite number shows; returns enum yx_cell_mark bits. */
uint8_t yx_cell_number(struct yx_buf *out, double v, struct yx_cell_format style, bool is_1904);
/* The same for a number written as text. */
uint8_t yx_cell_stored_number(struct yx_buf *out, struct yx_str stored, struct yx_cell_format style,
                              bool is_1904);

#endif
