/* xml_stream.c -- small XML parts read as a stream of events, within limits. */
#include "table/xml_stream.h"

#include "base/mem.h"

#include <expat.h>

enum { MAX_DEPTH = 32, BLOCK = 1 << 16, MAX_TAG = 4 << 20 };

struct yx_xml {
    XML_Parser parser;
    const struct yx_xml_events *events;
    void *ctx;
    const char *place;
    unsigned depth;
    int code; /* of a failure; the reading ends */
    struct yx_err *err;
};

const char *yx_xml_local(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

const char *yx_xml_attr(const char **attr, const char *name)
{
    for (; attr[0]; attr += 2)
        if (strcmp(yx_xml_local(attr[0]), name) == 0)
            return attr[1];
    return NULL;
}

void yx_xml_fail(struct yx_xml *x, int code)
{
    x->code = code;
    (void)XML_StopParser(x->parser, XML_FALSE);
}

struct yx_err *yx_xml_err(struct yx_xml *x)
{
    return x->err;
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attr)
{
    struct yx_xml *x = data;
    if (x->code)
        return;
    if (++x->depth > MAX_DEPTH) {
        yx_xml_fail(
            x,
            YX_FAIL(
                x->err, YX_INVALID,
                YX_TEXT("{0} 的内容嵌套超过 32 层，不像工作簿：请用 WPS/Excel 打开后另存为 .xlsx",
                        "{0} is nested deeper than 32: open it in Excel and save it as .xlsx"),
                x->place));
        return;
    }
    x->events->start(x, x->ctx, yx_xml_local(name), attr);
}

static void on_end(void *data, const XML_Char *name)
{
    struct yx_xml *x = data;
    if (x->code)
        return;
    x->depth--;
    x->events->end(x, x->ctx, yx_xml_local(name));
}

static void on_text(void *data, const XML_Char *p, int n)
{
    struct yx_xml *x = data;
    if (!x->code)
        x->events->text(x, x->ctx, p, (size_t)n);
}

static void refuse_declaration(struct yx_xml *x)
{
    if (!x->code)
        yx_xml_fail(
            x,
            YX_FAIL(
                x->err, YX_INVALID,
                YX_TEXT(
                    "{0} 含有文档类型或实体声明，可能有害，不予读取：请用 WPS/Excel 打开后另存为 .xlsx",
                    "{0} declares a document type or entities, which may be harmful: open it in Excel and save it as .xlsx"),
                x->place));
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *sysid,
                       const XML_Char *pubid, int has_internal)
{
    (void)name;
    (void)sysid;
    (void)pubid;
    (void)has_internal;
    refuse_declaration(data);
}

static void on_entity(void *data, const XML_Char *name, int is_parameter, const XML_Char *value,
                      int length, const XML_Char *base, const XML_Char *sysid,
                      const XML_Char *pubid, const XML_Char *notation)
{
    (void)name;
    (void)is_parameter;
    (void)value;
    (void)length;
    (void)base;
    (void)sysid;
    (void)pubid;
    (void)notation;
    refuse_declaration(data);
}

/* Feeds one block; the last is empty. */
static void feed(struct yx_xml *x, size_t n, uint64_t fed)
{
    enum XML_Status status = XML_ParseBuffer(x->parser, (int)n, n == 0);
    if (x->code)
        return;
    if (status == XML_STATUS_ERROR) {
        x->code = XML_GetErrorCode(x->parser) == XML_ERROR_NO_MEMORY
                      ? YX_FAIL(x->err, YX_IO,
                                YX_TEXT("读 {0} 时内存不足", "out of memory reading {0}"), x->place)
                      : yx_zip_damaged(x->place, x->err);
        return;
    }
    /* A tag that does not end is kept whole by the parser. */
    XML_Index at = XML_GetCurrentByteIndex(x->parser);
    if (at >= 0 && fed > (uint64_t)at + MAX_TAG)
        x->code = yx_zip_damaged(x->place, x->err);
}

static int read_all(struct yx_xml *x, yx_xml_fill_fn fill, void *from)
{
    uint64_t fed = 0;
    for (size_t n = 1; n;) {
        void *block = XML_GetBuffer(x->parser, BLOCK);
        if (!block)
            return YX_FAIL(x->err, YX_IO, YX_TEXT("读 {0} 时内存不足", "out of memory reading {0}"),
                           x->place);
        int rc = fill(from, block, BLOCK, &n, x->err);
        if (rc != YX_OK)
            return rc;
        fed += n;
        feed(x, n, fed);
        if (x->code)
            return x->code;
    }
    return YX_OK;
}

int yx_xml_read_from(yx_xml_fill_fn fill, void *from, const char *place,
                     const struct yx_xml_events *events, void *ctx, struct yx_err *err)
{
    struct yx_xml x = {.events = events, .ctx = ctx, .place = place, .err = err};
    x.parser = XML_ParserCreate(NULL);
    if (!x.parser)
        yx_die(__FILE__, __LINE__, "out of memory; 内存不足");
    XML_SetUserData(x.parser, &x);
    XML_SetElementHandler(x.parser, on_start, on_end);
    if (events->text)
        XML_SetCharacterDataHandler(x.parser, on_text);
    XML_SetStartDoctypeDeclHandler(x.parser, on_doctype);
    XML_SetEntityDeclHandler(x.parser, on_entity);
    int rc = read_all(&x, fill, from);
    XML_ParserFree(x.parser);
    return rc;
}

int yx_xml_read(struct yx_zip *z, const char *path, const char *place,
                const struct yx_xml_events *events, void *ctx, struct yx_err *err)
{
    struct yx_zip_part *part;
    int rc = yx_zip_part_open(z, path, &part, err);
    if (rc != YX_OK)
        return rc;
    rc = yx_xml_read_from(yx_zip_part_fill, part, place, events, ctx, err);
    yx_zip_part_close(part);
    return rc;
}
