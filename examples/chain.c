/* chain.c -- a policy with those it extends, and one student explained as JSON.
 *
 *     cc chain.c $(pkg-config --cflags --libs yingxue-policy) -o chain
 *     ./chain POLICY.yx TERM DOCUMENT.yx…      (the documents it may extend)
 *
 * The library opens no file but the one it is given: where upper documents are
 * is for the program to know.  Here they are the further arguments, found by
 * the id in their first line.  The student explained is one of whom nothing is
 * known. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yingxue-policy.h>

struct papers {
    char **path;
    int n;
    char *all[16]; /* the texts found */
    int n_all;
};

static char *read_all(const char *path)
{
    FILE *f = fopen(path, "rb");
    enum { MOST = 1 << 20 };
    char *text = f ? calloc(1, MOST + 1) : NULL;
    if (text)
        text[fread(text, 1, MOST, f)] = 0;
    if (f)
        (void)fclose(f);
    return text;
}

/* Is this the document of that id?  It has a line that begins with 政策 and the id. */
static int is_of(const char *text, struct yx_str id)
{
    static const char word[] = "政策 ";
    const char *at = strstr(text, word);
    while (at && at != text && at[-1] != '\n')
        at = strstr(at + 1, word);
    at = at ? at + strlen(word) : "";
    return strncmp(at, id.p, id.n) == 0 && (at[id.n] == ' ' || at[id.n] == '\n');
}

static int find(void *ctx, struct yx_str id, struct yx_policy_text *out, struct yx_err *err)
{
    struct papers *k = ctx;
    (void)err;
    for (int i = 0; i < k->n && k->n_all < 16; i++) {
        char *text = read_all(k->path[i]);
        if (text && is_of(text, id)) {
            k->all[k->n_all++] = text; /* it has to stay until the policy is loaded */
            *out = (struct yx_policy_text){{k->path[i], strlen(k->path[i])}, {text, strlen(text)}};
            return YX_OK;
        }
        free(text);
    }
    return YX_NOTFOUND;
}

int main(int argc, char **argv)
{
    yx_term term;
    if (argc < 3 || !yx_term_parse((struct yx_str){argv[2], strlen(argv[2])}, &term)) {
        (void)fprintf(stderr, "usage: chain POLICY.yx TERM DOCUMENT.yx…\n");
        return 2;
    }
    struct papers papers = {.path = argv + 3, .n = argc - 3};
    const struct yx_policy_shelf shelf = {.find = find, .ctx = &papers};
    struct yx_report *said = yx_report_new();
    struct yx_policy *p = NULL;
    struct yx_err err = {0};
    struct yx_buf b = {0};
    int rc = yx_policy_load_path_chain(argv[1], &shelf, said, &p, &err);
    for (int i = 0; i < papers.n_all; i++)
        free(papers.all[i]);
    if (rc == YX_OK) {
        uint32_t n;
        (void)yx_policy_inputs(p, &n);
        struct yx_fact_column *column = calloc(n + 1, sizeof *column); /* all unknown */
        const struct yx_fact_columns facts = {.n_rows = 1, .term = term, .input = column};
        const struct yx_explain how = {.student = {"S1", 2}};
        rc = column ? yx_policy_explain_row_json(p, &facts, 0, &how, &b, &err) : 3;
        free(column);
        if (rc == YX_OK)
            (void)printf("%u documents\n%.*s\n", yx_policy_layers(p), (int)b.n, b.p);
        b.n = 0;
    } else {
        yx_report_render(said, YX_EN, &b);
    }
    if (rc != YX_OK)
        yx_err_render(&err, YX_EN, &b);
    if (b.n)
        (void)fprintf(stderr, "%.*s\n", (int)b.n, b.p);
    yx_buf_free(&b);
    yx_policy_free(p);
    yx_report_free(said);
    return rc;
}
