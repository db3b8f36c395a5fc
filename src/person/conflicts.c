/* conflicts.c -- one valid number, several names.
 *
 * DESIGN.  Groups of the spine whose rows bear different names are settled one
 * after the other in row order; within a group, name by name:
 *
 *   generic      two children of one roster have the number: it says nothing more;
 *                only rows of the same name stay together.  Rows that are "not his"
 *                do not count where the register has the number
 *   guardian's   the register gives it as a guardian's, and the name is that of one
 *                of his children: the number is taken from the row (P5 looks on)
 *   a sibling's  the register gives a sibling of the owner (a twin, mostly) that very
 *                name: the row is that child's; but where the two names are near and the
 *                sibling has a row of his own in the roster, the name is the slip (P2)
 *   of the day   a quite different name, and the register has one child of that name and
 *                the number's birth: the row is that child's, and the pair is shown
 *   not his      a quite different name, and the row's own columns give another
 *                birth or sex than the number; or a near name and a birth that is no
 *                slip's: taken from the row, and the pair is for a person
 *   P2           linked with the number's owner, and the pair is for a person
 *
 * The owner is the first row that bears a name and nothing of the above. */
#include "base/mem.h"
#include "person/resolve_int.h"

#include <stdlib.h>

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

/* Do the row's own columns say that the number is somebody else's? */
static bool contradicts(const struct resolve *s, uint32_t row, uint64_t id)
{
    struct row_at x = resolve_at(s, row);
    yx_day birth = yx_rows_birth_column(x.r, x.i);
    /* Three zeros are what Excel makes of the end of a long number: by chance a valid one. */
    if (x.r->kind != YX_KIND_REGISTER && (id >> 4) % 100 == 0 && (id & 15) == 0)
        return true;
    if (birth != YX_NO_DAY)
        return birth != yx_id_birth(id);
    return yx_rows_text(x.r, x.i, YX_FIELD_SEX).n && x.r->sex[x.i] &&
           x.r->sex[x.i] != yx_id_sex(id);
}

/* Do two rows of one kind speak of two children?  `sorted` by name.  Where the register gives
 * the number to somebody, a row whose own columns speak against it does not count: it is that
 * row which is wrong. */
static bool is_generic(const struct resolve *s, const struct named_row *sorted, size_t n,
                       uint64_t id)
{
    bool is_registered = false;
    for (size_t i = 0; i < n; i++)
        is_registered |= resolve_at(s, sorted[i].row).r->kind == YX_KIND_REGISTER;

    enum { MOST_NAMES = 32 }; /* of one number in one kind: it is generic anyway */
    uint32_t seen[YX_N_KINDS][MOST_NAMES];
    uint64_t last_name[YX_N_KINDS] = {0};
    size_t n_seen[YX_N_KINDS] = {0};
    for (size_t i = 0; i < n; i++) {
        enum yx_kind kind = resolve_at(s, sorted[i].row).r->kind;
        if (!resolve_is_population(kind) || !sorted[i].name || sorted[i].name == last_name[kind])
            continue;
        if (is_registered && kind != YX_KIND_REGISTER && contradicts(s, sorted[i].row, id))
            continue;
        last_name[kind] = sorted[i].name;
        for (size_t k = 0; k < n_seen[kind]; k++)
            if (are_two_children(s, seen[kind][k], sorted[i].row))
                return true;
        if (n_seen[kind] == MOST_NAMES)
            return true;
        seen[kind][n_seen[kind]++] = sorted[i].row;
    }
    return false;
}

static bool is_near(enum yx_name_level l)
{
    return l == YX_NAME_SAME || l == YX_NAME_ONE_EDIT;
}

/* Is the row named like a child of the guardian whose number it bears? */
static bool is_guardians_child(const struct resolve *s, uint32_t row,
                               const struct yx_radix_item *child, size_t n_children)
{
    for (size_t i = 0; i < n_children; i++) {
        struct row_at c = resolve_at(s, child[i].value), x = resolve_at(s, row);
        if (c.r->guardian_name && c.r->guardian_name[c.i] == x.r->name[x.i])
            return false; /* the guardian's own row */
        if (is_near(resolve_name_level(s, row, child[i].value)))
            return true;
    }
    return false;
}

/* The row of the register of the owner's sibling who is named as this row; YX_NO_ROW if there is
 * none, or the birth in its column is another one. */
static uint32_t named_sibling(const struct resolve *s, uint32_t row, uint32_t owner,
                              const struct yx_radix_item *sibling, size_t n_siblings)
{
    struct row_at x = resolve_at(s, row), o = resolve_at(s, owner);
    yx_day birth = column_birth(s, row);
    uint32_t found = YX_NO_ROW;
    for (size_t i = 0; i < n_siblings && x.r->name[x.i]; i++) {
        struct row_at y = resolve_at(s, sibling[i].value);
        bool is_other = y.r->name[y.i] == x.r->name[x.i] && y.r->name[y.i] != o.r->name[o.i] &&
                        y.r->id[y.i] && y.r->id[y.i] != o.r->id[o.i];
        if (!is_other || (birth != YX_NO_DAY && birth != y.r->birth[y.i]))
            continue;
        if (found != YX_NO_ROW)
            return YX_NO_ROW;
        found = sibling[i].value;
    }
    return found;
}

/* Is the birth of the row's column another one than the number's, and by more than a slip? */
static bool is_born_far_off(const struct resolve *s, uint32_t row, uint64_t id)
{
    yx_day birth = column_birth(s, row);
    if (birth == YX_NO_DAY || yx_id_birth(id) == YX_NO_DAY)
        return false;
    struct yx_ymd x = yx_day_split(birth), y = yx_day_split(yx_id_birth(id));
    bool is_swapped = x.month == y.day && x.day == y.month;
    return x.year != y.year && (x.month != y.month || x.day != y.day) && !is_swapped;
}

/* Rows of one name in a group. */
struct name_group {
    struct named_row *row;
    size_t n;
    enum yx_kind kind; /* of the first row */
    bool is_childs;    /* named like a child of the guardian */
    bool contradicts;  /* its own columns speak against the number */
    bool is_apart;     /* the number is taken from it */
};

/* By the kind of the first row, then the name: nothing here depends on the order of
 * rows within a kind. */
static int by_kind_then_name(const void *a, const void *b)
{
    const struct name_group *x = a, *y = b;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->row->name < y->row->name ? -1 : x->row->name > y->row->name;
}

/* A row that bears the number of a sibling of its person. */
struct lent_row {
    uint32_t row, sibling;
    uint32_t owner;   /* the register row whose number it is */
    bool is_stranger; /* no sibling, but another child born that day */
};

/* Room for the largest group, used again for each. */
struct workspace {
    struct named_row *sorted;
    struct name_group *group;
    const struct keyed_list *namesakes; /* rows of the register by name and birth */
    const struct keyed_list *children;  /* by their guardian's number */
    struct {
        struct lent_row *v;
        size_t n, cap;
    } siblings; /* rows that are a sibling's, to be joined when all groups are settled */
};

static void keep_apart(struct resolve *s, const struct name_group *g)
{
    for (size_t k = 0; k < g->n; k++) {
        uint32_t row = g->row[k].row;
        bool is_first = k == 0 || !g->row[k].name; /* without a name nothing holds them together */
        resolve_disown(s, row);
        s->up[row] = is_first ? row : g->row->row;
        s->link[row] = is_first ? YX_LINK_NONE : YX_LINK_P1;
    }
}

static void keep_with(struct resolve *s, const struct name_group *g, uint32_t root,
                      enum yx_link why)
{
    for (size_t k = 0; k < g->n; k++) {
        s->up[g->row[k].row] = root;
        s->link[g->row[k].row] = (uint8_t)why;
    }
}

/* The run of a key in a sorted list. */
static const struct yx_radix_item *run_of(const struct keyed_list *l, uint64_t key, size_t *n)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (l->v[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    for (*n = 0; low + *n < l->n && l->v[low + *n].key == key; ++*n)
        continue;
    return l->v + low;
}

/* The row of the register that bears the number; YX_NO_ROW. */
static uint32_t registered(const struct resolve *s, const struct yx_radix_item *row, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (resolve_at(s, row[i].value).r->kind == YX_KIND_REGISTER)
            return row[i].value;
    return YX_NO_ROW;
}

static uint64_t guardian_of(const struct resolve *s, uint32_t row)
{
    struct row_at x = resolve_at(s, row);
    return x.r->guardian_id ? x.r->guardian_id[x.i] : 0;
}

static uint64_t name_birth(uint64_t name, yx_day birth)
{
    return yx_mix64(name ^ yx_mix64((uint64_t)birth + 5));
}

/* A number invented for a child has his birth, and may be that of another of the day.  The only
 * registered child of the row's name and the number's birth, if the owner's name is quite
 * another; YX_NO_ROW. */
static uint32_t born_that_day(const struct resolve *s, uint32_t row, uint32_t owner,
                              const struct workspace *w)
{
    struct row_at x = resolve_at(s, row);
    yx_day birth = yx_id_birth(x.r->id[x.i]), column = column_birth(s, row);
    size_t n;
    const struct yx_radix_item *v = run_of(w->namesakes, name_birth(x.r->name[x.i], birth), &n);
    bool is_his = x.r->name[x.i] && n == 1 && v->value != owner &&
                  (column == YX_NO_DAY || column == birth) &&
                  resolve_same_area(s, row, v->value) >= 0;
    if (!is_his || is_near(resolve_name_level(s, row, owner)))
        return YX_NO_ROW;
    struct row_at y = resolve_at(s, v->value);
    uint8_t sex = yx_rows_text(x.r, x.i, YX_FIELD_SEX).n ? x.r->sex[x.i] : 0;
    bool is_same_sex = !sex || !y.r->sex[y.i] || sex == y.r->sex[y.i];
    return y.r->name[y.i] == x.r->name[x.i] && is_same_sex ? v->value : YX_NO_ROW;
}

/* Take out of the group the rows that are named as a sibling of the one who is on the register. */
static size_t take_siblings(struct resolve *s, const struct yx_radix_item *row, size_t n,
                            struct workspace *w)
{
    uint32_t owner = registered(s, row, n);
    struct row_at o = resolve_at(s, owner == YX_NO_ROW ? row[0].value : owner);
    size_t n_siblings = 0, left = 0;
    const struct yx_radix_item *sibling = NULL;
    if (owner != YX_NO_ROW && o.r->guardian_id && o.r->guardian_id[o.i])
        sibling = run_of(w->children, o.r->guardian_id[o.i], &n_siblings);
    for (size_t i = 0; i < n; i++) {
        struct row_at x = resolve_at(s, row[i].value);
        uint32_t other = YX_NO_ROW;
        if (x.r->kind != YX_KIND_REGISTER)
            other = named_sibling(s, row[i].value, owner, sibling, n_siblings);
        if (x.r->kind != YX_KIND_REGISTER && other == YX_NO_ROW && owner != YX_NO_ROW)
            other = born_that_day(s, row[i].value, owner, w);
        if (other == YX_NO_ROW) {
            w->sorted[left++] = (struct named_row){x.r->name[x.i], row[i].value};
            continue;
        }
        bool is_siblings = guardian_of(s, other) && guardian_of(s, other) == guardian_of(s, owner);
        resolve_disown(s, row[i].value);
        s->up[row[i].value] = row[i].value;
        s->link[row[i].value] = YX_LINK_NONE;
        YX_PUSH(&w->siblings, ((struct lent_row){row[i].value, other, owner, !is_siblings}));
    }
    return left;
}

static void settle(struct resolve *s, const struct yx_radix_item *row, size_t n,
                   const struct yx_radix_item *child, size_t n_children, bool links_other_names,
                   struct workspace *w)
{
    uint64_t id = row[0].key;
    size_t n_groups = 0;
    n = take_siblings(s, row, n, w);
    qsort(w->sorted, n, sizeof *w->sorted, by_name_then_row);
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && w->sorted[end].name == w->sorted[i].name; end++)
            continue;
        struct name_group *g = &w->group[n_groups++];
        *g = (struct name_group){.row = w->sorted + i, .n = end - i};
        g->kind = resolve_at(s, g->row->row).r->kind;
        if (g->row->name) {
            g->is_childs = is_guardians_child(s, g->row->row, child, n_children);
            g->contradicts = contradicts(s, g->row->row, id);
        }
    }
    qsort(w->group, n_groups, sizeof *w->group, by_kind_then_name);
    if (is_generic(s, w->sorted, n, id)) {
        YX_PUSH(&s->generic, id);
        for (size_t i = 0; i < n_groups; i++)
            keep_apart(s, &w->group[i]);
        return;
    }
    const struct name_group *owner = NULL;
    for (int strict = 1; strict >= 0 && !owner; strict--)
        for (size_t i = 0; i < n_groups && !owner; i++)
            if (w->group[i].row->name && !w->group[i].is_childs &&
                !(strict && w->group[i].contradicts))
                owner = &w->group[i];
    uint32_t root = YX_NO_ROW; /* the lowest row of those that stay with the number */
    for (size_t i = 0; i < n_groups; i++) {
        struct name_group *g = &w->group[i];
        uint32_t first = g->row->row;
        enum yx_name_level l =
            owner ? resolve_name_level(s, owner->row->row, first) : YX_NAME_DIFFERENT;
        bool is_owner = g == owner || !g->row->name;
        bool is_far =
            l == YX_NAME_SURNAME || l == YX_NAME_DIFFERENT || is_born_far_off(s, first, id);
        g->is_apart =
            !is_owner && (g->is_childs || !links_other_names || (g->contradicts && is_far));
        if (!g->is_apart)
            root = YX_MIN(root, first);
    }
    for (size_t i = 0; i < n_groups; i++) {
        const struct name_group *g = &w->group[i];
        bool is_owner = g == owner || !g->row->name;
        if (g->is_apart)
            keep_apart(s, g);
        else
            keep_with(s, g, root, is_owner ? YX_LINK_P1 : YX_LINK_P2);
        if (!is_owner && owner && !g->is_childs) {
            uint32_t x = owner->row->row, y = g->row->row;
            struct found_pair pair = {YX_MIN(x, y), YX_MAX(x, y), !g->is_apart};
            YX_PUSH(&s->pairs, pair);
        }
    }
}

/* ---- all of them ---- */

static int by_first_row(const void *a, const void *b)
{
    const struct yx_radix_item *x = *(const struct yx_radix_item *const *)a,
                               *y = *(const struct yx_radix_item *const *)b;
    return x->value < y->value ? -1 : x->value > y->value;
}

static void children_of(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                        const struct key_filter *wanted, struct keyed_list *out)
{
    (void)s;
    if (r->kind == YX_KIND_REGISTER && r->guardian_id && r->guardian_id[i] &&
        key_filter_has(wanted, r->guardian_id[i]))
        keyed_push(out, r->guardian_id[i], r->first + i);
}

/* Register rows by name and birth, for names that conflict. */
static void by_name_birth(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                          const struct key_filter *wanted, struct keyed_list *out)
{
    (void)s;
    if (r->kind != YX_KIND_REGISTER || !r->name[i] || r->birth[i] == YX_NO_DAY)
        return;
    uint64_t key = name_birth(r->name[i], r->birth[i]);
    if (key_filter_has(wanted, key))
        keyed_push(out, key, r->first + i);
}

static void bearers(const struct resolve *s, const struct yx_rows *r, uint32_t i,
                    const struct key_filter *wanted, struct keyed_list *out)
{
    (void)s;
    if (r->id[i] && key_filter_has(wanted, r->id[i]))
        keyed_push(out, r->id[i], r->first + i);
}

/* Has the sibling a row of his own, with his number, in the roster of this one? */
static bool has_own_row(const struct resolve *s, const struct lent_row *l,
                        const struct keyed_list *own)
{
    struct row_at x = resolve_at(s, l->row), y = resolve_at(s, l->sibling);
    size_t n;
    const struct yx_radix_item *v = run_of(own, y.r->id[y.i], &n);
    for (size_t i = 0; i < n; i++) {
        struct row_at o = resolve_at(s, v[i].value);
        if (o.r == x.r && o.r->name[o.i] == y.r->name[y.i])
            return true;
    }
    return false;
}

/* A twin's name beside the owner's number is a wrong number, or a wrong name where the two are
 * one character apart: then the row is the owner's if the twin has one of his own. */
static void join_siblings(struct resolve *s, const struct lent_row *v, size_t n)
{
    struct keyed_list ids = {0}, own = {0};
    struct key_filter wanted;
    if (!n)
        return;
    for (size_t i = 0; i < n; i++) {
        struct row_at y = resolve_at(s, v[i].sibling);
        keyed_push(&ids, y.r->id[y.i], v[i].sibling);
    }
    key_filter_build(&wanted, &ids);
    resolve_gather(s, bearers, &wanted, &own);
    free(wanted.bits);
    keyed_sort(&own);
    for (size_t i = 0; i < n; i++) {
        bool is_near_owner = is_near(resolve_name_level(s, v[i].row, v[i].owner));
        bool is_payment =
            resolve_at(s, v[i].row).r->kind == YX_KIND_PAYMENT; /* several rows each */
        if (!is_near_owner || is_payment || !has_own_row(s, &v[i], &own)) {
            (void)resolve_join(s, v[i].row, v[i].sibling,
                               v[i].is_stranger ? YX_LINK_P6 : YX_LINK_P9);
            if (v[i].is_stranger) /* people look, as at P2 */
                YX_PUSH(&s->pairs, ((struct found_pair){YX_MIN(v[i].sibling, v[i].row),
                                                        YX_MAX(v[i].sibling, v[i].row), true}));
            continue;
        }
        struct found_pair pair = {YX_MIN(v[i].owner, v[i].row), YX_MAX(v[i].owner, v[i].row), true};
        (void)resolve_join(s, v[i].row, v[i].owner, YX_LINK_P2);
        resolve_own(s, v[i].row);
        YX_PUSH(&s->pairs, pair);
    }
    free(ids.v);
    free(own.v);
}

void resolve_conflicts(struct resolve *s, struct keyed_list *all)
{
    if (all->n == 0)
        return;
    bool links_other_names = false;
    for (uint32_t i = 0; i < s->model->n_passes; i++) {
        const struct yx_pass *pass = &s->model->pass[i];
        links_other_names |= pass->key == YX_PASS_ID && yx_pass_holds(pass, 0) >= 0;
    }
    struct key_filter wanted;
    struct keyed_list children = {0}, guardians = {0};
    keyed_sort(all);
    for (size_t i = 0; i < all->n; i++) { /* the numbers, and whose children bear them */
        struct row_at x = resolve_at(s, all->v[i].value);
        keyed_push(&guardians, all->v[i].key, all->v[i].value);
        if (x.r->kind == YX_KIND_REGISTER && x.r->guardian_id && x.r->guardian_id[x.i])
            keyed_push(&guardians, x.r->guardian_id[x.i], all->v[i].value);
    }
    key_filter_build(&wanted, &guardians);
    free(guardians.v);
    resolve_gather(s, children_of, &wanted, &children);
    free(wanted.bits);
    keyed_sort(&children);
    struct keyed_list names = {0}, namesakes = {0};
    for (size_t i = 0; i < all->n; i++) {
        struct row_at x = resolve_at(s, all->v[i].value);
        if (x.r->kind != YX_KIND_REGISTER && x.r->name[x.i])
            keyed_push(&names, name_birth(x.r->name[x.i], yx_id_birth(all->v[i].key)), 0);
    }
    key_filter_build(&wanted, &names);
    free(names.v);
    resolve_gather(s, by_name_birth, &wanted, &namesakes);
    free(wanted.bits);
    keyed_sort(&namesakes);

    struct {
        struct yx_radix_item **v;
        size_t n, cap;
    } group = {0};
    for (size_t i = 0; i < all->n; i++)
        if (i == 0 || all->v[i].key != all->v[i - 1].key)
            YX_PUSH(&group, &all->v[i]);
    if (group.n)
        qsort(group.v, group.n, sizeof(struct yx_radix_item *), by_first_row);
    struct workspace w = {.sorted = yx_calloc(all->n, sizeof *w.sorted),
                          .group = yx_calloc(all->n, sizeof *w.group),
                          .namesakes = &namesakes,
                          .children = &children};
    for (size_t g = 0; g < group.n; g++) {
        struct yx_radix_item *first = group.v[g], *end = first;
        while (end < all->v + all->n && end->key == first->key)
            end++;
        size_t n_children;
        const struct yx_radix_item *child = run_of(&children, first->key, &n_children);
        settle(s, first, (size_t)(end - first), child, n_children, links_other_names, &w);
    }
    join_siblings(s, w.siblings.v, w.siblings.n);
    free(w.siblings.v);
    free(w.sorted);
    free(w.group);
    free(group.v);
    free(children.v);
    free(namesakes.v);
}
