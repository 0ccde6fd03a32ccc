/* The catalogue's entries as documents, in the shape of their files. Inside the room. */
#ifndef BED_CATALOG_EMIT_H
#define BED_CATALOG_EMIT_H

#include "catalog/catalog.h"
#include "catalog/document.h"

void bed__emit_dataset(bed__doc *d, const char *key, const bed_dataset *s);
void bed__emit_entry(bed__doc *d, const char *key, const bed_entry *e);
void bed__emit_taxonomy(bed__doc *d, const char *key, const bed_taxonomy *t);
/* One term, with its dimension and the keys of the datasets that carry it. */
void bed__emit_term(bed__doc *d, const bed_catalog *c, bed_dimension dimension,
                    const bed_term *term);

/* A dataset's ids in one dimension; those of its claims and of its category come as lists too. The
 * ids are put into `at` (n_max places); gives how many there are. */
size_t bed__dataset_terms(const bed_dataset *s, bed_dimension dimension, const char **at,
                          size_t n_max);

enum { BED__TERMS_MAX = 64 };

#endif
