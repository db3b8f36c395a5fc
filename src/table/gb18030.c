/* gb18030.c -- the Chinese national encoding, one to four bytes a character. */
#include "table/gb18030.h"

#include "gb18030_tables.inc"

enum { FIRST_SUPPLEMENTARY = 189000 }; /* linear number of 0x90308130, U+10000 */

static uint32_t four_byte(uint32_t linear)
{
    if (linear >= FIRST_SUPPLEMENTARY)
        return linear < FIRST_SUPPLEMENTARY + 0x100000 ? linear - FIRST_SUPPLEMENTARY + 0x10000 : 0;
    size_t low = 0, high = YX_LEN(four_bytes);
    while (high - low > 1) {
        size_t mid = (low + high) / 2;
        if (four_bytes[mid].from <= linear)
            low = mid;
        else
            high = mid;
    }
    const struct run *r = &four_bytes[low];
    return linear - r->from < r->n ? r->cp + (linear - r->from) : 0;
}

/* Length of the character at p, 0 when malformed. */
static size_t decode(const unsigned char *p, size_t n, uint32_t *cp)
{
    if (p[0] < 0x80) {
        *cp = p[0];
        return 1;
    }
    if (p[0] == 0x80) { /* the euro sign of code page 936 */
        *cp = 0x20AC;
        return 1;
    }
    if (p[0] == 0xFF || n < 2)
        return 0;
    if (p[1] >= 0x40) {
        *cp = p[1] == 0xFF ? 0 : two_bytes[(p[0] - 0x81U) * 191 + (p[1] - 0x40U)];
        return *cp ? 2 : 0;
    }
    if (n < 4 || p[1] < 0x30 || p[1] > 0x39 || p[2] < 0x81 || p[2] == 0xFF || p[3] < 0x30 ||
        p[3] > 0x39)
        return 0;
    *cp = four_byte(((p[0] - 0x81U) * 10 + (p[1] - 0x30U)) * 1260 + (p[2] - 0x81U) * 10 +
                    (p[3] - 0x30U));
    return *cp ? 4 : 0;
}

void yx_gb18030_put(struct yx_buf *out, struct yx_str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        size_t run = i;
        while (run < s.n && p[run] < 0x80)
            run++;
        yx_buf_put(out, p + i, run - i);
        i = run;
        if (i == s.n)
            return;
        uint32_t cp;
        size_t len = decode(p + i, s.n - i, &cp);
        yx_utf8_put(out, len ? cp : 0xFFFD);
        i += len ? len : 1;
    }
}

size_t yx_gb18030_errors(struct yx_str s, size_t *characters)
{
    const unsigned char *p = (const unsigned char *)s.p;
    size_t errors = 0;
    *characters = 0;
    for (size_t i = 0; i < s.n;) {
        uint32_t cp;
        size_t len = decode(p + i, s.n - i, &cp);
        errors += len == 0;
        *characters += len > 1;
        i += len ? len : 1;
    }
    return errors;
}
