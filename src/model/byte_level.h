/* Inside the model room: the alphabet in which byte-level vocabularies are spelled. Each byte has a
 * character that shows: the printable ones of Latin-1 are themselves, the other 68 follow from
 * U+0100 on in their order (a space is U+0120, a line feed U+010A). Source: Radford et al. 2019. */
#ifndef BED_MODEL_BYTE_LEVEL_H
#define BED_MODEL_BYTE_LEVEL_H

#include "base/base.h"
#include <unicode/umachine.h>

UChar32 bed__byte_character(uint8_t b);
int     bed__byte_of(UChar32 c); /* 0-255; -1: not of the alphabet */

/* Writes the character of a byte as UTF-8 and returns its 1 or 2 bytes. */
size_t bed__byte_spell(uint8_t b, char to[2]);
/* Adds the spelling of bytes. Errors: BED_EMEMORY. */
bed_status bed__bytes_spell(bed_str bytes, bed_buffer *out, bed_error *err) BED_USE_RESULT;

#endif
