/* err.h -- expected failures as values, with words for people in two languages.
 *
 * A function that can fail returns an enum yx_code and fills the caller's
 * struct yx_err once, where the failure is first seen.  The text is a pair of
 * Chinese and English sentences with {0} to {3} as places for arguments, and
 * says what, where and what to do; it is rendered at the edge, by
 * yx_err_render(), in the language of the reader.
 *
 * Ownership: struct yx_err holds copies of its arguments and can be kept.
 * Errors: that is the subject.  Threads: no shared state. */
#ifndef YX_BASE_ERR_H
#define YX_BASE_ERR_H

#include "base/cc.h"
#include <stdint.h>

struct yx_buf;

enum yx_code {
    YX_OK = 0,
    YX_FOUND = 1,    /* a checking command found something: exit status 1 */
    YX_INVALID = 2,  /* unreadable or unusable input, wrong usage: exit status 2 */
    YX_IO = 3,       /* failed on the way (disk, memory): exit status 3 */
    YX_NOTFOUND = 4, /* the thing asked for is not there; mostly handled by the caller */
    YX_DENIED = 5    /* a password is needed, or another one; handled by the caller */
};

enum yx_lang { YX_ZH, YX_EN };

/* One sentence in both languages.  Points to string literals. */
struct yx_text {
    const char *zh, *en;
};
#define YX_TEXT(zh, en) ((struct yx_text){(zh), (en)})

enum { YX_ERR_ARGS = 7, YX_ERR_ARG_SIZE = 256 };

struct yx_err {
    enum yx_code code;
    struct yx_text text;                    /* literals */
    char arg[YX_ERR_ARGS][YX_ERR_ARG_SIZE]; /* UTF-8, cut at a character if too long */
    const char *file;                       /* of our source, for developers */
    int line;
};

/* YX_FAIL(err, code, text, args...): record the failure and return its code.
 * Arguments are C strings, at most YX_ERR_ARGS; `err` may be NULL.  Use as
 *   return YX_FAIL(err, YX_INVALID, YX_TEXT("没有文件 {0}", "no file {0}"), name); */
#define YX_FAIL(err, code, ...)                                                                    \
    yx_fail((err), (code), __FILE__, __LINE__, __VA_ARGS__, (const char *)NULL)
int yx_fail(struct yx_err *err, enum yx_code code, const char *file, int line, struct yx_text text,
            ...) YX_SENTINEL;

/* Append the message to `out`. */
void yx_err_render(const struct yx_err *err, enum yx_lang lang, struct yx_buf *out);
/* Append `text` with {0}.. replaced by args[0..n_args). */
void yx_text_render(struct yx_text text, enum yx_lang lang, const char *const *args, int n_args,
                    struct yx_buf *out);

/* Numbers as arguments: yx_fmt_i64(n).s lives to the end of the full expression. */
struct yx_num {
    char s[24];
};
struct yx_num yx_fmt_i64(int64_t n);
struct yx_num yx_fmt_u64(uint64_t n);
/* The system's reason (an errno) as an argument: rendered in the reader's language. */
struct yx_num yx_fmt_errno(int reason);
/* What yx_fmt_errno(reason) is rendered as; the system's own words for rare reasons. */
const char *yx_errno_text(int reason, enum yx_lang lang);

#endif
