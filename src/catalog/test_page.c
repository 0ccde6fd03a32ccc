/* docs/datasets.md is written from the catalogue and compared here, down to the mark; what stands
 * below it is tests/forms/run.sh's. To write it anew:
 *   BEDSIDE_REWRITE=1 build/release/catalog_test_page */
#include "base/test.h"
#include "catalog/schema.h"

static const char page[] = "docs/datasets.md";

static const char head[] =
    "# Datasets\n\n"
    "What the catalogue knows of: the 21 datasets of the survey by their number in its Figure 1, "
    "then parts of them and\nrelated data. `bedside catalog show KEY` has everything about one. "
    "Figures stand with their source, and differ where their\nsources do. Train, share: does the "
    "licence allow it without asking? "
    "To be had: by `bedside pull KEY`, or\nby the steps that it tells.\n";

static const char mark[] = "\n<!-- What follows is written by tests/forms/run.sh. -->\n";

enum { PAGE_MAX = 4 << 20 };

/* Text of a table's cell: a bar would end it. */
static void add_cell(bed_buffer *b, const char *text)
{
    for (; *text != '\0'; text++) {
        if (*text == '|')
            assert_int_equal(bed_buffer_add_byte(b, '\\', NULL), BED_OK);
        assert_int_equal(bed_buffer_add_byte(b, *text, NULL), BED_OK);
    }
}

static void add(bed_buffer *b, const char *text)
{
    assert_int_equal(bed_buffer_add(b, bed_str_of(text), NULL), BED_OK);
}

static void add_dataset(bed_buffer *b, const bed_catalog *c, const bed_dataset *d)
{
    add(b, "| ");
    if (d->number > 0)
        assert_int_equal(bed_buffer_printf(b, NULL, "%u", d->number), BED_OK);
    add(b, " | ");
    add_cell(b, d->name);
    add(b, "<br>`");
    add(b, d->key);
    add(b, "` | ");
    add_cell(b, bed_catalog_term(c, BED_DIMENSION_SUBTYPE, d->subtype)->title);
    add(b, " | ");
    for (size_t i = 0; i < d->languages.n; i++) {
        add(b, i == 0 ? "" : ", ");
        add(b, d->languages.at[i]);
    }
    add(b, " | ");
    add_cell(b, d->license.id);
    add(b, " | ");
    add(b, bed_permission_name(d->license.train));
    add(b, ", ");
    add(b, bed_permission_name(d->license.share));
    add(b, " | ");
    add(b, d->n_downloads == 0             ? "by hand"
           : d->access == BED_ACCESS_GATED ? "`pull`, with a token"
                                           : "`pull`");
    add(b, " | ");
    for (size_t i = 0; i < d->n_scale; i++) {
        add(b, i == 0 ? "" : "<br>");
        add_cell(b, d->scale[i].text);
        add(b, " ");
        add_cell(b, d->scale[i].unit);
        add(b, " (");
        add_cell(b, d->scale[i].source);
        add(b, ")");
    }
    add(b, " |\n");
}

static void add_category(bed_buffer *b, const bed_catalog *c, const bed_term *category)
{
    assert_int_equal(
        bed_buffer_printf(b, NULL, "\n## %s\n\n%s\n\n", category->title, category->definition),
        BED_OK);
    add(b,
        "| no | dataset | sub-type | languages | licence | train, share | to be had | figures |\n"
        "|---:|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < c->n_datasets; i++)
        if (strcmp(c->datasets[i]->category, category->id) == 0)
            add_dataset(b, c, c->datasets[i]);
}

static void the_page_of_datasets_says_what_the_catalogue_says(void **unused)
{
    bed_catalog *c    = NULL;
    bed_buffer   want = BED_BUFFER(PAGE_MAX), have = BED_BUFFER(PAGE_MAX);

    (void)unused;
    assert_int_equal(bed_catalog_load(".", &c, NULL), BED_OK);
    add(&want, head);
    const bed_terms *categories = &c->taxonomy->dimensions[BED_DIMENSION_CATEGORY];
    for (size_t i = 0; i < categories->n; i++)
        add_category(&want, c, &categories->at[i]);
    assert_int_equal(bed_file_read(page, &have, NULL), BED_OK);
    const char *below = strstr(have.ptr, mark);
    if (below == NULL)
        fail_msg("%s has no line '%s'", page, mark);
    else
        add(&want, below);
    if (getenv("BEDSIDE_REWRITE") != NULL)
        assert_int_equal(bed_file_write(page, bed_buffer_str(&want), NULL), BED_OK);
    else if (!bed_str_equal(bed_buffer_str(&want), bed_buffer_str(&have)))
        fail_msg("%s is not what the catalogue says; BEDSIDE_REWRITE=1 with this program writes it",
                 page);
    bed_buffer_deinit(&want);
    bed_buffer_deinit(&have);
    bed_catalog_destroy(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_of_datasets_says_what_the_catalogue_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
