/* Scores two systems' replies against a clinician's by any metric, with intervals and a test: a C
 * program of your own over libbedside.
 *
 *     cc score_reply.c $(pkg-config --cflags --libs bedside) -o score_reply
 *     ./score_reply chrf */
#include <bedside/bedside.h>

#include <stdio.h>

enum { N_ITEMS = 3, N_SYSTEMS = 2 };

static const bed_str REFERENCES[N_ITEMS] = {
    BED_STR_INIT("How long have you had the cough, and do you bring anything up?"),
    BED_STR_INIT("Please stop the new tablets and see your doctor today."),
    BED_STR_INIT("That sounds frightening. Did the pain go into your arm or jaw?"),
};

/* Item i of system k stands at [k * N_ITEMS + i]. */
static const bed_str REPLIES[N_SYSTEMS * N_ITEMS] = {
    BED_STR_INIT("How long have you had the cough?"),
    BED_STR_INIT("Stop the new tablets and see a doctor today."),
    BED_STR_INIT("Did the pain go into your arm?"),
    BED_STR_INIT("Coughs are common in winter."),
    BED_STR_INIT("Side effects are listed in the leaflet."),
    BED_STR_INIT("Chest pain has many causes."),
};

static bed_status print_scores(const bed_metric *metric, bed_buffer *page, bed_error *err)
{
    bed_item        items[N_SYSTEMS * N_ITEMS];
    bed_settings   *settings   = NULL;
    bed_measured   *measured   = NULL;
    bed_evaluation *evaluation = NULL;
    bed_status      st         = BED_OK;

    for (size_t i = 0; i < N_SYSTEMS * N_ITEMS; i++)
        items[i] = (bed_item){ .hyp = REPLIES[i], .refs = &REFERENCES[i % N_ITEMS], .n_refs = 1 };
    BED_GO(bed_settings_create(metric, &settings, err));
    BED_GO(bed_metric_measure(settings,
                              &(bed_items){ .items = items, .n = N_ITEMS, .n_systems = N_SYSTEMS },
                              NULL, &measured, err));
    BED_GO(bed_evaluate(measured, NULL, &evaluation, err));
    BED_GO(
        bed_evaluation_write(evaluation, (const char *const[]){ "asks", "tells" }, 100, page, err));
    fputs(page->ptr, stdout);
done:
    bed_evaluation_destroy(evaluation);
    bed_measured_destroy(measured);
    bed_settings_destroy(settings);
    return st;
}

int main(int argc, char **argv)
{
    const bed_metric *const metric = argc == 2 ? bed_metric_find(bed_str_of(argv[1])) : NULL;
    bed_buffer              page   = BED_BUFFER(1 << 20);
    bed_error               err    = { 0 };
    char                    line[2048];

    if (metric == NULL) {
        fputs("usage: score_reply METRIC, one that compares texts\n", stderr);
        return 2;
    }
    const bed_status st = print_scores(metric, &page, &err);
    bed_buffer_deinit(&page);
    if (st == BED_OK)
        return 0;
    fprintf(stderr, "score_reply: %s\n", bed_error_line(&err, line, sizeof line));
    return bed_code_exit_status(st);
}
