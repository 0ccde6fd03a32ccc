#include "corpus/test_folder.h"

#include <jansson.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

static json_t *write_and_load(const place *p, const bed_corpus_facts *facts)
{
    bed_error    err = { 0 };
    json_error_t fault;

    if (bed_croissant_write(p->session, p->dir, facts, &err) != BED_OK)
        fail_msg("%s", err.text);
    bed_buffer text = text_of_file(p, "croissant.json");
    json_t    *root = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, &fault);
    if (root == NULL)
        fail_msg("line %d: %s", fault.line, fault.text);
    bed_buffer_deinit(&text);
    return root;
}

static const char *text_at(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));

    return text == NULL ? "(none)" : text;
}

/* The member of an array whose @id is this. */
static json_t *with_id(const json_t *array, const char *id)
{
    size_t  i;
    json_t *value;

    json_array_foreach(array, i, value) if (strcmp(text_at(value, "@id"), id) == 0) return value;
    return NULL;
}

static json_t *record_set(const json_t *root, const char *id)
{
    json_t *set = with_id(json_object_get(root, "recordSet"), id);

    assert_non_null(set);
    return set;
}

static json_t *field(const json_t *root, const char *id)
{
    json_t *found = with_id(json_object_get(record_set(root, "records"), "field"), id);

    assert_non_null(found);
    return found;
}

static void it_says_what_it_is_and_conforms_to(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    const given            own   = { "language", "['zh-Hans', 'zh-Hans', 'en'][i % 3 + 1]" };

    add_records(p, "train", 0, 3, &own, 1);
    json_t *root = write_and_load(p, &facts), *conforms = json_object_get(root, "conformsTo");
    assert_int_equal(json_array_size(conforms), 2);
    assert_string_equal(json_string_value(json_array_get(conforms, 0)),
                        "http://mlcommons.org/croissant/1.1");
    assert_string_equal(json_string_value(json_array_get(conforms, 1)),
                        "http://mlcommons.org/croissant/RAI/1.0");
    assert_string_equal(text_at(root, "@type"), "sc:Dataset");
    assert_string_equal(text_at(root, "name"), "Test");
    assert_string_equal(text_at(root, "license"), "https://spdx.org/licenses/MIT");
    assert_string_equal(text_at(root, "url"), "https://example.org/t");
    assert_string_equal(text_at(root, "datePublished"), "2021");
    assert_string_equal(text_at(root, "citeAs"), "@misc{t}\n");
    const json_t *languages = json_object_get(root, "inLanguage");
    assert_int_equal(json_array_size(languages), 2);
    assert_string_equal(json_string_value(json_array_get(languages, 0)), "zh-Hans");
    assert_string_equal(json_string_value(json_array_get(languages, 1)), "en");
    json_decref(root);
}

static void what_is_not_known_is_left_out(void **state)
{
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();

    facts.year         = 0;
    facts.homepage     = "see the paper";
    facts.citation     = "";
    facts.authors      = "";
    facts.license_id   = "agreement";
    facts.license_name = "data use agreement";
    add_records(p, "train", 0, 1, NULL, 0);
    json_t *root = write_and_load(p, &facts);
    assert_null(json_object_get(root, "datePublished"));
    assert_null(json_object_get(root, "url"));
    assert_null(json_object_get(root, "citeAs"));
    assert_null(json_object_get(root, "prov:wasDerivedFrom"));
    const json_t *license = json_object_get(root, "license");
    assert_string_equal(text_at(license, "@type"), "sc:CreativeWork");
    assert_string_equal(text_at(license, "name"), "data use agreement");
    assert_null(json_object_get(license, "url"));
    const json_t *creators = json_object_get(root, "creator");
    assert_int_equal(json_array_size(creators), 1);
    assert_string_equal(text_at(json_array_get(creators, 0), "name"), "not stated");
    json_decref(root);
}

static void creators_are_the_persons_of_the_paper(void **state)
{
    static const struct {
        const char *authors;
        size_t      n;
        const char *last;
    } cases[] = {
        { "Roe J", 1, "Roe J" },
        { "Roe J, Poe A, et al.", 2, "Poe A" },
        { " Ben Abacha A ,, 王芳 , ", 2, "王芳" },
        { ", et al.", 1, "not stated" },
    };
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();

    add_records(p, "train", 0, 1, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        facts.authors          = cases[i].authors;
        json_t       *root     = write_and_load(p, &facts);
        const json_t *creators = json_object_get(root, "creator");

        assert_int_equal(json_array_size(creators), cases[i].n);
        if (cases[i].n > 0)
            assert_string_equal(text_at(json_array_get(creators, cases[i].n - 1), "name"),
                                cases[i].last);
        json_decref(root);
    }
}

static void every_file_is_there_with_its_size_and_hash(void **state)
{
    static const char *const names[] = { "records/test-00000.parquet",
                                         "records/train-00000.parquet",
                                         "records/train-00001.parquet" };
    const place             *p       = *state;
    const bed_corpus_facts   facts   = plain_facts();

    add_records(p, "train", 0, 2, NULL, 0);
    add_records(p, "train", 1, 3, NULL, 0);
    add_records(p, "test", 0, 1, NULL, 0);
    json_t       *root  = write_and_load(p, &facts);
    const json_t *files = json_object_get(root, "distribution");
    assert_int_equal(json_array_size(files), 4);
    for (size_t i = 0; i < 3; i++) {
        const json_t *file = with_id(files, names[i]);
        char          path[256], hash[BED_SHA256_TEXT], size[32];
        uint64_t      bytes;

        assert_non_null(file);
        snprintf(path, sizeof path, "%s/%s", p->dir, names[i]);
        assert_int_equal(bed_sha256_of_file(path, hash, NULL), BED_OK);
        assert_int_equal(bed_file_size(path, &bytes, NULL), BED_OK);
        snprintf(size, sizeof size, "%llu B", (unsigned long long)bytes);
        assert_string_equal(text_at(file, "@type"), "cr:FileObject");
        assert_string_equal(text_at(file, "contentUrl"), names[i]);
        assert_string_equal(text_at(file, "contentSize"), size);
        assert_string_equal(text_at(file, "sha256"), hash);
    }
    const json_t *set = with_id(files, "record-files");
    assert_non_null(set);
    assert_string_equal(text_at(set, "includes"), "records/*.parquet");
    json_decref(root);
}

static void odd_file_names_become_usable_ids(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();

    add_records(p, "my split", 0, 2, NULL, 0);
    add_records(p, "中文", 0, 2, NULL, 0);
    json_t       *root  = write_and_load(p, &facts);
    const json_t *files = json_object_get(root, "distribution");
    assert_non_null(with_id(files, "records/my%20split-00000.parquet"));
    assert_string_equal(text_at(with_id(files, "records/my%20split-00000.parquet"), "contentUrl"),
                        "records/my split-00000.parquet");
    assert_non_null(with_id(files, "records/中文-00000.parquet"));
    json_decref(root);
}

/* Sees that a field is of its type, from the right column by the right path. */
static void same_field(const json_t *f, const bed__type *t, const char *column, const char *path)
{
    static const char *const types[] = { "sc:Text", "sc:Float", "sc:Integer" };
    const bed__type         *inner   = t->kind == BED__LIST ? t->child : t;
    const json_t *source = json_object_get(f, "source"), *sub = json_object_get(f, "subField");
    size_t        i = 0;

    assert_string_equal(text_at(f, "name"), t->name);
    assert_int_equal(json_is_true(json_object_get(f, "isArray")), t->kind == BED__LIST);
    assert_string_equal(text_at(f, "arrayShape"), t->kind == BED__LIST ? "-1" : "(none)");
    if (inner->kind != BED__STRUCT) {
        assert_string_equal(text_at(f, "dataType"), types[inner->kind]);
        assert_string_equal(text_at(json_object_get(source, "extract"), "column"), column);
        assert_string_equal(text_at(json_object_get(source, "transform"), "jsonPath"),
                            path[0] == '\0' ? "(none)" : path);
        return;
    }
    assert_null(source);
    for (const bed__type *child = inner->child; child != NULL; child = child->next, i++) {
        char id[256], below[256];

        snprintf(id, sizeof id, "%s/%s", text_at(f, "@id"), child->name);
        snprintf(below, sizeof below, "%s%s%s", path,
                 path[0] == '\0'        ? ""
                 : t->kind == BED__LIST ? "[*]."
                                        : ".",
                 child->name);
        assert_string_equal(text_at(json_array_get(sub, i), "@id"), id);
        same_field(json_array_get(sub, i), child, column, below);
    }
    assert_int_equal(json_array_size(sub), i);
}

static void every_column_is_a_field_with_its_sub_fields(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    bed_arena              arena = BED_ARENA(1 << 20);
    size_t                 n;
    const bed_column      *columns = bed_columns(&n);

    add_records(p, "train", 0, 1, NULL, 0);
    json_t *root = write_and_load(p, &facts);
    assert_int_equal(json_array_size(json_object_get(record_set(root, "records"), "field")), n);
    for (size_t i = 0; i < n; i++) {
        char       id[128];
        bed__type *type;

        if (strcmp(columns[i].name, "split") == 0)
            continue; /* told from the file's name */
        snprintf(id, sizeof id, "records/%s", columns[i].name);
        assert_int_equal(bed__type_parse(&arena, columns[i].name, columns[i].type, &type, NULL),
                         BED_OK);
        same_field(field(root, id), type, columns[i].name, "");
    }
    const json_t *labels =
        with_id(json_object_get(field(root, "records/turns"), "subField"), "records/turns/labels");
    const json_t *name = with_id(json_object_get(labels, "subField"), "records/turns/labels/name");
    assert_string_equal(
        text_at(json_object_get(json_object_get(name, "source"), "transform"), "jsonPath"),
        "labels[*].name");
    bed_arena_deinit(&arena);
    json_decref(root);
}

static void collect_ids(const json_t *value, json_t *ids, json_t *references)
{
    const char *key;
    json_t     *member;
    size_t      i;

    if (json_is_array(value))
        json_array_foreach(value, i, member) collect_ids(member, ids, references);
    if (!json_is_object(value))
        return;
    const char *id = json_string_value(json_object_get(value, "@id"));
    if (id != NULL && json_object_size(value) == 1)
        assert_int_equal(json_array_append_new(references, json_string(id)), 0);
    else if (id != NULL) {
        if (json_object_get(ids, id) != NULL)
            fail_msg("'%s' stands twice", id);
        assert_int_equal(json_object_set_new(ids, id, json_true()), 0);
    }
    json_object_foreach((json_t *)(uintptr_t)value, key,
                        member) if (strcmp(key, "@context") != 0 &&
                                    strcmp(key, "prov:wasDerivedFrom") != 0)
        collect_ids(member, ids, references);
}

static void ids_are_unique_and_every_reference_leads_somewhere(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    json_t                *ids = json_object(), *references = json_array(), *reference;
    size_t                 i;

    add_records(p, "train", 0, 1, NULL, 0);
    add_records(p, "test", 0, 1, NULL, 0);
    json_t *root = write_and_load(p, &facts);
    collect_ids(root, ids, references);
    assert_true(json_array_size(references) > 30);
    json_array_foreach(references, i, reference)
    {
        if (json_object_get(ids, json_string_value(reference)) == NULL)
            fail_msg("'%s' leads nowhere", json_string_value(reference));
    }
    json_decref(root);
    json_decref(ids);
    json_decref(references);
}

/* What the first group of the pattern takes off the beginning of a text. */
static void first_group(const char *pattern, const char *text, char *out, size_t bytes)
{
    int         code;
    PCRE2_SIZE  where, len = bytes;
    pcre2_code *re = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                   PCRE2_UTF | PCRE2_ANCHORED, &code, &where, NULL);
    assert_non_null(re);
    pcre2_match_data *data = pcre2_match_data_create_from_pattern(re, NULL);
    out[0]                 = '\0';
    if (pcre2_match(re, (PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, 0, 0, data, NULL) > 1)
        assert_int_equal(pcre2_substring_copy_bynumber(data, 1, (PCRE2_UCHAR *)out, &len), 0);
    pcre2_match_data_free(data);
    pcre2_code_free(re);
}

static void the_split_is_read_from_the_file_name(void **state)
{
    static const char *const splits[] = { "train", "train-hard", "test", "a.b", "c+d(e)", "中文" };
    const place             *p        = *state;
    const bed_corpus_facts   facts    = plain_facts();
    char                     path[128], found[128];

    for (size_t i = 0; i < sizeof splits / sizeof splits[0]; i++)
        add_records(p, splits[i], 0, 1, NULL, 0);
    json_t       *root   = write_and_load(p, &facts);
    const json_t *source = json_object_get(field(root, "records/split"), "source");
    const char   *regex  = text_at(json_object_get(source, "transform"), "regex");
    assert_string_equal(text_at(json_object_get(source, "extract"), "fileProperty"), "fullpath");
    for (size_t i = 0; i < sizeof splits / sizeof splits[0]; i++) {
        snprintf(path, sizeof path, "records/%s-00000.parquet", splits[i]);
        first_group(regex, path, found, sizeof found);
        assert_string_equal(found, splits[i]);
        first_group(regex, splits[i], found, sizeof found);
        assert_string_equal(found, splits[i]);
    }
    first_group(regex, "records/aXb-00000.parquet", found, sizeof found);
    assert_string_equal(found, "");
    json_decref(root);
}

static void splits_say_what_they_are_for(void **state)
{
    static const char *const wanted[][2] = {
        { "train", "cr:TrainingSplit" },
        { "dev", "cr:ValidationSplit" },
        { "test", "cr:TestSplit" },
        { "extra", "" },
    };
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();

    for (size_t i = 0; i < 4; i++)
        add_records(p, wanted[i][0], 0, 1, NULL, 0);
    json_t       *root = write_and_load(p, &facts);
    const json_t *set = record_set(root, "splits"), *data = json_object_get(set, "data");
    assert_string_equal(text_at(set, "dataType"), "cr:Split");
    assert_int_equal(json_array_size(data), 4);
    for (size_t i = 0; i < 4; i++) {
        assert_string_equal(text_at(json_array_get(data, i), "splits/name"), wanted[i][0]);
        assert_string_equal(text_at(json_array_get(data, i), "splits/url"), wanted[i][1]);
    }
    json_decref(root);
}

/* All members of an array of texts, or a single text, with line ends between. */
static const char *all_of(const json_t *root, const char *key, char *out, size_t bytes)
{
    const json_t *value = json_object_get(root, key);
    size_t        used  = 0;

    if (!json_is_array(value))
        return text_at(root, key);
    out[0] = '\0';
    for (size_t i = 0; i < json_array_size(value); i++)
        used += (size_t)snprintf(out + used, bytes - used, "%s\n",
                                 json_string_value(json_array_get(value, i)));
    return out;
}

static void responsible_ai_is_told_in_measured_figures(void **state)
{
    static const given own[] = {
        { "kind", "CASE WHEN i < 3 THEN 'mcqa' ELSE 'qa' END" },
        { "answer_keys", "CASE WHEN i < 1 THEN ['A'] WHEN i < 2 THEN [] END" },
        { "turns", "CASE WHEN i < 7 THEN " QUESTION "] ELSE " QUESTION ", " ANSWER " END" },
        { "labels", "CASE WHEN i < 5 THEN [{'name': 'department', 'value': ['ent']}, "
                    "{'name': 'disease', 'value': ['cold']}] WHEN i < 6 THEN [{'name': "
                    "'department', 'value': ['eye']}] ELSE [] END" },
        { "patient", "CASE WHEN i < 4 THEN {'age': CASE WHEN i = 0 THEN 5 END, 'sex': ['female', "
                     "'female', 'male', ''][i + 1], 'ethnicity': NULL, 'region': NULL, 'language': "
                     "NULL, 'literacy': NULL, 'insurance': NULL, 'fhir_id': NULL} END" },
        { "context", "CASE WHEN i = 9 THEN ['note'] WHEN i = 8 THEN [] END" },
    };
    static const bed_corpus_source sources[] = {
        { "a.jsonl", "aa", "authors", "train", "m1", "read", "", 1000, 7, 0, 0, 0 },
        { "b.jsonl", "bb", "authors", "train", "m1", "read", "", 500, 5, 0, 0, 0 },
        { "c.csv", "cc", "table", "train", "m2", "broken", "ends early", 24, 0, 0, 0, 0 },
    };
    static const char *const limits[] = { "一 limit" };
    static const struct {
        const char *key, *part;
    } wanted[] = {
        { "rai:dataCollection", "Taken over from 3 published files of 1,524 bytes, 12 rows." },
        { "rai:dataCollection", " Files that could not be read to the end: 1." },
        { "rai:dataCollectionMissingData",
          "Exam questions without an answer key: 2 of 3 questions (66.7 %). " },
        { "rai:dataCollectionMissingData",
          "Other records without a clinician's turn: 4 of 7 records (57.1 %). " },
        { "rai:dataCollectionMissingData", "Nothing in labels: 4 of 10 records (40.0 %)." },
        { "rai:dataCollectionMissingData", "Nothing in patient: 7 of 10 records (70.0 %)." },
        { "rai:dataCollectionMissingData", "Nothing in context: 9 of 10 records (90.0 %)." },
        { "rai:dataPreprocessingProtocol", "for the form authors; SHA-256 of the mapping: m1.\n" },
        { "rai:dataPreprocessingProtocol", "for the form table; SHA-256 of the mapping: m2.\n" },
        { "rai:dataPreprocessingProtocol", "2 of 12 rows (16.7 %): no_turn 2.\n" },
        { "rai:dataPreprocessingProtocol",
          "Records whose id stood before and that carry a suffix: 1." },
        { "rai:dataAnnotationProtocol", "department: 6 of 10 records (60.0 %); disease: 5 of 10 "
                                        "records (50.0 %).\n" },
        { "rai:personalSensitiveInformation",
          "patient.age is filled in 1 of 10 records (10.0 %).\npatient.sex is filled in 3 of 10 "
          "records (30.0 %).\nTexts" },
        { "rai:dataBiases", "Languages: en: 10 of 10 records (100.0 %).\n" },
        { "rai:dataBiases", "Kinds: mcqa: 3 of 10 records (30.0 %); qa: 7 of 10 records" },
        { "rai:dataBiases", "patient: 10 of 10 records (100.0 %); clinician: 3 of 10" },
        { "rai:dataBiases", "female: 2 of 3 records (66.7 %); male: 1 of 3 records (33.3 %).\n" },
        { "rai:dataUseCases", "Placed in the catalogue under conversation, symptom_inquiry.\n" },
        { "rai:dataLimitations", "一 limit\n" },
        { "description", "10 records with 13 turns." },
    };
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();
    char             all[8192];

    facts.sources       = sources;
    facts.n_sources     = 3;
    facts.limitations   = limits;
    facts.n_limitations = 1;
    facts.rows          = 12;
    facts.records       = 10;
    facts.quarantined   = 2;
    facts.renamed       = 1;
    add_records(p, "train", 0, 10, own, sizeof own / sizeof own[0]);
    add_refused(p, "('no_turn', 'a.jsonl', 1, 'none'), ('no_turn', 'b.jsonl', 1, 'none')");
    json_t *root = write_and_load(p, &facts);
    for (size_t i = 0; i < sizeof wanted / sizeof wanted[0]; i++)
        if (strstr(all_of(root, wanted[i].key, all, sizeof all), wanted[i].part) == NULL)
            fail_msg("%s: expected '%s' in '%s'", wanted[i].key, wanted[i].part,
                     all_of(root, wanted[i].key, all, sizeof all));
    json_decref(root);
}

static void nothing_known_is_said_as_such(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    char                   all[4096];

    add_records(p, "full", 0, 2, NULL, 0);
    json_t *root = write_and_load(p, &facts);
    assert_string_equal(all_of(root, "rai:dataAnnotationProtocol", all, sizeof all),
                        "No record and no turn has a label.\n");
    assert_non_null(strstr(all_of(root, "rai:personalSensitiveInformation", all, sizeof all),
                           "No column of the patient is filled in any record.\n"));
    assert_null(strstr(all_of(root, "rai:dataBiases", all, sizeof all), "Sex"));
    assert_null(strstr(all_of(root, "rai:dataCollectionMissingData", all, sizeof all), "Exam"));
    json_decref(root);
}

static void texts_come_back_as_they_were(void **state)
{
    static const char *const titles[] = { "中文 \"x\" \\ /", "a\nb\tc\x01", "\xF0\x9F\xA9\xBA",
                                          "{\"@id\": \"x\"}" };
    const place             *p        = *state;
    bed_corpus_facts         facts    = plain_facts();

    add_records(p, "full", 0, 1, NULL, 0);
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        facts.title  = titles[i];
        json_t *root = write_and_load(p, &facts);
        assert_string_equal(text_at(root, "name"), titles[i]);
        json_decref(root);
    }
}

static void the_version_changes_with_the_records_and_with_nothing_else(void **state)
{
    const place     *p     = *state;
    bed_corpus_facts facts = plain_facts();
    char             first[64];

    add_records(p, "full", 0, 2, NULL, 0);
    json_t *root = write_and_load(p, &facts);
    snprintf(first, sizeof first, "%s", text_at(root, "version"));
    assert_int_equal(strncmp(first, BEDSIDE_VERSION "+", strlen(BEDSIDE_VERSION "+")), 0);
    assert_int_equal(strlen(first), strlen(BEDSIDE_VERSION "+") + 12);
    json_decref(root);
    facts.title = "Another title";
    root        = write_and_load(p, &facts);
    assert_string_equal(text_at(root, "version"), first);
    json_decref(root);
    add_records(p, "full", 0, 3, NULL, 0);
    root = write_and_load(p, &facts);
    assert_string_not_equal(text_at(root, "version"), first);
    json_decref(root);
}

static void the_same_bytes_come_out_at_any_number_of_threads(void **state)
{
    static const given     own   = { "labels", "[{'name': 'l' || i % 60, 'value': ['v']}]" };
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    bed_buffer             first = BED_BUFFER(TEXT_MAX_BYTES);

    add_records(p, "train", 0, 5000, &own, 1);
    add_records(p, "train", 1, 5000, &own, 1);
    for (unsigned threads = 1; threads <= 7; threads += 3) {
        assert_int_equal(bed_session_runf(p->session, NULL, "SET threads = %u", threads), BED_OK);
        json_decref(write_and_load(p, &facts));
        bed_buffer text = text_of_file(p, "croissant.json");
        if (threads == 1)
            assert_int_equal(bed_buffer_add(&first, bed_buffer_str(&text), NULL), BED_OK);
        assert_string_equal(text.ptr, first.ptr);
        assert_null(strstr(text.ptr, p->dir));
        bed_buffer_deinit(&text);
    }
    bed_buffer_deinit(&first);
}

static void both_descriptions_are_those_written_one_by_one(void **state)
{
    static const char *const names[] = { "README.md", "croissant.json" };
    const place             *p       = *state;
    const bed_corpus_facts   facts   = plain_facts();
    char                     path[128];

    add_records(p, "train", 0, 4, NULL, 0);
    assert_int_equal(bed_card_write(p->session, p->dir, &facts, NULL), BED_OK);
    assert_int_equal(bed_croissant_write(p->session, p->dir, &facts, NULL), BED_OK);
    for (size_t i = 0; i < 2; i++) {
        bed_buffer one = text_of_file(p, names[i]);

        snprintf(path, sizeof path, "%s/%s", p->dir, names[i]);
        assert_int_equal(unlink(path), 0);
        assert_int_equal(bed_corpus_describe(p->session, p->dir, &facts, NULL), BED_OK);
        bed_buffer both = text_of_file(p, names[i]);
        assert_string_equal(both.ptr, one.ptr);
        bed_buffer_deinit(&one);
        bed_buffer_deinit(&both);
    }
}

static void faults_leave_no_description_behind(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    char                   path[128];
    bed_error              err = { 0 };

    assert_int_equal(bed_croissant_write(p->session, p->dir, &facts, &err), BED_EREAD);
    snprintf(path, sizeof path, "%s/records/train-00000.parquet", p->dir);
    assert_int_equal(bed_file_write(path, BED_STR("PAR1 but nothing else PAR1"), NULL), BED_OK);
    assert_int_not_equal(bed_croissant_write(p->session, p->dir, &facts, &err), BED_OK);
    assert_true(err.text[0] != '\0');
    snprintf(path, sizeof path, "%s/croissant.json", p->dir);
    assert_false(bed_path_exists(path));
}

static void every_allocation_may_fail_once(void **state)
{
    const place           *p     = *state;
    const bed_corpus_facts facts = plain_facts();
    bed_status             st    = BED_EMEMORY;
    uint64_t               n     = 0;

    add_records(p, "train", 0, 2, NULL, 0);
    while (st != BED_OK) {
        bed_error err = { 0 };

        bed_alloc_fail_at(++n);
        st = bed_croissant_write(p->session, p->dir, &facts, &err);
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
        IN_PLACE(it_says_what_it_is_and_conforms_to),
        IN_PLACE(what_is_not_known_is_left_out),
        IN_PLACE(creators_are_the_persons_of_the_paper),
        IN_PLACE(every_file_is_there_with_its_size_and_hash),
        IN_PLACE(odd_file_names_become_usable_ids),
        IN_PLACE(every_column_is_a_field_with_its_sub_fields),
        IN_PLACE(ids_are_unique_and_every_reference_leads_somewhere),
        IN_PLACE(the_split_is_read_from_the_file_name),
        IN_PLACE(splits_say_what_they_are_for),
        IN_PLACE(responsible_ai_is_told_in_measured_figures),
        IN_PLACE(nothing_known_is_said_as_such),
        IN_PLACE(texts_come_back_as_they_were),
        IN_PLACE(the_version_changes_with_the_records_and_with_nothing_else),
        IN_PLACE(the_same_bytes_come_out_at_any_number_of_threads),
        IN_PLACE(both_descriptions_are_those_written_one_by_one),
        IN_PLACE(faults_leave_no_description_behind),
        IN_PLACE(every_allocation_may_fail_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
