/* scan_int.h -- what the three parts of the scanner share.
 *
 * scan.re reads one token, word_rule.c says what a word is, layout.c makes lines
 * of tokens and reads the whole text.
 *
 * Ownership: as scan.h.  Errors: reported.  Threads: a scanner belongs to one. */
#ifndef YX_LANG_SCAN_INT_H
#define YX_LANG_SCAN_INT_H

#include "base/mem.h"
#include "lang/grammar.h"
#include "lang/parse.h"
#include "lang/scan.h"

enum { RESCANS = 8 };

struct bracket {
    uint8_t type; /* YX_T_LP or YX_T_LC */
    uint32_t at;  /* byte */
    uint32_t line, column;
};

struct scanner {
    const char *start, *end; /* the source */
    const char *at;          /* next byte */
    uint32_t line;           /* of `at` */
    const char *mark;        /* place up to which columns are counted */
    uint32_t mark_column;    /* of `mark` */
    int file;
    struct yx_arena *arena;
    struct yx_report *report;
    enum yx_doc_kind kind;       /* whose keywords hold here */
    enum yx_doc_kind first_kind; /* of the document */
    enum yx_lang lang;
    uint32_t indent[YX_NEST_MAX + 1]; /* blanks of the open levels */
    uint32_t depth;                   /* levels open, besides the outermost */
    uint32_t deeper;                  /* levels beyond the limit that were not opened */
    struct bracket open[YX_NEST_MAX];
    uint32_t n_open;
    uint32_t loose[RESCANS]; /* brackets that are never closed: not counted */
    size_t n_loose;
    bool is_new_line; /* the next token is the first of its line */
    uint32_t blanks;  /* before it */
    bool said_tab, said_deep, said_open;
    struct {
        struct yx_token *v;
        size_t n, cap;
    } token;
    struct {
        struct yx_comment *v;
        size_t n, cap;
    } comment;
};

/* ---- layout.c ---- */

/* Column of `p`, in characters from 1; `p` is on the scanner's line.  Cheap when
 * asked from left to right. */
uint32_t yx_scan_column(struct scanner *s, const char *p);
/* The place of the `n` bytes at `p`. */
struct yx_place yx_scan_place(struct scanner *s, const char *p, size_t n);
/* A second scan repeats what the first has said: has it? */
bool yx_scan_is_said(const struct scanner *s, struct yx_place place);

/* Reports an error at a place, once. */
#define YX_SCAN_SAY(s, place, ...)                                                                 \
    do {                                                                                           \
        if (!yx_scan_is_said((s), place))                                                          \
            (void)YX_REPORT((s)->report, YX_ERROR, place, __VA_ARGS__);                            \
    } while (0)

/* The last token, or NULL. */
const struct yx_token *yx_scan_last(const struct scanner *s);
/* Appends a token; before the first of a line, the marks that end the line above. */
void yx_scan_push(struct scanner *s, struct yx_token t);
/* Appends a bracket and counts it: within brackets lines do not end. */
void yx_scan_open(struct scanner *s, struct yx_token t);
void yx_scan_close(struct scanner *s, struct yx_token t);
/* Is the innermost open bracket a brace? */
bool yx_scan_in_braces(const struct scanner *s);
/* Does `word` begin a line of its own?  *prev is the token that it follows as
 * rule K sees it: NULL at the start of the text, an NL at the start of a line,
 * although that has not been pushed yet. */
bool yx_scan_begins(const struct scanner *s, struct yx_str word, const struct yx_token **prev);

/* ---- word_rule.c ---- */

/* Is a word behind a token of this type a value, whatever it looks like? */
bool yx_scan_wants_value(uint8_t type);
/* What a word is: fills type, op and kw of `t` from its text.  The arguments are
 * those of yx_scan_is_name. */
void yx_scan_classify(struct yx_token *t, enum yx_doc_kind kind, const struct yx_token *prev,
                      bool in_braces, bool defines);

/* ---- scan.re ---- */

/* Reads and pushes the token that `at` is on. */
void yx_scan_token(struct scanner *s);

#endif
