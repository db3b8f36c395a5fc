/* aid_explain.c -- why one student gets what he gets. */
#include "cli/aid_explain.h"

#include "base/file.h"
#include "base/mem.h"
#include "check/finding_id.h"
#include "policy/factfile.h"
#include "policy/trace.h"

struct explaining {
    const struct yx_aid_question *q;
    const struct yx_policy *p; /* of the version at work */
    const struct yx_factfile *f;
    struct yx_str who, row; /* the student; `facts.csv::16`, where his facts stand */
    struct yx_facts *facts;
    char sha256[64];
    struct yx_buf *out;
    uint32_t found;
};

static struct yx_str same_row(void *ctx, uint32_t input)
{
    const struct explaining *e = ctx;
    (void)input;
    return e->row;
}

static bool has_twin(const struct yx_factfile *f, uint32_t i)
{
    struct yx_fact_row r = yx_factfile_row(f, i);
    for (uint32_t k = i ? i - 1 : 0; k <= i + 1 && k < yx_factfile_rows(f); k++)
        if (k != i && yx_factfile_row(f, k).student == r.student &&
            yx_factfile_row(f, k).term == r.term)
            return true;
    return false;
}

static void explain_text(struct explaining *e, uint32_t row_no, bool is_twice)
{
    const bool zh = e->q->lang == YX_ZH;
    struct yx_str file = yx_base_name(yx_str_of(e->q->path));
    if (e->found)
        yx_buf_putc(e->out, '\n');
    yx_buf_puts(e->out, e->who);
    yx_buf_putz(e->out, zh ? "，" : ", ");
    yx_term_put(e->out, e->facts->term);
    yx_buf_printf(e->out, zh ? "（事实：%.*s 第 %u 行）\n" : " (facts: %.*s, row %u)\n",
                  (int)file.n, file.p, row_no);
    yx_policy_explain(e->p, e->facts, 0, NULL, NULL, e->q->lang, e->out);
    if (is_twice)
        yx_buf_putz(
            e->out,
            zh ? "这名学生本学期不止一行（重复学籍）：任何一行能给的项目都是待核。\n"
               : "This student has more than one row in the term (enrolled twice): whatever either row would give is 待核.\n");
}

static void explain_row(struct explaining *e, uint32_t i)
{
    const struct yx_factfile *f = e->f;
    struct yx_fact_row r = yx_factfile_row(f, i);
    uint32_t row_no = yx_factfile_row_no(f, r.row);
    yx_facts_clear(e->p, e->facts);
    e->facts->term = r.term;
    yx_factfile_fill(f, &r.row, 1, e->facts, NULL, NULL);
    if (!e->q->json) {
        explain_text(e, row_no, has_twin(f, i));
        return;
    }
    struct yx_buf row = {0};
    yx_buf_puts(&row, yx_base_name(yx_str_of(e->q->path)));
    yx_buf_printf(&row, "::%u", row_no);
    e->row = yx_buf_str(&row);
    struct yx_explain how = {.student = e->who,
                             .policy_sha256 = {e->sha256, sizeof e->sha256},
                             .source = same_row,
                             .ctx = e,
                             .is_twice = has_twin(f, i)};
    yx_buf_putz(e->out, e->found ? "," : "[");
    yx_policy_explain_json(e->p, e->facts, 0, &how, e->out);
    yx_buf_free(&row);
}

int yx_aid_explain(const struct yx_aid_question *q, struct yx_policy *const *policies,
                   const struct yx_factfile *const *facts, uint32_t n, struct yx_arena *arena,
                   struct yx_buf *out, struct yx_err *err)
{
    struct explaining e = {.q = q, .who = yx_str_of(q->who), .out = out};
    yx_term term = YX_NO_TERM;
    for (size_t i = e.who.n; i-- > 0;)
        if (e.who.p[i] == ',' && yx_term_parse(yx_str_sub(e.who, i + 1, e.who.n), &term)) {
            e.who.n = i;
            break;
        }
    for (uint32_t v = 0; v < n; v++) {
        e.p = policies[v];
        e.f = facts[v];
        e.facts = yx_facts_new(e.p, arena);
        yx_policy_sha256(e.p, e.sha256);
        for (uint32_t i = 0, rows = yx_factfile_rows(e.f); i < rows; i++) {
            struct yx_fact_row r = yx_factfile_row(e.f, i);
            if (!yx_str_eq(yx_factfile_student(e.f, r.row), e.who) ||
                (term != YX_NO_TERM && r.term != term))
                continue;
            explain_row(&e, i);
            e.found++;
        }
    }
    if (e.found && q->json)
        yx_buf_putz(out, "]\n");
    return e.found ? YX_OK
                   : YX_FAIL(err, YX_INVALID,
                             YX_TEXT("事实表里没有 {0}", "the facts table has no {0}"), q->who);
}
