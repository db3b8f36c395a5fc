/* facts_said.c -- what a facts table lacks, in words. */
#include "cli/facts_said.h"

#include "policy/factfile.h"
#include "policy/policy.h"

bool yx_cli_put_missing(const struct yx_policy *p, const struct yx_factfile *f, struct yx_buf *out)
{
    uint32_t n, n_inputs;
    const struct yx_policy_input *input = yx_policy_inputs(p, &n_inputs);
    const uint32_t *missing = yx_factfile_missing(f, &n);
    for (uint32_t i = 0; i < n; i++) {
        yx_buf_putz(out, i ? "、" : "");
        yx_buf_puts(out, input[missing[i]].name);
    }
    yx_buf_putc(out, 0);
    return n != 0;
}
