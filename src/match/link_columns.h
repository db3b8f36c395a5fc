/* link_columns.h -- which column of a file is which column of a model.
 *
 * A document 比对 names columns; a file has headings.  A heading fits when it is
 * the name, or one of the “headings” written after it, whatever the width and
 * the case; or when rosters call the same thing by it (data/headings.csv):
 * 身份证号码 is 证件号.  The heading row is the first of the sheet's first rows in
 * which all columns are found.
 *
 * Ownership: texts live in the arena given.
 * Errors: YX_INVALID: which columns are not there and which were seen; a column
 * that comes twice.  Threads: one reading each. */
#ifndef YX_MATCH_LINK_COLUMNS_H
#define YX_MATCH_LINK_COLUMNS_H

#include "match/link_model.h"
#include "table/reader.h"

struct yx_link_input {
    const struct yx_link_model *model;
    struct yx_arena *arena;
    enum yx_link_side side;
    /* found out while reading: */
    bool is_found;
    uint32_t n_more;    /* further sheets that have the columns, too, and were not read */
    uint32_t n_missing; /* columns missing where most were found */
    uint32_t missing;   /* bits of fields */
    bool misses_key;    /* and the 主键 */
    bool has_best;
    struct yx_str seen; /* its headings, joined by 、 */
};

/* Reads the file for one side: the columns of the model, the i-th as field i, the 主键 as
 * yx_link_key_column().  *out has one table.  `o` gives pool, workers, path, password. */
int yx_link_read(struct yx_link_input *in, struct yx_str bytes, struct yx_str name,
                 const struct yx_read_options *o, struct yx_workbook **out, struct yx_err *err);
/* The column of a field, NULL if the side has none; of the 主键, NULL if there is none. */
const struct yx_column *yx_link_column(const struct yx_table *t, unsigned field);
const struct yx_column *yx_link_key_column(const struct yx_link_model *m, enum yx_link_side side,
                                           const struct yx_table *t);

#endif
