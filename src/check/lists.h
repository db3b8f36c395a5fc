/* lists.h -- the lists of findings and their columns.
 *
 * One table (lists.def) gives the lists in the order in which a clerk should
 * see them: school attendance, money, questions, reference.  Every list begins
 * with the same nine columns, so that one program can read them all.
 *
 * Ownership: static tables.  Errors: none.  Threads: safe. */
#ifndef YX_CHECK_LISTS_H
#define YX_CHECK_LISTS_H

#include "base/err.h"
#include "base/str.h"

enum yx_list {
#define LIST(id, ...) YX_LIST_##id,
#include "check/lists.def"
#undef LIST
    YX_N_LISTS
};

enum yx_column_type { YX_COL_TEXT, YX_COL_MONEY, YX_COL_INT };

struct yx_list_column {
    struct yx_str name;
    enum yx_column_type type;
};

/* The columns every list begins with, in order. */
enum yx_common_column {
    YX_COL_ID,     /* 编号 */
    YX_COL_NAME,   /* 姓名 */
    YX_COL_IDNO,   /* 证件号 */
    YX_COL_SCHOOL, /* 学校 */
    YX_COL_TOWN,   /* 乡镇 */
    YX_COL_REASON, /* 原因 */
    YX_COL_ADVICE, /* 建议 */
    YX_COL_SOURCE, /* 来源 */
    YX_COL_KEY,    /* 人员号 */
    YX_N_COMMON
};
enum { YX_MAX_COLUMNS = 24 };

struct yx_str yx_list_name(enum yx_list l);
struct yx_text yx_list_title(enum yx_list l); /* 未入学, not in school */
struct yx_text yx_list_what(enum yx_list l);  /* what a row is, one sentence */
/* YX_N_LISTS when there is none of that name. */
enum yx_list yx_list_named(struct yx_str name);
/* All columns: the nine, 变化 if asked for, the list's own.  Returns how many. */
uint32_t yx_list_columns(enum yx_list l, bool with_change,
                         struct yx_list_column out[YX_MAX_COLUMNS]);
/* A list of things to act on; not a register, and not 已消除 itself. */
bool yx_list_is_finding(enum yx_list l);

#endif
