/* Stages: is this one done already, from exactly this? A stage's key is the SHA-256 of all that its
 * output depends on; it is written into the state folder after the output stands. */
#ifndef BED_PLAN_STAGE_H
#define BED_PLAN_STAGE_H

#include "base/base.h"

typedef struct bed_stage_key {
    bed_sha256 *hash;
    char        text[BED_SHA256_TEXT];
} bed_stage_key;

bed_status bed_stage_key_begin(bed_stage_key *k, const char *stage, bed_error *err) BED_USE_RESULT;
bed_status bed_stage_key_text(bed_stage_key *k, const char *name, const char *value,
                              bed_error *err) BED_USE_RESULT;
/* Every file at or below path, by its name below path and its content. */
bed_status bed_stage_key_files(bed_stage_key *k, const char *path, bed_error *err) BED_USE_RESULT;
bed_status bed_stage_key_end(bed_stage_key *k, bed_error *err) BED_USE_RESULT;
void       bed_stage_key_deinit(bed_stage_key *k);

/* Whether state_dir says that the stage was done with this key; and says so from now on. */
bool       bed_stage_is_done(const char *state_dir, const char *stage, const char *key);
bed_status bed_stage_set_done(const char *state_dir, const char *stage, const char *key,
                              bed_error *err) BED_USE_RESULT;

#endif
