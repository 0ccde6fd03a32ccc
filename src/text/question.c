/* Whether a text asks.
 * Marks:   ? ？ ؟ ¿ and their like anywhere, but not "(?)" and not within an address of the net.
 * Forms:   without a mark, a sentence asks when it
 *   en     begins with a question word (what, which, how ...; when and where only before an
 *          auxiliary: "when I cough" does not ask) or with an auxiliary and its subject ("can i
 *          take"; "do it daily" does not ask), fillers such as "and", "hello doctor" passed over;
 * or has "which of the following", "i want to know", "wondering if" and their like zh     ends in
 * 吗 呢 么, or in "or not" behind what was done (打过疫苗没有), or has an A-not-A form (是不是,
 * 痒不痒, 规律不规律
 * ...) or a question word (什么 怎么 如何
 * 为什么 哪些 多久 是否 ...), unless a word before it makes it indirect or indefinite
 * (检查是否有炎症, 没什么, 无论如何) es fr pt  begins with a question word, est-ce que, será que,
 * puedo, posso, or an inversion (dois-je, faut-il, avez-vous) hi     has क्या, कौन, कैसे, कब, कहाँ,
 * क्यों, कितने ...   ar  begins with هل ما كيف متى ... or has هل A stem that is left for the answer to
 * complete (…最常见的原因是) does not ask by this definition. Errors of it are measured by
 * test_question on its own sentences. */
#include "text/sentences.h"

enum { LOWER_BYTES = 1024, WORDS = 24 };

/* ---- marks ----------------------------------------------------------------------------------- */

static bool is_mark(UChar32 c)
{
    return c == '?' || c == 0xFF1F || c == 0x061F || c == 0xBF || c == 0x037E || c == 0x055E ||
           (c >= 0x2047 && c <= 0x2049) || c == 0xFE56 || c == 0x203D;
}

/* Whether the '?' at `at` stands within "https://..?.." */
static bool in_address(bed_str text, size_t at)
{
    size_t from = at;

    if (at + 1 >= text.len || (uint8_t)text.ptr[at + 1] <= ' ' || (text.ptr[at + 1] & 0x80) != 0)
        return false;
    while (from > 0 && at - from < 300 && (uint8_t)text.ptr[from - 1] > ' ')
        from--;
    return bed_str_contains((bed_str){ text.ptr + from, at - from }, BED_STR("://")) ||
           bed_str_contains((bed_str){ text.ptr + from, at - from }, BED_STR("www."));
}

static bool has_mark(bed_str text)
{
    size_t at = 0;

    while (at < text.len) {
        const size_t  here = at;
        const UChar32 c    = bed__utf8_next(text, &at);

        if (!is_mark(c))
            continue;
        if (c == '?' && here > 0 && text.ptr[here - 1] == '(' && at < text.len &&
            text.ptr[at] == ')')
            continue;
        if (c != '?' || !in_address(text, here))
            return true;
    }
    return false;
}

/* ---- the beginning of a sentence in lower case ----------------------------------------------- */

typedef struct opening {
    char    text[LOWER_BYTES];
    size_t  len;
    bed_str words[WORDS]; /* the first ones; apostrophes and hyphens are inside words */
    size_t  n;
} opening;

static void read_opening(bed_str sentence, opening *o)
{
    size_t at = 0, start = 0;
    bool   inside = false;

    *o = (opening){ .len = 0 };
    while (at < sentence.len && o->len < LOWER_BYTES - 8) {
        const UChar32 c    = bed__utf8_next(sentence, &at);
        const bool    mark = c == '\'' || c == 0x2019 || c == '-';
        const bool    word = c >= 0 && (u_hasBinaryProperty(c, UCHAR_ALPHABETIC) ||
                                     u_getCombiningClass(c) != 0 || (mark && inside));

        if (!word && inside && o->n < WORDS)
            o->words[o->n++] = (bed_str){ o->text + start, o->len - start };
        if (word && !inside)
            start = o->len;
        inside = word;
        o->len += bed__utf8_put(o->text + o->len, c < 0 ? ' ' : c == 0x2019 ? '\'' : u_tolower(c));
    }
    if (inside && o->n < WORDS)
        o->words[o->n++] = (bed_str){ o->text + start, o->len - start };
}

/* Whether a word stands in a list of words between blanks, " a b c ". */
static bool among(bed_str word, const char *list)
{
    char key[34];

    if (word.len == 0 || word.len > 31)
        return false;
    key[0] = ' ';
    memcpy(key + 1, word.ptr, word.len);
    memcpy(key + 1 + word.len, " ", 2);
    return strstr(list, key) != NULL;
}

static bool word_among(const opening *o, size_t i, const char *list)
{
    return i < o->n && among(o->words[i], list);
}

static bool has_phrase(const opening *o, const char *const *phrases)
{
    const bed_str text = { o->text, o->len };

    for (; *phrases != NULL; phrases++)
        if (bed_str_contains(text, bed_str_of(*phrases)))
            return true;
    return false;
}

/* ---- forms ----------------------------------------------------------------------------------- */

#define EN_AUXILIARIES                                                                             \
    " is are was were do does did can could should would will has have had may might am shall "    \
    "isn't aren't wasn't don't doesn't didn't can't couldn't shouldn't won't "
#define EN_SUBJECTS " i you he she it we they this that these those there anyone someone anybody "
#define EN_DETERMINERS " my your his her our their the a an any "

/* "how" before an auxiliary, or with a measure before it: "how much water should". */
static bool asks_how(const opening *o, size_t i)
{
    if (word_among(o, i + 1, EN_AUXILIARIES " to come about "))
        return true;
    if (!word_among(o, i + 1,
                    " long often much many soon far bad serious severe common likely old young "
                    "dangerous effective safe quickly fast early late high low "))
        return false;
    for (size_t k = i + 2; k < i + 5; k++)
        if (word_among(o, k, EN_AUXILIARIES))
            return !word_among(o, k - 1, EN_SUBJECTS EN_DETERMINERS);
    return word_among(o, i + 2, " to ");
}

/* A clause from its word i on: a question word before what can follow it, or an auxiliary before
 * its subject. first: the clause opens its sentence, where more counts as a question. */
static bool asks_en_clause(const opening *o, size_t i, bool first)
{
    if (word_among(o, i, " how "))
        return asks_how(o, i);
    if (word_among(o, i, " when where why what "))
        if (word_among(o, i + 1, EN_AUXILIARIES))
            return true;
    if (word_among(o, i, " do don't have had may might will "))
        return word_among(o, i + 1, " i you we they he she it ") &&
               !(word_among(o, i, " do ") && word_among(o, i + 1, " it "));
    if (word_among(o, i, " should ") && word_among(o, i + 1, " you "))
        return !bed_str_contains((bed_str){ o->text, o->len }, BED_STR(","));
    if (word_among(o, i, EN_AUXILIARIES) && word_among(o, i + 1, EN_SUBJECTS))
        return true;
    if (first && word_among(o, i, EN_AUXILIARIES) && word_among(o, i + 1, EN_DETERMINERS))
        return true;
    if (!first)
        return word_among(o, i, " what ") && word_among(o, i + 1, " makes brings helps causes ");
    if (word_among(o, i, " is are does did "))
        return i + 1 < o->n &&
               !word_among(o, i + 1, " not also usually often likely caused used because and or ");
    if (word_among(o, i, " what "))
        return i + 1 < o->n && !word_among(o, i + 1,
                                           " a an the i you he she we they my your his her their "
                                           "matters helps follows ");
    if (word_among(o, i, " which "))
        return i + 1 < o->n && !word_among(o, i + 1, " is was has means makes can may ");
    return word_among(o, i, " what's who's where's how's why who whom whose ");
}

/* "Any fever", a few words without a verb that would make it a statement. */
static bool asks_any(const opening *o, size_t i)
{
    if (!word_among(o, i, " any ") || o->n > i + 10)
        return false;
    for (size_t k = i + 1; k < o->n; k++)
        if (word_among(o, k, " should may can will is are must was were could would helps needs "))
            return false;
    return i + 1 < o->n;
}

static bool asks_en(const opening *o)
{
    static const char *const phrases[] = { "which of the following",
                                           "which one of the following",
                                           "i want to know",
                                           "i would like to know",
                                           "i'd like to know",
                                           "i wanted to know",
                                           "wondering if",
                                           "wondering whether",
                                           "wondering what",
                                           "wondering how",
                                           "wondering why",
                                           "can you tell me",
                                           "could you tell me",
                                           "please tell me what",
                                           "please tell me how",
                                           "please tell me if",
                                           "any idea what",
                                           "any idea why",
                                           "what is the most likely",
                                           "what could be",
                                           "what should i",
                                           NULL };
    static const char *const tags[]    = { ", right",         ", correct",
                                           ", isn't it",      ", don't you",
                                           ", is that right", ", aren't you",
                                           ", haven't you",   NULL };
    bed_str                  text      = { o->text, o->len };
    size_t                   i         = 0;

    if (has_phrase(o, phrases))
        return true;
    while (text.len > 0 && strchr(" .!\n", text.ptr[text.len - 1]) != NULL)
        text.len--;
    for (size_t k = 0; tags[k] != NULL; k++)
        if (bed_str_ends(text, bed_str_of(tags[k])))
            return true;
    while (i < 3 && word_among(o, i,
                               " and so but also ok okay well hi hello hey dear doctor doc dr sir "
                               "please then now or yes no "))
        i++;
    if (asks_en_clause(o, i, !word_among(o, i - 1, " so ")) || asks_any(o, i))
        return true;
    for (size_t k = 1; k < o->n; k++) {
        const char *const before = o->words[k].ptr - 2;

        if (before > o->text && before[0] == ',' && asks_en_clause(o, k, false))
            return true;
        if (before > o->text && before[0] == ',' && word_among(o, k, " so and but or ") &&
            asks_en_clause(o, k + 1, false))
            return true;
    }
    return false;
}

/* Whether words that take a question inside them, or make it indefinite, stand in the up to eight
 * characters before `at`. */
static bool is_indirect(bed_str s, size_t at)
{
    static const char *const before[] = {
        "确诊", "確診", "查明", "查清",   "诊断",   "診斷", "筛查",   "篩檢", "鉴别", "鑑別",
        "区分", "說明", "说明", "决定",   "決定",   "看是", "和是",   "看有", "检查", "檢查",
        "确定", "確定", "判断", "判斷",   "明确",   "明確", "了解",   "观察", "觀察", "看看",
        "评估", "評估", "排除", "取决于", "取決於", "注意", "确认",   "確認", "没",   "沒",
        "无论", "無論", "不论", "不論",   "不管",   "任何", "告诉我", "根据", "根據", NULL
    };
    size_t  from = at;
    bed_str window;

    for (int n = 0; n < 8 && from > 0; n++)
        (void)bed__utf8_before(s, &from);
    (void)bed__utf8_next(s, &at); /* "看是" and the like end with the form's first character */
    window = (bed_str){ s.ptr + from, at - from };
    for (size_t i = 0; before[i] != NULL; i++)
        if (bed_str_contains(window, bed_str_of(before[i])))
            return true;
    return false;
}

static bool ends_in_any(bed_str s, const char *const *ends)
{
    for (; *ends != NULL; ends++)
        if (bed_str_ends(s, bed_str_of(*ends)))
            return true;
    return false;
}

/* Whether s at `at` has the n characters that end before `before`. */
static bool comes_again(bed_str s, size_t before, size_t at, int n)
{
    size_t from = before, len;

    for (int i = 0; i < n; i++) {
        if (from == 0)
            return false;
        if (!u_hasBinaryProperty(bed__utf8_before(s, &from), UCHAR_IDEOGRAPHIC))
            return false;
    }
    len = before - from;
    return s.len - at >= len && memcmp(s.ptr + from, s.ptr + at, len) == 0;
}

static bool starts_with_any(bed_str s, const char *const *starts)
{
    for (; *starts != NULL; starts++)
        if (bed_str_starts(s, bed_str_of(*starts)))
            return true;
    return false;
}

/* An adjective or verb, 不 or 没, and it again: 痒不痒, 规律不规律, 吃没吃. Not 时不时, 动不动 (now
 * and then), and not before 都 (吃不吃都行: whether or not). */
static bool has_a_not_a(bed_str s)
{
    static const char *const nots[]  = { "不", "没", "沒", NULL };
    static const char *const other[] = { "时不时", "時不時", "动不动", "動不動", NULL };
    enum { CHARACTER = 3, WINDOW = 8 * CHARACTER }; /* bytes */

    for (size_t i = 0; nots[i] != NULL; i++) {
        const char *found = memmem(s.ptr, s.len, nots[i], CHARACTER);

        for (; found != NULL;
             found = memmem(found + CHARACTER, (size_t)(s.ptr + s.len - found) - CHARACTER, nots[i],
                            CHARACTER)) {
            const size_t before = (size_t)(found - s.ptr), left = s.len - before;
            bed_str      form = { found, left < WINDOW ? left : WINDOW };

            if (!comes_again(s, before, before + CHARACTER, 1) &&
                !comes_again(s, before, before + CHARACTER, 2))
                continue;
            if (bed_str_contains(form, BED_STR("都")) || is_indirect(s, before))
                continue;
            form = (bed_str){ found - CHARACTER, left + CHARACTER };
            if (!starts_with_any(form, other))
                return true;
        }
    }
    return false;
}

/* Whether something was done "or not": 打过疫苗没有, 结婚了没. Not 什么都没有, 还没, 一点也没有. */
static bool ends_in_or_not(bed_str s)
{
    static const char *const nots[]    = { "没有", "沒有", "没", "沒", NULL };
    static const char *const denials[] = { "都", "也", "还", "還", "并", "並", "就",
                                           "从", "從", "毫", "，", ",",  " ",  NULL };

    for (size_t i = 0; nots[i] != NULL; i++)
        if (bed_str_ends(s, bed_str_of(nots[i]))) {
            s.len -= strlen(nots[i]);
            return !ends_in_any(s, denials) &&
                   (bed_str_contains(s, BED_STR("过")) || bed_str_contains(s, BED_STR("過")) ||
                    bed_str_ends(s, BED_STR("了")));
        }
    return false;
}

static bool asks_zh(bed_str s)
{
    static const char *const statements[] = { "什么", "什麼", "的呢", "着呢", "了呢",
                                              "這麼", "那麼", "这么", "那么", NULL };
    static const char *const particles[]  = { "吗", "嗎", NULL };
    static const char *const endings[]    = { "呢", "么", "麼", "嘛", NULL };
    static const char *const direct[] = { "是不是", "有没有",   "有沒有", "能不能", "可不可以",
                                          "会不会", "會不會",   "要不要", "好不好", "该不该",
                                          "該不該", "需不需要", "要紧不", "行不行", "对不对",
                                          "對不對", "请问",     "請問",   NULL };
    static const char *const words[] = {
        "什么", "什麼",     "甚麼",     "怎么", "怎麼", "怎样", "怎樣", "怎么办", "如何",
        "为何", "為何",     "哪些",     "哪个", "哪個", "哪里", "哪裡", "哪种",   "哪種",
        "哪一", "哪项",     "哪項",     "哪年", "哪天", "哪边", "哪邊", "哪侧",   "哪儿",
        "多久", "多长时间", "多長時間", "多少", "多大", "几岁", "谁",   "誰",     "是否",
        "能否", "可否",     "何时",     "何時", "何者", "咋",   NULL
    };
    bed_str end = bed_trim(s);

    for (size_t i = 0; particles[i] != NULL; i++)
        if (bed_str_contains(s, bed_str_of(particles[i])))
            return true;
    for (size_t i = 0; direct[i] != NULL; i++) {
        const char *at = memmem(s.ptr, s.len, direct[i], strlen(direct[i]));

        if (at != NULL && !is_indirect(s, (size_t)(at - s.ptr)))
            return true;
    }
    while (end.len > 0) { /* punctuation behind the last character */
        size_t        at = end.len;
        const UChar32 c  = bed__utf8_before(end, &at);

        if (c >= 0 && u_hasBinaryProperty(c, UCHAR_ALPHABETIC))
            break;
        end.len = at;
    }
    for (size_t i = 0; endings[i] != NULL; i++)
        if (bed_str_ends(end, bed_str_of(endings[i])) && !ends_in_any(end, statements))
            return true;
    if (has_a_not_a(s) || ends_in_or_not(end))
        return true;
    for (size_t i = 0; words[i] != NULL; i++) {
        const char *at = memmem(s.ptr, s.len, words[i], strlen(words[i]));

        if (at != NULL && !is_indirect(s, (size_t)(at - s.ptr)))
            return true;
    }
    return false;
}

static bool asks_es(const opening *o)
{
    static const char accented[] = " qué cuál cuáles cómo cuándo dónde quién quiénes cuánto cuánta "
                                   "cuántos cuántas ";
    size_t            i = 0;

    while (i < 3 && word_among(o, i,
                               " hola doctor doctora y pero buenos buenas días tardes por "
                               "para con a de en desde "))
        i++;
    if (word_among(o, i, accented) || word_among(o, i, " puedo debo podría debería "))
        return true;
    return word_among(o, i, " que cual cuales como cuando donde cuanto cuantos cuanta cuantas ") &&
           word_among(o, i + 1,
                      " es son puedo puede debo debe hago hay tengo tiempo significa "
                      "dosis días dias me ");
}

static bool asks_fr(const opening *o)
{
    size_t i = 0;

    while (i < 3 && word_among(o, i, " bonjour docteur et mais alors merci pendant depuis de à "))
        i++;
    if (word_among(o, i,
                   " est-ce qu'est-ce quel quelle quels quelles comment pourquoi combien où "
                   "puis-je dois-je faut-il peut-on y-a-t-il avez-vous êtes-vous pouvez-vous "
                   "savez-vous peut-il peut-elle a-t-il a-t-elle est-il est-elle ai-je "
                   "suis-je doit-on laquelle lequel lesquels lesquelles "))
        return true;
    for (size_t k = i; k < o->n; k++)
        if (bed_str_contains(o->words[k], BED_STR("-t-il")) ||
            bed_str_contains(o->words[k], BED_STR("-t-elle")) ||
            bed_str_contains(o->words[k], BED_STR("-t-on")) ||
            word_among(o, k, " est-ce laquelle lequel lesquelles lesquels "))
            return true;
    return false;
}

static bool asks_pt(const opening *o)
{
    size_t i = 0;

    while (i < 3 && word_among(o, i,
                               " olá oi doutor doutora e mas bom boa dia tarde por para com "
                               "a de em desde o "))
        i++;
    if (word_among(o, i,
                   " qual quais quem onde quanto quanta quantos quantas será posso devo "
                   "poderia "))
        return true;
    return word_among(o, i, " que como quando ") &&
           word_among(o, i + 1,
                      " é são posso pode devo deve faço há tenho significa devemos eu "
                      "remédio exame fazer tratar tomar ");
}

static bool asks_hi(const opening *o)
{
    for (size_t i = 0; i < o->n; i++)
        if (word_among(o, i,
                       " क्या कौन कौनसा कैसे कैसा कैसी कब कहाँ कहां क्यों कितना कितने कितनी किस किसे "
                       "किसका किसकी किसके किससे किसमें "))
            return true;
    return bed_str_contains((bed_str){ o->text, o->len }, BED_STR(" कौन "));
}

static bool asks_ar(const opening *o)
{
    if (word_among(o, 0, " هل ما ماذا لماذا كيف متى أين كم أي أيّ ماهو ماهي لم مم "))
        return true;
    for (size_t i = 0; i < o->n; i++)
        if (word_among(o, i, " هل ماذا لماذا أيهما "))
            return true;
    return false;
}

static bool asks(bed_str sentence, const char *lang)
{
    opening o;

    if (strcmp(lang, "zh") == 0)
        return asks_zh(sentence);
    read_opening(sentence, &o);
    if (strcmp(lang, "en") == 0)
        return asks_en(&o);
    if (strcmp(lang, "es") == 0)
        return asks_es(&o);
    if (strcmp(lang, "fr") == 0)
        return asks_fr(&o);
    if (strcmp(lang, "pt") == 0)
        return asks_pt(&o);
    if (strcmp(lang, "hi") == 0)
        return asks_hi(&o);
    return strcmp(lang, "ar") == 0 && asks_ar(&o);
}

bool bed_is_question(bed_str text, bed_str lang)
{
    struct bed_sentences s;
    char                 key[BED__SUBTAG];
    bed_str              sentence;

    if (text.len > BED__TEXT_MAX_BYTES)
        text.len = BED__TEXT_MAX_BYTES;
    if (has_mark(text))
        return true;
    if (lang.len == 0)
        lang = bed_str_of(bed_language_of(text));
    bed__primary_subtag(lang, key);
    if (bed_sentences_open(&s, text, lang, NULL) != BED_OK)
        return false;
    while (bed_sentences_next(&s, &sentence))
        if (asks(sentence, key))
            return true;
    return false;
}
