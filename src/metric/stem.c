/* Porter's stemmer as NLTK has it. Beyond the paper of 1980:
 *   twelve irregular forms; words of up to two characters stay;
 *   1a  a word of four letters on "ies" keeps its e (dies: die)
 *   1b  "ied" goes to "ie" in a word of four letters, else to "i", whatever stands before
 *   1c  y goes to i behind a consonant that is not the first letter (happy: happi, enjoy: enjoy)
 *   2   "alli" goes to "al" first, then the step again; "bli" for "abli"; "fulli" to "ful";
 *       "logi" to "log", its l counted to the stem (geologi: geolog)
 *   *o  a stem of two letters, vowel and consonant, ends so too
 * V and C below are runs of vowels and consonants: a stem's measure m is the number of VC. */
#include "metric/stem.h"

#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef struct stemmed {
    char  *at;
    size_t len;
} stemmed;

static bool continues(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static bool is_vowel_letter(char c)
{
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/* Whether the character that ends at byte i is a vowel; `before`: whether the one before it is. */
static bool is_vowel(const char *w, size_t i, bool before)
{
    return is_vowel_letter(w[i]) || (w[i] == 'y' && i > 0 && !before);
}

/* Of the first n bytes. Bytes of a character beyond ASCII are a run of consonants. */
static size_t measure(const char *w, size_t n)
{
    size_t m      = 0;
    bool   before = false;

    for (size_t i = 0; i < n; i++) {
        const bool vowel = is_vowel(w, i, before);

        m += before && !vowel;
        before = vowel;
    }
    return m;
}

static bool has_vowel(const char *w, size_t n)
{
    bool before = false;

    for (size_t i = 0; i < n && !before; i++)
        before = is_vowel(w, i, before);
    return before;
}

/* Whether the character that ends at byte i is a consonant: a run of y's alternates, back to the
 * letter before it. */
static bool is_consonant(const char *w, size_t i)
{
    bool turned = false;

    while (i > 0 && w[i] == 'y') {
        turned = !turned;
        i--;
    }
    return is_vowel_letter(w[i]) == turned;
}

/* Start of the character whose last byte is at end - 1. end > 0. */
static size_t character_before(const char *w, size_t end)
{
    do
        end--;
    while (end > 0 && continues(w[end]));
    return end;
}

/* Characters in the first n bytes, or `most` where there are more. */
static size_t characters(const char *w, size_t n, size_t most)
{
    size_t count = 0;

    while (n > 0 && count < most) {
        n = character_before(w, n);
        count++;
    }
    return count;
}

static bool ends_with_double_consonant(const char *w, size_t n)
{
    const size_t last = n == 0 ? 0 : character_before(w, n);
    const size_t size = n - last;

    return last >= size && memcmp(w + last - size, w + last, size) == 0 &&
           (last == size || !continues(w[last - size])) && is_consonant(w, n - 1);
}

/* *o: consonant, vowel, consonant, the last not w, x or y; or the whole is vowel and consonant. */
static bool ends_short(const char *w, size_t n)
{
    const size_t count = characters(w, n, 3);
    size_t       last, middle;

    if (count < 2)
        return false;
    last   = character_before(w, n);
    middle = character_before(w, last);
    if (!is_consonant(w, n - 1) || is_consonant(w, last - 1))
        return false;
    if (count == 2)
        return true;
    return is_consonant(w, middle - 1) && w[n - 1] != 'w' && w[n - 1] != 'x' && w[n - 1] != 'y';
}

static bool ends(const stemmed *w, bed_str suffix)
{
    return w->len >= suffix.len && memcmp(w->at + w->len - suffix.len, suffix.ptr, suffix.len) == 0;
}

/* Puts `to`, never longer, in place of the last `from` bytes. */
static void replace(stemmed *w, size_t from, bed_str to)
{
    memcpy(w->at + w->len - from, to.ptr, to.len);
    w->len = w->len - from + to.len;
}

typedef struct rule {
    bed_str suffix, to;
} rule;

#define RULE(suffix, to)                                                                           \
    {                                                                                              \
        BED_STR_INIT(suffix), BED_STR_INIT(to)                                                     \
    }

/* The first rule whose suffix the word has, or NULL. */
static const rule *find(const stemmed *w, const rule *rules, size_t n)
{
    const char last = w->at[w->len - 1];

    for (size_t i = 0; i < n; i++)
        if (rules[i].suffix.ptr[rules[i].suffix.len - 1] == last && ends(w, rules[i].suffix))
            return &rules[i];
    return NULL;
}

static void plural(stemmed *w) /* step 1a */
{
    if (w->at[w->len - 1] != 's')
        return;
    if (ends(w, BED_STR("ies")))
        replace(w, 3, characters(w->at, w->len, 5) == 4 ? BED_STR("ie") : BED_STR("i"));
    else if (ends(w, BED_STR("sses")))
        w->len -= 2;
    else if (!ends(w, BED_STR("ss")))
        w->len--;
}

/* What step 1b does once "ed" or "ing" was taken off: hopp to hop, siz to size. */
static void mend(stemmed *w)
{
    const char last = w->at[w->len - 1];

    if (ends(w, BED_STR("at")) || ends(w, BED_STR("bl")) || ends(w, BED_STR("iz")))
        w->at[w->len++] = 'e';
    else if (ends_with_double_consonant(w->at, w->len)) {
        if (last != 'l' && last != 's' && last != 'z')
            w->len = character_before(w->at, w->len);
    } else if (measure(w->at, w->len) == 1 && ends_short(w->at, w->len))
        w->at[w->len++] = 'e';
}

static void past_or_progress(stemmed *w) /* step 1b */
{
    const size_t cut = ends(w, BED_STR("ed")) ? 2 : ends(w, BED_STR("ing")) ? 3 : 0;

    if (ends(w, BED_STR("ied")))
        replace(w, 3, characters(w->at, w->len, 5) == 4 ? BED_STR("ie") : BED_STR("i"));
    else if (ends(w, BED_STR("eed")))
        w->len -= measure(w->at, w->len - 3) > 0;
    else if (cut > 0 && has_vowel(w->at, w->len - cut)) {
        w->len -= cut;
        mend(w);
    }
}

static void final_y(stemmed *w) /* step 1c */
{
    if (w->at[w->len - 1] == 'y' && characters(w->at, w->len - 1, 2) == 2 &&
        is_consonant(w->at, w->len - 2))
        w->at[w->len - 1] = 'i';
}

static void double_suffix(stemmed *w) /* step 2 */
{
    static const rule rules[] = {
        RULE("ational", "ate"), RULE("tional", "tion"), RULE("enci", "ence"),
        RULE("anci", "ance"),   RULE("izer", "ize"),    RULE("bli", "ble"),
        RULE("alli", "al"),     RULE("entli", "ent"),   RULE("eli", "e"),
        RULE("ousli", "ous"),   RULE("ization", "ize"), RULE("ation", "ate"),
        RULE("ator", "ate"),    RULE("alism", "al"),    RULE("iveness", "ive"),
        RULE("fulness", "ful"), RULE("ousness", "ous"), RULE("aliti", "al"),
        RULE("iviti", "ive"),   RULE("biliti", "ble"),  RULE("fulli", "ful"),
        RULE("logi", "log"),
    };
    const rule *r;

    if (ends(w, BED_STR("alli")) && measure(w->at, w->len - 4) > 0)
        w->len -= 2;
    r = find(w, rules, sizeof rules / sizeof rules[0]);
    if (r == NULL)
        return;
    const size_t counted = r->suffix.len - (r->suffix.ptr[0] == 'l'); /* logi: its l is counted */
    if (measure(w->at, w->len - counted) > 0)
        replace(w, r->suffix.len, r->to);
}

static void further_suffix(stemmed *w) /* step 3 */
{
    static const rule rules[] = {
        RULE("icate", "ic"), RULE("ative", ""), RULE("alize", "al"), RULE("iciti", "ic"),
        RULE("ical", "ic"),  RULE("ful", ""),   RULE("ness", ""),
    };
    const rule *const r = find(w, rules, sizeof rules / sizeof rules[0]);

    if (r != NULL && measure(w->at, w->len - r->suffix.len) > 0)
        replace(w, r->suffix.len, r->to);
}

static void last_suffix(stemmed *w) /* step 4 */
{
    static const rule rules[] = {
        RULE("al", ""),   RULE("ance", ""), RULE("ence", ""), RULE("er", ""),    RULE("ic", ""),
        RULE("able", ""), RULE("ible", ""), RULE("ant", ""),  RULE("ement", ""), RULE("ment", ""),
        RULE("ent", ""),  RULE("ion", ""),  RULE("ou", ""),   RULE("ism", ""),   RULE("ate", ""),
        RULE("iti", ""),  RULE("ous", ""),  RULE("ive", ""),  RULE("ize", ""),
    };
    const rule *const r = find(w, rules, sizeof rules / sizeof rules[0]);

    if (r == NULL || measure(w->at, w->len - r->suffix.len) <= 1)
        return;
    if (bed_str_equal(r->suffix, BED_STR("ion")) && w->at[w->len - 4] != 's' &&
        w->at[w->len - 4] != 't')
        return;
    w->len -= r->suffix.len;
}

static void final_e_and_l(stemmed *w) /* step 5 */
{
    if (w->at[w->len - 1] == 'e') {
        const size_t m = measure(w->at, w->len - 1);

        w->len -= m > 1 || (m == 1 && !ends_short(w->at, w->len - 1));
    }
    if (ends(w, BED_STR("ll")) && measure(w->at, w->len - 1) > 1)
        w->len--;
}

static bool irregular(stemmed *w)
{
    static const rule forms[] = {
        RULE("skies", "sky"),       RULE("sky", "sky"),          RULE("dying", "die"),
        RULE("lying", "lie"),       RULE("tying", "tie"),        RULE("news", "news"),
        RULE("innings", "inning"),  RULE("inning", "inning"),    RULE("outings", "outing"),
        RULE("outing", "outing"),   RULE("cannings", "canning"), RULE("canning", "canning"),
        RULE("howe", "howe"),       RULE("proceed", "proceed"),  RULE("exceed", "exceed"),
        RULE("succeed", "succeed"),
    };

    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (forms[i].suffix.len == w->len && ends(w, forms[i].suffix)) {
            replace(w, w->len, forms[i].to);
            return true;
        }
    return false;
}

size_t bed__stem(char *word, size_t len)
{
    static void (*const steps[])(stemmed *) = { plural,        past_or_progress, final_y,
                                                double_suffix, further_suffix,   last_suffix,
                                                final_e_and_l };
    stemmed w                               = { word, len };

    if (irregular(&w) || characters(word, len, 3) <= 2)
        return w.len;
    for (size_t i = 0; i < sizeof steps / sizeof steps[0] && w.len > 0; i++)
        steps[i](&w);
    return w.len;
}
