/* fuzz_sheet_xml.c -- any bytes as the XML of a sheet, read twice: with our scanner and expat.
 *
 * The first byte says how large the blocks are in which our scanner gets the rest. */
#include "base/mem.h"

#include "../readers/agree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct yx_xlsx_strings strings = {0};
    struct yx_xlsx_sheet_source source = agree_source(&strings, data[0] & 1);
    struct yx_str xml = {(const char *)data + 1, size - 1};
    struct agree a = agree_on(AGREE_SHEET, xml, data[0] / 2, &source);
    YX_ASSERT(a.is_agreed);
    agree_free(&a);
    yx_xlsx_strings_free(&strings);
    return 0;
}
