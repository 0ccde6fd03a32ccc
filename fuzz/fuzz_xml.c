/* XML. The first byte chooses how records are named and how long they may be. */
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = { NULL, "QAPair|pair", "r", "a|b|" };

    if (size == 0)
        return 0;
    const bed_reader_options options = { .container        = BED_CONTAINER_XML,
                                         .records          = names[data[0] % 4],
                                         .max_record_bytes = data[0] & 4 ? 64 : 0 };
    read_all(data + 1, size - 1, &options);
    return 0;
}
