/* text_column.c -- a column of many values: text in blocks of rows.
 *
 * DESIGN.  Blocks hold exactly YX_BLOCK_ROWS rows, so a piece may end in the
 * middle of a block and fill the next.  A block guesses its bytes by the one
 * before it and gives back what it did not use when it is full.  Where there is
 * a store, a full block goes there and the next is gathered in its buffers. */
#include "table/columns_int.h"

#include <stdlib.h>
#include <string.h>

static void free_block(const struct yx_text_column *k, const struct yx_text_block *b)
{
    if (!yx_column_store_has(k->store, b->end))
        free(b->end);
    if (!yx_column_store_has(k->store, b->text))
        free(b->text);
}

void yx_text_free(struct yx_text_column *k)
{
    for (uint32_t b = 0; b < k->n_blocks; b++)
        free_block(k, &k->block[b]);
    free(k->block);
    free(k->spare_text);
    free(k->spare_end);
    *k = (struct yx_text_column){0};
}

/* Room for `more` bytes of text in the last block. */
static int reserve_text(struct yx_text_column *k, size_t more, struct yx_err *err)
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
    YX_COLUMN_RESIZE(rc, k->block[k->n_blocks - 1].text, cap, err);
    if (rc == YX_OK)
        k->text_cap = cap;
    return rc;
}

/* The last block, of n rows, is in the store and its buffers are free; false if it stays. */
static bool store_block(struct yx_text_column *k, uint32_t n)
{
    struct yx_text_block *b = &k->block[k->n_blocks - 1];
    uint64_t before = k->store->at;
    const uint32_t *end = yx_column_store_put(k->store, b->end, n * sizeof *b->end);
    const char *text = end ? yx_column_store_put(k->store, b->text, k->text_len) : NULL;
    if (!text) {
        k->store->at = before;
        return false;
    }
    k->spare_text = b->text;
    k->spare_end = b->end;
    k->spare_cap = k->text_cap;
    b->end = (uint32_t *)(uintptr_t)end; /* who has a table only reads it */
    b->text = (char *)(uintptr_t)text;
    return true;
}

/* The last block gets no more than its n rows: what it did not use goes back. */
static void close_block(struct yx_text_column *k, uint32_t n)
{
    if (k->store && store_block(k, n))
        return;
    char **text = &k->block[k->n_blocks - 1].text;
    char *smaller = yx_column_resized(*text, k->text_len, 1, NULL);
    if (smaller)
        *text = smaller;
}

static int open_block(struct yx_text_column *k, struct yx_err *err)
{
    size_t guess = k->n_blocks ? k->text_len + k->text_len / 16 : 0;
    int rc;
    if (k->n_blocks)
        close_block(k, YX_BLOCK_ROWS);
    if (k->n_blocks == k->cap_blocks) {
        uint32_t cap = k->cap_blocks ? k->cap_blocks * 2 : 4;
        YX_COLUMN_RESIZE(rc, k->block, cap, err);
        if (rc != YX_OK)
            return rc;
        k->cap_blocks = cap;
    }
    k->block[k->n_blocks++] = (struct yx_text_block){0};
    k->text_cap = k->text_len = 0;
    struct yx_text_block *b = &k->block[k->n_blocks - 1];
    if (k->spare_end) {
        *b = (struct yx_text_block){k->spare_end, k->spare_text};
        k->text_cap = k->spare_cap;
        k->spare_end = NULL;
        k->spare_text = NULL;
        return YX_OK;
    }
    YX_COLUMN_RESIZE(rc, b->end, YX_BLOCK_ROWS, err);
    if (rc != YX_OK)
        return rc;
    return guess ? reserve_text(k, guess, err) : YX_OK;
}

int yx_text_add(struct yx_text_column *k, uint32_t at, const char *text, const uint32_t *end,
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

int yx_text_add_coded(struct yx_text_column *k, uint32_t at, const uint32_t *code, uint32_t n,
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
        YX_KNOWN(s.n == 0 || b->text != NULL); /* reserve_text() saw to it */
        if (s.n)
            memcpy(b->text + k->text_len, s.p, s.n);
        k->text_len += s.n;
        b->end[in_block] = (uint32_t)k->text_len;
    }
    return YX_OK;
}

void yx_text_hand_over(struct yx_text_column *k, uint32_t n_rows, struct yx_arena *a,
                       struct yx_column *out)
{
    if (k->n_blocks)
        close_block(k, n_rows - (k->n_blocks - 1) * YX_BLOCK_ROWS);
    for (uint32_t b = 0; b < k->n_blocks; b++) {
        if (!yx_column_store_has(k->store, k->block[b].end))
            (void)yx_column_hand_over(a, k->block[b].end);
        if (!yx_column_store_has(k->store, k->block[b].text))
            (void)yx_column_hand_over(a, k->block[b].text);
    }
    out->block = yx_column_hand_over(a, k->block);
    free(k->spare_text);
    free(k->spare_end);
    *k = (struct yx_text_column){0};
}
