/* name.h -- names of people, brought to one form and compared.
 *
 * The same name is typed in full-width letters, with blanks inside, with any of
 * a dozen dots, in traditional characters, with compatibility or private-use
 * code points.  Normalising (matching.md 0) takes all that away and nothing
 * else: two names that are written alike by somebody who knows the name come
 * out the same.  The dot of minority names is kept as `·` in the text, but does
 * not count in the hash, because many files leave it out.
 *
 * Ownership: the caller's buffers.  Errors: none, malformed UTF-8 becomes
 * U+FFFD.  Threads: safe. */
#ifndef YX_MATCH_NAME_H
#define YX_MATCH_NAME_H

#include "base/str.h"

/* Append the normalised name.  Under 50 ns when there is nothing to do. */
void yx_name_normalise(struct yx_str name, struct yx_buf *out);

/* Hash of the normalised name without its dots; 0 if nothing is left.  `scratch`
 * is overwritten. */
uint64_t yx_name_hash(struct yx_str name, struct yx_buf *scratch);

/* The character that is written for `cp` after normalising, itself for most. */
uint32_t yx_hanzi_fold(uint32_t cp);

/* How near two names are, nearest first. */
enum yx_name_level {
    YX_NAME_SAME,      /* the same once normalised */
    YX_NAME_ONE_EDIT,  /* one character replaced, missing, added, or two neighbours exchanged;
                          one character must stay */
    YX_NAME_SURNAME,   /* the same first character */
    YX_NAME_DIFFERENT, /* nothing of that */
    YX_NAME_MISSING    /* one of them is empty */
};
/* Compares characters, not bytes.  About a microsecond; for pairs, not for all rows. */
enum yx_name_level yx_name_compare(struct yx_str a, struct yx_str b);
/* Do both begin with the same character? */
bool yx_name_same_surname(struct yx_str a, struct yx_str b);

#endif
