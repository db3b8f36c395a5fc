/* mem.c -- allocation that cannot be forgotten: arenas and checked blocks.
 *
 * DESIGN.  Chunks double from 4 KiB to 4 MiB; a request larger than half a
 * chunk gets one of its own.  Large chunks ask for huge pages: first touching
 * them 4 KiB at a time costs more than filling them. Under -DYX_ARENA_MALLOC every request is its own
 * malloc, so that the address sanitizer sees the bounds of each. */
#include "base/mem.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { FIRST_CHUNK = 4096, LAST_CHUNK = 4 << 20, HUGE_PAGE = 2 << 20 };

struct chunk {
    struct chunk *next;
    size_t cap;  /* bytes after this header */
    size_t used; /* of cap */
    _Alignas(64) unsigned char data[];
};

struct deferred {
    struct deferred *next;
    void (*fn)(void *);
    void *arg;
};

struct yx_arena {
    struct chunk *chunks;      /* newest first */
    struct deferred *deferred; /* newest first */
    size_t next_cap;           /* size of the next ordinary chunk */
};

void yx_die(const char *file, int line, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    (void)fprintf(stderr, "yingxue: %s:%d: ", file, line);
    (void)vfprintf(stderr, fmt, ap);
    (void)fputc('\n', stderr);
    va_end(ap);
    abort();
}

static void (*on_exhaustion)(void);

void yx_mem_on_exhaustion(void (*fn)(void))
{
    on_exhaustion = fn;
}

static void *or_die(void *p, size_t n)
{
    if (!p && n && on_exhaustion)
        on_exhaustion();
    if (!p && n)
        yx_die(__FILE__, __LINE__, "out of memory (%zu bytes); 内存不足", n);
    return p;
}

void yx_mem_keep(void)
{
    (void)mallopt(M_MMAP_THRESHOLD, 1 << 30);
    (void)mallopt(M_TRIM_THRESHOLD, -1); /* never */
}

void *yx_malloc(size_t n)
{
    return or_die(malloc(n ? n : 1), n);
}

void *yx_calloc(size_t n, size_t size)
{
    return or_die(calloc(n ? n : 1, size ? size : 1), n);
}

void *yx_realloc(void *p, size_t n)
{
    return or_die(realloc(p, n ? n : 1), n);
}

size_t yx_mul_size(size_t n, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(n, size, &total))
        yx_die(__FILE__, __LINE__, "size overflow: %zu x %zu", n, size);
    return total;
}

/* Asks for huge pages where whole ones lie in [p, p + n): what is large is touched first page by
 * page and later all over the place, both of which cost more in small ones. */
static void want_huge_pages(void *p, size_t n)
{
    uintptr_t from = ((uintptr_t)p + HUGE_PAGE - 1) & ~(uintptr_t)(HUGE_PAGE - 1);
    uintptr_t to = ((uintptr_t)p + n) & ~(uintptr_t)(HUGE_PAGE - 1);
    if (from < to)
        (void)madvise((void *)from, to - from, MADV_HUGEPAGE);
}

void *yx_big_alloc(size_t n, size_t size, struct yx_err *err)
{
    void *p = calloc(n ? n : 1, size ? size : 1);
    if (!p)
        (void)YX_FAIL(err, YX_IO, YX_TEXT("内存不足：需要 {0} 项", "out of memory for {0} items"),
                      yx_fmt_u64(n).s);
    else
        want_huge_pages(p, n * size);
    return p;
}

struct yx_arena *yx_arena_new(void)
{
    struct yx_arena *a = yx_calloc(1, sizeof *a);
    a->next_cap = FIRST_CHUNK;
    return a;
}

static struct chunk *add_chunk(struct yx_arena *a, size_t need)
{
    size_t cap = a->next_cap;
#ifdef YX_ARENA_MALLOC
    cap = need;
#endif
    if (need > cap / 2)
        cap = need;
    else if (a->next_cap < LAST_CHUNK)
        a->next_cap *= 2;
    struct chunk *c = NULL;
    size_t total = (sizeof *c + cap + 63) & ~(size_t)63;
    if (total >= HUGE_PAGE) {
        total = (total + HUGE_PAGE - 1) & ~(size_t)(HUGE_PAGE - 1);
        cap = total - sizeof *c;
        c = or_die(aligned_alloc(HUGE_PAGE, total), total);
        (void)madvise(c, total, MADV_HUGEPAGE);
    } else {
        c = or_die(aligned_alloc(64, total), total);
    }
    c->cap = cap;
    c->used = 0;
    if (a->chunks && need > a->chunks->cap / 2 && a->chunks->used < a->chunks->cap) {
        /* A block of its own goes behind the chunk that still has room. */
        c->next = a->chunks->next;
        a->chunks->next = c;
    } else {
        c->next = a->chunks;
        a->chunks = c;
    }
    return c;
}

void *yx_arena_alloc(struct yx_arena *a, size_t n, size_t align)
{
    YX_ASSERT(align && align <= 64 && (align & (align - 1)) == 0);
    if (n == 0)
        n = 1;
#ifdef YX_ARENA_MALLOC
    struct chunk *own = add_chunk(a, n);
    own->used = n;
    memset(own->data, 0, n);
    return own->data;
#else
    struct chunk *c = a->chunks;
    size_t at = c ? (c->used + align - 1) & ~(align - 1) : 0;
    if (!c || at + n > c->cap) {
        c = add_chunk(a, n);
        at = 0;
    }
    c->used = at + n;
    memset(c->data + at, 0, n);
    return c->data + at;
#endif
}

void yx_arena_defer(struct yx_arena *a, void (*fn)(void *), void *arg)
{
    struct deferred *d = YX_NEW(a, struct deferred, 1);
    *d = (struct deferred){.next = a->deferred, .fn = fn, .arg = arg};
    a->deferred = d;
}

static void release(struct yx_arena *a)
{
    for (struct deferred *d = a->deferred; d; d = d->next)
        d->fn(d->arg);
    a->deferred = NULL;
}

void yx_arena_reset(struct yx_arena *a)
{
    release(a);
    struct chunk *keep = NULL;
    for (struct chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        if (!keep || (c->cap > keep->cap && c->cap <= LAST_CHUNK)) {
            free(keep);
            keep = c;
        } else {
            free(c);
        }
    }
    a->chunks = keep;
    if (keep) {
        keep->next = NULL;
        keep->used = 0;
    }
}

void yx_arena_free(struct yx_arena *a)
{
    if (!a)
        return;
    release(a);
    for (struct chunk *c = a->chunks, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    free(a);
}
