/* hard_dirt.h -- slips that leave a row hard to attribute.
 *
 * On top of dirt.h, in a hard county: numbers with two slips, numbers made anew
 * from a wrong birth (so that the check digit is right), the twin's number, the
 * guardian's number for every child of the family, no number at all for the very
 * child who has a namesake; wrong birth dates, names in pinyin, a twin's name; a
 * school whose column of numbers slipped by one row; lists typed in other counties
 * from what was said on the telephone.
 *
 * Ownership: results are values.  Errors: none.
 * Threads: as struct sample_dirt. */
#ifndef YX_SAMPLE_HARD_DIRT_H
#define YX_SAMPLE_HARD_DIRT_H

#include "sample/dirt.h"

/* What is wrong with the number, beyond what dirt.h draws; YX_DIRT_NONE for most. */
enum sample_dirt_kind yx_hard_draw(struct sample_dirt *d, const struct sample_child *k,
                                   const struct sample_house *h, enum sample_writer by);
/* Write the number with that slip; out->id holds the right one. */
void yx_hard_spoil(struct sample_dirt *d, const struct sample_child *k, struct sample_written *out);
/* Note what is hard about the child in out->problems; another name where the twin's is written. */
void yx_hard_name(struct sample_dirt *d, const struct sample_child *k, enum sample_writer by,
                  struct sample_name *name, struct sample_written *out);
/* The name in pinyin, in one of the usual spellings. */
void yx_hard_romanise(struct sample_dirt *d, const struct sample_name *name, struct yx_buf *out);
/* The birth as this writer puts it; *problems gets a bit where it is wrong. */
yx_day yx_hard_birth(struct sample_dirt *d, yx_day birth, enum sample_writer by,
                     unsigned *problems);
/* A row of a list typed elsewhere: more goes wrong, and YX_PROBLEM_HEARSAY is noted. */
void yx_hard_hearsay(struct sample_dirt *d, const struct sample_child *k,
                     struct sample_written *out);
/* Did the column of numbers of this school slip in this block? *with_student_no: that of the
 * student numbers, too. */
bool yx_hard_has_slipped(const struct sample_world *w, const struct sample_block *b,
                         uint32_t school, bool *with_student_no);

#endif
