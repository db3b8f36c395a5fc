/* test_worker.c -- files read in processes apart: the same tables, and every kind of bad end.
 *
 * What a reader taken over by its file might do is done here by readers of our own,
 * which run inside the worker in place of the real one and are chosen by the file's name. */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/rng.h"
#include "table/worker.h"
#include "table/worker_int.h"

#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- readers that misbehave ---- */

static const struct yx_worker_limits tight = {
    .heap = 256 << 20, .result = 64 << 20, .cpu_s = 1, .wall_s = 2};

static int crash(void)
{
    volatile uintptr_t nowhere = 16;
    return *(volatile int *)nowhere;
}

static int spin(void)
{
    for (volatile unsigned i = 0; i != UINT_MAX;)
        ;
    return 0;
}

static int sleep_forever(void)
{
    int word = 0;
    while (word == 0)
        (void)syscall(SYS_futex, &word, 0, 0, NULL, NULL, 0); /* FUTEX_WAIT */
    return 0;
}

static int eat(void)
{
    size_t n = 1 << 20;
    while (memset(yx_malloc(n), 1, n))
        ;
    return 0;
}

static int map_too_much(void)
{
    void *p =
        mmap(NULL, (size_t)1 << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        _exit(YX_WORKER_MEMORY);
    return 0;
}

static int open_file(void)
{
    return open("/etc/passwd", O_RDONLY | O_CLOEXEC);
}

static int open_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}

static int start_program(void)
{
    char *const none[] = {NULL};
    return execve("/bin/true", none, none);
}

static int start_process(void)
{
    return fork() == 0 ? 0 : 1;
}

static int trace_parent(void)
{
    return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static int kill_parent(void)
{
    return kill(getppid(), SIGKILL);
}

static int make_code(void)
{
    void *p = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return p == MAP_FAILED ? 1 : 0;
}

static int write_elsewhere(void)
{
    return (int)write(STDOUT_FILENO, "x", 1);
}

static int leave(void)
{
    _exit(0);
}

static int leave_badly(void)
{
    _exit(5);
}

static int talk_nonsense(void)
{
    char junk[4096];
    memset(junk, 0xA5, sizeof junk);
    for (;;)
        if (send(3, junk, sizeof junk, MSG_NOSIGNAL) < 0)
            _exit(0);
}

/* Says done without having written anything. */
static int lie(void)
{
    uint64_t frame[] = {6 | (uint64_t)19 << 32, 3, 0, 0};
    memcpy((char *)&frame[2], "csv", 3);
    uint64_t n = 4096;
    memcpy((char *)&frame[2] + 3, &n, sizeof n);
    (void)send(3, frame, 8 + 19, MSG_NOSIGNAL);
    _exit(0);
}

/* A failure with a sentence that is none of ours. */
static int lie_about_failing(struct yx_err *err)
{
    static char made_up[] = "made up";
    *err = (struct yx_err){.code = YX_INVALID, .text = {made_up, made_up}, .file = __FILE__};
    return YX_INVALID;
}

enum how { DAMAGED, HUNG, GREEDY, INTRUDER };

static const struct misdeed {
    const char *name;
    int (*act)(void);
    enum how how;
    bool needs_filter, needs_limits;
} misdeeds[] = {
    {"crash", crash, DAMAGED, false, false},
    {"spin", spin, HUNG, false, false},
    {"sleep", sleep_forever, HUNG, false, false},
    {"eat", eat, GREEDY, false, true},
    {"map", map_too_much, GREEDY, false, true},
    {"open", open_file, INTRUDER, true, false},
    {"socket", open_socket, INTRUDER, true, false},
    {"exec", start_program, INTRUDER, true, false},
    {"fork", start_process, INTRUDER, true, false},
    {"ptrace", trace_parent, INTRUDER, true, false},
    {"kill", kill_parent, INTRUDER, true, false},
    {"code", make_code, INTRUDER, true, false},
    {"write", write_elsewhere, INTRUDER, true, false},
    {"leave", leave, DAMAGED, false, false},
    {"leave-badly", leave_badly, DAMAGED, false, false},
    {"abort", NULL, DAMAGED, false, false},
    {"nonsense", talk_nonsense, DAMAGED, false, false},
    {"lie", lie, DAMAGED, false, false},
    {"lie-about-failing", NULL, DAMAGED, false, false},
};

static int misbehave(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                     struct yx_workbook **out, struct yx_err *err)
{
    if (yx_str_is(name, "lie-about-failing"))
        return lie_about_failing(err);
    for (size_t i = 0; i < YX_LEN(misdeeds); i++)
        if (yx_str_is(name, misdeeds[i].name)) {
            YX_ASSERT(misdeeds[i].act); /* `abort` fails here */
            (void)misdeeds[i].act();
        }
    return yx_read_tables(bytes, name, o, out, err);
}

/* ---- helpers ---- */

struct want {
    unsigned n_heads;
    bool fails, skips;
};

static int plan_all(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                    struct yx_err *err)
{
    struct want *w = ctx;
    w->n_heads++;
    if (w->fails)
        return YX_FAIL(err, YX_INVALID, YX_TEXT("不要这个", "not this one"));
    plan->skip = w->skips;
    for (uint32_t c = 0; c < head->n_columns; c++) {
        plan->field[c] = c % 7 == 5 ? YX_NOT_WANTED : (int)c * 3;
        if (c % 2)
            plan->heading[c] = YX_S("自己的名字");
    }
    return YX_OK;
}

static struct yx_workers *start(const struct yx_worker_hooks *hooks)
{
    struct yx_workers *w;
    struct yx_err err;
    assert_int_equal(yx_workers_start_with(hooks, &w, &err), YX_OK);
    return w;
}

static int read_in(struct yx_workers *workers, struct yx_str bytes, const char *name,
                   struct want *want, struct yx_pool *pool, struct yx_workbook **out,
                   struct yx_err *err)
{
    struct yx_read_options o = {.plan = plan_all,
                                .ctx = want,
                                .pool = pool,
                                .workers = workers,
                                .chunk = bytes.n > 100000 ? 0 : 64};
    return yx_read_tables(bytes, yx_str_of(name), &o, out, err);
}

static void assert_says(const struct yx_err *err, const char *part)
{
    struct yx_buf b = {0};
    yx_err_render(err, YX_EN, &b);
    if (yx_str_find(yx_buf_str(&b), yx_str_of(part)) < 0)
        fail_msg("“%.*s” does not say “%s”", (int)b.n, b.p, part);
    yx_buf_free(&b);
}

static void assert_same(const struct yx_workbook *a, const struct yx_workbook *b)
{
    assert_string_equal(a->format, b->format);
    assert_int_equal(a->n_tables, b->n_tables);
    for (uint32_t i = 0; i < a->n_tables; i++) {
        const struct yx_table *x = a->table[i], *y = b->table[i];
        assert_true(yx_str_eq(x->file, y->file) && yx_str_eq(x->sheet, y->sheet) &&
                    yx_str_eq(x->title, y->title));
        assert_int_equal(x->n_rows, y->n_rows);
        assert_int_equal(x->n_ragged, y->n_ragged);
        assert_int_equal(x->heading_row, y->heading_row);
        assert_int_equal(x->n_hidden_rows, y->n_hidden_rows);
        assert_int_equal(x->n_heading_repeats, y->n_heading_repeats);
        assert_int_equal(x->n_merged_filled, y->n_merged_filled);
        assert_int_equal(x->n_merged_kept, y->n_merged_kept);
        assert_int_equal(x->first_merged_kept, y->first_merged_kept);
        assert_int_equal(x->is_filtered, y->is_filtered);
        assert_int_equal(x->number, y->number);
        assert_int_equal(x->column_from, y->column_from);
        assert_int_equal(x->n_labels, y->n_labels);
        for (uint32_t k = 0; k < x->n_labels; k++) {
            assert_int_equal(x->label[k].row, y->label[k].row);
            assert_true(yx_str_eq(x->label[k].text, y->label[k].text));
        }
        assert_int_equal(x->n_columns, y->n_columns);
        for (uint32_t c = 0; c < x->n_columns; c++) {
            const struct yx_column *k = &x->column[c], *l = &y->column[c];
            assert_true(yx_str_eq(k->heading, l->heading));
            assert_int_equal(k->field, l->field);
            assert_int_equal(k->sheet_column, l->sheet_column);
            assert_int_equal(k->is_dict, l->is_dict);
            assert_int_equal(k->mark != NULL, l->mark != NULL);
            for (uint32_t r = 0; r < x->n_rows; r++) {
                assert_true(yx_str_eq(yx_column_text(k, r), yx_column_text(l, r)));
                assert_int_equal(yx_column_mark(k, r), yx_column_mark(l, r));
                assert_int_equal(x->row_no[r], y->row_no[r]);
            }
        }
    }
}

#define SMALL YX_S("姓名,年级,数\n张三,一年级,1.1E+17\n李四,二年级,2\n,,\n王五,一年级,3,4\n")

static void assert_works(struct yx_workers *w)
{
    struct yx_workbook *book, *here;
    struct want want = {0};
    struct yx_err err;
    assert_int_equal(read_in(w, SMALL, "名册.csv", &want, NULL, &book, &err), YX_OK);
    assert_int_equal(want.n_heads, 1);
    assert_int_equal(read_in(NULL, SMALL, "名册.csv", &want, NULL, &here, &err), YX_OK);
    assert_same(here, book);
    assert_int_equal(book->table[0]->n_rows, 3);
    yx_workbook_free(book);
    yx_workbook_free(here);
}

/* ---- tests ---- */

static void test_same_tables(void **state)
{
    (void)state;
    struct yx_workers *w = start(NULL);
    assert_works(w);
    assert_false(yx_workers_are_open(w));
    /* Large enough for text columns, several blocks and both threads. */
    struct yx_buf b = {0};
    struct yx_rng rng;
    yx_rng_seed(&rng, 20221120);
    yx_buf_putz(&b, "号,校,名,空\n");
    for (unsigned i = 0; i < 150000; i++)
        yx_buf_printf(&b, "%llu,学校%u,\"名,%u\"%s\n", (unsigned long long)yx_rng_u64(&rng),
                      (unsigned)yx_rng_below(&rng, 50), i, i % 9 ? "," : "");
    for (unsigned threads = 0; threads < 4; threads++) {
        struct yx_pool *pool = threads ? yx_pool_new(threads) : NULL;
        struct yx_workbook *here, *there;
        struct want want = {0};
        struct yx_err err;
        assert_int_equal(read_in(NULL, yx_buf_str(&b), "大.csv", &want, pool, &here, &err), YX_OK);
        assert_int_equal(read_in(w, yx_buf_str(&b), "大.csv", &want, pool, &there, &err), YX_OK);
        assert_same(here, there);
        yx_workbook_free(here);
        yx_workbook_free(there);
        yx_pool_free(pool);
    }
    yx_buf_free(&b);
    yx_workers_free(w);
}

static void test_errors_pass_unchanged(void **state)
{
    (void)state;
    struct yx_workers *w = start(NULL);
    const struct yx_str bad[] = {YX_S("一行没有分隔\n"), YX_S(""), YX_S("PK\x03\x04 not a zip"),
                                 YX_S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 old")};
    for (size_t i = 0; i < YX_LEN(bad); i++) {
        struct want want = {0};
        struct yx_workbook *book;
        struct yx_err here, there;
        int rc = read_in(NULL, bad[i], "坏.csv", &want, NULL, &book, &here);
        assert_int_not_equal(rc, YX_OK);
        assert_int_equal(read_in(w, bad[i], "坏.csv", &want, NULL, &book, &there), rc);
        assert_null(book);
        assert_ptr_equal(here.text.zh, there.text.zh);
        assert_int_equal(here.line, there.line);
        for (int k = 0; k < YX_ERR_ARGS; k++)
            assert_string_equal(here.arg[k], there.arg[k]);
        assert_int_equal(read_in(w, bad[i], "坏.csv", &want, NULL, &book, NULL), rc);
    }
    assert_works(w);
    yx_workers_free(w);
}

static void test_plans(void **state)
{
    (void)state;
    struct yx_workers *w = start(NULL);
    struct yx_workbook *book;
    struct yx_err err;
    struct want fails = {.fails = true}, skips = {.skips = true};
    assert_int_equal(read_in(w, SMALL, "名册.csv", &fails, NULL, &book, &err), YX_INVALID);
    assert_says(&err, "not this one");
    assert_int_equal(read_in(w, SMALL, "名册.csv", &skips, NULL, &book, &err), YX_OK);
    assert_int_equal(book->n_tables, 0);
    yx_workbook_free(book);
    assert_works(w);
    yx_workers_free(w);
}

static void test_files(void **state)
{
    (void)state;
    char dir[] = "/tmp/yx-worker-XXXXXX", path[64];
    assert_non_null(mkdtemp(dir));
    (void)snprintf(path, sizeof path, "%s/a.csv", dir);
    assert_int_equal(yx_write_file(path, SMALL, NULL), YX_OK);
    struct yx_workers *w = start(NULL);
    struct yx_workbook *book;
    struct yx_err err;
    struct yx_str map;
    struct want want = {0};
    assert_int_equal(yx_map_path(path, &map, &err), YX_OK);
    struct yx_read_options o = {
        .plan = plan_all, .ctx = &want, .workers = w, .path = path, .is_map = true};
    assert_int_equal(yx_read_tables(map, YX_S("a.csv"), &o, &book, &err), YX_OK);
    assert_int_equal(book->table[0]->n_rows, 3);
    yx_workbook_free(book);
    assert_int_equal(truncate(path, 20), 0);
    assert_int_equal(yx_read_tables(map, YX_S("a.csv"), &o, &book, &err), YX_INVALID);
    assert_says(&err, "was changed");
    assert_int_equal(unlink(path), 0);
    assert_int_equal(yx_read_tables(map, YX_S("a.csv"), &o, &book, &err), YX_INVALID);
    assert_says(&err, "cannot open");
    yx_unmap(map);
    yx_workers_free(w);
    assert_int_equal(rmdir(dir), 0);
}

static void test_misdeeds(void **state)
{
    (void)state;
    static const char *const words[] = {"may be damaged", "took too long", "too much memory",
                                        "forbidden system call"};
    const struct yx_worker_hooks hooks = {.read = misbehave, .limits = &tight};
    struct yx_workers *w = start(&hooks);
    bool is_sanitized = yx_jail_is_sanitized();
    for (size_t i = 0; i < YX_LEN(misdeeds); i++) {
        const struct misdeed *m = &misdeeds[i];
        if (is_sanitized && (m->needs_filter || m->needs_limits))
            continue;
        struct want want = {0};
        struct yx_workbook *book;
        struct yx_err err = {0};
        int rc = read_in(w, SMALL, m->name, &want, NULL, &book, &err);
        if (rc != YX_INVALID)
            print_error("%s\n", m->name);
        assert_int_equal(rc, YX_INVALID);
        assert_null(book);
        assert_says(&err, words[m->how]);
        assert_says(&err, m->name);
    }
    assert_works(w);
    yx_workers_free(w);
}

/* Files side by side, some of them bad. */
struct side {
    struct yx_workers *w;
    atomic_int n_wrong;
};

static void side_task(void *ctx, size_t task, unsigned worker)
{
    struct side *s = ctx;
    struct want want = {0};
    struct yx_workbook *book;
    struct yx_err err;
    bool is_bad = task % 3 == 1;
    (void)worker;
    int rc = read_in(s->w, SMALL, is_bad ? "leave-badly" : "名册.csv", &want, NULL, &book, &err);
    if (rc != (is_bad ? YX_INVALID : YX_OK) || (!is_bad && book->table[0]->n_rows != 3))
        atomic_fetch_add(&s->n_wrong, 1);
    yx_workbook_free(book);
}

static void test_side_by_side(void **state)
{
    (void)state;
    const struct yx_worker_hooks hooks = {.read = misbehave, .limits = &tight};
    struct side s = {.w = start(&hooks)};
    struct yx_pool *pool = yx_pool_new(4);
    yx_pool_run(pool, 60, side_task, &s);
    assert_int_equal(atomic_load(&s.n_wrong), 0);
    yx_pool_free(pool);
    yx_workers_free(s.w);
}

/* A block of noise, or one word of it changed, never gets past the looks. */
static void spoil(struct yx_str name, int block, uint64_t n)
{
    struct yx_rng rng;
    uint64_t seed = 0;
    (void)yx_str_u64(name, &seed);
    yx_rng_seed(&rng, seed);
    bool is_noise = seed % 8 == 0;
    for (uint64_t i = 0; i < (is_noise ? n / 4 : 1); i++) {
        uint32_t word = (uint32_t)yx_rng_u64(&rng);
        uint64_t at = is_noise ? i : yx_rng_below(&rng, n / 4);
        if (pwrite(block, &word, sizeof word, (off_t)(at * 4)) != sizeof word)
            _exit(1);
    }
}

static void test_spoilt_blocks(void **state)
{
    (void)state;
    const struct yx_worker_hooks hooks = {.spoil = spoil, .limits = &tight};
    struct yx_workers *w = start(&hooks);
    unsigned n_refused = 0;
    for (unsigned seed = 0; seed < 200; seed++) {
        char name[16];
        struct want want = {0};
        struct yx_workbook *book;
        struct yx_err err;
        (void)snprintf(name, sizeof name, "%u", seed);
        int rc = read_in(w, SMALL, name, &want, NULL, &book, &err);
        if (rc != YX_OK) {
            n_refused++;
            assert_int_equal(rc, YX_INVALID);
            assert_says(&err, "may be damaged");
            continue;
        }
        size_t n = 0; /* wrong text, but all of it there to be read */
        for (uint32_t i = 0; i < book->n_tables; i++)
            for (uint32_t c = 0; c < book->table[i]->n_columns; c++)
                for (uint32_t r = 0; r < book->table[i]->n_rows; r++) {
                    struct yx_str s = yx_column_text(&book->table[i]->column[c], r);
                    for (size_t k = 0; k < s.n; k++)
                        n += (unsigned char)s.p[k];
                }
        assert_true(n < SIZE_MAX);
        yx_workbook_free(book);
    }
    assert_true(n_refused > 100);
    yx_workers_free(w);
}

static int hold_on(struct yx_str bytes, struct yx_str name, const struct yx_read_options *o,
                   struct yx_workbook **out, struct yx_err *err)
{
    (void)bytes, (void)name, (void)o, (void)out, (void)err;
    return sleep_forever();
}

/* A process whose parent is `parent`, or 0. */
static long child_of(long parent)
{
    DIR *d = opendir("/proc");
    long found = 0;
    for (struct dirent *e; d && !found && (e = readdir(d));) {
        char path[300], line[512] = "";
        (void)snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
        FILE *f = e->d_name[0] >= '1' && e->d_name[0] <= '9' ? fopen(path, "r") : NULL;
        const char *after = f && fgets(line, sizeof line, f) ? strrchr(line, ')') : NULL;
        if (after && strtol(after + 4, NULL, 10) == parent) /* `) S 123 …` */
            found = strtol(e->d_name, NULL, 10);
        if (f)
            (void)fclose(f);
    }
    if (d)
        (void)closedir(d);
    return found;
}

static void test_run_killed(void **state)
{
    (void)state;
    static const struct yx_worker_limits long_time = {
        .heap = 256 << 20, .result = 1 << 20, .cpu_s = 1000, .wall_s = 1000};
    static const struct yx_worker_hooks hooks = {.read = hold_on, .limits = &long_time};
    pid_t run = fork();
    assert_true(run >= 0);
    if (run == 0) {
        struct yx_workers *w;
        struct want want = {0};
        struct yx_workbook *book;
        if (yx_workers_start_with(&hooks, &w, NULL) == YX_OK)
            (void)read_in(w, SMALL, "x", &want, NULL, &book, NULL);
        _exit(0);
    }
    long worker = 0; /* the only child of the run's only child, the server */
    for (int i = 0; i < 200 && !worker; i++) {
        long server = child_of((long)run);
        worker = server ? child_of(server) : 0;
        (void)usleep(20000);
    }
    assert_true(worker > 0);
    assert_int_equal(kill((pid_t)worker, 0), 0);
    assert_int_equal(kill(run, SIGKILL), 0);
    assert_int_equal(waitpid(run, NULL, 0), run);
    bool is_alive = true;
    for (int i = 0; i < 250 && is_alive; i++) {
        char path[64], state_of[256] = "";
        (void)snprintf(path, sizeof path, "/proc/%ld/stat", worker);
        FILE *f = fopen(path, "r");
        is_alive = f && fgets(state_of, sizeof state_of, f) && !strstr(state_of, ") Z ");
        if (f)
            (void)fclose(f);
        (void)usleep(20000);
    }
    assert_false(is_alive);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_tables),   cmocka_unit_test(test_errors_pass_unchanged),
        cmocka_unit_test(test_plans),         cmocka_unit_test(test_files),
        cmocka_unit_test(test_misdeeds),      cmocka_unit_test(test_side_by_side),
        cmocka_unit_test(test_spoilt_blocks), cmocka_unit_test(test_run_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
