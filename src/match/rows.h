/* rows.h -- a roster's rows with what matching needs, normalised.
 *
 * From a table (text as written) to packed numbers, hashes of normalised names,
 * births, sexes, divisions: what passes compare.  The original text stays in
 * the table.  Dictionary columns are normalised once per distinct value.
 *
 * Ownership: arrays are freed by yx_rows_free(); the table is borrowed.
 * Errors: YX_IO when memory does not suffice.  Threads: building uses the pool;
 * immutable afterwards. */
#ifndef YX_MATCH_ROWS_H
#define YX_MATCH_ROWS_H

#include "base/pool.h"
#include "codes/citizen_id.h"
#include "codes/fields.h"
#include "match/name.h"
#include "table/table.h"

struct yx_err;

enum { YX_NO_ROW = UINT32_MAX };

/* Columns of a roster's rows, n of each; 43 bytes a row for a register. */
struct yx_rows {
    enum yx_kind kind;
    const struct yx_table *table;
    uint32_t n;              /* table->n_rows */
    uint32_t first;          /* number of row 0 among all rows of all rosters */
    bool *is_data;           /* false: totals, signatures, notes, repeated headings */
    uint64_t *id;            /* struct yx_id.packed */
    uint8_t *id_class;       /* enum yx_id_class */
    uint64_t *student_no;    /* hash of a normalised 学籍号, 0 none; NULL when no row has one */
    uint64_t *name;          /* yx_name_hash(), 0 empty */
    yx_day *birth;           /* from a valid number, else from the column; YX_NO_DAY */
    uint8_t *sex;            /* 1 male, 2 female, 0 unknown: from the column, else the number */
    uint32_t *division;      /* six digits of 区划, else of the number; 0 unknown */
    uint64_t *guardian_id;   /* packed; NULL without the column */
    uint64_t *guardian_name; /* yx_name_hash(); NULL without the column */
};

/* Fills `out` from the table by the columns' fields (enum yx_field).  O(cells). */
int yx_rows_build(const struct yx_table *t, enum yx_kind kind, uint32_t first, struct yx_pool *pool,
                  struct yx_rows *out, struct yx_err *err);
void yx_rows_free(struct yx_rows *r);

/* Text of a field at a row, trimmed; empty when there is no such column. */
struct yx_str yx_rows_text(const struct yx_rows *r, uint32_t row, enum yx_field f);
bool yx_rows_has(const struct yx_rows *r, enum yx_field f);

/* Why a row is no data, found out once more from its cells and its label. */
enum yx_row_reason {
    YX_ROW_TOTAL,     /* 合计, 小计, 共 N 人 */
    YX_ROW_SIGNATURE, /* 填表人, 审核 … */
    YX_ROW_REMARK,    /* 注, 说明 … */
    YX_ROW_HEADING,   /* the heading once more */
    YX_ROW_NOBODY,    /* neither a name nor a number */
    YX_N_ROW_REASONS
};
enum yx_row_reason yx_rows_reason(const struct yx_rows *r, uint32_t row);

/* What the cells say once more, for the few rows that need it; about 100 ns. */
uint64_t yx_rows_id_written(const struct yx_rows *r, uint32_t row); /* struct yx_id.as_written */
/* Valid numbers one slip away from the broken one of the row; see yx_id_repairs(). */
size_t yx_rows_id_repairs(const struct yx_rows *r, uint32_t row, uint64_t *out, size_t max);
/* What Excel spared of the number: 15 digits, else 0. */
uint64_t yx_rows_id_first15(const struct yx_rows *r, uint32_t row);
/* A valid identity number within another one of the row, 学籍号 or 残疾证号; else 0. */
uint64_t yx_rows_id_elsewhere(const struct yx_rows *r, uint32_t row);
/* A column of somebody's number, packed: 收款人证件号, 户主证件号; 0 if none is valid. */
uint64_t yx_rows_id_at(const struct yx_rows *r, uint32_t row, enum yx_field f);
yx_day yx_rows_birth_column(const struct yx_rows *r, uint32_t row);
/* The birth that the digits of the number say, also of a broken or damaged one. */
yx_day yx_rows_birth_written(const struct yx_rows *r, uint32_t row);
/* The division the 区划 column names; 0 when it says nothing. */
uint32_t yx_rows_division_column(const struct yx_rows *r, uint32_t row);

#endif
