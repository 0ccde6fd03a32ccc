/* What words say, for the rules that find an answer. Words that begin alike stand in the order of
 * their lengths; Chinese phrases in the order of their first character's number, and of those that
 * begin alike the longest first. */
#include "metric/extract_words.h"

#include <string.h>

typedef struct word {
    char       text[BED__LEX_FOLD];
    uint8_t    len;
    bed__sense sense;
} word;

typedef struct list {
    const word *words;
    size_t      n;
} list;

#define LIST(words)                                                                                \
    {                                                                                              \
        (words), sizeof(words) / sizeof(words)[0]                                                  \
    }

typedef struct phrase {
    int32_t    first; /* its first character */
    bed_str    text;
    bed__sense sense;
} phrase;

static const word WORDS_A[] = { { "an", 2, S_FILL },
                                { "as", 2, S_FILL },
                                { "and", 3, S_AND },
                                { "ans", 3, S_ANSWER },
                                { "are", 3, S_IS },
                                { "also", 4, S_FILL },
                                { "answer", 6, S_ANSWER },
                                { "aren't", 6, S_NOT },
                                { "answers", 7, S_ANSWER },
                                { "appears", 7, S_IS },
                                { "accurate", 8, S_RIGHT },
                                { "actually", 8, S_ACTUALLY },
                                { "although", 8, S_BUT },
                                { "answer's", 8, S_ANSWER },
                                { "assuming", 8, S_IF },
                                { "according", 9, S_BECAUSE },
                                { "apologies", 9, S_REVISE },
                                { "apologize", 9, S_REVISE },
                                { "accordingly", 11, S_SO },
                                { "alternative", 11, S_CHOICE },
                                { "appropriate", 11, S_RIGHT } };
static const word WORDS_B[] = { { "be", 2, S_IS },           { "by", 2, S_BECAUSE },
                                { "but", 3, S_BUT },         { "best", 4, S_RIGHT },
                                { "both", 4, S_BOTH },       { "based", 5, S_BECAUSE },
                                { "being", 5, S_IS },        { "boxed", 5, S_BOXED },
                                { "because", 7, S_BECAUSE }, { "becomes", 7, S_IS },
                                { "believe", 7, S_FILL },    { "between", 7, S_EITHER } };
static const word WORDS_C[] = { { "cant", 4, S_NOT },
                                { "can't", 5, S_NOT },
                                { "chose", 5, S_CHOOSE },
                                { "could", 5, S_MIGHT },
                                { "cannot", 6, S_NOT },
                                { "choice", 6, S_CHOICE },
                                { "choose", 6, S_CHOOSE },
                                { "chosen", 6, S_CHOOSE },
                                { "choices", 7, S_CHOICES },
                                { "clearly", 7, S_FILL },
                                { "correct", 7, S_RIGHT },
                                { "choosing", 8, S_CHOOSE },
                                { "conclude", 8, S_SAY },
                                { "couldn't", 8, S_NOT },
                                { "certainly", 9, S_FILL },
                                { "conclusion", 10, S_SO },
                                { "correction", 10, S_REVISE },
                                { "consequently", 12, S_SO },
                                { "contraindicated", 15, S_WRONG } };
static const word WORDS_D[] = { { "due", 3, S_BECAUSE },     { "dont", 4, S_NOT },
                                { "don't", 5, S_NOT },       { "didn't", 6, S_NOT },
                                { "doesnt", 6, S_NOT },      { "doesn't", 7, S_NOT },
                                { "decision", 8, S_ANSWER }, { "diagnosis", 9, S_TOPIC },
                                { "definitely", 10, S_FILL } };
static const word WORDS_E[] = { { "either", 6, S_EITHER },       { "except", 6, S_NOT },
                                { "earlier", 7, S_MIGHT },       { "excluded", 8, S_WRONG },
                                { "effective", 9, S_FITS },      { "eliminated", 10, S_WRONG },
                                { "explanation", 11, S_BECAUSE } };
static const word WORDS_F[] = { { "for", 3, S_WITH },     { "fbox", 4, S_BOXED },
                                { "from", 4, S_BECAUSE }, { "false", 5, S_WRONG },
                                { "final", 5, S_FINAL },  { "finally", 7, S_SO },
                                { "follows", 7, S_FILL }, { "following", 9, S_FILL } };
static const word WORDS_G[] = {
    { "go", 2, S_GO }, { "given", 5, S_BECAUSE }, { "going", 5, S_GO }, { "guess", 5, S_CHOICE }
};
static const word WORDS_H[] = { { "here", 4, S_FILL },
                                { "hence", 5, S_SO },
                                { "however", 7, S_BUT } };
static const word WORDS_I[] = { { "i", 1, S_FILL },
                                { "id", 2, S_FILL },
                                { "if", 2, S_IF },
                                { "is", 2, S_IS },
                                { "it", 2, S_FILL },
                                { "i'd", 3, S_FILL },
                                { "its", 3, S_FILL },
                                { "isnt", 4, S_NOT },
                                { "it's", 4, S_IS },
                                { "item", 4, S_FILL },
                                { "isn't", 5, S_NOT },
                                { "indeed", 6, S_FILL },
                                { "instead", 7, S_RATHER },
                                { "incorrect", 9, S_WRONG },
                                { "indicated", 9, S_FITS },
                                { "initially", 9, S_MIGHT },
                                { "inaccurate", 10, S_WRONG },
                                { "incorrectly", 11, S_WRONG },
                                { "inappropriate", 13, S_WRONG } };
static const word WORDS_J[] = { { "just", 4, S_FILL } };
static const word WORDS_L[] = { { "lean", 4, S_GO },      { "lets", 4, S_FILL },
                                { "label", 5, S_FILL },   { "let's", 5, S_FILL },
                                { "leaves", 6, S_SAY },   { "letter", 6, S_CHOICE },
                                { "likely", 6, S_RIGHT }, { "leaning", 7, S_GO },
                                { "letters", 7, S_FILL }, { "likeliest", 9, S_RIGHT } };
static const word WORDS_M[] = {
    { "me", 2, S_FILL },        { "my", 2, S_FILL },         { "may", 3, S_MIGHT },
    { "many", 4, S_OTHERS },    { "more", 4, S_FILL },       { "most", 4, S_FILL },
    { "must", 4, S_IS },        { "maybe", 5, S_MIGHT },     { "might", 5, S_MIGHT },
    { "mathbf", 6, S_FILL },    { "mathrm", 6, S_FILL },     { "misread", 7, S_REVISE },
    { "mistake", 7, S_REVISE }, { "mistaken", 8, S_REVISE }, { "management", 10, S_TOPIC }
};
static const word WORDS_N[] = { { "no", 2, S_NO },       { "nor", 3, S_NOT },
                                { "not", 3, S_NOT },     { "never", 5, S_NOT },
                                { "namely", 6, S_FILL }, { "number", 6, S_FILL },
                                { "neither", 7, S_NOT }, { "nothing", 7, S_NOT } };
static const word WORDS_O[] = { { "of", 2, S_OF },           { "on", 2, S_WITH },
                                { "or", 2, S_OR },           { "one", 3, S_FILL },
                                { "opt", 3, S_GO },          { "our", 3, S_FILL },
                                { "only", 4, S_FILL },       { "oops", 4, S_REVISE },
                                { "over", 4, S_RATHER },     { "option", 6, S_CHOICE },
                                { "others", 6, S_OTHERS },   { "optimal", 7, S_RIGHT },
                                { "options", 7, S_CHOICES }, { "overall", 7, S_SO } };
static const word WORDS_P[] = { { "pick", 4, S_CHOOSE },        { "plus", 4, S_AND },
                                { "people", 6, S_OTHERS },      { "picked", 6, S_CHOOSE },
                                { "proper", 6, S_FITS },        { "perhaps", 7, S_MIGHT },
                                { "picking", 7, S_CHOOSE },     { "possibly", 8, S_MIGHT },
                                { "probably", 8, S_FILL },      { "preferred", 9, S_RIGHT },
                                { "prediction", 10, S_ANSWER }, { "previously", 10, S_MIGHT } };
static const word WORDS_Q[] = { { "q", 1, S_QUESTION }, { "question", 8, S_QUESTION } };
static const word WORDS_R[] = { { "right", 5, S_FITS },           { "rather", 6, S_RATHER },
                                { "reason", 6, S_BECAUSE },       { "remains", 7, S_IS },
                                { "rethink", 7, S_REVISE },       { "response", 8, S_ANSWER },
                                { "rationale", 9, S_BECAUSE },    { "regarding", 9, S_OF },
                                { "reconsider", 10, S_REVISE },   { "rethinking", 10, S_REVISE },
                                { "reconsidering", 13, S_REVISE } };
static const word WORDS_S[] = { { "s", 1, S_IS },
                                { "so", 2, S_SO },
                                { "say", 3, S_SAY },
                                { "seem", 4, S_MIGHT },
                                { "some", 4, S_OTHERS },
                                { "seems", 5, S_MIGHT },
                                { "since", 5, S_BECAUSE },
                                { "seemed", 6, S_MIGHT },
                                { "select", 6, S_CHOOSE },
                                { "settle", 6, S_GO },
                                { "should", 6, S_IS },
                                { "single", 6, S_FILL },
                                { "someone", 7, S_OTHERS },
                                { "summary", 7, S_SO },
                                { "suppose", 7, S_IF },
                                { "selected", 8, S_CHOOSE },
                                { "settling", 8, S_GO },
                                { "students", 8, S_OTHERS },
                                { "suitable", 8, S_RIGHT },
                                { "selecting", 9, S_CHOOSE },
                                { "selection", 9, S_CHOICE },
                                { "shouldn't", 9, S_NOT },
                                { "supported", 9, S_FILL } };
static const word WORDS_T[] = {
    { "to", 2, S_OF },         { "the", 3, S_FILL },       { "text", 4, S_FILL },
    { "than", 4, S_RATHER },   { "that", 4, S_FILL },      { "this", 4, S_FILL },
    { "thus", 4, S_SO },       { "true", 4, S_FITS },      { "thats", 5, S_IS },
    { "think", 5, S_FILL },    { "textbf", 6, S_FILL },    { "textit", 6, S_FILL },
    { "that's", 6, S_IS },     { "though", 6, S_BUT },     { "toward", 6, S_WITH },
    { "therapy", 7, S_TOPIC }, { "towards", 7, S_WITH },   { "tempting", 8, S_MIGHT },
    { "therefore", 9, S_SO },  { "treatment", 9, S_TOPIC }
};
static const word WORDS_U[] = { { "us", 2, S_FILL },        { "unable", 6, S_NOT },
                                { "unless", 6, S_IF },      { "unlike", 6, S_NOT },
                                { "unlikely", 8, S_WRONG }, { "ultimately", 10, S_SO } };
static const word WORDS_V[] = {
    { "vs", 2, S_RATHER }, { "very", 4, S_FILL }, { "versus", 6, S_RATHER }, { "verdict", 7, S_SO }
};
static const word WORDS_W[] = {
    { "we", 2, S_FILL },     { "was", 3, S_IS },        { "who", 3, S_BECAUSE },
    { "wait", 4, S_REVISE }, { "were", 4, S_IS },       { "when", 4, S_IF },
    { "will", 4, S_IS },     { "with", 4, S_WITH },     { "which", 5, S_BECAUSE },
    { "while", 5, S_BUT },   { "won't", 5, S_NOT },     { "would", 5, S_IS },
    { "wrong", 5, S_WRONG }, { "wasn't", 6, S_NOT },    { "whereas", 7, S_BUT },
    { "without", 7, S_NOT }, { "would've", 8, S_FILL }, { "wouldn't", 8, S_NOT }
};
static const word WORDS_Y[] = { { "you", 3, S_FILL }, { "your", 4, S_FILL } };

static const list BY_LETTER[26] = {
    ['a' - 'a'] = LIST(WORDS_A), ['b' - 'a'] = LIST(WORDS_B), ['c' - 'a'] = LIST(WORDS_C),
    ['d' - 'a'] = LIST(WORDS_D), ['e' - 'a'] = LIST(WORDS_E), ['f' - 'a'] = LIST(WORDS_F),
    ['g' - 'a'] = LIST(WORDS_G), ['h' - 'a'] = LIST(WORDS_H), ['i' - 'a'] = LIST(WORDS_I),
    ['j' - 'a'] = LIST(WORDS_J), ['l' - 'a'] = LIST(WORDS_L), ['m' - 'a'] = LIST(WORDS_M),
    ['n' - 'a'] = LIST(WORDS_N), ['o' - 'a'] = LIST(WORDS_O), ['p' - 'a'] = LIST(WORDS_P),
    ['q' - 'a'] = LIST(WORDS_Q), ['r' - 'a'] = LIST(WORDS_R), ['s' - 'a'] = LIST(WORDS_S),
    ['t' - 'a'] = LIST(WORDS_T), ['u' - 'a'] = LIST(WORDS_U), ['v' - 'a'] = LIST(WORDS_V),
    ['w' - 'a'] = LIST(WORDS_W), ['y' - 'a'] = LIST(WORDS_Y)
};

static const phrase PHRASES[] = {
    { 0x4E00, BED_STR_INIT("一定"), S_FILL },     { 0x4E09, BED_STR_INIT("三"), S_FILL },
    { 0x4E0A, BED_STR_INIT("上述"), S_FILL },     { 0x4E0D, BED_STR_INIT("不正确"), S_WRONG },
    { 0x4E0D, BED_STR_INIT("不对"), S_WRONG },    { 0x4E0D, BED_STR_INIT("不当"), S_WRONG },
    { 0x4E0D, BED_STR_INIT("不是"), S_RATHER },   { 0x4E0D, BED_STR_INIT("不符"), S_WRONG },
    { 0x4E0D, BED_STR_INIT("不过"), S_BUT },      { 0x4E0D, BED_STR_INIT("不"), S_NOT },
    { 0x4E0E, BED_STR_INIT("与"), S_AND },        { 0x4E24, BED_STR_INIT("两"), S_FILL },
    { 0x4E2A, BED_STR_INIT("个"), S_FILL },       { 0x4E3A, BED_STR_INIT("为"), S_IS },
    { 0x4E4D, BED_STR_INIT("乍看"), S_MIGHT },    { 0x4E5F, BED_STR_INIT("也许"), S_MIGHT },
    { 0x4E5F, BED_STR_INIT("也"), S_FILL },       { 0x4E86, BED_STR_INIT("了"), S_FILL },
    { 0x4E94, BED_STR_INIT("五"), S_FILL },       { 0x4EC5, BED_STR_INIT("仅"), S_FILL },
    { 0x4EE5, BED_STR_INIT("以上"), S_FILL },     { 0x4EE5, BED_STR_INIT("以及"), S_AND },
    { 0x4F1A, BED_STR_INIT("会"), S_FILL },       { 0x4F3C, BED_STR_INIT("似乎"), S_MIGHT },
    { 0x4F46, BED_STR_INIT("但是"), S_BUT },      { 0x4F46, BED_STR_INIT("但"), S_BUT },
    { 0x4FEE, BED_STR_INIT("修正"), S_REVISE },   { 0x5018, BED_STR_INIT("倘若"), S_IF },
    { 0x5047, BED_STR_INIT("假如"), S_IF },       { 0x5047, BED_STR_INIT("假设"), S_IF },
    { 0x51C6, BED_STR_INIT("准确"), S_RIGHT },    { 0x5219, BED_STR_INIT("则"), S_FILL },
    { 0x52FF, BED_STR_INIT("勿"), S_NOT },        { 0x5373, BED_STR_INIT("即"), S_IS },
    { 0x539F, BED_STR_INIT("原因"), S_BECAUSE },  { 0x53C2, BED_STR_INIT("参考"), S_FILL },
    { 0x53CA, BED_STR_INIT("及"), S_AND },        { 0x53EA, BED_STR_INIT("只有"), S_FILL },
    { 0x53EF, BED_STR_INIT("可以"), S_FILL },     { 0x53EF, BED_STR_INIT("可能"), S_MIGHT },
    { 0x53EF, BED_STR_INIT("可见"), S_SO },       { 0x53EF, BED_STR_INIT("可"), S_FILL },
    { 0x5408, BED_STR_INIT("合适"), S_RIGHT },    { 0x548C, BED_STR_INIT("和"), S_AND },
    { 0x56DB, BED_STR_INIT("四"), S_FILL },       { 0x56E0, BED_STR_INIT("因为"), S_BECAUSE },
    { 0x56E0, BED_STR_INIT("因此"), S_SO },       { 0x56E0, BED_STR_INIT("因而"), S_SO },
    { 0x56E0, BED_STR_INIT("因"), S_BECAUSE },    { 0x5747, BED_STR_INIT("均"), S_FILL },
    { 0x5904, BED_STR_INIT("处理"), S_TOPIC },    { 0x5927, BED_STR_INIT("大概"), S_MIGHT },
    { 0x5982, BED_STR_INIT("如下"), S_FILL },     { 0x5982, BED_STR_INIT("如果"), S_IF },
    { 0x59A5, BED_STR_INIT("妥当"), S_RIGHT },    { 0x5BF9, BED_STR_INIT("对于"), S_FILL },
    { 0x5BF9, BED_STR_INIT("对"), S_RIGHT },      { 0x5C31, BED_STR_INIT("就是"), S_IS },
    { 0x5C31, BED_STR_INIT("就"), S_FILL },       { 0x5C5E, BED_STR_INIT("属于"), S_IS },
    { 0x5E76, BED_STR_INIT("并非"), S_NOT },      { 0x5E76, BED_STR_INIT("并"), S_AND },
    { 0x5E94, BED_STR_INIT("应当"), S_FILL },     { 0x5E94, BED_STR_INIT("应该"), S_FILL },
    { 0x5E94, BED_STR_INIT("应"), S_FILL },       { 0x5F04, BED_STR_INIT("弄错"), S_REVISE },
    { 0x5FC5, BED_STR_INIT("必然"), S_FILL },     { 0x603B, BED_STR_INIT("总之"), S_SO },
    { 0x6070, BED_STR_INIT("恰当"), S_RIGHT },    { 0x6211, BED_STR_INIT("我们"), S_FILL },
    { 0x6211, BED_STR_INIT("我"), S_FILL },       { 0x6216, BED_STR_INIT("或者"), S_OR },
    { 0x6216, BED_STR_INIT("或许"), S_MIGHT },    { 0x6216, BED_STR_INIT("或"), S_OR },
    { 0x6240, BED_STR_INIT("所以"), S_SO },       { 0x6240, BED_STR_INIT("所有"), S_FILL },
    { 0x624D, BED_STR_INIT("才"), S_FILL },       { 0x6291, BED_STR_INIT("抑或"), S_OR },
    { 0x6392, BED_STR_INIT("排除"), S_WRONG },    { 0x641E, BED_STR_INIT("搞错"), S_REVISE },
    { 0x6545, BED_STR_INIT("故"), S_SO },         { 0x65E0, BED_STR_INIT("无法"), S_NOT },
    { 0x660E, BED_STR_INIT("明显"), S_FILL },     { 0x662F, BED_STR_INIT("是"), S_IS },
    { 0x663E, BED_STR_INIT("显然"), S_FILL },     { 0x66F4, BED_STR_INIT("更正"), S_REVISE },
    { 0x6700, BED_STR_INIT("最可能"), S_RIGHT },  { 0x6700, BED_STR_INIT("最佳"), S_RIGHT },
    { 0x6700, BED_STR_INIT("最后"), S_FINAL },    { 0x6700, BED_STR_INIT("最终"), S_FINAL },
    { 0x6700, BED_STR_INIT("最"), S_FILL },       { 0x6709, BED_STR_INIT("有误"), S_WRONG },
    { 0x6709, BED_STR_INIT("有"), S_FILL },       { 0x672A, BED_STR_INIT("未"), S_NOT },
    { 0x672C, BED_STR_INIT("本题"), S_FILL },     { 0x672C, BED_STR_INIT("本"), S_FILL },
    { 0x6807, BED_STR_INIT("标准"), S_FILL },     { 0x6B63, BED_STR_INIT("正确"), S_RIGHT },
    { 0x6B64, BED_STR_INIT("此题"), S_FILL },     { 0x6B64, BED_STR_INIT("此"), S_FILL },
    { 0x6CA1, BED_STR_INIT("没"), S_NOT },        { 0x6CBB, BED_STR_INIT("治疗"), S_TOPIC },
    { 0x7136, BED_STR_INIT("然而"), S_BUT },      { 0x7406, BED_STR_INIT("理由"), S_BECAUSE },
    { 0x7531, BED_STR_INIT("由于"), S_BECAUSE },  { 0x7531, BED_STR_INIT("由此"), S_SO },
    { 0x7684, BED_STR_INIT("的"), S_FILL },       { 0x7686, BED_STR_INIT("皆"), S_FILL },
    { 0x770B, BED_STR_INIT("看似"), S_MIGHT },    { 0x7B26, BED_STR_INIT("符合题意"), S_RIGHT },
    { 0x7B26, BED_STR_INIT("符合"), S_RIGHT },    { 0x7B49, BED_STR_INIT("等一下"), S_REVISE },
    { 0x7B49, BED_STR_INIT("等等"), S_REVISE },   { 0x7B54, BED_STR_INIT("答案"), S_ANSWER },
    { 0x7B54, BED_STR_INIT("答"), S_ANSWER },     { 0x7EA0, BED_STR_INIT("纠正"), S_REVISE },
    { 0x7ED3, BED_STR_INIT("结论"), S_SO },       { 0x7EFC, BED_STR_INIT("综上所述"), S_SO },
    { 0x7EFC, BED_STR_INIT("综上"), S_SO },       { 0x7EFC, BED_STR_INIT("综合"), S_SO },
    { 0x800C, BED_STR_INIT("而不是"), S_RATHER }, { 0x800C, BED_STR_INIT("而不"), S_RATHER },
    { 0x800C, BED_STR_INIT("而是"), S_BUT },      { 0x800C, BED_STR_INIT("而非"), S_RATHER },
    { 0x80AF, BED_STR_INIT("肯定"), S_FILL },     { 0x82E5, BED_STR_INIT("若"), S_IF },
    { 0x8981, BED_STR_INIT("要么"), S_EITHER },   { 0x89C9, BED_STR_INIT("觉得"), S_FILL },
    { 0x89E3, BED_STR_INIT("解析"), S_BECAUSE },  { 0x8BA4, BED_STR_INIT("认为"), S_FILL },
    { 0x8BCA, BED_STR_INIT("诊断"), S_TOPIC },    { 0x8BE5, BED_STR_INIT("该"), S_FILL },
    { 0x8BEF, BED_STR_INIT("误选"), S_NOT },      { 0x8BEF, BED_STR_INIT("误"), S_NOT },
    { 0x8C8C, BED_STR_INIT("貌似"), S_MIGHT },    { 0x8FD8, BED_STR_INIT("还是"), S_OR },
    { 0x9002, BED_STR_INIT("适合"), S_RIGHT },    { 0x9002, BED_STR_INIT("适宜"), S_RIGHT },
    { 0x9009, BED_STR_INIT("选出"), S_FILL },     { 0x9009, BED_STR_INIT("选取"), S_CHOOSE },
    { 0x9009, BED_STR_INIT("选择"), S_CHOOSE },   { 0x9009, BED_STR_INIT("选项"), S_CHOICE },
    { 0x9009, BED_STR_INIT("选"), S_CHOOSE },     { 0x90FD, BED_STR_INIT("都"), S_FILL },
    { 0x91CD, BED_STR_INIT("重新"), S_REVISE },   { 0x9519, BED_STR_INIT("错误"), S_WRONG },
    { 0x9519, BED_STR_INIT("错选"), S_NOT },      { 0x9519, BED_STR_INIT("错"), S_WRONG },
    { 0x95EE, BED_STR_INIT("问题"), S_QUESTION }, { 0x96BE, BED_STR_INIT("难以"), S_NOT },
    { 0x975E, BED_STR_INIT("非"), S_NOT },        { 0x9879, BED_STR_INIT("项"), S_CHOICE },
    { 0x9898, BED_STR_INIT("题目"), S_QUESTION }, { 0x9996, BED_STR_INIT("首选"), S_RIGHT }
};

enum { N_PHRASES = sizeof PHRASES / sizeof PHRASES[0] };

bed__sense bed__sense_of_word(const char fold[BED__LEX_FOLD], size_t len)
{
    const unsigned letter = (unsigned)(fold[0] - 'a');

    if (letter >= 26)
        return NO_SENSE;
    const word *const words = BY_LETTER[letter].words;
    for (size_t i = 0; i < BY_LETTER[letter].n && words[i].len <= len; i++)
        if (words[i].len == len && words[i].text[1] == fold[1] &&
            memcmp(words[i].text, fold, BED__LEX_FOLD) == 0)
            return words[i].sense;
    return NO_SENSE;
}

/* The number of the first phrase whose first character is not below c. */
static size_t phrases_from(int32_t c)
{
    size_t low = 0, high = N_PHRASES;

    while (low < high) {
        const size_t middle = (low + high) / 2;

        if (PHRASES[middle].first < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bed__sense bed__sense_of_phrase(int32_t first, bed_str rest, size_t *bytes)
{
    for (size_t i = phrases_from(first); i < N_PHRASES && PHRASES[i].first == first; i++)
        if (bed_str_starts(rest, PHRASES[i].text)) {
            *bytes = PHRASES[i].text.len;
            return PHRASES[i].sense;
        }
    return NO_SENSE;
}
