/* The package of a workbook (ECMA-376 part 2): its parts, and the relations that say which is what.
 */
#include "source/xlsx.h"

enum { READ_BYTES = 16 * 1024 };

/* ---- a part through the parser ----------------------------------------------------------------
 */

void bed__part_close(bed__part *p)
{
    bed__sax_destroy(p->sax);
    bed__member_close(p->member);
    bed_free(p->bytes);
    *p = (bed__part){ 0 };
}

bed_status bed__part_open(bed__part *p, bed__archive *archive, const char *name,
                          const bed__sax_hooks *hooks, void *context, bed_error *err)
{
    bed_status st = BED_OK;

    *p = (bed__part){ 0 };
    BED_GO(bed__member_open(archive, name, &p->member, err));
    BED_GO(bed__sax_create(hooks, context, &p->sax, err));
    BED_GO(bed_alloc_into((void **)&p->bytes, READ_BYTES, 1, err));
done:
    if (st != BED_OK)
        bed__part_close(p);
    return st;
}

bed_status bed__part_step(bed__part *p, const char *name, bed_error *err)
{
    size_t     n  = 0;
    bed_status st = bed__member_read(p->member, p->bytes, READ_BYTES, &n, err);

    if (st == BED_OK) {
        p->ended = n == 0;
        st       = bed__sax_feed(p->sax, (bed_str){ p->bytes, n }, p->ended, err);
        if (st != BED_OK)
            bed_error_prefix(err, "'%s': ", name);
    }
    return st;
}

bed_status bed__part_read(bed__archive *archive, const char *name, const bed__sax_hooks *hooks,
                          void *context, bed_error *err)
{
    bed__part  p;
    bed_status st;

    BED_TRY(bed__part_open(&p, archive, name, hooks, context, err));
    do
        st = bed__part_step(&p, name, err);
    while (st == BED_OK && !p.ended);
    bed__part_close(&p);
    return st;
}

static bed_status no_text(void *context, bed_str s, bed_error *err)
{
    (void)context, (void)s, (void)err;
    return BED_OK;
}

static bed_status no_end(void *context, bed_error *err)
{
    (void)context, (void)err;
    return BED_OK;
}

bool bed__is_element(const char *name, const char *local)
{
    const char *colon = strchr(name, ':');

    return strcmp(colon == NULL ? name : colon + 1, local) == 0;
}

bool bed__find_attribute(const bed__attribute *attributes, size_t n, const char *local,
                         bed_str *out)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(attributes[i].local, local) == 0) {
            *out = bed__sax_value(&attributes[i]);
            return true;
        }
    return false;
}

/* ---- relations: which part is what ------------------------------------------------------------
 */

/* Looks for one relation, by its id or by the end of its type. */
typedef struct relation {
    bed_str     id;
    const char *type;
    const char *base; /* folder that targets are relative to, "xl/" */
    char        target[BED__XLSX_PART_NAME];
    bool        found;
} relation;

/* Joins base and target, "../" resolved; an absolute target begins with '/'. */
static bed_status resolve(relation *rel, bed_str target, bed_error *err)
{
    size_t base = strlen(rel->base);
    int    n;

    if (bed_eat(&target, BED_STR("/")))
        base = 0;
    while (bed_eat(&target, BED_STR("./")) || bed_str_starts(target, BED_STR("../"))) {
        if (!bed_eat(&target, BED_STR("../")))
            continue;
        base -= base > 0;
        while (base > 0 && rel->base[base - 1] != '/')
            base--;
    }
    n = snprintf(rel->target, sizeof rel->target, "%.*s%.*s", (int)base, rel->base,
                 target.len < BED__XLSX_PART_NAME ? (int)target.len : BED__XLSX_PART_NAME,
                 target.ptr);
    if (n < 0 || (size_t)n >= sizeof rel->target)
        return bed_fail(err, BED_EFORMAT, "a part with a name of more than %d bytes",
                        BED__XLSX_PART_NAME);
    rel->found = true;
    return BED_OK;
}

static bed_status relation_start(void *context, const char *name, const bed__attribute *attributes,
                                 size_t n, bed_error *err)
{
    relation *rel = context;
    bed_str   id, type, target;

    if (rel->found || !bed__is_element(name, "Relationship") ||
        !bed__find_attribute(attributes, n, "Target", &target))
        return BED_OK;
    if (rel->type != NULL && bed__find_attribute(attributes, n, "Type", &type) &&
        bed_str_ends(type, bed_str_of(rel->type)))
        return resolve(rel, target, err);
    if (rel->type == NULL && bed__find_attribute(attributes, n, "Id", &id) &&
        bed_str_equal(id, rel->id))
        return resolve(rel, target, err);
    return BED_OK;
}

static const bed__sax_hooks relation_hooks = { .start = relation_start,
                                               .text  = no_text,
                                               .end   = no_end };

/* ---- the workbook: which sheet ----------------------------------------------------------------
 */

typedef struct workbook {
    const char *wanted; /* NULL: the first */
    char        id[256], sheet[256], names[512];
    bool        found;
} workbook;

void bed__copy_text(char *out, size_t out_bytes, bed_str s)
{
    const size_t n = s.len < out_bytes ? s.len : out_bytes - 1;

    memcpy(out, s.ptr, n);
    out[n] = '\0';
}

static bed_status workbook_start(void *context, const char *name, const bed__attribute *attributes,
                                 size_t n, bed_error *err)
{
    workbook *w = context;
    bed_str   sheet, id;

    (void)err;
    if (!bed__is_element(name, "sheet") || !bed__find_attribute(attributes, n, "name", &sheet) ||
        !bed__find_attribute(attributes, n, "id", &id))
        return BED_OK;
    const size_t at = strlen(w->names);
    snprintf(w->names + at, sizeof w->names - at, "%s'%.*s'", at == 0 ? "" : ", ",
             sheet.len < 100 ? (int)sheet.len : 100, sheet.ptr);
    if (w->found || (w->wanted != NULL && !bed_str_equal(sheet, bed_str_of(w->wanted))))
        return BED_OK;
    w->found = true;
    bed__copy_text(w->id, sizeof w->id, id);
    bed__copy_text(w->sheet, sizeof w->sheet, sheet);
    return BED_OK;
}

static const bed__sax_hooks workbook_hooks = { .start = workbook_start,
                                               .text  = no_text,
                                               .end   = no_end };

static bed_status find_relation(bed__archive *archive, const char *of, relation *rel,
                                bed_error *err)
{
    char         name[2 * BED__XLSX_PART_NAME + 16];
    const char  *slash  = strrchr(of, '/');
    const size_t folder = slash == NULL ? 0 : (size_t)(slash + 1 - of);
    char         base[BED__XLSX_PART_NAME];

    snprintf(base, sizeof base, "%.*s", (int)folder, of);
    snprintf(name, sizeof name, "%s_rels/%s.rels", base, of + folder);
    rel->base     = base;
    bed_status st = BED_OK;
    if (bed__archive_has(archive, name))
        st = bed__part_read(archive, name, &relation_hooks, rel, err);
    rel->base = NULL;
    return st;
}

bed_status bed__xlsx_find(bed__archive *archive, const char *wanted,
                          char sheet_part[BED__XLSX_PART_NAME],
                          char strings_part[BED__XLSX_PART_NAME], bed_error *err)
{
    relation main_part = { .type = "/officeDocument" }, texts = { .type = "/sharedStrings" }, sheet;
    workbook book = { .wanted = wanted };

    BED_TRY(find_relation(archive, "", &main_part, err));
    if (!main_part.found)
        snprintf(main_part.target, sizeof main_part.target, "xl/workbook.xml");
    BED_TRY(bed__part_read(archive, main_part.target, &workbook_hooks, &book, err));
    if (!book.found && book.wanted != NULL)
        return bed_fail(err, BED_EFORMAT, "no sheet '%s' in the workbook: it has %s", book.wanted,
                        book.names[0] == '\0' ? "none" : book.names);
    if (!book.found)
        return bed_fail(err, BED_EFORMAT, "the workbook has no sheet");
    sheet = (relation){ .id = bed_str_of(book.id) };
    BED_TRY(find_relation(archive, main_part.target, &sheet, err));
    if (!sheet.found)
        return bed_fail(err, BED_EFORMAT, "sheet '%s' refers to a part that is not there ('%s')",
                        book.sheet, book.id);
    memcpy(sheet_part, sheet.target, BED__XLSX_PART_NAME);
    BED_TRY(find_relation(archive, main_part.target, &texts, err));
    memcpy(strings_part, texts.target, BED__XLSX_PART_NAME);
    return BED_OK;
}
