/* policy_speed.c -- what deciding costs, columns in memory to sums or awards.
 *
 * usage: policy_speed rules POLICY.yx ROWS     the eight rules of bench/rules.yx
 *        policy_speed random POLICY.yx ROWS [TERM]
 *        policy_speed dense POLICY.yx ROWS [TERM]
 * `rules` makes the students that other engines were measured with (row i depends
 * on i alone; the sum for 100,000, 1 M and 10 M rows is known and compared).
 * `random` draws students from 400,000 with any facts that no 约束 contradicts:
 * more awards than life has.  `dense` takes of those only who have three awards or more.
 * Prints CPU and wall seconds of the best of five, memory of the awards, sums. */
#include "base/file.h"
#include "base/mem.h"
#include "policy/policy.h"
#include "yingxue-policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { ROUNDS = 5, POOL = 400000 };

/* ---- the students of the eight rules ---- */

enum {
    STAGE,
    GRADE,
    BOARDS,
    RURAL,
    DIBAO,
    LISTED,
    TEKUN,
    ORPHAN,
    DISABLED,
    AREA,
    MONTHS,
    FEE,
    OTHER,
    N_FACTS
};

/* The known mixing step of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t mixed(uint64_t x)
{
    x += UINT64_C(0x9E3779B97F4A7C15);
    x = (x ^ (x >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94D049BB133111EB);
    return x ^ (x >> 31);
}

/* The next `bits` of a word. */
static uint32_t take(uint64_t *word, unsigned bits)
{
    uint32_t v = (uint32_t)(*word & ((UINT64_C(1) << bits) - 1));
    *word >>= bits;
    return v;
}

static void student(uint64_t i, uint32_t fact[N_FACTS])
{
    static const uint32_t grades[] = {3, 6, 3, 3, 5}, boarding[] = {0, 12, 45, 60, 80};
    uint64_t a = mixed(2 * i), b = mixed(2 * i + 1), c = mixed(i ^ UINT64_C(0xABCDEF0123));
    uint32_t percent = (uint32_t)(a % 100);
    fact[STAGE] = percent < 18 ? 0 : percent < 58 ? 1 : percent < 78 ? 2 : percent < 90 ? 3 : 4;
    a >>= 8;
    fact[GRADE] = 1 + take(&a, 16) % grades[fact[STAGE]];
    fact[BOARDS] = take(&a, 8) * 100 / 256 < boarding[fact[STAGE]];
    fact[RURAL] = take(&a, 8) < 115;
    fact[DIBAO] = b % 1000 < 60;
    b >>= 10;
    fact[LISTED] = take(&b, 10) < 50;
    fact[TEKUN] = take(&b, 10) < 6;
    fact[ORPHAN] = take(&b, 10) < 4;
    fact[DISABLED] = take(&b, 10) < 15;
    fact[AREA] = take(&c, 10) < 90;
    fact[MONTHS] = (c & 15) < 13 ? 10 : (uint32_t)((c >> 4) % 10);
    c >>= 10;
    fact[FEE] = fact[STAGE] < 3 ? 0 : 80000 + (uint32_t)(c % 241) * 1000 + (uint32_t)(c >> 8) % 100;
    c >>= 20;
    fact[OTHER] = (c & 15) == 0 ? (uint32_t)((c >> 4) % 600000) : 0;
}

static int64_t expected(uint64_t rows)
{
    return rows == 100000     ? INT64_C(2021498871)
           : rows == 1000000  ? INT64_C(20167465669)
           : rows == 10000000 ? INT64_C(201428865668)
                              : -1;
}

/* ---- columns ---- */

static void put(struct yx_fact_column *k, uint64_t row, int64_t v)
{
    void *to = (void *)(uintptr_t)k->v;
    if (k->form == YX_FORM_U8)
        ((uint8_t *)to)[row] = (uint8_t)v;
    else if (k->form == YX_FORM_U16)
        ((uint16_t *)to)[row] = (uint16_t)v;
    else
        ((int32_t *)to)[row] = (int32_t)v;
}

static struct yx_fact_column column(const struct yx_policy_input *in, uint64_t rows)
{
    struct yx_fact_column k = {.form = YX_FORM_U8};
    if (in->type == YX_IN_MONEY || in->type == YX_IN_DATE || in->type == YX_IN_TEXT ||
        in->n_members > 16 || (in->type == YX_IN_INT && (in->lo < 0 || in->hi > 255)))
        k.form = YX_FORM_I32;
    else if (in->type == YX_IN_SET && in->n_members > 8)
        k.form = YX_FORM_U16;
    k.v = yx_malloc((k.form == YX_FORM_U8 ? 1 : k.form == YX_FORM_U16 ? 2 : 4) * (size_t)rows);
    return k;
}

static int64_t any_value(const struct yx_policy_input *in, uint64_t r)
{
    switch (in->type) {
    case YX_IN_BOOL: return (int64_t)(r & 1);
    case YX_IN_ENUM: return (int64_t)(r % in->n_members);
    case YX_IN_SET: /* nine in ten are in no class */
        return r % 10 ? 0 : (int64_t)(1ULL << (r >> 8) % in->n_members);
    case YX_IN_INT: return in->lo + (int64_t)(r % (uint64_t)(in->hi - in->lo + 1));
    case YX_IN_MONEY: return (int64_t)(r % 1000000);
    case YX_IN_DATE: return yx_day_make(2022, 8, 1) + (int64_t)(r % 90);
    case YX_IN_TEXT: break;
    }
    return 0;
}

struct pool {
    uint8_t *is_stopped, *awards; /* per row */
    uint32_t n_benefits;
};

static int mark_rows(void *ctx, const struct yx_award_piece *piece)
{
    struct pool *pool = ctx;
    for (uint32_t i = 0; i < piece->stopped.n; i++)
        pool->is_stopped[piece->first + piece->stopped.row[i]] = 1;
    for (uint32_t b = 0; b < pool->n_benefits; b++)
        for (uint32_t i = 0; i < piece->benefit[b].n; i++)
            pool->awards[piece->first + piece->benefit[b].row[i]]++;
    return 0;
}

static int64_t value_at(const struct yx_fact_column *k, uint64_t row)
{
    return k->form == YX_FORM_U8    ? ((const uint8_t *)k->v)[row]
           : k->form == YX_FORM_U16 ? ((const uint16_t *)k->v)[row]
                                    : ((const int32_t *)k->v)[row];
}

/* Students with any facts, of whom those stay that do not contradict themselves and have at
 * least so many awards. */
static void fill_any(const struct yx_policy *p, struct yx_fact_columns facts, unsigned least,
                     struct yx_fact_column *to, struct yx_arena *a)
{
    uint32_t n_inputs;
    const struct yx_policy_input *in = yx_policy_inputs(p, &n_inputs);
    struct yx_fact_column *from = YX_NEW(a, struct yx_fact_column, n_inputs + 1);
    for (uint32_t i = 0; i < n_inputs; i++) {
        from[i] = column(&in[i], POOL);
        for (uint64_t row = 0; row < POOL; row++)
            put(&from[i], row, any_value(&in[i], mixed(row * 64 + i)));
    }
    struct yx_award_sums sums = {0};
    struct pool pool = {YX_NEW(a, uint8_t, POOL), YX_NEW(a, uint8_t, POOL), 0};
    (void)yx_policy_benefits(p, &pool.n_benefits);
    uint64_t *good = YX_NEW(a, uint64_t, POOL), n_good = 0, rows = facts.n_rows;
    facts.n_rows = POOL;
    facts.input = from;
    (void)yx_policy_each(p, &facts, 1, mark_rows, &pool, &sums, NULL);
    for (uint64_t row = 0; row < POOL; row++)
        if (!pool.is_stopped[row] && pool.awards[row] >= least)
            good[n_good++] = row;
    for (uint64_t row = 0; row < rows && n_good; row++) {
        uint64_t drawn = good[mixed(row) % n_good];
        for (uint32_t i = 0; i < n_inputs; i++)
            put(&to[i], row, value_at(&from[i], drawn));
    }
    for (uint32_t i = 0; i < n_inputs; i++)
        free((void *)(uintptr_t)from[i].v);
}

/* ---- measuring ---- */

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static long peak_mib(void)
{
    struct rusage u;
    (void)getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss / 1024;
}

static bool decide(const struct yx_policy *p, const struct yx_fact_columns *facts, unsigned threads,
                   bool keeps, struct yx_award_sums *sums)
{
    double best_cpu = 1e9, best_wall = 1e9;
    struct yx_err err = {0};
    long before = peak_mib();
    for (int round = 0; round < ROUNDS; round++) {
        struct yx_award_set *set = NULL;
        double c = seconds(CLOCK_PROCESS_CPUTIME_ID), w = seconds(CLOCK_MONOTONIC);
        int rc = keeps ? yx_policy_keep(p, facts, threads, &set, sums, &err)
                       : yx_policy_sums(p, facts, threads, sums, &err);
        c = seconds(CLOCK_PROCESS_CPUTIME_ID) - c;
        w = seconds(CLOCK_MONOTONIC) - w;
        yx_award_set_free(set);
        if (rc)
            return false;
        best_cpu = YX_MIN(best_cpu, c);
        best_wall = YX_MIN(best_wall, w);
    }
    printf("| %s, %s | %llu | %.3f | %.3f | %ld |\n", keeps ? "to awards" : "to sums",
           threads == 1 ? "one thread" : "all cores", (unsigned long long)sums->awards, best_cpu,
           best_wall, peak_mib() - before);
    return true;
}

int main(int argc, char **argv)
{
    if (argc < 4) {
        fprintf(stderr, "usage: policy_speed rules|random|dense POLICY.yx ROWS [TERM]\n");
        return 2;
    }
    bool is_rules = strcmp(argv[1], "rules") == 0;
    uint64_t rows = strtoull(argv[3], NULL, 10);
    struct yx_report *report = yx_report_new();
    struct yx_policy *p;
    struct yx_err err = {0};
    if (yx_policy_load_path(argv[2], report, &p, &err) != YX_OK) {
        fprintf(stderr, "policy_speed: %s cannot be loaded\n", argv[2]);
        return 1;
    }
    struct yx_fact_columns facts = {.n_rows = rows};
    if (!yx_term_parse(yx_str_of(argc > 4 ? argv[4] : "2022-秋"), &facts.term))
        return 2;
    uint32_t n_inputs, n_benefits;
    const struct yx_policy_input *in = yx_policy_inputs(p, &n_inputs);
    (void)yx_policy_benefits(p, &n_benefits);
    struct yx_arena *a = yx_arena_new();
    struct yx_fact_column *k = YX_NEW(a, struct yx_fact_column, n_inputs + 1);
    if (is_rules && n_inputs != N_FACTS) {
        fprintf(stderr, "policy_speed: rules wants %d inputs\n", N_FACTS);
        return 2;
    }
    for (uint32_t i = 0; i < n_inputs; i++)
        k[i] = column(&in[i], rows);
    for (uint64_t row = 0; is_rules && row < rows; row++) {
        uint32_t fact[N_FACTS];
        student(row + 1, fact);
        for (uint32_t i = 0; i < n_inputs; i++)
            put(&k[i], row, (int64_t)fact[i]);
    }
    if (!is_rules)
        fill_any(p, facts, strcmp(argv[1], "dense") == 0 ? 3 : 0, k, a);
    facts.input = k;
    struct yx_award_sums sums = {.benefit = YX_NEW(a, struct yx_award_total, n_benefits + 1)};
    printf("| %s, %llu rows | awards | CPU s | wall s | MiB more |\n|---|---|---|---|---|\n",
           is_rules ? "eight rules" : argv[2], (unsigned long long)rows);
    if (!decide(p, &facts, 1, false, &sums) || !decide(p, &facts, 0, false, &sums) ||
        !decide(p, &facts, 0, true, &sums))
        return 1;
    int64_t total = 0;
    for (uint32_t b = 0; b < n_benefits; b++)
        for (size_t y = 0; y < YX_LEN(sums.benefit[b].fen); y++)
            total += sums.benefit[b].fen[y];
    printf("sum %lld fen", (long long)total);
    if (is_rules && expected(rows) >= 0)
        printf(", %s", total == expected(rows) ? "as it has to be" : "WRONG");
    printf("; %llu outside, %llu stopped\n", (unsigned long long)sums.outside,
           (unsigned long long)sums.stopped);
    bool is_right = !is_rules || expected(rows) < 0 || total == expected(rows);
    for (uint32_t i = 0; i < n_inputs; i++)
        free((void *)(uintptr_t)k[i].v);
    yx_arena_free(a);
    yx_policy_free(p);
    yx_report_free(report);
    return is_right ? 0 : 1;
}
