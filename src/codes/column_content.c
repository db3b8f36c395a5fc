/* column_content.c -- what a column holds, told from its first cells. */
#include "codes/column_content.h"

#include "codes/citizen_id.h"
#include "codes/data_table.h"
#include "codes/forms.h"

static bool is_han(uint32_t c)
{
    return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0x20000 && c <= 0x3FFFF);
}

static bool is_name(struct yx_str s)
{
    size_t at = 0, first = 0;
    uint32_t c, n = 0;
    bool has_dot = false;
    while (yx_utf8_next(s, &at, &c)) {
        if (c == ' ' || c == 0x3000)
            continue;
        if (c == 0xB7 || c == 0x2022)
            has_dot = true;
        else if (!is_han(c))
            return false;
        if (++n == 1)
            first = at;
    }
    if (has_dot)
        return n >= 4 && n <= 15;
    return n >= 2 && n <= 4 &&
           (yx_data_find(&yx_data_surnames, 0, yx_str_sub(s, 0, first)) < yx_data_surnames.n_rows ||
            yx_data_find(&yx_data_surnames, 0, yx_str_sub(s, 0, YX_MIN(s.n, (size_t)6))) <
                yx_data_surnames.n_rows);
}

static bool is_phone(struct yx_str s)
{
    uint64_t n;
    return s.n == 11 && yx_str_u64(s, &n) && n >= 13000000000 && n <= 19999999999;
}

void yx_content_look(const struct yx_sheet_head *h, uint32_t last, uint32_t column,
                     struct yx_content *out)
{
    *out = (struct yx_content){0};
    for (uint32_t r = last + 1; r < h->n_rows; r++) {
        struct yx_str s = yx_str_trim(h->cell[(size_t)r * h->n_columns + column]);
        struct yx_id id;
        struct yx_date_form d;
        if (s.n == 0)
            continue;
        out->n++;
        yx_id_read(s, 0, &id);
        if (id.kind == YX_ID_VALID)
            out->ids++;
        else if (is_phone(s))
            out->phones++;
        else if (is_name(s))
            out->names++;
        else if (yx_date_read(s, 0, &d))
            out->dates++;
    }
}
