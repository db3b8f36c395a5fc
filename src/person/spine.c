/* spine.c -- all rows that share a valid number, in one sweep.
 *
 * DESIGN.  Rows with a number are dealt into partitions by the hash of the number
 * (count, prefix sums, scatter: every block of rows writes to places of its own),
 * each small enough for the cache; a partition is then grouped by a table of its
 * own.  Within a partition rows stand in ascending order, so the first of a group
 * is its lowest row, the root.  Rows of a group with another name are set aside
 * and settled afterwards, one group after the other in row order:
 *
 *   generic   two children of one roster have the number: it says nothing more;
 *             only rows of the same name stay together
 *   not his   name quite different and the row's own column gives another birth:
 *             the number is taken from the row, a pair remains for a person
 *   P2        linked, and a pair for a person */
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

/* ---- groups with more than one name ---- */

struct named_row {
    uint64_t name;
    uint32_t row;
};

static int by_name_then_row(const void *a, const void *b)
{
    const struct named_row *x = a, *y = b;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

static yx_day column_birth(const struct resolve *s, uint32_t row)
{
    struct row_at x = resolve_at(s, row);
    return yx_rows_birth_column(x.r, x.i);
}

/* Two rows of one roster with one number: two children?  One edit in the name may be
 * a slip of the pen, unless the births differ too. */
static bool are_two_children(const struct resolve *s, uint32_t a, uint32_t b)
{
    enum yx_name_level l = resolve_name_level(s, a, b);
    if (l == YX_NAME_SAME || l == YX_NAME_MISSING)
        return false;
    if (l != YX_NAME_ONE_EDIT)
        return true;
    yx_day x = column_birth(s, a), y = column_birth(s, b);
    return x != YX_NO_DAY && y != YX_NO_DAY && x != y;
}

/* Rows in ascending order. */
static bool is_generic(const struct resolve *s, const struct keyed *row, size_t n)
{
    uint32_t first_of[YX_N_KINDS];
    for (size_t k = 0; k < YX_N_KINDS; k++)
        first_of[k] = YX_NO_ROW;
    for (size_t i = 0; i < n; i++) {
        struct row_at x = resolve_at(s, row[i].row);
        if (!resolve_is_population(x.r->kind) || !x.r->name[x.i])
            continue;
        uint32_t *first = &first_of[x.r->kind];
        if (*first == YX_NO_ROW)
            *first = row[i].row;
        else if (are_two_children(s, *first, row[i].row))
            return true;
    }
    return false;
}

/* The row's own column contradicts the number, and the name is quite another. */
static bool is_not_his(const struct resolve *s, uint32_t owner, uint32_t row, uint64_t id)
{
    enum yx_name_level l = resolve_name_level(s, owner, row);
    if (l != YX_NAME_SURNAME && l != YX_NAME_DIFFERENT)
        return false;
    yx_day birth = column_birth(s, row);
    return birth != YX_NO_DAY && birth != yx_id_birth(id);
}

static void settle(struct resolve *s, const struct keyed *row, size_t n, bool links_other_names,
                   struct named_row *sorted)
{
    bool generic = is_generic(s, row, n);
    uint32_t owner = row[0].row; /* first with a name: whose number it is taken to be */
    for (size_t i = 0; i < n; i++) {
        struct row_at x = resolve_at(s, row[i].row);
        sorted[i] = (struct named_row){x.r->name[x.i], row[i].row};
    }
    for (size_t i = 0; i < n; i++)
        if (sorted[i].name) {
            owner = sorted[i].row;
            break;
        }
    struct row_at o = resolve_at(s, owner);
    uint64_t owner_name = o.r->name[o.i];
    if (generic)
        YX_PUSH(&s->generic, row[0].key);
    qsort(sorted, n, sizeof *sorted, by_name_then_row);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && sorted[end].name == sorted[i].name; end++)
            continue;
        uint32_t first = sorted[i].row;
        bool is_owner = sorted[i].name == owner_name || !sorted[i].name;
        bool parted =
            generic ? sorted[i].name != 0
                    : !is_owner && (!links_other_names || is_not_his(s, owner, first, row[0].key));
        for (size_t k = i; k < end; k++) {
            uint32_t r = sorted[k].row;
            if (generic || parted)
                resolve_disown(s, r);
            if (parted) {
                s->up[r] = first;
                s->link[r] = r == first ? YX_LINK_NONE : YX_LINK_P1;
            } else if (generic) { /* no name: nothing left to know it by */
                s->up[r] = r;
                s->link[r] = YX_LINK_NONE;
            } else {
                s->up[r] = row[0].row;
                s->link[r] = is_owner ? YX_LINK_P1 : YX_LINK_P2;
            }
        }
        if (!generic && !is_owner) {
            struct found_pair pair = {YX_MIN(owner, first), YX_MAX(owner, first), !parted};
            YX_PUSH(&s->pairs, pair);
        }
    }
}

static int by_first_row(const void *a, const void *b)
{
    const struct keyed *x = *(const struct keyed *const *)a, *y = *(const struct keyed *const *)b;
    return x->row < y->row ? -1 : x->row > y->row;
}

static void settle_conflicts(struct spine *p)
{
    struct keyed_list all = {0};
    for (size_t i = 0; i < p->n_partitions; i++) {
        for (size_t k = 0; k < p->conflict[i].n; k++)
            keyed_push(&all, p->conflict[i].v[k].key, p->conflict[i].v[k].row);
        free(p->conflict[i].v);
    }
    keyed_sort(&all);
    struct {
        struct keyed **v;
        size_t n, cap;
    } group = {0};
    for (size_t i = 0; i < all.n; i++)
        if (i == 0 || all.v[i].key != all.v[i - 1].key)
            YX_PUSH(&group, &all.v[i]);
    if (group.n)
        qsort(group.v, group.n, sizeof *group.v, by_first_row);
    bool links_other_names = false;
    for (uint32_t i = 0; i < p->s->model->n_passes; i++) {
        const struct yx_pass *pass = &p->s->model->pass[i];
        links_other_names |= pass->key == YX_PASS_ID && yx_pass_holds(pass, 0) >= 0;
    }
    struct named_row *sorted = yx_malloc(yx_mul_size(all.n + 1, sizeof *sorted));
    for (size_t g = 0; g < group.n; g++) {
        struct keyed *first = group.v[g], *end = first;
        while (end < all.v + all.n && end->key == first->key)
            end++;
        settle(p->s, first, (size_t)(end - first), links_other_names, sorted);
    }
    free(sorted);
    free(group.v);
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
    settle_conflicts(&p);
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
