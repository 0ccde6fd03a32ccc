/* README.md of a corpus: a Hugging Face dataset card. Its YAML header names the files of every
 * split and the features, so that datasets.load_dataset(folder) needs nothing else; the text below
 * is for people. Every figure is measured, every other sentence is a fact of the catalogue or of
 * what the program does. No time and no machine stands in it. Sizes:  num_bytes is what the pages
 * of the Parquet files hold before compression (close to what Arrow takes), download_size what the
 * files take on disk. Source: the hub's dataset card specification (huggingface/hub-docs,
 * datasetcard.md); features as datasets 5.2 writes them. */
#include "corpus/describe.h"
#include "corpus/out.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { CARD_MAX = 64 << 20, SHOWN_SOURCES = 50, SHOWN_LABELS = 50 };

/* ---- the header ---- */

static void yaml_line(bed__out *o, const char *key, const char *value)
{
    bed__putf(o, "%s: ", key);
    bed__put_yaml(o, value);
    bed__put(o, "\n");
}

static void yaml_item(bed__out *o, const char *value)
{
    bed__put(o, "- ");
    bed__put_yaml(o, value);
    bed__put(o, "\n");
}

/* The hub takes ISO 639 in `language`; what says more goes to `language_bcp47`. */
static size_t base_of(const char *language)
{
    return strcspn(language, "-");
}

static bool base_before(const bed__measures *m, size_t i)
{
    const size_t len = base_of(m->languages.at[i].name);

    for (size_t k = 0; k < i; k++)
        if (base_of(m->languages.at[k].name) == len &&
            strncmp(m->languages.at[k].name, m->languages.at[i].name, len) == 0)
            return true;
    return false;
}

static void put_languages(bed__out *o, const bed__measures *m)
{
    size_t n = 0, regional = 0;

    bed__put(o, "language:\n");
    for (size_t i = 0; i < m->languages.n; i++) {
        const char *name = m->languages.at[i].name;

        regional += name[base_of(name)] != '\0';
        if (base_before(m, i))
            continue;
        n++;
        bed__put(o, "- \"");
        if (strcmp(name, "mul") == 0)
            bed__put(o, "multilingual");
        else
            bed__put_str(o, (bed_str){ name, base_of(name) });
        bed__put(o, "\"\n");
    }
    if (regional > 0) {
        bed__put(o, "language_bcp47:\n");
        for (size_t i = 0; i < m->languages.n; i++)
            yaml_item(o, m->languages.at[i].name);
    }
    const bool many = n > 1 || (n == 1 && strcmp(m->languages.at[0].name, "mul") == 0);
    bed__putf(o, "multilinguality:\n- %s\n", many ? "multilingual" : "monolingual");
}

/* license_name has to be [a-z0-9.-]. */
static void put_slug(bed__out *o, const char *name)
{
    bool word = false, gap = false;

    for (const char *p = name; *p != '\0'; p++) {
        if (!isalnum((unsigned char)*p) && *p != '.') {
            gap = word;
            continue;
        }
        const char c = (char)tolower((unsigned char)*p);
        if (gap)
            bed__put(o, "-");
        bed__put_str(o, (bed_str){ &c, 1 });
        word = true;
        gap  = false;
    }
    if (!word)
        bed__put(o, "terms-of-the-source");
}

static void put_license(bed__out *o, const bed_corpus_facts *f)
{
    const char *hub = bed__hub_license(f->license_id);

    if (hub != NULL) {
        bed__putf(o, "license: %s\n", hub);
        return;
    }
    if (strcmp(f->license_id, "none-stated") == 0 || f->license_id[0] == '\0') {
        bed__put(o, "license: unknown\n");
        return;
    }
    bed__put(o, "license: other\nlicense_name: \"");
    put_slug(o, f->license_name[0] == '\0' ? f->license_id : f->license_name);
    bed__put(o, "\"\n");
    if (f->homepage[0] != '\0')
        yaml_line(o, "license_link", f->homepage);
    if (f->license_name[0] != '\0')
        yaml_line(o, "license_details", f->license_name);
}

static const char *size_category(uint64_t n)
{
    static const struct {
        uint64_t    below;
        const char *name;
    } sizes[] = {
        { 1000, "n<1K" },
        { 10000, "1K<n<10K" },
        { 100000, "10K<n<100K" },
        { 1000000, "100K<n<1M" },
        { 10000000, "1M<n<10M" },
        { 100000000, "10M<n<100M" },
        { 1000000000, "100M<n<1B" },
        { 10000000000, "1B<n<10B" },
        { 100000000000, "10B<n<100B" },
        { 1000000000000, "100B<n<1T" },
    };

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (n < sizes[i].below)
            return sizes[i].name;
    return "n>1T";
}

static bool has_kind(const bed__measures *m, const char *kind)
{
    for (size_t i = 0; i < m->kinds.n; i++)
        if (strcmp(m->kinds.at[i].name, kind) == 0)
            return true;
    return false;
}

static void put_tasks(bed__out *o, const bed__measures *m)
{
    const bool exam = has_kind(m, "mcqa"), dialogue = has_kind(m, "dialogue");
    const bool open = has_kind(m, "qa") || has_kind(m, "ehr_qa");

    bed__put(o, "task_categories:\n");
    bed__put(o, exam ? "- multiple-choice\n" : "");
    bed__put(o, exam || open ? "- question-answering\n" : "");
    bed__put(o, dialogue ? "- text-generation\n" : "");
    bed__put(o, "task_ids:\n");
    bed__put(o, exam ? "- multiple-choice-qa\n" : "");
    bed__put(o, open ? "- closed-domain-qa\n" : "");
    bed__put(o, dialogue ? "- dialogue-generation\n" : "");
}

static void put_tags(bed__out *o, const bed__measures *m, const bed_corpus_facts *f)
{
    bed__put(o, "tags:\n- medical\n- patient-communication\n");
    if (f->category[0] != '\0')
        yaml_item(o, f->category);
    if (f->subtype[0] != '\0')
        yaml_item(o, f->subtype);
    for (size_t i = 0; i < m->kinds.n; i++)
        yaml_item(o, m->kinds.at[i].name);
    bed__put(o, "- bedside\n- croissant\n");
}

/* A name as a glob that takes this name only: marks stand in brackets. */
static const char *without_marks(const char *name, char *out, size_t bytes)
{
    size_t used = 0;

    for (; *name != '\0' && used + 4 < bytes; name++)
        used += (size_t)snprintf(out + used, bytes - used,
                                 strchr("*?[", *name) == NULL ? "%c" : "[%c]", *name);
    out[used] = '\0';
    return out;
}

static void put_configs(bed__out *o, const bed__measures *m)
{
    char path[BED_PATH_MAX];

    bed__put(o, "configs:\n- config_name: default\n  data_files:\n");
    for (size_t i = 0; i < m->n_splits; i++) {
        const bed__split *s = &m->splits[i];

        bed__put(o, "  - split: ");
        bed__put_yaml(o, s->shown);
        if (!s->listed) {
            snprintf(path, sizeof path, "records/%s-*.parquet", s->name);
            bed__put(o, "\n    path: ");
            bed__put_yaml(o, path);
            bed__put(o, "\n");
            continue;
        }
        bed__put(o, "\n    path:\n");
        for (size_t k = 0; k < m->n_files; k++) {
            if (strcmp(m->files[k].split, s->name) != 0)
                continue;
            bed__put(o, "    - ");
            bed__put_yaml(o, without_marks(m->files[k].name, path, sizeof path));
            bed__put(o, "\n");
        }
    }
}

static void indent(bed__out *o, int depth)
{
    while (depth-- > 0)
        bed__put(o, "  ");
}

static const char *dtype_of(const bed__type *t)
{
    return t->kind == BED__TEXT ? "string" : t->kind == BED__FLOAT ? "float64" : "int64";
}

/* "name: turns" and its type, as Features._to_yaml_list spells it. */
static void put_feature(bed__out *o, const bed__type *t, int depth)
{
    const bool       list  = t->kind == BED__LIST;
    const bed__type *inner = list ? t->child : t;

    indent(o, depth);
    bed__putf(o, "- name: %s\n", t->name);
    indent(o, depth + 1);
    if (inner->kind != BED__STRUCT) {
        bed__putf(o, "%s: %s\n", list ? "list" : "dtype", dtype_of(inner));
        return;
    }
    bed__putf(o, "%s:\n", list ? "list" : "struct");
    for (const bed__type *f = inner->child; f != NULL; f = f->next)
        put_feature(o, f, depth + 1);
}

static void put_info(bed__out *o, const bed__measures *m)
{
    uint64_t bytes = 0, raw = 0;

    bed__put(o, "dataset_info:\n  config_name: default\n  features:\n");
    for (size_t i = 0; i < m->n_columns; i++)
        put_feature(o, m->columns[i].type, 1);
    bed__put(o, "  splits:\n");
    for (size_t i = 0; i < m->n_splits; i++) {
        const bed__split *s = &m->splits[i];

        bed__put(o, "  - name: ");
        bed__put_yaml(o, s->shown);
        bed__putf(o, "\n    num_bytes: %" PRIu64 "\n    num_examples: %" PRIu64 "\n", s->raw_bytes,
                  s->rows);
        bytes += s->bytes;
        raw += s->raw_bytes;
    }
    bed__putf(o, "  download_size: %" PRIu64 "\n  dataset_size: %" PRIu64 "\n", bytes, raw);
}

static void put_header(bed__out *o, const bed__measures *m, const bed_corpus_facts *f)
{
    bed__put(o, "---\n");
    put_languages(o, m);
    put_license(o, f);
    yaml_line(o, "pretty_name", f->title[0] == '\0' ? f->dataset : f->title);
    bed__putf(o, "size_categories:\n- %s\n", size_category(m->records));
    put_tasks(o, m);
    put_tags(o, m, f);
    bed__put(o, "source_datasets:\n- \"extended|other-");
    put_slug(o, f->dataset);
    bed__put(o, "\"\n");
    put_configs(o, m);
    put_info(o, m);
    bed__put(o, "---\n\n");
}

/* ---- the text ---- */

static void put_counts(bed__out *o, const bed__measures *m, const bed_corpus_facts *f)
{
    bed__put(o, "## What it holds\n\n");
    bed__put_number(o, f->rows);
    bed__put(o, " rows were read: ");
    bed__put_number(o, f->records);
    bed__put(o, " became records with ");
    bed__put_number(o, m->turns);
    bed__put(o, " turns, ");
    bed__put_number(o, f->quarantined);
    bed__put(o, " stand in quarantine.\n\n| Split | Kind | Language | Records |\n"
                "|:--|:--|:--|--:|\n");
    for (size_t i = 0; i < m->n_cells; i++) {
        const bed__cell *c = &m->cells[i];

        bed__put(o, "| ");
        bed__put_code(o, c->split);
        bed__put(o, " | ");
        bed__put_code(o, c->kind);
        bed__put(o, " | ");
        bed__put_code(o, c->language);
        bed__put(o, " | ");
        bed__put_number(o, c->n);
        bed__put(o, " |\n");
    }
    for (size_t i = 0; i < m->n_splits; i++) {
        if (strcmp(m->splits[i].name, m->splits[i].shown) == 0)
            continue;
        bed__put(o, "\nThe split ");
        bed__put_code(o, m->splits[i].name);
        bed__put(o, " loads under the name ");
        bed__put_code(o, m->splits[i].shown);
        bed__put(o, ", since Hugging Face datasets knows letters, digits and underscores only.\n");
    }
    bed__put(o, "\n");
}

static void put_columns(bed__out *o, const bed__measures *m)
{
    bed__put(o, "## Columns\n\n\"Filled\" counts the records in which a column holds something.\n\n"
                "| Column | Type | Meaning | Filled |\n|:--|:--|:--|--:|\n");
    for (size_t i = 0; i < m->n_columns; i++) {
        const bed__described *d = &m->columns[i];

        bed__put(o, "| ");
        bed__put_code(o, d->column->name);
        bed__put(o, " | ");
        bed__put_code(o, d->column->type);
        bed__put(o, " | ");
        bed__put_md(o, d->column->meaning);
        bed__put(o, " | ");
        bed__put_number(o, d->filled);
        bed__put(o, " |\n");
    }
    bed__put(o, "\n");
}

static void put_count_table(bed__out *o, const char *what, const bed__counts *counts, uint64_t of,
                            const char *unit)
{
    if (counts->n == 0)
        return;
    bed__putf(o, "| %s | Found on |\n|:--|:--|\n", what);
    for (size_t i = 0; i < counts->n && i < SHOWN_LABELS; i++) {
        bed__put(o, "| ");
        bed__put_code(o, counts->at[i].name);
        bed__put(o, " | ");
        bed__put_share(o, counts->at[i].n, of, unit);
        bed__put(o, " |\n");
    }
    if (counts->n > SHOWN_LABELS)
        bed__putf(o, "\nFurther names, rarer: %zu.\n", counts->n - SHOWN_LABELS);
    bed__put(o, "\n");
}

static void put_annotation(bed__out *o, const bed__measures *m)
{
    const bed__described *patient = bed__described_column(m, "patient");

    bed__put(o, "## Who speaks, what is labelled, what is known of the patient\n\n");
    if (m->looked_at < m->records) {
        bed__put(o, "Turns were looked at in ");
        bed__put_share(o, m->looked_at, m->records, "records");
        bed__put(o, ", those of the first file of every split.\n\n");
    }
    put_count_table(o, "Role with a turn", &m->roles, m->looked_at, "records");
    put_count_table(o, "Label of the record", &m->labels, m->records, "records");
    put_count_table(o, "Label of a turn", &m->turn_labels, m->looked_at_turns, "turns");
    if (m->labels.n == 0 && m->turn_labels.n == 0)
        bed__put(o, "No record and no turn has a label.\n\n");
    if (patient != NULL && patient->filled > 0)
        put_count_table(o, "Of the patient", &patient->fields, m->records, "records");
    else
        bed__put(o, "Nothing is known of the patient: no column of `patient` is filled.\n\n");
}

static void put_quarantine(bed__out *o, const bed__measures *m, const bed_corpus_facts *f)
{
    bed__put(o, "## Quarantine\n\n");
    if (f->quarantined == 0) {
        bed__put(o, "No row was refused.\n\n");
        return;
    }
    bed__put_share(o, f->quarantined, f->rows, "rows");
    bed__put(o, " were refused and are kept whole in `quarantine/`, with file, row, byte, rule and "
                "reason.\n\n| Rule | Rows | First case | Its reason |\n|:--|--:|:--|:--|\n");
    for (size_t i = 0; i < m->n_refusals; i++) {
        const bed__refusal *r = &m->refusals[i];

        bed__put(o, "| ");
        bed__put_code(o, r->rule);
        bed__put(o, " | ");
        bed__put_number(o, r->n);
        bed__put(o, " | ");
        bed__put_code(o, r->file);
        bed__putf(o, " row %" PRIu64 " | ", r->row);
        bed__put_md(o, r->reason);
        bed__put(o, " |\n");
    }
    bed__put(o, "\n");
}

static void put_source(bed__out *o, const bed_corpus_source *s)
{
    bed__put(o, "| ");
    bed__put_code(o, s->file);
    bed__put(o, " | ");
    bed__put_code(o, s->form);
    bed__put(o, " | ");
    bed__put_number(o, s->bytes);
    bed__put(o, " | ");
    bed__put_number(o, s->rows);
    bed__put(o, " | ");
    bed__put_code(o, s->sha256);
    bed__put(o, " |\n");
}

static void put_sources(bed__out *o, const bed_corpus_facts *f)
{
    size_t   shown = 0, read = 0, broken = 0;
    uint64_t bytes = 0;

    for (size_t i = 0; i < f->n_sources; i++) {
        if (strcmp(f->sources[i].state, "skipped") == 0)
            continue;
        read++;
        broken += strcmp(f->sources[i].state, "broken") == 0;
        bytes += f->sources[i].bytes;
    }
    bed__put(o, "## Provenance\n\nRead from ");
    bed__put_number(o, read);
    bed__putf(o, " published file%s of ", read == 1 ? "" : "s");
    bed__put_number(o, bytes);
    bed__put(o, " bytes by bedside " BEDSIDE_VERSION ", each row through the mapping of its form; "
                "`source.file` and `source.row` of a record lead back to it. `manifest.json` has "
                "every file with the hash of its mapping.\n");
    if (broken > 0)
        bed__putf(o,
                  "\nFiles that could not be read to the end, of which the rows before the break "
                  "are here: %zu.\n",
                  broken);
    if (f->n_sources > read)
        bed__putf(o, "\nFiles left out as no data of this dataset: %zu.\n", f->n_sources - read);
    bed__put(o, "\n| File | Form | Bytes | Rows | SHA-256 |\n|:--|:--|--:|--:|:--|\n");
    for (size_t i = 0; i < f->n_sources && shown < SHOWN_SOURCES; i++) {
        if (strcmp(f->sources[i].state, "skipped") == 0)
            continue;
        put_source(o, &f->sources[i]);
        shown++;
    }
    if (read > shown)
        bed__putf(o, "\nFurther files, in `manifest.json` alone: %zu.\n", read - shown);
    bed__put(o, "\n");
}

static void put_terms(bed__out *o, const bed_corpus_facts *f)
{
    const char *name = f->license_name[0] == '\0' ? f->license_id : f->license_name;

    bed__put(o, "## Licence and terms\n\n");
    if (strcmp(f->license_id, "none-stated") == 0 || f->license_id[0] == '\0') {
        bed__put(o, "No licence is stated for the published files");
        if (strcmp(name, f->license_id) != 0) {
            bed__put(o, " (");
            bed__put_md(o, name);
            bed__put(o, ")");
        }
    } else {
        bed__put(o, "The published files are under: ");
        bed__put_md(o, name);
        bed__put(o, " (");
        bed__put_code(o, f->license_id);
        bed__put(o, ")");
    }
    bed__put(o, ". These records are the same content in another form, under the same terms.\n\n");
}

static void put_limits(bed__out *o, const bed_corpus_facts *f)
{
    bed__put(o, "## Limitations\n\n");
    for (size_t i = 0; i < f->n_limitations; i++) {
        bed__put(o, "- ");
        bed__put_md(o, f->limitations[i]);
        bed__put(o, "\n");
    }
    bed__put(o, "- Texts are as published, but for what the mapping states: nothing was translated "
                "or de-identified.\n- Language is what the source or its mapping says.\n\n");
}

static void put_text(bed__out *o, const bed__measures *m, const bed_corpus_facts *f)
{
    bed__put(o, "# ");
    bed__put_md(o, f->title[0] == '\0' ? f->dataset : f->title);
    bed__put(o, "\n\n");
    if (f->summary[0] != '\0') {
        bed__put_md(o, f->summary);
        bed__put(o, "\n\n");
    }
    bed__put(o, "A bedside corpus of the dataset ");
    bed__put_code(o, f->dataset);
    if (f->homepage[0] != '\0') {
        bed__put(o, ", published at ");
        bed__put_md(o, f->homepage);
    }
    bed__put(o, ". It loads as it stands:\n\n```python\nimport datasets\n"
                "corpus = datasets.load_dataset(\"path/to/this/folder\")\n```\n\n");
    put_counts(o, m, f);
    put_columns(o, m);
    put_annotation(o, m);
    put_quarantine(o, m, f);
    put_sources(o, f);
    put_terms(o, f);
    put_limits(o, f);
    if (f->citation[0] != '\0') {
        bed__put(o, "## Citation\n\n");
        bed__put_fence(o, "bibtex", f->citation);
        bed__put(o, "\n");
    }
    bed__put(o,
             "## Notice\n\nbedside is a research tool. Nothing in this corpus is medical advice, "
             "and no text here should guide the care of a person.\n");
}

bed_status bed__card(const bed__measures *m, const char *folder, const bed_corpus_facts *facts,
                     bed_error *err)
{
    bed__out   o = BED__OUT(CARD_MAX, err);
    bed_status st;

    put_header(&o, m, facts);
    put_text(&o, m, facts);
    st = bed__out_write(&o, folder, "README.md");
    bed__out_deinit(&o);
    return st;
}
