/* scan.h -- from text to tokens and lines.
 *
 * The scanner folds full-width characters, tells keywords from names (rule K),
 * and makes the tokens NL, INDENT and DEDENT from line ends and indentation, as
 * docs/language.md 2 says.  Comments are no tokens; they are kept apart, for
 * the formatter.
 *
 * Ownership: tokens live in the arena and point into the source, which must be
 * followed by at least four NULs.  Errors: reported; scanning goes on behind them.
 * Threads: independent calls may run at once. */
#ifndef YX_LANG_SCAN_H
#define YX_LANG_SCAN_H

#include "lang/report.h"
#include "lang/syntax.h"

struct yx_arena;

enum { YX_TOKEN_QUOTED = 1 /* a name in 「」 */, YX_TOKEN_DASH = 2 /* 任意 written — */ };

struct yx_token {
    uint8_t type;       /* YX_T_… of grammar.h */
    uint8_t op;         /* enum yx_op of an operator */
    uint8_t flags;      /* YX_TOKEN_… */
    uint16_t kw;        /* enum yx_kw of a keyword, 当, 按 and 表 */
    uint32_t line;      /* 1-based */
    uint32_t column;    /* 1-based, characters */
    uint32_t at, n;     /* bytes of the source; 0 for NL, INDENT, DEDENT */
    struct yx_str text; /* folded; names without 「」, texts and sources without their brackets */
    struct yx_lit lit;  /* of a literal */
};

struct yx_comment {
    uint32_t line, column;
    uint32_t indent;    /* blanks before it when it has the line for itself */
    bool is_alone;      /* nothing but blanks before it */
    struct yx_str text; /* from the # on, without blanks at the end */
};

struct yx_scan {
    const struct yx_token *token; /* ended by one of type 0 */
    size_t n;                     /* without that one */
    const struct yx_comment *comment;
    size_t n_comments;
    enum yx_doc_kind kind; /* by the first word */
    enum yx_lang lang;     /* of the first word */
};

/* yx_scan(source, file, arena, report, out): `source` is valid UTF-8, followed
 * by four NULs; `file` is its number in the report.  O(bytes). */
void yx_scan(struct yx_str source, int file, struct yx_arena *arena, struct yx_report *report,
             struct yx_scan *out);

/* Would `word`, written bare behind `prev`, be read as a name (rule K)?
 * `prev` is the token before it, NULL at the start of the text; `in_braces` is
 * true inside { }; `defines` when it begins a line and = : or → follows. */
bool yx_scan_is_name(struct yx_str word, enum yx_doc_kind kind, const struct yx_token *prev,
                     bool in_braces, bool defines);
/* Is `word` one that may be written bare at all: letters, digits, the form of a name? */
bool yx_scan_is_plain(struct yx_str word);

#endif
