/* residue.c -- pairs left for people, weighed by matches/residue.yx. */
#include "match/residue.h"

#include "base/mem.h"
#include "lang/parse.h"
#include "match/link.h"
#include "match/link_parameters.h"

#include "residue_model.inc"
#include "residue_parameters.inc"

#include <stdlib.h>

int yx_residue_model(struct yx_arena *a, struct yx_link_model *out, struct yx_err *err)
{
    struct yx_report *report = yx_report_new();
    struct yx_document *doc = NULL;
    struct yx_str text = {(const char *)residue_model, sizeof residue_model - 1};
    int rc = yx_parse(text, YX_S("matches/residue.yx"), a, report, &doc);
    if (rc == YX_OK)
        rc = yx_link_compile(doc, a, report, out);
    yx_report_free(report);
    return rc == YX_OK ? rc
                       : YX_FAIL(err, YX_INVALID,
                                 YX_TEXT("程序自带的比对模型 residue 读不懂，请重装",
                                         "the built-in match model residue cannot be read, "
                                         "install again"));
}

/* What the pair weighs before anything is compared, so that the words add up. */
static void put_prior(struct yx_buf *b, int32_t weight)
{
    int32_t tenths = (abs(weight) + 50) / 100;
    yx_buf_printf(b, "先验 %s%d.%d；", weight < 0 ? "-" : "+", (int)(tenths / 10),
                  (int)(tenths % 10));
}

static void weigh(const struct yx_record_set *set, const struct yx_fs_model *fs, struct yx_arena *a,
                  struct yx_residue_weight *out)
{
    struct yx_link_result r = {0};
    struct yx_buf words = {0};
    yx_link_scorer_init(&r.scorer, set, 0);
    r.scorer.fs = *fs;
    yx_link_scorer_weigh(&r.scorer);
    for (uint32_t i = 0; i < set->n_rows[YX_LEFT]; i++) {
        const uint32_t *left = yx_record_codes(set, YX_LEFT, i);
        struct yx_link pair = {.left = i, .right = i, .how = YX_HOW_WEIGHT};
        pair.pattern = yx_link_pattern(&r.scorer, left, yx_record_codes(set, YX_RIGHT, i), NULL);
        out[i].weight = yx_link_weight(&r.scorer, pair.pattern, left);
        words.n = 0;
        put_prior(&words, r.scorer.weights.prior);
        yx_link_words(set, &r, &pair, false, &words);
        out[i].words = yx_str_dup(a, yx_buf_str(&words));
    }
    yx_buf_free(&words);
}

int yx_residue_weigh(const struct yx_link_model *m, const struct yx_table *left,
                     const struct yx_table *right, struct yx_pool *pool, struct yx_arena *a,
                     struct yx_residue_weight *out, struct yx_err *err)
{
    struct yx_record_set set;
    struct yx_link_parameters given;
    struct yx_read_options o = {0};
    struct yx_str bytes = {(const char *)residue_parameters, sizeof residue_parameters - 1};
    int rc = yx_record_set_make(m, left, right, pool, &set, err);
    if (rc != YX_OK)
        return rc;
    rc = yx_link_parameters_read(bytes, YX_S("residue-parameters.csv"), &o, &set, &given, err);
    if (rc == YX_OK) {
        weigh(&set, &given.fs, a, out);
        yx_link_parameters_free(&given);
    }
    yx_record_set_free(&set);
    return rc;
}
