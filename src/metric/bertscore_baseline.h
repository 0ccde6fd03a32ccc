/* What BERTScore gives for texts that have nothing to do with each other, and which layer of a
 * model it reads. */
#ifndef BED_METRIC_BERTSCORE_BASELINE_H
#define BED_METRIC_BERTSCORE_BASELINE_H

#include "metric/bertscore_pairs.h"

/* Reads the row of a layer from a table as bert_score keeps them: a line "LAYER,P,R,F", then a line
 * a layer. Errors: BED_EREAD, BED_EFORMAT (with file and row; also where the layer is not there,
 * and for a baseline of 1 or more), BED_EMEMORY. */
bed_status bed_bertscore_baseline_read(const char *path, size_t layer, bed_bertscore *out,
                                       bed_error *err) BED_USE_RESULT;

/* The mean scores of n pairs of different texts, drawn from the numbers `texts` (n_texts, all
 * different). Errors: BED_EARGUMENT (fewer than 2 texts), BED_UNDEFINED (no score is defined),
 * those of bed_bertscore_pairs. */
bed_status bed_bertscore_baseline_measure(const bed_bertscore_run *run, const size_t *texts,
                                          size_t n_texts, size_t n, uint64_t seed,
                                          bed_bertscore *out, bed_error *err) BED_USE_RESULT;

/* (x - b) / (1 - b), each value with its own b. */
bed_bertscore bed_bertscore_rescale(bed_bertscore x, bed_bertscore baseline);

/* The layer whose vectors agreed best with human judgement, as bert_score 0.3.13 has it for a
 * model's name ("roberta-large", with or without an owner before it); 0: not known. */
size_t bed_bertscore_layer(const char *model);

#endif
