/* measure.c -- what a command costs: wall and CPU seconds, peak memory.
 *
 * usage: measure FILE COMMAND ARGUMENT...
 *
 * Runs the command with its output left alone and writes one line to FILE:
 * `wall_ms cpu_ms peak_kib status`.  CPU is that of the command and all its
 * children.  Ends with the command's status. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long ms(struct timeval t)
{
    return (long)t.tv_sec * 1000 + (long)t.tv_usec / 1000;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fprintf(stderr, "usage: measure FILE COMMAND ARGUMENT...\n");
        return 2;
    }
    struct timespec from, to;
    struct rusage used;
    int status = 0;
    (void)clock_gettime(CLOCK_MONOTONIC, &from);
    pid_t child = fork();
    if (child == 0) {
        execvp(argv[2], argv + 2);
        perror(argv[2]);
        _exit(127);
    }
    if (child < 0 || wait4(child, &status, 0, &used) < 0) {
        perror("measure");
        return 3;
    }
    (void)clock_gettime(CLOCK_MONOTONIC, &to);
    long wall = (long)(to.tv_sec - from.tv_sec) * 1000 + (to.tv_nsec - from.tv_nsec) / 1000000;
    int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    FILE *f = fopen(argv[1], "w");
    if (!f) {
        perror(argv[1]);
        return 3;
    }
    (void)fprintf(f, "%ld %ld %ld %d\n", wall, ms(used.ru_utime) + ms(used.ru_stime),
                  used.ru_maxrss, code);
    (void)fclose(f);
    return code;
}
