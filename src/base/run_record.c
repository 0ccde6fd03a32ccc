#include "base/run_record.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

enum { PART_MAX = 64 << 20 };

double bed_wall_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double bed_cpu_s(void)
{
    struct timespec t;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

uint64_t bed_peak_bytes(void)
{
    struct rusage usage;

    if (getrusage(RUSAGE_SELF, &usage) != 0)
        return 0;
    return (uint64_t)usage.ru_maxrss * 1024;
}

void bed_run_record_init(bed_run_record *r, const char *command, uint64_t seed)
{
    *r = (bed_run_record){ .inputs         = BED_BUFFER(PART_MAX),
                           .settings       = BED_BUFFER(PART_MAX),
                           .counts         = BED_BUFFER(PART_MAX),
                           .seed           = seed,
                           .started_wall_s = bed_wall_s(),
                           .started_cpu_s  = bed_cpu_s() };
    snprintf(r->command, sizeof r->command, "%s", command);
}

void bed_run_record_deinit(bed_run_record *r)
{
    bed_buffer_deinit(&r->inputs);
    bed_buffer_deinit(&r->settings);
    bed_buffer_deinit(&r->counts);
}

static bed_status separate(bed_buffer *b, bed_error *err)
{
    return b->len == 0 ? BED_OK : bed_buffer_add(b, BED_STR(",\n"), err);
}

bed_status bed_run_record_input(bed_run_record *r, const char *path, uint64_t bytes,
                                const char *sha256, bed_error *err)
{
    BED_TRY(separate(&r->inputs, err));
    BED_TRY(bed_buffer_add(&r->inputs, BED_STR("    {\"path\": "), err));
    BED_TRY(bed_buffer_add_json(&r->inputs, bed_str_of(path), err));
    return bed_buffer_printf(&r->inputs, err, ", \"bytes\": %llu, \"sha256\": \"%s\"}",
                             (unsigned long long)bytes, sha256);
}

bed_status bed_run_record_setting(bed_run_record *r, const char *name, const char *value,
                                  bed_error *err)
{
    BED_TRY(separate(&r->settings, err));
    BED_TRY(bed_buffer_add(&r->settings, BED_STR("    "), err));
    BED_TRY(bed_buffer_add_json(&r->settings, bed_str_of(name), err));
    BED_TRY(bed_buffer_add(&r->settings, BED_STR(": "), err));
    return bed_buffer_add_json(&r->settings, bed_str_of(value), err);
}

bed_status bed_run_record_count(bed_run_record *r, const char *name, uint64_t value, bed_error *err)
{
    BED_TRY(separate(&r->counts, err));
    BED_TRY(bed_buffer_add(&r->counts, BED_STR("    "), err));
    BED_TRY(bed_buffer_add_json(&r->counts, bed_str_of(name), err));
    return bed_buffer_printf(&r->counts, err, ": %llu", (unsigned long long)value);
}

static const char *text_of(const bed_buffer *b)
{
    return b->len == 0 ? "" : b->ptr;
}

bed_status bed_run_record_write(bed_run_record *r, const char *path, bed_error *err)
{
    bed_buffer out = BED_BUFFER((size_t)4 * PART_MAX);
    bed_status st  = BED_OK;

    BED_GO(bed_buffer_printf(
        &out, err,
        "{\n  \"command\": \"%s\",\n  \"version\": \"%s\",\n  \"seed\": %llu,\n"
        "  \"wall_s\": %.3f,\n  \"cpu_s\": %.3f,\n  \"peak_bytes\": %llu,\n"
        "  \"settings\": {\n%s\n  },\n  \"counts\": {\n%s\n  },\n  \"inputs\": [\n%s\n  ]\n}\n",
        r->command, BEDSIDE_VERSION, (unsigned long long)r->seed, bed_wall_s() - r->started_wall_s,
        bed_cpu_s() - r->started_cpu_s, (unsigned long long)bed_peak_bytes(), text_of(&r->settings),
        text_of(&r->counts), text_of(&r->inputs)));
    BED_GO(bed_file_write(path, bed_buffer_str(&out), err));
done:
    bed_buffer_deinit(&out);
    return st;
}

/* Turns the members `    "name": 12,\n` into `12 name, `; what does not fit into the line stands in
 * the file alone and is told by its number. */
static void counts_line(bed_str members, char *out, size_t out_bytes)
{
    enum { REST = 32 }; /* bytes of "and 1234 more, " */
    size_t at = 0, n_more = 0;

    out[0] = '\0';
    while (members.len > 0) {
        bed_str line = bed_trim(bed_take_line(&members));
        bed_str name, value;
        size_t  colon;

        if (line.len > 0 && line.ptr[line.len - 1] == ',')
            line.len--;
        for (colon = line.len; colon > 0 && line.ptr[colon - 1] != ':'; colon--)
            continue;
        if (colon < 4)
            continue;
        name  = (bed_str){ line.ptr + 1, colon - 3 };
        value = bed_trim((bed_str){ line.ptr + colon, line.len - colon });
        if (n_more > 0 || at + value.len + name.len + 3 + REST >= out_bytes) {
            n_more++;
            continue;
        }
        const int n = snprintf(out + at, out_bytes - at, "%.*s %.*s, ", BED_STR_ARG(value),
                               BED_STR_ARG(name));
        at += n > 0 ? (size_t)n : 0;
    }
    if (n_more > 0)
        snprintf(out + at, out_bytes - at, "and %zu more, ", n_more);
}

const char *bed_run_record_line(const bed_run_record *r, char *out, size_t out_bytes)
{
    char counts[512];

    counts_line(bed_buffer_str(&r->counts), counts, sizeof counts);
    snprintf(out, out_bytes, "%s: %s%.2f s, %.2f s CPU, %.0f MiB", r->command, counts,
             bed_wall_s() - r->started_wall_s, bed_cpu_s() - r->started_cpu_s,
             (double)bed_peak_bytes() / (1024.0 * 1024.0));
    return out;
}
