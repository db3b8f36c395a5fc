/* fold.h -- full-width characters read as their half-width twins.
 *
 * Outside of texts and citations U+FF01 to U+FF5E mean ASCII, U+3000 means two
 * blanks, and the list mark U+3001 means a comma (docs/language.md 2.1).
 *
 * Ownership: results point into the source or the arena.  Errors: none.
 * Threads: safe. */
#ifndef YX_LANG_FOLD_H
#define YX_LANG_FOLD_H

#include "base/str.h"

struct yx_arena;

/* The ASCII twin of a code point, or the code point itself. */
static inline uint32_t yx_fold_char(uint32_t cp)
{
    return cp >= 0xFF01 && cp <= 0xFF5E ? cp - 0xFF01 + 0x21 : cp == 0x3001 ? ',' : cp;
}
/* `s` itself when nothing folds, else a copy in the arena. */
struct yx_str yx_fold(struct yx_arena *a, struct yx_str s);

#endif
