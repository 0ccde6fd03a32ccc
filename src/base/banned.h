/* Functions that are easy to misuse do not compile. Force-included by the build. */
#ifndef BED_BASE_BANNED_H
#define BED_BASE_BANNED_H

#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* As macros with arguments, so that a library's own names (a parameter called rand) stay usable. */
#define BED_BANNED(name) bed_banned_##name##_is_easy_to_misuse
#undef strcpy
#define strcpy(...) BED_BANNED(strcpy)
#undef strcat
#define strcat(...) BED_BANNED(strcat)
#undef sprintf
#define sprintf(...) BED_BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BED_BANNED(vsprintf)
#undef strtok
#define strtok(...) BED_BANNED(strtok)
#undef atoi
#define atoi(...) BED_BANNED(atoi)
#undef atol
#define atol(...) BED_BANNED(atol)
#undef atof
#define atof(...) BED_BANNED(atof)
#undef rand
#define rand(...) BED_BANNED(rand)
#undef gmtime
#define gmtime(...) BED_BANNED(gmtime)
#undef localtime
#define localtime(...) BED_BANNED(localtime)
#undef setlocale
#define setlocale(...) BED_BANNED(setlocale)

#endif
