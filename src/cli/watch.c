/* watch.c -- waiting until one of a few files is another.
 *
 * DESIGN.  Two looks that see the same and differ from what was said last make
 * a change, so that half a file is not read.  Files that have gone count as
 * changed only after a second: between removing and renaming there is nothing
 * for a moment.  The signals are blocked and taken by sigtimedwait(), which is
 * the clock, too: no handler, nothing to race with. */
#include "cli/watch.h"

#include "base/mem.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { PAUSE_MS = 100, GONE_LOOKS = 10 };

struct look {
    dev_t device;
    ino_t number;
    off_t size;
    struct timespec written;
    bool is_there;
};

struct watched {
    char *file;
    struct look said, last; /* as it was reported, as it was seen last */
    unsigned same;          /* looks that saw `last` */
};

struct yx_watch {
    struct watched *v;
    size_t n, cap;
    sigset_t signals;
};

static struct look look_at(const char *file)
{
    struct stat st;
    struct look l;
    memset(&l, 0, sizeof l); /* compared byte by byte */
    if (stat(file, &st) == 0) {
        l.device = st.st_dev;
        l.number = st.st_ino;
        l.size = st.st_size;
        l.written = st.st_mtim;
        l.is_there = true;
    }
    return l;
}

static bool same(const struct look *a, const struct look *b)
{
    return a->is_there == b->is_there && a->device == b->device && a->number == b->number &&
           a->size == b->size && a->written.tv_sec == b->written.tv_sec &&
           a->written.tv_nsec == b->written.tv_nsec;
}

struct yx_watch *yx_watch_new(void)
{
    struct yx_watch *w = yx_calloc(1, sizeof *w);
    (void)sigemptyset(&w->signals);
    (void)sigaddset(&w->signals, SIGINT);
    (void)sigaddset(&w->signals, SIGTERM);
    (void)sigaddset(&w->signals, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &w->signals, NULL);
    return w;
}

void yx_watch_add(struct yx_watch *w, const char *file)
{
    for (size_t i = 0; i < w->n; i++)
        if (strcmp(w->v[i].file, file) == 0)
            return;
    size_t n = strlen(file) + 1;
    struct watched one = {.file = yx_malloc(n), .said = look_at(file)};
    memcpy(one.file, file, n);
    one.last = one.said;
    YX_PUSH(w, one);
}

void yx_watch_free(struct yx_watch *w)
{
    if (!w)
        return;
    for (size_t i = 0; i < w->n; i++)
        free(w->v[i].file);
    free(w->v);
    free(w);
}

/* Does the file stand still? */
static bool is_still(const struct watched *f)
{
    return f->same >= (f->last.is_there ? 1U : (unsigned)GONE_LOOKS);
}

bool yx_watch_wait(struct yx_watch *w)
{
    const struct timespec pause = {0, PAUSE_MS * 1000000L};
    for (;;) {
        if (sigtimedwait(&w->signals, NULL, &pause) > 0)
            return false;
        bool changed = false;
        for (size_t i = 0; i < w->n; i++) {
            struct watched *f = &w->v[i];
            struct look now = look_at(f->file);
            f->same = same(&now, &f->last) ? f->same + 1 : 0;
            f->last = now;
            changed |= !same(&now, &f->said) && is_still(f);
        }
        if (!changed)
            continue;
        for (size_t i = 0; i < w->n; i++) /* those still being written are told of later */
            if (is_still(&w->v[i]))
                w->v[i].said = w->v[i].last;
        return true;
    }
}
