/* Every SQL function of every room, in one session. */
#ifndef BED_CLI_FUNCTIONS_H
#define BED_CLI_FUNCTIONS_H

#include "corpus/corpus.h"

bed_status bed_functions_register(bed_session *s, bed_error *err) BED_USE_RESULT;

#endif
