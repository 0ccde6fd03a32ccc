/* Where every record comes from, and what was refused. */
#include "report/page.h"

/* Sources as the manifest has them, else as the profile has them. */
static const json_t *sources_of(const bed__corpus *c)
{
    return c->manifest != NULL ? bed__at(c->manifest, "sources")
                               : bed__at(c->profile, "corpus.sources");
}

static bool was_read(const json_t *source)
{
    const char *state = bed__text_at(source, "state");

    return state[0] == '\0' ? bed__text_at(source, "sha256")[0] != '\0'
                            : strcmp(state, "read") == 0 || strcmp(state, "joined") == 0;
}

static void balance(bed__page *p, const bed__corpus *c)
{
    const uint64_t rows    = bed__count_at(c->profile, "counts.rows_in");
    const uint64_t records = bed__count_at(c->profile, "counts.records");
    const uint64_t refused = bed__count_at(c->profile, "counts.quarantined");
    const bool     whole   = rows == records + refused;

    bed__html(p,
              "<p class=\"balance\"><span><b>%s</b> rows in</span> <span "
              "class=\"op\">%s</span> <span><b>%s</b> records</span> <span class=\"op\">+</span> "
              "<span><b>%s</b> in quarantine</span></p>\n",
              bed__grouped(rows).s, whole ? "=" : "≠", bed__grouped(records).s,
              bed__grouped(refused).s);
    if (!whole)
        bed__html(p,
                  "<p class=\"warning\">The counts do not add up: this corpus was changed after it "
                  "was written.</p>\n");
}

static void source_rows(bed__page *p, const json_t *sources)
{
    size_t  i;
    json_t *one;

    json_array_foreach((json_t *)(uintptr_t)sources, i, one)
    {
        const char *state  = bed__text_at(one, "state");
        const char *reason = bed__text_at(one, "reason");

        bed__html(
            p,
            "<tr><th scope=\"row\"><bdi>%s</bdi></th><td>%s%s%s</td><td class=\"n\">%s</td>"
            "<td class=\"n\">%s</td><td>%s</td><td><code>%s</code></td><td><code>%s</code></td>"
            "</tr>\n",
            bed__text_at(one, "file"), state[0] == '\0' ? (was_read(one) ? "read" : "–") : state,
            reason[0] == '\0' ? "" : ": ", reason, bed__grouped(bed__count_at(one, "bytes")).s,
            bed__at(one, "rows") == NULL ? "–" : bed__grouped(bed__count_at(one, "rows")).s,
            bed__text_at(one, "form"), bed__text_at(one, "sha256"),
            bed__text_at(one, "mapping_sha256"));
    }
}

static void sources(bed__page *p, const bed__corpus *c)
{
    const json_t *list  = sources_of(c);
    uint64_t      bytes = 0, read = 0;
    size_t        i;
    json_t       *one;

    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        read += was_read(one);
        bytes += was_read(one) ? bed__count_at(one, "bytes") : 0;
    }
    bed__panel_open(p, c, "sources", "Sources", NULL, "wide");
    balance(p, c);
    bed__html(p,
              "<p>%s of %s files were read, %s. Licence in the manifest: %s; seed %s; profiled by "
              "bedside %s.</p>\n",
              bed__grouped(read).s, bed__grouped(json_array_size(list)).s, bed__bytes(bytes).s,
              c->manifest != NULL ? bed__text_at(c->manifest, "license")
                                  : bed__text_at(c->profile, "corpus.manifest.license"),
              bed__grouped(c->manifest != NULL ? bed__count_at(c->manifest, "seed")
                                               : bed__count_at(c->profile, "corpus.manifest.seed"))
                  .s,
              bed__text_at(c->profile, "bedside"));
    bed__html(p, "<details class=\"figures\"><summary>Source files (%zu)</summary>\n",
              json_array_size(list));
    bed__table_open(p, "plain sources", "Source files",
                    "File|State|>Bytes|>Rows|Form|SHA-256|SHA-256 of the mapping");
    source_rows(p, list);
    bed__table_fold_end(p);
    bed__panel_close(p);
}

static void quarantine(bed__page *p, const bed__corpus *c)
{
    const json_t  *list = bed__at(c->profile, "quarantine");
    const uint64_t rows = bed__count_at(c->profile, "counts.rows_in");
    size_t         i;
    json_t        *one;

    bed__panel_open(p, c, "quarantine", "Quarantine", NULL, "wide");
    if (json_array_size(list) == 0) {
        bed__html(p, "<p>No row was refused.</p>\n");
        bed__panel_close(p);
        return;
    }
    bed__table_open(p, "plain", "Rows that were refused, by rule, with the first of each",
                    "Rule|>Rows|>Share|First in|>Row|Reason");
    json_array_foreach((json_t *)(uintptr_t)list, i, one)
    {
        const json_t *example = bed__at(one, "example");

        bed__html(
            p,
            "<tr><th scope=\"row\"><bdi>%s</bdi></th><td class=\"n\">%s</td><td "
            "class=\"n\">%s</td><td><bdi>%s</bdi></td><td class=\"n\">%s</td><td><bdi>%s</bdi>"
            "</td></tr>\n",
            bed__spaced(bed__text_at(one, "rule")).s, bed__grouped(bed__count_at(one, "n")).s,
            bed__percent_of(bed__count_at(one, "n"), rows).s, bed__text_at(example, "file"),
            bed__at(example, "row") == NULL ? "–" : bed__grouped(bed__count_at(example, "row")).s,
            bed__text_at(example, "reason"));
    }
    bed__table_close(p);
    bed__html(p, "<p class=\"note\">The refused rows stand whole in the corpus, in "
                 "<code>quarantine/</code>.</p>\n");
    bed__panel_close(p);
}

void bed__panel_provenance(bed__page *p, const bed__corpus *c)
{
    sources(p, c);
    quarantine(p, c);
}
