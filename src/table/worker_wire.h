/* worker_wire.h -- what we and a reading process say to each other.
 *
 * A conversation over a stream socket in frames: a kind, a length, and numbers
 * and texts one after the other.  We begin with the job; the worker answers
 * ready, asks for the plan of each sheet by showing its head, and ends with
 * done or failed.  Neither side believes a length it was told.
 *
 * Ownership: texts read from a frame point into it.  Errors: a frame that is
 * too long, cut off or of an unknown kind is the end of the conversation.
 * Threads: a conversation belongs to one thread on each side. */
#ifndef YX_TABLE_WORKER_WIRE_H
#define YX_TABLE_WORKER_WIRE_H

#include "table/reader.h"

enum yx_frame {
    YX_FRAME_END = 0, /* no (sound) frame came: the other side is gone */
    YX_FRAME_JOB,     /* to the worker: name and options */
    YX_FRAME_READY,   /* u32: 1 when system calls are filtered */
    YX_FRAME_HEAD,    /* the first rows of a sheet */
    YX_FRAME_PLAN,    /* to the worker: the plan of that sheet */
    YX_FRAME_FAILED,  /* the reader's error */
    YX_FRAME_DONE,    /* the block is written: format, bytes of it */
    YX_N_FRAMES
};

enum { YX_FRAME_MAX = 64 << 20 }; /* bytes of a frame */

bool yx_frame_send(int fd, enum yx_frame kind, struct yx_str payload);
/* The next frame's kind, its payload in `in`; waits. */
enum yx_frame yx_frame_receive(int fd, struct yx_buf *in);

void yx_wire_put_u64(struct yx_buf *b, uint64_t n);
void yx_wire_put_text(struct yx_buf *b, struct yx_str s);

/* A payload being read; is_bad once it was shorter than what was asked of it. */
struct yx_wire {
    struct yx_str rest;
    bool is_bad;
};

uint64_t yx_wire_u64(struct yx_wire *w);                     /* 0 when bad */
uint32_t yx_wire_u32(struct yx_wire *w);                     /* bad when it does not fit */
struct yx_str yx_wire_bytes(struct yx_wire *w, size_t most); /* any bytes; bad when more */
struct yx_str yx_wire_text(struct yx_wire *w);               /* sound UTF-8 without NUL, or bad */

void yx_wire_put_head(struct yx_buf *b, const struct yx_sheet_head *head);
/* Fill *out but its file; arrays in `a`, texts in the frame.  False when it is no head. */
bool yx_wire_head(struct yx_wire *w, struct yx_arena *a, struct yx_sheet_head *out);
void yx_wire_put_plan(struct yx_buf *b, const struct yx_sheet_plan *plan, uint32_t n_columns);
/* Into the arrays of *out, which the reader made for n_columns. */
bool yx_wire_plan(struct yx_wire *w, uint32_t n_columns, struct yx_sheet_plan *out);
void yx_wire_put_err(struct yx_buf *b, const struct yx_err *err);
/* False unless all texts are string constants of this very program. */
bool yx_wire_err(struct yx_wire *w, struct yx_err *out);

#endif
