/* library.c -- what other programs need beside the policy floor itself. */
#include "base/file.h"
#include "policy/advice.h"
#include "policy/cases.h"
#include "policy/fact_columns.h"
#include "policy/policy_int.h"
#include "policy/proofs.h"
#include "policy/trace.h"

/* `text` is mapped, and no longer wanted. */
static int load_mapped(struct yx_str text, const char *name, const struct yx_policy_shelf *shelf,
                       struct yx_report *report, struct yx_policy **out, struct yx_err *err)
{
    int rc = yx_policy_load_chain(text, yx_str_of(name), shelf, report, out);
    yx_unmap(text);
    return rc == YX_OK ? rc
                       : YX_FAIL(err, YX_INVALID,
                                 YX_TEXT("政策 {0} 有错，不能用",
                                         "policy {0} has mistakes and cannot be used"),
                                 name);
}

int yx_policy_load_path_chain(const char *path, const struct yx_policy_shelf *shelf,
                              struct yx_report *report, struct yx_policy **out, struct yx_err *err)
{
    *out = NULL;
    struct yx_str text;
    int rc = yx_map_path(path, &text, err);
    return rc == YX_OK ? load_mapped(text, path, shelf, report, out, err) : rc;
}

int yx_policy_load_path(const char *path, struct yx_report *report, struct yx_policy **out,
                        struct yx_err *err)
{
    return yx_policy_load_path_chain(path, NULL, report, out, err);
}

int yx_policy_load_fd(int fd, const char *name, struct yx_report *report, struct yx_policy **out,
                      struct yx_err *err)
{
    *out = NULL;
    struct yx_str text;
    int rc = yx_map_fd(fd, name, &text, err);
    return rc == YX_OK ? load_mapped(text, name, NULL, report, out, err) : rc;
}

int yx_policy_check(const struct yx_policy *p, struct yx_report *report)
{
    struct yx_proof proof = {0};
    unsigned before = yx_report_count(report, YX_ERROR);
    (void)yx_policy_check_examples(p, report, p->doc[0].file);
    yx_policy_advise(p, report, p->doc[0].file);
    yx_policy_prove(p, report, p->doc[0].file, &proof);
    yx_buf_free(&proof.unproved);
    return yx_report_count(report, YX_ERROR) == before ? YX_OK : YX_INVALID;
}

struct yx_str yx_policy_input_unit(const struct yx_policy *p, uint32_t input)
{
    static const char *const unit[] = {
        [YX_RATE_NONE] = "元",     [YX_RATE_YEAR] = "元/年", [YX_RATE_TERM] = "元/学期",
        [YX_RATE_MONTH] = "元/月", [YX_RATE_DAY] = "元/天",  [YX_RATE_ONCE] = "元/次"};
    if (input >= p->n_inputs || p->input[input].type != YX_IN_MONEY)
        return (struct yx_str){0};
    return yx_str_of(unit[p->input_more[input].rate]);
}

/* The facts of a row as a block of one; its memory is `a`'s. */
static int one_row(const struct yx_policy *p, const struct yx_fact_columns *facts, uint64_t row,
                   struct yx_arena *a, struct yx_facts **out, struct yx_err *err)
{
    int rc = yx_columns_check(p, facts, err);
    if (rc)
        return rc;
    if (row >= facts->n_rows)
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("没有第 {0} 行，只有 {1} 行", "there is no row {0}, only {1}"),
                       yx_fmt_u64(row).s, yx_fmt_u64(facts->n_rows).s);
    *out = yx_facts_new(p, a);
    (void)yx_columns_read(p, facts, row, 1, *out);
    return YX_OK;
}

int yx_policy_explain_row(const struct yx_policy *p, const struct yx_fact_columns *facts,
                          uint64_t row, yx_fact_source_fn source, void *ctx, enum yx_lang lang,
                          struct yx_buf *out, struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_facts *one = NULL;
    int rc = one_row(p, facts, row, a, &one, err);
    if (!rc)
        yx_policy_explain(p, one, 0, source, ctx, lang, out);
    yx_arena_free(a);
    return rc;
}

int yx_policy_explain_row_json(const struct yx_policy *p, const struct yx_fact_columns *facts,
                               uint64_t row, const struct yx_explain *how, struct yx_buf *out,
                               struct yx_err *err)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_facts *one = NULL;
    int rc = one_row(p, facts, row, a, &one, err);
    if (!rc)
        yx_policy_explain_json(p, one, 0, how, out);
    yx_arena_free(a);
    return rc;
}
