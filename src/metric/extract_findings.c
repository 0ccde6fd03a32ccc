/* Findings of one weight, and whether they agree. */
#include "metric/extract_scan.h"

#include <string.h>

static bool same(const bed__finding *a, const bed__finding *b)
{
    return a->keys == b->keys && a->open == b->open;
}

void bed__finding_join(bed__finding *all, const bed__finding *f)
{
    const bool narrows = all->open && !f->open && (f->keys & ~all->keys) == 0;

    if (all->keys == 0 || narrows) {
        *all = *f;
    } else if (!same(all, f)) {
        all->conflict = true;
        all->keys |= f->keys;
        all->at  = f->at;
        all->end = f->end;
    }
}

void bed__finding_add(bed__scan *s, bed__weight w, const bed__finding *f)
{
    const bool heard = s->s.unreal || (s->s.others && w == BED__LOOSE); /* not what the text says */

    if (s->revised && !heard) {
        const size_t upto = w >= BED__STATED ? BED__N_WEIGHTS : (size_t)w + 1;

        memset(s->findings, 0, upto * sizeof s->findings[0]);
        s->revised = false;
    }
    s->s.found = true;
    if (heard)
        return;
    if (w == BED__STATED && s->findings[BED__SURE].keys != 0 && !same(&s->findings[BED__SURE], f))
        bed__finding_join(&s->findings[BED__SURE], f);
    bed__finding_join(&s->findings[w], f);
}

bed__finding bed__finding_of(const bed__group *g, bed__verdict v, bed_extract_rule rule)
{
    return (bed__finding){ .keys = g->keys,
                           .open = g->open || v == BED__MISMATCH,
                           .rule = rule,
                           .at   = g->at,
                           .end  = g->end };
}
