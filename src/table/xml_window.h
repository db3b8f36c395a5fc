/* xml_window.h -- the bytes of an XML part as a window of valid characters.
 *
 * What xml_scan.c scans: bytes come in blocks, UTF-8 or UTF-16, and stand in the
 * window as UTF-8 of whole characters that XML allows, so no later step looks at
 * encodings again.
 *
 * Source: XML 1.0 (W3C, 5th edition), 2.2 (characters), appendix F (encodings).
 * Ownership: yx_xml_bytes_free(); the window moves when more bytes come.
 * Errors: YX_INVALID naming the place.  Threads: one thread per part. */
#ifndef YX_TABLE_XML_WINDOW_H
#define YX_TABLE_XML_WINDOW_H

#include "table/xml_scan.h"

enum yx_xml_encoding { YX_XML_UNKNOWN, YX_XML_UTF8, YX_XML_UTF16LE, YX_XML_UTF16BE };

struct yx_xml_bytes {
    yx_xml_fill_fn fill;
    void *ctx;
    const char *place; /* for messages */
    char *buf;
    size_t at, end; /* the window: buf[at, end) */
    size_t filled, cap;
    bool is_eof; /* nothing will come any more */
    enum yx_xml_encoding encoding;
    unsigned char *wide; /* a block of UTF-16, NULL when the part is not */
    size_t n_wide;       /* bytes left over from the block before: at most 3 */
};

void yx_xml_bytes_init(struct yx_xml_bytes *s, yx_xml_fill_fn fill, void *ctx, const char *place);
void yx_xml_bytes_free(struct yx_xml_bytes *s);
/* As yx_xml_more(). */
int yx_xml_bytes_more(struct yx_xml_bytes *s, bool *more, struct yx_err *err);

#endif
