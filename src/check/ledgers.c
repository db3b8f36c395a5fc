/* ledgers.c -- the three ledgers of the 2024 notice, derived from the balance.
 *
 * 适龄儿童台账 holds every child with its class, 疑似辍学台账 the suspected,
 * 辍学台账 those with a written report; nobody types them. */
#include "check/check_int.h"

static void ledger_row(struct slot *s, const struct person *p, enum yx_list list,
                       struct yx_str state, struct yx_str reason, struct yx_str advice)
{
    struct yx_str own[] = {yx_cell_day(s, 0, p->profile.birth), yx_cell_int(s, 1, p->profile.age),
                           yx_classes_cell(s, p), p->shown.guardian, state};
    struct finding f = {
        .list = list, .reason = reason, .advice = advice, .own = own, .n_own = YX_LEN(own)};
    yx_finding_emit(s, p, &f);
}

void yx_ledger_rows(struct slot *s, const struct person *p, enum yx_balance_class k)
{
    static const struct {
        const char *reason, *advice;
    } words[] = {
        [YX_BALANCE_GONE] = {"有说明：死亡、迁出、重复或空挂户籍", "由户籍部门更新户籍"},
        [YX_BALANCE_HOME_TAUGHT] = {"送教上门", "按送教计划上门并记录"},
        [YX_BALANCE_DEFERRED] = {"休学或延缓入学", "到期前联系复学或入学"},
        [YX_BALANCE_COMPLETED] = {"已完成义务教育", "不需办理"},
        [YX_BALANCE_DROPOUT] = {"有辍学书面报告，不在校", "按劝返责任制劝返，记录每次劝返"},
        [YX_BALANCE_NOT_PRESENT] = {"有学籍，在校名单里没有", "班主任核实，无故不到校的劝返"},
        [YX_BALANCE_IN_COUNTY] = {"在县内就读", "不需办理"},
        [YX_BALANCE_OUTSIDE_PROVED] = {"在县外就读，有回单", "每学期复核一次"},
        [YX_BALANCE_OUTSIDE_CLAIMED] = {"称在县外就读，没有回单", "向就读学校取回单"},
        [YX_BALANCE_PENDING] = {"去向或是否同一人待核", "先核实，再归类"},
        [YX_BALANCE_MISSING] = {"各名册里都没有就读记录", "乡镇入户核实，未就读的劝返"},
    };
    struct yx_str reason = yx_str_of(words[k].reason), advice = yx_str_of(words[k].advice);
    struct yx_str state = yx_str_of(yx_balance_name(k).zh);
    ledger_row(s, p, YX_LIST_CHILDREN, state, reason, advice);
    if (k == YX_BALANCE_NOT_PRESENT || k == YX_BALANCE_MISSING)
        ledger_row(s, p, YX_LIST_SUSPECTED, state, reason, advice);
    if (k == YX_BALANCE_DROPOUT)
        ledger_row(s, p, YX_LIST_DROPOUT, state, reason, advice);
}
