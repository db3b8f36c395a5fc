/* code_text.c -- codes as people type them, reduced to plain characters. */
#include "codes/code_text.h"

static bool is_blank(uint32_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || c == 0xA0 || c == 0x3000 || c == 0xFEFF ||
           (c >= 0x2000 && c <= 0x200F) || c == 0x202F || c == 0x205F || c == 0x2060;
}

/* Quotes, hyphens and dashes of all widths, and the sign before ="…". */
static bool is_dropped(uint32_t c)
{
    switch (c) {
    case '\'':
    case '"':
    case '`':
    case '-':
    case '=':
    case '_':
    case 0xB4:
    case 0xAD:
    case 0x2018:
    case 0x2019:
    case 0x201C:
    case 0x201D:
    case 0xFF02:
    case 0xFF07:
    case 0xFF0D:
    case 0xFF1D:
    case 0x2212: return true;
    default: return c >= 0x2010 && c <= 0x2015;
    }
}

void yx_code_read(struct yx_str cell, struct yx_code_text *out)
{
    out->n = 0;
    out->is_long = out->has_other = false;
    out->is_blank = true;
    size_t at = 0;
    uint32_t c;
    while (at < cell.n) {
        unsigned char byte = (unsigned char)cell.p[at];
        if (byte < 0x80) {
            c = byte;
            at++;
        } else if (!yx_utf8_next(cell, &at, &c)) {
            break;
        }
        if (is_blank(c))
            continue;
        out->is_blank = false;
        if (is_dropped(c))
            continue;
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        else if (c == 0xD7 || c == 0x3A7 || c == 0x425 || c == 0x445 || c == 0x2169)
            c = 'X';
        if (c >= 'a' && c <= 'z')
            c -= 'a' - 'A';
        bool known = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                     (c != 0 && c < 0x80 && strchr(".+/#*?", (int)c));
        if (!known)
            out->has_other = true;
        else if (out->n == YX_CODE_MAX)
            out->is_long = true;
        else
            out->p[out->n++] = (char)c;
    }
}

void yx_word_put(struct yx_str cell, struct yx_buf *out)
{
    size_t at = 0;
    uint32_t c;
    while (yx_utf8_next(cell, &at, &c)) {
        if (is_blank(c))
            continue;
        if (c >= 0xFF01 && c <= 0xFF5E)
            c -= 0xFEE0;
        if (c >= 'a' && c <= 'z')
            c -= 'a' - 'A';
        yx_utf8_put(out, c);
    }
}
