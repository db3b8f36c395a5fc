/* format.h -- the one canonical form of a document.
 *
 * Two blanks a level, one blank between words, keywords in the language of the
 * document's first word, canonical amounts and signs, tables and runs of
 * definitions aligned, sources and comments in columns.  Comments, blank lines
 * (one at a time) and the writer's line breaks inside long sentences stay.
 * Formatting twice is the same as formatting once, and never changes what the
 * document says: the result is parsed and compared before it is given out.
 *
 * Ownership: the caller's buffer.  Errors: a document with errors is not
 * formatted.  Threads: independent calls may run at once. */
#ifndef YX_LANG_FORMAT_H
#define YX_LANG_FORMAT_H

#include "lang/report.h"

/* yx_format(text, name, report, out): append the canonical form.  YX_INVALID,
 * with the errors in `report` and nothing appended, if the text has errors. */
int yx_format(struct yx_str text, struct yx_str name, struct yx_report *report, struct yx_buf *out);

#endif
