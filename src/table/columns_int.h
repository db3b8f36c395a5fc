/* columns_int.h -- the parts that a table's columns are put together from.
 *
 *   column_piece.c   rows as a task gathers them: a small dictionary or text
 *   dict_column.c    a whole column as codes into its distinct values
 *   text_column.c    a whole column as text in blocks of rows
 *   columns.c        which of the two a column is; rows from pieces to columns
 *
 * A piece of a column, and the whole:
 *
 *   piece, dictionary        piece, text            column
 *   row[i] = code            row[i] = end of text   code per row | text blocks
 *   entry[code], bytes       bytes                  value[], table of hashes
 *
 * Ownership: a piece and a column own their buffers until *_hand_over() gives
 * them to an arena.  Errors: as columns.h.  Threads: as columns.h. */
#ifndef YX_TABLE_COLUMNS_INT_H
#define YX_TABLE_COLUMNS_INT_H

#include "base/mem.h"
#include "table/column_store.h"
#include "table/columns.h"

#include <stdatomic.h>

/* When a dictionary is given up. */
enum {
    YX_DICT_EARLY_ROWS = 4096,
    YX_DICT_EARLY_PERCENT = 90,
    YX_DICT_LATE_ROWS = 16384,
    YX_DICT_LATE_PERCENT = 60,
    YX_DICT_SMALL = 256, /* a dictionary this small is always worth it */
    YX_DICT_MAX = 1 << 18
};

/* ---- column_piece.c ---- */

struct yx_piece_entry {
    uint32_t hash, from, len; /* text: bytes[from, from + len) */
};

struct yx_piece_column {
    bool is_dict;
    uint32_t *row;                /* per row: code, or end of its text; room for piece.cap_rows */
    struct yx_buf bytes;          /* text of the rows, or of the entries */
    struct yx_piece_entry *entry; /* entry[0] is the empty cell */
    uint32_t n_entries, cap_entries;
    uint32_t *slot; /* open addressing: code, 0 = free */
    uint32_t mask;  /* slots - 1 */
    uint32_t last;  /* code of the row before: lists are mostly sorted by something */
    uint8_t *mark;  /* per row, written only once any_mark */
    bool any_mark;
};

struct yx_piece {
    const struct yx_columns *of;
    uint32_t n_columns, n_rows, cap_rows;
    uint32_t *row_no;
    struct yx_piece_column *column;
    struct yx_piece_look *look; /* of the row being added: cells whose codes are looked up */
    uint32_t *looking;          /* and their columns */
};

/* ---- dict_column.c: codes into distinct values, numbered as they appear ---- */

struct yx_dict_column {
    uint32_t *code; /* per row; the columns keep its room */
    struct yx_str *value;
    uint32_t *hash; /* per value */
    uint32_t n_values, cap_values;
    uint32_t *slot; /* open addressing: code, 0 = free */
    uint32_t mask;  /* slots - 1 */
};

/* Append the n rows of a piece that is a dictionary; the column has `at` rows and room for
 * them in code[].  New values are copied to the arena. */
int yx_dict_add(struct yx_dict_column *d, uint32_t at, const struct yx_piece_column *from,
                uint32_t n, struct yx_arena *a, struct yx_err *err);
void yx_dict_free(struct yx_dict_column *d);
void yx_dict_hand_over(struct yx_dict_column *d, struct yx_arena *a, struct yx_column *out);

/* ---- text_column.c: blocks of exactly YX_BLOCK_ROWS rows, the last one shorter ---- */

struct yx_text_column {
    struct yx_column_store *store; /* takes full blocks; may be NULL */
    struct yx_text_block *block;
    uint32_t n_blocks, cap_blocks;
    size_t text_cap, text_len; /* of the last block */
    char *spare_text;          /* buffers of a block that is in the store, for the next one */
    uint32_t *spare_end;
    size_t spare_cap;
};

/* Append rows [0, n) whose text ends at end[i] in `text`; the column has `at` rows. */
int yx_text_add(struct yx_text_column *k, uint32_t at, const char *text, const uint32_t *end,
                uint32_t n, struct yx_err *err);
/* As above, the text of row i being value[code[i]]. */
int yx_text_add_coded(struct yx_text_column *k, uint32_t at, const uint32_t *code, uint32_t n,
                      const struct yx_str *value, struct yx_err *err);
void yx_text_free(struct yx_text_column *k);
/* n_rows: of the column. */
void yx_text_hand_over(struct yx_text_column *k, uint32_t n_rows, struct yx_arena *a,
                       struct yx_column *out);

/* ---- columns.c ---- */

struct yx_column_state {
    atomic_bool is_text; /* once it is, pieces need not try a dictionary */
    struct yx_dict_column dict;
    struct yx_text_column text;
    uint8_t *mark; /* per row; NULL while no cell has any */
};

struct yx_columns {
    struct yx_arena *a;
    uint32_t n_columns, n_rows;
    size_t cap_rows; /* of row_no, code, mark */
    uint32_t *row_no;
    struct yx_column_state *column;
};

static inline bool yx_column_is_text(const struct yx_column_state *k)
{
    return atomic_load_explicit(&k->is_text, memory_order_relaxed);
}

/* Room for n items in a buffer that grows with the input: unchanged on failure. */
void *yx_column_resized(void *old, size_t n, size_t size, struct yx_err *err);
#define YX_COLUMN_RESIZE(rc, p, n, err)                                                            \
    do {                                                                                           \
        void *block_ = yx_column_resized((p), (n), sizeof((p)[0]), (err));                         \
        (rc) = block_ ? YX_OK : YX_IO;                                                             \
        if (block_)                                                                                \
            (p) = block_;                                                                          \
    } while (0)
/* What the arena frees from now on. */
void *yx_column_hand_over(struct yx_arena *a, void *p);

#endif
