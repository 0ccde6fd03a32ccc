#include "base/hash.h"

#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <string.h>
#include <unistd.h>
#include <xxhash.h>

struct bed_sha256 {
    EVP_MD_CTX *context;
};

static bed_status fail_digest(bed_error *err)
{
    return bed_fail(err, BED_EINTERNAL, "SHA-256 is not to be had from the crypto library");
}

bed_status bed_sha256_create(bed_sha256 **out, bed_error *err)
{
    bed_sha256 *h = bed_alloc(1, sizeof *h);

    *out = NULL;
    if (h == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: a hash");
    h->context = EVP_MD_CTX_new();
    if (h->context == NULL || EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) != 1) {
        bed_sha256_destroy(h);
        return fail_digest(err);
    }
    *out = h;
    return BED_OK;
}

void bed_sha256_destroy(bed_sha256 *h)
{
    if (h == NULL)
        return;
    EVP_MD_CTX_free(h->context);
    bed_free(h);
}

bed_status bed_sha256_add(bed_sha256 *h, bed_str bytes, bed_error *err)
{
    if (bytes.len == 0)
        return BED_OK;
    return EVP_DigestUpdate(h->context, bytes.ptr, bytes.len) == 1 ? BED_OK : fail_digest(err);
}

bed_status bed_sha256_finish(bed_sha256 *h, char out[BED_SHA256_TEXT], bed_error *err)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int  n = 0;

    if (EVP_DigestFinal_ex(h->context, digest, &n) != 1 || n != 32 ||
        EVP_DigestInit_ex(h->context, EVP_sha256(), NULL) != 1)
        return fail_digest(err);
    for (size_t i = 0; i < 32; i++) {
        out[2 * i]     = "0123456789abcdef"[digest[i] >> 4];
        out[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
    out[64] = '\0';
    return BED_OK;
}

bed_status bed_sha256_of(bed_str bytes, char out[BED_SHA256_TEXT], bed_error *err)
{
    bed_sha256 *h;
    bed_status  st;

    BED_TRY(bed_sha256_create(&h, err));
    st = bed_sha256_add(h, bytes, err);
    if (st == BED_OK)
        st = bed_sha256_finish(h, out, err);
    bed_sha256_destroy(h);
    return st;
}

bed_status bed_sha256_of_file(const char *path, char out[BED_SHA256_TEXT], bed_error *err)
{
    enum { STEP = 256 * 1024 };
    bed_sha256 *h  = NULL;
    char       *in = NULL;
    bed_status  st = BED_OK;
    ssize_t     n  = 0;
    const int   fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0) {
        bed_fail(err, BED_EREAD, "cannot open: %s", strerror(errno));
        return bed_fail_in(err, BED_EREAD, path, 0);
    }
    BED_GO(bed_sha256_create(&h, err));
    BED_GO(bed_alloc_into((void **)&in, STEP, 1, err));
    while ((n = read(fd, in, STEP)) != 0) {
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            BED_GO(bed_fail(err, BED_EREAD, "cannot read: %s", strerror(errno)));
        BED_GO(bed_sha256_add(h, (bed_str){ in, (size_t)n }, err));
    }
    BED_GO(bed_sha256_finish(h, out, err));
done:
    bed_free(in);
    bed_sha256_destroy(h);
    close(fd);
    return st == BED_OK ? st : bed_fail_in(err, st, path, 0);
}

uint64_t bed_hash64(bed_str bytes, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes.ptr == NULL ? "" : bytes.ptr, bytes.len, seed);
}
