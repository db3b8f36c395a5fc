/* dictionary.c -- the distinct values of columns, made ready to be compared.
 *
 * DESIGN.  All texts of the columns are numbered: the cells of a column, or the entries of its
 * own dictionary.  Texts of equal bytes are found first (base/alike.h), and only the first of
 * them is prepared; then prepared values that are equal are found in the same way.  Values
 * stand in the order of their first texts, and what is left is to give each row the code of
 * its text's value.  Every step runs on all cores. */
#include "match/dictionary.h"

#include "base/alike.h"
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "match/link_columns.h"

#include <stdlib.h>

enum { PIECE = 1 << 14 }; /* texts, or rows, of a task */

struct source {
    const struct yx_column *column;
    unsigned field;
    enum yx_link_side side;
    uint32_t n_rows;
    size_t from, n; /* its texts */
};

struct making {
    struct yx_record_set *s;
    enum yx_compare_type type;
    struct source source[2 * YX_LINK_FIELDS];
    unsigned n_sources;
    size_t n_texts;
    uint32_t *first; /* text -> the first of the same bytes */
    uint32_t *place; /* first text -> its place among them; then text -> code */
    uint32_t *text;  /* place -> text */
    size_t n_first;
    size_t *piece; /* of first texts: how many before each piece */
    struct yx_value *value;
    uint32_t *same; /* place -> first place of the same value; then its code */
    const struct source *at;
};

static struct yx_str text_at(const struct making *k, size_t i)
{
    const struct source *s = k->source;
    while (i >= s->from + s->n)
        s++;
    i -= s->from;
    return s->column->is_dict ? s->column->value[i] : yx_column_text(s->column, (uint32_t)i);
}

static uint64_t hash_of_text(const void *ctx, uint32_t i)
{
    struct yx_str text = text_at(ctx, i);
    uint64_t h = text.n ? yx_hash_str(text) : 0;
    return text.n && !h ? 1 : h;
}

static uint64_t hash_of_value(const void *ctx, uint32_t i)
{
    return ((const struct making *)ctx)->value[i + 1].hash;
}

static size_t pieces(size_t n)
{
    return (n + PIECE - 1) / PIECE;
}

static void count_first(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct making *k = ctx;
    size_t to = YX_MIN((task + 1) * PIECE, k->n_texts), n = 0;
    for (size_t i = task * PIECE; i < to; i++)
        n += k->first[i] == i;
    k->piece[task] = n;
}

static void list_first(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct making *k = ctx;
    size_t to = YX_MIN((task + 1) * PIECE, k->n_texts), n = k->piece[task];
    for (size_t i = task * PIECE; i < to; i++)
        if (k->first[i] == i) {
            k->place[i] = (uint32_t)n;
            k->text[n++] = (uint32_t)i;
        }
}

static void prepare(void *ctx, size_t task, unsigned worker)
{
    struct making *k = ctx;
    size_t to = YX_MIN((task + 1) * PIECE, k->n_first);
    for (size_t i = task * PIECE; i < to; i++)
        yx_value_prepare(k->type, text_at(k, k->text[i]), k->s->arena[worker], &k->value[i + 1]);
}

/* Values that were there before go, and `same` becomes the code. */
static uint32_t close_up(struct making *k)
{
    uint32_t n = 1;
    for (size_t i = 0; i < k->n_first; i++) {
        if (k->same[i] == (uint32_t)YX_ALIKE_NONE) {
            k->same[i] = 0;
        } else if (k->same[i] == i) {
            k->value[n] = k->value[i + 1];
            k->same[i] = n++;
        } else {
            k->same[i] = k->same[k->same[i]];
        }
    }
    return n;
}

static uint32_t code_of(const struct making *k, size_t text)
{
    uint32_t first = k->first[text];
    return first == (uint32_t)YX_ALIKE_NONE ? 0 : k->same[k->place[first]];
}

static void code_rows(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct making *k = ctx;
    const struct source *s = k->at;
    uint32_t *out = k->s->code[s->side] + s->field;
    size_t to = YX_MIN((task + 1) * PIECE, (size_t)s->n_rows);
    for (size_t r = task * PIECE; r < to; r++)
        out[r * k->s->stride] = code_of(k, s->from + (s->column->is_dict ? s->column->code[r] : r));
}

static void count_codes(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct making *k = ctx;
    const struct source *s = &k->source[task];
    const uint32_t *code = k->s->code[s->side] + s->field;
    uint32_t *count = k->s->count[s->field][s->side];
    for (size_t r = 0; r < s->n_rows; r++)
        count[code[r * k->s->stride]]++;
}

static int take_sources(struct making *k, unsigned d, struct yx_err *err)
{
    const struct yx_record_set *s = k->s;
    for (unsigned f = 0; f < s->model->n_fields; f++)
        for (int side = YX_LEFT; side <= YX_RIGHT && s->dictionary_of[f] == d; side++) {
            const struct yx_column *c = s->table[side] ? yx_link_column(s->table[side], f) : NULL;
            if (!c)
                continue;
            struct source *to = &k->source[k->n_sources++];
            *to = (struct source){.column = c,
                                  .field = f,
                                  .side = (enum yx_link_side)side,
                                  .n_rows = s->n_rows[side],
                                  .from = k->n_texts,
                                  .n = c->is_dict ? c->n_values : s->n_rows[side]};
            k->n_texts += to->n;
        }
    if (k->n_texts >= UINT32_MAX)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("两份名单一起太大，一列最多 42 亿格；分开比对",
                               "the lists are too large together: a column holds 4.2 thousand "
                               "million cells at most; link them in parts"));
    return YX_OK;
}

/* First texts in order, prepared. */
static int prepare_all(struct making *k, struct yx_pool *pool, struct yx_err *err)
{
    size_t n_pieces = pieces(k->n_texts);
    k->first = yx_big_alloc(k->n_texts + 1, sizeof *k->first, err);
    k->piece = yx_calloc(n_pieces + 1, sizeof *k->piece);
    if (!k->first || yx_alike_first(k->n_texts, hash_of_text, k, pool, k->first, err) != YX_OK)
        return YX_IO;
    yx_pool_run(pool, n_pieces, count_first, k);
    for (size_t i = 0; i < n_pieces; i++) {
        size_t here = k->piece[i];
        k->piece[i] = k->n_first;
        k->n_first += here;
    }
    k->place = yx_big_alloc(k->n_texts + 1, sizeof *k->place, err);
    k->text = k->place ? yx_big_alloc(k->n_first + 1, sizeof *k->text, err) : NULL;
    k->value = k->text ? yx_big_alloc(k->n_first + 1, sizeof *k->value, err) : NULL;
    if (!k->value)
        return YX_IO;
    k->value[0].type = (uint8_t)k->type;
    yx_pool_run(pool, n_pieces, list_first, k);
    yx_pool_run(pool, pieces(k->n_first), prepare, k);
    free(k->text);
    k->text = NULL;
    return YX_OK;
}

static int give_codes(struct making *k, unsigned d, struct yx_pool *pool, struct yx_err *err)
{
    k->same = yx_big_alloc(k->n_first + 1, sizeof *k->same, err);
    if (!k->same || yx_alike_first(k->n_first, hash_of_value, k, pool, k->same, err) != YX_OK)
        return YX_IO;
    uint32_t n = close_up(k);
    if (n < k->n_first)
        k->value = yx_realloc(k->value, yx_mul_size(n, sizeof *k->value));
    k->s->dictionary[d] = (struct yx_record_dictionary){k->value, n};
    k->value = NULL;
    for (unsigned i = 0; i < k->n_sources; i++) {
        k->at = &k->source[i];
        yx_pool_run(pool, pieces(k->at->n_rows), code_rows, k);
    }
    for (unsigned i = 0; i < k->n_sources; i++) {
        uint32_t **count = &k->s->count[k->source[i].field][k->source[i].side];
        *count = yx_big_alloc(n, sizeof **count, err);
        if (!*count)
            return YX_IO;
    }
    yx_pool_run(pool, k->n_sources, count_codes, k);
    return YX_OK;
}

int yx_dictionary_make(struct yx_record_set *s, unsigned d, struct yx_pool *pool,
                       struct yx_err *err)
{
    struct making k = {.s = s, .type = s->model->field[d].type};
    int rc = take_sources(&k, d, err);
    if (rc == YX_OK)
        rc = prepare_all(&k, pool, err);
    if (rc == YX_OK)
        rc = give_codes(&k, d, pool, err);
    free(k.first);
    free(k.place);
    free(k.text);
    free(k.piece);
    free(k.value);
    free(k.same);
    return rc;
}
