/* table.h -- one table's rows as columns that remember where they came from.
 *
 * A reader turns a file into tables, mostly one per sheet.  A table keeps the columns
 * somebody asked for, as text exactly as the file shows it (dates in ISO form,
 * numbers without exponent), and for every row the row number a person would
 * see in Excel, or for CSV the physical line where the record starts.
 *
 * A column of few distinct values (school, township, sex) is kept as codes into
 * a dictionary, so that whatever is worked out per value is worked out once;
 * a column of many (names, numbers) as text in blocks of 65,536 rows.  Which of
 * the two is decided by the data and does not depend on the number of threads.
 * Dictionary values are numbered in order of first appearance.
 *
 * Layout, per row r of a column:
 *   dictionary  code[r], one array; value[0 .. n_values), value[0] empty
 *   text        b = block[r / YX_BLOCK_ROWS], i = r % YX_BLOCK_ROWS:
 *               b.text[i ? b.end[i - 1] : 0 .. b.end[i])
 *   marks       mark[r], or no array at all
 *
 * Ownership: everything belongs to the workbook the table came in
 * (yx_workbook_free).  Strings are not NUL-terminated and live as long.
 * Errors: see reader.h.  Threads: immutable once read; any number of readers. */
#ifndef YX_TABLE_TABLE_H
#define YX_TABLE_TABLE_H

#include "base/str.h"

/* What the file said about a cell beyond its text. */
enum yx_cell_mark {
    YX_CELL_NUMBER = 1,   /* stored as a number */
    YX_CELL_DATE = 2,     /* a number shown as a date; the text is ISO */
    YX_CELL_EXPONENT = 4, /* over 15 digits as a number, or text like 1.1E+17: digits are lost.
                           * As in Excel, a number shows its first 15 digits, then zeros */
    YX_CELL_ERROR = 8,    /* #N/A, #REF!, … */
    YX_CELL_HIDDEN = 16   /* in a hidden row */
};

enum { YX_BLOCK_ROWS = 65536 };

struct yx_text_block {
    uint32_t *end; /* end[i]: bytes of text up to and including row i of the block */
    char *text;
};

struct yx_column {
    struct yx_str heading; /* as in the file; parts of a merged heading joined by '/' */
    int field;             /* what the plan callback said; never YX_NOT_WANTED here */
    uint32_t sheet_column; /* 0-based position in the sheet */
    bool is_dict;
    /* is_dict: */
    uint32_t *code;       /* per row; 0 is the empty cell */
    struct yx_str *value; /* value[0] is empty */
    uint32_t n_values;    /* including value[0] */
    /* otherwise: */
    struct yx_text_block *block; /* ceil(n_rows / YX_BLOCK_ROWS) of them */
    /* either: */
    uint8_t *mark; /* enum yx_cell_mark bits per row, NULL when no cell has any */
};

/* What a row says left of all columns that are kept: 合计, 填表人：…  Only few rows say anything. */
struct yx_row_label {
    uint32_t row; /* index of the row */
    struct yx_str text;
};
enum { YX_LABELS_MAX = 4096 }; /* labels of a table that are kept; of a column of words the first */

/* Rows of a text file with bytes that were read around. */
enum { YX_DAMAGE_ROWS = 8 };
struct yx_damage {
    uint32_t n_rows;
    uint32_t row[YX_DAMAGE_ROWS]; /* the first of them, as a person counts */
};

struct yx_table {
    struct yx_str file;  /* base name */
    struct yx_str sheet; /* empty for CSV */
    struct yx_str title; /* text of the rows above the heading, joined by blanks */
    bool is_hidden_sheet;
    uint32_t heading_row; /* as a person counts, first row of the heading */
    uint32_t n_rows;      /* data rows: all rows below the heading that are not wholly blank */
    uint32_t *row_no;     /* per row, as a person counts (1-based) */
    struct yx_column *column;
    uint32_t n_columns;
    uint32_t n_ragged;          /* CSV records with more or fewer cells than the heading */
    struct yx_damage nuls;      /* CSV: with NULs, which are left out */
    struct yx_damage malformed; /* CSV: with broken characters, which are U+FFFD in the cells */
    struct yx_damage foreign;   /* CSV: in GB18030 where the file is UTF-8, or the other way */
    /* What was there besides, for people: */
    uint32_t n_hidden_rows;     /* data rows that are hidden; they are read */
    uint32_t n_heading_repeats; /* rows left out because they are the heading once more */
    uint32_t n_merged_filled;   /* cells that got the value of the merged cell they lie in */
    uint32_t n_merged_kept;     /* merged cells over several rows whose value stays in the first */
    uint32_t first_merged_kept; /* row of the first of them */
    bool is_filtered;           /* the sheet has a filter set */
    struct yx_row_label *label; /* in the order of rows; NULL when there is none */
    uint32_t n_labels;
    uint32_t number;      /* of the table on its sheet, from 0 */
    uint32_t column_from; /* sheet column where the table begins */
};

static inline struct yx_str yx_column_text(const struct yx_column *c, uint32_t row)
{
    if (c->is_dict)
        return c->value[c->code[row]];
    const struct yx_text_block *b = &c->block[row / YX_BLOCK_ROWS];
    uint32_t i = row % YX_BLOCK_ROWS, from = i ? b->end[i - 1] : 0;
    return (struct yx_str){b->text + from, b->end[i] - from};
}
static inline uint8_t yx_column_mark(const struct yx_column *c, uint32_t row)
{
    return c->mark ? c->mark[row] : 0;
}
/* The label of a row; empty if it has none. */
struct yx_str yx_row_label(const struct yx_table *t, uint32_t row);
/* The first column with this field, or NULL. */
const struct yx_column *yx_table_field(const struct yx_table *t, int field);

#endif
