/* worker_wire.c -- what we and a reading process say to each other.
 *
 * DESIGN.  All numbers travel as 64 bits in the machine's order: both ends are
 * the same program.  Therefore an error can travel as the addresses of its
 * sentences, which are constants of the program: the receiver looks whether the
 * address is in a part of the program that is mapped read-only, so the worst a
 * worker gone wrong can do is choose the wrong sentence. */
#include "table/worker_wire.h"

#include "base/mem.h"

#include <errno.h>
#include <link.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEAD_COLUMNS = 1 << 20 };

struct frame_head {
    uint32_t kind, n;
};

/* ---- frames ---- */

static bool send_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t sent = send(fd, p, n, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent <= 0)
            return false;
        p += sent;
        n -= (size_t)sent;
    }
    return true;
}

static bool receive_all(int fd, char *p, size_t n)
{
    while (n) {
        ssize_t got = read(fd, p, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

bool yx_frame_send(int fd, enum yx_frame kind, struct yx_str payload)
{
    struct frame_head head = {(uint32_t)kind, (uint32_t)payload.n};
    return payload.n <= YX_FRAME_MAX && send_all(fd, (const char *)&head, sizeof head) &&
           send_all(fd, payload.p, payload.n);
}

enum yx_frame yx_frame_receive(int fd, struct yx_buf *in)
{
    struct frame_head head;
    in->n = 0;
    if (!receive_all(fd, (char *)&head, sizeof head) || head.kind >= YX_N_FRAMES ||
        head.n > YX_FRAME_MAX)
        return YX_FRAME_END;
    yx_buf_reserve(in, head.n);
    if (!receive_all(fd, in->p, head.n))
        return YX_FRAME_END;
    in->n = head.n;
    return (enum yx_frame)head.kind;
}

/* ---- numbers and texts ---- */

void yx_wire_put_u64(struct yx_buf *b, uint64_t n)
{
    yx_buf_put(b, &n, sizeof n);
}

void yx_wire_put_text(struct yx_buf *b, struct yx_str s)
{
    yx_wire_put_u64(b, s.n);
    yx_buf_puts(b, s);
}

uint64_t yx_wire_u64(struct yx_wire *w)
{
    uint64_t n = 0;
    if (w->is_bad || w->rest.n < sizeof n) {
        w->is_bad = true;
        return 0;
    }
    memcpy(&n, w->rest.p, sizeof n);
    w->rest = yx_str_sub(w->rest, sizeof n, w->rest.n);
    return n;
}

uint32_t yx_wire_u32(struct yx_wire *w)
{
    uint64_t n = yx_wire_u64(w);
    w->is_bad |= n > UINT32_MAX;
    return w->is_bad ? 0 : (uint32_t)n;
}

struct yx_str yx_wire_bytes(struct yx_wire *w, size_t most)
{
    uint64_t n = yx_wire_u64(w);
    w->is_bad |= n > most || n > w->rest.n;
    if (w->is_bad || n == 0)
        return (struct yx_str){"", 0};
    struct yx_str s = yx_str_sub(w->rest, 0, (size_t)n);
    w->rest = yx_str_sub(w->rest, (size_t)n, w->rest.n);
    return s;
}

struct yx_str yx_wire_text(struct yx_wire *w)
{
    struct yx_str s = yx_wire_bytes(w, YX_FRAME_MAX);
    w->is_bad |= yx_utf8_valid(s) < s.n || (s.n && memchr(s.p, 0, s.n));
    return w->is_bad ? (struct yx_str){"", 0} : s;
}

/* ---- heads and plans ---- */

void yx_wire_put_head(struct yx_buf *b, const struct yx_sheet_head *head)
{
    yx_wire_put_text(b, head->sheet);
    yx_wire_put_u64(b, head->n_rows);
    yx_wire_put_u64(b, head->n_columns);
    yx_wire_put_u64(b, head->is_hidden);
    yx_wire_put_u64(b, head->column_from);
    yx_wire_put_u64(b, head->n_before);
    yx_wire_put_u64(b, head->is_below);
    for (uint32_t r = 0; r < head->n_rows; r++)
        yx_wire_put_u64(b, head->row_no[r]);
    for (size_t i = 0; i < (size_t)head->n_rows * head->n_columns; i++)
        yx_wire_put_text(b, head->cell[i]);
}

bool yx_wire_head(struct yx_wire *w, struct yx_arena *a, struct yx_sheet_head *out)
{
    *out = (struct yx_sheet_head){.sheet = yx_wire_text(w)};
    out->n_rows = yx_wire_u32(w);
    out->n_columns = yx_wire_u32(w);
    out->is_hidden = yx_wire_u32(w) != 0;
    out->column_from = yx_wire_u32(w);
    out->n_before = yx_wire_u32(w);
    out->is_below = yx_wire_u32(w) != 0;
    size_t n = (size_t)out->n_rows * out->n_columns;
    /* Every cell has at least its length in the frame. */
    if (w->is_bad || out->n_rows > YX_HEAD_ROWS || out->n_columns > HEAD_COLUMNS ||
        out->column_from > HEAD_COLUMNS || n > w->rest.n / sizeof(uint64_t))
        return false;
    uint32_t *row_no = YX_NEW(a, uint32_t, YX_HEAD_ROWS);
    for (uint32_t r = 0; r < out->n_rows; r++)
        row_no[r] = yx_wire_u32(w);
    struct yx_str *cell = YX_NEW(a, struct yx_str, n + 1);
    for (size_t i = 0; i < n; i++)
        cell[i] = yx_wire_text(w);
    out->row_no = row_no;
    out->cell = cell;
    return !w->is_bad && w->rest.n == 0;
}

void yx_wire_put_plan(struct yx_buf *b, const struct yx_sheet_plan *plan, uint32_t n_columns)
{
    yx_wire_put_u64(b, plan->skip);
    yx_wire_put_u64(b, plan->look_below);
    yx_wire_put_u64(b, plan->is_repeat);
    yx_wire_put_u64(b, plan->first);
    yx_wire_put_u64(b, plan->last);
    yx_wire_put_u64(b, plan->width);
    for (uint32_t c = 0; c < n_columns; c++) {
        yx_wire_put_u64(b, (uint64_t)(int64_t)plan->field[c]);
        yx_wire_put_text(b, plan->heading[c]);
        yx_wire_put_u64(b, plan->repeat_down[c]);
    }
}

bool yx_wire_plan(struct yx_wire *w, uint32_t n_columns, struct yx_sheet_plan *out)
{
    out->skip = yx_wire_u32(w) != 0;
    out->look_below = yx_wire_u32(w) != 0;
    out->is_repeat = yx_wire_u32(w) != 0;
    out->first = yx_wire_u32(w);
    out->last = yx_wire_u32(w);
    out->width = yx_wire_u32(w);
    for (uint32_t c = 0; c < n_columns; c++) {
        out->field[c] = (int)(int64_t)yx_wire_u64(w);
        out->heading[c] = yx_wire_text(w);
        out->repeat_down[c] = yx_wire_u32(w) != 0;
    }
    return !w->is_bad && w->rest.n == 0;
}

/* ---- errors ---- */

struct constant {
    const char *z;
    bool is_found;
};

/* Whether the C string begins and ends in a part of an object mapped read-only. */
static int look_in_object(struct dl_phdr_info *o, size_t size, void *ctx)
{
    struct constant *k = ctx;
    uintptr_t at = (uintptr_t)k->z;
    (void)size;
    for (size_t i = 0; i < o->dlpi_phnum && !k->is_found; i++) {
        const ElfW(Phdr) *p = &o->dlpi_phdr[i];
        uintptr_t from = o->dlpi_addr + p->p_vaddr;
        if (p->p_type == PT_LOAD && (p->p_flags & PF_R) && !(p->p_flags & PF_W) && at >= from &&
            at - from < p->p_filesz)
            k->is_found = memchr(k->z, 0, p->p_filesz - (at - from)) != NULL;
    }
    return k->is_found;
}

static bool is_constant(const char *z)
{
    struct constant k = {.z = z};
    (void)dl_iterate_phdr(look_in_object, &k);
    return k.is_found;
}

void yx_wire_put_err(struct yx_buf *b, const struct yx_err *err)
{
    yx_wire_put_u64(b, (uint64_t)err->code);
    yx_wire_put_u64(b, (uintptr_t)err->text.zh);
    yx_wire_put_u64(b, (uintptr_t)err->text.en);
    yx_wire_put_u64(b, (uintptr_t)err->file);
    yx_wire_put_u64(b, (uint64_t)err->line);
    for (int i = 0; i < YX_ERR_ARGS; i++)
        yx_wire_put_text(b, yx_str_of(err->arg[i]));
}

bool yx_wire_err(struct yx_wire *w, struct yx_err *out)
{
    *out = (struct yx_err){.code = (enum yx_code)yx_wire_u32(w)};
    out->text.zh = (const char *)(uintptr_t)yx_wire_u64(w);
    out->text.en = (const char *)(uintptr_t)yx_wire_u64(w);
    out->file = (const char *)(uintptr_t)yx_wire_u64(w);
    out->line = (int)(yx_wire_u32(w) & INT32_MAX);
    for (int i = 0; i < YX_ERR_ARGS; i++) {
        struct yx_str s =
            yx_wire_bytes(w, YX_ERR_ARG_SIZE - 1); /* a file's name may be any bytes */
        memcpy(out->arg[i], s.p, s.n);
    }
    return !w->is_bad &&
           (out->code == YX_INVALID || out->code == YX_IO || out->code == YX_DENIED) &&
           is_constant(out->text.zh) && is_constant(out->text.en) && is_constant(out->file);
}
