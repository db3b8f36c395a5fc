/* link_words.c -- why two rows are one, in words. */
#include "match/link_score.h"

#include "base/err.h"
#include "match/link.h"

void yx_link_put_bits(int32_t weight, bool is_signed, struct yx_buf *b)
{
    int32_t tenths = (weight + (weight < 0 ? -50 : 50)) / 100;
    if (tenths < 0 || is_signed)
        yx_buf_putc(b, tenths < 0 ? '-' : '+');
    uint32_t size = (uint32_t)(tenths < 0 ? -tenths : tenths);
    yx_buf_put_u64(b, size / 10);
    yx_buf_putc(b, '.');
    yx_buf_putc(b, (char)('0' + size % 10));
}

/* The field of the second row that was compared, crosswise where the exchange says so. */
static unsigned partner(const struct yx_link_scorer *k, unsigned c, uint64_t pattern)
{
    for (unsigned i = 0; i < k->n_exchanges; i++) {
        const struct yx_link_exchange *e = &k->exchange[i];
        if (yx_fs_level(pattern, e->comparison) != 1)
            continue;
        if (c == e->first)
            return k->model->comparison[e->second].field;
        if (c == e->second)
            return k->model->comparison[e->first].field;
    }
    return k->model->comparison[c].field;
}

static void put_comparison(const struct yx_record_set *s, const struct yx_link_result *r,
                           const struct yx_link *p, unsigned c, bool english, struct yx_buf *out)
{
    const struct yx_link_scorer *k = &r->scorer;
    const struct yx_link_comparison *cmp = &k->model->comparison[c];
    const uint32_t *left = yx_record_codes(s, YX_LEFT, p->left);
    const uint32_t *right = yx_record_codes(s, yx_record_right(s), p->right);
    unsigned grade = yx_fs_level(p->pattern, c);
    yx_buf_puts(out, cmp->text);
    yx_buf_putc(out, ' ');
    yx_link_grade_name(cmp, grade, english, out);
    if (cmp->with == YX_LINK_NO_FIELD && grade > 0) {
        unsigned other = partner(k, c, p->pattern);
        const struct yx_value *a = yx_record_value(s, cmp->field, left[cmp->field]);
        const struct yx_value *b = yx_record_value(s, cmp->field, right[other]);
        struct yx_buf words = {0};
        if (grade < cmp->grade.n)
            yx_compare_words(cmp->grade.type, cmp->grade.level[grade], a, b, english, &words);
        if (!words.n) {
            yx_buf_puts(&words, yx_record_text(s, YX_LEFT, cmp->field, p->left));
            yx_buf_putc(&words, '/');
            yx_buf_puts(&words, yx_record_text(s, yx_record_right(s), other, p->right));
        }
        yx_buf_putz(out, english ? " (" : "（");
        yx_buf_puts(out, yx_buf_str(&words));
        yx_buf_putz(out, english ? ")" : "）");
        yx_buf_free(&words);
    }
    yx_buf_putc(out, ' ');
    yx_link_put_bits(yx_link_weight_of(k, c, p->pattern, left), true, out);
}

void yx_link_words(const struct yx_record_set *s, const struct yx_link_result *r,
                   const struct yx_link *p, bool english, struct yx_buf *out)
{
    const struct yx_link_model *m = s->model;
    if (p->how == YX_HOW_DECISION) {
        yx_buf_putz(out, english ? "decided by a person" : "人工判定");
        return;
    }
    if (p->how == YX_HOW_PASS) {
        yx_buf_puts(out, m->pass[p->pass].reason);
        yx_buf_putc(out, ' ');
        yx_buf_puts(out, m->pass[p->pass].text);
        return;
    }
    uint64_t covered = yx_fs_covered(&r->scorer.fs, p->pattern);
    bool is_first = true;
    for (unsigned c = 0; c < m->n_comparisons; c++) {
        unsigned grade = yx_fs_level(p->pattern, c);
        if (grade == YX_LEVEL_MISSING || yx_fs_level(covered, c) == YX_LEVEL_MISSING ||
            (m->comparison[c].with != YX_LINK_NO_FIELD && grade == 0))
            continue;
        yx_buf_putz(out, is_first ? "" : english ? "; " : "；");
        is_first = false;
        put_comparison(s, r, p, c, english, out);
    }
    if (is_first)
        yx_buf_putz(out, english ? "nothing could be compared" : "没有可比的内容");
}
