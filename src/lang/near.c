/* near.c -- what somebody may have meant by a word. */
#include "lang/near.h"

#include "lang/fold.h"
#include "lang/schema.h"

enum { LONGEST = 24, MOST = 3 };

static size_t decode(struct yx_str s, uint32_t *out, bool *is_ascii)
{
    size_t at = 0, n = 0;
    uint32_t cp;
    *is_ascii = true;
    while (yx_utf8_next(s, &at, &cp)) {
        if (n == LONGEST)
            return LONGEST + 1;
        out[n++] = cp;
        *is_ascii = *is_ascii && cp < 0x80;
    }
    return n;
}

/* Insertions, deletions, replacements and swaps of neighbours. */
static unsigned distance(const uint32_t *a, size_t n, const uint32_t *b, size_t m)
{
    unsigned d[LONGEST + 1][LONGEST + 1];
    for (size_t i = 0; i <= n; i++)
        d[i][0] = (unsigned)i;
    for (size_t j = 0; j <= m; j++)
        d[0][j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++)
        for (size_t j = 1; j <= m; j++) {
            unsigned v = d[i - 1][j - 1] + (a[i - 1] != b[j - 1]);
            v = YX_MIN(v, d[i - 1][j] + 1);
            v = YX_MIN(v, d[i][j - 1] + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                v = YX_MIN(v, d[i - 2][j - 2] + 1);
            d[i][j] = v;
        }
    return d[n][m];
}

size_t yx_near(struct yx_str word, const struct yx_str *candidate, size_t n, struct yx_str *out,
               size_t most)
{
    uint32_t a[LONGEST], b[LONGEST];
    unsigned cost[8];
    bool a_ascii, b_ascii;
    size_t found = 0, len = decode(word, a, &a_ascii);
    most = YX_MIN(most, YX_LEN(cost));
    if (len < 2 || len > LONGEST)
        return 0;
    size_t allowed = YX_MAX(a_ascii ? len / 3 : len / 2, 1U);
    allowed = YX_MIN(allowed, 3U);
    for (size_t i = 0; i < n; i++) {
        size_t m = decode(candidate[i], b, &b_ascii);
        if (m < 2 || m > LONGEST || m > len + allowed || len > m + allowed)
            continue;
        unsigned d = distance(a, len, b, m);
        if (d > allowed || d >= YX_MAX(len, m))
            continue;
        size_t at = found;
        while (at > 0 && cost[at - 1] > d)
            at--;
        if (at == most)
            continue;
        found = YX_MIN(found + 1, most);
        for (size_t k = found - 1; k > at; k--) {
            out[k] = out[k - 1];
            cost[k] = cost[k - 1];
        }
        out[at] = candidate[i];
        cost[at] = d;
    }
    return found;
}

static bool is_known(struct yx_str s, const struct yx_str *name, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (yx_str_eq(s, name[i]))
            return true;
    return false;
}

/* Two pieces with a word of the language between, before or instead of a blank. */
static bool hint_blanks(struct yx_report *r, struct yx_diag *d, struct yx_str word,
                        const struct yx_str *name, size_t n)
{
    size_t at = 0;
    uint32_t cp;
    for (size_t from = 0; yx_utf8_next(word, &at, &cp); from = at) {
        struct yx_str head = yx_str_sub(word, 0, from), rest = yx_str_sub(word, at, word.n);
        if (yx_fold_char(cp) == '-' && is_known(head, name, n)) {
            YX_HINT(r, d, YX_TEXT("减号两边要有空格：{0} - {1}", "a minus takes blanks: {0} - {1}"),
                    yx_report_c(r, head), yx_report_c(r, rest));
            return true;
        }
        bool joins = cp == 0x4E14 /* 且 */ || cp == 0x6216 /* 或 */;
        if (joins && is_known(head, name, n)) {
            YX_HINT(r, d,
                    YX_TEXT("词与词之间要有空格：{0} {1} {2}", "words take blanks: {0} {1} {2}"),
                    yx_report_c(r, head), yx_report_c(r, yx_str_sub(word, from, at)),
                    yx_report_c(r, rest));
            return true;
        }
        bool begins = yx_operator_find(yx_str_sub(word, 0, at)) != YX_OP_NONE ||
                      yx_keyword_find(yx_str_sub(word, 0, at), ~0U) != YX_KW_NONE;
        if (begins && is_known(rest, name, n)) {
            YX_HINT(r, d, YX_TEXT("词与词之间要有空格：{0} {1}", "words take blanks: {0} {1}"),
                    yx_report_c(r, yx_str_sub(word, 0, at)), yx_report_c(r, rest));
            return true;
        }
    }
    return false;
}

bool yx_near_hint(struct yx_report *r, struct yx_diag *d, struct yx_str word,
                  const struct yx_str *name, size_t n)
{
    if (yx_report_is_full(r))
        return false;
    if (hint_blanks(r, d, word, name, n))
        return true;
    struct yx_str near[MOST];
    size_t found = yx_near(word, name, n, near, MOST);
    if (found == 0)
        return false;
    struct yx_buf b = {0};
    for (size_t i = 0; i < found; i++) {
        if (i)
            yx_buf_putc(&b, ' ');
        yx_buf_puts(&b, near[i]);
    }
    YX_HINT(r, d, YX_TEXT("是不是：{0}", "did you mean: {0}"), yx_report_c(r, yx_buf_str(&b)));
    yx_buf_free(&b);
    return true;
}
