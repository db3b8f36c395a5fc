/* err.c -- expected failures as values, with words for people in two languages. */
#include "base/err.h"

#include "base/str.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void copy_arg(char out[YX_ERR_ARG_SIZE], const char *arg)
{
    size_t n = strlen(arg);
    if (n >= YX_ERR_ARG_SIZE) {
        n = YX_ERR_ARG_SIZE - 1;
        while (n > 0 && ((unsigned char)arg[n] & 0xC0U) == 0x80U)
            n--;
    }
    memcpy(out, arg, n);
    out[n] = '\0';
}

int yx_fail(struct yx_err *err, enum yx_code code, const char *file, int line, struct yx_text text,
            ...)
{
    if (!err)
        return (int)code;
    /* Arguments may point into *err itself, when a caller wraps a message. */
    struct yx_err made = {.code = code, .text = text, .file = file, .line = line};
    va_list ap;
    va_start(ap, text);
    for (int i = 0; i < YX_ERR_ARGS; i++) {
        const char *arg = va_arg(ap, const char *);
        if (!arg)
            break;
        copy_arg(made.arg[i], arg);
    }
    va_end(ap);
    *err = made;
    return (int)code;
}

/* A reason of the system travels as its number, since the reader is not known yet. */
enum { REASON_MARK = '\x1E' };

static void put_arg(struct yx_buf *out, const char *arg, enum yx_lang lang)
{
    if (arg[0] == REASON_MARK)
        arg = yx_errno_text((int)strtol(arg + 1, NULL, 10), lang);
    yx_buf_put(out, arg, strlen(arg));
}

void yx_text_render(struct yx_text text, enum yx_lang lang, const char *const *args, int n_args,
                    struct yx_buf *out)
{
    const char *p = lang == YX_EN ? text.en : text.zh;
    while (*p) {
        if (p[0] == '{' && p[1] >= '0' && p[1] <= '9' && p[2] == '}') {
            int i = p[1] - '0';
            if (i < n_args)
                put_arg(out, args[i], lang);
            p += 3;
        } else {
            yx_buf_putc(out, *p++);
        }
    }
}

void yx_err_render(const struct yx_err *err, enum yx_lang lang, struct yx_buf *out)
{
    if (!err->text.zh)
        return;
    const char *args[YX_ERR_ARGS];
    for (int i = 0; i < YX_ERR_ARGS; i++)
        args[i] = err->arg[i];
    yx_text_render(err->text, lang, args, YX_ERR_ARGS, out);
}

struct yx_num yx_fmt_i64(int64_t n)
{
    struct yx_num r;
    (void)snprintf(r.s, sizeof r.s, "%" PRId64, n);
    return r;
}

struct yx_num yx_fmt_u64(uint64_t n)
{
    struct yx_num r;
    (void)snprintf(r.s, sizeof r.s, "%" PRIu64, n);
    return r;
}

struct yx_num yx_fmt_errno(int reason)
{
    struct yx_num r;
    (void)snprintf(r.s, sizeof r.s, "%c%d", REASON_MARK, reason);
    return r;
}
