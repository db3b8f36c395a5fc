/* dict_column.c -- a column of few values: codes into a dictionary.
 *
 * DESIGN.  A piece brings its own dictionary; its values are looked up here
 * once each, and its rows are translated.  So a row costs a table look-up, and
 * a value is numbered by where it first appears in the file. */
#include "table/columns_int.h"

#include <stdlib.h>
#include <string.h>

void yx_dict_free(struct yx_dict_column *k)
{
    free(k->code);
    free(k->value);
    free(k->hash);
    free(k->slot);
    *k = (struct yx_dict_column){0};
}

static int grow_values(struct yx_dict_column *k, struct yx_err *err)
{
    uint32_t cap = k->cap_values ? k->cap_values * 2 : YX_DICT_SMALL;
    int rc;
    YX_COLUMN_RESIZE(rc, k->value, cap, err);
    if (rc == YX_OK)
        YX_COLUMN_RESIZE(rc, k->hash, cap, err);
    if (rc == YX_OK)
        YX_COLUMN_RESIZE(rc, k->slot, (size_t)cap * 2, err);
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
static int intern(struct yx_dict_column *k, struct yx_str s, uint32_t hash, struct yx_arena *a,
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
    k->value[*out] = yx_str_dup(a, s);
    k->hash[*out] = hash;
    return YX_OK;
}

int yx_dict_add(struct yx_dict_column *k, uint32_t at, const struct yx_piece_column *from,
                uint32_t n, struct yx_arena *a, struct yx_err *err)
{
    int rc = k->n_values == 0 ? grow_values(k, err) : YX_OK;
    uint32_t *map = yx_malloc(yx_mul_size(from->n_entries, sizeof *map));
    map[0] = 0;
    for (uint32_t e = 1; e < from->n_entries && rc == YX_OK; e++) {
        struct yx_str s = {from->bytes.p + from->entry[e].from, from->entry[e].len};
        rc = intern(k, s, from->entry[e].hash, a, &map[e], err);
    }
    if (rc == YX_OK) {
        uint32_t *to = k->code + at;
        for (uint32_t r = 0; r < n; r++)
            to[r] = map[from->row[r]];
    }
    free(map);
    return rc;
}

void yx_dict_hand_over(struct yx_dict_column *k, struct yx_arena *a, struct yx_column *out)
{
    if (k->n_values == 0) { /* no rows */
        static const struct yx_str empty = {"", 0};
        out->value = YX_NEW(a, struct yx_str, 1);
        out->value[0] = empty;
        out->n_values = 1;
    } else {
        out->value = yx_column_hand_over(a, k->value);
        out->n_values = k->n_values;
    }
    out->code = yx_column_hand_over(a, k->code);
    k->value = NULL;
    k->code = NULL;
}
