/* fuzz_compare.c -- any bytes as two values of a field: prepared, compared, said in words. */
#include "base/mem.h"
#include "match/compare.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte gives the type, the second where the first text ends. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    enum yx_compare_type type = (enum yx_compare_type)(data[0] % YX_N_COMPARE_TYPES);
    size_t cut = YX_MIN((size_t)data[1], size - 2);
    struct yx_str x = {(const char *)data + 2, cut},
                  y = {(const char *)data + 2 + cut, size - 2 - cut};
    struct yx_arena *arena = yx_arena_new();
    struct yx_value a, b;
    yx_value_prepare(type, x, arena, &a);
    yx_value_prepare(type, y, arena, &b);
    unsigned level = yx_compare(type, &a, &b);
    YX_ASSERT(level == yx_compare(type, &b, &a));
    YX_ASSERT(level == YX_LEVEL_MISSING || level < yx_compare_n_levels(type));
    unsigned like = yx_compare_percent(&a, &b);
    YX_ASSERT(like <= 10000 && like == yx_compare_percent(&b, &a));
    struct yx_buf said = {0};
    for (unsigned l = 0; l < yx_compare_n_levels(type); l++) /* also of levels they do not hold */
        yx_compare_words(type, l, &a, &b, l % 2, &said);
    yx_value_text(&a, &said);
    YX_ASSERT(yx_utf8_valid(yx_buf_str(&said)) == said.n);
    for (unsigned k = 0; k < YX_N_KEY_KINDS; k++) {
        uint64_t key = yx_block_key((enum yx_key_kind)k, data[0], &a);
        YX_ASSERT(key == 0 || (a.hash && yx_key_fits((enum yx_key_kind)k, type)));
    }
    yx_buf_free(&said);
    yx_arena_free(arena);
    return 0;
}
