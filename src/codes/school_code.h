/* school_code.h -- the ten digits of a school, and its name.
 *
 * 学校(机构)标识码: 2 class of school, 2 province, 6 sequence.  No check digit.
 *
 * Ownership: plain values.  Errors: false.  Threads: safe. */
#ifndef YX_CODES_SCHOOL_CODE_H
#define YX_CODES_SCHOOL_CODE_H

#include "base/str.h"

struct yx_school_code {
    uint64_t code;   /* ten digits */
    uint8_t kind;    /* first two digits */
    unsigned stages; /* mask of enum yx_stage such a school may have; 0 unknown kind */
};

/* Normalises; false unless there are ten digits and the third and fourth are a province's. */
bool yx_school_code_read(struct yx_str cell, struct yx_school_code *out);
/* 小学, 普通初中 …: data/school-kinds.csv; empty if the kind is not listed. */
struct yx_str yx_school_kind_name(uint8_t kind);

/* Hash of the name without blanks, in half-width, without the names of province, prefecture
 * and `county` (0: none) in front, 小学校 and 小学 alike: 重庆市彭水县汉葭小学校 is 汉葭小学.
 * 0 for an empty name. */
uint64_t yx_school_name_key(struct yx_str cell, uint32_t county);

#endif
