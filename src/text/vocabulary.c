/* Familiar, professional and everyday words, by our own lists in catalog/lexicons.
 * Familiar:     the list, and of its words the regular inflections: -s, -es, -ies, 's; -ed, -d,
 * -ied; -ing; -er, -est, -ier, -iest, with the e dropped or the consonant doubled. Words made by
 * other endings (-ly, -ness, -ment, -tion) are familiar only where the list has them, as in Dale
 * and Chall's instructions (Educational Research Bulletin 27:37-54, 1948), whose list this is not.
 * Professional: terms of the list; and words of a medical beginning or ending with three more
 *               letters ("nephrolithiasis", "osimertinib") that are not familiar, everyday or on
 * the list of words that only look so ("diagnosis"). Everyday:     what patients call things
 * ("heart attack"). Words are taken as they stand: "cold" counts in "a cold day" too. The longest
 * term wins; a word belongs to one term only. */
#include "text/vocabulary.h"
#include "text/lexicons.h"
#include "text/readability.h"
#include "text/syllables.h"
#include "text/unicode.h"
#include <string.h>

void bed__fold_word(bed_str word, bed__folded_word *out)
{
    size_t n = 0;

    *out = (bed__folded_word){ { 0 } };
    for (size_t i = 0; i < word.len;) {
        const UChar32 c      = bed__utf8_next(word, &i);
        const char    letter = bed__latin_letter(c);

        if (n >= BED__FOLDED_MAX || c < 0)
            goto unknown;
        if (letter != 0)
            out->text[n++] = letter;
        else if (c == '\'' || c == 0x2019)
            out->text[n++] = '\'';
        else if ((c >= '0' && c <= '9') || c == '.' || c == ',')
            out->text[n++] = (char)c;
        else if (c < 0x300 || c > 0x36F)
            goto unknown;
    }
    return;
unknown:
    out->text[0] = '\0';
}

static bool is_in(const char *word, const char *const *table, size_t n)
{
    size_t low = 0;

    while (low < n) {
        const size_t middle = low + (n - low) / 2;
        const int    first  = (unsigned char)word[0] - (unsigned char)table[middle][0];
        const int    order  = first != 0 ? first : strcmp(word, table[middle]);

        if (order == 0)
            return true;
        if (order < 0)
            n = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* ---- familiar -------------------------------------------------------------------------------- */

static bool listed(const char *stem, size_t n, const char *ending)
{
    char word[BED__FOLDED_MAX + 8];

    memcpy(word, stem, n);
    memcpy(word + n, ending, strlen(ending) + 1);
    return is_in(word, bed__lexicon_familiar, bed__lexicon_n_familiar);
}

/* Whether the stem is listed as it stands, with an e, or with its doubled consonant made single. */
static bool stem_is_listed(const char *stem, size_t n)
{
    if (n < 2)
        return false;
    if (listed(stem, n, "") || listed(stem, n, "e"))
        return true;
    if (n > 2 && stem[n - 1] == stem[n - 2] && listed(stem, n - 1, ""))
        return true;
    return stem[n - 1] == 'i' && listed(stem, n - 1, "y");
}

bool bed__is_familiar(const char *w)
{
    static const char *const endings[] = { "ed", "ing", "er", "est" };
    size_t                   n         = strlen(w);

    if (n == 0)
        return false;
    if (strspn(w, "0123456789.,") == n || listed(w, n, ""))
        return true;
    if (n > 2 && strcmp(w + n - 2, "'s") == 0)
        n -= 2;
    else if (w[n - 1] == '\'')
        n--;
    if (n < 2)
        return false;
    if (listed(w, n, ""))
        return true;
    if (w[n - 1] == 's' && listed(w, n - 1, ""))
        return true;
    if (n > 3 && memcmp(w + n - 2, "es", 2) == 0 &&
        (listed(w, n - 2, "") || (w[n - 3] == 'i' && listed(w, n - 3, "y"))))
        return true;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        const size_t len = strlen(endings[i]);

        if (n > len && memcmp(w + n - len, endings[i], len) == 0 && stem_is_listed(w, n - len))
            return true;
    }
    return false;
}

bool bed_word_is_familiar(bed_str word)
{
    bed__folded_word folded;

    bed__fold_word(word, &folded);
    return bed__is_familiar(folded.text);
}

/* ---- English terms --------------------------------------------------------------------------- */

/* The first term that is not below the word. */
static size_t lower_bound(const bed__term *terms, size_t n, const char *text, size_t len)
{
    size_t low = 0;

    while (low < n) {
        const size_t middle = low + (n - low) / 2;

        if (strncmp(terms[middle].text, text, len) < 0)
            low = middle + 1;
        else
            n = middle;
    }
    return low;
}

/* How many words a term has when the words given begin with it, else 0. */
static size_t words_matched(const char *term, const bed__folded_word *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const size_t len = strlen(words[i].text);

        if (len == 0 || strncmp(term, words[i].text, len) != 0)
            return 0;
        if (term[len] == '\0')
            return i + 1;
        if (term[len] != ' ')
            return 0;
        term += len + 1;
    }
    return 0;
}

static bool has_medical_affix(const char *word)
{
    const size_t n = strlen(word);

    for (size_t i = 0; i < bed__lexicon_n_endings; i++) {
        const char *const ending = bed__lexicon_endings[i];
        const size_t      len    = strlen(ending);

        if (n >= len + 3 && word[n - 1] == ending[len - 1] && strcmp(word + n - len, ending) == 0)
            return true;
    }
    for (size_t i = 0; i < bed__lexicon_n_beginnings; i++) {
        const char *const beginning = bed__lexicon_beginnings[i];
        const size_t      len       = strlen(beginning);

        if (word[0] == beginning[0] && n >= len + 3 && strncmp(word, beginning, len) == 0)
            return true;
    }
    return false;
}

size_t bed__english_term(const bed__folded_word *words, size_t n, bool familiar, char *kind)
{
    const char *const first   = words[0].text;
    const size_t      len     = strlen(first);
    size_t            longest = 0;

    if (len == 0)
        return 0;
    for (size_t i = lower_bound(bed__lexicon_terms_en, bed__lexicon_n_terms_en, first, len);
         i < bed__lexicon_n_terms_en; i++) {
        const char *const term = bed__lexicon_terms_en[i].text;
        size_t            m;

        if (strncmp(term, first, len) != 0 || (term[len] != '\0' && term[len] != ' '))
            break;
        if ((m = words_matched(term, words, n)) > longest) {
            longest = m;
            *kind   = bed__lexicon_terms_en[i].kind;
        }
    }
    if (longest > 0)
        return longest;
    if (familiar || len < 6 || is_in(first, bed__lexicon_never, bed__lexicon_n_never) ||
        !has_medical_affix(first))
        return 0;
    *kind = 'P';
    return 1;
}

/* ---- Chinese terms --------------------------------------------------------------------------- */

size_t bed__chinese_term(bed_str text, char *kind)
{
    const size_t first   = 3; /* bytes of one character of the lists */
    size_t       longest = 0;

    if (text.len < first)
        return 0;
    for (size_t i = lower_bound(bed__lexicon_terms_zh, bed__lexicon_n_terms_zh, text.ptr, first);
         i < bed__lexicon_n_terms_zh; i++) {
        const char *const term = bed__lexicon_terms_zh[i].text;
        const size_t      len  = strlen(term);

        if (memcmp(term, text.ptr, first) != 0)
            break;
        if (len > longest && len <= text.len && memcmp(term, text.ptr, len) == 0) {
            longest = len;
            *kind   = bed__lexicon_terms_zh[i].kind;
        }
    }
    return longest;
}
