/* pool.c -- threads that run numbered tasks, with results in order.
 *
 * DESIGN.  One mutex guards everything; tasks are coarse (thousands of rows),
 * so it is never hot.  A run is a generation: workers sleep until the
 * generation changes, then take task numbers until none are left.
 * For an ordered run, task t uses slot t % slots, and is handed out only when
 * t < committed + slots.  Whoever finds the next task to commit finished
 * commits it, outside the lock, with `committing` held. */
#include "base/pool.h"

#include "base/mem.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

enum { SLOTS_PER_THREAD = 3 };

struct worker {
    struct yx_pool *pool;
    unsigned id;
    pthread_t thread;
};

struct yx_pool {
    pthread_mutex_t lock;
    pthread_cond_t wake;    /* new generation, or a task may be handed out */
    pthread_cond_t done;    /* all tasks of the generation finished */
    struct worker *workers; /* n_threads - 1 of them; the caller is worker 0 */
    unsigned n_threads;
    unsigned long generation;
    bool stop;

    /* of the current generation */
    size_t n_tasks, next, finished;
    yx_task_fn fn;
    yx_slot_fn work, commit;
    void *ctx;
    size_t committed; /* tasks committed, all below it */
    bool committing;
    bool *ready; /* per slot: worked on, not committed */
};

/* Takes the next task; false when there is none (now). */
static bool take(struct yx_pool *p, size_t *task)
{
    if (p->next >= p->n_tasks)
        return false;
    if (p->work && p->next >= p->committed + yx_pool_slots(p))
        return false;
    *task = p->next++;
    return true;
}

static void commit_ready(struct yx_pool *p)
{
    unsigned slots = yx_pool_slots(p);
    if (p->committing)
        return;
    p->committing = true;
    while (p->committed < p->n_tasks && p->ready[p->committed % slots]) {
        size_t task = p->committed;
        pthread_mutex_unlock(&p->lock);
        p->commit(p->ctx, task, (unsigned)(task % slots));
        pthread_mutex_lock(&p->lock);
        p->ready[task % slots] = false;
        p->committed++;
        p->finished++;
        pthread_cond_broadcast(&p->wake);
    }
    p->committing = false;
    if (p->finished == p->n_tasks)
        pthread_cond_broadcast(&p->done);
}

/* Works on the current generation until nothing is left to hand out. Locked. */
static void work_off(struct yx_pool *p, unsigned id)
{
    size_t task;
    for (;;) {
        if (!take(p, &task)) {
            if (p->next >= p->n_tasks)
                return;
            pthread_cond_wait(&p->wake, &p->lock);
            continue;
        }
        pthread_mutex_unlock(&p->lock);
        if (p->work)
            p->work(p->ctx, task, (unsigned)(task % yx_pool_slots(p)));
        else
            p->fn(p->ctx, task, id);
        pthread_mutex_lock(&p->lock);
        if (p->work) {
            p->ready[task % yx_pool_slots(p)] = true;
            commit_ready(p);
        } else if (++p->finished == p->n_tasks) {
            pthread_cond_broadcast(&p->done);
        }
    }
}

static void *worker_main(void *arg)
{
    struct worker *w = arg;
    struct yx_pool *p = w->pool;
    unsigned long seen = 0;
    pthread_mutex_lock(&p->lock);
    for (;;) {
        while (!p->stop && p->generation == seen)
            pthread_cond_wait(&p->wake, &p->lock);
        if (p->stop)
            break;
        seen = p->generation;
        work_off(p, w->id);
    }
    pthread_mutex_unlock(&p->lock);
    return NULL;
}

struct yx_pool *yx_pool_new(unsigned n_threads)
{
    if (n_threads == 0) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        n_threads = cores > 0 ? (unsigned)cores : 1;
    }
    struct yx_pool *p = yx_calloc(1, sizeof *p);
    pthread_mutex_init(&p->lock, NULL);
    pthread_cond_init(&p->wake, NULL);
    pthread_cond_init(&p->done, NULL);
    p->workers = yx_calloc(n_threads, sizeof *p->workers);
    p->n_threads = 1;
    p->ready = NULL;
    for (unsigned i = 1; i < n_threads; i++) {
        struct worker *w = &p->workers[i];
        *w = (struct worker){.pool = p, .id = i};
        if (pthread_create(&w->thread, NULL, worker_main, w) != 0)
            break; /* fewer threads give the same result */
        p->n_threads++;
    }
    p->ready = yx_calloc(yx_pool_slots(p), sizeof *p->ready);
    return p;
}

void yx_pool_free(struct yx_pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    p->stop = true;
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->lock);
    for (unsigned i = 1; i < p->n_threads; i++)
        pthread_join(p->workers[i].thread, NULL);
    pthread_cond_destroy(&p->wake);
    pthread_cond_destroy(&p->done);
    pthread_mutex_destroy(&p->lock);
    free(p->workers);
    free(p->ready);
    free(p);
}

unsigned yx_pool_threads(const struct yx_pool *p)
{
    return p->n_threads;
}

unsigned yx_pool_slots(const struct yx_pool *p)
{
    return p->n_threads * SLOTS_PER_THREAD;
}

static void run(struct yx_pool *p, size_t n_tasks, yx_task_fn fn, yx_slot_fn work,
                yx_slot_fn commit, void *ctx)
{
    if (n_tasks == 0)
        return;
    pthread_mutex_lock(&p->lock);
    p->n_tasks = n_tasks;
    p->next = p->finished = p->committed = 0;
    p->fn = fn;
    p->work = work;
    p->commit = commit;
    p->ctx = ctx;
    p->generation++;
    pthread_cond_broadcast(&p->wake);
    work_off(p, 0);
    while (p->finished < p->n_tasks)
        pthread_cond_wait(&p->done, &p->lock);
    pthread_mutex_unlock(&p->lock);
}

void yx_pool_run(struct yx_pool *p, size_t n_tasks, yx_task_fn fn, void *ctx)
{
    run(p, n_tasks, fn, NULL, NULL, ctx);
}

void yx_pool_ordered(struct yx_pool *p, size_t n_tasks, yx_slot_fn work, yx_slot_fn commit,
                     void *ctx)
{
    run(p, n_tasks, NULL, work, commit, ctx);
}
