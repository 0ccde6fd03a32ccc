/* Readability indices, each a pure function of the counts of bed_readability_count.
 * Formulas were held against their papers and against the worked values of test_readability.c:
 *   Flesch 1948, Journal of Applied Psychology 32:221-233
 *   Kincaid, Fishburne, Rogers and Chissom 1975, US Navy Research Branch Report 8-75
 *   McLaughlin 1969, Journal of Reading 12:639-646
 *   Gunning 1952, The Technique of Clear Writing
 *   Coleman and Liau 1975, Journal of Applied Psychology 60:283-284 (0.0588, where some programs
 * have 0.058; their abstract has 119 words, 5 sentences, 639 letters and digits: 14.5) Smith and
 * Senter 1967, AMRL-TR-66-220 Dale and Chall 1948, Educational Research Bulletin 27:11-20; the
 * words are our own list Bjornsson 1968, Lasbarhet (LIX); Anderson 1983, Journal of Reading
 * 26:490-496 (RIX) Fernandez Huerta 1959, Consigna 214:29-32, with the correction of Law 2011,
 * LINGUIST List 22.2332: 1.02 multiplies the words of a sentence, not the sentences in a hundred
 * words Szigriszt Pazos 1993, thesis, Universidad Complutense de Madrid; bands of INFLESZ,
 * Barrio-Cantalejo et al. 2008, Anales del Sistema Sanitario de Navarra 31:135-152 Kandel and Moles
 * 1958, Cahiers d'etudes de radio-television 19:253-274 Martins, Ghiraldelo, Nunes and Oliveira
 * 1996, Notas do ICMSC-USP 28 (Portuguese: 42 more) Undefined, never 0, for text without words. */
#include "text/readability_pass.h"
#include "text/unicode.h"
#include <math.h>
#include <string.h>

bed_status bed__readability_empty(bed_error *err, const char *what)
{
    return bed_fail(err, BED_UNDEFINED, "readability of a text without %s", what);
}

/* What most indices need of a text: words, and so sentences. */
static bed_status need_words(const bed_readability_counts *c, bed_error *err)
{
    if (c->words == 0 || c->alphabet_sentences == 0)
        return bed__readability_empty(err, "words");
    return BED_OK;
}

static double words_a_sentence(const bed_readability_counts *c)
{
    return bed__ratio(c->words, c->alphabet_sentences);
}

static double syllables_a_word(const bed_readability_counts *c)
{
    return bed__ratio(c->syllables, c->words);
}

/* base - per_sentence * words/sentence - per_word * syllables/word */
static bed_status ease(const bed_readability_counts *c, double base, double per_sentence,
                       double per_word, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = base - per_sentence * words_a_sentence(c) - per_word * syllables_a_word(c);
    return BED_OK;
}

static bed_status flesch_reading_ease(const bed_readability_counts *c, double *out, bed_error *err)
{
    return ease(c, 206.835, 1.015, 84.6, out, err);
}

static bed_status flesch_portuguese(const bed_readability_counts *c, double *out, bed_error *err)
{
    return ease(c, 248.835, 1.015, 84.6, out, err);
}

static bed_status fernandez_huerta(const bed_readability_counts *c, double *out, bed_error *err)
{
    return ease(c, 206.84, 1.02, 60, out, err);
}

static bed_status szigriszt_pazos(const bed_readability_counts *c, double *out, bed_error *err)
{
    return ease(c, 206.835, 1, 62.3, out, err);
}

static bed_status kandel_moles(const bed_readability_counts *c, double *out, bed_error *err)
{
    return ease(c, 207, 1.015, 73.6, out, err);
}

static bed_status fkgl(const bed_readability_counts *c, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = 0.39 * words_a_sentence(c) + 11.8 * syllables_a_word(c) - 15.59;
    return BED_OK;
}

static bed_status smog(const bed_readability_counts *c, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = 1.043 * sqrt(30 * bed__ratio(c->polysyllables, c->alphabet_sentences)) + 3.1291;
    return BED_OK;
}

static bed_status gunning_fog(const bed_readability_counts *c, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = 0.4 * (words_a_sentence(c) + 100 * bed__ratio(c->complex_words, c->words));
    return BED_OK;
}

static bed_status coleman_liau(const bed_readability_counts *c, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = 5.88 * bed__ratio(c->characters, c->words) -
           29.6 * bed__ratio(c->alphabet_sentences, c->words) - 15.8;
    return BED_OK;
}

static bed_status ari(const bed_readability_counts *c, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = 4.71 * bed__ratio(c->characters, c->words) + 0.5 * words_a_sentence(c) - 21.43;
    return BED_OK;
}

static bed_status dale_chall_type(const bed_readability_counts *c, double *out, bed_error *err)
{
    double percent;

    BED_TRY(need_words(c, err));
    percent = 100 * bed__ratio(c->unfamiliar_words, c->words);
    *out    = 0.1579 * percent + 0.0496 * words_a_sentence(c) + (percent > 5 ? 3.6365 : 0);
    return BED_OK;
}

static bed_status lix(const bed_readability_counts *c, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = words_a_sentence(c) + 100 * bed__ratio(c->long_words, c->words);
    return BED_OK;
}

static bed_status rix(const bed_readability_counts *c, double *out, bed_error *err)
{
    BED_TRY(need_words(c, err));
    *out = bed__ratio(c->long_words, c->alphabet_sentences);
    return BED_OK;
}

static bed_status words_per_sentence(const bed_readability_counts *c, double *out, bed_error *err)
{
    if (c->words + c->han_words == 0 || c->sentences == 0)
        return bed__readability_empty(err, "words");
    *out = bed__ratio(c->words + c->han_words, c->sentences);
    return BED_OK;
}

/* Of words and Chinese characters together, each counted in its own unit. */
static bed_status share(const bed_readability_counts *c, uint64_t part, double *out, bed_error *err)
{
    if (c->words + c->han_characters == 0)
        return bed__readability_empty(err, "words");
    *out = bed__ratio(part, c->words + c->han_characters);
    return BED_OK;
}

static bed_status professional_share(const bed_readability_counts *c, double *out, bed_error *err)
{
    return share(c, c->professional + c->han_professional, out, err);
}

static bed_status lay_share(const bed_readability_counts *c, double *out, bed_error *err)
{
    return share(c, c->lay + c->han_lay, out, err);
}

/* ---- descriptions ---------------------------------------------------------------------------- */

#define GRADE "US school grade"
#define SCORE "points"

const bed_readability_measure bed_readability_ari = {
    .name      = "ari",
    .title     = "Automated readability index",
    .formula   = "4.71 * characters/words + 0.5 * words/sentences - 21.43",
    .source    = "Smith and Senter 1967",
    .unit      = GRADE,
    .languages = "en",
    .lo        = -16.22,
    .hi        = INFINITY,
    .value     = ari,
};

const bed_readability_measure bed_readability_coleman_liau = {
    .name      = "coleman_liau",
    .title     = "Coleman-Liau index",
    .formula   = "5.88 * characters/words - 29.6 * sentences/words - 15.8",
    .source    = "Coleman and Liau 1975",
    .unit      = GRADE,
    .languages = "en",
    .lo        = -39.52,
    .hi        = INFINITY,
    .value     = coleman_liau,
};

const bed_readability_measure bed_readability_dale_chall_type = {
    .name      = "dale_chall_type",
    .title     = "Dale-Chall type, own list",
    .formula   = "0.1579 * percent_unfamiliar + 0.0496 * words/sentences (+ 3.6365 over 5 %)",
    .source    = "Dale and Chall 1948, with our own list of familiar words",
    .unit      = SCORE,
    .languages = "en",
    .lo        = 0.0496,
    .hi        = INFINITY,
    .value     = dale_chall_type,
};

const bed_readability_measure bed_readability_fernandez_huerta = {
    .name          = "fernandez_huerta",
    .title         = "Fernandez Huerta reading ease",
    .formula       = "206.84 - 60 * syllables/words - 1.02 * words/sentences",
    .source        = "Fernandez Huerta 1959, corrected by Law 2011",
    .unit          = SCORE,
    .languages     = "es",
    .lo            = -INFINITY,
    .hi            = 205.82,
    .higher_easier = true,
    .value         = fernandez_huerta,
};

const bed_readability_measure bed_readability_fkgl = {
    .name      = "fkgl",
    .title     = "Flesch-Kincaid grade level",
    .formula   = "0.39 * words/sentences + 11.8 * syllables/words - 15.59",
    .source    = "Kincaid et al. 1975",
    .unit      = GRADE,
    .languages = "en",
    .lo        = -15.2,
    .hi        = INFINITY,
    .value     = fkgl,
};

const bed_readability_measure bed_readability_flesch_portuguese = {
    .name          = "flesch_portuguese",
    .title         = "Flesch reading ease for Portuguese",
    .formula       = "248.835 - 1.015 * words/sentences - 84.6 * syllables/words",
    .source        = "Martins et al. 1996",
    .unit          = SCORE,
    .languages     = "pt",
    .lo            = -INFINITY,
    .hi            = 247.82,
    .higher_easier = true,
    .value         = flesch_portuguese,
};

const bed_readability_measure bed_readability_flesch_reading_ease = {
    .name          = "flesch_reading_ease",
    .title         = "Flesch reading ease",
    .formula       = "206.835 - 1.015 * words/sentences - 84.6 * syllables/words",
    .source        = "Flesch 1948",
    .unit          = SCORE,
    .languages     = "en",
    .lo            = -INFINITY,
    .hi            = 205.82,
    .higher_easier = true,
    .value         = flesch_reading_ease,
};

const bed_readability_measure bed_readability_gunning_fog = {
    .name      = "gunning_fog",
    .title     = "Gunning fog index",
    .formula   = "0.4 * (words/sentences + 100 * complex_words/words)",
    .source    = "Gunning 1952",
    .unit      = GRADE,
    .languages = "en",
    .lo        = 0.4,
    .hi        = INFINITY,
    .value     = gunning_fog,
};

const bed_readability_measure bed_readability_kandel_moles = {
    .name          = "kandel_moles",
    .title         = "Kandel-Moles reading ease",
    .formula       = "207 - 1.015 * words/sentences - 73.6 * syllables/words",
    .source        = "Kandel and Moles 1958",
    .unit          = SCORE,
    .languages     = "fr",
    .lo            = -INFINITY,
    .hi            = 205.985,
    .higher_easier = true,
    .value         = kandel_moles,
};

const bed_readability_measure bed_readability_lay_share = {
    .name          = "lay_share",
    .title         = "Share of everyday medical words",
    .formula       = "(lay + han_lay) / (words + han_characters)",
    .source        = "our own lists",
    .unit          = "1",
    .languages     = "en zh",
    .lo            = 0,
    .hi            = 1,
    .higher_easier = true,
    .value         = lay_share,
};

const bed_readability_measure bed_readability_lix = {
    .name      = "lix",
    .title     = "LIX",
    .formula   = "words/sentences + 100 * long_words/words",
    .source    = "Bjornsson 1968",
    .unit      = SCORE,
    .languages = "en es fr pt",
    .lo        = 1,
    .hi        = INFINITY,
    .value     = lix,
};

const bed_readability_measure bed_readability_professional_share = {
    .name      = "professional_share",
    .title     = "Share of professional medical words",
    .formula   = "(professional + han_professional) / (words + han_characters)",
    .source    = "our own lists",
    .unit      = "1",
    .languages = "en zh",
    .lo        = 0,
    .hi        = 1,
    .value     = professional_share,
};

const bed_readability_measure bed_readability_rix = {
    .name      = "rix",
    .title     = "RIX",
    .formula   = "long_words/sentences",
    .source    = "Anderson 1983",
    .unit      = "long words/sentence",
    .languages = "en es fr pt",
    .lo        = 0,
    .hi        = INFINITY,
    .value     = rix,
};

const bed_readability_measure bed_readability_smog = {
    .name          = "smog",
    .title         = "SMOG",
    .formula       = "1.043 * sqrt(30 * polysyllables/sentences) + 3.1291",
    .source        = "McLaughlin 1969",
    .unit          = GRADE,
    .languages     = "en",
    .lo            = 3.1291,
    .hi            = INFINITY,
    .min_sentences = 30,
    .value         = smog,
};

const bed_readability_measure bed_readability_szigriszt_pazos = {
    .name          = "szigriszt_pazos",
    .title         = "Szigriszt Pazos perspicuity (INFLESZ bands)",
    .formula       = "206.835 - 62.3 * syllables/words - words/sentences",
    .source        = "Szigriszt Pazos 1993; Barrio-Cantalejo et al. 2008",
    .unit          = SCORE,
    .languages     = "es",
    .lo            = -INFINITY,
    .hi            = 205.835,
    .higher_easier = true,
    .value         = szigriszt_pazos,
};

const bed_readability_measure bed_readability_words_per_sentence = {
    .name      = "words_per_sentence",
    .title     = "Words in a sentence",
    .formula   = "(words + han_words)/sentences",
    .source    = "a proxy, not a published index",
    .unit      = "words/sentence",
    .languages = "ar en es fr hi pt zh",
    .lo        = 1,
    .hi        = INFINITY,
    .value     = words_per_sentence,
};

/* ---- the table ------------------------------------------------------------------------------- */

enum {
#define X(name) +1
    N_MEASURES = 0 BED_READABILITY_MEASURES(X)
#undef X
};

const bed_readability_measure *const bed_readability_measures[] = {
#define X(name) &bed_readability_##name,
    BED_READABILITY_MEASURES(X)
#undef X
};
const size_t bed_readability_n_measures = N_MEASURES;

const bed_readability_measure *bed_readability_find(bed_str name)
{
    for (size_t i = 0; i < bed_readability_n_measures; i++)
        if (bed_str_equal(name, bed_str_of(bed_readability_measures[i]->name)))
            return bed_readability_measures[i];
    return NULL;
}

/* Whether a list of subtags with blanks between has the primary subtag of lang. */
static bool serves(const char *languages, bed_str lang)
{
    char   subtag[BED__SUBTAG];
    size_t n;

    bed__primary_subtag(lang.len > 0 ? lang : BED_STR("en"), subtag);
    n = strlen(subtag);
    for (const char *at = languages; n > 0 && (at = strstr(at, subtag)) != NULL; at += n)
        if ((at == languages || at[-1] == ' ') && (at[n] == '\0' || at[n] == ' '))
            return true;
    return false;
}

bed_status bed_readability_value(const bed_readability_measure *m, const bed_readability_counts *c,
                                 bed_str lang, double *out, bed_error *err)
{
    if (!serves(m->languages, lang))
        return bed_fail(err, BED_UNDEFINED, "%s of language \"%.*s\": made for %s", m->name,
                        BED_STR_ARG(lang), m->languages);
    return m->value(c, out, err);
}

const bed_readability_measure *bed_readability_ease_of(bed_str lang)
{
    static const bed_readability_measure *const of_language[] = {
        &bed_readability_flesch_reading_ease, &bed_readability_szigriszt_pazos,
        &bed_readability_kandel_moles,        &bed_readability_flesch_portuguese,
        &bed_readability_chinese_ans,         NULL,
    };

    for (size_t i = 0; of_language[i] != NULL; i++)
        if (serves(of_language[i]->languages, lang))
            return of_language[i];
    return NULL;
}
