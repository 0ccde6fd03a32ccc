#include "cli/functions.h"

#include "ingest/ingest.h"
#include "text/text.h"

bed_status bed_functions_register(bed_session *s, bed_error *err)
{
    BED_TRY(bed_text_register(s, err));
    BED_TRY(bed_corpus_register(s, err));
    BED_TRY(bed_source_register(s, err));
    return bed_ingest_register(s, err);
}
