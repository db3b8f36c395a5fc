/* report.h -- everything wrong with a document, with places.
 *
 * A report takes diagnostics in any order and gives them back sorted by file
 * and position.  Each has words in both languages, a place, and may have a
 * second place (“first written here”) and a hint (what to do).  Rendered as
 *
 *   policies/x.yx:41:7: 错误: 没有“中专”；可用：学前 小学 初中 普高 中职 高校
 *         条件 学段 = 中专
 *                     ^~~~
 *   policies/x.yx:12:3: 说明: 学段在这里声明
 *
 * The caret stands by display width, so that it is right under Chinese text.
 *
 * Ownership: a report copies everything; free it with yx_report_free().
 * Errors: none; at most YX_REPORT_MAX diagnostics are kept, the rest counted.
 * Threads: a report belongs to one thread at a time. */
#ifndef YX_LANG_REPORT_H
#define YX_LANG_REPORT_H

#include "base/err.h"
#include "base/str.h"

struct yx_document;
struct yx_node;
struct yx_report;

enum yx_severity { YX_ERROR, YX_WARNING, YX_NOTE };

enum { YX_REPORT_MAX = 1000 };

/* Somewhere in a file of the report. */
struct yx_place {
    int file;        /* from yx_report_file() */
    uint32_t line;   /* 1-based; 0: the file as a whole */
    uint32_t column; /* 1-based, characters */
    uint32_t length; /* characters marked; 0 or 1: a caret alone */
};

struct yx_diag {
    enum yx_severity severity;
    struct yx_place place;
    struct yx_text text;             /* literals with {0}…{3} */
    const char *arg[2][YX_ERR_ARGS]; /* by enum yx_lang */
    int n_args;
    struct yx_place second; /* second.line 0: none */
    struct yx_text second_text;
    struct yx_text hint; /* hint.zh NULL: none */
    const char *hint_arg[2][YX_ERR_ARGS];
    int n_hint_args;
    const char *instance; /* a case in which it happens, as a document would write it; NULL: none */
    uint32_t order;       /* of reporting, to keep the sort stable */
};

struct yx_report *yx_report_new(void);
void yx_report_free(struct yx_report *r); /* NULL is allowed */
/* Make a file known; its text is copied.  Returns its number. */
int yx_report_file(struct yx_report *r, struct yx_str name, struct yx_str text);

/* Keep no warnings about this file from now on: it is looked at for another's sake. */
void yx_report_mute(struct yx_report *r, int file);

/* Report something.  Arguments are C strings (copied), at most four; use
 * yx_report_c() for a yx_str.  The result may be given a hint or a second place
 * and is valid until the next call of YX_REPORT. */
#define YX_REPORT(r, severity, place, ...)                                                         \
    yx_report_add((r), (severity), (place), __VA_ARGS__, (const char *)NULL)
struct yx_diag *yx_report_add(struct yx_report *r, enum yx_severity severity, struct yx_place place,
                              struct yx_text text, ...) YX_SENTINEL;
/* What to do about it. */
#define YX_HINT(r, diag, ...) yx_report_hint((r), (diag), __VA_ARGS__, (const char *)NULL)
void yx_report_hint(struct yx_report *r, struct yx_diag *d, struct yx_text text, ...) YX_SENTINEL;
/* A case in which it happens, of any length; copied. */
void yx_report_instance(struct yx_report *r, struct yx_diag *d, struct yx_str text);
/* The other place that matters; `text` has no arguments. */
void yx_diag_second(struct yx_diag *d, struct yx_place place, struct yx_text text);

/* An argument that is itself in two languages: pass the result to YX_REPORT or YX_HINT. */
const char *yx_report_pair(struct yx_report *r, struct yx_text text);
/* Where a node stands. */
struct yx_place yx_node_place(const struct yx_document *doc, const struct yx_node *n);
/* The text as a C string in the report; long text is cut with …. */
const char *yx_report_c(struct yx_report *r, struct yx_str s);

unsigned yx_report_count(const struct yx_report *r, enum yx_severity s); /* also those not kept */
/* No more are kept: hints that cost something to find need not be looked for. */
bool yx_report_is_full(const struct yx_report *r);
/* Has something been reported at the beginning of this place?  O(diagnostics). */
bool yx_report_has(const struct yx_report *r, struct yx_place place);
/* All diagnostics, sorted; valid until the next addition. */
const struct yx_diag *yx_report_list(struct yx_report *r, size_t *n);
struct yx_str yx_report_file_name(const struct yx_report *r, int file);

/* Append the message alone, without place or hint. */
void yx_diag_text(const struct yx_diag *d, enum yx_lang lang, struct yx_buf *out);
/* Append everything as text for a terminal. */
void yx_report_render(struct yx_report *r, enum yx_lang lang, struct yx_buf *out);
/* Append a JSON array, an object per diagnostic (docs/lint.schema.json): its rule, place,
 * words in `lang` and in both languages, second place, and the student for whom it happens. */
void yx_report_json(struct yx_report *r, enum yx_lang lang, struct yx_buf *out);
/* The name of a message, for programs: its English words, `input-is-not-used`. */
void yx_report_rule(struct yx_text text, struct yx_buf *out);

#endif
