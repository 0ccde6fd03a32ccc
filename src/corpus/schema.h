/* The canonical record: one table of columns, from which the files, the checks, the dataset card
 * and the Croissant description are made.
 *
 * Labels are lists of (name, value[]), sorted by name, and not MAPs: Hugging Face datasets 5.2 has
 * no type for the Parquet MAP ("map<string, list<string>> does not have a datasets dtype
 * equivalent"). */
#ifndef BED_CORPUS_SCHEMA_H
#define BED_CORPUS_SCHEMA_H

#include "base/base.h"

#define BED_PATIENT_TYPE                                                                           \
    "STRUCT(\"age\" DOUBLE, \"sex\" VARCHAR, \"ethnicity\" VARCHAR, \"region\" VARCHAR, "          \
    "\"language\" VARCHAR, \"literacy\" VARCHAR, \"insurance\" VARCHAR, \"fhir_id\" VARCHAR)"
#define BED_LABELS_TYPE "STRUCT(\"name\" VARCHAR, \"value\" VARCHAR[])[]"
#define BED_EVIDENCE_TYPE                                                                          \
    "STRUCT(\"role\" VARCHAR, \"text\" VARCHAR, \"context\" BIGINT, \"document\" VARCHAR, "        \
    "\"line\" BIGINT, \"begin_section\" VARCHAR, \"begin_offset\" BIGINT, "                        \
    "\"end_section\" VARCHAR, \"end_offset\" BIGINT, \"unit\" VARCHAR)[]"

/* name, SQL type, meaning. `mapped` columns may come from a mapping; the others are ours. */
#define BED_COLUMNS(X)                                                                             \
    X(id, "VARCHAR", false, "<dataset>/<split>/<source id or file-row>, unique in the corpus")     \
    X(dataset, "VARCHAR", false, "key in the catalogue")                                           \
    X(split, "VARCHAR", false,                                                                     \
      "train, dev, test or the source's own name; full where it has none")                         \
    X(language, "VARCHAR", true, "BCP 47")                                                         \
    X(kind, "VARCHAR", true, "mcqa, qa, ehr_qa or dialogue")                                       \
    X(turns, "STRUCT(\"role\" VARCHAR, \"text\" VARCHAR, \"labels\" " BED_LABELS_TYPE ")[]", true, \
      "in order; role: patient, clinician, examiner, family or system")                            \
    X(context, "VARCHAR[]", true, "passages, abstracts or notes that the answer rests on")         \
    X(options, "STRUCT(\"key\" VARCHAR, \"text\" VARCHAR)[]", true,                                \
      "choices of an exam question, in the source's order")                                        \
    X(answer_keys, "VARCHAR[]", true,                                                              \
      "keys of the right options, or the label of a closed answer")                                \
    X(rationale, "VARCHAR", true, "explanation or chain of thought")                               \
    X(exact_answers, "STRUCT(\"text\" VARCHAR, \"synonyms\" VARCHAR[])[]", true,                   \
      "an exact answer item by item, each with other words for the same")                          \
    X(evidence, BED_EVIDENCE_TYPE, true,                                                           \
      "where the answer (role answer) or what it rests on (role support) stands")                  \
    X(candidates,                                                                                  \
      "STRUCT(\"id\" VARCHAR, \"text\" VARCHAR, \"relevance\" DOUBLE, \"origin\" VARCHAR)[]",      \
      true,                                                                                        \
      "answers to choose among; relevance 1 for right, 0 for wrong, or the source's grade; "       \
      "origin: who wrote it")                                                                      \
    X(rubrics, "STRUCT(\"criterion\" VARCHAR, \"points\" DOUBLE, \"tags\" VARCHAR[])[]", true,     \
      "what an answer is graded by; points may be negative")                                       \
    X(labels, BED_LABELS_TYPE, true, "annotation of the whole record, by standard names")          \
    X(patient, BED_PATIENT_TYPE, true, "what is known of the person; NULL where nothing is")       \
    X(institution, "STRUCT(\"name\" VARCHAR, \"country\" VARCHAR, \"setting\" VARCHAR)", true,     \
      "where the record comes from")                                                               \
    X(weight, "DOUBLE", true, "1.0; set by balancing, honoured by training and evaluation")        \
    X(source, "STRUCT(\"file\" VARCHAR, \"row\" BIGINT, \"license\" VARCHAR)", false, "provenance")

typedef struct bed_column {
    const char *name, *type;
    bool        mapped;
    const char *meaning;
} bed_column;

const bed_column *bed_columns(size_t *n);

#endif
