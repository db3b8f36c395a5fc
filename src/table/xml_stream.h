/* xml_stream.h -- small XML parts read as a stream of events, within limits.
 *
 * For the parts whose size does not follow the data: the package's relations,
 * the workbook, its styles.  Sheets and strings go through xml_scan.h.
 *
 * Names come without their namespace prefix.  Any document type or entity
 * declaration is refused, as are documents nested deeper than 32 and single
 * tags of more than 4 MiB.
 * Ownership: events borrow their arguments for the call.  Errors: YX_INVALID
 * naming the place; YX_NOTFOUND when the archive has no such part.
 * Threads: one thread per stream. */
#ifndef YX_TABLE_XML_STREAM_H
#define YX_TABLE_XML_STREAM_H

#include "table/xml_scan.h"
#include "table/zip_guard.h"

struct yx_xml;

struct yx_xml_events {
    /* attr: name, value, name, value, …, NULL */
    void (*start)(struct yx_xml *x, void *ctx, const char *name, const char **attr);
    void (*end)(struct yx_xml *x, void *ctx, const char *name);
    void (*text)(struct yx_xml *x, void *ctx, const char *p, size_t n); /* may be NULL */
};

/* yx_xml_read(z, path, place, events, ctx, err): read a part to its end.
 * `place` is what messages call it. */
int yx_xml_read(struct yx_zip *z, const char *path, const char *place,
                const struct yx_xml_events *events, void *ctx, struct yx_err *err);
/* The same from anywhere: `fill` is called with `from`. */
int yx_xml_read_from(yx_xml_fill_fn fill, void *from, const char *place,
                     const struct yx_xml_events *events, void *ctx, struct yx_err *err);
/* From an event: end the reading with the failure recorded in `err`. */
void yx_xml_fail(struct yx_xml *x, int code);
/* Where yx_xml_fail() callers record it. */
struct yx_err *yx_xml_err(struct yx_xml *x);
/* Value of the attribute, without regard to its prefix, or NULL. */
const char *yx_xml_attr(const char **attr, const char *name);
/* Name without prefix. */
const char *yx_xml_local(const char *name);

#endif
