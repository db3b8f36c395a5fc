/* student_no.h -- the national student number and local ones.
 *
 * 全国学籍号: G and an identity number (formal), L (temporary: division, birth,
 * four random digits) or J (without identity papers), 19 characters.  The number
 * behind G is the pupil's identity number of the day it was given, perhaps not
 * today's: it is shown, never taken for the identity number.
 *
 * Ownership: plain values.  Errors: false.  Threads: safe. */
#ifndef YX_CODES_STUDENT_NO_H
#define YX_CODES_STUDENT_NO_H

#include "base/str.h"

enum yx_student_no_kind {
    YX_STUDENT_NO_NONE,  /* empty, 无, or nothing like a number */
    YX_STUDENT_NO_G,     /* formal 正式 */
    YX_STUDENT_NO_L,     /* temporary 临时, with the effect of a formal one */
    YX_STUDENT_NO_J,     /* 临时: no identity papers yet */
    YX_STUDENT_NO_LOCAL, /* a province's or school's own number */
    YX_STUDENT_NO_BROKEN /* begins with G, L or J, but the rest is not 18 digits */
};

struct yx_student_no {
    enum yx_student_no_kind kind;
    uint64_t hash;     /* of the normalised text; 0 for NONE and BROKEN, and what Excel damaged */
    uint64_t id;       /* G and J: the packed identity number inside if it is valid, else 0 */
    uint32_t division; /* L and J: six digits */
    char text[24];     /* normalised, ended by NUL; cut for longer local numbers */
};

/* `marks`: enum yx_cell_mark.  O(bytes). */
void yx_student_no_read(struct yx_str cell, uint8_t marks, struct yx_student_no *out);
/* Of the same only the kind, or the hash: most cells need no normalising for these. */
enum yx_student_no_kind yx_student_no_kind(struct yx_str cell, uint8_t marks);
uint64_t yx_student_no_hash(struct yx_str cell, uint8_t marks);

#endif
