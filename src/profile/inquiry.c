#include "profile/inquiry.h"

#include "base/yaml.h"

#include <math.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

enum { FILE_MAX_BYTES = 1 << 20, TEXT_MAX_BYTES = 16 << 10, PATTERN_MAX_BYTES = 16 << 10 };

/* ---- the file ---- */

typedef struct word_set {
    char *name, *words;
} word_set;

typedef struct names {
    char   **at;
    unsigned n;
} names;

typedef struct file_type {
    char *type;
    names lists[3]; /* strong, weak, against */
} file_type;

typedef struct file_language {
    char      *language;
    word_set  *sets;
    unsigned   n_sets;
    file_type *types;
    unsigned   n_types;
} file_language;

typedef struct file_weights {
    int32_t at[3];
} file_weights;

typedef struct file_top {
    char          *schema;
    int32_t        threshold;
    file_weights   weights;
    names          fallback;
    file_language *languages;
    unsigned       n_languages;
} file_top;

#define WORD(type, member)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define OPTIONAL_LIST(type, key, member, count, entry)                                             \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, type, member, count, \
                               &(entry), 0, CYAML_UNLIMITED)
#define LIST(type, key, member, count, entry)                                                      \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER, type, member, count, &(entry), 0,          \
                               CYAML_UNLIMITED)
#define INNER(type, fields)                                                                        \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)                                      \
    }
#define TOP(type, fields)                                                                          \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, type, fields)                                      \
    }

static const cyaml_schema_value_t string_value = { CYAML_VALUE_STRING(CYAML_FLAG_POINTER, char, 1,
                                                                      CYAML_UNLIMITED) };

static const cyaml_schema_field_t set_fields[] = { WORD(word_set, name), WORD(word_set, words),
                                                   CYAML_FIELD_END };
static const cyaml_schema_value_t set_value    = INNER(word_set, set_fields);

static const char *const list_names[3] = { "strong", "weak", "against" };

static const cyaml_schema_field_t type_fields[] = {
    WORD(file_type, type),
    OPTIONAL_LIST(file_type, "strong", lists[0].at, lists[0].n, string_value),
    OPTIONAL_LIST(file_type, "weak", lists[1].at, lists[1].n, string_value),
    OPTIONAL_LIST(file_type, "against", lists[2].at, lists[2].n, string_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t type_value = INNER(file_type, type_fields);

static const cyaml_schema_field_t language_fields[] = {
    WORD(file_language, language),
    OPTIONAL_LIST(file_language, "sets", sets, n_sets, set_value),
    LIST(file_language, "types", types, n_types, type_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t language_value = INNER(file_language, language_fields);

static const cyaml_schema_field_t weight_fields[] = {
    CYAML_FIELD_INT("strong", CYAML_FLAG_DEFAULT, file_weights, at[0]),
    CYAML_FIELD_INT("weak", CYAML_FLAG_DEFAULT, file_weights, at[1]),
    CYAML_FIELD_INT("against", CYAML_FLAG_DEFAULT, file_weights, at[2]),
    CYAML_FIELD_END,
};

static const cyaml_schema_field_t top_fields[] = {
    WORD(file_top, schema),
    CYAML_FIELD_INT("threshold", CYAML_FLAG_DEFAULT, file_top, threshold),
    CYAML_FIELD_MAPPING("weights", CYAML_FLAG_DEFAULT, file_top, weights, weight_fields),
    LIST(file_top, "fallback", fallback.at, fallback.n, string_value),
    LIST(file_top, "languages", languages, n_languages, language_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t top_value = TOP(file_top, top_fields);

/* ---- the patterns, compiled ---- */

typedef struct pattern {
    pcre2_code *code;
    char       *source; /* owned copy */
    size_t      type;
    int32_t     weight;
} pattern;

typedef struct language {
    char    *name;
    pattern *patterns;
    size_t   n;
} language;

struct bed_inquiry {
    char     *types[BED_INQUIRY_TYPES];
    size_t    n_types;
    uint32_t  fallback;
    int32_t   threshold;
    language *languages;
    size_t    n_languages;
};

struct bed_inquiry_work {
    pcre2_match_data *match;
};

static bed_status copy_text(const char *text, char **out, bed_error *err)
{
    const size_t n = strlen(text);

    BED_TRY(bed_alloc_into((void **)out, n + 1, 1, err));
    memcpy(*out, text, n + 1);
    return BED_OK;
}

static bool find_type(const bed_inquiry *q, bed_str name, size_t *out)
{
    for (size_t t = 0; t < q->n_types; t++) {
        if (bed_str_equal(bed_str_of(q->types[t]), name)) {
            *out = t;
            return true;
        }
    }
    return false;
}

static bed_status intern_type(bed_inquiry *q, const bed_yaml *y, const char *path, const char *name,
                              size_t *out, bed_error *err)
{
    if (find_type(q, bed_str_of(name), out))
        return BED_OK;
    if (q->n_types == BED_INQUIRY_TYPES)
        return bed_yaml_fail(y, err, path, "more than %d types", BED_INQUIRY_TYPES);
    BED_TRY(copy_text(name, &q->types[q->n_types], err));
    *out = q->n_types++;
    return BED_OK;
}

/* Puts a set's words in the place of its <<name>>. */
static bed_status expand(const file_language *l, const bed_yaml *y, const char *path,
                         const char *source, bed_buffer *out, bed_error *err)
{
    const char *at = source;

    for (const char *open; (open = strstr(at, "<<")) != NULL;) {
        const char *close = strstr(open, ">>");
        bed_str     name;
        unsigned    i = 0;

        if (close == NULL)
            return bed_yaml_fail(y, err, path, "'<<' without '>>'");
        name = (bed_str){ open + 2, (size_t)(close - open - 2) };
        while (i < l->n_sets && !bed_str_equal(bed_str_of(l->sets[i].name), name))
            i++;
        if (i == l->n_sets)
            return bed_yaml_fail(y, err, path, "no set '%.*s' in this language", BED_STR_ARG(name));
        BED_TRY(bed_buffer_add(out, (bed_str){ at, (size_t)(open - at) }, err));
        BED_TRY(bed_buffer_add(out, bed_str_of(l->sets[i].words), err));
        at = close + 2;
    }
    return bed_buffer_add(out, bed_str_of(at), err);
}

static bed_status compile(pattern *p, const file_language *l, const bed_yaml *y, const char *path,
                          const char *source, bed_error *err)
{
    bed_buffer text = BED_BUFFER(PATTERN_MAX_BYTES);
    bed_status st;
    int        code;
    PCRE2_SIZE at;

    st = expand(l, y, path, source, &text, err);
    if (st == BED_OK)
        st = copy_text(source, &p->source, err);
    if (st == BED_OK) {
        p->code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len,
                                PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP, &code, &at, NULL);
        if (p->code == NULL) {
            char why[120];

            pcre2_get_error_message(code, (PCRE2_UCHAR *)why, sizeof why);
            st = bed_yaml_fail(y, err, path, "not a pattern: %s, at byte %zu", why, (size_t)at);
        } else {
            (void)pcre2_jit_compile(p->code, PCRE2_JIT_COMPLETE); /* slower without, not wrong */
        }
    }
    bed_buffer_deinit(&text);
    return st;
}

static bed_status build_language(bed_inquiry *q, language *out, const file_top *f, unsigned at,
                                 const bed_yaml *y, bed_error *err)
{
    const file_language *l = &f->languages[at];
    size_t               n = 0;

    BED_TRY(copy_text(l->language, &out->name, err));
    for (unsigned t = 0; t < l->n_types; t++)
        for (size_t k = 0; k < 3; k++)
            n += l->types[t].lists[k].n;
    BED_TRY(bed_alloc_into((void **)&out->patterns, n, sizeof *out->patterns, err));
    for (unsigned t = 0; t < l->n_types; t++) {
        char   path[96];
        size_t type = 0;

        snprintf(path, sizeof path, "languages[%u].types[%u].type", at, t);
        BED_TRY(intern_type(q, y, path, l->types[t].type, &type, err));
        for (size_t k = 0; k < 3; k++) {
            for (unsigned i = 0; i < l->types[t].lists[k].n; i++) {
                pattern *p = &out->patterns[out->n];

                snprintf(path, sizeof path, "languages[%u].types[%u].%s[%u]", at, t, list_names[k],
                         i);
                p->type   = type;
                p->weight = f->weights.at[k];
                out->n++; /* before it is whole, so that destroy sees it */
                BED_TRY(compile(p, l, y, path, l->types[t].lists[k].at[i], err));
            }
        }
    }
    return BED_OK;
}

static bed_status build(bed_inquiry *q, const file_top *f, const bed_yaml *y, bed_error *err)
{
    if (strcmp(f->schema, "bedside-inquiry/1") != 0)
        return bed_yaml_fail(y, err, "schema", "expected 'bedside-inquiry/1', found '%s'",
                             f->schema);
    if (f->threshold < 1)
        return bed_yaml_fail(y, err, "threshold", "expected 1 or more, found %d",
                             (int)f->threshold);
    if (f->weights.at[0] < 1 || f->weights.at[1] < 1 || f->weights.at[2] > -1)
        return bed_yaml_fail(y, err, "weights",
                             "expected strong and weak above 0 and against below 0");
    q->threshold = f->threshold;
    BED_TRY(bed_alloc_into((void **)&q->languages, f->n_languages, sizeof *q->languages, err));
    for (unsigned i = 0; i < f->n_languages; i++) {
        char path[64];

        snprintf(path, sizeof path, "languages[%u].language", i);
        if (bed_inquiry_knows(q, bed_str_of(f->languages[i].language)))
            return bed_yaml_fail(y, err, path, "'%s' stands twice", f->languages[i].language);
        q->n_languages = i + 1;
        BED_TRY(build_language(q, &q->languages[i], f, i, y, err));
    }
    for (unsigned i = 0; i < f->fallback.n; i++) {
        char   path[64];
        size_t type = 0;

        snprintf(path, sizeof path, "fallback[%u]", i);
        if (!find_type(q, bed_str_of(f->fallback.at[i]), &type))
            return bed_yaml_fail(y, err, path, "no type '%s'", f->fallback.at[i]);
        q->fallback |= (uint32_t)1 << type;
    }
    return BED_OK;
}

bed_status bed_inquiry_parse(bed_str text, const char *name, bed_inquiry **out, bed_error *err)
{
    bed_status   st    = BED_OK;
    bed_yaml    *y     = NULL;
    void        *value = NULL;
    bed_inquiry *q     = NULL;

    *out = NULL;
    BED_GO(bed_yaml_open(text, name, &y, err));
    BED_GO(bed_yaml_read(y, &top_value, &value, err));
    BED_GO(bed_alloc_into((void **)&q, 1, sizeof *q, err));
    BED_GO(build(q, value, y, err));
    *out = q;
    q    = NULL;
done:
    bed_inquiry_destroy(q);
    bed_yaml_free(&top_value, value);
    bed_yaml_close(y);
    return st;
}

bed_status bed_inquiry_load(const char *path, bed_inquiry **out, bed_error *err)
{
    bed_buffer text = BED_BUFFER(FILE_MAX_BYTES);
    bed_status st   = bed_file_read(path, &text, err);

    *out = NULL;
    if (st == BED_OK)
        st = bed_inquiry_parse(bed_buffer_str(&text), path, out, err);
    bed_buffer_deinit(&text);
    return st;
}

void bed_inquiry_destroy(bed_inquiry *q)
{
    if (q == NULL)
        return;
    for (size_t i = 0; i < q->n_languages; i++) {
        language *l = &q->languages[i];

        for (size_t k = 0; k < l->n; k++) {
            pcre2_code_free(l->patterns[k].code);
            bed_free(l->patterns[k].source);
        }
        bed_free(l->patterns);
        bed_free(l->name);
    }
    for (size_t t = 0; t < q->n_types; t++)
        bed_free(q->types[t]);
    bed_free(q->languages);
    bed_free(q);
}

size_t bed_inquiry_n_types(const bed_inquiry *q)
{
    return q->n_types;
}

const char *bed_inquiry_type(const bed_inquiry *q, size_t t)
{
    return q->types[t];
}

static const language *find_language(const bed_inquiry *q, bed_str lang)
{
    const char *dash = lang.len > 0 ? memchr(lang.ptr, '-', lang.len) : NULL;

    if (dash != NULL)
        lang.len = (size_t)(dash - lang.ptr);
    for (size_t i = 0; i < q->n_languages; i++)
        if (bed_str_equal(bed_str_of(q->languages[i].name), lang))
            return &q->languages[i];
    return NULL;
}

bool bed_inquiry_knows(const bed_inquiry *q, bed_str lang)
{
    return find_language(q, lang) != NULL;
}

bed_status bed_inquiry_work_create(bed_inquiry_work **out, bed_error *err)
{
    bed_inquiry_work *w;

    *out = NULL;
    BED_TRY(bed_alloc_into((void **)&w, 1, sizeof *w, err));
    w->match = pcre2_match_data_create(1, NULL);
    if (w->match == NULL) {
        bed_free(w);
        return bed_fail(err, BED_EMEMORY, "no memory for matching");
    }
    *out = w;
    return BED_OK;
}

void bed_inquiry_work_destroy(bed_inquiry_work *w)
{
    if (w == NULL)
        return;
    pcre2_match_data_free(w->match);
    bed_free(w);
}

void bed_inquiry_classify(const bed_inquiry *q, bed_inquiry_work *w, bed_str text, bed_str lang,
                          bed_inquiry_result *out,
                          void (*each)(void *context, const bed_inquiry_evidence *e), void *context)
{
    const language *l   = find_language(q, lang);
    uint32_t        any = 0;

    *out = (bed_inquiry_result){ 0 };
    if (text.len > TEXT_MAX_BYTES)
        text.len = TEXT_MAX_BYTES;
    text.len = bed_utf8_valid_until(text);
    if (l == NULL || text.len == 0)
        return;
    for (size_t i = 0; i < l->n; i++) {
        const pattern *p = &l->patterns[i];
        const int n = pcre2_match(p->code, (PCRE2_SPTR)text.ptr, text.len, 0, PCRE2_NO_UTF_CHECK,
                                  w->match, NULL);

        if (n < 0) /* not there, or beyond the engine's limits, which counts as not there */
            continue;
        out->scores[p->type] += p->weight;
        if (each != NULL) {
            const PCRE2_SIZE *span = pcre2_get_ovector_pointer(w->match);

            each(context,
                 &(bed_inquiry_evidence){
                     p->type, p->weight, p->source, { text.ptr + span[0], span[1] - span[0] } });
        }
    }
    for (size_t t = 0; t < q->n_types; t++)
        any |= (uint32_t)(out->scores[t] >= q->threshold) << t;
    out->given = (any & ~q->fallback) != 0 ? any & ~q->fallback : any;
}

/* ---- labels of published data ---- */

typedef struct gold_label {
    char *label;
    names is, allow;
} gold_label;

typedef struct gold_set {
    char       *dataset;
    names       allow;
    gold_label *labels;
    unsigned    n_labels;
} gold_set;

typedef struct gold_top {
    char     *schema;
    gold_set *sets;
    unsigned  n_sets;
} gold_top;

struct bed_inquiry_gold {
    const bed_inquiry *q;
    gold_top          *top;
};

static const cyaml_schema_field_t label_fields[] = {
    WORD(gold_label, label),
    LIST(gold_label, "is", is.at, is.n, string_value),
    LIST(gold_label, "allow", allow.at, allow.n, string_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t label_value = INNER(gold_label, label_fields);

static const cyaml_schema_field_t gold_set_fields[] = {
    WORD(gold_set, dataset),
    LIST(gold_set, "allow", allow.at, allow.n, string_value),
    LIST(gold_set, "labels", labels, n_labels, label_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t gold_set_value = INNER(gold_set, gold_set_fields);

static const cyaml_schema_field_t gold_fields[] = {
    WORD(gold_top, schema),
    LIST(gold_top, "sets", sets, n_sets, gold_set_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t gold_value = TOP(gold_top, gold_fields);

static bed_status check_names(const bed_inquiry *q, const bed_yaml *y, const char *path,
                              const names *list, bed_error *err)
{
    for (unsigned i = 0; i < list->n; i++) {
        size_t type = 0;
        char   item[128];

        snprintf(item, sizeof item, "%s[%u]", path, i);
        if (!find_type(q, bed_str_of(list->at[i]), &type))
            return bed_yaml_fail(y, err, item, "no type '%s'", list->at[i]);
    }
    return BED_OK;
}

static bed_status check_gold(const bed_inquiry *q, const gold_top *top, const bed_yaml *y,
                             bed_error *err)
{
    for (unsigned s = 0; s < top->n_sets; s++) {
        char path[96];

        snprintf(path, sizeof path, "sets[%u].allow", s);
        BED_TRY(check_names(q, y, path, &top->sets[s].allow, err));
        for (unsigned i = 0; i < top->sets[s].n_labels; i++) {
            snprintf(path, sizeof path, "sets[%u].labels[%u].is", s, i);
            BED_TRY(check_names(q, y, path, &top->sets[s].labels[i].is, err));
            snprintf(path, sizeof path, "sets[%u].labels[%u].allow", s, i);
            BED_TRY(check_names(q, y, path, &top->sets[s].labels[i].allow, err));
        }
    }
    return BED_OK;
}

bed_status bed_inquiry_gold_load(const char *path, const bed_inquiry *q, bed_inquiry_gold **out,
                                 bed_error *err)
{
    bed_status        st    = BED_OK;
    bed_buffer        text  = BED_BUFFER(FILE_MAX_BYTES);
    bed_yaml         *y     = NULL;
    void             *value = NULL;
    bed_inquiry_gold *g     = NULL;

    *out = NULL;
    BED_GO(bed_file_read(path, &text, err));
    BED_GO(bed_yaml_open(bed_buffer_str(&text), path, &y, err));
    BED_GO(bed_yaml_read(y, &gold_value, &value, err));
    BED_GO(check_gold(q, value, y, err));
    BED_GO(bed_alloc_into((void **)&g, 1, sizeof *g, err));
    *g    = (bed_inquiry_gold){ q, value };
    value = NULL;
    *out  = g;
done:
    bed_yaml_free(&gold_value, value);
    bed_yaml_close(y);
    bed_buffer_deinit(&text);
    return st;
}

void bed_inquiry_gold_destroy(bed_inquiry_gold *g)
{
    if (g == NULL)
        return;
    bed_yaml_free(&gold_value, g->top);
    bed_free(g);
}

static bool same_letters(const char *a, bed_str b)
{
    size_t i = 0;

    for (; i < b.len && a[i] != '\0'; i++)
        if (tolower((unsigned char)a[i]) != tolower((unsigned char)b.ptr[i]))
            return false;
    return i == b.len && a[i] == '\0';
}

static uint32_t bits(const bed_inquiry *q, const names *list)
{
    uint32_t out = 0;

    for (unsigned i = 0; i < list->n; i++) {
        size_t type = 0;

        if (find_type(q, bed_str_of(list->at[i]), &type))
            out |= (uint32_t)1 << type;
    }
    return out;
}

bed_status bed_inquiry_gold_find(const bed_inquiry_gold *g, const char *dataset, bed_str label,
                                 uint32_t *is, uint32_t *allow, bed_error *err)
{
    label = bed_trim(label);
    for (unsigned s = 0; s < g->top->n_sets; s++) {
        const gold_set *set = &g->top->sets[s];

        if (strcmp(set->dataset, dataset) != 0)
            continue;
        for (unsigned i = 0; i < set->n_labels; i++) {
            if (same_letters(set->labels[i].label, label)) {
                *is    = bits(g->q, &set->labels[i].is);
                *allow = bits(g->q, &set->labels[i].allow) | bits(g->q, &set->allow);
                return BED_OK;
            }
        }
    }
    return bed_fail(err, BED_UNDEFINED, "no meaning is given for label '%.*s' of %s",
                    BED_STR_ARG(label), dataset);
}

void bed_inquiry_score_add(bed_inquiry_score *s, uint32_t given, uint32_t is, uint32_t allow)
{
    s->n++;
    for (size_t t = 0; t < BED_INQUIRY_TYPES; t++) {
        const bool g = (given >> t) & 1, i = (is >> t) & 1, a = (allow >> t) & 1;

        s->right[t] += g && i;
        s->spurious[t] += g && !i && !a;
        s->missed[t] += !g && i;
    }
}

double bed_inquiry_score_f1(const bed_inquiry_score *s, size_t type)
{
    const uint64_t twice = 2 * s->right[type];

    if (s->right[type] + s->missed[type] == 0)
        return NAN;
    return (double)twice / (double)(twice + s->spurious[type] + s->missed[type]);
}

double bed_inquiry_score_macro(const bed_inquiry_score *s)
{
    double sum = 0;
    size_t n   = 0;

    for (size_t t = 0; t < BED_INQUIRY_TYPES; t++) {
        const double f1 = bed_inquiry_score_f1(s, t);

        if (!isnan(f1)) {
            sum += f1;
            n++;
        }
    }
    return n == 0 ? (double)NAN : sum / (double)n;
}
