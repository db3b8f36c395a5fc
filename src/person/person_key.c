/* person_key.c -- names of persons that hold from one round to the next.
 *
 * DESIGN.  Nearly everybody has a number, and a number is its own name; so keys
 * are written when asked for.  Kept is only a table of those who have neither
 * number nor 学籍号 (or share one): the hash that stands for them. */
#include "base/err.h"
#include "base/hash.h"
#include "base/mem.h"
#include "codes/code_text.h"
#include "person/resolve_int.h"

#include <stdlib.h>

/* The first of the person's rows with a student number; false if there is none. */
static bool student_no_row(const struct yx_people *p, const struct yx_rows *const *rosters,
                           uint32_t n, uint32_t person, struct row_at *out)
{
    for (uint32_t k = p->start[person]; k < p->start[person + 1]; k++) {
        uint32_t roster, i;
        yx_row_locate(rosters, n, p->row[k], &roster, &i);
        if (rosters[roster]->student_no && rosters[roster]->student_no[i]) {
            *out = (struct row_at){rosters[roster], i};
            return true;
        }
    }
    return false;
}

/* One without a number, with what tells him from his namesakes. */
struct nameless {
    uint64_t hash, student_no;
    struct yx_str school, guardian;
    uint32_t person;
};

static uint64_t print_of(const struct yx_people *p, const struct yx_rows *r, uint32_t i)
{
    bool disowned = yx_people_is_disowned(p, r->first + i);
    yx_day birth = disowned ? yx_rows_birth_column(r, i) : r->birth[i];
    uint64_t part[] = {r->name[i], (uint64_t)(uint32_t)birth,
                       disowned ? yx_rows_division_column(r, i) : r->division[i]};
    return yx_hash(part, sizeof part);
}

static int by_print(const void *a, const void *b)
{
    const struct nameless *x = a, *y = b;
    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    int c = yx_str_cmp(x->school, y->school);
    if (c == 0 && x->student_no != y->student_no)
        c = x->student_no < y->student_no ? -1 : 1;
    if (c == 0)
        c = yx_str_cmp(x->guardian, y->guardian);
    if (c == 0)
        c = x->person < y->person ? -1 : x->person > y->person;
    return c;
}

static int by_student_no(const void *a, const void *b)
{
    const struct yx_radix_item *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->value < y->value ? -1 : x->value > y->value;
}

static int by_person(const void *a, const void *b)
{
    const struct yx_numberless *x = a, *y = b;
    return x->person < y->person ? -1 : x->person > y->person;
}

int person_keys_prepare(struct yx_people *p, const struct yx_rows *const *rosters, uint32_t n,
                        struct yx_err *err)
{
    struct keyed_list numbered = {0}; /* by 学籍号: person */
    struct {
        struct nameless *v;
        size_t n, cap;
    } list = {0};
    for (uint32_t who = 0; who < p->n; who++) {
        if (p->id[who])
            continue;
        struct row_at x;
        if (student_no_row(p, rosters, n, who, &x)) {
            keyed_push(&numbered, x.r->student_no[x.i], who);
        } else {
            struct nameless one = {.person = who};
            YX_PUSH(&list, one);
        }
    }
    if (numbered.n)
        qsort(numbered.v, numbered.n, sizeof *numbered.v, by_student_no);
    for (size_t i = 1; i < numbered.n; i++)
        if (numbered.v[i].key == numbered.v[i - 1].key) { /* one number, two persons */
            struct nameless one = {.person = numbered.v[i].value, .student_no = numbered.v[i].key};
            YX_PUSH(&list, one);
        }
    free(numbered.v);
    p->numberless = yx_big_alloc(list.n + 1, sizeof *p->numberless, err);
    if (!p->numberless) {
        free(list.v);
        return YX_IO;
    }
    for (size_t i = 0; i < list.n; i++) {
        struct nameless *one = &list.v[i];
        uint32_t roster, row;
        yx_row_locate(rosters, n, p->row[p->start[one->person]], &roster, &row);
        one->hash = print_of(p, rosters[roster], row);
        one->school = yx_rows_text(rosters[roster], row, YX_FIELD_SCHOOL);
        one->guardian = yx_rows_text(rosters[roster], row, YX_FIELD_GUARDIAN);
    }
    if (list.n)
        qsort(list.v, list.n, sizeof *list.v, by_print);
    for (size_t i = 0; i < list.n; i++) {
        const struct nameless *one = &list.v[i], *before = i ? one - 1 : NULL;
        struct yx_numberless *out = &p->numberless[i];
        bool is_namesake = before && before->hash == one->hash;
        out->person = one->person;
        out->ordinal = is_namesake ? out[-1].ordinal + 1 : 0;
        out->is_equal = is_namesake && before->student_no == one->student_no &&
                        yx_str_eq(before->school, one->school) &&
                        yx_str_eq(before->guardian, one->guardian);
        uint64_t part[] = {one->hash, out->ordinal};
        out->hash = yx_hash(part, sizeof part);
    }
    p->n_numberless = (uint32_t)list.n;
    if (list.n)
        qsort(p->numberless, list.n, sizeof *p->numberless, by_person);
    free(list.v);
    return YX_OK;
}

static const struct yx_numberless *numberless_of(const struct yx_people *p, uint32_t person)
{
    uint32_t low = 0, high = p->n_numberless;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (p->numberless[middle].person < person)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->n_numberless && p->numberless[low].person == person ? &p->numberless[low]
                                                                        : NULL;
}

void yx_person_key(const struct yx_people *people, const struct yx_rows *const *rosters, uint32_t n,
                   uint32_t person, struct yx_buf *out)
{
    if (people->id[person]) {
        yx_id_put(out, people->id[person]);
        return;
    }
    const struct yx_numberless *none = numberless_of(people, person);
    struct row_at x;
    if (none) {
        yx_buf_printf(out, "#%016llx", (unsigned long long)none->hash);
    } else if (student_no_row(people, rosters, n, person, &x)) {
        struct yx_code_text t;
        yx_code_read(yx_rows_text(x.r, x.i, YX_FIELD_STUDENT_NO), &t);
        if (t.n == 0) /* it stood in the column of identity numbers */
            yx_code_read(yx_rows_text(x.r, x.i, YX_FIELD_ID), &t);
        yx_buf_put(out, t.p, t.n);
    }
}

uint64_t yx_pair_key(struct yx_str a, struct yx_str b)
{
    if (yx_str_cmp(a, b) > 0) {
        struct yx_str t = a;
        a = b;
        b = t;
    }
    uint64_t part[] = {yx_hash_str(a), yx_hash_str(b)};
    return yx_hash(part, sizeof part);
}
