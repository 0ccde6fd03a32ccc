#include "model/normal_form.h"

#include <unicode/uchar.h>

bed_status bed__form_open(bed__form_name name, bed__form *out, bed_error *err)
{
    static const UChar  known[] = u"[:Age=9.0:]";
    UErrorCode          fault   = U_ZERO_ERROR;
    const UNormalizer2 *whole   = NULL;

    *out = (bed__form){ 0 };
    switch (name) {
    case BED__NFC:
        whole            = unorm2_getNFCInstance(&fault);
        out->quick_check = UCHAR_NFC_QUICK_CHECK;
        break;
    case BED__NFD:
        whole            = unorm2_getNFDInstance(&fault);
        out->quick_check = UCHAR_NFD_QUICK_CHECK;
        break;
    case BED__NFKC:
        whole            = unorm2_getNFKCInstance(&fault);
        out->quick_check = UCHAR_NFKC_QUICK_CHECK;
        break;
    case BED__NFKD:
        whole            = unorm2_getNFKDInstance(&fault);
        out->quick_check = UCHAR_NFKD_QUICK_CHECK;
        break;
    }
    out->set = uset_openPattern(known, (int32_t)(sizeof known / sizeof *known - 1), &fault);
    if (U_SUCCESS(fault)) {
        uset_freeze(out->set);
        out->normalizer = unorm2_openFiltered(whole, out->set, &fault);
    }
    if (U_SUCCESS(fault))
        return BED_OK;
    bed__form_close(out);
    return bed_fail(err, BED_EINTERNAL, "no data for normalisation: %s", u_errorName(fault));
}

void bed__form_close(bed__form *f)
{
    unorm2_close(f->normalizer);
    uset_close(f->set);
    *f = (bed__form){ 0 };
}

uint8_t bed__combining_class(const bed__form *f, UChar32 c)
{
    const uint8_t class = u_getCombiningClass(c);

    return class != 0 && uset_contains(f->set, c) ? class : 0;
}

bool bed__form_leaves(const bed__form *f, UChar32 c)
{
    if (u_getIntPropertyValue(c, f->quick_check) == UNORM_YES && u_getCombiningClass(c) == 0)
        return true;
    return !uset_contains(f->set, c);
}
