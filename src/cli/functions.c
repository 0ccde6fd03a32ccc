#include "cli/functions.h"

#include "ingest/ingest.h"
#include "metric/sql.h"
#include "profile/profile.h"
#include "text/text.h"

bed_status bed_functions_register(bed_session *s, bed_error *err)
{
    char data_dir[BED_PATH_MAX];

    BED_TRY(bed_catalog_data_dir(data_dir, err));
    BED_TRY(bed_text_register(s, err));
    BED_TRY(bed_corpus_register(s, err));
    BED_TRY(bed_source_register(s, err));
    BED_TRY(bed_ingest_register(s, err));
    BED_TRY(bed_metric_register(s, err));
    return bed_profile_register(s, data_dir, err);
}
