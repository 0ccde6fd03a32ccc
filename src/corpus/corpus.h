/* The corpus room: the data engine's session, the canonical record, and the folder that holds it.
 */
#ifndef BED_CORPUS_H
#define BED_CORPUS_H

#include "corpus/session.h"

#endif
