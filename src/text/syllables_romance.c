/* Syllables of Spanish, French and Portuguese words, by the rules of their spelling.
 * All three: letters become vowels, glides and consonants; a syllable is a run of vowels, cut where
 *   two of them do not share one. u in qu- is silent before any vowel, in gu- before e and i.
 * Spanish: a, e, o and accented i and u are strong; two strong vowels are two syllables (ca-os), a
 * weak one beside another vowel is none of its own (cien-cia, muy), h between vowels is passed over
 * as the letter it is. RAE, Ortografia de la lengua espanola (2010), chapter II. Portuguese: i or u
 * behind a vowel makes a diphthong (pai, ao), but not before nh or before l, m, n, r, z that close
 * the syllable (ra-i-nha, ru-im); i, u, e or o before a vowel is a syllable of its own
 *   (na-ci-o-nal, do-en-te), except u behind q or g, the nasal diphthongs (mae, poe) and the
 *   endings -ia, -ie, -io, -ua, -ue, -uo of a word with an earlier accent (his-to-ria).
 * French: as spoken, without the mute e at the end (-e, -es behind a consonant or a vowel; -ent is
 *   not known from the spelling to be mute and counts); vowels written together are one, cut behind
 *   e with acute, before a diaeresis, in ao, oa and oe with accent, and where i, u or ou stand
 * behind two consonants of which the second is l or r (ou-bli-er). y between vowels is a consonant.
 * Digits are read one by one. Capitals without a vowel are named letter by letter.
 * Measured on lists of words counted by us: docs/text.md. */
#include "text/syllables.h"
#include "text/unicode.h"
#include <string.h>

enum { LETTERS = BED__SYLLABLE_LETTERS };

/* A run of letters without marks, and which marks they bore. */
typedef struct {
    char   letter[LETTERS + 3]; /* NUL behind the last */
    char   accent[LETTERS + 3]; /* ' acute, ` grave, ^ circumflex, " diaeresis, ~ tilde, or NUL */
    size_t n, n_digits;
    char   digits[LETTERS + 1];
} run;

/* The mark of a lower-case letter, or of a combining mark itself; NUL for none of ours. */
static char accent_of(UChar32 c)
{
    static const char latin1[] = "`'^~\"\0\0\0`'^\"`'^\"\0~`'^~\"\0\0`'^\"'\0\""; /* U+00E0-00FF */
    static const char marks[]  = "`'^~\0\0\0\0\"";                                /* U+0300-0308 */

    if (c >= 0xE0 && c <= 0xFF)
        return latin1[c - 0xE0];
    if (c >= 0x300 && c <= 0x308)
        return marks[c - 0x300];
    return '\0';
}

/* Reads letters up to the first of another kind; digits are kept apart. false: nothing is left. */
static bool take_run(bed_str word, size_t *i, run *r)
{
    memset(r, 0, sizeof *r);
    while (*i < word.len && r->n < LETTERS && r->n_digits < LETTERS) {
        size_t        next   = *i;
        const UChar32 c      = bed__utf8_next(word, &next);
        const char    letter = bed__latin_letter(c);

        if (c >= '0' && c <= '9') {
            r->digits[r->n_digits++] = (char)c;
        } else if (letter != 0 && c != 0x153 && c != 0x152) {
            r->letter[r->n]   = letter;
            r->accent[r->n++] = accent_of(u_tolower(c));
        } else if (letter != 0) { /* French oe, one letter */
            r->letter[r->n++] = 'e';
        } else if (c >= 0x300 && c <= 0x36F) {
            if (r->n > 0)
                r->accent[r->n - 1] = accent_of(c);
        } else {
            *i = next;
            return true;
        }
        *i = next;
    }
    return r->n + r->n_digits > 0;
}

static bool in(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

static bool is_vowel(const run *r, size_t i)
{
    if (i >= r->n)
        return false;
    if (in(r->letter[i], "aeiou"))
        return true;
    return r->letter[i] == 'y';
}

/* u that is only a sign of how q or g sounds. */
static bool is_silent_u(const run *r, size_t i)
{
    if (i == 0 || r->letter[i] != 'u' || r->accent[i] != '\0' || !is_vowel(r, i + 1))
        return false;
    return r->letter[i - 1] == 'q' || (r->letter[i - 1] == 'g' && in(r->letter[i + 1], "ei"));
}

/* ---- Spanish --------------------------------------------------------------------------------- */

static bool spanish_strong(const run *r, size_t i)
{
    return in(r->letter[i], "aeo") || (in(r->letter[i], "iu") && r->accent[i] == '\'');
}

static size_t spanish_run(const run *r)
{
    size_t n       = 0;
    bool   inside  = false; /* in a syllable's vowels ... */
    bool   nucleus = false; /* ... that have their strong one */

    for (size_t i = 0; i < r->n; i++) {
        const bool consonant_y = r->letter[i] == 'y' && is_vowel(r, i + 1);

        if (!is_vowel(r, i) || consonant_y) {
            inside = false;
            continue;
        }
        if (is_silent_u(r, i))
            continue;
        if (!inside || (nucleus && spanish_strong(r, i))) {
            n++;
            nucleus = false;
        }
        inside  = true;
        nucleus = nucleus || spanish_strong(r, i);
    }
    return n;
}

/* ---- Portuguese ------------------------------------------------------------------------------ */

static bool accented_before(const run *r, size_t end)
{
    for (size_t i = 0; i < end; i++)
        if (in(r->accent[i], "'^"))
            return true;
    return false;
}

/* Whether i or u at i, behind a vowel, is the end of a diphthong. */
static bool portuguese_falls(const run *r, size_t i)
{
    const char next = r->letter[i + 1], after = r->letter[i + 2]; /* NULs stand behind the run */

    if (!in(r->letter[i], "iuy") || r->accent[i] != '\0' || r->letter[i] == r->letter[i - 1])
        return false;
    if (next == 'n' && after == 'h')
        return false;
    if (r->letter[i] == 'i' && next == 'u')
        return false; /* sa-iu */
    return !(in(next, "lmnrz") && (after == '\0' || !in(after, "aeiouy")));
}

/* Whether the vowel at i shares a syllable with the one before it. */
static bool portuguese_joins(const run *r, size_t i)
{
    const char before = r->letter[i - 1];

    if (before == 'u' && i > 1 && in(r->letter[i - 2], "qg") && r->accent[i - 1] == '\0')
        return true;
    if (r->accent[i - 1] == '~')
        return in(r->letter[i], "oeiu");
    if (before == 'a' && r->letter[i] == 'o' && i == 1 &&
        (r->n == 2 || (r->n == 3 && r->letter[2] == 's')))
        return true; /* ao, aos */
    if (in(before, "iu") && r->accent[i - 1] == '\0' && in(r->letter[i], "aeo") &&
        (i + 1 == r->n || (i + 2 == r->n && r->letter[i + 1] == 's')) && accented_before(r, i - 1))
        return true;
    return portuguese_falls(r, i);
}

static size_t portuguese_run(const run *r)
{
    size_t n      = 0;
    bool   inside = false;

    for (size_t i = 0; i < r->n; i++) {
        if (!is_vowel(r, i)) {
            inside = false;
            continue;
        }
        if (is_silent_u(r, i))
            continue;
        if (!inside || !(i > 0 && portuguese_joins(r, i)))
            n++;
        inside = true;
    }
    return n;
}

/* ---- French ---------------------------------------------------------------------------------- */

/* The letters without a mute e (and its s) at the end. */
static size_t french_spoken(const run *r)
{
    size_t n = r->n;

    if (n > 2 && r->letter[n - 1] == 's' && r->letter[n - 2] == 'e' && r->accent[n - 2] == '\0')
        n--;
    if (n > 1 && r->letter[n - 1] == 'e' && r->accent[n - 1] == '\0')
        for (size_t i = 0; i < n - 1; i++)
            if (is_vowel(r, i) && !is_silent_u(r, i))
                return n - 1;
    return r->n;
}

/* Whether two consonants, the second l or r, stand before i. */
static bool behind_cluster(const run *r, size_t i)
{
    return i > 1 && in(r->letter[i - 1], "lr") && in(r->letter[i - 2], "bcdfgptv");
}

/* Whether the vowel at i begins a syllable though one stands before it. */
static bool french_cuts(const run *r, size_t i, size_t first)
{
    const char before = r->letter[i - 1], here = r->letter[i];

    if (r->accent[i - 1] == '\'' || (r->accent[i] == '"' && before != 'g'))
        return before != 'e' || here != 'e';
    if (here == 'e' && in(r->accent[i], "'`") && in(before, "oaeu") && !is_silent_u(r, i - 1))
        return before == 'o' || before == 'a' || before == 'e' || behind_cluster(r, first);
    if (here == 'y' && i == 2 && strncmp(r->letter, "pays", 4) == 0)
        return true;
    if ((before == 'a' && here == 'o') || (before == 'o' && here == 'a'))
        return !(here == 'o' && r->letter[i + 1] == 'u'); /* août */
    if (i - 1 == first && in(before, "iu") && behind_cluster(r, first))
        return !(before == 'u' && here == 'i');
    return i - 2 == first && before == 'u' && r->letter[first] == 'o' && behind_cluster(r, first) &&
           here != 'i';
}

static size_t french_run(const run *r)
{
    const size_t end = french_spoken(r);
    size_t       n = 0, first = 0;
    bool         inside = false;

    for (size_t i = 0; i < end; i++) {
        const bool consonant_y = r->letter[i] == 'y' && i + 1 < end && is_vowel(r, i + 1) &&
                                 (i == 0 || is_vowel(r, i - 1));

        if (!is_vowel(r, i) || consonant_y) {
            inside = false;
            continue;
        }
        if (is_silent_u(r, i))
            continue;
        if (!inside || french_cuts(r, i, first)) {
            n++;
            first = i;
        }
        inside = true;
    }
    return n;
}

/* ---- words ----------------------------------------------------------------------------------- */

static size_t count(bed_str word, size_t (*of_run)(const run *r), const char digits[11])
{
    size_t sum = 0, i = 0, n;
    run    r;

    if (word.len > BED__TEXT_MAX_BYTES)
        return 0;
    while (take_run(word, &i, &r)) {
        n = of_run(&r);
        sum += n > 0 ? n : r.n; /* no vowel: letters by name */
        for (size_t k = 0; k < r.n_digits; k++)
            sum += (size_t)(digits[r.digits[k] - '0'] - '0');
    }
    return sum;
}

size_t bed__syllables_spanish(bed_str word)
{
    return count(word, spanish_run, "2211221222");
}

size_t bed__syllables_french(bed_str word)
{
    return count(word, french_run, "2111111111");
}

size_t bed__syllables_portuguese(bed_str word)
{
    return count(word, portuguese_run, "2111221222");
}
