/* The one pass over a text that all readability measures are computed from.
 * Sentences: those of bed_sentences that hold a word.
 * Words:     those of bed_words; ideographs and kana are counted apart. Letters and digits are
 * counted as characters (code points with the property), marks and punctuation are not. Complex:
 * Gunning's hard words: three syllables or more, but not names (a capital first letter inside a
 * sentence), not numbers, not words that reach three syllables by -es or -ed, not two familiar
 * words in one ("grandfather"). Gunning, The Technique of Clear Writing, 1952. Names at the start
 * of a sentence cannot be told and count. Familiar:  numbers and names count as familiar, as Dale
 * and Chall instruct. */
#include "text/readability_pass.h"
#include "text/syllables.h"
#include "text/unicode.h"
#include "text/vocabulary.h"
#include <string.h>

struct bed_readability {
    bed_words     *words;
    bed_sentences *sentences;
};

typedef struct {
    bed_readability_counts counts;
    bed__syllable_counter  syllables; /* NULL: none for the language */
    bool                   english;
    struct {
        bed__folded_word words[BED__TERM_WORDS];
        bool             familiar[BED__TERM_WORDS];
        size_t           n;
    } waiting; /* English words that no term has been looked for from */
} pass;

typedef struct {
    size_t letters, digits;
    bool   capital, all_capitals;
} shape;

static shape shape_of(bed_str word)
{
    shape  s       = { .all_capitals = true };
    size_t n_upper = 0;

    for (size_t i = 0; i < word.len;) {
        const UChar32 c = bed__utf8_next(word, &i);

        if (c >= 0 && (c < 0x80 ? bed__latin_letter(c) != 0 : u_isalpha(c) != 0)) {
            if (u_isupper(c)) {
                s.capital = s.capital || s.letters + s.digits == 0;
                n_upper++;
            }
            s.letters++;
        } else if (c >= 0 && u_isdigit(c)) {
            s.digits++;
        }
    }
    s.all_capitals = n_upper == s.letters && n_upper > 1;
    return s;
}

/* ---- hard words ------------------------------------------------------------------------------ */

static bool made_long_by_ending(bed_str word, size_t n_syllables)
{
    if (n_syllables != 3 ||
        (!bed_str_ends(word, BED_STR("es")) && !bed_str_ends(word, BED_STR("ed"))))
        return false;
    return bed__syllables_english((bed_str){ word.ptr, word.len - 1 }) == 2 ||
           bed__syllables_english((bed_str){ word.ptr, word.len - 2 }) == 2;
}

static bool is_suffix(const char *word)
{
    static const char *const suffixes[] = { "able", "age", "ant", "ate", "ion" };

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcmp(word, suffixes[i]) == 0)
            return true;
    return false;
}

static bool is_compound(const bed__folded_word *word)
{
    const size_t     n = strlen(word->text);
    bed__folded_word head;

    for (size_t k = 3; k + 3 <= n; k++) {
        memcpy(head.text, word->text, k);
        head.text[k] = '\0';
        if (!is_suffix(word->text + k) && bed__is_familiar(head.text) &&
            bed__is_familiar(word->text + k))
            return true;
    }
    return false;
}

/* ---- terms ----------------------------------------------------------------------------------- */

/* Looks for a term at the first waiting word and lets its words go. */
static void take_term(pass *p)
{
    char         kind = '\0';
    const size_t n =
        bed__english_term(p->waiting.words, p->waiting.n, p->waiting.familiar[0], &kind);
    const size_t gone = n == 0 ? 1 : n;

    p->counts.professional += kind == 'P' ? n : 0;
    p->counts.lay += kind == 'L' ? n : 0;
    p->waiting.n -= gone;
    memmove(p->waiting.words, p->waiting.words + gone, p->waiting.n * sizeof *p->waiting.words);
    memmove(p->waiting.familiar, p->waiting.familiar + gone,
            p->waiting.n * sizeof *p->waiting.familiar);
}

static void let_wait(pass *p, const bed__folded_word *word, bool familiar)
{
    if (p->waiting.n == BED__TERM_WORDS)
        take_term(p);
    p->waiting.words[p->waiting.n]      = *word;
    p->waiting.familiar[p->waiting.n++] = familiar;
}

/* Whether nothing but blanks or a hyphen stands between two words. */
static bool are_neighbours(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\n' || *from == '\t' || *from == '-'))
        from++;
    return from >= to;
}

/* Terms end where a sentence or a part of it does. */
static void end_terms(pass *p)
{
    while (p->waiting.n > 0)
        take_term(p);
}

/* ---- the pass -------------------------------------------------------------------------------- */

static void count_english(pass *p, bed_str word, const shape *s, bool number, bool first,
                          size_t n_syllables)
{
    const bool       name = s->capital && !s->all_capitals && !first;
    bed__folded_word folded;
    bool             familiar;

    bed__fold_word(word, &folded);
    familiar = number || bed__is_familiar(folded.text);
    p->counts.unfamiliar_words += !familiar && !name;
    p->counts.complex_words += n_syllables >= 3 && !number && !name &&
                               !made_long_by_ending(word, n_syllables) && !is_compound(&folded);
    let_wait(p, &folded, familiar);
}

static void count_word(pass *p, const bed_word *word, bool first)
{
    bed_readability_counts *const c      = &p->counts;
    const bool                    number = word->kind == BED_WORD_NUMBER;
    size_t                        n_syllables;
    shape                         s;

    if (word->kind == BED_WORD_IDEOGRAPHS || word->kind == BED_WORD_KANA) {
        c->han_words++;
        return;
    }
    s           = shape_of(word->text);
    n_syllables = p->syllables == NULL ? 0 : p->syllables(word->text);
    c->words++;
    c->numbers += number;
    c->letters += s.letters;
    c->characters += s.letters + s.digits;
    c->syllables += n_syllables;
    c->polysyllables += n_syllables >= 3;
    c->long_words += s.letters > 6;
    if (p->english)
        count_english(p, word->text, &s, number, first, n_syllables);
}

static void count_words(bed_readability *r, pass *p, bed_str text)
{
    const char *end   = text.ptr;               /* of the sentence */
    const char *last  = text.ptr;               /* where the word before ends */
    bool        first = true, alphabet = false; /* word of the sentence; it has one of letters */
    bed_word    word;
    bed_str     sentence;

    while (bed_words_next(r->words, &word)) {
        while (word.text.ptr >= end && bed_sentences_next(r->sentences, &sentence)) {
            end   = sentence.ptr + sentence.len;
            first = true;
        }
        if (first || !are_neighbours(last, word.text.ptr))
            end_terms(p);
        p->counts.sentences += first;
        alphabet = alphabet && !first;
        if (!alphabet && (word.kind == BED_WORD_LETTERS || word.kind == BED_WORD_NUMBER)) {
            p->counts.alphabet_sentences++;
            alphabet = true;
        }
        count_word(p, &word, first);
        last  = word.text.ptr + word.text.len;
        first = false;
    }
    end_terms(p);
}

bed_status bed_readability_count(bed_readability *r, bed_str text, bed_str lang,
                                 bed_readability_counts *counts, bed_error *err)
{
    const bed_str known = lang.len > 0 ? lang : bed_str_of(bed_language_of(text));
    pass          p     = { .syllables = bed__syllable_counter_of(known) };

    p.english = p.syllables == bed__syllables_english;
    BED_TRY(bed_words_open(r->words, text, known, err));
    BED_TRY(bed_sentences_open(r->sentences, text, known, err));
    count_words(r, &p, text);
    if (p.counts.han_words > 0)
        bed__count_chinese(text, &p.counts);
    bed_readability_add(counts, &p.counts);
    return BED_OK;
}

bed_status bed_readability_create(bed_readability **out, bed_error *err)
{
    bed_status       st = BED_OK;
    bed_readability *r  = NULL;

    *out = NULL;
    BED_GO(bed_alloc_into((void **)&r, 1, sizeof *r, err));
    BED_GO(bed_words_create(&r->words, err));
    BED_GO(bed_sentences_create(&r->sentences, err));
    *out = r;
    r    = NULL;
done:
    bed_readability_destroy(r);
    return st;
}

void bed_readability_destroy(bed_readability *r)
{
    if (r == NULL)
        return;
    bed_words_destroy(r->words);
    bed_sentences_destroy(r->sentences);
    bed_free(r);
}

void bed_readability_add(bed_readability_counts *into, const bed_readability_counts *from)
{
    into->sentences += from->sentences;
    into->alphabet_sentences += from->alphabet_sentences;
    into->words += from->words;
    into->numbers += from->numbers;
    into->letters += from->letters;
    into->characters += from->characters;
    into->syllables += from->syllables;
    into->polysyllables += from->polysyllables;
    into->complex_words += from->complex_words;
    into->long_words += from->long_words;
    into->unfamiliar_words += from->unfamiliar_words;
    into->professional += from->professional;
    into->lay += from->lay;
    into->han_words += from->han_words;
    into->han_characters += from->han_characters;
    into->han_sentences += from->han_sentences;
    into->han_professional += from->han_professional;
    into->han_lay += from->han_lay;
}
