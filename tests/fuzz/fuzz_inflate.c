/* fuzz_inflate.c -- any bytes as a DEFLATE stream, undone twice: by us and by zlib.
 *
 * The first byte says how large the blocks are that we are asked for. */
#include "base/mem.h"
#include "table/inflate.h"

#include <zlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MOST = 1 << 22 };

static bool by_zlib(struct yx_str packed, struct yx_buf *out)
{
    z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n};
    YX_ASSERT(inflateInit2(&z, -15) == Z_OK);
    int rc = Z_OK;
    while (rc == Z_OK && out->n < MOST) {
        yx_buf_reserve(out, 65536);
        z.next_out = (Bytef *)out->p + out->n;
        z.avail_out = 65536;
        rc = inflate(&z, Z_NO_FLUSH);
        out->n += 65536 - z.avail_out;
    }
    (void)inflateEnd(&z);
    return rc == Z_STREAM_END;
}

static bool by_us(struct yx_str packed, size_t block, struct yx_buf *out)
{
    struct yx_inflate *s = yx_inflate_new(packed);
    bool good = true;
    for (size_t n = 1; good && n && out->n < MOST; out->n += good ? n : 0) {
        yx_buf_reserve(out, block);
        good = yx_inflate_read(s, out->p + out->n, block, &n);
    }
    yx_inflate_free(s);
    return good;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct yx_str packed = {(const char *)data + 1, size - 1};
    struct yx_buf a = {0}, b = {0};
    bool we = by_us(packed, (size_t)data[0] * 257 + 1, &a), they = by_zlib(packed, &b);
    if (a.n < MOST && b.n < MOST) {
        YX_ASSERT(we == they);
        YX_ASSERT(!we || yx_str_eq(yx_buf_str(&a), yx_buf_str(&b)));
    }
    yx_buf_free(&a);
    yx_buf_free(&b);
    return 0;
}
