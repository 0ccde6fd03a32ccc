/* The page: well-formed, everything escaped, nothing loaded, ids and anchors sound, figures as
 * tables, the same bytes again; what is missing or of the wrong type named by file and key. */
#include "base/test.h"
#include "report/page.h"

#include <libxml/parser.h>
#include <libxml/tree.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

enum { PAGE_MAX = 64 << 20, IDS_MAX = 20000 };

static const char consultation[] = "src/report/fixtures/consultation";
static const char examination[]  = "src/report/fixtures/examination";

static bed_catalog *catalog;

static int load_catalog(void **unused)
{
    (void)unused;
    return bed_catalog_load(".", &catalog, NULL) == BED_OK ? 0 : -1;
}

static int destroy_catalog(void **unused)
{
    (void)unused;
    bed_catalog_destroy(catalog);
    return 0;
}

/* ---- documents ---- */

static json_t *read_document(const char *folder, const char *name)
{
    char         path[256];
    json_error_t why;

    snprintf(path, sizeof path, "%s/%s", folder, name);
    json_t *d = json_load_file(path, 0, &why);

    assert_non_null(d);
    return d;
}

static bed_status render_text(bed_str profile, bed_str manifest, bed_buffer *out, bed_error *err)
{
    const bed_report_input input = { "some-corpus", profile, manifest };

    return bed_report_render(&input, 1, catalog, NULL, out, err);
}

static bed_status render_json(const json_t *profile, const json_t *manifest, bed_buffer *out,
                              bed_error *err)
{
    char            *text = json_dumps(profile, JSON_ENCODE_ANY);
    char            *more = manifest == NULL ? NULL : json_dumps(manifest, JSON_ENCODE_ANY);
    const bed_status st   = render_text(bed_str_of(text), bed_str_of(more), out, err);

    free(text);
    free(more);
    return st;
}

/* ---- what a page must be ---- */

typedef struct seen {
    xmlChar *ids[IDS_MAX];
    size_t   n_ids, n_elements;
} seen;

static bool is(const xmlNode *node, const char *name)
{
    return strcmp((const char *)node->name, name) == 0;
}

static bool has(const xmlNode *node, const char *attribute)
{
    return xmlHasProp(node, (const xmlChar *)attribute) != NULL;
}

/* Calls for every element, outermost first. */
static void each(xmlNode *node, void (*visit)(xmlNode *node, seen *s), seen *s)
{
    for (; node != NULL; node = node->next)
        if (node->type == XML_ELEMENT_NODE) {
            visit(node, s);
            each(node->children, visit, s);
        }
}

static void gather_id(xmlNode *node, seen *s)
{
    xmlChar *id = xmlGetProp(node, (const xmlChar *)"id");

    s->n_elements++;
    if (id == NULL)
        return;
    for (size_t i = 0; i < s->n_ids; i++)
        if (xmlStrEqual(s->ids[i], id))
            fail_msg("id '%s' stands twice", (const char *)id);
    assert_true(s->n_ids < IDS_MAX);
    s->ids[s->n_ids++] = id;
}

static bool known_id(const seen *s, const char *id)
{
    for (size_t i = 0; i < s->n_ids; i++)
        if (strcmp((const char *)s->ids[i], id) == 0)
            return true;
    return false;
}

static void check_references(xmlNode *node, seen *s)
{
    static const char *const names[] = { "href", "aria-labelledby", "aria-describedby" };

    for (size_t i = 0; i < COUNT(names); i++) {
        xmlChar    *value = xmlGetProp(node, (const xmlChar *)names[i]);
        const char *v     = (const char *)value;

        if (v != NULL && i == 0 && v[0] != '#')
            assert_true(is(node, "a") &&
                        (strncmp(v, "https://", 8) == 0 || strncmp(v, "http://", 7) == 0));
        else if (v != NULL && !known_id(s, i == 0 ? v + 1 : v))
            fail_msg("%s=\"%s\" leads nowhere", names[i], v);
        xmlFree(value);
    }
}

/* Nothing that runs, loads or sends. */
static void check_harmless(xmlNode *node, seen *s)
{
    static const char *const elements[] = {
        "script", "link",  "img",   "iframe", "object", "embed", "base",         "form",
        "input",  "audio", "video", "source", "image",  "use",   "foreignObject"
    };
    static const char *const attributes[] = { "src", "srcset", "action", "data", "background" };

    (void)s;
    for (size_t i = 0; i < COUNT(elements); i++)
        assert_false(is(node, elements[i]));
    for (size_t i = 0; i < COUNT(attributes); i++)
        assert_false(has(node, attributes[i]));
    for (const xmlAttr *a = node->properties; a != NULL; a = a->next)
        assert_false(strncmp((const char *)a->name, "on", 2) == 0);
}

static const xmlNode *child(const xmlNode *node, const char *name)
{
    for (const xmlNode *c = node->children; c != NULL; c = c->next)
        if (c->type == XML_ELEMENT_NODE && is(c, name))
            return c;
    return NULL;
}

/* Drawings are named and described, or hidden behind a described whole; tables have a caption and
 * heads with a scope. */
static void check_access(xmlNode *node, seen *s)
{
    (void)s;
    if (is(node, "svg")) {
        const bool hidden = has(node, "aria-hidden");

        assert_true(hidden || (child(node, "title") != NULL && child(node, "desc") != NULL));
    }
    if (has(node, "role")) {
        xmlChar *role = xmlGetProp(node, (const xmlChar *)"role");

        if (strcmp((const char *)role, "img") == 0 || strcmp((const char *)role, "group") == 0)
            assert_true(has(node, "aria-labelledby") && has(node, "aria-describedby"));
        xmlFree(role);
    }
    if (is(node, "table"))
        assert_non_null(child(node, "caption"));
    if (is(node, "th"))
        assert_true(has(node, "scope"));
}

/* Reads the page as XML and holds it against all of the above; gives the number of elements. */
static size_t check_page(bed_str page)
{
    xmlDoc *doc =
        xmlReadMemory(page.ptr, (int)page.len, "page", "UTF-8",
                      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_HUGE);
    seen  *s = bed_alloc(1, sizeof *s);
    size_t n;

    assert_non_null(s);
    if (doc == NULL)
        fail_msg("%s", xmlGetLastError() == NULL ? "no page" : xmlGetLastError()->message);
    each(xmlDocGetRootElement(doc), gather_id, s);
    each(xmlDocGetRootElement(doc), check_references, s);
    each(xmlDocGetRootElement(doc), check_harmless, s);
    each(xmlDocGetRootElement(doc), check_access, s);
    n = s->n_elements;
    for (size_t i = 0; i < s->n_ids; i++)
        xmlFree(s->ids[i]);
    bed_free(s);
    xmlFreeDoc(doc);
    return n;
}

static size_t page_of(const json_t *profile, const json_t *manifest)
{
    bed_buffer out = BED_BUFFER(PAGE_MAX);
    bed_error  err = { 0 };

    if (render_json(profile, manifest, &out, &err) != BED_OK)
        fail_msg("%s: %s", err.file, err.text);
    const size_t n = check_page(bed_buffer_str(&out));

    bed_buffer_deinit(&out);
    return n;
}

/* ---- tests ---- */

static void writes_a_sound_page_for_one_corpus_and_for_several(void **unused)
{
    const char *const folders[] = { consultation, examination, consultation };
    char              path[]    = "report_test_page.html";
    bed_error         err       = { 0 };

    (void)unused;
    for (size_t n = 1; n <= 3; n++) {
        bed_buffer page = BED_BUFFER(PAGE_MAX);

        assert_int_equal(bed_report_write(folders, n, catalog, "Title & <b>", path, &err), BED_OK);
        assert_int_equal(bed_file_read(path, &page, &err), BED_OK);
        assert_true(check_page(bed_buffer_str(&page)) > 500 * n);
        assert_true(bed_str_contains(bed_buffer_str(&page), BED_STR("<h1>Title &amp; &lt;b&gt;")));
        assert_true(bed_str_contains(bed_buffer_str(&page), BED_STR("default-src &#39;none&#39;")));
        assert_false(bed_str_contains(bed_buffer_str(&page), BED_STR("@import")));
        assert_false(bed_str_contains(bed_buffer_str(&page), BED_STR("url(")));
        bed_buffer_deinit(&page);
        assert_int_equal(remove(path), 0);
    }
}

static void gives_the_same_bytes_again(void **unused)
{
    json_t    *profile  = read_document(consultation, "profile.json");
    json_t    *manifest = read_document(consultation, "manifest.json");
    bed_buffer a = BED_BUFFER(PAGE_MAX), b = BED_BUFFER(PAGE_MAX);

    (void)unused;
    assert_int_equal(render_json(profile, manifest, &a, NULL), BED_OK);
    assert_int_equal(render_json(profile, manifest, &b, NULL), BED_OK);
    assert_true(bed_str_equal(bed_buffer_str(&a), bed_buffer_str(&b)));
    bed_buffer_deinit(&a);
    bed_buffer_deinit(&b);
    json_decref(profile);
    json_decref(manifest);
}

/* Every text of a document but those that say what is drawn. */
static void set_texts(json_t *v, const char *text)
{
    static const char *const kept[] = { "schema", "unit", "level", "measure", "state", "sha256" };
    const char              *name;
    json_t                  *one;
    size_t                   i;

    if (json_is_array(v)) {
        for (i = 0; i < json_array_size(v); i++)
            if (json_is_string(json_array_get(v, i)))
                json_array_set_new(v, i, json_string(text));
            else
                set_texts(json_array_get(v, i), text);
        return;
    }
    json_object_foreach(v, name, one)
    {
        for (i = 0; i < COUNT(kept) && strcmp(kept[i], name) != 0; i++)
            continue;
        if (json_is_string(one) && i == COUNT(kept))
            json_object_set_new(v, name, json_string(text));
        else
            set_texts(one, text);
    }
}

/* The same document with all its texts and the names of its counts set to one text. */
static json_t *with_texts(const char *folder, const char *name, const char *text)
{
    static const char *const counts[] = { "by_dataset", "by_split", "by_kind", "by_language" };
    json_t                  *d        = read_document(folder, name);

    set_texts(d, text);
    for (size_t i = 0; i < COUNT(counts) && json_object_get(d, "turns") != NULL; i++)
        json_object_set_new(json_object_get(d, "counts"), counts[i], json_pack("{s:i}", text, 7));
    if (json_object_get(d, "turns") != NULL)
        json_object_set_new(json_object_get(d, "turns"), "by_role", json_pack("{s:i}", text, 7));
    return d;
}

static void takes_no_text_of_an_input_for_markup(void **unused)
{
    static const char *const probes[] = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)",
        "</style><svg onload=alert(1)>",
        "</title></p></li></td></table>",
        "<!-- ]]> <![CDATA[ -->",
        "&lt;b&gt; &amp; &#x3c; %s %n %zu",
        "javascript:alert(1)",
        "\x01\x02\x1f\x7f",
        "\xEF\xBF\xBE\xEF\xBF\xBF",
        "\u202eright to left\u202c",
        "病人：“你好”",
        "",
    };
    json_t      *profile  = with_texts(examination, "profile.json", "plain");
    json_t      *manifest = with_texts(examination, "manifest.json", "plain");
    const size_t n        = page_of(profile, manifest);

    (void)unused;
    json_decref(profile);
    json_decref(manifest);
    for (size_t i = 0; i < COUNT(probes); i++) {
        profile  = with_texts(examination, "profile.json", probes[i]);
        manifest = with_texts(examination, "manifest.json", probes[i]);
        if (probes[i][0] == '\0')
            (void)page_of(profile, manifest); /* what is empty may be left out */
        else
            assert_int_equal(page_of(profile, manifest), n);
        json_decref(profile);
        json_decref(manifest);
    }
}

static void makes_a_title_from_names_that_look_like_markup(void **unused)
{
    json_t                *profile = with_texts(examination, "profile.json", "x");
    char                  *text    = json_dumps(profile, 0);
    const bed_report_input input   = { "<b>&\"'", bed_str_of(text), BED_STR("") };
    bed_buffer             out     = BED_BUFFER(PAGE_MAX);

    (void)unused;
    assert_int_equal(bed_report_render(&input, 1, catalog, NULL, &out, NULL), BED_OK);
    (void)check_page(bed_buffer_str(&out));
    assert_true(bed_str_contains(bed_buffer_str(&out),
                                 BED_STR("<h1>Profile of &lt;b&gt;&amp;&quot;&#39;</h1>")));
    bed_buffer_deinit(&out);
    free(text);
    json_decref(profile);
}

/* A profile with nothing in its lists and null wherever null may stand. */
static const char bare[] =
    "{\"schema\":\"bedside-profile/1\",\"bedside\":\"0\",\"corpus\":{\"datasets\":[]},\"counts\":{"
    "\"records\":0,\"quarantined\":0,\"rows_in\":0},\"quarantine\":[],\"turns\":{\"per_record\":{"
    "\"n\":0,\"mean\":null,\"median\":null,\"histogram\":[]},\"by_role\":{}},\"lengths\":[],"
    "\"languages\":[],\"readability\":[],\"vocabulary\":[],\"questions\":[],\"inquiry\":[],"
    "\"labels\":[],\"demographics\":[],\"placement\":{\"category\":null,\"subtype\":null},"
    "\"objectives\":[],\"gaps\":[]}";

static void shows_an_empty_profile(void **unused)
{
    bed_buffer out = BED_BUFFER(PAGE_MAX);

    (void)unused;
    assert_int_equal(render_text(bed_str_of(bare), BED_STR(""), &out, NULL), BED_OK);
    (void)check_page(bed_buffer_str(&out));
    assert_true(bed_str_contains(bed_buffer_str(&out), BED_STR("No rule placed: ")));
    assert_true(bed_str_contains(bed_buffer_str(&out), BED_STR("No row was refused.")));
    bed_buffer_deinit(&out);
}

static void shows_a_dash_where_there_is_no_number(void **unused)
{
    json_t    *profile = read_document(consultation, "profile.json");
    json_t    *one     = json_array_get(json_object_get(profile, "lengths"), 0);
    bed_buffer out     = BED_BUFFER(PAGE_MAX);

    (void)unused;
    json_object_set_new(one, "mean", json_null());
    json_object_set_new(one, "p95", json_null());
    assert_int_equal(render_json(profile, NULL, &out, NULL), BED_OK);
    (void)check_page(bed_buffer_str(&out));
    assert_true(bed_str_contains(bed_buffer_str(&out), BED_STR("<td class=\"n\">–</td>")));
    bed_buffer_deinit(&out);
    json_decref(profile);
}

static void shows_where_measured_and_catalogued_differ(void **unused)
{
    json_t    *profile = read_document(examination, "profile.json");
    json_t    *place   = json_object_get(json_object_get(profile, "placement"), "subtype");
    bed_buffer out     = BED_BUFFER(PAGE_MAX);

    (void)unused;
    json_object_set_new(place, "id", json_string("counselling"));
    assert_int_equal(render_json(profile, NULL, &out, NULL), BED_OK);
    (void)check_page(bed_buffer_str(&out));
    assert_true(bed_str_contains(bed_buffer_str(&out), BED_STR("≠ differs")));
    assert_true(bed_str_contains(bed_buffer_str(&out), BED_STR("chip measured moved\"><a")));
    assert_true(bed_str_contains(
        bed_buffer_str(&out), BED_STR("catalogued here; measured as Mental-health counselling")));
    bed_buffer_deinit(&out);
    json_decref(profile);
}

static void says_when_counts_do_not_add_up(void **unused)
{
    json_t    *profile = read_document(examination, "profile.json");
    bed_buffer out     = BED_BUFFER(PAGE_MAX);

    (void)unused;
    json_object_set_new(json_object_get(profile, "counts"), "rows_in", json_integer(1000));
    assert_int_equal(render_json(profile, NULL, &out, NULL), BED_OK);
    assert_true(bed_str_contains(bed_buffer_str(&out), BED_STR("The counts do not add up")));
    bed_buffer_deinit(&out);
    json_decref(profile);
}

/* A change to the fixture, and what is said of it. */
static void names_file_and_key_of_what_is_wrong(void **unused)
{
    static const struct {
        const char *path; /* of the object */
        const char *member, *value, *said;
    } cases[] = {
        { "", "schema", "\"bedside-profile/2\"",
          "schema: expected 'bedside-profile/1', found 'bedside-profile/2'" },
        { "", "schema", NULL, "schema: expected a text, found nothing" },
        { "", "counts", "[]", "counts: expected an object, found a list" },
        { "", "gaps", NULL, "gaps: expected a list, found nothing" },
        { "", "gaps", "{}", "gaps: expected a list, found an object" },
        { "", "gaps", "[1]", "gaps[0]: expected an object, found a whole number" },
        { "", "gaps", "[{\"id\":null}]", "gaps[0].id: expected a text, found null" },
        { "", "labels", "null", "labels: expected a list, found null" },
        { "", "objectives", "[{\"id\":\"x\"}]",
          "objectives[0].supported: expected true or false, found nothing" },
        { "counts", "records", "-1",
          "counts.records: expected a count of 0 or more, found a whole "
          "number" },
        { "counts", "records", "1.5",
          "counts.records: expected a count of 0 or more, found a number" },
        { "counts", "by_split", "{\"a\":\"b\"}",
          "counts.by_split.a: expected a count of 0 or more, found a text" },
        { "counts", "by_split", "[1]", "counts.by_split: expected an object, found a list" },
        { "corpus", "datasets", "[\"a\",2]",
          "corpus.datasets[1]: expected a text, found a whole number" },
        { "turns", "by_role", "null", "turns.by_role: expected an object, found null" },
        { "turns.per_record", "histogram", "[{\"lo\":\"x\",\"n\":1}]",
          "turns.per_record.histogram[0].lo: expected a number, found a text" },
        { "turns.per_record", "median", "true",
          "turns.per_record.median: expected a number, found true or false" },
        { "", "inquiry", "[{\"type\":\"symptom\",\"n\":1,\"share\":1,\"ci\":[0.1]}]",
          "inquiry[0].ci: expected two numbers, found a list" },
        { "", "inquiry", "[{\"type\":\"symptom\",\"n\":1,\"share\":1,\"ci\":[0.1,null]}]",
          "inquiry[0].ci: expected two numbers, found a list" },
        { "placement", "category", "\"knowledge\"",
          "placement.category: expected an object, found a text" },
        { "placement.subtype", "runners_up", "[{}]",
          "placement.subtype.runners_up[0].id: expected a text, found nothing" },
        { "placement.subtype", "reasons", "[null]",
          "placement.subtype.reasons[0]: expected a text, found null" },
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        json_t    *profile = read_document(consultation, "profile.json");
        json_t    *object  = (json_t *)(uintptr_t)bed__at(profile, cases[i].path);
        bed_buffer out     = BED_BUFFER(PAGE_MAX);
        bed_error  err     = { 0 };

        if (cases[i].value == NULL)
            json_object_del(object, cases[i].member);
        else
            json_object_set_new(object, cases[i].member,
                                json_loads(cases[i].value, JSON_DECODE_ANY, NULL));
        assert_int_equal(render_json(profile, NULL, &out, &err), BED_EFORMAT);
        assert_string_equal(err.text, cases[i].said);
        assert_string_equal(err.file, "some-corpus/profile.json");
        assert_int_equal(out.len, 0);
        bed_buffer_deinit(&out);
        json_decref(profile);
    }
}

static void refuses_what_is_no_document(void **unused)
{
    static const struct {
        const char *text, *said;
    } cases[] = {
        { "", "line 1: " },
        { "{", "line 1: " },
        { "[]", "line " },
        { "\"text\"", "line 1: " },
        { "{}\n{}", "line 2: " },
        { "{\"schema\":\"\xff\"}", "line 1: " },
        { "{\"a\":\"\\u0000\"}", "line 1: " },
    };

    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bed_buffer out = BED_BUFFER(PAGE_MAX);
        bed_error  err = { 0 };

        assert_int_equal(render_text(bed_str_of(cases[i].text), BED_STR(""), &out, &err),
                         BED_EFORMAT);
        if (i != 2)
            assert_non_null(strstr(err.text, cases[i].said));
        else
            assert_string_equal(err.text, "expected an object, found a list");
        assert_string_equal(err.file, "some-corpus/profile.json");
        bed_buffer_deinit(&out);
    }
}

static void names_the_manifest_when_it_is_at_fault(void **unused)
{
    bed_buffer out = BED_BUFFER(PAGE_MAX);
    bed_error  err = { 0 };

    (void)unused;
    assert_int_equal(
        render_text(bed_str_of(bare), BED_STR("{\"sources\":[{\"file\":1}]}"), &out, &err),
        BED_EFORMAT);
    assert_string_equal(err.file, "some-corpus/manifest.json");
    assert_string_equal(err.text, "sources[0].file: expected a text, found a whole number");
    bed_buffer_deinit(&out);
}

/* Every value of a document, in turn, becomes each of these, or goes. */
static void survives(json_t *whole, json_t *v, const json_t *manifest);

static void survives_as(json_t *whole, const json_t *manifest)
{
    bed_buffer out = BED_BUFFER(PAGE_MAX);
    bed_error  err = { 0 };

    switch (render_json(whole, manifest, &out, &err)) {
    case BED_OK:
        (void)check_page(bed_buffer_str(&out));
        break;
    case BED_EFORMAT:
        assert_true(err.text[0] != '\0' && out.len == 0);
        break;
    default:
        fail_msg("%s", err.text);
    }
    bed_buffer_deinit(&out);
}

static void survives(json_t *whole, json_t *v, const json_t *manifest)
{
    static const char *const values[] = { "null", "-3", "1e300", "\"<&>\"", "[]", "{}", "[1,2]" };
    const char              *names[64];
    size_t                   n = 0;
    const char              *name;
    json_t                  *one;

    if (json_is_array(v) && json_array_size(v) > 0)
        survives(whole, json_array_get(v, 0), manifest);
    json_object_foreach(v, name, one)
    {
        if (n < COUNT(names))
            names[n++] = name;
    }
    for (size_t i = 0; i < n; i++) {
        json_t *was = json_incref(json_object_get(v, names[i]));

        for (size_t k = 0; k < COUNT(values); k++) {
            json_object_set_new(v, names[i], json_loads(values[k], JSON_DECODE_ANY, NULL));
            survives_as(whole, manifest);
        }
        json_object_set_new(v, names[i], was);
        survives(whole, was, manifest);
    }
}

static void survives_any_member_of_any_type(void **unused)
{
    json_t *profile  = read_document(consultation, "profile.json");
    json_t *manifest = read_document(consultation, "manifest.json");

    (void)unused;
    survives(profile, profile, manifest);
    json_decref(profile);
    json_decref(manifest);
}

static void names_folders_and_files_that_are_not_there(void **unused)
{
    const char *const absent[]  = { "src/report/fixtures/absent" };
    const char *const none[]    = { "src/report/fixtures" };
    const char *const good[]    = { examination };
    const char *const half[]    = { examination, "src/report/fixtures/absent" };
    bed_error         err       = { 0 };
    const char        nowhere[] = "src/report/fixtures/absent/report.html";

    (void)unused;
    assert_int_equal(bed_report_write(absent, 1, catalog, NULL, "unwritten.html", &err), BED_EREAD);
    assert_string_equal(err.file, absent[0]);
    err = (bed_error){ 0 };
    assert_int_equal(bed_report_write(none, 1, catalog, NULL, "unwritten.html", &err), BED_EREAD);
    assert_string_equal(err.file, "src/report/fixtures/profile.json");
    assert_non_null(strstr(err.text, "bedside profile"));
    assert_int_equal(bed_report_write(half, 2, catalog, NULL, "unwritten.html", &err), BED_EREAD);
    assert_int_equal(bed_report_write(good, 0, catalog, NULL, "unwritten.html", &err),
                     BED_EARGUMENT);
    assert_int_equal(bed_report_write(good, 1, catalog, "\xff", "unwritten.html", &err),
                     BED_EARGUMENT);
    assert_false(bed_path_exists("unwritten.html"));
    assert_int_equal(bed_report_write(good, 1, catalog, NULL, nowhere, &err), BED_EDISK);
    assert_int_equal(bed_report_write(good, 1, catalog, NULL, nowhere, NULL), BED_EDISK);
}

static void keeps_to_the_size_of_the_buffer(void **unused)
{
    bed_buffer out = BED_BUFFER(5000);

    (void)unused;
    assert_int_equal(render_text(bed_str_of(bare), BED_STR(""), &out, NULL), BED_EMEMORY);
    assert_true(out.len <= 5000);
    bed_buffer_deinit(&out);
}

static void fails_cleanly_at_every_allocation(void **unused)
{
    const char *const folders[] = { examination };
    bed_status        st        = BED_EMEMORY;
    bed_error         err;

    (void)unused;
    for (uint64_t n = 1; st == BED_EMEMORY; n++) {
        err = (bed_error){ 0 };
        bed_alloc_fail_at(n);
        st = bed_report_write(folders, 1, catalog, NULL, "report_test_alloc.html", &err);
        bed_alloc_fail_at(0);
        assert_true(st == BED_OK || (st == BED_EMEMORY && n < 1000));
        assert_true(bed_path_exists("report_test_alloc.html") == (st == BED_OK));
    }
    assert_int_equal(st, BED_OK);
    assert_int_equal(remove("report_test_alloc.html"), 0);
}

static void writes_figures_for_people(void **unused)
{
    (void)unused;
    assert_string_equal(bed__grouped(0).s, "0");
    assert_string_equal(bed__grouped(999).s, "999");
    assert_string_equal(bed__grouped(1000).s, "1,000");
    assert_string_equal(bed__grouped(UINT64_MAX).s, "18,446,744,073,709,551,615");
    assert_string_equal(bed__decimal((double)NAN, 1).s, "–");
    assert_string_equal(bed__decimal(-0.04, 1).s, "0");
    assert_string_equal(bed__decimal(-0.319, 1).s, "−0.3");
    assert_string_equal(bed__decimal(8, 1).s, "8");
    assert_string_equal(bed__decimal(8.25, 2).s, "8.25");
    assert_string_equal(bed__decimal(-12345.6, 1).s, "−12,346");
    assert_string_equal(bed__decimal(1e300, 1).s, "1e+300");
    assert_string_equal(bed__percent((double)NAN).s, "–");
    assert_string_equal(bed__percent(0).s, "0\u202f%");
    assert_string_equal(bed__percent(0.0001).s, "<0.1\u202f%");
    assert_string_equal(bed__percent(0.0949).s, "9.5\u202f%");
    assert_string_equal(bed__percent(0.286).s, "29\u202f%");
    assert_string_equal(bed__percent(0.9999).s, ">99\u202f%");
    assert_string_equal(bed__percent(1).s, "100\u202f%");
    assert_string_equal(bed__percent_of(1, 0).s, "–");
    assert_string_equal(bed__bytes(0).s, "0 bytes");
    assert_string_equal(bed__bytes(1536).s, "1.5 KiB");
    assert_string_equal(bed__bytes(UINT64_MAX).s, "16,777,216 TiB");
    assert_string_equal(bed__spaced("multi_turn").s, "multi turn");
    assert_string_equal(bed__spaced("一二三四五六七八九十一二三四五").s,
                        "一二三四五六七八九十一二三…");
}

static void places_values_on_a_scale(void **unused)
{
    const bed__scale even = { -2, 20, false, (double)NAN, (double)NAN };
    const bed__scale logs = { 0, 99, true, (double)NAN, (double)NAN };
    const bed__scale none = { 3, 3, false, (double)NAN, (double)NAN };

    (void)unused;
    assert_true(fabs(bed__scale_at(&even, 9) - 50) < 1e-12);
    assert_true(bed__scale_at(&even, -7) == 0 && bed__scale_at(&even, 77) == 100);
    assert_true(fabs(bed__scale_at(&logs, 9) - 50) < 1e-12);
    assert_true(bed__scale_at(&logs, -1) == 0);
    assert_true(bed__scale_at(&none, 3) == 0);
}

static void links_nothing_but_web_addresses(void **unused)
{
    static const struct {
        const char *address;
        bool        link;
    } cases[] = { { "https://example.org/a?b&c", true },
                  { "http://example.org", true },
                  { "javascript:alert(1)", false },
                  { "data:text/html,x", false },
                  { "//example.org", false },
                  { "", false },
                  { "HTTPS://example.org", false } };

    (void)unused;
    for (size_t i = 0; i < COUNT(cases); i++) {
        bed_buffer out  = BED_BUFFER(4096);
        bed__page  page = { .out = &out };

        bed__link(&page, cases[i].address, "t");
        assert_int_equal(page.st, BED_OK);
        assert_int_equal(bed_str_starts(bed_buffer_str(&out), BED_STR("<a ")), cases[i].link);
        bed_buffer_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writes_a_sound_page_for_one_corpus_and_for_several),
        cmocka_unit_test(gives_the_same_bytes_again),
        cmocka_unit_test(takes_no_text_of_an_input_for_markup),
        cmocka_unit_test(makes_a_title_from_names_that_look_like_markup),
        cmocka_unit_test(shows_an_empty_profile),
        cmocka_unit_test(shows_a_dash_where_there_is_no_number),
        cmocka_unit_test(shows_where_measured_and_catalogued_differ),
        cmocka_unit_test(says_when_counts_do_not_add_up),
        cmocka_unit_test(names_file_and_key_of_what_is_wrong),
        cmocka_unit_test(refuses_what_is_no_document),
        cmocka_unit_test(names_the_manifest_when_it_is_at_fault),
        cmocka_unit_test(survives_any_member_of_any_type),
        cmocka_unit_test(names_folders_and_files_that_are_not_there),
        cmocka_unit_test(keeps_to_the_size_of_the_buffer),
        cmocka_unit_test(fails_cleanly_at_every_allocation),
        cmocka_unit_test(writes_figures_for_people),
        cmocka_unit_test(places_values_on_a_scale),
        cmocka_unit_test(links_nothing_but_web_addresses),
    };

    return cmocka_run_group_tests(tests, load_catalog, destroy_catalog);
}
