/* units.h -- what a number of a column stands for: 元, 万元, 元/学期.
 *
 * Headings and title rows name units in brackets, at their end, or behind 单位：.
 * The words are data/units.csv.  A unit that is named and not known makes a
 * column unreadable as money; it is never taken for yuan.
 *
 * Ownership: plain values.  Errors: none.  Threads: safe. */
#ifndef YX_CODES_UNITS_H
#define YX_CODES_UNITS_H

#include "base/str.h"

struct yx_unit {
    bool is_said;        /* a unit of money is named */
    bool is_unknown;     /* and it is none we can turn into yuan */
    uint32_t yuan;       /* what 1 stands for; 1 if nothing is said, 0 if is_unknown */
    bool has_period;     /* /年, 每学期 … is said */
    uint8_t year_counts; /* how often a year; 0 when no one can tell */
};

/* yx_unit_read(text, out): a text that is nothing but a unit: 万元, 元/生·学期, 美元, RMB.
 * False: it is none.  O(bytes * words). */
bool yx_unit_read(struct yx_str text, struct yx_unit *out);
/* The unit a heading names, else the one its title names; `title` may be empty. */
void yx_unit_of_heading(struct yx_str heading, struct yx_str title, struct yx_unit *out);
/* What stands behind 单位： in a title, if it is a unit of money. */
bool yx_unit_of_title(struct yx_str title, struct yx_unit *out);

#endif
