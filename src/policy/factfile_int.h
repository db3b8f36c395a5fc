/* factfile_int.h -- what a table of facts consists of.
 *
 * factfile.c reads it and puts its rows in order; factfile_columns.c hands its
 * facts to those who decide.
 *
 * Ownership: the table owns it all.  Errors: none.  Threads: see factfile.h. */
#ifndef YX_POLICY_FACTFILE_INT_H
#define YX_POLICY_FACTFILE_INT_H

#include "policy/factfile.h"

struct yx_input_column {
    const struct yx_column *column; /* NULL: not in the file */
    struct yx_fact_one *value;      /* per value of a dictionary */
    uint8_t *is_bad;
    enum yx_fact_form form; /* as narrow as the type allows */
    void *v, *members;      /* per value of a dictionary, in that form */
    uint8_t *state;
    bool any_bad, any_unknown, in_part; /* some value is bad; not known; a set known in part */
};

struct yx_factfile {
    const struct yx_policy *p;
    struct yx_workbook *book;
    const struct yx_table *table;
    struct yx_arena *arena;
    const struct yx_column *student, *term;
    struct yx_input_column *input;
    uint32_t *missing, n_missing;
    struct yx_str *extra;
    uint32_t n_extra;
    uint32_t *order;      /* rows in order */
    uint32_t *student_of; /* per row; UINT32_MAX unusable */
    int32_t *term_of;     /* per row */
    uint32_t n_rows, n_students;
    yx_term_fn wanted; /* NULL: every term, and each has to be covered */
    void *wanted_ctx;
    uint32_t n_left_out;
    struct {
        uint32_t *v;
        size_t n, cap;
    } unusable;
};

/* Set the narrow values of a column that is a dictionary from those parsed. */
void yx_factfile_narrow(const struct yx_factfile *f, const struct yx_policy_input *input,
                        struct yx_input_column *in);

#endif
