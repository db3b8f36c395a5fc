/* gen_divisions.c -- packs the table of divisions into C arrays.
 *
 * usage: gen_divisions OUT.c DIVISIONS.csv OVERRIDES.csv
 * Both lists are `code,name…`; an override replaces a name, adds a code, or with
 * an empty name withdraws one.  Codes are written in order, counties and above
 * apart from townships; every different name is stored once. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_CODES = 60000, MAX_TEXT = 2 << 20, MAX_LINE = 4096, SLOTS = 1 << 17 };

struct row {
    uint32_t code, name; /* name: offset into text; 0 is withdrawn */
    uint32_t order;      /* an override comes after what it changes */
};

static struct row rows[MAX_CODES];
static int n_rows;
static char text[MAX_TEXT];
static uint32_t n_text = 1;
static uint32_t slot[SLOTS];

/* Offset of the name: a length byte and the bytes. */
static uint32_t intern(const char *name, size_t n)
{
    uint32_t h = 2166136261U;
    for (size_t i = 0; i < n; i++)
        h = (h ^ (unsigned char)name[i]) * 16777619U;
    uint32_t i = h % SLOTS;
    for (; slot[i]; i = (i + 1) % SLOTS)
        if ((unsigned char)text[slot[i]] == n && memcmp(text + slot[i] + 1, name, n) == 0)
            return slot[i];
    if (n_text + n + 1 > MAX_TEXT) {
        (void)fputs("gen_divisions: too much text\n", stderr);
        exit(1);
    }
    slot[i] = n_text;
    text[n_text] = (char)n;
    memcpy(text + n_text + 1, name, n);
    n_text += (uint32_t)n + 1;
    return slot[i];
}

static int read_list(const char *path)
{
    FILE *in = fopen(path, "r");
    if (!in) {
        perror(path);
        return 1;
    }
    static char line[MAX_LINE];
    int bad = 0, number = 0, is_first = 1;
    while (!bad && fgets(line, sizeof line, in)) {
        number++;
        if (line[0] == '#' || line[0] == '\n')
            continue;
        if (is_first) { /* names of the columns */
            is_first = 0;
            continue;
        }
        char *end;
        unsigned long code = strtoul(line, &end, 10);
        size_t digits = (size_t)(end - line), n = *end == ',' ? strcspn(end + 1, ",\r\n") : 0;
        bad = (digits != 6 && digits != 9) || *end != ',' || n > 255 || n_rows == MAX_CODES;
        if (bad) {
            (void)fprintf(stderr, "%s:%d: not a code and a name\n", path, number);
        } else {
            rows[n_rows] =
                (struct row){(uint32_t)code, n ? intern(end + 1, n) : 0, (uint32_t)n_rows};
            n_rows++;
        }
    }
    (void)fclose(in);
    return bad;
}

static int compare(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    if (x->code != y->code)
        return x->code < y->code ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

/* The codes of `from`..`to` as two arrays. */
static void put_codes(FILE *out, const char *name, uint32_t from, uint32_t to)
{
    int n = 0;
    (void)fprintf(out, "const struct yx_division_row yx_%s[] = {\n", name);
    for (int i = 0; i < n_rows; i++) {
        int is_last = i + 1 == n_rows || rows[i + 1].code != rows[i].code;
        if (is_last && rows[i].name && rows[i].code >= from && rows[i].code <= to)
            (void)fprintf(out, "{%uU, %uU},%s", rows[i].code, rows[i].name, ++n % 4 ? " " : "\n");
    }
    (void)fprintf(out, "\n};\nconst uint32_t yx_n_%s = %d;\n", name, n);
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        (void)fputs("usage: gen_divisions OUT.c DIVISIONS.csv OVERRIDES.csv\n", stderr);
        return 2;
    }
    if (read_list(argv[2]) || read_list(argv[3]))
        return 1;
    qsort(rows, (size_t)n_rows, sizeof *rows, compare);
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    (void)fputs("/* Made by tools/gen_divisions.c from data/divisions*.csv: do not edit. */\n"
                "#include \"codes/division_rows.h\"\n\n",
                out);
    put_codes(out, "counties", 100000, 999999);
    put_codes(out, "towns", 100000000, 999999999);
    (void)fprintf(out, "const unsigned char yx_division_text[] = {\n");
    for (uint32_t i = 0; i < n_text; i++)
        (void)fprintf(out, "%u,%s", (unsigned char)text[i], (i + 1) % 32 ? "" : "\n");
    (void)fputs("\n};\n", out);
    return fclose(out) != 0;
}
