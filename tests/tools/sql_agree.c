/* sql_agree.c -- one policy, four runs: blocks, tracer, SQLite, PostgreSQL.
 *
 * usage: sql_agree [--pg CONNINFO] [--seed N] [--rows N] [--cells N] [--random N] [POLICY…]
 *
 * For each POLICY and each of the --random policies made up here, facts are
 * drawn (with --cells the kinds of students that lint tells apart are walked,
 * at most N rows a benefit) and decided by the block evaluator, row by row by
 * the tracer, and by the statement of `yingxue sql` in SQLite (in memory) and,
 * with --pg, in PostgreSQL.  Status, payee, amount and both bounds of every
 * benefit and the constraint that stops a row have to be the same four times.
 * The first differences are printed with the row and the answers, and of a
 * random policy the text.  The last line counts. */
#include <libpq-fe.h>
#include <sqlite3.h>

#include "cli/policy_shelf.h"
#include "policy/cells.h"
#include "policy/sql.h"
#include "policy/trace_int.h"

#include "../unit/policy_fixture.h"
#include "random_policy.h"

#include <unistd.h>

enum { SHOWN = 5, BATCH_ROWS = 8192 };

struct answer {
    int64_t amount, lo, hi;
    uint8_t status, payee;
};

/* Rows that are decided together. */
struct batch {
    const struct yx_policy *p;
    struct yx_arena *arena;
    uint32_t n;
    yx_term *term;
    struct yx_fact_one *fact; /* n × inputs */
    struct answer *want;      /* n × (items + 1): the last says which 约束 stopped */
    struct answer *got;
};

static sqlite3 *lite;
static PGconn *pg;
static uint64_t n_policies, n_rows, n_awards, n_different, n_status[YX_PENDING + 1], n_stopped;
static struct yx_str text_of_random; /* the policy, when it was made up here */
static uint64_t seed_of_random;

/* ---- rows ---- */

static void batch_open(struct batch *b, const struct yx_policy *p)
{
    *b = (struct batch){.p = p, .arena = yx_arena_new()};
    b->term = YX_NEW(b->arena, yx_term, BATCH_ROWS);
    b->fact = YX_NEW(b->arena, struct yx_fact_one, (size_t)BATCH_ROWS * (p->n_inputs + 1));
    b->want = YX_NEW(b->arena, struct answer, (size_t)BATCH_ROWS * (p->n_benefits + 1));
    b->got = YX_NEW(b->arena, struct answer, (size_t)BATCH_ROWS * (p->n_benefits + 1));
}

static void row_as_block(const struct batch *b, uint32_t row, struct yx_facts *f, uint32_t at)
{
    for (uint32_t i = 0; i < b->p->n_inputs; i++)
        yx_facts_set(f, i, at, b->fact[(size_t)row * b->p->n_inputs + i]);
}

static void put_row(const struct batch *b, uint32_t row)
{
    struct yx_buf out = {0};
    yx_term_put(&out, b->term[row]);
    for (uint32_t i = 0; i < b->p->n_inputs; i++) {
        yx_buf_putz(&out, ", ");
        yx_buf_puts(&out, b->p->input[i].name);
        yx_buf_putc(&out, '=');
        yx_fact_put(b->p, i, b->fact[(size_t)row * b->p->n_inputs + i], &out);
    }
    printf("#   row: %.*s\n", (int)out.n, out.p);
    for (uint32_t s = 0; s < b->p->n_switches; s++)
        printf("#   switch %.*s=%d\n", (int)b->p->swi[s].name.n, b->p->swi[s].name.p,
               b->p->swi[s].value);
    yx_buf_free(&out);
}

static void put_answer(const char *who, struct answer a)
{
    printf("#   %-8s status %d payee %d amount %lld [%lld, %lld]\n", who, a.status, a.payee,
           (long long)a.amount, (long long)a.lo, (long long)a.hi);
}

static void differ(const struct batch *b, uint32_t row, uint32_t item, const char *who,
                   struct answer want, struct answer got)
{
    if (n_different++ >= SHOWN)
        return;
    struct yx_str id = item < b->p->n_benefits ? b->p->benefit[item].id : YX_S("(约束)");
    printf("# DIFFERENT: policy %.*s seed %llu benefit %.*s\n", (int)b->p->id.n, b->p->id.p,
           (unsigned long long)seed_of_random, (int)id.n, id.p);
    put_row(b, row);
    put_answer("blocks", want);
    put_answer(who, got);
    if (text_of_random.n && n_different == 1)
        printf("%.*s", (int)text_of_random.n, text_of_random.p);
}

static bool same(struct answer a, struct answer b)
{
    return a.status == b.status && a.payee == b.payee && a.amount == b.amount && a.lo == b.lo &&
           a.hi == b.hi;
}

/* ---- our own two runs ---- */

static void take_block(struct batch *b, const struct yx_awards *w, const struct yx_facts *f,
                       uint32_t from)
{
    uint32_t items = b->p->n_benefits;
    for (uint32_t i = 0; i < f->n; i++) {
        struct answer *to = &b->want[(size_t)(from + i) * (items + 1)];
        for (uint32_t k = 0; k < items; k++) {
            const struct yx_award_vec *v = &w->benefit[k];
            to[k] = (struct answer){v->amount[i], v->lo[i], v->hi[i], v->status[i], v->payee[i]};
            n_status[v->status[i]]++;
            n_awards += v->status[i] != YX_NOT_ENTITLED;
        }
        to[items] = (struct answer){.status = w->constraint[i] ? YX_SQL_STOPPED : 0,
                                    .lo = w->constraint[i],
                                    .hi = w->constraint[i]};
        n_stopped += w->constraint[i] != 0;
    }
}

static void run_ours(struct batch *b)
{
    struct yx_arena *a = yx_arena_new(), *scratch = yx_arena_new();
    struct yx_run *run = yx_run_new(b->p);
    struct yx_facts *f = yx_facts_new(b->p, a);
    uint32_t items = b->p->n_benefits;
    for (uint32_t from = 0; from < b->n;) {
        f->term = b->term[from];
        f->n = 0;
        while (f->n < YX_FACT_ROWS && from + f->n < b->n && b->term[from + f->n] == f->term) {
            row_as_block(b, from + f->n, f, f->n);
            f->n++;
        }
        take_block(b, yx_policy_run(run, f), f, from);
        for (uint32_t i = 0; i < f->n; i++) {
            yx_arena_reset(scratch);
            const struct yx_trace *t = yx_trace_row(b->p, f, i, scratch);
            const struct answer *want = &b->want[(size_t)(from + i) * (items + 1)];
            for (uint32_t k = 0; k < items; k++) {
                const struct yx_item_trace *x = &t->item[k];
                struct answer got = {x->amount, x->lo, x->hi, x->status, x->payee};
                if (!same(want[k], got))
                    differ(b, from + i, k, "tracer", want[k], got);
            }
            if (want[items].lo != t->constraint)
                differ(b, from + i, items, "tracer", want[items],
                       (struct answer){.lo = t->constraint});
        }
        from += f->n;
    }
    yx_run_free(run);
    yx_arena_free(a);
    yx_arena_free(scratch);
}

/* ---- databases ---- */

static void wrong(const struct batch *b, const char *who, const char *what)
{
    if (n_different++ < SHOWN) {
        printf("# DIFFERENT: policy %.*s seed %llu: %s says: %s\n", (int)b->p->id.n, b->p->id.p,
               (unsigned long long)seed_of_random, who, what);
        if (text_of_random.n)
            printf("%.*s", (int)text_of_random.n, text_of_random.p);
    }
}

static void statements(const struct batch *b, enum yx_sql_dialect dialect, struct yx_buf *schema,
                       struct yx_buf *facts, struct yx_buf *query)
{
    struct yx_sql_options o = {
        .dialect = dialect, .first_term = YX_NO_TERM, .last_term = YX_NO_TERM};
    struct yx_err err = {0};
    struct yx_arena *a = yx_arena_new();
    struct yx_facts *f = yx_facts_new(b->p, a);
    uint64_t n = 0;
    if (yx_sql_schema(b->p, &o, schema, &err) || yx_sql_query(b->p, &o, query, &err)) {
        struct yx_buf said = {0};
        yx_err_render(&err, YX_EN, &said);
        yx_buf_putc(&said, 0);
        wrong(b, "yingxue sql", said.p);
        yx_buf_free(&said);
    }
    for (uint32_t i = 0; i < b->n; i++) {
        row_as_block(b, i, f, 0);
        f->term = b->term[i];
        struct yx_num name = yx_fmt_u64(i);
        yx_sql_facts_row(b->p, &o, &n, 500299, yx_str_of(name.s), f, 0, facts);
    }
    yx_sql_facts_end(&o, n, facts);
    yx_buf_putc(schema, 0);
    yx_buf_putc(facts, 0);
    yx_buf_putc(query, 0);
    yx_arena_free(a);
}

static const char ask[] =
    "SELECT student, benefit, status, payee, amount, lo, hi FROM yx_awards WHERE county = 500299";

static void clear_got(struct batch *b)
{
    memset(b->got, 0, (size_t)BATCH_ROWS * (b->p->n_benefits + 1) * sizeof b->got[0]);
}

static void take(struct batch *b, const char *who, const char *const cell[7])
{
    uint32_t row = (uint32_t)strtoul(cell[0], NULL, 10), items = b->p->n_benefits, k = 0;
    while (k < items && !yx_str_is(b->p->benefit[k].id, cell[1]))
        k++;
    if (row >= b->n || (k == items && cell[1][0])) {
        wrong(b, who, cell[1]);
        return;
    }
    struct answer *to = &b->got[(size_t)row * (items + 1) + k];
    *to =
        (struct answer){cell[4] ? strtoll(cell[4], NULL, 10) : 0, strtoll(cell[5], NULL, 10),
                        strtoll(cell[6], NULL, 10), (uint8_t)atol(cell[2]), (uint8_t)atol(cell[3])};
    bool has_amount = k < items && b->p->benefit[k].has_amount && to->status != YX_PENDING;
    if (has_amount != (cell[4] != NULL))
        wrong(b, who, "an amount where there is none, or none where there is one");
}

static void compare(struct batch *b, const char *who)
{
    uint32_t items = b->p->n_benefits;
    for (uint32_t i = 0; i < b->n; i++)
        for (uint32_t k = 0; k <= items; k++) {
            size_t at = (size_t)i * (items + 1) + k;
            if (!same(b->want[at], b->got[at]))
                differ(b, i, k, who, b->want[at], b->got[at]);
        }
}

static int lite_row(void *ctx, int n, char **cell, char **name)
{
    (void)n;
    (void)name;
    take(ctx, "SQLite", (const char *const *)cell);
    return 0;
}

static void run_lite(struct batch *b)
{
    struct yx_buf schema = {0}, facts = {0}, query = {0};
    statements(b, YX_SQL_SQLITE, &schema, &facts, &query);
    clear_got(b);
    const char *step[] = {"BEGIN", schema.p, facts.p, query.p};
    char *said = NULL;
    bool ok = true;
    for (size_t i = 0; i < YX_LEN(step) && ok; i++)
        ok = sqlite3_exec(lite, step[i], NULL, NULL, &said) == SQLITE_OK;
    if (ok)
        ok = sqlite3_exec(lite, ask, lite_row, b, &said) == SQLITE_OK;
    if (ok)
        compare(b, "SQLite");
    else
        wrong(b, "SQLite", said ? said : "?");
    if (!ok && getenv("YX_SHOW_SQL"))
        puts(query.p);
    sqlite3_free(said);
    sqlite3_exec(lite, "ROLLBACK", NULL, NULL, NULL);
    yx_buf_free(&schema);
    yx_buf_free(&facts);
    yx_buf_free(&query);
}

static bool pg_do(struct batch *b, const char *text, ExecStatusType want)
{
    PGresult *r = PQexec(pg, text);
    bool ok = PQresultStatus(r) == want;
    if (!ok)
        wrong(b, "PostgreSQL", PQerrorMessage(pg));
    if (!ok && getenv("YX_SHOW_SQL"))
        puts(text);
    PQclear(r);
    return ok;
}

static bool pg_copy(struct batch *b, struct yx_buf *facts)
{
    char *lines = strchr(facts->p, '\n');
    if (!lines)
        return true;
    *lines++ = 0;
    if (!pg_do(b, facts->p, PGRES_COPY_IN))
        return false;
    size_t n = strlen(lines) - strlen("\\.\n");
    if (PQputCopyData(pg, lines, (int)n) != 1 || PQputCopyEnd(pg, NULL) != 1) {
        wrong(b, "PostgreSQL", PQerrorMessage(pg));
        return false;
    }
    bool ok = true;
    for (PGresult *r; (r = PQgetResult(pg)) != NULL; PQclear(r))
        if (PQresultStatus(r) != PGRES_COMMAND_OK) {
            ok = false;
            wrong(b, "PostgreSQL", PQerrorMessage(pg));
        }
    return ok;
}

static void run_pg(struct batch *b)
{
    struct yx_buf schema = {0}, facts = {0}, query = {0};
    statements(b, YX_SQL_POSTGRES, &schema, &facts, &query);
    clear_got(b);
    bool ok = pg_do(b, "BEGIN", PGRES_COMMAND_OK) && pg_do(b, schema.p, PGRES_COMMAND_OK) &&
              pg_copy(b, &facts) && pg_do(b, query.p, PGRES_COMMAND_OK);
    PGresult *r = ok ? PQexec(pg, ask) : NULL;
    for (int i = 0; ok && i < PQntuples(r); i++) {
        const char *cell[7];
        for (int k = 0; k < 7; k++)
            cell[k] = PQgetisnull(r, i, k) ? NULL : PQgetvalue(r, i, k);
        take(b, "PostgreSQL", cell);
    }
    PQclear(r);
    if (ok)
        compare(b, "PostgreSQL");
    PQclear(PQexec(pg, "ROLLBACK"));
    yx_buf_free(&schema);
    yx_buf_free(&facts);
    yx_buf_free(&query);
}

static void run_batch(struct batch *b)
{
    if (!b->n)
        return;
    n_rows += b->n;
    run_ours(b);
    run_lite(b);
    if (pg)
        run_pg(b);
    b->n = 0;
}

/* ---- which rows ---- */

static void random_rows(struct batch *b, struct yx_rng *rng, uint32_t rows)
{
    const struct yx_policy *p = b->p;
    yx_term first, last;
    yx_policy_terms(p, &first, &last);
    uint32_t n_terms = (uint32_t)(last - first) + 1;
    for (uint32_t i = 0; i < rows; i++) {
        bool from_example = p->n_examples && yx_rng_chance(rng, 3, 4);
        const struct yx_fact_one *base =
            from_example ? p->example[yx_rng_below(rng, p->n_examples)].fact : NULL;
        b->term[b->n] = first + (yx_term)((uint64_t)i * n_terms / rows);
        for (uint32_t k = 0; k < p->n_inputs; k++) {
            struct yx_fact_one f = random_fact(p, k, rng);
            if (!base && f.state == YX_FACT_UNKNOWN && yx_rng_chance(rng, 1, 2))
                f = random_fact(p, k, rng);
            b->fact[(size_t)b->n * p->n_inputs + k] =
                base && !yx_rng_chance(rng, 1, 8) ? base[k] : f;
        }
        if (++b->n == BATCH_ROWS)
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
        if (++b->n == BATCH_ROWS)
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
    batch_open(&b, p);
    n_policies++;
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
    seed_of_random = seed;
    text_of_random = yx_buf_str(&text);
    (void)yx_policy_load(text_of_random, YX_S("random.yx"), r, &p);
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
    text_of_random = (struct yx_str){0};
    seed_of_random = 0;
    return ok;
}

static bool open_databases(const char *conninfo)
{
    if (sqlite3_open(":memory:", &lite) != SQLITE_OK)
        return false;
    if (!conninfo)
        return true;
    pg = PQconnectdb(conninfo);
    if (PQstatus(pg) != CONNECTION_OK) {
        printf("# PostgreSQL: %s", PQerrorMessage(pg));
        return false;
    }
    static const char *const set[] = {"SET jit = off", "SET work_mem = '64MB'",
                                      "SET client_min_messages = error",
                                      "SET max_parallel_workers_per_gather = 0"};
    for (size_t i = 0; i < YX_LEN(set); i++)
        PQclear(PQexec(pg, set[i]));
    return true;
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
    if (!open_databases(conninfo))
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
    sqlite3_close(lite);
    if (pg)
        PQfinish(pg);
    printf("seed %llu: %llu policies, %llu rows (%llu stopped), %llu awards (%llu 享受, %llu 额度, "
           "%llu 逾期, %llu 待核), %llu different, %llu refused\n",
           (unsigned long long)seed, (unsigned long long)n_policies, (unsigned long long)n_rows,
           (unsigned long long)n_stopped, (unsigned long long)n_awards,
           (unsigned long long)n_status[YX_ENTITLED], (unsigned long long)n_status[YX_CEILING],
           (unsigned long long)n_status[YX_LATE], (unsigned long long)n_status[YX_PENDING],
           (unsigned long long)n_different, (unsigned long long)n_refused);
    return ok && !n_different && n_refused <= n_policies ? 0 : 1;
}
