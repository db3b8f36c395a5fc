/* cc.h -- what we ask of the compiler, in one place.
 *
 * Attributes and small macros that every file may use.  Anything that is not
 * plain C17 hides here.
 *
 * Ownership: none.  Errors: none.  Threads: safe. */
#ifndef YX_BASE_CC_H
#define YX_BASE_CC_H

#include <stddef.h>

#define YX_PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define YX_SENTINEL           __attribute__((sentinel))
#define YX_NORETURN           __attribute__((noreturn))
#define YX_UNUSED             __attribute__((unused))
#define YX_MUST_USE           __attribute__((warn_unused_result))
#define YX_NEVER_NULL         __attribute__((returns_nonnull))
#define YX_LIKELY(x)          __builtin_expect(!!(x), 1)
#define YX_UNLIKELY(x)        __builtin_expect(!!(x), 0)
#define YX_PREFETCH(p)        __builtin_prefetch(p)

#define YX_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define YX_MIN(a, b)  ((a) < (b) ? (a) : (b))
#define YX_MAX(a, b)  ((a) > (b) ? (a) : (b))

/* Something the compiler cannot see for itself; a false one is undefined behaviour. */
#define YX_KNOWN(cond)                                                                             \
    do {                                                                                           \
        if (!(cond))                                                                               \
            __builtin_unreachable();                                                               \
    } while (0)

/* yx_die(file, line, fmt, ...): say what happened on stderr and end the
 * process.  For programmers' mistakes and exhausted memory only. */
YX_NORETURN void yx_die(const char *file, int line, const char *fmt, ...) YX_PRINTF(3, 4);

/* YX_ASSERT(cond): stays on in release builds; a false condition is our bug. */
#define YX_ASSERT(cond)                                                                            \
    do {                                                                                           \
        if (YX_UNLIKELY(!(cond)))                                                                  \
            yx_die(__FILE__, __LINE__, "assertion failed: %s", #cond);                             \
    } while (0)

#endif
