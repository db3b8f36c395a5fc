/* link_rows.c -- what a row of a list is called from run to run. */
#include "match/link_rows.h"

#include "base/alike.h"
#include "base/err.h"
#include "base/mem.h"
#include "base/pool.h"
#include "match/link_columns.h"

#include <stdlib.h>

static uint64_t hash_of_row(const struct yx_record_set *s, enum yx_link_side side, uint32_t row)
{
    uint64_t h = 0x243F6A8885A308D3U;
    for (unsigned f = 0; f < s->model->n_fields; f++)
        h = yx_mix64(h ^ yx_hash_str(yx_record_text(s, side, f, row))) + f;
    return h ? h : 1;
}

static struct yx_str key_of(const struct yx_link_rows *r, uint32_t row)
{
    return r->key ? yx_str_trim(yx_column_text(r->key, row)) : YX_S("");
}

enum { PIECE_ROWS = 1 << 14 };

static void hash_rows(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct yx_link_rows *r = ctx;
    uint32_t n = r->set->n_rows[r->side], from = (uint32_t)task * PIECE_ROWS;
    uint32_t to = n - from < PIECE_ROWS ? n : from + PIECE_ROWS;
    for (uint32_t i = from; i < to; i++) {
        struct yx_str key = key_of(r, i);
        uint64_t h = key.n ? yx_hash_str(key) : hash_of_row(r->set, r->side, i);
        r->name[i] = h ? h : 1;
    }
}

static uint64_t name_at(const void *ctx, uint32_t i)
{
    return ((const struct yx_link_rows *)ctx)->name[i];
}

/* Chains the rows that are called alike; they are few. */
static void tell_apart(struct yx_link_rows *r, const uint32_t *first)
{
    struct yx_map last; /* first row, + 1 -> the last one so far */
    yx_map_init(&last, 16);
    for (uint32_t i = 0; i < r->set->n_rows[r->side]; i++) {
        if (first[i] == i)
            continue;
        bool is_new;
        uint32_t *before = yx_map_put(&last, (uint64_t)first[i] + 1, first[i], &is_new);
        r->next[*before] = i;
        r->same[i] = r->same[*before] + 1;
        r->n_same++;
        *before = i;
    }
    yx_map_free(&last);
}

int yx_link_rows_make(const struct yx_record_set *s, enum yx_link_side side, struct yx_pool *pool,
                      struct yx_link_rows *out, struct yx_err *err)
{
    uint32_t n = s->n_rows[side];
    *out = (struct yx_link_rows){
        .set = s, .side = side, .key = yx_link_key_column(s->model, side, s->table[side])};
    out->name = yx_big_alloc((size_t)n + 1, sizeof *out->name, err);
    out->same = out->name ? yx_big_alloc((size_t)n + 1, sizeof *out->same, err) : NULL;
    out->next = out->same ? yx_big_alloc((size_t)n + 1, sizeof *out->next, err) : NULL;
    uint32_t *first = out->next ? yx_big_alloc((size_t)n + 1, sizeof *first, err) : NULL;
    int rc = first ? YX_OK : YX_IO;
    if (rc == YX_OK) {
        yx_pool_run(pool, ((size_t)n + PIECE_ROWS - 1) / PIECE_ROWS, hash_rows, out);
        rc = yx_alike_first(n, name_at, out, pool, first, err);
    }
    if (rc == YX_OK)
        tell_apart(out, first);
    free(first);
    if (rc != YX_OK)
        yx_link_rows_free(out);
    return rc;
}

void yx_link_rows_index(struct yx_link_rows *r)
{
    uint32_t n = r->set->n_rows[r->side];
    yx_map_init(&r->first, n);
    for (uint32_t i = 0; i < n; i++) {
        bool is_new;
        if (!r->same[i])
            (void)yx_map_put(&r->first, r->name[i], i, &is_new);
    }
}

void yx_link_rows_free(struct yx_link_rows *r)
{
    free(r->name);
    free(r->same);
    free(r->next);
    yx_map_free(&r->first);
    *r = (struct yx_link_rows){0};
}

void yx_link_row_name(const struct yx_link_rows *r, uint32_t row, struct yx_buf *out)
{
    struct yx_str key = key_of(r, row);
    if (key.n)
        yx_buf_puts(out, key);
    else
        yx_buf_put_hex(out, r->name[row]);
    if (r->same[row])
        yx_buf_printf(out, "#%u", r->same[row] + 1);
}

static bool is_called(const struct yx_link_rows *r, uint32_t row, struct yx_str name)
{
    struct yx_buf b = {0};
    yx_link_row_name(r, row, &b);
    bool same = yx_str_eq(yx_buf_str(&b), name);
    yx_buf_free(&b);
    return same;
}

static uint32_t find_hash(const struct yx_link_rows *r, uint64_t hash, struct yx_str name)
{
    const uint32_t *first = r->first.key ? yx_map_get(&r->first, hash ? hash : 1) : NULL;
    for (uint32_t row = first ? *first : UINT32_MAX; row != UINT32_MAX;
         row = r->next[row] ? r->next[row] : UINT32_MAX)
        if (is_called(r, row, name))
            return row;
    return UINT32_MAX;
}

uint32_t yx_link_row_find(const struct yx_link_rows *r, struct yx_str name)
{
    uint32_t row = find_hash(r, yx_hash_str(name), name);
    size_t bare = name.n; /* without #2 */
    while (bare > 0 && name.p[bare - 1] >= '0' && name.p[bare - 1] <= '9')
        bare--;
    bool has_number = bare > 0 && bare < name.n && name.p[bare - 1] == '#';
    struct yx_str base = has_number ? yx_str_sub(name, 0, bare - 1) : name;
    if (row == UINT32_MAX && has_number)
        row = find_hash(r, yx_hash_str(base), name);
    if (row != UINT32_MAX || base.n != 16)
        return row;
    uint64_t h = 0;
    for (size_t i = 0; i < 16; i++) {
        char c = base.p[i];
        unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
                         : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a') + 10
                                                : 16;
        if (digit == 16)
            return UINT32_MAX;
        h = h << 4 | digit;
    }
    return find_hash(r, h, name);
}

uint64_t yx_link_fingerprint(const struct yx_record_set *s, uint32_t left, uint32_t right)
{
    uint64_t a = hash_of_row(s, YX_LEFT, left), b = hash_of_row(s, yx_record_right(s), right);
    if (!s->table[YX_RIGHT] && a > b) { /* the order of rows in one list may change */
        uint64_t t = a;
        a = b;
        b = t;
    }
    uint64_t h = yx_mix64(a ^ yx_mix64(b + 1));
    return h ? h : 1;
}
