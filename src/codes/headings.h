/* headings.h -- what a sheet's headings mean: kind of roster, columns, units.
 *
 * Departments head the same column in dozens of ways.  data/headings.csv maps
 * cleaned headings to fields, some only for certain kinds of roster.  From the
 * first rows of a sheet yx_headings_plan() finds the heading (below title rows,
 * one to three rows deep), decides which kind of roster it is from the names of
 * file and sheet and from the columns (commands.md 3), and gives each column a
 * field.  A bare 姓名 or 身份证号 that stands twice is told apart by the headings
 * above it and beside it: the second after 监护人姓名 is the guardian's.
 *
 * Ownership: results live in the caller's arena.
 * Errors: YX_INVALID naming file, sheet, the columns that are missing and those
 * that were seen; a sheet that is no roster is not an error.
 * Threads: safe (the index is built once). */
#ifndef YX_CODES_HEADINGS_H
#define YX_CODES_HEADINGS_H

#include "base/date.h"
#include "base/err.h"
#include "codes/fields.h"
#include "table/reader.h"

struct yx_arena;

/* A person's own word on a column, from 名册.ini. */
struct yx_heading_pick {
    struct yx_str heading; /* as yx_heading_column.heading shows it */
    int field;             /* enum yx_field, YX_FIELD_EXTRA + i, or YX_NOT_WANTED */
};

struct yx_headings_options {
    enum yx_kind kind;    /* as 名册.ini says; YX_N_KINDS: to be found out */
    uint32_t heading_row; /* first row of the heading, as a person counts; 0: to be found out */
    const struct yx_heading_pick *pick;
    uint32_t n_picks;
    const struct yx_str
        *wanted; /* further headings to keep as YX_FIELD_EXTRA + i: a policy's inputs */
    uint32_t n_wanted;
};

struct yx_heading_column {
    struct yx_str heading; /* as in the sheet without line breaks; parts joined by '/' */
    int field;             /* enum yx_field, YX_FIELD_EXTRA + i, or YX_NOT_WANTED */
    uint32_t unit;         /* yuan a number of this column stands for: 1, or 10000 under 万元 */
};

struct yx_headings {
    bool is_roster;       /* false: `why` says why the sheet is not read */
    struct yx_err why;    /* rendered like an error; code YX_OK when is_roster */
    enum yx_kind kind;    /* YX_N_KINDS unless is_roster */
    uint32_t first, last; /* heading rows, indices into the head */
    struct yx_heading_column *column;
    uint32_t n_columns;  /* head->n_columns */
    struct yx_str title; /* text of the rows above the heading, joined by blanks */
    yx_day list_date;    /* the date in the file name, else in the title; YX_NO_DAY */
    struct yx_str
        identity; /* 身份 lists: the class (as in data/identity.csv) named by sheet, file or
                             * title; 监测 when its class is not said; empty if none is named */
};

/* yx_headings_plan(head, options, arena, out, err): understand a sheet.
 * O(cells of the head). */
int yx_headings_plan(const struct yx_sheet_head *head, const struct yx_headings_options *options,
                     struct yx_arena *arena, struct yx_headings *out, struct yx_err *err);

/* yx_heading_clean(cell, out): append the heading without blanks, line breaks,
 * marks of obligation (*), numbering and closing colons, in half-width; what
 * stands in brackets is left out unless the whole is.  Returns the unit named in
 * brackets or at the end: 10000 for 万元, 1000 for 千元, else 1. */
uint32_t yx_heading_clean(struct yx_str cell, struct yx_buf *out);
/* The field a heading names in a roster of this kind (YX_N_KINDS: in any);
 * YX_N_FIELDS if none. */
enum yx_field yx_heading_field(struct yx_str cell, enum yx_kind kind);
/* The kind a file's or sheet's name hints at; YX_N_KINDS if none.  Of several hints the
 * last holds: 残疾学生资助发放表 is a payment list. */
enum yx_kind yx_kind_hint(struct yx_str name);

#endif
