/* candidates.c -- pairs of unlinked rows that a person should look at.
 *
 * DESIGN.  Left are persons of the register whom no school knows, right are
 * persons of the schools who are not on the register (without a register, the
 * enrolment takes its place).  Each right row has up to four keys (name and
 * birth, birth and area, name and area, name and guardian); left rows with a
 * wanted key come into its block.  A block of more left rows than the model's
 * 上限 says nothing and is counted, not compared.  What a block brings together
 * is judged (score.c); a pair stays only if it is the best of both its persons. */
#include "base/mem.h"
#include "person/score.h"

#include <stdlib.h>

/* Birth or name with the area brings only those together of whom one has no number:
 * the keys _A are for numbered left rows and right rows without, _B for left rows
 * without and all right rows. */
enum block_key {
    BY_NAME_BIRTH = 1,
    BY_NAME_GUARDIAN,
    BY_BIRTH_AREA_A,
    BY_BIRTH_AREA_B,
    BY_NAME_AREA_A,
    BY_NAME_AREA_B
};

static uint64_t tagged(uint64_t key, enum block_key tag)
{
    return yx_mix64(key + (uint64_t)tag * 0x9E3779B97F4A7C15U);
}

static bool has_bit(const uint8_t *bits, uint32_t row)
{
    return bits[row / 8] >> (row % 8) & 1;
}
static void set_bit(uint8_t *bits, uint32_t row)
{
    bits[row / 8] = (uint8_t)(bits[row / 8] | 1U << (row % 8));
}

static void push_keys(const struct resolve *s, const struct yx_rows *r, uint32_t i, bool is_left,
                      const struct key_filter *wanted, struct keyed_list *out)
{
    uint32_t row = r->first + i;
    uint64_t key[6], name = r->name[i];
    size_t n = 0;
    uint64_t name_birth = resolve_name_birth_key(s, r, i);
    if (name_birth)
        key[n++] = tagged(name_birth, BY_NAME_BIRTH);
    if (name && r->guardian_name && r->guardian_name[i])
        key[n++] = tagged(name ^ yx_mix64(r->guardian_name[i]), BY_NAME_GUARDIAN);
    bool is_said, has_number = resolve_number(s, resolve_root(s, row)) != 0;
    uint32_t area = resolve_area(s, row, &is_said);
    yx_day birth = resolve_birth(s, row);
    bool in_a = is_left == has_number, in_b = !is_left || !has_number;
    if (area && birth != YX_NO_DAY) {
        uint64_t k = (uint64_t)(uint32_t)birth << 32 | area;
        if (in_a)
            key[n++] = tagged(k, BY_BIRTH_AREA_A);
        if (in_b)
            key[n++] = tagged(k, BY_BIRTH_AREA_B);
    }
    if (area && name) {
        uint64_t k = name ^ yx_mix64(area);
        if (in_a)
            key[n++] = tagged(k, BY_NAME_AREA_A);
        if (in_b)
            key[n++] = tagged(k, BY_NAME_AREA_B);
    }
    for (size_t k = 0; k < n; k++)
        if (!wanted || key_filter_has(wanted, key[k]))
            keyed_push(out, key[k], row);
}

static void right_keys(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                       const struct key_filter *wanted, struct keyed_list *out)
{
    if (has_bit(s->is_right, r->first + i))
        push_keys(s, r, i, false, wanted, out);
}

static void left_keys(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                      const struct key_filter *wanted, struct keyed_list *out)
{
    if (has_bit(s->is_left, r->first + i))
        push_keys(s, r, i, true, wanted, out);
}

/* ---- who is left over ---- */

static bool is_school_kind(enum yx_kind k)
{
    return k == YX_KIND_ENROLMENT || k == YX_KIND_INTAKE || k == YX_KIND_PRESENCE ||
           k == YX_KIND_PROOF;
}

/* Marks the rows of every unlinked person of either side. */
static void mark_sides(struct resolve *s, enum yx_kind left_kind, uint8_t *left, uint8_t *right)
{
    uint8_t *on_left = yx_calloc(s->n_rows / 8 + 1, 1), *on_right = yx_calloc(s->n_rows / 8 + 1, 1);
    for (int round = 0; round < 2; round++)
        for (uint32_t k = 0; k < s->n_rosters; k++) {
            const struct yx_rows *r = s->rosters[k];
            bool is_left = r->kind == left_kind;
            if (!is_left && !is_school_kind(r->kind))
                continue;
            for (uint32_t i = 0; i < r->n; i++) {
                if (!resolve_is_person(r, i))
                    continue;
                uint32_t row = r->first + i, root = resolve_root(s, row);
                if (round == 0)
                    set_bit(is_left ? on_left : on_right, root);
                else if (has_bit(on_left, root) != has_bit(on_right, root))
                    set_bit(is_left ? left : right, row);
            }
        }
    free(on_left);
    free(on_right);
}

/* ---- candidates ---- */

/* Two persons, by their roots, and the two of their rows that look most alike. */
struct candidate {
    uint32_t left_root, right_root;
    uint32_t left, right;
    uint32_t rank;
    bool must_be_unique;
};

/* A pair and the roots of its persons. */
struct person_pair {
    uint32_t low, high;
    struct found_pair pair;
};

struct candidates {
    struct candidate *v;
    size_t n, cap;
};

static int order(uint32_t a, uint32_t b)
{
    return a < b ? -1 : a > b;
}

static int by_right_root(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int c = order(x->right_root, y->right_root);
    c = c ? c : order(x->left_root, y->left_root);
    c = c ? c : order(y->rank, x->rank); /* the best first */
    c = c ? c : order(x->left, y->left);
    return c ? c : order(x->right, y->right);
}

static int by_left_root(const void *a, const void *b)
{
    const struct candidate *x = a, *y = b;
    int c = order(x->left_root, y->left_root);
    return c ? c : order(x->right_root, y->right_root);
}

static void compare_blocks(struct resolve *s, const struct keyed_list *right,
                           const struct keyed_list *left, struct candidates *out)
{
    for (size_t i = 0, k = 0; i < right->n; i++) {
        while (k < left->n && left->v[k].key < right->v[i].key)
            k++;
        size_t end = k;
        while (end < left->n && left->v[end].key == right->v[i].key)
            end++;
        if (end - k > s->model->block_most) {
            s->n_pairs_over += end - k;
            continue;
        }
        for (size_t m = k; m < end; m++) {
            struct pair_score score = yx_pair_judge(s, left->v[m].value, right->v[i].value);
            if (score.rank) {
                uint32_t x = left->v[m].value, y = right->v[i].value;
                struct candidate c = {resolve_root(s, x), resolve_root(s, y),  x, y,
                                      score.rank,         score.must_be_unique};
                YX_PUSH(out, c);
            }
        }
    }
}

/* One candidate for two persons: their most similar rows. */
static void drop_repeats(struct candidates *c)
{
    if (c->n == 0)
        return;
    qsort(c->v, c->n, sizeof *c->v, by_right_root);
    size_t n = 0;
    for (size_t i = 0; i < c->n; i++)
        if (n == 0 || by_left_root(&c->v[n - 1], &c->v[i]) != 0)
            c->v[n++] = c->v[i];
    c->n = n;
}

/* Keep the best of each person of one side.  Candidates that must be unique go when
 * they share the best rank. */
static void keep_best(struct candidates *c, bool is_right)
{
    if (c->n == 0)
        return;
    qsort(c->v, c->n, sizeof *c->v, is_right ? by_right_root : by_left_root);
    size_t n = 0;
    for (size_t i = 0, end; i < c->n; i = end) {
        uint32_t person = is_right ? c->v[i].right_root : c->v[i].left_root, best = 0, n_best = 0;
        for (end = i; end < c->n; end++) {
            if ((is_right ? c->v[end].right_root : c->v[end].left_root) != person)
                break;
            if (c->v[end].rank > best) {
                best = c->v[end].rank;
                n_best = 0;
            }
            n_best += c->v[end].rank == best;
        }
        for (size_t k = i; k < end; k++)
            if (c->v[k].rank == best && !(n_best > 1 && c->v[k].must_be_unique))
                c->v[n++] = c->v[k];
    }
    c->n = n;
}

/* Pairs for people to look at, by the two persons; linked ones first, as they are. */
static int by_persons(const void *a, const void *b)
{
    const struct person_pair *x = a, *y = b;
    int c = order(y->pair.is_linked, x->pair.is_linked);
    c = c ? c : order(x->low, y->low);
    c = c ? c : order(x->high, y->high);
    c = c ? c : order(x->pair.left, y->pair.left);
    return c ? c : order(x->pair.right, y->pair.right);
}

/* Several passes may ask about the same two persons: once is enough. */
static void ask_once(struct resolve *s)
{
    struct person_pair *v = yx_calloc(s->pairs.n + 1, sizeof *v);
    for (size_t i = 0; i < s->pairs.n; i++) {
        struct found_pair p = s->pairs.v[i];
        uint32_t x = resolve_root(s, p.left), y = resolve_root(s, p.right);
        v[i] = (struct person_pair){YX_MIN(x, y), YX_MAX(x, y), p};
    }
    if (s->pairs.n)
        qsort(v, s->pairs.n, sizeof *v, by_persons);
    size_t n = 0;
    for (size_t i = 0; i < s->pairs.n; i++) {
        bool is_same = i && !v[i].pair.is_linked && !v[i - 1].pair.is_linked &&
                       v[i].low == v[i - 1].low && v[i].high == v[i - 1].high;
        if (!is_same)
            s->pairs.v[n++] = v[i].pair;
    }
    s->pairs.n = n;
    free(v);
}

void resolve_review(struct resolve *s)
{
    enum yx_kind left_kind = YX_KIND_ENROLMENT;
    for (uint32_t k = 0; k < s->n_rosters; k++)
        if (s->rosters[k]->kind == YX_KIND_REGISTER && s->rosters[k]->n)
            left_kind = YX_KIND_REGISTER;
    uint8_t *is_left = yx_calloc(s->n_rows / 8 + 1, 1), *is_right = yx_calloc(s->n_rows / 8 + 1, 1);
    mark_sides(s, left_kind, is_left, is_right);
    s->is_left = is_left;
    s->is_right = is_right;
    struct keyed_list right = {0}, left = {0};
    resolve_gather(s, right_keys, NULL, &right);
    if (right.n) {
        struct key_filter wanted;
        struct candidates found = {0};
        keyed_sort(&right);
        key_filter_build(&wanted, &right);
        resolve_gather(s, left_keys, &wanted, &left);
        free(wanted.bits);
        keyed_sort(&left);
        compare_blocks(s, &right, &left, &found);
        drop_repeats(&found);
        keep_best(&found, true);
        keep_best(&found, false);
        for (size_t i = 0; i < found.n; i++) {
            struct found_pair pair = {YX_MIN(found.v[i].left, found.v[i].right),
                                      YX_MAX(found.v[i].left, found.v[i].right), false};
            YX_PUSH(&s->pairs, pair);
        }
        free(found.v);
    }
    free(right.v);
    free(left.v);
    free(is_left);
    free(is_right);
    s->is_left = s->is_right = NULL;
    ask_once(s);
}
