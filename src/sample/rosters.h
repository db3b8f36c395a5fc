/* rosters.h -- a block of people as the departments would list them.
 *
 * Writes the rows of every roster but the payments: register, enrolment of all
 * stages, intake, attendance, graduates, schools, identity lists, proofs and
 * explanations.  A child appears exactly where its fate says it does.
 *
 * Ownership: appends to the caller's sample_out.  Errors: none.
 * Threads: one block, one out, one thread. */
#ifndef YX_SAMPLE_ROSTERS_H
#define YX_SAMPLE_ROSTERS_H

#include "sample/book.h"
#include "sample/dirt.h"
#include "sample/people.h"

/* Rows about the county itself, once: the schools. */
void yx_sample_county_rows(const struct sample_world *w, struct sample_out *out);
/* All rows about the block's people, as their writers put them. */
void yx_sample_block_rows(const struct sample_world *w, const struct sample_block *b,
                          struct sample_dirt *dirt, struct sample_out *out);

#endif
