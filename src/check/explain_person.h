/* explain_person.h -- why one person of the rosters gets what, and why not.
 *
 * The rosters are read and people resolved as for the lists; then the facts of
 * one person are explained, each with the files, sheets and rows it came from.
 *
 * Ownership: appends to the caller's buffer.
 * Errors: YX_NOTFOUND when nobody has the name or number; as yx_check().
 * Threads: as yx_check(). */
#ifndef YX_CHECK_EXPLAIN_PERSON_H
#define YX_CHECK_EXPLAIN_PERSON_H

#include "check/check.h"

/* `who`: an ID number, or a name as the lists show it, of all who bear it.  As a page in
 * `lang`, or as JSON (docs/explanation.schema.json).  o->policy must be there. */
int yx_check_explain(const struct yx_check_options *o, struct yx_str who, enum yx_lang lang,
                     bool as_json, struct yx_arena *arena, struct yx_buf *out, struct yx_err *err);

#endif
