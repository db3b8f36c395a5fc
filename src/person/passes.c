/* passes.c -- rows without a number of their own, settled by the other passes.
 *
 * DESIGN.  A pass has a key by which rows meet and alternatives by which a
 * meeting is confirmed (match/model.h).  For each key the unsettled rows and all
 * rows that meet them are gathered (gather.c); then, row after row in order, the
 * persons met are weighed: the strongest alternative counts, and only if exactly
 * one person fits it are they joined.  The last key, name and birth, asks more:
 * unique on both sides, so no roster may have two such persons. */
#include "base/mem.h"
#include "person/resolve_int.h"

#include <stdlib.h>

enum { LARGEST_NAMESAKE_GROUP = 256 }; /* rows of one name and birth: beyond, nobody is unique */

enum yx_link resolve_link_of(struct yx_str reason)
{
    static const struct {
        const char *name;
        enum yx_link link;
    } names[] = {
        {"P1", YX_LINK_P1},
        {"P2", YX_LINK_P2},
        {"P3", YX_LINK_P3},
        {"P4", YX_LINK_P4},
        {"P5", YX_LINK_P5},
        {"P6", YX_LINK_P6},
        {"P7", YX_LINK_P7},
        {"P8", YX_LINK_P8},
        {"P9", YX_LINK_P9},
        {"P10", YX_LINK_P10},
        {"P11", YX_LINK_P11},
        {"P12", YX_LINK_P12},
        {"学籍号", YX_LINK_STUDENT_NO},
    };
    for (size_t i = 0; i < YX_LEN(names); i++)
        if (yx_str_is(reason, names[i].name))
            return names[i].link;
    yx_die(__FILE__, __LINE__, "matches/person.yx: no link is called %.*s", (int)reason.n,
           reason.p);
}

/* ---- what meets ---- */

bool resolve_is_without_number(const struct resolve *s, const struct yx_rows *r, uint32_t i)
{
    uint32_t row = r->first + i;
    return (!r->id[i] || resolve_is_disowned(s, row)) && !resolve_number(s, resolve_root(s, row));
}

static void repairable(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                       const struct key_filter *wanted, struct keyed_list *out)
{
    (void)wanted;
    if (r->id[i] || (r->id_class[i] != YX_ID_CHECK_WRONG &&
                     r->id_class[i] != YX_ID_BIRTH_IMPOSSIBLE && r->id_class[i] != YX_ID_LENGTH))
        return;
    uint64_t candidate[YX_ID_REPAIRS_MAX];
    if (!resolve_is_without_number(s, r, i))
        return;
    size_t n = yx_rows_id_repairs(r, i, candidate, YX_LEN(candidate));
    for (size_t k = 0; k < n; k++)
        keyed_push(out, candidate[k], r->first + i);
}

static void owners_of_number(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                             const struct key_filter *wanted, struct keyed_list *out)
{
    uint32_t row = r->first + i;
    if (r->id[i] && key_filter_has(wanted, r->id[i]) && !resolve_is_disowned(s, row) &&
        (s->up[row] == row || s->link[row] == YX_LINK_P2))
        keyed_push(out, r->id[i], row);
}

static void with_student_no_only(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                                 const struct key_filter *wanted, struct keyed_list *out)
{
    (void)wanted;
    if (r->student_no && r->student_no[i] && resolve_is_without_number(s, r, i))
        keyed_push(out, r->student_no[i], r->first + i);
}

static void with_student_no(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                            const struct key_filter *wanted, struct keyed_list *out)
{
    (void)s;
    if (r->student_no && r->student_no[i] && key_filter_has(wanted, r->student_no[i]))
        keyed_push(out, r->student_no[i], r->first + i);
}

/* A row whose number may be a guardian's: taken from it, or nobody's on the register. */
static void maybe_guardians_number(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                                   const struct key_filter *wanted, struct keyed_list *out)
{
    (void)wanted;
    uint32_t row = r->first + i;
    if (!r->id[i])
        return;
    if (resolve_is_disowned(s, row) ? !resolve_number(s, resolve_root(s, row))
                                    : s->up[row] == row && r->kind != YX_KIND_REGISTER)
        keyed_push(out, r->id[i], row);
}

static void children_of_guardian(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                                 const struct key_filter *wanted, struct keyed_list *out)
{
    (void)s;
    if (r->guardian_id && r->guardian_id[i] && r->kind == YX_KIND_REGISTER &&
        key_filter_has(wanted, r->guardian_id[i]))
        keyed_push(out, r->guardian_id[i], r->first + i);
}

static void without_number_by_name(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                                   const struct key_filter *wanted, struct keyed_list *out)
{
    (void)wanted;
    uint64_t key;
    if (resolve_is_without_number(s, r, i) && (key = resolve_name_birth_key(s, r, i)) != 0)
        keyed_push(out, key, r->first + i);
}

static void namesakes(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                      const struct key_filter *wanted, struct keyed_list *out)
{
    uint64_t key = resolve_name_birth_key(s, r, i);
    if (key && key_filter_has(wanted, key))
        keyed_push(out, key, r->first + i);
}

/* ---- meetings, weighed ---- */

struct meeting {
    uint32_t row, other;
    uint64_t key;
};

struct meetings {
    struct meeting *v;
    size_t n, cap;
};

static int by_row_then_other(const void *a, const void *b)
{
    const struct meeting *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    return x->other < y->other ? -1 : x->other > y->other;
}

/* All meetings of the unsettled rows with rows of the same key, by row: unsettled of `from`, all of
 * `among`. */
static void meet(const struct resolve *s, enum gather_from from, gather_fn unsettled,
                 enum gather_from among, gather_fn all, struct meetings *out)
{
    struct keyed_list small = {0}, large = {0};
    resolve_gather_from(s, from, unsettled, NULL, &small);
    if (small.n) {
        struct key_filter wanted;
        keyed_sort(&small);
        key_filter_build(&wanted, &small);
        resolve_gather_from(s, among, all, &wanted, &large);
        free(wanted.bits);
        keyed_sort(&large);
        for (size_t i = 0, k = 0; i < small.n; i++) {
            while (k < large.n && large.v[k].key < small.v[i].key)
                k++;
            for (size_t m = k; m < large.n && large.v[m].key == small.v[i].key; m++)
                if (large.v[m].value != small.v[i].value) {
                    struct meeting t = {small.v[i].value, large.v[m].value, small.v[i].key};
                    YX_PUSH(out, t);
                }
        }
        if (out->n)
            qsort(out->v, out->n, sizeof *out->v, by_row_then_other);
    }
    free(small.v);
    free(large.v);
}

/* Is this meeting one of the pass?  A repair that leaves the first 17 digits is the
 * business of 证件号前17位, all others of 可修复; a row named like the guardian is the
 * guardian's own. */
static bool belongs_to(const struct resolve *s, const struct yx_pass *p, const struct meeting *m)
{
    struct row_at x = resolve_at(s, m->row), y = resolve_at(s, m->other);
    if (p->key == YX_PASS_GUARDIAN_ID)
        return !y.r->guardian_name || y.r->guardian_name[y.i] != x.r->name[x.i];
    if (p->key != YX_PASS_REPAIR && p->key != YX_PASS_FIRST17)
        return true;
    bool same17 = yx_rows_id_written(x.r, x.i) >> 4 == m->key >> 4;
    return same17 == (p->key == YX_PASS_FIRST17);
}

/* The one person whom the strongest alternative of the pass gives; YX_NO_ROW if none
 * or several. */
static uint32_t only_one(const struct resolve *s, const struct yx_pass *p, const struct meeting *m,
                         size_t n, bool *is_ambiguous)
{
    int best = YX_PASS_ALTERNATIVES;
    uint32_t found = YX_NO_ROW, own = resolve_root(s, m->row);
    *is_ambiguous = false;
    for (size_t i = 0; i < n; i++) {
        uint32_t root = resolve_root(s, m[i].other);
        if (root == own || !belongs_to(s, p, &m[i]))
            continue;
        int level = yx_pass_holds(p, resolve_agree(s, m->row, m[i].other));
        if (level < 0 || level > best)
            continue;
        if (level < best) {
            best = level;
            found = m[i].other;
            *is_ambiguous = false;
        } else if (root != resolve_root(s, found)) {
            *is_ambiguous = true;
        }
    }
    return *is_ambiguous ? YX_NO_ROW : found;
}

static void numbers_wanted(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                           const struct key_filter *wanted, struct keyed_list *out)
{
    if (r->id[i] && key_filter_has(wanted, r->id[i]) && !resolve_is_disowned(s, r->first + i))
        keyed_push(out, r->id[i], r->first + i);
}

/* Rows that had come by the number of a guardian's to a row that is known for a child's
 * now: it is not theirs either. */
static void disown_with(struct resolve *s, struct keyed_list *guardians)
{
    if (guardians->n == 0)
        return;
    struct keyed_list rows = {0};
    struct key_filter wanted;
    keyed_sort(guardians);
    key_filter_build(&wanted, guardians);
    resolve_gather_from(s, GATHER_NUMBERED, numbers_wanted, &wanted, &rows);
    free(wanted.bits);
    keyed_sort(&rows);
    for (size_t i = 0, k = 0; i < rows.n; i++) {
        while (k < guardians->n && guardians->v[k].key < rows.v[i].key)
            k++;
        for (size_t m = k; m < guardians->n && guardians->v[m].key == rows.v[i].key; m++)
            if (resolve_root(s, guardians->v[m].value) == resolve_root(s, rows.v[i].value))
                resolve_disown(s, rows.v[i].value);
    }
    free(rows.v);
}

static void run_keys(struct resolve *s, gather_fn unsettled, enum gather_from among, gather_fn all,
                     const struct yx_pass *pass, uint32_t n_passes)
{
    struct meetings met = {0};
    struct keyed_list guardians = {0};
    bool is_guardians = pass[0].key == YX_PASS_GUARDIAN_ID;
    meet(s, is_guardians ? GATHER_ALL : GATHER_OPEN, unsettled, among, all, &met);
    for (size_t i = 0, end; i < met.n; i = end) {
        uint32_t row = met.v[i].row, other = YX_NO_ROW, p = 0;
        bool is_ambiguous = false, was_disowned = resolve_is_disowned(s, row);
        for (end = i + 1; end < met.n && met.v[end].row == row; end++)
            continue;
        if (is_guardians) /* to be judged by its columns */
            resolve_disown(s, row);
        for (; p < n_passes && other == YX_NO_ROW && !is_ambiguous; p++)
            other = only_one(s, &pass[p], met.v + i, end - i, &is_ambiguous);
        uint32_t first = other == YX_NO_ROW ? other : resolve_root(s, other);
        if (other == YX_NO_ROW ||
            !resolve_join(s, row, other, resolve_link_of(pass[p - 1].reason))) {
            if (is_guardians && !was_disowned)
                resolve_own(s, row);
            continue;
        }
        if (is_guardians)
            keyed_push(&guardians, met.v[i].key, row);
        enum yx_name_level name = resolve_name_level(s, row, other);
        if (name != YX_NAME_SAME && name != YX_NAME_MISSING) {
            struct found_pair pair = {YX_MIN(first, row), YX_MAX(first, row), true};
            YX_PUSH(&s->pairs, pair);
        }
    }
    disown_with(s, &guardians);
    free(guardians.v);
    free(met.v);
}

/* ---- unique by name, birth and division ---- */

/* Are `row` and those of the group in its area one person? No roster has two such
 * persons, and at most one has a number. */
static bool is_unique(const struct resolve *s, const struct yx_radix_item *group, size_t n,
                      uint32_t row, const struct yx_pass *p, bool *fits)
{
    uint32_t person_of[YX_N_KINDS], with_number = YX_NO_ROW;
    size_t n_fit = 0;
    for (size_t k = 0; k < YX_N_KINDS; k++)
        person_of[k] = YX_NO_ROW;
    for (size_t i = 0; i < n; i++) {
        uint32_t other = group[i].value, root = resolve_root(s, other);
        fits[i] = other == row || yx_pass_holds(p, resolve_agree(s, row, other)) >= 0;
        if (!fits[i])
            continue;
        n_fit += root != resolve_root(s, row);
        uint8_t x = resolve_sex(s, row), y = resolve_sex(s, other);
        if (x && y && x != y)
            return false;
        if (resolve_number(s, root)) {
            if (with_number != YX_NO_ROW && with_number != root)
                return false;
            with_number = root;
        }
        enum yx_kind kind = resolve_at(s, other).r->kind;
        if (!resolve_is_population(kind))
            continue;
        if (person_of[kind] != YX_NO_ROW && person_of[kind] != root)
            return false;
        person_of[kind] = root;
    }
    return n_fit > 0;
}

static void run_namesakes(struct resolve *s, const struct yx_pass *p)
{
    struct keyed_list small = {0}, large = {0};
    resolve_gather_from(s, GATHER_OPEN, without_number_by_name, NULL, &small);
    if (small.n == 0) {
        free(small.v);
        return;
    }
    struct key_filter wanted;
    keyed_sort(&small);
    key_filter_build(&wanted, &small);
    resolve_gather(s, namesakes, &wanted, &large);
    free(wanted.bits);
    keyed_sort(&large);
    bool fits[LARGEST_NAMESAKE_GROUP];
    for (size_t i = 0, k = 0; i < small.n; i++) {
        while (k < large.n && large.v[k].key < small.v[i].key)
            k++;
        size_t end = k;
        while (end < large.n && large.v[end].key == small.v[i].key)
            end++;
        if (end - k > LARGEST_NAMESAKE_GROUP ||
            !is_unique(s, large.v + k, end - k, small.v[i].value, p, fits))
            continue;
        for (size_t m = k; m < end; m++)
            if (fits[m - k])
                resolve_join(s, small.v[i].value, large.v[m].value, resolve_link_of(p->reason));
    }
    free(small.v);
    free(large.v);
}

/* Numbers that are nobody's stand aside for these passes. */
static void run_namesake_passes(struct resolve *s, const struct yx_pass *pass, uint32_t n)
{
    struct keyed_list taken = {0};
    resolve_disown_by_birth(s, &taken);
    for (uint32_t p = 0; p < n; p++)
        run_namesakes(s, &pass[p]);
    resolve_give_back(s, &taken);
    free(taken.v);
}

void resolve_passes(struct resolve *s)
{
    const struct yx_pass *pass = s->model->pass;
    for (uint32_t i = 0, end; i < s->model->n_passes; i = end) {
        bool is_repair = pass[i].key == YX_PASS_REPAIR || pass[i].key == YX_PASS_FIRST17;
        for (end = i + 1; end < s->model->n_passes; end++)
            if (pass[end].key != pass[i].key && !(is_repair && (pass[end].key == YX_PASS_REPAIR ||
                                                                pass[end].key == YX_PASS_FIRST17)))
                break;
        switch (pass[i].key) {
        case YX_PASS_ID: break; /* the spine */
        case YX_PASS_REPAIR:
        case YX_PASS_FIRST17:
            run_keys(s, repairable, GATHER_NUMBERED, owners_of_number, pass + i, end - i);
            break;
        case YX_PASS_STUDENT_NO:
            run_keys(s, with_student_no_only, GATHER_ALL, with_student_no, pass + i, end - i);
            break;
        case YX_PASS_GUARDIAN_ID:
            run_keys(s, maybe_guardians_number, GATHER_ALL, children_of_guardian, pass + i,
                     end - i);
            break;
        case YX_PASS_ID_ELSEWHERE:
        case YX_PASS_ID_FIRST15:
        case YX_PASS_FAMILY_ID:
        case YX_PASS_ACCOUNT:
        case YX_PASS_SCHOOL:
            for (uint32_t p = i; p < end; p++)
                resolve_by_evidence(s, &pass[p]);
            break;
        case YX_PASS_ID_NEAR:
            for (uint32_t p = i; p < end; p++)
                resolve_near_numbers(s, &pass[p]);
            break;
        case YX_PASS_NAME_BIRTH: run_namesake_passes(s, pass + i, end - i); break;
        case YX_N_PASS_KEYS: break;
        }
    }
}
