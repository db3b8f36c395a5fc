/* lanes_plain.c -- the steps of a plan for every processor. */
#include "policy/lanes.h"

void yx_lanes_plain(struct yx_plan_runner *r, uint64_t from, uint32_t n)
{
    run_strip(r, from, n);
}
