/* repairs.c -- what a damaged number was, where another roster says it.
 *
 * DESIGN.  Damaged numbers are few: their first fifteen digits with the name's
 * hash are the keys of a table.  One pass over all rows with a valid number finds
 * those that fit. */
#include "facts/repairs.h"

#include "base/hash.h"
#include "base/mem.h"
#include "codes/code_text.h"

#include <stdlib.h>

struct found {
    uint64_t id;  /* 0 none; SEVERAL */
    uint32_t row; /* first row that bears it */
};
static const uint64_t SEVERAL = UINT64_MAX;

struct yx_repairs {
    struct yx_map index; /* key to an entry of found */
    struct found *found;
};

static uint64_t key_of(uint64_t first15, uint64_t name)
{
    uint64_t k = yx_mix64(first15) ^ name;
    return k ? k : 1;
}

/* The fifteen digits that are left of a damaged number; 0 if there are fewer. */
static uint64_t digits_left(const struct yx_lens *l, uint32_t row)
{
    struct yx_code_text t;
    uint64_t v = 0;
    yx_code_read(yx_rows_text(&l->roster->rows, row - l->first, YX_FIELD_ID), &t);
    if (t.n != 18 || t.has_other)
        return 0;
    for (unsigned i = 0; i < 15; i++) {
        if (t.p[i] < '0' || t.p[i] > '9')
            return 0;
        v = v * 10 + (uint64_t)(t.p[i] - '0');
    }
    return v;
}

static uint64_t key_at(const struct yx_lens *l, uint32_t row)
{
    const struct yx_rows *rows = &l->roster->rows;
    uint32_t i = row - l->first;
    if (rows->id_class[i] != YX_ID_DAMAGED || !rows->is_data[i] || !rows->name[i])
        return 0;
    uint64_t left = digits_left(l, row);
    return left ? key_of(left, rows->name[i]) : 0;
}

static void free_index(void *index)
{
    yx_map_free(index);
}

struct yx_repairs *yx_repairs_build(const struct yx_factbase *b, struct yx_arena *a)
{
    struct yx_repairs *r = YX_NEW(a, struct yx_repairs, 1);
    uint32_t n = 0;
    for (uint32_t k = 0; k < b->n_lenses; k++) {
        const struct yx_lens *l = &b->lens[k];
        for (uint32_t i = 0; i < l->n; i++) {
            uint64_t key =
                l->roster->rows.id_class[i] == YX_ID_DAMAGED ? key_at(l, l->first + i) : 0;
            bool is_new = false;
            if (!key)
                continue;
            if (n == 0) {
                yx_map_init(&r->index, 64);
                yx_arena_defer(a, free_index, &r->index);
            }
            (void)yx_map_put(&r->index, key, n, &is_new);
            n += is_new;
        }
    }
    if (n == 0)
        return r;
    r->found = YX_NEW(a, struct found, n);
    for (uint32_t k = 0; k < b->n_lenses; k++) {
        const struct yx_lens *l = &b->lens[k];
        const struct yx_rows *rows = &l->roster->rows;
        enum { AHEAD = 12 };
        for (uint32_t i = 0; i < l->n; i++) {
            uint64_t id = rows->id[i];
            if (l->n - i > AHEAD)
                yx_map_prefetch(&r->index,
                                key_of((rows->id[i + AHEAD] >> 4) / 100, rows->name[i + AHEAD]));
            if (!id || rows->id_class[i] != YX_ID_VALID)
                continue;
            const uint32_t *at = yx_map_get(&r->index, key_of((id >> 4) / 100, rows->name[i]));
            if (!at)
                continue;
            struct found *f = &r->found[*at];
            if (f->id == 0)
                *f = (struct found){id, l->first + i};
            else if (f->id != id)
                f->id = SEVERAL;
        }
    }
    return r;
}

uint64_t yx_repairs_of(const struct yx_repairs *r, const struct yx_lens *l, uint32_t row,
                       uint32_t *other)
{
    uint64_t key = r && r->found ? key_at(l, row) : 0;
    const uint32_t *at = key ? yx_map_get(&r->index, key) : NULL;
    if (!at || r->found[*at].id == 0 || r->found[*at].id == SEVERAL)
        return 0;
    *other = r->found[*at].row;
    return r->found[*at].id;
}
