/* factfile.h -- a table of facts, a row per student and term, ready to decide.
 *
 * Reads FACTS.csv (or a sheet) for a policy: finds the columns 学生, 学期 and
 * the inputs by heading, reads every distinct value of a column once, and puts
 * the rows in order: students by first appearance, terms by date.  A cell that
 * is outside its type or code list is unknown and is said with its row.
 *
 * Ownership: yx_factfile_free(); borrows the policy.
 * Errors: YX_INVALID for a file without 学生 and 学期, a heading that comes
 * twice, a term the policy does not cover.  Bad cells are no errors.
 * Threads: immutable once read; fills may run side by side. */
#ifndef YX_POLICY_FACTFILE_H
#define YX_POLICY_FACTFILE_H

#include "policy/policy.h"
#include "table/reader.h"

struct yx_factfile;

/* A row in the order of the results. */
struct yx_fact_row {
    uint32_t row;     /* of the file */
    uint32_t student; /* by first appearance */
    yx_term term;
};

/* yx_factfile_read(p, bytes, name, how, out, err): `how` says with which pool and
 * workers it is read; its plan is ours.  O(bytes); memory: four bytes a cell of
 * columns with few values, the text of the others. */
int yx_factfile_read(const struct yx_policy *p, struct yx_str bytes, struct yx_str name,
                     const struct yx_read_options *how, struct yx_factfile **out,
                     struct yx_err *err);
/* The same, with the rows of certain terms only: the others are left out and counted.  Tables read
 * from the same bytes for the same terms have the same rows, in the same order, whatever the
 * policy, and number the students alike in any case. */
typedef bool (*yx_term_fn)(void *ctx, yx_term term);
int yx_factfile_read_terms(const struct yx_policy *p, struct yx_str bytes, struct yx_str name,
                           const struct yx_read_options *how, yx_term_fn wanted, void *ctx,
                           struct yx_factfile **out, struct yx_err *err);
uint32_t yx_factfile_left_out(const struct yx_factfile *f);
void yx_factfile_free(struct yx_factfile *f); /* NULL is allowed */

/* Rows with a student and a term, in order; equal (student, term) side by side
 * in the order of the file. */
uint32_t yx_factfile_rows(const struct yx_factfile *f);
struct yx_fact_row yx_factfile_row(const struct yx_factfile *f, uint32_t i);
uint32_t yx_factfile_students(const struct yx_factfile *f);
struct yx_str yx_factfile_student(const struct yx_factfile *f, uint32_t row);
uint32_t yx_factfile_row_no(const struct yx_factfile *f, uint32_t row); /* as a person counts */
/* Inputs without a column; headings that are no input. */
const uint32_t *yx_factfile_missing(const struct yx_factfile *f, uint32_t *n);
const struct yx_str *yx_factfile_extra(const struct yx_factfile *f, uint32_t *n);
/* Rows without a student or a term that can be read. */
const uint32_t *yx_factfile_unusable(const struct yx_factfile *f, uint32_t *n);
struct yx_str yx_factfile_term_text(const struct yx_factfile *f, uint32_t row);

/* A cell that was outside its type. */
typedef void (*yx_bad_cell_fn)(void *ctx, uint32_t row, uint32_t input, struct yx_str text);
/* Set row `at` of the block to the facts of a row of the file. */
void yx_factfile_fill(const struct yx_factfile *f, const uint32_t *row, uint32_t n,
                      struct yx_facts *out, yx_bad_cell_fn bad, void *ctx);

/* Room for the columns of a block of rows. */
struct yx_factfile_room;
struct yx_factfile_room *yx_factfile_room_new(const struct yx_factfile *f, struct yx_arena *a);
/* The facts of rows row[0..n) (n <= YX_FACT_ROWS) as columns, each as narrow as its type allows:
 * one per input.  They live in `room` until its next use.  O(n × inputs). */
const struct yx_fact_column *yx_factfile_columns(const struct yx_factfile *f, const uint32_t *row,
                                                 uint32_t n, struct yx_factfile_room *room,
                                                 yx_bad_cell_fn bad, void *ctx);

#endif
