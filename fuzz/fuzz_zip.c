/* Whatever the bytes are taken for: gzip, zip archives, workbooks within them, and plain files. */
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    read_all(data, size, NULL);
    return 0;
}
