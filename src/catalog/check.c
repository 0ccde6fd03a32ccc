/* What the files of the catalogue must hold beyond their shape. */
#include "catalog/schema.h"
#include "source/source.h"

#include <inttypes.h>
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum {
    KEY_TEXT          = 128,
    NEAR_TEXT         = 128,
    CANDIDATES_MAX    = 512,
    SURVEY_DATASETS   = 21,
    DOWNLOAD_NAME_MAX = 200
};

typedef struct look {
    const bed_taxonomy *t;
    const bed_yaml     *y;
    bed_error          *err;
} look;

/* lower_snake_case, beginning with a letter. */
static bool is_id(const char *s)
{
    if (*s < 'a' || *s > 'z')
        return false;
    return s[strspn(s, "abcdefghijklmnopqrstuvwxyz0123456789_")] == '\0';
}

static bool is_blank(const char *s)
{
    return bed_trim(bed_str_of(s)).len == 0;
}

static bed_status need_id(const look *l, const char *key, const char *id)
{
    if (is_id(id))
        return BED_OK;
    return bed_yaml_fail(l->y, l->err, key, "'%s' is not of lower-case letters, digits and '_'",
                         id);
}

static bed_status need_text(const look *l, const char *key, const char *text)
{
    return is_blank(text) ? bed_yaml_fail(l->y, l->err, key, "empty; expected text") : BED_OK;
}

static bed_status need_url(const look *l, const char *key, const char *url)
{
    const bed_str s = bed_str_of(url);

    if (s.len == 0 || bed_str_starts(s, BED_STR("https://")) ||
        bed_str_starts(s, BED_STR("http://")))
        return BED_OK;
    return bed_yaml_fail(l->y, l->err, key, "'%s' does not begin with https:// or http://", url);
}

const bed_term *bed__term(const bed_taxonomy *t, bed_dimension d, const char *id)
{
    const bed_terms *terms = &t->dimensions[d];

    for (size_t i = 0; i < terms->n; i++)
        if (strcmp(terms->at[i].id, id) == 0)
            return &terms->at[i];
    return NULL;
}

const char *bed__near_term(const bed_taxonomy *t, bed_dimension d, const char *id)
{
    const bed_terms *terms = &t->dimensions[d];
    const char      *ids[CANDIDATES_MAX];
    size_t           n = 0;

    for (; n < terms->n && n < CANDIDATES_MAX; n++)
        ids[n] = terms->at[n].id;
    return bed_nearest(id, ids, n);
}

static const char *article(const char *word)
{
    return strchr("aeiou", word[0]) == NULL ? "a" : "an";
}

static bed_status need_term(const look *l, bed_dimension d, const char *key, const char *id)
{
    const char *word = bed_dimension_word(d);

    if (bed__term(l->t, d, id) != NULL)
        return BED_OK;
    const char *near = bed__near_term(l->t, d, id);
    if (near != NULL)
        return bed_yaml_fail(l->y, l->err, key,
                             "'%s' is not %s %s in taxonomy.yaml; did you mean '%s'?", id,
                             article(word), word, near);
    return bed_yaml_fail(l->y, l->err, key, "'%s' is not %s %s in taxonomy.yaml", id, article(word),
                         word);
}

static bed_status need_distinct(const look *l, const char *key, const bed_names *names)
{
    char at[KEY_TEXT];

    for (size_t i = 1; i < names->n; i++)
        for (size_t j = 0; j < i; j++) {
            if (strcmp(names->at[i], names->at[j]) != 0)
                continue;
            snprintf(at, sizeof at, "%s[%zu]", key, i);
            return bed_yaml_fail(l->y, l->err, at, "'%s' stands twice", names->at[i]);
        }
    return BED_OK;
}

static bed_status need_terms(const look *l, bed_dimension d, const char *key,
                             const bed_names *names, size_t least)
{
    char at[KEY_TEXT];

    if (names->n < least)
        return bed_yaml_fail(l->y, l->err, key, "empty list; expected at least one %s",
                             bed_dimension_word(d));
    for (size_t i = 0; i < names->n; i++) {
        snprintf(at, sizeof at, "%s[%zu]", key, i);
        BED_TRY(need_term(l, d, at, names->at[i]));
    }
    return need_distinct(l, key, names);
}

static bed_status need_texts(const look *l, const char *key, const bed_names *names)
{
    char at[KEY_TEXT];

    for (size_t i = 0; i < names->n; i++) {
        snprintf(at, sizeof at, "%s[%zu]", key, i);
        BED_TRY(need_text(l, at, names->at[i]));
    }
    return need_distinct(l, key, names);
}

/* ---- taxonomy.yaml ---- */

static bed_status check_parent(const look *l, bed_dimension d, const bed_term *term,
                               const char *key)
{
    const bed_dimension above = d == BED_DIMENSION_SUBTYPE ? BED_DIMENSION_CATEGORY : d;
    const bed_term     *parent;

    if (term->parent == NULL && d == BED_DIMENSION_SUBTYPE)
        return bed_yaml_fail(l->y, l->err, key, "subtype '%s' has no parent; expected a category",
                             term->id);
    if (term->parent == NULL)
        return BED_OK;
    parent = bed__term(l->t, above, term->parent);
    if (parent == NULL || parent == term)
        return bed_yaml_fail(l->y, l->err, key, "'%s' is not another term of '%s'", term->parent,
                             bed_dimension_list(above));
    if (above == d && parent->parent != NULL)
        return bed_yaml_fail(l->y, l->err, key, "'%s' has a parent of its own; expected one level",
                             term->parent);
    return BED_OK;
}

static bed_status check_term(const look *l, bed_dimension d, size_t i)
{
    const bed_terms *terms = &l->t->dimensions[d];
    const bed_term  *term  = &terms->at[i];
    const char      *list  = bed_dimension_list(d);
    char             key[KEY_TEXT];

    snprintf(key, sizeof key, "%s[%zu].id", list, i);
    BED_TRY(need_id(l, key, term->id));
    for (size_t j = 0; j < i; j++)
        if (strcmp(terms->at[j].id, term->id) == 0)
            return bed_yaml_fail(l->y, l->err, key, "'%s' stands twice", term->id);
    snprintf(key, sizeof key, "%s[%zu].title", list, i);
    BED_TRY(need_text(l, key, term->title));
    snprintf(key, sizeof key, "%s[%zu].definition", list, i);
    BED_TRY(need_text(l, key, term->definition));
    snprintf(key, sizeof key, "%s[%zu].parent", list, i);
    return check_parent(l, d, term, key);
}

bed_status bed__taxonomy_check(const bed_taxonomy *t, const bed_yaml *y, bed_error *err)
{
    const look l = { t, y, err };

    for (int d = 0; d < BED_N_DIMENSIONS; d++)
        for (size_t i = 0; i < t->dimensions[d].n; i++)
            BED_TRY(check_term(&l, (bed_dimension)d, i));
    return BED_OK;
}

/* ---- dataset.yaml ---- */

/* Language, script and region of BCP 47 (RFC 5646): zh-Hans, pt-BR. */
static bool is_language(const char *s)
{
    size_t n = strspn(s, "abcdefghijklmnopqrstuvwxyz");

    if (n < 2 || n > 3)
        return false;
    s += n;
    if (s[0] == '-' && s[1] >= 'A' && s[1] <= 'Z' &&
        strspn(s + 2, "abcdefghijklmnopqrstuvwxyz") == 3)
        s += 5;
    if (s[0] == '-' && strspn(s + 1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 2)
        s += 3;
    return s[0] == '\0';
}

static bed_status check_languages(const look *l, const bed_names *languages)
{
    char key[KEY_TEXT];

    if (languages->n == 0)
        return bed_yaml_fail(l->y, l->err, "languages", "empty list; expected at least one");
    for (size_t i = 0; i < languages->n; i++) {
        snprintf(key, sizeof key, "languages[%zu]", i);
        if (!is_language(languages->at[i]))
            return bed_yaml_fail(l->y, l->err, key,
                                 "'%s' is not a BCP 47 tag such as en or zh-Hans",
                                 languages->at[i]);
    }
    return need_distinct(l, "languages", languages);
}

static bed_status check_license(const look *l, const bed_license *c)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-+";

    if (c->id[strspn(c->id, allowed)] != '\0')
        return bed_yaml_fail(l->y, l->err, "license.id",
                             "'%s' is not an SPDX identifier, other, none-stated or agreement",
                             c->id);
    return need_text(l, "license.name", c->name);
}

static bed_status check_paper(const look *l, const bed_dataset *d)
{
    const bed_paper *p = &d->paper;

    BED_TRY(need_url(l, "paper.url", p->url));
    if (is_blank(p->title)) {
        if (!is_blank(d->citation))
            return bed_yaml_fail(l->y, l->err, "paper.title", "empty beside a citation");
        return BED_OK;
    }
    BED_TRY(need_text(l, "paper.authors", p->authors));
    if (p->year < 1900 || p->year > 2100)
        return bed_yaml_fail(l->y, l->err, "paper.year", "%u; expected a year", p->year);
    BED_TRY(need_text(l, "citation", d->citation));
    const char *wrong = bed__bibtex_fault(d->citation);
    return wrong == NULL ? BED_OK
                         : bed_yaml_fail(l->y, l->err, "citation", "not BibTeX: %s", wrong);
}

static bed_status check_claims(const look *l, bed_dimension d, const char *key,
                               const bed_claim *claims, size_t n)
{
    char at[KEY_TEXT];

    for (size_t i = 0; i < n; i++) {
        snprintf(at, sizeof at, "%s[%zu].id", key, i);
        BED_TRY(need_term(l, d, at, claims[i].id));
        for (size_t j = 0; j < i; j++)
            if (strcmp(claims[i].id, claims[j].id) == 0)
                return bed_yaml_fail(l->y, l->err, at, "'%s' stands twice", claims[i].id);
        snprintf(at, sizeof at, "%s[%zu].why", key, i);
        BED_TRY(need_text(l, at, claims[i].why));
    }
    return BED_OK;
}

static bed_status check_splits(const look *l, const bed_dataset *d)
{
    char key[KEY_TEXT];

    for (size_t i = 1; i < d->n_splits; i++)
        for (size_t j = 0; j < i; j++) {
            const bed_split *a = &d->splits[i], *b = &d->splits[j];

            if (strcmp(a->name, b->name) != 0 || strcmp(a->part, b->part) != 0 ||
                strcmp(a->source, b->source) != 0)
                continue;
            snprintf(key, sizeof key, "splits[%zu].name", i);
            return bed_yaml_fail(l->y, l->err, key, "'%s' of part '%s' stands twice", a->name,
                                 a->part);
        }
    return BED_OK;
}

static bed_status check_subtype(const look *l, const bed_dataset *d)
{
    BED_TRY(need_term(l, BED_DIMENSION_CATEGORY, "category", d->category));
    BED_TRY(need_term(l, BED_DIMENSION_SUBTYPE, "subtype", d->subtype));
    const bed_term *subtype = bed__term(l->t, BED_DIMENSION_SUBTYPE, d->subtype);
    if (subtype->parent != NULL && strcmp(subtype->parent, d->category) != 0)
        return bed_yaml_fail(l->y, l->err, "subtype", "'%s' belongs to category '%s', not '%s'",
                             d->subtype, subtype->parent, d->category);
    return BED_OK;
}

static bed_status check_terms(const look *l, const bed_dataset *d)
{
    BED_TRY(check_subtype(l, d));
    BED_TRY(
        need_terms(l, BED_DIMENSION_PROPERTY, "clinical_properties", &d->clinical_properties, 1));
    BED_TRY(need_terms(l, BED_DIMENSION_INQUIRY, "inquiry_types", &d->inquiry_types, 0));
    BED_TRY(need_terms(l, BED_DIMENSION_DYNAMIC, "dynamics", &d->dynamics, 0));
    BED_TRY(need_terms(l, BED_DIMENSION_AUDIENCE, "audiences", &d->audiences, 1));
    BED_TRY(need_terms(l, BED_DIMENSION_DATA_TYPE, "data_types", &d->data_types, 1));
    BED_TRY(need_terms(l, BED_DIMENSION_ANNOTATION, "annotations", &d->annotations, 0));
    BED_TRY(check_claims(l, BED_DIMENSION_OBJECTIVE, "objectives", d->objectives, d->n_objectives));
    return check_claims(l, BED_DIMENSION_GAP, "gaps", d->gaps, d->n_gaps);
}

/* ---- downloads ---- */

const char *bed_download_file_fault(const char *file)
{
    const bed_str s = bed_str_of(file);

    if (s.len == 0)
        return "empty";
    if (s.len > DOWNLOAD_NAME_MAX)
        return "too long";
    if (bed_utf8_valid_until(s) != s.len)
        return "not UTF-8";
    for (const char *part = file;; part++) {
        const size_t n = strcspn(part, "/");

        if (n == 0)
            return part == file ? "not a path below a folder" : "a part of it is empty";
        if (part[0] == '.')
            return "a part of it begins with '.'";
        for (size_t i = 0; i < n; i++)
            if ((unsigned char)part[i] < ' ' || part[i] == '\\' || part[i] == 0x7f)
                return "a control character or '\\' in it";
        part += n;
        if (*part == '\0')
            return NULL;
    }
}

static bool is_sha256(const char *s)
{
    return strlen(s) == BED_SHA256_TEXT - 1 && s[strspn(s, "0123456789abcdef")] == '\0';
}

/* Printable ASCII without blanks, with a host, and without "user:password@". */
static bool is_download_url(const char *url)
{
    const char *host = strstr(url, "://");

    for (const char *p = url; *p != '\0'; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p > '~')
            return false;
    if (host == NULL || host[3] == '/' || host[3] == '\0')
        return false;
    return memchr(host + 3, '@', strcspn(host + 3, "/?#")) == NULL;
}

/* The same file, or one that would have to be a folder for the other. */
static bool in_the_way(const char *a, const char *b)
{
    const size_t n = strlen(a), m = strlen(b), least = n < m ? n : m;

    if (strncasecmp(a, b, least) != 0)
        return false;
    return n == m || (n < m ? b[n] : a[m]) == '/';
}

static bed_status check_download(const look *l, const bed_dataset *d, size_t at)
{
    const bed_download *f = &d->downloads[at];
    char                key[KEY_TEXT];

    snprintf(key, sizeof key, "downloads[%zu].url", at);
    BED_TRY(need_url(l, key, f->url));
    if (!is_download_url(f->url))
        return bed_yaml_fail(l->y, l->err, key, "'%s' is not an address of a file", f->url);
    snprintf(key, sizeof key, "downloads[%zu].file", at);
    const char *fault = bed_download_file_fault(f->file);
    if (fault != NULL)
        return bed_yaml_fail(l->y, l->err, key, "'%s' is not a name for a file below a folder: %s",
                             f->file, fault);
    for (size_t i = 0; i < at; i++)
        if (in_the_way(d->downloads[i].file, f->file))
            return bed_yaml_fail(l->y, l->err, key, "'%s' is in the way of '%s'", f->file,
                                 d->downloads[i].file);
    snprintf(key, sizeof key, "downloads[%zu].sha256", at);
    if (f->sha256[0] != '\0' && !is_sha256(f->sha256))
        return bed_yaml_fail(l->y, l->err, key,
                             "'%s'; expected 64 lower-case hexadecimal digits, or \"\"", f->sha256);
    snprintf(key, sizeof key, "downloads[%zu].title", at);
    return need_text(l, key, f->title);
}

static bed_status check_downloads(const look *l, const bed_dataset *d)
{
    for (size_t i = 0; i < d->n_downloads; i++)
        BED_TRY(check_download(l, d, i));
    return need_texts(l, "by_hand", &d->by_hand);
}

/* ---- forms ---- */

static const char *const containers[] = { "csv",    "json_array", "json_object", "jsonl", "parquet",
                                          "pickle", "text",       "tsv",         "xlsx",  "xml" };

static bed_status check_container(const look *l, const char *key, const char *word)
{
    enum { N = sizeof containers / sizeof containers[0] };
    char near[NEAR_TEXT];

    for (size_t i = 0; i < N; i++)
        if (strcmp(containers[i], word) == 0)
            return BED_OK;
    bed_did_you_mean(word, containers, N, near, sizeof near);
    return bed_yaml_fail(l->y, l->err, key, "'%s' is not a container%s", word, near);
}

static bed_status need_pattern(const look *l, const char *key, const char *pattern)
{
    int         code   = 0;
    size_t      offset = 0;
    PCRE2_UCHAR why[120];
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                         PCRE2_UTF | PCRE2_UCP, &code, &offset, NULL);

    if (compiled != NULL) {
        pcre2_code_free(compiled);
        return BED_OK;
    }
    pcre2_get_error_message(code, why, sizeof why / sizeof why[0]);
    return bed_yaml_fail(l->y, l->err, key, "pattern '%s' at character %zu: %s", pattern,
                         offset + 1, (const char *)why);
}

/* A path below the dataset's folder, to a file that is there. */
static bed_status need_file(const look *l, const char *key, const char *folder, const char *path)
{
    char full[BED_PATH_MAX];

    if (path[0] == '/' || strstr(path, "..") != NULL)
        return bed_yaml_fail(l->y, l->err, key, "'%s' is not a path below the dataset's folder",
                             path);
    if (folder == NULL)
        return BED_OK;
    BED_TRY(bed_path_join(full, folder, path, l->err));
    if (!bed_path_exists(full))
        return bed_yaml_fail(l->y, l->err, key, "no file '%s' in the dataset's folder", path);
    return BED_OK;
}

static bool comes_as(const bed_form *f, const char *container)
{
    for (size_t i = 0; i < f->containers.n; i++)
        if (strcmp(f->containers.at[i], container) == 0)
            return true;
    return false;
}

/* Of text, what says where a record begins is a word or a pattern. */
static bed_status check_form_records(const look *l, const bed_form *f, size_t at)
{
    char key[KEY_TEXT];

    if (!comes_as(f, "text") || f->records == NULL || f->records[0] == '\0')
        return BED_OK;
    snprintf(key, sizeof key, "forms[%zu].records", at);
    return need_pattern(l, key, f->records);
}

static bed_status check_form_encoding(const look *l, const bed_form *f, size_t at)
{
    char      key[KEY_TEXT];
    bed_error why = { 0 };

    if (f->encoding == NULL || bed_encoding_check(f->encoding, &why) == BED_OK)
        return BED_OK;
    snprintf(key, sizeof key, "forms[%zu].encoding", at);
    return bed_yaml_fail(l->y, l->err, key, "%s", why.text);
}

static bed_status check_form_rules(const look *l, const bed_form *f, size_t at)
{
    char key[KEY_TEXT];

    BED_TRY(check_form_records(l, f, at));
    BED_TRY(check_form_encoding(l, f, at));
    for (size_t i = 0; i < f->n_values; i++) {
        snprintf(key, sizeof key, "forms[%zu].values[%zu].matches", at, i);
        BED_TRY(need_pattern(l, key, f->values[i].matches));
    }
    for (size_t i = 0; i < f->n_splits; i++) {
        snprintf(key, sizeof key, "forms[%zu].splits[%zu].match", at, i);
        BED_TRY(need_pattern(l, key, f->splits[i].match));
    }
    return BED_OK;
}

static bed_status check_form_containers(const look *l, const bed_form *f, size_t at)
{
    char key[KEY_TEXT];

    snprintf(key, sizeof key, "forms[%zu].containers", at);
    if (f->containers.n == 0)
        return bed_yaml_fail(l->y, l->err, key, "empty list; expected at least one container");
    for (size_t i = 0; i < f->containers.n; i++) {
        snprintf(key, sizeof key, "forms[%zu].containers[%zu]", at, i);
        BED_TRY(check_container(l, key, f->containers.at[i]));
    }
    snprintf(key, sizeof key, "forms[%zu].containers", at);
    return need_distinct(l, key, &f->containers);
}

static bed_status need_relation(const look *l, const bed_dataset *d, const char *key,
                                const char *name)
{
    if (bed_dataset_has_relation(d, name))
        return BED_OK;
    return bed_yaml_fail(l->y, l->err, key, "no form of this dataset has the relation '%s'", name);
}

/* A relation is a name beside those that the statement of a mapping has itself. */
static bed_status check_form_relations(const look *l, const bed_dataset *d, size_t at)
{
    static const char *const taken[] = { "input",   "mapped", "canonical", "judged",
                                         "refused", "joined", "corpus" };
    const bed_form          *f       = &d->forms[at];
    char                     key[KEY_TEXT];

    snprintf(key, sizeof key, "forms[%zu].relation", at);
    if (f->relation != NULL) {
        BED_TRY(need_id(l, key, f->relation));
        for (size_t i = 0; i < sizeof taken / sizeof taken[0]; i++)
            if (strcmp(taken[i], f->relation) == 0)
                return bed_yaml_fail(l->y, l->err, key, "'%s' is a name that mappings use",
                                     f->relation);
        if (f->needs.n > 0 || f->n_joins > 0)
            return bed_yaml_fail(l->y, l->err, key, "rows of a relation join no other");
    }
    for (size_t i = 0; i < f->needs.n; i++) {
        snprintf(key, sizeof key, "forms[%zu].needs[%zu]", at, i);
        BED_TRY(need_relation(l, d, key, f->needs.at[i]));
    }
    for (size_t i = 0; i < f->n_joins; i++) {
        snprintf(key, sizeof key, "forms[%zu].joins[%zu].relation", at, i);
        BED_TRY(need_relation(l, d, key, f->joins[i].relation));
    }
    return BED_OK;
}

static bed_status check_form(const look *l, const bed_dataset *d, size_t at, const char *folder)
{
    const bed_form *f = &d->forms[at];
    char            key[KEY_TEXT], mapping[BED_PATH_MAX];

    snprintf(key, sizeof key, "forms[%zu].name", at);
    BED_TRY(need_id(l, key, f->name));
    for (size_t i = 0; i < at; i++)
        if (strcmp(d->forms[i].name, f->name) == 0)
            return bed_yaml_fail(l->y, l->err, key, "'%s' stands twice", f->name);
    BED_TRY(check_form_containers(l, f, at));
    BED_TRY(check_form_rules(l, f, at));
    BED_TRY(check_form_relations(l, d, at));
    snprintf(key, sizeof key, "forms[%zu].%s", at, f->mapping == NULL ? "name" : "mapping");
    snprintf(mapping, sizeof mapping, "%s%s", f->mapping == NULL ? f->name : f->mapping,
             f->mapping == NULL ? ".sql" : "");
    BED_TRY(need_file(l, key, folder, mapping));
    if (f->sample[0] == '\0')
        return BED_OK;
    snprintf(key, sizeof key, "forms[%zu].sample", at);
    return need_file(l, key, folder, f->sample);
}

static bed_status check_part_patterns(const look *l, const bed_dataset *d)
{
    char key[KEY_TEXT];

    for (size_t i = 0; i < d->n_parts; i++) {
        snprintf(key, sizeof key, "parts[%zu].files", i);
        BED_TRY(need_pattern(l, key, d->parts[i].files));
    }
    return BED_OK;
}

bed_status bed__dataset_check(const bed_dataset *d, const bed_taxonomy *t, const char *key,
                              const char *folder, const bed_yaml *y, bed_error *err)
{
    const look l = { t, y, err };

    BED_TRY(need_id(&l, "key", d->key));
    if (strcmp(d->key, key) != 0)
        return bed_yaml_fail(y, err, "key", "'%s' stands in the folder '%s'", d->key, key);
    BED_TRY(need_text(&l, "name", d->name));
    BED_TRY(need_text(&l, "summary", d->summary));
    if (d->number > SURVEY_DATASETS)
        return bed_yaml_fail(y, err, "number", "%" PRIu32 "; expected 0 to %d", d->number,
                             SURVEY_DATASETS);
    BED_TRY(check_terms(&l, d));
    BED_TRY(check_languages(&l, &d->languages));
    BED_TRY(check_license(&l, &d->license));
    BED_TRY(need_url(&l, "homepage", d->homepage));
    BED_TRY(check_paper(&l, d));
    BED_TRY(check_downloads(&l, d));
    BED_TRY(check_splits(&l, d));
    BED_TRY(need_texts(&l, "application_papers", &d->application_papers));
    BED_TRY(need_texts(&l, "notes", &d->notes));
    BED_TRY(check_part_patterns(&l, d));
    for (size_t i = 0; i < d->n_forms; i++)
        BED_TRY(check_form(&l, d, i, folder));
    return BED_OK;
}

/* ---- methods, benchmarks, metrics ---- */

static bed_status check_metric(const look *l, const bed_entry *e)
{
    if (strcmp(e->direction, "higher") != 0 && strcmp(e->direction, "lower") != 0 &&
        strcmp(e->direction, "neither") != 0)
        return bed_yaml_fail(l->y, l->err, "direction",
                             "expected higher, lower or neither, found '%s'", e->direction);
    return need_text(l, "range", e->range);
}

bed_status bed__entry_check(const bed_entry *e, const bed_taxonomy *t, bed_catalog_kind kind,
                            const char *id, const bed_yaml *y, bed_error *err)
{
    const look l = { t, y, err };

    BED_TRY(need_id(&l, "id", e->id));
    if (strcmp(e->id, id) != 0)
        return bed_yaml_fail(y, err, "id", "'%s' stands in the file '%s.yaml'", e->id, id);
    BED_TRY(need_text(&l, "name", e->name));
    BED_TRY(need_text(&l, "summary", e->summary));
    BED_TRY(need_text(&l, "source", e->source));
    BED_TRY(need_terms(&l, BED_DIMENSION_CATEGORY, "categories", &e->categories, 0));
    BED_TRY(need_terms(&l, BED_DIMENSION_DATA_TYPE, "data_types", &e->data_types, 0));
    BED_TRY(need_terms(&l, BED_DIMENSION_OBJECTIVE, "objectives", &e->objectives, 0));
    BED_TRY(need_terms(&l, BED_DIMENSION_AUDIENCE, "audiences", &e->audiences, 0));
    BED_TRY(need_distinct(&l, "datasets", &e->datasets));
    BED_TRY(need_distinct(&l, "metrics", &e->metrics));
    if (kind == BED_CATALOG_METRICS)
        return check_metric(&l, e);
    if (e->direction[0] != '\0')
        return bed_yaml_fail(y, err, "direction", "only a metric has one; expected \"\"");
    return BED_OK;
}
