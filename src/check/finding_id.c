/* finding_id.c -- the number of a finding: the same finding, the same number.
 *
 * DESIGN.  OpenSSL's plain SHA256_CTX is used and not the EVP interface: a
 * state can be copied by assignment, while copying an EVP context allocates,
 * which shows when a province has fifty million rows. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "check/finding_id.h"

#include "policy/policy.h"

#include <openssl/sha.h>

enum { BLOCK = 64, DIGEST = 32, SEPARATOR = 0x1F };

_Static_assert(sizeof(SHA256_CTX) <= sizeof(((struct yx_finding_key *)0)->inner), "a state fits");

void yx_finding_key_init(struct yx_finding_key *k, struct yx_str secret)
{
    unsigned char key[BLOCK] = {0}, pad[BLOCK];
    if (secret.n > BLOCK)
        (void)SHA256((const unsigned char *)secret.p, secret.n, key);
    else if (secret.n)
        memcpy(key, secret.p, secret.n);
    memset(k, 0, sizeof *k);
    SHA256_CTX c;
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] = key[i] ^ 0x36U;
    (void)SHA256_Init(&c);
    (void)SHA256_Update(&c, pad, BLOCK);
    memcpy(k->inner, &c, sizeof c);
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] = key[i] ^ 0x5CU;
    (void)SHA256_Init(&c);
    (void)SHA256_Update(&c, pad, BLOCK);
    memcpy(k->outer, &c, sizeof c);
}

/* The parts as one text, handed to the hash in as few pieces as fit. */
static void hash_parts(SHA256_CTX *c, const struct yx_str *part, size_t n)
{
    char text[256];
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (used + 1 + part[i].n > sizeof text) {
            (void)SHA256_Update(c, text, used);
            used = 0;
        }
        if (i)
            text[used++] = SEPARATOR;
        if (used + part[i].n > sizeof text) {
            (void)SHA256_Update(c, text, used);
            (void)SHA256_Update(c, part[i].p, part[i].n);
            used = 0;
        } else if (part[i].n) {
            memcpy(text + used, part[i].p, part[i].n);
            used += part[i].n;
        }
    }
    (void)SHA256_Update(c, text, used);
}

uint64_t yx_finding_id(const struct yx_finding_key *k, const struct yx_str *part, size_t n)
{
    SHA256_CTX c;
    unsigned char digest[DIGEST];
    memcpy(&c, k->inner, sizeof c);
    hash_parts(&c, part, n);
    (void)SHA256_Final(digest, &c);
    memcpy(&c, k->outer, sizeof c);
    (void)SHA256_Update(&c, digest, DIGEST);
    (void)SHA256_Final(digest, &c);
    uint64_t id = 0;
    for (size_t i = 0; i < 8; i++)
        id = id << 8 | digest[i];
    return id;
}

void yx_finding_id_hex(uint64_t id, char out[16])
{
    for (int i = 15; i >= 0; i--, id >>= 4)
        out[i] = "0123456789abcdef"[id & 15];
}

uint64_t yx_finding_id_parse(struct yx_str s)
{
    if (s.n != 16)
        return 0;
    uint64_t id = 0;
    for (size_t i = 0; i < 16; i++) {
        char c = s.p[i];
        unsigned digit;
        if (c >= '0' && c <= '9')
            digit = (unsigned)(c - '0');
        else if (c >= 'a' && c <= 'f')
            digit = (unsigned)(c - 'a') + 10;
        else if (c >= 'A' && c <= 'F')
            digit = (unsigned)(c - 'A') + 10;
        else
            return 0;
        id = id << 4 | digit;
    }
    return id;
}

void yx_sha256_hex(struct yx_str bytes, char out[64])
{
    unsigned char digest[DIGEST];
    (void)SHA256((const unsigned char *)(bytes.n ? bytes.p : ""), bytes.n, digest);
    for (size_t i = 0; i < DIGEST; i++) {
        out[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
}

void yx_policy_sha256(const struct yx_policy *p, char out[64])
{
    struct yx_buf b = {0};
    yx_policy_canonical(p, &b);
    yx_sha256_hex(yx_buf_str(&b), out);
    yx_buf_free(&b);
}
