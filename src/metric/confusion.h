/* Inside the metric room: precision, recall and F1 over classes, the common part of five metrics.
 *
 * For a class c and a selection of items with weights w:
 *     tp    sum of w over the items that have c both as right label and as answer
 *     gold  sum of w over the items that have c as right label
 *     pred  sum of w over the items that have c as answer
 *     precision = tp / pred, recall = tp / gold, F1 = 2 tp / (pred + gold)
 * A quotient with denominator 0 is 0 (scikit-learn's zero_division=0).
 * Averages: macro, the mean over classes; weighted, the mean with weights `gold`; micro, the
 * quotient of the sums over classes; binary, the value of the class `positive`.
 * The classes are the labels that occur in the selection, or those of the parameter `labels`.
 * An item may have no, one or several labels on either side; so single-label and multi-label data
 * are one case, as they are in scikit-learn behind MultiLabelBinarizer. */
#ifndef BED_METRIC_CONFUSION_H
#define BED_METRIC_CONFUSION_H

#include "metric/label_sets.h"

typedef enum bed__class_value { BED__PRECISION, BED__RECALL, BED__F1 } bed__class_value;

typedef enum bed__average { BED__MACRO, BED__MICRO, BED__WEIGHTED, BED__BINARY } bed__average;

typedef struct bed__class_settings {
    int  average; /* bed__average */
    int  keys;    /* bed__label_reading */
    char positive[BED_PARAM_TEXT_BYTES];
    char labels[BED_PARAM_TEXT_BYTES];
} bed__class_settings;

/* The parameters: `keys` and `labels`, and those with a free average `average` and `positive`. */
extern const bed_param bed__class_params[4];
enum { BED__CLASS_PARAMS = 4, BED__CLASS_PARAMS_FIXED = 2 };

/* measure_all of a metric of classes: keeps the label sets and names its values, "f1" and then
 * "f1[label]" for each class while there are no more than BED__CLASSES_SHOWN.
 *   average  where the metric fixes it; otherwise that of the settings
 *   Errors   BED_EARGUMENT (average=binary without a class that is the positive one), BED_EMEMORY
 */
bed_status bed__class_measure(const bed__class_settings *set, bed__average average,
                              const bed_items *items, bed_measured *rows,
                              bed_error *err) BED_USE_RESULT;

/* score of a metric of classes. */
bed_status bed__class_score(const bed_measured *rows, const bed_selection *chosen,
                            bed__class_value value, double *values, bed_error *err) BED_USE_RESULT;

/* measure_all of the metrics whose settings name the average. */
bed_status bed__class_measure_all(const void *settings, const bed_items *items, size_t n_threads,
                                  bed_measured *rows, bed_error *err) BED_USE_RESULT;

void bed__class_drop(void *kept);

enum { BED__CLASSES_SHOWN = 60 };

/* ---- counts ---------------------------------------------------------------------------------- */

typedef struct bed__class_counts {
    double tp, gold, pred;
} bed__class_counts;

double bed__class_value_of(bed__class_counts c, bed__class_value value);

#endif
