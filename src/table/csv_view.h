/* csv_view.h -- a stretch of a text file as UTF-8, made as it is needed.
 *
 * A file in UTF-8 is its own view.  One in GB18030 or UTF-16 is converted from
 * some place on, as far as asked, so that a task holds no more than its chunk;
 * the view knows which place of the file a record begins at.
 *
 * Lists put together from several programs' files may change their encoding
 * from one line to the next: a line of Chinese in sound UTF-8 within GB18030 is
 * taken as it is and remembered as foreign.
 *
 * Ownership: yx_csv_view_free(); the source is borrowed.  Errors: none;
 * malformed characters become U+FFFD (not in UTF-8, which is not looked at).
 * Threads: one thread per view. */
#ifndef YX_TABLE_CSV_VIEW_H
#define YX_TABLE_CSV_VIEW_H

#include "table/csv_encoding.h"

struct yx_csv_place {
    uint32_t text, source; /* relative to the beginning of the view: of a line */
};

struct yx_csv_view {
    struct yx_str source; /* the whole file behind its byte order mark */
    enum yx_encoding encoding;
    size_t from;        /* where in the source the text begins */
    struct yx_str text; /* what there is so far */
    bool is_whole;      /* the text reaches the end of the source */
    size_t n_errors;    /* malformed characters made U+FFFD */
    struct {
        uint32_t *v; /* text offsets where foreign lines begin */
        size_t n, cap;
    } foreign;
    /* for the view itself: */
    struct yx_buf made;
    size_t upto;     /* source converted so far */
    size_t line_end; /* of the line in hand, in the source */
    bool is_foreign; /* that line is */
    struct {
        struct yx_csv_place *v;
        size_t n, cap;
    } place;
};

/* Begin at `from`, which must be the beginning of a line; room is kept. */
void yx_csv_view_open(struct yx_csv_view *v, struct yx_str source, enum yx_encoding encoding,
                      size_t from);
/* Every character that begins before `limit` (of the source) is in the text;
 * returns the place in the text of the first that does not.  O(new bytes). */
size_t yx_csv_view_upto(struct yx_csv_view *v, size_t limit);
/* Twice as much text, at least; for records that do not end in it. */
void yx_csv_view_more(struct yx_csv_view *v);
/* The place in the source of the line that begins at `text`, or its end. */
size_t yx_csv_view_source(const struct yx_csv_view *v, size_t text);
void yx_csv_view_free(struct yx_csv_view *v);

/* UTF-16 as UTF-8, appended; returns the lone surrogates and half units made U+FFFD. */
size_t yx_utf16_put(struct yx_buf *out, struct yx_str s, bool is_big);

#endif
