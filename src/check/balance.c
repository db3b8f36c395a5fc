/* balance.c -- 勾稽: every child of compulsory age in exactly one class.
 *
 * The classes are tried in their order and the first that fits holds; the sum
 * over the classes is then compared, township by township, with the children
 * counted apart from them, and the suspected with the lists they come from. */
#include "check/check_int.h"

#include "table/csv_out.h"

static const struct yx_text names[] = {
#define CLASS(id, zh, en) {zh, en},
    YX_BALANCE_CLASSES(CLASS)
#undef CLASS
};

struct yx_text yx_balance_name(enum yx_balance_class c)
{
    return names[c];
}

/* An explanation that holds and belongs to that class of data/explanations.csv. */
static bool explains(uint32_t valid, enum yx_balance_class k)
{
    for (int i = 0; i < yx_explanation_count(); i++)
        if ((valid >> i & 1) && yx_str_is(yx_explanation_at(i)->reconciled, names[k].zh))
            return true;
    return false;
}

enum yx_balance_class yx_balance_class(const struct check *c, const struct person *p,
                                       const struct standing *st)
{
    const struct yx_profile *q = &p->profile;
    bool is_local = q->intake != YX_NO_ROW || q->present != YX_NO_ROW ||
                    (q->enrol != YX_NO_ROW && !q->outside_enrol);
    bool counts = is_local || q->enrol != YX_NO_ROW || q->proof != YX_NO_ROW;
    uint32_t valid = st->valid;
    if (valid) {
        if (!counts && explains(valid, YX_BALANCE_GONE))
            return YX_BALANCE_GONE;
        if (explains(valid, YX_BALANCE_HOME_TAUGHT))
            return YX_BALANCE_HOME_TAUGHT;
        if (explains(valid, YX_BALANCE_DEFERRED))
            return YX_BALANCE_DEFERRED;
    }
    if (q->graduate != YX_NO_ROW || (q->enrol != YX_NO_ROW && q->enrol_above) ||
        explains(valid, YX_BALANCE_COMPLETED))
        return YX_BALANCE_COMPLETED;
    if (q->present == YX_NO_ROW && explains(valid, YX_BALANCE_DROPOUT))
        return YX_BALANCE_DROPOUT;
    if (st->is_not_present)
        return YX_BALANCE_NOT_PRESENT;
    if (is_local)
        return YX_BALANCE_IN_COUNTY;
    if (q->proof != YX_NO_ROW)
        return YX_BALANCE_OUTSIDE_PROVED;
    if (q->enrol != YX_NO_ROW || explains(valid, YX_BALANCE_OUTSIDE_CLAIMED))
        return YX_BALANCE_OUTSIDE_CLAIMED;
    if (st->is_graduate_unknown || explains(valid, YX_BALANCE_PENDING) ||
        yx_in_open_pair(c, p->number))
        return YX_BALANCE_PENDING;
    return YX_BALANCE_MISSING;
}

void yx_balance_count(struct slot *s, enum yx_balance_class k)
{
    yx_place_of(s)->balance[k]++;
}

int yx_balance_finish(struct check *c, struct yx_err *err)
{
    struct yx_summary *sum = c->sum;
    for (size_t t = 0; t < sum->n_towns; t++) {
        const struct yx_town_tally *town = &sum->town[t];
        uint64_t in_classes = 0;
        for (unsigned k = 0; k < YX_N_BALANCE; k++) {
            in_classes += town->balance[k];
            sum->balance[k] += town->balance[k];
        }
        sum->children += town->children;
        if (in_classes != town->children ||
            (c->wants[YX_LIST_MISSING] &&
             town->balance[YX_BALANCE_MISSING] > town->rows[YX_LIST_MISSING]))
            return YX_FAIL(
                err, YX_IO,
                YX_TEXT(
                    "{0}的勾稽不平：各类合计 {1}，适龄儿童 {2}；结果未写出，请把这一情况报给维护人员",
                    "the balance of {0} does not hold: {1} in classes, {2} children; nothing was "
                    "written, please report this"),
                yx_str_c(c->arena, town->town), yx_fmt_u64(in_classes).s,
                yx_fmt_u64(town->children).s);
    }
    return YX_OK;
}

static void put_line(struct yx_buf *out, struct yx_str name, const uint64_t balance[YX_N_BALANCE],
                     uint64_t children)
{
    yx_csv_text(out, name);
    for (unsigned k = 0; k < YX_N_BALANCE; k++) {
        yx_buf_putc(out, ',');
        yx_buf_put_u64(out, balance[k]);
    }
    yx_buf_putc(out, ',');
    yx_buf_put_u64(out, children);
    yx_buf_putc(out, '\n');
}

void yx_summary_balance_csv(const struct yx_summary *s, struct yx_buf *out)
{
    struct yx_str heading[YX_N_BALANCE + 2];
    heading[0] = YX_S("乡镇");
    for (unsigned k = 0; k < YX_N_BALANCE; k++)
        heading[k + 1] = yx_str_of(names[k].zh);
    heading[YX_N_BALANCE + 1] = YX_S("合计");
    yx_csv_row(out, heading, YX_LEN(heading));
    for (size_t t = 0; t < s->n_towns; t++)
        if (s->town[t].children)
            put_line(out, s->town[t].town.n ? s->town[t].town : YX_S("（乡镇不明）"),
                     s->town[t].balance, s->town[t].children);
    put_line(out, YX_S("合计"), s->balance, s->children);
}
