/* link_parameters.h -- what was learnt, as a text people can read and pin.
 *
 * A CSV of six columns: what the row is, the comparison, the grade or value, and
 * figures.  先验 (prior) is the share of one person's pairs among all pairs; 级
 * (grade) has m, u and the weight in bits; 词频 (term) the share of a value among
 * all rows.  m and u are read back, weights are worked out from them.  A document
 * names such a file after 参数, or --parameters does: then nothing is learnt, so
 * the same pair weighs the same in every run.
 *
 * Ownership: yx_link_parameters_free().  Errors: YX_INVALID with file, row and
 * what to do: a comparison or grade the model does not have, one that is missing,
 * a figure out of range.  Threads: one. */
#ifndef YX_MATCH_LINK_PARAMETERS_H
#define YX_MATCH_LINK_PARAMETERS_H

#include "match/link.h"
#include "table/reader.h"

struct yx_link_parameters {
    struct yx_fs_model fs;
    int32_t *term[YX_LINK_COMPARISONS]; /* by code; NULL: none given */
};

/* Append the text; of 词频 the values that stand in at least two rows. */
void yx_link_parameters_write(const struct yx_record_set *s, const struct yx_link_result *r,
                              bool english, struct yx_buf *out);
/* Read for this model and these lists; `o` gives workers, path and pool. */
int yx_link_parameters_read(struct yx_str bytes, struct yx_str name,
                            const struct yx_read_options *o, const struct yx_record_set *s,
                            struct yx_link_parameters *out, struct yx_err *err);
void yx_link_parameters_free(struct yx_link_parameters *p);

#endif
