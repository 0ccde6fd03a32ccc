#include "source/reader.h"

#include <libxml/encoding.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

enum { MAX_DEPTH = 200, MAX_PENDING = 256 * 1024, STEP = 16 * 1024 };

_Static_assert(sizeof(bed__attribute) == 5 * sizeof(const xmlChar *), "as libxml2 lays it out");

struct bed__sax {
    xmlParserCtxtPtr      parser;
    xmlSAXHandler         handler;
    const bed__sax_hooks *hooks;
    void                 *context;
    size_t                depth;
    uint64_t              fed;
    bool                  begun, ending; /* an element was seen; no more bytes come */
    bed_status            st;
    bed_error             failure;
};

/* Notes the place, which the parser forgets when it stops. */
static void note_place(bed__sax *x)
{
    if (x->failure.has_byte)
        return;
    x->failure.byte     = bed__sax_at(x);
    x->failure.has_byte = true;
}

static void fail_with(bed__sax *x, bed_status st)
{
    note_place(x);
    x->st = st;
    xmlStopParser(x->parser);
}

static bed__sax *self(void *context)
{
    return ((xmlParserCtxtPtr)context)->_private;
}

static const char *joined(bed__sax *x, const xmlChar *prefix, const xmlChar *local)
{
    const xmlChar *name = prefix == NULL ? xmlDictLookup(x->parser->dict, local, -1)
                                         : xmlDictQLookup(x->parser->dict, prefix, local);

    return name == NULL ? (const char *)local : (const char *)name;
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri,
                     int n_namespaces, const xmlChar **namespaces, int n_attributes,
                     int n_defaulted, const xmlChar **attributes)
{
    bed__sax *x = self(context);

    (void)uri, (void)n_namespaces, (void)namespaces, (void)n_defaulted;
    if (x->st != BED_OK)
        return;
    x->begun = true;
    if (++x->depth > MAX_DEPTH) {
        bed_fail(&x->failure, BED_EFORMAT, "elements nested deeper than %d", MAX_DEPTH);
        fail_with(x, BED_EFORMAT);
        return;
    }
    const void      *list = attributes;
    const bed_status st   = x->hooks->start(x->context, joined(x, prefix, local), list,
                                            (size_t)n_attributes, &x->failure);
    if (st != BED_OK)
        fail_with(x, st);
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *uri)
{
    bed__sax *x = self(context);

    (void)local, (void)prefix, (void)uri;
    if (x->st != BED_OK)
        return;
    x->depth--;
    const bed_status st = x->hooks->end(x->context, &x->failure);
    if (st != BED_OK)
        fail_with(x, st);
}

static void on_text(void *context, const xmlChar *text, int n)
{
    bed__sax *x = self(context);

    if (x->st != BED_OK)
        return;
    const bed_status st =
        x->hooks->text(x->context, (bed_str){ (const char *)text, (size_t)n }, &x->failure);
    if (st != BED_OK)
        fail_with(x, st);
}

static void refuse_entity(bed__sax *x, const xmlChar *name)
{
    if (x->st != BED_OK)
        return;
    bed_fail(&x->failure, BED_EFORMAT, "the document defines an entity ('%.60s'): refused",
             (const char *)name);
    fail_with(x, BED_EFORMAT);
}

static void on_entity(void *context, const xmlChar *name, int type, const xmlChar *public_id,
                      const xmlChar *system_id, xmlChar *content)
{
    (void)type, (void)public_id, (void)system_id, (void)content;
    refuse_entity(self(context), name);
}

static void on_unparsed_entity(void *context, const xmlChar *name, const xmlChar *public_id,
                               const xmlChar *system_id, const xmlChar *notation)
{
    (void)public_id, (void)system_id, (void)notation;
    refuse_entity(self(context), name);
}

static xmlEntityPtr get_entity(void *context, const xmlChar *name)
{
    (void)context;
    return xmlGetPredefinedEntity(name);
}

/* A reference to what only an external definition could say would be text lost. */
static void on_reference(void *context, const xmlChar *name)
{
    bed__sax *x = self(context);

    if (x->st != BED_OK)
        return;
    bed_fail(&x->failure, BED_EFORMAT, "entity '&%.60s;' is not defined in the document",
             (const char *)name);
    fail_with(x, BED_EFORMAT);
}

/* What libxml2 says of a document that ends too early is rarely that. */
static bool cut_short(bed__sax *x)
{
    if (!x->ending || (x->begun && x->depth == 0))
        return false;
    if (x->begun)
        x->st = bed_fail_at(&x->failure, BED_EFORMAT, x->fed,
                            "the document is cut short: %zu element%s open", x->depth,
                            x->depth == 1 ? " is" : "s are");
    else
        x->st = bed_fail_at(&x->failure, BED_EFORMAT, x->fed,
                            "the document is cut short before its first element");
    return true;
}

/* Of libxml2's errors only the first fatal one counts; it ends the parsing by itself. */
static void on_error(void *context, xmlErrorPtr error)
{
    bed__sax *x = self(context);
    int       n = 0;

    if (x->st != BED_OK || error->level != XML_ERR_FATAL || cut_short(x))
        return;
    if (error->message != NULL)
        n = (int)strcspn(error->message, "\n");
    if (error->code == XML_ERR_NO_MEMORY)
        x->st = bed_fail(&x->failure, BED_EMEMORY, "out of memory: parsing XML");
    else
        x->st = bed_fail(&x->failure, BED_EFORMAT, "line %d, column %d: %.*s", error->line,
                         error->int2, n, error->message == NULL ? "" : error->message);
    note_place(x);
}

bed_status bed__sax_create(const bed__sax_hooks *hooks, void *context, bed__sax **out,
                           bed_error *err)
{
    bed__sax *x;

    *out = NULL;
    BED_TRY(bed_alloc_into((void **)&x, 1, sizeof *x, err));
    x->hooks   = hooks;
    x->context = context;
    x->handler = (xmlSAXHandler){
        .initialized         = XML_SAX2_MAGIC,
        .startElementNs      = on_start,
        .endElementNs        = on_end,
        .characters          = on_text,
        .cdataBlock          = on_text,
        .ignorableWhitespace = on_text,
        .entityDecl          = on_entity,
        .unparsedEntityDecl  = on_unparsed_entity,
        .getEntity           = get_entity,
        .reference           = on_reference,
        .serror              = on_error,
    };
    x->parser = xmlCreatePushParserCtxt(&x->handler, NULL, NULL, 0, NULL);
    if (x->parser == NULL) {
        bed_free(x);
        return bed_fail(err, BED_EMEMORY, "out of memory: parsing XML");
    }
    x->parser->_private = x;
    xmlCtxtUseOptions(x->parser, XML_PARSE_NONET | XML_PARSE_NOENT);
    *out = x;
    return BED_OK;
}

void bed__sax_destroy(bed__sax *x)
{
    if (x == NULL)
        return;
    if (x->parser->myDoc != NULL)
        xmlFreeDoc(x->parser->myDoc);
    xmlFreeParserCtxt(x->parser);
    bed_free(x);
}

uint64_t bed__sax_at(const bed__sax *x)
{
    const long at = xmlByteConsumed(x->parser);

    return at < 0 || (uint64_t)at > x->fed ? x->fed : (uint64_t)at;
}

const char *bed__sax_encoding(const bed__sax *x)
{
    const xmlParserInput *in = x->parser->input;

    if (in == NULL || in->buf == NULL || in->buf->encoder == NULL)
        return NULL;
    const char *name = in->buf->encoder->name;
    return name == NULL || strcmp(name, "UTF-8") == 0 ? NULL : name;
}

const char *bed__sax_name(bed__sax *x, const bed__attribute *attribute)
{
    return joined(x, (const xmlChar *)attribute->prefix, (const xmlChar *)attribute->local);
}

static bed_status give_failure(bed__sax *x, bed_error *err)
{
    if (err != NULL) {
        note_place(x);
        *err = x->failure;
    }
    return x->st;
}

/* What libxml2 holds back until it is complete: a tag, a comment, a declaration. */
static bool holds_too_much(const bed__sax *x)
{
    const xmlParserInput *in = x->parser->input;

    return in != NULL && in->end - in->cur > MAX_PENDING + STEP;
}

static void say_nothing(void *unused, const char *format, ...)
{
    (void)unused;
    (void)format;
}

static void feed(bed__sax *x, bed_str bytes, bool last)
{
    while (x->st == BED_OK && bytes.len > 0) {
        const size_t n = bytes.len < STEP ? bytes.len : STEP;

        x->fed += n;
        const int code = xmlParseChunk(x->parser, bytes.ptr, (int)n, 0);
        if (code != XML_ERR_OK && x->st == BED_OK && !x->parser->wellFormed)
            x->st =
                bed_fail(&x->failure, BED_EFORMAT, "not well-formed XML (libxml2 error %d)", code);
        if (x->st == BED_OK && holds_too_much(x))
            x->st = bed_fail(&x->failure, BED_EFORMAT, "a tag or comment of more than %d bytes",
                             MAX_PENDING);
        bytes.ptr += n;
        bytes.len -= n;
    }
    if (x->st == BED_OK && last) {
        x->ending      = true;
        const int code = xmlParseChunk(x->parser, "", 0, 1);
        if (x->st == BED_OK && !x->parser->wellFormed && !cut_short(x))
            x->st =
                bed_fail(&x->failure, BED_EFORMAT, "not well-formed XML (libxml2 error %d)", code);
    }
}

/* A fault of an encoding is printed by libxml2 past every handler of the parser: for the time of
 * the parsing this thread's printer is put aside. */
bed_status bed__sax_feed(bed__sax *x, bed_str bytes, bool last, bed_error *err)
{
    const xmlGenericErrorFunc printer = xmlGenericError;
    void *const               context = xmlGenericErrorContext;

    xmlSetGenericErrorFunc(NULL, say_nothing);
    feed(x, bytes, last);
    xmlSetGenericErrorFunc(context, printer);
    return x->st == BED_OK ? BED_OK : give_failure(x, err);
}
