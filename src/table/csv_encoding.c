/* csv_encoding.c -- what the bytes of a text file are, from looking at them. */
#include "table/csv_encoding.h"

#include "base/mem.h"
#include "table/csv_scan.h"
#include "table/gb18030.h"
#include "table/sheet_plan.h"

#include <strings.h>

static size_t utf8_errors(struct yx_str s, size_t *two, size_t *three)
{
    size_t errors = 0, at = 0;
    uint32_t cp;
    *two = *three = 0;
    for (size_t before = 0; yx_utf8_next(s, &at, &cp); before = at) {
        size_t len = at - before;
        errors += len == 1 && cp == 0xFFFD;
        *two += len == 2;
        *three += len > 2;
    }
    return errors;
}

enum yx_encoding yx_csv_encoding_of(struct yx_str bytes)
{
    size_t two, three, characters;
    size_t u = utf8_errors(bytes, &two, &three);
    if (u + two + three == 0)
        return YX_ENCODING_ASCII;
    if (u == 0 && three)
        return YX_ENCODING_UTF8;
    size_t g = yx_gb18030_errors(bytes, &characters);
    /* Chinese in UTF-8 has three bytes a character; a text of nothing but
     * two-byte letters that is sound GB18030 is Chinese in GB18030. */
    if (u == 0 && three == 0 && g == 0)
        return YX_ENCODING_GB18030;
    return u <= g ? YX_ENCODING_UTF8 : YX_ENCODING_GB18030;
}

/* A cut at `n` bytes that does not split a line, if there is a line end at all. */
static struct yx_str sample_of(struct yx_str s, size_t n)
{
    if (s.n <= n)
        return s;
    const char *end = memrchr(s.p, '\n', n);
    if (!end)
        end = memrchr(s.p, '\r', n);
    return (struct yx_str){s.p, end ? (size_t)(end - s.p) + 1 : n};
}

/* How the beginnings of other kinds of files look. */
static const struct signature {
    struct yx_str begin;
    const char *what;
} signatures[] = {
    {{"%PDF-", 5}, "PDF"},
    {{"\x89PNG", 4}, "PNG"},
    {{"\xFF\xD8\xFF", 3}, "JPEG"},
    {{"GIF8", 4}, "GIF"},
    {{"Rar!", 4}, "RAR"},
    {{"7z\xBC\xAF\x27\x1C", 6}, "7-Zip"},
    {{"\x1F\x8B", 2}, "gzip"},
    {{"{\\rtf", 5}, "RTF"},
    {{"SQLite format 3", 15}, "SQLite"},
    {{"MZ", 2}, "EXE"},
    {{"\x7F"
      "ELF",
      4},
     "ELF"},
    {{"OFDO", 4}, "OFD"},
};

static bool begins_like_markup(struct yx_str s)
{
    static const char *const tags[] = {"<html", "<!doc", "<?xml", "<tabl", "<meta", "<head"};
    s = yx_str_trim(s);
    for (size_t i = 0; i < YX_LEN(tags); i++)
        if (s.n >= 5 && strncasecmp(s.p, tags[i], 5) == 0)
            return true;
    return false;
}

static int refuse_other_kinds(struct yx_str bytes, const char *name, struct yx_err *err)
{
    for (size_t i = 0; i < YX_LEN(signatures); i++)
        if (yx_str_starts(bytes, signatures[i].begin) &&
            (signatures[i].begin.n > 2 || memchr(bytes.p, 0, YX_MIN(bytes.n, 256))))
            return YX_FAIL(
                err, YX_INVALID,
                YX_TEXT(
                    "{0} 不是表格，而是 {1} 文件：请换成 CSV 或 .xlsx，或移出文件夹",
                    "{0} is no table but a {1} file: replace it by CSV or .xlsx, or take it away"),
                name, signatures[i].what);
    if (begins_like_markup(bytes))
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT(
                "{0} 是网页或 XML 格式的表格：请用 WPS 或 Excel 打开，另存为 .xlsx",
                "{0} is a table saved as a web page or XML: open it in Excel and save it as .xlsx"),
            name);
    bool is_utf16 = bytes.n >= 2 &&
                    (memcmp(bytes.p, "\xFF\xFE", 2) == 0 || memcmp(bytes.p, "\xFE\xFF", 2) == 0);
    if (is_utf16)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 是“Unicode 文本”（UTF-16）：请另存为“CSV UTF-8”或 .xlsx",
                    "{0} is \"Unicode text\" (UTF-16): save it as \"CSV UTF-8\" or .xlsx"),
            name);
    return YX_OK;
}

/* Text has few control characters; NUL alone is tolerated up to one in ten. */
static bool is_binary(struct yx_str s)
{
    size_t control = 0, nul = 0;
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        nul += c == 0;
        control +=
            (c < 0x20 && c != 0 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1A) ||
            c == 0x7F;
    }
    return control * 50 > s.n || nul * 10 > s.n;
}

int yx_csv_empty(struct yx_str name, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
    return YX_FAIL(err, YX_INVALID,
                   YX_TEXT("{0} 是空文件：请重新导出，或移出文件夹",
                           "{0} is empty: export it again, or take it out of the folder"),
                   z);
}

int yx_csv_encoding(struct yx_str bytes, struct yx_str name, struct yx_str *body,
                    enum yx_encoding *out, struct yx_err *err)
{
    char z[YX_ERR_ARG_SIZE];
    yx_sheet_name(name, (struct yx_str){NULL, 0}, z);
    int rc = refuse_other_kinds(bytes, z, err);
    if (rc != YX_OK)
        return rc;
    *body = bytes;
    if (yx_str_starts(bytes, YX_S("\xEF\xBB\xBF"))) {
        *body = yx_str_sub(bytes, 3, bytes.n);
        *out = YX_ENCODING_UTF8;
    } else if (yx_str_starts(bytes, YX_S("\x84\x31\x95\x33"))) { /* the mark in GB18030 */
        *body = yx_str_sub(bytes, 4, bytes.n);
        *out = YX_ENCODING_GB18030;
    } else {
        *out = yx_csv_encoding_of(sample_of(bytes, YX_ENCODING_SAMPLE));
    }
    struct yx_str sample = sample_of(*body, YX_ENCODING_SAMPLE);
    size_t two, three, characters;
    size_t errors = *out == YX_ENCODING_GB18030 ? yx_gb18030_errors(sample, &characters)
                                                : utf8_errors(sample, &two, &three);
    if (is_binary(sample) || errors * 20 > sample.n)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 不是文字表格（内容像二进制数据）：请换成 CSV 或 .xlsx",
                    "{0} is no text table (its content looks binary): replace it by CSV or .xlsx"),
            z);
    if (yx_str_trim(sample).n == 0 && sample.n == body->n)
        return yx_csv_empty(name, err);
    return YX_OK;
}

enum { SAMPLE_RECORDS = 32 };

/* How many of the first records have the number of cells most of them have,
 * and that number; 0 when that is one. */
static uint32_t agreement(struct yx_str sample, char delimiter, uint32_t *width)
{
    struct yx_csv_scan scan;
    struct yx_csv_record record = {.cap = 0};
    uint32_t seen[SAMPLE_RECORDS], n = 0, best = 0;
    yx_csv_scan_init(&scan, sample, delimiter);
    while (n < SAMPLE_RECORDS && yx_csv_next(&scan, &record))
        if (record.n > 1)
            seen[n++] = record.n;
    *width = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t same = 0;
        for (uint32_t j = 0; j < n; j++)
            same += seen[j] == seen[i];
        if (same > best || (same == best && seen[i] > *width)) {
            best = same;
            *width = seen[i];
        }
    }
    return best;
}

char yx_csv_delimiter(struct yx_str body, enum yx_encoding encoding)
{
    static const char candidates[] = {',', '\t', ';', '|'};
    struct yx_str sample = sample_of(body, 1 << 16);
    char best = 0;
    uint32_t best_same = 0, best_width = 0;
    for (size_t i = 0; i < YX_LEN(candidates); i++) {
        if (candidates[i] == '|' && encoding == YX_ENCODING_GB18030)
            continue; /* may be half a character there */
        uint32_t width, same = agreement(sample, candidates[i], &width);
        if (same > best_same || (same == best_same && width > best_width)) {
            best = candidates[i];
            best_same = same;
            best_width = width;
        }
    }
    return best;
}
