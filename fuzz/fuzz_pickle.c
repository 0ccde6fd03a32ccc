/* Python pickles. The first byte chooses; the rest is the pickle, its protocol in front or not. */
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t limits[] = { 0, 16, 4096, 1 << 20 };

    if (size == 0)
        return 0;
    const bed_reader_options options = { .container        = BED_CONTAINER_PICKLE,
                                         .max_record_bytes = limits[data[0] % 4] };
    read_all(data + 1, size - 1, &options);
    return 0;
}
