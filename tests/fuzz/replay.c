/* replay.c -- runs a fuzz target over the files of its corpus folder, as tests. */
#include "base/file.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int is_file(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    struct dirent **entry;
    int n = scandir(argv[1], &entry, is_file, alphasort);
    for (int i = 0; i < n; i++) {
        char path[4096];
        (void)snprintf(path, sizeof path, "%s/%s", argv[1], entry[i]->d_name);
        struct yx_str bytes;
        if (yx_map_path(path, &bytes, NULL) == YX_OK) {
            (void)LLVMFuzzerTestOneInput((const uint8_t *)bytes.p, bytes.n);
            yx_unmap(bytes);
            printf("ok %d - %s\n", i + 1, entry[i]->d_name);
        } else {
            printf("not ok %d - %s cannot be read\n", i + 1, entry[i]->d_name);
        }
        (void)fflush(stdout);
        free(entry[i]);
    }
    if (n > 0)
        free(entry);
    return n > 0 ? 0 : 1;
}
