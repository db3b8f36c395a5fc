/* columns.c -- a table's columns, put together from pieces of rows.
 *
 * DESIGN.  A column of a piece starts as a dictionary and gives up when, after
 * EARLY_ROWS or LATE_ROWS rows, most values were new: names and numbers give up
 * early, so hashing them costs little.  The whole column gives up when a piece
 * did, or when its values outgrow its rows or MAX_VALUES.  Once it has, later
 * pieces need not try: `is_text` is read by the pieces without a lock.  That is
 * only a short cut, because a piece that tried in vain adds the same bytes.
 *
 *   piece, dictionary        piece, text            column
 *   row[i] = code            row[i] = end of text   code per row | text blocks
 *   entry[code], bytes       bytes                  value[], table of hashes
 *
 * Text blocks hold exactly YX_BLOCK_ROWS rows, so a piece may end in the middle
 * of a block and fill the next. */
#include "table/columns.h"

#include "base/hash.h"

#include <stdatomic.h>
#include <stdlib.h>

enum {
    EARLY_ROWS = 4096,
    EARLY_PERCENT = 90,
    LATE_ROWS = 16384,
    LATE_PERCENT = 60,
    SMALL_VALUES = 256, /* a dictionary this small is always worth it */
    MAX_VALUES = 1 << 18,
    FIRST_TABLE = 128,
    FIRST_ROWS = 256
};

/* ---- pieces ---- */

struct entry {
    uint32_t hash, from, len; /* text: bytes[from, from + len) */
};

struct piece_column {
    bool is_dict;
    uint32_t *row;       /* per row: code, or end of its text; room for piece.cap_rows */
    struct yx_buf bytes; /* text of the rows, or of the entries */
    struct entry *entry; /* entry[0] is the empty cell */
    uint32_t n_entries, cap_entries;
    uint32_t *slot; /* open addressing: code, 0 = free */
    uint32_t mask;  /* slots - 1 */
    uint32_t last;  /* code of the row before: lists are mostly sorted by something */
    uint8_t *mark;  /* per row, written only once any_mark */
    bool any_mark;
};

struct column_state {
    atomic_bool is_text;
    /* dictionary: */
    uint32_t *code;
    struct yx_str *value;
    uint32_t *hash; /* per value */
    uint32_t n_values, cap_values;
    uint32_t *slot;
    uint32_t mask;
    /* text: */
    struct yx_text_block *block;
    uint32_t n_blocks, cap_blocks;
    size_t text_cap; /* of the last block */
    size_t text_len; /* of the last block */
    uint8_t *mark;
};

struct yx_columns {
    struct yx_arena *a;
    uint32_t n_columns, n_rows;
    size_t cap_rows; /* of row_no, code, mark */
    uint32_t *row_no;
    struct column_state *column;
};

struct yx_piece {
    const struct yx_columns *of;
    uint32_t n_columns, n_rows, cap_rows;
    uint32_t *row_no;
    struct piece_column *column;
};

/* The bytes of a short text (4 to 16) as two numbers that overlap in the middle. */
struct ends {
    uint64_t a, b;
};

static inline struct ends ends_of(const char *p, size_t n)
{
    struct ends e = {0, 0};
    if (n >= 8) {
        memcpy(&e.a, p, 8);
        memcpy(&e.b, p + n - 8, 8);
    } else {
        memcpy(&e.a, p, 4);
        memcpy(&e.b, p + n - 4, 4);
    }
    return e;
}

static inline uint32_t hash_of(struct yx_str s)
{
    if (s.n <= 16 && s.n >= 4) {
        struct ends e = ends_of(s.p, s.n);
        return (uint32_t)(yx_mix64(e.a * 0x9E3779B97F4A7C15U ^ (e.b + s.n)) >> 32);
    }
    return (uint32_t)(yx_hash(s.p, s.n) >> 32);
}

static inline bool same_bytes(const char *p, const char *q, size_t n)
{
    if (n <= 16 && n >= 4) {
        struct ends x = ends_of(p, n), y = ends_of(q, n);
        return x.a == y.a && x.b == y.b;
    }
    return memcmp(p, q, n) == 0;
}

/* Append `s`; short texts without a call. */
static inline void put_text(struct yx_buf *b, struct yx_str s)
{
    if (YX_UNLIKELY(b->cap - b->n < s.n))
        yx_buf_reserve(b, s.n);
    char *to = b->p + b->n;
    b->n += s.n;
    if (s.n <= 16 && s.n >= 8) {
        struct ends e = ends_of(s.p, s.n);
        memcpy(to, &e.a, 8);
        memcpy(to + s.n - 8, &e.b, 8);
    } else if (s.n) {
        memcpy(to, s.p, s.n);
    }
}

struct yx_piece *yx_piece_new(const struct yx_columns *c)
{
    struct yx_piece *p = yx_calloc(1, sizeof *p);
    p->of = c;
    p->n_columns = c->n_columns;
    p->column = yx_calloc(c->n_columns, sizeof *p->column);
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct piece_column *k = &p->column[i];
        k->slot = yx_calloc(FIRST_TABLE, sizeof *k->slot);
        k->mask = FIRST_TABLE - 1;
        k->cap_entries = FIRST_TABLE / 2;
        k->entry = yx_calloc(k->cap_entries, sizeof *k->entry);
    }
    yx_piece_reset(p);
    return p;
}

void yx_piece_free(struct yx_piece *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct piece_column *k = &p->column[i];
        free(k->row);
        yx_buf_free(&k->bytes);
        free(k->entry);
        free(k->slot);
        free(k->mark);
    }
    free(p->column);
    free(p->row_no);
    free(p);
}

void yx_piece_reset(struct yx_piece *p)
{
    p->n_rows = 0;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct piece_column *k = &p->column[i];
        k->is_dict = !atomic_load_explicit(&p->of->column[i].is_text, memory_order_relaxed);
        if (k->n_entries > 1)
            memset(k->slot, 0, (k->mask + 1) * sizeof *k->slot);
        k->n_entries = 1;
        k->bytes.n = 0;
        k->last = 0;
        k->any_mark = false;
    }
}

uint32_t yx_piece_rows(const struct yx_piece *p)
{
    return p->n_rows;
}

size_t yx_piece_bytes(const struct yx_piece *p)
{
    size_t n = 0;
    for (uint32_t i = 0; i < p->n_columns; i++)
        n += p->column[i].bytes.n;
    return n;
}

static void grow_rows(struct yx_piece *p)
{
    p->cap_rows = p->cap_rows ? p->cap_rows * 2 : FIRST_ROWS;
    p->row_no = yx_realloc(p->row_no, yx_mul_size(p->cap_rows, sizeof *p->row_no));
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct piece_column *k = &p->column[i];
        k->row = yx_realloc(k->row, yx_mul_size(p->cap_rows, sizeof *k->row));
        k->mark = yx_realloc(k->mark, p->cap_rows);
    }
}

static void grow_table(struct piece_column *k)
{
    uint32_t slots = (k->mask + 1) * 2;
    free(k->slot);
    k->slot = yx_calloc(slots, sizeof *k->slot);
    k->mask = slots - 1;
    k->cap_entries = slots / 2;
    k->entry = yx_realloc(k->entry, yx_mul_size(k->cap_entries, sizeof *k->entry));
    for (uint32_t c = 1; c < k->n_entries; c++) {
        uint32_t i = k->entry[c].hash & k->mask;
        while (k->slot[i])
            i = (i + 1) & k->mask;
        k->slot[i] = c;
    }
}

static inline bool is_entry(const struct piece_column *k, uint32_t code, struct yx_str s)
{
    const struct entry *e = &k->entry[code];
    return e->len == s.n && same_bytes(k->bytes.p + e->from, s.p, s.n);
}

static uint32_t code_of(struct piece_column *k, struct yx_str s)
{
    if (s.n == 0)
        return 0;
    if (k->last && is_entry(k, k->last, s))
        return k->last;
    uint32_t hash = hash_of(s), i = hash & k->mask;
    for (; k->slot[i]; i = (i + 1) & k->mask)
        if (k->entry[k->slot[i]].hash == hash && is_entry(k, k->slot[i], s))
            return k->last = k->slot[i];
    if (k->n_entries == k->cap_entries) {
        grow_table(k);
        i = hash & k->mask;
        while (k->slot[i])
            i = (i + 1) & k->mask;
    }
    uint32_t code = k->n_entries++;
    k->slot[i] = code;
    k->entry[code] = (struct entry){hash, (uint32_t)k->bytes.n, (uint32_t)s.n};
    yx_buf_puts(&k->bytes, s);
    return k->last = code;
}

/* From codes to the text itself. */
static void give_up(struct piece_column *k, uint32_t n_rows)
{
    struct yx_buf text = {0};
    yx_buf_reserve(&text, k->bytes.n * 2);
    for (uint32_t r = 0; r < n_rows; r++) {
        const struct entry *e = &k->entry[k->row[r]];
        if (k->row[r])
            yx_buf_put(&text, k->bytes.p + e->from, e->len);
        k->row[r] = (uint32_t)text.n;
    }
    yx_buf_free(&k->bytes);
    k->bytes = text;
    k->is_dict = false;
}

static bool is_mostly_new(const struct piece_column *k, uint32_t n_rows)
{
    uint64_t percent = n_rows == EARLY_ROWS ? EARLY_PERCENT : LATE_PERCENT;
    return (uint64_t)k->n_entries * 100 > n_rows * percent;
}

void yx_piece_row(struct yx_piece *p, const struct yx_str *cell, const uint8_t *mark,
                  uint32_t row_no)
{
    uint32_t r = p->n_rows;
    if (YX_UNLIKELY(r == p->cap_rows))
        grow_rows(p);
    bool checkpoint = r == EARLY_ROWS || r == LATE_ROWS;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct piece_column *k = &p->column[i];
        if (YX_UNLIKELY(checkpoint && k->is_dict && is_mostly_new(k, r)))
            give_up(k, r);
        if (k->is_dict) {
            k->row[r] = code_of(k, cell[i]);
        } else {
            put_text(&k->bytes, cell[i]);
            k->row[r] = (uint32_t)k->bytes.n;
        }
        if (YX_UNLIKELY(mark[i] && !k->any_mark)) {
            k->any_mark = true;
            memset(k->mark, 0, r);
        }
        if (k->any_mark)
            k->mark[r] = mark[i];
    }
    p->row_no[r] = row_no;
    p->n_rows++;
}

/* ---- columns ---- */

struct yx_columns *yx_columns_new(uint32_t n_columns, struct yx_arena *a)
{
    struct yx_columns *c = yx_calloc(1, sizeof *c);
    c->a = a;
    c->n_columns = n_columns;
    c->column = yx_calloc(n_columns, sizeof *c->column);
    return c;
}

static void free_blocks(struct column_state *k)
{
    for (uint32_t b = 0; b < k->n_blocks; b++) {
        free(k->block[b].end);
        free(k->block[b].text);
    }
    free(k->block);
}

static void free_dictionary(struct column_state *k)
{
    free(k->code);
    free(k->value);
    free(k->hash);
    free(k->slot);
    k->code = k->hash = k->slot = NULL;
    k->value = NULL;
}

void yx_columns_free(struct yx_columns *c)
{
    if (!c)
        return;
    for (uint32_t i = 0; i < c->n_columns; i++) {
        free_dictionary(&c->column[i]);
        free_blocks(&c->column[i]);
        free(c->column[i].mark);
    }
    free(c->column);
    free(c->row_no);
    free(c);
}

static int no_memory(size_t n, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_IO,
        YX_TEXT("内存不足（还需 {0} 字节）：请把名册拆小，或换内存更大的机器",
                "out of memory ({0} more bytes): split the rosters, or use a machine with more"),
        yx_fmt_u64(n).s);
}

/* The block with room for n items of `size`; NULL, and the old one as it was, on failure. */
static void *resized(void *old, size_t n, size_t size, struct yx_err *err)
{
    size_t total = yx_mul_size(n ? n : 1, size);
    void *bigger = realloc(old, total);
    if (!bigger)
        (void)no_memory(total, err);
    return bigger;
}

/* RESIZE(rc, p, n, err): p gets room for n items; unchanged on failure. */
#define RESIZE(rc, p, n, err)                                                                      \
    do {                                                                                           \
        void *block_ = resized((p), (n), sizeof((p)[0]), (err));                                   \
        (rc) = block_ ? YX_OK : YX_IO;                                                             \
        if (block_)                                                                                \
            (p) = block_;                                                                          \
    } while (0)

/* Room for `rows` more bytes of text in the last block. */
static int reserve_text(struct column_state *k, size_t more, struct yx_err *err)
{
    size_t want = k->text_len + more;
    if (want > UINT32_MAX)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "一栏中 65,536 行的文字超过 4 GiB，不像名册：请检查文件",
                "65,536 rows of one column hold over 4 GiB of text: not a roster, check the file"));
    if (want <= k->text_cap)
        return YX_OK;
    size_t cap = YX_MAX(want + want / 8, k->text_cap + k->text_cap / 2);
    int rc;
    RESIZE(rc, k->block[k->n_blocks - 1].text, cap, err);
    if (rc == YX_OK)
        k->text_cap = cap;
    return rc;
}

/* The last block is full: what it did not use goes back. */
static void trim_block(struct column_state *k)
{
    char **text = &k->block[k->n_blocks - 1].text;
    char *smaller = resized(*text, k->text_len, 1, NULL);
    if (smaller)
        *text = smaller;
}

static int open_block(struct column_state *k, struct yx_err *err)
{
    size_t guess = k->n_blocks ? k->text_len + k->text_len / 16 : 0;
    int rc;
    if (k->n_blocks)
        trim_block(k);
    if (k->n_blocks == k->cap_blocks) {
        uint32_t cap = k->cap_blocks ? k->cap_blocks * 2 : 4;
        RESIZE(rc, k->block, cap, err);
        if (rc != YX_OK)
            return rc;
        k->cap_blocks = cap;
    }
    k->block[k->n_blocks++] = (struct yx_text_block){0};
    k->text_cap = k->text_len = 0;
    struct yx_text_block *b = &k->block[k->n_blocks - 1];
    RESIZE(rc, b->end, YX_BLOCK_ROWS, err);
    if (rc != YX_OK)
        return rc;
    return guess ? reserve_text(k, guess, err) : YX_OK;
}

/* Append rows [0, n) whose text ends at end[i] in `text`; the column has `at` rows. */
static int append_text(struct column_state *k, uint32_t at, const char *text, const uint32_t *end,
                       uint32_t n, struct yx_err *err)
{
    int rc;
    for (uint32_t r = 0; r < n;) {
        uint32_t in_block = (at + r) % YX_BLOCK_ROWS,
                 take = YX_MIN(n - r, YX_BLOCK_ROWS - in_block);
        uint32_t from = r ? end[r - 1] : 0, len = end[r + take - 1] - from;
        if (in_block == 0 && (rc = open_block(k, err)) != YX_OK)
            return rc;
        if ((rc = reserve_text(k, len, err)) != YX_OK)
            return rc;
        struct yx_text_block *b = &k->block[k->n_blocks - 1];
        if (len)
            memcpy(b->text + k->text_len, text + from, len);
        uint32_t shift = (uint32_t)k->text_len - from;
        for (uint32_t i = 0; i < take; i++)
            b->end[in_block + i] = end[r + i] + shift;
        k->text_len += len;
        r += take;
    }
    return YX_OK;
}

/* As above, the text of row i being that of its code. */
static int append_coded(struct column_state *k, uint32_t at, const uint32_t *code, uint32_t n,
                        const struct yx_str *value, struct yx_err *err)
{
    int rc;
    for (uint32_t r = 0; r < n; r++) {
        uint32_t in_block = (at + r) % YX_BLOCK_ROWS;
        struct yx_str s = value[code[r]];
        if (in_block == 0 && (rc = open_block(k, err)) != YX_OK)
            return rc;
        if ((rc = reserve_text(k, s.n, err)) != YX_OK)
            return rc;
        struct yx_text_block *b = &k->block[k->n_blocks - 1];
        if (s.n)
            memcpy(b->text + k->text_len, s.p, s.n);
        k->text_len += s.n;
        b->end[in_block] = (uint32_t)k->text_len;
    }
    return YX_OK;
}

static int become_text(struct column_state *k, uint32_t n_rows, struct yx_err *err)
{
    int rc = append_coded(k, 0, k->code, n_rows, k->value, err);
    atomic_store_explicit(&k->is_text, true, memory_order_relaxed);
    free_dictionary(k);
    return rc;
}

static int grow_values(struct column_state *k, struct yx_err *err)
{
    uint32_t cap = k->cap_values ? k->cap_values * 2 : SMALL_VALUES;
    int rc;
    RESIZE(rc, k->value, cap, err);
    if (rc == YX_OK)
        RESIZE(rc, k->hash, cap, err);
    if (rc == YX_OK)
        RESIZE(rc, k->slot, (size_t)cap * 2, err);
    if (rc != YX_OK)
        return rc;
    if (k->n_values == 0) {
        k->value[0] = (struct yx_str){"", 0};
        k->hash[0] = 0;
        k->n_values = 1;
    }
    k->cap_values = cap;
    k->mask = cap * 2 - 1;
    memset(k->slot, 0, (size_t)cap * 2 * sizeof *k->slot);
    for (uint32_t v = 1; v < k->n_values; v++) {
        uint32_t i = k->hash[v] & k->mask;
        while (k->slot[i])
            i = (i + 1) & k->mask;
        k->slot[i] = v;
    }
    return YX_OK;
}

/* The column's code for a value, added in order of first appearance. */
static int intern(struct yx_columns *c, struct column_state *k, struct yx_str s, uint32_t hash,
                  uint32_t *out, struct yx_err *err)
{
    uint32_t i = hash & k->mask;
    for (; k->slot[i]; i = (i + 1) & k->mask) {
        uint32_t v = k->slot[i];
        if (k->hash[v] == hash && yx_str_eq(k->value[v], s)) {
            *out = v;
            return YX_OK;
        }
    }
    if (k->n_values == k->cap_values) {
        int rc = grow_values(k, err);
        if (rc != YX_OK)
            return rc;
        i = hash & k->mask;
        while (k->slot[i])
            i = (i + 1) & k->mask;
    }
    *out = k->n_values++;
    k->slot[i] = *out;
    k->value[*out] = yx_str_dup(c->a, s);
    k->hash[*out] = hash;
    return YX_OK;
}

static int add_dictionary(struct yx_columns *c, struct column_state *k,
                          const struct piece_column *from, uint32_t n, struct yx_err *err)
{
    int rc = k->n_values == 0 ? grow_values(k, err) : YX_OK;
    uint32_t *map = yx_malloc(yx_mul_size(from->n_entries, sizeof *map));
    map[0] = 0;
    for (uint32_t e = 1; e < from->n_entries && rc == YX_OK; e++) {
        struct yx_str s = {from->bytes.p + from->entry[e].from, from->entry[e].len};
        rc = intern(c, k, s, from->entry[e].hash, &map[e], err);
    }
    if (rc == YX_OK) {
        uint32_t *to = k->code + c->n_rows;
        for (uint32_t r = 0; r < n; r++)
            to[r] = map[from->row[r]];
    }
    free(map);
    return rc;
}

static int add_text(struct yx_columns *c, struct column_state *k, const struct piece_column *from,
                    uint32_t n, struct yx_err *err)
{
    if (!from->is_dict)
        return append_text(k, c->n_rows, from->bytes.p, from->row, n, err);
    struct yx_str *value = yx_malloc(yx_mul_size(from->n_entries, sizeof *value));
    value[0] = (struct yx_str){"", 0};
    for (uint32_t e = 1; e < from->n_entries; e++)
        value[e] = (struct yx_str){from->bytes.p + from->entry[e].from, from->entry[e].len};
    int rc = append_coded(k, c->n_rows, from->row, n, value, err);
    free(value);
    return rc;
}

static bool is_text(const struct column_state *k)
{
    return atomic_load_explicit(&k->is_text, memory_order_relaxed);
}

static int grow_columns(struct yx_columns *c, uint32_t more, struct yx_err *err)
{
    size_t want = (size_t)c->n_rows + more;
    if (want >= UINT32_MAX)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("超过 42 亿行：请把名册拆成几个文件",
                    "over 4.2 thousand million rows: split the roster into several files"));
    if (want <= c->cap_rows)
        return YX_OK;
    size_t cap = c->cap_rows ? YX_MAX(want, c->cap_rows + c->cap_rows / 2) : want;
    int rc;
    RESIZE(rc, c->row_no, cap, err);
    for (uint32_t i = 0; i < c->n_columns && rc == YX_OK; i++) {
        struct column_state *k = &c->column[i];
        if (!is_text(k))
            RESIZE(rc, k->code, cap, err);
        if (rc == YX_OK && k->mark)
            RESIZE(rc, k->mark, cap, err);
    }
    if (rc == YX_OK)
        c->cap_rows = cap;
    return rc;
}

static int add_marks(struct yx_columns *c, struct column_state *k, const struct piece_column *from,
                     uint32_t n, struct yx_err *err)
{
    if (!k->mark && !from->any_mark)
        return YX_OK;
    if (!k->mark) {
        int rc;
        RESIZE(rc, k->mark, c->cap_rows, err);
        if (rc != YX_OK)
            return rc;
        memset(k->mark, 0, c->n_rows);
    }
    if (from->any_mark)
        memcpy(k->mark + c->n_rows, from->mark, n);
    else
        memset(k->mark + c->n_rows, 0, n);
    return YX_OK;
}

/* Whether so many values in so many rows are no dictionary. */
static bool is_too_varied(const struct yx_columns *c, const struct column_state *k)
{
    return k->n_values > MAX_VALUES ||
           (k->n_values > EARLY_ROWS &&
            (uint64_t)k->n_values * 100 > (uint64_t)c->n_rows * LATE_PERCENT);
}

int yx_columns_add(struct yx_columns *c, const struct yx_piece *p, uint32_t row_base,
                   struct yx_err *err)
{
    uint32_t n = p->n_rows;
    if (n == 0)
        return YX_OK;
    int rc = grow_columns(c, n, err);
    if (rc != YX_OK)
        return rc;
    for (uint32_t r = 0; r < n; r++)
        c->row_no[c->n_rows + r] = p->row_no[r] + row_base;
    for (uint32_t i = 0; i < c->n_columns && rc == YX_OK; i++) {
        struct column_state *k = &c->column[i];
        const struct piece_column *from = &p->column[i];
        if (!is_text(k) && !from->is_dict)
            rc = become_text(k, c->n_rows, err);
        if (rc == YX_OK)
            rc = is_text(k) ? add_text(c, k, from, n, err) : add_dictionary(c, k, from, n, err);
        if (rc == YX_OK)
            rc = add_marks(c, k, from, n, err);
    }
    if (rc != YX_OK)
        return rc;
    c->n_rows += n;
    for (uint32_t i = 0; i < c->n_columns && rc == YX_OK; i++)
        if (!is_text(&c->column[i]) && is_too_varied(c, &c->column[i]))
            rc = become_text(&c->column[i], c->n_rows, err);
    return rc;
}

static void *hand_over(struct yx_arena *a, void *p)
{
    if (p)
        yx_arena_defer(a, free, p);
    return p;
}

static void finish_column(struct yx_columns *c, struct column_state *k, struct yx_column *out)
{
    out->is_dict = !is_text(k);
    if (out->is_dict) {
        if (k->n_values == 0) {
            static const struct yx_str empty = {"", 0};
            k->n_values = 1;
            out->value = YX_NEW(c->a, struct yx_str, 1);
            out->value[0] = empty;
        } else {
            out->value = hand_over(c->a, k->value);
        }
        out->n_values = k->n_values;
        out->code = hand_over(c->a, k->code);
        k->value = NULL;
        k->code = NULL;
    } else {
        if (k->n_blocks)
            trim_block(k);
        for (uint32_t b = 0; b < k->n_blocks; b++) {
            (void)hand_over(c->a, k->block[b].end);
            (void)hand_over(c->a, k->block[b].text);
        }
        out->block = hand_over(c->a, k->block);
        k->block = NULL;
        k->n_blocks = 0;
    }
    out->mark = hand_over(c->a, k->mark);
    k->mark = NULL;
}

int yx_columns_finish(struct yx_columns *c, struct yx_table *t, struct yx_err *err)
{
    for (uint32_t i = 0; i < c->n_columns; i++) {
        struct column_state *k = &c->column[i];
        bool is_varied = k->n_values > SMALL_VALUES && k->n_values > c->n_rows / 2;
        int rc = !is_text(k) && is_varied ? become_text(k, c->n_rows, err) : YX_OK;
        if (rc != YX_OK)
            return rc;
    }
    t->n_rows = c->n_rows;
    t->row_no = hand_over(c->a, c->row_no);
    c->row_no = NULL;
    for (uint32_t i = 0; i < c->n_columns; i++)
        finish_column(c, &c->column[i], &t->column[i]);
    return YX_OK;
}
