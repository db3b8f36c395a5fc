/* forms.h -- dates and yes or no in all the forms people write them.
 *
 * Ownership: plain values.  Errors: false, or unknown.  Threads: safe. */
#ifndef YX_CODES_FORMS_H
#define YX_CODES_FORMS_H

#include "base/date.h"

struct yx_date_form {
    yx_day day;         /* the first day that fits */
    bool is_month_only; /* `2011.9`, `201109`: the day is not known */
    bool is_year_only;  /* `2011年`: nor the month */
};

/* yx_date_read(cell, marks, out): `2011-9-1`, `2011/09/01`, `2011.9.1`, `20110901`,
 * `2011年9月1日`, the same with a time after it, `2011.9`, `201109`, `2011年9月`, `2011年`,
 * and Excel's count of days since 1900, where `marks` (enum yx_cell_mark) say it is a number or
 * it is bare digits of 1954 and later.
 * Full-width digits and blanks are no matter.  False: not a date of 1900 to 2099. */
bool yx_date_read(struct yx_str cell, uint8_t marks, struct yx_date_form *out);
/* The first date in a title or a file name: `截至2022.9.30`, `…20220930.xlsx`; a whole date
 * anywhere goes before a month only.  False if there is none. */
bool yx_date_find(struct yx_str text, struct yx_date_form *out);

/* A span in one cell (起止日期): `2021-01至2022-12`, `2021.3—长期`; a single date is its beginning.
 * An open end has to->day YX_NO_DAY. */
bool yx_span_read(struct yx_str cell, uint8_t marks, struct yx_date_form *from,
                  struct yx_date_form *to);

enum yx_answer { YX_ANSWER_UNKNOWN = -1, YX_ANSWER_NO = 0, YX_ANSWER_YES = 1 };
/* 是 否 有 无 Y N 1 0 √ × …: data/answers.csv.  Empty and all else is unknown. */
enum yx_answer yx_answer_read(struct yx_str cell);

#endif
