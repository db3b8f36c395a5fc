/* parse.h -- from text to a checked tree.
 *
 * Scans (scan.h), parses (grammar.y), and checks which clause may stand where
 * (schema.def).  What names mean and whether types agree is for the floors
 * above.
 *
 * Ownership: the document lives in the arena.  Errors: all errors of the text
 * go to the report, and YX_INVALID is returned if there is one; the document is
 * set all the same, without the lines that could not be read.
 * Threads: independent calls may run at once. */
#ifndef YX_LANG_PARSE_H
#define YX_LANG_PARSE_H

#include "lang/report.h"
#include "lang/syntax.h"

struct yx_arena;

enum {
    YX_HEIGHT_MAX = 1000,      /* operators one above the other: bounds recursion over a tree */
    YX_NEST_MAX = 100,         /* depth of blocks, and of expressions */
    YX_DOCUMENT_MAX = 16 << 20 /* bytes of a document */
};

/* yx_parse(text, name, arena, report, out): `name` is for messages.  The text
 * is copied.  O(bytes). */
int yx_parse(struct yx_str text, struct yx_str name, struct yx_arena *arena,
             struct yx_report *report, struct yx_document **out);

#endif
