/* xlsx_cells.c -- read all cells of a workbook into columns, for measuring.
 *
 * usage: xlsx_cells [--expat|--inflate|--zlib] [--threads N] FILE.xlsx
 *
 * --expat reads sheets and strings with the tests' expat reader instead of our
 * scanner; all else is the same.  --inflate and --zlib only unpack every part,
 * with our DEFLATE or zlib's: what is left of the cost when nothing is read.
 * Prints `cells rows result_kib peak_kib`: memory that the result holds, and the
 * most there ever was. */
#include "base/file.h"
#include "table/inflate.h"
#include "table/reader.h"
#include "table/zip_dir.h"

#include "../readers/expat_reader.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>
#include <zlib.h>

static int plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *p,
                struct yx_err *err)
{
    (void)ctx;
    (void)err;
    p->first = p->last = 0;
    for (uint32_t c = 0; c < head->n_columns; c++)
        p->field[c] = (int)c;
    return YX_OK;
}

/* ---- with expat ---- */

/* The head by our scanner: expat has no way to stop and search on. */
static int expat_or_head(void *ctx, yx_sheet_row_fn fn, void *fn_ctx,
                         struct yx_sheet_extras *extras, struct yx_err *err)
{
    const struct yx_xlsx_sheet_source *s = ctx;
    struct yx_zip_part *part;
    if (extras)
        return yx_xlsx_rows(s, fn, fn_ctx, extras, err);
    int rc = yx_zip_part_open(s->zip, s->path, &part, err);
    if (rc == YX_OK)
        rc = expat_rows_from(yx_zip_part_fill, part, s, fn, fn_ctx, NULL, err);
    yx_zip_part_close(part);
    return rc;
}

static int read_strings(struct yx_zip *z, const char *path, struct yx_xlsx_strings *out,
                        struct yx_err *err)
{
    struct yx_zip_part *part = NULL;
    int rc = path ? yx_zip_part_open(z, path, &part, err) : YX_OK;
    if (rc == YX_OK && part)
        rc = expat_strings_from(yx_zip_part_fill, part, "", out, err);
    yx_zip_part_close(part);
    return rc;
}

static int read_with_expat(struct yx_str bytes, const struct yx_read_options *o,
                           struct yx_workbook *w, struct yx_err *err)
{
    struct yx_zip *z;
    struct yx_xlsx_book book;
    struct yx_xlsx_styles styles;
    struct yx_xlsx_strings strings = {0};
    bool any;
    int rc = yx_zip_open(bytes, "", &z, err);
    if (rc != YX_OK)
        return rc;
    rc = yx_xlsx_book_read(z, "", w->arena, &book, err);
    if (rc == YX_OK)
        rc = yx_xlsx_styles_read(z, book.styles, "", w->arena, &styles, err);
    if (rc == YX_OK)
        rc = read_strings(z, book.strings, &strings, err);
    for (uint32_t i = 0; rc == YX_OK && i < book.n_sheets; i++) {
        struct yx_xlsx_sheet_source s = {.zip = z,
                                         .path = book.sheet[i].path,
                                         .place = "",
                                         .book = &book,
                                         .styles = &styles,
                                         .strings = &strings};
        struct yx_sheet_source source = {
            .sheet = book.sheet[i].name, .rows = expat_or_head, .ctx = &s};
        rc = yx_sheet_rows_read(&source, o, w, &any, err);
    }
    yx_xlsx_strings_free(&strings);
    yx_zip_close(z);
    return rc;
}

/* ---- only unpacking ---- */

static uint64_t unpack(struct yx_str bytes, bool is_zlib)
{
    static char block[1 << 17];
    struct yx_zip_dir d;
    uint64_t total = 0;
    if (yx_zip_dir_read(bytes, "", &d, NULL) != YX_OK)
        return 0;
    for (size_t i = 0; i < d.n; i++) {
        struct yx_str packed = d.entry[i].packed;
        if (d.entry[i].method != YX_ZIP_DEFLATED)
            continue;
        if (is_zlib) {
            z_stream s = {.next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n};
            (void)inflateInit2(&s, -15);
            do {
                s.next_out = (Bytef *)block;
                s.avail_out = sizeof block;
            } while (inflate(&s, Z_NO_FLUSH) == Z_OK);
            total += s.total_out;
            (void)inflateEnd(&s);
        } else {
            struct yx_inflate *s = yx_inflate_new(packed);
            for (size_t n = 1; n && yx_inflate_read(s, block, sizeof block, &n);)
                total += n;
            yx_inflate_free(s);
        }
    }
    yx_zip_dir_free(&d);
    return total;
}

static long resident_kib(void)
{
    long pages = 0, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    if (f && fscanf(f, "%ld %ld", &pages, &resident) != 2)
        resident = 0;
    if (f)
        (void)fclose(f);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

static void print_cells(const struct yx_workbook *w)
{
    uint64_t cells = 0, rows = 0;
    struct rusage used;
    (void)malloc_trim(0);
    (void)getrusage(RUSAGE_SELF, &used);
    for (uint32_t i = 0; i < w->n_tables; i++) {
        rows += w->table[i]->n_rows;
        cells += (uint64_t)w->table[i]->n_rows * w->table[i]->n_columns;
    }
    printf("%llu %llu %ld %ld\n", (unsigned long long)cells, (unsigned long long)rows,
           resident_kib(), used.ru_maxrss);
}

int main(int argc, char **argv)
{
    const char *how = "", *path = NULL;
    unsigned threads = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--threads") == 0 && i + 1 < argc)
            threads = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (argv[i][0] == '-')
            how = argv[i] + 2;
        else
            path = argv[i];
    }
    struct yx_str bytes;
    struct yx_err err;
    if (!path || yx_map_path(path, &bytes, &err) != YX_OK) {
        (void)fprintf(stderr, "usage: xlsx_cells [--expat|--inflate|--zlib] [--threads N] FILE\n");
        return 2;
    }
    if (strcmp(how, "inflate") == 0 || strcmp(how, "zlib") == 0) {
        printf("%llu\n", (unsigned long long)unpack(bytes, *how == 'z'));
        return 0;
    }
    struct yx_pool *pool = threads > 1 ? yx_pool_new(threads) : NULL;
    struct yx_read_options o = {.plan = plan, .pool = pool};
    struct yx_workbook *w = NULL;
    int rc;
    if (strcmp(how, "expat") == 0) {
        struct yx_arena *a = yx_arena_new();
        w = YX_NEW(a, struct yx_workbook, 1);
        w->arena = a;
        rc = read_with_expat(bytes, &o, w, &err);
    } else {
        rc = yx_read_tables(bytes, yx_base_name(yx_str_of(path)), &o, &w, &err);
    }
    yx_unmap(bytes);
    if (rc == YX_OK)
        print_cells(w);
    yx_workbook_free(w);
    if (pool)
        yx_pool_free(pool);
    return rc;
}
