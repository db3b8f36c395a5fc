/* compare_types.h -- what each type of compare.h has to offer.
 *
 * Private to the compare_*.c files: compare.c holds the table of types and calls what
 * they give; the others share how characters are kept in a value.
 *
 * Ownership: as compare.h.  Errors: none.  Threads: as compare.h. */
#ifndef YX_MATCH_COMPARE_TYPES_H
#define YX_MATCH_COMPARE_TYPES_H

#include "match/compare.h"
#include "match/similar.h"

struct compare_ops {
    /* *v is zero but for its type. */
    void (*prepare)(struct yx_str text, struct yx_arena *arena, struct yx_value *v);
    /* As yx_compare_holds(). */
    uint32_t (*holds)(const struct yx_value *a, const struct yx_value *b, uint32_t wanted);
    /* As yx_compare_words(), for values that differ; NULL: nothing to say. */
    void (*words)(unsigned level, const struct yx_value *a, const struct yx_value *b, bool english,
                  struct yx_buf *out);
};

extern const struct compare_ops compare_name_ops, compare_id_ops, compare_date_ops,
    compare_division_ops, compare_school_ops, compare_address_ops, compare_word_ops,
    compare_digits_ops, compare_code_ops;

static inline uint32_t level_bit(unsigned level)
{
    return (uint32_t)1 << level;
}

/* For block_keys.c; 0: not known.  A county or town of a division is its code, of an address
 * what stands for its name: keys of different types do not meet. */
uint64_t value_county(const struct yx_value *v);
uint64_t value_town(const struct yx_value *v);
/* Year * 10000 + month * 100 + day of a date, 0 for one that is none. */
uint32_t value_date(const struct yx_value *v);
/* Characters of the surname or of the first part of a name; 0: in letters. */
size_t value_surname(const struct yx_value *v);
/* The letters a name is read by, its usual readings without tone, ü as u; or their classes
 * (yx_syllable_class()) when `near`; or the first letters only.  0: in letters when `near`, or
 * a character without a reading. */
enum reading_kind { WHOLE_READING, NEAR_READING, READING_INITIALS };
uint64_t value_reading(const struct yx_value *v, enum reading_kind kind);

/* ---- characters of a value (compare.c) ---- */

/* Characters that are collected before they are kept. */
struct char_list {
    uint32_t n;                   /* kept */
    uint32_t all;                 /* seen */
    uint32_t c[YX_VALUE_LONGEST]; /* the first ones */
    uint64_t hash;                /* of all that were seen, in order */
};
static inline void char_list_start(struct char_list *l)
{
    l->n = l->all = 0;
    l->hash = 0x9E3779B97F4A7C15U;
}
/* A character that counts in the hash only. */
static inline void char_list_hash(struct char_list *l, uint32_t c)
{
    l->hash = (l->hash ^ c) * 0xFF51AFD7ED558CCDU;
    l->hash ^= l->hash >> 32;
}
static inline void char_list_add(struct char_list *l, uint32_t c)
{
    char_list_hash(l, c);
    l->all++;
    if (l->n < YX_VALUE_LONGEST)
        l->c[l->n++] = c;
}
/* Keep them in the value, with their hash and the set of them in `code`; nothing seen leaves
 * the value missing. */
void value_keep(struct yx_value *v, const struct char_list *l, struct yx_arena *arena);
/* A number from 1 that is its own text: hash and code. */
void value_keep_number(struct yx_value *v, uint64_t number);

/* Of a number, a date. */
bool value_is_number(const struct yx_value *v);
bool value_is_day(const struct yx_value *v);

static inline struct yx_chars value_chars(const struct yx_value *v)
{
    return (struct yx_chars){v->is_far ? v->text.far : (const void *)&v->text, v->n, v->width};
}
static inline uint32_t value_at(const struct yx_value *v, size_t i)
{
    return yx_chars_at(value_chars(v), i);
}
/* The bit of a character in a set of characters. */
static inline uint64_t char_bit(uint32_t c)
{
    return (uint64_t)1 << ((c ^ c >> 7) & 63);
}
/* At least so many edits lie between two texts, by their sets in `code`. */
static inline unsigned value_edits_at_least(const struct yx_value *a, const struct yx_value *b)
{
    uint32_t a_only = yx_bits_of(a->code & ~b->code), b_only = yx_bits_of(b->code & ~a->code);
    return YX_MAX(a_only, b_only);
}
/* Bits of `one` and `two` in `wanted` by OSA distance 1 and 2 of the characters; values that
 * differ only beyond the characters kept count as one edit. */
uint32_t value_edits(const struct yx_value *a, const struct yx_value *b, uint32_t wanted,
                     unsigned one, unsigned two);
/* Where the edits are, in words: `第9、10位颠倒`, `第5位 3/8`, `少第7位`. */
void value_edit_words(const struct yx_value *a, const struct yx_value *b, bool english,
                      struct yx_buf *out);

#endif
