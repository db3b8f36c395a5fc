/* dictionary.h -- the distinct values of columns, made ready to be compared.
 *
 * Private to record_set.c.  Codes are given in order of first appearance: fields in their
 * order, left before right, rows in theirs.
 *
 * Ownership: the record set's.  Errors: YX_IO when memory does not suffice.
 * Threads: with the pool; the same codes for any number of them. */
#ifndef YX_MATCH_DICTIONARY_H
#define YX_MATCH_DICTIONARY_H

#include "match/record_set.h"

/* Fills s->dictionary[d], the codes of its fields in every row, and their counts.  O(cells);
 * 20 bytes a cell of a column without a dictionary of its own while it runs. */
YX_MUST_USE int yx_dictionary_make(struct yx_record_set *s, unsigned d, struct yx_pool *pool,
                                   struct yx_err *err);

#endif
