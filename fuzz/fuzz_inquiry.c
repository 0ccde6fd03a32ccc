/* The lexicon of inquiry types from any bytes: refused with a line, or loaded, and then a question
 * in each language is classified and its evidence adds up. */
#include "profile/inquiry.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(void *context, const bed_inquiry_evidence *e)
{
    int64_t *sum = context;

    if (e->found.ptr == NULL)
        abort();
    *sum += e->weight;
}

static void classify(const bed_inquiry *q, bed_str text, bed_str lang)
{
    bed_inquiry_work  *w;
    bed_inquiry_result r;
    int64_t            found = 0, sum = 0;

    if (bed_inquiry_work_create(&w, NULL) != BED_OK)
        return;
    bed_inquiry_classify(q, w, text, lang, &r, add, &found);
    for (size_t t = 0; t < bed_inquiry_n_types(q); t++)
        sum += r.scores[t];
    if (sum != found)
        abort();
    bed_inquiry_work_destroy(w);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const bed_str text = { (const char *)data, size };
    bed_inquiry  *q;

    if (size > 8192 || bed_inquiry_parse(text, "fuzz", &q, NULL) != BED_OK)
        return 0;
    classify(q, BED_STR("What should I do if I have a fever and a cough?"), BED_STR("en"));
    classify(q, BED_STR("感冒了吃什么药好？"), BED_STR("zh-Hans"));
    classify(q, text, BED_STR("en"));
    bed_inquiry_destroy(q);
    return 0;
}
