/* finding_id.h -- the number of a finding: the same finding, the same number.
 *
 * 编号 is the first 16 hex digits of HMAC-SHA256 (RFC 2104, FIPS 180-4) under
 * the county's 密钥 over the parts that make a finding what it is: list,
 * 人员号, 学期, 项目, then what the list adds.  Parts are joined by the byte
 * 0x1F.  It never rests on a file or a row, so next month's lists give the same
 * number; without the key nobody can try out ID numbers against it.
 *
 * Ownership: plain values.  Errors: none.  Threads: safe.
 * Cost: two compressions for most findings, the keyed state is made once. */
#ifndef YX_CHECK_FINDING_ID_H
#define YX_CHECK_FINDING_ID_H

#include "base/str.h"

struct yx_finding_key {
    unsigned char inner[128], outer[128]; /* SHA-256 states after the padded key */
};

void yx_finding_key_init(struct yx_finding_key *k, struct yx_str secret);
/* First 8 bytes of the HMAC, most significant first. */
uint64_t yx_finding_id(const struct yx_finding_key *k, const struct yx_str *part, size_t n);
/* 16 lower-case hex digits, no NUL. */
void yx_finding_id_hex(uint64_t id, char out[16]);
/* 0 when it is not 16 hex digits. */
uint64_t yx_finding_id_parse(struct yx_str s);

/* Hex digits of the SHA-256 of `bytes`, for manifests; 64 characters. */
void yx_sha256_hex(struct yx_str bytes, char out[64]);
struct yx_policy;
/* The hash of a policy, in hex: of yx_policy_canonical(), that is of its whole chain. */
void yx_policy_sha256(const struct yx_policy *p, char out[64]);

#endif
