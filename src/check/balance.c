/* balance.c -- 勾稽: every child of compulsory age in exactly one class.
 *
 * The classes are tried in their order and the first that fits holds; the sum
 * over the classes is then compared, township by township, with the children
 * counted apart from them, and the suspected with the lists they come from. */
#include "check/check_int.h"

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
