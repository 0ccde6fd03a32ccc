#include "base/test.h"
#include "catalog/schema.h"

#include <sys/stat.h>
#include <unistd.h>

static const char fixture[] = "src/catalog/fixtures/data";

enum { TEXT = 2048 };

/* ---- a copy of the fixture in which one text of one file is replaced ---- */

static const char *const files[] = {
    "catalog/taxonomy.yaml",
    "catalog/methods/tuning.yaml",
    "catalog/benchmarks/exam.yaml",
    "catalog/metrics/accuracy.yaml",
    "datasets/tiny/dataset.yaml",
    "datasets/tiny/lines.sql",
    "datasets/tiny/sample/lines.jsonl",
    "datasets/other/dataset.yaml",
};
enum { N_FILES = sizeof files / sizeof files[0] };

static void put(const char *path, bed_str text)
{
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(text.ptr, 1, text.len, f), text.len);
    assert_int_equal(fclose(f), 0);
}

static void read_file(const char *dir, const char *file, bed_buffer *text)
{
    char path[BED_PATH_MAX];

    assert_int_equal(bed_path_join(path, dir, file, NULL), BED_OK);
    assert_int_equal(bed_file_read(path, text, NULL), BED_OK);
}

static void copy_fixture(const char *dir)
{
    for (size_t i = 0; i < N_FILES; i++) {
        char       path[BED_PATH_MAX];
        bed_buffer text = BED_BUFFER(1 << 20);

        read_file(fixture, files[i], &text);
        assert_int_equal(bed_path_join(path, dir, files[i], NULL), BED_OK);
        *strrchr(path, '/') = '\0';
        assert_int_equal(bed_dir_create(path, NULL), BED_OK);
        assert_int_equal(bed_path_join(path, dir, files[i], NULL), BED_OK);
        put(path, bed_buffer_str(&text));
        bed_buffer_deinit(&text);
    }
}

/* Writes `file` with its first `find` replaced; NULL find replaces all of it. */
static void spoil(const char *dir, const char *file, const char *find, const char *replace)
{
    char       path[BED_PATH_MAX];
    bed_buffer text = BED_BUFFER(1 << 20), out = BED_BUFFER(1 << 21);

    read_file(dir, file, &text);
    assert_int_equal(bed_path_join(path, dir, file, NULL), BED_OK);
    if (find == NULL) {
        put(path, bed_str_of(replace));
    } else {
        const char *at = strstr(text.ptr, find);

        if (at == NULL)
            fail_msg("'%s' is not in %s", find, file);
        assert_int_equal(bed_buffer_printf(&out, NULL, "%.*s%s%s", (int)(at - text.ptr), text.ptr,
                                           replace, at + strlen(find)),
                         BED_OK);
        put(path, bed_buffer_str(&out));
    }
    bed_buffer_deinit(&text);
    bed_buffer_deinit(&out);
}

static void temporary(char out[64])
{
    snprintf(out, 64, "/tmp/bedside_catalog_XXXXXX");
    assert_non_null(mkdtemp(out));
}

/* ---- faults ---- */

typedef struct broken {
    const char *file, *find, *replace, *says;
} broken;

#define TINY "datasets/tiny/dataset.yaml"
#define OTHER "datasets/other/dataset.yaml"
#define TAXONOMY "catalog/taxonomy.yaml"
#define PARTS(dataset, forms, files)                                                               \
    "part_of: \"\"\nparts:\n  - dataset: " dataset "\n    forms: " forms "\n    files: \"" files   \
    "\"\n    where: \"\"\n"

static const broken shapes[] = {
    { TINY, NULL, "", ": row 1: nothing in it; expected a mapping" },
    { TINY, NULL, "# only a word\n", ": row 2: nothing in it; expected a mapping" },
    { TINY, NULL, "tiny\n", ": row 1: expected a mapping, found text" },
    { TINY, NULL, "- tiny\n", ": row 1: expected a mapping, found a list" },
    { TINY, NULL, "key: tiny\n", ": row 1: key 'name' is missing" },
    { TINY, NULL, "key: \"tiny\n",
      ": row 2: not YAML: found unexpected end of stream while "
      "scanning a quoted scalar" },
    { TINY, NULL, "key: tiny\n\tname: x\n",
      ": row 2: not YAML: found a tab character that violates indentation while scanning "
      "a plain scalar" },
    { TINY, NULL, "key: tiny\nname: \xff\n", ": row 2: byte 16: not UTF-8" },
    { TINY, NULL, "key: tiny\nname: \"\x01\"\n",
      ": row 2: not YAML: control characters are not allowed" },
    { TINY, NULL, "\xff\xfek\0", ": row 1: byte 0: not UTF-8" },
    { TINY, "name: Tiny", "name: Tiny\nname: Tiny", ": row 3: key 'name' stands twice" },
    { TINY, "access: open\n", "", ": row 1: key 'access' is missing" },
    { TINY, "  share: \"ask\"\n", "", ": row 19: key 'license': key 'share' is missing" },
    { TINY, "subtype:", "sub_type:", ": row 6: unknown key 'sub_type'; did you mean 'subtype'?" },
    { TINY, "subtype:", "colour:", ": row 6: unknown key 'colour'" },
    { TINY, "  note: \"\"", "  notes: \"\"",
      ": row 24: key 'license': unknown key 'notes'; did you mean 'note'?" },
    { TINY, "unit: questions", "units: questions",
      ": row 43: key 'scale[0]': unknown key 'units'; did you mean 'unit'?" },
    { TINY, "name: Tiny\nnumber: 1", "name: &n Tiny\nnumber: *n",
      ": row 3: alias '*n'; write the value itself" },
    { TINY, "name: Tiny", "name: *n", ": row 2: alias '*n'; write the value itself" },
    { TINY, "number: 1", "number: -1",
      ": row 3: key 'number': expected a whole number of at least 0, found '-1'" },
    { TINY, "number: 1", "number: one",
      ": row 3: key 'number': expected a whole number of at least 0, found 'one'" },
    { TINY, "number: 1", "number: 1.5",
      ": row 3: key 'number': expected a whole number of at least 0, found '1.5'" },
    { TINY, "number: 1", "number: 010",
      ": row 3: key 'number': expected a whole number of at least 0, found '010'" },
    { TINY, "number: 1", "number: 4294967296",
      ": row 3: key 'number': 4294967296 is too large; expected at most 4294967295" },
    { TINY, "number: 1", "number: [1]", ": row 3: key 'number': expected one value, found a list" },
    { TINY, "count: 11", "count: -11",
      ": row 44: key 'scale[1].count': expected a whole number of at least 0, found '-11'" },
    { TINY, "count: 11", "count: 18446744073709551616",
      ": row 44: key 'scale[1].count': expected a whole number of at least 0, found "
      "'18446744073709551616'" },
    { TINY, "records: 5", "records: many",
      ": row 47: key 'splits[1].records': expected a whole number of at least 0, found 'many'" },
    { TINY, "audiences: [professional]", "audiences: professional",
      ": row 13: key 'audiences': expected a list, found text" },
    { TINY, "audiences: [professional]",
      "audiences:", ": row 13: key 'audiences': expected a list, found nothing" },
    { TINY, "audiences: [professional]", "audiences: [[professional]]",
      ": row 13: key 'audiences[0]': expected one value, found a list" },
    { TINY, "name: Tiny", "name: { en: Tiny }",
      ": row 2: key 'name': expected one value, found a mapping" },
    { TINY, "name: Tiny",
      "name:", ": row 2: key 'name': nothing there; write \"\" where nothing is known" },
    { TINY, "name: Tiny", "name: ~",
      ": row 2: key 'name': nothing there; write \"\" where nothing is known" },
    { TINY, "name: Tiny", "name: \"\"", ": row 2: key 'name': empty; expected text" },
    { TINY, "name: Tiny", "name: \"a\\0b\"", ": row 2: key 'name': a NUL character in the text" },
    { TINY, "  id: CC-BY-4.0", "  id: \"\"", ": row 19: key 'license.id': empty; expected text" },
    { TINY, "train: \"yes\"", "train: \"maybe\"",
      ": row 21: key 'license.train': expected no, ask or yes, found 'maybe'" },
    { TINY, "access: open", "access: opne",
      ": row 25: key 'access': expected open, registration, agreement, gated or unpublished, found "
      "'opne'; did you mean 'open'?" },
    { TINY, "    header: auto", "    header: none",
      ": row 59: key 'forms[0].header': expected auto, yes or no, found 'none'; did you mean 'no'?" },
    { TINY, "verified: \"yes\"", "verified: \"perhaps\"",
      ": row 66: key 'forms[0].verified': expected true, false, yes or no, found 'perhaps'" },
    { TINY, "    verified: \"yes\"\n", "", ": row 55: key 'forms[0]': key 'verified' is missing" },
    { TINY, "keys: [question, options.A]", "keys: [question, \"\"]",
      ": row 60: key 'forms[0].keys[1]': empty; expected text" },
    { TINY, "gaps:\n", "---\ngaps:\n", ": row 51: a second document; expected one" },
    { TINY, NULL, "a: &a [x, x]\nb: &b [*a, *a]\n", ": row 2: alias '*a'; write the value itself" },
    { TINY, NULL, "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\n[[[[",
      ": row 2: nested deeper than 32 levels" },
    { TAXONOMY, "kinds:", "kind:", ": row 110: unknown key 'kind'; did you mean 'kinds'?" },
    { TAXONOMY, "label_names:\n", "label_names: []\nlabels_of:\n",
      ": row 96: key 'label_names': 0 values; expected at least 1" },
    { "catalog/methods/tuning.yaml",
      "needs:", "need:", ": row 8: unknown key 'need'; did you mean 'needs'?" },
    { "catalog/metrics/accuracy.yaml", "metrics: []\n", "", ": row 1: key 'metrics' is missing" },
};

static const broken meanings[] = {
    { TINY, "key: tiny", "key: teeny", ": row 1: key 'key': 'teeny' stands in the folder 'tiny'" },
    { TINY, "key: tiny", "key: Tiny-1",
      ": row 1: key 'key': 'Tiny-1' is not of lower-case letters, digits and '_'" },
    { TINY, "name: Tiny", "name: \"  \"", ": row 2: key 'name': empty; expected text" },
    { TINY, "number: 1", "number: 22", ": row 3: key 'number': 22; expected 0 to 21" },
    { TINY, "category: knowledge", "category: knowlege",
      ": row 5: key 'category': 'knowlege' is not a category in taxonomy.yaml; did you mean "
      "'knowledge'?" },
    { TINY, "subtype: licensing_exam", "subtype: licencing_exam",
      ": row 6: key 'subtype': 'licencing_exam' is not a subtype in taxonomy.yaml; did you mean "
      "'licensing_exam'?" },
    { TINY, "subtype: licensing_exam", "subtype: counselling",
      ": row 6: key 'subtype': 'counselling' belongs to category 'conversation', not 'knowledge'" },
    { TINY, "clinical_properties: [medical_knowledge]", "clinical_properties: []",
      ": row 10: key 'clinical_properties': empty list; expected at least one clinical property" },
    { TINY, "[diagnosis, treatment]", "[diagnosis, 药物]",
      ": row 11: key 'inquiry_types[1]': '药物' is not an inquiry type in taxonomy.yaml" },
    { TINY, "[diagnosis, treatment]", "\n  - diagnosis\n  - treatment\n  - diagnosis",
      ": row 14: key 'inquiry_types[2]': 'diagnosis' stands twice" },
    { TINY, "dynamics: [none]", "dynamics: [nothing]",
      ": row 12: key 'dynamics[0]': 'nothing' is not a communication dynamic in taxonomy.yaml" },
    { TINY, "[professional]", "[proffessional]",
      ": row 13: key 'audiences[0]': 'proffessional' is not an audience in taxonomy.yaml; did you "
      "mean 'professional'?" },
    { TINY, "data_types: [mcqa]", "data_types: [mcq]",
      ": row 14: key 'data_types[0]': 'mcq' is not a data type in taxonomy.yaml; did you mean "
      "'mcqa'?" },
    { TINY, "[exam_key]", "[exam_keys]",
      ": row 15: key 'annotations[0]': 'exam_keys' is not an annotation kind in taxonomy.yaml; did "
      "you mean 'exam_key'?" },
    { TINY, "[en, zh-Hans]", "[]", ": row 17: key 'languages': empty list; expected at least one" },
    { TINY, "[en, zh-Hans]", "[en, zh-hans]",
      ": row 17: key 'languages[1]': 'zh-hans' is not a BCP 47 tag such as en or zh-Hans" },
    { TINY, "[en, zh-Hans]", "[english]",
      ": row 17: key 'languages[0]': 'english' is not a BCP 47 tag such as en or zh-Hans" },
    { TINY, "[en, zh-Hans]", "[en, en]", ": row 17: key 'languages[1]': 'en' stands twice" },
    { TINY, "CC-BY-4.0", "CC BY 4.0",
      ": row 19: key 'license.id': 'CC BY 4.0' is not an SPDX identifier, other, none-stated or "
      "agreement" },
    { TINY, "name: Creative Commons Attribution 4.0", "name: \" \"",
      ": row 20: key 'license.name': empty; expected text" },
    { TINY, "https://example.org/tiny/", "ftp://example.org/tiny/",
      ": row 26: key 'downloads[0].url': 'ftp://example.org/tiny/lines.jsonl' does not begin with "
      "https:// or http://" },
    { TINY, "https://example.org/tiny/", "https://me:secret@example.org/",
      ": row 26: key 'downloads[0].url': 'https://me:secret@example.org/lines.jsonl' is not an "
      "address of a file" },
    { TINY, "https://example.org/tiny/", "https://example.org/tiny /",
      ": row 26: key 'downloads[0].url': 'https://example.org/tiny /lines.jsonl' is not an "
      "address of a file" },
    { TINY, "https://example.org/tiny/", "https:///",
      ": row 26: key 'downloads[0].url': 'https:///lines.jsonl' is not an address of a file" },
    { TINY, "file: lines.jsonl", "file: ../lines.jsonl",
      ": row 26: key 'downloads[0].file': '../lines.jsonl' is not a name for a file below a "
      "folder: a part of it begins with '.'" },
    { TINY, "file: lines.jsonl", "file: /etc/lines.jsonl",
      ": row 26: key 'downloads[0].file': '/etc/lines.jsonl' is not a name for a file below a "
      "folder: not a path below a folder" },
    { TINY, "file: lines.jsonl", "file: a//lines.jsonl",
      ": row 26: key 'downloads[0].file': 'a//lines.jsonl' is not a name for a file below a "
      "folder: a part of it is empty" },
    { TINY, "file: lines.jsonl", "file: a/.git/lines.jsonl",
      ": row 26: key 'downloads[0].file': 'a/.git/lines.jsonl' is not a name for a file below a "
      "folder: a part of it begins with '.'" },
    { TINY, "file: lines.jsonl", "file: 'a\\lines.jsonl'",
      ": row 26: key 'downloads[0].file': 'a\\lines.jsonl' is not a name for a file below a "
      "folder: a control character or '\\' in it" },
    { TINY, "file: lines.jsonl", "file: Sheets",
      ": row 26: key 'downloads[1].file': 'sheets/s.csv' is in the way of 'Sheets'" },
    { TINY, "sha256: \"e3b0", "sha256: \"E3B0",
      ": row 26: key 'downloads[0].sha256': "
      "'E3B0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'; expected 64 lower-case "
      "hexadecimal digits, or \"\"" },
    { TINY, "bytes: 12", "bytes: -12",
      ": row 26: key 'downloads[0].bytes': expected a whole number of at least 0, found '-12'" },
    { TINY, "title: lines", "title: \" \"",
      ": row 26: key 'downloads[0].title': empty; expected text" },
    { TINY, "by_hand: [", "by_hand: [\" \", ", ": row 27: key 'by_hand[0]': empty; expected text" },
    { TINY, "homepage: https://", "homepage: ",
      ": row 28: key 'homepage': 'example.org/tiny' does not begin with https:// or http://" },
    { TINY, "  title: \"Ten Questions: {A} Small Set\"", "  title: \"\"",
      ": row 30: key 'paper.title': empty beside a citation" },
    { TINY, "  authors: \"Doe J, 李 明\"", "  authors: \"\"",
      ": row 31: key 'paper.authors': empty; expected text" },
    { TINY, "year: 2021", "year: 21", ": row 33: key 'paper.year': 21; expected a year" },
    { TINY, "url: https://example.org/paper", "url: example.org/paper",
      ": row 34: key 'paper.url': 'example.org/paper' does not begin with https:// or http://" },
    { TINY, "  @article", "  article",
      ": row 35: key 'citation': not BibTeX: does not begin with '@' and a type" },
    { TINY, "{A} Small Set},\n", "{A Small Set},\n",
      ": row 35: key 'citation': not BibTeX: its braces do not balance" },
    { TINY, "    year = {2021}\n", "", ": row 35: key 'citation': not BibTeX: no year" },
    { TINY, "name: test, part: US", "name: train, part: US",
      ": row 47: key 'splits[1].name': 'train' of part 'US' stands twice" },
    { TINY, "\"病人 et al., 2023\"", "\"Doe et al., 2022\"",
      ": row 48: key 'application_papers[1]': 'Doe et al., 2022' stands twice" },
    { TINY, "id: instruction_tuning", "id: instruction_tunning",
      ": row 50: key 'objectives[0].id': 'instruction_tunning' is not a training objective in "
      "taxonomy.yaml; did you mean 'instruction_tuning'?" },
    { TINY, "id: narrow_scope", "id: instruction_tuning",
      ": row 52: key 'gaps[0].id': 'instruction_tuning' is not a gap in taxonomy.yaml" },
    { TINY, "why: \"ten questions\"", "why: \" \"",
      ": row 52: key 'gaps[0].why': empty; expected text" },
    { TINY, "notes: [\"one", "notes: [\" \", \"one",
      ": row 53: key 'notes[0]': empty; expected text" },
    { TINY, "mapping: lines.sql", "mapping: lines.sql\n    relation: Rows",
      ": row 79: key 'forms[1].relation': 'Rows' is not of lower-case letters, digits and '_'" },
    { TINY, "mapping: lines.sql", "mapping: lines.sql\n    relation: input",
      ": row 79: key 'forms[1].relation': 'input' is a name that mappings use" },
    { TINY, "mapping: lines.sql", "mapping: lines.sql\n    relation: a\n    needs: [a]",
      ": row 79: key 'forms[1].relation': rows of a relation join no other" },
    { TINY, "mapping: lines.sql", "mapping: lines.sql\n    needs: [notes]",
      ": row 79: key 'forms[1].needs[0]': no form of this dataset has the relation 'notes'" },
    { TINY, "mapping: lines.sql",
      "mapping: lines.sql\n    joins: [{ relation: a, column: id, key: q.id }]",
      ": row 79: key 'forms[1].joins[0].relation': no form of this dataset has the relation 'a'" },
    { TINY, "mapping: lines.sql", "mapping: lines.sql\n    joins: [{ relation: a, key: q.id }]",
      ": row 79: key 'forms[1].joins[0]': key 'column' is missing" },
    { TINY, "name: sheet", "name: lines", ": row 67: key 'forms[1].name': 'lines' stands twice" },
    { TINY, "name: sheet", "name: Sheet",
      ": row 67: key 'forms[1].name': 'Sheet' is not of lower-case letters, digits and '_'" },
    { TINY, "name: lines", "name: liness",
      ": row 55: key 'forms[0].name': no file 'liness.sql' in the dataset's folder" },
    { TINY, "mapping: lines.sql", "mapping: lnes.sql",
      ": row 78: key 'forms[1].mapping': no file 'lnes.sql' in the dataset's folder" },
    { TINY, "mapping: lines.sql", "mapping: ../tiny/lines.sql",
      ": row 78: key 'forms[1].mapping': '../tiny/lines.sql' is not a path below the dataset's "
      "folder" },
    { TINY, "sample: sample/lines.jsonl", "sample: /etc/passwd",
      ": row 65: key 'forms[0].sample': '/etc/passwd' is not a path below the dataset's folder" },
    { TINY, "sample: sample/lines.jsonl", "sample: sample/lines.json",
      ": row 65: key 'forms[0].sample': no file 'sample/lines.json' in the dataset's folder" },
    { TINY, "[jsonl, json_array]", "[jsonl, json_aray]",
      ": row 57: key 'forms[0].containers[1]': 'json_aray' is not a container; did you mean "
      "'json_array'?" },
    { TINY, "[jsonl, json_array]", "[jsonl]\n    encoding: klingon",
      ": row 58: key 'forms[0].encoding': no encoding 'klingon': expected a name as latin1, "
      "windows-1252 or gb18030" },
    { TINY, "[jsonl, json_array]", "[]",
      ": row 57: key 'forms[0].containers': empty list; expected at least one container" },
    { TINY, "\"^[A-E]$\"", "\"^[A-E$\"",
      ": row 62: key 'forms[0].values[0].matches': pattern '^[A-E$' at character 7: missing "
      "terminating ] for character class" },
    { TINY, "[jsonl, json_array]\n    records: \"\"", "[jsonl, text]\n    records: \"id=(\"",
      ": row 58: key 'forms[0].records': pattern 'id=(' at character 5: missing closing "
      "parenthesis" },
    { TINY, "\"(^|/)dev\"", "\"(^|/dev\"",
      ": row 63: key 'forms[0].splits[0].match': pattern '(^|/dev' at character 8: missing closing "
      "parenthesis" },
    { TINY, "number: 1", "number: 7", ": row 3: key 'number': 7 is also that of 'other'" },
    { OTHER, "part_of: tiny\n", PARTS("tinny", "[lines]", ""),
      ": row 6: key 'parts[0].dataset': no dataset 'tinny'; did you mean 'tiny'?" },
    { OTHER, "part_of: tiny\n", PARTS("other", "[]", ""),
      ": row 6: key 'parts[0].dataset': 'other' is the dataset itself; expected another" },
    { TINY, "part_of: \"\"\n", PARTS("other", "[]", ""),
      ": row 6: key 'parts[0].dataset': 'other' has no form that could be read" },
    { OTHER, "part_of: tiny\n", PARTS("tiny", "[line]", ""),
      ": row 7: key 'parts[0].forms[0]': dataset 'tiny' has no form 'line'; did you mean 'lines'?" },
    { OTHER, "part_of: tiny\n", PARTS("tiny", "[lines, lines]", ""),
      ": row 7: key 'parts[0].forms[1]': 'lines' stands twice" },
    { OTHER, "part_of: tiny\n",
      PARTS("tiny", "[lines]", "") "  - { dataset: tiny, forms: [], files: \"\", where: \"\" }\n",
      ": row 10: key 'parts[1].forms': form 'lines' of tiny is read by an earlier part" },
    { OTHER, "part_of: tiny\n", PARTS("tiny", "[lines]", "(US"),
      ": row 8: key 'parts[0].files': pattern '(US' at character 4: missing closing parenthesis" },
    { OTHER, "part_of: tiny\n",
      "part_of: tiny\nparts: [{ dataset: tiny, forms: [], files: \"\" }]\n",
      ": row 5: key 'parts[0]': key 'where' is missing" },
    { OTHER, "part_of: tiny\n", "part_of: tiny\nparts: tiny\n",
      ": row 5: key 'parts': expected a list, found text" },
    { "datasets/other/dataset.yaml", "part_of: tiny", "part_of: tinny",
      ": row 4: key 'part_of': no dataset 'tinny'; did you mean 'tiny'?" },
    { TAXONOMY, "  - id: counselling", "  - id: licensing_exam",
      ": row 18: key 'subtypes[1].id': 'licensing_exam' stands twice" },
    { TAXONOMY, "  - id: empathy", "  - id: Empathy",
      ": row 28: key 'clinical_properties[1].id': 'Empathy' is not of lower-case letters, digits "
      "and '_'" },
    { TAXONOMY, "    parent: conversation", "    parent: talk",
      ": row 22: key 'subtypes[1].parent': 'talk' is not another term of 'categories'" },
    { TAXONOMY, "    parent: conversation\n", "",
      ": row 18: key 'subtypes[1].parent': subtype 'counselling' has no parent; expected a "
      "category" },
    { TAXONOMY, "    parent: record_level", "    parent: exam_key",
      ": row 77: key 'annotations[1].parent': 'exam_key' is not another term of 'annotations'" },
    { TAXONOMY, "definition: \"What knowledge means.\"", "definition: \" \"",
      ": row 6: key 'categories[0].definition': empty; expected text" },
    { "catalog/methods/tuning.yaml", "id: tuning", "id: turning",
      ": row 1: key 'id': 'turning' stands in the file 'tuning.yaml'" },
    { "catalog/methods/tuning.yaml", "direction: \"\"", "direction: higher",
      ": row 9: key 'direction': only a metric has one; expected \"\"" },
    { "catalog/methods/tuning.yaml", "datasets: [tiny]", "datasets: [tny]",
      ": row 13: key 'datasets[0]': no dataset 'tny'; did you mean 'tiny'?" },
    { "catalog/benchmarks/exam.yaml", "metrics: [accuracy]", "metrics: [acuracy]",
      ": row 14: key 'metrics[0]': no metric 'acuracy'; did you mean 'accuracy'?" },
    { "catalog/benchmarks/exam.yaml", "[knowledge]", "[conversations]",
      ": row 4: key 'categories[0]': 'conversations' is not a category in taxonomy.yaml; did you "
      "mean 'conversation'?" },
    { "catalog/metrics/accuracy.yaml", "higher", "up",
      ": row 9: key 'direction': expected higher, lower or neither, found 'up'" },
    { "catalog/metrics/accuracy.yaml", "[0, 1]", "",
      ": row 10: key 'range': empty; expected text" },
};

/* Loads the spoilt copy; false, with both texts printed, where the error is another. */
static bool fault_is(const char *dir, const broken *b)
{
    char         line[TEXT], expected[TEXT];
    bed_error    err = { 0 };
    bed_catalog *c   = NULL;

    copy_fixture(dir);
    spoil(dir, b->file, b->find, b->replace);
    const bed_status st = bed_catalog_load(dir, &c, &err);
    bed_catalog_destroy(c);
    snprintf(expected, sizeof expected, "%s/%s%s", dir, b->file, b->says);
    bed_error_line(&err, line, sizeof line);
    if (st == BED_EFORMAT && strcmp(line, expected) == 0)
        return true;
    print_error("%s\n  expected %s\n  found    %s\n", bed_code_name(st), expected, line);
    return false;
}

static void expect_faults(const broken *cases, size_t n)
{
    char   dir[64];
    size_t n_wrong = 0;

    temporary(dir);
    for (size_t i = 0; i < n; i++)
        n_wrong += !fault_is(dir, &cases[i]);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
    assert_int_equal(n_wrong, 0);
}

static void a_file_of_the_wrong_shape_is_named_by_line_and_key(void **unused)
{
    (void)unused;
    expect_faults(shapes, sizeof shapes / sizeof shapes[0]);
}

static void a_value_that_means_nothing_is_named_by_line_and_key(void **unused)
{
    (void)unused;
    expect_faults(meanings, sizeof meanings / sizeof meanings[0]);
}

/* tiny reads other, which reads tiny: both would be unions. */
static void unions_do_not_go_round_in_a_circle(void **unused)
{
    char         dir[64], line[TEXT], expected[TEXT];
    bed_error    err = { 0 };
    bed_catalog *c   = NULL;

    (void)unused;
    temporary(dir);
    copy_fixture(dir);
    spoil(dir, TINY, "part_of: \"\"\n", PARTS("other", "[]", ""));
    spoil(dir, OTHER, "part_of: tiny\n", PARTS("tiny", "[]", ""));
    assert_int_equal(bed_catalog_load(dir, &c, &err), BED_EFORMAT);
    snprintf(expected, sizeof expected,
             "%s/" OTHER ": row 6: key 'parts[0].dataset': 'tiny' has parts of its own; expected "
             "one level: name them",
             dir);
    assert_string_equal(bed_error_line(&err, line, sizeof line), expected);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static void a_missing_file_or_folder_is_named(void **unused)
{
    static const struct {
        const char *path, *says;
    } cases[] = {
        { "datasets/tiny/dataset.yaml", "datasets/tiny/dataset.yaml" },
        { "catalog/taxonomy.yaml", "catalog/taxonomy.yaml" },
        { "catalog/methods", "catalog/methods" },
        { "catalog/benchmarks", "catalog/benchmarks" },
        { "catalog/metrics", "catalog/metrics" },
        { "datasets", "datasets" },
    };
    char         dir[64], path[BED_PATH_MAX];
    bed_catalog *c = NULL;

    (void)unused;
    temporary(dir);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bed_error err = { 0 };

        copy_fixture(dir);
        assert_int_equal(bed_path_join(path, dir, cases[i].path, NULL), BED_OK);
        assert_int_equal(bed_dir_remove(path, NULL), BED_OK);
        assert_int_equal(bed_catalog_load(dir, &c, &err), BED_EREAD);
        assert_null(c);
        assert_string_equal(err.file, path);
    }
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static void a_file_that_is_no_entry_is_named(void **unused)
{
    char         dir[64], path[BED_PATH_MAX];
    bed_error    err = { 0 };
    bed_catalog *c   = NULL;

    (void)unused;
    temporary(dir);
    copy_fixture(dir);
    assert_int_equal(bed_path_join(path, dir, "catalog/metrics/notes.txt", NULL), BED_OK);
    put(path, BED_STR("x"));
    assert_int_equal(bed_catalog_load(dir, &c, &err), BED_EFORMAT);
    assert_string_equal(err.file, path);
    assert_string_equal(err.text, "not a .yaml file");
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static void a_file_cut_at_any_byte_gives_one_error_with_its_place(void **unused)
{
    bed_buffer   text = BED_BUFFER(1 << 20);
    bed_catalog *c    = NULL;
    size_t       n_ok = 0;

    (void)unused;
    assert_int_equal(bed_catalog_load(fixture, &c, NULL), BED_OK);
    read_file(fixture, TINY, &text);
    for (size_t n = 0; n <= text.len; n++) {
        bed_error        err = { 0 };
        bed_dataset     *d   = NULL;
        const bed_status st =
            bed__dataset_read((bed_str){ text.ptr, n }, TINY, c->taxonomy, "tiny", &d, &err);

        n_ok += st == BED_OK;
        if (st != BED_OK) {
            assert_int_equal(st, BED_EFORMAT);
            assert_null(d);
            assert_true(err.row > 0);
            assert_string_equal(err.file, TINY);
        }
        bed__dataset_destroy(d);
    }
    /* Whole with and without its last line end, and four cuts after the first of the two forms. */
    assert_int_equal(n_ok, 6);
    bed_buffer_deinit(&text);
    bed_catalog_destroy(c);
}

static void every_allocation_that_fails_is_reported(void **unused)
{
    uint64_t     n_failed = 0;
    bed_catalog *c        = NULL;

    (void)unused;
    bed_alloc_fail_at(0);
    for (uint64_t n = 1;; n++) {
        bed_error err = { 0 };

        bed_alloc_fail_at(n);
        const bed_status st = bed_catalog_load(fixture, &c, &err);
        if (st == BED_OK)
            break;
        assert_int_equal(st, BED_EMEMORY);
        assert_null(c);
        n_failed++;
    }
    bed_alloc_fail_at(0);
    bed_catalog_destroy(c);
    assert_true(n_failed > 100);
}

/* ---- what was loaded ---- */

static void a_dataset_is_loaded_whole(void **unused)
{
    bed_catalog *c = NULL;

    (void)unused;
    assert_int_equal(bed_catalog_load(fixture, &c, NULL), BED_OK);
    assert_int_equal(c->n_datasets, 2);
    const bed_dataset *d = bed_catalog_dataset(c, "tiny");
    assert_non_null(d);
    assert_ptr_equal(d, c->datasets[0]);
    assert_string_equal(d->summary, "Ten questions of our own for the tests.");
    assert_int_equal(d->inquiry_types.n, 2);
    assert_string_equal(d->inquiry_types.at[1], "treatment");
    assert_int_equal(d->license.train, BED_PERMISSION_YES);
    assert_int_equal(d->license.share, BED_PERMISSION_ASK);
    assert_int_equal(d->license.commercial, BED_PERMISSION_NO);
    assert_int_equal(d->access, BED_ACCESS_OPEN);
    assert_int_equal(d->n_scale, 2);
    assert_int_equal(d->scale[1].count, 11);
    assert_string_equal(d->splits[1].name, "test");
    assert_string_equal(d->application_papers.at[1], "病人 et al., 2023");
    assert_int_equal(d->n_forms, 2);
    assert_string_equal(d->forms[0].containers.at[1], "json_array");
    assert_string_equal(d->forms[0].values[0].matches, "^[A-E]$");
    assert_true(d->forms[0].verified);
    assert_null(d->forms[0].mapping);
    assert_int_equal(d->forms[1].header, BED_FORM_HEADER_NO);
    assert_string_equal(d->forms[1].mapping, "lines.sql");
    assert_false(d->forms[1].verified);
    assert_int_equal(bed_catalog_dataset(c, "other")->scale == NULL, 1);
    bed_catalog_destroy(c);
}

static void what_is_misspelt_gets_a_suggestion(void **unused)
{
    const bed_dataset *d   = NULL;
    const bed_form    *f   = NULL;
    const bed_term    *t   = NULL;
    bed_error          err = { 0 };
    bed_catalog       *c   = NULL;
    bed_catalog_kind   kind;

    (void)unused;
    assert_int_equal(bed_catalog_load(fixture, &c, NULL), BED_OK);
    assert_int_equal(bed_catalog_need_dataset(c, "tinny", &d, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "no dataset 'tinny'; did you mean 'tiny'?");
    assert_int_equal(bed_catalog_need_dataset(c, "zzzzz", &d, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "no dataset 'zzzzz'");
    assert_int_equal(bed_catalog_need_dataset(c, "tiny", &d, &err), BED_OK);
    assert_int_equal(bed_dataset_need_form(d, "line", &f, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "dataset 'tiny' has no form 'line'; did you mean 'lines'?");
    assert_int_equal(bed_dataset_need_form(d, "sheet", &f, &err), BED_OK);
    assert_int_equal(bed_catalog_need_term(c, BED_DIMENSION_AUDIENCE, "lai", &t, &err),
                     BED_EARGUMENT);
    assert_string_equal(err.text, "no audience 'lai'; did you mean 'lay'?");
    assert_int_equal(bed_catalog_kind_of("metric", &kind, &err), BED_EARGUMENT);
    assert_string_equal(err.text, "no kind 'metric'; expected datasets, methods, benchmarks, "
                                  "metrics or taxonomy; did you mean 'metrics'?");
    bed_catalog_destroy(c);
}

static void paths_of_a_form_lie_in_its_dataset(void **unused)
{
    char         path[BED_PATH_MAX];
    bed_catalog *c = NULL;

    (void)unused;
    assert_int_equal(bed_catalog_load(fixture, &c, NULL), BED_OK);
    const bed_dataset *d = bed_catalog_dataset(c, "tiny");
    for (size_t i = 0; i < d->n_forms; i++) {
        assert_int_equal(bed_form_mapping_path(c, d, &d->forms[i], path, NULL), BED_OK);
        assert_string_equal(path, "src/catalog/fixtures/data/datasets/tiny/lines.sql");
    }
    assert_int_equal(bed_form_sample_path(c, d, &d->forms[0], path, NULL), BED_OK);
    assert_true(bed_path_exists(path));
    assert_int_equal(bed_form_sample_path(c, d, &d->forms[1], path, NULL), BED_UNDEFINED);
    bed_catalog_destroy(c);
}

static void the_data_folder_is_where_the_environment_says(void **unused)
{
    char      path[BED_PATH_MAX];
    bed_error err = { 0 };

    (void)unused;
    assert_int_equal(setenv("BEDSIDE_DATA", "/nowhere", 1), 0);
    assert_int_equal(bed_catalog_data_dir(path, &err), BED_EREAD);
    assert_string_equal(
        err.text, "BEDSIDE_DATA is '/nowhere', which holds no catalog/taxonomy.yaml and datasets/");
    assert_int_equal(setenv("BEDSIDE_DATA", fixture, 1), 0);
    assert_int_equal(bed_catalog_data_dir(path, &err), BED_OK);
    assert_true(bed_path_is_dir(path));
    assert_int_equal(unsetenv("BEDSIDE_DATA"), 0);
}

/* ---- datasets of one's own ---- */

/* What a dataset.yaml cannot do without. */
static const char mine[] =
    "key: mine\nname: Mine\ncategory: knowledge\nsubtype: licensing_exam\n"
    "summary: A dataset of the test's own.\n"
    "clinical_properties: [medical_knowledge]\naudiences: [lay]\n"
    "data_types: [mcqa]\nlanguages: [en]\n"
    "license: { id: none-stated, name: none, train: \"ask\", share: \"ask\", "
    "commercial: \"no\" }\naccess: open\nforms:\n"
    "  - { name: lines, title: lines, containers: [jsonl], keys: [q], "
    "verified: \"yes\" }\n";

static void put_own(const char *dir, const char *folder, const char *text)
{
    char path[BED_PATH_MAX], below[BED_PATH_MAX];

    assert_int_equal(bed_path_join(below, dir, folder, NULL), BED_OK);
    assert_int_equal(bed_dir_create(below, NULL), BED_OK);
    assert_int_equal(bed_path_join(path, below, "dataset.yaml", NULL), BED_OK);
    put(path, bed_str_of(text));
    assert_int_equal(bed_path_join(path, below, "lines.sql", NULL), BED_OK);
    put(path, BED_STR("SELECT 1"));
}

static bed_status load_with(const char *folders, bed_catalog **c, bed_error *err)
{
    assert_int_equal(setenv("BEDSIDE_DATA", fixture, 1), 0);
    assert_int_equal(setenv("BEDSIDE_DATASETS", folders, 1), 0);
    *err                = (bed_error){ 0 };
    const bed_status st = bed_catalog_load(NULL, c, err);
    assert_int_equal(unsetenv("BEDSIDE_DATA"), 0);
    assert_int_equal(unsetenv("BEDSIDE_DATASETS"), 0);
    return st;
}

static void datasets_of_one_s_own_stand_beside_the_others(void **unused)
{
    char         dir[64], path[BED_PATH_MAX], wanted[BED_PATH_MAX], folders[256];
    bed_error    err = { 0 };
    bed_catalog *c   = NULL;

    (void)unused;
    temporary(dir);
    put_own(dir, "one/mine", mine);
    assert_int_equal(bed_path_join(path, dir, "two", NULL), BED_OK);
    assert_int_equal(bed_dir_create(path, NULL), BED_OK);
    snprintf(folders, sizeof folders, ":%s/one::%s/two:", dir, dir);
    assert_int_equal(load_with(folders, &c, &err), BED_OK);
    assert_int_equal(c->n_datasets, 3);
    const bed_dataset *d = bed_catalog_dataset(c, "mine");
    assert_non_null(d);
    assert_string_equal(d->paper.title, "");
    assert_string_equal(d->license.note, "");
    assert_string_equal(d->forms[0].sample, "");
    assert_null(d->forms[0].mapping);
    assert_int_equal(d->forms[0].header, BED_FORM_HEADER_AUTO);
    assert_int_equal(d->n_gaps, 0);
    assert_int_equal(bed_form_mapping_path(c, d, d->forms, path, NULL), BED_OK);
    snprintf(wanted, sizeof wanted, "%s/one/mine/lines.sql", dir);
    assert_string_equal(path, wanted);
    bed_catalog_destroy(c);

    /* A folder that is named is one's own; the environment says nothing about it. */
    assert_int_equal(setenv("BEDSIDE_DATASETS", folders, 1), 0);
    assert_int_equal(bed_catalog_load(fixture, &c, NULL), BED_OK);
    assert_int_equal(c->n_datasets, 2);
    bed_catalog_destroy(c);
    assert_int_equal(unsetenv("BEDSIDE_DATASETS"), 0);
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static void a_fault_in_them_is_named(void **unused)
{
    char         dir[64], folders[512], wanted[512], line[2048];
    bed_error    err = { 0 };
    bed_catalog *c   = NULL;

    (void)unused;
    temporary(dir);
    put_own(dir, "one/mine", mine);
    put_own(dir, "two/mine", mine);
    snprintf(folders, sizeof folders, "%s/one:%s/two", dir, dir);
    assert_int_equal(load_with(folders, &c, &err), BED_EFORMAT);
    snprintf(wanted, sizeof wanted,
             "%s/two/mine/dataset.yaml: row 1: key 'key': 'mine' is also the key of '%s/one/mine'; "
             "give it another",
             dir, dir);
    assert_string_equal(bed_error_line(&err, line, sizeof line), wanted);

    snprintf(folders, sizeof folders, "%s/nowhere", dir);
    assert_int_equal(load_with(folders, &c, &err), BED_EREAD);
    snprintf(wanted, sizeof wanted, "BEDSIDE_DATASETS: no folder '%s/nowhere'", dir);
    assert_string_equal(err.text, wanted);

    snprintf(folders, sizeof folders, "%s/one/mine", dir);
    assert_int_equal(load_with(folders, &c, &err), BED_EREAD);
    snprintf(wanted, sizeof wanted,
             "BEDSIDE_DATASETS: '%s/one/mine' is a dataset itself; name the folder it stands in",
             dir);
    assert_string_equal(err.text, wanted);

    put_own(dir, "three/tiny", mine);
    snprintf(folders, sizeof folders, "%s/three", dir);
    assert_int_equal(load_with(folders, &c, &err), BED_EFORMAT);
    assert_string_equal(err.text, "key 'key': 'mine' stands in the folder 'tiny'");
    assert_int_equal(bed_dir_remove(dir, NULL), BED_OK);
}

static void bibtex_is_held_to_its_grammar(void **unused)
{
    static const struct {
        const char *entry, *fault;
    } cases[] = {
        { "@misc{a, title={T}, author={A}, year=2020}", NULL },
        { "@misc{a,title=\"T\",author=\"A\",year=\"2020\",}", NULL },
        { "@Misc{a:b-1, TITLE = {T {of} \\{ x}, Author = {A}, Year = {2020}}\n", NULL },
        { "", "does not begin with '@' and a type" },
        { "@{a}", "does not begin with '@' and a type" },
        { "@misc", "its braces do not balance" },
        { "@misc{a, title={T}", "its braces do not balance" },
        { "@misc{a, title={T}}}", "text after the closing brace" },
        { "@misc{, title={T}}", "no citation key" },
        { "@misc{a}", "no comma after the citation key" },
        { "@misc{a, title}", "a field without '='" },
        { "@misc{a, title=}", "a field without a value" },
        { "@misc{a, title=\"T}", "a field's value is not closed" },
        { "@misc{a, title={T} author={A}}", "no comma between two fields" },
        { "@misc{a, ={T}}", "text where a field's name was expected" },
        { "@misc{a, author={A}, year=2020}", "no title" },
        { "@misc{a, title={}, author={A}, year=2020}", "no title" },
        { "@misc{a, title={T}, year=2020}", "no author" },
        { "@misc{a, title={T}, author={A}}", "no year" },
    };

    (void)unused;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *fault = bed__bibtex_fault(cases[i].entry);

        if (cases[i].fault == NULL)
            assert_null(fault);
        else
            assert_string_equal(fault, cases[i].fault);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_of_the_wrong_shape_is_named_by_line_and_key),
        cmocka_unit_test(a_value_that_means_nothing_is_named_by_line_and_key),
        cmocka_unit_test(unions_do_not_go_round_in_a_circle),
        cmocka_unit_test(a_missing_file_or_folder_is_named),
        cmocka_unit_test(a_file_that_is_no_entry_is_named),
        cmocka_unit_test(a_file_cut_at_any_byte_gives_one_error_with_its_place),
        cmocka_unit_test(every_allocation_that_fails_is_reported),
        cmocka_unit_test(a_dataset_is_loaded_whole),
        cmocka_unit_test(what_is_misspelt_gets_a_suggestion),
        cmocka_unit_test(paths_of_a_form_lie_in_its_dataset),
        cmocka_unit_test(the_data_folder_is_where_the_environment_says),
        cmocka_unit_test(datasets_of_one_s_own_stand_beside_the_others),
        cmocka_unit_test(a_fault_in_them_is_named),
        cmocka_unit_test(bibtex_is_held_to_its_grammar),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
