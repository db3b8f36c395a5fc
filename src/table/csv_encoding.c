/* csv_encoding.c -- what the bytes of a text file are, from looking at them. */
#include "table/csv_encoding.h"

#include "base/mem.h"
#include "table/csv_scan.h"
#include "table/csv_view.h"
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

/* Counts the lines that are sound in one encoding: lists put together from
 * several files have lines of both, and what most lines are, the file is.
 * *errors: malformed characters in lines that are sound in neither. */
static void count_lines(struct yx_str bytes, size_t *utf8, size_t *gb18030, size_t *errors)
{
    struct yx_str line;
    *utf8 = *gb18030 = *errors = 0;
    while (yx_str_split(&bytes, '\n', &line)) {
        size_t two, three, characters;
        size_t u = utf8_errors(line, &two, &three), g;
        if (u + two + three == 0)
            continue;
        if (u == 0 && three)
            ++*utf8;
        else if ((g = yx_gb18030_errors(line, &characters)) == 0)
            ++*gb18030;
        else if (u == 0)
            ++*utf8;
        else
            *errors += YX_MIN(u, g);
    }
}

/* Sound UTF-8 with a character of three bytes, as Chinese has: nearly every file. */
static bool is_plainly_utf8(struct yx_str bytes)
{
    size_t i = 0;
    while (i < bytes.n && (unsigned char)bytes.p[i] < 0xE0)
        i++;
    return i < bytes.n && yx_utf8_valid(bytes) == bytes.n;
}

enum yx_encoding yx_csv_encoding_of(struct yx_str bytes)
{
    size_t two, three, characters, lines_u, lines_g, errors;
    if (is_plainly_utf8(bytes))
        return YX_ENCODING_UTF8;
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
    count_lines(bytes, &lines_u, &lines_g, &errors);
    if (lines_u != lines_g)
        return lines_u > lines_g ? YX_ENCODING_UTF8 : YX_ENCODING_GB18030;
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
    if (yx_str_starts(bytes, YX_S("\xFF\xFE\0\0")) || yx_str_starts(bytes, YX_S("\0\0\xFE\xFF")))
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 是 UTF-32 编码的文本：请另存为“CSV UTF-8”或 .xlsx",
                               "{0} is text in UTF-32: save it as \"CSV UTF-8\" or .xlsx"),
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

/* Whether bytes without a mark are UTF-16: digits and commas have a zero beside
 * them, and nearly every unit is a character that rosters have. */
static bool looks_like_utf16(struct yx_str s, bool is_big)
{
    if (s.n == 0 || !memchr(s.p, 0, s.n))
        return false;
    size_t units = s.n / 2, ascii = 0, odd = 0, signs = 0;
    for (size_t i = 0; i < units; i++) {
        unsigned char a = (unsigned char)s.p[2 * i], b = (unsigned char)s.p[2 * i + 1];
        uint32_t u = is_big ? (uint32_t)a << 8 | b : (uint32_t)b << 8 | a;
        bool is_sign = u == '\n' || u == '\r' || u == '\t' || u == ',';
        signs += is_sign;
        if (is_sign || (u >= ' ' && u < 0x7F))
            ascii++;
        else if (u < 0xA0 || (u >= 0xE000 && u < 0xF900) || u >= 0xFFFE)
            odd++;
    }
    return units >= 4 && signs && ascii * 10 >= units && odd * 50 <= units;
}

/* Traditional Chinese in Big5: lead bytes from A1, and trail bytes below 80 as
 * often as that code has them, which GB18030 keeps for rare characters. */
static bool looks_like_big5(struct yx_str s)
{
    enum { ENOUGH = 8 };
    size_t characters = 0, low = 0, common = 0;
    for (size_t i = 0; i < s.n;) {
        unsigned char a = (unsigned char)s.p[i];
        if (a < 0x80) {
            i++;
            continue;
        }
        unsigned char b = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
        if (a < 0xA1 || a > 0xF9 || b < 0x40 || (b > 0x7E && b < 0xA1) || b == 0xFF)
            return false;
        characters++;
        low += b < 0x80;
        common += a <= 0xC6;
        i += 2;
    }
    return characters >= ENOUGH && low * 5 >= characters && common * 10 >= characters * 6;
}

static int refuse_big5(const char *name, struct yx_err *err)
{
    return YX_FAIL(
        err, YX_INVALID,
        YX_TEXT(
            "{0} 像是繁体中文的 Big5 编码，不能当国标码读：请用 Excel 或 WPS 的“自文本导入”选“950 繁体中文(Big5)”打开，另存为 .xlsx 或“CSV UTF-8”",
            "{0} looks like Big5, which cannot be read as GB18030: import it into Excel as text of code page 950 and save it as .xlsx or \"CSV UTF-8\""),
        name);
}

/* What the mark at the beginning says; false: there is none. */
static bool marked(struct yx_str bytes, struct yx_str *body, enum yx_encoding *out)
{
    static const struct {
        struct yx_str mark;
        enum yx_encoding encoding;
    } marks[] = {{{"\xEF\xBB\xBF", 3}, YX_ENCODING_UTF8},
                 {{"\x84\x31\x95\x33", 4}, YX_ENCODING_GB18030},
                 {{"\xFF\xFE", 2}, YX_ENCODING_UTF16LE},
                 {{"\xFE\xFF", 2}, YX_ENCODING_UTF16BE}};
    for (size_t i = 0; i < YX_LEN(marks); i++)
        if (yx_str_starts(bytes, marks[i].mark)) {
            *body = yx_str_sub(bytes, marks[i].mark.n, bytes.n);
            *out = marks[i].encoding;
            return true;
        }
    return false;
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
    struct yx_str sample = sample_of(bytes, YX_ENCODING_SAMPLE);
    if (!marked(bytes, body, out)) {
        if (looks_like_utf16(sample, false))
            *out = YX_ENCODING_UTF16LE;
        else if (looks_like_utf16(sample, true))
            *out = YX_ENCODING_UTF16BE;
        else
            *out = yx_csv_encoding_of(sample);
        if (*out == YX_ENCODING_GB18030 && looks_like_big5(sample))
            return refuse_big5(z, err);
    }
    sample = sample_of(*body, YX_ENCODING_SAMPLE);
    size_t lines_u, lines_g, errors;
    struct yx_buf text = {0};
    if (*out == YX_ENCODING_UTF16LE || *out == YX_ENCODING_UTF16BE) {
        errors = yx_utf16_put(&text, yx_str_sub(sample, 0, sample.n & ~(size_t)1),
                              *out == YX_ENCODING_UTF16BE);
        sample = yx_buf_str(&text);
    } else if (yx_utf8_valid(sample) == sample.n) {
        errors = 0;
    } else {
        count_lines(sample, &lines_u, &lines_g, &errors);
    }
    bool is_no_text = is_binary(sample) || errors * 20 > sample.n;
    bool is_empty = yx_str_trim(sample).n == 0 && body->n <= YX_ENCODING_SAMPLE;
    yx_buf_free(&text);
    if (is_no_text)
        return YX_FAIL(
            err, YX_INVALID,
            YX_TEXT("{0} 不是文字表格（内容像二进制数据）：请换成 CSV 或 .xlsx",
                    "{0} is no text table (its content looks binary): replace it by CSV or .xlsx"),
            z);
    return is_empty ? yx_csv_empty(name, err) : YX_OK;
}

const char *yx_csv_format(enum yx_encoding e)
{
    switch (e) {
    case YX_ENCODING_GB18030: return "csv/gb18030";
    case YX_ENCODING_UTF16LE:
    case YX_ENCODING_UTF16BE: return "csv/utf-16";
    case YX_ENCODING_UTF8:
    case YX_ENCODING_ASCII: break;
    }
    return "csv/utf-8";
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

char yx_csv_delimiter(struct yx_str text)
{
    static const char candidates[] = {',', '\t', ';', '|'};
    struct yx_str sample = sample_of(text, 1 << 16);
    char best = 0;
    uint32_t best_same = 0, best_width = 0;
    for (size_t i = 0; i < YX_LEN(candidates); i++) {
        uint32_t width, same = agreement(sample, candidates[i], &width);
        if (same > best_same || (same == best_same && width > best_width)) {
            best = candidates[i];
            best_same = same;
            best_width = width;
        }
    }
    return best;
}

size_t yx_csv_sep_line(struct yx_str text, char *delimiter)
{
    size_t quote = text.n && text.p[0] == '"';
    if (text.n < quote * 2 + 5 || strncasecmp(text.p + quote, "sep=", 4) != 0)
        return 0;
    char c = text.p[quote + 4];
    size_t at = quote + 5;
    if (!strchr(",;|\t:^~#&", c) || !c || (quote && text.p[at++] != '"'))
        return 0;
    size_t end = at;
    end += end < text.n && text.p[end] == '\r';
    end += end < text.n && text.p[end] == '\n';
    if (end == at)
        return 0;
    *delimiter = c;
    return end;
}
