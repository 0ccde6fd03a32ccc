/* Inside the metric room: stems of English words. */
#ifndef BED_METRIC_STEM_H
#define BED_METRIC_STEM_H

#include <stddef.h>

/* Cuts a lower-case word to its stem, in place, and returns the stem's length in bytes (never more
 * than the word's). Words of one or two characters stay. A character beyond ASCII counts as one
 * consonant; ill-formed bytes do no harm.
 *   Source   Porter, Program 14(3):130-137, 1980, with the departures of NLTK's PorterStemmer in
 *            its default mode (NLTK_EXTENSIONS), which rouge_score and NLTK's METEOR use: stem.c
 *            lists them
 *   Agrees   nltk 3.10.4, on every word of src/metric/fixtures/stem.tsv; libstemmer's "porter"
 *            differs on some of them, which is why it is not used (docs/metrics/rouge.md)
 *   Threads  any */
size_t bed__stem(char *word, size_t len);

#endif
