/* gen_data.c -- turns the CSV lists of data/ into C tables.
 *
 * usage: gen_data OUT.c NAME=FILE.csv...
 * Lines that begin with # are notes (source, date).  The first other line names
 * the columns.  Every row must have as many cells as there are columns, so that a
 * slip of the pen in a list ends the build and not a run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CELLS = 64, MAX_LINE = 65536 };

static char line[MAX_LINE];
static char cells[MAX_LINE];
static char *cell[MAX_CELLS];

/* Splits `line` by RFC 4180 into cell[]; returns how many, or -1 for an open quote. */
static int split(void)
{
    char *to = cells;
    const char *p = line;
    int n = 0;
    for (;;) {
        if (n == MAX_CELLS)
            return -1;
        cell[n++] = to;
        if (*p == '"') {
            for (p++; *p && (*p != '"' || p[1] == '"'); *to++ = *p++)
                p += *p == '"';
            if (*p++ != '"')
                return -1;
        }
        while (*p && *p != ',')
            *to++ = *p++;
        *to++ = '\0';
        if (!*p)
            return n;
        p++;
    }
}

/* Hex escapes would swallow following digits: every byte beyond ASCII goes as octal. */
static void put_cell(FILE *out, const char *z)
{
    (void)fprintf(out, "{\"");
    for (const char *p = z; *p; p++) {
        unsigned char c = (unsigned char)*p;
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\' || c == '?')
            (void)fprintf(out, "\\%03o", c);
        else
            (void)fputc(c, out);
    }
    (void)fprintf(out, "\", %zu}, ", strlen(z));
}

static int convert(FILE *out, const char *name, const char *path)
{
    FILE *in = fopen(path, "r");
    if (!in) {
        perror(path);
        return 1;
    }
    int columns = 0, rows = 0, number = 0, bad = 0;
    (void)fprintf(out, "/* %s */\nstatic const struct yx_str cells_%s[] = {\n", name, name);
    while (!bad && fgets(line, sizeof line, in)) {
        number++;
        size_t n = strcspn(line, "\r\n");
        line[n] = '\0';
        if (n == 0 || line[0] == '#')
            continue;
        int got = split();
        if (got < 0 || (columns && got != columns)) {
            (void)fprintf(stderr, "%s:%d: %d cells, not %d\n", path, number, got, columns);
            bad = 1;
        } else if (!columns) {
            columns = got;
        } else {
            (void)fputs("    ", out);
            for (int i = 0; i < got; i++)
                put_cell(out, cell[i]);
            (void)fputc('\n', out);
            rows++;
        }
    }
    if (!bad && rows == 0) {
        (void)fprintf(stderr, "%s: no rows\n", path);
        bad = 1;
    }
    (void)fclose(in);
    (void)fprintf(out, "};\nconst struct yx_data yx_data_%s = {cells_%s, %d, %d};\n\n", name, name,
                  rows, columns);
    return bad;
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        (void)fprintf(stderr, "usage: gen_data OUT.c NAME=FILE.csv...\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    (void)fprintf(
        out,
        "/* Made by tools/gen_data.c from data/: do not edit. */\n#include \"codes/data_table.h\"\n\n");
    int bad = 0;
    for (int i = 2; i < argc && !bad; i++) {
        char *path = strchr(argv[i], '=');
        if (!path)
            return 2;
        *path++ = '\0';
        bad = convert(out, argv[i], path);
    }
    if (fclose(out) != 0)
        bad = 1;
    return bad;
}
