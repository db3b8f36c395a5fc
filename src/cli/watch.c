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

struct yx_watch {
    const char *const *file;
    unsigned n;
    struct look *said, *last; /* per file: as it was reported, as it was seen last */
    unsigned *same;           /* per file: looks that saw `last` */
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

struct yx_watch *yx_watch_new(const char *const *file, unsigned n)
{
    struct yx_watch *w = yx_calloc(1, sizeof *w);
    w->file = file;
    w->n = n;
    w->said = yx_calloc(n, sizeof w->said[0]);
    w->last = yx_calloc(n, sizeof w->last[0]);
    w->same = yx_calloc(n, sizeof w->same[0]);
    for (unsigned i = 0; i < n; i++)
        w->said[i] = w->last[i] = look_at(file[i]);
    (void)sigemptyset(&w->signals);
    (void)sigaddset(&w->signals, SIGINT);
    (void)sigaddset(&w->signals, SIGTERM);
    (void)sigaddset(&w->signals, SIGHUP);
    (void)sigprocmask(SIG_BLOCK, &w->signals, NULL);
    return w;
}

void yx_watch_free(struct yx_watch *w)
{
    if (!w)
        return;
    free(w->said);
    free(w->last);
    free(w->same);
    free(w);
}

bool yx_watch_wait(struct yx_watch *w)
{
    const struct timespec pause = {0, PAUSE_MS * 1000000L};
    for (;;) {
        if (sigtimedwait(&w->signals, NULL, &pause) > 0)
            return false;
        bool changed = false;
        for (unsigned i = 0; i < w->n; i++) {
            struct look now = look_at(w->file[i]);
            w->same[i] = same(&now, &w->last[i]) ? w->same[i] + 1 : 0;
            w->last[i] = now;
            changed |= !same(&now, &w->said[i]) &&
                       w->same[i] >= (now.is_there ? 1U : (unsigned)GONE_LOOKS);
        }
        if (!changed)
            continue;
        for (unsigned i = 0; i < w->n; i++) /* those still being written are told of later */
            if (w->same[i] >= (w->last[i].is_there ? 1U : (unsigned)GONE_LOOKS))
                w->said[i] = w->last[i];
        return true;
    }
}
