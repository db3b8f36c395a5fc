/* division_rows.h -- the packed table of divisions, as generated.
 *
 * Private to divisions.c.  Made by tools/gen_divisions.c: rows in ascending order
 * of codes; a name is a byte of length and its bytes.  Ownership: static.
 * Errors: none.  Threads: immutable. */
#ifndef YX_CODES_DIVISION_ROWS_H
#define YX_CODES_DIVISION_ROWS_H

#include <stdint.h>

struct yx_division_row {
    uint32_t code;
    uint32_t name; /* offset into yx_division_text */
};

extern const struct yx_division_row yx_counties[]; /* provinces, prefectures, counties: 6 digits */
extern const uint32_t yx_n_counties;
extern const struct yx_division_row yx_towns[]; /* 9 digits */
extern const uint32_t yx_n_towns;
extern const unsigned char yx_division_text[];

#endif
