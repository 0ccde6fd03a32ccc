/* What the fuzz targets of readers share: read everything, look at what is promised. */
#ifndef BED_FUZZ_READ_ALL_H
#define BED_FUZZ_READ_ALL_H

#include "source/source.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void promise(bool kept)
{
    if (!kept)
        abort();
}

static inline void read_all(const uint8_t *data, size_t size, const bed_reader_options *options)
{
    const bed_str bytes = { (const char *)data, size };
    bed_error     err   = { 0 };
    bed_reader   *r;
    bed_record    record;
    bed_status    st = bed_reader_open_bytes(bytes, "fuzz", options, &r, &err);
    uint64_t      n  = 0, hashed;
    char          sha[BED_SHA256_TEXT];

    if (st != BED_OK) {
        promise(r == NULL && err.text[0] != '\0' && st != BED_EINTERNAL);
        return;
    }
    while ((st = bed_reader_next(r, &record, &err)) == BED_OK || st == BED_REFUSED) {
        promise(record.row == ++n);
        promise(bed_utf8_valid_until(record.json) == record.json.len);
        promise(st == BED_OK ? record.json.len > 0 && record.json.ptr[0] == '{'
                             : err.text[0] != '\0' && err.row == n);
    }
    promise(st == BED_END || (err.text[0] != '\0' && st != BED_EINTERNAL));
    promise(bed_reader_sha256(r, sha, &hashed, &err) == BED_OK || st != BED_END);
    bed_reader_close(r);
}

#endif
