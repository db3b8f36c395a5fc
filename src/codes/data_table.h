/* data_table.h -- the CSV lists of data/ as tables in the program.
 *
 * tools/gen_data.c turns each list into rows of strings at build time; the
 * modules of this floor give them meaning.  The row of column names is not among
 * the rows.  Ownership: static.  Errors: none.  Threads: immutable. */
#ifndef YX_CODES_DATA_TABLE_H
#define YX_CODES_DATA_TABLE_H

#include "base/str.h"

struct yx_data {
    const struct yx_str *cell; /* n_rows * n_columns */
    uint32_t n_rows, n_columns;
};

extern const struct yx_data yx_data_answers;
extern const struct yx_data yx_data_disability;
extern const struct yx_data yx_data_division_mergers;
extern const struct yx_data yx_data_division_successors;
extern const struct yx_data yx_data_ethnic;
extern const struct yx_data yx_data_explanations;
extern const struct yx_data yx_data_grades;
extern const struct yx_data yx_data_headings;
extern const struct yx_data yx_data_identity;
extern const struct yx_data yx_data_kinds;
extern const struct yx_data yx_data_merged_fields;
extern const struct yx_data yx_data_placeholders;
extern const struct yx_data yx_data_roll_states;
extern const struct yx_data yx_data_school_kinds;
extern const struct yx_data yx_data_stages;
extern const struct yx_data yx_data_states;
extern const struct yx_data yx_data_surnames;
extern const struct yx_data yx_data_telling_characters;
extern const struct yx_data yx_data_units;
extern const struct yx_data yx_data_verdicts;

static inline struct yx_str yx_data_at(const struct yx_data *d, uint32_t row, uint32_t column)
{
    return d->cell[(size_t)row * d->n_columns + column];
}
/* First row whose `column` is exactly `word`, or n_rows.  O(rows). */
static inline uint32_t yx_data_find(const struct yx_data *d, uint32_t column, struct yx_str word)
{
    uint32_t row = 0;
    while (row < d->n_rows && !yx_str_eq(yx_data_at(d, row, column), word))
        row++;
    return row;
}

#endif
