/* fields.h -- the kinds of rosters and the columns we know.
 *
 * Ownership: static names.  Errors: none.  Threads: safe. */
#ifndef YX_CODES_FIELDS_H
#define YX_CODES_FIELDS_H

#include "base/str.h"

enum yx_kind {
#define KIND(id, zh) YX_KIND_##id,
#include "codes/fields.def"
#undef KIND
    YX_N_KINDS
};

enum yx_field {
#define FIELD(id, zh) YX_FIELD_##id,
#include "codes/fields.def"
#undef FIELD
    YX_N_FIELDS,
    YX_FIELD_EXTRA =
        1000 /* + n: the n-th heading that is no known field but an input of the policy */
};

struct yx_str yx_kind_name(enum yx_kind k);
struct yx_str yx_field_name(enum yx_field f);
/* YX_N_KINDS, YX_N_FIELDS when there is none of that name. */
enum yx_kind yx_kind_find(struct yx_str name);
enum yx_field yx_field_find(struct yx_str name);

#endif
