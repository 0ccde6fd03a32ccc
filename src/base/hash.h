/* Hashing: SHA-256 for provenance (FIPS 180-4, by OpenSSL), XXH3 for tables (by xxHash). */
#ifndef BED_BASE_HASH_H
#define BED_BASE_HASH_H

#include "base/str.h"

enum { BED_SHA256_TEXT = 65 };

typedef struct bed_sha256 bed_sha256;

bed_status bed_sha256_create(bed_sha256 **out, bed_error *err) BED_USE_RESULT;
void       bed_sha256_destroy(bed_sha256 *h); /* NULL allowed */
bed_status bed_sha256_add(bed_sha256 *h, bed_str bytes, bed_error *err) BED_USE_RESULT;
/* 64 hexadecimal digits and a NUL. The hash starts anew after. */
bed_status bed_sha256_finish(bed_sha256 *h, char out[BED_SHA256_TEXT],
                             bed_error *err) BED_USE_RESULT;

bed_status bed_sha256_of(bed_str bytes, char out[BED_SHA256_TEXT], bed_error *err) BED_USE_RESULT;
bed_status bed_sha256_of_file(const char *path, char out[BED_SHA256_TEXT],
                              bed_error *err) BED_USE_RESULT;

uint64_t bed_hash64(bed_str bytes, uint64_t seed);

#endif
