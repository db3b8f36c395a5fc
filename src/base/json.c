/* json.c -- JSON written value by value, commas by itself. */
#include "base/json.h"

static void put_string(struct yx_buf *b, struct yx_str s)
{
    uint32_t cp;
    yx_buf_putc(b, '"');
    for (size_t at = 0, from = 0; yx_utf8_next(s, &at, &cp); from = at) {
        if (cp == '"' || cp == '\\')
            yx_buf_printf(b, "\\%c", (char)cp);
        else if (cp == '\n')
            yx_buf_putz(b, "\\n");
        else if (cp < 0x20 || cp == 0x7F)
            yx_buf_printf(b, "\\u%04x", (unsigned)cp);
        else if (cp == 0xFFFD)
            yx_utf8_put(b, cp);
        else
            yx_buf_put(b, s.p + from, at - from);
    }
    yx_buf_putc(b, '"');
}

static void next(struct yx_json *j, const char *name)
{
    if (j->needs_comma)
        yx_buf_putc(j->b, ',');
    if (name) {
        put_string(j->b, yx_str_of(name));
        yx_buf_putc(j->b, ':');
    }
    j->needs_comma = true;
}

void yx_json_open(struct yx_json *j, const char *name, char bracket)
{
    bool is_element = !name && j->b->n;
    next(j, name);
    if (is_element && j->b->p[j->b->n - 1] != '\n')
        yx_buf_putc(j->b, '\n'); /* an element a line, for people who look */
    yx_buf_putc(j->b, bracket);
    j->needs_comma = false;
}

void yx_json_close(struct yx_json *j, char bracket)
{
    yx_buf_putc(j->b, bracket);
    j->needs_comma = true;
}

void yx_json_text(struct yx_json *j, const char *name, struct yx_str s)
{
    next(j, name);
    put_string(j->b, s);
}

void yx_json_number(struct yx_json *j, const char *name, int64_t n)
{
    next(j, name);
    yx_buf_printf(j->b, "%lld", (long long)n);
}

void yx_json_truth(struct yx_json *j, const char *name, bool v)
{
    next(j, name);
    yx_buf_putz(j->b, v ? "true" : "false");
}

void yx_json_null(struct yx_json *j, const char *name)
{
    next(j, name);
    yx_buf_putz(j->b, "null");
}
