/* states.h -- words for the state of an enrolment, a presence, a payment.
 *
 * Each column of states has its words in data/states.csv, with what they mean;
 * 学籍状态 and 到校状态 in data/roll-states.csv.
 * Ownership: none.  Errors: YX_STATE_OTHER for a word not listed.  Threads: safe. */
#ifndef YX_CODES_STATES_H
#define YX_CODES_STATES_H

#include "base/str.h"

/* STATE(id, name in the data, column) */
#define YX_STATES(STATE)                                                                           \
    STATE(NONE, "", "")  /* empty cell */                                                          \
    STATE(OTHER, "", "") /* a word not listed */                                                   \
    STATE(STUDYING, "在读", "学籍状态")                                                            \
    STATE(SUSPENDED, "休学", "学籍状态")                                                           \
    STATE(TRANSFERRED, "转出", "学籍状态")                                                         \
    STATE(WITHDRAWN, "退学", "学籍状态")                                                           \
    STATE(GRADUATED, "毕业", "学籍状态")                                                           \
    STATE(DEAD, "死亡", "学籍状态")                                                                \
    STATE(CANCELLED, "注销", "学籍状态")                                                           \
    STATE(PRESENT, "在校", "到校状态")                                                             \
    STATE(NOT_ARRIVED, "未到校", "到校状态")                                                       \
    STATE(LEFT, "离校", "到校状态")                                                                \
    STATE(DAY, "走读", "就读方式")                                                                 \
    STATE(BOARDING, "住校", "就读方式")                                                            \
    STATE(HOME_TAUGHT, "送教上门", "就读方式")                                                     \
    STATE(FORMAL, "正式", "学籍")                                                                  \
    STATE(TEMPORARY, "临时", "学籍")                                                               \
    STATE(NO_ROLL, "无", "学籍")                                                                   \
    STATE(INSIDE, "县内", "就读地")                                                                \
    STATE(OUTSIDE, "县外", "就读地")                                                               \
    STATE(PAID, "成功", "状态")                                                                    \
    STATE(FAILED, "失败", "状态")                                                                  \
    STATE(RETURNED, "退回", "状态")                                                                \
    STATE(UNDERGRADUATE, "本专科", "学历层次")                                                     \
    STATE(GRADUATE_SCHOOL, "研究生", "学历层次")                                                   \
    STATE(MALE, "男", "性别")                                                                      \
    STATE(FEMALE, "女", "性别")

enum yx_state {
#define STATE(id, zh, column) YX_STATE_##id,
    YX_STATES(STATE)
#undef STATE
        YX_N_STATES
};

/* What the cell says in the column named (`学籍状态`, `到校状态`, `就读方式`, `学籍`, `就读地`,
 * `状态`, `学历层次`, `性别`). */
enum yx_state yx_state_read(struct yx_str column, struct yx_str cell);
struct yx_str yx_state_name(enum yx_state s);
/* False for 转出, 退学, 毕业, 死亡, 注销, 未到校 and 离校: the row does not count. */
bool yx_state_counts(enum yx_state s);

#endif
