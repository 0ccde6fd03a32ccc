/* The rules of placement: their file, its checks, the SQL of their markers. */
#include "profile/placement_rules.h"

#include "base/yaml.h"

enum { FILE_MAX_BYTES = 1 << 20 };

/* ---- the file ---- */

#define WORD(type, member)                                                                         \
    CYAML_FIELD_STRING_PTR(#member, CYAML_FLAG_POINTER, type, member, 1, CYAML_UNLIMITED)
#define LIST(type, key, member, count, entry)                                                      \
    CYAML_FIELD_SEQUENCE_COUNT(key, CYAML_FLAG_POINTER, type, member, count, &(entry), 1,          \
                               CYAML_UNLIMITED)
#define INNER(type, fields)                                                                        \
    {                                                                                              \
        CYAML_VALUE_MAPPING(CYAML_FLAG_DEFAULT, type, fields)                                      \
    }
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const cyaml_strval_t places[]  = { { "question", AT_QUESTION },
                                          { "answer", AT_ANSWER },
                                          { "context", AT_CONTEXT },
                                          { "patient", AT_PATIENT } };
static const cyaml_strval_t choices[] = { { "one", CHOOSE_ONE }, { "all", CHOOSE_ALL } };

static const cyaml_schema_field_t pattern_fields[] = { WORD(bed__marker_pattern, language),
                                                       WORD(bed__marker_pattern, match),
                                                       CYAML_FIELD_END };
static const cyaml_schema_value_t pattern_value    = INNER(bed__marker_pattern, pattern_fields);

static const cyaml_schema_field_t marker_fields[] = {
    WORD(bed__marker, id),
    CYAML_FIELD_ENUM("where", CYAML_FLAG_STRICT, bed__marker, where, places, COUNT(places)),
    LIST(bed__marker, "patterns", patterns, n_patterns, pattern_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t marker_value = INNER(bed__marker, marker_fields);

static const cyaml_schema_field_t evidence_fields[] = {
    WORD(bed__evidence, measure),
    WORD(bed__evidence, reason),
    CYAML_FIELD_FLOAT_PTR("at_least", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, bed__evidence,
                          at_least),
    CYAML_FIELD_FLOAT_PTR("at_most", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, bed__evidence,
                          at_most),
    CYAML_FIELD_FLOAT("weight", CYAML_FLAG_DEFAULT, bed__evidence, weight),
    CYAML_FIELD_BOOL("required", CYAML_FLAG_OPTIONAL, bed__evidence, required),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t evidence_value = INNER(bed__evidence, evidence_fields);

static const cyaml_schema_field_t way_fields[] = {
    CYAML_FIELD_STRING_PTR("name", CYAML_FLAG_POINTER | CYAML_FLAG_OPTIONAL, bed__way, name, 1,
                           CYAML_UNLIMITED),
    LIST(bed__way, "evidence", evidence, n, evidence_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t way_value = INNER(bed__way, way_fields);

static const cyaml_schema_field_t term_fields[] = {
    WORD(bed__rule_term, id),
    LIST(bed__rule_term, "ways", ways, n_ways, way_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t term_value = INNER(bed__rule_term, term_fields);

static const cyaml_schema_field_t rule_fields[] = {
    WORD(bed__rule, dimension),
    CYAML_FIELD_ENUM("choose", CYAML_FLAG_STRICT, bed__rule, choose, choices, COUNT(choices)),
    CYAML_FIELD_FLOAT("at", CYAML_FLAG_DEFAULT, bed__rule, at),
    LIST(bed__rule, "terms", terms, n_terms, term_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t rule_value = INNER(bed__rule, rule_fields);

static const cyaml_schema_field_t top_fields[] = {
    WORD(bed__top, schema),
    LIST(bed__top, "markers", markers, n_markers, marker_value),
    LIST(bed__top, "rules", rules, n_rules, rule_value),
    CYAML_FIELD_END,
};
static const cyaml_schema_value_t top_value = { CYAML_VALUE_MAPPING(CYAML_FLAG_POINTER, bed__top,
                                                                    top_fields) };

/* ---- checks ---- */

static bool find_dimension(const char *list, bed_dimension *out)
{
    for (int d = 0; d < BED_N_DIMENSIONS; d++) {
        if (strcmp(bed_dimension_list((bed_dimension)d), list) == 0) {
            *out = (bed_dimension)d;
            return true;
        }
    }
    return false;
}

const bed_term *bed__find_term(const bed_taxonomy *t, const char *dimension, const char *id)
{
    bed_dimension d;

    if (!find_dimension(dimension, &d))
        return NULL;
    for (size_t i = 0; i < t->dimensions[d].n; i++)
        if (strcmp(t->dimensions[d].at[i].id, id) == 0)
            return &t->dimensions[d].at[i];
    return NULL;
}

static bed_status check_evidence(const bed__evidence *e, const bed_yaml *y, const char *path,
                                 bed_error *err)
{
    if ((e->at_least == NULL) == (e->at_most == NULL))
        return bed_yaml_fail(y, err, path, "expected either at_least or at_most");
    if (!(e->weight >= 0 && e->weight <= 100))
        return bed_yaml_fail(y, err, path, "weight: expected 0 to 100, found %g", e->weight);
    return BED_OK;
}

static bed_status check_rule(const bed_placement *p, const bed__rule *r, unsigned at,
                             const bed_yaml *y, bed_error *err)
{
    char          path[128];
    bed_dimension d;

    snprintf(path, sizeof path, "rules[%u].dimension", at);
    if (!find_dimension(r->dimension, &d))
        return bed_yaml_fail(y, err, path, "the taxonomy has no list '%s'", r->dimension);
    for (unsigned t = 0; t < r->n_terms; t++) {
        snprintf(path, sizeof path, "rules[%u].terms[%u].id", at, t);
        if (bed__find_term(p->taxonomy, r->dimension, r->terms[t].id) == NULL)
            return bed_yaml_fail(y, err, path, "'%s' is not a %s in taxonomy.yaml", r->terms[t].id,
                                 bed_dimension_word(d));
        for (unsigned w = 0; w < r->terms[t].n_ways; w++) {
            for (unsigned e = 0; e < r->terms[t].ways[w].n; e++) {
                snprintf(path, sizeof path, "rules[%u].terms[%u].ways[%u].evidence[%u]", at, t, w,
                         e);
                BED_TRY(check_evidence(&r->terms[t].ways[w].evidence[e], y, path, err));
            }
        }
    }
    return BED_OK;
}

static bool is_name(const char *s)
{
    return s[0] != '\0' && s[strspn(s, "abcdefghijklmnopqrstuvwxyz_0123456789")] == '\0';
}

static bed_status check(const bed_placement *p, const bed_yaml *y, bed_error *err)
{
    char path[64];

    if (strcmp(p->top->schema, "bedside-placement/1") != 0)
        return bed_yaml_fail(y, err, "schema", "expected 'bedside-placement/1', found '%s'",
                             p->top->schema);
    for (unsigned m = 0; m < p->top->n_markers; m++) {
        snprintf(path, sizeof path, "markers[%u].id", m);
        if (!is_name(p->top->markers[m].id))
            return bed_yaml_fail(y, err, path, "expected small letters, digits and _");
        for (unsigned k = 0; k < m; k++)
            if (strcmp(p->top->markers[k].id, p->top->markers[m].id) == 0)
                return bed_yaml_fail(y, err, path, "'%s' stands twice", p->top->markers[m].id);
    }
    for (unsigned r = 0; r < p->top->n_rules; r++)
        BED_TRY(check_rule(p, &p->top->rules[r], r, y, err));
    return BED_OK;
}

bed_status bed_placement_parse(bed_str text, const char *name, const bed_taxonomy *taxonomy,
                               bed_placement **out, bed_error *err)
{
    bed_status     st    = BED_OK;
    bed_yaml      *y     = NULL;
    void          *value = NULL;
    bed_placement *p     = NULL;

    *out = NULL;
    BED_GO(bed_yaml_open(text, name, &y, err));
    BED_GO(bed_yaml_read(y, &top_value, &value, err));
    BED_GO(bed_alloc_into((void **)&p, 1, sizeof *p, err));
    *p    = (bed_placement){ value, taxonomy };
    value = NULL;
    BED_GO(check(p, y, err));
    *out = p;
    p    = NULL;
done:
    bed_placement_destroy(p);
    bed_yaml_free(&top_value, value);
    bed_yaml_close(y);
    return st;
}

bed_status bed_placement_load(const char *path, const bed_taxonomy *taxonomy, bed_placement **out,
                              bed_error *err)
{
    bed_buffer text = BED_BUFFER(FILE_MAX_BYTES);
    bed_status st   = bed_file_read(path, &text, err);

    *out = NULL;
    if (st == BED_OK)
        st = bed_placement_parse(bed_buffer_str(&text), path, taxonomy, out, err);
    bed_buffer_deinit(&text);
    return st;
}

void bed_placement_destroy(bed_placement *p)
{
    if (p == NULL)
        return;
    bed_yaml_free(&top_value, p->top);
    bed_free(p);
}

const bed__rule *bed__find_rule(const bed_placement *p, const char *dimension)
{
    for (unsigned r = 0; r < p->top->n_rules; r++)
        if (strcmp(p->top->rules[r].dimension, dimension) == 0)
            return &p->top->rules[r];
    return NULL;
}

/* ---- markers ---- */

static const char *const place_sql[] = {
    [AT_QUESTION] = "q.\"text\"",
    [AT_ANSWER]   = "a.\"text\"",
    [AT_CONTEXT]  = "array_to_string(nullif(context, []), ' ')",
    [AT_PATIENT] =
        ("nullif(array_to_string(list_transform(list_filter(turns, lambda t: t.role IN ('patient', "
         "'family')), lambda t: t.\"text\"), ' '), '')"),
};

bed_status bed_placement_markers(const bed_placement *p, bed_buffer *sql, bed_error *err)
{
    for (unsigned m = 0; m < p->top->n_markers; m++) {
        const bed__marker *k = &p->top->markers[m];

        BED_TRY(bed_buffer_printf(
            sql, err, "CREATE OR REPLACE TEMP MACRO marker_%s(s, tag) AS CASE tag", k->id));
        for (unsigned i = 0; i < k->n_patterns; i++) {
            BED_TRY(bed_buffer_add(sql, BED_STR(" WHEN "), err));
            BED_TRY(bed_buffer_add_sql(sql, bed_str_of(k->patterns[i].language), err));
            BED_TRY(bed_buffer_add(sql, BED_STR(" THEN regexp_matches(s, "), err));
            BED_TRY(bed_buffer_add_sql(sql, bed_str_of(k->patterns[i].match), err));
            BED_TRY(bed_buffer_add(sql, BED_STR(", 'i')"), err));
        }
        BED_TRY(bed_buffer_add(sql, BED_STR(" END;\n"), err));
    }
    BED_TRY(bed_buffer_add(sql, BED_STR("CREATE OR REPLACE TEMP TABLE profile_markers AS\n"), err));
    for (unsigned m = 0; m < p->top->n_markers; m++) {
        const bed__marker *k = &p->top->markers[m];

        BED_TRY(bed_buffer_printf(sql, err,
                                  "%sSELECT id, '%s' AS measure, marker_%s(%s, "
                                  "primary_language(language)) AS flag FROM profile_questions\n",
                                  m == 0 ? "" : "UNION ALL ", k->id, k->id, place_sql[k->where]));
    }
    return bed_buffer_add(sql, BED_STR(";\n"), err);
}
