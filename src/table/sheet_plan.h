/* sheet_plan.h -- from the first rows of a sheet to an empty table.
 *
 * Shows the head to the caller's plan callback and turns the plan into a table
 * with its columns named but not filled.
 * Ownership: all in the arena.  Errors: those of the callback; YX_INVALID for a
 * plan that does not fit its head.  Threads: one thread. */
#ifndef YX_TABLE_SHEET_PLAN_H
#define YX_TABLE_SHEET_PLAN_H

#include "base/mem.h"
#include "table/reader.h"

enum { YX_NO_SLOT = -1 };

struct yx_sheet_layout {
    struct yx_table *table; /* NULL when the plan skipped the sheet */
    int *slot;              /* per sheet column: its index in table->column, or YX_NO_SLOT */
    uint32_t n_slots;       /* columns of the head */
    uint32_t first, last;   /* heading's rows, indices into the head */
    uint32_t width;         /* columns of the head that belong to the table, skipped or not */
    bool *repeat_down;      /* per column of the table */
    bool look_below, is_repeat;
};

/* Asks the plan callback; the table, if one is wanted, is empty and has its heading. */
int yx_sheet_plan(const struct yx_read_options *o, const struct yx_sheet_head *head,
                  struct yx_arena *a, struct yx_sheet_layout *out, struct yx_err *err);

/* yx_sheet_name(file, sheet, out): `file` or `file:sheet` as a C string for messages. */
void yx_sheet_name(struct yx_str file, struct yx_str sheet, char out[YX_ERR_ARG_SIZE]);

/* Whether cell text shows a number whose digits are lost: 5.00299E+17. */
static inline bool yx_is_exponent_text(struct yx_str s)
{
    if (s.n < 5 || s.n > 24 || s.p[0] < '0' || s.p[0] > '9')
        return false;
    size_t at = s.n - 4;
    if ((s.p[at] | 0x20) != 'e')
        at = s.n - 5;
    if ((s.p[at] | 0x20) != 'e' || s.p[at + 1] != '+')
        return false;
    for (size_t i = 0; i < s.n; i++)
        if ((s.p[i] < '0' || s.p[i] > '9') && i != at && i != at + 1 && !(i == 1 && s.p[i] == '.'))
            return false;
    return true;
}

#endif
