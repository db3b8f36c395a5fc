/* kill_at.c -- kills a program at its n-th step on the disk.
 *
 * usage: LD_PRELOAD=kill_at.so KILL_AT=n COMMAND
 *
 * Steps are write() of more than nothing, rename() and unlink(), counted over all
 * threads.  The step itself is not done: SIGKILL comes first, as when somebody
 * ends a program from outside or the machine runs out of memory. */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/types.h>

ssize_t write(int fd, const void *bytes, size_t n);
int rename(const char *from, const char *to);
int unlink(const char *path);

static void step(void)
{
    static atomic_long done;
    const char *z = getenv("KILL_AT");
    long at = z ? strtol(z, NULL, 10) : 0;
    if (atomic_fetch_add(&done, 1) + 1 == at)
        (void)raise(SIGKILL);
}

/* The real function behind ours. */
static void *real(const char *name)
{
    void *f = dlsym(RTLD_NEXT, name);
    if (!f)
        abort();
    return f;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    static ssize_t (*f)(int, const void *, size_t);
    if (!f)
        *(void **)&f = real("write");
    if (n > 0 && fd > 2)
        step();
    return f(fd, bytes, n);
}

int rename(const char *from, const char *to)
{
    static int (*f)(const char *, const char *);
    if (!f)
        *(void **)&f = real("rename");
    step();
    return f(from, to);
}

int unlink(const char *path)
{
    static int (*f)(const char *);
    if (!f)
        *(void **)&f = real("unlink");
    step();
    return f(path);
}
