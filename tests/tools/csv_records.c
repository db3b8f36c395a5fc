/* csv_records.c -- the records of a CSV file, one after the other. */
#include "csv_records.h"

#include "base/file.h"
#include "base/hash.h"

#include <stdio.h>
#include <string.h>

static struct yx_str quoted(struct csv *c)
{
    struct yx_buf b = {0};
    for (c->at++; c->at < c->text.n; c->at++) {
        char x = c->text.p[c->at];
        if (x != '"') {
            yx_buf_putc(&b, x);
        } else if (c->at + 1 < c->text.n && c->text.p[c->at + 1] == '"') {
            yx_buf_putc(&b, '"');
            c->at++;
        } else {
            c->at++;
            break;
        }
    }
    struct yx_str s = yx_str_dup(c->arena, yx_buf_str(&b));
    yx_buf_free(&b);
    return s;
}

bool csv_next(struct csv *c)
{
    if (c->at >= c->text.n)
        return false;
    c->n = 0;
    for (;;) {
        struct yx_str s;
        if (c->at < c->text.n && c->text.p[c->at] == '"') {
            s = quoted(c);
        } else {
            size_t from = c->at;
            while (c->at < c->text.n && c->text.p[c->at] != ',' && c->text.p[c->at] != '\n')
                c->at++;
            s = yx_str_sub(c->text, from, c->at);
        }
        if (c->n < CSV_CELLS)
            c->cell[c->n++] = s;
        if (c->at >= c->text.n)
            return true;
        if (c->text.p[c->at++] == '\n')
            return true;
    }
}

struct yx_str csv_cell(const struct csv *c, int column)
{
    return column >= 0 && (size_t)column < c->n ? c->cell[column] : (struct yx_str){0};
}

int csv_column(const struct csv *head, const char *name)
{
    for (size_t i = 0; i < head->n; i++)
        if (yx_str_is(head->cell[i], name))
            return (int)i;
    return -1;
}

bool csv_open(struct csv *c, const char *folder, const char *name, struct yx_arena *a)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    memset(c, 0, sizeof *c);
    c->arena = a;
    return yx_map_path(path, &c->text, NULL) == YX_OK;
}

uint64_t csv_row_key(struct yx_str file, struct yx_str sheet, struct yx_str row)
{
    return yx_mix64(yx_hash_str(file) ^ yx_mix64(yx_hash_str(sheet) + 1) ^
                    yx_mix64(yx_hash_str(row) + 2)) |
           1;
}
