/* link_pairs.c -- pairs made, learnt from, and weighed.
 *
 * DESIGN.  The blocks deliver pairs in chunks, each worked on by one thread into
 * a slot and committed in order.  To learn, the pairs are gone through once and
 * their patterns counted; of very many only a share, drawn by the hash of the
 * pair.  To weigh, they are made once more and only what reaches the floor is
 * kept: making a pair again is cheaper than keeping it. */
#include "match/link_int.h"

#include "base/err.h"

#include <stdlib.h>

enum {
    RANDOM_PAIRS = 1 << 19, /* to learn u from */
    RANDOM_TASK = 1 << 14,  /* of them in a task */
    LEARN_PAIRS = 1 << 18,  /* patterns are counted of about so many */
    ROW_PAIRS = 8,          /* a row is expected to meet, to know what share is enough */
    PASS_MOST = 1000,       /* rows that one row meets by a pass, or nobody is meant */
    TERM_FLOOR = 2,         /* rows: a value is not held to be rarer */
    TERM_MOST = 8000        /* 1/1000 bit: a common or rare value changes no more */
};

struct slot {
    struct yx_link_list found;
    struct yx_link_found passed;
    uint64_t n_vetoed;
    struct yx_fs_counter counter;
    struct yx_link_memory *memory;
    uint64_t n;
};

enum work { WORK_PASS, WORK_LEARN, WORK_WEIGH };

struct run {
    struct yx_link_engine *e;
    enum work work;
    unsigned pass;
    int32_t floor;
    uint64_t share; /* WORK_LEARN: pairs whose hash has none of these bits */
    struct slot *slot;
    unsigned n_slots;
    struct yx_link_list *out;     /* WORK_WEIGH */
    struct yx_link_found *passed; /* WORK_PASS */
    uint64_t n_seen;
};

/* The rows themselves, of places among the open ones. */
static struct yx_row_pair rows_of(const struct yx_link_engine *e, struct yx_row_pair p)
{
    return (struct yx_row_pair){
        yx_record_row(&e->rows[YX_LEFT], p.left),
        yx_record_row(&e->rows[e->is_within ? YX_LEFT : YX_RIGHT], p.right)};
}

static void work_pass(struct run *k, const struct yx_row_pair *pair, size_t n, struct slot *t)
{
    enum { AHEAD = 12 };
    const struct yx_link_engine *e = k->e;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n) {
            struct yx_row_pair next = rows_of(e, pair[i + AHEAD]);
            YX_PREFETCH(yx_link_left(e, next.left));
            YX_PREFETCH(yx_link_right(e, next.right));
        }
        struct yx_row_pair p = rows_of(e, pair[i]);
        if (!yx_link_holds(e->s, &e->m->pass[k->pass], yx_link_left(e, p.left),
                           yx_link_right(e, p.right)))
            continue;
        if (yx_link_is_vetoed(e, p.left, p.right)) {
            t->n_vetoed++;
            continue;
        }
        struct yx_radix_item found = {(uint64_t)p.left << 32 | p.right, k->pass};
        YX_PUSH(&t->passed, found);
    }
}

static void work_learn(struct run *k, const struct yx_row_pair *pair, size_t n, struct slot *t)
{
    const struct yx_link_engine *e = k->e;
    const struct yx_link_scorer *scorer = &e->r->scorer;
    for (size_t i = 0; i < n; i++) {
        struct yx_row_pair p = rows_of(e, pair[i]);
        if (k->share && (yx_link_pair_hash(p.left, p.right) >> 8 & k->share))
            continue;
        uint64_t pattern =
            yx_link_pattern(scorer, yx_link_left(e, p.left), yx_link_right(e, p.right), t->memory);
        yx_fs_counter_add(&t->counter, yx_fs_covered(&scorer->fs, pattern), 1);
        t->n++;
    }
}

static void work_weigh(struct run *k, const struct yx_row_pair *pair, size_t n, struct slot *t)
{
    const struct yx_link_engine *e = k->e;
    const struct yx_link_scorer *scorer = &e->r->scorer;
    struct yx_row_pair rows[YX_LINK_BATCH];
    uint16_t near[YX_LINK_BATCH];
    for (size_t from = 0; from < n; from += YX_LINK_BATCH) {
        size_t size = YX_MIN(n - from, (size_t)YX_LINK_BATCH);
        for (size_t i = 0; i < size; i++)
            rows[i] = rows_of(e, pair[from + i]);
        size_t n_near = yx_link_filter(scorer, rows, size, t->memory, k->floor, near);
        for (size_t i = 0; i < n_near; i++) {
            struct yx_row_pair p = rows[near[i]];
            const uint32_t *left = yx_link_left(e, p.left), *right = yx_link_right(e, p.right);
            struct yx_link found = {.left = p.left, .right = p.right, .decision = UINT32_MAX};
            found.pattern = yx_link_pattern(scorer, left, right, t->memory);
            found.weight = yx_link_weight(scorer, found.pattern, left);
            if (found.weight >= k->floor)
                YX_PUSH(&t->found, found);
        }
    }
}

static void work(void *ctx, const struct yx_row_pair *pair, size_t n, unsigned rule, unsigned slot)
{
    (void)rule;
    struct run *k = ctx;
    struct slot *t = &k->slot[slot];
    if (k->work == WORK_PASS)
        work_pass(k, pair, n, t);
    else if (k->work == WORK_LEARN)
        work_learn(k, pair, n, t);
    else if (k->work == WORK_WEIGH)
        work_weigh(k, pair, n, t);
    if (k->work != WORK_LEARN)
        t->n += n;
}

static void commit(void *ctx, unsigned slot)
{
    struct run *k = ctx;
    struct slot *t = &k->slot[slot];
    k->n_seen += t->n;
    k->e->r->n_vetoed += t->n_vetoed;
    t->n = t->n_vetoed = 0;
    for (size_t i = 0; i < t->found.n; i++)
        YX_PUSH(k->out, t->found.v[i]);
    for (size_t i = 0; i < t->passed.n; i++)
        YX_PUSH(k->passed, t->passed.v[i]);
    t->found.n = t->passed.n = 0;
}

static void run_free(struct run *k)
{
    for (unsigned i = 0; i < k->n_slots; i++) {
        free(k->slot[i].found.v);
        free(k->slot[i].passed.v);
        yx_fs_counter_free(&k->slot[i].counter);
        yx_link_memory_free(k->slot[i].memory);
    }
    free(k->slot);
}

static void run_init(struct run *k)
{
    k->n_slots = yx_pool_slots(k->e->o->pool);
    k->slot = yx_calloc(k->n_slots, sizeof k->slot[0]);
    for (unsigned i = 0; i < k->n_slots; i++) {
        yx_fs_counter_init(&k->slot[i].counter);
        if (k->work != WORK_PASS)
            k->slot[i].memory = yx_link_memory_new(&k->e->r->scorer);
    }
}

/* ---- keys ---- */

struct rules {
    struct yx_block_rule rule[YX_BLOCK_RULES];
    uint64_t *keys[YX_BLOCK_RULES][2];
    unsigned n;
};

static void rules_free(struct rules *k)
{
    for (unsigned i = 0; i < YX_BLOCK_RULES; i++) {
        free(k->keys[i][YX_LEFT]);
        free(k->keys[i][YX_RIGHT]);
    }
    *k = (struct rules){0};
}

static int add_rule(struct yx_link_engine *e, struct rules *k, const struct yx_link_key *key,
                    unsigned n_keys, uint32_t most, struct yx_err *err)
{
    unsigned i = k->n++;
    for (int side = YX_LEFT; side <= (e->is_within ? YX_LEFT : YX_RIGHT); side++) {
        k->keys[i][side] = yx_big_alloc((size_t)e->rows[side].n + 1, sizeof(uint64_t), err);
        if (!k->keys[i][side] || yx_record_keys(e->s, &e->rows[side], key, n_keys, e->o->pool,
                                                k->keys[i][side], err) != YX_OK)
            return YX_IO;
    }
    k->rule[i] = (struct yx_block_rule){
        .left = k->keys[i][YX_LEFT], .right = k->keys[i][YX_RIGHT], .most = most};
    return YX_OK;
}

static int make_pairs(struct yx_link_engine *e, const struct rules *rules, struct run *k,
                      struct yx_block_report *report, struct yx_err *err)
{
    struct yx_blocks b = {.n_left = e->rows[YX_LEFT].n,
                          .n_right = e->rows[YX_RIGHT].n,
                          .is_within = e->is_within,
                          .rule = rules->rule,
                          .n_rules = rules->n,
                          .budget_bytes = e->o->budget_bytes};
    int rc = yx_blocks_run(&b, e->o->pool, work, commit, k, report, err);
    for (size_t i = 0; report && i < report->n_over_listed; i++) {
        struct yx_block_over *o = &report->over[i];
        struct yx_row_pair first = rows_of(e, (struct yx_row_pair){o->first_left, o->first_right});
        o->first_left = first.left;
        o->first_right = first.right;
    }
    return rc;
}

/* ---- passes ---- */

static unsigned keys_of_term(const struct yx_link_term *t, struct yx_link_key *key)
{
    unsigned n = 0;
    for (unsigned i = 0; i < t->n_tests && n < YX_LINK_KEYS; i++) {
        const struct yx_link_test *test = &t->test[i];
        const struct yx_link_key whole = {
            .field = test->field, .other = YX_LINK_NO_FIELD, .kind = YX_KEY_WHOLE, .n = 1};
        bool is_same = test->kind == YX_TEST_AT_LEAST && test->level == YX_LEVEL_SAME;
        if (is_same || test->kind == YX_TEST_KEY)
            key[n++] = is_same ? whole : test->key;
    }
    return n;
}

int yx_link_pass_pairs(struct yx_link_engine *e, unsigned pass, struct yx_link_found *out,
                       struct yx_err *err)
{
    const struct yx_link_condition *c = &e->m->pass[pass];
    struct rules rules = {0};
    struct run k = {.e = e, .work = WORK_PASS, .pass = pass, .passed = out};
    struct yx_block_report report = {0};
    int rc = YX_OK;
    for (uint32_t i = 0; i < c->n_terms && rc == YX_OK; i++) {
        struct yx_link_key key[YX_LINK_KEYS];
        unsigned n = keys_of_term(&c->term[i], key);
        rc = add_rule(e, &rules, key, n, PASS_MOST, err);
    }
    if (rc == YX_OK) {
        run_init(&k);
        rc = make_pairs(e, &rules, &k, &report, err);
        for (unsigned i = 0; i < rules.n; i++)
            e->r->over_of[pass] += report.n_over[i];
        yx_block_report_free(&report);
        run_free(&k);
    }
    rules_free(&rules);
    return rc;
}

/* ---- blocks ---- */

/* The keys of 分块, made when first wanted. */
static int block_rules(struct yx_link_engine *e, struct rules *rules, struct yx_err *err)
{
    int rc = YX_OK;
    for (uint32_t i = rules->n; i < e->m->n_blocks && rc == YX_OK; i++)
        rc =
            add_rule(e, rules, e->m->block[i].key, e->m->block[i].n_keys, e->m->block[i].most, err);
    return rc;
}

static uint64_t pairs_there_are(const struct yx_link_engine *e)
{
    uint64_t left = e->rows[YX_LEFT].n, right = e->rows[YX_RIGHT].n;
    return e->is_within ? left * (left - (left > 0)) / 2 : left * right;
}

/* ---- u ---- */

struct random {
    const struct yx_link_engine *e;
    const struct yx_row_pair *pair;
    size_t n;
    struct yx_fs_counter *counter; /* per worker */
    struct yx_link_memory **memory;
};

static void count_random(void *ctx, size_t task, unsigned worker)
{
    struct random *k = ctx;
    size_t from = task * RANDOM_TASK, to = YX_MIN(k->n, from + RANDOM_TASK);
    for (size_t i = from; i < to; i++)
        yx_fs_counter_add(&k->counter[worker],
                          yx_link_pattern(&k->e->r->scorer, yx_link_left(k->e, k->pair[i].left),
                                          yx_link_right(k->e, k->pair[i].right), k->memory[worker]),
                          1);
}

/* Chance levels of all comparisons from random pairs; of 一致 exactly. */
static int learn_u(struct yx_link_engine *e, struct yx_err *err)
{
    struct yx_link_scorer *scorer = &e->r->scorer;
    unsigned n_threads = yx_pool_threads(e->o->pool);
    struct yx_row_pair *pair = yx_big_alloc(RANDOM_PAIRS, sizeof *pair, err);
    if (!pair)
        return YX_IO;
    struct random k = {.e = e, .pair = pair};
    k.n = yx_blocks_random(e->s->n_rows[YX_LEFT], e->s->n_rows[YX_RIGHT], e->is_within,
                           RANDOM_PAIRS, 20260101, pair);
    k.counter = yx_calloc(n_threads, sizeof k.counter[0]);
    k.memory = yx_calloc(n_threads, sizeof(void *));
    for (unsigned i = 0; i < n_threads; i++) {
        yx_fs_counter_init(&k.counter[i]);
        k.memory[i] = yx_link_memory_new(scorer);
    }
    yx_pool_run(e->o->pool, (k.n + RANDOM_TASK - 1) / RANDOM_TASK, count_random, &k);
    for (unsigned i = 0; i < n_threads; i++) {
        if (i) {
            yx_fs_counter_merge(&k.counter[0], &k.counter[i]);
            yx_fs_counter_free(&k.counter[i]);
        }
        yx_link_memory_free(k.memory[i]);
    }
    size_t n;
    struct yx_fs_count *count = yx_fs_counter_sorted(&k.counter[0], &n);
    yx_fs_u_from_random(&scorer->fs, count, n);
    free(count);
    yx_fs_counter_free(&k.counter[0]);
    free(k.counter);
    free(k.memory);
    free(pair);
    for (unsigned c = 0; c < scorer->n; c++) {
        const struct yx_link_comparison *cmp = &e->m->comparison[c];
        if (cmp->with != YX_LINK_NO_FIELD) { /* which way round says nothing by itself */
            scorer->fs.u[c][0] = scorer->fs.u[c][1] = 1;
            continue;
        }
        uint32_t n_values = e->s->dictionary[e->s->dictionary_of[cmp->field]].n_values;
        const uint32_t *left = e->s->count[cmp->field][YX_LEFT];
        const uint32_t *right = e->s->count[cmp->field][YX_RIGHT];
        double same = yx_fs_same_by_chance(left + 1, e->is_within ? NULL : right + 1, n_values - 1);
        if (same > 0)
            yx_fs_u_set_same(&scorer->fs, c, same);
    }
    return YX_OK;
}

/* ---- term weights ---- */

static int learn_terms(struct yx_link_engine *e, struct yx_err *err)
{
    struct yx_link_scorer *scorer = &e->r->scorer;
    for (unsigned c = 0; c < scorer->n; c++) {
        const struct yx_link_comparison *cmp = &e->m->comparison[c];
        if (e->o->given_term && e->o->given_term[c]) {
            scorer->term[c] = e->o->given_term[c];
            continue;
        }
        if (!cmp->by_frequency || cmp->with != YX_LINK_NO_FIELD)
            continue;
        uint32_t n_values = e->s->dictionary[e->s->dictionary_of[cmp->field]].n_values;
        uint32_t *count = yx_big_alloc(n_values, sizeof *count, err);
        int32_t *term = count ? yx_big_alloc(n_values, sizeof *term, err) : NULL;
        if (!term) {
            free(count);
            return YX_IO;
        }
        for (uint32_t v = 1; v < n_values; v++)
            count[v] = e->s->count[cmp->field][YX_LEFT][v] +
                       (e->is_within ? 0 : e->s->count[cmp->field][YX_RIGHT][v]);
        yx_fs_term_weights(count, n_values, scorer->fs.u[c][0], TERM_FLOOR, 1.0, TERM_MOST, term);
        term[0] = 0;
        free(count);
        e->r->term[c] = term;
        scorer->term[c] = term;
    }
    return YX_OK;
}

/* ---- learning ---- */

static void learn_m(struct yx_link_engine *e, struct run *k, uint64_t all)
{
    struct yx_link_result *r = e->r;
    for (unsigned i = 1; i < k->n_slots; i++)
        yx_fs_counter_merge(&k->slot[0].counter, &k->slot[i].counter);
    size_t n;
    struct yx_fs_count *count = yx_fs_counter_sorted(&k->slot[0].counter, &n);
    for (size_t i = 0; i < n; i++)
        count[i].n *= k->share + 1;
    r->n_learnt_from = k->n_seen;
    r->learning = yx_fs_learn(&r->scorer.fs, count, n, all);
    r->has_learnt = true;
    free(count);
}

static int learn(struct yx_link_engine *e, struct rules *rules, struct yx_err *err)
{
    struct yx_link_result *r = e->r;
    struct yx_link_scorer *scorer = &r->scorer;
    uint64_t all = pairs_there_are(e);
    yx_link_scorer_init(scorer, e->s, all);
    if (e->o->given) {
        scorer->fs = *e->o->given;
        yx_link_scorer_weigh(scorer);
        return learn_terms(e, err);
    }
    if (!all) {
        r->has_learnt = true;
        r->learning.flags = YX_FS_NO_PAIRS;
        return YX_OK;
    }
    struct run k = {.e = e};
    int rc = learn_u(e, err);
    yx_link_scorer_weigh(scorer);
    if (rc == YX_OK)
        rc = block_rules(e, rules, err);
    k.work = WORK_LEARN;
    while ((uint64_t)ROW_PAIRS * ((uint64_t)e->rows[YX_LEFT].n + e->rows[YX_RIGHT].n) /
               (k.share + 1) >
           LEARN_PAIRS)
        k.share = k.share * 2 + 1;
    while (rc == YX_OK && !r->has_learnt) {
        k.n_seen = 0;
        run_init(&k);
        rc = make_pairs(e, rules, &k, NULL, err);
        if (rc == YX_OK && k.share && k.n_seen < LEARN_PAIRS / 8)
            k.share = 0; /* the rows meet fewer than expected: once more, all of them */
        else if (rc == YX_OK)
            learn_m(e, &k, all);
        run_free(&k);
    }
    if (rc == YX_OK)
        rc = learn_terms(e, err);
    yx_link_scorer_weigh(scorer);
    return rc;
}

int yx_link_weigh_pairs(struct yx_link_engine *e, int32_t floor, struct yx_err *err)
{
    struct rules rules = {0};
    struct run k = {.e = e, .work = WORK_WEIGH, .floor = floor, .out = &e->pairs};
    int rc = learn(e, &rules, err);
    if (rc == YX_OK)
        rc = block_rules(e, &rules, err);
    if (rc == YX_OK) {
        run_init(&k);
        rc = make_pairs(e, &rules, &k, &e->r->blocks, err);
        e->r->n_compared = k.n_seen;
        run_free(&k);
    }
    rules_free(&rules);
    return rc;
}
