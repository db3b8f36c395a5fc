/* column_piece.c -- rows as one task gathers them, column by column.
 *
 * DESIGN.  A column of a piece starts as a dictionary and gives up when, after
 * YX_DICT_EARLY_ROWS or YX_DICT_LATE_ROWS rows, most values were new: names and
 * numbers give up early, so hashing them costs little.  Where the whole column
 * has given up already, a piece does not try: that is only a short cut, because
 * one that tried in vain adds the same bytes. */
#include "table/columns_int.h"

#include "base/hash.h"

#include <stdlib.h>

enum { FIRST_TABLE = 128, FIRST_ROWS = 256 };

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
    if (s.n <= 32 && s.n > 16) {
        struct ends e = ends_of(s.p, 16), f = ends_of(s.p + s.n - 16, 16);
        uint64_t h = (e.a + s.n) * 0x9E3779B97F4A7C15U ^ e.b;
        return (uint32_t)(yx_mix64(yx_mix64(h ^ f.a) ^ f.b) >> 32);
    }
    return (uint32_t)(yx_hash(s.p, s.n) >> 32);
}

static inline bool same_bytes(const char *p, const char *q, size_t n)
{
    if (n <= 16 && n >= 4) {
        struct ends x = ends_of(p, n), y = ends_of(q, n);
        return x.a == y.a && x.b == y.b;
    }
    if (n <= 32 && n > 16) {
        struct ends a = ends_of(p, 16), b = ends_of(p + n - 16, 16), x = ends_of(q, 16),
                    y = ends_of(q + n - 16, 16);
        return ((a.a ^ x.a) | (a.b ^ x.b) | (b.a ^ y.a) | (b.b ^ y.b)) == 0;
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

/* A cell on its way to a code; the steps of a row's cells are taken together, so that the looks
 * into dictionaries too large for the caches wait for each other as little as possible. */
struct yx_piece_look {
    uint32_t hash, slot; /* where to look first */
};

struct yx_piece *yx_piece_new(const struct yx_columns *c)
{
    struct yx_piece *p = yx_calloc(1, sizeof *p);
    p->of = c;
    p->n_columns = c->n_columns;
    p->column = yx_calloc(c->n_columns, sizeof *p->column);
    p->look = yx_calloc(c->n_columns, sizeof *p->look);
    p->looking = yx_calloc(c->n_columns, sizeof *p->looking);
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct yx_piece_column *k = &p->column[i];
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
        struct yx_piece_column *k = &p->column[i];
        free(k->row);
        yx_buf_free(&k->bytes);
        free(k->entry);
        free(k->slot);
        free(k->mark);
    }
    free(p->column);
    free(p->look);
    free(p->looking);
    free(p->row_no);
    free(p);
}

void yx_piece_reset(struct yx_piece *p)
{
    p->n_rows = 0;
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct yx_piece_column *k = &p->column[i];
        k->is_dict = !yx_column_is_text(&p->of->column[i]);
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
        struct yx_piece_column *k = &p->column[i];
        k->row = yx_realloc(k->row, yx_mul_size(p->cap_rows, sizeof *k->row));
        k->mark = yx_realloc(k->mark, p->cap_rows);
    }
}

static void grow_table(struct yx_piece_column *k)
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

static inline bool is_entry(const struct yx_piece_column *k, uint32_t code, struct yx_str s)
{
    const struct yx_piece_entry *e = &k->entry[code];
    return e->len == s.n && same_bytes(k->bytes.p + e->from, s.p, s.n);
}

static inline bool is_known(struct yx_piece_column *k, struct yx_str s)
{
    return s.n == 0 || (k->last && is_entry(k, k->last, s));
}

static inline struct yx_piece_look begin_look(const struct yx_piece_column *k, struct yx_str s)
{
    struct yx_piece_look look = {.hash = hash_of(s)};
    look.slot = look.hash & k->mask;
    YX_PREFETCH(&k->slot[look.slot]);
    return look;
}

static inline void announce_entry(const struct yx_piece_column *k, struct yx_piece_look look)
{
    YX_PREFETCH(&k->entry[k->slot[look.slot]]);
}

static uint32_t code_of(struct yx_piece_column *k, struct yx_str s, struct yx_piece_look look)
{
    uint32_t hash = look.hash, i = look.slot;
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
    k->entry[code] = (struct yx_piece_entry){hash, (uint32_t)k->bytes.n, (uint32_t)s.n};
    put_text(&k->bytes, s);
    return k->last = code;
}

/* From codes to the text itself. */
static void give_up(struct yx_piece_column *k, uint32_t n_rows)
{
    struct yx_buf text = {0};
    yx_buf_reserve(&text, k->bytes.n * 2);
    for (uint32_t r = 0; r < n_rows; r++) {
        const struct yx_piece_entry *e = &k->entry[k->row[r]];
        if (k->row[r])
            yx_buf_put(&text, k->bytes.p + e->from, e->len);
        k->row[r] = (uint32_t)text.n;
    }
    yx_buf_free(&k->bytes);
    k->bytes = text;
    k->is_dict = false;
}

static bool is_mostly_new(const struct yx_piece_column *k, uint32_t n_rows)
{
    uint64_t percent = n_rows == YX_DICT_EARLY_ROWS ? YX_DICT_EARLY_PERCENT : YX_DICT_LATE_PERCENT;
    return (uint64_t)k->n_entries * 100 > n_rows * percent;
}

static inline void put_mark(struct yx_piece_column *k, uint32_t r, uint8_t mark)
{
    if (YX_UNLIKELY(mark && !k->any_mark)) {
        k->any_mark = true;
        memset(k->mark, 0, r);
    }
    if (k->any_mark)
        k->mark[r] = mark;
}

void yx_piece_row(struct yx_piece *p, const struct yx_str *cell, const uint8_t *mark,
                  uint32_t row_no)
{
    uint32_t r = p->n_rows, n_looks = 0;
    if (YX_UNLIKELY(r == p->cap_rows))
        grow_rows(p);
    if (YX_UNLIKELY(r == YX_DICT_EARLY_ROWS || r == YX_DICT_LATE_ROWS))
        for (uint32_t i = 0; i < p->n_columns; i++)
            if (p->column[i].is_dict && is_mostly_new(&p->column[i], r))
                give_up(&p->column[i], r);
    for (uint32_t i = 0; i < p->n_columns; i++) {
        struct yx_piece_column *k = &p->column[i];
        put_mark(k, r, mark[i]);
        if (!k->is_dict) {
            put_text(&k->bytes, cell[i]);
            k->row[r] = (uint32_t)k->bytes.n;
        } else if (is_known(k, cell[i])) {
            k->row[r] = cell[i].n ? k->last : 0;
        } else {
            p->look[n_looks] = begin_look(k, cell[i]);
            p->looking[n_looks++] = i;
        }
    }
    for (uint32_t j = 0; j < n_looks; j++)
        announce_entry(&p->column[p->looking[j]], p->look[j]);
    for (uint32_t j = 0; j < n_looks; j++) {
        struct yx_piece_column *k = &p->column[p->looking[j]];
        k->row[r] = code_of(k, cell[p->looking[j]], p->look[j]);
    }
    p->row_no[r] = row_no;
    p->n_rows++;
}
