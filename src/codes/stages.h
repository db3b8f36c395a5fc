/* stages.h -- stages of schooling and the spellings of grades.
 *
 * 一年级, 1年级, 小一, 七年级, 初一, 2019级, 高一, 职高一, 大班 … to a stage and a grade:
 * preschool 1 小班 2 中班 3 大班, primary 1 to 6, junior 7 to 9, the others from 1.
 *
 * Ownership: plain values.  Errors: unknown is a value.  Threads: safe. */
#ifndef YX_CODES_STAGES_H
#define YX_CODES_STAGES_H

#include "base/date.h"

enum yx_stage {
    YX_STAGE_UNKNOWN,
    YX_STAGE_PRESCHOOL,  /* 学前 */
    YX_STAGE_PRIMARY,    /* 小学 */
    YX_STAGE_JUNIOR,     /* 初中 */
    YX_STAGE_SENIOR,     /* 普高 */
    YX_STAGE_VOCATIONAL, /* 中职 */
    YX_STAGE_HIGHER,     /* 高校 */
    YX_N_STAGES
};

struct yx_str yx_stage_name(enum yx_stage s); /* empty for unknown */
/* Whether a child of this age (whole years on 31 August before the school year) may well be in
 * this grade of this stage: data/stages.csv has the usual ages. */
bool yx_stage_fits_age(enum yx_stage s, int grade, int age);
enum yx_stage yx_stage_read(struct yx_str cell); /* 小学, 义务教育初中, 普通高中, 中等职业 … */

struct yx_grade {
    enum yx_stage stage; /* unknown if neither spelling nor context says it */
    int grade;           /* 0 unknown */
    int entry_year;      /* of 2019级; 0 if not said */
};

/* yx_grade_read(cell, stages, on, out): read a grade.  `stages` is a mask (bit = enum yx_stage)
 * of the stages the school or the 学段 column allows, 0 if nothing is known; it decides what
 * 一年级 or 2019级 alone mean.  A class 三（2）班 or 2019级3班 is read as its grade.  `on` is the
 * day whose school year counts for an entry year.  False: nothing could be read. */
bool yx_grade_read(struct yx_str cell, unsigned stages, yx_day on, struct yx_grade *out);

#endif
