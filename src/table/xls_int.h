/* xls_int.h -- what the files of the binary workbook reader share.
 *
 * A workbook of before 2007 is one stream of records (a number, a length, at
 * most 8,224 bytes), first those of the whole book (the globals), then those
 * of each sheet.  Excel 97 to 2003 write BIFF8, Excel 5 and 95 BIFF5, whose
 * texts are in a code page; the records of cells are the same.
 *
 * Source: [MS-XLS]; for BIFF5 the records' descriptions for Excel 97 and before.
 * Ownership: what is read is in the caller's arena, but strings, which are
 * freed with yx_xls_shared_free().  Errors: YX_INVALID.  Threads: one. */
#ifndef YX_TABLE_XLS_INT_H
#define YX_TABLE_XLS_INT_H

#include "base/mem.h"
#include "table/cell_number.h"
#include "table/sheet_rows.h"

/* ---- records ---- */

enum yx_xls_id {
    XLS_FORMULA = 0x0006,
    XLS_EOF = 0x000A,
    XLS_DATE1904 = 0x0022,
    XLS_FILEPASS = 0x002F,
    XLS_CONTINUE = 0x003C,
    XLS_CODEPAGE = 0x0042,
    XLS_BOUNDSHEET = 0x0085,
    XLS_FILTERMODE = 0x009B,
    XLS_AUTOFILTERINFO = 0x009D,
    XLS_MULRK = 0x00BD,
    XLS_RSTRING = 0x00D6,
    XLS_XF = 0x00E0,
    XLS_MERGEDCELLS = 0x00E5,
    XLS_SST = 0x00FC,
    XLS_LABELSST = 0x00FD,
    XLS_NUMBER = 0x0203,
    XLS_LABEL = 0x0204,
    XLS_BOOLERR = 0x0205,
    XLS_STRING = 0x0207,
    XLS_ROW = 0x0208,
    XLS_ARRAY = 0x0221,
    XLS_TABLE = 0x0236,
    XLS_RK = 0x027E,
    XLS_FORMAT = 0x041E,
    XLS_SHRFMLA = 0x04BC,
    XLS_BOF = 0x0809
};

struct yx_xls_record {
    uint32_t id;
    struct yx_str body;
};

/* A place in the stream of records. */
struct yx_xls_cursor {
    struct yx_str stream;
    size_t at;
};

static inline uint32_t yx_xls_u16(const char *p)
{
    return (unsigned char)p[0] | (uint32_t)(unsigned char)p[1] << 8;
}

static inline uint32_t yx_xls_u32(const char *p)
{
    return yx_xls_u16(p) | yx_xls_u16(p + 2) << 16;
}

/* The record at the cursor, which moves past it; false at the end of the
 * stream, or where less is left than the record claims. */
static inline bool yx_xls_next(struct yx_xls_cursor *c, struct yx_xls_record *out)
{
    const char *p = c->stream.p + c->at;
    size_t left = c->stream.n - c->at;
    if (left < 4 || left - 4 < yx_xls_u16(p + 2))
        return false;
    out->id = yx_xls_u16(p);
    out->body = (struct yx_str){p + 4, yx_xls_u16(p + 2)};
    c->at += 4 + out->body.n;
    return true;
}

/* ---- texts ---- */

enum { XLS_MAX_COLUMN = 16384, XLS_MAX_TEXT = 32767 * 4 };

/* The strings cells point to. */
struct yx_xls_shared {
    struct yx_buf text;
    struct {
        uint32_t *v;
        size_t n, cap;
    } end; /* end[i]: bytes up to and including string i */
};
void yx_xls_shared_free(struct yx_xls_shared *s);

/* How texts are stored in this book. */
struct yx_xls_coding {
    bool is_biff8;      /* Unicode; the code page means nothing */
    uint32_t code_page; /* as the file says; 0: it does not */
};

/* yx_xls_strings(first, rest, place, out, err): the strings of an SST record
 * and of the CONTINUE records at the cursor, which moves past them.  O(bytes). */
int yx_xls_strings(struct yx_str first, struct yx_xls_cursor *rest, const char *place,
                   struct yx_xls_shared *out, struct yx_err *err);

/* yx_xls_text(c, body, rest, out, place, err): append the text that begins with
 * the count of its characters at `body`; *rest stands after that record and
 * moves past the CONTINUE records used. */
int yx_xls_text(struct yx_xls_coding c, struct yx_str body, struct yx_xls_cursor *rest,
                struct yx_buf *out, const char *place, struct yx_err *err);

/* The same for a text whose count is one byte and which lies in one record. */
int yx_xls_short_text(struct yx_xls_coding c, struct yx_str body, struct yx_buf *out,
                      const char *place, struct yx_err *err);

/* ---- the book ---- */

struct yx_xls_sheet_ref {
    struct yx_str name;
    uint32_t at; /* of its first record in the stream */
    bool is_hidden;
    bool is_worksheet; /* no chart, no macros */
};

struct yx_xls_book {
    struct yx_str stream;
    struct yx_xls_coding coding;
    bool is_1904;
    struct yx_cell_format *format; /* per XF */
    uint32_t n_formats;
    struct yx_xls_shared strings;
    struct yx_xls_sheet_ref *sheet;
    uint32_t n_sheets;
};

/* yx_xls_book_read(stream, name, a, out, err): the globals.  The stream and
 * `name`, the file's, must outlive *out; out->strings is freed by the caller,
 * also after a failure. */
int yx_xls_book_read(struct yx_str stream, const char *name, struct yx_arena *a,
                     struct yx_xls_book *out, struct yx_err *err);

/* The file is damaged or cut off. */
int yx_xls_damaged(const char *name, struct yx_err *err);

/* ---- a sheet ---- */

/* What has to be known of a sheet before its first row. */
struct yx_xls_sheet {
    const struct yx_xls_book *book;
    const char *place; /* for messages */
    struct yx_str records;
    uint64_t hidden[65536 / 64]; /* a bit per row */
    struct yx_sheet_ranges merged;
    bool is_filtered;
    struct yx_xls_order {
        uint32_t row, at; /* of a cell's record in `records` */
    } * order;            /* cells by row; NULL when the file has them so */
    size_t n_order;
};

/* yx_xls_sheet_open(book, ref, place, out, err): look through the sheet's
 * records: merged ranges, hidden rows, order.  O(records).  Close it also after
 * a failure. */
int yx_xls_sheet_open(const struct yx_xls_book *book, const struct yx_xls_sheet_ref *ref,
                      const char *place, struct yx_xls_sheet *out, struct yx_err *err);
void yx_xls_sheet_close(struct yx_xls_sheet *s);

/* Rows with at least one cell in them to `fn`, in order of row numbers, until it
 * answers YX_FOUND or fails. */
int yx_xls_rows(const struct yx_xls_sheet *s, yx_sheet_row_fn fn, void *ctx, struct yx_err *err);

#endif
