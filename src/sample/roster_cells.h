/* roster_cells.h -- cells that several rosters of the sample county share.
 *
 * A writer has habits (how it spells grades and dates) and slips; each cell goes
 * through them.
 *
 * Ownership: appends to the out of the writing.  Errors: none.
 * Threads: one block, one out, one thread. */
#ifndef YX_SAMPLE_ROSTER_CELLS_H
#define YX_SAMPLE_ROSTER_CELLS_H

#include "base/mem.h"
#include "sample/book.h"
#include "sample/dirt.h"
#include "sample/people.h"

struct sample_writing {
    const struct sample_world *w;
    const struct sample_block *b;
    struct sample_out *o;
    struct sample_dirt *dirt;
    struct sample_written typed; /* what the child's school has on file */
    struct sample_written now;   /* the identity being written */
    struct {
        uint32_t school;               /* 1 + the school; 0: none yet */
        char id[128], student_no[128]; /* of the row before; see yx_roster_slip() */
    } above[2];                        /* per sheet of compulsory enrolment */
};

static inline const struct sample_house *yx_roster_house(const struct sample_writing *c,
                                                         const struct sample_child *k)
{
    return &c->b->houses.v[k->house];
}

/* A slip of the whole row, in n of 10,000 dirty ones. */
bool yx_roster_happens(struct sample_writing *c, uint64_t n);
/* Whose identity the next cells show, as `by` writes it. */
void yx_roster_write_child(struct sample_writing *c, const struct sample_child *k,
                           enum sample_writer by);
/* As the school has it on file; in `odds` of 10,000 cases, else typed anew. */
void yx_roster_write_on_file(struct sample_writing *c, const struct sample_child *k, uint32_t odds);
/* In a list typed in another county. */
void yx_roster_write_hearsay(struct sample_writing *c, const struct sample_child *k);
/* The columns of numbers of this school slipped by one row: give the row of `now` those of the
 * row above it.  `at` 0 or 1: the sheet. */
void yx_roster_slip(struct sample_writing *c, uint32_t school, unsigned at);
void yx_roster_write_adult(struct sample_writing *c, const struct sample_adult *a,
                           enum sample_writer by);
/* Name, identity number and student number of whom was written last. */
void yx_roster_put_name(struct sample_writing *c);
void yx_roster_put_id(struct sample_writing *c);
void yx_roster_put_no(struct sample_writing *c);
void yx_roster_put_sex(struct sample_writing *c, int sex);
void yx_roster_put_people(struct sample_writing *c, enum sample_people p);
/* A writer's habit: the same for all rows of a school or an office. */
unsigned yx_roster_habit(uint32_t of, unsigned what);
void yx_roster_put_grade(struct sample_writing *c, const struct sample_child *k);
/* A date as the writer with this habit puts it. */
void yx_roster_put_date(struct sample_writing *c, yx_day day, unsigned style);
/* A birth, with the slips of who writes it. */
void yx_roster_put_birth(struct sample_writing *c, yx_day birth, enum sample_writer by,
                         unsigned style);
void yx_roster_put_school(struct sample_writing *c, uint32_t school);
void yx_roster_put_school_code(struct sample_writing *c, uint32_t school);
void yx_roster_put_class(struct sample_writing *c, const struct sample_child *k);
/* The year and month in which the child came to this stage: 202009. */
void yx_roster_put_entry(struct sample_writing *c, const struct sample_child *k);
void yx_roster_put_town(struct sample_writing *c, const struct sample_house *h);
void yx_roster_put_village(struct sample_writing *c, const struct sample_house *h);
/* `prefix`, the number of the block and n: nobody else's. */
void yx_roster_put_number(struct sample_writing *c, const char *prefix, uint32_t n);
/* A place outside the county. */
const char *yx_roster_outside_place(uint32_t outside);
void yx_roster_put_outside_school(struct sample_writing *c, const struct sample_child *k);
void yx_roster_put_stage(struct sample_writing *c, const struct sample_child *k);
void yx_roster_put_county(struct sample_writing *c);
/* 户口所在地: the county, another one, or nothing for who has no household in the country. */
void yx_roster_put_home(struct sample_writing *c, const struct sample_child *k);

/* ---- identity_rosters.c ---- */
/* The household's rows of the lists of 低保, 监测 and their like. */
void yx_roster_house_rows(struct sample_writing *c, const struct sample_house *h);
/* The child's own rows of the identity lists. */
void yx_roster_identity_rows(struct sample_writing *c, const struct sample_child *k);

#endif
