/* book_sink.h -- the lists as one workbook that opens on its cover.
 *
 * 封面 says the figures at once and how to work with the lists, 汇总 how they
 * came about, 勾稽 balances the children; then a sheet a list.  The cover needs
 * the figures, so rows are kept until the run is over; of a list over 300,000
 * rows, and of 人员, only the number is kept, and the cover says which CSV
 * holds them.
 *
 * Ownership: yx_book_sink_free().  Errors: YX_IO from yx_book_write(); the
 * earlier workbook is as it was.  Threads: as sink.h says. */
#ifndef YX_CHECK_BOOK_SINK_H
#define YX_CHECK_BOOK_SINK_H

#include "check/sink.h"
#include "check/summary.h"

enum { YX_BOOK_ROWS = 300000 }; /* of a list, at most */

struct yx_book_sink;

struct yx_book_sink *yx_book_sink_new(unsigned slots);
struct yx_sink yx_book_sink(struct yx_book_sink *b);
/* Write the workbook under a temporary name beside `path` and rename it.
 * `lists` is the name of the folder of CSV files, empty if there is none. */
int yx_book_write(struct yx_book_sink *b, const struct yx_summary *s, const char *version,
                  const char *path, struct yx_str lists, struct yx_err *err);
void yx_book_sink_free(struct yx_book_sink *b); /* NULL is allowed */

#endif
