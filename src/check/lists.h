/* lists.h -- the lists of findings and their columns.
 *
 * Ownership: static tables.  Errors: none.  Threads: safe. */
#ifndef YX_CHECK_LISTS_H
#define YX_CHECK_LISTS_H

#include "base/str.h"

enum yx_list {
#define LIST(id, zh, columns) YX_LIST_##id,
#include "check/lists.def"
#undef LIST
    YX_N_LISTS
};

enum yx_column_type { YX_COL_TEXT, YX_COL_MONEY, YX_COL_INT };

struct yx_list_column {
    struct yx_str name;
    enum yx_column_type type;
};

struct yx_str yx_list_name(enum yx_list l);

#endif
