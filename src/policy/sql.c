/* sql.c -- a policy as statements for a database.
 *
 * DESIGN.  Names of the facts' columns are made first, then the rules become a
 * graph (sql_rules.c), the graph a chain of stages (sql_plan.c), and the last
 * SELECT turns one row of results into a row per award: a UNION ALL over the
 * last stage.  (A LATERAL list of VALUES reads nicer, but PostgreSQL prepares
 * its expressions anew for every row.) */
#include "policy/sql.h"

#include "policy/sql_plan.h"
#include "policy/sql_rules.h"

enum {
    MAX_TERMS = 128,
    MAX_NAME = 40,         /* bytes of an input's name; PostgreSQL cuts names at 63 */
    MAX_ARMS = 450,        /* of a UNION ALL; SQLite allows 500 */
    BATCH = 200,           /* rows of one INSERT … VALUES */
    MAX_FACT_COLUMNS = 900 /* eight bytes each: a row has to fit a page of PostgreSQL */
};

/* ---- names ---- */

struct layout {
    struct yx_arena *arena;
    struct yx_sql_input *input;
    struct yx_str *name; /* of columns, from 1, quoted */
    uint32_t n;
};

static bool same_name(struct yx_str a, struct yx_str b)
{
    if (a.n != b.n)
        return false;
    for (size_t i = 0; i < a.n; i++) { /* SQLite does not tell a from A */
        unsigned char x = (unsigned char)a.p[i], y = (unsigned char)b.p[i];
        x = (unsigned char)(x >= 'A' && x <= 'Z' ? x + 32 : x);
        y = (unsigned char)(y >= 'A' && y <= 'Z' ? y + 32 : y);
        if (x != y)
            return false;
    }
    return true;
}

/* "name suffix", short enough, and none that was before. */
static uint32_t add_name(struct layout *l, struct yx_str name, const char *suffix)
{
    struct yx_buf b = {0};
    struct yx_str cut = name.n > MAX_NAME ? yx_str_sub(name, 0, MAX_NAME) : name;
    cut.n = yx_utf8_valid(cut);
    for (uint32_t again = 0;; again++) {
        b.n = 0;
        yx_buf_putc(&b, '"');
        for (size_t i = 0; i < cut.n; i++)
            if (cut.p[i] != '"')
                yx_buf_putc(&b, cut.p[i]);
        if (again)
            yx_buf_printf(&b, "_%u", again + 1);
        yx_buf_putz(&b, suffix);
        yx_buf_putc(&b, '"');
        bool taken = same_name(yx_buf_str(&b), YX_S("\"county\"")) ||
                     same_name(yx_buf_str(&b), YX_S("\"student\"")) ||
                     same_name(yx_buf_str(&b), YX_S("\"term\""));
        for (uint32_t i = 1; i <= l->n; i++)
            taken |= same_name(yx_buf_str(&b), l->name[i]);
        /* c17 is what a stage calls what it works out */
        bool is_ours =
            b.n > 3 && (b.p[1] == 'c' || b.p[1] == 'C') && b.p[2] >= '0' && b.p[2] <= '9';
        if (is_ours)
            cut = YX_S("input");
        if (!taken && !is_ours)
            break;
    }
    l->name[++l->n] = yx_str_dup(l->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return l->n;
}

static void layout_make(struct layout *l, const struct yx_policy *p, struct yx_arena *a)
{
    *l = (struct layout){.arena = a,
                         .input = YX_NEW(a, struct yx_sql_input, p->n_inputs + 1),
                         .name = YX_NEW(a, struct yx_str, 2 * (size_t)p->n_inputs + 2)};
    for (uint32_t i = 0; i < p->n_inputs; i++) {
        const struct yx_policy_input *in = &p->input[i];
        l->input[i].value = add_name(l, in->name, "");
        if (in->type == YX_IN_SET)
            l->input[i].second = add_name(l, in->name, " known");
        else if (in->is_nullable)
            l->input[i].second = add_name(l, in->name, " absent");
    }
}

static void put_table(const struct yx_sql_options *o, const char *table, struct yx_buf *out)
{
    yx_buf_puts(out, o->prefix.n ? o->prefix : YX_S("yx"));
    yx_buf_putz(out, table);
}

/* Text on one line, for a comment. */
static void put_comment(struct yx_buf *out, struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++)
        yx_buf_putc(out, (unsigned char)s.p[i] < ' ' ? ' ' : s.p[i]);
}

static void put_literal(struct yx_buf *out, struct yx_str s)
{
    yx_buf_putc(out, '\'');
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '\'')
            yx_buf_putc(out, '\'');
        if (s.p[i]) /* no database takes NUL in a text */
            yx_buf_putc(out, s.p[i]);
    }
    yx_buf_putc(out, '\'');
}

static int check_prefix(const struct yx_sql_options *o, struct yx_err *err)
{
    bool ok = o->prefix.n <= 40;
    for (size_t i = 0; i < o->prefix.n && ok; i++) {
        char c = o->prefix.p[i];
        ok = (c >= 'a' && c <= 'z') || (i && c >= '0' && c <= '9') || c == '_';
    }
    if (ok)
        return YX_OK;
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("表名的前缀只能用小写字母、数字和 _，以字母开头，最多 40 个",
                           "a prefix of tables has small letters, digits and _, begins with a "
                           "letter, and is at most 40 long"));
}

/* ---- facts and awards ---- */

static void put_column(const struct yx_policy *p, const struct layout *l, uint32_t i,
                       struct yx_buf *out)
{
    const struct yx_policy_input *in = &p->input[i];
    struct yx_str name = l->name[l->input[i].value];
    const struct yx_str *second = l->input[i].second ? &l->name[l->input[i].second] : NULL;
    yx_buf_putz(out, "  ");
    yx_buf_puts(out, name);
    long long lo = 0, hi = 0;
    switch (in->type) {
    case YX_IN_BOOL: hi = 1; break;
    case YX_IN_ENUM: hi = in->n_members ? in->n_members - 1 : 0; break;
    case YX_IN_INT: lo = in->lo, hi = in->hi; break;
    case YX_IN_MONEY: hi = YX_MAX_FEN; break;
    case YX_IN_DATE: lo = yx_day_make(1800, 1, 1), hi = yx_day_make(9999, 12, 31); break;
    case YX_IN_SET:
    case YX_IN_TEXT: break;
    }
    yx_buf_putz(out, in->type == YX_IN_BOOL || in->type == YX_IN_ENUM ? " SMALLINT" : " BIGINT");
    if (in->type != YX_IN_SET && in->type != YX_IN_TEXT) {
        yx_buf_putz(out, " CHECK (");
        yx_buf_puts(out, name);
        yx_buf_printf(out, " BETWEEN %lld AND %lld)", lo, hi);
    }
    if (second && in->type == YX_IN_SET) {
        yx_buf_putz(out, ",\n  ");
        yx_buf_puts(out, *second);
        yx_buf_putz(out, " BIGINT CHECK ((");
        yx_buf_puts(out, name);
        yx_buf_putz(out, " IS NULL) = (");
        yx_buf_puts(out, *second);
        yx_buf_putz(out, " IS NULL) AND ");
        yx_buf_puts(out, name);
        yx_buf_putz(out, " & ~");
        yx_buf_puts(out, *second);
        yx_buf_putz(out, " = 0)");
    } else if (second) {
        yx_buf_putz(out, ",\n  ");
        yx_buf_puts(out, *second);
        yx_buf_putz(out, " SMALLINT NOT NULL DEFAULT 0 CHECK (");
        yx_buf_puts(out, *second);
        yx_buf_putz(out, " = 0 OR (");
        yx_buf_puts(out, *second);
        yx_buf_putz(out, " = 1 AND ");
        yx_buf_puts(out, name);
        yx_buf_putz(out, " IS NULL))");
    }
    yx_buf_putc(out, ',');
    if (in->type == YX_IN_ENUM || in->type == YX_IN_SET) {
        yx_buf_putz(out, " --");
        for (uint32_t m = 0; m < in->n_members; m++) {
            if (in->type == YX_IN_ENUM)
                yx_buf_printf(out, " %u ", m);
            else
                yx_buf_printf(out, " %lld ", (long long)(UINT64_C(1) << m));
            put_comment(out, in->member[m]);
        }
    } else if (in->type == YX_IN_MONEY) {
        static const char *const unit[] = {"分", "分/年", "分/学期", "分/月", "分/天", "分/次"};
        yx_buf_putz(out, " -- ");
        yx_buf_putz(out, unit[p->input_more[i].rate]);
    } else if (in->type == YX_IN_DATE) {
        yx_buf_putz(out, " -- 1970-01-01 = 0");
    }
    yx_buf_putc(out, '\n');
}

int yx_sql_schema(const struct yx_policy *p, const struct yx_sql_options *o, struct yx_buf *out,
                  struct yx_err *err)
{
    int rc = check_prefix(o, err);
    if (rc)
        return rc;
    struct yx_arena *a = yx_arena_new();
    struct layout l;
    layout_make(&l, p, a);
    if (l.n > MAX_FACT_COLUMNS) {
        rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("事实表要 {0} 列，数据库的一行放不下（最多 {1} 列）",
                             "the facts table needs {0} columns; a row of a database holds {1}"),
                     yx_fmt_u64(l.n).s, yx_fmt_u64(MAX_FACT_COLUMNS).s);
        yx_arena_free(a);
        return rc;
    }
    yx_buf_putz(out, "CREATE TABLE IF NOT EXISTS ");
    put_table(o, "_facts", out);
    yx_buf_putz(out, " (\n  county INTEGER NOT NULL,\n  student TEXT NOT NULL,\n"
                     "  term INTEGER NOT NULL, -- 年 × 2，秋季 + 1\n");
    for (uint32_t i = 0; i < p->n_inputs; i++)
        put_column(p, &l, i, out);
    yx_buf_putz(out, "  PRIMARY KEY (county, student, term)\n);\nCREATE TABLE IF NOT EXISTS ");
    put_table(o, "_awards", out);
    yx_buf_putz(out,
                " (\n  county INTEGER NOT NULL,\n  student TEXT NOT NULL,\n"
                "  term INTEGER NOT NULL,\n  benefit TEXT NOT NULL,\n"
                "  status SMALLINT NOT NULL, -- 1 享受 2 额度 3 逾期 4 待核 9 事实矛盾\n"
                "  payee SMALLINT NOT NULL, -- 0 未知 1 到人 2 到校 3 食堂 4 减免 5 贷款 6 外部\n"
                "  amount BIGINT, -- 分\n  lo BIGINT NOT NULL,\n  hi BIGINT NOT NULL,\n"
                "  PRIMARY KEY (county, student, term, benefit)\n);\n");
    yx_arena_free(a);
    return YX_OK;
}

/* ---- the statement ---- */

/* status, payee, amount, lo, hi of an item, in this order. */
static void put_award(const struct yx_sql_plan *plan, const struct yx_sql_rules *r, uint32_t k,
                      bool cast, struct yx_buf *out)
{
    const struct yx_sql_item *x = &r->item[k];
    const char *sep = cast ? "::int8, " : ", ";
    yx_sql_plan_put(plan, x->status, out);
    yx_buf_putz(out, ", ");
    yx_sql_plan_put(plan, r->payee[k], out);
    yx_buf_putz(out, ", ");
    if (r->p->ir.item[k].amount == YX_NO_REG) {
        yx_buf_putz(out, "NULL");
    } else { /* the bounds agree where the amount is known, but not only there */
        yx_buf_putz(out, "CASE WHEN ");
        yx_sql_plan_put(plan, x->status, out);
        yx_buf_printf(out, " <> %d THEN ", YX_PENDING);
        yx_sql_plan_put(plan, x->lo, out);
        yx_buf_putz(out, " END");
    }
    yx_buf_putz(out, sep);
    yx_sql_plan_put(plan, x->lo, out);
    yx_buf_putz(out, ", ");
    yx_sql_plan_put(plan, x->hi, out);
}

static void put_stopped(const struct yx_sql_plan *plan, const struct yx_sql_rules *r, bool cast,
                        struct yx_buf *out)
{
    yx_buf_printf(out, "CASE WHEN ");
    yx_sql_plan_put(plan, r->stopped, out);
    yx_buf_printf(out, " <> 0 THEN %d ELSE 0 END, 0, NULL%s, ", YX_SQL_STOPPED,
                  cast ? "::int8" : "");
    yx_sql_plan_put(plan, r->stopped, out);
    yx_buf_putz(out, ", ");
    yx_sql_plan_put(plan, r->stopped, out);
}

static void put_select(const struct yx_policy *p, const struct yx_sql_options *o,
                       const struct yx_sql_plan *plan, const struct yx_sql_rules *r,
                       struct yx_buf *out)
{
    bool cast = o->dialect == YX_SQL_POSTGRES;
    uint32_t n = p->ir.n_items, arms = n + (r->stopped != r->g->zero || n == 0);
    for (uint32_t k = 0; k < arms; k++) {
        yx_buf_putz(out, k ? "\nUNION ALL SELECT county, student, term, "
                           : "\nSELECT county, student, term, ");
        if (k < n) {
            put_literal(out, p->benefit[k].id);
            yx_buf_putz(out, ", ");
            put_award(plan, r, k, cast, out);
        } else {
            yx_buf_putz(out, "'', ");
            put_stopped(plan, r, cast, out);
        }
        yx_buf_printf(out, " FROM s%u WHERE ", plan->n_stages);
        yx_sql_plan_put(plan, k < n ? r->item[k].status : r->stopped, out);
        yx_buf_putz(out, " <> 0");
    }
    yx_buf_putz(out, ";\n");
}

static int put_query(const struct yx_policy *p, const struct yx_sql_options *o, yx_term first,
                     uint32_t n_terms, struct yx_sql_graph *g, struct yx_arena *a,
                     struct yx_buf *out, struct yx_err *err)
{
    struct layout l;
    layout_make(&l, p, a);
    struct yx_slice *slice = YX_NEW(a, struct yx_slice, n_terms);
    for (uint32_t t = 0; t < n_terms; t++)
        yx_slice_make(p, first + (yx_term)t, a, &slice[t]);
    struct yx_sql_rules r = {.p = p, .g = g, .slice = slice, .n_terms = n_terms, .input = l.input};
    yx_sql_rules_make(&r, a);
    if (g->too_large)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("第 {0} 行：算到的数可能超过 63 位，数据库算不了；把输入的范围写小一些",
                    "line {0}: a number may need more than 63 bits, which a database "
                    "does not have; give the inputs smaller ranges"),
            yx_fmt_u64(g->too_large & YX_LINE_MAX).s);
    size_t n_roots = 0;
    yx_sql_id *root = YX_NEW(a, yx_sql_id, 4 * (size_t)p->ir.n_items + 1);
    for (uint32_t k = 0; k < p->ir.n_items; k++) {
        const yx_sql_id of[] = {r.item[k].status, r.payee[k], r.item[k].lo, r.item[k].hi};
        for (size_t i = 0; i < YX_LEN(of); i++)
            root[n_roots++] = of[i];
    }
    root[n_roots++] = r.stopped;
    struct yx_sql_plan plan = {.name = l.name, .first_term = first};
    int rc = yx_sql_plan_make(&plan, g, o->dialect, root, n_roots, a, err);
    if (rc)
        return rc;
    yx_buf_putz(out, "INSERT INTO ");
    put_table(o, "_awards", out);
    yx_buf_putz(out, " (county, student, term, benefit, status, payee, amount, lo, hi)\nWITH ");
    struct yx_buf facts = {0}, where = {0};
    put_table(o, "_facts", &facts);
    yx_buf_printf(&where, "\n  WHERE term BETWEEN %d AND %d", first, first + (yx_term)n_terms - 1);
    yx_sql_plan_put_stages(&plan, yx_buf_str(&facts), yx_buf_str(&where), out);
    put_select(p, o, &plan, &r, out);
    yx_buf_free(&facts);
    yx_buf_free(&where);
    return YX_OK;
}

int yx_sql_query(const struct yx_policy *p, const struct yx_sql_options *o, struct yx_buf *out,
                 struct yx_err *err)
{
    int rc = check_prefix(o, err);
    if (rc)
        return rc;
    if (o->dialect == YX_SQL_SQLITE && p->ir.n_items > MAX_ARMS)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 个项目，SQLite 的一条语句最多 {1} 个；把政策按类分成几份",
                               "{0} benefits; a statement of SQLite takes {1}; divide the policy "
                               "by groups of benefits"),
                       yx_fmt_u64(p->ir.n_items).s, yx_fmt_u64(MAX_ARMS).s);
    yx_term first, last;
    yx_policy_terms(p, &first, &last);
    if (o->first_term != YX_NO_TERM)
        first = o->first_term;
    if (o->last_term != YX_NO_TERM)
        last = o->last_term;
    if (last < first || last - first >= MAX_TERMS)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("政策管 {0} 个学期，一条语句最多 {1} 个；用 --term 指定学期",
                               "the policy covers {0} terms, a statement takes {1}; choose one "
                               "with --term"),
                       yx_fmt_i64((int64_t)last - first + 1).s, yx_fmt_u64(MAX_TERMS).s);
    for (yx_term t = first; t <= last; t++)
        if ((rc = yx_policy_covers(p, t, err)) != YX_OK)
            return rc;
    struct yx_sql_graph g;
    struct yx_arena *a = yx_arena_new();
    yx_sql_graph_init(&g, (uint32_t)(last - first) + 1);
    size_t before = out->n;
    rc = put_query(p, o, first, (uint32_t)(last - first) + 1, &g, a, out, err);
    if (rc)
        out->n = before;
    yx_sql_graph_free(&g);
    yx_arena_free(a);
    return rc;
}

/* ---- facts ---- */

static void facts_begin(const struct yx_policy *p, const struct yx_sql_options *o,
                        struct yx_buf *out)
{
    struct yx_arena *a = yx_arena_new();
    struct layout l;
    layout_make(&l, p, a);
    yx_buf_putz(out, o->dialect == YX_SQL_SQLITE ? "INSERT INTO " : "COPY ");
    put_table(o, "_facts", out);
    yx_buf_putz(out, " (county, student, term");
    for (uint32_t i = 1; i <= l.n; i++) {
        yx_buf_putz(out, ", ");
        yx_buf_puts(out, l.name[i]);
    }
    yx_buf_putz(out, o->dialect == YX_SQL_SQLITE ? ") VALUES" : ") FROM stdin;\n");
    yx_arena_free(a);
}

/* As COPY reads it: backslash, tab and line ends escaped. */
static void put_copied(struct yx_buf *out, struct yx_str s)
{
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '\\' || c == '\t' || c == '\n' || c == '\r') {
            yx_buf_putc(out, '\\');
            c = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
        }
        if (c)
            yx_buf_putc(out, c);
    }
}

static void put_number(struct yx_buf *out, bool lite, bool is_null, int64_t v)
{
    yx_buf_putz(out, lite ? ", " : "\t");
    if (is_null)
        yx_buf_putz(out, lite ? "NULL" : "\\N");
    else if (lite && v == INT64_MIN) /* SQLite reads -9223372036854775808 as minus a real */
        yx_buf_putz(out, "(-9223372036854775807 - 1)");
    else
        yx_buf_printf(out, "%lld", (long long)v);
}

void yx_sql_facts_row(const struct yx_policy *p, const struct yx_sql_options *o, uint64_t *n,
                      uint32_t county, struct yx_str student, const struct yx_facts *f,
                      uint32_t row, struct yx_buf *out)
{
    bool lite = o->dialect == YX_SQL_SQLITE;
    if (*n % BATCH == 0 && (lite || *n == 0)) {
        yx_buf_putz(out, *n ? ";\n" : "");
        facts_begin(p, o, out);
    }
    if (lite)
        yx_buf_putz(out, *n % BATCH ? ",\n(" : "\n(");
    ++*n;
    yx_buf_printf(out, lite ? "%u, " : "%u\t", county);
    if (lite)
        put_literal(out, student);
    else
        put_copied(out, student);
    put_number(out, lite, false, f->term);
    for (uint32_t i = 0; i < p->n_inputs; i++) {
        struct yx_fact_one x = yx_facts_get(f, i, row);
        if (p->input[i].type == YX_IN_SET) {
            bool none = x.state == YX_FACT_ABSENT, open = x.state == YX_FACT_UNKNOWN;
            put_number(out, lite, open, none ? 0 : (int64_t)((uint64_t)x.v & x.known));
            put_number(out, lite, open, none ? -1 : (int64_t)x.known);
            continue;
        }
        put_number(out, lite, x.state != YX_FACT_KNOWN, x.v);
        if (p->input[i].is_nullable)
            put_number(out, lite, false, x.state == YX_FACT_ABSENT);
    }
    yx_buf_putz(out, lite ? ")" : "\n");
}

void yx_sql_facts_end(const struct yx_sql_options *o, uint64_t n, struct yx_buf *out)
{
    if (n)
        yx_buf_putz(out, o->dialect == YX_SQL_POSTGRES ? "\\.\n" : ";\n");
}
