/* Text that is not UTF-8, in encodings of one and of several bytes. The first byte chooses. */
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const bed_container kinds[] = { BED_CONTAINER_UNKNOWN, BED_CONTAINER_JSONL,
                                           BED_CONTAINER_CSV, BED_CONTAINER_TEXT };
    static const char *const   names[] = { "latin1",    "windows-1252", "gb18030",     NULL,
                                           "shift_jis", "UTF-16LE",     "ISO-2022-JP", "Big5" };

    if (size == 0)
        return 0;
    const bed_reader_options options = { .container        = kinds[data[0] % 4],
                                         .encoding         = names[data[0] / 4 % 8],
                                         .max_record_bytes = data[0] & 32 ? 16 : 0 };
    read_all(data + 1, size - 1, &options);
    return 0;
}
