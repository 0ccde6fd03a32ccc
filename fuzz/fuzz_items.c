/* What is scored: lines, JSON lines and CSV, as what a system wrote and as references of it. The
 * first byte chooses the kind of metric and the container. */
#include "metric/read.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char dir[] = "/tmp/bedside-items-XXXXXX";

static void leave(void)
{
    (void)!bed_dir_remove(dir, NULL);
}

static void enter(void)
{
    if (mkdtemp(dir) == NULL)
        abort();
    atexit(leave);
}

/* Every part of what was read is looked at, so that a sanitizer sees a view of what is gone. */
static size_t touch(const bed_reading *r)
{
    size_t n = 0;

    for (size_t i = 0; i < r->items.n * r->items.n_systems; i++) {
        const bed_item *const item = &r->items.items[i];

        n += bed_hash64(item->hyp, 0);
        for (size_t k = 0; k < item->n_refs; k++)
            n += bed_hash64(item->refs[k], 0);
        for (size_t k = 0; k < item->n_answers; k++)
            n += bed_hash64(item->answers[k], 0);
        for (size_t k = 0; k < item->n_choices; k++)
            n += bed_hash64(item->choices[k].key, 0) + bed_hash64(item->choices[k].text, 0);
        for (size_t k = 0; k < item->n_history; k++)
            n += bed_hash64(item->history[k], 0);
    }
    for (size_t i = 0; r->ids != NULL && i < r->items.n; i++)
        n += bed_hash64(r->ids[i], 0);
    return n;
}

static void read_as(const bed_metric *m, const char *path, bool with_refs)
{
    const char            *by = "topic.name";
    const bed_read_options o  = { .metric = m,
                                  .hyps   = &path,
                                  .n_hyps = 1,
                                  .refs   = &path,
                                  .n_refs = with_refs,
                                  .by     = &by,
                                  .n_by   = with_refs };
    bed_reading           *r  = NULL;

    if (bed_read_items(&o, &r, NULL) == BED_OK && touch(r) == 1)
        puts("one in 2^64");
    bed_reading_destroy(r);
}

/* Without waiting for the disk, as bed_file_write would. */
static void put(const char *path, const uint8_t *bytes, size_t n)
{
    FILE *const f = fopen(path, "wb");

    if (f == NULL || fwrite(bytes, 1, n, f) != n || fclose(f) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = { "a.txt", "a.jsonl", "a.csv", "a.json" };
    static bool              entered = false;
    char                     path[64];
    bed_metric               m = { .name = "any" };

    if (size == 0)
        return 0;
    if (!entered)
        enter();
    entered = true;
    m.kind  = (bed_metric_kind)(data[0] % 6);
    m.needs = data[0] & 64 ? BED_NEEDS_REFERENCES : 0;
    snprintf(path, sizeof path, "%s/%s", dir, names[data[0] / 6 % 4]);
    put(path, data + 1, size - 1);
    read_as(&m, path, false);
    read_as(&m, path, true);
    return 0;
}
