#include "base/test.h"
#include "text/syllables_table.h"
#include "text/text.h"
#include <string.h>

typedef struct {
    const char *word;
    size_t      syllables;
} counted;

static void assert_counted(const char *lang, const counted *words, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const size_t found = bed_syllables(bed_str_of(words[i].word), bed_str_of(lang));

        if (found != words[i].syllables)
            fail_msg("%s \"%s\": %zu syllables, expected %zu", lang, words[i].word, found,
                     words[i].syllables);
    }
}

#define ASSERT_COUNTED(lang, words) assert_counted(lang, words, sizeof(words) / sizeof *(words))

static void english_words_are_read_as_the_dictionary_reads_them(void **unused)
{
    static const counted words[] = {
        { "the", 1 },
        { "patient", 2 },
        { "every", 3 },
        { "science", 2 },
        { "being", 2 },
        { "walked", 1 },
        { "wanted", 2 },
        { "needed", 2 },
        { "table", 2 },
        { "people", 2 },
        { "whole", 1 },
        { "diseases", 3 },
        { "breathes", 1 },
        { "lives", 1 },
        { "idea", 3 },
        { "quiet", 2 },
        { "question", 2 },
        { "guess", 1 },
        { "language", 2 },
        { "created", 3 },
        { "organism", 4 },
        { "organisms", 4 },
        { "rhythm", 2 },
        { "really", 2 },
        { "medicine", 3 },
        { "beautiful", 3 },
        { "business", 2 },
        { "area", 3 },
        { "serious", 3 },
        { "society", 4 },
        { "yellow", 2 },
        { "eye", 1 },
        { "don't", 1 },
        { "didn't", 2 },
        { "o'clock", 2 },
        { "patient's", 2 },
        { "nurse's", 2 },
        { "church's", 2 },
        { "patients'", 2 },
        { "PATIENT", 2 },
        { "women\xe2\x80\x99s", 2 },
    };

    (void)unused;
    ASSERT_COUNTED("en", words);
    ASSERT_COUNTED("", words);
    ASSERT_COUNTED("en-GB", words);
}

static void medical_words_follow_their_endings_and_junctures(void **unused)
{
    static const counted words[] = {
        { "appendicitis", 5 },
        { "tonsillectomy", 5 },
        { "anemia", 4 },
        { "leukemias", 4 },
        { "gastroenteritis", 6 },
        { "neuroacanthocytosis", 8 },
        { "cardiomyopathy", 7 },
        { "thrombocytopenia", 7 },
        { "bronchiectasis", 5 },
        { "hepatosplenomegaly", 8 },
        { "nephrolithiasis", 6 },
        { "hypothyroidism", 6 },
        { "thyroiditis", 4 },
        { "hypercholesterolemia", 9 },
        { "neurodegeneration", 7 },
        { "oophorectomy", 6 },
        { "osteomyelitis", 7 },
        { "antiinflammatory", 7 },
        { "aneurysm", 4 },
        { "aneurysms", 4 },
        { "levothyroxine", 5 },
        { "atorvastatin", 5 },
        { "Sj\xc3\xb6gren", 2 },
    };

    (void)unused;
    ASSERT_COUNTED("en", words);
}

static void capitals_are_named_unless_they_are_words(void **unused)
{
    static const counted words[] = {
        { "MRI", 3 },   { "ECG", 3 },  { "ECGs", 3 }, { "mRNA", 4 }, { "WHO", 1 },   { "COPD", 4 },
        { "UTI's", 3 }, { "AIDS", 1 }, { "SARS", 1 }, { "NOT", 1 },  { "TAKE", 1 },  { "DRUGS", 1 },
        { "pH", 2 },    { "WBC", 5 },  { "W", 3 },    { "I", 1 },    { "McCoy", 2 }, { "HIV", 3 },
    };

    (void)unused;
    ASSERT_COUNTED("en", words);
}

static void abbreviations_and_units_are_read_in_full(void **unused)
{
    static const counted words[] = {
        { "mg", 3 }, { "mL", 4 },  { "mmHg", 8 }, { "Dr", 2 },
        { "vs", 2 }, { "e.g", 2 }, { "hmm", 1 },
    };

    (void)unused;
    ASSERT_COUNTED("en", words);
}

static void numbers_are_read_aloud(void **unused)
{
    static const counted words[] = {
        { "0", 2 },          { "7", 2 },       { "15", 2 },          { "17", 3 },   { "70", 3 },
        { "100", 3 },        { "342", 6 },     { "1,200", 6 },       { "1200", 3 }, { "1918", 4 },
        { "1905", 4 },       { "2003", 4 },    { "2024", 5 },        { "2.5", 3 },  { "0.05", 6 },
        { "007", 6 },        { "1000000", 3 }, { "1234567890", 12 }, { "3rd", 1 },  { "20th", 3 },
        { "5mg", 4 },        { "H1N1", 4 },    { "HbA1c", 5 },       { "T2DM", 4 }, { "1,20", 3 },
        { "999999999", 22 },
    };

    (void)unused;
    ASSERT_COUNTED("en", words);
}

static void what_cannot_be_read_counts_nothing(void **unused)
{
    static const counted english[] = {
        { "", 0 },     { "'", 0 },        { "...", 0 }, { "头痛", 0 },
        { "боль", 0 }, { "\xff\xfe", 0 }, { "α", 2 },   { "β-blocker", 4 },
    };
    static const counted others[] = { { "Kopfschmerzen", 0 }, { "", 0 } };

    (void)unused;
    ASSERT_COUNTED("en", english);
    ASSERT_COUNTED("de", others);
    ASSERT_COUNTED("zh-Hans", others);
}

static void spanish_words_follow_their_spelling(void **unused)
{
    static const counted words[] = {
        { "dolor", 2 },
        { "cabeza", 3 },
        { "médico", 3 },
        { "paciente", 3 },
        { "fiebre", 2 },
        { "corazón", 3 },
        { "sangre", 2 },
        { "presión", 2 },
        { "enfermedad", 4 },
        { "tratamiento", 4 },
        { "medicina", 4 },
        { "día", 2 },
        { "días", 2 },
        { "ahora", 3 },
        { "agua", 2 },
        { "aire", 2 },
        { "oído", 3 },
        { "oír", 2 },
        { "país", 2 },
        { "caos", 2 },
        { "leer", 2 },
        { "poeta", 3 },
        { "aéreo", 4 },
        { "ciudad", 2 },
        { "cuidado", 3 },
        { "cuello", 2 },
        { "hueso", 2 },
        { "huevo", 2 },
        { "bueno", 2 },
        { "nuevo", 2 },
        { "diabetes", 3 },
        { "diarrea", 3 },
        { "neumonía", 4 },
        { "anemia", 3 },
        { "alergia", 3 },
        { "cirugía", 4 },
        { "cirujano", 4 },
        { "análisis", 4 },
        { "síntoma", 3 },
        { "riesgo", 2 },
        { "quiero", 2 },
        { "guerra", 2 },
        { "pingüino", 3 },
        { "hoy", 1 },
        { "muy", 1 },
        { "rey", 1 },
        { "yo", 1 },
        { "ya", 1 },
        { "y", 1 },
        { "estudiáis", 3 },
        { "buey", 1 },
        { "río", 2 },
        { "búho", 2 },
        { "tío", 2 },
        { "ansiedad", 3 },
        { "embarazo", 4 },
        { "vacuna", 3 },
        { "estómago", 4 },
        { "pulmón", 2 },
        { "riñón", 2 },
        { "hígado", 3 },
        { "músculo", 3 },
        { "cáncer", 2 },
        { "oxígeno", 4 },
        { "antibiótico", 5 },
        { "hipertensión", 4 },
        { "colesterol", 4 },
        { "gastroenteritis", 6 },
        { "radiografía", 5 },
        { "ecografía", 5 },
        { "quimioterapia", 5 },
        { "psiquiatra", 3 },
        { "veintiocho", 3 },
        { "reír", 2 },
        { "cohete", 3 },
        { "construir", 2 },
        { "jesuita", 3 },
        { "huir", 1 },
        { "fluido", 2 },
        { "viuda", 2 },
    };

    (void)unused;
    ASSERT_COUNTED("es", words);
}

static void portuguese_words_follow_their_spelling(void **unused)
{
    static const counted words[] = {
        { "dor", 1 },         { "cabeça", 3 },     { "médico", 3 },   { "paciente", 4 },
        { "febre", 2 },       { "coração", 3 },    { "sangue", 2 },   { "pressão", 2 },
        { "doença", 3 },      { "tratamento", 4 }, { "remédio", 3 },  { "dia", 2 },
        { "dias", 2 },        { "água", 2 },       { "ar", 1 },       { "ouvido", 3 },
        { "país", 2 },        { "caos", 2 },       { "ler", 1 },      { "poeta", 3 },
        { "saúde", 3 },       { "cuidado", 3 },    { "pescoço", 3 },  { "osso", 2 },
        { "bom", 1 },         { "novo", 2 },       { "diabetes", 4 }, { "diarreia", 4 },
        { "pneumonia", 4 },   { "anemia", 4 },     { "alergia", 4 },  { "cirurgia", 4 },
        { "cirurgião", 4 },   { "análise", 4 },    { "sintoma", 3 },  { "risco", 2 },
        { "quero", 2 },       { "guerra", 2 },     { "mãe", 1 },      { "mão", 1 },
        { "mãos", 1 },        { "põe", 1 },        { "pães", 1 },     { "não", 1 },
        { "também", 2 },      { "muito", 2 },      { "rainha", 3 },   { "ruim", 2 },
        { "juiz", 2 },        { "raiz", 2 },       { "história", 3 }, { "família", 3 },
        { "memória", 3 },     { "ansiedade", 5 },  { "gravidez", 3 }, { "vacina", 3 },
        { "estômago", 4 },    { "pulmão", 2 },     { "rim", 1 },      { "fígado", 3 },
        { "músculo", 3 },     { "câncer", 2 },     { "oxigênio", 4 }, { "antibiótico", 6 },
        { "hipertensão", 4 }, { "colesterol", 4 }, { "exame", 3 },    { "nacional", 4 },
        { "pai", 1 },         { "meu", 1 },        { "seu", 1 },      { "dois", 1 },
        { "oito", 2 },        { "noite", 2 },      { "coisa", 2 },    { "ao", 1 },
        { "aos", 1 },         { "doente", 3 },     { "cair", 2 },     { "saiu", 2 },
        { "viu", 1 },         { "quando", 2 },     { "quatro", 2 },   { "língua", 2 },
        { "tranquilo", 3 },   { "psiquiatra", 4 },
    };

    (void)unused;
    ASSERT_COUNTED("pt-BR", words);
}

static void french_words_are_counted_as_spoken(void **unused)
{
    static const counted words[] = {
        { "douleur", 2 },      { "tête", 1 },         { "médecin", 3 },     { "patient", 2 },
        { "fièvre", 1 },       { "coeur", 1 },        { "cœur", 1 },        { "sang", 1 },
        { "tension", 2 },      { "maladie", 3 },      { "traitement", 3 },  { "médicament", 4 },
        { "jour", 1 },         { "jours", 1 },        { "eau", 1 },         { "air", 1 },
        { "oreille", 2 },      { "pays", 2 },         { "chaos", 2 },       { "lire", 1 },
        { "poème", 2 },        { "santé", 2 },        { "soin", 1 },        { "cou", 1 },
        { "os", 1 },           { "bon", 1 },          { "nouveau", 2 },     { "diabète", 2 },
        { "diarrhée", 2 },     { "pneumonie", 3 },    { "anémie", 3 },      { "allergie", 3 },
        { "chirurgie", 3 },    { "chirurgien", 3 },   { "analyse", 3 },     { "symptôme", 2 },
        { "risque", 1 },       { "guerre", 1 },       { "question", 2 },    { "quel", 1 },
        { "qui", 1 },          { "que", 1 },          { "le", 1 },          { "les", 1 },
        { "je", 1 },           { "ce", 1 },           { "mère", 1 },        { "frère", 1 },
        { "famille", 2 },      { "fille", 1 },        { "femme", 1 },       { "grossesse", 2 },
        { "vaccin", 2 },       { "estomac", 3 },      { "poumon", 2 },      { "rein", 1 },
        { "foie", 1 },         { "muscle", 1 },       { "cancer", 2 },      { "oxygène", 3 },
        { "antibiotique", 4 }, { "hypertension", 4 }, { "cholestérol", 4 }, { "examen", 3 },
        { "national", 3 },     { "oublier", 3 },      { "client", 2 },      { "ouvrier", 3 },
        { "février", 3 },      { "crier", 2 },        { "naïf", 2 },        { "noël", 2 },
        { "réalité", 4 },      { "théâtre", 2 },      { "coaguler", 4 },    { "yeux", 1 },
        { "œil", 1 },          { "bruit", 1 },        { "pluie", 1 },       { "nuit", 1 },
        { "trois", 1 },        { "loi", 1 },          { "jouer", 1 },       { "payer", 2 },
        { "essayer", 3 },      { "lundi", 2 },        { "aujourd'hui", 3 }, { "aimez", 2 },
        { "parle", 1 },        { "parles", 1 },       { "trouver", 2 },     { "groupe", 1 },
        { "hôpital", 3 },      { "infirmière", 3 },   { "année", 2 },       { "idée", 2 },
        { "création", 3 },     { "cruel", 2 },        { "août", 1 },
    };

    (void)unused;
    ASSERT_COUNTED("fr", words);
}

static void any_bytes_are_counted_within_bounds(void **unused)
{
    static const char *const langs[] = { "en", "es", "fr", "pt" };
    static const char        signs[] = "aeiouyqgsltn'W3.,";
    char                     text[260];
    uint32_t                 state = 41;

    (void)unused;
    for (int round = 0; round < 4000; round++) {
        const size_t n = (size_t)round % sizeof text;

        for (size_t i = 0; i < n; i++) {
            state = state * 1664525 + 1013904223;
            if (round % 2 == 0)
                memcpy(text + i, (const unsigned char *)&state + 3, 1);
            else
                text[i] = signs[(state >> 24) % (sizeof signs - 1)];
        }
        for (size_t k = 0; k < sizeof langs / sizeof *langs; k++)
            assert_true(bed_syllables((bed_str){ text, n }, bed_str_of(langs[k])) <= 5 * n + 8);
    }
}

static void generated_tables_are_sorted_and_indexed(void **unused)
{
    (void)unused;
    for (size_t n = 0; n <= bed__syllable_longest; n++) {
        const bed__syllable_words t = bed__syllable_exceptions[n];

        for (size_t i = 1; i < t.n; i++)
            assert_true(memcmp(t.first + (i - 1) * (n + 2), t.first + i * (n + 2), n) < 0);
    }
    for (size_t i = 1; i < bed__syllable_n_forms; i++)
        assert_true(strcmp(bed__syllable_forms[i - 1], bed__syllable_forms[i]) < 0);
    for (size_t i = 0; i < BED__SYLLABLE_SYMBOLS * BED__SYLLABLE_SYMBOLS; i++)
        for (size_t k = bed__syllable_starts[i]; k < bed__syllable_starts[i + 1]; k++) {
            const char *const symbols = "^$-abcdefghijklmnopqrstuvwxyz";
            const char *const letters = bed__syllable_rules[k].letters;

            assert_int_equal(letters[0], symbols[i / BED__SYLLABLE_SYMBOLS]);
            assert_int_equal(letters[1], symbols[i % BED__SYLLABLE_SYMBOLS]);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(english_words_are_read_as_the_dictionary_reads_them),
        cmocka_unit_test(medical_words_follow_their_endings_and_junctures),
        cmocka_unit_test(capitals_are_named_unless_they_are_words),
        cmocka_unit_test(abbreviations_and_units_are_read_in_full),
        cmocka_unit_test(numbers_are_read_aloud),
        cmocka_unit_test(what_cannot_be_read_counts_nothing),
        cmocka_unit_test(spanish_words_follow_their_spelling),
        cmocka_unit_test(portuguese_words_follow_their_spelling),
        cmocka_unit_test(french_words_are_counted_as_spoken),
        cmocka_unit_test(any_bytes_are_counted_within_bounds),
        cmocka_unit_test(generated_tables_are_sorted_and_indexed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
