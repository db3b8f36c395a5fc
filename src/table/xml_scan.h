/* xml_scan.h -- the big XML parts, token by token, from small blocks.
 *
 * A scanner for the parts of a workbook that grow with it: sheets and shared
 * strings.  It asks for bytes when it has none left, so it never holds a part
 * as a whole, and hands out start tags, end tags and text.  What is not
 * well-formed XML 1.0 is refused, and besides: any document type declaration
 * (and so any entity but the five), elements nested deeper than 32, single tags
 * of more than 4 MiB, tags with more than 256 attributes, encodings other than
 * UTF-8 and UTF-16.  Namespaces are not resolved: elements come without prefix,
 * because writers choose prefixes at will and the parts of a workbook know one
 * vocabulary each.
 *
 * A reader that knows what it is likely to find next may look at the bytes in
 * the window itself and skip what it understood (yx_xml_window).
 *
 * Source: XML 1.0 (W3C, 5th edition), ECMA-376-2, 7.1 (encodings).
 * Ownership: what a token points to lives until the next call.
 * Errors: YX_INVALID naming the place.  Threads: one thread per scanner. */
#ifndef YX_TABLE_XML_SCAN_H
#define YX_TABLE_XML_SCAN_H

#include "base/err.h"
#include "base/str.h"

enum { YX_XML_MAX_DEPTH = 32, YX_XML_MAX_ATTRS = 256, YX_XML_PAD = 16 };

/* Up to `cap` bytes of the part into `buf`; *n == 0 only at its end. */
typedef int (*yx_xml_fill_fn)(void *ctx, char *buf, size_t cap, size_t *n, struct yx_err *err);

enum yx_xml_kind { YX_XML_DONE, YX_XML_START, YX_XML_END, YX_XML_TEXT };

struct yx_xml_attribute {
    struct yx_str name;  /* with its prefix, if it has one */
    struct yx_str value; /* references not replaced */
    bool has_reference;
};

struct yx_xml_token {
    enum yx_xml_kind kind;
    struct yx_str name; /* START, END: without prefix */
    struct yx_str text; /* TEXT: a piece of text, as it is meant; more may follow */
};

struct yx_xml_scan;

/* `fill` is called with `ctx`; `place` is what messages call the part. */
struct yx_xml_scan *yx_xml_scan_new(yx_xml_fill_fn fill, void *ctx, const char *place);
void yx_xml_scan_free(struct yx_xml_scan *s); /* NULL is allowed */
/* The next token; an empty element gives START and END. */
int yx_xml_scan_next(struct yx_xml_scan *s, struct yx_xml_token *t, struct yx_err *err);
/* Of the START just given: the value of the attribute called exactly `name`, or one
 * with p NULL.  References in it are replaced. */
struct yx_str yx_xml_scan_attr(struct yx_xml_scan *s, struct yx_str name);

/* ---- for readers that look ahead ---- */

/* Bytes not yet scanned: whole characters, valid and allowed in XML.  Behind them
 * YX_XML_PAD bytes may be read (but mean nothing).  May be empty, and is when the
 * END of an empty element is still to come. */
struct yx_str yx_xml_window(const struct yx_xml_scan *s);
/* The first `n` bytes of the window were understood: whole elements or nothing. */
void yx_xml_skip(struct yx_xml_scan *s, size_t n);
/* Put more bytes behind the window; what is left of it may move.  *more is
 * false at the end of the part.  Fails when over 4 MiB are left in it. */
int yx_xml_more(struct yx_xml_scan *s, bool *more, struct yx_err *err);
/* Elements open around the window. */
unsigned yx_xml_depth(const struct yx_xml_scan *s);
/* In text, what may stand for something else. */
static inline bool yx_xml_stops_text(char c)
{
    return c == '<' || c == '&' || c == '\r' || c == ']';
}

#endif
