/* format_int.h -- the tokens of a document on their way to canonical form.
 *
 * Private to format.c, which cuts and writes, and format_align.c, which decides
 * how many blanks stand before what has to stand below something.
 *
 * Ownership: all in the arena of the call.  Errors: none.  Threads: one call, one
 * thread. */
#ifndef YX_LANG_FORMAT_INT_H
#define YX_LANG_FORMAT_INT_H

#include "lang/parse.h"
#include "lang/scan.h"

struct yx_piece {
    const struct yx_token *t;
    struct yx_str text; /* canonical */
    uint32_t width;     /* of the text, columns */
    uint32_t space;     /* blanks before it; 0 at the start of a line */
    bool breaks;        /* begins a new physical line of the same sentence */
    bool is_tight;      /* an = of 事实 */
};

enum yx_form {
    YX_FORM_KEYWORD,
    YX_FORM_DECLARE,
    YX_FORM_DEFINE,
    YX_FORM_MOVE,
    YX_FORM_ENTRY,
    YX_FORM_TABLE,
    YX_FORM_ROW
};

struct yx_format_line {
    size_t from, to; /* pieces */
    uint32_t depth;
    uint32_t indent; /* blanks it had in the source */
    enum yx_form form;
    uint16_t kw;                  /* of YX_FORM_KEYWORD */
    size_t parent;                /* line above it in the tree; its own number at the top */
    uint32_t first_row, last_row; /* physical lines of the source */
};

/* A comment, behind piece `after` (counted from 1; 0: before all). */
struct yx_remark {
    const struct yx_comment *c;
    size_t after;
};

struct yx_format {
    struct yx_arena *arena;
    struct yx_str source; /* the document as it was given */
    const struct yx_scan *scan;
    struct {
        struct yx_piece *v;
        size_t n, cap;
    } piece;
    struct {
        struct yx_format_line *v;
        size_t n, cap;
    } line;
    struct yx_remark *remark; /* in the order of the source */
    size_t n_remarks;
    struct yx_buf *out;
};

/* Tables, and runs of lines that are alike: their parts below each other. */
void yx_format_align_runs(struct yx_format *f);
/* Sources of the lines of one block that begin with the same word stand below
 * each other. */
void yx_format_align_sources(struct yx_format *f);
/* The column where a source or comment behind column w stands; 0 if the line leaves no room. */
uint32_t yx_format_stop_after(uint32_t w);

#endif
