/* csv_cell.h -- the text of a CSV cell, as the file's writer meant it.
 *
 * Ownership: a text points into the record or into the caller's buffer.
 * Errors: none.  Threads: safe. */
#ifndef YX_TABLE_CSV_CELL_H
#define YX_TABLE_CSV_CELL_H

#include "table/csv_scan.h"

/* What the bytes of a record are that are not sound UTF-8 without NUL. */
enum yx_csv_dirt {
    YX_CSV_CLEAN,
    YX_CSV_DIRTY,  /* NULs go, malformed characters become U+FFFD */
    YX_CSV_GB18030 /* the record is in GB18030, though the file is not */
};

/* Bytes yx_csv_cell_text() may append for a record of `n` bytes: unquoted once,
 * and decoded at most threefold. */
static inline size_t yx_csv_text_room(size_t n)
{
    return n * 4 + 16;
}

/* The long way round: unquoted, cleaned, without a formula's or a guard's marks. */
struct yx_str yx_csv_made_text(const struct yx_csv_cell *c, enum yx_csv_dirt dirt,
                               struct yx_buf *text);

/* yx_csv_cell_text(c, dirt, text): the cell trimmed; made in `text`, which has
 * room for the record and does not move, when it is not in the file as such. */
static inline struct yx_str yx_csv_cell_text(const struct yx_csv_cell *c, enum yx_csv_dirt dirt,
                                             struct yx_buf *text)
{
    if (YX_UNLIKELY(dirt != YX_CSV_CLEAN || c->kind == YX_CSV_RAW ||
                    (c->text.n && (c->text.p[0] == '=' || c->text.p[0] == '\''))))
        return yx_csv_made_text(c, dirt, text);
    return yx_str_trim(c->text);
}

#endif
