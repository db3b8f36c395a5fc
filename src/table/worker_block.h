/* worker_block.h -- columns of a workbook in one block without pointers.
 *
 * A worker hands its tables to us through memory that both can see.  The block
 * holds only data (row numbers, codes, ends, text, marks) at offsets; what the
 * tables are called and which columns they have is known to the reader of the
 * block already, because it planned them.  Whoever opens a block trusts nothing
 * in it: every offset, code and end is checked once, in one pass, and then the
 * columns are views into the block.
 *
 * Ownership: opened tables point into the block, which must outlive them and
 * must not change any more.  Errors: opening says what is wrong with the block.
 * Threads: one call uses the pool; blocks are independent. */
#ifndef YX_TABLE_WORKER_BLOCK_H
#define YX_TABLE_WORKER_BLOCK_H

#include "base/pool.h"
#include "table/column_store.h"
#include "table/reader.h"

enum { YX_BLOCK_STORE_FROM = 16 };

/* Bytes that yx_block_write() needs for the workbook, what is in `store` (which may be NULL)
 * included.  O(dictionary values). */
uint64_t yx_block_size(const struct yx_workbook *w, const struct yx_column_store *store);

/* yx_block_write(w, store, fd, pool, gives_back): write the tables' data from the beginning of
 * the file, yx_block_size() bytes, around what is there in `store` already, which begins
 * at YX_BLOCK_STORE_FROM or later.  With gives_back, the memory of large columns goes
 * back to the system as they are written, and the workbook cannot be read any more.
 * `pool` may be NULL.  False when the file does not take it.  O(bytes). */
bool yx_block_write(const struct yx_workbook *w, const struct yx_column_store *store, int fd,
                    struct yx_pool *pool, bool gives_back);

/* yx_block_open(block, t, n, a, pool): fill the data parts (n_rows, n_ragged, row_no,
 * columns) of the n planned tables with views into `block`, which is 8-byte aligned.
 * NULL, or what is wrong with the block; then the tables are not to be used.
 * O(rows x columns); memory in `a`: the dictionaries and 16 bytes per 65,536 cells. */
const char *yx_block_open(struct yx_str block, struct yx_table *const *t, uint32_t n,
                          struct yx_arena *a, struct yx_pool *pool);

#endif
