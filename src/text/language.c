/* Language identification, made to be right on one sentence.
 * Script:  letters are counted by script (an ideograph as three, a Hangul syllable or kana as two,
 *          Latin letters only where they are not capitals, since Chinese sentences are full of CT
 *          and HBsAg); the script with the most decides which of the steps below is taken.
 * Chinese: characters that only one of the two scripts writes (hans_hant.c) decide between zh-Hans
 *          and zh-Hant; where a sentence has none, characters that both standards list but only one
 *          uses much (后, 後); where it has none of these either it is "zh". Kana over a fifth make
 *          it Japanese.
 * Arabic script: letters of Urdu (ٹ ڈ ڑ ں ے ہ) or of Persian (پ چ ژ گ ک ی) and function words of
 * the three languages; letters of Pashto, Sindhi, Kurdish or Uyghur give "und". Without any cue it
 * is taken for Arabic. Devanagari: function words, and ळ, tell Marathi and Nepali from Hindi.
 * Without any cue it is taken for Hindi. Latin:   each word that a language's list has
 * (language_words.txt: function words and words of the consulting room), else its end, beginning
 * and letter groups, gives points to the languages that share it, more the fewer they are. Known
 * are twenty-five languages; four are named, and the others (German, Italian, Dutch ...) are there
 * to be recognised as "und". "und" also where the points are too few, too few for the number of
 * words, or too close. Long texts are judged by their first 4 KiB. Quality: test_language measures
 * each language on src/text/fixtures/languages.txt, on published questions where they are at hand,
 * and libexttextcat beside it; docs/text.md has the table. */
#include "text/language.h"

#include <unicode/uscript.h>

enum { READ_BYTES = 4096, WORD_BYTES = 24, LATIN_MAX = 32 };

/* ---- letters by script ----------------------------------------------------------------------- */

typedef struct scripts {
    size_t latin, lower, han, kana, hangul, arabic, devanagari, other;
    size_t hans, hant, weak_hans, weak_hant;
} scripts;

static bool in_table(const uint32_t *table, UChar32 c)
{
    const uint32_t at = (uint32_t)c - BED__IDEOGRAPHS_FIRST;

    return (table[at / 32] >> (at % 32) & 1) != 0;
}

static bool is_among(const UChar *list, UChar32 c)
{
    for (; *list != 0; list++)
        if (*list == c)
            return true;
    return false;
}

static void count_ideograph(scripts *n, UChar32 c)
{
    /* In both standards, but written much in one script only. */
    static const UChar weak_hans[] =
        u"万与丰么于价体儿党几厂吨听坏复宁岭帘庄怀怜惊愿扑扰据晒机杆杰极构"
        u"柜气洁洒涂淀痒确离种筑网胜腊苹范茧荐虫虱蚕蜡触赶适后凄里";
    static const UChar weak_hant[] = u"於後著菸藉乾徵";

    n->han++;
    if (c < BED__IDEOGRAPHS_FIRST || c > BED__IDEOGRAPHS_LAST)
        return;
    if (in_table(bed__hans_only, c))
        n->hans++;
    else if (in_table(bed__hant_only, c))
        n->hant++;
    else if (n->hans + n->hant == 0) {
        n->weak_hans += is_among(weak_hans, c);
        n->weak_hant += is_among(weak_hant, c);
    }
}

static void count_letter(scripts *n, UChar32 c)
{
    UErrorCode code = U_ZERO_ERROR;

    if (c < 0x80) {
        n->latin += (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
        n->lower += c >= 'a' && c <= 'z';
        return;
    }
    if (c >= BED__IDEOGRAPHS_FIRST && c <= BED__IDEOGRAPHS_LAST) {
        count_ideograph(n, c);
        return;
    }
    if (!u_hasBinaryProperty(c, UCHAR_ALPHABETIC))
        return;
    switch (uscript_getScript(c, &code)) {
    case USCRIPT_LATIN:
        n->latin++;
        n->lower += u_islower(c) != 0;
        break;
    case USCRIPT_HAN:
        count_ideograph(n, c);
        break;
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
        n->kana++;
        break;
    case USCRIPT_HANGUL:
        n->hangul++;
        break;
    case USCRIPT_ARABIC:
        n->arabic++;
        break;
    case USCRIPT_DEVANAGARI:
        n->devanagari++;
        break;
    case USCRIPT_INHERITED:
    case USCRIPT_COMMON:
        break;
    default:
        n->other++;
        break;
    }
}

static scripts count_scripts(bed_str text)
{
    scripts n  = { 0 };
    size_t  at = 0;

    while (at < text.len) {
        const UChar32 c = bed__utf8_next(text, &at);

        if (c >= 0)
            count_letter(&n, c);
    }
    return n;
}

/* ---- words ----------------------------------------------------------------------------------- */

/* A word in lower case. */
typedef struct token {
    char   text[WORD_BYTES + 4];
    size_t len;
    bool   capitals; /* two letters or more, all of them capitals */
} token;

static bool is_apostrophe(UChar32 c)
{
    return c == '\'' || c == 0x2019;
}

static bool is_in_word(UChar32 c)
{
    if (c < 0x80)
        return c >= 0 && ((c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z'));
    return u_hasBinaryProperty(c, UCHAR_ALPHABETIC) || u_getCombiningClass(c) != 0;
}

static bool is_digit(UChar32 c)
{
    return c >= '0' && c <= '9';
}

/* The character at `at`, which moves on; -1 at the end too. */
static UChar32 char_at(bed_str text, size_t *at)
{
    return *at < text.len ? bed__utf8_next(text, at) : -1;
}

/* Whether an English ending follows the apostrophe before `at`: 's 't 're 've 'll 'm 'd. */
static bool is_contracted(bed_str text, size_t at)
{
    static const char *const ends[] = { "s", "t", "re", "ve", "ll", "m", "d" };
    const bed_str            rest   = { text.ptr + at, text.len - at };

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        size_t behind = at + strlen(ends[i]);

        if (bed_str_starts(rest, bed_str_of(ends[i])) && !is_in_word(char_at(text, &behind)))
            return true;
    }
    return false;
}

/* Reads the run of letters at *at in lower case; false when it is too long or has digits. */
static bool read_run(bed_str text, size_t *at, token *out)
{
    size_t  after = *at, n_letters = 0, n_small = 0;
    bool    usable = true;
    UChar32 c;

    for (; is_in_word(c = char_at(text, &after)); *at = after) {
        usable = usable && !is_digit(c) && out->len <= WORD_BYTES - 4;
        n_letters++;
        n_small += u_isupper(c) == 0;
        if (usable) {
            out->len += bed__utf8_put(out->text + out->len, u_tolower(c));
        }
    }
    out->capitals = n_letters > 1 && n_small == 0;
    return usable && n_letters > 0;
}

/* The next word at *at: letters and marks, with the apostrophe of an elision behind ("d'", "qu'")
 * or of an English contraction before ("'s"). Words with digits are passed over. */
static bool next_token(bed_str text, size_t *at, token *out)
{
    while (*at < text.len) {
        size_t  after = *at;
        UChar32 c     = char_at(text, &after);

        out->len = 0;
        if (is_apostrophe(c) && *at > 0 && is_contracted(text, after)) {
            out->text[out->len++] = '\'';
            *at                   = after;
        } else if (!is_in_word(c)) {
            *at = after;
            continue;
        }
        if (!read_run(text, at, out))
            continue;
        after = *at;
        c     = char_at(text, &after);
        if (is_apostrophe(c) && !is_contracted(text, after)) {
            size_t behind = after;

            if (is_in_word(char_at(text, &behind))) {
                out->text[out->len++] = '\'';
                *at                   = after;
            }
        }
        out->text[out->len] = '\0';
        return true;
    }
    return false;
}

/* ---- Latin script ---------------------------------------------------------------------------- */

typedef struct points {
    double of[LATIN_MAX];
    size_t n_words[LATIN_MAX]; /* that stand in the language's list */
    size_t n_tokens;
} points;

/* The named languages stand first and have some points ahead: medical text in the others is rare.
 */
enum { NAMED = 4 };
static const double PRIOR = 1.5;

/* Shares `worth` points among the languages of a set: full worth to one, less to each of many. */
static void give(points *p, uint32_t languages, double worth)
{
    static const double shared[] = { 0, 1, 0.56, 0.37, 0.28, 0.22, 0.19, 0.16, 0.14, 0.12, 0.11 };
    size_t              n        = 0;

    for (uint32_t rest = languages; rest != 0; rest &= rest - 1)
        n++;
    worth *= n < sizeof shared / sizeof shared[0] ? shared[n] : 0.1;
    for (size_t i = 0; languages != 0; i++, languages >>= 1)
        p->of[i] += (languages & 1) != 0 ? worth : 0;
}

static uint32_t look_up(const bed__cue *table, const uint16_t *from, const char *text, size_t len)
{
    size_t lo = from[(uint8_t)text[0]], hi = from[(uint8_t)text[0] + 1];

    while (lo < hi) {
        const size_t          mid   = lo + (hi - lo) / 2;
        const bed__cue *const cue   = &table[mid];
        int                   order = memcmp(text, cue->text, len < cue->len ? len : cue->len);

        if (order == 0 && len == cue->len)
            return cue->languages;
        if (order < 0 || (order == 0 && len < cue->len))
            hi = mid;
        else
            lo = mid + 1;
    }
    return 0;
}

static void give_for_parts(points *p, const token *t)
{
    uint32_t found = 0;

    for (size_t n = t->len > 8 ? 8 : t->len - 1; n > 0 && found == 0; n--) {
        found = look_up(bed__cue_ends, bed__cue_ends_from, t->text + t->len - n, n);
        give(p, found, n >= 3 ? 4.0 : 2.5);
    }
    found = 0;
    for (size_t n = t->len > 5 ? 5 : t->len - 1; n > 0 && found == 0; n--) {
        found = look_up(bed__cue_starts, bed__cue_starts_from, t->text, n);
        give(p, found, 1.5);
    }
    for (size_t i = 0; i < t->len; i++) {
        const uint8_t byte = (uint8_t)t->text[i];

        for (size_t k = bed__cue_groups_from[byte]; k < bed__cue_groups_from[byte + 1]; k++)
            if (bed__cue_groups[k].len <= t->len - i &&
                memcmp(bed__cue_groups[k].text, t->text + i, bed__cue_groups[k].len) == 0)
                give(p, bed__cue_groups[k].languages, 3.0);
    }
}

static const char *latin_language(bed_str text, bool has_lower)
{
    points p    = { .n_tokens = 0 };
    size_t best = 0, at = 0;
    double second = 0;
    token  t;

    while (next_token(text, &at, &t)) {
        const uint32_t known = look_up(bed__cue_words, bed__cue_words_from, t.text, t.len);

        if (t.capitals && has_lower && t.len <= 6)
            continue; /* COVID, TAC, IRM */
        p.n_tokens++;
        for (size_t i = 0; i < NAMED; i++)
            p.n_words[i] += known >> i & 1;
        if (known != 0)
            give(&p, known, t.len == 1 ? 4.0 : 10.0);
        else if (t.len > 2)
            give_for_parts(&p, &t);
    }
    for (size_t i = 0; i < NAMED; i++)
        p.of[i] += p.of[i] > 0 ? PRIOR : 0;
    for (size_t i = 1; i < bed__latin_languages_n; i++)
        if (p.of[i] > p.of[best])
            best = i;
    for (size_t i = 0; i < bed__latin_languages_n; i++)
        if (i != best && p.of[i] > second)
            second = p.of[i];
    if (best >= NAMED || p.of[best] - PRIOR < 4.0 || p.of[best] - second < 1.0 ||
        p.of[best] < 1.3 * (double)p.n_tokens)
        return "und";
    if (p.n_tokens >= 5 && p.n_words[best] * 5 < p.n_tokens)
        return "und"; /* word ends alone do not make a language */
    return bed__latin_languages[best];
}

/* ---- Arabic script --------------------------------------------------------------------------- */

/* 1 when the list has the word. */
static size_t is_word_of(const char *const *list, const token *t)
{
    for (; *list != NULL; list++)
        if (strcmp(*list, t->text) == 0)
            return 1;
    return 0;
}

static const char *arabic_language(bed_str text)
{
    static const UChar urdu[] = u"ٹڈڑںےۓہھۃ", persian[] = u"پچژگکی", arabic[] = u"ةيكىأإؤ",
                       elsewhere[] = u"ټډړښڼېۍځڅڄڃڀڦڳڱڻٺٿڪێۆڕڵەڤڭۋۇۈې";
    static const char *const fa[] = { "از",   "که",   "این", "را",  "می",  "در",   "با",
                                      "برای", "هم",   "آن",  "های", "است", "شود",  "من",
                                      "دارم", "دارد", "شده", "یک",  "کرد", "باشد", NULL };
    static const char *const ur[] = { "میں", "سے", "کے",  "کی",  "کا",  "کو",  "اور", "نے",
                                      "پر",  "ہے", "ہیں", "کیا", "تھا", "بھی", "یہ",  NULL };
    static const char *const ar[] = { "في",  "من",  "على",  "إلى",  "هل",  "ما", "هو", "هي", "عن",
                                      "مع",  "أن",  "التي", "الذي", "كان", "لا", "أو", "ثم", "بعد",
                                      "قبل", "عند", "هذا",  "هذه",  "ذلك", "كل", NULL };
    size_t                   n_ur = 0, n_fa = 0, n_ar = 0, n_else = 0, n_letters = 0, at = 0;
    token                    t;

    while (at < text.len) {
        const UChar32 c = bed__utf8_next(text, &at);

        n_letters += c >= 0x600 && u_isalpha(c);
        n_ur += 3 * is_among(urdu, c);
        n_fa += is_among(persian, c);
        n_ar += is_among(arabic, c);
        n_else += is_among(elsewhere, c);
    }
    for (at = 0; next_token(text, &at, &t);) {
        n_ur += 4 * is_word_of(ur, &t);
        n_fa += 3 * is_word_of(fa, &t);
        n_ar += 3 * is_word_of(ar, &t);
        n_ar += t.len > 6 && strncmp(t.text, "ال", 4) == 0 ? 2 : 0;
    }
    if (n_else * 25 > n_letters)
        return "und";
    if (n_ur >= 6 && n_ur > n_ar)
        return n_ur * 3 > n_fa ? "ur" : "fa";
    return n_fa > n_ar ? "fa" : "ar";
}

/* ---- Devanagari ------------------------------------------------------------------------------ */

/* 1 when a word of five letters or more has one of the ends. */
static size_t ends_in(bed_str word, const char *const *ends)
{
    for (; word.len >= 15 && *ends != NULL; ends++)
        if (bed_str_ends(word, bed_str_of(*ends)))
            return 1;
    return 0;
}

static const char *devanagari_language(bed_str text)
{
    static const char *const hi[] = { "है",         "हैं",    "का",   "की", "के",    "को",  "में",
                                      "से",         "और",   "पर",   "ने",  "था",   "थी",  "थे",
                                      "हो",        "रहा",  "रही",  "कर", "नहीं",  "क्या", "मुझे",
                                      "मेरे",        "मेरी",  "यह",   "वह", "कौन",  "किस", "लिए",
                                      "निम्नलिखित", "होता", "होती", "तो", "भी",   "एक",  "इस",
                                      "जो",        "गया",  "करने",  "आप", "आपको", NULL };
    static const char *const mr[] = { "आहे",  "आहेत",  "आणि", "नाही", "मला",  "माझ्या", "माझे",  "काय",
                                      "होते", "होता", "केले",  "मध्ये",  "साठी", "पासून",  "तुम्ही", "आपण",
                                      "या",  "ते",    "हे",   "ही",   "असे",   "असते",   "करावे", "का",
                                      "त्या", "होत",  "झाले", "झाला", NULL };
    static const char *const ne[] = { "छ",   "छन्",   "छु",    "हो",   "होइन",   "र",    "पनि",
                                      "तर",  "म",    "मेरो",  "मलाई", "भएको",   "गर्न",  "गर्नु",
                                      "हुन्छ", "छैन",   "लागि", "तपाईं", "तपाईंको", "के",    "यो",
                                      "देखि", "गरेको", "थियो", "भयो",  "गर्छ",    "दुखेको", NULL };
    static const char *const mr_ends[] = { "च्या", "चा",  "ची",   "चे",   "ांना", "ातील", "साठी",
                                           "ाने",  "ावर", "ण्यास", "त्या", "णे",   NULL };
    static const char *const ne_ends[] = {
        "लाई", "को", "मा", "हरू", "बाट", "हुन्छ", "होस्", "ेको", NULL
    };
    size_t n_hi = 0, n_mr = 0, n_ne = 0, at = 0;
    token  t;

    while (next_token(text, &at, &t)) {
        const bed_str word = { t.text, t.len };

        n_hi += 2 * is_word_of(hi, &t);
        n_mr += 2 * is_word_of(mr, &t) + ends_in(word, mr_ends);
        n_mr += bed_str_contains(word, BED_STR("ळ"));
        n_ne += 2 * is_word_of(ne, &t) + ends_in(word, ne_ends);
        n_ne += bed_str_contains(word, BED_STR("गर्न")) || bed_str_contains(word, BED_STR("हरू"));
    }
    if (n_mr > n_hi && n_mr >= n_ne)
        return "mr";
    return n_ne > n_hi ? "ne" : "hi";
}

/* ---- all ------------------------------------------------------------------------------------- */

static const char *chinese_script(const scripts *n)
{
    if (n->hans != n->hant)
        return n->hans > n->hant ? "zh-Hans" : "zh-Hant";
    if (n->weak_hans != n->weak_hant)
        return n->weak_hans > n->weak_hant ? "zh-Hans" : "zh-Hant";
    return "zh";
}

static bed_str beginning(bed_str text)
{
    if (text.len <= READ_BYTES)
        return text;
    text.len = READ_BYTES;
    while (text.len > 0 && (text.ptr[text.len] & 0xC0) == 0x80)
        text.len--;
    return text;
}

const char *bed_language_of(bed_str text)
{
    const bed_str read  = beginning(text);
    const scripts n     = count_scripts(read);
    const size_t  latin = n.lower, han = 3 * n.han + 2 * n.kana, hangul = 2 * n.hangul;
    size_t        most = latin;

    most = han > most ? han : most;
    most = hangul > most ? hangul : most;
    most = n.arabic > most ? n.arabic : most;
    most = n.devanagari > most ? n.devanagari : most;
    if (n.other > most)
        return "und";
    if (most == 0)
        return n.latin > 0 ? latin_language(read, false) : "und";
    if (most == han)
        return 5 * n.kana > n.han + n.kana ? "ja" : chinese_script(&n);
    if (most == hangul)
        return "ko";
    if (most == n.arabic)
        return arabic_language(read);
    if (most == n.devanagari)
        return devanagari_language(read);
    return latin_language(read, n.lower > 0);
}
