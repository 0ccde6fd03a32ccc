/* JSON lines, arrays and objects, records in arrays within arrays, and the strict check. The first
 * byte chooses. */
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const bed_container kinds[]   = { BED_CONTAINER_UNKNOWN, BED_CONTAINER_JSONL,
                                             BED_CONTAINER_JSON_ARRAY, BED_CONTAINER_JSON_OBJECT };
    static const char *const   records[] = { NULL, "data", "a.b", "data.a.b" };
    bed_error                  err       = { 0 };

    if (size == 0)
        return 0;
    const bed_reader_options options = {
        .container        = kinds[data[0] % 4],
        .records          = records[(data[0] & 4 ? 1 : 0) + (data[0] & 16 ? 2 : 0)],
        .max_record_bytes = data[0] & 8 ? 16 : 0
    };
    read_all(data + 1, size - 1, &options);
    if (bed_json_check((bed_str){ (const char *)data + 1, size - 1 }, &err) != BED_OK)
        promise(err.has_byte && err.byte <= size - 1);
    return 0;
}
