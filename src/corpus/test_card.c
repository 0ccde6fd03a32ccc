#include "corpus/test_folder.h"

#include <yaml.h>

/* ---- the header, read by libyaml ---- */

typedef struct header {
    yaml_document_t document;
    bed_buffer      text;
} header;

static void write_card(const place *p, const bed_corpus_facts *facts)
{
    bed_error err = { 0 };

    if (bed_card_write(p->session, p->dir, facts, &err) != BED_OK)
        fail_msg("%s", err.text);
}

static void open_header(const place *p, header *h)
{
    yaml_parser_t parser;

    h->text          = text_of_file(p, "README.md");
    const char *from = h->text.ptr, *end = strstr(from, "\n---\n");
    assert_int_equal(strncmp(from, "---\n", 4), 0);
    assert_non_null(end);
    assert_true(yaml_parser_initialize(&parser));
    yaml_parser_set_input_string(&parser, (const unsigned char *)from, (size_t)(end + 1 - from));
    if (!yaml_parser_load(&parser, &h->document))
        fail_msg("line %zu: %s", parser.problem_mark.line, parser.problem);
    assert_non_null(yaml_document_get_root_node(&h->document));
    yaml_parser_delete(&parser);
}

static void close_header(header *h)
{
    yaml_document_delete(&h->document);
    bed_buffer_deinit(&h->text);
}

/* One step: a key of a mapping, or "0", "1" of a sequence; NULL where there is none. */
static yaml_node_t *step(header *h, yaml_node_t *node, const char *key)
{
    if (node->type == YAML_SEQUENCE_NODE) {
        yaml_node_item_t *at = node->data.sequence.items.start + strtol(key, NULL, 10);

        return at < node->data.sequence.items.top ? yaml_document_get_node(&h->document, *at)
                                                  : NULL;
    }
    if (node->type != YAML_MAPPING_NODE)
        return NULL;
    for (yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        const yaml_node_t *name = yaml_document_get_node(&h->document, pair->key);

        if (strcmp((const char *)name->data.scalar.value, key) == 0)
            return yaml_document_get_node(&h->document, pair->value);
    }
    return NULL;
}

/* The node at "a.0.b", or NULL. */
static yaml_node_t *at(header *h, const char *path)
{
    yaml_node_t *node = yaml_document_get_root_node(&h->document);
    char         part[64];

    while (node != NULL && *path != '\0') {
        const size_t len = strcspn(path, ".");

        snprintf(part, sizeof part, "%.*s", (int)len, path);
        node = step(h, node, part);
        path += len + (path[len] == '.');
    }
    return node;
}

static const char *value(header *h, const char *path)
{
    const yaml_node_t *node = at(h, path);

    if (node == NULL || node->type != YAML_SCALAR_NODE)
        return "(none)";
    return (const char *)node->data.scalar.value;
}

static size_t length(header *h, const char *path)
{
    const yaml_node_t *node = at(h, path);

    if (node == NULL || node->type != YAML_SEQUENCE_NODE)
        return 0;
    return (size_t)(node->data.sequence.items.top - node->data.sequence.items.start);
}

/* "a b c" of a sequence of scalars. */
static const char *joined(header *h, const char *path, char *out, size_t bytes)
{
    char   item[128];
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < length(h, path); i++) {
        snprintf(item, sizeof item, "%s.%zu", path, i);
        used +=
            (size_t)snprintf(out + used, bytes - used, "%s%s", i == 0 ? "" : " ", value(h, item));
    }
    return out;
}

/* ---- tests ---- */

static int64_t number_of(const place *p, const char *format)
{
    char      sql[512];
    int64_t   n   = -1;
    bed_error err = { 0 };

    snprintf(sql, sizeof sql, "SELECT (%s)::BIGINT FROM parquet_metadata('%s/records/*.parquet')",
             format, p->dir);
    if (bed_session_int(p->session, sql, &n, &err) != BED_OK)
        fail_msg("%s", err.text);
    return n;
}

static void every_split_has_its_files_and_its_measured_sizes(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    char                   wanted[32];
    header                 h;

    add_records(p, "test", 0, 3, NULL, 0);
    add_records(p, "train", 0, 5, NULL, 0);
    add_records(p, "train", 1, 2, NULL, 0);
    add_records(p, "dev", 0, 1, NULL, 0);
    write_card(p, &facts);
    open_header(p, &h);
    assert_int_equal(length(&h, "configs.0.data_files"), 3);
    assert_string_equal(value(&h, "configs.0.config_name"), "default");
    assert_string_equal(value(&h, "configs.0.data_files.0.split"), "train");
    assert_string_equal(value(&h, "configs.0.data_files.0.path"), "records/train-*.parquet");
    assert_string_equal(value(&h, "configs.0.data_files.1.split"), "dev");
    assert_string_equal(value(&h, "configs.0.data_files.2.split"), "test");
    assert_string_equal(value(&h, "dataset_info.splits.0.name"), "train");
    assert_string_equal(value(&h, "dataset_info.splits.0.num_examples"), "7");
    assert_string_equal(value(&h, "dataset_info.splits.1.num_examples"), "1");
    assert_string_equal(value(&h, "dataset_info.splits.2.num_examples"), "3");
    snprintf(wanted, sizeof wanted, "%lld",
             (long long)number_of(p, "sum(total_uncompressed_size)"));
    assert_string_equal(value(&h, "dataset_info.dataset_size"), wanted);
    snprintf(
        wanted, sizeof wanted, "%lld",
        (long long)number_of(p, "sum(total_uncompressed_size) FILTER (file_name LIKE '%dev-%')"));
    assert_string_equal(value(&h, "dataset_info.splits.1.num_bytes"), wanted);
    close_header(&h);
}

static void sizes_on_disk_are_the_download_size(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    char                   path[128], wanted[32];
    uint64_t               bytes;
    header                 h;

    add_records(p, "full", 0, 9, NULL, 0);
    write_card(p, &facts);
    snprintf(path, sizeof path, "%s/records/full-00000.parquet", p->dir);
    assert_int_equal(bed_file_size(path, &bytes, NULL), BED_OK);
    snprintf(wanted, sizeof wanted, "%llu", (unsigned long long)bytes);
    open_header(p, &h);
    assert_string_equal(value(&h, "dataset_info.download_size"), wanted);
    close_header(&h);
}

/* Follows a feature and its type down to the leaves. */
static void same_feature(header *h, const char *path, const bed__type *t)
{
    static const char *const dtypes[] = { "string", "float64", "int64" };
    const bed__type         *inner    = t->kind == BED__LIST ? t->child : t;
    char                     below[512];

    snprintf(below, sizeof below, "%s.name", path);
    assert_string_equal(value(h, below), t->name);
    if (inner->kind != BED__STRUCT) {
        snprintf(below, sizeof below, "%s.%s", path, t->kind == BED__LIST ? "list" : "dtype");
        assert_string_equal(value(h, below), dtypes[inner->kind]);
        return;
    }
    size_t i = 0;
    for (const bed__type *f = inner->child; f != NULL; f = f->next, i++) {
        snprintf(below, sizeof below, "%s.%s.%zu", path, t->kind == BED__LIST ? "list" : "struct",
                 i);
        same_feature(h, below, f);
    }
    snprintf(below, sizeof below, "%s.%s", path, t->kind == BED__LIST ? "list" : "struct");
    assert_int_equal(length(h, below), i);
}

static void features_are_the_one_table_of_columns(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    size_t                 n;
    const bed_column      *columns = bed_columns(&n);
    bed_arena              arena   = BED_ARENA(1 << 20);
    header                 h;

    add_records(p, "full", 0, 1, NULL, 0);
    write_card(p, &facts);
    open_header(p, &h);
    assert_int_equal(length(&h, "dataset_info.features"), n);
    for (size_t i = 0; i < n; i++) {
        char       path[64];
        bed__type *type;

        assert_int_equal(bed__type_parse(&arena, columns[i].name, columns[i].type, &type, NULL),
                         BED_OK);
        snprintf(path, sizeof path, "dataset_info.features.%zu", i);
        same_feature(&h, path, type);
    }
    bed_arena_deinit(&arena);
    close_header(&h);
}

static void a_type_out_of_the_grammar_is_refused(void **state)
{
    static const struct {
        const char *sql;
        uint64_t    byte;
    } cases[] = {
        { "", 0 },
        { "VARCHARS", 7 },
        { "BLOB", 0 },
        { "MAP(VARCHAR, VARCHAR)", 0 },
        { "VARCHAR[][]", 11 },
        { "STRUCT(", 7 },
        { "STRUCT(a VARCHAR)", 7 },
        { "STRUCT(\"a VARCHAR)", 8 },
        { "STRUCT(\"a\" VARCHAR", 18 },
        { "STRUCT(\"a\" VARCHAR, )", 20 },
        { "STRUCT(\"a\" DATE)", 11 },
        { "DOUBLE)", 6 },
    };
    bed_arena arena = BED_ARENA(1 << 20);

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed__type *type;
        bed_error  err = { 0 };

        assert_int_equal(bed__type_parse(&arena, "x", cases[i].sql, &type, &err), BED_EINTERNAL);
        assert_int_equal(err.byte, cases[i].byte);
    }
    bed_arena_deinit(&arena);
}

static void languages_are_those_of_the_records(void **state)
{
    static const struct {
        const char *sql, *language, *bcp47, *multilinguality;
    } cases[] = {
        { "'en'", "en", "", "monolingual" },
        { "'no'", "no", "", "monolingual" },
        { "['zh-Hans', 'zh-Hant', 'zh-Hans'][i % 3 + 1]", "zh", "zh-Hans zh-Hant", "monolingual" },
        { "['en', 'en', 'zh-Hans'][i % 3 + 1]", "en zh", "en zh-Hans", "multilingual" },
        { "['fr', 'fr', 'ar'][i % 3 + 1]", "fr ar", "", "multilingual" },
        { "'pt-BR'", "pt", "pt-BR", "monolingual" },
        { "'mul'", "multilingual", "", "multilingual" },
        { "'und'", "und", "", "monolingual" },
    };
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const given own = { "language", cases[i].sql };
        char        list[256];
        header      h;

        add_records(p, "full", 0, 9, &own, 1);
        write_card(p, &facts);
        open_header(p, &h);
        assert_string_equal(joined(&h, "language", list, sizeof list), cases[i].language);
        assert_string_equal(joined(&h, "language_bcp47", list, sizeof list), cases[i].bcp47);
        assert_string_equal(value(&h, "multilinguality.0"), cases[i].multilinguality);
        close_header(&h);
    }
}

static void a_licence_is_named_as_the_hub_names_it(void **state)
{
    static const struct {
        const char *id, *name, *license, *license_name;
    } cases[] = {
        { "MIT", "MIT licence", "mit", "(none)" },
        { "Apache-2.0", "", "apache-2.0", "(none)" },
        { "CC-BY-NC-SA-4.0", "", "cc-by-nc-sa-4.0", "(none)" },
        { "GPL-3.0-only", "", "gpl-3.0", "(none)" },
        { "none-stated", "no licence file", "unknown", "(none)" },
        { "", "", "unknown", "(none)" },
        { "agreement", "i2b2/n2c2 data use agreement", "other", "i2b2-n2c2-data-use-agreement" },
        { "other", "terms of the participants' area", "other", "terms-of-the-participants-area" },
        { "other", "非商业研究", "other", "terms-of-the-source" },
        { "LicenseRef-Mine", "", "other", "licenseref-mine" },
    };
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();

    add_records(p, "full", 0, 1, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        header h;

        facts.license_id   = cases[i].id;
        facts.license_name = cases[i].name;
        write_card(p, &facts);
        open_header(p, &h);
        assert_string_equal(value(&h, "license"), cases[i].license);
        assert_string_equal(value(&h, "license_name"), cases[i].license_name);
        if (strcmp(cases[i].license, "other") == 0)
            assert_string_equal(value(&h, "license_link"), facts.homepage);
        close_header(&h);
    }
}

static void tasks_and_size_follow_from_the_records(void **state)
{
    static const struct {
        const char *kinds, *categories, *ids, *size;
        unsigned    n;
    } cases[] = {
        { "'mcqa'", "multiple-choice question-answering", "multiple-choice-qa", "n<1K", 999 },
        { "'qa'", "question-answering", "closed-domain-qa", "1K<n<10K", 1000 },
        { "'ehr_qa'", "question-answering", "closed-domain-qa", "n<1K", 1 },
        { "'dialogue'", "text-generation", "dialogue-generation", "10K<n<100K", 10000 },
        { "['mcqa', 'qa', 'dialogue'][i % 3 + 1]",
          "multiple-choice question-answering text-generation",
          "multiple-choice-qa closed-domain-qa dialogue-generation", "n<1K", 3 },
    };
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const given own = { "kind", cases[i].kinds };
        char        list[256];
        header      h;

        add_records(p, "full", 0, cases[i].n, &own, 1);
        write_card(p, &facts);
        open_header(p, &h);
        assert_string_equal(joined(&h, "task_categories", list, sizeof list), cases[i].categories);
        assert_string_equal(joined(&h, "task_ids", list, sizeof list), cases[i].ids);
        assert_string_equal(value(&h, "size_categories.0"), cases[i].size);
        close_header(&h);
    }
}

static void texts_come_back_from_the_header_as_they_were(void **state)
{
    static const char *const titles[] = {
        "plain",
        "中文问诊",
        "\"quoted\" and 'single'",
        "back\\slash",
        "key: value # no comment",
        "two\nlines\r\nand a\ttab",
        "\n---\nnot the end",
        "*alias &anchor !tag",
        "no",
        "null",
        "1e3",
        "\x01 \x1f \x7f",
        "\xC2\x85 \xC2\x9F \xE2\x80\xA8 \xE2\x80\xA9 \xEF\xBB\xBF \xEF\xBF\xBE",
        "\xF0\x9F\xA9\xBA", /* a stethoscope, beyond the basic plane */
        " blanks at both ends ",
    };
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();

    add_records(p, "full", 0, 1, NULL, 0);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        header h;

        facts.title = titles[i];
        write_card(p, &facts);
        open_header(p, &h);
        assert_string_equal(value(&h, "pretty_name"), titles[i]);
        close_header(&h);
    }
}

static void splits_that_datasets_cannot_name_are_renamed(void **state)
{
    static const struct {
        const char *name, *shown;
    } cases[] = {
        { "test", "test" },           { "all", "all_" },
        { "exam-2020", "exam_2020" }, { "exam.2020", "exam_2020_2" },
        { "中文集", "中文集" },       { "题，库", "题_库" },
    };
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    header                 h;
    size_t                 found = 0;

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        add_records(p, cases[i].name, 0, (unsigned)i + 1, NULL, 0);
    write_card(p, &facts);
    open_header(p, &h);
    assert_int_equal(length(&h, "dataset_info.splits"), sizeof cases / sizeof cases[0]);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
            char name[64], path[64], n[64], glob[128], wanted[16];

            snprintf(name, sizeof name, "dataset_info.splits.%zu.name", k);
            snprintf(n, sizeof n, "dataset_info.splits.%zu.num_examples", k);
            snprintf(path, sizeof path, "configs.0.data_files.%zu.path", k);
            snprintf(glob, sizeof glob, "records/%s-*.parquet", cases[i].name);
            snprintf(wanted, sizeof wanted, "%zu", i + 1);
            if (strcmp(value(&h, path), glob) != 0 || strcmp(value(&h, n), wanted) != 0)
                continue;
            found++;
            if (strncmp(cases[i].name, "exam", 4) != 0)
                assert_string_equal(value(&h, name), cases[i].shown);
        }
    assert_int_equal(found, sizeof cases / sizeof cases[0]);
    assert_non_null(strstr(h.text.ptr, "The split `all` loads under the name `all_`"));
    assert_non_null(strstr(h.text.ptr, "under the name `exam_2020`"));
    assert_non_null(strstr(h.text.ptr, "under the name `exam_2020_2`"));
    close_header(&h);
}

static void a_split_whose_glob_would_take_another_s_files_is_listed(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    header                 h;

    add_records(p, "train", 0, 2, NULL, 0);
    add_records(p, "train", 1, 2, NULL, 0);
    add_records(p, "train-hard", 0, 3, NULL, 0);
    write_card(p, &facts);
    open_header(p, &h);
    assert_int_equal(length(&h, "configs.0.data_files.0.path"), 2);
    assert_string_equal(value(&h, "configs.0.data_files.0.path.0"), "records/train-00000.parquet");
    assert_string_equal(value(&h, "configs.0.data_files.0.path.1"), "records/train-00001.parquet");
    assert_string_equal(value(&h, "configs.0.data_files.1.path"), "records/train-hard-*.parquet");
    assert_string_equal(value(&h, "dataset_info.splits.0.num_examples"), "4");
    assert_string_equal(value(&h, "dataset_info.splits.1.num_examples"), "3");
    close_header(&h);
}

static void marks_of_a_glob_in_a_name_stand_for_themselves(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    header                 h;

    add_records(p, "a[1]*?", 0, 2, NULL, 0);
    write_card(p, &facts);
    open_header(p, &h);
    assert_string_equal(value(&h, "configs.0.data_files.0.split"), "a_1___");
    assert_string_equal(value(&h, "configs.0.data_files.0.path.0"),
                        "records/a[[]1][*][?]-00000.parquet");
    close_header(&h);
}

/* The line that has this text, without its end. */
static void line_with(const bed_buffer *text, const char *part, char *out, size_t bytes)
{
    const char *found = strstr(text->ptr, part);

    assert_non_null(found);
    while (found > text->ptr && found[-1] != '\n')
        found--;
    snprintf(out, bytes, "%.*s", (int)strcspn(found, "\n"), found);
}

/* Cells of a table row, as GFM cuts them: at every '|' that no '\' stands before. */
static size_t cells_of(const char *line)
{
    size_t n = 0;

    for (const char *c = line; *c != '\0'; c++)
        n += *c == '|' && (c == line || c[-1] != '\\');
    return n - 1;
}

static void quarantine_is_told_by_rule_with_its_first_case(void **state)
{
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();
    char             line[1024];

    facts.rows        = 6;
    facts.records     = 2;
    facts.quarantined = 4;
    add_records(p, "train", 0, 2, NULL, 0);
    add_refused(p, "('empty_turn', 'b.jsonl', 7, 'second'), ('no_turn', 'a|b`.jsonl', 2, "
                   "'a | b * c <i> [x](y) ' || chr(10) || '~~z~~'), "
                   "('empty_turn', 'a.jsonl', 10, 'later'), ('empty_turn', 'a.jsonl', 9, 'first')");
    write_card(p, &facts);
    bed_buffer text = text_of_file(p, "README.md");
    line_with(&text, "| `empty_turn` |", line, sizeof line);
    assert_string_equal(line, "| `empty_turn` | 3 | `a.jsonl` row 9 | first |");
    line_with(&text, "| `no_turn` |", line, sizeof line);
    assert_int_equal(cells_of(line), 4);
    assert_string_equal(line, "| `no_turn` | 1 | `` a\\|b`.jsonl `` row 2 | a \\| b \\* c \\<i\\> "
                              "\\[x\\](y)  \\~\\~z\\~\\~ |");
    assert_non_null(strstr(text.ptr, "4 of 6 rows (66.7 %) were refused"));
    bed_buffer_deinit(&text);
}

static void long_reasons_are_cut_between_characters(void **state)
{
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();
    char             line[4096];

    facts.rows        = 2;
    facts.records     = 1;
    facts.quarantined = 1;
    add_records(p, "train", 0, 1, NULL, 0);
    add_refused(p, "('no_turn', 'a.jsonl', 1, repeat('药', 300))");
    write_card(p, &facts);
    bed_buffer text = text_of_file(p, "README.md");
    line_with(&text, "| `no_turn` |", line, sizeof line);
    assert_true(bed_str_ends(bed_str_of(line), BED_STR("药 ... |")));
    assert_int_equal(bed_utf8_valid_until(bed_buffer_str(&text)), text.len);
    assert_int_equal(strlen(line), strlen("| `no_turn` | 1 | `a.jsonl` row 1 |  ... |") + 600);
    bed_buffer_deinit(&text);
}

static void the_text_tells_sources_and_coverage(void **state)
{
    static const bed_corpus_source sources[] = {
        { "a.jsonl", "aa", "authors", "train", "m1", "read", "", 1234567, 6, 0, 0, 0 },
        { "notes.txt", "", "", "", "", "skipped", "no form fits", 10, 0, 0, 0, 0 },
        { "b.jsonl", "bb", "authors", "train", "m1", "broken", "ends early", 33, 1, 1, 0, 0 },
    };
    static const given own[] = {
        { "labels", "CASE WHEN i < 3 THEN [{'name': 'department', 'value': ['ent']}] END" },
        { "patient", "CASE WHEN i = 0 THEN {'age': 61, 'sex': 'female', 'ethnicity': NULL, "
                     "'region': NULL, 'language': NULL, 'literacy': NULL, 'insurance': NULL, "
                     "'fhir_id': ''} END" },
        { "turns", "[{'role': 'patient', 'text': 'x', 'labels': CASE WHEN i = 1 THEN "
                   "[{'name': 'symptom', 'value': ['pain']}] ELSE [] END}]" },
    };
    static const char *const limits[] = { "Some *odd* rows.", "2. not a list" };
    static const char *const wanted[] = {
        "| `a.jsonl` | `authors` | 1,234,567 | 6 | `aa` |",
        "Read from 2 published files of 1,234,600 bytes",
        "the rows before the break are here: 1.",
        "Files left out as no data of this dataset: 1.",
        "| `department` | 3 of 7 records (42.9 %) |",
        "| `symptom` | 1 of 7 turns (14.3 %) |",
        "| `age` | 1 of 7 records (14.3 %) |",
        "| `fhir_id` | 0 of 7 records (0.0 %) |",
        "| `patient` | 7 of 7 records (100.0 %) |",
        "- Some \\*odd\\* rows.\n- 2\\. not a list\n",
        "```bibtex\n@misc{t}\n```",
        "medical advice",
    };
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();

    facts.sources       = sources;
    facts.n_sources     = 3;
    facts.limitations   = limits;
    facts.n_limitations = 2;
    facts.rows = facts.records = 7;
    add_records(p, "train", 0, 7, own, 3);
    write_card(p, &facts);
    bed_buffer text = text_of_file(p, "README.md");
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (strstr(text.ptr, wanted[i]) == NULL)
            fail_msg("'%s' is missing", wanted[i]);
    assert_null(strstr(text.ptr, "notes.txt"));
    assert_null(strstr(text.ptr, p->dir));
    bed_buffer_deinit(&text);
}

static void a_citation_with_a_fence_in_it_stays_inside_its_own(void **state)
{
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();

    facts.citation = "```\n# no heading\n````\n";
    add_records(p, "train", 0, 1, NULL, 0);
    write_card(p, &facts);
    bed_buffer text = text_of_file(p, "README.md");
    assert_non_null(strstr(text.ptr, "`````bibtex\n```\n# no heading\n````\n`````\n"));
    bed_buffer_deinit(&text);
}

static void turns_of_a_large_corpus_are_looked_at_in_part(void **state)
{
    static const given own = { "turns", "[{'role': 'patient', 'text': i || repeat('x', 100000), "
                                        "'labels': []}]" };
    const place       *p   = *state;
    const bed_corpus_facts facts = plain_facts();
    bed__measures          m;

    add_records(p, "train", 0, 3, NULL, 0);
    for (unsigned i = 1; i <= 7; i++)
        add_records(p, "train", i, 200, &own, 1);
    add_records(p, "test", 0, 2, NULL, 0);
    assert_int_equal(bed__measure(p->session, p->dir, &facts, &m, NULL), BED_OK);
    assert_int_equal(m.records, 1405);
    assert_int_equal(m.turns, 1410);
    assert_int_equal(m.looked_at, 5);
    assert_int_equal(m.unanswered, 0);
    bed__measures_deinit(&m);
    write_card(p, &facts);
    bed_buffer text = text_of_file(p, "README.md");
    assert_non_null(strstr(text.ptr, "Turns were looked at in 5 of 1,405 records (0.4 %), those of "
                                     "the first file of every split."));
    bed_buffer_deinit(&text);
}

static void the_same_bytes_come_out_at_any_number_of_threads(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    bed_buffer             first = BED_BUFFER(TEXT_MAX_BYTES);
    static const given     own   = { "labels", "[{'name': 'l' || i % 60, 'value': ['v']}]" };

    add_records(p, "train", 0, 5000, &own, 1);
    add_records(p, "train", 1, 5000, &own, 1);
    for (unsigned threads = 1; threads <= 7; threads += 3) {
        assert_int_equal(bed_session_runf(p->session, NULL, "SET threads = %u", threads), BED_OK);
        write_card(p, &facts);
        bed_buffer text = text_of_file(p, "README.md");
        if (threads == 1)
            assert_int_equal(bed_buffer_add(&first, bed_buffer_str(&text), NULL), BED_OK);
        assert_string_equal(text.ptr, first.ptr);
        bed_buffer_deinit(&text);
    }
    bed_buffer_deinit(&first);
}

static void a_folder_without_records_gets_no_card(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    char                   path[128];
    bed_error              err = { 0 };

    assert_int_equal(bed_card_write(p->session, p->dir, &facts, &err), BED_EREAD);
    snprintf(path, sizeof path, "%s/README.md", p->dir);
    assert_false(bed_path_exists(path));
}

static void a_card_that_cannot_be_written_is_an_error(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    char                   path[128];
    bed_error              err = { 0 };

    add_records(p, "train", 0, 1, NULL, 0);
    snprintf(path, sizeof path, "%s/README.md/x", p->dir);
    assert_int_equal(bed_dir_create(path, NULL), BED_OK);
    assert_int_equal(bed_card_write(p->session, p->dir, &facts, &err), BED_EDISK);
}

static void every_allocation_may_fail_once(void **state)
{
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();
    bed_status       st    = BED_EMEMORY;
    uint64_t         n     = 0;

    facts.quarantined = 1;
    add_records(p, "train", 0, 2, NULL, 0);
    add_refused(p, "('no_turn', 'a.jsonl', 1, 'none')");
    while (st != BED_OK) {
        bed_error err = { 0 };

        bed_alloc_fail_at(++n);
        st = bed_card_write(p->session, p->dir, &facts, &err);
        bed_alloc_fail_at(0);
        assert_true(st == BED_OK || st == BED_EMEMORY);
        assert_true(n < 5000);
    }
    assert_true(n > 20);
}

int main(void)
{
#define IN_PLACE(test) cmocka_unit_test_setup_teardown(test, make_place, drop_place)
    const struct CMUnitTest tests[] = {
        IN_PLACE(every_split_has_its_files_and_its_measured_sizes),
        IN_PLACE(sizes_on_disk_are_the_download_size),
        IN_PLACE(features_are_the_one_table_of_columns),
        cmocka_unit_test(a_type_out_of_the_grammar_is_refused),
        IN_PLACE(languages_are_those_of_the_records),
        IN_PLACE(a_licence_is_named_as_the_hub_names_it),
        IN_PLACE(tasks_and_size_follow_from_the_records),
        IN_PLACE(texts_come_back_from_the_header_as_they_were),
        IN_PLACE(splits_that_datasets_cannot_name_are_renamed),
        IN_PLACE(a_split_whose_glob_would_take_another_s_files_is_listed),
        IN_PLACE(marks_of_a_glob_in_a_name_stand_for_themselves),
        IN_PLACE(quarantine_is_told_by_rule_with_its_first_case),
        IN_PLACE(long_reasons_are_cut_between_characters),
        IN_PLACE(the_text_tells_sources_and_coverage),
        IN_PLACE(a_citation_with_a_fence_in_it_stays_inside_its_own),
        IN_PLACE(turns_of_a_large_corpus_are_looked_at_in_part),
        IN_PLACE(the_same_bytes_come_out_at_any_number_of_threads),
        IN_PLACE(a_folder_without_records_gets_no_card),
        IN_PLACE(a_card_that_cannot_be_written_is_an_error),
        IN_PLACE(every_allocation_may_fail_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
