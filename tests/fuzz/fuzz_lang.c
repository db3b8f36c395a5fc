/* fuzz_lang.c -- any bytes parse to a tree or to errors; formatting is stable. */
#include "base/mem.h"
#include "lang/format.h"
#include "lang/parse.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct yx_str text = {(const char *)data, size};
    struct yx_arena *arena = yx_arena_new();
    struct yx_report *report = yx_report_new();
    struct yx_buf said = {0}, once = {0}, twice = {0};
    struct yx_document *doc;
    int rc = yx_parse(text, YX_S("fuzz.yx"), arena, report, &doc);
    YX_ASSERT((rc == YX_OK) == (yx_report_count(report, YX_ERROR) == 0));
    yx_report_render(report, YX_ZH, &said);
    yx_report_json(report, YX_EN, &said);
    if (rc == YX_OK) {
        YX_ASSERT(yx_format(text, YX_S("fuzz.yx"), report, &once) == YX_OK);
        YX_ASSERT(yx_format(yx_buf_str(&once), YX_S("fuzz.yx"), report, &twice) == YX_OK);
        YX_ASSERT(yx_str_eq(yx_buf_str(&once), yx_buf_str(&twice)));
    }
    yx_buf_free(&said);
    yx_buf_free(&once);
    yx_buf_free(&twice);
    yx_report_free(report);
    yx_arena_free(arena);
    return 0;
}
