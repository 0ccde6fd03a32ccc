/* Abbreviations of English and, where common in medical text, of Spanish, French, Portuguese, Hindi
 * and Arabic; and the words with which English sentences like to begin. Own lists. */
#include "text/sentences.h"

typedef struct entry {
    const char       *word; /* lower case in ASCII, without the last full stop */
    bed__abbreviation kind;
} entry;

#define NAME BED__ABBR_NAME
#define TITLE BED__ABBR_BEFORE_NAME
#define NUMBERED BED__ABBR_BEFORE_NUMBER
#define UNIT BED__ABBR_UNIT

/* Sorted by bytes. */
static const entry abbreviations[] = {
    { "a.c", UNIT },      { "a.d", UNIT },      { "a.k.a", NAME },     { "a.m", NAME },
    { "abd", NAME },      { "ad.lib", UNIT },   { "al", NAME },        { "amt", UNIT },
    { "approx", UNIT },   { "apr", NAME },      { "aprox", NAME },     { "apt", NAME },
    { "art", NUMBERED },  { "assn", NAME },     { "assoc", NAME },     { "aug", NAME },
    { "ave", NAME },      { "avg", UNIT },      { "b.a", NAME },       { "b.i.d", UNIT },
    { "b.sc", NAME },     { "bid", UNIT },      { "bilat", NAME },     { "bldg", NAME },
    { "blvd", NAME },     { "bpm", UNIT },      { "bros", NAME },      { "c.-à-d", NAME },
    { "c.a.d", NAME },    { "c.c", UNIT },      { "c.d.c", NAME },     { "c.f", TITLE },
    { "cal", UNIT },      { "caps", UNIT },     { "capt", TITLE },     { "cc", UNIT },
    { "cf", TITLE },      { "ch", NUMBERED },   { "chap", NUMBERED },  { "cl", UNIT },
    { "cm", UNIT },       { "col", TITLE },     { "cons", NAME },      { "corp", NAME },
    { "d.c", NAME },      { "d.d.s", NAME },    { "d.o", NAME },       { "dec", NAME },
    { "dept", UNIT },     { "dept.of", NAME },  { "diff", NAME },      { "dl", UNIT },
    { "dott", TITLE },    { "dr", TITLE },      { "dra", TITLE },      { "drs", TITLE },
    { "dx", NAME },       { "e.g", TITLE },     { "e.u", NAME },       { "ed", NUMBERED },
    { "eds", NUMBERED },  { "eg", TITLE },      { "ej", TITLE },       { "env", NAME },
    { "eq", NUMBERED },   { "eqs", NUMBERED },  { "esp", TITLE },      { "esq", NAME },
    { "etc", UNIT },      { "ex", TITLE },      { "excl", TITLE },     { "exma", TITLE },
    { "exmo", TITLE },    { "ext", NUMBERED },  { "f.d.a", NAME },     { "feb", NAME },
    { "fig", NUMBERED },  { "figs", NUMBERED }, { "ft", UNIT },        { "ft.lbs", NAME },
    { "fx", NAME },       { "g", UNIT },        { "gen", TITLE },      { "gm", UNIT },
    { "gms", UNIT },      { "gov", TITLE },     { "gtt", UNIT },       { "gtts", UNIT },
    { "h", UNIT },        { "h.i.v", NAME },    { "h.s", UNIT },       { "hon", TITLE },
    { "hosp", NAME },     { "hr", UNIT },       { "hrs", UNIT },       { "ht", UNIT },
    { "hx", NAME },       { "i.e", TITLE },     { "i.m", UNIT },       { "i.v", UNIT },
    { "ie", TITLE },      { "inc", NAME },      { "incl", TITLE },     { "ing", TITLE },
    { "inj", UNIT },      { "iu", UNIT },       { "jan", NAME },       { "jr", NAME },
    { "jul", NAME },      { "jun", NAME },      { "kcal", UNIT },      { "kg", UNIT },
    { "kg.m", UNIT },     { "lb", UNIT },       { "lbs", UNIT },       { "lic", TITLE },
    { "lt", TITLE },      { "ltd", NAME },      { "m.a", NAME },       { "m.b.b.s", NAME },
    { "m.d", NAME },      { "m.sc", TITLE },    { "max", UNIT },       { "mcg", UNIT },
    { "meq", UNIT },      { "mg", UNIT },       { "mg.kg", UNIT },     { "mgr", TITLE },
    { "min", UNIT },      { "mins", UNIT },     { "misc", UNIT },      { "ml", UNIT },
    { "mlle", TITLE },    { "mm", UNIT },       { "mme", TITLE },      { "mmol", UNIT },
    { "mo", UNIT },       { "mos", UNIT },      { "mr", TITLE },       { "mrs", TITLE },
    { "ms", TITLE },      { "mt", NAME },       { "mx", TITLE },       { "n", NUMBERED },
    { "n.b", NAME },      { "n.i.h", NAME },    { "n.p.o", UNIT },     { "neg", NAME },
    { "neuro", NAME },    { "no", NUMBERED },   { "norm", NAME },      { "nos", NUMBERED },
    { "nov", NAME },      { "nº", NUMBERED },   { "núm", NUMBERED },   { "o.d", UNIT },
    { "o.s", UNIT },      { "o.u", UNIT },      { "obs", NAME },       { "oct", NAME },
    { "oint", UNIT },     { "op", NUMBERED },   { "ortho", NAME },     { "oz", UNIT },
    { "p", NUMBERED },    { "p.c", UNIT },      { "p.ej", TITLE },     { "p.ex", TITLE },
    { "p.m", NAME },      { "p.o", UNIT },      { "p.r", UNIT },       { "p.r.n", UNIT },
    { "p.s", NAME },      { "para", NUMBERED }, { "pg", NUMBERED },    { "ph.d", NAME },
    { "pm", NAME },       { "pp", NUMBERED },   { "prep", NAME },      { "pres", TITLE },
    { "prn", UNIT },      { "prof", TITLE },    { "pt", NUMBERED },    { "pts", NUMBERED },
    { "q", NUMBERED },    { "q.d", UNIT },      { "q.h", UNIT },       { "q.h.s", UNIT },
    { "q.i.d", UNIT },    { "q.o.d", UNIT },    { "qd", UNIT },        { "qid", UNIT },
    { "qty", UNIT },      { "r.n", NAME },      { "rd", NAME },        { "ref", NUMBERED },
    { "refs", NUMBERED }, { "resp", TITLE },    { "resp.rate", NAME }, { "rev", TITLE },
    { "rpm", UNIT },      { "rx", NAME },       { "s.c", UNIT },       { "s.l", UNIT },
    { "s.o", NAME },      { "sec", NUMBERED },  { "secs", UNIT },      { "sem", UNIT },
    { "sep", NAME },      { "sept", NAME },     { "sgt", TITLE },      { "soln", UNIT },
    { "sp", TITLE },      { "spp", TITLE },     { "sr", NAME },        { "sr.a", TITLE },
    { "sra", TITLE },     { "srta", TITLE },    { "st", TITLE },       { "sta", TITLE },
    { "staph", TITLE },   { "sto", TITLE },     { "strep", TITLE },    { "subsp", TITLE },
    { "supt", TITLE },    { "susp", UNIT },     { "sx", NAME },        { "t.i.d", UNIT },
    { "tab", NUMBERED },  { "tabs", UNIT },     { "tbl", NUMBERED },   { "tbs", UNIT },
    { "tbsp", UNIT },     { "tel", NUMBERED },  { "temp", UNIT },      { "thu", NAME },
    { "thur", NAME },     { "thurs", NAME },    { "tid", UNIT },       { "tsp", UNIT },
    { "tue", NAME },      { "tues", NAME },     { "tx", NAME },        { "u.k", NAME },
    { "u.n", NAME },      { "u.s", NAME },      { "u.s.a", NAME },     { "ud", NAME },
    { "uds", NAME },      { "ug", UNIT },       { "ug.ml", UNIT },     { "univ", NAME },
    { "v", TITLE },       { "var", TITLE },     { "vit", NAME },       { "viz", TITLE },
    { "vol", NUMBERED },  { "vols", NUMBERED }, { "vs", TITLE },       { "w.h.o", NAME },
    { "wk", UNIT },       { "wks", UNIT },      { "wt", UNIT },        { "y.o", UNIT },
    { "yo", UNIT },       { "yr", UNIT },       { "yrs", UNIT },       { "أ", TITLE },
    { "أ.د", TITLE },     { "ا.د", TITLE },     { "د", TITLE },        { "डॉ", TITLE },
    { "प्रो", TITLE },     { "श्री", TITLE },
};

/* Sorted by bytes. */
static const char *const first_words[] = {
    "a",        "after",  "all",   "also",    "although", "an",     "any",    "are",   "as",
    "ask",      "at",     "avoid", "be",      "because",  "before", "both",   "but",   "by",
    "call",     "can",    "check", "contact", "could",    "did",    "do",     "does",  "don't",
    "drink",    "during", "each",  "eat",     "even",     "every",  "follow", "for",   "from",
    "give",     "had",    "has",   "have",    "he",       "he's",   "her",    "his",   "how",
    "however",  "i",      "i'd",   "i'll",    "i'm",      "i've",   "if",     "in",    "is",
    "it",       "it's",   "its",   "keep",    "let",      "many",   "may",    "most",  "my",
    "no",       "not",    "now",   "on",      "once",     "one",    "or",     "our",   "patient",
    "patients", "please", "she",   "she's",   "should",   "since",  "so",     "some",  "stop",
    "take",     "talk",   "tell",  "that",    "the",      "their",  "then",   "there", "these",
    "they",     "this",   "those", "thus",    "to",       "today",  "try",    "until", "use",
    "was",      "we",     "were",  "what",    "when",     "where",  "which",  "while", "who",
    "why",      "will",   "with",  "would",   "yes",      "you",    "your",
};

enum { WORD_MAX = 24 };

/* Lower case of ASCII letters; false when the word is too long to be listed. */
static bool lowered(bed_str word, char out[WORD_MAX])
{
    if (word.len >= WORD_MAX)
        return false;
    for (size_t i = 0; i < word.len; i++)
        out[i] =
            (char)(word.ptr[i] >= 'A' && word.ptr[i] <= 'Z' ? word.ptr[i] | 0x20 : word.ptr[i]);
    out[word.len] = '\0';
    return true;
}

static int compare_entry(const void *key, const void *item)
{
    return strcmp(key, ((const entry *)item)->word);
}

static int compare_word(const void *key, const void *item)
{
    return strcmp(key, *(const char *const *)item);
}

bed__abbreviation bed__abbreviation_of(bed_str word)
{
    char         key[WORD_MAX];
    const entry *found;

    if (!lowered(word, key))
        return BED__ABBR_NONE;
    if (word.len > 0 && key[0] != word.ptr[0] && strstr(" fri mar mon sat sun wed ", key) != NULL &&
        word.len == 3)
        return BED__ABBR_NAME; /* words of their own in lower case */
    found = bsearch(key, abbreviations, sizeof abbreviations / sizeof abbreviations[0],
                    sizeof abbreviations[0], compare_entry);
    return found == NULL ? BED__ABBR_NONE : found->kind;
}

bool bed__begins_sentences(bed_str word)
{
    char key[WORD_MAX];

    return lowered(word, key) &&
           bsearch(key, first_words, sizeof first_words / sizeof first_words[0],
                   sizeof first_words[0], compare_word) != NULL;
}
