/* What words say, for the rules that find an answer. Rows of a letter are in the order of their
 * bytes; of Chinese phrases that begin alike the longest stands first. */
#include "metric/extract_words.h"

#include <string.h>

typedef struct word {
    bed_str    text;
    bed__sense sense;
} word;

static bed__sense find_word(const word *words, size_t n, bed_str fold)
{
    for (size_t i = 0; i < n; i++)
        if (words[i].text.len == fold.len && memcmp(words[i].text.ptr, fold.ptr, fold.len) == 0)
            return words[i].sense;
    return NO_SENSE;
}

static bed__sense find_phrase(const word *words, size_t n, bed_str rest, size_t *bytes)
{
    for (size_t i = 0; i < n; i++)
        if (bed_str_starts(rest, words[i].text)) {
            *bytes = words[i].text.len;
            return words[i].sense;
        }
    return NO_SENSE;
}

bed__sense bed__sense_of_word(bed_str fold)
{
    switch (fold.ptr[0]) {
    case 'a': {
        static const word words[] = {
            { BED_STR_INIT("according"), S_BECAUSE }, { BED_STR_INIT("accordingly"), S_SO },
            { BED_STR_INIT("accurate"), S_RIGHT },    { BED_STR_INIT("actually"), S_ACTUALLY },
            { BED_STR_INIT("also"), S_FILL },         { BED_STR_INIT("alternative"), S_CHOICE },
            { BED_STR_INIT("although"), S_BUT },      { BED_STR_INIT("an"), S_FILL },
            { BED_STR_INIT("and"), S_AND },           { BED_STR_INIT("ans"), S_ANSWER },
            { BED_STR_INIT("answer"), S_ANSWER },     { BED_STR_INIT("answer's"), S_ANSWER },
            { BED_STR_INIT("answers"), S_ANSWER },    { BED_STR_INIT("apologies"), S_REVISE },
            { BED_STR_INIT("apologize"), S_REVISE },  { BED_STR_INIT("appears"), S_IS },
            { BED_STR_INIT("appropriate"), S_RIGHT }, { BED_STR_INIT("are"), S_IS },
            { BED_STR_INIT("aren't"), S_NOT },        { BED_STR_INIT("as"), S_FILL },
            { BED_STR_INIT("assuming"), S_IF }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'b': {
        static const word words[] = {
            { BED_STR_INIT("based"), S_BECAUSE },   { BED_STR_INIT("be"), S_IS },
            { BED_STR_INIT("because"), S_BECAUSE }, { BED_STR_INIT("becomes"), S_IS },
            { BED_STR_INIT("being"), S_IS },        { BED_STR_INIT("believe"), S_FILL },
            { BED_STR_INIT("best"), S_RIGHT },      { BED_STR_INIT("both"), S_BOTH },
            { BED_STR_INIT("boxed"), S_BOXED },     { BED_STR_INIT("but"), S_BUT },
            { BED_STR_INIT("by"), S_BECAUSE }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'c': {
        static const word words[] = { { BED_STR_INIT("can't"), S_NOT },
                                      { BED_STR_INIT("cannot"), S_NOT },
                                      { BED_STR_INIT("cant"), S_NOT },
                                      { BED_STR_INIT("certainly"), S_FILL },
                                      { BED_STR_INIT("choice"), S_CHOICE },
                                      { BED_STR_INIT("choices"), S_CHOICES },
                                      { BED_STR_INIT("choose"), S_CHOOSE },
                                      { BED_STR_INIT("choosing"), S_CHOOSE },
                                      { BED_STR_INIT("chose"), S_CHOOSE },
                                      { BED_STR_INIT("chosen"), S_CHOOSE },
                                      { BED_STR_INIT("clearly"), S_FILL },
                                      { BED_STR_INIT("conclude"), S_FILL },
                                      { BED_STR_INIT("conclusion"), S_SO },
                                      { BED_STR_INIT("consequently"), S_SO },
                                      { BED_STR_INIT("contraindicated"), S_WRONG },
                                      { BED_STR_INIT("correct"), S_RIGHT },
                                      { BED_STR_INIT("correction"), S_REVISE },
                                      { BED_STR_INIT("could"), S_MIGHT },
                                      { BED_STR_INIT("couldn't"), S_NOT } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'd': {
        static const word words[] = {
            { BED_STR_INIT("definitely"), S_FILL }, { BED_STR_INIT("diagnosis"), S_TOPIC },
            { BED_STR_INIT("didn't"), S_NOT },      { BED_STR_INIT("doesn't"), S_NOT },
            { BED_STR_INIT("doesnt"), S_NOT },      { BED_STR_INIT("don't"), S_NOT },
            { BED_STR_INIT("dont"), S_NOT },        { BED_STR_INIT("due"), S_BECAUSE }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'e': {
        static const word words[] = {
            { BED_STR_INIT("effective"), S_RIGHT },  { BED_STR_INIT("either"), S_EITHER },
            { BED_STR_INIT("eliminated"), S_WRONG }, { BED_STR_INIT("except"), S_NOT },
            { BED_STR_INIT("excluded"), S_WRONG },   { BED_STR_INIT("explanation"), S_BECAUSE }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'f': {
        static const word words[] = {
            { BED_STR_INIT("false"), S_WRONG },    { BED_STR_INIT("fbox"), S_BOXED },
            { BED_STR_INIT("final"), S_FINAL },    { BED_STR_INIT("finally"), S_SO },
            { BED_STR_INIT("following"), S_FILL }, { BED_STR_INIT("follows"), S_FILL },
            { BED_STR_INIT("for"), S_WITH },       { BED_STR_INIT("from"), S_BECAUSE }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'g': {
        static const word words[] = { { BED_STR_INIT("given"), S_BECAUSE },
                                      { BED_STR_INIT("go"), S_GO },
                                      { BED_STR_INIT("going"), S_GO },
                                      { BED_STR_INIT("guess"), S_FILL } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'h': {
        static const word words[] = { { BED_STR_INIT("hence"), S_SO },
                                      { BED_STR_INIT("here"), S_FILL },
                                      { BED_STR_INIT("however"), S_BUT } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'i': {
        static const word words[] = { { BED_STR_INIT("i"), S_FILL },
                                      { BED_STR_INIT("i'd"), S_FILL },
                                      { BED_STR_INIT("id"), S_FILL },
                                      { BED_STR_INIT("if"), S_IF },
                                      { BED_STR_INIT("inaccurate"), S_WRONG },
                                      { BED_STR_INIT("inappropriate"), S_WRONG },
                                      { BED_STR_INIT("incorrect"), S_WRONG },
                                      { BED_STR_INIT("incorrectly"), S_WRONG },
                                      { BED_STR_INIT("indeed"), S_FILL },
                                      { BED_STR_INIT("indicated"), S_RIGHT },
                                      { BED_STR_INIT("initially"), S_MIGHT },
                                      { BED_STR_INIT("instead"), S_RATHER },
                                      { BED_STR_INIT("is"), S_IS },
                                      { BED_STR_INIT("isn't"), S_NOT },
                                      { BED_STR_INIT("isnt"), S_NOT },
                                      { BED_STR_INIT("it"), S_FILL },
                                      { BED_STR_INIT("it's"), S_IS },
                                      { BED_STR_INIT("item"), S_FILL },
                                      { BED_STR_INIT("its"), S_FILL } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'j': {
        static const word words[] = { { BED_STR_INIT("just"), S_FILL } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'l': {
        static const word words[] = {
            { BED_STR_INIT("label"), S_FILL },   { BED_STR_INIT("lean"), S_GO },
            { BED_STR_INIT("leaning"), S_GO },   { BED_STR_INIT("let's"), S_FILL },
            { BED_STR_INIT("lets"), S_FILL },    { BED_STR_INIT("letter"), S_CHOICE },
            { BED_STR_INIT("letters"), S_FILL }, { BED_STR_INIT("likeliest"), S_RIGHT },
            { BED_STR_INIT("likely"), S_RIGHT }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'm': {
        static const word words[] = {
            { BED_STR_INIT("management"), S_TOPIC }, { BED_STR_INIT("mathbf"), S_FILL },
            { BED_STR_INIT("mathrm"), S_FILL },      { BED_STR_INIT("may"), S_MIGHT },
            { BED_STR_INIT("maybe"), S_MIGHT },      { BED_STR_INIT("me"), S_FILL },
            { BED_STR_INIT("might"), S_MIGHT },      { BED_STR_INIT("misread"), S_REVISE },
            { BED_STR_INIT("mistake"), S_REVISE },   { BED_STR_INIT("mistaken"), S_REVISE },
            { BED_STR_INIT("more"), S_FILL },        { BED_STR_INIT("most"), S_FILL },
            { BED_STR_INIT("must"), S_IS },          { BED_STR_INIT("my"), S_FILL }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'n': {
        static const word words[] = {
            { BED_STR_INIT("namely"), S_FILL }, { BED_STR_INIT("neither"), S_NOT },
            { BED_STR_INIT("never"), S_NOT },   { BED_STR_INIT("no"), S_NO },
            { BED_STR_INIT("nor"), S_NOT },     { BED_STR_INIT("not"), S_NOT },
            { BED_STR_INIT("nothing"), S_NOT }, { BED_STR_INIT("number"), S_FILL }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'o': {
        static const word words[] = {
            { BED_STR_INIT("of"), S_OF },           { BED_STR_INIT("on"), S_WITH },
            { BED_STR_INIT("one"), S_FILL },        { BED_STR_INIT("only"), S_FILL },
            { BED_STR_INIT("oops"), S_REVISE },     { BED_STR_INIT("opt"), S_GO },
            { BED_STR_INIT("optimal"), S_RIGHT },   { BED_STR_INIT("option"), S_CHOICE },
            { BED_STR_INIT("options"), S_CHOICES }, { BED_STR_INIT("or"), S_OR },
            { BED_STR_INIT("our"), S_FILL },        { BED_STR_INIT("over"), S_RATHER },
            { BED_STR_INIT("overall"), S_SO }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'p': {
        static const word words[] = {
            { BED_STR_INIT("perhaps"), S_MIGHT },   { BED_STR_INIT("pick"), S_CHOOSE },
            { BED_STR_INIT("picked"), S_CHOOSE },   { BED_STR_INIT("picking"), S_CHOOSE },
            { BED_STR_INIT("plus"), S_AND },        { BED_STR_INIT("possibly"), S_MIGHT },
            { BED_STR_INIT("preferred"), S_RIGHT }, { BED_STR_INIT("probably"), S_FILL },
            { BED_STR_INIT("proper"), S_RIGHT }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'q': {
        static const word words[] = { { BED_STR_INIT("q"), S_QUESTION },
                                      { BED_STR_INIT("question"), S_QUESTION } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'r': {
        static const word words[] = {
            { BED_STR_INIT("rather"), S_RATHER },        { BED_STR_INIT("rationale"), S_BECAUSE },
            { BED_STR_INIT("reason"), S_BECAUSE },       { BED_STR_INIT("reconsider"), S_REVISE },
            { BED_STR_INIT("reconsidering"), S_REVISE }, { BED_STR_INIT("regarding"), S_OF },
            { BED_STR_INIT("remains"), S_IS },           { BED_STR_INIT("response"), S_CHOICE },
            { BED_STR_INIT("rethink"), S_REVISE },       { BED_STR_INIT("rethinking"), S_REVISE },
            { BED_STR_INIT("right"), S_RIGHT }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 's': {
        static const word words[] = { { BED_STR_INIT("s"), S_IS },
                                      { BED_STR_INIT("say"), S_FILL },
                                      { BED_STR_INIT("seem"), S_MIGHT },
                                      { BED_STR_INIT("seemed"), S_MIGHT },
                                      { BED_STR_INIT("seems"), S_MIGHT },
                                      { BED_STR_INIT("select"), S_CHOOSE },
                                      { BED_STR_INIT("selected"), S_CHOOSE },
                                      { BED_STR_INIT("selecting"), S_CHOOSE },
                                      { BED_STR_INIT("selection"), S_CHOICE },
                                      { BED_STR_INIT("settle"), S_GO },
                                      { BED_STR_INIT("settling"), S_GO },
                                      { BED_STR_INIT("should"), S_IS },
                                      { BED_STR_INIT("shouldn't"), S_NOT },
                                      { BED_STR_INIT("since"), S_BECAUSE },
                                      { BED_STR_INIT("single"), S_FILL },
                                      { BED_STR_INIT("so"), S_SO },
                                      { BED_STR_INIT("suitable"), S_RIGHT },
                                      { BED_STR_INIT("summary"), S_SO },
                                      { BED_STR_INIT("supported"), S_FILL },
                                      { BED_STR_INIT("suppose"), S_IF } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 't': {
        static const word words[] = {
            { BED_STR_INIT("tempting"), S_MIGHT },  { BED_STR_INIT("text"), S_FILL },
            { BED_STR_INIT("textbf"), S_FILL },     { BED_STR_INIT("textit"), S_FILL },
            { BED_STR_INIT("than"), S_RATHER },     { BED_STR_INIT("that"), S_FILL },
            { BED_STR_INIT("that's"), S_IS },       { BED_STR_INIT("thats"), S_IS },
            { BED_STR_INIT("the"), S_FILL },        { BED_STR_INIT("therapy"), S_TOPIC },
            { BED_STR_INIT("therefore"), S_SO },    { BED_STR_INIT("think"), S_FILL },
            { BED_STR_INIT("this"), S_FILL },       { BED_STR_INIT("though"), S_BUT },
            { BED_STR_INIT("thus"), S_SO },         { BED_STR_INIT("to"), S_OF },
            { BED_STR_INIT("toward"), S_WITH },     { BED_STR_INIT("towards"), S_WITH },
            { BED_STR_INIT("treatment"), S_TOPIC }, { BED_STR_INIT("true"), S_RIGHT }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'u': {
        static const word words[] = {
            { BED_STR_INIT("ultimately"), S_SO },  { BED_STR_INIT("unable"), S_NOT },
            { BED_STR_INIT("unless"), S_IF },      { BED_STR_INIT("unlike"), S_NOT },
            { BED_STR_INIT("unlikely"), S_WRONG }, { BED_STR_INIT("us"), S_FILL }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'v': {
        static const word words[] = { { BED_STR_INIT("verdict"), S_SO },
                                      { BED_STR_INIT("versus"), S_RATHER },
                                      { BED_STR_INIT("very"), S_FILL },
                                      { BED_STR_INIT("vs"), S_RATHER } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'w': {
        static const word words[] = {
            { BED_STR_INIT("wait"), S_REVISE },  { BED_STR_INIT("was"), S_IS },
            { BED_STR_INIT("wasn't"), S_NOT },   { BED_STR_INIT("we"), S_FILL },
            { BED_STR_INIT("were"), S_IS },      { BED_STR_INIT("when"), S_IF },
            { BED_STR_INIT("whereas"), S_BUT },  { BED_STR_INIT("which"), S_BECAUSE },
            { BED_STR_INIT("while"), S_BUT },    { BED_STR_INIT("who"), S_BECAUSE },
            { BED_STR_INIT("will"), S_IS },      { BED_STR_INIT("with"), S_WITH },
            { BED_STR_INIT("without"), S_NOT },  { BED_STR_INIT("won't"), S_NOT },
            { BED_STR_INIT("would"), S_IS },     { BED_STR_INIT("would've"), S_FILL },
            { BED_STR_INIT("wouldn't"), S_NOT }, { BED_STR_INIT("wrong"), S_WRONG }
        };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    case 'y': {
        static const word words[] = { { BED_STR_INIT("you"), S_FILL },
                                      { BED_STR_INIT("your"), S_FILL } };
        return find_word(words, sizeof words / sizeof words[0], fold);
    }
    default:
        return NO_SENSE;
    }
}

bed__sense bed__sense_of_phrase(int32_t first, bed_str rest, size_t *bytes)
{
    switch (first) {
    case 0x4E09: {
        static const word words[] = { { BED_STR_INIT("三"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E0A: {
        static const word words[] = { { BED_STR_INIT("上述"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E0D: {
        static const word words[] = {
            { BED_STR_INIT("不正确"), S_WRONG }, { BED_STR_INIT("不对"), S_WRONG },
            { BED_STR_INIT("不当"), S_WRONG },   { BED_STR_INIT("不是"), S_RATHER },
            { BED_STR_INIT("不符"), S_WRONG },   { BED_STR_INIT("不过"), S_BUT },
            { BED_STR_INIT("不"), S_NOT }
        };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E0E: {
        static const word words[] = { { BED_STR_INIT("与"), S_AND } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E24: {
        static const word words[] = { { BED_STR_INIT("两"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E2A: {
        static const word words[] = { { BED_STR_INIT("个"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E3A: {
        static const word words[] = { { BED_STR_INIT("为"), S_IS } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E4D: {
        static const word words[] = { { BED_STR_INIT("乍看"), S_MIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E5F: {
        static const word words[] = { { BED_STR_INIT("也许"), S_MIGHT },
                                      { BED_STR_INIT("也"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E86: {
        static const word words[] = { { BED_STR_INIT("了"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4E94: {
        static const word words[] = { { BED_STR_INIT("五"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4EC5: {
        static const word words[] = { { BED_STR_INIT("仅"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4EE5: {
        static const word words[] = { { BED_STR_INIT("以上"), S_FILL },
                                      { BED_STR_INIT("以及"), S_AND } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4F1A: {
        static const word words[] = { { BED_STR_INIT("会"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4F3C: {
        static const word words[] = { { BED_STR_INIT("似乎"), S_MIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4F46: {
        static const word words[] = { { BED_STR_INIT("但是"), S_BUT },
                                      { BED_STR_INIT("但"), S_BUT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x4FEE: {
        static const word words[] = { { BED_STR_INIT("修正"), S_REVISE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5018: {
        static const word words[] = { { BED_STR_INIT("倘若"), S_IF } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5047: {
        static const word words[] = { { BED_STR_INIT("假如"), S_IF },
                                      { BED_STR_INIT("假设"), S_IF } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x51C6: {
        static const word words[] = { { BED_STR_INIT("准确"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5219: {
        static const word words[] = { { BED_STR_INIT("则"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x52FF: {
        static const word words[] = { { BED_STR_INIT("勿"), S_NOT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5373: {
        static const word words[] = { { BED_STR_INIT("即"), S_IS } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x539F: {
        static const word words[] = { { BED_STR_INIT("原因"), S_BECAUSE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x53C2: {
        static const word words[] = { { BED_STR_INIT("参考"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x53CA: {
        static const word words[] = { { BED_STR_INIT("及"), S_AND } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x53EA: {
        static const word words[] = { { BED_STR_INIT("只有"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x53EF: {
        static const word words[] = { { BED_STR_INIT("可以"), S_FILL },
                                      { BED_STR_INIT("可能"), S_MIGHT },
                                      { BED_STR_INIT("可见"), S_SO },
                                      { BED_STR_INIT("可"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5408: {
        static const word words[] = { { BED_STR_INIT("合适"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x548C: {
        static const word words[] = { { BED_STR_INIT("和"), S_AND } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x56DB: {
        static const word words[] = { { BED_STR_INIT("四"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x56E0: {
        static const word words[] = { { BED_STR_INIT("因为"), S_BECAUSE },
                                      { BED_STR_INIT("因此"), S_SO },
                                      { BED_STR_INIT("因而"), S_SO },
                                      { BED_STR_INIT("因"), S_BECAUSE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5747: {
        static const word words[] = { { BED_STR_INIT("均"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5904: {
        static const word words[] = { { BED_STR_INIT("处理"), S_TOPIC } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5927: {
        static const word words[] = { { BED_STR_INIT("大概"), S_MIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5982: {
        static const word words[] = { { BED_STR_INIT("如下"), S_FILL },
                                      { BED_STR_INIT("如果"), S_IF } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x59A5: {
        static const word words[] = { { BED_STR_INIT("妥当"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5BF9: {
        static const word words[] = { { BED_STR_INIT("对于"), S_FILL },
                                      { BED_STR_INIT("对"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5C31: {
        static const word words[] = { { BED_STR_INIT("就是"), S_IS },
                                      { BED_STR_INIT("就"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5C5E: {
        static const word words[] = { { BED_STR_INIT("属于"), S_IS } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5E76: {
        static const word words[] = { { BED_STR_INIT("并非"), S_NOT },
                                      { BED_STR_INIT("并"), S_AND } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5E94: {
        static const word words[] = { { BED_STR_INIT("应当"), S_FILL },
                                      { BED_STR_INIT("应该"), S_FILL },
                                      { BED_STR_INIT("应"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x5F04: {
        static const word words[] = { { BED_STR_INIT("弄错"), S_REVISE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x603B: {
        static const word words[] = { { BED_STR_INIT("总之"), S_SO } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6070: {
        static const word words[] = { { BED_STR_INIT("恰当"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6211: {
        static const word words[] = { { BED_STR_INIT("我们"), S_FILL },
                                      { BED_STR_INIT("我"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6216: {
        static const word words[] = { { BED_STR_INIT("或者"), S_OR },
                                      { BED_STR_INIT("或许"), S_MIGHT },
                                      { BED_STR_INIT("或"), S_OR } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6240: {
        static const word words[] = { { BED_STR_INIT("所以"), S_SO },
                                      { BED_STR_INIT("所有"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x624D: {
        static const word words[] = { { BED_STR_INIT("才"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6291: {
        static const word words[] = { { BED_STR_INIT("抑或"), S_OR } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6392: {
        static const word words[] = { { BED_STR_INIT("排除"), S_WRONG } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x641E: {
        static const word words[] = { { BED_STR_INIT("搞错"), S_REVISE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6545: {
        static const word words[] = { { BED_STR_INIT("故"), S_SO } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x65E0: {
        static const word words[] = { { BED_STR_INIT("无法"), S_NOT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x662F: {
        static const word words[] = { { BED_STR_INIT("是"), S_IS } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x66F4: {
        static const word words[] = { { BED_STR_INIT("更正"), S_REVISE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6700: {
        static const word words[] = { { BED_STR_INIT("最可能"), S_RIGHT },
                                      { BED_STR_INIT("最佳"), S_RIGHT },
                                      { BED_STR_INIT("最后"), S_FINAL },
                                      { BED_STR_INIT("最终"), S_FINAL },
                                      { BED_STR_INIT("最"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6709: {
        static const word words[] = { { BED_STR_INIT("有误"), S_WRONG },
                                      { BED_STR_INIT("有"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x672A: {
        static const word words[] = { { BED_STR_INIT("未"), S_NOT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x672C: {
        static const word words[] = { { BED_STR_INIT("本题"), S_FILL },
                                      { BED_STR_INIT("本"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6807: {
        static const word words[] = { { BED_STR_INIT("标准"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6B63: {
        static const word words[] = { { BED_STR_INIT("正确"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6B64: {
        static const word words[] = { { BED_STR_INIT("此题"), S_FILL },
                                      { BED_STR_INIT("此"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6CA1: {
        static const word words[] = { { BED_STR_INIT("没"), S_NOT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x6CBB: {
        static const word words[] = { { BED_STR_INIT("治疗"), S_TOPIC } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7136: {
        static const word words[] = { { BED_STR_INIT("然而"), S_BUT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7406: {
        static const word words[] = { { BED_STR_INIT("理由"), S_BECAUSE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7531: {
        static const word words[] = { { BED_STR_INIT("由于"), S_BECAUSE },
                                      { BED_STR_INIT("由此"), S_SO } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7684: {
        static const word words[] = { { BED_STR_INIT("的"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7686: {
        static const word words[] = { { BED_STR_INIT("皆"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x770B: {
        static const word words[] = { { BED_STR_INIT("看似"), S_MIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7B26: {
        static const word words[] = { { BED_STR_INIT("符合题意"), S_RIGHT },
                                      { BED_STR_INIT("符合"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7B49: {
        static const word words[] = { { BED_STR_INIT("等一下"), S_REVISE },
                                      { BED_STR_INIT("等等"), S_REVISE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7B54: {
        static const word words[] = { { BED_STR_INIT("答案"), S_ANSWER },
                                      { BED_STR_INIT("答"), S_ANSWER } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7EA0: {
        static const word words[] = { { BED_STR_INIT("纠正"), S_REVISE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7ED3: {
        static const word words[] = { { BED_STR_INIT("结论"), S_SO } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x7EFC: {
        static const word words[] = { { BED_STR_INIT("综上所述"), S_SO },
                                      { BED_STR_INIT("综上"), S_SO },
                                      { BED_STR_INIT("综合"), S_SO } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x800C: {
        static const word words[] = { { BED_STR_INIT("而不是"), S_RATHER },
                                      { BED_STR_INIT("而不"), S_RATHER },
                                      { BED_STR_INIT("而是"), S_BUT },
                                      { BED_STR_INIT("而非"), S_RATHER } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x82E5: {
        static const word words[] = { { BED_STR_INIT("若"), S_IF } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x8981: {
        static const word words[] = { { BED_STR_INIT("要么"), S_EITHER } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x89E3: {
        static const word words[] = { { BED_STR_INIT("解析"), S_BECAUSE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x8BA4: {
        static const word words[] = { { BED_STR_INIT("认为"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x8BCA: {
        static const word words[] = { { BED_STR_INIT("诊断"), S_TOPIC } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x8BE5: {
        static const word words[] = { { BED_STR_INIT("该"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x8BEF: {
        static const word words[] = { { BED_STR_INIT("误选"), S_NOT },
                                      { BED_STR_INIT("误"), S_NOT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x8C8C: {
        static const word words[] = { { BED_STR_INIT("貌似"), S_MIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x8FD8: {
        static const word words[] = { { BED_STR_INIT("还是"), S_OR } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x9002: {
        static const word words[] = { { BED_STR_INIT("适合"), S_RIGHT },
                                      { BED_STR_INIT("适宜"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x9009: {
        static const word words[] = { { BED_STR_INIT("选出"), S_FILL },
                                      { BED_STR_INIT("选取"), S_CHOOSE },
                                      { BED_STR_INIT("选择"), S_CHOOSE },
                                      { BED_STR_INIT("选项"), S_CHOICE },
                                      { BED_STR_INIT("选"), S_CHOOSE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x90FD: {
        static const word words[] = { { BED_STR_INIT("都"), S_FILL } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x91CD: {
        static const word words[] = { { BED_STR_INIT("重新"), S_REVISE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x9519: {
        static const word words[] = { { BED_STR_INIT("错误"), S_WRONG },
                                      { BED_STR_INIT("错选"), S_NOT },
                                      { BED_STR_INIT("错"), S_WRONG } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x95EE: {
        static const word words[] = { { BED_STR_INIT("问题"), S_QUESTION } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x96BE: {
        static const word words[] = { { BED_STR_INIT("难以"), S_NOT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x975E: {
        static const word words[] = { { BED_STR_INIT("非"), S_NOT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x9879: {
        static const word words[] = { { BED_STR_INIT("项"), S_CHOICE } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x9898: {
        static const word words[] = { { BED_STR_INIT("题目"), S_QUESTION } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    case 0x9996: {
        static const word words[] = { { BED_STR_INIT("首选"), S_RIGHT } };
        return find_phrase(words, sizeof words / sizeof words[0], rest, bytes);
    }
    default:
        return NO_SENSE;
    }
}
