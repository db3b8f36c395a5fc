/* columns.h -- a table's columns, put together from pieces of rows.
 *
 * Readers cut their input into pieces (a stretch of a CSV file, some thousand
 * rows of a sheet).  A piece gathers rows by itself, on any thread; pieces are
 * then added to the columns one after the other in file order.  The columns
 * decide whether they are dictionaries or text by looking at what was added,
 * so the result depends on how the input was cut, never on who cut it.
 *
 * Ownership: cells are copied on the way in; what yx_columns_finish() gives
 * belongs to the arena.  Errors: YX_IO when memory ends, YX_INVALID when a
 * table outgrows its 32-bit counters.
 * Threads: a piece belongs to one thread at a time; yx_columns_add() is called
 * by one thread at a time while other pieces may be filled. */
#ifndef YX_TABLE_COLUMNS_H
#define YX_TABLE_COLUMNS_H

#include "base/err.h"
#include "base/mem.h"
#include "table/table.h"

struct yx_columns;
struct yx_column_store;
struct yx_piece;

/* Full blocks of text go to `store`, which may be NULL (column_store.h). */
struct yx_columns *yx_columns_new(uint32_t n_columns, struct yx_arena *a,
                                  struct yx_column_store *store);
void yx_columns_free(struct yx_columns *c); /* NULL is allowed */

struct yx_piece *yx_piece_new(const struct yx_columns *c);
void yx_piece_free(struct yx_piece *p); /* NULL is allowed */
void yx_piece_reset(struct yx_piece *p);
uint32_t yx_piece_rows(const struct yx_piece *p);
size_t yx_piece_bytes(const struct yx_piece *p); /* of text; must stay below 4 GiB */
/* One row: a trimmed cell and its enum yx_cell_mark bits per column. */
void yx_piece_row(struct yx_piece *p, const struct yx_str *cell, const uint8_t *mark,
                  uint32_t row_no);

/* Append the rows of `p`; `row_base` is added to their row numbers. */
int yx_columns_add(struct yx_columns *c, const struct yx_piece *p, uint32_t row_base,
                   struct yx_err *err);
/* Fill the data parts of t->column[0..n_columns), t->row_no and t->n_rows. */
int yx_columns_finish(struct yx_columns *c, struct yx_table *t, struct yx_err *err);

#endif
