/* record_set.c -- columns of one or two tables, prepared per distinct value.
 *
 * DESIGN.  Dictionaries are made one after the other (dictionary.c), each on all
 * cores.  Keys of a rule are worked out once per value of each field, unless there
 * are fewer rows, then joined per row. */
#include "match/record_set.h"

#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "match/dictionary.h"
#include "match/link_columns.h"

#include <stdlib.h>

enum { KEY_ROWS = 1 << 16 }; /* rows of a task that joins keys */

/* Fields that may be exchanged share the dictionary of the first of them. */
static void share(struct yx_record_set *s, unsigned a, unsigned b)
{
    unsigned keep = YX_MIN(s->dictionary_of[a], s->dictionary_of[b]);
    unsigned drop = YX_MAX(s->dictionary_of[a], s->dictionary_of[b]);
    for (unsigned f = 0; f < s->model->n_fields; f++)
        if (s->dictionary_of[f] == drop)
            s->dictionary_of[f] = (uint8_t)keep;
}

static void share_dictionaries(struct yx_record_set *s)
{
    const struct yx_link_model *m = s->model;
    for (unsigned f = 0; f < m->n_fields; f++)
        s->dictionary_of[f] = (uint8_t)f;
    for (unsigned c = 0; c < m->n_comparisons; c++)
        if (m->comparison[c].with != YX_LINK_NO_FIELD)
            share(s, m->comparison[c].field, m->comparison[c].with);
    for (unsigned b = 0; b < m->n_blocks; b++)
        for (unsigned i = 0; i < m->block[b].n_keys; i++)
            if (m->block[b].key[i].other != YX_LINK_NO_FIELD)
                share(s, m->block[b].key[i].field, m->block[b].key[i].other);
}

int yx_record_set_make(const struct yx_link_model *m, const struct yx_table *left,
                       const struct yx_table *right, struct yx_pool *pool,
                       struct yx_record_set *out, struct yx_err *err)
{
    struct yx_record_set *s = out;
    *s = (struct yx_record_set){.model = m,
                                .table = {left, right},
                                .n_rows = {left->n_rows, right ? right->n_rows : 0},
                                .stride = m->n_fields};
    s->n_arenas = yx_pool_threads(pool);
    s->arena = yx_calloc(s->n_arenas, sizeof(void *));
    for (unsigned i = 0; i < s->n_arenas; i++)
        s->arena[i] = yx_arena_new();
    share_dictionaries(s);
    int rc = YX_OK;
    for (int side = YX_LEFT; side <= YX_RIGHT && rc == YX_OK; side++) {
        s->code[side] =
            yx_big_alloc((size_t)s->n_rows[side] * s->stride + 1, sizeof(uint32_t), err);
        rc = s->code[side] ? YX_OK : YX_IO;
    }
    for (unsigned f = 0; f < m->n_fields && rc == YX_OK; f++)
        if (s->dictionary_of[f] == f)
            rc = yx_dictionary_make(s, f, pool, err);
    if (rc != YX_OK)
        yx_record_set_free(s);
    return rc;
}

void yx_record_set_free(struct yx_record_set *s)
{
    for (unsigned f = 0; f < YX_LINK_FIELDS; f++) {
        free(s->dictionary[f].value);
        free(s->count[f][YX_LEFT]);
        free(s->count[f][YX_RIGHT]);
    }
    for (unsigned i = 0; i < s->n_arenas; i++)
        yx_arena_free(s->arena[i]);
    free(s->arena);
    free(s->code[YX_LEFT]);
    free(s->code[YX_RIGHT]);
    *s = (struct yx_record_set){0};
}

struct yx_str yx_record_text(const struct yx_record_set *s, enum yx_link_side side, unsigned field,
                             uint32_t row)
{
    const struct yx_column *c = yx_link_column(s->table[side], field);
    return c ? yx_str_trim(yx_column_text(c, row)) : YX_S("");
}

/* ---- keys ---- */

/* Joins keys; the order of the two of 不分先后 does not matter. */
static uint64_t join(uint64_t a, uint64_t b)
{
    uint64_t h = yx_mix64(a ^ yx_mix64(b + 0x9E3779B97F4A7C15U));
    return h ? h : 1;
}
static uint64_t join_either(uint64_t a, uint64_t b)
{
    return a && b ? join(YX_MIN(a, b), YX_MAX(a, b)) : 0;
}

uint64_t yx_record_key_of(const struct yx_record_set *s, const struct yx_link_key *key,
                          const uint32_t *codes)
{
    const struct yx_value *v = yx_record_value(s, key->field, codes[key->field]);
    if (key->other == YX_LINK_NO_FIELD)
        return yx_block_key((enum yx_key_kind)key->kind, key->n, v);
    return join_either(v->hash, yx_record_value(s, key->other, codes[key->other])->hash);
}

struct keying {
    const struct yx_record_set *s;
    const struct yx_record_rows *rows;
    const struct yx_link_key *key;
    unsigned n_keys;
    uint64_t *of_value[YX_LINK_KEYS]; /* per code; NULL: worked out per row */
    uint64_t *out;
};

static void key_values(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct keying *k = ctx;
    const struct yx_link_key *key = &k->key[task];
    if (!k->of_value[task])
        return;
    uint32_t n = k->s->dictionary[k->s->dictionary_of[key->field]].n_values;
    for (uint32_t code = 1; code < n; code++)
        k->of_value[task][code] = yx_block_key((enum yx_key_kind)key->kind, key->n,
                                               yx_record_value(k->s, key->field, code));
}

static bool is_whole(const struct yx_link_key *key)
{
    return key->kind == YX_KEY_WHOLE && key->other == YX_LINK_NO_FIELD;
}

/* Whole values are told by their codes: equal values have equal ones. */
static uint64_t one_key(const struct keying *k, unsigned i, const uint32_t *codes)
{
    uint32_t code = codes[k->key[i].field];
    return is_whole(&k->key[i]) ? code
           : k->of_value[i]     ? k->of_value[i][code]
                                : yx_record_key_of(k->s, &k->key[i], codes);
}

static void key_rows(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct keying *k = ctx;
    uint32_t n = k->rows->n, from = (uint32_t)task * KEY_ROWS;
    uint32_t to = n - from < KEY_ROWS ? n : from + KEY_ROWS;
    for (uint32_t r = from; r < to; r++) {
        const uint32_t *codes = yx_record_codes(k->s, k->rows->side, yx_record_row(k->rows, r));
        uint64_t h = 0;
        for (unsigned i = 0; i < k->n_keys; i++) {
            uint64_t one = one_key(k, i, codes);
            h = !one ? 0 : i ? join(h, one) : one;
            if (!h)
                break;
        }
        k->out[r] = h;
    }
}

int yx_record_keys(const struct yx_record_set *s, const struct yx_record_rows *rows,
                   const struct yx_link_key *key, unsigned n_keys, struct yx_pool *pool,
                   uint64_t *keys, struct yx_err *err)
{
    struct keying k = {.s = s, .rows = rows, .key = key, .n_keys = n_keys, .out = keys};
    int rc = YX_OK;
    for (unsigned i = 0; i < n_keys && rc == YX_OK; i++) {
        uint32_t n_values = s->dictionary[s->dictionary_of[key[i].field]].n_values;
        if (key[i].other != YX_LINK_NO_FIELD || is_whole(&key[i]) || n_values > rows->n)
            continue;
        k.of_value[i] = yx_big_alloc(n_values, sizeof(uint64_t), err);
        rc = k.of_value[i] ? YX_OK : YX_IO;
    }
    if (rc == YX_OK) {
        yx_pool_run(pool, n_keys, key_values, &k);
        yx_pool_run(pool, ((size_t)rows->n + KEY_ROWS - 1) / KEY_ROWS, key_rows, &k);
    }
    for (unsigned i = 0; i < n_keys; i++)
        free(k.of_value[i]);
    return rc;
}
