/* spine.c -- all rows that share a valid number, in one sweep.
 *
 * DESIGN.  Rows with a number are dealt into partitions by the hash of the number
 * (count, prefix sums, scatter: every block of rows writes to places of its own),
 * each small enough for the cache; a partition is then grouped by a table of its
 * own.  Within a partition rows stand in ascending order, so the first of a group
 * is its lowest row, the root.  Groups with more than one name are handed to
 * conflicts.c. */
#include "base/err.h"
#include "base/mem.h"
#include "person/resolve_int.h"

#include <stdlib.h>

enum { ROWS_PER_PARTITION = 16384, MAX_PARTITION_BITS = 12 };
static const uint32_t CONFLICT = 0x80000000U; /* in entry.row of a group's first */

struct entry {
    uint64_t id;
    uint32_t row;
    uint32_t name; /* of the hash's bits; 0 no name */
};

struct spine {
    struct resolve *s;
    unsigned bits; /* partitions = 1 << bits */
    size_t n_partitions;
    size_t *place; /* [block][partition]: where its next entry goes */
    size_t *begin; /* of partitions, n + 1 */
    struct entry *entry;
    uint32_t **slot; /* per worker */
    size_t n_slots;
    struct keyed_list *conflict; /* per partition: number, row */
};

static size_t partition_of(const struct spine *p, uint64_t id)
{
    return p->bits ? yx_mix64(id) >> (64 - p->bits) : 0;
}

/* A number that is also the guardian's of the same row is not the child's. */
static bool is_own_guardian(const struct yx_rows *r, uint32_t i)
{
    return r->guardian_id && r->guardian_id[i] == r->id[i];
}

static bool is_on_spine(const struct yx_rows *r, uint32_t i)
{
    return r->id[i] && r->is_data[i] && r->kind != YX_KIND_SCHOOL && !is_own_guardian(r, i);
}

static void count_block(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct spine *p = ctx;
    const struct row_block *b = &p->s->block[task];
    size_t *count = p->place + task * p->n_partitions;
    for (uint32_t i = b->from; i < b->to; i++)
        if (is_on_spine(b->r, i))
            count[partition_of(p, b->r->id[i])]++;
}

static void scatter_block(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    struct spine *p = ctx;
    const struct row_block *b = &p->s->block[task];
    size_t *place = p->place + task * p->n_partitions;
    for (uint32_t i = b->from; i < b->to; i++) {
        if (!is_on_spine(b->r, i))
            continue;
        uint32_t name = (uint32_t)(b->r->name[i] >> 32);
        p->entry[place[partition_of(p, b->r->id[i])]++] = (struct entry){
            .id = b->r->id[i], .row = b->r->first + i, .name = b->r->name[i] && !name ? 1 : name};
    }
}

/* The slot that holds the first entry of this number, or where it would go. */
static size_t slot_of(const struct entry *e, const uint32_t *slot, size_t mask, uint64_t id)
{
    size_t k = yx_mix64(id) & mask;
    while (slot[k] && e[slot[k] - 1].id != id)
        k = (k + 1) & mask;
    return k;
}

static void group_partition(void *ctx, size_t task, unsigned worker)
{
    struct spine *p = ctx;
    struct resolve *s = p->s;
    struct entry *e = p->entry + p->begin[task];
    size_t n = p->begin[task + 1] - p->begin[task], slots = 16;
    uint32_t *slot = p->slot[worker];
    bool has_conflict = false;
    while (slots < n * 2)
        slots *= 2;
    memset(slot, 0, slots * sizeof *slot);
    for (size_t i = 0; i < n; i++) {
        size_t k = slot_of(e, slot, slots - 1, e[i].id);
        if (!slot[k]) {
            slot[k] = (uint32_t)i + 1;
            continue;
        }
        struct entry *first = &e[slot[k] - 1];
        if (!first->name)
            first->name = e[i].name;
        if (e[i].name && e[i].name != first->name) {
            first->row |= CONFLICT;
            has_conflict = true;
        }
        s->up[e[i].row] = first->row & ~CONFLICT;
        s->link[e[i].row] = YX_LINK_P1;
    }
    for (size_t i = 0; has_conflict && i < n; i++)
        if (e[slot[slot_of(e, slot, slots - 1, e[i].id)] - 1].row & CONFLICT)
            keyed_push(&p->conflict[task], e[i].id, e[i].row & ~CONFLICT);
}

static void hand_over_conflicts(struct spine *p)
{
    struct keyed_list all = {0};
    for (size_t i = 0; i < p->n_partitions; i++) {
        for (size_t k = 0; k < p->conflict[i].n; k++)
            keyed_push(&all, p->conflict[i].v[k].key, p->conflict[i].v[k].value);
        free(p->conflict[i].v);
    }
    resolve_conflicts(p->s, &all);
    free(all.v);
}

static void disown_guardians_numbers(struct resolve *s)
{
    for (uint32_t k = 0; k < s->n_rosters; k++) {
        const struct yx_rows *r = s->rosters[k];
        for (uint32_t i = 0; r->guardian_id && i < r->n; i++)
            if (r->id[i] && is_own_guardian(r, i))
                resolve_disown(s, r->first + i);
    }
}

int resolve_spine(struct resolve *s, struct yx_err *err)
{
    struct spine p = {.s = s};
    unsigned n_workers = yx_pool_threads(s->pool);
    size_t largest = 0, total = 0;
    int rc = YX_IO;
    while (p.bits < MAX_PARTITION_BITS && (size_t)ROWS_PER_PARTITION << p.bits < s->n_rows)
        p.bits++;
    p.n_partitions = (size_t)1 << p.bits;
    disown_guardians_numbers(s);
    p.place = yx_big_alloc(yx_mul_size(s->n_blocks + 1, p.n_partitions), sizeof *p.place, err);
    p.begin = yx_calloc(p.n_partitions + 1, sizeof *p.begin);
    p.conflict = yx_calloc(p.n_partitions, sizeof *p.conflict);
    p.slot = yx_calloc(n_workers, sizeof *p.slot);
    if (!p.place)
        goto done;
    yx_pool_run(s->pool, s->n_blocks, count_block, &p);
    for (size_t part = 0; part < p.n_partitions; part++) {
        p.begin[part] = total;
        for (size_t b = 0; b < s->n_blocks; b++) {
            size_t n = p.place[b * p.n_partitions + part];
            p.place[b * p.n_partitions + part] = total;
            total += n;
        }
        largest = YX_MAX(largest, total - p.begin[part]);
    }
    p.begin[p.n_partitions] = total;
    p.entry = yx_big_alloc(total + 1, sizeof *p.entry, err);
    if (!p.entry)
        goto done;
    yx_pool_run(s->pool, s->n_blocks, scatter_block, &p);
    p.n_slots = 16;
    while (p.n_slots < largest * 2)
        p.n_slots *= 2;
    for (unsigned w = 0; w < n_workers; w++)
        if (!(p.slot[w] = yx_big_alloc(p.n_slots, sizeof **p.slot, err)))
            goto done;
    yx_pool_run(s->pool, p.n_partitions, group_partition, &p);
    free(p.entry);
    p.entry = NULL;
    hand_over_conflicts(&p);
    rc = YX_OK;
done:
    for (unsigned w = 0; w < n_workers; w++)
        free(p.slot[w]);
    free(p.slot);
    free(p.conflict);
    free(p.begin);
    free(p.place);
    free(p.entry);
    return rc;
}
