/* evidence.c -- rows without a usable number, found by another value and their name.
 *
 * DESIGN.  A row whose own number is missing or broken often has another value that
 * leads to its person: a number within the 学籍号, 15 digits that Excel spared, the
 * number of the payee or the head of the household, an account, the school.  Each is
 * a key, mostly together with the name: what meets has both.  A filter knows the names
 * of the unsettled rows as well, so that of all other rows little but the name's hash
 * is looked at.
 *
 * A valid number that no register row has, in a row whose 学籍号 or family leads to one
 * registered child of the same name with another number, is a slip: it is taken from
 * the rows that bear it, if they have no other name, and these are then as the others
 * without a number.  So is one in a row whose name and birth column are those of one
 * registered child, when the number has another birth; it is given back if the pass by
 * name and birth joins nobody.
 *
 * A number or account leads to people who have a number; if it leads to two, to
 * nobody.  A school leads to a person only if no roster of the school has two of that
 * name; otherwise the candidates become pairs to look at.  Whatever the two rows say
 * of birth and sex must not contradict. */
#include "base/mem.h"
#include "person/resolve_int.h"

#include "codes/code_text.h"
#include "codes/school_code.h"

#include <stdlib.h>

enum { MOST_VALUES = 5, MOST_MEETING = 256, MOST_PAIRS = 3 };

/* Values that lead to somebody; tagged, so that an account is no number. */
struct values {
    uint64_t v[MOST_VALUES];
    unsigned n;
};

static void put(struct values *out, uint64_t value)
{
    if (value)
        out->v[out->n++] = value;
}

static uint64_t account_of(const struct yx_rows *r, uint32_t i)
{
    struct yx_code_text t;
    yx_code_read(yx_rows_text(r, i, YX_FIELD_ACCOUNT), &t);
    return t.n < 8 || t.has_other ? 0 : yx_hash_str((struct yx_str){t.p, t.n}) | 1;
}

/* Rosters whose 学校 is where the person is now. */
static bool has_school(enum yx_kind k)
{
    return k == YX_KIND_ENROLMENT || k == YX_KIND_INTAKE || k == YX_KIND_PRESENCE ||
           k == YX_KIND_PAYMENT || k == YX_KIND_IDENTITY;
}

/* What leads from an unsettled row to its person, and from a row of the person to it.  Numbers
 * that are not packed yet are read of the rows whose name is looked for (is_named), and of
 * identity lists, where a household's rows stand together. */
static void values_of(const struct resolve *s, enum yx_pass_key key, const struct yx_rows *r,
                      uint32_t i, bool is_unsettled, bool is_named, struct values *out)
{
    out->n = 0;
    switch (key) {
    case YX_PASS_ID_ELSEWHERE:
        put(out, is_unsettled ? yx_rows_id_elsewhere(r, i) : r->id[i]);
        break;
    case YX_PASS_ID_FIRST15:
        put(out, is_unsettled ? yx_rows_id_first15(r, i) : (r->id[i] >> 4) / 100);
        break;
    case YX_PASS_FAMILY_ID:
        put(out, is_unsettled ? 0 : r->id[i]); /* one's own payee, or head */
        put(out, r->guardian_id ? r->guardian_id[i] : 0);
        if (is_named)
            put(out, yx_rows_id_at(r, i, YX_FIELD_PAYEE_ID));
        if (is_named || r->kind == YX_KIND_IDENTITY)
            put(out, yx_rows_id_at(r, i, YX_FIELD_HEAD_ID));
        break;
    case YX_PASS_ACCOUNT: put(out, account_of(r, i)); break;
    case YX_PASS_SCHOOL:
        if (has_school(r->kind))
            put(out, yx_school_name_key(yx_rows_text(r, i, YX_FIELD_SCHOOL), s->home));
        break;
    default: break;
    }
}

static uint64_t with_name(enum yx_pass_key key, uint64_t value, uint64_t name)
{
    return yx_pass_key_is_named(key) ? yx_mix64(value ^ yx_mix64(name + 1)) : value;
}

static void push_values(const struct resolve *s, enum yx_pass_key key, const struct yx_rows *r,
                        uint32_t i, const struct key_filter *wanted, struct keyed_list *out)
{
    struct values x;
    uint32_t row = r->first + i;
    if (!r->name[i] || (wanted ? yx_pass_key_is_named(key) && !key_filter_has(wanted, r->name[i])
                               : !resolve_is_without_number(s, r, i)))
        return;
    if (wanted && r->id[i] && resolve_is_disowned(s, row) && key != YX_PASS_SCHOOL)
        return;
    values_of(s, key, r, i, !wanted, !wanted || key_filter_has(wanted, r->name[i]), &x);
    for (unsigned k = 0; k < x.n; k++) {
        uint64_t composite = with_name(key, x.v[k], r->name[i]);
        if (!wanted || key_filter_has(wanted, composite))
            keyed_push(out, composite, row);
    }
}

#define GATHERER(name, key)                                                                        \
    static void name(const struct resolve *s, const struct yx_rows *r, uint32_t i,                 \
                     const struct key_filter *wanted, struct keyed_list *out)                      \
    {                                                                                              \
        push_values(s, key, r, i, wanted, out);                                                    \
    }
GATHERER(by_id_elsewhere, YX_PASS_ID_ELSEWHERE)
GATHERER(by_first15, YX_PASS_ID_FIRST15)
GATHERER(by_family, YX_PASS_FAMILY_ID)
GATHERER(by_account, YX_PASS_ACCOUNT)
GATHERER(by_school, YX_PASS_SCHOOL)
#undef GATHERER

static gather_fn gatherer_of(enum yx_pass_key key)
{
    switch (key) {
    case YX_PASS_ID_ELSEWHERE: return by_id_elsewhere;
    case YX_PASS_ID_FIRST15: return by_first15;
    case YX_PASS_FAMILY_ID: return by_family;
    case YX_PASS_ACCOUNT: return by_account;
    default: return by_school;
    }
}

/* ---- what speaks against ---- */

/* Birth as a sound number, a column, or the digits that Excel spared say it.  The digits of a
 * broken number only if `with_broken`: the slip may be in them. */
static yx_day said_birth(const struct resolve *s, uint32_t row, bool with_broken)
{
    struct row_at x = resolve_at(s, row);
    if (x.r->id[x.i] && !resolve_is_disowned(s, row))
        return x.r->birth[x.i];
    yx_day column = yx_rows_birth_column(x.r, x.i);
    if (column != YX_NO_DAY || x.r->id[x.i])
        return column;
    return with_broken || x.r->id_class[x.i] == YX_ID_DAMAGED ? yx_rows_birth_written(x.r, x.i)
                                                              : YX_NO_DAY;
}

static bool contradict(const struct resolve *s, uint32_t a, uint32_t b, bool with_broken)
{
    yx_day x = said_birth(s, a, with_broken), y = said_birth(s, b, with_broken);
    uint8_t f = resolve_sex(s, a), g = resolve_sex(s, b);
    return (x != YX_NO_DAY && y != YX_NO_DAY && x != y) || (f && g && f != g);
}

/* ---- a value of his own, or of his family ---- */

/* Rows of one key: settled ones that meet a row, and the unsettled ones it is among. */
struct meeting_rows {
    const struct yx_radix_item *group, *mine;
    size_t n, n_mine;
};

/* Has the person another row of this roster among those of the key, with a number or without? */
static bool is_in_roster(const struct resolve *s, uint32_t root, uint32_t row,
                         const struct meeting_rows *m)
{
    const struct yx_rows *roster = resolve_at(s, row).r;
    struct row_at him = resolve_at(s, root);
    for (size_t k = 0; k < m->n; k++)
        if (resolve_root(s, m->group[k].value) == root &&
            resolve_at(s, m->group[k].value).r == roster)
            return true;
    for (size_t k = 0; k < m->n_mine; k++) {
        struct row_at x = resolve_at(s, m->mine[k].value);
        if (x.r == roster && x.r->name[x.i] == him.r->name[him.i])
            return true;
    }
    return false;
}

/* The one person with a number whom the row meets; YX_NO_ROW if none or two.  Whoever bears the
 * very name goes before those with one near it, even if he has no number. */
static uint32_t only_person(const struct resolve *s, const struct yx_pass *pass, uint32_t row,
                            const struct meeting_rows *m)
{
    const struct yx_radix_item *group = m->group;
    const size_t n = m->n;
    const struct row_at x = resolve_at(s, row);
    uint32_t found = YX_NO_ROW, own = resolve_root(s, row);
    bool has_namesake = false, is_near = false;
    for (size_t k = 0; k < n; k++) {
        struct row_at y = resolve_at(s, group[k].value);
        has_namesake |= y.r->name[y.i] == x.r->name[x.i] && resolve_root(s, group[k].value) != own;
    }
    for (size_t k = 0; k < n; k++) {
        uint32_t other = group[k].value, root = resolve_root(s, other);
        struct row_at y = resolve_at(s, other);
        if (root == own || root == found || !resolve_number(s, root) ||
            (has_namesake && y.r->name[y.i] != x.r->name[x.i]) ||
            yx_pass_holds(pass, resolve_agree(s, row, other)) < 0 ||
            contradict(s, row, other, false))
            continue;
        if (found != YX_NO_ROW)
            return YX_NO_ROW;
        found = root;
        is_near = !has_namesake;
    }
    /* Who is on the register under his own name is not meant by one near to it. */
    if (is_near && found != YX_NO_ROW && resolve_is_registered(s, own))
        return YX_NO_ROW;
    /* Payments have several rows of a person; other lists one. */
    if (is_near && found != YX_NO_ROW && x.r->kind != YX_KIND_PAYMENT &&
        is_in_roster(s, found, row, m))
        return YX_NO_ROW;
    return found;
}

/* ---- numbers that are nobody's ---- */

/* Numbers of this row that lead to somebody else's register row. */
static void others_values(const struct resolve *s, enum yx_pass_key key, const struct yx_rows *r,
                          uint32_t i, struct values *out)
{
    struct values all;
    values_of(s, key, r, i, true, true, &all);
    out->n = 0;
    for (unsigned k = 0; k < all.n; k++)
        if (all.v[k] != r->id[i])
            put(out, all.v[k]);
}

static void push_strays(const struct resolve *s, enum yx_pass_key key, const struct yx_rows *r,
                        uint32_t i, const struct key_filter *wanted, struct keyed_list *out)
{
    uint32_t row = r->first + i;
    struct values x = {.n = 0};
    if (!r->name[i] || !r->id[i] || resolve_is_disowned(s, row))
        return;
    if (!wanted) {
        if (r->kind == YX_KIND_REGISTER || resolve_is_registered(s, row))
            return;
        others_values(s, key, r, i, &x);
    } else if (r->kind == YX_KIND_REGISTER && key_filter_has(wanted, r->name[i])) {
        put(&x, r->id[i]);
        if (key == YX_PASS_FAMILY_ID)
            put(&x, r->guardian_id ? r->guardian_id[i] : 0);
    }
    for (unsigned k = 0; k < x.n; k++)
        keyed_push(out, yx_mix64(x.v[k] ^ yx_mix64(r->name[i] + 1)), row);
}

static void stray_elsewhere(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                            const struct key_filter *wanted, struct keyed_list *out)
{
    push_strays(s, YX_PASS_ID_ELSEWHERE, r, i, wanted, out);
}

static void stray_family(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                         const struct key_filter *wanted, struct keyed_list *out)
{
    push_strays(s, YX_PASS_FAMILY_ID, r, i, wanted, out);
}

/* By the name and the birth as columns have them. */
static void stray_birth(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                        const struct key_filter *wanted, struct keyed_list *out)
{
    uint32_t row = r->first + i;
    yx_day birth = YX_NO_DAY;
    if (!r->name[i] || !r->id[i] || resolve_is_disowned(s, row))
        return;
    if (!wanted && r->kind != YX_KIND_REGISTER && !resolve_is_registered(s, row))
        birth = yx_rows_birth_column(r, i);
    else if (wanted && r->kind == YX_KIND_REGISTER && key_filter_has(wanted, r->name[i]))
        birth = r->birth[i];
    if (birth != YX_NO_DAY)
        keyed_push(out, yx_mix64((uint64_t)birth ^ yx_mix64(r->name[i] + 2)), row);
}

static void bearers(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                    const struct key_filter *wanted, struct keyed_list *out)
{
    (void)s;
    if (r->id[i] && key_filter_has(wanted, r->id[i]))
        keyed_push(out, r->id[i], r->first + i);
}

/* Filter of keys and of their rows' names. */
static void filter_with_names(const struct resolve *s, const struct keyed_list *small,
                              struct key_filter *out)
{
    struct keyed_list names = {0};
    for (size_t i = 0; i < small->n; i++) {
        struct row_at x = resolve_at(s, small->v[i].value);
        keyed_push(&names, small->v[i].key, 0);
        keyed_push(&names, x.r->name[x.i], 0);
    }
    key_filter_build(out, &names);
    free(names.v);
}

/* Does the group have one person, and does the row's own column not speak for its number? */
static bool is_slip(const struct resolve *s, uint32_t row, const struct yx_radix_item *group,
                    size_t n)
{
    struct row_at x = resolve_at(s, row);
    yx_day column = yx_rows_birth_column(x.r, x.i);
    for (size_t k = 0; k < n; k++) {
        struct row_at y = resolve_at(s, group[k].value);
        if (resolve_root(s, group[k].value) != resolve_root(s, group[0].value) ||
            (column != YX_NO_DAY && column != y.r->birth[y.i]))
            return false;
    }
    return n > 0;
}

/* Is one registered child meant by name and birth column, and not by the number, which has
 * another birth? */
static bool is_slip_by_birth(const struct resolve *s, uint32_t row,
                             const struct yx_radix_item *group, size_t n)
{
    if (n != 1)
        return false;
    struct row_at x = resolve_at(s, row), y = resolve_at(s, group->value);
    uint8_t sex = yx_rows_text(x.r, x.i, YX_FIELD_SEX).n ? x.r->sex[x.i] : 0;
    bool has_other_birth = yx_id_birth(x.r->id[x.i]) != y.r->birth[y.i];
    return has_other_birth && (!sex || !y.r->sex[y.i] || sex == y.r->sex[y.i]) &&
           resolve_same_area(s, row, group->value) >= 0;
}

/* All rows that bear the number: one name, and nobody's on the register. */
static bool is_of_one_name(const struct resolve *s, const struct yx_radix_item *group, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        struct row_at x = resolve_at(s, group[0].value), y = resolve_at(s, group[k].value);
        if (y.r->kind == YX_KIND_REGISTER || y.r->name[y.i] != x.r->name[x.i])
            return false;
    }
    return true;
}

typedef bool slip_fn(const struct resolve *s, uint32_t row, const struct yx_radix_item *group,
                     size_t n);

/* Take the numbers that are nobody's from the rows that bear them; *taken gets the rows. */
static void disown_strays(struct resolve *s, gather_fn gather, slip_fn *slips,
                          struct keyed_list *taken)
{
    struct keyed_list small = {0}, large = {0}, stray = {0}, all = {0};
    struct key_filter wanted;
    resolve_gather(s, gather, NULL, &small);
    if (small.n) {
        keyed_sort(&small);
        filter_with_names(s, &small, &wanted);
        resolve_gather_from(s, GATHER_NAMED, gather, &wanted, &large);
        free(wanted.bits);
        keyed_sort(&large);
    }
    for (size_t i = 0, k = 0, end; i < small.n; i++) {
        while (k < large.n && large.v[k].key < small.v[i].key)
            k++;
        for (end = k; end < large.n && large.v[end].key == small.v[i].key; end++)
            continue;
        if (slips(s, small.v[i].value, large.v + k, end - k)) {
            struct row_at x = resolve_at(s, small.v[i].value);
            keyed_push(&stray, x.r->id[x.i], small.v[i].value);
        }
    }
    if (stray.n) {
        keyed_sort(&stray);
        key_filter_build(&wanted, &stray);
        resolve_gather_from(s, GATHER_NUMBERED, bearers, &wanted, &all);
        free(wanted.bits);
        keyed_sort(&all);
    }
    for (size_t i = 0, k = 0, end; i < stray.n; i++) {
        if (i && stray.v[i].key == stray.v[i - 1].key)
            continue;
        while (k < all.n && all.v[k].key < stray.v[i].key)
            k++;
        for (end = k; end < all.n && all.v[end].key == stray.v[i].key; end++)
            continue;
        for (size_t m = k; m < end && is_of_one_name(s, all.v + k, end - k); m++) {
            resolve_disown(s, all.v[m].value);
            if (taken)
                keyed_push(taken, all.v[m].key, all.v[m].value);
        }
    }
    free(small.v);
    free(large.v);
    free(stray.v);
    free(all.v);
}

void resolve_disown_by_birth(struct resolve *s, struct keyed_list *taken)
{
    disown_strays(s, stray_birth, is_slip_by_birth, taken);
}

void resolve_give_back(struct resolve *s, const struct keyed_list *taken)
{
    for (size_t i = 0; i < taken->n; i++)
        if (!resolve_is_registered(s, taken->v[i].value) &&
            !resolve_number(s, resolve_root(s, taken->v[i].value)))
            resolve_own(s, taken->v[i].value);
}

/* ---- the school ---- */

/* Who of the group may be the row's person, as roots; how many.  *is_alone: no roster has two
 * of them, and not two have numbers. */
static size_t schoolmates(const struct resolve *s, const struct yx_pass *pass, uint32_t row,
                          const struct yx_radix_item *group, size_t n, uint32_t *root,
                          bool *is_alone)
{
    uint32_t person_of[YX_N_KINDS], with_number = YX_NO_ROW;
    size_t n_roots = 0;
    bool is_on_roster = false;
    *is_alone = true;
    for (size_t k = 0; k < YX_N_KINDS; k++)
        person_of[k] = YX_NO_ROW;
    for (size_t k = 0; k < n; k++) {
        uint32_t other = group[k].value, at = resolve_root(s, other);
        if (other != row && yx_pass_holds(pass, resolve_agree(s, row, other)) < 0)
            continue;
        enum yx_kind kind = resolve_at(s, other).r->kind;
        if (resolve_is_population(kind)) {
            is_on_roster = true;
            if (person_of[kind] != YX_NO_ROW && person_of[kind] != at)
                *is_alone = false;
            person_of[kind] = at;
        }
        if (resolve_number(s, at)) {
            if (with_number != YX_NO_ROW && with_number != at)
                *is_alone = false;
            with_number = at;
        }
        if (other != row && contradict(s, row, other, true))
            *is_alone = false;
        size_t seen = 0;
        while (seen < n_roots && root[seen] != at)
            seen++;
        if (seen == n_roots && at != resolve_root(s, row))
            root[n_roots++] = at;
    }
    *is_alone &= is_on_roster;
    return n_roots;
}

/* Two of that name at the school: people look at the row beside each of them. */
static void ask(struct resolve *s, uint32_t row, const uint32_t *root, size_t n)
{
    for (size_t k = 0; k < n && n <= MOST_PAIRS; k++) {
        struct found_pair pair = {YX_MIN(root[k], row), YX_MAX(root[k], row), false};
        if (resolve_number(s, root[k]))
            YX_PUSH(&s->pairs, pair);
    }
}

/* A link in spite of another name is shown, as by the other passes. */
static void join_and_show(struct resolve *s, uint32_t row, uint32_t root,
                          const struct yx_pass *pass)
{
    enum yx_name_level name = resolve_name_level(s, row, root);
    if (!resolve_join(s, row, root, resolve_link_of(pass->reason)) || name == YX_NAME_SAME)
        return;
    struct found_pair pair = {YX_MIN(root, row), YX_MAX(root, row), true};
    YX_PUSH(&s->pairs, pair);
}

void resolve_by_evidence(struct resolve *s, const struct yx_pass *pass)
{
    struct keyed_list small = {0}, large = {0};
    gather_fn gather = gatherer_of(pass->key);
    if (pass->key == YX_PASS_ID_ELSEWHERE || pass->key == YX_PASS_FAMILY_ID)
        disown_strays(s, pass->key == YX_PASS_FAMILY_ID ? stray_family : stray_elsewhere, is_slip,
                      NULL);
    resolve_gather_from(s, GATHER_OPEN, gather, NULL, &small);
    if (small.n == 0) {
        free(small.v);
        return;
    }
    keyed_sort(&small);
    struct key_filter wanted;
    filter_with_names(s, &small, &wanted);
    bool is_named = yx_pass_key_is_named(pass->key);
    resolve_gather_from(s, is_named ? GATHER_NAMED : GATHER_ALL, gather, &wanted, &large);
    free(wanted.bits);
    keyed_sort(&large);
    uint32_t root[MOST_MEETING];
    for (size_t i = 0, k = 0; i < small.n; i++) {
        while (k < large.n && large.v[k].key < small.v[i].key)
            k++;
        size_t end = k;
        while (end < large.n && large.v[end].key == small.v[i].key)
            end++;
        uint32_t row = small.v[i].value;
        if (end == k || end - k > MOST_MEETING || resolve_number(s, resolve_root(s, row)))
            continue;
        if (pass->key != YX_PASS_SCHOOL) {
            size_t from = i, to = i + 1;
            while (from && small.v[from - 1].key == small.v[i].key)
                from--;
            while (to < small.n && small.v[to].key == small.v[i].key)
                to++;
            struct meeting_rows m = {large.v + k, small.v + from, end - k, to - from};
            uint32_t found = only_person(s, pass, row, &m);
            if (found != YX_NO_ROW)
                join_and_show(s, row, found, pass);
            continue;
        }
        bool is_alone;
        size_t n = schoolmates(s, pass, row, large.v + k, end - k, root, &is_alone);
        for (size_t m = 0; is_alone && m < n; m++)
            resolve_join(s, row, root[m], resolve_link_of(pass->reason));
        if (!is_alone)
            ask(s, row, root, n);
    }
    free(small.v);
    free(large.v);
}
