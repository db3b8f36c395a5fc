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
#include "codes/units.h"
#include "table/reader.h"

struct yx_arena;

/* A person's own word on a column, from 名册.ini. */
struct yx_heading_pick {
    struct yx_str heading; /* as yx_heading_column.heading shows it; or a column without heading
                            * by its letter: C列 */
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
    bool is_whole; /* all columns are one table: do not look for another beside it */
};

/* Why a column has its field, or none. */
enum yx_heading_why {
    YX_WHY_LISTED,     /* the heading itself says it */
    YX_WHY_GROUP,      /* the group heading above says whose it is */
    YX_WHY_NEIGHBOUR,  /* the columns to its left say whose it is */
    YX_WHY_PERSON,     /* 名册.ini says it */
    YX_WHY_POLICY,     /* an input of the policy has this name */
    YX_WHY_CONTENT,    /* what stands in it says it, against the heading */
    YX_WHY_UNKNOWN,    /* not used: nobody knows the heading */
    YX_WHY_LEFT_OUT,   /* not used: known, and of no use */
    YX_WHY_TAKEN,      /* not used: another column is this field already */
    YX_WHY_OTHER_KIND, /* not used: this kind of roster has no use for it */
    YX_WHY_NO_HEADING  /* not used: there is no heading */
};

struct yx_heading_column {
    struct yx_str heading; /* as in the sheet without line breaks; parts joined by '/' */
    int field;             /* enum yx_field, YX_FIELD_EXTRA + i, or YX_NOT_WANTED */
    enum yx_heading_why why;
    int would_be;        /* what it would be but for TAKEN, OTHER_KIND; else YX_NOT_WANTED */
    struct yx_unit unit; /* what a number of this column stands for */
    bool repeats_down;   /* a merged cell's value holds for all rows it spans */
};

/* What the cells below the heading say against it. */
enum yx_hint_kind {
    YX_HINT_NO_HEADING,   /* a column without heading holds `field`: proposed, not read */
    YX_HINT_SWAPPED,      /* the headings of two columns stand over each other's: read so */
    YX_HINT_MAYBE_SWAPPED /* the same, but not in all cells: said only */
};

struct yx_heading_hint {
    enum yx_hint_kind kind;
    uint32_t column, other; /* other: the second column of two */
    int field;
    uint32_t n, of; /* cells that show it, of cells looked at */
};
enum { YX_HINTS_MAX = 16 };

struct yx_headings {
    bool is_roster;       /* false: `why` says why the sheet is not read */
    struct yx_err why;    /* rendered like an error; code YX_OK when is_roster */
    enum yx_kind kind;    /* YX_N_KINDS unless is_roster */
    uint32_t first, last; /* heading rows, indices into the head */
    uint64_t mark;        /* yx_headings_mark() */
    struct yx_heading_column *column;
    uint32_t n_columns; /* of the table: head->n_columns, or fewer where another stands beside */
    struct yx_heading_hint hint[YX_HINTS_MAX];
    uint32_t n_hints;
    struct yx_unit title_unit; /* named in the title: 单位：元 */
    struct yx_str title;       /* text of the rows above the heading, joined by blanks */
    yx_day list_date;          /* the date in the file name, else in the title; YX_NO_DAY */
    struct yx_str
        identity; /* 身份 lists: the class (as in data/identity.csv) named by sheet, file or
                             * title; 监测 when its class is not said; empty if none is named */
};

/* yx_headings_plan(head, options, arena, out, err): understand a sheet.
 * O(cells of the head). */
int yx_headings_plan(const struct yx_sheet_head *head, const struct yx_headings_options *options,
                     struct yx_arena *arena, struct yx_headings *out, struct yx_err *err);

/* A column's letters as a spreadsheet shows them: `C列`. */
void yx_heading_letters(uint32_t column, struct yx_buf *out);
/* Whether a row's texts may be a heading: at least two, and half of them, are known as
 * headings.  For struct yx_read_options. */
bool yx_headings_like(const struct yx_str *text, uint32_t n);

/* A number that stands for the headings of a sheet, whatever their order and row; 0 if it has
 * none.  The same on any machine. */
uint64_t yx_headings_mark(const struct yx_sheet_head *head, struct yx_arena *a);

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
