/* fuzz_mapping.c -- 名册.ini of any bytes: understood, or refused with its line. */
#include "base/mem.h"
#include "facts/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_mapping map;
    struct yx_mapping_sheet sheet;
    struct yx_err err = {0};
    int rc = yx_mapping_read((struct yx_str){(const char *)data, size}, a, &map, &err);
    YX_ASSERT(rc == YX_OK || (rc == YX_INVALID && err.code == YX_INVALID));
    for (uint32_t i = 0; rc == YX_OK && i < map.n_sheets && i < 16; i++) {
        struct yx_str section = map.sheet[i].section;
        yx_mapping_of(&map, section, (struct yx_str){NULL, 0}, i % 3, a, &sheet);
        YX_ASSERT(yx_mapping_names(&map.sheet[i], section, (struct yx_str){NULL, 0}, 0));
    }
    yx_arena_free(a);
    return 0;
}
