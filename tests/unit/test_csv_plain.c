/* test_csv_plain.c -- the CSV tests again, on the scanner's plain C twin.
 *
 * The scanner compiled here takes the place of the library's, which uses SSE2
 * where it can. */
#define YX_PLAIN_C
#include "../../src/table/csv_scan.c"
#include "test_csv.c"
