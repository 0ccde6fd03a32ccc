/* What sql.c gives the rest of the room. */
#ifndef BED_PROFILE_SQL_H
#define BED_PROFILE_SQL_H

#include "corpus/corpus.h"
#include "profile/inquiry.h"

/* q outlives the session. */
bed_status bed__profile_register_inquiry(bed_session *s, bed_inquiry *q,
                                         bed_error *err) BED_USE_RESULT;

#endif
