#include "cli/functions.h"

#include "ingest/ingest.h"

bed_status bed_functions_register(bed_session *s, bed_error *err)
{
    BED_TRY(bed_ingest_register(s, err));
    return bed_corpus_register(s, err);
}
