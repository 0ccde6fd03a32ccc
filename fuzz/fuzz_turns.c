/* Turn-marked text. The first byte chooses the options. */
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const bed_mark marks[] = {
        { BED_STR_INIT("Doctor"), BED_STR_INIT("clinician") },
        { BED_STR_INIT("D"), BED_STR_INIT("clinician") },
        { BED_STR_INIT("病人"), BED_STR_INIT("patient") },
        { BED_STR_INIT(""), BED_STR_INIT("none") },
    };
    bed_turns  t;
    bed_turn   turn;
    bed_status st;

    if (size == 0)
        return 0;
    const bed_turns_options options = { .fold_case = data[0] & 1, .escaped_newline = data[0] & 2 };
    const char *const begin = (const char *)data + 1, *const end = begin + (size - 1);
    const char *behind = begin;

    bed_turns_init(&t, (bed_str){ begin, size - 1 }, marks, 4, &options);
    while ((st = bed_turns_next(&t, &turn, NULL)) == BED_OK) {
        promise(begin + turn.byte >= behind && begin + turn.byte < end);
        promise(turn.text.ptr >= begin && turn.text.ptr + turn.text.len <= end);
        promise(turn.role.len > 0 && !bed_str_equal(turn.role, BED_STR("none")));
        behind = turn.text.ptr + turn.text.len;
    }
    promise(st == BED_END || st == BED_REFUSED);
    return 0;
}
