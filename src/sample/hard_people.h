/* hard_people.h -- who is hard to tell from whom in a synthetic county.
 *
 * In a hard county (`yingxue sample --hard`) the people themselves are a problem,
 * not only what is written of them: twins and triplets with names one character
 * apart and numbers that follow each other, namesakes born the same day, of whom
 * now and then one is missing and the other's number was not at hand, households
 * that moved, children who learn in another county.
 *
 * Namesakes share an identity (name, sex, birth).  Each belongs to the block that
 * is its owner; one child of that block has it, and one of the same or of one of
 * the next blocks, so that two blocks agree on it without knowing of each other.
 *
 * Ownership: fills the caller's block.  Errors: none.
 * Threads: different blocks in different threads. */
#ifndef YX_SAMPLE_HARD_PEOPLE_H
#define YX_SAMPLE_HARD_PEOPLE_H

#include "sample/people.h"

enum {
    YX_HARD_TWINS = 40 /* of 1,000 children the next one of the household is born the same day */
};

struct sample_shared_identity {
    struct sample_name name;
    yx_day birth;
    enum sample_people people;
    uint8_t sex;
    bool is_first;   /* of the two who have it */
    uint32_t number; /* of the identity, from 1 */
};

/* Fill block->shared: who of its households gets an identity that somebody else has too.
 * Nobody, unless the county is hard. */
void yx_hard_block(const struct sample_world *w, struct sample_block *b);
/* The identity of the first child of the household that is made next; NULL: its own. */
const struct sample_shared_identity *yx_hard_next_shared(const struct sample_block *b);
/* Did the household move, does it lend its number? */
void yx_hard_house(const struct sample_world *w, struct yx_rng *r, struct sample_house *h);
/* Make the child, about to be added to its household, the namesake or the twin that it is. */
void yx_hard_child(const struct sample_block *b, const struct sample_house *h,
                   const struct sample_shared_identity *shared, struct yx_rng *r,
                   struct sample_child *k);
/* The fate drawn, or a harder one. */
enum sample_fate yx_hard_fate(const struct sample_child *k);
/* Does his school write another county as his 户口所在地?  Then of the identities that no list
 * says of him nothing is known (commands.md: unknown classes); only children whom none lists. */
bool yx_hard_came_from_afar(const struct sample_block *b, const struct sample_child *k);
/* Of two namesakes the second is missing, if he is of age, and of the first there is no number. */
bool yx_hard_is_mistakable(const struct sample_child *k);

#endif
