/* csv_records.h -- the records of a CSV file, one after the other.
 *
 * For tools that judge what the program wrote: a reader of their own, small and
 * slow, so that the program's reader is not asked about itself.
 *
 * Ownership: cells point into the file or the arena.  Errors: a file that is not
 * there is said so, a wrong one is read as far as it goes.  Threads: one. */
#ifndef YX_TESTS_CSV_RECORDS_H
#define YX_TESTS_CSV_RECORDS_H

#include "base/mem.h"
#include "base/str.h"

#include <stdbool.h>

enum { CSV_CELLS = 40 };

struct csv {
    struct yx_str text;
    size_t at;
    struct yx_arena *arena;
    struct yx_str cell[CSV_CELLS];
    size_t n;
};

/* Opens FOLDER/NAME; false if it is not there. */
bool csv_open(struct csv *c, const char *folder, const char *name, struct yx_arena *a);
/* The next record; false at the end. */
bool csv_next(struct csv *c);
/* A cell of the record; empty where there is none, and for column -1. */
struct yx_str csv_cell(const struct csv *c, int column);
/* The column with that heading, if `head` is the heading's record; -1: none. */
int csv_column(const struct csv *head, const char *name);
/* A row of a file as a key, never 0. */
uint64_t csv_row_key(struct yx_str file, struct yx_str sheet, struct yx_str row);

#endif
