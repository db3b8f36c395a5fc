/* resolve.c -- rows that belong together, and what is the same in two of them.
 *
 * DESIGN.  Union-find with the lowest row as root.  A person has at most one
 * number: it is the root's, or lent to the root by a later row; joining two
 * persons with different numbers is refused here, whatever a pass thinks, so
 * twins cannot become one through a third row. */
#include "base/err.h"
#include "base/mem.h"
#include "person/resolve_int.h"

#include <stdlib.h>

void yx_row_locate(const struct yx_rows *const *rosters, uint32_t n, uint32_t row, uint32_t *roster,
                   uint32_t *in_roster)
{
    uint32_t low = 0, high = n;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (rosters[middle]->first <= row)
            low = middle;
        else
            high = middle;
    }
    *roster = low;
    *in_roster = row - rosters[low]->first;
}

struct row_at resolve_at(const struct resolve *s, uint32_t row)
{
    uint32_t k, i;
    yx_row_locate(s->rosters, s->n_rosters, row, &k, &i);
    return (struct row_at){s->rosters[k], i};
}

uint64_t resolve_own_id(const struct resolve *s, uint32_t row)
{
    struct row_at x = resolve_at(s, row);
    return resolve_is_disowned(s, row) ? 0 : x.r->id[x.i];
}

uint64_t resolve_number(const struct resolve *s, uint32_t root)
{
    uint64_t id = resolve_own_id(s, root);
    if (id || s->lent.n == 0)
        return id;
    const uint32_t *lender = yx_map_get(&s->lent, (uint64_t)root + 1);
    return lender ? resolve_own_id(s, *lender) : 0;
}

/* Roots are the lowest rows and the register comes first: mostly one look is enough. */
bool resolve_is_registered(const struct resolve *s, uint32_t row)
{
    while (row >= s->n_register && s->up[row] != row)
        row = s->up[row];
    return row < s->n_register || resolve_at(s, row).r->kind == YX_KIND_REGISTER;
}

bool resolve_join(struct resolve *s, uint32_t a, uint32_t b, enum yx_link why)
{
    a = resolve_root(s, a);
    b = resolve_root(s, b);
    if (a == b)
        return true;
    uint64_t x = resolve_number(s, a), y = resolve_number(s, b);
    if (x && y && x != y)
        return false;
    uint32_t root = YX_MIN(a, b), other = YX_MAX(a, b);
    s->up[other] = root;
    s->link[other] = (uint8_t)why;
    if (!resolve_number(s, root) && (x || y)) {
        const uint32_t *lender = yx_map_get(&s->lent, (uint64_t)other + 1);
        bool is_new;
        yx_map_put(&s->lent, (uint64_t)root + 1, lender ? *lender : other, &is_new);
    }
    return true;
}

/* ---- what is the same ---- */

static bool is_broken_number(const struct yx_rows *r, uint32_t i)
{
    return r->id_class[i] == YX_ID_CHECK_WRONG || r->id_class[i] == YX_ID_BIRTH_IMPOSSIBLE;
}

yx_day resolve_birth(const struct resolve *s, uint32_t row)
{
    struct row_at x = resolve_at(s, row);
    if (x.r->id[x.i])
        return resolve_is_disowned(s, row) ? yx_rows_birth_column(x.r, x.i) : x.r->birth[x.i];
    if (x.r->birth[x.i] == YX_NO_DAY &&
        (is_broken_number(x.r, x.i) ||
         (s->is_left && x.r->id_class[x.i] == YX_ID_DAMAGED))) /* for pairs, never for links */
        return yx_rows_birth_written(x.r, x.i);
    return x.r->birth[x.i];
}

uint64_t resolve_name_birth_key(const struct resolve *s, const struct yx_rows *r, uint32_t i)
{
    if (!r->name[i])
        return 0;
    yx_day birth = r->id[i] && !resolve_is_disowned(s, r->first + i)
                       ? r->birth[i]
                       : resolve_birth(s, r->first + i);
    return birth == YX_NO_DAY ? 0 : r->name[i] ^ yx_mix64((uint64_t)(uint32_t)birth + 1);
}

uint8_t resolve_sex(const struct resolve *s, uint32_t row)
{
    struct row_at x = resolve_at(s, row);
    if (!x.r->id[x.i] || !resolve_is_disowned(s, row))
        return x.r->sex[x.i];
    return yx_rows_text(x.r, x.i, YX_FIELD_SEX).n ? x.r->sex[x.i] : 0;
}

enum yx_name_level resolve_name_level(const struct resolve *s, uint32_t a, uint32_t b)
{
    struct row_at x = resolve_at(s, a), y = resolve_at(s, b);
    uint64_t m = x.r->name[x.i], n = y.r->name[y.i];
    if (!m || !n)
        return YX_NAME_MISSING;
    if (m == n)
        return YX_NAME_SAME;
    return yx_name_compare(yx_rows_text(x.r, x.i, YX_FIELD_NAME),
                           yx_rows_text(y.r, y.i, YX_FIELD_NAME));
}

uint32_t resolve_area(const struct resolve *s, uint32_t row, bool *is_said)
{
    struct row_at x = resolve_at(s, row);
    uint32_t d = yx_rows_division_column(x.r, x.i);
    *is_said = d != 0 || s->one_county;
    if (d)
        return d;
    if (s->one_county)
        return s->home ? s->home : 1;
    if (x.r->id[x.i])
        return resolve_is_disowned(s, row) ? 0 : x.r->division[x.i];
    return is_broken_number(x.r, x.i) ? yx_id_division(yx_rows_id_written(x.r, x.i)) : 0;
}

int resolve_same_area(const struct resolve *s, uint32_t a, uint32_t b)
{
    bool a_said, b_said;
    uint32_t x = resolve_area(s, a, &a_said), y = resolve_area(s, b, &b_said);
    if (x && x == y)
        return 1;
    if (x && y && a_said && b_said)
        return -1;
    struct row_at p = resolve_at(s, a), q = resolve_at(s, b);
    struct yx_str t = yx_rows_text(p.r, p.i, YX_FIELD_TOWN);
    return t.n && yx_str_eq(t, yx_rows_text(q.r, q.i, YX_FIELD_TOWN));
}

unsigned resolve_agree(const struct resolve *s, uint32_t a, uint32_t b)
{
    unsigned agree = 0;
    switch (resolve_name_level(s, a, b)) {
    case YX_NAME_SAME: agree |= YX_AGREE_NAME | YX_AGREE_NEAR_NAME | YX_AGREE_SURNAME; break;
    case YX_NAME_MISSING: agree |= YX_AGREE_NO_NAME; break;
    case YX_NAME_SURNAME: agree |= YX_AGREE_SURNAME; break;
    case YX_NAME_ONE_EDIT: {
        agree |= YX_AGREE_NEAR_NAME;
        struct row_at x = resolve_at(s, a), y = resolve_at(s, b);
        if (yx_name_same_surname(yx_rows_text(x.r, x.i, YX_FIELD_NAME),
                                 yx_rows_text(y.r, y.i, YX_FIELD_NAME)))
            agree |= YX_AGREE_SURNAME;
        break;
    }
    case YX_NAME_DIFFERENT: break;
    }
    yx_day m = resolve_birth(s, a), n = resolve_birth(s, b);
    if (m != YX_NO_DAY && m == n)
        agree |= YX_AGREE_BIRTH;
    uint8_t f = resolve_sex(s, a), g = resolve_sex(s, b);
    if (f && f == g)
        agree |= YX_AGREE_SEX;
    if (resolve_same_area(s, a, b) > 0)
        agree |= YX_AGREE_DIVISION;
    struct row_at x = resolve_at(s, a), y = resolve_at(s, b);
    if (x.r->guardian_name && y.r->guardian_name && x.r->guardian_name[x.i] &&
        x.r->guardian_name[x.i] == y.r->guardian_name[y.i])
        agree |= YX_AGREE_GUARDIAN;
    return agree;
}

/* ---- opening ---- */

/* The division of most of the register: its own column only. */
static void find_home(struct resolve *s)
{
    uint32_t candidate = 0;
    uint64_t lead = 0, named = 0, of_candidate = 0;
    for (int round = 0; round < 2; round++) /* majority vote, then its count */
        for (uint32_t k = 0; k < s->n_rosters; k++) {
            const struct yx_rows *r = s->rosters[k];
            if (r->kind != YX_KIND_REGISTER || !yx_rows_has(r, YX_FIELD_DIVISION))
                continue;
            for (uint32_t i = 0; i < r->n; i++) {
                uint32_t d = r->division[i];
                if (!d || !r->is_data[i])
                    continue;
                if (round == 1) {
                    named++;
                    of_candidate += d == candidate;
                } else if (lead == 0 || d == candidate) {
                    candidate = d;
                    lead++;
                } else {
                    lead--;
                }
            }
        }
    s->home = of_candidate * 2 > named ? candidate : 0;
    s->one_county = named == 0 || s->home != 0;
}

static void mark_nobodys(void *ctx, size_t task, unsigned worker)
{
    (void)worker;
    const struct resolve *s = ctx;
    const struct row_block *b = &s->block[task];
    uint64_t *bits = s->nobodys + task * (YX_BLOCK_ROWS / 64);
    for (uint32_t i = b->from; i < b->to; i++)
        if (!b->r->id[i] && resolve_is_person(b->r, i))
            bits[(i - b->from) / 64] |= 1ULL << (i - b->from) % 64;
}

int resolve_open(struct resolve *s, const struct yx_rows *const *rosters, uint32_t n,
                 struct yx_pool *pool, struct yx_err *err)
{
    *s = (struct resolve){.rosters = rosters, .n_rosters = n, .pool = pool};
    uint64_t n_rows = 0;
    for (uint32_t k = 0; k < n; k++) {
        YX_ASSERT(rosters[k]->first == n_rows);
        n_rows += rosters[k]->n;
        if (rosters[k]->kind == YX_KIND_REGISTER && s->n_register == rosters[k]->first)
            s->n_register = (uint32_t)n_rows;
        s->n_blocks += (rosters[k]->n + YX_BLOCK_ROWS - 1) / YX_BLOCK_ROWS;
    }
    if (n_rows >= INT32_MAX)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("名册共 {0} 行，超过一次能比对的 2147483646 行；请分县运行",
                    "{0} rows in all, more than the 2147483646 of one run; run by county"),
            yx_fmt_u64(n_rows).s);
    s->n_rows = (uint32_t)n_rows;
    s->block = yx_calloc(s->n_blocks + 1, sizeof *s->block);
    size_t b = 0;
    for (uint32_t k = 0; k < n; k++)
        for (uint32_t from = 0; from < rosters[k]->n; from += YX_BLOCK_ROWS)
            s->block[b++] = (struct row_block){
                rosters[k], from, YX_MIN(rosters[k]->n, from + (uint32_t)YX_BLOCK_ROWS)};
    yx_map_init(&s->lent, 0);
    s->up = yx_big_alloc(s->n_rows + 1, sizeof *s->up, err);
    s->link = s->up ? yx_big_alloc(s->n_rows + 1, sizeof *s->link, err) : NULL;
    s->disowned = s->link ? yx_big_alloc(s->n_rows / 8 + 16, 1, err) : NULL; /* read by words */
    if (!s->disowned)
        return YX_IO;
    if (pool) {
        s->nobodys = yx_big_alloc(s->n_blocks * (YX_BLOCK_ROWS / 64) + 1, 8, err);
        if (!s->nobodys)
            return YX_IO;
        yx_pool_run(pool, s->n_blocks, mark_nobodys, s);
    }
    for (uint32_t i = 0; i < s->n_rows; i++)
        s->up[i] = i;
    find_home(s);
    return YX_OK;
}

void resolve_free(struct resolve *s)
{
    free(s->block);
    free(s->up);
    free(s->link);
    free(s->disowned);
    free(s->nobodys);
    free(s->pairs.v);
    free(s->generic.v);
    yx_map_free(&s->lent);
}
