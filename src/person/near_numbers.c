/* near_numbers.c -- numbers with two slips, and valid ones that are nobody's, beside the right name.
 *
 * DESIGN.  A row whose number is broken beyond one repair, or valid but on no row of
 * the register, meets the registered children of its very name by a part of the number:
 * year, month and day, or sequence.  Two slips leave one of the three whole, so each is
 * a key.  A child fits if the first 17 digits are at most two slips away (one replaced,
 * left out, added, or two neighbours exchanged) and birth and sex columns do not
 * contradict.  One child of the register must fit, and no other.  The check digit does
 * not count: it is right where somebody worked it out anew.
 *
 * A valid number is somebody's: a namesake born the same day may have one of the same
 * birth and division, and among a million grown-ups two of a name have numbers two slips
 * apart.  Such a pair is only shown to people. */
#include "base/mem.h"
#include "match/similar.h"
#include "person/resolve_int.h"

#include <stdlib.h>

enum { N_PARTS = 3, FIRST17 = 17 };

/* The number to look near to; 0 if the row has none of 18 digits, or its person is known. */
static uint64_t number_of(const struct resolve *s, const struct yx_rows *r, uint32_t i)
{
    uint32_t row = r->first + i;
    if (r->id[i])
        return resolve_is_disowned(s, row) || resolve_is_registered(s, row) ? 0 : r->id[i];
    if (r->id_class[i] != YX_ID_CHECK_WRONG && r->id_class[i] != YX_ID_BIRTH_IMPOSSIBLE)
        return 0;
    return resolve_is_without_number(s, r, i) ? yx_rows_id_written(r, i) : 0;
}

static void keys_of(uint64_t name, uint64_t id, uint64_t *out)
{
    uint64_t first17 = id >> 4;
    const uint64_t part[N_PARTS] = {first17 / 10000000 % 10000, first17 / 1000 % 10000 + 10000,
                                    first17 % 1000 + 20000};
    for (int k = 0; k < N_PARTS; k++)
        out[k] = yx_mix64(name ^ yx_mix64(part[k] + 3));
}

static void push_keys(uint64_t name, uint64_t id, uint32_t row, const struct key_filter *wanted,
                      struct keyed_list *out)
{
    uint64_t key[N_PARTS];
    keys_of(name, id, key);
    for (int k = 0; k < N_PARTS; k++)
        if (!wanted || key_filter_has(wanted, key[k]))
            keyed_push(out, key[k], row);
}

static void with_odd_number(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                            const struct key_filter *wanted, struct keyed_list *out)
{
    (void)wanted;
    uint64_t id;
    if (r->name[i] && r->kind != YX_KIND_REGISTER && (id = number_of(s, r, i)) != 0)
        push_keys(r->name[i], id, r->first + i, NULL, out);
}

static void on_the_register(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                            const struct key_filter *wanted, struct keyed_list *out)
{
    if (r->kind == YX_KIND_REGISTER && r->id[i] && key_filter_has(wanted, r->name[i]) &&
        !resolve_is_disowned(s, r->first + i))
        push_keys(r->name[i], r->id[i], r->first + i, wanted, out);
}

/* ---- what fits ---- */

/* Valid numbers of one birth and division: of two namesakes born the same day, or one mistyped. */
static bool are_neighbours(uint64_t a, uint64_t b)
{
    return (a >> 4) / 1000 == (b >> 4) / 1000;
}

static bool are_near(uint64_t a, uint64_t b, bool is_valid)
{
    uint8_t x[32] = {0}, y[32] = {0};
    a >>= 4;
    b >>= 4;
    if (is_valid && a % 1000 != b % 1000)
        return false;
    for (int i = FIRST17; i-- > 0; a /= 10, b /= 10) {
        x[i] = (uint8_t)(a % 10);
        y[i] = (uint8_t)(b % 10);
    }
    return yx_chars_distance((struct yx_chars){x, FIRST17, 1}, (struct yx_chars){y, FIRST17, 1},
                             2) <= 2;
}

static bool fits(const struct resolve *s, const struct yx_pass *pass, uint32_t row, uint32_t other)
{
    struct row_at x = resolve_at(s, row), y = resolve_at(s, other);
    yx_day birth = yx_rows_birth_column(x.r, x.i);
    uint8_t sex = yx_rows_text(x.r, x.i, YX_FIELD_SEX).n ? x.r->sex[x.i] : 0;
    return x.r->name[x.i] == y.r->name[y.i] &&
           (are_near(number_of(s, x.r, x.i), y.r->id[y.i], x.r->id[x.i] != 0) ||
            (x.r->id[x.i] && are_neighbours(x.r->id[x.i], y.r->id[y.i]))) &&
           (birth == YX_NO_DAY || birth == y.r->birth[y.i]) &&
           (!sex || !y.r->sex[y.i] || sex == y.r->sex[y.i]) &&
           yx_pass_holds(pass, resolve_agree(s, row, other)) >= 0;
}

/* ---- meetings ---- */

struct meeting {
    uint32_t row, other;
};

struct meetings {
    struct meeting *v;
    size_t n, cap;
};

static int by_row(const void *a, const void *b)
{
    const struct meeting *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->other < y->other ? -1 : x->other > y->other;
}

/* Rows and the registered children that fit them, by row. */
static void meet(const struct resolve *s, const struct yx_pass *pass, struct meetings *out)
{
    struct keyed_list small = {0}, large = {0}, wants = {0};
    resolve_gather(s, with_odd_number, NULL, &small);
    if (small.n) {
        struct key_filter wanted;
        keyed_sort(&small);
        for (size_t i = 0; i < small.n; i++) {
            struct row_at x = resolve_at(s, small.v[i].value);
            keyed_push(&wants, small.v[i].key, 0);
            keyed_push(&wants, x.r->name[x.i], 0);
        }
        key_filter_build(&wanted, &wants);
        resolve_gather_from(s, GATHER_NAMED, on_the_register, &wanted, &large);
        free(wanted.bits);
        keyed_sort(&large);
    }
    for (size_t i = 0, k = 0; i < small.n; i++) {
        while (k < large.n && large.v[k].key < small.v[i].key)
            k++;
        for (size_t m = k; m < large.n && large.v[m].key == small.v[i].key; m++)
            if (fits(s, pass, small.v[i].value, large.v[m].value))
                YX_PUSH(out, ((struct meeting){small.v[i].value, large.v[m].value}));
    }
    if (out->n)
        qsort(out->v, out->n, sizeof *out->v, by_row);
    free(small.v);
    free(large.v);
    free(wants.v);
}

/* Leave of each row's meetings the first, if all are with one child; else none. */
static void keep_unique(const struct resolve *s, struct meetings *met)
{
    size_t kept = 0;
    for (size_t i = 0, end; i < met->n; i = end) {
        bool is_one = true;
        for (end = i + 1; end < met->n && met->v[end].row == met->v[i].row; end++)
            is_one &= resolve_root(s, met->v[end].other) == resolve_root(s, met->v[i].other);
        if (is_one)
            met->v[kept++] = met->v[i];
    }
    met->n = kept;
}

/* Whom the row may mean, but not surely: people look at these pairs. */
static void ask_about_valid(struct resolve *s, struct meetings *met)
{
    size_t kept = 0;
    for (size_t i = 0; i < met->n; i++) {
        struct meeting m = met->v[i];
        struct row_at x = resolve_at(s, m.row);
        if (!x.r->id[x.i]) {
            met->v[kept++] = m;
        } else {
            struct found_pair pair = {YX_MIN(m.row, m.other), YX_MAX(m.row, m.other), false};
            YX_PUSH(&s->pairs, pair);
        }
    }
    met->n = kept;
}

void resolve_near_numbers(struct resolve *s, const struct yx_pass *pass)
{
    struct meetings met = {0};
    meet(s, pass, &met);
    keep_unique(s, &met);
    ask_about_valid(s, &met);
    for (size_t i = 0; i < met.n; i++)
        if (!resolve_number(s, resolve_root(s, met.v[i].row)))
            (void)resolve_join(s, met.v[i].row, met.v[i].other, resolve_link_of(pass->reason));
    free(met.v);
}
