/* hard_truth.h -- which missing children the files cannot tell from somebody else.
 *
 * A child who is missing has a twin or a namesake born the same day who is not, and
 * a row of that other one shows no number, birth and name (as written) that fit
 * him better than the missing child: nobody can say from the files whose row it is.
 * Such children cannot be counted as lost by a program, nor the other one as a false
 * alarm; 真值/indistinct.csv lists them with the row and the reason.
 *
 * While rows are written, what they show of such children is noted; when all blocks
 * are done, notes about the same two are laid side by side.
 *
 * Ownership: yx_hard_notes_free().  Errors: none.
 * Threads: notes belong to one thread at a time. */
#ifndef YX_SAMPLE_HARD_TRUTH_H
#define YX_SAMPLE_HARD_TRUTH_H

#include "sample/dirt.h"

struct sample_hard_note {
    uint64_t key;      /* the same for all who may be taken for each other */
    uint64_t person;   /* packed ID: the missing child, or whose row it is */
    bool is_missing;   /* he is missing; no row, and the fields below hold what is true of him */
    bool is_left_over; /* aged 15: the list is 初中毕业去向待核 */
    uint8_t sheet;
    uint8_t dirt;  /* enum sample_dirt_kind of the row's number */
    uint32_t line; /* row of the sheet: within the block until it is committed, then the file's */
    uint32_t town; /* of the school, or where he lives; YX_NO_SCHOOL: the row does not say */
    uint8_t n_name, n_id, n_no, n_true; /* bytes */
    char name[48];                      /* as the row shows it */
    char id[32], no[32];
    char true_name[48]; /* whose row it is */
};

struct sample_hard_notes {
    struct sample_hard_note *v;
    size_t n, cap;
};

void yx_hard_notes_free(struct sample_hard_notes *n);
/* Note that the child is missing, if he may be taken for somebody. */
void yx_hard_note_missing(struct sample_hard_notes *n, const struct sample_block *b,
                          const struct sample_child *k);
/* Note what the row shows that was written for a child who learns; `w` the identity in it, with
 * the student number only where the sheet has one. */
void yx_hard_note_row(struct sample_hard_notes *n, const struct sample_world *world,
                      const struct sample_block *b, const struct sample_child *k, unsigned sheet,
                      uint32_t line, const struct sample_written *w, bool has_student_no);
/* What follows from all notes: called once for each missing child and each row that may be his. */
typedef void yx_hard_found_fn(void *ctx, const struct sample_hard_note *missing,
                              const struct sample_hard_note *row, const char *why);
/* Lay the notes side by side; sorts them.  O(n log n). */
void yx_hard_notes_compare(struct sample_hard_notes *n, yx_hard_found_fn *found, void *ctx);

#endif
