/* Answers in free texts. The first byte chooses the options. */
#include "metric/extract.h"
#include "read_all.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const bed_answer_option letters[] = {
        { .key = BED_STR_INIT("A"), .text = BED_STR_INIT("Metformin") },
        { .key = BED_STR_INIT("B"), .text = BED_STR_INIT("Metformin and insulin") },
        { .key = BED_STR_INIT("C"), .text = BED_STR_INIT("胰岛素") },
        { .key = BED_STR_INIT("D"), .text = BED_STR_INIT("E. coli") },
    };
    static const bed_answer_option words[] = {
        { .key = BED_STR_INIT("yes") }, { .key = BED_STR_INIT("no"), .text = BED_STR_INIT("\xff") },
        { .key = BED_STR_INIT("是") },  { .key = BED_STR_INIT("1") },
        { .key = BED_STR_INIT("") },
    };
    static const struct {
        const bed_answer_option *list;
        size_t                   n;
    } options[] = { { NULL, 0 }, { letters, 4 }, { words, 5 }, { letters, 1 } };

    if (size == 0)
        return 0;
    const bed_str text    = { (const char *)data + 1, size - 1 };
    const size_t  which   = data[0] & 3;
    const bool    several = (data[0] & 4) != 0;
    const size_t  n       = options[which].n == 0 ? 10 : options[which].n;

    const bed_extracted a =
        bed_extract_answer(text, options[which].list, options[which].n, several);
    promise((a.status == BED_ANSWER_MISSING) == (a.keys == 0));
    promise((a.keys >> n) == 0);
    promise(a.where <= text.len && a.bytes <= text.len - a.where);
    promise(a.rule < BED_EXTRACT_N_RULES);
    if (a.status == BED_ANSWER_FOUND && !several)
        promise((a.keys & (a.keys - 1)) == 0);
    return 0;
}
