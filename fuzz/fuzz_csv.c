/* CSV, TSV and plain text. The first byte chooses; of text its two upper bits where a record
 * begins. */
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const bed_container kinds[]   = { BED_CONTAINER_UNKNOWN, BED_CONTAINER_CSV,
                                             BED_CONTAINER_TSV, BED_CONTAINER_TEXT };
    static const bed_header    headers[] = { BED_HEADER_AUTO, BED_HEADER_YES, BED_HEADER_NO,
                                             BED_HEADER_AUTO };
    static const char *const   blocks[]  = { "id=", "^id=\\d+\\s*$", "paragraph", "document" };

    if (size == 0)
        return 0;
    const bed_reader_options options = { .container = kinds[data[0] % 4],
                                         .header    = headers[data[0] / 4 % 4],
                                         .records   = data[0] & 16 ? blocks[data[0] >> 6] : NULL,
                                         .max_record_bytes = data[0] & 32 ? 16 : 0 };
    read_all(data + 1, size - 1, &options);
    return 0;
}
