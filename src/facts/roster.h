/* roster.h -- one dated list from one source, understood.
 *
 * A roster is a table plus what commands.md 3 says about it: its kind, date,
 * sender, completeness, whether it speaks of households.  What it says is in
 * the typed columns of struct yx_rows and in the table's text.
 *
 * Ownership: a roster belongs to its inbox.  Errors: none.
 * Threads: immutable once read. */
#ifndef YX_FACTS_ROSTER_H
#define YX_FACTS_ROSTER_H

#include "match/rows.h"

struct yx_roster {
    struct yx_rows rows; /* kind, table, normalised columns */
    struct yx_str file, sheet;
    yx_day list_date;       /* 名单日期; YX_NO_DAY unknown (oldest) */
    struct yx_str sender;   /* 移送单位 */
    yx_day received;        /* 收到日期 */
    struct yx_str handler;  /* 经办人 */
    bool is_partial;        /* 完整性 部分 or 增量 */
    bool is_by_household;   /* 按户 = 是 */
    struct yx_str identity; /* identity lists: class named by file or sheet; empty if by column */
};

#endif
