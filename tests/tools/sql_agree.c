/* sql_agree.c -- one policy, five runs: blocks, tracer, plan, SQLite, PostgreSQL.
 *
 * usage: sql_agree [--pg CONNINFO] [--seed N] [--rows N] [--cells N] [--random N] [POLICY…]
 *
 * For each POLICY and each of the --random policies made up here, facts are
 * drawn (with --cells the kinds of students that lint tells apart are walked,
 * at most N rows a benefit) and decided by the block evaluator, row by row by
 * the tracer, from columns of drawn forms by the plan (widest and plain lanes),
 * and by the statement of `yingxue sql` in SQLite (in memory) and, with --pg, in
 * PostgreSQL.  Status, payee, amount and both bounds of every benefit and the
 * constraint that stops a row have to be the same each time; a plan knows no
 * bounds, but gaps.
 * The first differences are printed with the row and the answers, and of a
 * random policy the text.  The last line counts. */
#include "agree.h"
#include "cli/policy_shelf.h"
#include "policy/cells.h"

#include "../unit/policy_fixture.h"
#include "random_policy.h"

static void run_batch(struct batch *b)
{
    if (!b->n)
        return;
    agree_count.rows += b->n;
    agree_ours(b);
    agree_sql(b);
    b->n = 0;
}

/* ---- which rows ---- */

/* A fact of which all is known: what a plan does not leave open. */
static struct yx_fact_one sure_fact(const struct yx_policy *p, uint32_t input, struct yx_rng *rng)
{
    struct yx_fact_one f;
    do
        f = random_fact(p, input, rng);
    while (f.state == YX_FACT_UNKNOWN);
    f.known = UINT64_MAX;
    return f;
}

static void random_rows(struct batch *b, struct yx_rng *rng, uint32_t rows)
{
    const struct yx_policy *p = b->p;
    yx_term first, last;
    yx_policy_terms(p, &first, &last);
    uint32_t n_terms = (uint32_t)(last - first) + 1;
    uint64_t sure = yx_rng_below(rng, 3); /* of two rows: that know everything */
    for (uint32_t i = 0; i < rows; i++) {
        bool from_example = p->n_examples && yx_rng_chance(rng, 3, 4);
        bool is_sure = yx_rng_below(rng, 2) < sure;
        const struct yx_fact_one *base =
            from_example ? p->example[yx_rng_below(rng, p->n_examples)].fact : NULL;
        b->term[b->n] = first + (yx_term)((uint64_t)i * n_terms / rows);
        for (uint32_t k = 0; k < p->n_inputs; k++) {
            struct yx_fact_one f = random_fact(p, k, rng);
            if (!base && f.state == YX_FACT_UNKNOWN && yx_rng_chance(rng, 1, 2))
                f = random_fact(p, k, rng);
            if (base && !yx_rng_chance(rng, 1, 8))
                f = base[k];
            bool in_part = p->input[k].type == YX_IN_SET && f.known != UINT64_MAX;
            if (is_sure && (f.state == YX_FACT_UNKNOWN || in_part))
                f = sure_fact(p, k, rng);
            b->fact[(size_t)b->n * p->n_inputs + k] = f;
        }
        if (++b->n == AGREE_ROWS)
            run_batch(b);
    }
    run_batch(b);
}

static void take_cells(void *ctx, const struct yx_facts *f)
{
    struct batch *b = ctx;
    for (uint32_t i = 0; i < f->n; i++) {
        b->term[b->n] = f->term;
        for (uint32_t k = 0; k < b->p->n_inputs; k++)
            b->fact[(size_t)b->n * b->p->n_inputs + k] = yx_facts_get(f, k, i);
        if (++b->n == AGREE_ROWS)
            run_batch(b);
    }
}

/* The students a benefit, and what it is combined with, can tell apart. */
struct cells {
    struct batch *b;
    uint32_t item;
};
static void cells_block(void *ctx, const struct yx_facts *f)
{
    take_cells(((struct cells *)ctx)->b, f);
}
static bool cells_keep(void *ctx, const struct yx_awards *a, uint32_t row)
{
    return yx_may_be_had(a, ((struct cells *)ctx)->item, row);
}
static bool cells_visit(void *ctx, const struct yx_awards *a, uint32_t row, const uint16_t *at)
{
    (void)ctx;
    (void)a;
    (void)row;
    (void)at;
    return true;
}

/* Unknown is a value like any other here. */
static void add_unknown(struct yx_cell_walk *w, struct yx_arena *a)
{
    for (uint32_t d = 0; d < w->n; d++) {
        struct yx_atoms *x = &w->atoms[d];
        struct yx_fact_one *v = YX_NEW(a, struct yx_fact_one, x->n + 1);
        memcpy(v, x->v, x->n * sizeof v[0]);
        v[x->n] = (struct yx_fact_one){.state = YX_FACT_UNKNOWN};
        x->v = v;
        x->n++;
    }
}

/* The whole space of a benefit, or, where that has more than `budget` rows a term, as much
 * of it as fits, without the unknowns.  Returns whether it was whole. */
static bool walk_item(struct yx_policy *p, struct batch *b, struct yx_run *run, uint32_t item,
                      bool with_unknown, uint64_t budget)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_unit u;
    yx_unit_open(&u, p, a);
    yx_unit_add_item(&u, item);
    for (uint32_t c = 0; c < p->ir.n_combos; c++)
        if (yx_combo_has(&p->ir.combo[c], item))
            yx_unit_add_combo(&u, &p->ir.combo[c]);
    yx_unit_close(&u, true, a);
    struct yx_cell_walk w;
    yx_cell_walk_open(&w, &u, run, a);
    if (with_unknown)
        add_unknown(&w, a);
    struct cells c = {.b = b, .item = item};
    w.ctx = &c;
    w.also = cells_block;
    w.keep = cells_keep;
    w.visit = cells_visit;
    yx_term first, last;
    yx_policy_terms(p, &first, &last);
    bool is_whole = true;
    for (yx_term t = first; t <= last && is_whole; t++) {
        w.term = t;
        w.budget = budget;
        is_whole = yx_cell_walk(&w) == YX_CELLS_ALL;
    }
    yx_arena_free(a);
    return is_whole;
}

static void walk_cells(struct yx_policy *p, struct batch *b, uint64_t budget)
{
    struct yx_run *run = yx_run_new(p);
    uint32_t whole = 0, plain = 0, settings = p->n_switches < 4 ? 1U << p->n_switches : 2;
    for (uint32_t k = 0; k < settings; k++) {
        run_batch(b); /* switches are constants of a statement */
        for (uint32_t s = 0; s < p->n_switches; s++)
            p->swi[s].value = k >> (s % 4) & 1;
        for (uint32_t item = 0; item < p->ir.n_items; item++) {
            if (walk_item(p, b, run, item, true, budget))
                whole++;
            else if (walk_item(p, b, run, item, false, budget))
                plain++;
        }
    }
    run_batch(b);
    yx_run_free(run);
    printf(
        "# figure cells of %.*s: %u benefits whole with unknowns, %u whole without, %u in part\n",
        (int)p->id.n, p->id.p, whole / settings, plain / settings,
        p->ir.n_items - (whole + plain) / settings);
}

/* ---- policies ---- */

static void agree_on(struct yx_policy *p, struct yx_rng *rng, uint32_t rows, uint64_t cells)
{
    struct batch b;
    agree_open(&b, p);
    b.seed = yx_rng_u64(rng);
    agree_count.policies++;
    if (cells)
        walk_cells(p, &b, cells);
    for (uint32_t round = 0; round < (p->n_switches && rows > 1000 ? 4U : 1U); round++) {
        for (uint32_t s = 0; s < p->n_switches; s++)
            p->swi[s].value = yx_rng_chance(rng, 1, 2);
        random_rows(&b, rng, rows);
    }
    yx_arena_free(b.arena);
}

static bool one_file(const char *path, struct yx_rng *rng, uint32_t rows, uint64_t cells)
{
    struct yx_str text;
    struct yx_err err = {0};
    if (yx_map_path(path, &text, &err) != YX_OK)
        return false;
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = NULL;
    struct yx_shelf *shelf = yx_shelf_open(path); /* where 承接 finds the upper documents */
    (void)yx_policy_load_chain(text, yx_str_of(path), yx_shelf_uppers(shelf), r, &p);
    yx_shelf_close(shelf);
    yx_unmap(text);
    if (p)
        agree_on(p, rng, rows, cells);
    yx_policy_free(p);
    yx_report_free(r);
    return p != NULL;
}

static uint64_t n_refused;

/* False: the document is refused (rows that overlap, an amount that is never above 0). */
static bool one_random(uint64_t seed, uint32_t rows)
{
    struct yx_buf text = {0};
    struct yx_rng rng;
    random_policy(seed, &text);
    struct yx_report *r = yx_report_new();
    struct yx_policy *p = NULL;
    agree_count.seed = seed;
    agree_count.text = yx_buf_str(&text);
    (void)yx_policy_load(agree_count.text, YX_S("random.yx"), r, &p);
    bool ok = p != NULL;
    if (p) {
        yx_rng_seed(&rng, seed ^ 0x5EED);
        agree_on(p, &rng, rows, 0);
    } else if (getenv("YX_SHOW_REFUSED")) {
        struct yx_buf said = {0};
        yx_report_render(r, YX_ZH, &said);
        printf("# refused: seed %llu\n%.*s", (unsigned long long)seed, (int)said.n, said.p);
        yx_buf_free(&said);
    }
    yx_policy_free(p);
    yx_report_free(r);
    yx_buf_free(&text);
    agree_count.text = (struct yx_str){0};
    agree_count.seed = 0;
    return ok;
}

int main(int argc, char **argv)
{
    const char *conninfo = NULL;
    uint64_t seed = 1, rows = 2000, cells = 0, random = 0;
    int at = 1;
    for (; at + 1 < argc && strncmp(argv[at], "--", 2) == 0; at += 2) {
        uint64_t n = strtoull(argv[at + 1], NULL, 10);
        if (strcmp(argv[at], "--pg") == 0)
            conninfo = argv[at + 1];
        else if (strcmp(argv[at], "--seed") == 0)
            seed = n;
        else if (strcmp(argv[at], "--rows") == 0)
            rows = n;
        else if (strcmp(argv[at], "--cells") == 0)
            cells = n;
        else if (strcmp(argv[at], "--random") == 0)
            random = n;
        else
            return 2;
    }
    if (!agree_sql_open(conninfo))
        return 2;
    struct yx_rng rng;
    yx_rng_seed(&rng, seed);
    bool ok = true;
    for (; at < argc; at++)
        if (!one_file(argv[at], &rng, (uint32_t)rows, cells)) {
            printf("# %s cannot be used\n", argv[at]);
            ok = false;
        }
    for (uint64_t i = 0, done = 0; done < random && i < 3 * random; i++) {
        bool is_valid = one_random(seed + i, (uint32_t)rows);
        done += is_valid;
        n_refused += !is_valid;
    }
    agree_sql_close();
    printf("plan: %llu rows, %llu left to the block evaluator, %llu of them for want of a plan\n",
           (unsigned long long)agree_count.planned, (unsigned long long)agree_count.open,
           (unsigned long long)agree_count.without_plan);
    printf("seed %llu: %llu policies, %llu rows (%llu stopped), %llu awards (%llu 享受, %llu 额度, "
           "%llu 逾期, %llu 待核), %llu different, %llu refused\n",
           (unsigned long long)seed, (unsigned long long)agree_count.policies,
           (unsigned long long)agree_count.rows, (unsigned long long)agree_count.stopped,
           (unsigned long long)agree_count.awards,
           (unsigned long long)agree_count.status[YX_ENTITLED],
           (unsigned long long)agree_count.status[YX_CEILING],
           (unsigned long long)agree_count.status[YX_LATE],
           (unsigned long long)agree_count.status[YX_PENDING],
           (unsigned long long)agree_count.different, (unsigned long long)n_refused);
    return ok && !agree_count.different && n_refused <= agree_count.policies ? 0 : 1;
}
