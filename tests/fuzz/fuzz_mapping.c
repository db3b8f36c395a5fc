/* fuzz_mapping.c -- 名册.ini of any bytes: understood, or refused with its line; and what a person
 * wrote into it is kept, once and for all. */
#include "base/mem.h"
#include "facts/mapping.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Merged into a new 名册.ini, and merged once more, the text is the same. */
static void merge(struct yx_str old, struct yx_arena *a)
{
    const struct yx_str made =
        YX_S("; ours\n\n[运行]\n密钥 = 1\n\n[a.csv]\n类别 = 学籍 ; kinds\n列.姓名 = 名\n");
    struct yx_buf once = {0}, twice = {0};
    yx_mapping_merge(made, old, a, &once);
    yx_mapping_merge(made, yx_buf_str(&once), a, &twice);
    YX_ASSERT(yx_str_eq(yx_buf_str(&once), yx_buf_str(&twice)));
    yx_buf_free(&once);
    yx_buf_free(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yx_arena *a = yx_arena_new();
    struct yx_mapping map;
    struct yx_mapping_sheet sheet;
    struct yx_err err = {0};
    struct yx_str text = {(const char *)data, size};
    int rc = yx_mapping_read(text, a, &map, &err);
    YX_ASSERT(rc == YX_OK || (rc == YX_INVALID && err.code == YX_INVALID));
    for (uint32_t i = 0; rc == YX_OK && i < map.n_sheets && i < 16; i++) {
        struct yx_str section = map.sheet[i].section;
        yx_mapping_of(&map, section, (struct yx_str){NULL, 0}, i % 3, a, &sheet);
        YX_ASSERT(yx_mapping_names(&map.sheet[i], section, (struct yx_str){NULL, 0}, 0));
        const struct yx_mapping_sheet *known =
            yx_mapping_remembers(&map, YX_S("低保名单20230331.xlsx"), map.sheet[i].mark, a, &sheet);
        YX_ASSERT(!known || known->mark == map.sheet[i].mark);
    }
    if (size <= 4096)
        merge(text, a);
    yx_arena_free(a);
    return 0;
}
