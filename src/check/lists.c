/* lists.c -- the lists of findings and their columns. */
#include "check/lists.h"

struct list {
    struct yx_text title;
    const char *columns;
    struct yx_text what;
};

static const struct list lists[] = {
#define LIST(id, zh, en, columns, what_zh, what_en) {{zh, en}, columns, {what_zh, what_en}},
#include "check/lists.def"
#undef LIST
};
_Static_assert(YX_LEN(lists) == YX_N_LISTS, "one entry a list");

static const char common_columns[] = "编号,姓名,证件号,学校,乡镇,原因,建议,来源,人员号";

struct yx_str yx_list_name(enum yx_list l)
{
    return yx_str_of(lists[l].title.zh);
}

struct yx_text yx_list_title(enum yx_list l)
{
    return lists[l].title;
}

struct yx_text yx_list_what(enum yx_list l)
{
    return lists[l].what;
}

enum yx_list yx_list_named(struct yx_str name)
{
    for (unsigned l = 0; l < YX_N_LISTS; l++)
        if (yx_str_is(name, lists[l].title.zh))
            return (enum yx_list)l;
    return YX_N_LISTS;
}

/* Appends the columns of a `名,名#,名$` text. */
static uint32_t add_columns(const char *text, struct yx_list_column *out, uint32_t n)
{
    struct yx_str rest = yx_str_of(text), part;
    while (yx_str_split(&rest, ',', &part)) {
        YX_ASSERT(n < YX_MAX_COLUMNS);
        enum yx_column_type type = YX_COL_TEXT;
        if (part.n && part.p[part.n - 1] == '$')
            type = YX_COL_MONEY;
        else if (part.n && part.p[part.n - 1] == '#')
            type = YX_COL_INT;
        if (type != YX_COL_TEXT)
            part.n--;
        out[n++] = (struct yx_list_column){part, type};
    }
    return n;
}

uint32_t yx_list_columns(enum yx_list l, bool with_change,
                         struct yx_list_column out[YX_MAX_COLUMNS])
{
    uint32_t n = add_columns(common_columns, out, 0);
    if (with_change)
        n = add_columns("变化", out, n);
    return add_columns(lists[l].columns, out, n);
}

bool yx_list_is_finding(enum yx_list l)
{
    return l != YX_LIST_AWARD && l != YX_LIST_PERSON && l != YX_LIST_CHILDREN && l != YX_LIST_GONE;
}
