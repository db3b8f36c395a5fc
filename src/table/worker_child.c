/* worker_child.c -- the process that reads one file.
 *
 * DESIGN.  Everything that needs the system comes first: mapping the file, threads, the time zone (libzip turns DOS dates into times), the
 * library that opens locked workbooks.  Then the doors are shut, and only then is
 * the first byte of the file looked at. */
#include "base/mem.h"
#include "table/crypt.h"
#include "table/sheet_plan.h"
#include "table/worker_block.h"
#include "table/worker_int.h"
#include "table/worker_wire.h"

#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>
#include <unistd.h>

enum { SOCKET = 3, BLOCK = 4 }; /* the descriptors left besides 0 to 2 */

struct session {
    struct yx_buf out, in;
    struct yx_buf plan; /* the frame of the last plan: headings point into it */
};

static void out_of_memory(void)
{
    _exit(YX_WORKER_MEMORY);
}

/* yx_plan_fn: asks those who gave us the file. */
static int ask_for_plan(void *ctx, const struct yx_sheet_head *head, struct yx_sheet_plan *plan,
                        struct yx_err *err)
{
    struct session *s = ctx;
    s->out.n = 0;
    yx_wire_put_head(&s->out, head);
    if (s->out.n > YX_FRAME_MAX) {
        char name[YX_ERR_ARG_SIZE];
        yx_sheet_name(head->file, head->sheet, name);
        return YX_FAIL(err, YX_INVALID,
                       YX_TEXT("{0} 的前几行文字超过 64 MiB，不像名册：请检查内容",
                               "the first rows of {0} hold over 64 MiB of text: check its content"),
                       name);
    }
    if (!yx_frame_send(SOCKET, YX_FRAME_HEAD, yx_buf_str(&s->out)) ||
        yx_frame_receive(SOCKET, &s->plan) != YX_FRAME_PLAN)
        _exit(YX_WORKER_GONE); /* the plan was to stop */
    struct yx_wire w = {.rest = yx_buf_str(&s->plan)};
    if (!yx_wire_plan(&w, head->n_columns, plan))
        _exit(YX_WORKER_GONE);
    return YX_OK;
}

static void finish(struct session *s, enum yx_frame kind)
{
    bool sent = yx_frame_send(SOCKET, kind, yx_buf_str(&s->out));
    _exit(sent ? 0 : YX_WORKER_GONE);
}

YX_NORETURN void yx_worker_child(const int fd[YX_WORKER_FDS], const struct yx_worker_request *q,
                                 const struct yx_worker_hooks *hooks)
{
    struct session s = {0};
    void *file = q->file_bytes
                     ? mmap(NULL, q->file_bytes, PROT_READ, MAP_PRIVATE, fd[YX_WORKER_FILE], 0)
                     : NULL;
    if (file == MAP_FAILED || dup2(fd[YX_WORKER_SOCKET], SOCKET) < 0 ||
        dup2(fd[YX_WORKER_BLOCK], BLOCK) < 0)
        _exit(YX_WORKER_SETUP);
    yx_jail_close_from(BLOCK + 1);
    if (yx_frame_receive(SOCKET, &s.in) != YX_FRAME_JOB)
        _exit(YX_WORKER_GONE);
    struct yx_wire w = {.rest = yx_buf_str(&s.in)};
    struct yx_str name = yx_wire_bytes(&w, YX_FRAME_MAX);
    struct yx_read_options o = {.plan = ask_for_plan, .ctx = &s, .is_map = true};
    o.chunk = (size_t)yx_wire_u64(&w);
    uintptr_t may_be_heading = yx_wire_u64(&w);
    memcpy(&o.may_be_heading, &may_be_heading, sizeof may_be_heading);
    bool is_compound = yx_wire_u64(&w) != 0, has_password = yx_wire_u64(&w) != 0;
    struct yx_str password = yx_wire_bytes(&w, YX_FRAME_MAX);
    o.password = has_password ? &password : NULL;
    struct yx_str bytes = {file ? file : "", q->file_bytes};

    yx_mem_on_exhaustion(out_of_memory);
    if (is_compound) /* may be locked; without the library a locked one is refused */
        (void)yx_crypt_prepare(NULL);
    (void)setenv("TZ", "UTC0", 1);
    tzset();
    (void)mallopt(M_ARENA_MAX, 1); /* with more, malloc asks /sys for cores and /proc for memory */
    if (q->n_threads > 1)
        o.pool = yx_pool_new(q->n_threads);
    /* Private, though nobody writes there: a shared map would stand in the way of the seal. */
    void *map = mmap(NULL, q->limits.result, PROT_READ, MAP_PRIVATE | MAP_NORESERVE, BLOCK, 0);
    struct yx_column_store store = {.fd = BLOCK,
                                    .map = map,
                                    .from = YX_BLOCK_STORE_FROM,
                                    .at = YX_BLOCK_STORE_FROM,
                                    .limit = q->limits.result};
    o.store = map == MAP_FAILED ? NULL : &store;
    enum yx_jail jail = yx_jail_enter(SOCKET, BLOCK, &q->limits);
    if (jail == YX_JAIL_FAILED)
        _exit(YX_WORKER_SETUP);
    yx_wire_put_u64(&s.out, jail == YX_JAIL_SHUT);
    if (!yx_frame_send(SOCKET, YX_FRAME_READY, yx_buf_str(&s.out)))
        _exit(YX_WORKER_GONE);

    struct yx_workbook *book = NULL;
    struct yx_err err = {0};
    int rc = hooks && hooks->read ? hooks->read(bytes, name, &o, &book, &err)
                                  : yx_read_tables(bytes, name, &o, &book, &err);
    s.out.n = 0;
    if (rc != YX_OK) {
        yx_wire_put_err(&s.out, &err);
        finish(&s, YX_FRAME_FAILED);
    }
    uint64_t n = yx_block_size(book, o.store);
    if (n > q->limits.result)
        _exit(YX_WORKER_MEMORY);
    if (!yx_block_write(book, o.store, BLOCK, o.pool, true))
        _exit(YX_WORKER_MEMORY);
    if (hooks && hooks->spoil)
        hooks->spoil(name, BLOCK, n);
    if (o.store) /* a page that is mapped, or being unmapped as we end, would put off the seal */
        (void)munmap(map, q->limits.result);
    yx_wire_put_text(&s.out, yx_str_of(book->format));
    yx_wire_put_u64(&s.out, n);
    finish(&s, YX_FRAME_DONE);
    _exit(0);
}
