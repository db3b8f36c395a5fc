/* order.c -- everyone once, in the order of the lists.
 *
 * DESIGN.  All lists are sorted by 乡镇, 学校, 人员号, bytewise.  Persons are
 * put into that order once, before any list is made, and every list comes out
 * sorted because blocks are committed in order.  A place is a pair of township
 * and school; places are few and persons many, so persons are counted into
 * places (sorted by name) and sorted by 人员号 inside, where most keys are ID
 * numbers and compare as integers.  Which worker met a place first changes
 * its provisional number, never its rank. */
#include "check/check_int.h"

#include "base/digits.h"
#include "base/radix.h"

#include <pthread.h>
#include <stdlib.h>

struct place {
    struct yx_str town, school;
    uint32_t rank;
};

struct entry {
    uint64_t id; /* packed ID number, or 0 */
    uint32_t subject;
};

struct order {
    struct check *c;
    uint32_t n; /* subjects */
    uint32_t *place;
    uint8_t **is_paid; /* per worker, per benefit */
    pthread_mutex_t lock;
    struct yx_map map; /* hash of the names → place */
    struct {
        struct place *v;
        size_t n, cap;
    } places;
    struct entry *entry;
    uint32_t *start;      /* per rank */
    struct yx_map key_of; /* person + 1 → key, of persons without a number of their own */
    struct yx_str *key;
    struct yx_arena *key_arena;
};

enum { SUBJECTS_PER_TASK = 8192, RADIX_FROM = 64 };

static uint64_t place_hash(struct yx_str town, struct yx_str school)
{
    uint64_t h = yx_mix64(yx_hash_str(town) + 0x9E3779B97F4A7C15U) ^ yx_hash_str(school);
    return h ? h : 1;
}

/* Number of the place; its names are copied, the caller's may not last. */
static uint32_t intern(struct order *o, struct yx_str town, struct yx_str school)
{
    uint64_t h = place_hash(town, school);
    (void)pthread_mutex_lock(&o->lock);
    uint32_t number;
    for (;; h = yx_mix64(h + 1) | 1) {
        bool is_new;
        number = *yx_map_put(&o->map, h, (uint32_t)o->places.n, &is_new);
        if (is_new) {
            struct place fresh = {yx_str_dup(o->c->arena, town), yx_str_dup(o->c->arena, school),
                                  0};
            YX_PUSH(&o->places, fresh);
            break;
        }
        if (yx_str_eq(o->places.v[number].town, town) &&
            yx_str_eq(o->places.v[number].school, school))
            break;
    }
    (void)pthread_mutex_unlock(&o->lock);
    return number;
}

/* Township and school of a problem that belongs to nobody. */
static void problem_shown(const struct check *c, uint32_t i, struct yx_shown *out)
{
    const struct yx_problem *q = &c->problem[i];
    memset(out, 0, sizeof *out);
    out->name = yx_source_text(c, q->row, YX_FIELD_NAME);
    out->id = yx_source_text(c, q->row, YX_FIELD_ID);
    out->school = yx_source_text(c, q->row, YX_FIELD_SCHOOL);
    out->town = yx_source_text(c, q->row, YX_FIELD_TOWN);
}

void yx_order_shown(const struct check *c, uint32_t subject, struct yx_profile *profile,
                    struct yx_shown *shown)
{
    if (subject < c->people.n) {
        yx_factbase_profile(c->facts, subject, profile);
        yx_factbase_shown(c->facts, subject, profile, shown);
    } else {
        memset(profile, 0, sizeof *profile);
        problem_shown(c, c->first_loose + (subject - c->people.n), shown);
    }
}

static void place_task(void *ctx, size_t task, unsigned worker)
{
    struct order *o = ctx;
    struct check *c = o->c;
    uint32_t from = (uint32_t)task * SUBJECTS_PER_TASK, to = YX_MIN(from + SUBJECTS_PER_TASK, o->n);
    struct yx_shown shown;
    uint32_t last = NO_PLACE;
    struct yx_str town = {0}, school = {0};
    for (uint32_t i = from; i < to; i++) {
        if (i < c->people.n)
            yx_factbase_place(c->facts, i, &shown.town, &shown.school);
        else
            problem_shown(c, c->first_loose + (i - c->people.n), &shown);
        /* neighbours in a roster mostly share their place */
        if (last == NO_PLACE || !yx_str_eq(town, shown.town) || !yx_str_eq(school, shown.school)) {
            last = intern(o, shown.town, shown.school);
            town = shown.town;
            school = shown.school;
        }
        o->place[i] = last;
        if (i >= c->people.n || !c->policy)
            continue;
        uint32_t n;
        const struct yx_payment *line = yx_factbase_payments(c->facts, i, &n);
        for (uint32_t k = 0; k < n; k++)
            if (line[k].benefit >= 0)
                o->is_paid[worker][line[k].benefit] = 1;
    }
}

static int by_names(const void *a, const void *b)
{
    const struct place *const *x = a, *const *y = b;
    int k = yx_str_cmp((*x)->town, (*y)->town);
    return k ? k : yx_str_cmp((*x)->school, (*y)->school);
}

/* 人员号 of an entry; `text` has room for 18 characters. */
static struct yx_str key_text(const struct order *o, const struct entry *e, char text[18])
{
    if (!e->id) {
        const uint32_t *i = yx_map_get(&o->key_of, (uint64_t)e->subject + 1);
        return i ? o->key[*i] : YX_S("");
    }
    yx_digits_put(text, 17, e->id >> 4);
    text[17] = "0123456789X"[YX_MIN(e->id & 15, 10U)];
    return (struct yx_str){text, 18};
}

static int by_key(const void *a, const void *b, void *ctx)
{
    const struct entry *x = a, *y = b;
    if (x->id && y->id)
        return x->id < y->id ? -1 : x->id > y->id;
    char tx[18], ty[18];
    int k = yx_str_cmp(key_text(ctx, x, tx), key_text(ctx, y, ty));
    return k ? k : (x->subject > y->subject) - (x->subject < y->subject);
}

/* Keys of those without a number of their own, who are few. */
static void collect_keys(struct order *o)
{
    const struct check *c = o->c;
    uint32_t n = 0;
    for (uint32_t i = 0; i < c->people.n; i++)
        n += c->people.id[i] == 0;
    yx_map_init(&o->key_of, n);
    o->key = yx_calloc((size_t)n + 1, sizeof *o->key);
    o->key_arena = yx_arena_new();
    struct yx_buf b = {0};
    n = 0;
    for (uint32_t i = 0; i < c->people.n; i++) {
        if (c->people.id[i])
            continue;
        b.n = 0;
        yx_person_key(&c->people, c->rows, c->n_rosters, i, &b);
        bool is_new;
        o->key[n] = yx_str_dup(o->key_arena, yx_buf_str(&b));
        (void)yx_map_put(&o->key_of, (uint64_t)i + 1, n++, &is_new);
    }
    yx_buf_free(&b);
}

/* The usual place: persons with numbers of their own, who are sorted by these alone. */
static bool sort_numbered(struct entry *e, uint32_t n)
{
    if (n < RADIX_FROM)
        return false;
    for (uint32_t i = 0; i < n; i++)
        if (!e[i].id)
            return false;
    struct yx_radix_item *item = yx_malloc(yx_mul_size((size_t)n * 2, sizeof *item));
    for (uint32_t i = 0; i < n; i++)
        item[i] = (struct yx_radix_item){e[i].id, e[i].subject};
    yx_radix_sort(item, item + n, n);
    for (uint32_t i = 0; i < n; i++)
        e[i] = (struct entry){item[i].key, item[i].value};
    free(item);
    return true;
}

static void sort_task(void *ctx, size_t rank, unsigned worker)
{
    (void)worker;
    struct order *o = ctx;
    uint32_t from = o->start[rank], to = o->start[rank + 1];
    if (to - from > 1 && !sort_numbered(o->entry + from, to - from))
        qsort_r(o->entry + from, to - from, sizeof *o->entry, by_key, o);
    for (uint32_t i = from; i < to; i++)
        o->c->subject[i] = o->entry[i].subject;
}

/* Ranks of the places, then subjects counted into them. */
static int count_into_places(struct order *o, struct yx_err *err)
{
    size_t n = o->places.n;
    struct place **sorted = yx_malloc(yx_mul_size(n + 1, sizeof(struct place *)));
    for (size_t i = 0; i < n; i++)
        sorted[i] = &o->places.v[i];
    qsort(sorted, n, sizeof(struct place *), by_names);
    for (size_t i = 0; i < n; i++)
        sorted[i]->rank = (uint32_t)i;
    free(sorted);
    o->start = yx_calloc(n + 2, sizeof *o->start);
    o->entry = yx_big_alloc((size_t)o->n + 1, sizeof *o->entry, err);
    if (!o->entry)
        return YX_IO;
    for (uint32_t i = 0; i < o->n; i++)
        o->start[o->places.v[o->place[i]].rank + 1]++;
    for (size_t r = 0; r < n; r++)
        o->start[r + 1] += o->start[r];
    uint32_t *at = yx_malloc(yx_mul_size(n + 1, sizeof *at));
    memcpy(at, o->start, n * sizeof *at);
    for (uint32_t i = 0; i < o->n; i++) {
        struct entry *e = &o->entry[at[o->places.v[o->place[i]].rank]++];
        e->subject = i;
        e->id = i < o->c->people.n ? o->c->people.id[i] : 0;
    }
    free(at);
    return YX_OK;
}

int yx_order_build(struct check *c, struct yx_err *err)
{
    struct order o = {.c = c};
    unsigned threads = yx_pool_threads(c->o->pool);
    uint32_t loose = c->n_problems - c->first_loose;
    int rc = YX_OK;
    if (loose > UINT32_MAX - 1 - c->people.n)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("人员太多，一次核对不了", "too many persons for one run"));
    o.n = c->n_subjects = c->people.n + loose;
    c->subject = yx_big_alloc((size_t)o.n + 1, sizeof *c->subject, err);
    o.place = yx_big_alloc((size_t)o.n + 1, sizeof *o.place, err);
    if (!c->subject || !o.place) {
        free(o.place);
        return YX_IO;
    }
    o.is_paid = yx_calloc(threads, sizeof *o.is_paid);
    for (unsigned t = 0; t < threads; t++)
        o.is_paid[t] = yx_calloc((size_t)c->n_benefits + 1, 1);
    (void)pthread_mutex_init(&o.lock, NULL);
    yx_map_init(&o.map, 1024);
    yx_pool_run(c->o->pool, ((size_t)o.n + SUBJECTS_PER_TASK - 1) / SUBJECTS_PER_TASK, place_task,
                &o);
    for (unsigned t = 0; t < threads; t++)
        for (uint32_t b = 0; b < c->n_benefits; b++)
            c->is_paid[b] |= o.is_paid[t][b] != 0;
    rc = count_into_places(&o, err);
    if (rc == YX_OK) {
        collect_keys(&o);
        yx_pool_run(c->o->pool, o.places.n, sort_task, &o);
        yx_map_free(&o.key_of);
        free(o.key);
        yx_arena_free(o.key_arena);
    }
    for (unsigned t = 0; t < threads; t++)
        free(o.is_paid[t]);
    free(o.is_paid);
    free(o.place);
    free(o.entry);
    free(o.start);
    free(o.places.v);
    yx_map_free(&o.map);
    (void)pthread_mutex_destroy(&o.lock);
    return rc;
}
