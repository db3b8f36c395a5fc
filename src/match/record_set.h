/* record_set.h -- columns of one or two tables, prepared per distinct value.
 *
 * Each field of a model becomes a dictionary of values ready to be compared
 * (compare.h), common to both sides, and a code per row: rows whose normalised
 * values are equal have equal codes, code 0 is a missing value.  Fields that may
 * be exchanged share one dictionary.  Codes lie row by row, so that comparing two
 * rows touches two places of memory.
 *
 * Ownership: yx_record_set_free(); the tables are borrowed while it is made and
 * for yx_record_text().  Errors: YX_IO when memory does not suffice.
 * Threads: made with the pool; immutable afterwards. */
#ifndef YX_MATCH_RECORD_SET_H
#define YX_MATCH_RECORD_SET_H

#include "base/pool.h"
#include "match/link_model.h"
#include "table/table.h"

struct yx_record_dictionary {
    struct yx_value *value; /* by code; value[0] is missing */
    uint32_t n_values;      /* including value[0] */
};

struct yx_record_set {
    const struct yx_link_model *model;
    const struct yx_table *table[2];                        /* [YX_RIGHT] NULL for dedupe */
    uint32_t n_rows[2];                                     /* [YX_RIGHT] 0 for dedupe */
    uint32_t stride;                                        /* codes of a row */
    uint32_t *code[2];                                      /* code[side][row * stride + field] */
    uint8_t dictionary_of[YX_LINK_FIELDS];                  /* of a field */
    struct yx_record_dictionary dictionary[YX_LINK_FIELDS]; /* n_values 0: not used */
    uint32_t *count[YX_LINK_FIELDS][2]; /* rows of a side with this code of the field */
    struct yx_arena **arena;            /* of what does not fit in a value, one per thread */
    unsigned n_arenas;
};

/* O(cells). */
int yx_record_set_make(const struct yx_link_model *m, const struct yx_table *left,
                       const struct yx_table *right, struct yx_pool *pool,
                       struct yx_record_set *out, struct yx_err *err);
void yx_record_set_free(struct yx_record_set *s);

/* The side on which the second row of a pair stands. */
static inline enum yx_link_side yx_record_right(const struct yx_record_set *s)
{
    return s->table[YX_RIGHT] ? YX_RIGHT : YX_LEFT;
}
static inline const uint32_t *yx_record_codes(const struct yx_record_set *s, enum yx_link_side side,
                                              uint32_t row)
{
    return s->code[side] + (size_t)row * s->stride;
}
static inline const struct yx_value *yx_record_value(const struct yx_record_set *s, unsigned field,
                                                     uint32_t code)
{
    return &s->dictionary[s->dictionary_of[field]].value[code];
}
/* The cell as it is written. */
struct yx_str yx_record_text(const struct yx_record_set *s, enum yx_link_side side, unsigned field,
                             uint32_t row);

/* Some rows of a side, ascending. */
struct yx_record_rows {
    enum yx_link_side side;
    const uint32_t *row; /* NULL: all of them */
    uint32_t n;
};
static inline uint32_t yx_record_row(const struct yx_record_rows *r, uint32_t i)
{
    return r->row ? r->row[i] : i;
}

/* keys[i] = what rows->row[i] meets others by; 0: it has no such key.  Equal keys mean the same
 * within this record set only.  With the pool. */
int yx_record_keys(const struct yx_record_set *s, const struct yx_record_rows *rows,
                   const struct yx_link_key *key, unsigned n_keys, struct yx_pool *pool,
                   uint64_t *keys, struct yx_err *err);
/* The key of one value of the key's field. */
uint64_t yx_record_key_of(const struct yx_record_set *s, const struct yx_link_key *key,
                          const uint32_t *codes);

#endif
