/* dirt.h -- what goes wrong when people type and Excel saves.
 *
 * Each roster is drawn up by somebody: the police copy their own numbers and
 * rarely err; schools type from paper, and what a school has typed wrong stands
 * wrong in its attendance and payment lists too; other offices type again.
 * Rates are realistic: some two or three enrolment rows in a hundred have a
 * number or name that an exact comparison does not find.
 *
 * Every problem planted is one of those that registers report: wrong or
 * exchanged digits, check digits, missing numbers, numbers of guardians,
 * student numbers in the ID column, one number for a whole class, Excel's
 * exponents and zeros, full-width digits, blanks, quotes; homophones,
 * look-alikes, lost characters, traditional forms, the dots of minority names;
 * dates, grades and school names in their spellings.
 *
 * Ownership: results are values.  Errors: none.
 * Threads: one struct sample_dirt per block and thread. */
#ifndef YX_SAMPLE_DIRT_H
#define YX_SAMPLE_DIRT_H

#include "sample/people.h"
#include "sample/problems.h"

enum sample_writer { YX_WRITER_POLICE, YX_WRITER_SCHOOL, YX_WRITER_OFFICE, YX_N_WRITERS };

/* DIRT(id, 中文): what may be wrong with a written identity. */
#define YX_SAMPLE_DIRTS(DIRT)                                                                      \
    DIRT(NONE, "")                                                                                 \
    DIRT(FORMAT, "书写形式")                                                                       \
    DIRT(TYPO, "错一位")                                                                           \
    DIRT(SWAP, "两位颠倒")                                                                         \
    DIRT(CHECK, "校验码错")                                                                        \
    DIRT(ABSENT, "缺号")                                                                           \
    DIRT(SHORT, "少一位")                                                                          \
    DIRT(EXPONENT, "科学计数")                                                                     \
    DIRT(ZEROS, "尾数成零")                                                                        \
    DIRT(STUDENT_NO, "误填学籍号")                                                                 \
    DIRT(GUARDIAN, "误填监护人号")                                                                 \
    DIRT(STRANGER, "有效的错号")                                                                   \
    DIRT(PLACEHOLDER, "占位号")                                                                    \
    DIRT(GENERIC, "通用号")                                                                        \
    DIRT(FIFTEEN, "15位号")                                                                        \
    DIRT(TWO_EDITS, "错两位")                                                                      \
    DIRT(BIRTH_PART, "生日段错")                                                                   \
    DIRT(TWIN, "误填双胞胎号")                                                                     \
    DIRT(SLIPPED, "号码列错行")

enum sample_dirt_kind {
#define DIRT(id, zh) YX_DIRT_##id,
    YX_SAMPLE_DIRTS(DIRT)
#undef DIRT
        YX_N_DIRTS
};

struct sample_dirt {
    bool is_on;   /* off: everything is written as it is */
    bool is_hard; /* with the problems of hard_dirt.h too */
    struct yx_rng rng;
    const struct sample_world *world; /* needed where is_hard */
    const struct sample_block *block; /* … the children's */
};

/* An identity as somebody wrote it. */
struct sample_written {
    struct yx_buf name, id, student_no; /* fixed room below; never grow beyond it */
    enum sample_dirt_kind dirt;         /* of the number */
    bool is_name_wrong;                 /* beyond what normalising undoes */
    unsigned problems;                  /* bits of enum sample_problem */
    char room[3][128];
};

/* Prepare *out to be written to. */
void yx_written_init(struct sample_written *out);
/* A child's name, number and 学籍号 by this writer. */
void yx_dirt_child(struct sample_dirt *d, const struct sample_child *k,
                   const struct sample_house *h, enum sample_writer by, struct sample_written *out);
/* A grown-up's name and number. */
void yx_dirt_adult(struct sample_dirt *d, const struct sample_adult *a, enum sample_writer by,
                   struct sample_written *out);
/* 学籍号 as it should be: G and the number, L and J with digits of their own. */
void yx_sample_student_no(const struct sample_child *k, struct yx_buf *out);
/* A date in one of the usual forms; `style` is the writer's habit.  Returns bits of
 * enum sample_problem. */
unsigned yx_dirt_day(struct sample_dirt *d, yx_day day, unsigned style, struct yx_buf *out);
/* A year and month: 202009, 2020.9, 2020年9月; returns as above. */
unsigned yx_dirt_month(const struct sample_dirt *d, int year, int month, unsigned style,
                       struct yx_buf *out);
/* The grade in one of its spellings. */
void yx_dirt_grade(const struct sample_dirt *d, const struct sample_world *w,
                   const struct sample_child *k, unsigned style, struct yx_buf *out);
/* The school's name, shortened where the style says so. */
void yx_dirt_school(const struct sample_dirt *d, struct yx_str name, unsigned style,
                    struct yx_buf *out);
/* A cell that the workbook stores as a number begins with this character. */
#define YX_CELL_AS_NUMBER '\x1e'

#endif
