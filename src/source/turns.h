/* Turn-marked text: cuts a conversation written as marked lines into turns.
 * Ownership: turns are views into the input and the marks, which must outlive them; nothing is
 * allocated. */
#ifndef BED_SOURCE_TURNS_H
#define BED_SOURCE_TURNS_H

#include "base/base.h"

/* Which label means which role: { "Doctor", "clinician" }. */
typedef struct bed_mark {
    bed_str label, role;
} bed_mark;

typedef struct bed_turn {
    bed_str role, text; /* text without the mark and without blanks at its ends */
    size_t  byte;       /* offset of the turn's first line in the input */
} bed_turn;

typedef struct bed_turns_options {
    bool fold_case;       /* "doctor:" is "Doctor:" (ASCII letters) */
    bool escaped_newline; /* the two characters \ and n end a line too */
} bed_turns_options;

typedef struct bed_turns {
    bed_str           text, rest;
    const bed_mark   *marks;
    size_t            n_marks;
    bed_turns_options options;
    size_t            n_continued; /* lines without a mark that went on with a turn */
} bed_turns;

/* options may be NULL. Of several labels that fit the first one counts. */
void bed_turns_init(bed_turns *t, bed_str text, const bed_mark *marks, size_t n_marks,
                    const bed_turns_options *options);

/* The next turn, BED_END, or BED_REFUSED: text before the first mark (err->byte: where).
 * A line is marked by a label at its beginning, blanks aside:
 *   "Doctor: hi"  "Doctor : hi"  "病人：你好"  "[doctor] hi"  "【医生】您好"  a mark alone on its
 * line numbered speakers: "Guest_family_2: hi", "Doctor 1: hi" Other lines continue the turn before
 * them, line end included. */
bed_status bed_turns_next(bed_turns *t, bed_turn *out, bed_error *err) BED_USE_RESULT;

#endif
