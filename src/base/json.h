/* json.h -- JSON written value by value, commas by itself.
 *
 *   struct yx_json j = {.b = &out};
 *   yx_json_open(&j, NULL, '{');
 *   yx_json_text(&j, "name", name);
 *   yx_json_close(&j, '}');
 *
 * `name` is NULL for elements of an array and for the outermost value.  Bytes
 * that are not UTF-8 become U+FFFD, so that what is written can be read.
 *
 * Ownership: appends to the caller's buffer.  Errors: none.
 * Threads: one writer, one thread. */
#ifndef YX_BASE_JSON_H
#define YX_BASE_JSON_H

#include "base/str.h"

struct yx_json {
    struct yx_buf *b;
    bool needs_comma;
};

void yx_json_open(struct yx_json *j, const char *name, char bracket); /* { or [ */
void yx_json_close(struct yx_json *j, char bracket);                  /* } or ] */
void yx_json_text(struct yx_json *j, const char *name, struct yx_str s);
void yx_json_number(struct yx_json *j, const char *name, int64_t n);
void yx_json_truth(struct yx_json *j, const char *name, bool v);
void yx_json_null(struct yx_json *j, const char *name);

#endif
