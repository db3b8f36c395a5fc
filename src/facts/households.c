/* households.c -- how a list of heads, or a household class, reaches a child.
 *
 * Two routes only (commands.md 3): the head's number is the number of the
 * child's guardian in the register; or the head's own register row has the
 * child's 户编号.  A list's 户编号 joins only its own rows: it finds the head of a
 * member's row.
 * DESIGN.  The heads of all lists go into one map.  Two passes over the register
 * rows, in parallel blocks with results taken in order: first the households
 * whose head is named, then the persons who are reached. */
#include "facts/factbase_int.h"

#include <stdlib.h>

enum { NONE = UINT32_MAX, BLOCK = 1 << 16 };

/* A row of a list that names a head; rows of one head are chained. */
struct head {
    uint32_t row, next;
    int64_t classes;
    bool is_fact;
};

/* A household of the register that a named head belongs to. */
struct house {
    uint64_t key, head_id;
};

struct block_out {
    struct {
        struct house *v;
        size_t n, cap;
    } house;
    struct {
        struct yx_hold *v;
        size_t n, cap;
    } hold;
};

struct households {
    struct yx_factbase *b;
    struct yx_map heads; /* packed number → first of the chain */
    struct {
        struct head *v;
        size_t n, cap;
    } head;
    struct yx_map houses; /* key → number of the house; chained */
    struct {
        struct house *v;
        size_t n, cap;
    } house;
    struct {
        uint32_t *v;
        size_t n, cap;
    } house_next;
    struct {
        struct yx_hold *v;
        size_t n, cap;
    } hold;
    struct {
        struct register_part {
            const struct yx_lens *lens;
            uint32_t from, to;
        } * v;
        size_t n, cap;
    } part;
    struct block_out *slot;
    bool is_second; /* pass */
};

/* ---- heads of the lists ---- */

static void add_head(struct households *h, uint64_t id, uint32_t row, int64_t classes, bool is_fact)
{
    bool is_new;
    uint32_t *first = yx_map_put(&h->heads, id, NONE, &is_new);
    for (uint32_t i = *first; i != NONE; i = h->head.v[i].next)
        if (yx_lens_at(h->b, h->head.v[i].row) == yx_lens_at(h->b, row) &&
            h->head.v[i].classes == classes)
            return; /* another member's row of the same household */
    struct head one = {row, *first, classes, is_fact};
    *first = (uint32_t)h->head.n;
    YX_PUSH(&h->head, one);
}

static void read_list(struct households *h, const struct yx_lens *l)
{
    struct yx_factbase *b = h->b;
    const struct yx_rows *rows = &l->roster->rows;
    uint64_t reach = b->by_household | (l->is_heads ? b->by_list : 0);
    struct yx_map by_house; /* the list's own 户编号 → the head's number's place */
    struct {
        uint64_t *v;
        size_t n, cap;
    } own = {0};
    yx_map_init(&by_house, 64);
    for (uint32_t r = l->first; r < l->first + l->n; r++) {
        int64_t house = yx_seen_at(b, l, YX_SEEN_HOUSEHOLD, r);
        bool is_new;
        if (yx_seen_at(b, l, YX_SEEN_RELATION, r) == 1 && yx_says(house) &&
            rows->id[r - l->first]) {
            yx_map_put(&by_house, (uint64_t)house | 1, (uint32_t)own.n, &is_new);
            if (is_new)
                YX_PUSH(&own, rows->id[r - l->first]);
        }
    }
    for (uint32_t r = l->first; r < l->first + l->n; r++) {
        int64_t classes = yx_row_classes(b, l, r);
        if (!rows->is_data[r - l->first] || !yx_says(classes))
            continue;
        uint64_t named = (uint64_t)(classes & YX_CLASS_MEMBERS) & reach;
        if (!named && !((classes & YX_CLASS_UNCLEAR) && (b->unclear & reach)))
            continue;
        int64_t head = yx_seen_at(b, l, YX_SEEN_HEAD_ID, r);
        int64_t house = yx_seen_at(b, l, YX_SEEN_HOUSEHOLD, r);
        uint64_t id = yx_says(head) ? (uint64_t)head : 0;
        if (!id && (l->is_heads || yx_seen_at(b, l, YX_SEEN_RELATION, r) == 1))
            id = rows->id[r - l->first];
        if (!id && yx_says(house)) {
            const uint32_t *at = !own.n ? NULL : yx_map_get(&by_house, (uint64_t)house | 1);
            id = at ? own.v[*at] : 0;
        }
        if (id)
            add_head(h, id, r, classes, l->roster->is_by_household);
    }
    yx_map_free(&by_house);
    free(own.v);
}

/* ---- the register ---- */

/* 户编号 may start anew in each township: the two together are the key. */
static uint64_t house_key(const struct yx_factbase *b, const struct yx_lens *l, uint32_t row)
{
    int64_t house = yx_seen_at(b, l, YX_SEEN_HOUSEHOLD, row);
    int64_t town = yx_seen_at(b, l, YX_SEEN_TOWN, row);
    if (!yx_says(house))
        return 0;
    return (yx_mix64((uint64_t)house) ^ (yx_says(town) ? (uint64_t)town : 0)) | 1;
}

static void reach(struct households *h, struct block_out *o, uint64_t id, uint32_t row,
                  uint32_t person, bool is_himself)
{
    const uint32_t *first = id ? yx_map_get(&h->heads, id) : NULL;
    for (uint32_t i = first ? *first : NONE; i != NONE; i = h->head.v[i].next) {
        struct yx_hold one = {person, h->head.v[i].row, row, is_himself || h->head.v[i].is_fact};
        YX_PUSH(&o->hold, one);
    }
}

static void work_block(void *ctx, size_t task, unsigned slot)
{
    struct households *h = ctx;
    const struct yx_factbase *b = h->b;
    struct block_out *o = &h->slot[slot];
    const struct register_part *part = &h->part.v[task];
    const struct yx_lens *l = part->lens;
    const struct yx_rows *rows = &l->roster->rows;
    o->house.n = o->hold.n = 0;
    enum { AHEAD = 12 };
    for (uint32_t i = part->from; i < part->to; i++) {
        uint32_t row = l->first + i, person = b->o.people->person[row];
        if (part->to - i > AHEAD) {
            yx_map_prefetch(&h->heads, rows->id[i + AHEAD]);
            if (h->is_second && rows->guardian_id)
                yx_map_prefetch(&h->heads, rows->guardian_id[i + AHEAD]);
        }
        if (!h->is_second) {
            if (!rows->id[i] || !yx_map_get(&h->heads, rows->id[i]))
                continue;
            struct house one = {house_key(b, l, row), rows->id[i]};
            if (one.key)
                YX_PUSH(&o->house, one);
            continue;
        }
        if (person == YX_NO_PERSON)
            continue;
        reach(h, o, rows->id[i], row, person, true); /* a child who is the head */
        if (rows->guardian_id)
            reach(h, o, rows->guardian_id[i], row, person, false);
        uint64_t key = h->house.n ? house_key(b, l, row) : 0;
        const uint32_t *house = key ? yx_map_get(&h->houses, key) : NULL;
        for (uint32_t k = house ? *house : NONE; k != NONE; k = h->house_next.v[k])
            reach(h, o, h->house.v[k].head_id, row, person, false);
    }
}

static void commit_block(void *ctx, size_t task, unsigned slot)
{
    (void)task;
    struct households *h = ctx;
    struct block_out *o = &h->slot[slot];
    for (size_t i = 0; i < o->house.n; i++) {
        bool is_new;
        uint32_t *first = yx_map_put(&h->houses, o->house.v[i].key, NONE, &is_new);
        YX_PUSH(&h->house_next, *first);
        *first = (uint32_t)h->house.n;
        YX_PUSH(&h->house, o->house.v[i]);
    }
    for (size_t i = 0; i < o->hold.n; i++)
        YX_PUSH(&h->hold, o->hold.v[i]);
}

static int hold_order(const void *x, const void *y)
{
    const struct yx_hold *a = x, *b = y;
    if (a->person != b->person)
        return a->person < b->person ? -1 : 1;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->is_fact != b->is_fact) /* the fact before the inference: the first is kept */
        return a->is_fact ? -1 : 1;
    return a->via < b->via ? -1 : a->via > b->via;
}

static void run_blocks(struct households *h)
{
    struct yx_pool *pool = h->b->o.pool;
    if (pool) {
        yx_pool_ordered(pool, h->part.n, work_block, commit_block, h);
        return;
    }
    for (size_t i = 0; i < h->part.n; i++) {
        work_block(h, i, 0);
        commit_block(h, i, 0);
    }
}

int yx_households_build(struct yx_factbase *b, struct yx_err *err)
{
    (void)err;
    struct households h = {.b = b};
    yx_map_init(&h.heads, 1024);
    yx_map_init(&h.houses, 64);
    for (uint32_t i = 0; i < b->n_lenses; i++) {
        const struct yx_lens *l = &b->lens[i];
        if (l->kind == YX_KIND_IDENTITY)
            read_list(&h, l);
        for (uint32_t from = 0; l->kind == YX_KIND_REGISTER && from < l->n; from += BLOCK) {
            struct register_part part = {l, from, YX_MIN(l->n, from + BLOCK)};
            YX_PUSH(&h.part, part);
        }
    }
    if (h.head.n) {
        unsigned n_slots = b->o.pool ? yx_pool_slots(b->o.pool) : 1;
        h.slot = yx_calloc(n_slots, sizeof *h.slot);
        run_blocks(&h);
        h.is_second = true;
        run_blocks(&h);
        for (unsigned s = 0; s < n_slots; s++) {
            free(h.slot[s].house.v);
            free(h.slot[s].hold.v);
        }
        free(h.slot);
    }
    if (h.hold.n)
        qsort(h.hold.v, h.hold.n, sizeof *h.hold.v, hold_order);
    for (size_t i = 0; i < h.hold.n; i++) { /* by both routes: once */
        struct yx_hold *last = b->n_holds ? &h.hold.v[b->n_holds - 1] : NULL;
        if (last && last->person == h.hold.v[i].person && last->row == h.hold.v[i].row)
            continue;
        h.hold.v[b->n_holds++] = h.hold.v[i];
    }
    b->hold = h.hold.v;
    if (b->n_holds)
        yx_by_person_build(&b->holds, &b->hold->person, sizeof *b->hold, b->n_holds,
                           b->o.people->n);
    yx_map_free(&h.heads);
    yx_map_free(&h.houses);
    free(h.head.v);
    free(h.house.v);
    free(h.house_next.v);
    free(h.part.v);
    return YX_OK;
}
