/* mem.h -- allocation that cannot be forgotten: arenas and checked blocks.
 *
 * An arena hands out memory in bump-pointer chunks and frees all of it in one
 * call.  Every import, every compilation and every block of rows owns one;
 * nothing allocated in an arena is freed alone.  Handles that are not memory
 * (files, archives) join the arena with yx_arena_defer() and are released in
 * reverse order of registration.
 *
 * Column buffers, whose size follows the input, come from yx_big_alloc(),
 * which fails as a value and not by ending the process.
 *
 * Ownership: pointers from an arena belong to the arena.
 * Errors: small allocations never return NULL: exhaustion ends the process
 * with a message.  yx_big_alloc() returns NULL with *err set.
 * Threads: an arena belongs to one thread at a time. */
#ifndef YX_BASE_MEM_H
#define YX_BASE_MEM_H

#include "base/cc.h"
#include <stdint.h>

struct yx_arena;
struct yx_err;

YX_NEVER_NULL struct yx_arena *yx_arena_new(void);
void yx_arena_free(struct yx_arena *a);  /* NULL is allowed */
void yx_arena_reset(struct yx_arena *a); /* runs the deferred calls, keeps a chunk */
/* Memory is zeroed.  `align` is a power of two up to 64. */
YX_NEVER_NULL void *yx_arena_alloc(struct yx_arena *a, size_t n, size_t align);
void yx_arena_defer(struct yx_arena *a, void (*fn)(void *), void *arg);
/* n * size, or the end of the process on overflow. */
size_t yx_mul_size(size_t n, size_t size);

#define YX_NEW(a, type, n)                                                                         \
    ((type *)yx_arena_alloc((a), yx_mul_size((n), sizeof(type)), _Alignof(type)))

/* What to do when a small allocation fails, before the process ends with a message;
 * set once, before there are threads. */
void yx_mem_on_exhaustion(void (*fn)(void));

/* Memory that is freed stays with the process for what is asked for next; called once, by a
 * program that works and ends.  A fresh page costs a fault, its clearing and, on a virtual
 * machine, often the host's providing it: of linking ten million rows a quarter. */
void yx_mem_keep(void);
/* Plain heap, ends the process on exhaustion; for containers of base/. */
YX_NEVER_NULL void *yx_malloc(size_t n);
YX_NEVER_NULL void *yx_calloc(size_t n, size_t size);
YX_NEVER_NULL void *yx_realloc(void *p, size_t n);

/* yx_big_alloc(n, size, err): n * size bytes, zeroed, for data whose size
 * follows the input.  NULL with *err (YX_IO) when the machine has not that
 * much.  Free with free(). */
void *yx_big_alloc(size_t n, size_t size, struct yx_err *err);

/* A growing array: declare `struct { T *v; size_t n, cap; } list = {0}`, then
 * YX_PUSH(&list, value); free(list.v) at the end, or keep it in an arena with
 * yx_arena_defer(a, free, list.v) once it has stopped growing. */
#define YX_RESERVE(list, want)                                                                     \
    do {                                                                                           \
        if ((list)->cap < (want)) {                                                                \
            size_t size_ = sizeof(__typeof__((list)->v[0]));                                       \
            (list)->cap = YX_MAX((size_t)(want), (list)->cap ? (list)->cap * 2 : 16);              \
            (list)->v = yx_realloc((list)->v, yx_mul_size((list)->cap, size_));                    \
        }                                                                                          \
    } while (0)
#define YX_PUSH(list, value)                                                                       \
    do {                                                                                           \
        YX_RESERVE(list, (list)->n + 1);                                                           \
        YX_KNOWN((list)->v != NULL);                                                               \
        (list)->v[(list)->n++] = (value);                                                          \
    } while (0)

#endif
