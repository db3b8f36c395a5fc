/* heading_words.h -- the words headings are made of, looked up.
 *
 * Private to the headings module: data/headings.csv and data/kinds.csv, indexed
 * once.  A heading names a field by itself, or by a role (监护人, 户主 …) before or
 * behind one.  Ownership: static.  Errors: none.  Threads: safe. */
#ifndef YX_CODES_HEADING_WORDS_H
#define YX_CODES_HEADING_WORDS_H

#include "codes/fields.h"

enum yx_role {
    YX_ROLE_NONE,
    YX_ROLE_STUDENT,
    YX_ROLE_GUARDIAN,
    YX_ROLE_HEAD,
    YX_ROLE_PAYEE,
    YX_ROLE_UNUSED
};

struct yx_sense {
    bool is_known;     /* the heading is in the list, if only as not used */
    int field;         /* enum yx_field, or -1: known and not used */
    enum yx_role role; /* said by the heading itself */
    bool is_bare;      /* 姓名 or 证件号 with nobody named: its neighbours say whose it is */
    uint32_t rank;     /* place in the list: the earlier of two columns of one field is taken */
};

/* The key under which a cleaned heading is listed: 号码 → 号, 帐 → 账, without 的. */
void yx_heading_key(struct yx_str clean, struct yx_buf *out);
/* What a key means in a roster of the kind (YX_N_KINDS: in any). */
struct yx_sense yx_heading_sense(struct yx_str key, enum yx_kind kind);
/* The role a group heading above the column names; `rank` orders those of one role. */
enum yx_role yx_heading_group_role(struct yx_str key, uint32_t *rank);
/* 姓名 or 证件号 of a role as a field; -1 for other fields of people who are not the pupil. */
int yx_role_field(enum yx_role role, int field);

/* A set of fields. */
struct yx_field_set {
    uint64_t w[2];
};
static inline bool yx_field_in(const struct yx_field_set *s, int f)
{
    return f >= 0 && f < YX_N_FIELDS && (s->w[f / 64] >> (f % 64) & 1);
}
static inline void yx_field_add(struct yx_field_set *s, int f)
{
    s->w[f / 64] |= 1ULL << (f % 64);
}

enum { YX_KIND_ALTERNATIVES = 6 };
struct yx_kind_info {
    struct yx_str hints, also; /* words joined by blanks; also: if no hint is there */
    struct yx_field_set need[YX_KIND_ALTERNATIVES]; /* one of these */
    uint32_t n_needs;
    struct yx_field_set used;  /* needed or used if present */
    uint8_t sign[YX_N_FIELDS]; /* how much a column speaks for the kind */
};
const struct yx_kind_info *yx_kind_info(enum yx_kind kind);

#endif
