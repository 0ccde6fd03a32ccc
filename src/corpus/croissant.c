/* croissant.json of a corpus: Croissant 1.1 (docs.mlcommons.org/croissant) with the RAI 1.0
 * properties that measurement can fill.
 * Form:      every Parquet file is a FileObject with its SHA-256; one FileSet, in the folder
 * itself, has them all; the record set `records` reads its columns; its split is told from the
 *            file's name, so that a reader who asks for one split opens that split's files only. It
 *            refers to the record set `splits`, as the specification has it; mlcroissant 1.1.1 then
 *            reads the record set whole and once (open it anew to read again), but streams, and
 *            as often as asked, what is asked for by split.
 * Nested:    a struct's fields are sub-fields, read by JSONPath from the column. Sub-fields of
 *            sub-fields (labels of a turn) carry a path into the turn ("labels[*].name");
 *            mlcroissant 1.1.1 gives the first match of such a path only.
 * RAI:       each sentence holds a measured figure, a fact of the catalogue, or what the program
 *            does. Version = the program's, with the first 12 digits of the SHA-256 over the files'
 *            names and hashes as build metadata: it changes when a byte of the records does.
 * Unknown:   without a year there is no datePublished, without a homepage no url; mlcroissant then
 *            warns, and says so rightly. */
#include "corpus/describe.h"
#include "corpus/out.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CROISSANT_MAX = 256 << 20, TEXT_MAX = 1 << 20, SHOWN_NAMES = 50 };

static const char *const set_id = "record-files";

/* ---- context ---- */

static void put_context(bed__out *o)
{
    static const char *const terms[][2] = {
        { "@language", "en" },
        { "@vocab", "https://schema.org/" },
        { "sc", "https://schema.org/" },
        { "cr", "http://mlcommons.org/croissant/" },
        { "rai", "http://mlcommons.org/croissant/RAI/" },
        { "dct", "http://purl.org/dc/terms/" },
        { "prov", "http://www.w3.org/ns/prov#" },
        { "annotation", "cr:annotation" },
        { "arrayShape", "cr:arrayShape" },
        { "citeAs", "cr:citeAs" },
        { "column", "cr:column" },
        { "conformsTo", "dct:conformsTo" },
        { "containedIn", "cr:containedIn" },
        { "equivalentProperty", "cr:equivalentProperty" },
        { "excludes", "cr:excludes" },
        { "extract", "cr:extract" },
        { "field", "cr:field" },
        { "fileObject", "cr:fileObject" },
        { "fileProperty", "cr:fileProperty" },
        { "fileSet", "cr:fileSet" },
        { "format", "cr:format" },
        { "includes", "cr:includes" },
        { "isArray", "cr:isArray" },
        { "isLiveDataset", "cr:isLiveDataset" },
        { "jsonPath", "cr:jsonPath" },
        { "key", "cr:key" },
        { "md5", "cr:md5" },
        { "parentField", "cr:parentField" },
        { "path", "cr:path" },
        { "readLines", "cr:readLines" },
        { "recordSet", "cr:recordSet" },
        { "references", "cr:references" },
        { "regex", "cr:regex" },
        { "repeated", "cr:repeated" },
        { "replace", "cr:replace" },
        { "samplingRate", "cr:samplingRate" },
        { "sdVersion", "cr:sdVersion" },
        { "separator", "cr:separator" },
        { "source", "cr:source" },
        { "subField", "cr:subField" },
        { "transform", "cr:transform" },
        { "unArchive", "cr:unArchive" },
    };
    /* typed terms */
    static const char *const typed[][3] = {
        { "data", "cr:data", "@json" },
        { "dataType", "cr:dataType", "@vocab" },
        { "examples", "cr:examples", "@json" },
    };
    static const char *const tagged[] = { "description", "name" };

    bed__json_open(o, "@context", '{');
    for (size_t i = 0; i < sizeof terms / sizeof terms[0]; i++)
        bed__json_text(o, terms[i][0], terms[i][1]);
    for (size_t i = 0; i < sizeof typed / sizeof typed[0]; i++) {
        bed__json_open(o, typed[i][0], '{');
        bed__json_text(o, "@id", typed[i][1]);
        bed__json_text(o, "@type", typed[i][2]);
        bed__json_close(o, '}');
    }
    for (size_t i = 0; i < sizeof tagged / sizeof tagged[0]; i++) {
        bed__json_open(o, tagged[i], '{');
        bed__json_text(o, "@container", "@language");
        bed__json_close(o, '}');
    }
    bed__json_close(o, '}');
}

/* ---- what the dataset is ---- */

/* A text that is put together first, then written as one JSON string. */
typedef struct prose {
    bed__out *o, text;
} prose;

static bed__out *say(prose *p)
{
    bed_buffer_clear(&p->text.b);
    return &p->text;
}

static void said(prose *p, const char *name)
{
    if (p->o->st == BED_OK)
        p->o->st = p->text.st;
    bed__json_text(p->o, name, p->text.b.len == 0 ? "" : p->text.b.ptr);
}

/* Usable as it stands between "<" and ">" in RDF. */
static bool iri(const char *text)
{
    return strstr(text, "://") != NULL && strpbrk(text, " \t\r\n<>\"{}|\\^`") == NULL;
}

static void put_license(bed__out *o, const bed_corpus_facts *f)
{
    char url[256];

    if (bed__hub_license(f->license_id) != NULL) {
        snprintf(url, sizeof url, "https://spdx.org/licenses/%s", f->license_id);
        bed__json_text(o, "license", url);
        return;
    }
    bed__json_open(o, "license", '{');
    bed__json_text(o, "@type", "sc:CreativeWork");
    bed__json_text(o, "name",
                   f->license_name[0] != '\0' ? f->license_name
                   : f->license_id[0] != '\0' ? f->license_id
                                              : "none-stated");
    if (iri(f->homepage))
        bed__json_text(o, "url", f->homepage);
    bed__json_close(o, '}');
}

static void put_creator(bed__out *o, const char *type, const char *name)
{
    bed__json_open(o, NULL, '{');
    bed__json_text(o, "@type", type);
    bed__json_text(o, "name", name);
    bed__json_close(o, '}');
}

/* Takes the next name off "Jin D, Pan E, et al."; false at the end. */
static bool next_author(bed_str *rest, char *out, size_t bytes)
{
    while (rest->len > 0) {
        const char   *comma = memchr(rest->ptr, ',', rest->len);
        const size_t  len   = comma == NULL ? rest->len : (size_t)(comma - rest->ptr);
        const size_t  used  = comma == NULL ? len : len + 1;
        const bed_str name  = bed_trim((bed_str){ rest->ptr, len });

        *rest = (bed_str){ rest->ptr + used, rest->len - used };
        if (name.len == 0 || name.len >= bytes || bed_str_equal(name, BED_STR("et al.")))
            continue;
        snprintf(out, bytes, "%.*s", BED_STR_ARG(name));
        return true;
    }
    return false;
}

static void put_creators(bed__out *o, const bed_corpus_facts *f)
{
    bed_str rest = bed_str_of(f->authors);
    char    name[256];
    bool    any = false;

    bed__json_open(o, "creator", '[');
    for (; next_author(&rest, name, sizeof name); any = true)
        put_creator(o, "sc:Person", name);
    if (!any)
        put_creator(o, "sc:Organization", "not stated");
    bed__json_close(o, ']');
}

static void put_keywords(bed__out *o, const bed__measures *m, const bed_corpus_facts *f)
{
    bed__json_open(o, "keywords", '[');
    bed__json_text(o, NULL, "medical");
    bed__json_text(o, NULL, "patient communication");
    if (f->category[0] != '\0')
        bed__json_text(o, NULL, f->category);
    if (f->subtype[0] != '\0')
        bed__json_text(o, NULL, f->subtype);
    for (size_t i = 0; i < m->kinds.n; i++)
        bed__json_text(o, NULL, m->kinds.at[i].name);
    bed__json_close(o, ']');
    bed__json_open(o, "inLanguage", '[');
    for (size_t i = 0; i < m->languages.n; i++)
        bed__json_text(o, NULL, m->languages.at[i].name);
    bed__json_close(o, ']');
}

static void put_provenance(bed__out *o, const bed_corpus_facts *f)
{
    if (iri(f->homepage))
        bed__json_ref(o, "prov:wasDerivedFrom", f->homepage);
    bed__json_open(o, "prov:wasGeneratedBy", '{');
    bed__json_text(o, "@type", "prov:Activity");
    bed__json_text(o, "prov:label", "bedside " BEDSIDE_VERSION " ingest");
    bed__json_close(o, '}');
}

static void put_dataset(bed__out *o, prose *p, const bed__measures *m, const bed_corpus_facts *f,
                        const char *version)
{
    const char *title = f->title[0] == '\0' ? f->dataset : f->title;

    bed__json_text(o, "@type", "sc:Dataset");
    bed__json_open(o, "conformsTo", '[');
    bed__json_text(o, NULL, "http://mlcommons.org/croissant/1.1");
    bed__json_text(o, NULL, "http://mlcommons.org/croissant/RAI/1.0");
    bed__json_close(o, ']');
    bed__json_text(o, "name", title);
    bed__out *t = say(p);
    bed__put(t, f->summary);
    bed__put(t, f->summary[0] == '\0' ? "" : " ");
    bed__put(t, "Read into a bedside corpus: ");
    bed__put_number(t, m->records);
    bed__put(t, " records with ");
    bed__put_number(t, m->turns);
    bed__put(t, " turns.");
    said(p, "description");
    put_license(o, f);
    if (iri(f->homepage))
        bed__json_text(o, "url", f->homepage);
    put_creators(o, f);
    if (f->year > 0) {
        bed__putf(say(p), "%04" PRIu32, f->year);
        said(p, "datePublished");
    }
    bed__json_text(o, "version", version);
    if (f->citation[0] != '\0')
        bed__json_text(o, "citeAs", f->citation);
    put_keywords(o, m, f);
    put_provenance(o, f);
}

/* ---- responsible AI ---- */

static void put_collection(prose *p, const bed_corpus_facts *f)
{
    size_t    read = 0, broken = 0;
    uint64_t  bytes = 0;
    bed__out *t     = say(p);

    for (size_t i = 0; i < f->n_sources; i++) {
        if (strcmp(f->sources[i].state, "skipped") == 0)
            continue;
        read++;
        broken += strcmp(f->sources[i].state, "broken") == 0;
        bytes += f->sources[i].bytes;
    }
    bed__put(t, "Taken over from ");
    bed__put_number(t, read);
    bed__putf(t, " published file%s of ", read == 1 ? "" : "s");
    bed__put_number(t, bytes);
    bed__put(t, " bytes, ");
    bed__put_number(t, f->rows);
    bed__put(t, " rows. Each file's SHA-256 stands in manifest.json.");
    if (broken > 0)
        bed__putf(t, " Files that could not be read to the end: %zu.", broken);
    if (f->n_sources > read)
        bed__putf(t, " Files left out as no data: %zu.", f->n_sources - read);
    said(p, "rai:dataCollection");
}

static void put_missing(prose *p, const bed__measures *m)
{
    static const char *const columns[] = { "context", "rationale", "labels", "patient",
                                           "institution" };
    bed__out                *t         = say(p);

    if (m->exams > 0) {
        bed__put(t, "Exam questions without an answer key: ");
        bed__put_share(t, m->exams - m->exams_keyed, m->exams, "questions");
        bed__put(t, ". ");
    }
    if (m->asked > 0) {
        bed__put(t, m->exams > 0 ? "Other records" : "Records");
        bed__put(t, " without a clinician's turn: ");
        bed__put_share(t, m->unanswered, m->asked,
                       m->looked_at < m->records ? "records of the first file of every split"
                                                 : "records");
        bed__put(t, ". ");
    }
    for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++) {
        const bed__described *d = bed__described_column(m, columns[i]);

        if (d == NULL)
            continue;
        bed__putf(t, "%sNothing in %s: ", i == 0 ? "" : " ", columns[i]);
        bed__put_share(t, m->records - d->filled, m->records, "records");
        bed__put(t, ".");
    }
    said(p, "rai:dataCollectionMissingData");
}

/* Each form once, with the hash of its mapping. */
static void put_mappings(prose *p, const bed_corpus_facts *f)
{
    for (size_t i = 0; i < f->n_sources; i++) {
        const bed_corpus_source *s     = &f->sources[i];
        bool                     again = s->mapping_sha256[0] == '\0';

        for (size_t k = 0; k < i && !again; k++)
            again = strcmp(f->sources[k].mapping_sha256, s->mapping_sha256) == 0;
        if (again)
            continue;
        bed__out *t = say(p);
        bed__put(t, "Rows are mapped to records by one SELECT");
        if (s->form[0] != '\0') {
            bed__put(t, " for the form ");
            bed__put(t, s->form);
        }
        bed__put(t, "; SHA-256 of the mapping: ");
        bed__put(t, s->mapping_sha256);
        bed__put(t, ".");
        said(p, NULL);
    }
}

static void put_preprocessing(prose *p, const bed__measures *m, const bed_corpus_facts *f)
{
    size_t          n_rules;
    const bed_rule *rules = bed_rules(&n_rules);

    bed__json_open(p->o, "rai:dataPreprocessingProtocol", '[');
    put_mappings(p, f);
    bed__out *t = say(p);
    bed__putf(t, "Every record is held against %zu named rules (", n_rules);
    for (size_t i = 0; i < n_rules; i++)
        bed__putf(t, "%s%s", i == 0 ? "" : ", ", rules[i].name);
    bed__put(t, "). Refused and kept whole in quarantine: ");
    bed__put_share(t, f->quarantined, f->rows, "rows");
    for (size_t i = 0; i < m->n_refusals; i++) {
        bed__put(t, i == 0 ? ": " : ", ");
        bed__put(t, m->refusals[i].rule);
        bed__put(t, " ");
        bed__put_number(t, m->refusals[i].n);
    }
    bed__put(t, ".");
    said(p, NULL);
    if (f->renamed > 0) {
        t = say(p);
        bed__put(t, "Records whose id stood before and that carry a suffix: ");
        bed__put_number(t, f->renamed);
        bed__put(t, ".");
        said(p, NULL);
    }
    bed__json_close(p->o, ']');
}

static void put_names(bed__out *t, const bed__counts *counts, uint64_t of, const char *unit)
{
    for (size_t i = 0; i < counts->n && i < SHOWN_NAMES; i++) {
        bed__put(t, i == 0 ? "" : "; ");
        bed__put(t, counts->at[i].name);
        bed__put(t, ": ");
        bed__put_share(t, counts->at[i].n, of, unit);
    }
    if (counts->n > SHOWN_NAMES)
        bed__putf(t, "; %zu rarer ones", counts->n - SHOWN_NAMES);
    bed__put(t, ".");
}

static void put_annotation(prose *p, const bed__measures *m)
{
    bed__json_open(p->o, "rai:dataAnnotationProtocol", '[');
    if (m->labels.n > 0) {
        bed__out *t = say(p);
        bed__put(t, "Labels of records, as published, under standard names: ");
        put_names(t, &m->labels, m->records, "records");
        said(p, NULL);
    }
    if (m->turn_labels.n > 0) {
        bed__out *t = say(p);
        bed__put(t, "Labels of turns, as published, under standard names: ");
        put_names(t, &m->turn_labels, m->looked_at_turns, "turns");
        said(p, NULL);
    }
    if (m->labels.n == 0 && m->turn_labels.n == 0)
        bed__json_text(p->o, NULL, "No record and no turn has a label.");
    bed__json_close(p->o, ']');
    bed__json_text(p->o, "rai:dataImputationProtocol",
                   "No value was imputed; weight is 1.0 where the source gives none.");
}

static void put_personal(prose *p, const bed__measures *m)
{
    const bed__described *patient = bed__described_column(m, "patient");

    bed__json_open(p->o, "rai:personalSensitiveInformation", '[');
    for (size_t i = 0; patient != NULL && i < patient->fields.n; i++) {
        const bed__count *field = &patient->fields.at[i];

        if (field->n == 0)
            continue;
        bed__out *t = say(p);
        bed__putf(t, "patient.%s is filled in ", field->name);
        bed__put_share(t, field->n, m->records, "records");
        bed__put(t, ".");
        said(p, NULL);
    }
    if (patient == NULL || patient->filled == 0)
        bed__json_text(p->o, NULL, "No column of the patient is filled in any record.");
    bed__json_text(p->o, NULL, "Texts are as published; nothing was de-identified.");
    bed__json_close(p->o, ']');
}

static void put_bias(prose *p, const char *before, const bed__counts *counts, uint64_t of,
                     const char *unit)
{
    if (counts->n == 0)
        return;
    bed__out *t = say(p);
    bed__put(t, before);
    put_names(t, counts, of, unit);
    said(p, NULL);
}

static void put_biases(prose *p, const bed__measures *m)
{
    const bed__described *patient = bed__described_column(m, "patient");
    uint64_t              sexed   = 0;

    for (size_t i = 0; i < m->sexes.n; i++)
        sexed += m->sexes.at[i].n;
    bed__json_open(p->o, "rai:dataBiases", '[');
    put_bias(p, "Languages: ", &m->languages, m->records, "records");
    put_bias(p, "Kinds: ", &m->kinds, m->records, "records");
    put_bias(p, "Roles with a turn: ", &m->roles, m->looked_at,
             m->looked_at < m->records ? "records of the first file of every split" : "records");
    put_bias(p, "Sex of the patient, where it is told: ", &m->sexes, sexed, "records");
    if (patient != NULL) {
        bed__out *t = say(p);
        bed__put(t, "Anything known of the patient: ");
        bed__put_share(t, patient->filled, m->records, "records");
        bed__put(t, ".");
        said(p, NULL);
    }
    bed__json_close(p->o, ']');
}

static void put_use(prose *p, const bed__measures *m, const bed_corpus_facts *f)
{
    bed__json_open(p->o, "rai:dataUseCases", '[');
    if (f->category[0] != '\0') {
        bed__out *t = say(p);
        bed__put(t, "Placed in the catalogue under ");
        bed__put(t, f->category);
        bed__put(t, f->subtype[0] == '\0' ? "" : ", ");
        bed__put(t, f->subtype);
        bed__put(t, ".");
        said(p, NULL);
    }
    put_bias(p, "Holds, by kind: ", &m->kinds, m->records, "records");
    bed__json_text(p->o, NULL,
                   "For research on patient communication; nothing in it is medical "
                   "advice.");
    bed__json_close(p->o, ']');
    bed__json_open(p->o, "rai:dataLimitations", '[');
    for (size_t i = 0; i < f->n_limitations; i++)
        bed__json_text(p->o, NULL, f->limitations[i]);
    bed__json_text(p->o, NULL, "Language is what the source or its mapping says.");
    bed__json_close(p->o, ']');
}

/* ---- files ---- */

/* As an @id: ASCII that an IRI may not hold is percent-encoded. */
static const char *id_of(const char *name, char *out, size_t bytes)
{
    size_t used = 0;

    for (const unsigned char *p = (const unsigned char *)name; *p != '\0' && used + 4 < bytes; p++)
        if (*p >= 0x80 || isalnum(*p) || strchr("-._~/", *p) != NULL)
            out[used++] = (char)*p;
        else
            used += (size_t)snprintf(out + used, bytes - used, "%%%02X", *p);
    out[used] = '\0';
    return out;
}

static void put_file(bed__out *o, const bed__file *f, const char *sha256)
{
    char id[3 * BED_PATH_MAX], size[32];

    snprintf(size, sizeof size, "%" PRIu64 " B", f->bytes);
    bed__json_open(o, NULL, '{');
    bed__json_text(o, "@type", "cr:FileObject");
    bed__json_text(o, "@id", id_of(f->name, id, sizeof id));
    bed__json_text(o, "name", bed_path_name(f->name));
    bed__json_text(o, "contentUrl", f->name);
    bed__json_text(o, "contentSize", size);
    bed__json_text(o, "encodingFormat", "application/x-parquet");
    bed__json_text(o, "sha256", sha256);
    bed__json_close(o, '}');
}

typedef char hash_text[BED_SHA256_TEXT];

static void put_distribution(bed__out *o, const bed__measures *m, const hash_text *hashes)
{
    bed__json_open(o, "distribution", '[');
    for (size_t i = 0; i < m->n_files; i++)
        put_file(o, &m->files[i], hashes[i]);
    bed__json_open(o, NULL, '{');
    bed__json_text(o, "@type", "cr:FileSet");
    bed__json_text(o, "@id", set_id);
    bed__json_text(o, "name", set_id);
    bed__json_text(o, "description", "The records, as Parquet files of this folder.");
    bed__json_text(o, "encodingFormat", "application/x-parquet");
    bed__json_text(o, "includes", "records/*.parquet");
    bed__json_close(o, '}');
    bed__json_close(o, ']');
}

/* ---- record sets ---- */

static void put_splits(bed__out *o, const bed__measures *m)
{
    static const char *const uses[][2] = { { "train", "cr:TrainingSplit" },
                                           { "dev", "cr:ValidationSplit" },
                                           { "test", "cr:TestSplit" } };

    bed__json_open(o, NULL, '{');
    bed__json_text(o, "@type", "cr:RecordSet");
    bed__json_text(o, "@id", "splits");
    bed__json_text(o, "name", "splits");
    bed__json_text(o, "description", "The splits of the records and what each is meant for.");
    bed__json_text(o, "dataType", "cr:Split");
    bed__json_ref(o, "key", "splits/name");
    bed__json_open(o, "field", '[');
    bed__json_open(o, NULL, '{');
    bed__json_text(o, "@type", "cr:Field");
    bed__json_text(o, "@id", "splits/name");
    bed__json_text(o, "name", "name");
    bed__json_text(o, "dataType", "sc:Text");
    bed__json_close(o, '}');
    bed__json_open(o, NULL, '{');
    bed__json_text(o, "@type", "cr:Field");
    bed__json_text(o, "@id", "splits/url");
    bed__json_text(o, "name", "url");
    bed__json_open(o, "dataType", '[');
    bed__json_text(o, NULL, "cr:Split");
    bed__json_text(o, NULL, "sc:URL");
    bed__json_close(o, ']');
    bed__json_close(o, '}');
    bed__json_close(o, ']');
    bed__json_open(o, "data", '[');
    for (size_t i = 0; i < m->n_splits; i++) {
        const char *use = "";

        for (size_t k = 0; k < sizeof uses / sizeof uses[0]; k++)
            if (strcmp(uses[k][0], m->splits[i].name) == 0)
                use = uses[k][1];
        bed__json_open(o, NULL, '{');
        bed__json_text(o, "splits/name", m->splits[i].name);
        bed__json_text(o, "splits/url", use);
        bed__json_close(o, '}');
    }
    bed__json_close(o, ']');
    bed__json_close(o, '}');
}

static int longer_first(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    const size_t       m = strlen(*x), n = strlen(*y);

    return m == n ? strcmp(*x, *y) : m > n ? -1 : 1;
}

/* Whether every file is called "<split>-" and five digits, as those of an ingest are. */
static bool numbered(const bed__measures *m)
{
    for (size_t i = 0; i < m->n_files; i++)
        if (strlen(m->files[i].name) !=
            strlen("records/-00000.parquet") + strlen(m->files[i].split))
            return false;
    return true;
}

/* The split of "records/train-00000.parquet". A join applies the transform to what it gave before,
 * so the name of a split alone has to fit too. The longest name comes first: "train-hard" is not
 * "train". Five digits one by one, since mlcroissant makes a glob of it to find the files of one
 * split, and ".+" there would take those of "train-hard" for "train". */
static bed_status split_regex(prose *p, const bed__measures *m, bed_arena *arena)
{
    const char **names = bed_new(arena, const char *, m->n_splits);
    bed__out    *t     = say(p);

    if (names == NULL)
        return bed_fail(t->err, BED_EMEMORY, "out of memory: splits");
    for (size_t i = 0; i < m->n_splits; i++)
        names[i] = m->splits[i].name;
    qsort(names, m->n_splits, sizeof *names, longer_first);
    bed__put(t, "(?:records/)?(");
    for (size_t i = 0; i < m->n_splits; i++) {
        bed__put(t, i == 0 ? "" : "|");
        for (const char *c = names[i]; *c != '\0'; c++) {
            if (*c > ' ' && *c < 0x7F && !isalnum((unsigned char)*c) && *c != '_' && *c != '-')
                bed__put(t, "\\");
            bed__put_str(t, (bed_str){ c, 1 });
        }
    }
    bed__put(t,
             numbered(m) ? ")(?:-[0-9][0-9][0-9][0-9][0-9]\\.parquet)?$" : ")(?:-.+\\.parquet)?$");
    return BED_OK;
}

static void put_split_field(bed__out *o, prose *p)
{
    bed__json_open(o, "source", '{');
    bed__json_ref(o, "fileSet", set_id);
    bed__json_open(o, "extract", '{');
    bed__json_text(o, "fileProperty", "fullpath");
    bed__json_close(o, '}');
    bed__json_open(o, "transform", '{');
    said(p, "regex");
    bed__json_close(o, '}');
    bed__json_close(o, '}');
    bed__json_open(o, "references", '{');
    bed__json_ref(o, "field", "splits/name");
    bed__json_close(o, '}');
}

static void put_source(bed__out *o, const char *column, const char *path)
{
    bed__json_open(o, "source", '{');
    bed__json_ref(o, "fileSet", set_id);
    bed__json_open(o, "extract", '{');
    bed__json_text(o, "column", column);
    bed__json_close(o, '}');
    if (path[0] != '\0') {
        bed__json_open(o, "transform", '{');
        bed__json_text(o, "jsonPath", path);
        bed__json_close(o, '}');
    }
    bed__json_close(o, '}');
}

static const char *data_type(const bed__type *t)
{
    return t->kind == BED__TEXT ? "sc:Text" : t->kind == BED__FLOAT ? "sc:Float" : "sc:Integer";
}

/* What a field is read from: a column, and the path into its values ("" for the value itself). */
typedef struct place {
    const char *id, *column, *path;
} place;

static void put_type(bed__out *o, const bed__type *t, const place *at);

static void put_sub_fields(bed__out *o, const bed__type *parent, const place *at)
{
    char id[512], path[512];

    bed__json_open(o, "subField", '[');
    for (const bed__type *f = parent->child; f != NULL; f = f->next) {
        const place inner = { id, at->column, path };

        snprintf(id, sizeof id, "%.255s/%.255s", at->id, f->name);
        snprintf(path, sizeof path, "%.255s%.255s", at->path, f->name);
        bed__json_open(o, NULL, '{');
        bed__json_text(o, "@type", "cr:Field");
        bed__json_text(o, "@id", id);
        bed__json_text(o, "name", f->name);
        put_type(o, f, &inner);
        bed__json_close(o, '}');
    }
    bed__json_close(o, ']');
}

static void put_type(bed__out *o, const bed__type *t, const place *at)
{
    const bed__type *inner = t->kind == BED__LIST ? t->child : t;
    char             path[520];

    if (t->kind == BED__LIST) {
        bed__json_true(o, "isArray");
        bed__json_text(o, "arrayShape", "-1");
    }
    if (inner->kind != BED__STRUCT) {
        bed__json_text(o, "dataType", data_type(inner));
        put_source(o, at->column, at->path);
        return;
    }
    /* a transform runs over the elements of a column, so the outermost list needs no step */
    snprintf(path, sizeof path, "%.255s%s", at->path,
             at->path[0] == '\0'    ? ""
             : t->kind == BED__LIST ? "[*]."
                                    : ".");
    put_sub_fields(o, inner, &(place){ at->id, at->column, path });
}

static void put_records(bed__out *o, prose *p, const bed__measures *m)
{
    char id[256];

    bed__json_open(o, NULL, '{');
    bed__json_text(o, "@type", "cr:RecordSet");
    bed__json_text(o, "@id", "records");
    bed__json_text(o, "name", "records");
    bed__json_text(o, "description", "One record a question, exchange or conversation.");
    bed__json_ref(o, "key", "records/id");
    bed__json_open(o, "field", '[');
    for (size_t i = 0; i < m->n_columns; i++) {
        const bed__described *d = &m->columns[i];

        snprintf(id, sizeof id, "records/%.200s", d->column->name);
        bed__json_open(o, NULL, '{');
        bed__json_text(o, "@type", "cr:Field");
        bed__json_text(o, "@id", id);
        bed__json_text(o, "name", d->column->name);
        bed__json_text(o, "description", d->column->meaning);
        if (strcmp(d->column->name, "split") == 0) {
            bed__json_text(o, "dataType", "sc:Text");
            put_split_field(o, p);
        } else {
            put_type(o, d->type, &(place){ id, d->column->name, "" });
        }
        bed__json_close(o, '}');
    }
    bed__json_close(o, ']');
    bed__json_close(o, '}');
}

/* ---- all of it ---- */

static bed_status hash_files(const bed__measures *m, bed_arena *arena, hash_text **out,
                             hash_text *all, bed_error *err)
{
    bed_sha256 *h  = NULL;
    bed_status  st = BED_OK;

    *out = bed_new(arena, hash_text, m->n_files);
    if (*out == NULL)
        return bed_fail(err, BED_EMEMORY, "out of memory: %zu files", m->n_files);
    BED_GO(bed_sha256_create(&h, err));
    for (size_t i = 0; i < m->n_files; i++) {
        BED_GO(bed_sha256_of_file(m->files[i].path, (*out)[i], err));
        BED_GO(bed_sha256_add(h, bed_str_of(m->files[i].name), err));
        BED_GO(bed_sha256_add(h, BED_STR(" "), err));
        BED_GO(bed_sha256_add(h, bed_str_of((*out)[i]), err));
        BED_GO(bed_sha256_add(h, BED_STR("\n"), err));
    }
    BED_GO(bed_sha256_finish(h, *all, err));
done:
    bed_sha256_destroy(h);
    return st;
}

static bed_status put_all(prose *p, const bed__measures *m, const bed_corpus_facts *f,
                          bed_arena *arena, bed_error *err)
{
    bed__out  *o = p->o;
    hash_text *hashes, all;
    char       version[64];

    BED_TRY(hash_files(m, arena, &hashes, &all, err));
    snprintf(version, sizeof version, "%s+%.12s", BEDSIDE_VERSION, all);
    bed__json_open(o, NULL, '{');
    put_context(o);
    put_dataset(o, p, m, f, version);
    put_collection(p, f);
    put_missing(p, m);
    put_preprocessing(p, m, f);
    put_annotation(p, m);
    put_personal(p, m);
    put_biases(p, m);
    put_use(p, m, f);
    put_distribution(o, m, (const hash_text *)hashes);
    bed__json_open(o, "recordSet", '[');
    put_splits(o, m);
    BED_TRY(split_regex(p, m, arena));
    put_records(o, p, m);
    bed__json_close(o, ']');
    bed__json_close(o, '}');
    bed__put(o, "\n");
    return BED_OK;
}

bed_status bed__croissant(const bed__measures *m, const char *folder, const bed_corpus_facts *facts,
                          bed_error *err)
{
    bed__out   o     = BED__OUT(CROISSANT_MAX, err);
    prose      p     = { &o, BED__OUT(TEXT_MAX, err) };
    bed_arena  arena = BED_ARENA((size_t)64 << 20);
    bed_status st    = BED_OK;

    BED_GO(put_all(&p, m, facts, &arena, err));
    BED_GO(bed__out_write(&o, folder, "croissant.json"));
done:
    bed__out_deinit(&o);
    bed__out_deinit(&p.text);
    bed_arena_deinit(&arena);
    return st;
}
