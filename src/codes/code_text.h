/* code_text.h -- codes as people type them, reduced to plain characters.
 *
 * Identity numbers, student numbers and school codes arrive with full-width
 * digits, blanks, zero-width characters, quotes, hyphens and lower-case letters.
 * Here they become ASCII in upper case.  Ownership: the caller's buffer.
 * Errors: none.  Threads: safe. */
#ifndef YX_CODES_CODE_TEXT_H
#define YX_CODES_CODE_TEXT_H

#include "base/str.h"

enum { YX_CODE_MAX = 48 };

struct yx_code_text {
    char p
        [YX_CODE_MAX]; /* ASCII letters in upper case, digits, and `.` `+` `/` `#` `*` `?` as they are */
    uint8_t n;         /* characters kept; what is beyond YX_CODE_MAX is dropped and is_long set */
    bool is_long;
    bool has_other; /* something that is no part of a code, as a Chinese character, was left out */
    bool is_blank;  /* the cell held nothing but blanks */
};

/* Full-width forms become ASCII; blanks, zero-width characters, quotes, hyphens and
 * the `=` of a spreadsheet's ="…" go; × Χ Х Ⅹ become X.  O(bytes), no allocation. */
void yx_code_read(struct yx_str cell, struct yx_code_text *out);

/* Append a word as lists have it: half-width, letters in upper case, no blanks. */
void yx_word_put(struct yx_str cell, struct yx_buf *out);

#endif
