/* row_words.h -- rows of a roster that are no data.
 *
 * Exported lists end with totals, signatures and notes, repeat their heading on
 * every printed page, and number their columns below it.  The words are in
 * data/row-words.csv.
 *
 * Ownership: none.  Errors: none.  Threads: safe. */
#ifndef YX_MATCH_ROW_WORDS_H
#define YX_MATCH_ROW_WORDS_H

#include "base/str.h"

enum yx_row_word {
    YX_ROW_WORD_NONE,
    YX_ROW_WORD_TOTAL,     /* 合计, 小计, 共 12 人 */
    YX_ROW_WORD_SIGNATURE, /* 填表人：, 审核 */
    YX_ROW_WORD_REMARK     /* 注：, 说明 */
};

/* What the cell's word makes of its row.  `scratch` is overwritten. */
enum yx_row_word yx_row_word_of(struct yx_str cell, struct yx_buf *scratch);
/* Is the cell the heading of its own column once more? */
bool yx_row_word_is_heading(struct yx_str cell, struct yx_str heading, struct yx_buf *scratch);

/* Is `cell`, where a name (of a person or a school) should stand, a total, a
 * signature, a note, the heading of its own column, or nothing but digits and
 * signs?  `scratch` is overwritten. */
bool yx_row_word_is_no_name(struct yx_str cell, struct yx_str heading, struct yx_buf *scratch);

#endif
