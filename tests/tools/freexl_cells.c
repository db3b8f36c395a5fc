/* freexl_cells.c -- every cell of an .xls by libfreexl, to measure beside ours.
 *
 * usage: freexl_cells FILE.xls; prints `cells rows`. */
#include <freexl.h>
#include <stdio.h>

int main(int argc, char **argv)
{
    const void *h = NULL;
    unsigned n_sheets = 0, rows = 0, all_rows = 0;
    unsigned long cells = 0;
    unsigned short columns = 0;
    if (argc != 2 || freexl_open(argv[1], &h) != FREEXL_OK || !h ||
        freexl_get_info(h, FREEXL_BIFF_SHEET_COUNT, &n_sheets) != FREEXL_OK)
        return 2;
    for (unsigned i = 0; i < n_sheets; i++) {
        if (freexl_select_active_worksheet(h, (unsigned short)i) != FREEXL_OK ||
            freexl_worksheet_dimensions(h, &rows, &columns) != FREEXL_OK)
            return 2;
        all_rows += rows;
        for (unsigned r = 0; r < rows; r++)
            for (unsigned short c = 0; c < columns; c++) {
                FreeXL_CellValue v;
                if (freexl_get_cell_value(h, r, c, &v) != FREEXL_OK)
                    return 2;
                cells += v.type != FREEXL_CELL_NULL;
            }
    }
    freexl_close(h);
    printf("%lu %u\n", cells, all_rows);
    return 0;
}
