/* pool.h -- threads that run numbered tasks, with results in order.
 *
 * Work is cut into tasks 0..n-1; workers take them in ascending order.  What a
 * task computes may depend only on its number, never on which worker ran it,
 * so results are the same for any number of threads.  yx_pool_ordered() adds a
 * commit step that runs for task 0, 1, 2, … strictly in order, one at a time,
 * while later tasks are already being worked on.
 *
 * Ownership: yx_pool_free() joins the threads.
 * Errors: a task reports through its own context; there is no cancellation,
 * tasks check a flag of their own.
 * Threads: a pool is driven by one thread at a time; that thread works too. */
#ifndef YX_BASE_POOL_H
#define YX_BASE_POOL_H

#include "base/cc.h"

struct yx_pool;

/* `n_threads` 0 means one per core.  1 runs everything in the caller. */
struct yx_pool *yx_pool_new(unsigned n_threads);
void yx_pool_free(struct yx_pool *p);
unsigned yx_pool_threads(const struct yx_pool *p);

/* Runs fn(ctx, task, worker) for every task; worker < yx_pool_threads().
 * Returns when all are done. */
typedef void (*yx_task_fn)(void *ctx, size_t task, unsigned worker);
void yx_pool_run(struct yx_pool *p, size_t n_tasks, yx_task_fn fn, void *ctx);

/* As above, and commit(ctx, task, slot) in ascending order of task.  `slot` <
 * yx_pool_slots() names the place where work(ctx, task, slot) put its result;
 * a slot is given to another task only after its commit. */
typedef void (*yx_slot_fn)(void *ctx, size_t task, unsigned slot);
void yx_pool_ordered(struct yx_pool *p, size_t n_tasks, yx_slot_fn work, yx_slot_fn commit,
                     void *ctx);
unsigned yx_pool_slots(const struct yx_pool *p);

#endif
