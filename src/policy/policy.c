/* policy.c -- a written aid policy as something that decides. */
#include "policy/policy_int.h"

#include "lang/format.h"
#include "policy/chain.h"

#include <stdlib.h>

enum yx_kind yx_ir_op_kind(enum yx_ir_op op)
{
    static const uint8_t kind[] = {
#define OP(id, k, doc) YX_KIND_##k,
        YX_IR_OPS(OP)
#undef OP
    };
    return (enum yx_kind)kind[op];
}

int yx_policy_load(struct yx_str text, struct yx_str name, struct yx_report *report,
                   struct yx_policy **out)
{
    return yx_policy_load_chain(text, name, NULL, report, out);
}

/* One policy of the documents from doc[0] upwards; in `a`, which it then owns. */
static struct yx_policy *compile(struct yx_arena *a, const struct yx_document *const *doc,
                                 uint32_t n, struct yx_report *report)
{
    struct yx_policy *p = YX_NEW(a, struct yx_policy, 1);
    p->arena = a;
    p->name = doc[0]->name;
    p->source = doc[0]->source;
    p->id = doc[0]->id;
    p->title = doc[0]->title;
    p->n_docs = n;
    p->doc = YX_NEW(a, struct yx_policy_doc, n);
    struct yx_front c = {.p = p, .a = a, .r = report, .doc = doc[0], .n_layers = n};
    for (uint32_t k = 0; k < n; k++) {
        p->doc[k] = (struct yx_policy_doc){doc[k], doc[k]->file};
        c.layer[k].doc = doc[k];
    }
    yx_map_init(&c.names, 256);
    yx_map_init(&c.same, 256);
    yx_front_compile(&c);
    yx_map_free(&c.names);
    yx_map_free(&c.same);
    free(c.sym.v);
    free(c.ins.v);
    free(c.line.v);
    free(c.list.v);
    free(c.table.v);
    free(c.range.v);
    for (uint32_t k = 0; k < n; k++)
        free(c.layer[k].item.v);
    return p;
}

/* Whether the documents above are right by themselves: what is wrong in one is said there,
 * not where a lower one uses it. */
static bool uppers_hold(const struct yx_document *const *doc, uint32_t n, struct yx_report *report)
{
    for (uint32_t k = n; k-- > 1;) {
        struct yx_report *quiet = yx_report_new();
        struct yx_arena *a = yx_arena_new();
        (void)compile(a, doc + k, n - k, quiet);
        bool ok = yx_report_count(quiet, YX_ERROR) == 0;
        yx_arena_free(a);
        yx_report_free(quiet);
        if (ok)
            continue;
        a = yx_arena_new();
        (void)compile(a, doc + k, n - k, report);
        yx_arena_free(a);
        return false;
    }
    return true;
}

int yx_policy_load_chain(struct yx_str text, struct yx_str name,
                         const struct yx_policy_shelf *shelf, struct yx_report *report,
                         struct yx_policy **out)
{
    *out = NULL;
    struct yx_arena *a = yx_arena_new();
    const struct yx_document *doc[YX_MAX_LAYERS];
    unsigned before = yx_report_count(report, YX_ERROR);
    uint32_t n = yx_chain_read(text, name, shelf, a, report, doc);
    struct yx_policy *p = NULL;
    if (n && uppers_hold(doc, n, report))
        p = compile(a, doc, n, report);
    if (!p || yx_report_count(report, YX_ERROR) != before) {
        yx_arena_free(a);
        return YX_INVALID;
    }
    *out = p;
    return YX_OK;
}

void yx_policy_free(struct yx_policy *p)
{
    if (p)
        yx_arena_free(p->arena);
}

struct yx_str yx_policy_id(const struct yx_policy *p)
{
    return p->id;
}
struct yx_str yx_policy_title(const struct yx_policy *p)
{
    return p->title;
}
uint32_t yx_policy_region(const struct yx_policy *p)
{
    return p->region;
}
struct yx_str yx_policy_source(const struct yx_policy *p)
{
    return p->source;
}
uint32_t yx_policy_layers(const struct yx_policy *p)
{
    return p->n_docs;
}
struct yx_policy_layer yx_policy_layer(const struct yx_policy *p, uint32_t i)
{
    const struct yx_document *d = p->doc[i].doc;
    return (struct yx_policy_layer){d->id, d->title, d->name, d->source};
}

void yx_policy_canonical(const struct yx_policy *p, struct yx_buf *out)
{
    for (uint32_t i = 0; i < p->n_docs; i++) {
        const struct yx_document *d = p->doc[i].doc;
        struct yx_report *quiet = yx_report_new();
        if (yx_format(d->source, d->name, quiet, out) != YX_OK)
            yx_buf_puts(out, d->source); /* cannot be: the document was loaded */
        yx_report_free(quiet);
    }
}

struct yx_place yx_policy_place(const struct yx_policy *p, uint32_t line, uint32_t column)
{
    return (struct yx_place){p->doc[line >> YX_LINE_BITS].file, line & YX_LINE_MAX, column, 0};
}

/* A day of a term; autumn days before September lie in the next year. */
static yx_day day_in_term(yx_term t, const int md[2])
{
    int autumn = yx_term_is_autumn(t);
    return yx_month_day(yx_term_year(t) + (autumn && md[1] < 200), md[autumn]);
}

yx_day yx_policy_as_of(const struct yx_policy *p, yx_term t)
{
    return day_in_term(t, p->as_of);
}

yx_day yx_policy_cutoff(const struct yx_policy *p, yx_term t)
{
    return day_in_term(t, p->cutoff);
}

void yx_policy_terms(const struct yx_policy *p, yx_term *first, yx_term *last)
{
    *first = yx_term_of(p->from);
    *last = yx_term_of(p->to);
    while (*first < *last && yx_policy_as_of(p, *first) < p->from)
        ++*first;
    while (*last > *first && yx_policy_as_of(p, *last) > p->to)
        --*last;
}

bool yx_policy_counts_terms(const struct yx_policy *p, uint32_t input)
{
    for (uint32_t i = 0; i < p->ir.n_items; i++) {
        uint16_t limit = p->ir.item[i].limit;
        const struct yx_ins *used = limit == YX_NO_REG ? NULL : &p->ir.ins[p->ir.ins[limit].a];
        if (used && used->op == YX_IR_FACT_V && used->k == (int64_t)input)
            return true;
    }
    return false;
}

int yx_policy_covers(const struct yx_policy *p, yx_term t, struct yx_err *err)
{
    yx_day day = yx_policy_as_of(p, t);
    if (day >= p->from && day <= p->to)
        return YX_OK;
    struct yx_buf b = {0};
    yx_term_put(&b, t);
    yx_buf_putc(&b, 0);
    size_t span = b.n;
    yx_day_put(&b, p->from);
    yx_buf_putz(&b, " 至 ");
    yx_day_put(&b, p->to);
    yx_buf_putc(&b, 0);
    size_t id = b.n;
    yx_buf_puts(&b, p->id);
    yx_buf_putc(&b, 0);
    size_t as_of = b.n;
    yx_day_put(&b, day);
    yx_buf_putc(&b, 0);
    int rc = YX_FAIL(err, YX_INVALID,
                     YX_TEXT("政策 {0} 不管 {1}（基准日 {2}）：它的有效期是 {3}",
                             "policy {0} is not in force for {1} (day {2}): it covers {3}"),
                     b.p + id, b.p, b.p + as_of, b.p + span);
    yx_buf_free(&b);
    return rc;
}

const struct yx_policy_input *yx_policy_inputs(const struct yx_policy *p, uint32_t *n)
{
    *n = p->n_inputs;
    return p->input;
}
const struct yx_policy_benefit *yx_policy_benefits(const struct yx_policy *p, uint32_t *n)
{
    *n = p->n_benefits;
    return p->benefit;
}
const struct yx_policy_gap *yx_policy_gaps(const struct yx_policy *p, uint32_t *n)
{
    *n = p->ir.n_gaps;
    return p->gap;
}
const struct yx_policy_switch *yx_policy_switches(const struct yx_policy *p, uint32_t *n)
{
    *n = p->n_switches;
    return p->swi;
}

const struct yx_policy_open *yx_policy_open(const struct yx_policy *p, uint32_t *n)
{
    *n = p->n_open;
    return p->open;
}

int yx_policy_find_input(const struct yx_policy *p, struct yx_str name)
{
    for (uint32_t i = 0; i < p->n_inputs; i++)
        if (yx_str_eq(p->input[i].name, name))
            return (int)i;
    return -1;
}

int yx_policy_set_switch(struct yx_policy *p, struct yx_str name, bool value, struct yx_err *err)
{
    struct yx_buf b = {0};
    yx_buf_puts(&b, name);
    yx_buf_putc(&b, 0);
    size_t at = b.n;
    for (uint32_t i = 0; i < p->n_switches; i++) {
        if (yx_str_eq(p->swi[i].name, name)) {
            p->swi[i].value = value;
            yx_buf_free(&b);
            return YX_OK;
        }
        if (b.n > at)
            yx_buf_putc(&b, ' ');
        yx_buf_puts(&b, p->swi[i].name);
    }
    yx_buf_putc(&b, 0);
    int rc =
        p->n_switches
            ? YX_FAIL(err, YX_NOTFOUND,
                      YX_TEXT("没有开关“{0}”；有：{1}", "there is no switch “{0}”; there are: {1}"),
                      b.p, b.p + at)
            : YX_FAIL(err, YX_NOTFOUND,
                      YX_TEXT("没有开关“{0}”；这个政策没有开关",
                              "there is no switch “{0}”; this policy has none"),
                      b.p);
    yx_buf_free(&b);
    return rc;
}

struct yx_str yx_policy_constraint_text(const struct yx_policy *p, uint16_t constraint)
{
    return constraint ? p->ir.constraint[constraint - 1].message : (struct yx_str){0};
}

struct yx_str yx_status_name(enum yx_status s)
{
    static const char *const name[] = {"不享受", "享受", "额度", "逾期", "待核"};
    return yx_str_of(name[s]);
}

struct yx_str yx_payee_name(enum yx_payee p)
{
    static const char *const name[] = {"", "到人", "到校", "食堂", "减免", "贷款", "外部"};
    return yx_str_of(name[p]);
}

/* ---- blocks of facts ---- */

struct yx_facts *yx_facts_new(const struct yx_policy *p, struct yx_arena *a)
{
    struct yx_facts *f = YX_NEW(a, struct yx_facts, 1);
    f->input = YX_NEW(a, struct yx_fact_vec, p->n_inputs + 1);
    for (uint32_t i = 0; i < p->n_inputs; i++) {
        f->input[i].v = YX_NEW(a, int64_t, YX_FACT_ROWS);
        f->input[i].state = YX_NEW(a, uint8_t, YX_FACT_ROWS);
        if (p->input[i].type == YX_IN_SET)
            f->input[i].known = YX_NEW(a, uint64_t, YX_FACT_ROWS);
    }
    return f;
}

void yx_facts_clear(const struct yx_policy *p, struct yx_facts *f)
{
    for (uint32_t i = 0; i < p->n_inputs; i++) {
        memset(f->input[i].v, 0, YX_FACT_ROWS * sizeof f->input[i].v[0]);
        memset(f->input[i].state, YX_FACT_UNKNOWN, YX_FACT_ROWS);
        if (f->input[i].known)
            memset(f->input[i].known, 0, YX_FACT_ROWS * sizeof f->input[i].known[0]);
    }
    f->n = 0;
}
