/* finding_id.c -- the number of a finding: the same finding, the same number.
 *
 * DESIGN.  OpenSSL's plain SHA256_CTX is used and not the EVP interface: a
 * state can be copied by assignment, while copying an EVP context allocates,
 * which shows when a province has fifty million rows.  For the same reason
 * short texts are padded here and compressed block by block. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "check/finding_id.h"

#include "policy/policy.h"

#include <openssl/sha.h>
#include <stddef.h>

enum { BLOCK = 64, DIGEST = 32, SEPARATOR = 0x1F, SHORT_BLOCKS = 3 };

_Static_assert(offsetof(SHA256_CTX, h) == 0, "a kept state begins with what compressions read");
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
    static const char separator = SEPARATOR;
    for (size_t i = 0; i < n; i++) {
        if (i)
            (void)SHA256_Update(c, &separator, 1);
        if (part[i].n)
            (void)SHA256_Update(c, part[i].p, part[i].n);
    }
}

static void put_word(unsigned char *to, uint32_t word)
{
    to[0] = (unsigned char)(word >> 24);
    to[1] = (unsigned char)(word >> 16);
    to[2] = (unsigned char)(word >> 8);
    to[3] = (unsigned char)word;
}

/* FIPS 180-4, 5.1.1: one bit behind the n bytes at `text`, zeros, and the number of bits of the
 * message, which is a block longer than the text (the padded key), at the end of the last of
 * the blocks; returns how many blocks there are. */
static size_t pad(unsigned char *text, size_t n)
{
    size_t blocks = (n + 1 + 8 + BLOCK - 1) / BLOCK;
    uint32_t bits = (uint32_t)(BLOCK + n) * 8;
    text[n] = 0x80;
    memset(text + n + 1, 0, blocks * BLOCK - 4 - (n + 1));
    put_word(text + blocks * BLOCK - 4, bits);
    return blocks;
}

static uint64_t outer(const struct yx_finding_key *k, const unsigned char digest[DIGEST])
{
    SHA256_CTX c;
    unsigned char block[BLOCK];
    memcpy(c.h, k->outer, sizeof c.h); /* all that a compression reads */
    memcpy(block, digest, DIGEST);
    (void)pad(block, DIGEST);
    SHA256_Transform(&c, block);
    return (uint64_t)c.h[0] << 32 | c.h[1];
}

uint64_t yx_finding_id(const struct yx_finding_key *k, const struct yx_str *part, size_t n)
{
    SHA256_CTX c;
    unsigned char text[SHORT_BLOCKS * BLOCK], digest[DIGEST];
    size_t length = n ? n - 1 : 0;
    for (size_t i = 0; i < n; i++)
        length += part[i].n;
    if (YX_UNLIKELY(length + 1 + 8 > sizeof text)) {
        memcpy(&c, k->inner, sizeof c);
        hash_parts(&c, part, n);
        (void)SHA256_Final(digest, &c);
        return outer(k, digest);
    }
    memcpy(c.h, k->inner, sizeof c.h);
    size_t used = 0;
    for (size_t i = 0; i < n; i++) {
        if (i)
            text[used++] = SEPARATOR;
        if (part[i].n)
            memcpy(text + used, part[i].p, part[i].n);
        used += part[i].n;
    }
    size_t blocks = pad(text, used);
    for (size_t b = 0; b < blocks; b++)
        SHA256_Transform(&c, text + b * BLOCK);
    for (size_t i = 0; i < DIGEST / 4; i++)
        put_word(digest + i * 4, c.h[i]);
    return outer(k, digest);
}

void yx_finding_id_hex(uint64_t id, char out[16])
{
    static const char digits[] = "0123456789abcdef";
    for (int i = 7; i >= 0; i--, id >>= 8) {
        out[2 * i] = digits[id >> 4 & 15];
        out[2 * i + 1] = digits[id & 15];
    }
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
