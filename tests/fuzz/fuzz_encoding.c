/* fuzz_encoding.c -- any bytes in any encoding: a view does not depend on its stops.
 *
 * The first byte says the encoding and how far conversions go at a time.  What
 * comes out is sound UTF-8, the same however it was stopped, every line is
 * found back in the source, and GB18030 made of it reads as the same text. */
#include "base/mem.h"
#include "table/csv_view.h"
#include "table/gb18030.h"

#include <stdio.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void round_trip(struct yx_str text)
{
    struct yx_buf gb = {0}, back = {0}, again = {0}, gb2 = {0};
    yx_gb18030_from_utf8(&gb, text);
    (void)yx_gb18030_put(&back, yx_buf_str(&gb));
    yx_gb18030_from_utf8(&gb2, yx_buf_str(&back));
    (void)yx_gb18030_put(&again, yx_buf_str(&gb2));
    /* The private characters of 2022 change once, and then never. */
    YX_ASSERT(yx_str_eq(yx_buf_str(&again), yx_buf_str(&back)));
    YX_ASSERT(yx_utf8_count(yx_buf_str(&back)) == yx_utf8_count(text));
    yx_buf_free(&gb);
    yx_buf_free(&gb2);
    yx_buf_free(&back);
    yx_buf_free(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    struct yx_str bytes = {(const char *)data + 1, size - 1}, body;
    enum yx_encoding guessed, e = (enum yx_encoding)(YX_ENCODING_GB18030 + data[0] % 3);
    (void)yx_csv_encoding(bytes, YX_S("a.csv"), &body, &guessed, NULL);
    struct yx_csv_view whole = {0}, cut = {0};
    yx_csv_view_open(&whole, bytes, e, 0);
    yx_csv_view_open(&cut, bytes, e, 0);
    (void)yx_csv_view_upto(&whole, bytes.n);
    size_t unit = e == YX_ENCODING_GB18030 ? 1 : 2;
    for (size_t at = 0; !cut.is_whole && at < bytes.n; at += (1 + data[0] / 3U % 16) * unit)
        (void)yx_csv_view_upto(&cut, at);
    (void)yx_csv_view_upto(&cut, bytes.n);
    YX_ASSERT(whole.is_whole && cut.is_whole);
    YX_ASSERT(yx_str_eq(whole.text, cut.text));
    YX_ASSERT(whole.n_errors == cut.n_errors && whole.foreign.n == cut.foreign.n);
    YX_ASSERT(yx_utf8_valid(whole.text) == whole.text.n);
    for (size_t i = 0; i < whole.text.n; i++) {
        if (whole.text.p[i] != '\n')
            continue;
        size_t source = yx_csv_view_source(&whole, i + 1);
        YX_ASSERT(source == yx_csv_view_source(&cut, i + 1) && source >= unit);
        YX_ASSERT(memchr(bytes.p + source - unit, '\n', unit));
    }
    round_trip(whole.text);
    yx_csv_view_free(&whole);
    yx_csv_view_free(&cut);
    return 0;
}
