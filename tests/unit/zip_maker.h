/* zip_maker.h -- test helper: archives byte by byte, honest and otherwise.
 *
 * Every number an archive says can be set apart from what is true.
 * Ownership: zip_free() after use. */
#ifndef YX_TEST_ZIP_MAKER_H
#define YX_TEST_ZIP_MAKER_H

#include "base/mem.h"
#include "base/str.h"

#include <stdlib.h>
#include <zlib.h>

/* One entry; what is 0 is worked out from `data`. */
struct made_entry {
    const char *name, *local_name; /* local_name NULL: the same */
    struct yx_str data;            /* unpacked */
    bool is_stored, is_zip64, has_descriptor;
    unsigned flags, local_flags, by, attributes, method;
    uint64_t say_size, say_packed, say_offset; /* in the directory */
    uint32_t say_crc;
    const char *packed_as_is; /* with n_packed: no compression here */
    size_t n_packed;
};

struct zip_maker {
    struct yx_buf file, directory;
    uint64_t n;
};

static inline void put_le(struct yx_buf *b, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        yx_buf_putc(b, (char)(v >> 8 * i & 0xFF));
}

static inline struct yx_buf deflated(struct yx_str data)
{
    struct yx_buf out = {0};
    z_stream z = {.next_in = (Bytef *)(uintptr_t)data.p, .avail_in = (uInt)data.n};
    if (deflateInit2(&z, data.n > 1 << 20 ? 1 : 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        yx_die(__FILE__, __LINE__, "cannot deflate");
    yx_buf_reserve(&out, deflateBound(&z, data.n) + 16);
    z.next_out = (Bytef *)out.p;
    z.avail_out = (uInt)out.cap;
    (void)deflate(&z, Z_FINISH);
    out.n = out.cap - z.avail_out;
    (void)deflateEnd(&z);
    return out;
}

static inline void zip_add(struct zip_maker *z, const struct made_entry *e)
{
    struct yx_buf packed = {0};
    if (e->packed_as_is)
        yx_buf_put(&packed, e->packed_as_is, e->n_packed);
    else if (e->is_stored)
        yx_buf_puts(&packed, e->data);
    else
        packed = deflated(e->data);
    struct yx_str name = yx_str_of(e->name),
                  local = e->local_name ? yx_str_of(e->local_name) : name;
    unsigned method = e->method ? e->method : e->is_stored ? 0 : 8;
    uint32_t crc =
        e->say_crc ? e->say_crc : (uint32_t)crc32(0, (const Bytef *)e->data.p, (uInt)e->data.n);
    uint64_t size = e->say_size ? e->say_size : e->data.n,
             n_packed = e->say_packed ? e->say_packed : packed.n,
             offset = e->say_offset ? e->say_offset - 1 : z->file.n;
    unsigned flags = e->flags | (e->has_descriptor ? 8U : 0);
    /* local header */
    put_le(&z->file, 0x04034B50, 4);
    put_le(&z->file, 20, 2);
    put_le(&z->file, flags | e->local_flags, 2);
    put_le(&z->file, method, 2);
    put_le(&z->file, 0x5A6B5A6B, 4);
    put_le(&z->file, e->has_descriptor ? 0 : crc, 4);
    put_le(&z->file, e->has_descriptor ? 0 : packed.n, 4);
    put_le(&z->file, e->has_descriptor ? 0 : e->data.n, 4);
    put_le(&z->file, local.n, 2);
    put_le(&z->file, 0, 2);
    yx_buf_puts(&z->file, local);
    yx_buf_puts(&z->file, yx_buf_str(&packed));
    if (e->has_descriptor) {
        put_le(&z->file, 0x08074B50, 4);
        put_le(&z->file, crc, 4);
        put_le(&z->file, packed.n, 4);
        put_le(&z->file, e->data.n, 4);
    }
    /* directory */
    struct yx_buf *d = &z->directory;
    put_le(d, 0x02014B50, 4);
    put_le(d, 20 | e->by << 8, 2);
    put_le(d, 20, 2);
    put_le(d, flags, 2);
    put_le(d, method, 2);
    put_le(d, 0x5A6B5A6B, 4);
    put_le(d, crc, 4);
    put_le(d, e->is_zip64 ? UINT32_MAX : n_packed, 4);
    put_le(d, e->is_zip64 ? UINT32_MAX : size, 4);
    put_le(d, name.n, 2);
    put_le(d, e->is_zip64 ? 28 : 0, 2);
    put_le(d, 0, 2);
    put_le(d, 0, 2);
    put_le(d, 0, 2);
    put_le(d, e->attributes, 4);
    put_le(d, e->is_zip64 ? UINT32_MAX : offset, 4);
    yx_buf_puts(d, name);
    if (e->is_zip64) {
        put_le(d, 1, 2);
        put_le(d, 24, 2);
        put_le(d, size, 8);
        put_le(d, n_packed, 8);
        put_le(d, offset, 8);
    }
    z->n++;
    yx_buf_free(&packed);
}

/* What the last record says. */
struct made_end {
    bool is_zip64;
    uint64_t n, size, offset; /* 0: the truth; offset is one more */
    unsigned disk;
    const char *comment, *behind;
};

static inline struct yx_str zip_end(struct zip_maker *z, const struct made_end *e)
{
    uint64_t at = z->file.n, n = e->n ? e->n : z->n, size = e->size ? e->size : z->directory.n,
             offset = e->offset ? e->offset - 1 : at;
    yx_buf_puts(&z->file, yx_buf_str(&z->directory));
    if (e->is_zip64) {
        uint64_t at64 = z->file.n;
        put_le(&z->file, 0x06064B50, 4);
        put_le(&z->file, 44, 8);
        put_le(&z->file, 45, 2);
        put_le(&z->file, 45, 2);
        put_le(&z->file, 0, 4);
        put_le(&z->file, 0, 4);
        put_le(&z->file, n, 8);
        put_le(&z->file, n, 8);
        put_le(&z->file, size, 8);
        put_le(&z->file, offset, 8);
        put_le(&z->file, 0x07064B50, 4);
        put_le(&z->file, 0, 4);
        put_le(&z->file, at64, 8);
        put_le(&z->file, 1, 4);
    }
    struct yx_str comment = yx_str_of(e->comment);
    put_le(&z->file, 0x06054B50, 4);
    put_le(&z->file, e->disk, 2);
    put_le(&z->file, 0, 2);
    put_le(&z->file, e->is_zip64 ? UINT16_MAX : n, 2);
    put_le(&z->file, e->is_zip64 ? UINT16_MAX : n, 2);
    put_le(&z->file, e->is_zip64 ? UINT32_MAX : size, 4);
    put_le(&z->file, e->is_zip64 ? UINT32_MAX : offset, 4);
    put_le(&z->file, comment.n, 2);
    yx_buf_puts(&z->file, comment);
    yx_buf_puts(&z->file, yx_str_of(e->behind));
    return yx_buf_str(&z->file);
}

static inline void zip_free(struct zip_maker *z)
{
    yx_buf_free(&z->file);
    yx_buf_free(&z->directory);
    *z = (struct zip_maker){0};
}

#endif
