/* worker_jail.c -- what a process that reads an untrusted file may do: compute.
 *
 * DESIGN.  The allow-list is what the readers, libzip, expat and the C library
 * need once files are mapped and threads run:
 *
 *   the socket        read, and sendto without an address
 *   the block         pwrite64
 *   memory            brk, mmap (private, anonymous, not executable), mremap,
 *                     munmap, madvise, mprotect (not executable)
 *   threads           futex, sched_yield, rseq, set_robust_list, sched_getaffinity
 *   time, chance      clock_gettime, gettimeofday, time, getrandom
 *   what the library  sysinfo (qsort asks how much memory there is), getpid,
 *   asks or does      gettid, rt_sigprocmask, rt_sigreturn, restart_syscall
 *   the end           exit, exit_group; what abort() does: write, writev to the
 *                     standard error (which is /dev/null here), rt_sigaction,
 *                     tgkill of SIGABRT to itself
 *
 * The filter is compiled by libseccomp for the machine it runs on (x86-64 and
 * arm64 have been thought of); anything else ends the process. */
#include "table/worker_jail.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { IS_SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif
#else
enum { IS_SANITIZED = 0 };
#endif

bool yx_jail_is_sanitized(void)
{
    return IS_SANITIZED != 0;
}

struct yx_worker_limits yx_worker_limits_for(uint64_t file_bytes, bool is_archive,
                                             unsigned n_threads)
{
    const uint64_t mib = (uint64_t)1 << 20;
    const uint64_t most_unpacked = 2048 * mib, ratio = 200; /* those of reader.h */
    uint64_t text = file_bytes;
    if (is_archive)
        text = YX_MIN(file_bytes, most_unpacked / ratio) * ratio;
    /* Columns take up to 4 bytes a cell beyond text, a cell at least 2 bytes of the file,
     * and buffers double as they grow. */
    uint64_t heap = 512 * mib + 6 * text;
    uint64_t machine = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
    heap = YX_MIN(heap, YX_MAX(machine, 512 * mib)) + n_threads * 16 * mib;
    return (struct yx_worker_limits){
        .heap = heap,
        .result = heap,
        .cpu_s = (uint32_t)(30 + text / (4 * mib)), /* readers do 50 to 300 MB a second */
        .wall_s = (uint32_t)(60 + text / (2 * mib)),
    };
}

void yx_jail_close_from(int from)
{
    if (close_range((unsigned)from, ~0U, 0) == 0)
        return;
    long n = sysconf(_SC_OPEN_MAX);
    for (int fd = from; fd < (n > 0 && n < 65536 ? (int)n : 65536); fd++)
        (void)close(fd);
}

static bool limit(int what, uint64_t soft, uint64_t hard)
{
    struct rlimit now, want = {.rlim_cur = soft, .rlim_max = hard};
    if (getrlimit((__rlimit_resource_t)what, &now) != 0)
        return false;
    want.rlim_max = YX_MIN(want.rlim_max, now.rlim_max); /* only ever less */
    want.rlim_cur = YX_MIN(want.rlim_cur, want.rlim_max);
    return setrlimit((__rlimit_resource_t)what, &want) == 0;
}

static bool set_limits(const struct yx_worker_limits *l)
{
    bool done = limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_FSIZE, l->result, l->result) &&
                limit(RLIMIT_NPROC, 0, 0) && limit(RLIMIT_CPU, l->cpu_s, l->cpu_s + 2ULL) &&
                limit(RLIMIT_MSGQUEUE, 0, 0) && limit(RLIMIT_MEMLOCK, 0, 0);
    if (!IS_SANITIZED)
        done = done && limit(RLIMIT_NOFILE, 0, 0) && limit(RLIMIT_DATA, l->heap, l->heap);
    return done;
}

/* If memory runs out all the same, the system should take this process first. */
static void offer_for_killing(void)
{
    int fd = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    ssize_t n = write(fd, "1000", 4);
    (void)n;
    (void)close(fd);
}

static int allow_plain(scmp_filter_ctx f)
{
    static const int calls[] = {
        SCMP_SYS(brk),           SCMP_SYS(munmap),          SCMP_SYS(mremap),
        SCMP_SYS(madvise),       SCMP_SYS(futex),           SCMP_SYS(sched_yield),
        SCMP_SYS(rseq),          SCMP_SYS(set_robust_list), SCMP_SYS(sched_getaffinity),
        SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday),    SCMP_SYS(time),
        SCMP_SYS(getrandom),     SCMP_SYS(sysinfo),         SCMP_SYS(getpid),
        SCMP_SYS(gettid),        SCMP_SYS(rt_sigprocmask),  SCMP_SYS(rt_sigreturn),
        SCMP_SYS(exit),          SCMP_SYS(exit_group),      SCMP_SYS(restart_syscall),
        SCMP_SYS(rt_sigaction)};
    int rc = 0;
    for (size_t i = 0; i < YX_LEN(calls) && rc == 0; i++) {
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0);
        if (rc == -EDOM)
            rc = 0; /* this machine has no such call */
    }
    return rc;
}

static int allow_some(scmp_filter_ctx f, int socket, int block)
{
    const struct scmp_arg_cmp is_socket = SCMP_A0_32(SCMP_CMP_EQ, (uint32_t)socket);
    const struct scmp_arg_cmp no_code = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
    int rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(read), 1, is_socket);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 2, is_socket,
                              SCMP_A4(SCMP_CMP_EQ, 0));
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(pwrite64), 1,
                              SCMP_A0_32(SCMP_CMP_EQ, (uint32_t)block));
    if (rc == 0)
        rc = seccomp_rule_add(
            f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 3, no_code,
            SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_TYPE | MAP_ANONYMOUS, MAP_PRIVATE | MAP_ANONYMOUS),
            SCMP_A4_32(SCMP_CMP_EQ, UINT32_MAX));
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, no_code);
    return rc;
}

static int allow_abort(scmp_filter_ctx f)
{
    const struct scmp_arg_cmp is_stderr = SCMP_A0_32(SCMP_CMP_EQ, STDERR_FILENO);
    int rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(write), 1, is_stderr);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(writev), 1, is_stderr);
    if (rc == 0)
        rc = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 2,
                              SCMP_A0_32(SCMP_CMP_EQ, (uint32_t)getpid()),
                              SCMP_A2_32(SCMP_CMP_EQ, SIGABRT));
    return rc;
}

static bool load_filter(int socket, int block)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    if (!f)
        return false;
    int rc = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
    if (rc == 0)
        rc = allow_plain(f);
    if (rc == 0)
        rc = allow_some(f, socket, block);
    if (rc == 0)
        rc = allow_abort(f);
    if (rc == 0)
        rc = seccomp_load(f);
    seccomp_release(f);
    return rc == 0;
}

enum yx_jail yx_jail_enter(int socket, int block, const struct yx_worker_limits *limits)
{
    offer_for_killing();
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
        !set_limits(limits))
        return YX_JAIL_FAILED;
    if (IS_SANITIZED)
        return YX_JAIL_SHUT;
    return load_filter(socket, block) ? YX_JAIL_SHUT : YX_JAIL_OPEN;
}
