/* fuzz_cfb.c -- any bytes as a compound file: no crash, an end, no stream
 * longer than the file. */
#include "base/mem.h"
#include "table/cfb.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const name[] = {"Workbook",         "Book",  "EncryptionInfo",
                                       "EncryptedPackage", "Small", "Storage/Inner"};
    struct yx_str bytes = {(const char *)data, size}, s;
    struct yx_arena *a = yx_arena_new();
    struct yx_cfb *c;
    if (yx_cfb_open(bytes, "a.xls", a, &c, NULL) == YX_OK)
        for (size_t i = 0; i < YX_LEN(name); i++) {
            int rc = yx_cfb_stream(c, name[i], &s, NULL);
            YX_ASSERT((rc == YX_NOTFOUND) == !yx_cfb_has(c, name[i]));
            if (rc == YX_OK) {
                YX_ASSERT(s.n <= size);
                uint32_t sum = 0;
                for (size_t k = 0; k < s.n; k++)
                    sum += (unsigned char)s.p[k];
                YX_ASSERT(sum <= 255 * s.n);
            }
        }
    yx_arena_free(a);
    return 0;
}
