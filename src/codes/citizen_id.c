/* citizen_id.c -- what an identity number says and what is wrong with it. */
#include "codes/citizen_id.h"

#include "base/digits.h"
#include "codes/code_text.h"
#include "codes/data_table.h"
#include "table/table.h"

#include <stdlib.h>

/* GB 11643: weight of the digit i, counted from the left, is 2^(17-i) mod 11. */
static const uint8_t weight[17] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

static const struct yx_str class_names[][2] = {
#define ID_CLASS(id, zh, en) {{zh, sizeof(zh) - 1}, {en, sizeof(en) - 1}},
    YX_ID_CLASSES(ID_CLASS)
#undef ID_CLASS
};

static const uint64_t TEN3 = 1000, TEN11 = 100000000000, TEN17 = 100000000000000000;

unsigned yx_id_check(uint64_t first17)
{
    unsigned sum = 0;
    for (int i = 16; i >= 0; i--) {
        sum += (unsigned)(first17 % 10) * weight[i];
        first17 /= 10;
    }
    return (12 - sum % 11) % 11;
}

/* Of eight digits as they stand in a number. */
static yx_day birth_of(uint32_t ymd)
{
    return ymd / 10000 > 2099
               ? YX_NO_DAY
               : yx_day_make((int)(ymd / 10000), (int)(ymd / 100 % 100), (int)(ymd % 100));
}

yx_day yx_id_birth(uint64_t packed)
{
    return birth_of((uint32_t)((packed >> 4) / TEN3 % 100000000));
}

unsigned yx_id_sex(uint64_t packed)
{
    return (packed >> 4) % 2 ? 1 : 2;
}

uint32_t yx_id_division(uint64_t packed)
{
    return (uint32_t)((packed >> 4) / TEN11);
}

bool yx_id_packed_valid(uint64_t packed)
{
    uint64_t first17 = packed >> 4;
    return packed != 0 && first17 < TEN17 && yx_id_check(first17) == (packed & 15) &&
           yx_id_birth(packed) != YX_NO_DAY;
}

void yx_id_chars(uint64_t packed, char out[18])
{
    unsigned check = (unsigned)(packed & 15);
    yx_digits_put(out, 17, packed >> 4);
    out[17] = check == 10 ? 'X' : (char)('0' + check % 10);
}

void yx_id_put(struct yx_buf *b, uint64_t packed)
{
    char z[18];
    yx_id_chars(packed, z);
    yx_buf_put(b, z, sizeof z);
}

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static bool is_eighteen(const char *p, unsigned n);

/* Sorts; each once. */
static size_t without_repeats(uint64_t *found, size_t n, uint64_t *out, size_t max)
{
    size_t m = 0;
    if (n)
        qsort(found, n, sizeof *found, ascending);
    for (size_t i = 0; i < n && m < max; i++)
        if (i == 0 || found[i] != found[i - 1])
            out[m++] = found[i];
    return m;
}

size_t yx_id_repairs(uint64_t as_written, uint64_t *out, size_t max)
{
    uint64_t first17 = as_written >> 4, found[YX_ID_REPAIRS_MAX];
    unsigned check = (unsigned)(as_written & 15);
    if (first17 >= TEN17 || check > 10)
        return 0;
    unsigned digit[18];
    uint64_t value[17], rest = first17, ten = 1;
    for (int i = 16; i >= 0; i--) {
        digit[i] = (unsigned)(rest % 10);
        value[i] = ten;
        rest /= 10;
        ten *= 10;
    }
    digit[17] = check;
    size_t n = 0;
    /* one digit replaced: a weight is never a multiple of 11, so at most one digit a place fits */
    for (int i = 0; i < 17; i++)
        for (unsigned d = 0; d < 10; d++) {
            uint64_t k = first17 - digit[i] * value[i] + d * value[i];
            if (d != digit[i] && yx_id_packed_valid(k << 4 | check))
                found[n++] = k << 4 | check;
        }
    uint64_t k = first17 << 4 | yx_id_check(first17);
    if (k != as_written && yx_id_packed_valid(k))
        found[n++] = k;
    for (int i = 0; i < 16; i++) {
        if (digit[i] == digit[i + 1])
            continue;
        k = first17 - digit[i] * value[i] - digit[i + 1] * value[i + 1] + digit[i + 1] * value[i] +
            digit[i] * value[i + 1];
        if (yx_id_packed_valid(k << 4 | check))
            found[n++] = k << 4 | check;
    }
    if (check < 10 && check != digit[16]) {
        k = (first17 - digit[16] + check) << 4 | digit[16];
        if (yx_id_packed_valid(k))
            found[n++] = k;
    }
    return without_repeats(found, n, out, max);
}

size_t yx_id_completions(struct yx_str cell, uint64_t *out, size_t max)
{
    enum { LEFT = 17 };
    struct yx_code_text t;
    uint64_t found[YX_ID_REPAIRS_MAX];
    size_t n = 0;
    yx_code_read(cell, &t);
    if (t.has_other || t.is_long || t.n != LEFT)
        return 0;
    for (unsigned i = 0; i < LEFT; i++)
        if ((t.p[i] < '0' || t.p[i] > '9') && !(i == LEFT - 1 && t.p[i] == 'X'))
            return 0;
    for (unsigned at = 0; at <= LEFT; at++)
        for (unsigned d = 0; d < 11; d++) {
            char full[LEFT + 1];
            memcpy(full, t.p, at);
            full[at] = d == 10 ? 'X' : (char)('0' + d);
            memcpy(full + at + 1, t.p + at, LEFT - at);
            if (!is_eighteen(full, LEFT + 1))
                continue;
            uint64_t first17 = 0;
            for (unsigned i = 0; i < LEFT; i++)
                first17 = first17 * 10 + (uint64_t)(full[i] - '0');
            uint64_t k = first17 << 4 | (full[LEFT] == 'X' ? 10U : (unsigned)(full[LEFT] - '0'));
            if (n < YX_LEN(found) && yx_id_packed_valid(k))
                found[n++] = k;
        }
    return without_repeats(found, n, out, max);
}

uint64_t yx_id_first15(struct yx_str cell)
{
    struct yx_code_text t;
    uint64_t first = 0;
    unsigned n = 0;
    yx_code_read(cell, &t);
    for (unsigned i = 0; i < t.n && n < 15; i++) {
        if (t.p[i] == '.')
            continue;
        if (t.p[i] < '0' || t.p[i] > '9')
            break;
        first = first * 10 + (uint64_t)(t.p[i] - '0');
        n++;
    }
    return n == 15 ? first : 0;
}

struct yx_str yx_id_class_name(enum yx_id_class c, bool english)
{
    return (unsigned)c < YX_N_ID_CLASSES ? class_names[c][english] : (struct yx_str){NULL, 0};
}

void yx_id_mask(struct yx_buf *b, struct yx_str text)
{
    size_t n = 0, at = 0;
    uint32_t c;
    while (yx_utf8_next(text, &at, &c)) /* counted as they are shown, malformed bytes too */
        n++;
    at = 0;
    for (size_t i = 0; yx_utf8_next(text, &at, &c); i++) {
        if (n > 8 && (i < 6 || i + 2 >= n))
            yx_utf8_put(b, c);
        else
            yx_buf_putc(b, '*');
    }
}

/* ---- classes ---- */

/* Words that stand in a cell for no number: data/placeholders.csv. */
static bool is_word_for_none(struct yx_str cell)
{
    struct yx_buf word = {0};
    yx_word_put(cell, &word);
    bool is_listed =
        yx_data_find(&yx_data_placeholders, 0, yx_buf_str(&word)) < yx_data_placeholders.n_rows;
    yx_buf_free(&word);
    return is_listed;
}

/* Digits at the start of the text. */
static unsigned leading_digits(const struct yx_code_text *t)
{
    unsigned n = 0;
    while (n < t->n && t->p[n] >= '0' && t->p[n] <= '9')
        n++;
    return n;
}

static uint64_t number_of(const char *p, unsigned n)
{
    uint64_t k = 0;
    for (unsigned i = 0; i < n; i++)
        k = k * 10 + (uint64_t)(p[i] - '0');
    return k;
}

/* All one digit, or counting 1234567890123… from its start. */
static bool is_pattern(const char *p, unsigned n)
{
    bool same = true, counting = n >= 5 && p[0] == '1';
    for (unsigned i = 1; i < n; i++) {
        same = same && p[i] == p[0];
        counting = counting && (p[i] - p[i - 1] + 10) % 10 == 1;
    }
    return same || counting;
}

/* `5.00299E+17`: what a spreadsheet shows of a long number. */
static bool is_exponent(const struct yx_code_text *t)
{
    unsigned i = leading_digits(t);
    if (i == 0)
        return false;
    if (i < t->n && t->p[i] == '.')
        while (++i < t->n && t->p[i] >= '0' && t->p[i] <= '9')
            ;
    if (i >= t->n || t->p[i] != 'E')
        return false;
    i++;
    if (i < t->n && t->p[i] == '+')
        i++;
    unsigned from = i;
    while (i < t->n && t->p[i] >= '0' && t->p[i] <= '9')
        i++;
    return i > from && i == t->n;
}

/* What of a damaged number is still there: 15 leading digits of 18, or of the exponent form
 * the six of the division. */
static void read_damaged(const struct yx_code_text *t, struct yx_id *out)
{
    out->kind = YX_ID_DAMAGED;
    char digit[18];
    unsigned n = 0;
    for (unsigned i = 0;
         i < t->n && n < 18 && (t->p[i] == '.' || (t->p[i] >= '0' && t->p[i] <= '9')); i++)
        if (t->p[i] != '.')
            digit[n++] = t->p[i];
    if (n >= 6)
        out->division = (uint32_t)number_of(digit, 6);
    if (n >= 15)
        out->birth = yx_id_birth(number_of(digit, 15) * 100 << 4);
}

/* 17 digits and the check character at p. */
static void read_eighteen(const char *p, uint8_t marks, struct yx_id *out)
{
    uint32_t first8 = yx_digits_value8(p), next8 = yx_digits_value8(p + 8);
    unsigned last = (unsigned)(p[16] - '0'), sum = last * weight[16];
    unsigned check = p[17] == 'X' ? 10 : (unsigned)(p[17] - '0');
    for (unsigned i = 0; i < 16; i++)
        sum += (unsigned)(p[i] - '0') * weight[i];
    uint64_t packed = (first8 * 1000000000ULL + next8 * 10ULL + last) << 4 | check;
    bool right = (12 - sum % 11) % 11 == check;
    yx_day birth = birth_of(first8 % 100 * 1000000 + next8 / 100);
    out->division = first8 / 100;
    bool placeholder = out->division == 0;
    if (right && birth != YX_NO_DAY && !(marks & YX_CELL_NUMBER) && !placeholder) {
        out->kind = YX_ID_VALID;
        out->packed = packed;
        out->birth = birth;
        out->sex = (uint8_t)yx_id_sex(packed);
        return;
    }
    if (placeholder || out->division == 123456 || is_pattern(p, p[17] == 'X' ? 17 : 18)) {
        out->kind = YX_ID_PLACEHOLDER;
        out->division = 0;
        return;
    }
    if (memcmp(p + 15, "000", 3) == 0 || (marks & YX_CELL_NUMBER)) {
        out->kind = YX_ID_DAMAGED;
        out->birth = birth;
        return;
    }
    out->kind = birth == YX_NO_DAY ? YX_ID_BIRTH_IMPOSSIBLE : YX_ID_CHECK_WRONG;
    out->as_written = packed;
}

static void read_fifteen(const char *p, struct yx_id *out)
{
    uint64_t k = number_of(p, 15);
    uint64_t first17 = (k / 1000000000 * 100 + 19) * 1000000000 + k % 1000000000;
    uint64_t packed = first17 << 4 | yx_id_check(first17);
    yx_day birth = yx_id_birth(packed);
    out->division = yx_id_division(packed);
    if (out->division == 0) {
        out->kind = YX_ID_PLACEHOLDER;
        return;
    }
    /* An 18-digit number of a child cut after 15 digits (… 2015 0101 2) would read as somebody
     * born in 1920: it is taken for cut. */
    if (yx_id_birth(k * 100 << 4) >= yx_day_make(2000, 1, 1)) {
        out->kind = YX_ID_LENGTH;
        return;
    }
    if (birth == YX_NO_DAY) {
        out->kind = YX_ID_BIRTH_IMPOSSIBLE;
        return;
    }
    out->kind = YX_ID_UPGRADED;
    out->packed = packed;
    out->birth = birth;
    out->sex = (uint8_t)yx_id_sex(packed);
}

/* The two digits and perhaps B1, B2 … that follow the identity number in a certificate. */
static bool has_certificate_tail(const struct yx_code_text *t)
{
    const char *p = t->p + 18;
    return (t->n == 20 || t->n == 22) && p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9' &&
           (t->n == 20 || (p[2] == 'B' && p[3] >= '0' && p[3] <= '9'));
}

static bool is_eighteen(const char *p, unsigned n)
{
    return n >= 18 && yx_digits_are8(p) && yx_digits_are8(p + 8) && p[16] >= '0' && p[16] <= '9' &&
           ((p[17] >= '0' && p[17] <= '9') || p[17] == 'X');
}

/* Travel permits of Hong Kong, Macao and Taiwan people, passports, the old foreigners' card:
 * few digits, and letters only where these have them. */
static bool is_other_paper(const struct yx_code_text *t, unsigned n_digits)
{
    unsigned letters = 0;
    while (letters < t->n && t->p[letters] >= 'A' && t->p[letters] <= 'Z')
        letters++;
    unsigned digits = 0;
    while (letters + digits < t->n && t->p[letters + digits] >= '0' &&
           t->p[letters + digits] <= '9')
        digits++;
    bool plain = letters + digits == t->n;
    if (letters == 0 && plain) /* 8 digits of a Taiwan permit, unless they are a date */
        return t->n == 8 && yx_id_birth(number_of(t->p, 8) * 1000 << 4) == YX_NO_DAY;
    if (letters == 0) /* the older Taiwan permit: 10 digits and a letter */
        return digits == 10 && t->n == 11 && t->p[10] >= 'A' && t->p[10] <= 'Z';
    if (letters == 3 && plain && digits == 12)
        return true;
    return t->n >= 5 && t->n <= 20 && n_digits >= 4 && n_digits <= 10;
}

void yx_id_read(struct yx_str cell, uint8_t marks, struct yx_id *out)
{
    *out = (struct yx_id){.kind = YX_ID_EMPTY, .birth = YX_NO_DAY};
    /* The common cell needs no normalising. */
    if (YX_LIKELY(cell.n == 18 && marks == 0 && is_eighteen(cell.p, 18))) {
        read_eighteen(cell.p, 0, out);
        return;
    }
    struct yx_code_text t;
    yx_code_read(cell, &t);
    if (t.is_blank)
        return;
    if (marks & YX_CELL_ERROR) {
        out->kind = YX_ID_DAMAGED;
        return;
    }
    out->kind = YX_ID_GARBAGE;
    if (t.has_other) {
        if (is_word_for_none(cell))
            out->kind = YX_ID_PLACEHOLDER;
        return;
    }
    if (t.is_long) {
        out->kind = YX_ID_LENGTH;
        return;
    }
    /* `500299201501010000.0`: a number again, as some programs write it. */
    unsigned digits = leading_digits(&t);
    if (digits > 0 && digits + 1 < t.n && t.p[digits] == '.') {
        unsigned i = digits + 1;
        while (i < t.n && t.p[i] == '0')
            i++;
        if (i == t.n) {
            t.n = (uint8_t)digits;
            marks |= YX_CELL_NUMBER;
        }
    }
    if ((marks & YX_CELL_EXPONENT) || is_exponent(&t)) {
        read_damaged(&t, out);
        return;
    }
    unsigned n_digits = 0, n_signs = 0;
    for (unsigned i = 0; i < t.n; i++) {
        n_digits += t.p[i] >= '0' && t.p[i] <= '9';
        n_signs += t.p[i] < '0' || (t.p[i] > '9' && t.p[i] < 'A');
    }
    if (n_digits == 0 && n_signs == t.n) { /* `/`, `***`, nothing but hyphens */
        out->kind = YX_ID_PLACEHOLDER;
    } else if (yx_str_is((struct yx_str){t.p, t.n}, "N/A") ||
               yx_str_is((struct yx_str){t.p, t.n}, "NULL")) {
        out->kind = YX_ID_PLACEHOLDER;
    } else if (n_signs > 0) {
        out->kind = YX_ID_GARBAGE;
    } else if (t.n == 18 && is_eighteen(t.p, t.n)) {
        read_eighteen(t.p, marks, out);
    } else if (n_digits == t.n && is_pattern(t.p, t.n)) {
        out->kind = YX_ID_PLACEHOLDER;
    } else if (t.n == 19 && strchr("GLJ", t.p[0]) && is_eighteen(t.p + 1, 18)) {
        out->kind = YX_ID_STUDENT_NO;
    } else if (has_certificate_tail(&t) && is_eighteen(t.p, t.n)) {
        read_eighteen(t.p, 0, out);
        if (out->kind == YX_ID_VALID || out->kind == YX_ID_CHECK_WRONG ||
            out->kind == YX_ID_BIRTH_IMPOSSIBLE)
            out->kind = YX_ID_DISABLED_NO;
        else
            *out = (struct yx_id){.kind = YX_ID_LENGTH, .birth = YX_NO_DAY};
    } else if (t.n == 15 && n_digits == 15) {
        read_fifteen(t.p, out);
    } else if (is_other_paper(&t, n_digits)) {
        out->kind = YX_ID_OTHER_PAPER;
    } else if (n_digits == t.n || (n_digits + 1 == t.n && t.p[t.n - 1] == 'X')) {
        out->kind = YX_ID_LENGTH;
        if (t.n >= 6)
            out->division = (uint32_t)number_of(t.p, 6);
    }
}

bool yx_disability_read(struct yx_str cell, struct yx_disability *out)
{
    struct yx_code_text t;
    yx_code_read(cell, &t);
    if (t.has_other || t.is_long || !has_certificate_tail(&t) || !is_eighteen(t.p, t.n))
        return false;
    uint8_t category = (uint8_t)(t.p[18] - '0'), grade = (uint8_t)(t.p[19] - '0');
    *out = (struct yx_disability){
        .category = category <= 7 ? category : 0,
        .grade = grade <= 4 ? grade : 0,
        .reissue = t.n == 22 ? (uint8_t)(t.p[21] - '0') : 0,
    };
    return true;
}

struct yx_str yx_disability_name(uint8_t category, bool english)
{
    char code = (char)('0' + category % 10);
    uint32_t row = yx_data_find(&yx_data_disability, 0, (struct yx_str){&code, 1});
    return row < yx_data_disability.n_rows ? yx_data_at(&yx_data_disability, row, english ? 2 : 1)
                                           : (struct yx_str){NULL, 0};
}
