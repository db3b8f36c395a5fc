/* heading_columns.h -- from the words above columns to their fields.
 *
 * Private to the headings module: where in the first rows of a sheet its heading
 * stands, the parts of each column's heading, and what they mean in a roster of
 * one kind.
 *
 * Ownership: texts are the sheet's.  Errors: none.  Threads: safe. */
#ifndef YX_CODES_HEADING_COLUMNS_H
#define YX_CODES_HEADING_COLUMNS_H

#include "codes/heading_words.h"
#include "codes/headings.h"

/* Rows a heading may have; columns of a sheet that are looked at. */
enum { YX_HEADING_DEPTH = 3, YX_HEADING_COLUMNS = 1024 };

struct yx_meaning {
    struct yx_sense sense;
    bool is_grouped; /* a group heading says whose it is */
    enum yx_heading_why why;
    int would_be; /* as yx_heading_column.would_be */
};

static inline struct yx_str yx_heading_cell(const struct yx_sheet_head *h, uint32_t row,
                                            uint32_t column)
{
    return h->cell[(size_t)row * h->n_columns + column];
}

/* A heading as one line. */
void yx_heading_put_line(struct yx_buf *b, struct yx_str s);
/* The parts of a column's heading, from the top; repeated and empty ones left out.  A group
 * heading whose cell is not merged stands over the empty cells to its right. */
uint32_t yx_heading_parts(const struct yx_sheet_head *h, uint32_t first, uint32_t last,
                          uint32_t column, struct yx_str part[YX_HEADING_DEPTH]);
/* The field of each column as this kind of roster has them.  `set` gets the fields there are. */
void yx_heading_map(const struct yx_sheet_head *h, uint32_t first, uint32_t last, enum yx_kind kind,
                    struct yx_meaning *m, struct yx_field_set *set);
/* Finds first and last heading row; false if no row has a known heading.  `m` is scratch for
 * n_columns meanings. */
bool yx_heading_find(const struct yx_sheet_head *h, uint32_t wanted_row, struct yx_meaning *m,
                     uint32_t *first, uint32_t *last);

#endif
