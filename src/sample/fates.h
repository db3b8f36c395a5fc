/* fates.h -- where each child of a household learns, and what is known of it.
 *
 * Decides in this order: hardship of the household and the child, stage and
 * grade by age, school and boarding by distance, and for children of compulsory
 * age the rarer fates that the main job has to tell apart (missing, elsewhere
 * with and without proof, suspended, dropped out, …), with their explanations.
 *
 * Ownership: fills the caller's block.  Errors: none.  Threads: safe. */
#ifndef YX_SAMPLE_FATES_H
#define YX_SAMPLE_FATES_H

#include "sample/people.h"

/* Fill the fates of the household's children.  O(children). */
void yx_sample_house_fates(const struct sample_world *w, struct sample_block *b,
                           struct sample_house *h, struct yx_rng *r);

#endif
