/* person.c -- which rows are the same human being.
 *
 * DESIGN.  Four steps over one union-find: the spine of valid numbers (spine.c),
 * the passes for rows without one (passes.c), pairs for a person to look at
 * (candidates.c), numbering.  Persons are numbered by their first row, so equal
 * input gives equal numbers for any number of threads.  Decisions of people are
 * applied to the numbered result and it is numbered again. */
#include "person/person.h"

#include "base/err.h"
#include "base/mem.h"
#include "match/compare.h"
#include "person/resolve_int.h"
#include "person/weigh.h"

#include <stdlib.h>

struct yx_str yx_link_name(enum yx_link l)
{
    static const struct yx_str names[] = {
#define LINK(id, zh) {zh, sizeof(zh) - 1},
        YX_LINKS(LINK)
#undef LINK
    };
    return (unsigned)l < YX_N_LINKS ? names[l] : (struct yx_str){NULL, 0};
}

/* ---- numbering ---- */

/* From s->up, s->link to people's arrays; takes both over. */
static int number_people(struct resolve *s, struct yx_people *p, struct yx_err *err)
{
    uint32_t n_rows = s->n_rows;
    uint32_t *up = s->up;
    enum { AHEAD = 16 };
    for (uint32_t i = 0; i < n_rows; i++) {
        if (n_rows - i > AHEAD)
            YX_PREFETCH(&up[up[i + AHEAD]]);
        up[i] = up[up[i]]; /* roots are lower, so already flat */
    }
    for (size_t b = 0; b < s->n_blocks; b++) {
        const struct row_block *blk = &s->block[b];
        for (uint32_t i = blk->from; i < blk->to; i++) {
            uint32_t row = blk->r->first + i;
            if (blk->to - i > AHEAD)
                YX_PREFETCH(&up[up[row + AHEAD]]);
            if (!resolve_is_person(blk->r, i)) {
                up[row] = YX_NO_PERSON;
                s->link[row] = YX_LINK_NONE;
            } else if (up[row] == row) {
                up[row] = p->n++;
                s->link[row] = YX_LINK_FIRST;
            } else {
                up[row] = up[up[row]]; /* the root has its number by now */
            }
        }
    }
    p->n_rows = n_rows;
    p->person = up;
    p->link = s->link;
    p->disowned = s->disowned;
    s->up = NULL;
    s->link = s->disowned = NULL;

    p->start = yx_big_alloc((size_t)p->n + 2, sizeof *p->start, err);
    p->row = p->start ? yx_big_alloc((size_t)n_rows + 1, sizeof *p->row, err) : NULL;
    p->id = p->row ? yx_big_alloc((size_t)p->n + 1, sizeof *p->id, err) : NULL;
    if (!p->id)
        return YX_IO;
    uint32_t *next = p->start + 1; /* next[k]: where the next row of person k goes */
    for (uint32_t i = 0; i < n_rows; i++)
        if (p->person[i] != YX_NO_PERSON)
            next[p->person[i] + 1]++;
    for (uint32_t k = 0; k < p->n; k++)
        next[k + 1] += next[k];
    for (size_t b = 0; b < s->n_blocks; b++) {
        const struct row_block *blk = &s->block[b];
        for (uint32_t i = blk->from; i < blk->to; i++) {
            uint32_t row = blk->r->first + i, who = p->person[row];
            if (blk->to - i > AHEAD && p->person[row + AHEAD] != YX_NO_PERSON)
                YX_PREFETCH(&next[p->person[row + AHEAD]]);
            if (who == YX_NO_PERSON)
                continue;
            p->row[next[who]++] = row;
            p->by_link[p->link[row]]++;
            if (!p->id[who] && blk->r->id[i] && !yx_people_is_disowned(p, row))
                p->id[who] = blk->r->id[i];
        }
    }
    return YX_OK;
}

/* ---- pairs ---- */

static uint64_t row_print(struct row_at x)
{
    struct yx_str number = yx_rows_text(x.r, x.i, YX_FIELD_ID);
    uint64_t part[] = {
        x.r->id[x.i] ? x.r->id[x.i] : yx_hash_str(number),
        x.r->name[x.i],
        (uint64_t)(uint32_t)x.r->birth[x.i],
        x.r->sex[x.i],
        x.r->division[x.i],
        x.r->guardian_name ? x.r->guardian_name[x.i] : 0,
    };
    return yx_hash(part, sizeof part);
}

static void describe_pair(const struct resolve *s, const struct found_pair *f, struct yx_pair *out)
{
    struct row_at a = resolve_at(s, f->left), b = resolve_at(s, f->right);
    unsigned agree = resolve_agree(s, f->left, f->right);
    uint64_t print[2] = {row_print(a), row_print(b)};
    *out = (struct yx_pair){.left = f->left, .right = f->right, .is_linked = f->is_linked};
    out->fingerprint = yx_hash(print, sizeof print);
    if (out->fingerprint == 0)
        out->fingerprint = 1; /* 0 in a decision means any */

    unsigned same = 0, differ = 0;
    uint64_t m = a.r->id[a.i], n = b.r->id[b.i];
    if (m && n)
        *(m == n ? &same : &differ) |= YX_PAIR_ID;
    if (!(agree & YX_AGREE_NO_NAME))
        *(agree & YX_AGREE_NAME ? &same : &differ) |= YX_PAIR_NAME;
    yx_day x = resolve_birth(s, f->left), y = resolve_birth(s, f->right);
    if (x != YX_NO_DAY && y != YX_NO_DAY)
        *(x == y ? &same : &differ) |= YX_PAIR_BIRTH;
    uint8_t g = resolve_sex(s, f->left), h = resolve_sex(s, f->right);
    if (g && h)
        *(g == h ? &same : &differ) |= YX_PAIR_SEX;
    int area = resolve_same_area(s, f->left, f->right);
    if (area)
        *(area > 0 ? &same : &differ) |= YX_PAIR_DIVISION;
    if (a.r->guardian_name && b.r->guardian_name && a.r->guardian_name[a.i] &&
        b.r->guardian_name[b.i])
        *(agree & YX_AGREE_GUARDIAN ? &same : &differ) |= YX_PAIR_GUARDIAN;
    out->same = (uint8_t)same;
    out->differ = (uint8_t)differ;
}

static int by_left_then_right(const void *a, const void *b)
{
    const struct found_pair *x = a, *y = b;
    if (x->left != y->left)
        return x->left < y->left ? -1 : 1;
    if (x->right != y->right)
        return x->right < y->right ? -1 : 1;
    return x->is_linked - y->is_linked;
}

static bool is_registered(const struct resolve *s, uint32_t row)
{
    return resolve_at(s, resolve_root(s, row)).r->kind == YX_KIND_REGISTER;
}

/* The same number, and a name that differs as one does that was heard, read or typed by
 * somebody else: a variant or simpler form, a homophone, a look-alike, a character missing. */
static bool is_clear(const struct resolve *s, const struct found_pair *f, struct yx_arena *arena)
{
    struct row_at x = resolve_at(s, f->left), y = resolve_at(s, f->right);
    struct yx_value a, b;
    if (!x.r->id[x.i] || x.r->id[x.i] != y.r->id[y.i])
        return false;
    yx_value_prepare(YX_COMPARE_NAME, yx_rows_text(x.r, x.i, YX_FIELD_NAME), arena, &a);
    yx_value_prepare(YX_COMPARE_NAME, yx_rows_text(y.r, y.i, YX_FIELD_NAME), arena, &b);
    return yx_compare(YX_COMPARE_NAME, &a, &b) < YX_LEVEL_NAME_ONE_CHAR;
}

static void keep_pairs(struct resolve *s, struct yx_people *p)
{
    struct yx_arena *arena = yx_arena_new();
    struct found_pair *v = s->pairs.v;
    if (s->pairs.n)
        qsort(v, s->pairs.n, sizeof *v, by_left_then_right);
    p->pair = yx_calloc(s->pairs.n + 1, sizeof *p->pair);
    for (size_t i = 0; i < s->pairs.n; i++) {
        if (i && v[i].left == v[i - 1].left && v[i].right == v[i - 1].right)
            continue;
        bool is_one = resolve_root(s, v[i].left) == resolve_root(s, v[i].right);
        if (is_one != v[i].is_linked)
            continue; /* a later pass joined them without doubt */
        if (is_one && is_clear(s, &v[i], arena))
            continue;
        if (!is_one && is_registered(s, v[i].left) && is_registered(s, v[i].right))
            continue; /* each has found his own place on the register */
        describe_pair(s, &v[i], &p->pair[p->n_pairs++]);
    }
    yx_arena_free(arena);
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void keep_generic(struct resolve *s, struct yx_people *p)
{
    p->generic = yx_calloc(s->generic.n + 1, sizeof *p->generic);
    p->n_generic = (uint32_t)s->generic.n;
    if (s->generic.n) {
        memcpy(p->generic, s->generic.v, s->generic.n * sizeof *p->generic);
        qsort(p->generic, s->generic.n, sizeof *p->generic, ascending);
    }
}

/* ---- decisions ---- */

/* Take the pair's right row, and the rows of its name, out of the person. */
static void part(struct resolve *s, const struct yx_people *p, const struct yx_pair *pair)
{
    uint32_t who = p->person[pair->left], group = resolve_root(s, pair->left);
    struct row_at right = resolve_at(s, pair->right), left = resolve_at(s, pair->left);
    uint64_t name = right.r->name[right.i];
    if (name == left.r->name[left.i] || resolve_root(s, pair->right) != group)
        return;
    struct {
        uint32_t *v;
        size_t n, cap;
    } stay = {0}, leave = {0};
    for (uint32_t k = p->start[who]; k < p->start[who + 1]; k++) {
        struct row_at x = resolve_at(s, p->row[k]);
        if (resolve_root(s, p->row[k]) != group)
            continue;
        if (x.r->name[x.i] != name) {
            YX_PUSH(&stay, p->row[k]);
        } else {
            YX_PUSH(&leave, p->row[k]);
            if (x.r->id[x.i] == p->id[who])
                resolve_disown(s, p->row[k]);
        }
    }
    for (size_t i = 0; i < stay.n; i++)
        s->up[stay.v[i]] = stay.v[0];
    for (size_t i = 0; i < leave.n; i++)
        s->up[leave.v[i]] = leave.v[0];
    free(stay.v);
    free(leave.v);
}

static bool is_forbidden(const struct resolve *s, const struct yx_people *p, uint32_t a, uint32_t b)
{
    uint32_t x = resolve_root(s, a), y = resolve_root(s, b);
    for (uint32_t i = 0; i < p->n_pairs; i++) {
        if (p->pair[i].verdict != YX_VERDICT_DIFFERENT)
            continue;
        uint32_t m = resolve_root(s, p->pair[i].left), n = resolve_root(s, p->pair[i].right);
        if ((m == x && n == y) || (m == y && n == x))
            return true;
    }
    return false;
}

int yx_people_decide(struct yx_people *people, const struct yx_rows *const *rosters, uint32_t n,
                     struct yx_err *err)
{
    struct yx_people old = *people;
    struct resolve s;
    int rc = resolve_open(&s, rosters, n, NULL, err);
    if (rc != YX_OK)
        goto done;
    for (uint32_t i = 0; i < s.n_rows; i++)
        s.up[i] = old.person[i] == YX_NO_PERSON ? i : old.row[old.start[old.person[i]]];
    memcpy(s.link, old.link, s.n_rows);
    memcpy(s.disowned, old.disowned, s.n_rows / 8 + 1);
    for (uint32_t i = 0; i < old.n_pairs; i++)
        if (old.pair[i].verdict == YX_VERDICT_DIFFERENT && old.pair[i].is_linked)
            part(&s, &old, &old.pair[i]);
    for (uint32_t i = 0; i < old.n_pairs; i++) {
        struct yx_pair *pair = &old.pair[i];
        uint32_t a = resolve_root(&s, pair->left), b = resolve_root(&s, pair->right);
        if (pair->verdict != YX_VERDICT_SAME || a == b || is_forbidden(&s, &old, a, b))
            continue;
        s.up[YX_MAX(a, b)] = YX_MIN(a, b);
        s.link[YX_MAX(a, b)] = YX_LINK_DECIDED;
    }
    for (uint32_t i = 0; i < old.n_pairs; i++)
        old.pair[i].is_linked =
            resolve_root(&s, old.pair[i].left) == resolve_root(&s, old.pair[i].right);
    struct yx_people fresh = {.pair = old.pair,
                              .n_pairs = old.n_pairs,
                              .texts = old.texts,
                              .n_pairs_over = old.n_pairs_over,
                              .generic = old.generic,
                              .n_generic = old.n_generic};
    free(old.person);
    free(old.link);
    free(old.disowned);
    free(old.start);
    free(old.row);
    free(old.id);
    free(old.numberless);
    rc = number_people(&s, &fresh, err);
    if (rc == YX_OK)
        rc = person_keys_prepare(&fresh, rosters, n, err);
    *people = fresh;
done:
    resolve_free(&s);
    return rc;
}

static int by_key(const void *a, const void *b)
{
    const struct yx_pair_decision *x = a, *y = b;
    return x->key < y->key ? -1 : x->key > y->key;
}

static int take_decisions(struct yx_people *p, const struct yx_rows *const *rosters, uint32_t n,
                          const struct yx_pair_decision *decisions, uint32_t n_decisions,
                          struct yx_err *err)
{
    if (n_decisions == 0 || p->n_pairs == 0)
        return YX_OK;
    struct yx_pair_decision *sorted = yx_calloc(n_decisions, sizeof *sorted);
    memcpy(sorted, decisions, n_decisions * sizeof *sorted);
    qsort(sorted, n_decisions, sizeof *sorted, by_key);
    struct yx_buf a = {0}, b = {0};
    for (uint32_t i = 0; i < p->n_pairs; i++) {
        struct yx_pair *pair = &p->pair[i];
        a.n = b.n = 0;
        yx_person_key(p, rosters, n, p->person[pair->left], &a);
        yx_person_key(p, rosters, n, p->person[pair->right], &b);
        uint64_t key = yx_pair_key(yx_buf_str(&a), yx_buf_str(&b));
        uint32_t low = 0, high = n_decisions;
        while (low < high) {
            uint32_t middle = low + (high - low) / 2;
            if (sorted[middle].key < key)
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < n_decisions && sorted[low].key == key; low++)
            if (sorted[low].fingerprint == 0 || sorted[low].fingerprint == pair->fingerprint)
                pair->verdict = (uint8_t)sorted[low].verdict;
    }
    yx_buf_free(&a);
    yx_buf_free(&b);
    free(sorted);
    return yx_people_decide(p, rosters, n, err);
}

/* ---- the whole ---- */

int yx_people_resolve(const struct yx_rows *const *rosters, uint32_t n,
                      const struct yx_pair_decision *decisions, uint32_t n_decisions,
                      struct yx_pool *pool, struct yx_people *out, struct yx_err *err)
{
    struct yx_match_model model;
    struct yx_arena *arena = yx_arena_new();
    struct resolve s = {0};
    *out = (struct yx_people){0};
    int rc = yx_match_person_model(arena, &model, err);
    if (rc == YX_OK)
        rc = resolve_open(&s, rosters, n, pool, err);
    s.model = &model;
    if (rc == YX_OK)
        rc = resolve_spine(&s, err);
    if (rc == YX_OK) {
        resolve_passes(&s);
        resolve_review(&s);
        keep_pairs(&s, out);
        keep_generic(&s, out);
        out->n_pairs_over = s.n_pairs_over;
        out->texts = yx_arena_new();
        rc = yx_pairs_weigh(&s, out->pair, out->n_pairs, out->texts, err);
    }
    if (rc == YX_OK)
        rc = number_people(&s, out, err);
    if (rc == YX_OK)
        rc = person_keys_prepare(out, rosters, n, err);
    if (rc == YX_OK)
        rc = take_decisions(out, rosters, n, decisions, n_decisions, err);
    resolve_free(&s);
    yx_arena_free(arena);
    if (rc != YX_OK)
        yx_people_free(out);
    return rc;
}

void yx_people_free(struct yx_people *p)
{
    free(p->person);
    free(p->link);
    free(p->start);
    free(p->row);
    free(p->id);
    free(p->disowned);
    free(p->pair);
    free(p->generic);
    free(p->numberless);
    yx_arena_free(p->texts);
    *p = (struct yx_people){0};
}
