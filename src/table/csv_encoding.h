/* csv_encoding.h -- what the bytes of a text file are, from looking at them.
 *
 * Byte order marks say it for sure; without one UTF-16 shows by its zeros, and
 * between UTF-8 and GB18030 the malformed characters decide.  Big5 is not
 * guessed at: a file that looks like it is refused, because its bytes are
 * nearly all GB18030, too, and every name would silently be another.
 *
 * Ownership: none.  Errors: YX_INVALID for what is no text, saying what it
 * seems to be and how to save it.  Threads: safe. */
#ifndef YX_TABLE_CSV_ENCODING_H
#define YX_TABLE_CSV_ENCODING_H

#include "base/err.h"
#include "base/str.h"

enum yx_encoding {
    YX_ENCODING_UTF8,
    YX_ENCODING_GB18030,
    YX_ENCODING_UTF16LE,
    YX_ENCODING_UTF16BE,
    YX_ENCODING_ASCII /* nothing beyond ASCII in the sample: the first such byte decides */
};

enum { YX_ENCODING_SAMPLE = 1 << 18 }; /* bytes looked at */

/* yx_csv_encoding(bytes, name, body, out, err): find the encoding; *body is
 * `bytes` without a byte order mark.  Cost: the sample. */
int yx_csv_encoding(struct yx_str bytes, struct yx_str name, struct yx_str *body,
                    enum yx_encoding *out, struct yx_err *err);
/* Refuses a file without a single cell in it. */
int yx_csv_empty(struct yx_str name, struct yx_err *err);
/* Which of UTF-8 and GB18030 fits better bytes that are not both. */
enum yx_encoding yx_csv_encoding_of(struct yx_str bytes);
/* The delimiter of the records at the beginning of a text in UTF-8: ',' ';' tab
 * or '|'; 0 when none of them makes more than one column. */
char yx_csv_delimiter(struct yx_str text);
/* Excel's own word for it, a first line `sep=;`: its bytes, line end included,
 * and the delimiter; 0 when there is none. */
size_t yx_csv_sep_line(struct yx_str text, char *delimiter);
/* For yx_workbook.format: "csv/utf-8", "csv/gb18030", "csv/utf-16". */
const char *yx_csv_format(enum yx_encoding e);

#endif
