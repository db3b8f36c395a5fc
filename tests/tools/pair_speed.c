/* pair_speed.c -- pairs a second: made from keys, and compared and weighed.
 *
 * usage: pair_speed MODEL.yx LIST.csv [ROUNDS]
 *
 * Reads a list, learns the weights of a model of one list, makes all pairs of its blocks
 * on one thread, and then compares and weighs them on one thread, as dedupe does: both
 * records of each pair are looked up, their fields graded, the weights summed, and what
 * weighs as much as dedupe keeps is kept.  Prints rows of a table, by CPU second, and at last
 * how many pairs were kept and a sum over them, which no change of speed may change.
 *
 * Errors: a message and status 2.  Threads: two for reading and learning, one for the rest. */
#include "base/err.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "lang/parse.h"
#include "match/link.h"
#include "match/link_columns.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double cpu(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int give_up(const struct yx_err *err)
{
    struct yx_buf b = {0};
    yx_err_render(err, YX_EN, &b);
    (void)fprintf(stderr, "pair_speed: %.*s\n", (int)b.n, b.p);
    return 2;
}

static int load(const char *path, struct yx_arena *a, struct yx_link_model *out, struct yx_err *err)
{
    struct yx_str text;
    struct yx_document *doc = NULL;
    int rc = yx_map_path(path, &text, err);
    if (rc != YX_OK)
        return rc;
    struct yx_report *report = yx_report_new();
    rc = yx_parse(text, yx_str_of(path), a, report, &doc);
    if (rc == YX_OK)
        rc = yx_link_compile(doc, a, report, out);
    if (rc == YX_OK && !out->is_dedupe)
        rc = YX_FAIL(err, YX_INVALID, YX_TEXT("要一份名单的模型", "a model of one list is needed"));
    yx_report_free(report);
    yx_unmap(text);
    return rc;
}

static int make_pairs(const struct yx_record_set *s, struct yx_pool *pool, struct yx_row_pair **out,
                      size_t *n, struct yx_err *err)
{
    const struct yx_link_model *m = s->model;
    struct yx_block_rule rule[YX_BLOCK_RULES] = {0};
    uint64_t *keys[YX_BLOCK_RULES] = {NULL};
    struct yx_blocks b = {
        .n_left = s->n_rows[YX_LEFT], .is_within = true, .rule = rule, .n_rules = m->n_blocks};
    struct yx_block_report report = {0};
    int rc = YX_OK;
    struct yx_record_rows rows = {.side = YX_LEFT, .n = b.n_left};
    double begin = cpu();
    for (uint32_t i = 0; i < m->n_blocks && rc == YX_OK; i++) {
        keys[i] = yx_big_alloc((size_t)b.n_left + 1, sizeof(uint64_t), err);
        rc = keys[i]
                 ? yx_record_keys(s, &rows, m->block[i].key, m->block[i].n_keys, pool, keys[i], err)
                 : YX_IO;
        rule[i] = (struct yx_block_rule){.left = keys[i], .most = m->block[i].most};
    }
    if (rc == YX_OK)
        rc = yx_blocks_pairs(&b, pool, out, n, &report, err);
    double s_made = cpu() - begin;
    if (rc == YX_OK)
        printf("%-28s %10zu pairs %7.2f s CPU %6.2f M/s\n", "pairs from keys", *n, s_made,
               (double)*n / 1e6 / s_made);
    yx_block_report_free(&report);
    for (unsigned i = 0; i < YX_BLOCK_RULES; i++)
        free(keys[i]);
    return rc;
}

/* All grades and the weight of each pair. */
static uint64_t weigh_all(const struct yx_link_scorer *k, const struct yx_row_pair *pair, size_t n,
                          struct yx_link_memory *memory, int32_t floor, size_t *n_kept)
{
    const struct yx_record_set *s = k->set;
    uint64_t sum = 0;
    *n_kept = 0;
    for (size_t i = 0; i < n; i++) {
        const uint32_t *left = yx_record_codes(s, YX_LEFT, pair[i].left);
        const uint32_t *right = yx_record_codes(s, YX_LEFT, pair[i].right);
        uint64_t pattern = yx_link_pattern(k, left, right, memory);
        int32_t weight = yx_link_weight(k, pattern, left);
        if (weight < floor)
            continue;
        ++*n_kept;
        sum += yx_mix64(pattern + i) ^ (uint64_t)weight;
    }
    return sum;
}

/* As dedupe does it: what cannot reach the floor is dropped on the way. */
static uint64_t weigh_near(const struct yx_link_scorer *k, const struct yx_row_pair *pair, size_t n,
                           struct yx_link_memory *memory, int32_t floor, size_t *n_kept)
{
    const struct yx_record_set *s = k->set;
    uint64_t sum = 0;
    uint16_t near[YX_LINK_BATCH];
    *n_kept = 0;
    for (size_t from = 0; from < n; from += YX_LINK_BATCH) {
        size_t size = YX_MIN(n - from, (size_t)YX_LINK_BATCH);
        size_t n_near = yx_link_filter(k, pair + from, size, memory, floor, near);
        for (size_t i = 0; i < n_near; i++) {
            struct yx_row_pair p = pair[from + near[i]];
            const uint32_t *left = yx_record_codes(s, YX_LEFT, p.left);
            uint64_t pattern =
                yx_link_pattern(k, left, yx_record_codes(s, YX_LEFT, p.right), memory);
            int32_t weight = yx_link_weight(k, pattern, left);
            if (weight < floor)
                continue;
            ++*n_kept;
            sum += yx_mix64(pattern + from + near[i]) ^ (uint64_t)weight;
        }
    }
    return sum;
}

static void weigh(const struct yx_link_result *r, const struct yx_row_pair *pair, size_t n,
                  unsigned rounds, bool all)
{
    double best = 0;
    size_t n_kept = 0;
    uint64_t sum = 0;
    int32_t floor = YX_MIN(r->review, -5000);
    for (unsigned i = 0; i < rounds; i++) {
        struct yx_link_memory *memory = yx_link_memory_new(&r->scorer);
        double begin = cpu();
        sum = all ? weigh_all(&r->scorer, pair, n, memory, floor, &n_kept)
                  : weigh_near(&r->scorer, pair, n, memory, floor, &n_kept);
        double took = cpu() - begin;
        best = i == 0 || took < best ? took : best;
        yx_link_memory_free(memory);
    }
    printf("%-28s %10zu pairs %7.2f s CPU %6.2f M/s   kept %zu, sum %016llx\n",
           all ? "compared in all fields" : "compared and weighed", n, best, (double)n / 1e6 / best,
           n_kept, (unsigned long long)sum);
}

static int run(const char *model_path, const char *list, unsigned rounds, struct yx_arena *a,
               struct yx_err *err)
{
    struct yx_link_model model;
    struct yx_str bytes;
    struct yx_workbook *book = NULL;
    struct yx_record_set set = {0};
    struct yx_link_result result = {0};
    struct yx_row_pair *pair = NULL;
    size_t n = 0;
    struct yx_pool *pool = yx_pool_new(0), *alone = yx_pool_new(1);
    int rc = load(model_path, a, &model, err);
    if (rc == YX_OK)
        rc = yx_map_path(list, &bytes, err);
    if (rc == YX_OK) {
        struct yx_read_options o = {.pool = pool, .path = list, .is_map = true};
        struct yx_link_input in = {.model = &model, .arena = a, .side = YX_LEFT};
        rc = yx_link_read(&in, bytes, yx_str_of(list), &o, &book, err);
        yx_unmap(bytes);
    }
    if (rc == YX_OK)
        rc = yx_record_set_make(&model, book->table[0], NULL, pool, &set, err);
    if (rc == YX_OK) {
        struct yx_link_options o = {.pool = pool};
        rc = yx_link_run(&set, &o, &result, err);
    }
    if (rc == YX_OK)
        rc = make_pairs(&set, alone, &pair, &n, err);
    if (rc == YX_OK) {
        weigh(&result, pair, n, rounds, false);
        size_t some = YX_MIN(n, (size_t)1000000); /* slower by far: the first ones */
        weigh(&result, pair, some, rounds, true);
        weigh(&result, pair, some, rounds, false);
    }
    free(pair);
    yx_link_result_free(&result);
    yx_record_set_free(&set);
    yx_workbook_free(book);
    yx_pool_free(pool);
    yx_pool_free(alone);
    return rc;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fprintf(stderr, "usage: pair_speed MODEL.yx LIST.csv [ROUNDS]\n");
        return 2;
    }
    unsigned rounds = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 3;
    struct yx_arena *a = yx_arena_new();
    struct yx_err err = {0};
    int rc = run(argv[1], argv[2], rounds ? rounds : 1, a, &err);
    int status = rc == YX_OK ? 0 : give_up(&err);
    yx_arena_free(a);
    return status;
}
