/* ethnic.h -- the 56 ethnic groups and their codes (GB/T 3304).
 *
 * Also 97 (not identified) and 98 (naturalised), which are usage and not in the
 * standard.  Ownership: static names.  Errors: 0.  Threads: safe. */
#ifndef YX_CODES_ETHNIC_H
#define YX_CODES_ETHNIC_H

#include "base/str.h"

/* Code of 土家族, 土家, 15 or TJ; 0 if unknown. */
unsigned yx_ethnic_read(struct yx_str cell);
struct yx_str yx_ethnic_name(unsigned code); /* 土家族; empty for an unknown code */

#endif
