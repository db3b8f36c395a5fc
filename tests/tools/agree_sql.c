/* agree_sql.c -- one batch of facts, decided by the statement for databases. */
#include "agree.h"

#include <libpq-fe.h>
#include <sqlite3.h>

#include "base/mem.h"
#include "policy/sql.h"

#include <stdio.h>
#include <stdlib.h>

static sqlite3 *lite;
static PGconn *pg;

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
        agree_wrong(b, "yingxue sql", said.p);
        yx_buf_free(&said);
    }
    for (uint32_t i = 0; i < b->n; i++) {
        agree_row_as_block(b, i, f, 0);
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
    memset(b->got, 0, (size_t)AGREE_ROWS * (b->p->n_benefits + 1) * sizeof b->got[0]);
}

static void take(struct batch *b, const char *who, const char *const cell[7])
{
    uint32_t row = (uint32_t)strtoul(cell[0], NULL, 10), items = b->p->n_benefits, k = 0;
    while (k < items && !yx_str_is(b->p->benefit[k].id, cell[1]))
        k++;
    if (row >= b->n || (k == items && cell[1][0])) {
        agree_wrong(b, who, cell[1]);
        return;
    }
    struct answer *to = &b->got[(size_t)row * (items + 1) + k];
    *to =
        (struct answer){cell[4] ? strtoll(cell[4], NULL, 10) : 0, strtoll(cell[5], NULL, 10),
                        strtoll(cell[6], NULL, 10), (uint8_t)atol(cell[2]), (uint8_t)atol(cell[3])};
    bool has_amount = k < items && b->p->benefit[k].has_amount && to->status != YX_PENDING;
    if (has_amount != (cell[4] != NULL))
        agree_wrong(b, who, "an amount where there is none, or none where there is one");
}

static void compare(struct batch *b, const char *who)
{
    uint32_t items = b->p->n_benefits;
    for (uint32_t i = 0; i < b->n; i++)
        for (uint32_t k = 0; k <= items; k++) {
            size_t at = (size_t)i * (items + 1) + k;
            if (!agree_same(b->want[at], b->got[at]))
                agree_differ(b, i, k, who, b->want[at], b->got[at]);
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
        agree_wrong(b, "SQLite", said ? said : "?");
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
        agree_wrong(b, "PostgreSQL", PQerrorMessage(pg));
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
        agree_wrong(b, "PostgreSQL", PQerrorMessage(pg));
        return false;
    }
    bool ok = true;
    for (PGresult *r; (r = PQgetResult(pg)) != NULL; PQclear(r))
        if (PQresultStatus(r) != PGRES_COMMAND_OK) {
            ok = false;
            agree_wrong(b, "PostgreSQL", PQerrorMessage(pg));
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

void agree_sql(struct batch *b)
{
    run_lite(b);
    if (pg)
        run_pg(b);
}

bool agree_sql_open(const char *conninfo)
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

void agree_sql_close(void)
{
    sqlite3_close(lite);
    if (pg)
        PQfinish(pg);
}
