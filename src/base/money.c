/* money.c -- yuan read and written, fen computed, nothing lost. */
#include "base/money.h"

bool yx_money_parse(struct yx_str s, yx_fen *out)
{
    s = yx_str_trim(s);
    bool negative = false, point = false, any = false;
    int decimals = 0;
    int64_t v = 0;
    size_t at = 0;
    uint32_t c;
    while (yx_utf8_next(s, &at, &c)) {
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c >= '0' && c <= '9') {
            any = true;
            if (point && ++decimals > 2) {
                if (c != '0')
                    return false;
                continue;
            }
            if (__builtin_mul_overflow(v, 10, &v) || __builtin_add_overflow(v, c - '0', &v))
                return false;
        } else if (c == '.' && !point) {
            point = true;
        } else if (c == '-' && !any && !negative && !point) {
            negative = true;
        } else if (c == ',' && any && !point) {
            continue;
        } else if ((c == 0xA5 || c == 0xFFE5) && !any && !point) {
            continue;
        } else if (c == 0x5143 && any && at == s.n) { /* 元 */
            continue;
        } else {
            return false;
        }
    }
    if (!any)
        return false;
    for (int i = YX_MIN(decimals, 2); i < 2; i++)
        if (__builtin_mul_overflow(v, 10, &v))
            return false;
    *out = negative ? -v : v;
    return true;
}

void yx_money_put(struct yx_buf *b, yx_fen fen)
{
    uint64_t n = fen < 0 ? 0 - (uint64_t)fen : (uint64_t)fen;
    if (fen < 0)
        yx_buf_putc(b, '-');
    yx_buf_put_u64(b, n / 100);
    char cents[3] = {'.', (char)('0' + n / 10 % 10), (char)('0' + n % 10)};
    yx_buf_put(b, cents, 3);
}

yx_fen yx_money_scale(yx_fen a, int64_t num, int64_t den)
{
    YX_ASSERT(den > 0);
    __extension__ __int128 v = (__int128)a * num;
    __extension__ __int128 q = v / den;
    if (v % den < 0)
        q--;
    YX_ASSERT(q >= INT64_MIN && q <= INT64_MAX);
    return (yx_fen)q;
}
